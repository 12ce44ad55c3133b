package scanner

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"postkamer"
)

// A Part is one page on its way to the service. Stack and Name together name it
// for ever: the service keeps it once, however often it is sent.
type Part struct {
	Stack    string
	Name     string // run and number: 20261122T101501-ABCDEF-0007
	SHA256   string
	Size     int64 // bytes
	By       string
	Profile  postkamer.ProfileID // 0: that of the stack
	Replaces postkamer.PageID
	After    postkamer.PageID
	Side     int // 1 is the front and 2 the back of a sheet that is scanned on both sides; else 0
	Sides    int
}

// Valid tells whether a part that came over the network names a page.
func (p Part) Valid() bool {
	run, number, _ := cutLast(p.Name)
	return ValidKey(p.Stack) && runPattern.MatchString(run) && numberPattern.MatchString(number) &&
		hashPattern.MatchString(p.SHA256) && p.Size > 0
}

func cutLast(s string) (before, after string, found bool) {
	i := strings.LastIndexByte(s, '-')
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

// Patterns of a page number and of a hash.
var (
	numberPattern = regexp.MustCompile(`^[0-9]{4,6}$`)
	hashPattern   = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// A Sender brings stacks and pages to the service. Each call may come again.
type Sender interface {
	// Open opens a stack at the service, or finds it there.
	Open(ctx context.Context, st Stack) error
	// Page returns nil once the service has stored the page in path. ErrNotFound:
	// it does not know the stack; *postkamer.Refusal and ErrConflict: it will never
	// want this page; any other error: later, perhaps.
	Page(ctx context.Context, p Part, path string) error
	// End closes a stack whose pages are exactly these parts; ErrConflict when the
	// service has others.
	End(ctx context.Context, stack string, parts []string) error
}

// An Outbox offers what is in a spool to a sender, for ever.
type Outbox struct {
	spool *Spool
	to    Sender
	log   *slog.Logger
	first time.Duration // pause after a first failure; it doubles up to last
	last  time.Duration

	failed string // key of the stack at which the last round ended; only Run touches it

	mu    sync.Mutex
	away  time.Time // since when the service cannot be reached; zero: it can
	kept  Problem   // why, when it does not let this machine in
	tries int
}

// Pauses between tries.
const (
	firstPause = time.Second
	lastPause  = 30 * time.Second
)

// NewOutbox returns the outbox of a spool. Run it.
func NewOutbox(spool *Spool, to Sender, log *slog.Logger) *Outbox {
	return &Outbox{spool: spool, to: to, log: log, first: firstPause, last: lastPause}
}

// Away says since when the service cannot be reached; zero when it can.
func (o *Outbox) Away() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.away
}

// keptOut says why the service does not let this machine in; NoProblem when it does, or
// cannot be reached at all.
func (o *Outbox) keptOut() Problem {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.kept
}

// Run sends until ctx ends. What cannot be sent now is tried again after a pause,
// which grows to half a minute.
func (o *Outbox) Run(ctx context.Context) error {
	for {
		more, pause := o.spool.more, o.last // what the service did not want to close is asked again
		if err := o.round(ctx); err != nil {
			more, pause = nil, o.pause(ctx, err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-more:
		case <-time.After(pause):
		}
	}
}

// pause notes a failure and returns how long to wait. Only the first of a row is logged.
func (o *Outbox) pause(ctx context.Context, err error) time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.away.IsZero() && ctx.Err() == nil {
		o.away = time.Now()
		o.log.Warn("pages wait in the spool: the service cannot be reached", "error", err)
	}
	o.kept = keptOut(err)
	o.tries++
	return min(o.first<<min(o.tries-1, 10), o.last)
}

// reached notes that the service answered.
func (o *Outbox) reached() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.away.IsZero() {
		o.log.Info("the service can be reached again", "away", time.Since(o.away).Round(time.Second))
	}
	o.away, o.tries, o.kept = time.Time{}, 0, NoProblem
}

// round offers everything once, stack by stack. It stops at the first error that
// concerns the line and not one page. It begins behind the stack at which the last
// round stopped: what ails one stack, such as an image that the disk spoilt, must not
// hold up the others.
func (o *Outbox) round(ctx context.Context) error {
	stacks := o.spool.Looks()
	behind := 1 + slices.IndexFunc(stacks, func(l Look) bool { return l.Key == o.failed })
	for _, look := range slices.Concat(stacks[behind:], stacks[:behind]) {
		if err := o.sendStack(ctx, look.Key); err != nil {
			o.failed = look.Key
			return err
		}
	}
	o.failed = ""
	return nil
}

func (o *Outbox) sendStack(ctx context.Context, key string) error {
	st, known := o.spool.Look(key)
	if !known {
		return nil
	}
	if st.Here && !st.Known {
		err := o.open(ctx, st.Stack)
		if errors.Is(err, postkamer.ErrConflict) {
			return o.spool.unclosed(key, unopenedWords)
		}
		if err != nil {
			return err
		}
	}
	for {
		part, path, more := o.spool.next(key)
		if !more {
			return o.finish(ctx, key)
		}
		if err := o.sendPage(ctx, st.Stack, part, path); err != nil {
			return err
		}
	}
}

func (o *Outbox) open(ctx context.Context, st Stack) error {
	if err := o.to.Open(ctx, st); err != nil {
		return fmt.Errorf("open stack at service: %w", err)
	}
	o.reached()
	return o.spool.setKnown(st.Key)
}

