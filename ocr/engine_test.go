package ocr

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"postkamer"
)

// children returns the process ids of this process's reading children.
func children(t testing.TB) []int { return programs(t, ChildCommand) }

// programs returns the processes of this one that have a word in their command line.
func programs(t testing.TB, word string) []int {
	t.Helper()
	var found []int
	paths, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		stat, _ := os.ReadFile(path)
		_, rest, ok := strings.Cut(string(stat), ") ")
		fields := strings.Fields(rest)
		if !ok || len(fields) < 2 || fields[0] == "Z" || fields[1] != strconv.Itoa(os.Getpid()) {
			continue
		}
		command, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "cmdline"))
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if strings.Contains(string(command), word) {
			found = append(found, pid)
		}
	}
	return found
}

// densePage is a page that takes Tesseract seconds.
func densePage(t testing.TB) string {
	t.Helper()
	s := sheet{content: "BT /F1 6 Tf 7 TL 40 800 Td\n" + strings.Repeat("("+strings.Repeat("bezwaar tegen aanslag ", 8)+") Tj T*\n", 100) + "ET\n"}
	return write(t, "dicht.jpg", asScan(t, grayPage(t, pdfOf(s))))
}

func TestKilledChildCostsOnePage(t *testing.T) {
	e := startEngine(t, Config{Children: 1})
	needsTesseract(t, e)
	path := densePage(t)
	p, err := e.Prepare(t.Context(), path, postkamer.JPEG, 1, postkamer.PrepareOptions{})
	if err != nil {
		t.Fatal(err)
	}
	before := children(t)
	if len(before) != 1 {
		t.Fatalf("children %v", before)
	}
	failed := make(chan error)
	go func() {
		_, err := e.Read(context.WithoutCancel(t.Context()), path, postkamer.JPEG, 1, p.View, nil)
		failed <- err
	}()
	time.AfterFunc(300*time.Millisecond, func() { syscall.Kill(before[0], syscall.SIGKILL) })
	if err := <-failed; !errors.Is(err, ErrDied) {
		t.Errorf("page of the killed child: %v", err)
	}
	begin := time.Now()
	if err := e.Ready(t.Context()); err != nil {
		t.Errorf("next call: %v", err)
	}
	t.Logf("a new child answered after %v", time.Since(begin))
	if after := children(t); len(after) != 1 || after[0] == before[0] {
		t.Errorf("children %v, before %v", after, before)
	}
}

func TestChildThatDiedIdleCostsNothing(t *testing.T) {
	e := startEngine(t, Config{Children: 1, TessData: t.TempDir()})
	path := write(t, "a.jpg", smallJPEG(t, 100, 100))
	for range 3 {
		if _, err := e.Inspect(t.Context(), path, "x"); err != nil {
			t.Fatal(err)
		}
		for _, pid := range children(t) {
			syscall.Kill(pid, syscall.SIGKILL)
		}
		eventually(t, "child still there", func() bool { return len(children(t)) == 0 })
	}
}

func TestChildIsKilled(t *testing.T) {
	path := densePage(t)
	for _, c := range []struct {
		name   string
		config Config
		want   error
		ctx    time.Duration
	}{
		{"when a page takes too long", Config{PageTimeout: 700 * time.Millisecond}, ErrSlow, time.Minute},
		{"when the caller gives up", Config{}, context.DeadlineExceeded, 700 * time.Millisecond},
		{"when it takes too much memory", Config{Limits: Limits{ChildMemory: 40 << 20}}, ErrMemory, time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.config.Children = 1
			e := startEngine(t, c.config)
			if _, err := os.Stat(filepath.Join(e.config.TessData, dutchData)); err != nil {
				t.Skip(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), c.ctx)
			defer cancel()
			view := postkamer.View{Width: 1240, Height: 1754, DPI: 150}
			begin := time.Now()
			_, err := e.Read(ctx, path, postkamer.JPEG, 1, view, nil)
			if !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if took := time.Since(begin); took > 3*time.Second {
				t.Errorf("took %v", took)
			}
			eventually(t, "child still there", func() bool { return len(children(t)) == 0 })
			small := write(t, "a.jpg", smallJPEG(t, 50, 50))
			if errors.Is(c.want, ErrMemory) {
				return // this limit is below what any child needs
			}
			if _, err := e.Inspect(t.Context(), small, "x"); err != nil {
				t.Errorf("next call: %v", err)
			}
		})
	}
}

