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
	if m == nil {
		return nil, nil
	}
	return m.reasons(m.judge(newSheet(text).body()))
}

// reasons says what spoke for the best kind of a judgement and what for the next best.
func (m *Model) reasons(j judgement) (spoke, against []Reason) {
	if len(j.scores) < 2 {
		return nil, nil
	}
	best, second := topTwo(j.scores)
	spoke, against = m.wordReasons(j.words, best, second)
	spoke = append(m.phraseReasons(j, best), spoke...)
	against = append(m.phraseReasons(j, second), against...)
	return strongest(spoke), strongest(against)
}

// strongest returns the reasons that somebody reads.
func strongest(reasons []Reason) []Reason {
	slices.SortStableFunc(reasons, func(a, b Reason) int { return cmp.Compare(b.Weight, a.Weight) })
	return reasons[:min(mostReasons, len(reasons))]
}

// phraseReasons shares out the vote of the lexicon for a kind over the phrases
// found.
func (m *Model) phraseReasons(j judgement, kind int) []Reason {
	var reasons []Reason
	total := 0.0
	for _, p := range j.phrases {
		if found := m.lexicon.phrases[p]; found.kind == m.kinds[kind] {
			total += float64(found.weight)
			reasons = append(reasons, Reason{found.kind, found.text, true, float64(found.weight)})
		}
	}
	for i := range reasons {
		reasons[i].Weight *= float64(m.share) * j.votes[kind] / total
	}
	return reasons
}

// wordReasons shares out the features over the words that have them, for the best
// kind and for the second.
func (m *Model) wordReasons(words []string, best, second int) (spoke, against []Reason) {
	c := counted(words)
	gain := m.gains(c, best, second)
	different, numbers := numbered(words)
	sums := make([]float64, len(different))
	eachFeature(words, func(word int, b uint16, _ bool) { sums[numbers[word]] += gain[c.at(b)] })
	for i, w := range different {
		switch sum := sums[i]; {
		case sum > 0:
			spoke = append(spoke, Reason{m.kinds[best], w, false, sum})
		case sum < 0:
			against = append(against, Reason{m.kinds[second], w, false, -sum})
		}
	}
	return spoke, against
}

// numbered returns the different words in the order in which they come, and which of
// them each word is.
func numbered(words []string) (different []string, numbers []int) {
	seen := map[string]int{}
	for _, w := range words {
		n, ok := seen[w]
		if !ok {
			n = len(different)
			seen[w] = n
			different = append(different, w)
		}
		numbers = append(numbers, n)
	}
	return different, numbers
}

// gains returns for each feature that was counted what each time that it occurs adds
// to the score of the best kind above that of the second.
func (m *Model) gains(c *counter, best, second int) []float64 {
	gain := make([]float64, len(c.list))
	for i, f := range weigh(slices.Clone(c.list), m.rarity) {
		gain[i] = float64(f.value) * (m.weight(f.bucket, best) - m.weight(f.bucket, second)) / float64(c.list[i].value)
	}
	return gain
}

// weight returns the weight of a bucket for a kind.
func (m *Model) weight(bucket uint16, kind int) float64 {
	return float64(m.weights[int(bucket)*len(m.kinds)+kind]) * float64(m.scale[kind])
}
