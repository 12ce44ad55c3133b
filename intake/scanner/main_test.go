package scanner

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"postkamer"
	"postkamer/intake/scanner/scantest"
)

func TestMain(m *testing.M) {
	if os.Getenv(scantest.FeederVariable) != "" && len(os.Args) > 1 && os.Args[1][:2] == "--" {
		os.Exit(scantest.Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// stackKey names a stack.
const stackKey = "scan:TESTSTAPEL"

// service is a Sender that keeps what it gets, as the service does.
type service struct {
	mu     sync.Mutex
	stacks map[string]bool
	pages  map[string]string // SHA-256 by stack and part
	order  []string          // parts as they came
	closed map[string][]string
	fail   func(what string) error // what goes wrong, or nil
}

func newService() *service {
	return &service{stacks: map[string]bool{}, pages: map[string]string{}, closed: map[string][]string{}}
}

func (s *service) trouble(what string) error {
	if s.fail == nil {
		return nil
	}
	return s.fail(what)
}

func (s *service) Open(_ context.Context, st Stack) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.trouble("open"); err != nil {
		return err
	}
	s.stacks[st.Key] = true
	return nil
}

func (s *service) Page(_ context.Context, p Part, path string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.trouble("page"); err != nil {
		return err
	}
	if !s.stacks[p.Stack] {
		return postkamer.ErrNotFound
	}
	if _, err := os.Stat(path); err != nil {
		return err
	}
	if _, again := s.pages[p.Name]; !again {
		s.order = append(s.order, p.Name)
	}
	s.pages[p.Name] = p.SHA256
	return s.trouble("answer")
}

func (s *service) End(_ context.Context, stack string, parts []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.trouble("end"); err != nil {
		return err
	}
	s.closed[stack] = parts
	return nil
}

func (s *service) has() (pages int, closed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, closed = s.closed[stackKey]
	return len(s.pages), closed
}

func (s *service) set(fail func(string) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = fail
}

// bench is a machine with a feeder of paper, which runs until the test ends.
type bench struct {
	*Machine
	t       *testing.T
	feeder  string
	service *service
	dir     string       // of the spool
	room    atomic.Int64 // on its disk
	fills   atomic.Bool  // the next look at it is the last that finds room
	stop    func()
}

// newBench runs a machine; change may change its configuration first.
func newBench(t *testing.T, change func(*Config)) *bench {
	t.Helper()
	b := &bench{t: t, feeder: t.TempDir(), service: newService(), dir: t.TempDir()}
	b.room.Store(1 << 40)
	t.Setenv(scantest.FeederVariable, b.feeder)
	b.start(change)
	return b
}

// start starts the machine, as after a restart of the computer.
func (b *bench) start(change func(*Config)) {
	b.t.Helper()
	log := slog.New(slog.DiscardHandler)
	spool, err := OpenSpool(b.dir, log)
	if err != nil {
		b.t.Fatal(err)
	}
	cfg := Config{Program: Program{self(b.t)}, Spool: spool, Sender: b.service, Log: log}
	if change != nil {
		change(&cfg)
	}
	b.Machine = NewMachine(cfg)
	b.free = func(string) (int64, error) {
		room := b.room.Load()
		if b.fills.Load() {
			b.room.Store(minFree - 1)
		}
		return room, nil
	}
	b.outbox.first, b.outbox.last = time.Millisecond, 10*time.Millisecond
	ctx, stop := context.WithCancel(b.t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Run(ctx) }()
	b.stop = sync.OnceFunc(func() {
		stop()
		if err := <-done; err != nil {
			b.t.Error(err)
		}
		_ = spool.Close()
	})
	b.t.Cleanup(b.stop)
	b.until("a scanner", func() bool { return len(b.Status().Scanners) > 0 })
}

func self(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// until waits for something.
func (b *bench) until(what string, ok func() bool) {
	b.t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			p, _ := b.Progress(stackKey)
			b.t.Fatalf("no %s; status %+v, progress %+v", what, b.Status(), p)
		}
	}
}

// order is an order for the feeder.
func (b *bench) order() Order {
	return Order{Scanner: LocalStation + "/" + scantest.Device, Stack: stackKey, By: "Sam", Settings: postkamer.Settings{Resolution: 200, Mode: postkamer.Grey, Page: postkamer.SizeA4}}
}

func (b *bench) feed(mark string, n int) {
	b.t.Helper()
	if err := scantest.Feed(b.feeder, mark, n); err != nil {
		b.t.Fatal(err)
	}
}

// scan orders a run and waits for its end; it returns what is seen then.
func (b *bench) scan(o Order) Progress {
	b.t.Helper()
	if err := b.Start(b.t.Context(), o); err != nil {
		b.t.Fatal(err)
	}
	return b.ended()
}

// scanOnly orders a run and waits until the scanner has ended.
func (b *bench) scanOnly(o Order) {
	b.t.Helper()
	if err := b.Start(b.t.Context(), o); err != nil {
		b.t.Fatal(err)
	}
	b.until("end of the run", func() bool { return !b.anyRunning() })
}

// ended waits until the run is over and its pages are sent.
func (b *bench) ended() (last Progress) {
	b.t.Helper()
	b.until("end of the run", func() bool {
		p, here := b.Progress(stackKey)
		if here {
			last = p
		}
		return !b.anyRunning() && (!here || !p.Running && p.Waiting == 0)
	})
	return last
}

// realScanner is the scanimage of Debian.
func realScanner(t *testing.T) Program {
	t.Helper()
	path, err := exec.LookPath("scanimage")
	if err != nil {
		t.Fatalf("%v: run deploy/packages.sh run", err)
	}
	return Program{path}
}

// files lists the files of a folder and below.
func files(t *testing.T, dir, pattern string) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if errors.Is(err, os.ErrNotExist) {
			return nil // went away while we look
		}
		if err != nil {
			return err
		}
		if ok, _ := filepath.Match(pattern, e.Name()); ok && !e.IsDir() {
			list = append(list, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}
