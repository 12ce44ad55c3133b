package scanner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// A Program is scanimage, or something that behaves like it.
type Program struct {
	Path string // "" is scanimage of the search path
}

const defaultProgram = "scanimage"

// Find looks whether the program is there.
func (p Program) Find() error {
	path, err := exec.LookPath(firstText(p.Path, defaultProgram))
	if err != nil {
		return fmt.Errorf("find scanimage: %w", err)
	}
	_, err = filepath.Abs(path)
	return err
}

// command is a call of the program, in a process group of its own, which the
// kernel kills when we die. Of our environment, where passwords are, it gets what
// concerns SANE only. What it says on standard error is dropped: nothing rests on
// it, and a driver may write anything there.
func (p Program) command(args ...string) *exec.Cmd {
	cmd := exec.Command(firstText(p.Path, defaultProgram), args...)
	cmd.Env = []string{"PATH=" + firstText(os.Getenv("PATH"), "/usr/local/bin:/usr/bin:/bin"), "LC_ALL=C.UTF-8", "HOME=/nonexistent"}
	for _, entry := range os.Environ() {
		if strings.HasPrefix(entry, "SANE_") {
			cmd.Env = append(cmd.Env, entry)
		}
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.WaitDelay = killDelay // a grandchild that holds the pipe does not hold us
	return cmd
}

// killDelay is how long a process gets to end after it was asked to.
const killDelay = 5 * time.Second

// A process is a running scanimage.
type process struct {
	pid  int
	done chan struct{} // closed when it ended
	err  error         // how it ended, to be read after done
}

// startProcess starts cmd. The signal that kills it with us belongs to the thread
// that made it, so a goroutine keeps its thread until the process has ended
// (golang/go#27505).
func startProcess(cmd *exec.Cmd) (*process, error) {
	p := &process{done: make(chan struct{})}
	started := make(chan error, 1)
	go func() { // waited for through done
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
	p.pid = cmd.Process.Pid
	return p, nil
}

// interrupt asks it to let go of the paper and end.
func (p *process) interrupt() { _ = syscall.Kill(-p.pid, syscall.SIGINT) }

// kill ends it and all that it started. It may be gone already.
func (p *process) kill() { _ = syscall.Kill(-p.pid, syscall.SIGKILL) }

// status returns the exit status, or -1 when a signal ended it.
func (p *process) status() int {
	var exit *exec.ExitError
	switch {
	case p.err == nil, errors.Is(p.err, exec.ErrWaitDelay):
		return 0
	case errors.As(p.err, &exit):
		return exit.ExitCode()
	}
	return -1
}

// errFailed says that scanimage could not do a question; the status tells why.
var errFailed = errors.New("scanimage failed")

// output runs the program to its end and returns what it printed.
func (p Program) output(ctx context.Context, args ...string) ([]byte, error) {
	var out bytes.Buffer
	cmd := p.command(args...)
	cmd.Stdout = &bounded{w: &out, left: maxListing}
	proc, err := startProcess(cmd)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, proc.kill)
	defer stop()
	<-proc.done
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if status := proc.status(); status != 0 {
		return nil, fmt.Errorf("%w: status %d", errFailed, status)
	}
	return out.Bytes(), nil
}

// bounded passes on so many bytes and drops the rest.
type bounded struct {
	w    io.Writer
	left int
}

// Write never fails for want of room.
func (b *bounded) Write(p []byte) (int, error) {
	keep := p[:min(len(p), b.left)]
	b.left -= len(keep)
	if _, err := b.w.Write(keep); err != nil {
		return 0, err
	}
	return len(p), nil
}

func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
