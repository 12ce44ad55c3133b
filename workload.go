package postkamer

import "time"

// A WorkDay is what came in and what was finished on one day, of one queue or of
// all. These are totals of a team: how much one person did is counted nowhere.
type WorkDay struct {
	Day    time.Time // as DayOf gives it
	In     [24]int   // cases opened, by hour of the municipality's clock
	Done   [24]int   // cases finished, likewise
	People int       // how many people finished something that day
}

// TotalIn is how many cases were opened that day.
func (d WorkDay) TotalIn() int { return sum(d.In) }

// TotalDone is how many cases were finished that day.
func (d WorkDay) TotalDone() int { return sum(d.Done) }

func sum(hours [24]int) (total int) {
	for _, n := range hours {
		total += n
	}
	return total
}

// A DueCount is how many open cases must be finished on a day at the latest.
type DueCount struct {
	Day   time.Time // as DayOf gives it
	Count int
}

// A Workload is the pile of one queue, or of all: what lies there and how it got
// there. Package forecast looks ahead from it.
type Workload struct {
	At      time.Time
	Open    int        // cases that are not done, also those that wait for a call or a citizen
	Waiting int        // of those, how many wait for a call or a citizen
	Since   time.Time  // the day of the very first case; zero when there never was one
	Days    []WorkDay  // oldest first, without gaps; the last one is today until At
	Due     []DueCount // of Open, earliest first; cases without a term are not in it
}
