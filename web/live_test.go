package web

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
)

// liveOf returns the figures that a browser may see.
func liveOf(t *testing.T, b *browser) map[string]string {
	t.Helper()
	got := b.get("/live.json")
	var m message
	if err := json.Unmarshal([]byte(got.body), &m); err != nil || got.StatusCode != 200 {
		t.Fatalf("%d %q: %v", got.StatusCode, got.body, err)
	}
	figures := map[string]string{}
	if err := json.Unmarshal(m.Figures, &figures); err != nil {
		t.Fatalf("%s: %v", m.Figures, err)
	}
	return figures
}

func TestLiveFiguresAreThoseOfTheRole(t *testing.T) {
	st := newStoredSite(t, nil)
	st.scanned(t, false, toBeCalled(), doubtful())
	const mine, others = "voorraad-burgerzaken-open", "voorraad-inkomen-open"
	cases := []struct {
		name   string
		role   postkamer.Role
		queues []postkamer.Queue
		sees   []string
		not    []string
	}{
		{"a caseworker sees the own queues", postkamer.Caseworker, []postkamer.Queue{"burgerzaken"}, []string{mine, "werk-zin"}, []string{others, "bellen", "team-klaar", "voorraad-burgerzaken-nu"}},
		{"one who works everything sees all queues", postkamer.Caseworker, nil, []string{mine, others}, []string{"bellen", "team-klaar"}},
		{"a caller sees the calls", postkamer.Caller, nil, []string{"bellen", "bellen-zin", "bellen-gemaakt"}, []string{mine, "werk-zin", "team-klaar"}},
		{"a team leader sees all", postkamer.TeamLead, []postkamer.Queue{"zorg"}, []string{mine, others, "bellen", "team-klaar", "voorraad-burgerzaken-nu"}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b, _ := st.colleague(t, c.name, c.queues, c.role)
			got := liveOf(t, b)
			for _, key := range c.sees {
				if _, ok := got[key]; !ok {
					t.Errorf("%s is not among %v", key, got)
				}
			}
			for _, key := range c.not {
				if value, ok := got[key]; ok {
					t.Errorf("%s is told: %q", key, value)
				}
			}
		})
	}
	for _, role := range []postkamer.Role{postkamer.Operator} {
		if got := st.as(t, role).get("/live.json"); got.StatusCode != 403 {
			t.Errorf("%s: %d", role, got.StatusCode)
		}
	}
	if got := st.browser(t).get("/live"); got.Header.Get("Content-Type") == "text/event-stream" {
		t.Error("a stream for somebody who is not logged in")
	}
}

func TestLiveFiguresFollowTheWork(t *testing.T) {
	st := newStoredSite(t, func(c *Config) { c.LiveEvery = time.Nanosecond })
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	st.scanned(t, false, toBeCalled(), doubtful())
	before := liveOf(t, joke)
	if before["bellen"] != "1" || before["bellen-zin"] != "1 mens wacht op een telefoontje." || before["voorraad-burgerzaken-open"] != "1" || before["voorraad-inkomen-open"] != "0" {
		t.Errorf("before: %v", before)
	}
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	tom.post("/werk/volgende", nil)
	after := liveOf(t, joke)
	if after["voorraad-burgerzaken-open"] != "0" || after["voorraad-burgerzaken-nu"] != "1" || after["voorraad-burgerzaken-oudste"] != "geen" {
		t.Errorf("after: %v", after)
	}
	st.now = st.now.Add(5 * 24 * time.Hour)
	joke, _ = st.colleague(t, "Joke", nil, postkamer.TeamLead)
	if got := liveOf(t, joke); got["team-langst-norm"] != "! 1 boven de norm van 24 uur" {
		t.Errorf("days later: %v", got)
	}
}

// A listener is one open stream.
type listener struct {
	answer *http.Response
	lines  *bufio.Scanner
}

func (b *browser) listen(ctx context.Context) (listener, error) {
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, b.site.url+"/live", nil)
	if err != nil {
		return listener{}, err
	}
	client := &http.Client{Jar: b.client.Jar, Transport: b.client.Transport}
	answer, err := client.Do(ask)
	if err != nil {
		return listener{}, err
	}
	if kind := answer.Header.Get("Content-Type"); kind != "text/event-stream" || answer.Header.Get("X-Accel-Buffering") != "no" {
		return listener{}, fmt.Errorf("%d, %s", answer.StatusCode, kind)
	}
	return listener{answer, bufio.NewScanner(answer.Body)}, nil
}

