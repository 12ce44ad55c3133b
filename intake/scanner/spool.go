package scanner

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"postkamer"
)

// A Spool is the folder in which pages wait until the service has them. One
// process works a spool. It is safe for use by many goroutines.
type Spool struct {
	dir  string
	id   string // of this folder, for ever: tells it from another station's
	log  *slog.Logger
	lock *os.File

	mu     sync.Mutex
	stacks map[string]*spooled
	ways   []Way
	more   chan struct{} // filled when there may be something to send
}

// spooled is a stack in the spool.
type spooled struct {
	Stack
	runs []*spooledRun // by name, which is by time
}

// spooledRun is a run in the spool.
type spooledRun struct {
	Run
	leaves []Leaf // by number
	live   bool   // scanimage is at it
}

// ErrInUse says that another process works the spool.
var ErrInUse = errors.New("another postkamer works in this spool")

// OpenSpool opens the spool in a folder, makes it when it is not there, and finds
// out what an earlier process left: pages that scanimage finished are taken up,
// pages it was still writing are not.
func OpenSpool(dir string, log *slog.Logger) (*Spool, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open spool: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(dir, ".lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open spool: %w", err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("open spool %s: %w", dir, ErrInUse), lock.Close())
	}
	s := &Spool{dir: dir, log: log, lock: lock, stacks: map[string]*spooled{}, more: make(chan struct{}, 1)}
	if err := errors.Join(s.load(), s.loadWays(), s.loadID()); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	s.wake()
	return s, nil
}

// Close lets go of the spool.
func (s *Spool) Close() error { return s.lock.Close() }

// wake tells the outbox to look.
func (s *Spool) wake() {
	select {
	case s.more <- struct{}{}:
	default:
	}
}

// Begin makes sure that the stack is in the spool.
func (s *Spool) Begin(st Stack) error {
	if !ValidKey(st.Key) {
		return fmt.Errorf("begin stack: bad key %q", st.Key)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stacks[st.Key] != nil {
		return nil
	}
	if st.Begun.IsZero() {
		st.Begun = time.Now()
	}
	if err := makeDir(s.dir, st.Key); err != nil {
		return err
	}
	p := &spooled{Stack: st}
	if err := s.saveStack(p); err != nil {
		return err
	}
	s.stacks[st.Key] = p
	return nil
}

// BeginRun adds a run to a stack and returns its name and its folder. When its
// pages are the next of the stack, a stack that was ended is not any more.
func (s *Spool) BeginRun(key string, r Run) (name, dir string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.stacks[key]
	if st == nil {
		return "", "", fmt.Errorf("begin run: stack: %w", postkamer.ErrNotFound)
	}
	if !r.Loose() && !st.Ended.IsZero() {
		st.Ended, st.Unclosed = time.Time{}, ""
		if err := s.saveStack(st); err != nil {
			return "", "", err
		}
	}
	r.Began = time.Now()
	r.Name = r.Began.UTC().Format("20060102T150405-") + rand.Text()[:6]
	if last := len(st.runs); last > 0 && r.Name <= st.runs[last-1].Name { // the clock went back, or two in a second
		r.Name = after(st.runs[last-1].Name)
	}
	if err := makeDir(filepath.Join(s.dir, key), r.Name); err != nil {
		return "", "", err
	}
	run := &spooledRun{Run: r, live: true}
	if err := writeJSON(s.path(key, r.Name, runFile), run.Run); err != nil {
		return "", "", err
	}
	st.runs = append(st.runs, run)
	return r.Name, s.path(key, r.Name), nil
}

// after returns the name of a run that sorts behind another.
func after(name string) string {
	began, err := time.Parse("20060102T150405", name[:15])
	if err != nil {
		began = time.Now().UTC()
	}
	return began.Add(time.Second).Format("20060102T150405-") + rand.Text()[:6]
}

// Keep takes up a page that scanimage finished: it is flushed to the disk, looked
// at, and noted. When it returns nil, the page survives whatever happens.
func (s *Spool) Keep(key, run string, number int) error {
	leaf, err := flush(s.path(key, run, fmt.Sprintf(pageFile, number)), number)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.run(key, run)
	if r == nil {
		return fmt.Errorf("keep page: run: %w", postkamer.ErrNotFound)
	}
	if err := s.saveLeaf(key, run, leaf); err != nil {
		return err
	}
	r.leaves = append(r.leaves, leaf)
	s.wake()
	return nil
}

// EndRun notes why a run ended.
func (s *Spool) EndRun(key, run string, why Problem) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.run(key, run)
	if r == nil {
		return fmt.Errorf("end run: %w", postkamer.ErrNotFound)
	}
	r.live, r.Done, r.Problem = false, true, why
	s.wake()
	return errors.Join(writeJSON(s.path(key, run, runFile), r.Run), s.dropHalves(key, run))
}

