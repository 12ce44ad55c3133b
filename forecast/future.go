package forecast

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"postkamer"
)

// A future is all that is needed to play what may happen.
type future struct {
	past  past
	load  postkamer.Workload
	ask   Question
	days  []time.Time
	extra [][]float64 // per mailing: what it brings on each day
}

// An outcome is how all futures went with a number of people.
type outcome struct {
	emptied []int   // per path: the position of the first day at whose end nothing was left; horizon when none
	done    [][]int // per path and day: finished by the end of it; only as far as terms run
	left    [][]int // per day: what was left in each path; only when asked for
}

// planned spreads what each mailing brings over the working days after it: most at
// once, then less and less.
func (f future) planned() [][]float64 {
	var list [][]float64
	for _, m := range f.ask.Mailings {
		if m.Extra <= 0 {
			continue
		}
		list = append(list, spread(m, f.days[0], f.ask.Free))
	}
	return list
}

// spread is what a mailing brings on each day from first. What it brought before
// first is on the pile already.
func spread(m postkamer.Mailing, first time.Time, free func(time.Time) bool) []float64 {
	brings := make([]float64, horizon)
	weights := float64(m.Days*(m.Days+1)) / 2
	for day, nth := m.On.AddDate(0, 0, 1), 0; nth < m.Days; day = day.AddDate(0, 0, 1) {
		if wd := day.Weekday(); wd == time.Saturday || wd == time.Sunday || free(day) {
			continue
		}
		if at := int(day.Sub(first) / (24 * time.Hour)); at >= 0 && at < horizon {
			brings[at] = float64(m.Extra) * float64(m.Days-nth) / weights
		}
		nth++
	}
	return brings
}

// play lets every future happen with so many people. The draws do not depend on how
// many there are, so that more people are never slower.
func (f future) play(people float64, lines bool) outcome {
	run := outcome{emptied: make([]int, paths), done: make([][]int, paths)}
	if lines {
		run.left = make([][]int, horizon)
	}
	for path := range paths {
		chance := rand.New(rand.NewPCG(seed, uint64(path)))
		f.walk(chance, people, path, &run)
	}
	return run
}

// walk lets one future happen.
func (f future) walk(chance *rand.Rand, people float64, path int, run *outcome) {
	luck := f.luck(chance)
	terms := f.terms()
	left, done := float64(f.load.Open), 0.0
	run.emptied[path] = horizon
	for i := range f.days {
		came, could := f.draw(chance, i, &luck)
		left += came
		worked := math.Min(left, could*people)
		left, done = left-worked, done+worked
		if left < 0.5 && run.emptied[path] == horizon {
			run.emptied[path] = i
		}
		if i < terms {
			run.done[path] = append(run.done[path], int(done))
		}
		if run.left != nil {
			run.left[i] = append(run.left[i], int(math.Round(left)))
		}
		if run.left == nil && i >= terms && run.emptied[path] < horizon {
			return
		}
	}
}

// A luck is what stays the same in one future: how far the usual may be from what we
// saw of it. Only the level of post moves on from week to week.
type luck struct {
	in, pace float64
	week     float64   // how this week's post differs
	mails    []float64 // how far off the estimate of each mailing is
}

// keeps is how much of a busy week goes on into the next.
const keeps = 0.6

func (f future) luck(chance *rand.Rand) luck {
	l := luck{pace: mean(chance, f.past.paces)}
	l.in = max(0, 1+chance.NormFloat64()*f.past.doubt())
	l.week = chance.NormFloat64() * f.past.sway
	for range f.extra {
		l.mails = append(l.mails, 0.5+chance.Float64()) // a person's guess: half as much, or half as much again
	}
	return l
}

// doubt is how far the usual post may be from what we saw of it, as a part. Weeks that
// go on into each other tell less than as many that stand alone.
func (p past) doubt() float64 {
	return math.Sqrt((p.sway*p.sway*(1+keeps)/(1-keeps) + p.grain*p.grain) / max(1, p.weeks))
}

