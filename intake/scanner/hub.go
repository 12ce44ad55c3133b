package scanner

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"postkamer"
)

// A Hub is how the service sees all scanners: those of its own machine and those
// of the stations that report to it. It is safe for use by many goroutines.
//
// What it knows of stations is in memory only: after a restart they report again
// within seconds, and what they scanned is on their disks. With several web
// processes, operators and stations must be sent to the same one.
type Hub struct {
	local *Machine // nil: this machine has no scanners
	hold  time.Duration
	reply time.Duration

	mu       sync.Mutex
	stations map[string]*station
	closed   chan struct{}
	close    func()
}

// A station is what is known of a computer beside a scanner.
type station struct {
	name   string
	spool  string // of the computer that reports under the name
	status Status
	seen   time.Time
	queue  []Command // not answered yet
	more   chan struct{}
	wait   map[string]chan Done
}

// A Command is what a station must do.
type Command struct {
	ID    string `json:"id"`
	Do    string `json:"do"` // start, stop or end
	Order Order  `json:"order"`
}

// What a station may be asked.
const (
	DoStart = "start"
	DoStop  = "stop"
	DoEnd   = "end"
)

// Done is a station's answer to a command. Code is empty when it was done.
type Done struct {
	ID    string  `json:"id"`
	Code  Problem `json:"code,omitempty"`
	Words string  `json:"words,omitempty"`
}

// Times of the talk with stations.
const (
	holdTime  = 25 * time.Second // how long a poll is held when there is nothing to do
	replyTime = 12 * time.Second // how long the operator waits for a station's answer
	awayTime  = 45 * time.Second // without a poll for so long, a station is away
)

// NewHub returns the hub of a service whose own machine may have scanners; nil: none.
func NewHub(local *Machine) *Hub {
	closed := make(chan struct{})
	return &Hub{local: local, hold: holdTime, reply: replyTime, stations: map[string]*station{}, closed: closed,
		close: sync.OnceFunc(func() { close(closed) })}
}

// Close lets go of the stations that wait for work: the service stops.
func (h *Hub) Close() { h.close() }

