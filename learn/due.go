package learn

import (
	"time"

	"postkamer"
	"postkamer/classify"
)

// When to learn.
const (
	DefaultEvery     = 10 // corrections after which it does not wait for the night
	nightHour        = 2  // local time: nobody works, backups are done
	nightMinute      = 30
	equalCorrections = 3 // of one new family: the fourth letter must come out right
)

// Night tells whether half past two has come since a moment.
func Night(since, now time.Time) bool {
	local := now.In(postkamer.Zone())
	night := time.Date(local.Year(), local.Month(), local.Day(), nightHour, nightMinute, 0, 0, local.Location())
	if local.Before(night) {
		night = night.AddDate(0, 0, -1)
	}
	return since.Before(night)
}

// A Correction is what a person made of a letter: of what kind it is, and how it
// is phrased.
type Correction struct {
	Kind  postkamer.CaseType
	Print classify.Print
	Tried bool // a model learned from it already
}

// NewFamily tells whether three letters of one family were corrected to the same
// kind while fewer than three of them have been learned from.
func NewFamily(corrections []Correction) bool {
	type group struct {
		family int
		kind   postkamer.CaseType
	}
	f, all, tried := newFamilies(), map[group]int{}, map[group]int{}
	for _, c := range corrections {
		g := group{f.of(c.Print), c.Kind}
		all[g]++
		if c.Tried {
			tried[g]++
		}
	}
	for g, n := range all {
		if n >= equalCorrections && tried[g] < equalCorrections {
			return true
		}
	}
	return false
}
