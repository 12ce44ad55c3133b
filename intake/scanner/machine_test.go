package scanner

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/intake/scanner/scantest"
)

var errLine = errors.New("the line is down")

func TestStackArrivesInOrderAndIsClosed(t *testing.T) {
	b := newBench(t, nil)
	b.service.stacks[stackKey] = true // opened from the page of the service
	b.feed("a", 12)
	o := b.order()
	o.Ends = true
	b.scan(o)
	b.until("closed stack", func() bool { _, closed := b.service.has(); return closed })
	if n, _ := b.service.has(); n != 12 || !slices.IsSorted(b.service.order) || !slices.Equal(b.service.order, b.service.closed[stackKey]) {
		t.Errorf("%d pages, in the order %v, closed with %v", n, b.service.order, b.service.closed[stackKey])
	}
	b.until("empty spool", func() bool { return len(files(t, b.dir, "*.tif")) == 0 })
}

func TestEveryEndOfARunIsSaidInDutch(t *testing.T) {
	for status, want := range map[int]Problem{6: Jammed, 8: CoverOpen, 3: Busy, 9: Broken, 11: Denied, 4: CannotDo, 1: Broken, 77: Broken, 0: Empty} {
		t.Run(string(want), func(t *testing.T) {
			b := newBench(t, nil)
			b.service.stacks[stackKey] = true
			b.feed("a", 5)
			if err := scantest.Jam(b.feeder, 3, status); err != nil {
				t.Fatal(err)
			}
			p := b.scan(b.order())
			if p.Code != want || p.Scanned != 3 || p.Stored != 3 {
				t.Fatalf("after 3 pages and status %d: %+v", status, p)
			}
			if want == Empty {
				return
			}
			if p.Problem == "" || halfWay[want] && !strings.Contains(p.Problem, "3 bladzijden binnen") {
				t.Errorf("says %q", p.Problem)
			}
			b.scan(b.order()) // the operator lays the sheet on top and goes on
			if n, _ := b.service.has(); n != 5 || len(scantest.Sheets(b.feeder)) != 0 {
				t.Errorf("%d pages in all", n)
			}
		})
	}
}

func TestNothingInTheFeeder(t *testing.T) {
	b := newBench(t, nil)
	o := b.order()
	o.Ends = true
	if p := b.scan(o); p.Code != NoPaper || p.Ended || !strings.Contains(p.Problem, "geen papier") {
		t.Errorf("%+v", p)
	}
}

func TestOneRunPerDevice(t *testing.T) {
	b := newBench(t, nil)
	b.feed("a", 50)
	if err := scantest.Delay(b.feeder, 50*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if err := b.Start(t.Context(), b.order()); err != nil {
		t.Fatal(err)
	}
	other := b.order()
	other.Stack = "scan:ANDERESTAPEL"
	var refused *Refused
	if err := b.Start(t.Context(), other); !errors.As(err, &refused) || refused.Code != Busy || !strings.Contains(refused.Words, "al bezig") {
		t.Errorf("a second run: %v", err)
	}
	if err := b.Stop(stackKey); err != nil {
		t.Error(err)
	}
	p := b.ended()
	if p.Code != Stopped || p.Scanned+len(scantest.Sheets(b.feeder)) != 50 {
		t.Errorf("stopped: %+v, %d sheets left", p, len(scantest.Sheets(b.feeder)))
	}
	if err := b.Stop(stackKey); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("stopped twice: %v", err)
	}
}

