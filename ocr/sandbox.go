package ocr

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"postkamer/ocr/internal/sandbox"
)

// An isolation is what keeps the processes of an engine from the rest of the
// machine, and what of that this machine does not offer.
//
// It costs nothing per process: Landlock and seccomp are set once, on the thread
// from which every process starts, and are inherited. The other threads of this
// process keep all their rights.
type isolation struct {
	uid     int  // user and group of the processes; 0: those of this process
	held    bool // processes are held until their limits are set
	missing []string
}

// credential returns the user for a process, nil for our own.
func (i isolation) credential() *syscall.Credential {
	if i.uid == 0 {
		return nil
	}
	return &syscall.Credential{Uid: uint32(i.uid), Gid: uint32(i.uid), Groups: []uint32{}}
}

// user returns the user whose processes count together for RLIMIT_NPROC.
func (i isolation) user() int {
	if i.uid == 0 {
		return os.Geteuid()
	}
	return i.uid
}

// Isolation returns what is missing to keep the processes that decode foreign
// bytes from the rest of this machine, in sentences for the administrator that
// say what to do. None: all is as it should be.
func (e *Engine) Isolation() []string { return e.starter.isolation.missing }

// isolate restricts the thread of s and finds out, with a program that reads
// nothing, how processes can be started on this machine. An error says that they
// cannot.
func (s *starter) isolate(ctx context.Context, c Config) error {
	// What the Go runtime tries out about processes, it does the first time, and
	// remembers; it must not happen on the restricted thread.
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Release()
	}
	// What we were started with open, from a shell or a supervisor, is not for our
	// processes; what Go opens never is. Older kernels have no Landlock either.
	_ = unix.CloseRange(3, math.MaxInt32, unix.CLOSE_RANGE_CLOEXEC)
	if err := s.births.do(func() error { return s.restrict(c) }); err != nil {
		return err
	}
	var err error
	for _, try := range s.isolation.ways(c) {
		s.isolation = try
		if err = s.try(ctx); err == nil {
			return nil
		}
	}
	return fmt.Errorf("start %s in isolation: %w", popplerTools[0], err)
}

// restrict takes from the calling thread what processes need not have.
func (s *starter) restrict(c Config) error {
	landlock := sandbox.Landlock(openPaths(c)...)
	if landlock != nil && !errors.Is(landlock, sandbox.ErrUnsupported) {
		return landlock
	}
	seccomp := sandbox.Filter(sandbox.Starting(), false)
	if seccomp != nil && !errors.Is(seccomp, sandbox.ErrUnsupported) {
		return seccomp
	}
	if version := sandbox.Version(); version < sandbox.VersionTruncate {
		s.isolation.miss("Files are not kept from the programs that decode letters: the kernel offers Landlock version %d, and 3 is needed. Use Linux 6.2 or newer with landlock in CONFIG_LSM or lsm=, and a container runtime that lets its system calls pass.", version)
	}
	if seccomp != nil {
		s.isolation.miss("The network is not kept from the programs that decode letters: the kernel has no seccomp filters. Use a kernel with CONFIG_SECCOMP_FILTER.")
	}
	return nil
}

func (i *isolation) miss(format string, a ...any) {
	i.missing = append(i.missing, fmt.Sprintf(format, a...))
}

// ways returns how processes may be started, the best first.
func (i isolation) ways(c Config) []isolation {
	best := i
	best.held = true
	if os.Geteuid() == 0 {
		best.uid = c.UID
		for _, file := range []string{programOf(c), filepath.Join(c.TessData, dutchData)} {
			if !openToAll(file) {
				best.uid = 0
				best.miss("The programs that decode letters run as root: user %d may not open %s. Change its rights, or run the service as a user of its own.", c.UID, file)
			}
		}
	} else if !sandbox.SignalsScoped() {
		best.miss("The programs that decode letters could end the service: they have its user. Use Linux 6.15 or newer, or start the service as root.")
	}
	if best.uid == 0 {
		return []isolation{best, best.unheld()}
	}
	own := best
	own.uid = 0
	own.miss("The programs that decode letters run as root: this process may not become user %d. Give it CAP_SETUID and CAP_SETGID, or run it as a user of its own.", c.UID)
	return []isolation{best, best.unheld(), own, own.unheld()}
}

