package classify

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
)

// shippedModel was made by Train from the texts in texts/train (see
// TestShippedModel, which makes it again with -update).
//
//go:embed model.bin
var shippedModel []byte

// Default returns the model that comes with the program.
func Default() (*Model, error) {
	m, err := Decode(shippedModel)
	if err != nil {
		return nil, fmt.Errorf("load shipped model: %w", err)
	}
	return m, nil
}

// A Model knows kinds of post. It is immutable once made and may be used by
// many goroutines.
type Model struct {
	kinds      []string  // sorted
	rarity     []float32 // per bucket
	weights    []int8    // per bucket a run of one per kind
	scale      []float32 // per kind: what one step of its weights is worth
	bias       []float32 // per kind
	lexicon    *lexicon
	share      float32     // how much the lexicon counts beside the planes
	targets    []float32   // precisions that thresholds are known for, rising
	thresholds [][]float32 // per target, per kind: the margin that must be reached
	curve      [2]float32  // shown probability: 1/(1+exp(-(a*margin+b)))
	seconds    float32     // that training took
	examples   uint32      // that it learned from
}

// Kinds returns the kinds that the model can recognise, sorted.
func (m *Model) Kinds() []string { return append([]string(nil), m.kinds...) }

// TrainSeconds returns how long training took, 0 when unknown.
func (m *Model) TrainSeconds() float64 { return float64(m.seconds) }

// Timeless returns the model without how long training took, so that the same texts
// and the same seed give the same file.
func (m *Model) Timeless() *Model {
	t := *m
	t.seconds = 0
	return &t
}

// A Guess is what a model makes of a text.
type Guess struct {
	Kind        string  // the best; empty when the text has no words
	Second      string  // the next best; empty when there is none
	Margin      float64 // from the best score to the second, or to noKind
	Probability float64 // that Kind is right, for people to see
	model       *Model
	best        int
}

// Sure tells whether the margin is wide enough for Kind to be believed, so that
// the wanted share (such as .99) of believed guesses is right.
func (g Guess) Sure(precision float64) bool {
	return g.Kind != "" && g.Margin >= g.model.threshold(precision, g.best)
}

// threshold returns the margin for the lowest known target that is high enough.
func (m *Model) threshold(precision float64, kind int) float64 {
	for i, target := range m.targets {
		if float64(target) >= precision-1e-6 || i == len(m.targets)-1 {
			return float64(m.thresholds[i][kind])
		}
	}
	return math.Inf(1)
}

// Guess judges a text by its words alone.
func (m *Model) Guess(text string) Guess { return m.guess(m.judge(text)) }

// guess chooses by the scores.
func (m *Model) guess(j judgement) Guess {
	if len(j.scores) == 0 {
		return Guess{model: m}
	}
	best, second := topTwo(j.scores)
	g := Guess{Kind: m.kinds[best], model: m, best: best}
	if second >= 0 {
		g.Second, g.Margin = m.kinds[second], j.scores[best]-max(j.scores[second], noKind)
	}
	if !j.named[best] && slices.Contains(j.named, true) {
		g.Margin *= disputed
	}
	g.Probability = m.probability(g.Margin)
	return g
}

// noKind is the score of a kind that does not exist. A letter of a kind that was
// never trained on has a low best score too, and may still be far from the second.
// On families not trained on, with other kinds left out of training in each fold, and the
// threshold at which 95 % of the letters of those are stopped, coverage is .550 without
// it, .556 with -.6 and .573 with -.4 (half of the lexicon; .574, .572 and .580 with all
// of it). Nearer to 0, letters in voices that nobody wrote before are stopped with them.
const noKind = -.4

// disputed is what is left of the margin when a phrase names another kind outright.
// On families not trained on, coverage at 99 % goes from .57 to .62.
const disputed = .2

// A judgement is what a model found in a text; empty of a text without words.
type judgement struct {
	words   []string  // as they are weighed
	phrases []int     // of the lexicon that were found
	votes   []float64 // of these, per kind
	named   []bool    // the kinds that a phrase names outright
	scores  []float64 // of every kind
}

// judge finds the score of every kind.
func (m *Model) judge(text string) judgement {
	words := weighed(text)
	if len(words) == 0 || len(m.kinds) == 0 {
		return judgement{}
	}
	j := judgement{words: words, phrases: m.lexicon.find(words), scores: m.planeScores(weigh(count(words), m.rarity))}
	j.votes, j.named = m.lexicon.votes(j.phrases, m.kinds)
	for k, v := range j.votes {
		j.scores[k] += float64(m.share) * v
	}
	return j
}

// planeScores returns on which side of every plane the features lie.
func (m *Model) planeScores(features []feature) []float64 {
	n := len(m.kinds)
	sums := make([]float64, n)
	for _, f := range features {
		run := m.weights[int(f.bucket)*n:][:n]
		for k, w := range run {
			sums[k] += float64(f.value) * float64(w)
		}
	}
	for k := range sums {
		sums[k] = sums[k]*float64(m.scale[k]) + float64(m.bias[k])
	}
	return sums
}

// probability maps a margin to a shown probability.
func (m *Model) probability(margin float64) float64 {
	return 1 / (1 + math.Exp(-(float64(m.curve[0])*margin + float64(m.curve[1]))))
}

// topTwo returns the places of the highest two scores; second is -1 when there
// is only one. Of equal scores the first wins.
func topTwo(scores []float64) (best, second int) {
	best, second = 0, -1
	for k := 1; k < len(scores); k++ {
		switch {
		case scores[k] > scores[best]:
			best, second = k, best
		case second < 0 || scores[k] > scores[second]:
			second = k
		}
	}
	return best, second
}

// assemble packs planes into bytes per kind: 127 steps to the highest weight.
func assemble(kinds []string, rarity []float32, planes []plane) *Model {
	m := &Model{kinds: kinds, rarity: rarity}
	m.weights = make([]int8, buckets*len(kinds))
	for k, p := range planes {
		highest := float32(1e-9)
		for _, w := range p.weights {
			highest = max(highest, max(w, -w))
		}
		step := highest / 127
		for b, w := range p.weights {
			m.weights[b*len(kinds)+k] = int8(math.Round(float64(w / step)))
		}
		m.scale, m.bias = append(m.scale, step), append(m.bias, p.bias)
	}
	return m
}
