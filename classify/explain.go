package classify

import (
	"cmp"
	"slices"

	"postkamer"
)

// A Reason is a word or phrase that spoke for a kind.
type Reason struct {
	Kind   string  `json:"kind"`   // the kind that it spoke for: the guessed one or the next best
	Text   string  `json:"text"`   // a word of the text, or a phrase of the lexicon
	Phrase bool    `json:"phrase"` // true for the lexicon
	Weight float64 `json:"weight"` // what it adds to the score of Kind above that of the other of the two; positive
}

// mostReasons is how many reasons anybody reads.
const mostReasons = 12

// Explain says why a text looks like what it looks like: the words and phrases
// that raised the best kind above the next, strongest first. It quotes words of
// the text: show it to the caseworker, do not log it.
func Explain(text postkamer.Text, m *Model) []Reason {
	spoke, _ := ExplainBoth(text, m)
	return spoke
}

// ExplainBoth also says what spoke against: the words and phrases that raised the
// next best kind above the best.
func ExplainBoth(text postkamer.Text, m *Model) (spoke, against []Reason) {
	words := weighed(newSheet(text).body())
	if m == nil || len(words) == 0 || len(m.kinds) < 2 {
		return nil, nil
	}
	best, second := topTwo(m.score(words))
	spoke, against = m.wordReasons(words, best, second)
	spoke = append(m.phraseReasons(words, best), spoke...)
	against = append(m.phraseReasons(words, second), against...)
	return strongest(spoke), strongest(against)
}

// strongest returns the reasons that somebody reads.
func strongest(reasons []Reason) []Reason {
	slices.SortStableFunc(reasons, func(a, b Reason) int { return cmp.Compare(b.Weight, a.Weight) })
	return reasons[:min(mostReasons, len(reasons))]
}

// phraseReasons shares out the vote of the lexicon for a kind over the phrases
// found.
func (m *Model) phraseReasons(words []string, kind int) []Reason {
	var reasons []Reason
	total := 0.0
	for _, p := range m.lexicon.find(words) {
		if found := m.lexicon.phrases[p]; found.kind == m.kinds[kind] {
			total += float64(found.weight)
			reasons = append(reasons, Reason{found.kind, found.text, true, float64(found.weight)})
		}
	}
	votes, _ := m.lexicon.votes(words, m.kinds)
	for i := range reasons {
		reasons[i].Weight *= float64(m.share) * votes[kind] / total
	}
	return reasons
}

// wordReasons shares out the features over the words that have them, for the best
// kind and for the second.
func (m *Model) wordReasons(words []string, best, second int) (spoke, against []Reason) {
	gain := m.gains(words, best, second)
	sums := map[string]float64{}
	var order []string
	eachFeature(words, func(word int, b uint16, _ bool) {
		w := words[word]
		if _, ok := sums[w]; !ok {
			order = append(order, w)
		}
		sums[w] += gain[b]
	})
	for _, w := range order {
		switch sum := sums[w]; {
		case sum > 0:
			spoke = append(spoke, Reason{m.kinds[best], w, false, sum})
		case sum < 0:
			against = append(against, Reason{m.kinds[second], w, false, -sum})
		}
	}
	return spoke, against
}

// gains returns per bucket what each time that it occurs in the words adds to the
// score of the best kind above that of the second.
func (m *Model) gains(words []string, best, second int) []float64 {
	counts := make([]float64, buckets)
	eachFeature(words, func(_ int, b uint16, _ bool) { counts[b]++ })
	gain := make([]float64, buckets)
	for _, f := range weigh(count(words), m.rarity) {
		gain[f.bucket] = float64(f.value) * (m.weight(f.bucket, best) - m.weight(f.bucket, second)) / counts[f.bucket]
	}
	return gain
}

// weight returns the weight of a bucket for a kind.
func (m *Model) weight(bucket uint16, kind int) float64 {
	return float64(m.weights[int(bucket)*len(m.kinds)+kind]) * float64(m.scale[kind])
}
