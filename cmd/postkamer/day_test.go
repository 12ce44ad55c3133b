package main

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"postkamer"

	"postkamer/web/devlogin"
)

// How large the simulated day is. Reading a scan takes a second of a core, so most of
// the post is forms.
var (
	dayPieces = flag.Int("day.pieces", 60, "pieces that come in on the simulated day")
	dayScans  = flag.Int("day.scans", 4, "how many of them are scanned letters")
	dayCalls  = flag.Int("day.calls", 24, "calls that are asked for at least")
)

// dayRounds is into how many parts of the day the post comes in.
const dayRounds = 4

// A day is one day of a mail-room with twelve people, over HTTP. Nothing waits for the
// clock: a call of tomorrow is made now by who picks it.
type day struct {
	t       *testing.T
	data    string
	service *service
	store   *opened
	people  map[string]*worker

	mu         sync.Mutex
	references []string                  // that citizens were given
	skipped    map[postkamer.CaseID]bool // once by somebody: not again
	turned     map[postkamer.CaseID]bool // put back once
	asked      atomic.Int64              // calls that were asked for
	recorded   [6]atomic.Int64           // calls by outcome
	talks      atomic.Int64
	ends       atomic.Int64 // talks that were begun, for the turns of outcomes
	letters    atomic.Int64 // letters to citizens
	homes      [][]string   // addresses of the table in which somebody may live
}

// staffOf are the twelve.
func staffOf() []devlogin.Person {
	one := func(name string, role postkamer.Role, queues ...postkamer.Queue) devlogin.Person {
		subject := "day-" + strings.ToLower(strings.Fields(name)[0])
		return devlogin.Person{Subject: subject, Name: name, Work: string(role), Roles: []postkamer.Role{role}, Queues: queues, Email: subject + "@gemeente.example"}
	}
	return []devlogin.Person{
		one("Sevda Kaya", postkamer.Operator),
		one("Tom de Boer", postkamer.Caseworker), one("Noor Haddad", postkamer.Caseworker), one("Bram Vos", postkamer.Caseworker),
		one("Fatma Yilmaz", postkamer.Caseworker), one("Els Kok", postkamer.Caseworker, "burgerzaken", "inkomen"), one("Wim Prins", postkamer.Caseworker, "burgerzaken"),
		one("Lekha Ramdin", postkamer.Caller), one("Mo Aziz", postkamer.Caller), one("Ine Smit", postkamer.Caller),
		one("Joke Wiersma", postkamer.TeamLead), one("Ad Bakker", postkamer.Admin),
	}
}

// newDay opens the mail-room with a login provider that knows the twelve.
func newDay(t *testing.T) *day {
	t.Helper()
	d := &day{t: t, data: filepath.Join(shortTemp(t), "var"), people: map[string]*worker{}, skipped: map[postkamer.CaseID]bool{}, turned: map[postkamer.CaseID]bool{}}
	address := freeAddress(t)
	front := httptest.NewUnstartedServer(nil)
	provider, err := devlogin.New(devlogin.Config{Embedded: true, BaseURL: "http://" + front.Listener.Addr().String(),
		RedirectURL: "http://" + address + "/inloggen/klaar", People: staffOf()})
	if err != nil {
		t.Fatal(err)
	}
	front.Config.Handler = provider.Handler()
	front.Start()
	t.Cleanup(front.Close)
	id, secret := provider.Client()
	env := []string{"POSTKAMER_OIDC_ISSUER=" + provider.Issuer(), "POSTKAMER_OIDC_CLIENT=" + id, "POSTKAMER_OIDC_SECRET=" + secret}
	d.service = startService(t, d.data, env, "--listen", address)
	if d.store, err = openAt(t.Context(), d.data); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.store.Close(t.Context()) })
	d.loadAddresses()
	for _, p := range staffOf() {
		w := d.visitor(p.Name)
		w.login(provider.Issuer(), p.Subject)
		d.people[p.Name] = w
	}
	return d
}

