package ocr

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"image"
	"image/jpeg"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"postkamer"
	"postkamer/ocr/internal/child"
	"postkamer/ocr/internal/sandbox"
	"postkamer/ocr/internal/wire"
)

// insideCommand is the first argument with which the test binary runs as a child
// that was taken over: it does what a hostile page would have it do.
const insideCommand = "inside-child"

// badPage is the page at which such a child misbehaves; others it answers well.
const badPage = 1

// inside plays a child that does what at badPage. With "outside" it only tries
// what can be reached without any isolation.
func inside(what string) int {
	if argument, ok := strings.CutPrefix(what, "outside="); ok {
		_, _ = os.Stdout.WriteString(strings.Join(reachable(argument), "\n") + "\n")
		return 0
	}
	f := os.NewFile(3, "engine")
	c, err := net.FileConn(f)
	if err != nil {
		return 1
	}
	conn := c.(*net.UnixConn)
	what, argument, _ := strings.Cut(what, "=")
	for {
		q, _, err := wire.ReceiveRequest(conn)
		if err != nil {
			return 0
		}
		if q.Page != badPage {
			conn.Write(goodAnswer(q, nil))
			continue
		}
		misbehave(conn, q, what, argument)
	}
}

// goodAnswer is the answer to OpPrepare for a white page, changed by change.
func goodAnswer(q wire.Request, change func(*wire.Answer)) []byte {
	var view bytes.Buffer
	jpeg.Encode(&view, image.NewGray(image.Rect(0, 0, 20, 30)), nil)
	a := wire.Answer{Seq: q.Seq, Parts: []int{view.Len(), 0}, Pages: 1, View: postkamer.View{Width: 20, Height: 30, DPI: 150, PageWidth: 20, PageHeight: 30}}
	if change != nil {
		change(&a)
	}
	b, err := wire.Encode(a, view.Bytes())
	if err != nil {
		panic(err)
	}
	return b
}

func misbehave(conn *net.UnixConn, q wire.Request, what, argument string) {
	good := goodAnswer(q, nil)
	switch what {
	case "garbage":
		conn.Write(bytes.Repeat([]byte{0xa5}, 100_000))
	case "long":
		conn.Write(binary.BigEndian.AppendUint64(nil, 1<<63|1<<31))
		conn.Write(make([]byte, 1<<20))
	case "extra":
		conn.Write(append(good, "meer"...))
	case "later":
		conn.Write(good)
		time.Sleep(20 * time.Millisecond)
		conn.Write([]byte("nog meer"))
	case "twice":
		conn.Write(append(good, good...))
	case "half":
		conn.Write(good[:len(good)/2])
		os.Exit(0)
	case "counts":
		conn.Write(goodAnswer(q, func(a *wire.Answer) { a.View.Width = 21 }))
	case "codes":
		conn.Write(goodAnswer(q, func(a *wire.Answer) { a.Barcodes = make([]postkamer.Barcode, 5000) }))
	case "other":
		conn.Write(goodAnswer(q, func(a *wire.Answer) { a.Seq++ }))
	case "silence":
		select {}
	case "loop":
		go child.ExitWhenOutOfTime()
		for {
			_ = what
		}
	case "eat":
		eat(2 << 30)
		conn.Write(good)
	case "open", "locked":
		if what == "locked" {
			lockLikeChild()
		}
		conn.Write(goodAnswer(q, func(a *wire.Answer) {
			for _, name := range append(reachable(argument), reachableWarm()...) {
				a.Barcodes = append(a.Barcodes, postkamer.Barcode{Value: name})
			}
		}))
	}
}

// lockLikeChild takes from this process what a reading child gives up before its
// first page.
func lockLikeChild() {
	for _, err := range []error{sandbox.Landlock(), sandbox.Filter(sandbox.Reading(os.Getpid()), true)} {
		if err != nil {
			panic(err)
		}
	}
}

// eat takes n bytes of memory and uses them.
func eat(n int) {
	b, err := unix.Mmap(-1, 0, n, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		panic(err)
	}
	for i := 0; i < n; i += 4096 {
		b[i] = 1
	}
}

// Targets are what a child tries to reach, on the test's side.
type targets struct {
	Port   int    // of a TCP listener
	Unix   string // path of a listening socket
	Secret string // file that only the parent may read; its folder is open to all
	Parent int    // process
}

// A try is something that a taken-over child would do, in words.
type try struct {
	what string
	do   func() error
}

// reachable tries everything a taken-over child would, and returns what worked.
// What does harm comes last, and what would harm the machine is asked for wrongly:
// that the kernel looks at it at all is enough.
func reachable(argument string) []string {
	var t targets
	if err := json.Unmarshal([]byte(argument), &t); err != nil {
		return []string{err.Error()}
	}
	found := []string{}
	for _, try := range slices.Concat(t.connections(), t.files(), t.processes(), t.kernel(), t.harm()) {
		if try.do() == nil {
			found = append(found, try.what)
		}
	}
	return found
}

func (t targets) connections() []try {
	return []try{
		{"TCP", func() error {
			return connect(unix.AF_INET, &unix.SockaddrInet4{Port: t.Port, Addr: [4]byte{127, 0, 0, 1}})
		}},
		{"unix socket", func() error { return connect(unix.AF_UNIX, &unix.SockaddrUnix{Name: t.Unix}) }},
		{"abstract socket", func() error { return connect(unix.AF_UNIX, &unix.SockaddrUnix{Name: "@" + t.Unix}) }},
		{"datagrams", func() error { _, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0); return err }},
		{"netlink", func() error { _, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW, 0); return err }},
	}
}