// End says that a stack gets no more pages: it is closed at the service once all
// its pages are there. A stack of which another machine has the pages, and this one
// only some that take the place of others, is ErrNotFound: it is not ended here.
func (s *Spool) End(key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.stacks[key]
	if st == nil || st.visits() {
		return fmt.Errorf("end stack: %w", postkamer.ErrNotFound)
	}
	st.Ended, st.Unclosed = time.Now(), ""
	s.wake()
	return s.saveStack(st)
}

// visits tells whether all that was ever scanned here of the stack takes the place of
// other pages, or stands behind them.
func (st *spooled) visits() bool {
	return len(st.runs) > 0 && !slices.ContainsFunc(st.runs, func(r *spooledRun) bool { return !r.Loose() })
}

// run returns a run of a stack, nil when there is none. The lock is held.
func (s *Spool) run(key, name string) *spooledRun {
	st := s.stacks[key]
	if st == nil {
		return nil
	}
	i := slices.IndexFunc(st.runs, func(r *spooledRun) bool { return r.Name == name })
	if i < 0 {
		return nil
	}
	return st.runs[i]
}

// A Count is how many pages of a stack are where.
type Count struct {
	Scanned int
	Stored  int
	Waiting int // to be sent
	Refused int // the service does not want them
	Since   time.Time
	Why     string // Dutch, of the first that was refused
}

func (c *Count) add(l Leaf) {
	c.Scanned++
	switch {
	case l.Stored:
		c.Stored++
	case l.Said != "":
		c.Refused++
		c.Why = firstText(c.Why, l.Said)
	default:
		c.Waiting++
		if c.Since.IsZero() || l.At.Before(c.Since) {
			c.Since = l.At
		}
	}
}

// A Look is what can be seen of a stack.
type Look struct {
	Stack
	Count
	Problem Problem // of its last run
	Live    bool
	Half    bool      // its last run was of both sides, and ended with a front
	At      time.Time // of its last page, or when it began
}

// Look returns what can be seen of one stack, and false when it is not here.
func (s *Spool) Look(key string) (Look, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.stacks[key]
	if st == nil {
		return Look{}, false
	}
	return st.look(), true
}

// Looks returns what can be seen of all stacks, oldest first.
func (s *Spool) Looks() []Look {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Look
	for _, st := range s.stacks {
		list = append(list, st.look())
	}
	slices.SortFunc(list, func(a, b Look) int { return cmp.Or(a.Begun.Compare(b.Begun), cmp.Compare(a.Key, b.Key)) })
	return list
}

func (st *spooled) look() Look {
	l := Look{Stack: st.Stack, At: st.Begun}
	for _, r := range st.runs {
		l.Problem, l.Live, l.Half = r.Problem, r.live, r.Settings.Duplex && len(r.leaves)%2 == 1
		for _, leaf := range r.leaves {
			l.add(leaf)
			l.At = leaf.At
		}
	}
	return l
}

// Waiting counts the pages of all stacks.
func (s *Spool) Waiting() Count {
	var all Count
	for _, l := range s.Looks() {
		all.Scanned += l.Scanned
		all.Stored += l.Stored
		all.Waiting += l.Waiting
		all.Refused += l.Refused
		all.Why = firstText(all.Why, l.Why)
		if l.Waiting > 0 && (all.Since.IsZero() || l.Since.Before(all.Since)) {
			all.Since = l.Since
		}
	}
	return all
}

// path returns a path inside the spool.
func (s *Spool) path(parts ...string) string {
	return filepath.Join(append([]string{s.dir}, parts...)...)
}

func (s *Spool) saveStack(st *spooled) error {
	return writeJSON(s.path(st.Key, stackFile), st.Stack)
}

func (s *Spool) saveLeaf(key, run string, l Leaf) error {
	return writeJSON(s.path(key, run, fmt.Sprintf(leafFile, l.Number)), l)
}

// gone takes a missing file for removed.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
