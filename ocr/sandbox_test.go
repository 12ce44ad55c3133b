package ocr

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// startInside starts an engine whose children do what at badPage.
func startInside(t testing.TB, what string, c Config) *Engine {
	t.Helper()
	c.Command = []string{"/proc/self/exe", insideCommand, what}
	return startEngine(t, c)
}

// askInside has a child prepare page n of some file.
func askInside(t testing.TB, e *Engine, n int) error {
	t.Helper()
	_, err := e.Prepare(t.Context(), write(t, "a.tif", []byte("II*\x00")), postkamer.TIFF, n, postkamer.PrepareOptions{})
	return err
}

// reach returns targets that listen and exist.
func reach(t testing.TB) targets {
	t.Helper()
	folder, err := os.MkdirTemp("", "reach")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o777); err != nil { //nolint:gosec // open to all is the point
		t.Fatal(err)
	}
	r := targets{Unix: filepath.Join(folder, "socket"), Secret: filepath.Join(folder, "secret"), Parent: os.Getpid()}
	if err := os.WriteFile(r.Secret, []byte("geheim"), 0o666); err != nil {
		t.Fatal(err)
	}
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.Port = tcp.Addr().(*net.TCPAddr).Port
	t.Cleanup(func() { tcp.Close() })
	for _, name := range []string{r.Unix, "@" + r.Unix} {
		l, err := net.Listen("unix", name)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
	}
	return r
}

// needsIsolation skips a test on a machine that cannot isolate.
func needsIsolation(t testing.TB, e *Engine) {
	t.Helper()
	if missing := e.Isolation(); len(missing) > 0 {
		t.Skip(strings.Join(missing, "\n"))
	}
}

func TestChildReachesNothing(t *testing.T) {
	b, err := json.Marshal(reach(t))
	if err != nil {
		t.Fatal(err)
	}
	for what, mayReach := range map[string][]string{
		"open":   {"warm: program", "warm: process", "warm: code", "warm: exec"}, // as a program of poppler
		"locked": {},
	} {
		e := startInside(t, what+"="+string(b), Config{Children: 1})
		needsIsolation(t, e)
		a, _, err := e.ask(t.Context(), wire.Request{Op: wire.OpPrepare, Page: badPage}, nil)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		found := []string{}
		for _, f := range a.Barcodes {
			found = append(found, f.Value)
		}
		if !slices.Equal(found, mayReach) {
			t.Errorf("%s: reaches %q, want %q", what, found, mayReach)
		}
	}
	// The tries themselves prove nothing unless they work from outside.
	out, err := exec.CommandContext(t.Context(), os.Args[0], insideCommand, "outside="+string(b)).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"TCP", "unix socket", "abstract socket", "datagrams", "netlink", "passwords", "secret", "secret, writing", "environment", "new file", "new folder", "memory file", "signal", "own session", "mounting", "devices", "tracing", "removing"} {
		if !strings.Contains("\n"+string(out), "\n"+want+"\n") {
			t.Errorf("%s does not work from outside either", want)
		}
	}
}

func TestToolReachesNothing(t *testing.T) {
	r := reach(t)
	e := startEngine(t, Config{Children: 1, Limits: Limits{ToolMemory: 1 << 30}})
	needsIsolation(t, e)
	for _, c := range []struct {
		name string
		args []string
		want string // in what it complains of
	}{
		{"passwords", []string{"cat", "/etc/passwd"}, "Permission denied"},
		{"secrets", []string{"cat", r.Secret}, "Permission denied"},
		{"environments", []string{"cat", "/proc/" + strconv.Itoa(r.Parent) + "/environ"}, "Permission denied"},
		{"writing", []string{"sh", "-c", "echo x > " + r.Secret}, "Permission denied"},
		{"new files", []string{"sh", "-c", "echo x > /tmp/inside"}, "Permission denied"},
		{"processes", []string{"sh", "-c", "cat /dev/null | cat"}, "ork"},
		{"fork bomb", []string{"sh", "-c", "b() { b | b & }; b"}, "ork"},
	} {
		p, err := e.runTool(t.Context(), e.pages, someFile(t), 1<<20, c.args[0], c.args[1:]...)
		p.close()
		if err == nil || !strings.Contains(p.stderr, c.want) {
			t.Errorf("%s: %v, %q", c.name, err, p.stderr)
		}
	}
}

