package ocr

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"postkamer"
)

// TestPagesStandBackForFilesThatComeIn: somebody waits for what looks at a file, so that
// all threads of what makes pages have a lower priority, and it waits for none of them.
func TestPagesStandBackForFilesThatComeIn(t *testing.T) {
	e := startEngine(t, Config{Children: 1, TessData: t.TempDir()})
	path := write(t, "a.jpg", smallJPEG(t, 200, 300))
	if _, err := e.Prepare(t.Context(), path, postkamer.JPEG, 1, postkamer.PrepareOptions{}); err != nil {
		t.Fatal(err)
	}
	busy := <-e.pages.slots // with a page
	defer func() { e.pages.slots <- busy }()
	if _, err := e.Inspect(t.Context(), path, "a.jpg"); err != nil {
		t.Fatal(err)
	}
	look := <-e.looks.slots
	defer func() { e.looks.slots <- look }()
	for what, c := range map[string]struct {
		pid, want int
	}{
		"what makes pages":     {busy.pid(), pagesNice},
		"what looks at files":  {look.pid(), 0},
		"a program for pages":  {waitingProgram(t, e, e.pages), pagesNice},
		"a program that looks": {waitingProgram(t, e, e.looks), 0},
	} {
		for thread, nice := range nices(t, c.pid) {
			if nice != c.want {
				t.Errorf("%s, thread %s: nice %d, want %d", what, thread, nice, c.want)
			}
		}
	}
}

// waitingProgram starts a program in a lane that waits until the test ends.
func waitingProgram(t *testing.T, e *Engine, l lane) (pid int) {
	t.Helper()
	before := programs(t, "3600")
	ctx, cancel := context.WithCancel(t.Context())
	var waiting sync.WaitGroup
	waiting.Go(func() { _, _ = e.runTool(ctx, l, someFile(t), 1<<10, "sleep", "3600") })
	t.Cleanup(func() { cancel(); waiting.Wait() })
	eventually(t, "no program was started", func() bool {
		for _, pid = range programs(t, "3600") {
			if !slices.Contains(before, pid) {
				return true
			}
		}
		return false
	})
	return pid
}

// nices returns how far each thread of a process stands back, as the kernel says.
func nices(t *testing.T, pid int) map[string]int {
	t.Helper()
	stats, err := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/stat")
	if err != nil || len(stats) == 0 {
		t.Fatalf("process %d has no threads: %v", pid, err)
	}
	all := map[string]int{}
	for _, stat := range stats {
		b, err := os.ReadFile(stat)
		if err != nil {
			continue // the thread ended
		}
		_, rest, _ := strings.Cut(string(b), ") ")
		if all[stat], err = strconv.Atoi(strings.Fields(rest)[16]); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestLanesHaveProgramsOfTheirOwn: a PDF that comes in is looked at while pages are drawn in
// all places that there are for that, and the other way round.
func TestLanesHaveProgramsOfTheirOwn(t *testing.T) {
	e := startEngine(t, Config{Children: 1})
	needsTesseract(t, e)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // only should it wait for ever
	defer cancel()
	path := write(t, "brief.pdf", pdfOf(letterSheet(letterLines)))
	e.pages.tools <- struct{}{}
	if _, err := e.Inspect(ctx, path, "brief.pdf"); err != nil {
		t.Errorf("looking while a page is drawn: %v", err)
	}
	<-e.pages.tools
	e.looks.tools <- struct{}{}
	defer func() { <-e.looks.tools }()
	page, err := e.Prepare(ctx, path, postkamer.PDF, 1, postkamer.PrepareOptions{})
	if err != nil {
		t.Fatalf("making a page while a file is looked at: %v", err)
	}
	if _, err := e.Read(ctx, path, postkamer.PDF, 1, page.View, page.Clean); err != nil {
		t.Errorf("reading a page while a file is looked at: %v", err)
	}
}

// TestTimeOfOthersIsNotThatOfAProcess: a process that has to share its processor has more
// time than its limit, up to three times as much.
func TestTimeOfOthersIsNotThatOfAProcess(t *testing.T) {
	const limit = time.Millisecond
	for _, c := range []struct {
		name   string
		stands []time.Duration // each time that it is asked
		asked  int             // until it is over
	}{
		{"at work all the time", []time.Duration{5, 5}, 2},
		{"a moment only", []time.Duration{5, 5 + limit/10 - 1}, 2},
		{"half of the time", []time.Duration{5, 5 + limit/2, 5 + limit/2}, 3},
		{"never at work", []time.Duration{5, 5 + limit, 5 + 2*limit, time.Hour}, 4},
		{"for an hour", []time.Duration{5, time.Hour, time.Hour}, 3},
	} {
		asked := 0
		p := &patience{time.NewTimer(limit), limit, func() time.Duration { asked++; return c.stands[asked-1] }, 0, 2 * limit}
		p.begin = p.stood()
		if err := p.watch(t.Context(), nil); !errors.Is(err, ErrSlow) || asked != c.asked {
			t.Errorf("%s: %v after %d looks, want %d", c.name, err, asked, c.asked)
		}
	}
}

// TestKernelTellsWhoStoodStill: of two processes on one processor each stands still half of
// the time; and a program that has to share one does its work, although that takes longer
// than its limit.
func TestKernelTellsWhoStoodStill(t *testing.T) {
	var pids [2]int
	for i := range pids {
		cmd := exec.Command("sh", "-c", "while :; do :; done")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
		pids[i] = cmd.Process.Pid
		onOneProcessor(t, pids[i])
	}
	eventually(t, "the two do not stand in each other's way", func() bool {
		return stoodStill(pids[0]) > 20*time.Millisecond && stoodStill(pids[1]) > 20*time.Millisecond
	})
	const limit = 400 * time.Millisecond
	e := startEngine(t, Config{Children: 1, ToolTimeout: limit})
	for try := 0; ; try++ { // again when the others left it alone, or too many were at work
		begin := time.Now()
		done := make(chan error, 1)
		go func() {
			_, err := e.runTool(t.Context(), e.looks, someFile(t), 1<<10, "perl", "-e", "do { @t = times } while $t[0] + $t[1] < .2", "shares")
			done <- err
		}()
		eventually(t, "no program was started", func() bool { return len(programs(t, "shares")) > 0 })
		onOneProcessor(t, programs(t, "shares")[0])
		if err := <-done; err == nil && time.Since(begin) > limit {
			return
		} else if try == 10 {
			t.Fatalf("a program has only its own time: %v", err)
		}
	}
}

// onOneProcessor keeps a process on the first processor that there is for this one.
func onOneProcessor(t *testing.T, pid int) {
	t.Helper()
	var all, first unix.CPUSet
	if err := unix.SchedGetaffinity(0, &all); err != nil {
		t.Fatal(err)
	}
	one := 0
	for !all.IsSet(one) {
		one++
	}
	first.Set(one)
	if err := unix.SchedSetaffinity(pid, &first); err != nil {
		t.Fatal(err)
	}
}