// TestASimulatedDay: post comes in all day, six people handle it, three phone, and at
// the end every piece is done, waits with a reason, or is with a named person.
func TestASimulatedDay(t *testing.T) {
	if testing.Short() {
		t.Skip("starts servers")
	}
	began := time.Now()
	d := newDay(t)
	for round := range dayRounds {
		var all sync.WaitGroup
		all.Go(func() { d.postComes(round) })
		for _, w := range d.those(postkamer.Caseworker) {
			all.Go(func() { d.handle(w, *dayPieces/dayRounds/6+1) })
		}
		for _, w := range d.those(postkamer.Caller) {
			all.Go(func() { d.phone(w, *dayCalls/dayRounds/3+1) })
		}
		all.Wait()
	}
	d.routed()
	d.finish()
	d.codesAreUsed()
	d.finish()
	d.looks("Joke Wiersma", "/team", "/berichten")
	d.looks("Ad Bakker", "/berichten", "/instellingen")
	t.Logf("%d pieces, %d calls recorded (%s), %d letters, %v", len(d.references), d.talks.Load(), d.outcomes(), d.letters.Load(), time.Since(began).Round(time.Second))
	d.addsUp()
	if counts := verified(t, d.data); counts.Pieces != *dayPieces || counts.PiecesRouted != *dayPieces {
		t.Errorf("verify counts %+v", counts)
	}
}

// those are the people with a role, by name.
func (d *day) those(role postkamer.Role) (list []*worker) {
	for _, p := range staffOf() {
		if slices.Contains(p.Roles, role) {
			list = append(list, d.people[p.Name])
		}
	}
	return list
}

// postComes brings in a part of the post: forms over HTTP, and in the first part the scans.
func (d *day) postComes(round int) {
	if round == 0 && *dayScans > 0 {
		dir := makePost(d.t, 0, *dayScans)
		_, errs, status := runCommand(d.t, nil, "import", "--data", d.data, "--wait", "--json", dir)
		if status != exitDone {
			d.t.Errorf("import exits %d: %s", status, errs)
		}
	}
	forms := *dayPieces - *dayScans
	for i := forms * round / dayRounds; i < forms*(round+1)/dayRounds; i++ {
		d.sendForm(i)
	}
}

// routed waits until all that came in is with somebody.
func (d *day) routed() {
	for range 1200 {
		if d.number(`SELECT count(*) FROM pieces WHERE stage <> 'routed'`) == 0 && d.number(`SELECT count(*) FROM pieces`) == *dayPieces {
			return
		}
		time.Sleep(50 * time.Millisecond) // reading takes its time
	}
	d.t.Fatal("not everything was routed")
}

// finish lets everybody go on until nothing lies open and no call is due.
func (d *day) finish() {
	for range 20 {
		var all sync.WaitGroup
		for _, w := range d.those(postkamer.Caller) {
			all.Go(func() { d.phone(w, *dayPieces) })
		}
		all.Wait()
		for _, w := range d.those(postkamer.Caseworker) {
			all.Go(func() { d.handle(w, *dayPieces) })
		}
		all.Wait()
		if d.number(`SELECT count(*) FROM cases WHERE state IN ('open', 'claimed')`) == 0 && d.number(dueCalls) == 0 {
			return
		}
	}
}

// dueCalls counts the calls that can be made now.
const dueCalls = `SELECT count(*) FROM call_tasks WHERE NOT done AND claimed_by IS NULL AND coalesce(not_before, now()) <= now()`

func (d *day) number(sql string, args ...any) (n int) {
	d.t.Helper()
	if err := d.store.Pool().QueryRow(d.t.Context(), sql, args...).Scan(&n); err != nil {
		d.t.Fatal(err)
	}
	return n
}

// codesAreUsed: a citizen who got a letter phones with the code of it.
func (d *day) codesAreUsed() {
	rows, err := d.store.Pool().Query(d.t.Context(), `SELECT code FROM letters WHERE code <> '' ORDER BY id LIMIT 2`)
	if err != nil {
		d.t.Fatal(err)
	}
	var codes []string
	for rows.Next() {
		var code string
		if err := rows.Scan(&code); err != nil {
			d.t.Fatal(err)
		}
		codes = append(codes, code)
	}
	if err := rows.Err(); err != nil || len(codes) == 0 {
		d.t.Errorf("no letter with a code went out: %v", err)
	}
	for _, code := range codes {
		w := d.people["Ine Smit"]
		talk := w.post("/bellen/code", values("code", code))
		d.talk(w, talk, postkamer.Solved)
	}
}