// unheld is i without holding: limits come a moment after the start.
func (i isolation) unheld() isolation {
	i.held = false
	i.missing = append([]string{}, i.missing...)
	i.miss("The limits of the programs that decode letters hold only some microseconds after their start: tracing own processes is forbidden here. Set kernel.yama.ptrace_scope to 2 or lower, and let a container trace.")
	return i
}

// tryTimeout bounds a start that is tried out.
const tryTimeout = 5 * time.Second

// try starts a program that only says its version.
func (s *starter) try(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, tryTimeout)
	defer cancel()
	s.limits.stop() // it may have another user from the try before
	s.limits = newThread()
	if s.isolation.uid != 0 {
		if err := s.limits.do(func() error { return become(s.isolation.uid) }); err != nil {
			return err
		}
	}
	cmd := exec.Command(popplerTools[0], "-v")
	if err := s.start(cmd, 0, nil); err != nil {
		return err
	}
	unwatch := context.AfterFunc(ctx, func() { killGroup(cmd.Process.Pid) })
	defer unwatch()
	return errors.Join(unix.Kill(cmd.Process.Pid, 0), cmd.Wait()) // a zombie can still be signalled
}

// systemFolders are where programs, libraries and their data lie. Not /etc with
// its passwords, not /home, /var, /tmp, /run, and not /proc with the environment
// and memory of others.
var systemFolders = []string{
	"/bin", "/lib", "/lib32", "/lib64", "/nix/store",
	"/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec", "/usr/share",
	"/usr/local/bin", "/usr/local/lib", "/usr/local/share",
}

// systemFiles are what libraries look at when a program starts.
var systemFiles = []string{"/etc/fonts", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/var/cache/fontconfig", "/dev/urandom"}

// openPaths are all that stays open to our processes. Letters come to them as
// open descriptors, never as paths.
func openPaths(c Config) []sandbox.Path {
	paths := []sandbox.Path{
		{Name: "/dev/null", Access: sandbox.Read | sandbox.Write},
		{Name: programOf(c), Access: sandbox.Read | sandbox.Execute},
		{Name: c.TessData, Access: sandbox.Read},
	}
	if c.TesseractLib != "" {
		paths = append(paths, sandbox.Path{Name: c.TesseractLib, Access: sandbox.Read | sandbox.Execute})
	}
	for _, folder := range systemFolders {
		paths = append(paths, sandbox.Path{Name: folder, Access: sandbox.Read | sandbox.Execute})
	}
	for _, file := range systemFiles {
		paths = append(paths, sandbox.Path{Name: file, Access: sandbox.Read})
	}
	return paths
}

// programOf returns the program that is started as a reading child.
func programOf(c Config) string {
	path, err := exec.LookPath(c.Command[0])
	if err != nil {
		return c.Command[0] // starting it will say what is wrong
	}
	return path
}

// openToAll tells whether users other than root may open a file. One that does
// not exist keeps nobody out.
func openToAll(file string) bool {
	if strings.HasPrefix(file, "/proc/self/") {
		info, err := os.Stat(file) // by a link of the kernel that needs no folders
		return err == nil && info.Mode()&unix.S_IXOTH != 0
	}
	path, err := filepath.EvalSymlinks(file)
	if err != nil {
		return true
	}
	for need := os.FileMode(unix.S_IROTH); ; need = unix.S_IXOTH {
		info, err := os.Stat(path)
		if err != nil || info.Mode()&need == 0 {
			return false
		}
		if path == "/" {
			return true
		}
		path = filepath.Dir(path)
	}
}
