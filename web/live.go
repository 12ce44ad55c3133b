package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"postkamer"
	"postkamer/store"
)

func (s *Server) liveRoutes() {
	staff := []postkamer.Role{postkamer.Caseworker, postkamer.Caller, postkamer.TeamLead, postkamer.Admin}
	s.staff("GET /live", s.liveStream, staff...).streams()
	s.staff("GET /live.json", s.liveOnce, staff...).quiet()
}

// Times of live figures.
const (
	liveEvery = 5 * time.Second  // a round: figures are at most so old
	liveSpeak = 20 * time.Second // an unchanged stream says so often that it is there, for proxies
	liveFresh = 30 * time.Second // and so often for the page, which calls figures old after two minutes
	liveLife  = 5 * time.Minute  // then the browser comes back, and who may see what is looked at again
	liveWrite = 10 * time.Second // a browser that takes nothing for so long is gone
	liveQuery = 4 * time.Second  // a database that takes longer has no figures now
)

// A round is the figures that everybody shares: however many screens are open, they
// are counted once. It is safe for concurrent use.
type round struct {
	load  func(ctx context.Context, now time.Time) (store.LiveFigures, error)
	now   func() time.Time
	every time.Duration

	mu      sync.Mutex
	at      time.Time // when figures were last asked for; zero before
	figures store.LiveFigures
	err     error
}

// openLive makes the round that all screens share.
func (s *Server) openLive() {
	s.live = &round{now: s.cfg.Now, every: s.cfg.LiveEvery}
	if s.cfg.Store != nil {
		s.live.load = s.cfg.Store.Live
	}
	if s.live.every == 0 {
		s.live.every = liveEvery
	}
}

// get returns the figures of this round. A database that fails is asked once a round
// too. Who asks first waits for all: his leaving must not cost the others their answer.
func (r *round) get(ctx context.Context) (store.LiveFigures, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	if r.at.IsZero() || now.Sub(r.at) >= r.every || r.now().Sub(r.figures.At) >= r.every {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), liveQuery)
		defer cancel()
		r.figures, r.err = r.load(ctx, r.now())
		r.at = now
	}
	return r.figures, r.err
}

// A message is what a browser gets. A page that was made after At shows newer figures
// already: those of somebody who has just done something.
type message struct {
	At      int64           `json:"van"`     // when the figures were counted, milliseconds since 1970
	Figures json.RawMessage `json:"cijfers"` // words by the name of data-live
}

// liveMessage says what a person may know.
func (s *Server) liveMessage(r *http.Request) (message, error) {
	figures, err := s.live.get(r.Context())
	if err != nil {
		return message{}, err
	}
	said, err := json.Marshal(s.liveFigures(figures, person(r)))
	return message{At: figures.At.UnixMilli(), Figures: said}, err
}

// liveOnce answers a browser that cannot listen.
func (s *Server) liveOnce(w http.ResponseWriter, r *http.Request) error {
	m, err := s.liveMessage(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(m)
}

// liveStream sends the figures of every round that brings something new.
func (s *Server) liveStream(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	out := &stream{w: w, control: http.NewResponseController(w), began: s.cfg.Now().UnixMilli()}
	if err := out.write("retry: 2000\n\n"); err != nil {
		return nil // the visitor is gone
	}
	ticker := time.NewTicker(s.live.every)
	defer ticker.Stop()
	for end := time.Now().Add(liveLife); time.Now().Before(end); {
		m, err := s.liveMessage(r)
		if err != nil {
			visiting(r).err = err // the page says itself that its figures grow old
		}
		if err := out.send(m, time.Now()); err != nil {
			return nil
		}
		select {
		case <-ticker.C:
		case <-r.Context().Done():
			return nil
		case <-s.closing:
			return nil
		}
	}
	return nil
}

// A stream is one browser that listens.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	began   int64  // milliseconds since 1970
	last    string // what it heard last
	at      int64  // of when that was
	told    time.Time
	spoke   time.Time
}

// send writes what is new. What is not is said again now and then, so that a page
// knows its figures are of now. Nothing at all is a comment, for those in between.
func (st *stream) send(m message, now time.Time) error {
	first := st.at < st.began && m.At >= st.began // a page ignores figures of before it was made
	if m.Figures != nil && (first || string(m.Figures) != st.last || now.Sub(st.told) >= liveFresh) {
		st.last, st.at, st.told, st.spoke = string(m.Figures), m.At, now, now
		return st.write(fmt.Sprintf("data: {\"van\":%d,\"cijfers\":%s}\n\n", m.At, m.Figures))
	}
	if now.Sub(st.spoke) < liveSpeak {
		return nil
	}
	st.spoke = now
	return st.write(": hier\n\n")
}

// write sends at once, and gives up on a browser that takes nothing.
func (st *stream) write(text string) error {
	_ = st.control.SetWriteDeadline(time.Now().Add(liveWrite)) // a test's connection has none
	if _, err := st.w.Write([]byte(text)); err != nil {
		return err
	}
	return st.control.Flush()
}
