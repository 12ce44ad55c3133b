package scanner

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"postkamer"
)

// The tests here use Debian's scanimage and SANE's test device.

func testOrder() Order {
	return Order{Scanner: LocalStation + "/test:0", Stack: stackKey, By: "Sam", Settings: postkamer.Settings{Resolution: 50, Mode: postkamer.Grey, Duplex: true, Page: postkamer.SizeA4}}
}

func TestRealScanimageEmptiesTheFeeder(t *testing.T) {
	b := newBench(t, func(c *Config) { c.Program, c.Test = realScanner(t), true })
	b.service.stacks[stackKey] = true
	if s := b.Status().Scanners[0]; !s.Test || !s.Ready || s.Software == "" {
		t.Errorf("%+v", s)
	}
	if p := b.scan(testOrder()); p.Code != Empty || p.Scanned != 10 || p.Stored != 10 {
		t.Errorf("%+v", p)
	}
	if p := b.scan(testOrder()); p.Scanned != 20 || p.Stored != 20 { // a second load in the same stack
		t.Errorf("%+v", p)
	}
}

// TestRealStatuses holds scanimage to what the table of statuses says of it.
func TestRealStatuses(t *testing.T) {
	for value, want := range map[string]Problem{
		"JAMMED": Jammed, "COVER_OPEN": CoverOpen, "DEVICE_BUSY": Busy, "IO_ERROR": Broken, "NO_DOCS": NoPaper,
		"INVAL": CannotDo, "NO_MEM": Broken, "ACCESS_DENIED": Denied, "UNSUPPORTED": Gone,
	} {
		t.Run(value, func(t *testing.T) {
			j := job{device: "test:0", dir: t.TempDir(), args: []string{"--read-return-value=SANE_STATUS_" + value}, pages: 1}
			got := realScanner(t).run(t.Context(), j, nil, func(int) error { t.Error("a page came"); return nil })
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestRealScanimageWithoutItsDevice(t *testing.T) {
	j := job{device: "nope:1", dir: t.TempDir()}
	if got := realScanner(t).run(t.Context(), j, nil, nil); got != Gone {
		t.Errorf("got %q", got)
	}
	if got := (Program{"/nonexistent/scanimage"}).run(t.Context(), j, nil, nil); got != NoProgram {
		t.Errorf("without scanimage: %q", got)
	}
}

func TestRealScanimageIsStoppedAndKilled(t *testing.T) {
	slow := []string{"--source=Automatic Document Feeder", "--read-delay=yes", "--read-delay-duration=100000", "--mode=Gray", "--resolution=100"}
	for name, want := range map[string]Problem{"stopped": Stopped, "killed": Died} {
		t.Run(name, func(t *testing.T) {
			dir, stop, pages := t.TempDir(), make(chan struct{}), 0
			got := realScanner(t).run(t.Context(), job{device: "test:0", dir: dir, args: slow}, stop, func(number int) error {
				pages = number
				switch {
				case number == 2 && want == Stopped:
					close(stop)
				case number == 2:
					killIn(t, dir)
				}
				return nil
			})
			if got != want || pages != 2 && pages != 3 {
				t.Errorf("%q after %d pages", got, pages)
			}
		})
	}
}

// killIn kills the process that works in a folder.
func killIn(t *testing.T, dir string) {
	t.Helper()
	links, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range links {
		if to, err := os.Readlink(l); err == nil && to == dir {
			var pid int
			if _, err := fmt.Sscanf(l, "/proc/%d/cwd", &pid); err == nil {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
	}
}
