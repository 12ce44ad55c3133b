package classify

import (
	"cmp"
	"slices"
)

// What training holds in memory. A text takes 8 bytes for each feature, some 800
// features for a letter and at most some 6,000: mostBytes of text bounds the
// features of all to some 300 MB. More texts of a phrasing than five add nothing
// (measured: 1, 5 and 20 texts of each gave .710, .832 and .851).
const (
	mostExamples = 20_000
	mostBytes    = 16 << 20 // of text, also when there are fewer examples
	mostVariants = 24_000   // texts with their noisy copies
	mostTried    = 3_000    // examples that cross-validation learns from and tries
)

// choose returns the examples to learn from when there are too many: labels of the
// desk (weight above 1) first, then one of every family, then a second of each,
// and so on, in the order given.
func choose(examples []Example) []Example {
	order, size := byTurn(examples), 0
	var chosen []int
	for _, i := range order {
		size += min(len(examples[i].Text), mostWeighed)
		if len(chosen) == mostExamples || size > mostBytes {
			break
		}
		chosen = append(chosen, i)
	}
	slices.Sort(chosen)
	return pick(examples, chosen)
}

// mostWeighed is about how many bytes of a text are weighed: maxWords words.
const mostWeighed = 6 * maxWords

// byTurn orders the places of examples: labels first, then the families by turns.
func byTurn(examples []Example) []int {
	seen := map[string]int{}
	turn := make([]int, len(examples))
	order := make([]int, len(examples))
	for i, e := range examples {
		f := family(examples, i)
		order[i] = i
		if e.Weight <= 1 {
			seen[f]++
			turn[i] = seen[f]
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(turn[a], turn[b]) })
	return order
}

// pick returns the values at the places.
func pick[T any](list []T, places []int) []T {
	out := make([]T, len(places))
	for i, p := range places {
		out[i] = list[p]
	}
	return out
}

// family returns the family of an example; without one its text stands alone.
func family(examples []Example, i int) string {
	if examples[i].Family != "" {
		return examples[i].Family
	}
	return "\x00" + examples[i].Class + "\x00" + examples[i].Text
}
