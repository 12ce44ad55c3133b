package classify

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"
)

// Evaluation is how a model does on examples that it has not learned from.
// Shares are 0..1. Examples of class Unknown only count in UnknownRejected and,
// as mistakes, in PrecisionAtThreshold and CoverageAt99.
type Evaluation struct {
	Accuracy             float64 `json:"accuracy"`               // best guess right
	MacroF1              float64 `json:"macro_f1"`               // mean F1 over the kinds
	CoverageAt99         float64 `json:"coverage_at_99"`         // share of known examples above the best margin that leaves 99 % right
	PrecisionAtThreshold float64 `json:"precision_at_threshold"` // of what the model's own thresholds let through
	CoverageAtThreshold  float64 `json:"coverage_at_threshold"`  // share of known examples that they let through
	UnknownRejected      float64 `json:"unknown_rejected"`       // share of Unknown that they stop
	ECE                  float64 `json:"ece"`                    // expected calibration error, 15 bins
	TrainSeconds         float64 `json:"train_seconds"`
	DocsPerSecond        float64 `json:"docs_per_second"`
}

// A result is one example with what the model made of it.
type result struct {
	want  string
	guess Guess
	right bool
	sure  bool
}

// targetPrecision is the precision that Evaluate takes the thresholds of.
const targetPrecision = .99

// Evaluate measures a model. It is the one place here that looks at a clock.
func Evaluate(m *Model, examples []Example) Evaluation {
	began := time.Now()
	results := make([]result, len(examples))
	for i, e := range examples {
		g := m.Guess(e.Text)
		results[i] = result{e.Class, g, g.Kind == e.Class, g.Sure(targetPrecision)}
	}
	took := time.Since(began).Seconds()
	e := Evaluation{TrainSeconds: m.TrainSeconds(), MacroF1: macroF1(results), ECE: calibrationError(results)}
	e.CoverageAt99 = coverage(results, targetPrecision)
	if took > 0 {
		e.DocsPerSecond = float64(len(examples)) / took
	}
	known := where(results, func(r result) bool { return r.want != Unknown })
	unknown := where(results, func(r result) bool { return r.want == Unknown })
	believed := where(results, func(r result) bool { return r.sure })
	e.Accuracy = share(known, func(r result) bool { return r.right })
	e.CoverageAtThreshold = share(known, func(r result) bool { return r.sure })
	e.UnknownRejected = share(unknown, func(r result) bool { return !r.sure })
	e.PrecisionAtThreshold = share(believed, func(r result) bool { return r.right })
	return e
}

func where(results []result, keep func(result) bool) []result {
	var kept []result
	for _, r := range results {
		if keep(r) {
			kept = append(kept, r)
		}
	}
	return kept
}

// share returns which part of the results is so; 0 of none.
func share(results []result, so func(result) bool) float64 {
	if len(results) == 0 {
		return 0
	}
	return float64(len(where(results, so))) / float64(len(results))
}

// macroF1 returns the mean over the kinds in the examples of 2tp/(2tp+fp+fn).
func macroF1(results []result) float64 {
	type tally struct{ hit, wrong, missed int }
	tallies := map[string]*tally{}
	for _, r := range results {
		if r.want != Unknown && tallies[r.want] == nil {
			tallies[r.want] = &tally{}
		}
	}
	for _, r := range results {
		mine, other := tallies[r.want], tallies[r.guess.Kind]
		switch {
		case mine == nil: // of no kind: says nothing about the kinds
		case r.right:
			mine.hit++
		default:
			mine.missed++
			if other != nil {
				other.wrong++
			}
		}
	}
	sum := 0.0
	for _, kind := range slices.Sorted(maps.Keys(tallies)) {
		t := tallies[kind]
		sum += 2 * float64(t.hit) / float64(2*t.hit+t.wrong+t.missed)
	}
	return sum / math.Max(1, float64(len(tallies)))
}

// coverage returns the largest share of known examples that can be believed, by
// margin, with the wanted share of all believed ones right.
func coverage(results []result, precision float64) float64 {
	sorted := slices.Clone(results)
	slices.SortStableFunc(sorted, func(a, b result) int { return cmp.Compare(b.guess.Margin, a.guess.Margin) })
	right, known, best, total := 0, 0, 0, 0
	for _, r := range sorted {
		if r.want != Unknown {
			total++
		}
	}
	for i, r := range sorted {
		if r.right {
			right++
		}
		if r.want != Unknown {
			known++
		}
		if float64(right) >= precision*float64(i+1) {
			best = known
		}
	}
	return float64(best) / math.Max(1, float64(total))
}

// calibrationError returns the mean gap between shown probability and share
// right, over 15 bins, of the known examples.
func calibrationError(results []result) float64 {
	const bins = 15
	var n, right, shown [bins]float64
	total := 0.0
	for _, r := range results {
		if r.want == Unknown {
			continue
		}
		b := min(bins-1, int(r.guess.Probability*bins))
		n[b]++
		total++
		shown[b] += r.guess.Probability
		if r.right {
			right[b]++
		}
	}
	gap := 0.0
	for b := range n {
		gap += math.Abs(right[b] - shown[b])
	}
	return gap / math.Max(1, total)
}
