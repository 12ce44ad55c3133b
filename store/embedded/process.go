package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// A process is a child of ours.
type process struct {
	*os.Process
	done chan struct{} // closed when it ended
	err  error         // how it ended, to be read after done
}

// startProcess starts cmd in a process group of its own, so that a Ctrl-C meant
// for us does not hit it first, and has the kernel send it death when this
// process dies, however it dies.
//
// That signal belongs to the thread that made the child, so a goroutine keeps
// its thread until the child has ended (golang/go#27505).
func startProcess(cmd *exec.Cmd, death syscall.Signal) (*process, error) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
	cmd.SysProcAttr.Pdeathsig = death
	p := &process{done: make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		defer close(p.done)
		runtime.LockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			p.err = cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	p.Process = cmd.Process
	return p, nil
}

// A nudge is a signal and the time a process gets to obey it.
type nudge struct {
	signal syscall.Signal
	wait   time.Duration
}

// stop sends one signal after another until the process has ended. When ctx
// ends it goes on to the next signal at once; after the last it waits without
// limit, for that one should be SIGKILL.
func (p *process) stop(ctx context.Context, nudges []nudge) error {
	for _, n := range nudges {
		if err := p.Signal(n.signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return fmt.Errorf("stop process %d: %w", p.Pid, err)
		}
		if p.endsWithin(ctx, n.wait) {
			return nil
		}
	}
	<-p.done
	return nil
}

func (p *process) endsWithin(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-p.done:
		return true
	case <-ctx.Done():
	case <-t.C:
	}
	return false
}

// exitCode is the exit status of an ended process, -1 when a signal ended it.
func (p *process) exitCode() int {
	var exit *exec.ExitError
	if errors.As(p.err, &exit) {
		return exit.ExitCode()
	}
	return 0
}

// ending says how an ended process ended.
func (p *process) ending() string {
	if p.err == nil {
		return "exit status 0"
	}
	return p.err.Error()
}

// pause waits d, less when ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