func TestChildIsReplaced(t *testing.T) {
	for _, c := range []struct {
		name   string
		limits Limits
	}{
		{"after its pages", Limits{ChildPages: 1}},
		{"when it has grown", Limits{IdleMemory: 1 << 20}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := startEngine(t, Config{Children: 1, Limits: c.limits, TessData: t.TempDir()})
			path := write(t, "a.jpg", smallJPEG(t, 100, 100))
			if _, err := e.Inspect(t.Context(), path, "x"); err != nil {
				t.Fatal(err)
			}
			if left := children(t); len(left) != 0 {
				t.Errorf("children %v", left)
			}
		})
	}
}

func TestClose(t *testing.T) {
	e := startEngine(t, Config{Children: 2})
	needsTesseract(t, e)
	path := densePage(t)
	failed := make(chan error)
	go func() {
		_, err := e.Read(context.WithoutCancel(t.Context()), path, postkamer.JPEG, 1, postkamer.View{Width: 1240, Height: 1754, DPI: 150}, nil)
		failed <- err
	}()
	time.Sleep(300 * time.Millisecond) // into the reading
	begin := time.Now()
	if err := e.Close(); err != nil {
		t.Error(err)
	}
	if took := time.Since(begin); took > time.Second {
		t.Errorf("closing took %v", took)
	}
	if err := <-failed; !errors.Is(err, ErrClosed) {
		t.Errorf("page under way: %v", err)
	}
	if left := children(t); len(left) != 0 {
		t.Errorf("children left: %v", left)
	}
	if _, err := e.Inspect(t.Context(), path, "x"); !errors.Is(err, ErrClosed) {
		t.Errorf("after closing: %v", err)
	}
	if err := e.Close(); err != nil {
		t.Errorf("second time: %v", err)
	}
}

func TestChildrenDoNotSeeOurSecrets(t *testing.T) {
	t.Setenv("DATABASE_URL", "postgres://geheim")
	e := startEngine(t, Config{Children: 1, TessData: t.TempDir()})
	if _, err := e.Inspect(t.Context(), write(t, "a.jpg", smallJPEG(t, 50, 50)), "x"); err != nil {
		t.Fatal(err)
	}
	for _, pid := range children(t) {
		env, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/environ")
		if err != nil || strings.Contains(string(env), "geheim") || !strings.Contains(string(env), "OMP_THREAD_LIMIT=1") {
			t.Errorf("environment %q, %v", env, err)
		}
	}
}

func TestChildThatIsNone(t *testing.T) {
	for _, command := range [][]string{{"/bin/cat"}, {"/bin/false"}, {"/bin/sh", "-c", "printf '\\0\\0\\0\\1\\0\\0\\0\\0{' >&3; sleep 9"}, {"/bin/nothing"}} {
		e := startEngine(t, Config{Command: command, PageTimeout: 300 * time.Millisecond})
		path := write(t, "a.jpg", smallJPEG(t, 50, 50))
		if _, err := e.Prepare(t.Context(), path, postkamer.JPEG, 1, postkamer.PrepareOptions{}); err == nil {
			t.Errorf("%v: no error", command)
		}
	}
}

func TestManyPagesAtATime(t *testing.T) {
	e := startEngine(t, Config{Children: 2, TessData: t.TempDir()})
	path := write(t, "a.jpg", smallJPEG(t, 200, 300))
	errs := make(chan error)
	for range 16 {
		go func() {
			p, err := e.Prepare(context.WithoutCancel(t.Context()), path, postkamer.JPEG, 1, postkamer.PrepareOptions{})
			if err == nil && (p.View.Width != 200 || p.View.Height != 300) {
				err = errors.New("another page's view")
			}
			errs <- err
		}()
	}
	for range 16 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if n := len(children(t)); n > 2 {
		t.Errorf("%d children", n)
	}
}

// TestChildrenDoNotOutliveUs kills a process with an engine at work the hard way.
func TestChildrenDoNotOutliveUs(t *testing.T) {
	if os.Getenv("POSTKAMER_TEST_ENGINE") != "" {
		e := startEngine(t, Config{Children: 1})
		path := densePage(t)
		if _, err := e.Inspect(t.Context(), path, "x"); err != nil {
			t.Fatal(err)
		}
		os.Stdout.WriteString("child " + strconv.Itoa(children(t)[0]) + "\n")
		_, err := e.Read(t.Context(), path, postkamer.JPEG, 1, postkamer.View{Width: 1240, Height: 1754, DPI: 150}, nil)
		t.Fatal("not killed: ", err)
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestChildrenDoNotOutliveUs$")
	cmd.Env = append(os.Environ(), "POSTKAMER_TEST_ENGINE=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(line, "child ")))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Process.Kill()
	cmd.Wait()
	eventually(t, "child outlives the engine", func() bool {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		return err != nil || strings.Contains(string(stat), ") Z ")
	})
}
