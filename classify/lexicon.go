package classify

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// shippedLexicon is the list of telling phrases that comes with the program.
//
//go:embed lexicon.yaml
var shippedLexicon []byte

// A phrase speaks for a kind with a weight, mostly 1 to 3. A word that ends in
// "*" stands for every word that begins so.
type phrase struct {
	kind   string
	text   string
	weight float32
}

// readPhrases reads a lexicon: per kind a list of phrases with their weight. The
// answer is sorted by kind and phrase.
func readPhrases(data []byte) ([]phrase, error) {
	var kinds map[string]map[string]float32
	if err := yaml.Unmarshal(data, &kinds); err != nil {
		return nil, fmt.Errorf("read lexicon: %w", err)
	}
	var list []phrase
	for kind, weights := range kinds {
		for text, weight := range weights {
			if len(phraseWords(text)) == 0 || weight <= 0 || weight > 10 {
				return nil, fmt.Errorf("read lexicon: %s: phrase %q needs words and a weight above 0 and up to 10", kind, text)
			}
			list = append(list, phrase{kind, text, weight})
		}
	}
	slices.SortFunc(list, func(a, b phrase) int {
		return strings.Compare(a.kind+"\x00"+a.text, b.kind+"\x00"+b.text)
	})
	return list, nil
}

// phraseWords splits a phrase as tokens does, but keeps a final star on a word.
func phraseWords(text string) []string {
	var words []string
	for _, w := range strings.Fields(text) {
		star := strings.HasSuffix(w, "*")
		words = append(words, tokens(w)...)
		if star && len(words) > 0 {
			words[len(words)-1] += "*"
		}
	}
	return words
}

// A lexicon finds phrases in the words of a text. It is immutable.
type lexicon struct {
	phrases []phrase
	words   [][]int          // of each phrase, as numbers
	byFirst map[int][]int    // phrases by their first word
	exact   map[string]int   // number of a whole word
	prefix  map[string]int   // number of a word that ended in a star
	damaged map[string][]int // long words by what is left when a letter drops out
	known   []string         // words by number, without star
	open    []bool           // by number: ended in a star
}

// newLexicon indexes phrases.
func newLexicon(phrases []phrase) *lexicon {
	x := &lexicon{phrases: phrases, byFirst: map[int][]int{}, exact: map[string]int{}, prefix: map[string]int{}, damaged: map[string][]int{}}
	for i, p := range phrases {
		var numbers []int
		for _, w := range phraseWords(p.text) {
			numbers = append(numbers, x.number(w))
		}
		x.words = append(x.words, numbers)
		if len(numbers) > 0 {
			x.byFirst[numbers[0]] = append(x.byFirst[numbers[0]], i)
		}
	}
	return x
}

// number returns the number of a phrase's word, a new one if it is new.
func (x *lexicon) number(w string) int {
	table, stem := x.exact, w
	if s, ok := strings.CutSuffix(w, "*"); ok {
		table, stem = x.prefix, s
	}
	if n, ok := table[stem]; ok {
		return n
	}
	n := len(x.known)
	table[stem] = n
	x.known = append(x.known, stem)
	x.open = append(x.open, stem != w)
	if len(stem) >= shortest {
		eachDamage(stem, func(left []byte) { x.damaged[string(left)] = append(x.damaged[string(left)], n) })
	}
	return n
}

// shortest is the length from which a word may have one letter wrong.
const shortest = 8

// eachDamage calls try with the word itself and with every word that is left
// when one letter drops out. What it passes is only good during the call.
func eachDamage(w string, try func(left []byte)) {
	left := append(make([]byte, 0, len(w)), w...)
	try(left)
	for i := range len(w) {
		left = append(append(left[:0], w[:i]...), w[i+1:]...)
		try(left)
	}
}

// matches returns the numbers of all phrase words that a word of the text may
// be, sorted.
func (x *lexicon) matches(w string) []int {
	var found []int
	if n, ok := x.exact[w]; ok {
		found = append(found, n)
	}
	for i := 3; i <= len(w); i++ {
		if n, ok := x.prefix[w[:i]]; ok {
			found = append(found, n)
		}
	}
	if len(found) == 0 && len(w) >= shortest-1 {
		found = x.misread(w)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// misread returns the long phrase words that w, or its beginning, may be with
// one letter wrong. Two words are one letter apart only if they are the same
// after at most one letter drops out of each.
func (x *lexicon) misread(w string) []int {
	var found []int
	for end := shortest - 1; end <= len(w); end++ {
		eachDamage(w[:end], func(left []byte) {
			for _, n := range x.damaged[string(left)] {
				if (end == len(w) || x.open[n]) && distance(x.known[n], w[:end], 1) <= 1 {
					found = append(found, n)
				}
			}
		})
	}
	return found
}

// find returns the places in phrases of all that occur in the words, in order.
func (x *lexicon) find(words []string) []int {
	at := make([][]int, len(words))
	seen := map[string][]int{}
	for i, w := range words {
		numbers, ok := seen[w]
		if !ok {
			numbers = x.matches(w)
			seen[w] = numbers
		}
		at[i] = numbers
	}
	var found []int
	for i := range words {
		for _, n := range at[i] {
			for _, p := range x.byFirst[n] {
				if follows(x.words[p], at[i:]) {
					found = append(found, p)
				}
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// follows tells whether the words of a phrase come one after the other.
func follows(numbers []int, at [][]int) bool {
	if len(numbers) > len(at) {
		return false
	}
	for i, n := range numbers {
		if !slices.Contains(at[i], n) {
			return false
		}
	}
	return true
}

// enough is the summed weight at which a kind has most of what phrases can give.
const enough = 10

// votes returns for every kind what the phrases say: 0 for none, towards 1 the
// more of them occur. A phrase counts once.
func (x *lexicon) votes(words []string, kinds []string) []float64 {
	sums := make([]float64, len(kinds))
	for _, p := range x.find(words) {
		if k, ok := slices.BinarySearch(kinds, x.phrases[p].kind); ok {
			sums[k] += float64(x.phrases[p].weight)
		}
	}
	for k, s := range sums {
		sums[k] = 1 - math.Exp(-s/enough)
	}
	return sums
}
