package web

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
	"postkamer/store/storetest/crowd"
)

// The simulated municipality, see docs/desks.md.
const (
	benchCases   = 30_000
	benchWorkers = 200
	benchThink   = 12 * time.Second // between two cases of one caseworker; in life it is minutes
	benchTime    = 60 * time.Second
)

// TestDesksAreQuick lets 200 caseworkers work on 30,000 open cases through the server
// and prints how long they waited. It measures, so it only runs when asked:
// make bench-desks.
func TestDesksAreQuick(t *testing.T) {
	if os.Getenv("POSTKAMER_BENCH_DESKS") == "" {
		t.Skip("measures for minutes: make bench-desks")
	}
	st := newSite(t, func(cfg *Config) {
		own := storetest.Config(t)
		own.DatabaseURL += "&pool_max_conns=20"
		s, err := store.Open(t.Context(), own)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		cfg.Store, cfg.Sessions, cfg.Now = s, nil, time.Now
	})
	for _, sql := range []string{`ALTER SYSTEM SET fsync = on`, `ALTER SYSTEM SET synchronous_commit = on`, `ALTER SYSTEM SET full_page_writes = on`, `SELECT pg_reload_conf()`} {
		st.exec(t, sql) // as in real life: the tests do without
	}
	if _, err := crowd.Fill(t.Context(), st.cfg.Store.Pool(), crowd.Options{Pieces: benchCases, Open: benchCases, Calling: 600, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	st.exec(t, `UPDATE cases SET needs = '{bezwaar}' WHERE case_type = 'bezwaar'`)
	st.exec(t, `UPDATE cases SET needs = '{taal:turks}' WHERE state = 'open' AND id % 97 = 0`)
	st.exec(t, `VACUUM ANALYZE`)
	m := &measured{}
	m.alone(t, st)
	if os.Getenv("POSTKAMER_BENCH_DESKS") == "alone" {
		m.report(t)
		return
	}
	m.run(t, st)
	m.report(t)
	m.check(t, st)
}

// alone asks a list and its bare statements in turn, while nobody else works.
func (m *measured) alone(t *testing.T, st *site) {
	b, p := st.colleague(t, "Alleen", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
	b.ownMachine()
	for i := range 300 {
		list, all := st.bare(t.Context(), b, p, "burgerzaken")
		began := time.Now()
		b.get("/werk/burgerzaken")
		page := time.Since(began)
		began = time.Now()
		b.get("/werk")
		if i >= 20 { // by then statements are prepared
			m.add("alleen: lijst, SQL van de zaken", list)
			m.add("alleen: lijst, alle SQL", all)
			m.add("alleen: lijst, bladzijde", page)
			m.add("alleen: mijn werk, bladzijde", time.Since(began))
		}
	}
}

// ownMachine makes a browser as of somebody at home: with a connection of its own that
// stays open, and unpacking what it gets on another machine than the server's.
func (b *browser) ownMachine() {
	b.follow = false
	b.client.Transport = packed{&http.Transport{}}
}

// packed leaves answers as they come over the line.
type packed struct{ *http.Transport }

func (p packed) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("Accept-Encoding", "gzip")
	return p.Transport.RoundTrip(r)
}

// bare asks the four statements of the page of a list and nothing else: whose session
// it is, where this person works today, and the cases with their number. It returns how
// long the cases took, and all.
func (st *site) bare(ctx context.Context, b *browser, p postkamer.Person, queue postkamer.Queue) (list, all time.Duration) {
	home, _ := url.Parse(st.url)
	token := tokenHash(b.client.Jar.Cookies(home)[0].Value)
	began := time.Now()
	_, found, err := st.sessions.Store.Find(token)
	_, errDesk := st.cfg.Store.Desk(ctx, p, time.Now())
	asked := time.Now()
	_, errCases := st.cfg.Store.Cases(ctx, p, store.CaseFilter{Queue: queue}, time.Now(), 0, listLines)
	list, all = time.Since(asked), time.Since(began)
	if err := errors.Join(err, errDesk, errCases); (err != nil || !found) && ctx.Err() == nil {
		b.t.Errorf("bare statements: session found: %t, %v", found, err)
	}
	return list, all
}

// benchQueues are the queues of the simulated teams.
var benchQueues = [][]postkamer.Queue{{"burgerzaken"}, {"burgerzaken", "triage"}, {"inkomen", "zorg"}, {"belastingen", "parkeren"}, {"juridisch", "vergunningen", "leefomgeving"}, nil}

// measured are waiting times by what was waited for.
type measured struct {
	sync.Mutex
	times map[string][]time.Duration
	none  int // times that there was no case
}

func (m *measured) add(what string, took time.Duration) {
	m.Lock()
	defer m.Unlock()
	if m.times == nil {
		m.times = map[string][]time.Duration{}
	}
	m.times[what] = append(m.times[what], took)
}

// run lets everybody work until the time is over.
func (m *measured) run(t *testing.T, st *site) {
	var all sync.WaitGroup
	ctx, stop := context.WithTimeout(t.Context(), benchTime)
	defer stop()
	for i := range benchWorkers {
		b, p := st.colleague(t, fmt.Sprintf("Collega %d", i), benchQueues[i%len(benchQueues)], postkamer.Caseworker)
		if i%5 == 0 {
			talent := store.Talent{Skills: []postkamer.Skill{"bezwaar"}, Languages: []postkamer.Tongue{"turks"}}
			if err := st.cfg.Store.SetTalent(t.Context(), p.ID, talent, p); err != nil {
				t.Fatal(err)
			}
		}
		b.ownMachine()
		all.Go(func() {
			dice := rand.New(rand.NewPCG(1, uint64(i)))
			for wait(ctx, dice, benchThink) {
				m.work(ctx, st, b, p, dice)
			}
		})
	}
	all.Wait()
}

// wait lasts by chance, on average as long as mean; false when the time is over.
func wait(ctx context.Context, dice *rand.Rand, mean time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(time.Duration(dice.ExpFloat64() * float64(mean))):
		return ctx.Err() == nil
	}
}

// work takes a case, looks at a list as somebody who shops around does, and ends the case.
func (m *measured) work(ctx context.Context, st *site, b *browser, p postkamer.Person, dice *rand.Rand) {
	began := time.Now()
	got := b.post("/werk/volgende", nil)
	m.add("pak de volgende (hele verzoek)", time.Since(began))
	var id postkamer.CaseID
	if _, err := fmt.Sscanf(got.Header.Get("Location"), "/zaak/%d", &id); err != nil {
		m.Lock()
		m.none++
		m.Unlock()
	}
	m.look(ctx, st, b, p)
	if id == 0 {
		return
	}
	c, err := st.cfg.Store.Case(ctx, id)
	if err != nil {
		return // the time is over
	}
	switch dice.IntN(10) {
	case 0:
		err = st.cfg.Store.Skip(ctx, id, c.Version, p, "geen tijd")
	case 1: // goes home: the lease ends
	default:
		err = st.cfg.Store.Release(ctx, id, c.Version, p, "andere reden")
	}
	if err != nil && ctx.Err() == nil && !errors.Is(err, postkamer.ErrConflict) {
		b.t.Error(err)
	}
}

// look asks the list of a queue and the start page, and in the same breath the bare
// statements of the list, and the smallest thing that the database can do.
func (m *measured) look(ctx context.Context, st *site, b *browser, p postkamer.Person) {
	queue := postkamer.Queue("burgerzaken")
	if len(p.Queues) > 0 {
		queue = p.Queues[0]
	}
	timed := func(what string, do func()) {
		began := time.Now()
		do()
		if ctx.Err() == nil {
			m.add(what, time.Since(began))
		}
	}
	if list, all := st.bare(ctx, b, p, queue); ctx.Err() == nil {
		m.add("lijst, SQL van de zaken", list)
		m.add("lijst, alle SQL", all)
	}
	timed("lijst, bladzijde", func() {
		if got := b.get(queuePath(queue)); got.StatusCode != http.StatusOK {
			b.t.Errorf("list: %d", got.StatusCode)
		}
	})
	timed("mijn werk, bladzijde", func() { b.get("/werk") })
	var id postkamer.CaseID
	timed("pak de volgende, alleen SQL", func() { id, _ = st.cfg.Store.ClaimNext(ctx, p) })
	if id != 0 {
		_ = st.cfg.Store.Release(ctx, id, versionNow(ctx, st, id), p, "andere reden")
	}
	timed("SELECT 1", func() { _, _ = st.cfg.Store.Pool().Exec(ctx, `SELECT 1`) })
}

func versionNow(ctx context.Context, st *site, id postkamer.CaseID) int {
	c, _ := st.cfg.Store.Case(ctx, id) // an unknown version changes nothing
	return c.Version
}

func percentile(times []time.Duration, share float64) time.Duration {
	slices.Sort(times)
	return times[min(len(times)-1, int(share*float64(len(times))))]
}

// report prints a table as in docs/desks.md.
func (m *measured) report(t *testing.T) {
	var out strings.Builder
	load, _ := os.ReadFile("/proc/loadavg")
	fmt.Fprintf(&out, "load %s, none %d\n| wat | keer | p50 ms | p95 ms | p99 ms |\n|---|---:|---:|---:|---:|\n", strings.TrimSpace(string(load)), m.none)
	names := []string{}
	for name := range m.times {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		list := m.times[name]
		ms := func(share float64) float64 { return float64(percentile(list, share).Microseconds()) / 1000 }
		fmt.Fprintf(&out, "| %s | %d | %.1f | %.1f | %.1f |\n", name, len(list), ms(.5), ms(.95), ms(.99))
	}
	t.Log("\n" + out.String())
}

// check holds the promises.
func (m *measured) check(t *testing.T, st *site) {
	if p99 := percentile(m.times["pak de volgende (hele verzoek)"], .99); p99 > 50*time.Millisecond {
		t.Errorf("taking the next: p99 %v", p99)
	}
	page, bare := percentile(m.times["lijst, bladzijde"], .95), percentile(m.times["lijst, alle SQL"], .95)
	t.Logf("a list p95: %.2f times its four statements, %.2f times those of the cases alone", float64(page)/float64(bare), float64(page)/float64(percentile(m.times["lijst, SQL van de zaken"], .95)))
	if ratio := float64(page) / float64(bare); ratio > 1.5 {
		t.Errorf("a list takes %.2f times its SQL", ratio)
	}
	var twice, over int
	row := st.cfg.Store.Pool().QueryRow(t.Context(), `
		SELECT (SELECT count(*) FROM (
				SELECT kind, lag(kind) OVER (PARTITION BY case_id ORDER BY id) AS before
				FROM events WHERE kind IN ('claimed', 'released', 'skipped')) e
			WHERE kind = 'claimed' AND before = 'claimed'),
			(SELECT count(*) FROM cases WHERE state = 'claimed' AND claim_until > now() + interval '2 hours')`)
	if err := row.Scan(&twice, &over); err != nil || twice > 0 || over > 0 {
		t.Errorf("%d cases given twice, %d held for longer than the lease (%v)", twice, over, err)
	}
}
