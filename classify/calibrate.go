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
	family  string  // phrasing family; empty stands alone
	weight  float64 // how much it counts, at most 1
}

// calibrate chooses the thresholds and the curve of m from trials.
func (t *trainer) calibrate(m *Model) {
	trials, strangers := t.crossValidate(), t.strangers()
	a, b := logistic(trials)
	m.curve = [2]float32{float32(a), float32(b)}
	for _, precision := range t.opts.Precisions {
		m.targets = append(m.targets, float32(precision))
		m.thresholds = append(m.thresholds, thresholds(trials, strangers, len(t.kinds), precision))
	}
}

// crossValidate trains on all folds but one and tries the lessons of that one,
// clean and with the first noisy copy. Each fold has a part of the phrases only:
// who wrote them may have had letters like these in mind, and the next letter
// uses words that nobody thought of. That is caution enough: thresholds that allow
// 1.0 % of mistakes left 1.0 and .9 % on two folds of families not trained on. Of very
// many lessons it takes a part.
func (t *trainer) crossValidate() []trial {
	lessons := t.lessons
	if len(lessons) > mostTried {
		lessons = pick(lessons, byTurn(examplesOf(lessons))[:mostTried])
	}
	fold := foldOf(examplesOf(lessons), t.opts.Folds)
	var trials []trial
	for f := range t.opts.Folds {
		var learn, try []lesson
		for i, l := range lessons {
			if fold[i] == f {
				try = append(try, l)
				continue
			}
			learn = append(learn, l)
		}
		if len(learn) > 0 && len(try) > 0 {
			trials = append(trials, attempt(t.fit(learn, t.forgetful(f)), try)...)
		}
	}
	capFamilies(trials)
	return trials
}

func examplesOf(lessons []lesson) []Example {
	list := make([]Example, len(lessons))
	for i, l := range lessons {
		list[i] = l.Example
	}
	return list
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

// attempt lets a model guess lessons that it has not learned from.
func attempt(m *Model, lessons []lesson) []trial {
	var trials []trial
	for _, l := range lessons {
		texts := []string{l.Text}
		if l.copy != "" {
			texts = append(texts, l.copy)
		}
		for _, text := range texts {
			g := m.Guess(text)
			trials = append(trials, trial{g.best, g.Kind == l.Class, g.Margin, l.Family, 1})
		}
	}
	return trials
}

// mostOfFamily is how many trials of a family count: more letters of one phrasing
// prove nothing more, and mistakes come by whole families.
const mostOfFamily = 5

// capFamilies gives the trials of a large family less weight each.
func capFamilies(trials []trial) {
	n := map[string]float64{}
	for _, t := range trials {
		n[t.family]++
	}
	for i, t := range trials {
		if t.family != "" {
			trials[i].weight = min(1, mostOfFamily/n[t.family])
		}
	}
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
// of trials is right and strangers are stopped. Few trials prove little, so no kind gets
// a lower one than all kinds together need, and only one that is much worse gets a higher one: with
// some 35 families of a kind a single one that is taken for another would else stop
// most of its post. On families not trained on, this is coverage .66 instead of .63
// at the same precision.
func thresholds(trials, strangers []trial, kinds int, precision float64) []float32 {
	wrong := 1 - precision
	all := max(lowestMargin(trials, 1-wrong), stopping(strangers, strangersStopped*wrong))
	out := make([]float32, kinds)
	for k := range out {
		var own []trial
		for _, t := range trials {
			if t.guessed == k {
				own = append(own, t)
			}
		}
		out[k] = float32(max(lowestMargin(own, 1-ownShare*wrong), all))
	}
	return out
}

// ownShare is how many times the mistakes that are allowed of all kinds together one
// kind may make before it needs a margin of its own.
const ownShare = 4

// lowestMargin returns the lowest margin m such that of the trials with margin m
// or more the wanted share is right; above all margins when there is none.
func lowestMargin(trials []trial, precision float64) float64 {
	sorted := slices.Clone(trials)
	slices.SortStableFunc(sorted, func(a, b trial) int { return cmp.Compare(b.margin, a.margin) })
	lowest, right, all := impossible, 0.0, 0.0
	for i, t := range sorted {
		all += t.weight
		if t.right {
			right += t.weight
		}
		last := i == len(sorted)-1 || sorted[i+1].margin < t.margin
		if last && right >= precision*all {
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
	n := 0.0
	for _, t := range trials {
		n += t.weight
	}
	for range 2000 {
		da, db := 0.0, 0.0
		for _, t := range trials {
			target := 1 / (n + 2)
			if t.right {
				target = 1 - target
			}
			miss := t.weight * (1/(1+math.Exp(-(a*t.margin+b))) - target)
			da, db = da+miss*t.margin, db+miss
		}
		a, b = max(0, a-4*da/n), b-4*db/n
	}
	return a, b
}