// draw says what comes in on a day and how much one ordinary team member finishes.
// Of today only the rest counts.
func (f future) draw(chance *rand.Rand, i int, l *luck) (came, could float64) {
	wd := f.days[i].Weekday()
	if wd == time.Monday {
		l.week = keeps*l.week + math.Sqrt(1-keeps*keeps)*f.past.sway*chance.NormFloat64()
	}
	ins := f.past.busy
	if f.past.in[wd] < littlePost*f.past.most {
		ins = f.past.quiet
	}
	came = f.past.in[wd] * l.in * max(0, 1+l.week) * pick(chance, ins)
	could = f.past.people[wd] * f.past.rate * l.pace * pick(chance, f.past.paces) * pick(chance, f.past.present)
	if f.ask.Free(f.days[i]) {
		came, could = f.past.in[time.Sunday]*l.in, 0
	}
	for nth, e := range f.extra {
		came += l.mails[nth] * e[i]
	}
	if i == 0 {
		restIn, restOf := f.rest()
		came, could = came*restIn, could*restOf
	}
	return came, could
}

// rest is which part of today's post and work is still to come.
func (f future) rest() (in, of float64) {
	now := f.load.At.In(postkamer.Zone())
	wd := now.Weekday()
	for h := now.Hour(); h < 24; h++ {
		part := 1.0
		if h == now.Hour() {
			part = 1 - float64(now.Minute())/60
		}
		in += part * f.past.hourIn[wd][h]
		of += part * f.past.hourOf[wd][h]
	}
	return in, of
}

// today is what the rest of today brings when it goes as usual.
func (f future) today(people float64) Today {
	t := Today{Busiest: -1}
	wd := f.days[0].Weekday()
	in, of := f.rest()
	brought := 0.0
	for _, e := range f.extra {
		brought += e[0] * in
	}
	t.In = int(math.Round(f.past.in[wd]*in + brought))
	if !f.ask.Free(f.days[0]) {
		t.Done = min(f.load.Open+t.In, int(math.Round(people*f.past.people[wd]*f.past.rate*of)))
	}
	best := 0.0
	for h, part := range f.past.hourIn[wd] {
		if part > best {
			best, t.Busiest = part, h
		}
	}
	return t
}

// terms is how many days ahead the last term lies, at most the horizon.
func (f future) terms() int {
	if len(f.load.Due) == 0 {
		return 0
	}
	last := f.load.Due[len(f.load.Due)-1].Day
	return min(horizon, max(0, 1+int(last.Sub(f.days[0])/(24*time.Hour))))
}

// pick draws one of the values; 1 when there are none.
func pick(chance *rand.Rand, values []float64) float64 {
	if len(values) == 0 {
		return 1
	}
	return values[chance.IntN(len(values))]
}

// mean is the mean of a new sample of the values: how far the usual may be from what
// we saw of it.
func mean(chance *rand.Rand, values []float64) float64 {
	if len(values) == 0 {
		return 1
	}
	total := 0.0
	for range values {
		total += pick(chance, values)
	}
	return total / float64(len(values))
}

// empty says when the pile is empty.
func (o outcome) empty(f future) Range {
	days := slices.Sorted(slices.Values(o.emptied))
	at := func(part float64) time.Time {
		i := days[min(len(days)-1, int(part*float64(len(days))))]
		if i >= horizon {
			return time.Time{}
		}
		return f.days[i]
	}
	return Range{Early: at((1 - sure) / 2), Likely: at(0.5), Late: at((1 + sure) / 2)}
}

// line is how the pile goes on, until a week after it is empty.
func (o outcome) line(f future) []Point {
	var line []Point
	for i, left := range o.left {
		slices.Sort(left)
		n := len(left)
		line = append(line, Point{Day: f.days[i], Low: left[n/10], Mid: left[n/2], High: left[n-1-n/10]})
	}
	return line
}

// missed is the first last day that is not surely made. What is due first is done
// first, and what comes in later is due later: that is the order of the queues.
func (o outcome) missed(f future) *Miss {
	due := 0
	for _, d := range f.load.Due {
		due += d.Count
		at := int(d.Day.Sub(f.days[0]) / (24 * time.Hour))
		if d.Day.Before(f.days[0]) || at >= horizon {
			continue
		}
		done := make([]int, 0, len(o.done))
		for _, path := range o.done {
			done = append(done, path[at])
		}
		slices.Sort(done)
		if unsure := done[int((1-sure)*float64(len(done)))]; unsure < due {
			return &Miss{Day: d.Day, Due: d.Count, Left: max(0, due-done[len(done)/2])}
		}
	}
	return nil
}
