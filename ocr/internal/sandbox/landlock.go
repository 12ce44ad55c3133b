// Package sandbox takes rights away from threads: with Landlock the files they
// may open, with seccomp what they may ask of the kernel at all. Both hold for the
// calling thread and for every thread and process that it starts afterwards,
// through fork and exec, and cannot be given back. Nothing here needs to be root.
//
// The caller holds its thread with runtime.LockOSThread and never lets go of it,
// or goroutines that want their files would run on a thread without any.
package sandbox

import (
	"errors"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// ErrUnsupported says that the kernel does not offer a way of restricting.
var ErrUnsupported = errors.New("not supported by this kernel")

// Versions of Landlock from which on the kernel can keep something from a thread
// (https://docs.kernel.org/userspace-api/landlock.html, "Previous limitations").
const (
	VersionFiles    = 1 // Linux 5.13: open, make and remove files
	VersionRefer    = 2 // Linux 5.19: move files between folders
	VersionTruncate = 3 // Linux 6.2: cut off files
	VersionTCP      = 4 // Linux 6.7: TCP
	VersionDevices  = 5 // Linux 6.10: control devices
	VersionScope    = 6 // Linux 6.12: abstract sockets of and signals to processes outside
)

// Access is what may be done with the files below a path.
type Access uint64

// Rights, of which several may be added up.
const (
	Read    Access = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR
	Execute Access = unix.LANDLOCK_ACCESS_FS_EXECUTE
	Write   Access = unix.LANDLOCK_ACCESS_FS_WRITE_FILE
)

// onFiles are the rights that a rule for a file, and not a folder, may have.
const onFiles = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_EXECUTE

// A Path is a file, or a folder with all in it, that stays open to a thread.
type Path struct {
	Name   string
	Access Access
}

// Version returns the version of Landlock that the kernel offers, 0 for none.
func Version() int {
	v, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 {
		return 0
	}
	return int(v)
}

// Landlock keeps all files from the calling thread but the given ones, TCP, and
// abstract sockets of and signals to processes outside, as far as the kernel can.
// Paths that do not exist are left out. It is ErrUnsupported without Landlock.
func Landlock(paths ...Path) error {
	version := Version()
	if version == 0 {
		return fmt.Errorf("landlock: %w", ErrUnsupported)
	}
	rules := handled(version)
	fd, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&rules)), unsafe.Sizeof(rules), 0)
	if errno != 0 {
		return fmt.Errorf("make landlock rules: %w", errno)
	}
	defer unix.Close(int(fd))
	for _, p := range paths {
		if err := allow(int(fd), p); err != nil {
			return err
		}
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("give up new privileges: %w", err)
	}
	if _, _, errno := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, fd, 0, 0); errno != 0 {
		return fmt.Errorf("apply landlock rules: %w", errno)
	}
	return nil
}

// handled returns all that a version of Landlock can forbid.
func handled(version int) unix.LandlockRulesetAttr {
	a := unix.LandlockRulesetAttr{Handled_access_fs: unix.LANDLOCK_ACCESS_FS_REFER - 1}
	if version >= VersionRefer {
		a.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_REFER
	}
	if version >= VersionTruncate {
		a.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_TRUNCATE
	}
	if version >= VersionTCP {
		a.Handled_access_net = unix.LANDLOCK_ACCESS_NET_BIND_TCP | unix.LANDLOCK_ACCESS_NET_CONNECT_TCP
	}
	if version >= VersionDevices {
		a.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_IOCTL_DEV
	}
	if version >= VersionScope {
		a.Scoped = unix.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET
	}
	if SignalsScoped() {
		a.Scoped |= unix.LANDLOCK_SCOPE_SIGNAL
	}
	return a
}

// erratumThreads is the bit of the kernel's repair number 2 (Linux 6.15): before
// it, the scope of signals came between the threads of one process too, and the
// Go runtime could not interrupt the others from a restricted thread.
const erratumThreads = 1 << 1

// SignalsScoped tells whether Landlock here keeps signals from processes outside.
func SignalsScoped() bool {
	if Version() < VersionScope {
		return false
	}
	errata, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_ERRATA)
	return errno == 0 && errata&erratumThreads != 0
}

// allow adds a rule for p.
func allow(rules int, p Path) error {
	fd, err := unix.Open(p.Name, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) || errors.Is(err, os.ErrPermission) {
			return nil // what is not there, or not ours, stays closed
		}
		return fmt.Errorf("open path for landlock: %w", err)
	}
	defer unix.Close(fd)
	var stat unix.Stat_t
	if err := unix.Fstat(fd, &stat); err != nil {
		return fmt.Errorf("look at path for landlock: %w", err)
	}
	rule := unix.LandlockPathBeneathAttr{Allowed_access: uint64(p.Access), Parent_fd: int32(fd)}
	if stat.Mode&unix.S_IFMT != unix.S_IFDIR {
		rule.Allowed_access &= onFiles
	}
	_, _, errno := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(rules), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&rule)), 0, 0, 0)
	if errno != 0 {
		return fmt.Errorf("add path to landlock: %w", errno)
	}
	return nil
}
