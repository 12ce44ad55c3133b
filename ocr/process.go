package ocr

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// A starter starts all processes of an engine from one operating system thread.
// The kernel kills them when that thread ends (Pdeathsig), so they never outlive
// this process, however it dies; and no sooner, which they would if any thread
// of the Go scheduler had started them.
type starter struct {
	work chan func()
	done chan struct{}
}

func newStarter() *starter {
	s := &starter{work: make(chan func()), done: make(chan struct{})}
	go s.run() // ended and waited for by stop
	return s
}

func (s *starter) run() {
	runtime.LockOSThread()
	defer close(s.done)
	for f := range s.work {
		f()
	}
}

// stop ends the thread. Nothing may be started any more.
func (s *starter) stop() {
	close(s.work)
	<-s.done
}

// start starts cmd in a process group of its own, without our environment, where
// the passwords of database and storage are.
func (s *starter) start(cmd *exec.Cmd, env ...string) error {
	cmd.Env = append([]string{"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=/nonexistent"}, env...)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	result := make(chan error)
	s.work <- func() { result <- cmd.Start() }
	return <-result
}

// killGroup ends a process and all that it started.
func killGroup(pid int) {
	_ = syscall.Kill(-pid, syscall.SIGKILL)
}

// A limit is one resource limit for a process.
type limit struct {
	resource int
	value    int64
}

// confine sets resource limits on a process that has just been started: no core
// files, in which letters would lie around, and the ones given. Negative: none.
func confine(pid int, limits ...limit) error {
	for _, l := range append(limits, limit{unix.RLIMIT_CORE, 0}) {
		if l.value < 0 {
			continue
		}
		r := unix.Rlimit{Cur: uint64(l.value), Max: uint64(l.value)}
		if err := unix.Prlimit(pid, l.resource, &r, nil); err != nil {
			return fmt.Errorf("limit process: %w", err)
		}
	}
	return nil
}

// residentBytes returns the memory that a process holds, 0 when it is gone.
func residentBytes(pid int) int64 {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/statm")
	if err != nil {
		return 0
	}
	fields := bytes.Fields(b)
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(string(fields[1]), 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}
