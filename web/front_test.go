package web

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"crypto/sha256"
	"encoding/binary"
	"math/bits"

	"postkamer"
	"postkamer/intake"
)

func TestVisitorIsKnownByTheAddressThatOurProxySaw(t *testing.T) {
	tests := []struct{ name, remote, said, want string }{
		{"straight", "192.0.2.7:5000", "", "192.0.2.7"},
		{"what a stranger says of himself does not count", "192.0.2.7:5000", "198.51.100.1", "192.0.2.7"},
		{"behind our proxy", "10.0.0.1:5000", "198.51.100.1", "198.51.100.1"},
		{"behind two of ours", "10.0.0.1:5000", "198.51.100.1, 10.0.0.2", "198.51.100.1"},
		{"made up before our proxy", "10.0.0.1:5000", "1.2.3.4, 198.51.100.1", "198.51.100.1"},
		{"our proxy says nonsense", "10.0.0.1:5000", "unknown", "10.0.0.1"},
		{"one household has many addresses", "[2001:db8:1:2:aaaa::1]:5000", "", "2001:db8:1:2::"},
		{"IPv4 written as IPv6", "[::ffff:192.0.2.7]:5000", "", "192.0.2.7"},
	}
	ours, err := readProxies([]string{"10.0.0.0/24"})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &http.Request{RemoteAddr: tt.remote, Header: http.Header{}}
			if tt.said != "" {
				r.Header.Set("X-Forwarded-For", tt.said)
			}
			if got, want := ours.source(r), netip.MustParseAddr(tt.want).As16(); got.local || got.who != want {
				t.Errorf("is %v, want %s", netip.AddrFrom16(got.who).Unmap(), tt.want)
			}
		})
	}
	if _, err := readProxies([]string{"10.0.0"}); err == nil {
		t.Error("half an address is taken as a proxy")
	}
	if got := ours.source(&http.Request{RemoteAddr: "127.0.0.1:9"}); !got.local {
		t.Error("this computer itself has limits")
	}
}

func TestBucketsFillByThemselvesAndAreBounded(t *testing.T) {
	l, now := newLimits(), time.Now()
	l.most = 100
	me := source{who: who{1}}
	taken := 0
	for l.takeOf(askBegin, me, now) {
		taken++
	}
	if want := int(ofAddress[askBegin].burst); taken != want {
		t.Errorf("%d at once, want %d", taken, want)
	}
	if !l.takeOf(askPage, me, now) {
		t.Error("looking at pages is counted with beginning forms")
	}
	if !l.takeOf(askBegin, source{who: who{2}}, now) {
		t.Error("another address has the same bucket")
	}
	if !l.takeOf(askBegin, me, now.Add(3*time.Second)) {
		t.Error("the bucket does not fill again")
	}
	for i := range 1000 {
		l.takeOf(askPage, source{who: who{3, byte(i), byte(i >> 8)}}, now)
	}
	if n := len(l.newer) + len(l.older); n > 200 {
		t.Errorf("%d buckets are kept, want at most 200", n)
	}
}

func TestWhoHasBegunGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1)
		leave, err := g.enter(t.Context(), begun)
		if err != nil {
			t.Fatal(err)
		}
		var order []class
		var mu sync.Mutex
		var all sync.WaitGroup
		for _, c := range []class{coming, begun, sending, begun} {
			all.Go(func() {
				leave, err := g.enter(t.Context(), c)
				if err != nil {
					return
				}
				mu.Lock()
				order = append(order, c)
				mu.Unlock()
				leave()
			})
			synctest.Wait()
		}
		leave()
		all.Wait()
		if want := []class{sending, begun, begun, coming}; !equalClasses(order, want) {
			t.Errorf("order %v, want %v", order, want)
		}
	})
}

func equalClasses(a, b []class) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestGateRefusesInTimeAndLosesNoPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(2)
		first, _ := g.enter(t.Context(), begun)
		second, _ := g.enter(t.Context(), begun)
		began := time.Now()
		if _, err := g.enter(t.Context(), coming); !errors.Is(err, errBusy) {
			t.Errorf("who comes when all is taken gets %v", err)
		}
		if waited := time.Since(began); waited > 100*time.Millisecond {
			t.Errorf("who comes hears it after %v", waited)
		}
		gone, leave := context.WithCancel(t.Context())
		leave()
		if _, err := g.enter(gone, begun); !errors.Is(err, context.Canceled) {
			t.Errorf("who left gets %v", err)
		}
		first()
		second()
		if g.free != 2 || len(g.lines[coming])+len(g.lines[begun]) != 0 {
			t.Errorf("%d places are free, lines %v", g.free, g.lines)
		}
	})
}

