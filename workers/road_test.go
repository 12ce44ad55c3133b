package workers

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

func TestWholeRoad(t *testing.T) {
	h := newHall(t)
	h.start()
	b := h.receive("llbsbl", "bb", "sls")
	results := h.done(b)
	var got []string
	for _, r := range results {
		got = append(got, fmt.Sprintf("%s %v %v %s %s", r.File, r.Pages, r.Hidden, r.Stage, r.Queue))
	}
	want := []string{"0.tif [1 2] [3] routed triage", "0.tif [6] [5] routed triage", "1.tif [1] [2] routed triage", "2.tif [2] [] routed triage"}
	if !slices.Equal(got, want) { // without a model a person decides about every letter
		t.Errorf("got %q, want %q", got, want)
	}
	lines, err := h.store.BatchesSince(t.Context(), time.Now().Add(-time.Hour))
	h.must(err)
	l := lines[0]
	if l.Pages != 11 || l.InPieces != 5 || l.Blank != 3 || l.Separators != 3 || l.Pieces != 4 || l.Routed != 4 {
		t.Errorf("the operator's line: %+v", l)
	}
	h.sound()
}

// TestEveryFailureEndsWithAPerson: whatever goes wrong with a page, its piece is
// routed and says so, after as many attempts as make sense.
func TestEveryFailureEndsWithAPerson(t *testing.T) {
	for _, c := range []struct {
		name           string
		sign           string
		prepared, read int // attempts
		state          string
		text           string
		doubt          postkamer.DoubtCode
	}{
		{"an error while preparing", "E", 4, 0, "unreadable", "none", postkamer.CannotRead},
		{"a panic while preparing", "P", 4, 0, "unreadable", "none", postkamer.CannotRead},
		{"preparing that never ends", "T", 4, 0, "unreadable", "none", postkamer.CannotRead},
		{"a page that cannot be decoded is not tried again", "u", 1, 0, "unreadable", "none", postkamer.CannotRead},
		{"an error while reading", "e", 1, 4, "prepared", "failed", postkamer.CannotRead},
		{"a panic while reading", "p", 1, 4, "prepared", "failed", postkamer.CannotRead},
		{"reading that never ends", "t", 1, 4, "prepared", "failed", postkamer.CannotRead},
		{"no engine is not tried again", "n", 1, 1, "prepared", "failed", postkamer.CannotRead},
		{"trouble that passes", "o", 1, 3, "prepared", "read", postkamer.KindUnsure},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := newHall(t)
			if c.sign == "t" || c.sign == "T" {
				h.cfg.StepTimeout = time.Second // enough for the steps that do end, on a machine that is busy
			}
			h.start()
			b := h.receive("l" + c.sign + "l")
			results := h.through(b)
			if len(results) != 1 || results[0].Queue != postkamer.Triage || !slices.Contains(results[0].Doubts, c.doubt) {
				t.Errorf("%+v", results)
			}
			if prepared, read := h.reader.calls("l"+c.sign+"l", 2); prepared != c.prepared || read != c.read {
				t.Errorf("prepared %d times, read %d times", prepared, read)
			}
			pages, err := h.store.BatchPages(t.Context(), b.ID)
			h.must(err)
			for i, want := range []string{"prepared read", c.state + " " + c.text, "prepared read"} {
				if got := fmt.Sprint(pages[i].State, " ", pages[i].TextState); got != want {
					t.Errorf("page %d: %s, want %s", i+1, got, want)
				}
			}
			h.sound()
		})
	}
}

// TestBatchOfNothingReadable arrives all the same.
func TestBatchOfNothingReadable(t *testing.T) {
	h := newHall(t)
	h.start()
	if results := h.through(h.receive("uuu")); len(results) != 1 || results[0].Queue != postkamer.Triage || results[0].Stage != postkamer.Routed {
		t.Errorf("%+v", results)
	}
	h.sound()
}

// TestOutageCostsNoAttempt: the object store answers 503 more often than a step has
// attempts. Afterwards everything goes on without anybody touching it.
func TestOutageCostsNoAttempt(t *testing.T) {
	cfg := storetest.Config(t)
	var down atomic.Bool
	cfg.S3Endpoint = between(t, cfg.S3Endpoint, &down)
	s, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	h := hallOn(t, s)
	b := h.receive("l")
	down.Store(true)
	h.start()
	snoozes := func() int {
		return h.number(`SELECT coalesce(max((metadata->>'snoozes')::int), 0) FROM river_job WHERE kind = 'prepare_page'`)
	}
	for round := range 6 {
		h.until("the step waits", func() bool { return snoozes() > round })
		if h.number(`SELECT count(*) FROM river_job WHERE kind = 'prepare_page' AND attempt = 0 AND scheduled_at > now()`) != 1 {
			t.Fatal("the outage costs an attempt")
		}
		if round == 5 {
			down.Store(false)
		}
		h.exec(`UPDATE river_job SET state = 'available', scheduled_at = now() WHERE kind = 'prepare_page'`) // the pause is over
	}
	if results := h.done(b); len(results) != 1 || results[0].Stage != postkamer.Routed {
		t.Errorf("%+v", results)
	}
	h.sound()
}

