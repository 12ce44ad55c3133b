package forecast

import (
	"math"
	"slices"
	"time"

	"postkamer"
)

// Limits of what a forecast is made of.
const (
	MinDays  = 14 // days of history below which no day is named
	minWork  = 5  // days on which something was finished, likewise
	window   = 56 // days that are looked back: eight weeks, so that the season counts
	fullRate = 5  // days with work left over that are enough to tell how fast a team is
)

// A past is what the team's own days say.
type past struct {
	days    int            // that it is made of
	in      [7]float64     // cases that come in on a weekday
	most    float64        // on the busiest of them
	people  [7]float64     // people at work on a weekday, as a part of an ordinary working day
	usual   float64        // people at work on an ordinary working day
	rate    float64        // cases that one of them finishes on a day
	busy    []float64      // what came in on days with much post, as a part of the weekday's usual
	quiet   []float64      // likewise on days with little: the weekend
	present []float64      // people at work on a day, as a part of the weekday's usual
	paces   []float64      // what one of them finished on a day, as a part of rate
	sway    float64        // how much whole weeks differ in post, beyond their days, as a part: a standard deviation
	grain   float64        // how much weeks differ because days do, likewise
	weeks   float64        // whole weeks seen
	hourIn  [7][24]float64 // part of a day's post that comes in an hour
	hourOf  [7][24]float64 // part of a day's work that gets done in an hour
}

// enough tells whether the history is long enough to name a day.
func enough(w postkamer.Workload) bool {
	if w.Since.IsZero() || len(w.Days) == 0 {
		return false
	}
	worked := 0
	for _, d := range before(w) {
		if d.TotalDone() > 0 {
			worked++
		}
	}
	return age(w) >= MinDays && worked >= minWork
}

// age is how many whole days of history there are.
func age(w postkamer.Workload) int {
	return int(postkamer.DayOf(w.At).Sub(w.Since) / (24 * time.Hour))
}

// before returns the days before today that count: at most eight weeks, and none
// from before the first case.
func before(w postkamer.Workload) []postkamer.WorkDay {
	today := postkamer.DayOf(w.At)
	var list []postkamer.WorkDay
	for _, d := range w.Days {
		if d.Day.Before(today) && !d.Day.Before(w.Since) && today.Sub(d.Day) <= window*24*time.Hour {
			list = append(list, d)
		}
	}
	return list
}

// learn takes from a pile what its days say. Free says on which days nobody works
// whatever the weekday: those say nothing about ordinary ones.
func learn(w postkamer.Workload, free func(time.Time) bool) past {
	days := ordinary(before(w), free)
	p := past{days: len(days)}
	n := p.count(days)
	p.compare(days, n)
	p.work(days, leftAt(w))
	p.season(days)
	p.hours(days)
	return p
}

// ordinary leaves out days on which the office was closed.
func ordinary(days []postkamer.WorkDay, free func(time.Time) bool) []postkamer.WorkDay {
	var list []postkamer.WorkDay
	for _, d := range days {
		if !free(d.Day) || d.TotalDone() > 0 {
			list = append(list, d)
		}
	}
	return list
}

// leftAt returns how many cases were left at the end of each day.
func leftAt(w postkamer.Workload) map[time.Time]int {
	left, open := map[time.Time]int{}, w.Open
	for i := len(w.Days) - 1; i >= 0; i-- {
		left[w.Days[i].Day] = open
		open += w.Days[i].TotalDone() - w.Days[i].TotalIn()
	}
	return left
}

// count finds what comes in per weekday, and how many people then work. It returns
// how many days of each weekday there are.
func (p *past) count(days []postkamer.WorkDay) (n [7]float64) {
	working := 0.0
	for _, d := range days {
		wd := d.Day.Weekday()
		n[wd]++
		p.in[wd] += float64(d.TotalIn())
		p.people[wd] += float64(d.People)
	}
	for wd := range n {
		p.in[wd] /= max(1, n[wd])
		p.people[wd] /= max(1, n[wd])
		if p.people[wd] >= 0.5 { // somebody, more often than not
			p.usual += p.people[wd]
			working++
		}
	}
	p.usual /= max(1, working)
	for wd := range p.people {
		p.people[wd] /= max(p.usual, 0.1)
	}
	return n
}