// Scanners returns every scanner: of this machine first, then by station.
func (h *Hub) Scanners(context.Context) []State {
	var list []State
	if h.local != nil {
		list = h.local.Status().Scanners
		now := time.Now()
		for i := range list {
			list[i].Seen = now
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, st := range h.sorted() {
		for _, s := range st.status.Scanners {
			s.Seen = st.seen
			if st.away() {
				s.Ready, s.Busy, s.Code, s.Words = false, false, Offline, st.awayWords()
			}
			list = append(list, s)
		}
	}
	return list
}

func (st *station) away() bool { return time.Since(st.seen) > awayTime }

func (st *station) awayWords() string {
	return fmt.Sprintf("Geen verbinding met %s sinds %s. Kijk of die computer aanstaat. Wat daar gescand is, staat veilig op die computer en komt vanzelf.",
		st.name, clock(st.seen))
}

// sorted returns the stations by name. The lock is held.
func (h *Hub) sorted() []*station {
	var list []*station
	for _, st := range h.stations {
		list = append(list, st)
	}
	slices.SortFunc(list, func(a, b *station) int { return strings.Compare(a.name, b.name) })
	return list
}

// Start begins or continues a stack on a scanner, or says with a *Refused why not.
func (h *Hub) Start(ctx context.Context, o Order) error {
	name, _, _ := strings.Cut(o.Scanner, "/")
	if name == LocalStation {
		if h.local == nil {
			return refuse(Gone)
		}
		return h.local.Start(ctx, o)
	}
	return h.ask(ctx, name, Command{Do: DoStart, Order: o})
}

// Stop ends the run that works on a stack; the stack stays open.
func (h *Hub) Stop(ctx context.Context, stack string) error {
	return h.tell(ctx, stack, DoStop, (*Machine).Stop)
}

// End says that a stack gets no more pages: once all are stored, it is closed.
func (h *Hub) End(ctx context.Context, stack string) error {
	return h.tell(ctx, stack, DoEnd, (*Machine).End)
}

// tell passes something on to the machine that has the stack. Another may have a page of
// it that was scanned again there, and says that it is not its own.
func (h *Hub) tell(ctx context.Context, stack, do string, local func(*Machine, string) error) error {
	err := fmt.Errorf("%s stack: %w", do, postkamer.ErrNotFound)
	if h.local != nil {
		err = local(h.local, stack)
	}
	for _, name := range h.having(stack) {
		if !errors.Is(err, postkamer.ErrNotFound) {
			break
		}
		err = h.ask(ctx, name, Command{Do: do, Order: Order{Stack: stack}})
	}
	return err
}

// having returns the stations that have pages of a stack.
func (h *Hub) having(stack string) (names []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, st := range h.sorted() {
		if slices.ContainsFunc(st.status.Stacks, func(p Progress) bool { return p.Stack == stack }) {
			names = append(names, st.name)
		}
	}
	return names
}

// find returns the station that has a stack.
func (h *Hub) find(stack string) (string, Progress, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, st := range h.sorted() {
		for _, p := range st.status.Stacks {
			if p.Stack == stack {
				return st.name, st.say(p), true
			}
		}
	}
	return "", Progress{}, false
}

// say adds to the progress of a stack that its station is away.
func (st *station) say(p Progress) Progress {
	if st.away() && (p.Running || p.Waiting > 0 || p.Ended) {
		p.Running, p.Code, p.Problem = false, Offline, st.awayWords()
	}
	return p
}

// Progress says how far a stack is; false when no machine works on it, or not any more.
func (h *Hub) Progress(_ context.Context, stack string) (Progress, bool) {
	if h.local != nil {
		if p, here := h.local.Progress(stack); here {
			return p, true
		}
	}
	_, p, there := h.find(stack)
	return p, there
}

// Waiting says of each machine where pages wait what is going on.
func (h *Hub) Waiting(context.Context) []Waiting {
	var list []Waiting
	if h.local != nil {
		s := h.local.Status()
		if s.Waiting > 0 && time.Since(s.Since) > waitNormal {
			list = append(list, Waiting{"", s.Waiting, s.Since, waitingWords(s.Waiting, s.Since, s.Away)})
		}
		if s.Aside > 0 {
			list = append(list, Waiting{Words: asideWords(s.Aside)})
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, st := range h.sorted() {
		s := st.status
		switch {
		case st.away() && (s.Waiting > 0 || len(s.Stacks) > 0):
			list = append(list, Waiting{st.name, s.Waiting, st.seen, st.awayWords()})
		case s.Waiting > 0 && time.Since(s.Since) > waitNormal:
			list = append(list, Waiting{st.name, s.Waiting, s.Since, fmt.Sprintf("Bij %s: %s", st.name, waitingWords(s.Waiting, s.Since, time.Time{}))})
		}
		if s.Aside > 0 {
			list = append(list, Waiting{Station: st.name, Words: fmt.Sprintf("Bij %s: %s", st.name, asideWords(s.Aside))})
		}
	}
	return list
}

// waitNormal is how long a page may be on its way before it is worth a word.
const waitNormal = 10 * time.Second

// ask gives a station a command and waits for its answer.
func (h *Hub) ask(ctx context.Context, name string, c Command) error {
	c.ID = rand.Text()
	answer := make(chan Done, 1)
	h.mu.Lock()
	st := h.stations[name]
	if st == nil || st.away() {
		h.mu.Unlock()
		return &Refused{Offline, fmt.Sprintf("Geen verbinding met %s. Kijk of die computer aanstaat, of scan op de pagina van die computer zelf.", name)}
	}
	st.queue = append(st.queue, c)
	st.wait[c.ID] = answer
	st.wake()
	h.mu.Unlock()
	defer h.drop(name, c.ID)
	select {
	case d := <-answer:
		return d.err()
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(h.reply):
		return &Refused{Offline, fmt.Sprintf("De computer %s antwoordt niet. Kijk daar of er gescand wordt, en start anders opnieuw.", name)}
	}
}

func (d Done) err() error {
	switch d.Code {
	case NoProblem:
		return nil
	case Unknown:
		return fmt.Errorf("station: stack: %w", postkamer.ErrNotFound)
	}
	return &Refused{d.Code, d.Words}
}

// drop takes back a command that nobody waits for any more.
func (h *Hub) drop(name, id string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	st := h.stations[name]
	delete(st.wait, id)
	st.queue = slices.DeleteFunc(st.queue, func(c Command) bool { return c.ID == id })
}

func (st *station) wake() {
	select {
	case st.more <- struct{}{}:
	default:
	}
}

// maxStations bounds what is remembered; the token guards it.
const maxStations = 1000

// errTooMany says that more stations report than there can be.
var errTooMany = errors.New("too many stations")

// Poll takes in what a station says of itself and its answers, and returns what it
// must do: at once when there is something, else after holding it for a while. ErrName means
// that another computer is the station of this name.
func (h *Hub) Poll(ctx context.Context, name string, report Report) ([]Command, error) {
	h.mu.Lock()
	st := h.stations[name]
	if st == nil {
		if len(h.stations) == maxStations {
			h.mu.Unlock()
			return nil, errTooMany
		}
		st = &station{name: name, more: make(chan struct{}, 1), wait: map[string]chan Done{}}
		h.stations[name] = st
	}
	if st.isOther(report.Spool) {
		h.mu.Unlock()
		return nil, ErrName
	}
	st.spool = report.Spool
	st.status, st.seen = own(name, report.Status), time.Now()
	for _, d := range report.Done {
		if answer := st.wait[d.ID]; answer != nil {
			answer <- d
			delete(st.wait, d.ID)
		}
		st.queue = slices.DeleteFunc(st.queue, func(c Command) bool { return c.ID == d.ID })
	}
	more, todo := st.more, slices.Clone(st.queue)
	h.mu.Unlock()
	if len(todo) > 0 || report.Now {
		return todo, nil
	}
	select {
	case <-ctx.Done():
	case <-more:
	case <-h.closed:
	case <-time.After(h.hold):
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	st.seen = time.Now()
	return slices.Clone(st.queue), nil
}

// isOther tells whether another computer than the one that is there reports under its
// name. When that one is away, the name is free for who comes: its disk may have been
// replaced.
func (st *station) isOther(spool string) bool {
	return st.spool != "" && st.spool != spool && !st.away()
}

// own keeps of what a station says only scanners of its own.
func own(name string, s Status) Status {
	s.Scanners = slices.DeleteFunc(s.Scanners, func(x State) bool { return x.Station != name || !strings.HasPrefix(x.ID, name+"/") })
	return s
}
