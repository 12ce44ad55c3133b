package classify

import (
	"cmp"
	"math"
	"slices"
)

// A trial is a guess on an example that the model had not learned from.
type trial struct {
	guessed int // kind
	right   bool
	margin  float64
}

// calibrate chooses the thresholds and the curve of m from trials.
func (t *trainer) calibrate(m *Model) {
	trials := t.crossValidate()
	a, b := logistic(trials)
	m.curve = [2]float32{float32(a), float32(b)}
	for _, precision := range t.opts.Precisions {
		m.targets = append(m.targets, float32(precision))
		m.thresholds = append(m.thresholds, thresholds(trials, len(t.kinds), precision))
	}
}

// crossValidate trains on all folds but one and tries the examples of that one,
// clean and with the first noisy copy. Each fold has a part of the phrases only:
// who wrote them may have had letters like these in mind, and the next letter
// uses words that nobody thought of.
func (t *trainer) crossValidate() []trial {
	fold := foldOf(t.examples, t.opts.Folds)
	var trials []trial
	for f := range t.opts.Folds {
		var learn, try []Example
		for i, e := range t.examples {
			if fold[i] == f {
				try = append(try, e)
			} else {
				learn = append(learn, e)
			}
		}
		if len(learn) > 0 && len(try) > 0 {
			m := t.fit(learn)
			m.lexicon = t.forgetful(f)
			trials = append(trials, t.try(m, try)...)
		}
	}
	return trials
}

// keptPhrases is how many of every hundred phrases a fold keeps.
const keptPhrases = 50

// forgetful returns the lexicon of a fold.
func (t *trainer) forgetful(fold int) *lexicon {
	var kept []phrase
	for _, p := range t.lexicon.phrases {
		if int(hash(byte(fold), p.text))%100 < keptPhrases {
			kept = append(kept, p)
		}
	}
	return newLexicon(kept)
}

// try lets a model guess examples.
func (t *trainer) try(m *Model, examples []Example) []trial {
	var trials []trial
	for _, e := range examples {
		texts := []string{e.Text}
		if copies := t.noisy[e.Text]; len(copies) > 0 {
			texts = append(texts, copies[0])
		}
		for _, text := range texts {
			g := m.Guess(text)
			trials = append(trials, trial{g.best, g.Kind == e.Class, g.Margin})
		}
	}
	return trials
}

// foldOf deals the families over folds: each goes where its class has least.
// A family is in one fold only, also when several classes share it.
func foldOf(examples []Example, folds int) []int {
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(examples[a].Class, examples[b].Class), cmp.Compare(family(examples, a), family(examples, b)))
	})
	home := map[string]int{}
	load := map[string][]int{}
	fold := make([]int, len(examples))
	for _, i := range order {
		class, name := examples[i].Class, family(examples, i)
		if load[class] == nil {
			load[class] = make([]int, folds)
		}
		if _, ok := home[name]; !ok {
			home[name] = emptiest(load[class])
		}
		fold[i] = home[name]
		load[class][fold[i]]++
	}
	return fold
}

// family returns the family of an example; without one its text stands alone.
func family(examples []Example, i int) string {
	if examples[i].Family != "" {
		return examples[i].Family
	}
	return "\x00" + examples[i].Class + "\x00" + examples[i].Text
}

// emptiest returns the place of the lowest number, the first of equals.
func emptiest(load []int) int {
	best := 0
	for i, n := range load {
		if n < load[best] {
			best = i
		}
	}
	return best
}

// thresholds returns per kind the lowest margin from which on the wanted share
// of trials is right. Few trials prove little, so no kind gets a lower one than
// all kinds together need.
func thresholds(trials []trial, kinds int, precision float64) []float32 {
	all := lowestMargin(trials, precision)
	out := make([]float32, kinds)
	for k := range out {
		var own []trial
		for _, t := range trials {
			if t.guessed == k {
				own = append(own, t)
			}
		}
		out[k] = float32(max(lowestMargin(own, precision), all))
	}
	return out
}

// lowestMargin returns the lowest margin m such that of the trials with margin m
// or more the wanted share is right; above all margins when there is none.
func lowestMargin(trials []trial, precision float64) float64 {
	sorted := slices.Clone(trials)
	slices.SortStableFunc(sorted, func(a, b trial) int { return cmp.Compare(b.margin, a.margin) })
	lowest, right := impossible, 0
	for i, t := range sorted {
		if t.right {
			right++
		}
		last := i == len(sorted)-1 || sorted[i+1].margin < t.margin
		if last && float64(right) >= precision*float64(i+1) {
			lowest = t.margin
		}
	}
	return lowest
}

// impossible is a margin that no text reaches.
const impossible = 10.0

// logistic fits 1/(1+exp(-(a*margin+b))) to how often trials are right, by
// gradient steps on the mean log loss (Platt 1999, with his smoothed targets).
func logistic(trials []trial) (a, b float64) {
	a, b = 4, 0
	if len(trials) == 0 {
		return a, b
	}
	n := float64(len(trials))
	for range 2000 {
		da, db := 0.0, 0.0
		for _, t := range trials {
			target := 1 / (n + 2)
			if t.right {
				target = 1 - target
			}
			miss := 1/(1+math.Exp(-(a*t.margin+b))) - target
			da, db = da+miss*t.margin, db+miss
		}
		a, b = max(0, a-4*da/n), b-4*db/n
	}
	return a, b
}