// next returns the next message.
func (l listener) next() string {
	for l.lines.Scan() {
		if text, found := strings.CutPrefix(l.lines.Text(), "data: "); found {
			return text
		}
	}
	return ""
}

// TestFiveHundredStreamsCostOneQueryARound counts what the database is asked while
// 500 screens are open, by the connections that the pool hands out.
func TestFiveHundredStreamsCostOneQueryARound(t *testing.T) {
	const streams, rounds = 500, 4
	st := newStoredSite(t, func(c *Config) { c.LiveEvery = time.Second })
	st.scanned(t, false, doubtful())
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	joke.client.Transport = &http.Transport{MaxConnsPerHost: 0}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var group sync.WaitGroup
	for range streams {
		l, err := joke.listen(ctx)
		if err != nil {
			t.Fatal(err)
		}
		l.next()
		group.Go(func() {
			for l.next() != "" {
			}
		})
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	pool := st.cfg.Store.Pool()
	asked, began := pool.Stat().AcquireCount(), time.Now()
	time.Sleep(rounds * st.live.every) // the rounds go by the clock of the machine
	asked, took := pool.Stat().AcquireCount()-asked, time.Since(began)
	most := int64(took/st.live.every) + 1
	perStream := int64(after.HeapAlloc+after.StackInuse-before.HeapAlloc-before.StackInuse) / streams / 1024
	t.Logf("%d streams: %d queries in %d rounds; %d KiB per stream, the browser's side included", streams, asked, most-1, perStream)
	if asked < rounds/2 || asked > most {
		t.Errorf("%d queries in %v, want one per %v", asked, took, st.live.every)
	}
	if perStream > 200 {
		t.Errorf("%d KiB per stream", perStream)
	}
	cancel()
	group.Wait()
}

func TestStreamEndsWhenTheServerStops(t *testing.T) {
	st := newStoredSite(t, nil)
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	l, err := joke.listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if l.next() == "" {
		t.Fatal("no figures at once")
	}
	st.endStreams()
	if got := l.next(); got != "" || l.lines.Err() != nil {
		t.Errorf("goes on with %q (%v)", got, l.lines.Err())
	}
}

func TestStreamSaysAnUnchangedThingOnlyNowAndThen(t *testing.T) {
	var wrote strings.Builder
	st := &stream{w: plainWriter{&wrote}, control: http.NewResponseController(plainWriter{&wrote})}
	start := time.Now()
	for round, step := range []struct {
		after time.Duration
		text  string
		want  string
	}{
		{0, "1", "data: {\"van\":0,\"cijfers\":1}\n\n"},
		{5 * time.Second, "1", ""},
		{10 * time.Second, "2", "data: {\"van\":2,\"cijfers\":2}\n\n"},
		{29 * time.Second, "2", ""},
		{30 * time.Second, "2", ": hier\n\n"},
		{40 * time.Second, "2", "data: {\"van\":5,\"cijfers\":2}\n\n"},
		{61 * time.Second, "", ": hier\n\n"},
	} {
		wrote.Reset()
		m := message{At: int64(round)}
		if step.text != "" {
			m.Figures = json.RawMessage(step.text)
		}
		if err := st.send(m, start.Add(step.after)); err != nil || wrote.String() != step.want {
			t.Errorf("after %v: %q (%v), want %q", step.after, wrote.String(), err, step.want)
		}
	}
}

// A plainWriter is an answer that goes into a text.
type plainWriter struct{ to *strings.Builder }

func (p plainWriter) Header() http.Header         { return http.Header{} }
func (p plainWriter) WriteHeader(int)             {}
func (p plainWriter) Write(b []byte) (int, error) { return p.to.Write(b) }
func (p plainWriter) FlushError() error           { return nil }

func TestDatabaseThatFailsIsAskedOnceARound(t *testing.T) {
	asked := 0
	r := &round{now: func() time.Time { return time.Time{} }, every: time.Hour, load: func(context.Context, time.Time) (store.LiveFigures, error) {
		asked++
		return store.LiveFigures{}, errors.New("gone")
	}}
	for range 100 {
		if _, err := r.get(t.Context()); err == nil {
			t.Fatal("no error")
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}
