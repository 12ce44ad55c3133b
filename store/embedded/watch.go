package embedded

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// restartWaits is how long is waited before each try to start a died server
// again. Together it is about 20 seconds without steadyTime of running in
// between, after which something is wrong that trying cannot mend.
var restartWaits = [...]time.Duration{
	50 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond, 400 * time.Millisecond,
	800 * time.Millisecond, 1600 * time.Millisecond, 3200 * time.Millisecond,
	5 * time.Second, 5 * time.Second, 5 * time.Second,
}

// steadyTime is how long a server must run to have its tries counted from none.
const steadyTime = time.Minute

// A server is one of our two children, through all its restarts.
type server struct {
	name string
	// start starts the child and returns when it can be used.
	start func(context.Context) (*process, error)
	// stopping is how it is told to stop.
	stopping []nudge
	// waits are restartWaits.
	waits []time.Duration

	mu   sync.Mutex
	proc *process
}

func (s *server) begin(ctx context.Context) error {
	p, err := s.start(ctx)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.proc = p
	s.mu.Unlock()
	return nil
}

func (s *server) current() *process {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.proc
}

// end stops the child, if it was ever started.
func (s *server) end(ctx context.Context) error {
	p := s.current()
	if p == nil {
		return nil
	}
	return p.stop(ctx, s.stopping)
}

// watch starts the child again whenever it dies, and calls restarted each time.
// It returns nil when ctx ends and an error when it gives up.
func (s *server) watch(ctx context.Context, log *slog.Logger, restarted func() error) error {
	tries := 0
	for {
		since := time.Now()
		p := s.current()
		select {
		case <-ctx.Done():
			return nil
		case <-p.done:
		}
		log.Error("a server died", "server", s.name, "pid", p.Pid, "err", p.err)
		if time.Since(since) > steadyTime {
			tries = 0
		}
		if err := s.revive(ctx, log, &tries); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return nil //nolint:nilerr // we are stopping, which is no error
		}
		if err := restarted(); err != nil {
			return err
		}
		log.Warn("a server was started again", "server", s.name, "pid", s.current().Pid, "tries", tries)
	}
}

// revive tries to start the child until it runs, ctx ends (nil) or tries are up.
func (s *server) revive(ctx context.Context, log *slog.Logger, tries *int) error {
	var last error
	for *tries < len(s.waits) {
		if pause(ctx, s.waits[*tries]) != nil {
			return nil //nolint:nilerr // we are stopping, which is no error
		}
		*tries++
		if last = s.begin(ctx); last == nil {
			return nil
		}
		if ctx.Err() != nil {
			return nil //nolint:nilerr // we are stopping, which is no error
		}
		log.Error("a server does not start", "server", s.name, "try", *tries, "err", last)
	}
	if last == nil {
		return fmt.Errorf("%s dies again and again: gave up after %d tries", s.name, len(s.waits))
	}
	return fmt.Errorf("%s died and does not start again, after %d tries: %w", s.name, len(s.waits), last)
}
