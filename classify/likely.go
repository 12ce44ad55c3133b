package classify

import (
	"cmp"
	"math"
	"slices"

	"postkamer"
)

// mostLikely is how many kinds a person is offered to choose from.
const mostLikely = 3

// likely returns the likeliest kinds of a text, best first. The best has the
// probability that was measured for its margin; the others share what is left in
// the proportion of their scores.
func (m *Model) likely(j judgement, best float64) []postkamer.LikelyKind {
	scores := j.scores
	if len(scores) == 0 {
		return nil
	}
	order := make([]int, len(scores))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	rest := 0.0
	weight := func(k int) float64 { return math.Exp(sharpness * (scores[k] - scores[order[0]])) }
	for _, k := range order[1:] {
		rest += weight(k)
	}
	list := []postkamer.LikelyKind{{CaseType: postkamer.CaseType(m.kinds[order[0]]), Probability: best}}
	for _, k := range order[1:min(mostLikely, len(order))] {
		list = append(list, postkamer.LikelyKind{CaseType: postkamer.CaseType(m.kinds[k]), Probability: (1 - best) * weight(k) / rest})
	}
	return list
}

// sharpness is how much more likely a kind is for each point of score: with 4 the
// second of three that are one margin apart gets most of what the first leaves.
const sharpness = 4

// mostClues is how many words are kept with a decision.
const mostClues = 8

// clues returns what spoke for the best kind.
func (m *Model) clues(j judgement) []postkamer.Clue {
	var clues []postkamer.Clue
	spoke, _ := m.reasons(j)
	for _, r := range spoke {
		if len(clues) == mostClues {
			break
		}
		clues = append(clues, postkamer.Clue{Text: r.Text, Phrase: r.Phrase, Weight: r.Weight})
	}
	return clues
}
