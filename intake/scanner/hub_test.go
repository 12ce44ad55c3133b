package scanner

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"postkamer"
	"postkamer/intake/scanner/scantest"
)

// away is what a service does that is not there: 503 for everything.
type away struct {
	mu   sync.Mutex
	gone bool
}

func (a *away) set(gone bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.gone = gone
}

// hubServer serves a hub to one station as the service does; what concerns pages goes
// to the bench's own service.
func hubServer(t *testing.T, hub *Hub, a *away) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+PollPath, func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		gone := a.gone
		a.mu.Unlock()
		var report Report
		if err := json.NewDecoder(r.Body).Decode(&report); err != nil || gone || r.Header.Get("Authorization") != "Bearer geheim" {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		commands, err := hub.Poll(r.Context(), r.Header.Get(StationHeader), report)
		if err != nil {
			t.Error(err)
		}
		_ = json.NewEncoder(w).Encode(Answer{Commands: commands, Ways: []Way{{Profile: 7, Words: "alleen de voorkant"}}})
	})
	s := httptest.NewServer(mux)
	t.Cleanup(func() { hub.Close(); s.Close() })
	return s
}

// newStation is a bench whose machine obeys a hub.
func newStation(t *testing.T) (*bench, *Hub, *away) {
	t.Helper()
	b := newBench(t, func(c *Config) { c.Station = "balie-1" })
	b.service.stacks[stackKey] = true
	hub, a := NewHub(nil), &away{}
	hub.hold, hub.reply = 200*time.Millisecond, time.Minute
	link, err := NewLink(hubServer(t, hub, a).URL, "geheim", "balie-1")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- link.Obey(ctx, b.Machine, slog.New(slog.DiscardHandler)) }()
	t.Cleanup(func() { stop(); <-done; link.Close() })
	b.until("a station at the hub", func() bool { return len(hub.Scanners(t.Context())) == 1 })
	return b, hub, a
}

func (b *bench) orderAtStation() Order {
	o := b.order()
	o.Scanner = "balie-1/" + scantest.Device
	return o
}

func TestStationScansOnCommandOfTheService(t *testing.T) {
	b, hub, _ := newStation(t)
	b.feed("a", 7)
	if err := hub.Start(t.Context(), b.orderAtStation()); err != nil {
		t.Fatal(err)
	}
	b.until("7 pages at the hub", func() bool { p, _ := hub.Progress(t.Context(), stackKey); return p.Stored == 7 && p.Code == Empty })
	if err := hub.End(t.Context(), stackKey); err != nil {
		t.Fatal(err)
	}
	b.until("closed stack", func() bool { _, closed := b.service.has(); return closed })
	b.until("a hub without the stack", func() bool { _, there := hub.Progress(t.Context(), stackKey); return !there })
	if n, _ := b.service.has(); n != 7 {
		t.Errorf("%d pages", n)
	}
}

func TestStationKeepsTheWaysOfScanning(t *testing.T) {
	b, _, _ := newStation(t)
	b.until("the service's way", func() bool { return b.Ways()[0].Profile == 7 })
	b.stop()
	b.start(nil)
	if w := b.Ways(); len(w) != 1 || w[0].Words != "alleen de voorkant" {
		t.Errorf("after a restart: %+v", w)
	}
	if w := openSpool(t, t.TempDir()).Ways(); len(w) != 1 || !w[0].Settings.Duplex || w[0].Settings.Resolution != 300 {
		t.Errorf("before it ever heard of the service: %+v", w)
	}
}

func TestRefusalOfAStationReachesTheOperator(t *testing.T) {
	b, hub, _ := newStation(t)
	b.feed("a", 100)
	if err := scantest.Delay(b.feeder, 50*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if err := hub.Start(t.Context(), b.orderAtStation()); err != nil {
		t.Fatal(err)
	}
	var refused *Refused
	if err := hub.Start(t.Context(), b.orderAtStation()); !errors.As(err, &refused) || refused.Code != Busy || !strings.Contains(refused.Words, "al bezig") {
		t.Errorf("%v", err)
	}
	b.until("a running stack at the hub", func() bool { p, _ := hub.Progress(t.Context(), stackKey); return p.Running })
	if err := hub.Stop(t.Context(), stackKey); err != nil {
		t.Error(err)
	}
	if err := hub.Stop(t.Context(), "scan:ONBEKENDE"); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("a stack that nobody has: %v", err)
	}
}

