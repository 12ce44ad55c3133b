package classify

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// An Attempt is what somebody made of one example that it had not learned from:
// a Model, or whatever it is measured beside.
type Attempt struct {
	Want        string  // the class of the example; Unknown for a kind never trained on
	Got         string  // the kind that was guessed
	Family      string  // phrasing family of the example
	Margin      float64 // how sure, on a scale of its own; higher is surer
	Probability float64 // the same as people are shown it, 0..1
	Sure        bool    // the guess would be believed
}

// Right tells whether the guess was right; never for Unknown.
func (o Attempt) Right() bool { return o.Got == o.Want }

func (o Attempt) known() bool { return o.Want != Unknown }

// Measure counts attempts together. It leaves the seconds and the speed zero.
func Measure(attempts []Attempt) Evaluation {
	known := where(attempts, Attempt.known)
	unknown := where(attempts, func(o Attempt) bool { return !o.known() })
	believed := where(attempts, func(o Attempt) bool { return o.Sure })
	return Evaluation{
		Accuracy:             share(known, Attempt.Right),
		MacroF1:              macroF1(attempts),
		CoverageAt99:         coverage(attempts, targetPrecision),
		PrecisionAtThreshold: share(believed, Attempt.Right),
		CoverageAtThreshold:  share(known, func(o Attempt) bool { return o.Sure }),
		UnknownRejected:      share(unknown, func(o Attempt) bool { return !o.Sure }),
		ECE:                  calibrationError(known),
		AURC:                 riskArea(known),
	}
}

func where(attempts []Attempt, keep func(Attempt) bool) []Attempt {
	var kept []Attempt
	for _, o := range attempts {
		if keep(o) {
			kept = append(kept, o)
		}
	}
	return kept
}

// share returns which part of the attempts is so; 0 of none.
func share(attempts []Attempt, so func(Attempt) bool) float64 {
	if len(attempts) == 0 {
		return 0
	}
	return float64(len(where(attempts, so))) / float64(len(attempts))
}

// A tally counts the attempts of one kind.
type tally struct{ hit, wrong, missed int }

func (t tally) f1() float64 { return 2 * float64(t.hit) / float64(2*t.hit+t.wrong+t.missed) }

// tallies counts per kind that occurs in the examples. What was said of an
// example of no kind tells nothing about the kinds.
func tallies(attempts []Attempt) map[string]*tally {
	found := map[string]*tally{}
	for _, o := range attempts {
		if o.known() && found[o.Want] == nil {
			found[o.Want] = &tally{}
		}
	}
	for _, o := range attempts {
		mine, other := found[o.Want], found[o.Got]
		switch {
		case mine == nil:
		case o.Right():
			mine.hit++
		default:
			mine.missed++
			if other != nil {
				other.wrong++
			}
		}
	}
	return found
}

// macroF1 returns the mean over the kinds in the examples of 2tp/(2tp+fp+fn).
func macroF1(attempts []Attempt) float64 {
	found, sum := tallies(attempts), 0.0
	for _, kind := range slices.Sorted(maps.Keys(found)) {
		sum += found[kind].f1()
	}
	return sum / math.Max(1, float64(len(found)))
}

// surestFirst returns the attempts with the highest margin first.
func surestFirst(attempts []Attempt) []Attempt {
	sorted := slices.Clone(attempts)
	slices.SortStableFunc(sorted, func(a, b Attempt) int { return cmp.Compare(b.Margin, a.Margin) })
	return sorted
}

// coverage returns the largest share of known examples that can be believed, by
// margin, with the wanted share of all believed ones right.
func coverage(attempts []Attempt, precision float64) float64 {
	right, known, best := 0, 0, 0
	for i, o := range surestFirst(attempts) {
		if o.Right() {
			right++
		}
		if o.known() {
			known++
		}
		if float64(right) >= precision*float64(i+1) {
			best = known
		}
	}
	return float64(best) / math.Max(1, float64(known))
}

// riskArea returns the area under the risk-coverage curve: the mean share that is
// wrong among the surest 1, 2, 3 and so on to all (Geifman and El-Yaniv 2017).
func riskArea(attempts []Attempt) float64 {
	wrong, sum := 0.0, 0.0
	for i, o := range surestFirst(attempts) {
		if !o.Right() {
			wrong++
		}
		sum += wrong / float64(i+1)
	}
	return sum / math.Max(1, float64(len(attempts)))
}

// calibrationError returns the mean gap between shown probability and share
// right, over 15 bins (Guo and others 2017).
func calibrationError(attempts []Attempt) float64 {
	const bins = 15
	var gaps [bins]float64
	for _, o := range attempts {
		b := min(bins-1, int(o.Probability*bins))
		gaps[b] -= o.Probability
		if o.Right() {
			gaps[b]++
		}
	}
	sum := 0.0
	for _, gap := range gaps {
		sum += math.Abs(gap)
	}
	return sum / math.Max(1, float64(len(attempts)))
}
