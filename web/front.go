package web

import (
	"context"
	"errors"
	"net/http"
	"runtime"
	"strings"
	"time"
)

// FrontConfig bounds what visitors may ask of one process. The zero value is right
// for a small server.
type FrontConfig struct {
	Proxies []string // addresses and ranges of the proxies before us, whose X-Forwarded-For is believed
	Key     []byte   // signs tickets, see ticket.go; nil draws one, so that it holds for this process only
	AtWork  int      // requests of citizens that are worked on at once; 0 is eight for each processor
	Uploads int      // files that are received at once; 0 is 64
	Staff   int      // requests of staff that are worked on at once; 0 is sixteen for each processor
}

// The front stands before the pages. It keeps one visitor from taking what is for all:
// buckets bound how often an address and a visitor may ask (limits.go), and gates how
// many requests are worked on at once (gate.go). Somebody who has begun goes before
// somebody who comes, and sending goes before everything, so that a form that was let
// in can be finished. Who is refused keeps what was filled in, see again.go.
type front struct {
	proxies  proxies
	tickets  signer
	limits   *limits
	citizens *gate
	files    *gate
	staff    *gate
	busy     *busyness
	used     *usedTasks
	pages    refusals
	shared   sharedPages
}

// Why somebody is not let in now.
var (
	errTooMany = errors.New("asks too often")
	errBusy    = errors.New("too many at once")
)

// openFront makes the front.
func (s *Server) openFront() (err error) {
	cfg, processors := s.cfg.Front, runtime.GOMAXPROCS(0)
	f := &front{
		tickets:  newSigner(cfg.Key),
		limits:   newLimits(),
		citizens: newGate(orDefault(cfg.AtWork, max(16, 8*processors))),
		files:    newGate(orDefault(cfg.Uploads, 64)),
		staff:    newGate(orDefault(cfg.Staff, max(32, 16*processors))),
		busy:     &busyness{},
		used:     &usedTasks{},
	}
	f.proxies, err = readProxies(cfg.Proxies)
	s.front = f
	return err
}

func orDefault(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}

// Crowded tells whether citizens ask for more than this machine can do at once: what
// can wait should. Files count less, for most of them wait for a slow line.
func (s *Server) Crowded() bool {
	processors := runtime.GOMAXPROCS(0)
	return s.front.citizens.atWork() > 2*processors || s.front.files.atWork() > 8*processors
}

// citizenPatience bounds how long an answer to a citizen may take once it is worked on:
// a database that hangs becomes a page that says what to do.
const citizenPatience = 15 * time.Second

// enter lets a request in, after waiting for its turn, or returns why not and after how
// long to come back. Leave gives the place back.
func (s *Server) enter(w http.ResponseWriter, r *http.Request, rt *route) (in *http.Request, leave func(), err error) {
	switch {
	case rt.rule.audience == forPlain || rt.stream:
		return r, func() {}, nil
	case rt.rule.audience == forStaff:
		if leave, err = s.front.staff.enter(r.Context(), begun); err != nil {
			return r, nil, err
		}
		in, leave = within(r, rt.answerTime(), leave)
		return in, leave, nil
	}
	visitor := s.front.visitor(r, s.cfg.Now())
	visiting(r).visitor = visitor
	if err := s.front.allowed(visitor, r, rt, s.cfg.Now()); err != nil {
		if visitor.begun {
			_ = readBefore(w, r) // for the page that keeps it
		}
		return r, nil, err
	}
	if rt.shares(r) {
		return r, func() {}, nil // costs next to nothing
	}
	if rt.receivesFiles(r) {
		leave, err = s.front.files.enter(r.Context(), visitor.class(rt))
		return r, leave, err
	}
	if err := readBefore(w, r); err != nil {
		return r, nil, formError(err)
	}
	leave, err = s.front.citizens.enter(r.Context(), visitor.class(rt))
	s.front.busy.note(s.cfg.Now(), err != nil)
	if err != nil {
		return r, nil, err
	}
	if r.Method == http.MethodPost && !visitor.begun && !rt.opens {
		s.giveTicket(w) // such as who goes on with a code
	}
	in, leave = within(r, citizenPatience, leave)
	return in, leave, nil
}

// within bounds how long a request is worked on. Leave ends it and gives its place back.
func within(r *http.Request, most time.Duration, place func()) (in *http.Request, leave func()) {
	ctx, cancel := context.WithTimeout(r.Context(), most)
	return r.WithContext(ctx), func() { cancel(); place() }
}

// answerTime bounds how long an answer to a member of staff may take, with reading what was
// sent. It is shorter than the time to read: when that is over net/http ends the request as
// if its visitor had left, and nobody gets a page that says that a part does not answer.
func (rt *route) answerTime() time.Duration { return rt.patient * 3 / 4 }

// receivesFiles tells whether the body may be large: it takes as long as the visitor's
// line is slow, and is counted apart.
func (rt *route) receivesFiles(r *http.Request) bool {
	kind := r.Header.Get("Content-Type")
	return r.Method != http.MethodGet && rt.limit > formLimit && !strings.HasPrefix(kind, "application/x-www-form-urlencoded") && kind != ""
}

// readBefore reads a small form before its visitor gets a place: a slow line must not
// hold a place that others wait for.
func readBefore(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodPost || strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return nil
	}
	r.Body = http.MaxBytesReader(w, r.Body, citizenLimit)
	return r.ParseForm()
}

// A visitor is who asks, as far as the front knows.
type visitor struct {
	address source
	id      who  // of the ticket
	begun   bool // has a ticket: was let in before
}

// visitor recognises who asks.
func (f *front) visitor(r *http.Request, now time.Time) visitor {
	v := visitor{address: f.proxies.source(r)}
	for _, name := range []string{ticketCookie, "__Host-" + ticketCookie} {
		if cookie, err := r.Cookie(name); err == nil && !v.begun {
			v.id, v.begun = f.tickets.open(cookie.Value, now)
		}
	}
	return v
}

// class is who goes first.
func (v visitor) class(rt *route) class {
	switch {
	case v.begun && rt.sends:
		return sending
	case v.begun:
		return begun
	}
	return coming
}

// allowed takes a token of each bucket that counts this request.
func (f *front) allowed(v visitor, r *http.Request, rt *route, now time.Time) error {
	what := askPage
	switch {
	case rt.receivesFiles(r):
		what = askFile
	case r.Method == http.MethodPost:
		what = askAnswer
	}
	if v.begun && !f.limits.take(what, v.id, now) {
		return errTooMany
	}
	if v.begun && rt.sends {
		return nil // who was let in may always send
	}
	if !f.limits.takeOf(what, v.address, now) {
		return errTooMany
	}
	return nil
}
