package sandbox

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// A Call is a system call that stays allowed when all its conditions hold. A name
// that comes more than once is allowed when those of one of them hold.
type Call struct {
	Name string
	When []seccomp.Condition
}

// calls returns unconditional ones.
func calls(names ...string) []Call {
	var all []Call
	for _, name := range names {
		all = append(all, Call{Name: name})
	}
	return all
}

// Filter leaves only the allowed system calls; all others do not exist (ENOSYS)
// from now on. That answer, and not "not permitted", makes libraries use an older
// call that is allowed, clone for clone3 for one. With all, every thread of this
// process is filtered, else only the calling one. It is ErrUnsupported when the
// kernel has no seccomp.
func Filter(allowed []Call, all bool) error {
	program, err := assemble(allowed)
	if err != nil {
		return fmt.Errorf("seccomp: %w", err)
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("give up new privileges: %w", err)
	}
	raw, err := bpf.Assemble(program)
	if err != nil {
		return fmt.Errorf("seccomp: %w", err)
	}
	code := make([]unix.SockFilter, len(raw))
	for i, r := range raw {
		code[i] = unix.SockFilter{Code: r.Op, Jt: r.Jt, Jf: r.Jf, K: r.K}
	}
	return install(unix.SockFprog{Len: uint16(len(code)), Filter: &code[0]}, all)
}

func install(program unix.SockFprog, all bool) error {
	var flags uintptr
	if all {
		flags = unix.SECCOMP_FILTER_FLAG_TSYNC
	}
	thread, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&program)))
	switch {
	case errno == unix.ENOSYS, errno == unix.EINVAL:
		return fmt.Errorf("seccomp: %w", ErrUnsupported)
	case errno != 0:
		return fmt.Errorf("install seccomp filter: %w", errno)
	case thread != 0:
		return fmt.Errorf("install seccomp filter: thread %d has another one", thread)
	}
	return nil
}

// assemble makes the program of a filter. Names that this architecture does not
// have are left out: arm64 never had open, only openat.
func assemble(allowed []Call) ([]bpf.Instruction, error) {
	machine, err := arch.GetInfo("")
	if err != nil {
		return nil, err
	}
	group := seccomp.SyscallGroup{Action: seccomp.ActionAllow}
	for _, c := range allowed {
		if _, known := machine.SyscallNames[c.Name]; !known {
			continue
		}
		if len(c.When) == 0 {
			group.Names = append(group.Names, c.Name)
			continue
		}
		group.NamesWithCondtions = append(group.NamesWithCondtions, seccomp.NameWithConditions{Name: c.Name, Conditions: c.When})
	}
	slices.Sort(group.Names)
	group.Names = slices.Compact(group.Names)
	// One group only: the library ends each with the default action.
	policy := seccomp.Policy{DefaultAction: seccomp.ActionErrno, Syscalls: []seccomp.SyscallGroup{group}}
	program, err := policy.Assemble()
	if err != nil {
		return nil, err
	}
	for i, instruction := range program {
		if ret, ok := instruction.(bpf.RetConstant); ok && ret.Val&unix.SECCOMP_RET_ACTION_FULL == unix.SECCOMP_RET_ERRNO {
			program[i] = bpf.RetConstant{Val: unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)}
		}
	}
	return program, nil
}

// Conditions on the argument n (from 0) of a call.

func is(n uint32, value uint64) seccomp.Condition {
	return seccomp.Condition{Argument: n, Operation: seccomp.Equal, Value: value}
}

func atMost(n uint32, value uint64) seccomp.Condition {
	return seccomp.Condition{Argument: n, Operation: seccomp.LessOrEqual, Value: value}
}

func without(n uint32, bits uint64) seccomp.Condition {
	return seccomp.Condition{Argument: n, Operation: seccomp.BitsNotSet, Value: bits}
}

func with(n uint32, bit uint64) seccomp.Condition {
	return seccomp.Condition{Argument: n, Operation: seccomp.BitsSet, Value: bit}
}

// and is the list of conditions that must all hold.
func and(conditions ...seccomp.Condition) []seccomp.Condition { return conditions }