// looks opens pages that somebody may open.
func (d *day) looks(name string, paths ...string) {
	for _, path := range paths {
		if got := d.people[name].get(path); got.StatusCode != http.StatusOK {
			d.t.Errorf("%s gets %d for %s", name, got.StatusCode, path)
		}
	}
}

func (d *day) outcomes() string {
	var list []string
	for i, o := range postkamer.Outcomes {
		list = append(list, fmt.Sprintf("%s %d", o, d.recorded[i].Load()))
	}
	return strings.Join(list, ", ")
}

// nowhere are the cases that are not done, do not wait for something that is said, and
// are with nobody.
const nowhere = `
	SELECT count(*)
	FROM cases c
	WHERE NOT (c.state = 'done' AND c.done_by <> ''
		OR c.state = 'waiting' AND c.waits_for <> '' AND c.waits_until >= current_date
		OR c.state = 'claimed' AND EXISTS (SELECT 1 FROM people p WHERE p.id = c.claimed_by AND p.name <> '')
		OR c.state = 'calling' AND EXISTS (
			SELECT 1 FROM call_tasks t
			WHERE t.case_id = c.id AND NOT t.done AND (t.not_before > now() OR t.promised_at > now() OR t.receiver_id IS NOT NULL OR t.claimed_by IS NOT NULL)))`

// addsUp checks the account of the day.
func (d *day) addsUp() {
	d.t.Helper()
	if n := d.number(nowhere); n != 0 {
		d.t.Errorf("%d cases are with nobody and wait for nothing", n)
	}
	if n := d.number(`SELECT count(*) FROM pieces WHERE reference = ANY($1)`, d.references); n != len(d.references) || n != *dayPieces-*dayScans {
		d.t.Errorf("citizens have %d references, of which %d exist", len(d.references), n)
	}
	if n := int(d.talks.Load()); n < *dayCalls || n != d.number(`SELECT count(*) FROM call_attempts`) {
		d.t.Errorf("%d calls were recorded of at least %d", n, *dayCalls)
	}
	for i, o := range postkamer.Outcomes {
		if n := d.number(`SELECT count(*) FROM call_attempts WHERE outcome = $1`, o); n == 0 || n != int(d.recorded[i].Load()) {
			d.t.Errorf("outcome %s: %d recorded, %d kept", o, d.recorded[i].Load(), n)
		}
	}
	twice := d.number(`SELECT count(*) FROM (SELECT case_id FROM events WHERE kind = 'approved' GROUP BY case_id HAVING count(*) > 1) x`)
	if twice != 0 {
		d.t.Errorf("%d cases were approved twice", twice)
	}
	for _, w := range d.those(postkamer.Caseworker) {
		if w.did == 0 {
			d.t.Errorf("%s did nothing all day", w.name)
		}
	}
	if log, err := os.ReadFile(d.service.out.Name()); err != nil || strings.Contains(string(log), "level=ERROR") {
		d.t.Errorf("the log of the service has errors: %s, %v", tail(log), err)
	}
	var states []string
	for _, s := range []postkamer.CaseState{postkamer.CaseDone, postkamer.CaseWaiting, postkamer.CaseCalling, postkamer.CaseClaimed, postkamer.CaseOpen} {
		states = append(states, fmt.Sprintf("%s %d", s, d.number(`SELECT count(*) FROM cases WHERE state = $1`, s)))
	}
	d.t.Logf("at the end: %s", strings.Join(states, ", "))
}

// loadAddresses loads the table of addresses, as an administrator does.
func (d *day) loadAddresses() {
	d.t.Helper()
	const file = "../../deploy/samples/addresses/westdorp.csv"
	if _, errs, status := runCommand(d.t, nil, "addresses", "--data", d.data, "load", file); status != exitDone {
		d.t.Fatalf("addresses load exits %d: %s", status, errs)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		d.t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		parts := strings.Split(strings.TrimSpace(line), ";")
		if strings.Contains(line, "woonfunctie") && parts[2] == "" && parts[3] == "" {
			d.homes = append(d.homes, parts)
		}
	}
}
