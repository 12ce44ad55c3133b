package classify

import (
	"cmp"
	"slices"

	"postkamer"
)

// A Reason is a word or phrase that spoke for the guessed kind.
type Reason struct {
	Kind   string  `json:"kind"`   // the kind that was guessed
	Text   string  `json:"text"`   // a word of the text, or a phrase of the lexicon
	Phrase bool    `json:"phrase"` // true for the lexicon
	Weight float64 `json:"weight"` // what it adds to the score of Kind above that of the next best; positive
}

// mostReasons is how many reasons anybody reads.
const mostReasons = 12

// Explain says why a text looks like what it looks like: the words and phrases
// that raised the best kind above the next, strongest first. It quotes words of
// the text: show it to the caseworker, do not log it.
func Explain(text postkamer.Text, m *Model) []Reason {
	words := weighed(newSheet(text).body())
	if m == nil || len(words) == 0 || len(m.kinds) < 2 {
		return nil
	}
	best, second := topTwo(m.score(words))
	reasons := append(m.phraseReasons(words, best), m.wordReasons(words, best, second)...)
	slices.SortStableFunc(reasons, func(a, b Reason) int { return cmp.Compare(b.Weight, a.Weight) })
	return reasons[:min(mostReasons, len(reasons))]
}

// phraseReasons shares out the vote of the lexicon over the phrases found.
func (m *Model) phraseReasons(words []string, best int) []Reason {
	var reasons []Reason
	total := 0.0
	for _, p := range m.lexicon.find(words) {
		if found := m.lexicon.phrases[p]; found.kind == m.kinds[best] {
			total += float64(found.weight)
			reasons = append(reasons, Reason{found.kind, found.text, true, float64(found.weight)})
		}
	}
	vote := float64(m.share) * m.lexicon.votes(words, m.kinds)[best]
	for i := range reasons {
		reasons[i].Weight *= vote / total
	}
	return reasons
}

// wordReasons shares out the features over the words that have them.
func (m *Model) wordReasons(words []string, best, second int) []Reason {
	counts := make([]float64, buckets)
	eachFeature(words, func(_ int, b uint32) { counts[b]++ })
	gain := make([]float64, buckets)
	for _, f := range weigh(count(words), m.rarity) {
		gain[f.bucket] = float64(f.value) * (m.weight(f.bucket, best) - m.weight(f.bucket, second))
	}
	sums := map[string]float64{}
	var order []string
	eachFeature(words, func(word int, b uint32) {
		w := words[word]
		if _, ok := sums[w]; !ok {
			order = append(order, w)
		}
		sums[w] += gain[b] / counts[b]
	})
	var reasons []Reason
	for _, w := range order {
		if sums[w] > 0 {
			reasons = append(reasons, Reason{m.kinds[best], w, false, sums[w]})
		}
	}
	return reasons
}

// weight returns the weight of a bucket for a kind.
func (m *Model) weight(bucket uint32, kind int) float64 {
	return float64(m.weights[int(bucket)*len(m.kinds)+kind]) * float64(m.scale[kind])
}
