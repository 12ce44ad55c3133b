package embedded

import (
	"context"
	"errors"
	"log/slog"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

func testServer(start func(context.Context) (*process, error)) *server {
	return &server{
		name: "test", start: start, stopping: killNow(),
		waits: []time.Duration{time.Millisecond, time.Millisecond, time.Millisecond},
	}
}

func startProgram(name string, args ...string) func(context.Context) (*process, error) {
	return func(context.Context) (*process, error) { return startIn("/", name, args...) }
}

func startIn(dir, name string, args ...string) (*process, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	return startProcess(cmd, syscall.SIGKILL)
}

func TestServerThatKeepsDyingIsGivenUp(t *testing.T) {
	starts := 0
	s := testServer(func(ctx context.Context) (*process, error) {
		starts++
		return startProgram("true")(ctx)
	})
	if err := s.begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := s.watch(t.Context(), slog.New(slog.DiscardHandler), func() error { return nil })
	if err == nil {
		t.Error("no error")
	}
	if starts != 4 {
		t.Errorf("started %d times, want 1 and 3 tries", starts)
	}
}

func TestServerThatCannotStartIsGivenUpWithItsReason(t *testing.T) {
	s := testServer(startProgram("true"))
	if err := s.begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	reason := errors.New("disk full")
	s.start = func(context.Context) (*process, error) { return nil, reason }
	err := s.watch(t.Context(), slog.New(slog.DiscardHandler), func() error { return nil })
	if !errors.Is(err, reason) {
		t.Errorf("error is %v, want the reason in it", err)
	}
}

func TestWatchEndsWithItsContext(t *testing.T) {
	s := testServer(startProgram("sleep", "100"))
	if err := s.begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.watch(ctx, slog.New(slog.DiscardHandler), func() error { return nil }); err != nil {
		t.Error(err)
	}
	if err := s.end(t.Context()); err != nil {
		t.Error(err)
	}
	if s.current().exitCode() != -1 {
		t.Error("the process did not end by a signal")
	}
}
