package child

import (
	"errors"
	"syscall"
	"time"
)

// What reading a page again may cost. The counts come first, so that a page is read the
// same on every machine; time is the last net, for writing that is slow beyond all
// that was measured.
const (
	mostLines = 60        // lines on one page
	mostBlots = 40_000    // spots of ink; a full page of writing has 3,000
	mostInk   = 1_500_000 // pixels of ink, 16 bytes and .3 µs each: four tenths of A4

	timesFirst = 3               // of the CPU time of the first reading
	leastAgain = 4 * time.Second // a short letter by hand takes 2, six times its first reading
	mostAgain  = 10 * time.Second
)

// errSpent says that a second reading would cost too much: the first one stands.
var errSpent = errors.New("second reading costs too much")

// A budget is what reading one page again may still cost.
type budget struct {
	ink   int // pixels
	blots int
	lines int
	until time.Duration // CPU time of this process
}

// budgetFor returns the budget of a page whose first reading took so much CPU time.
func budgetFor(first time.Duration) *budget {
	return &budget{ink: mostInk, blots: mostBlots, lines: mostLines, until: used() + min(mostAgain, max(leastAgain, timesFirst*first))}
}

// take takes lines from what may be read, false when there are too many.
func (b *budget) take(lines int) bool {
	b.lines -= lines
	return b.lines >= 0
}

// reading tells whether there is time for one more reading of a line.
func (b *budget) reading() bool { return used() < b.until }

// used returns the CPU time that this process has used.
func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