func TestStationThatIsAwayIsNotAsked(t *testing.T) {
	hub := NewHub(nil)
	hub.hold, hub.reply = time.Millisecond, 10*time.Millisecond
	status := Status{Waiting: 12, Since: time.Now().Add(-time.Minute), Stacks: []Progress{{Stack: stackKey, Waiting: 12, Running: true}},
		Scanners: []State{{ID: "balie-1/x", Station: "balie-1", Ready: true}, {ID: "balie-2/x", Station: "balie-2"}}}
	if _, err := hub.Poll(t.Context(), "balie-1", Report{Status: status}); err != nil {
		t.Fatal(err)
	}
	var refused *Refused
	if err := hub.Start(t.Context(), Order{Scanner: "balie-1/x", Stack: stackKey}); !errors.As(err, &refused) || !strings.Contains(refused.Words, "antwoordt niet") {
		t.Errorf("no answer: %v", err)
	}
	if commands, _ := hub.Poll(t.Context(), "balie-1", Report{Status: status}); len(commands) != 0 {
		t.Errorf("what nobody waits for any more is not done later: %+v", commands)
	}
	if w := hub.Waiting(t.Context()); len(w) != 1 || w[0].Pages != 12 || !strings.Contains(w[0].Words, "balie-1: 12 bladzijden wachten op verzenden") {
		t.Errorf("%+v", w)
	}
	hub.stations["balie-1"].seen = time.Now().Add(-time.Hour)
	if err := hub.Start(t.Context(), Order{Scanner: "balie-1/x", Stack: stackKey}); !errors.As(err, &refused) || refused.Code != Offline {
		t.Errorf("away: %v", err)
	}
	list := hub.Scanners(t.Context())
	if len(list) != 1 || list[0].Ready || !strings.Contains(list[0].Words, "Geen verbinding met balie-1 sinds") {
		t.Errorf("%+v", list)
	}
	if p, there := hub.Progress(t.Context(), stackKey); !there || p.Running || p.Code != Offline {
		t.Errorf("%+v", p)
	}
	if w := hub.Waiting(t.Context()); len(w) != 1 || !strings.Contains(w[0].Words, "staat veilig op die computer") {
		t.Errorf("%+v", w)
	}
}

func TestCommandIsDoneOnce(t *testing.T) {
	b := newBench(t, nil)
	b.service.stacks[stackKey] = true
	b.feed("a", 4)
	o := obedience{machine: b.Machine, log: slog.New(slog.DiscardHandler), did: map[string]Done{}}
	order := b.order()
	order.Pages = 2
	c := Command{ID: "X", Do: DoStart, Order: order}
	for range 3 { // its answer did not arrive
		o.obey(t.Context(), []Command{c})
		b.ended()
	}
	if left := len(scantest.Sheets(b.feeder)); left != 2 || o.did["X"].Code != NoProblem {
		t.Errorf("%d sheets left, %+v", left, o.did)
	}
	o.obey(t.Context(), nil)
	if len(o.did) != 0 {
		t.Error("an answer is kept for ever")
	}
}

func TestStationNoticesThatTheServiceIsAway(t *testing.T) {
	b, _, a := newStation(t)
	a.set(true)
	b.until("no line", func() bool { return strings.Contains(b.Status().Line(), "Geen verbinding met de postkamer") })
	a.set(false)
	b.until("a line", func() bool { return strings.HasPrefix(b.Status().Line(), "Er is verbinding") })
}