func TestGateUnderManyAtOnce(t *testing.T) {
	g := newGate(4)
	var all sync.WaitGroup
	var mu sync.Mutex
	at, most := 0, 0
	for i := range 400 {
		all.Go(func() {
			leave, err := g.enter(t.Context(), class(i%2))
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			at++
			most = max(most, at)
			mu.Unlock()
			mu.Lock()
			at--
			mu.Unlock()
			leave()
		})
	}
	all.Wait()
	if most > 4 || g.free != 4 {
		t.Errorf("%d at once, %d free in the end; there are 4 places", most, g.free)
	}
}

func TestTicketCannotBeMadeUp(t *testing.T) {
	k, now := newSigner(nil), time.Now()
	ticket := k.ticket(now)
	if _, ok := k.open(ticket, now.Add(time.Hour)); !ok {
		t.Error("our own ticket is refused")
	}
	spoilt := []byte(ticket)
	spoilt[3] ^= 1
	for name, text := range map[string]string{
		"changed": string(spoilt), "of another server": newSigner(nil).ticket(now), "a task": k.newTask(now).text, "empty": "", "short": "AAAA",
	} {
		if _, ok := k.open(text, now); ok {
			t.Errorf("a ticket that is %s is taken", name)
		}
	}
	if _, ok := k.open(ticket, now.Add(ticketLife+time.Minute)); ok {
		t.Error("a ticket has no end")
	}
}

// frontSite is a site behind a proxy on this computer, so that visitors have addresses.
func frontSite(t *testing.T, change func(*Config)) *site {
	return newStoredSite(t, func(cfg *Config) {
		cfg.Desk = &intake.Desk{Store: cfg.Store}
		cfg.Municipality.Tone.Citizen = postkamer.Je
		cfg.Front.Proxies = []string{"127.0.0.1"}
		if change != nil {
			change(cfg)
		}
	})
}

