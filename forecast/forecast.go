package forecast

import (
	"math"
	"time"

	"postkamer"
)

// Sizes of a forecast.
const (
	paths   = 400      // futures that are played
	horizon = 26 * 7   // days ahead that are looked: half a year
	sure    = 0.8      // part of the futures in which something must hold to be promised
	seed    = 20_26_11 // the same question has the same answer
)

// A Question is what is asked of a pile.
type Question struct {
	People   int                  // at work on an ordinary working day; 0 asks with as many as usual
	Mailings []postkamer.Mailing  // what is planned and brings more post
	Free     func(time.Time) bool // the days on which nobody works whatever the weekday; nil: none
}

// A Range is when something happens: in 8 of 10 futures from Early to Late, most
// likely on Likely. A zero day is later than half a year, or never.
type Range struct {
	Early, Likely, Late time.Time
}

// A Point is how many cases there are at the end of a day: the middle of all
// futures, and the numbers between which 8 of 10 lie.
type Point struct {
	Day            time.Time
	Low, Mid, High int
}

// A Miss is a last day that is not made.
type Miss struct {
	Day  time.Time
	Due  int // cases of which the term ends that day
	Left int // cases with this or an earlier last day that are then not done, most likely
}

// An Answer is what lies ahead.
type Answer struct {
	Enough  bool      // false: too little history; only From, Age and Late have a meaning
	Age     int       // whole days of history
	From    time.Time // the day from which there is enough, if people work on; zero when nothing ever came in
	People  int       // with how many this is reckoned
	Usual   int       // people at work on an ordinary working day
	Empty   Range     // when the pile is empty at the end of the day
	Term    *Miss     // the first last day that is not made; nil when all are
	Late    int       // cases of which the last day passed already
	Fewest  int       // people with whom every term is made; 0 when all are made, or nobody can
	Clear   int       // people with whom the pile gets empty within half a year; 0 when it does, or nobody can
	Rest    Today     // what the rest of today most likely brings
	Line    []Point   // from today, for the chart
	Sampled int       // days of history that it is made of
}

// Today is what is still to come today.
type Today struct {
	In, Done int
	Busiest  int // hour in which most comes in on a day like this, 0 to 23; -1 when nothing does
}

// Ask looks ahead.
func Ask(w postkamer.Workload, q Question) Answer {
	if q.Free == nil {
		q.Free = func(time.Time) bool { return false }
	}
	a := Answer{Age: max(0, age(w)), Late: lateNow(w)}
	if a.Enough = enough(w); !a.Enough {
		a.From = readyFrom(w)
		return a
	}
	p := learn(w, q.Free)
	a.Usual, a.Sampled = max(1, int(math.Round(p.usual))), p.days
	a.People = q.People
	if a.People <= 0 {
		a.People = a.Usual
	}
	f := future{past: p, load: w, ask: q, days: calendar(w)}
	f.extra = f.planned()
	run := f.play(float64(a.People), true)
	a.Empty, a.Line, a.Term = run.empty(f), run.line(f), run.missed(f)
	a.Rest = f.today(float64(a.People))
	if a.Term != nil {
		a.Fewest = f.fewest(a.People, func(r outcome) bool { return r.missed(f) == nil })
	}
	if a.Empty.Late.IsZero() {
		a.Clear = f.fewest(a.People, func(r outcome) bool { return !r.empty(f).Late.IsZero() })
	}
	return a
}

// lateNow counts the cases of which the last day passed.
func lateNow(w postkamer.Workload) (late int) {
	for _, d := range w.Due {
		if d.Day.Before(postkamer.DayOf(w.At)) {
			late += d.Count
		}
	}
	return late
}

// readyFrom is the first day on which there can be enough history.
func readyFrom(w postkamer.Workload) time.Time {
	if w.Since.IsZero() {
		return time.Time{}
	}
	from := w.Since.AddDate(0, 0, MinDays)
	if tomorrow := postkamer.DayOf(w.At).AddDate(0, 0, 1); from.Before(tomorrow) {
		return tomorrow // old enough, but too little was finished
	}
	return from
}

// calendar is today and the days after it.
func calendar(w postkamer.Workload) []time.Time {
	list := make([]time.Time, horizon)
	for i := range list {
		list[i] = postkamer.DayOf(w.At).AddDate(0, 0, i)
	}
	return list
}

// fewest returns the smallest number of people, more than now, with whom ok holds;
// 0 when ten times as many do not help either.
func (f future) fewest(now int, ok func(outcome) bool) int {
	most := 10*max(now, int(f.past.usual)) + 10
	if !ok(f.play(float64(most), false)) {
		return 0
	}
	low, high := now+1, most // with high it holds
	for low < high {
		middle := (low + high) / 2
		if ok(f.play(float64(middle), false)) {
			high = middle
			continue
		}
		low = middle + 1
	}
	return high
}
