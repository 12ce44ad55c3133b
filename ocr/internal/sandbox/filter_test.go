package sandbox

import (
	"os"
	"runtime"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// onThread runs f on a thread of its own, which ends with it.
func onThread(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // never unlocked
		f()
	}()
	<-done
}

func TestFilterHoldsForItsThread(t *testing.T) {
	onThread(func() {
		if err := Filter(Starting(), false); err != nil {
			t.Skip(err)
		}
		if _, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0); err != unix.ENOSYS {
			t.Errorf("socket: %v", err)
		}
		if err := unix.Unshare(unix.CLONE_NEWUSER); err != unix.ENOSYS {
			t.Errorf("unshare: %v", err)
		}
		if err := unix.Kill(os.Getpid(), 0); err != unix.ENOSYS {
			t.Errorf("kill: %v", err)
		}
		if unix.Getpid() != os.Getpid() {
			t.Error("not even its own number")
		}
	})
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err != nil {
		t.Errorf("another thread: %v", err)
	}
	_ = unix.Close(fd)
}

func TestLandlockHoldsForItsThread(t *testing.T) {
	if Version() == 0 {
		t.Skip("no Landlock")
	}
	folder := t.TempDir()
	open, closed := folder+"/open", folder+"/closed"
	for _, path := range []string{open, closed} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	onThread(func() {
		if err := Landlock(Path{open, Read}, Path{folder + "/none", Read}); err != nil {
			t.Error(err)
		}
		for path, want := range map[string]error{open: nil, closed: unix.EACCES, folder: unix.EACCES} {
			if _, err := unix.Open(path, unix.O_RDONLY, 0); err != want { //nolint:errorlint // numbers of the kernel
				t.Errorf("reading %s: %v", path, err)
			}
		}
		if _, err := unix.Open(open, unix.O_WRONLY, 0); err != unix.EACCES {
			t.Errorf("writing: %v", err)
		}
	})
	if _, err := os.ReadFile(closed); err != nil {
		t.Errorf("another thread: %v", err)
	}
}

// BenchmarkCall measures what the filter of a reading child adds to a system call
// of which Tesseract makes 27,000 for a page.
func BenchmarkCall(b *testing.B) {
	for _, filtered := range []bool{false, true} {
		b.Run(map[bool]string{false: "free", true: "filtered"}[filtered], func(b *testing.B) {
			onThread(func() {
				if filtered && Filter(Reading(os.Getpid()), false) != nil {
					b.Skip("no seccomp")
				}
				const wakePrivate = 1 | 128
				var word uint32
				for b.Loop() {
					_, _, _ = unix.RawSyscall(unix.SYS_FUTEX, uintptr(unsafe.Pointer(&word)), wakePrivate, 1)
				}
			})
		})
	}
}