// from posts a form as somebody at an address.
func (b *browser) from(address, method, path string, fields url.Values) answer {
	b.t.Helper()
	r, err := http.NewRequest(method, b.address(path), strings.NewReader(fields.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("X-Forwarded-For", address)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return b.do(r)
}

func TestTooManyBeginsFromOneAddressMustWorkOrWait(t *testing.T) {
	st := frontSite(t, nil)
	const here = "192.0.2.7"
	var last answer
	for range int(ofAddress[askBegin].burst) + 1 {
		last = st.browser(t).from(here, http.MethodPost, "/verhuizing", nil)
	}
	doc := last.page(t)
	if last.StatusCode != http.StatusTooManyRequests || text(doc, "h1") != "Nog even wachten" {
		t.Fatalf("the next one gets %d %q", last.StatusCode, text(doc, "h1"))
	}
	task, _ := doc.Find("input[name=bewijs]").Attr("value")
	if got := st.browser(t).from("192.0.2.8", http.MethodPost, "/verhuizing", nil); got.StatusCode != http.StatusOK {
		t.Errorf("a neighbour gets %d", got.StatusCode)
	}
	b := st.browser(t)
	early := b.from(here, http.MethodPost, "/verhuizing", url.Values{"bewijs": {task}, "antwoord": {""}})
	if got := text(early.page(t), "#stand"); early.StatusCode != http.StatusTooManyRequests || !strings.HasPrefix(got, "Dat was iets te vroeg") {
		t.Errorf("pressing at once gives %d %q", early.StatusCode, got)
	}
	wrong := b.from(here, http.MethodPost, "/verhuizing", url.Values{"bewijs": {task}, "antwoord": {"1"}})
	if wrong.StatusCode != http.StatusTooManyRequests {
		t.Errorf("a wrong answer gets %d", wrong.StatusCode)
	}
	worked := url.Values{"bewijs": {task}, "antwoord": {solve(task)}}
	if got := b.from(here, http.MethodPost, "/verhuizing", worked).Request.URL.Path; got != "/verhuizing/waarheen" {
		t.Errorf("who worked is at %s", got)
	}
	if got := st.browser(t).from(here, http.MethodPost, "/verhuizing", worked); got.StatusCode != http.StatusTooManyRequests {
		t.Errorf("the same work lets in a second: %d", got.StatusCode)
	}
	task, _ = st.browser(t).from(here, http.MethodPost, "/verhuizing", nil).page(t).Find("input[name=bewijs]").Attr("value")
	st.now = st.now.Add(powWait)
	for range int(ofAddress[askBegin].burst) {
		st.front.limits.takeOf(askBegin, sourceOf(netip.MustParseAddr(here)), st.now)
	}
	if got := st.browser(t).from(here, http.MethodPost, "/verhuizing", url.Values{"bewijs": {task}, "antwoord": {""}}).Request.URL.Path; got != "/verhuizing/waarheen" {
		t.Errorf("who waited is at %s", got)
	}
}

// solve works for a task as bewijs.js does.
func solve(task string) string {
	for n := 0; ; n++ {
		sum := sha256.Sum256([]byte(task + ":" + strconv.Itoa(n)))
		if bits.LeadingZeros64(binary.BigEndian.Uint64(sum[:8])) >= powBits {
			return strconv.Itoa(n)
		}
	}
}

// fillFrom begins a form at an address and fills in its pages.
func (b *browser) fillFrom(address string, turns []turn) answer {
	b.t.Helper()
	at := b.from(address, http.MethodPost, "/verhuizing", nil)
	for _, turn := range turns {
		at = b.from(address, http.MethodPost, "/verhuizing/"+turn.slug, turn.fields)
	}
	return at
}

func TestTooManyAnswersKeepWhatWasFilledInAndMayBeSentAnyway(t *testing.T) {
	st := frontSite(t, nil)
	const here = "192.0.2.7"
	b := st.browser(t)
	b.fillFrom(here, aMove(st.now))
	address := sourceOf(netip.MustParseAddr(here))
	for st.front.limits.takeOf(askAnswer, address, st.now) {
	}
	got := b.from(here, http.MethodPost, "/verhuizing/bereiken?terug=nakijken", url.Values{"tel": {"06 8765 4321"}, "tijd": {"ochtend"}})
	doc := got.page(t)
	if got.StatusCode != http.StatusTooManyRequests || got.Header.Get("Retry-After") == "" {
		t.Fatalf("got %d, Retry-After %q", got.StatusCode, got.Header.Get("Retry-After"))
	}
	form := doc.Find("main form")
	if action, _ := form.Attr("action"); action != "/verhuizing/bereiken?terug=nakijken" {
		t.Errorf("sends again to %q", action)
	}
	if value, _ := form.Find("input[name=tel]").Attr("value"); value != "06 8765 4321" {
		t.Errorf("keeps %q", value)
	}
	done := b.from(here, http.MethodPost, "/verhuizing/nakijken", declare)
	if !strings.HasPrefix(text(done.page(t), "strong.pk-tel"), "VH-") && st.pieces(t) != 1 {
		t.Errorf("a form that was let in is not received: %d at %s", done.StatusCode, done.Request.URL.Path)
	}
}

func TestWhenAllPlacesAreTakenWhoHasBegunWaitsAndWhoComesIsToldAtOnce(t *testing.T) {
	st := frontSite(t, func(cfg *Config) { cfg.Front.AtWork = 1 })
	b := st.browser(t)
	b.fillFrom("192.0.2.7", aMove(st.now)[:2])
	leave, err := st.front.citizens.enter(t.Context(), begun)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	got := st.browser(t).from("192.0.2.8", http.MethodPost, "/verhuizing", nil)
	if got.StatusCode != http.StatusServiceUnavailable || got.Header.Get("Retry-After") == "" {
		t.Errorf("who comes gets %d, Retry-After %q", got.StatusCode, got.Header.Get("Retry-After"))
	}
	t.Logf("told after %v", time.Since(began))
	for range busyFrom - 1 {
		st.front.busy.note(st.now, true)
	}
	for _, path := range []string{"/healthz", "/static/pk.css"} {
		if got := b.get(path).StatusCode; got != http.StatusOK {
			t.Errorf("%s answers %d", path, got)
		}
	}
	if got := st.as(t, postkamer.Caseworker).get("/werk").StatusCode; got != http.StatusOK {
		t.Errorf("staff get %d", got)
	}
	var waits sync.WaitGroup
	waits.Go(func() {
		if got := b.from("192.0.2.7", http.MethodGet, "/verhuizing/wanneer", nil).StatusCode; got != http.StatusOK {
			t.Errorf("who has begun gets %d", got)
		}
	})
	waitFor(t, func() bool {
		st.front.citizens.mu.Lock()
		defer st.front.citizens.mu.Unlock()
		return len(st.front.citizens.lines[begun]) == 1
	})
	leave()
	waits.Wait()
	if got := st.browser(t).from("192.0.2.9", http.MethodPost, "/verhuizing", nil); got.StatusCode != http.StatusTooManyRequests || text(got.page(t), "h1") != "Nog even wachten" {
		t.Errorf("who comes right after that gets %d %q", got.StatusCode, text(got.page(t), "h1"))
	}
}

// waitFor waits until something holds, five seconds at most.
func waitFor(t *testing.T, holds func() bool) {
	t.Helper()
	for range 500 {
		if holds() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("it never holds")
}

func TestFirstPageIsMadeOnceForManyAndIsNobodysOwn(t *testing.T) {
	st := frontSite(t, nil)
	stranger := func() answer { return st.browser(t).from("192.0.2.9", http.MethodGet, "/verhuizing", nil) }
	first := stranger()
	if again := stranger(); again.body != first.body || again.Header.Get("Content-Security-Policy") == "" || again.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the second stranger gets another answer: %v", again.Header)
	}
	b := st.browser(t)
	b.fill("verhuizing", aMove(st.now)[:2])
	if own := text(b.get("/verhuizing").page(t), "main"); !strings.Contains(own, "was al begonnen") {
		t.Errorf("who has begun does not get his own page: %s", own)
	}
	if other := text(stranger().page(t), "main"); strings.Contains(other, "was al begonnen") {
		t.Errorf("a stranger sees what another has begun: %s", other)
	}
	st.now = st.now.Add(sharedFor)
	if later := stranger(); later.StatusCode != http.StatusOK {
		t.Errorf("a second later: %d", later.StatusCode)
	}
}

func TestWhatFillsInAFieldThatNobodySeesIsKeptAndDoubted(t *testing.T) {
	for filledIn, want := range map[string]bool{"": false, "http://casino.example": true} {
		st := formSite(t, postkamer.Je)
		b := st.browser(t)
		last := b.fill("verhuizing", aMove(st.now))
		if n := last.page(t).Find("main [hidden] input[name=website]").Length(); n != 1 {
			t.Fatalf("the last page has %d such fields", n)
		}
		fields := url.Values{unseenField: {filledIn}}
		for name, value := range declare {
			fields[name] = value
		}
		reference := text(b.post("/verhuizing/nakijken", fields).page(t), "strong.pk-tel")
		piece, err := st.cfg.Store.PieceByReference(t.Context(), reference)
		if err != nil {
			t.Fatalf("%q is not received: %v", filledIn, err)
		}
		doubted := false
		for _, a := range piece.Answers {
			doubted = doubted || a.Name == intake.DoubtAnswer && a.Value == string(postkamer.FilledByMachine)
			if strings.Contains(a.Value, "casino") {
				t.Errorf("what was filled in is kept: %s", a.Value)
			}
		}
		if doubted != want {
			t.Errorf("filled in %q: doubted %v", filledIn, doubted)
		}
	}
}

// TestWhoIsRefusedSeesNothingOfWhoWasRefusedBefore: the page is made once for all.
func TestWhoIsRefusedSeesNothingOfWhoWasRefusedBefore(t *testing.T) {
	st := frontSite(t, func(cfg *Config) { cfg.Front.AtWork = 1 })
	leave, err := st.front.citizens.enter(t.Context(), begun)
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	english := st.browser(t)
	home, _ := url.Parse(st.url)
	english.client.Jar.SetCookies(home, []*http.Cookie{{Name: languageCookie, Value: string(postkamer.English), Path: "/"}})
	first := english.from("192.0.2.8", http.MethodGet, "/tozo/nakijken", nil)
	if first.StatusCode != http.StatusServiceUnavailable || !strings.Contains(first.body, `<html lang="en"`) {
		t.Fatalf("the English reader gets %d: %s", first.StatusCode, first.body)
	}
	second := st.browser(t).from("192.0.2.9", http.MethodGet, "/verhuizing/wie", nil)
	if second.StatusCode != http.StatusServiceUnavailable || !strings.Contains(second.body, `<html lang="nl"`) {
		t.Errorf("the next one, who reads Dutch, gets %d: %s", second.StatusCode, text(second.page(t), "body"))
	}
	for range 2 { // of those who read Dutch, the second gets what was made for the first
		third := st.browser(t).from("192.0.2.10", http.MethodGet, "/", nil)
		if strings.Contains(third.body, "verhuizing") || strings.Contains(third.body, "stap=wie") {
			t.Errorf("the next one sees where the first was: %s", third.body)
		}
	}
}

// TestTriesBehindAProxyAreOfOneVisitorEach: else one who guesses shuts out the whole town.
func TestTriesBehindAProxyAreOfOneVisitorEach(t *testing.T) {
	st := frontSite(t, nil)
	place := func(forwarded string) string {
		r := &http.Request{RemoteAddr: "127.0.0.1:9", Header: http.Header{"X-Forwarded-For": {forwarded}}}
		return st.guesses(r, "code", "x")[1].Value
	}
	if place("192.0.2.7") == place("192.0.2.8") {
		t.Error("two visitors behind the proxy count as one")
	}
	if place("10.9.9.9, 192.0.2.7") != place("192.0.2.7") {
		t.Error("who makes up an address counts as another")
	}
	if place("2001:db8:1:2::3") != place("2001:db8:1:2::4") {
		t.Error("one household has as many tries as addresses")
	}
}