func (t targets) files() []try {
	parent := "/proc/" + strconv.Itoa(t.Parent)
	return []try{
		{"passwords", func() error { return opened("/etc/passwd", unix.O_RDONLY) }},
		{"secret", func() error { return opened(t.Secret, unix.O_RDONLY) }},
		{"secret, writing", func() error { return opened(t.Secret, unix.O_WRONLY) }},
		{"environment", func() error { return opened(parent+"/environ", unix.O_RDONLY) }},
		{"command line", func() error { return opened(parent+"/cmdline", unix.O_RDONLY) }},
		{"descriptors", func() error { return opened(parent+"/fd/0", unix.O_RDONLY) }},
		{"folder listing", func() error { return opened("/", unix.O_RDONLY|unix.O_DIRECTORY) }},
		{"new file", func() error { return opened(t.Secret+"-new", unix.O_CREAT|unix.O_WRONLY) }},
		{"new shared memory", func() error {
			return opened("/dev/shm/"+filepath.Base(filepath.Dir(t.Secret)), unix.O_CREAT|unix.O_WRONLY)
		}},
		{"new folder", func() error { return unix.Mkdir(t.Secret+"-folder", 0o777) }},
		{"memory file", func() error { _, err := unix.MemfdCreate("inside", 0); return err }},
	}
}

func (t targets) processes() []try {
	return []try{
		{"signal", func() error { return unix.Kill(t.Parent, 0) }},
		{"signal to a thread", func() error { return unix.Tgkill(t.Parent, t.Parent, unix.SIGURG) }},
		{"limits of others", func() error { return unix.Prlimit(t.Parent, unix.RLIMIT_NOFILE, nil, new(unix.Rlimit)) }},
		{"own session", func() error { _, err := unix.Setsid(); return err }},
		{"outliving", func() error { return unix.Prctl(unix.PR_SET_PDEATHSIG, 0, 0, 0, 0) }},
		{"root", func() error { return becomeRoot() }},
	}
}

// kernel are calls with wrong arguments, to parts of the kernel that have had
// more holes than others.
func (t targets) kernel() []try {
	parent := uintptr(t.Parent)
	return []try{
		{"io_uring", func() error { return exists(unix.SYS_IO_URING_SETUP, 0, 0) }},
		{"userfaultfd", func() error { return exists(unix.SYS_USERFAULTFD, 1<<30, 0) }},
		{"keys", func() error { return exists(unix.SYS_ADD_KEY, 0, 0) }},
		{"bpf", func() error { return exists(unix.SYS_BPF, 1<<30, 0) }},
		{"perf", func() error { return exists(unix.SYS_PERF_EVENT_OPEN, 0, 0) }},
		{"memory of others", func() error { return exists(unix.SYS_PROCESS_VM_READV, parent, 0) }},
		{"tracing", func() error { return exists(unix.SYS_PTRACE, 1<<30, parent) }},
		{"namespaces", func() error { return exists(unix.SYS_UNSHARE, 1<<40, 0) }},
		{"mounting", func() error { return exists(unix.SYS_MOUNT, 0, 0) }},
		{"devices", func() error { return exists(unix.SYS_IOCTL, 1<<20, 0) }},
	}
}

func (t targets) harm() []try {
	return []try{
		{"rights", func() error { return unix.Chmod(t.Secret, 0o666) }},
		{"cutting off", func() error { return unix.Truncate(t.Secret, 0) }},
		{"renaming", func() error { return unix.Rename(t.Secret, t.Secret+"2") }},
		{"removing", func() error { return unix.Unlink(t.Secret + "2") }},
	}
}

// reachableWarm tries what a child may do until it is warm, as a program of
// poppler may, and may not do after that.
func reachableWarm() []string {
	found := []string{}
	if opened("/usr/bin/env", unix.O_RDONLY) == nil {
		found = append(found, "warm: program")
	}
	pid, _, errno := unix.RawSyscall6(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0, 0, 0, 0)
	if errno == 0 {
		if pid == 0 {
			unix.RawSyscall(unix.SYS_EXIT_GROUP, 0, 0, 0)
		}
		found = append(found, "warm: process")
	}
	if _, err := unix.Mmap(-1, 0, 4096, unix.PROT_READ|unix.PROT_EXEC, unix.MAP_PRIVATE|unix.MAP_ANON); err == nil {
		found = append(found, "warm: code")
	}
	if exists(unix.SYS_EXECVE, 0, 0) == nil {
		found = append(found, "warm: exec")
	}
	return found
}

func connect(domain int, to unix.Sockaddr) error {
	fd, err := unix.Socket(domain, unix.SOCK_STREAM, 0)
	if err != nil {
		return err
	}
	return unix.Connect(fd, to)
}

func opened(path string, flags int) error {
	_, err := unix.Open(path, flags, 0o666)
	return err
}

func becomeRoot() error {
	if os.Getuid() == 0 {
		return nil
	}
	if _, _, errno := unix.RawSyscall(unix.SYS_SETUID, 0, 0, 0); errno != 0 {
		return errno
	}
	return nil
}

// exists tells of a system call whether it is there for us.
func exists(number, a, b uintptr) error {
	_, _, errno := unix.RawSyscall6(number, a, b, 0, 0, 0, 0)
	if errno == unix.ENOSYS {
		return errno
	}
	return nil
}