func (o *Outbox) sendPage(ctx context.Context, st Stack, p Part, path string) error {
	err := o.to.Page(ctx, p, path)
	if errors.Is(err, postkamer.ErrNotFound) && !p.loose() { // a service that lost the stack, or another one
		if err := o.open(ctx, st); err != nil {
			return err
		}
		err = o.to.Page(ctx, p, path)
	}
	if err == nil {
		o.reached()
		return o.spool.stored(p)
	}
	if why := unwanted(err); why != "" {
		o.reached()
		o.log.Error("the service does not want a page; it stays in the spool", "error", err)
		return o.spool.refused(p, why)
	}
	return fmt.Errorf("send page: %w", err)
}

func (p Part) loose() bool { return p.Replaces != 0 || p.After != 0 }

// unwanted says in Dutch why the service will never take a page; empty when it may.
func unwanted(err error) string {
	var refusal *postkamer.Refusal
	switch {
	case errors.As(err, &refusal):
		return refusal.Why
	case errors.Is(err, postkamer.ErrConflict), errors.Is(err, postkamer.ErrNotFound):
		return problemWords[Unknown]
	}
	return ""
}

// unclosedWords is said of a stack that the service counts otherwise.
const unclosedWords = "De postkamer telt een ander aantal bladzijden dan deze computer. De stapel blijft open. Bel de beheerder."

// unopenedWords is said of a stack that the service does not open.
const unopenedWords = "De postkamer kan deze stapel niet openen. De bladzijden blijven bewaard op deze computer. Bel de beheerder."

// finish closes a stack at the service when no more pages come and all are there,
// and forgets what needs no more keeping.
func (o *Outbox) finish(ctx context.Context, key string) error {
	parts, due := o.spool.due(key)
	if !due {
		return o.spool.tidy(key)
	}
	err := o.to.End(ctx, key, parts)
	if errors.Is(err, postkamer.ErrConflict) || errors.Is(err, postkamer.ErrNotFound) {
		o.reached()
		o.log.Error("the service does not close a stack", "error", err)
		return o.spool.unclosed(key, unclosedWords)
	}
	if err != nil {
		return fmt.Errorf("close stack at service: %w", err)
	}
	o.reached()
	return o.spool.forget(key)
}

// next returns the first page of a stack that is still to be sent.
func (s *Spool) next(key string) (Part, string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.stacks[key]
	if st == nil {
		return Part{}, "", false
	}
	for _, r := range st.runs {
		for _, l := range r.leaves {
			if !l.Stored && l.Said == "" {
				return st.part(r, l), s.path(key, r.Name, fmt.Sprintf(pageFile, l.Number)), true
			}
		}
	}
	return Part{}, "", false
}

// partName is the name of a page within its stack.
func partName(run string, number int) string { return fmt.Sprintf("%s-%04d", run, number) }

func (st *spooled) part(r *spooledRun, l Leaf) Part {
	p := Part{Stack: st.Key, Name: partName(r.Name, l.Number), SHA256: l.SHA256, Size: l.Size, By: r.By, Profile: r.Profile, Replaces: r.Replaces, After: r.After}
	if p.Profile == st.Profile {
		p.Profile = 0 // the service may know a version of it for this very scanner
	}
	if r.Settings.Duplex {
		p.Side, p.Sides = (l.Number-1)%2+1, 2
	}
	return p
}

// stored notes that the service has a page, and lets go of its image.
func (s *Spool) stored(p Part) error {
	return s.change(p, func(l *Leaf) { l.Stored = true }, func(path string) error { return gone(os.Remove(path)) })
}

// refused notes that the service does not want a page. Its image stays.
func (s *Spool) refused(p Part, why string) error {
	return s.change(p, func(l *Leaf) { l.Said = why }, func(string) error { return nil })
}

// change notes something of a page on the disk, and then does what follows from it.
func (s *Spool) change(p Part, note func(*Leaf), then func(path string) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.stacks[p.Stack].runs {
		i := slices.IndexFunc(r.leaves, func(l Leaf) bool { return partName(r.Name, l.Number) == p.Name })
		if i < 0 {
			continue
		}
		note(&r.leaves[i])
		if err := s.saveLeaf(p.Stack, r.Name, r.leaves[i]); err != nil {
			return err
		}
		return then(s.path(p.Stack, r.Name, fmt.Sprintf(pageFile, r.leaves[i].Number)))
	}
	return fmt.Errorf("page of spool: %w", postkamer.ErrNotFound)
}

func (s *Spool) setKnown(key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.stacks[key]
	if st == nil || st.Known {
		return nil
	}
	st.Known = true
	return s.saveStack(st)
}

func (s *Spool) unclosed(key, why string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.stacks[key]
	if st == nil || st.Unclosed == why {
		return nil
	}
	st.Unclosed = why
	return s.saveStack(st)
}

// due returns the parts of a stack that is complete and wholly at the service.
// Pages that take the place of others, or were refused, are not among them.
func (s *Spool) due(key string) ([]string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.stacks[key]
	if st == nil || st.Ended.IsZero() || st.busy() {
		return nil, false
	}
	parts := []string{}
	for _, r := range st.runs {
		for _, l := range r.leaves {
			if l.Stored && !r.Loose() {
				parts = append(parts, partName(r.Name, l.Number))
			}
		}
	}
	return parts, true
}

// busy tells whether pages still come or are still to be sent.
func (st *spooled) busy() bool {
	for _, r := range st.runs {
		if r.live || slices.ContainsFunc(r.leaves, func(l Leaf) bool { return !l.Stored && l.Said == "" }) {
			return true
		}
	}
	return false
}

// tidy forgets a stack of which there are only pages that took the place of
// others, all of them at the service: nobody will end it here.
func (s *Spool) tidy(key string) error {
	s.mu.Lock()
	st := s.stacks[key]
	keep := st == nil || st.busy() || !st.visits()
	s.mu.Unlock()
	if keep {
		return nil
	}
	return s.forget(key)
}
