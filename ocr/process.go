package ocr

import (
	"bytes"
	"errors"
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
// of the Go scheduler had started them. What is taken away from that thread, its
// processes do not have either; see isolation.
type starter struct {
	isolation isolation
	births    *thread
	limits    *thread // sets limits as the user of the processes
}

func newStarter() *starter { return &starter{births: newThread(), limits: newThread()} }

// stop ends the threads. Nothing may be started any more.
func (s *starter) stop() {
	s.births.stop()
	s.limits.stop()
}

// start starts cmd in a process group of its own, without our environment, where
// the passwords of database and storage are. Its limits, and how far it stands back, hold
// from its first instruction on.
func (s *starter) start(cmd *exec.Cmd, nice int, limits []limit, env ...string) error {
	cmd.Env = append([]string{"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=/nonexistent"}, env...)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Setpgid:    true,
		Pdeathsig:  syscall.SIGKILL,
		Credential: s.isolation.credential(),
		Ptrace:     s.isolation.held,
	}
	if err := s.births.do(func() error { return s.startHeld(cmd) }); err != nil {
		return err
	}
	pid := cmd.Process.Pid
	err := s.limits.do(func() error { return errors.Join(standBack(pid, nice), confine(pid, limits...)) })
	if s.isolation.held {
		_ = s.births.do(func() error { return unix.PtraceDetach(pid) }) // fails when it is dead already
	}
	if err != nil {
		killGroup(pid)
		_ = cmd.Wait() // killed
	}
	return err
}

// startHeld starts cmd and waits until the kernel holds it before its first
// instruction, as it does with a program that is traced. When that fails, none is left.
func (s *starter) startHeld(cmd *exec.Cmd) error {
	if err := cmd.Start(); err != nil || !s.isolation.held {
		return err
	}
	for {
		const look = unix.WSTOPPED | unix.WEXITED | unix.WNOWAIT // its end is for cmd.Wait
		err := unix.Waitid(unix.P_PID, cmd.Process.Pid, nil, look, nil)
		if err == nil {
			return nil
		}
		if err != unix.EINTR {
			killGroup(cmd.Process.Pid)
			_ = cmd.Wait() // killed
			return fmt.Errorf("hold process: %w", err)
		}
	}
}

// limitCPU lets a process use seconds more of CPU time from now on. A program
// that ignores the signal is ended by the time limit of its page.
func (s *starter) limitCPU(pid, seconds int) error {
	used, err := cpuSeconds(pid)
	if err != nil {
		return err
	}
	return s.limits.do(func() error {
		var r unix.Rlimit
		if err := unix.Prlimit(pid, unix.RLIMIT_CPU, nil, &r); err != nil {
			return fmt.Errorf("look at limit of CPU time: %w", err)
		}
		r.Cur = min(r.Max, uint64(used+int64(seconds)+1))
		if err := unix.Prlimit(pid, unix.RLIMIT_CPU, &r, nil); err != nil {
			return fmt.Errorf("limit CPU time: %w", err)
		}
		return nil
	})
}

// A thread is one operating system thread and what is done on it. It is never
// lent to other goroutines, also not after its end, so that rights can be taken
// from it; the Go runtime makes its new threads from another one.
type thread struct {
	work chan func()
	done chan struct{}
}

func newThread() *thread {
	t := &thread{work: make(chan func()), done: make(chan struct{})}
	go t.run() // ended and waited for by stop
	return t
}

func (t *thread) run() {
	runtime.LockOSThread()
	defer close(t.done)
	for f := range t.work {
		f()
	}
}

// do runs f on the thread.
func (t *thread) do(f func() error) error {
	result := make(chan error)
	t.work <- func() { result <- f() }
	return <-result
}

func (t *thread) stop() {
	close(t.work)
	<-t.done
}

// become gives the calling thread, and no other, another user and group. The
// kernel lets only the same user set limits of a process, or one with
// CAP_SYS_RESOURCE, which containers do not have.
func become(uid int) error {
	id := uintptr(uid)
	if _, _, errno := unix.RawSyscall(unix.SYS_SETRESGID, id, id, id); errno != 0 {
		return fmt.Errorf("become group of processes: %w", errno)
	}
	if _, _, errno := unix.RawSyscall(unix.SYS_SETRESUID, id, id, id); errno != 0 {
		return fmt.Errorf("become user of processes: %w", errno)
	}
	return nil
}

// standBack lets others go before a process, all its threads and what it starts: nice is
// as in setpriority(2). It can not be taken back.
func standBack(pid, nice int) error {
	if nice == 0 {
		return nil
	}
	if err := unix.Setpriority(unix.PRIO_PGRP, pid, nice); err != nil {
		return fmt.Errorf("let process stand back: %w", err)
	}
	return nil
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

// confine sets resource limits on a process: the ones given, no core files, in
// which letters would lie around, and no memory that cannot be swapped or sent to
// others. Negative: none.
func confine(pid int, limits ...limit) error {
	always := []limit{{unix.RLIMIT_CORE, 0}, {unix.RLIMIT_MEMLOCK, 0}, {unix.RLIMIT_MSGQUEUE, 0}, {unix.RLIMIT_NOFILE, 64}}
	for _, l := range append(always, limits...) {
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

// cpuSeconds returns the CPU time that a process has used.
func cpuSeconds(pid int) (int64, error) {
	const cpuClock = 2 // CPUCLOCK_SCHED; see clock_getcpuclockid(3)
	var t unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|cpuClock), &t); err != nil {
		return 0, fmt.Errorf("look at CPU time: %w", err)
	}
	return t.Sec, nil
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

// threadsOf returns how many threads the processes of a user have together.
func threadsOf(uid int) int64 {
	folders, err := os.ReadDir("/proc")
	if err != nil {
		return 0
	}
	var n int64
	for _, f := range folders {
		if _, err := strconv.Atoi(f.Name()); err != nil {
			continue
		}
		info, err := f.Info()
		if err != nil {
			continue // gone
		}
		if stat, ok := info.Sys().(*syscall.Stat_t); ok && int(stat.Uid) == uid {
			n += threads(f.Name())
		}
	}
	return n
}

// threads returns the number of threads of a process, 0 when it is gone.
func threads(pid string) int64 {
	b, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return 0
	}
	// The name of the program stands in brackets and may contain spaces.
	fields := bytes.Fields(b[bytes.LastIndexByte(b, ')')+1:])
	if len(fields) < 18 {
		return 0
	}
	n, err := strconv.ParseInt(string(fields[17]), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
