package learn

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// A Process says how the process that learns is started.
type Process struct {
	Command []string // empty: this program with ChildCommand
	Env     []string // beside the usual; for tests
}

// mostAnswer bounds what the process sends back, and mostSaid what it says when
// something is wrong.
const (
	mostAnswer = 80 << 20
	mostSaid   = 4 << 10
)

// Learn lets a process of its own learn from the lessons, which it takes one by
// one. The process is killed with all that it started when ctx ends.
func (p Process) Learn(ctx context.Context, base []byte, round int, lessons iter.Seq2[Lesson, error]) (Result, error) {
	cmd, said := p.prepare(ctx)
	in, err := cmd.StdinPipe()
	if err != nil {
		return Result{}, fmt.Errorf("learn: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return Result{}, fmt.Errorf("learn: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return Result{}, fmt.Errorf("learn: %w", err)
	}
	sendErr := send(in, order{base, round}, lessons)
	var a answer
	var readErr error
	if sendErr != nil {
		_ = cmd.Cancel() // it waits for the rest
	} else {
		readErr = gob.NewDecoder(io.LimitReader(out, mostAnswer)).Decode(&a)
	}
	_ = in.Close() // only now: the process ends when it sees this
	waitErr := cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return Result{}, fmt.Errorf("learn: %w", ctx.Err())
	case sendErr != nil:
		return Result{}, fmt.Errorf("learn: tell the process: %w; it said: %s", errors.Join(sendErr, waitErr), said)
	case readErr != nil:
		return Result{}, fmt.Errorf("learn: the process ended without an answer: %w; it said: %s", errors.Join(readErr, waitErr), said)
	case a.Error != "":
		return Result{}, fmt.Errorf("learn: %s", a.Error)
	}
	return a.Result, nil
}

// prepare makes a command in a process group of its own, without our environment,
// where the passwords of database and storage are.
func (p Process) prepare(ctx context.Context) (*exec.Cmd, *said) {
	words := p.Command
	if len(words) == 0 {
		words = []string{"/proc/self/exe", ChildCommand}
	}
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Env = append([]string{"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "GOMEMLIMIT=" + softMemory}, p.Env...)
	cmd.Dir = os.TempDir()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	var s said
	cmd.Stderr = &s
	return cmd, &s
}

// send writes the order and the lessons.
func send(in io.Writer, o order, lessons iter.Seq2[Lesson, error]) error {
	enc := gob.NewEncoder(in)
	if err := enc.Encode(o); err != nil {
		return err
	}
	for l, err := range lessons {
		if err != nil {
			return err
		}
		l.Text = l.Text[:min(len(l.Text), mostText)]
		if err := enc.Encode(message{Lesson: l}); err != nil {
			return err
		}
	}
	return enc.Encode(message{End: true})
}

// said keeps the beginning of what a process writes: it may be a long trace.
type said struct{ text bytes.Buffer }

// Write never fails, and takes no more than mostSaid bytes.
func (s *said) Write(p []byte) (int, error) {
	_, _ = s.text.Write(p[:min(len(p), mostSaid-s.text.Len())])
	return len(p), nil
}

// String returns what was kept.
func (s *said) String() string { return strings.TrimSpace(s.text.String()) }