// between is the address of a proxy that answers 503 while down.
func between(t *testing.T, server string, down *atomic.Bool) string {
	t.Helper()
	target := &url.URL{Scheme: "http", Host: server}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host // the signature is about it
	}}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if down.Load() {
			http.Error(w, "slow down", http.StatusServiceUnavailable)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	return front.Listener.Addr().String()
}

// TestLateWorkerChangesNothing: a worker that outlives its time-out and finishes
// late changes nothing, and the piece is routed exactly once.
func TestLateWorkerChangesNothing(t *testing.T) {
	for name, timeout := range map[string]time.Duration{"past its time": 200 * time.Millisecond, "taken for dead within its time": 20 * time.Second} {
		t.Run(name, func(t *testing.T) {
			h := newHall(t)
			h.cfg.StepTimeout = timeout
			h.start()
			b := h.receive("z")
			<-h.reader.began
			// What River's rescue and our lease do with a job that they take for dead.
			h.exec(`UPDATE river_job SET state = 'available', scheduled_at = now() WHERE kind = 'read_page'`)
			results := h.done(b)
			close(h.reader.release) // the first one wakes up
			<-h.reader.ended
			h.stop() // after which all that it does is done
			piece, err := h.store.PieceByReference(t.Context(), results[0].Reference)
			h.must(err)
			text, err := h.store.Text(t.Context(), piece.ID)
			h.must(err)
			if text.Body() != "call 2" || piece.Version != 3 {
				t.Errorf("%q, %+v", text.Body(), piece)
			}
			if n := h.number(`SELECT (SELECT count(*) FROM cases) * 100 + (SELECT count(*) FROM events WHERE kind IN ('read', 'routed')) * 10
				+ (SELECT count(*) FROM river_job WHERE kind = 'route_piece')`); n != 121 {
				t.Errorf("cases, events and jobs: %d", n)
			}
			h.sound()
		})
	}
}

// TestLateWorkerAfterTheLastAttempt finds that a person has the page.
func TestLateWorkerAfterTheLastAttempt(t *testing.T) {
	h := newHall(t)
	h.start()
	b := h.receive("z")
	<-h.reader.began
	var id int64
	h.must(h.store.Pool().QueryRow(t.Context(), `SELECT id FROM pages`).Scan(&id))
	h.must(giveToPerson(t.Context(), h.store, postkamer.ReadPage{PageID: postkamer.PageID(id)}))
	results := h.done(b)
	close(h.reader.release)
	<-h.reader.ended
	h.stop()
	if !slices.Contains(results[0].Doubts, postkamer.CannotRead) || h.number(`SELECT count(*) FROM pages WHERE text_state = 'failed'`) != 1 {
		t.Errorf("%+v", results)
	}
	h.sound()
}

// TestEveryJobTwice: a trigger doubles every job, so that all steps run beside
// themselves.
func TestEveryJobTwice(t *testing.T) {
	h := newHall(t)
	h.exec(`CREATE FUNCTION doubled() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
		INSERT INTO river_job (args, kind, max_attempts, priority, queue, state) VALUES (NEW.args, NEW.kind, NEW.max_attempts, NEW.priority, NEW.queue, NEW.state);
		RETURN NEW; END $$`)
	h.exec(`CREATE TRIGGER doubled AFTER INSERT ON river_job FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION doubled()`)
	h.start()
	b := h.receive("llsbl", "l")
	results := h.done(b)
	h.until("all jobs are done", func() bool { return h.number(`SELECT count(*) FROM river_job WHERE state <> 'completed'`) == 0 })
	if len(results) != 3 || h.number(`SELECT count(*) FROM cases`) != 3 || h.number(`SELECT count(*) FROM pages`) != 6 {
		t.Errorf("%+v", results)
	}
	if n := h.number(`SELECT count(*) FROM river_job WHERE kind <> 'sweep'`); n != 2*(1+6+1+4+3+3) { // batch, pages prepared, grouping, pages read, routing, copies
		t.Errorf("%d jobs", n)
	}
	h.sound()
}

func TestCuttingTooEarlyWaits(t *testing.T) {
	h := newHall(t)
	b := h.receive("ll")
	h.must(h.store.InTx(t.Context(), func(tx *store.Tx) error { return tx.MakePages(t.Context(), b) }))
	w := &groupPages{steps: steps{store: h.store}}
	err := w.Work(t.Context(), &river.Job[postkamer.GroupPages]{Args: postkamer.GroupPages{BatchID: b.ID}})
	if !errors.Is(err, postkamer.ErrConflict) || h.number(`SELECT count(*) FROM pieces`) != 0 {
		t.Errorf("got %v", err)
	}
}

// TestStopHandsBack: a step that does not end is put back at no cost, and the next
// process does it at once.
func TestStopHandsBack(t *testing.T) {
	h := newHall(t)
	h.start()
	b := h.receive("w")
	<-h.reader.began
	h.stop()
	if h.number(`SELECT count(*) FROM river_job WHERE kind = 'read_page' AND state = 'available' AND attempt = 0`) != 1 {
		t.Error("the step is not handed back")
	}
	if alive, err := h.store.WorkersAlive(t.Context()); alive || err != nil {
		t.Errorf("the lease is not given back: %v, %v", alive, err)
	}
	h.start()
	if results := h.done(b); len(results) != 1 || slices.Contains(results[0].Doubts, postkamer.CannotRead) {
		t.Errorf("%+v", results)
	}
	h.sound()
}