func TestPagesWaitWhileTheServiceIsAway(t *testing.T) {
	b := newBench(t, nil)
	b.service.set(func(string) error { return errLine })
	b.feed("a", 12)
	o := b.order()
	o.Here, o.Ends = true, true
	if err := b.Start(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	b.until("12 waiting pages", func() bool { s := b.Status(); return s.Waiting == 12 && !s.Away.IsZero() && !b.anyRunning() })
	s := b.Status()
	if words := waitingWords(s.Waiting, s.Since, s.Away); !strings.Contains(words, "12 bladzijden staan veilig op deze computer en gaan vanzelf weg") {
		t.Errorf("says %q", words)
	}
	b.stop() // the computer is turned off and on
	b.start(nil)
	if s := b.Status(); s.Waiting != 12 {
		t.Fatalf("after the restart: %+v", s)
	}
	b.service.set(nil)
	b.until("closed stack", func() bool { n, closed := b.service.has(); return closed && n == 12 })
	if s := b.Status(); s.Waiting != 0 || !s.Away.IsZero() {
		t.Errorf("after all: %+v", s)
	}
}

func TestAnswerThatGotLostDoublesNothing(t *testing.T) {
	b := newBench(t, nil)
	b.service.stacks[stackKey] = true
	n := 0
	b.service.set(func(what string) error {
		if n++; what == "answer" && n%4 == 0 || what == "end" && n%3 != 0 {
			return errLine
		}
		return nil
	})
	b.feed("a", 8)
	o := b.order()
	o.Ends = true
	b.scan(o)
	b.until("closed stack", func() bool { _, closed := b.service.has(); return closed })
	if got := len(b.service.closed[stackKey]); got != 8 || len(b.service.order) != 8 {
		t.Errorf("closed with %d parts; %v", got, b.service.order)
	}
}

// TestOneStackThatCannotBeSentHoldsUpNoOther: the image of the first is gone from the disk.
func TestOneStackThatCannotBeSentHoldsUpNoOther(t *testing.T) {
	b := newBench(t, nil)
	b.service.set(func(string) error { return errLine })
	b.feed("a", 2)
	b.scanOnly(b.order())
	images := files(t, b.dir, "*.tif")
	if len(images) != 2 {
		t.Fatalf("%v", images)
	}
	if err := os.Remove(images[0]); err != nil {
		t.Fatal(err)
	}
	b.feed("b", 3)
	o := b.order()
	o.Stack, o.Ends = "scan:ANDERESTAPEL", true
	b.scanOnly(o)
	b.service.set(nil)
	b.until("the other stack", func() bool {
		b.service.mu.Lock()
		defer b.service.mu.Unlock()
		return len(b.service.closed[o.Stack]) == 3
	})
	if p, _ := b.Progress(stackKey); p.Waiting != 2 {
		t.Errorf("%+v", p)
	}
}

func TestPageTheServiceDoesNotWantStays(t *testing.T) {
	b := newBench(t, nil)
	b.service.stacks[stackKey] = true
	n := 0
	b.service.set(func(what string) error {
		if n++; what == "page" && n == 1 {
			return postkamer.Refuse(postkamer.RefusedPixels, "")
		}
		return nil
	})
	b.feed("a", 3)
	o := b.order()
	p := b.scan(o)
	if p.Refused != 1 || p.Stored != 2 || !strings.Contains(p.Problem, "te groot") || !strings.Contains(p.Problem, "blijft bewaard") {
		t.Fatalf("%+v", p)
	}
	if err := b.End(stackKey); err != nil {
		t.Fatal(err)
	}
	b.until("closed stack", func() bool { _, closed := b.service.has(); return closed })
	b.until("page set aside", func() bool { return len(b.Status().Stacks) == 0 && len(files(t, b.dir, "*.tif")) == 1 })
	if got := len(b.service.closed[stackKey]); got != 2 {
		t.Errorf("closed with %d parts", got)
	}
	said := func() bool {
		list := NewHub(b.Machine).Waiting(t.Context())
		return len(list) == 1 && strings.Contains(list[0].Words, "Van 1 stapel zijn bladzijden niet ontvangen") && strings.Contains(b.Status().Line(), ".geweigerd")
	}
	if !said() {
		t.Error("the stack is done, and nobody hears any more that it misses a page")
	}
	if err := os.RemoveAll(b.cfg.Spool.path(refusedDir, stackKey)); err != nil {
		t.Fatal(err)
	}
	if said() {
		t.Error("said for ever")
	}
}

func TestStackThatIsCountedOtherwiseStaysOpenWithAReason(t *testing.T) {
	b := newBench(t, nil)
	b.service.stacks[stackKey] = true
	b.service.set(func(what string) error {
		if what == "end" {
			return fmt.Errorf("other parts: %w", postkamer.ErrConflict)
		}
		return nil
	})
	b.feed("a", 1)
	o := b.order()
	o.Ends = true
	b.scan(o)
	b.until("reason", func() bool { p, _ := b.Progress(stackKey); return p.Problem == unclosedWords })
	b.service.set(nil)
	b.until("closed stack", func() bool { _, closed := b.service.has(); return closed })
}

func TestServiceThatDoesNotKnowTheStackGetsIt(t *testing.T) {
	b := newBench(t, nil) // its stacks are empty
	b.feed("a", 2)
	b.scan(b.order())
	if n, _ := b.service.has(); n != 2 || !b.service.stacks[stackKey] {
		t.Errorf("%d pages; %v", n, b.service.stacks)
	}
}

func TestRescanTakesThePlaceOfAPage(t *testing.T) {
	b := newBench(t, nil)
	b.service.stacks[stackKey] = true
	b.feed("a", 2)
	o := b.order()
	o.Replaces, o.Pages, o.Settings.Duplex = 7, 2, true
	b.scan(o)
	b.until("nothing left of it", func() bool { return len(b.Status().Stacks) == 0 })
	if n, closed := b.service.has(); n != 2 || closed {
		t.Errorf("%d pages, closed %v: a rescan never closes a stack", n, closed)
	}
}

func TestFullDisk(t *testing.T) {
	t.Run("before the run it is refused", func(t *testing.T) {
		b := newBench(t, nil)
		b.room.Store(minFree - 1)
		b.feed("a", 3)
		var refused *Refused
		if err := b.Start(t.Context(), b.order()); !errors.As(err, &refused) || refused.Code != Disk || len(scantest.Sheets(b.feeder)) != 3 {
			t.Errorf("%v", err)
		}
	})
	t.Run("during the run what is in is kept", func(t *testing.T) {
		b := newBench(t, nil)
		b.service.stacks[stackKey] = true
		b.feed("a", 3)
		b.fills.Store(true) // somebody fills it right after the start
		p := b.scan(b.order())
		if p.Code != Disk || p.Scanned != 1 || p.Stored != 1 || !strings.Contains(p.Problem, "Er is 1 bladzijde binnen. Leg het blad dat daarna kwam") {
			t.Errorf("%+v", p)
		}
	})
}

func TestScannerThatHangsIsKilled(t *testing.T) {
	b := newBench(t, func(c *Config) { c.Stall = 50 * time.Millisecond })
	b.feed("a", 3)
	if err := scantest.Delay(b.feeder, time.Hour); err != nil {
		t.Fatal(err)
	}
	if p := b.scan(b.order()); p.Code != Slow || p.Scanned != 0 {
		t.Errorf("%+v", p)
	}
	if left := files(t, b.dir, "*.part"); len(left) != 0 {
		t.Errorf("half a page is left: %v", left)
	}
}
