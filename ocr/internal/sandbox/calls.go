package sandbox

import (
	"slices"

	"golang.org/x/sys/unix"
)

// newNamespaces are the flags of clone that make namespaces. In one of its own a
// process would be root, and could reach parts of the kernel that nobody else can.
const newNamespaces = unix.CLONE_NEWNS | unix.CLONE_NEWCGROUP | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC |
	unix.CLONE_NEWUSER | unix.CLONE_NEWPID | unix.CLONE_NEWNET

// setVMA is the request with which the Go runtime names its memory.
const setVMA = unix.PR_SET_VMA

// running is what a program needs to compute and to talk over the descriptors
// that it has: memory, threads, clocks, signals to itself. Not among them:
// sockets, ioctl, io_uring, bpf, perf, keys, userfaultfd, memory and descriptors
// of other processes, kill.
func running() []Call {
	return slices.Concat(
		calls("read", "write", "readv", "writev", "pread64", "pwrite64", "lseek", "close", "fstat", "dup"),
		calls("munmap", "mremap", "madvise", "brk", "mincore", "membarrier"),
		calls("futex", "sched_yield", "sched_getaffinity", "set_robust_list", "rseq", "gettid", "getpid", "exit", "exit_group", "restart_syscall"),
		calls("rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack"),
		calls("clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "times", "getrusage", "sysinfo", "uname", "getrandom", "getcpu"),
		calls("epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "poll", "ppoll", "eventfd2", "pipe2"),
		[]Call{
			// Flags and duplicates of own descriptors; not the owner, who gets signals.
			{"fcntl", and(atMost(1, unix.F_SETFL))},
			{"fcntl", and(is(1, unix.F_DUPFD_CLOEXEC))},
			{"prctl", and(is(0, unix.PR_SET_NAME))},
			{"prctl", and(is(0, setVMA))},
		},
	)
}

// Starting is what the thread needs that starts programs, and what these need
// until they have loaded their libraries and data. Which files they may open,
// Landlock says. They cannot make processes in namespaces, leave their process
// group's session, signal, trace or limit other processes, or undo that they die
// with us.
func Starting() []Call {
	return slices.Concat(
		running(),
		calls("mmap", "mprotect", "arch_prctl", "set_tid_address", "getrlimit"),
		calls("open", "openat", "stat", "lstat", "newfstatat", "statx", "statfs", "fstatfs", "access", "faccessat", "faccessat2", "readlink", "readlinkat", "getdents64", "getcwd", "chdir", "umask", "fadvise64", "flock"),
		calls("getuid", "geteuid", "getgid", "getegid", "getppid", "getpgrp", "getpgid", "getsid", "getresuid", "getresgid", "getgroups", "setuid", "setgid", "setgroups"),
		calls("dup2", "dup3", "pipe", "execve", "wait4", "waitid", "setitimer", "getitimer", "select", "pselect6", "sched_getparam", "sched_getscheduler"),
		calls("recvmsg", "getsockname", "getpeername", "getsockopt"), // of the socket that a reading child is born with
		calls("seccomp", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"),
		[]Call{
			{"clone", and(without(0, newNamespaces))},
			{"vfork", nil},
			{"setpgid", and(is(0, 0), is(1, 0))},
			{"prlimit64", and(is(0, 0))},
			{"ptrace", and(is(0, unix.PTRACE_TRACEME))},
			{"ptrace", and(is(0, unix.PTRACE_DETACH))},
			{"prctl", and(is(0, unix.PR_SET_PDEATHSIG), is(1, uint64(unix.SIGKILL)))},
			{"prctl", and(is(0, unix.PR_SET_NO_NEW_PRIVS))},
			{"tgkill", and(is(2, uint64(unix.SIGABRT)))}, // abort
			{"tgkill", and(is(2, uint64(unix.SIGURG)))},  // with which the Go runtime interrupts
		},
	)
}

// Reading is what a child needs when all its libraries and data are loaded: no
// path, no program, no process, no code that was not there before. pid is the
// child's own.
func Reading(pid int) []Call {
	return slices.Concat(
		running(),
		calls("recvmsg"),
		[]Call{
			{"mmap", and(without(2, unix.PROT_EXEC))},
			{"mprotect", and(without(2, unix.PROT_EXEC))},
			{"clone", and(with(0, unix.CLONE_THREAD), without(0, newNamespaces))},
			{"tgkill", and(is(0, uint64(pid)))},
		},
	)
}