// TestLineThatIsBackIsSaidAtOnce: who asks whether the line is there is not held.
func TestLineThatIsBackIsSaidAtOnce(t *testing.T) {
	hub := NewHub(nil)
	hub.hold = time.Hour
	if _, err := hub.Poll(t.Context(), "balie-1", Report{Now: true}); err != nil {
		t.Error(err)
	}
}

func TestTwoStationsOfOneName(t *testing.T) {
	hub := NewHub(nil)
	hub.hold = time.Millisecond
	poll := func(spool string) error {
		_, err := hub.Poll(t.Context(), "balie-1", Report{Spool: spool, Now: true})
		return err
	}
	for _, c := range []struct {
		name, spool string
		late        bool // the one that was there is away by then
		taken       bool
	}{
		{"the first of that name", "one", false, false},
		{"the same again", "one", false, false},
		{"another computer", "two", false, true},
		{"the first goes on", "one", false, false},
		{"another when the first is gone", "two", true, false},
	} {
		if c.late {
			hub.stations["balie-1"].seen = time.Now().Add(-2 * awayTime)
		}
		if err := poll(c.spool); errors.Is(err, ErrName) != c.taken || err != nil && !c.taken {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestStationThatIsNotLetInSaysWhy(t *testing.T) {
	for code, says := range map[string]string{ReplyToken: "het token klopt niet", ReplyName: "dezelfde naam"} {
		b := newBench(t, nil)
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusUnauthorized)
			_ = json.NewEncoder(w).Encode(Reply{Code: code})
		}))
		link, err := NewLink(s.URL, "geheim", "balie-1")
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- link.Obey(ctx, b.Machine, slog.New(slog.DiscardHandler)) }()
		b.until(code, func() bool { return strings.Contains(b.Status().Line(), says) })
		if line := b.Status().Line(); strings.Contains(line, "Geen verbinding") || !strings.Contains(line, "Bel de beheerder") {
			t.Error(line)
		}
		stop()
		<-done
		link.Close()
		s.Close()
	}
}

func TestPageOfAStationThatIsNotLetInWaits(t *testing.T) {
	b := newBench(t, nil)
	b.service.stacks[stackKey] = true
	b.service.set(func(string) error { return ErrToken })
	b.feed("a", 2)
	b.scanOnly(b.order())
	b.until("the reason", func() bool { return strings.HasPrefix(b.Status().Line(), problemWords[WrongToken]) })
	b.service.set(nil)
	b.until("2 pages", func() bool { n, _ := b.service.has(); return n == 2 })
	b.until("nothing to say", func() bool { return b.Status().Code == NoProblem })
}

func TestLinkNeedsAnEncryptedLine(t *testing.T) {
	for server, ok := range map[string]bool{
		"https://post.example.nl": true, "http://127.0.0.1:8080": true, "http://localhost:8080/": true,
		"http://post.example.nl": false, "post.example.nl": false, "https://post.example.nl/pad": false,
	} {
		if _, err := NewLink(server, "x", "y"); (err == nil) != ok {
			t.Errorf("%s: %v", server, err)
		}
	}
}

// TestAnswerOfAProxyIsNoRefusal: only the service itself can say that it does not
// want a page; any other answer means later.
func TestAnswerOfAProxyIsNoRefusal(t *testing.T) {
	for body, want := range map[string]error{
		`<html>not found</html>`: errAnswer, `{"code":"x"}`: errAnswer, `{"code":"station-not-found"}`: postkamer.ErrNotFound,
		`{"code":"station-conflict"}`: postkamer.ErrConflict, `{"code":"station-token"}`: ErrToken,
	} {
		if err := replyError(http.StatusNotFound, []byte(body)); !errors.Is(err, want) {
			t.Errorf("%s: %v", body, err)
		}
	}
	var refusal *postkamer.Refusal
	if err := replyError(422, []byte(`{"code":"station-refused","why":"Te groot."}`)); !errors.As(err, &refusal) || refusal.Why != "Te groot." {
		t.Errorf("%v", err)
	}
}
