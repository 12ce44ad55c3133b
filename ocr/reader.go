package ocr

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"postkamer/ocr/internal/child"
	"postkamer/ocr/internal/wire"
)

// A reader is a running child. It does one request at a time.
type reader struct {
	starter *starter
	cmd     *exec.Cmd
	conn    *net.UnixConn
	pages   int           // that it has done
	spent   bool          // is of no use any more
	exited  chan struct{} // closed when the process has been waited for
}

// startReader starts a child that stands back so far, and connects to it.
func (e *Engine) startReader(nice int) (*reader, error) {
	ours, theirs, err := socketPair()
	if err != nil {
		return nil, err
	}
	defer theirs.Close()
	cmd := exec.Command(e.config.Command[0], e.config.Command[1:]...)
	cmd.ExtraFiles = []*os.File{theirs} // descriptor 3
	if err := e.starter.start(cmd, nice, e.readerLimits(), e.readerEnvironment()...); err != nil {
		_ = ours.Close()
		return nil, fmt.Errorf("start reading child: %w", err)
	}
	r := &reader{starter: e.starter, cmd: cmd, conn: ours, exited: make(chan struct{})}
	go r.wait() // ended and waited for by kill
	return r, nil
}

// readerEnvironment is what a child has in its environment. libgomp reads its limit
// when it is loaded; without it two children of two threads each are 14 times
// slower than two of one.
func (e *Engine) readerEnvironment() []string {
	env := []string{"OMP_THREAD_LIMIT=1", "GOMAXPROCS=2"}
	if e.config.TesseractLib != "" {
		env = append(env, "LD_LIBRARY_PATH="+e.config.TesseractLib)
	}
	return env
}

// Threads that a child may have: it uses about ten, and the count is by user.
const threadsPerChild = 64

// readerLimits are those of a child. Processes it may not make at all (seccomp);
// threads beside all that its user has already.
func (e *Engine) readerLimits() []limit {
	threads := threadsOf(e.starter.isolation.user()) + threadsPerChild*int64(2*e.config.Children+1)
	return []limit{
		{unix.RLIMIT_AS, e.config.Limits.AddressSpace},
		{unix.RLIMIT_FSIZE, 0},
		{unix.RLIMIT_NPROC, threads},
	}
}

func (r *reader) wait() {
	_ = r.cmd.Wait() // how it ended is told by the page it was at
	close(r.exited)
}

func (r *reader) pid() int { return r.cmd.Process.Pid }

// kill ends the child and waits until it is gone.
func (r *reader) kill() {
	select {
	case <-r.exited:
	default:
		killGroup(r.pid())
		<-r.exited
	}
	_ = r.conn.Close()
}

// socketPair returns two connected sockets, one of them for a child.
func socketPair() (*net.UnixConn, *os.File, error) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("make sockets: %w", err)
	}
	theirs := os.NewFile(uintptr(fds[1]), "child")
	ours := os.NewFile(uintptr(fds[0]), "engine")
	defer ours.Close()
	conn, err := net.FileConn(ours)
	if err != nil {
		_ = theirs.Close()
		return nil, nil, fmt.Errorf("make sockets: %w", err)
	}
	return conn.(*net.UnixConn), theirs, nil
}

// ask sends q and waits for its answer. The child is killed when ctx ends, at the
// time limit of a page, and when it takes too much memory; after any error, and
// when it says more than it was asked, it is spent.
func (r *reader) ask(ctx context.Context, c Config, q wire.Request, file *os.File) (wire.Answer, []byte, error) {
	r.pages++
	q.Seq = randomNumber()
	if err := r.starter.limitCPU(r.pid(), c.Limits.PageCPU); err != nil {
		r.spent = true
		return wire.Answer{}, nil, fmt.Errorf("%w: %w", ErrDied, err)
	}
	watched, stop := watched(ctx, func(ctx context.Context, done <-chan struct{}) error { return r.watch(ctx, c, done) }, r.interrupt)
	a, body, err := r.exchange(q, file)
	stop()
	cause := context.Cause(watched)
	r.spent = err != nil || cause != nil || !r.waits()
	switch {
	case err == nil:
		return a, body, nil
	case cause != nil:
		return a, nil, cause
	case r.outOfTime():
		return a, nil, ErrSlow
	}
	return a, nil, fmt.Errorf("%w: %w", ErrDied, err)
}

// outOfTime tells, of a child that has closed its socket, whether the kernel has
// ended it for the CPU time it used.
func (r *reader) outOfTime() bool {
	killGroup(r.pid()) // does not change how one has ended that is dead
	<-r.exited
	status, ok := r.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && (status.ExitStatus() == child.ExitSlow || status.Signaled() && status.Signal() == syscall.SIGXCPU)
}

// exchange sends one frame and receives one.
func (r *reader) exchange(q wire.Request, file *os.File) (wire.Answer, []byte, error) {
	var a wire.Answer
	if err := wire.SendRequest(r.conn, q, file); err != nil {
		return a, nil, err
	}
	body, err := wire.Decode(r.conn, &a)
	if err != nil {
		return a, nil, err
	}
	if a.Seq != q.Seq {
		return a, nil, fmt.Errorf("%w: answer to another question", wire.ErrFrame)
	}
	return a, body, nil
}

// interrupt ends the child and what is waiting for its answer.
func (r *reader) interrupt() {
	killGroup(r.pid())
	_ = r.conn.SetDeadline(time.Now())
}

// watch returns why the child must go, nil when it is done before that.
func (r *reader) watch(ctx context.Context, c Config, done <-chan struct{}) error {
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	left := newPatience(r.pid(), c.PageTimeout)
	defer left.Stop()
	for {
		select {
		case <-done:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-left.C:
			if !left.longer() {
				return ErrSlow
			}
		case <-tick.C:
			if residentBytes(r.pid()) > c.Limits.ChildMemory {
				return ErrMemory
			}
		}
	}
}

// waits tells whether the child lives and has said nothing after its last answer.
func (r *reader) waits() bool {
	raw, err := r.conn.SyscallConn()
	if err != nil {
		return false
	}
	var n int
	var peekErr error
	err = raw.Control(func(fd uintptr) {
		n, _, peekErr = syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
	})
	return err == nil && n <= 0 && errors.Is(peekErr, syscall.EAGAIN)
}

// randomNumber returns a number that a child cannot foresee.
func randomNumber() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return binary.BigEndian.Uint64(b[:])
}
