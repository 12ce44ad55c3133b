package ocr

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
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
	}{"what makes pages": {busy.pid(), pagesNice}, "what looks at files": {look.pid(), 0}} {
		for thread, nice := range nices(t, c.pid) {
			if nice != c.want {
				t.Errorf("%s, thread %s: nice %d, want %d", what, thread, nice, c.want)
			}
		}
	}
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

// TestTimeOfOthersIsNotThatOfAPage: of two processes on one processor each stands still
// half of the time, which does not count for the page that it is at.
func TestTimeOfOthersIsNotThatOfAPage(t *testing.T) {
	var first unix.CPUSet
	if err := unix.SchedGetaffinity(0, &first); err != nil {
		t.Fatal(err)
	}
	one := 0
	for !first.IsSet(one) {
		one++
	}
	var readers [2]reader
	for i := range readers {
		cmd := exec.Command("sh", "-c", "while :; do :; done")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
		var only unix.CPUSet
		only.Set(one)
		if err := unix.SchedSetaffinity(cmd.Process.Pid, &only); err != nil {
			t.Fatal(err)
		}
		readers[i].cmd = cmd
	}
	for until := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if readers[0].stood() > 20*time.Millisecond && readers[1].stood() > 20*time.Millisecond {
			return
		}
		if time.Now().After(until) {
			t.Fatalf("they stood still for %v and %v", readers[0].stood(), readers[1].stood())
		}
	}
}