// someFile returns a file that only this user may open.
func someFile(t testing.TB) *os.File {
	t.Helper()
	f, err := openRegular(write(t, "brief.pdf", []byte("een brief")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestToolHasWhatItNeeds(t *testing.T) {
	e := startEngine(t, Config{Children: 1})
	for _, c := range []struct {
		name, program, want string
		args                []string
	}{
		{"its file", "cat", "een brief", []string{fileArgument}},
		{"its file only", "perl", "open: 0 1 2 3.", []string{"-MPOSIX", "-e", "print 'open:'; for (0..63) { my $d = POSIX::dup($_); if (defined $d) { print qq( $_); POSIX::close($d) } } print '.'"}},
		{"an environment without ours", "env", "HOME=/nonexistent", nil},
	} {
		p, err := e.runTool(t.Context(), e.pages, someFile(t), 1<<20, c.program, c.args...)
		if err != nil {
			t.Errorf("%s: %v %s", c.name, err, p.stderr)
			continue
		}
		text, _ := p.text()
		if !strings.Contains(string(text), c.want) {
			t.Errorf("%s: %q", c.name, text)
		}
	}
}

func TestToolDies(t *testing.T) {
	e := startEngine(t, Config{Children: 1, Limits: Limits{ToolMemory: 1 << 30}})
	for _, c := range []struct {
		name   string
		args   []string
		limits []limit
	}{
		{"of too much memory", []string{"perl", "-e", "$x = 'a' x 2e9; print length $x"}, []limit{{unix.RLIMIT_AS, 1 << 30}}},
		{"of too much time", []string{"perl", "-e", "1 while 1"}, []limit{{unix.RLIMIT_CPU, 1}}},
		{"of a file that is too long", []string{"perl", "-e", "print 'a' x 1e6 while 1"}, []limit{{unix.RLIMIT_FSIZE, 1 << 20}}},
	} {
		cmd := exec.Command(c.args[0], c.args[1:]...)
		out, err := memoryFile()
		if err != nil {
			t.Fatal(err)
		}
		defer out.Close()
		cmd.Stdout = out
		if err := e.starter.start(cmd, 0, c.limits); err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		stop := time.AfterFunc(20*time.Second, func() { killGroup(cmd.Process.Pid) })
		if err := cmd.Wait(); err == nil || !stop.Stop() {
			t.Errorf("does not die %s: %v after %v", c.name, err, time.Since(begin))
		}
	}
}

func TestTakenOverChildHarmsNobody(t *testing.T) {
	for what, want := range map[string]error{
		"garbage": ErrDied, "long": ErrDied, "half": ErrDied, "counts": ErrDied, "codes": ErrDied, "other": ErrDied,
		"silence": ErrSlow, "loop": ErrSlow, "eat": ErrMemory,
		// Its answer is good, and what it says after that is for nobody.
		"extra": nil, "later": nil, "twice": nil,
	} {
		t.Run(what, func(t *testing.T) {
			e := startInside(t, what, Config{Children: 1, PageTimeout: time.Minute, Limits: Limits{PageCPU: 1}})
			if what == "silence" {
				e.config.PageTimeout = 300 * time.Millisecond
			}
			for _, n := range []int{2, badPage, 3} {
				err := askInside(t, e, n)
				if n == badPage && !errors.Is(err, want) {
					t.Errorf("%v, want %v", err, want)
				}
				if n != badPage && err != nil {
					t.Errorf("its neighbour: %v", err)
				}
			}
		})
	}
}

// TestRestIsNotIsolated holds 50 threads at a time, more than there were when the
// engine started: whatever thread the service runs on has all its rights.
func TestRestIsNotIsolated(t *testing.T) {
	e := startEngine(t, Config{Children: 2, TessData: t.TempDir()})
	if _, err := e.Inspect(t.Context(), write(t, "a.jpg", smallJPEG(t, 50, 50)), "x"); err != nil {
		t.Fatal(err)
	}
	const n = 50
	errs := make(chan error, n)
	var here sync.WaitGroup
	here.Add(n)
	for range n {
		go func() {
			runtime.LockOSThread() // and ends with the goroutine
			here.Done()
			here.Wait()
			fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
			unix.Close(fd)
			if unix.Geteuid() != os.Geteuid() {
				err = errors.New("another user")
			}
			errs <- errors.Join(err, opened("/etc/passwd", unix.O_RDONLY), opened("/proc/self/environ", unix.O_RDONLY))
		}()
	}
	for range n {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

func TestIsolationSaysWhatIsMissing(t *testing.T) {
	e := startEngine(t, Config{Children: 1})
	t.Log(e.Isolation())
	i := isolation{uid: nobody, held: true}
	worse := i.unheld()
	if len(i.missing) != 0 || len(worse.missing) != 1 || worse.held || !strings.Contains(worse.missing[0], "ptrace_scope") {
		t.Errorf("%+v, %+v", i, worse)
	}
	if os.Geteuid() != 0 {
		t.Skip("not root: the children have our user")
	}
	closed := write(t, "program", nil) // in a folder of our own
	for _, way := range (isolation{}).ways(Config{UID: nobody, Command: []string{closed}}) {
		if way.uid != 0 || !strings.Contains(strings.Join(way.missing, " "), closed) {
			t.Errorf("user %d may not run the child, and is not warned of: %v", way.uid, way.missing)
		}
	}
}

func TestKilledChildIsLogged(t *testing.T) {
	var log bytes.Buffer
	e := startInside(t, "garbage", Config{Children: 1, Log: slog.New(slog.NewTextHandler(&log, nil))})
	_ = askInside(t, e, badPage)
	line := log.String()
	if strings.Count(line, "\n") != 1 || !strings.Contains(line, "level=WARN") || !strings.Contains(line, ErrDied.Error()) || !strings.Contains(line, "page=1") || strings.Contains(line, "a.tif") {
		t.Errorf("log %q", line)
	}
}

// TestKilledAtRandom reads pages while children are killed under them: every
// page is done, once, with what belongs to it. POSTKAMER_PAGES asks for another
// number of pages than 60, with a child killed about every second.
func TestKilledAtRandom(t *testing.T) {
	pages, pause := 60, 400*time.Millisecond
	if n, err := strconv.Atoi(os.Getenv("POSTKAMER_PAGES")); err == nil {
		pages, pause = n, time.Second
	}
	e := startEngine(t, Config{Children: 2})
	needsTesseract(t, e)
	letter := grayPage(t, pdfOf(letterSheet(letterLines)))
	paths := make([]string, pages)
	for i := range paths {
		part := image.NewGray(image.Rect(0, 0, 1000+i, 700))
		draw.Draw(part, part.Rect, letter, image.Point{}, draw.Src)
		paths[i] = write(t, "a.jpg", asScan(t, part))
	}
	ctx, stop := context.WithCancel(t.Context())
	var killed int
	var tries, done atomic.Int32
	var killer, readers sync.WaitGroup
	killer.Go(func() { killed = killNowAndThen(ctx, t, pause, &done) })
	results := make([]atomic.Int32, pages)
	for worker := range 3 {
		readers.Go(func() {
			for i := worker; i < pages; i += 3 {
				readUntilDone(ctx, t, e, paths[i], 1000+i, &tries)
				results[i].Add(1)
				done.Add(1)
			}
		})
	}
	readers.Wait()
	stop()
	killer.Wait()
	for i := range results {
		if n := results[i].Load(); n != 1 {
			t.Errorf("page %d: %d results", i, n)
		}
	}
	t.Logf("%d pages, %d children killed, %d attempts", pages, killed, tries.Load())
	if killed == 0 || int(tries.Load()) > pages+killed {
		t.Error("nobody was killed, or pages suffered that were not")
	}
}

// readUntilDone tries a page again that its child died of, as a worker does.
func readUntilDone(ctx context.Context, t *testing.T, e *Engine, path string, width int, tries *atomic.Int32) {
	var err error
	for range 10 {
		tries.Add(1)
		if err = readOnce(ctx, e, path, width); err == nil {
			return
		}
		if !errors.Is(err, ErrDied) {
			t.Error(err)
			return
		}
	}
	t.Errorf("given up: %v", err)
}

// readOnce prepares and reads a page, which must come back as the page it is.
func readOnce(ctx context.Context, e *Engine, path string, width int) error {
	p, err := e.Prepare(ctx, path, postkamer.JPEG, 1, postkamer.PrepareOptions{})
	if err != nil {
		return err
	}
	found, err := e.Read(ctx, path, postkamer.JPEG, 1, p.View, p.Clean)
	switch {
	case err != nil:
		return err
	case p.View.PageWidth != width:
		return fmt.Errorf("page of %d pixels came back with %d", width, p.View.PageWidth)
	case !strings.Contains(found.Text.Body, "Gemeente"):
		return fmt.Errorf("page of %d pixels reads %q", width, found.Text.Body)
	}
	return nil
}

// killNowAndThen kills a child about every pause, on a busy machine not before the
// children have done three pages again.
func killNowAndThen(ctx context.Context, t *testing.T, pause time.Duration, done *atomic.Int32) int {
	killed, next := 0, int32(3)
	for {
		select {
		case <-ctx.Done():
			return killed
		case <-time.After(pause/2 + rand.N(pause)):
		}
		pids := children(t)
		if done.Load() >= next && len(pids) > 0 && unix.Kill(pids[rand.IntN(len(pids))], unix.SIGKILL) == nil {
			killed++
			next = done.Load() + 3
		}
	}
}

// BenchmarkIsolation measures what isolation costs a page: reading it in a child,
// and in this process with all its rights. It also measures a program's start.
func BenchmarkIsolation(b *testing.B) {
	e := startEngine(b, Config{Children: 1})
	file := someFile(b)
	b.Run("tool", func(b *testing.B) {
		for b.Loop() {
			p, err := e.runTool(b.Context(), e.pages, file, 1<<20, "true")
			if err != nil {
				b.Fatal(err)
			}
			p.close()
		}
	})
	b.Run("bare tool", func(b *testing.B) {
		for b.Loop() {
			cmd := exec.CommandContext(b.Context(), "true")
			cmd.Stderr = &limitedBuffer{}
			if err := cmd.Run(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("first answer", func(b *testing.B) {
		needsTesseract(b, e)
		before := cpuOfChildren()
		for b.Loop() {
			for _, pid := range children(b) {
				_ = unix.Kill(pid, unix.SIGKILL)
			}
			for e.Ready(b.Context()) != nil { // the first may still go to the dying one
			}
		}
		b.ReportMetric(float64((cpuOfChildren()-before).Milliseconds())/float64(b.N), "cpu-ms/op")
	})
}

// cpuOfChildren is the CPU time of all processes that have ended.
func cpuOfChildren() time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_CHILDREN, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
