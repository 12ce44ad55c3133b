package ocr

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// popplerTools are the programs of poppler-utils that are used.
var popplerTools = []string{"pdfinfo", "pdftoppm", "pdftotext", "pdfimages", "pdfdetach"}

// findTools checks that poppler's programs are installed.
func findTools() error {
	for _, name := range popplerTools {
		if _, err := exec.LookPath(name); err != nil {
			return fmt.Errorf("find %s: install poppler-utils: %w", name, err)
		}
	}
	return nil
}

// fileArgument is how a poppler program calls the file that it gets as
// descriptor 3: no name of somebody else's making reaches a command line.
const fileArgument = "/dev/fd/3"

// maxToolText bounds what a program may print about a file, in bytes. A page full
// of the smallest print has 100 kB of words and places.
const maxToolText = 16 << 20

// toolCPU is the CPU time of a program in seconds.
const toolCPU = 20

// A printed is what a program wrote: in memory only, since it is a letter.
type printed struct {
	out    *os.File // rewound; nil after an error
	stderr string   // its complaints, cut off at 64 kB
}

func (p printed) close() {
	if p.out != nil {
		_ = p.out.Close()
	}
}

// text returns all that the program printed.
func (p printed) text() ([]byte, error) {
	defer p.close()
	return io.ReadAll(p.out)
}

// runTool runs a poppler program in a lane, on file and with at most maxBytes of output.
// An *exec.ExitError says that it refused the file; ErrSlow and ErrMemory that it was
// stopped.
func (e *Engine) runTool(ctx context.Context, l lane, file *os.File, maxBytes int64, name string, args ...string) (printed, error) {
	ctx, cancel := e.during(ctx)
	defer cancel()
	select {
	case l.tools <- struct{}{}:
	case <-ctx.Done():
		return printed{}, context.Cause(ctx)
	}
	defer func() { <-l.tools }()
	file, err := e.copies.of(file)
	if err != nil {
		return printed{}, err
	}
	defer file.Close()
	out, err := memoryFile()
	if err != nil {
		return printed{}, err
	}
	complaints := &limitedBuffer{}
	cmd := exec.Command(name, args...)
	cmd.ExtraFiles = []*os.File{file}
	cmd.Stdout, cmd.Stderr = out, complaints
	if err := e.runLimited(ctx, cmd, l.nice, maxBytes); err != nil {
		_ = out.Close()
		return printed{stderr: complaints.String()}, err
	}
	if _, err := out.Seek(0, io.SeekStart); err != nil {
		_ = out.Close()
		return printed{}, fmt.Errorf("rewind output of %s: %w", name, err)
	}
	return printed{out: out, stderr: complaints.String()}, nil
}

// runLimited runs cmd under its limits and returns why it ended, if not well.
func (e *Engine) runLimited(ctx context.Context, cmd *exec.Cmd, nice int, maxBytes int64) error {
	err := e.starter.start(cmd, nice, []limit{
		{unix.RLIMIT_AS, e.config.Limits.ToolMemory},
		{unix.RLIMIT_CPU, toolCPU},
		{unix.RLIMIT_FSIZE, maxBytes},
		{unix.RLIMIT_NPROC, 0}, // no thread and no process beside its own
	})
	if err != nil {
		return fmt.Errorf("start %s: %w", cmd.Args[0], err)
	}
	pid := cmd.Process.Pid
	watched, stop := watched(ctx, newPatience(pid, e.config.ToolTimeout).watch, func() { killGroup(pid) })
	err = cmd.Wait()
	stop()
	switch {
	case watched.Err() != nil:
		return context.Cause(watched)
	case err == nil:
		return nil
	}
	return signalError(err)
}

// signalError translates the ways in which the kernel ends a program.
func signalError(err error) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return err
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() {
		return err
	}
	switch status.Signal() {
	case unix.SIGXCPU, unix.SIGKILL:
		return ErrSlow
	case unix.SIGXFSZ, unix.SIGABRT:
		return ErrMemory
	}
	return ErrDied
}

// memoryFile returns an empty file that lies in memory only.
func memoryFile() (*os.File, error) {
	fd, err := unix.MemfdCreate("page", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("make memory file: %w", err)
	}
	return os.NewFile(uintptr(fd), "page"), nil
}

// A limitedBuffer keeps the first 64 kB that are written to it.
type limitedBuffer struct {
	mu sync.Mutex
	b  []byte
}

func (l *limitedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	room := max(0, 64<<10-len(l.b))
	l.b = append(l.b, p[:min(room, len(p))]...)
	return len(p), nil
}

func (l *limitedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.b)
}
