package forecast

import (
	"math"
	"math/rand/v2"
	"time"

	"postkamer"
)

// A world is a made-up town of which we know how it goes on.
type world struct {
	chance *rand.Rand
	in     [7]float64 // usual post per weekday
	people [7]float64 // usual people per weekday
	rate   float64    // cases per person and day
	bursts float64    // spread of a day's post around the usual, as of a logarithm
	moods  float64    // likewise of how fast people work
	weeks  float64    // likewise of a whole week's post
	level  float64    // of this week's post
	open   int
	load   postkamer.Workload
}

// monday is a Monday without a holiday for months around it.
var monday = time.Date(2026, 9, 7, 0, 0, 0, 0, time.UTC)

// newWorld is a town of some size, with quiet weekends.
func newWorld(seed uint64, bursts, moods, weeks float64) *world {
	w := &world{chance: rand.New(rand.NewPCG(seed, 7)), bursts: bursts, moods: moods, weeks: weeks, level: 1}
	size := 20 + w.chance.Float64()*180 // pieces on an ordinary day
	w.in = [7]float64{0.05 * size, 1.4 * size, 1.1 * size, size, 0.9 * size, 0.8 * size, 0.1 * size}
	w.rate = 8 + w.chance.Float64()*8
	staff := math.Ceil(1.15 * 0.757 * size * 7 / 5 / w.rate) // a little more than is needed
	w.people = [7]float64{0, staff, staff, 0.8 * staff, staff, 0.6 * staff, 0}
	w.open = int(size * (5 + w.chance.Float64()*20))
	return w
}

// spreadBy is a factor around 1.
func (w *world) spreadBy(sigma float64) float64 {
	return math.Exp(sigma*w.chance.NormFloat64() - sigma*sigma/2)
}

// poisson counts what comes in when mean is usual.
func (w *world) poisson(mean float64) int {
	if mean > 50 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*w.chance.NormFloat64())))
	}
	n, p, limit := 0, 1.0, math.Exp(-mean)
	for p *= w.chance.Float64(); p > limit; p *= w.chance.Float64() {
		n++
	}
	return n
}

// live lets one day happen with staff times the usual people.
func (w *world) live(day time.Time, staff float64) postkamer.WorkDay {
	wd := day.Weekday()
	if wd == time.Monday {
		w.level = math.Pow(w.level, 0.6) * w.spreadBy(w.weeks)
	}
	d := postkamer.WorkDay{Day: day}
	d.In[10] = w.poisson(w.in[wd] * w.level * w.spreadBy(w.bursts))
	for range int(math.Round(w.people[wd] * staff)) {
		if w.chance.Float64() < 0.92 { // ill, a day off
			d.People++
		}
	}
	could := int(float64(d.People) * w.rate * w.spreadBy(w.moods))
	w.open += d.TotalIn()
	d.Done[14] = min(w.open, could)
	w.open -= d.TotalDone()
	return d
}

// history lives so many weeks, until a Sunday evening, with enough work on the pile.
func (w *world) history(weeks int) {
	target := w.open
	w.load.Since = monday
	for i := range 7 * weeks {
		w.open += 1_000_000 // never without work while we watch; taken off again
		w.load.Days = append(w.load.Days, w.live(monday.AddDate(0, 0, i), 1))
		w.open -= 1_000_000
	}
	w.open = target
	w.load.Open = target
	at := monday.AddDate(0, 0, 7*weeks)
	w.load.At = time.Date(at.Year(), at.Month(), at.Day(), 0, 1, 0, 0, postkamer.Zone())
	w.load.Days = append(w.load.Days, postkamer.WorkDay{Day: at})
}

// truth lives on until the pile is empty and returns that day.
func (w *world) truth(staff float64) time.Time {
	day := postkamer.DayOf(w.load.At)
	for range horizon {
		w.live(day, staff)
		if w.open == 0 {
			return day
		}
		day = day.AddDate(0, 0, 1)
	}
	return time.Time{}
}