// littlePost is the part of the busiest weekday below which a weekday is a quiet one.
// Twice as much on a Sunday is two letters; that must not become twice a Monday.
const littlePost = 0.25

// compare finds how far days were from their weekday's usual.
func (p *past) compare(days []postkamer.WorkDay, n [7]float64) {
	p.most = slices.Max(p.in[:])
	for _, d := range days {
		wd := d.Day.Weekday()
		if in := p.in[wd]; in > 0 {
			ratio := apart(float64(d.TotalIn())/in, n[wd])
			if in >= littlePost*p.most {
				p.busy = append(p.busy, ratio)
			} else {
				p.quiet = append(p.quiet, ratio)
			}
		}
		if usual := p.people[wd] * p.usual; usual >= 0.5 && d.People > 0 {
			p.present = append(p.present, apart(float64(d.People)/usual, n[wd]))
		}
	}
}

// apart sets a ratio further from 1 by as much as a mean of n lies too close to its
// own days.
func apart(ratio, n float64) float64 {
	if n < 2 {
		return ratio
	}
	return max(0, 1+(ratio-1)*math.Sqrt(n/(n-1)))
}

// work finds how much a person at work finishes. A day at whose end next to nothing
// was left says only that it was at least so much: it counts when there is no other.
func (p *past) work(days []postkamer.WorkDay, left map[time.Time]int) {
	var all, full []postkamer.WorkDay
	for _, d := range days {
		if d.People == 0 {
			continue
		}
		all = append(all, d)
		if 2*left[d.Day] > d.TotalDone() {
			full = append(full, d)
		}
	}
	if len(full) < fullRate {
		full = all
	}
	done, people := 0.0, 0.0
	for _, d := range full {
		done += float64(d.TotalDone())
		people += float64(d.People)
	}
	p.rate = done / max(1, people)
	for _, d := range full {
		pace := float64(d.TotalDone()) / float64(d.People) / max(p.rate, 0.01)
		p.paces = append(p.paces, apart(pace, float64(len(full))))
	}
}

// What is taken of weeks before we saw enough of them: they differ by a tenth, as if
// seen in four weeks. Without it a few even weeks would promise even months.
const (
	priorSway  = 0.10
	priorWeeks = 4
)

// season finds how much whole weeks differ in post, beyond what their days explain.
func (p *past) season(days []postkamer.WorkDay) {
	came, usual := map[int]float64{}, map[int]float64{}
	for i, d := range days {
		week := (len(days) - 1 - i) / 7 // counted back from today
		came[week] += float64(d.TotalIn())
		usual[week] += p.in[d.Day.Weekday()]
	}
	p.grain = p.noise()
	squares := 0.0
	for week, expected := range usual {
		if expected > 0 && (week+1)*7 <= len(days) {
			off := came[week]/expected - 1
			squares += off * off
			p.weeks++
		}
	}
	squares = max(0, squares-max(0, p.weeks-1)*p.grain*p.grain)
	p.sway = math.Sqrt((squares + (priorWeeks-1)*priorSway*priorSway) / (max(0, p.weeks-1) + priorWeeks - 1))
}

// noise is how much weeks differ because days do.
func (p *past) noise() float64 {
	total, squares, spread := 0.0, 0.0, 0.0
	for _, in := range p.in {
		total += in
		squares += in * in
	}
	for _, ratio := range p.busy {
		spread += (ratio - 1) * (ratio - 1)
	}
	if total == 0 || len(p.busy) == 0 {
		return 0
	}
	return math.Sqrt(spread/float64(len(p.busy))*squares) / total
}

// hours finds how a day's post and work are spread over the day.
func (p *past) hours(days []postkamer.WorkDay) {
	for wd := range p.hourIn {
		var in, done [24]float64
		for _, d := range days {
			if int(d.Day.Weekday()) != wd {
				continue
			}
			for h := range 24 {
				in[h] += float64(d.In[h])
				done[h] += float64(d.Done[h])
			}
		}
		p.hourIn[wd], p.hourOf[wd] = parts(in), parts(done)
	}
}

// parts divides by the total; zeros stay zeros.
func parts(hours [24]float64) [24]float64 {
	total := 0.0
	for _, n := range hours {
		total += n
	}
	if total == 0 {
		return hours
	}
	for h := range hours {
		hours[h] /= total
	}
	return hours
}
