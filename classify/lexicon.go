package classify

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
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

// CheckLexicon tells what is wrong with a lexicon and on which line; nil when it
// can be used.
func CheckLexicon(data []byte) error {
	_, err := readPhrases(data)
	return err
}

// readPhrases reads a lexicon: per kind a list of phrases with their weight. The
// answer is sorted by kind and phrase.
func readPhrases(data []byte) ([]phrase, error) {
	var file yaml.Node
	if err := yaml.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("read lexicon: %w", err)
	}
	if len(file.Content) == 0 {
		return nil, nil
	}
	kinds, err := pairs(file.Content[0])
	if err != nil {
		return nil, fmt.Errorf("read lexicon: %w", err)
	}
	var list []phrase
	for _, kind := range kinds {
		phrases, err := pairs(kind[1])
		if err != nil {
			return nil, fmt.Errorf("read lexicon: %s: %w", kind[0].Value, err)
		}
		for _, p := range phrases {
			found, err := readPhrase(kind[0].Value, p)
			if err != nil {
				return nil, fmt.Errorf("read lexicon: %s: %w", kind[0].Value, err)
			}
			list = append(list, found)
		}
	}
	if len(list) > maxPhrases {
		return nil, fmt.Errorf("read lexicon: it has %d phrases; at most %d fit in a model", len(list), maxPhrases)
	}
	slices.SortFunc(list, func(a, b phrase) int {
		return strings.Compare(a.kind+"\x00"+a.text, b.kind+"\x00"+b.text)
	})
	return list, nil
}

// mostWeight is the highest weight of a phrase.
const mostWeight = 10

func readPhrase(kind string, pair [2]*yaml.Node) (phrase, error) {
	text, line := pair[0].Value, pair[0].Line
	if len(phraseWords(text)) == 0 || len(text) > maxText || len(kind) > maxText {
		return phrase{}, fmt.Errorf("line %d: phrase %q needs words, and at most %d letters", line, text, maxText)
	}
	weight, err := strconv.ParseFloat(pair[1].Value, 32)
	if err != nil || !(weight > 0 && weight <= mostWeight) {
		return phrase{}, fmt.Errorf("line %d: phrase %q needs a weight above 0 and up to %d, such as 2", line, text, mostWeight)
	}
	return phrase{kind, text, float32(weight)}, nil
}

// pairs returns the keys of a table with their values. A key that is there twice
// is an error: one of the two would be lost.
func pairs(node *yaml.Node) ([][2]*yaml.Node, error) {
	if node.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("line %d: expected lines \"phrase: weight\" below \"kind:\"", node.Line)
	}
	var list [][2]*yaml.Node
	first := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := node.Content[i]
		if line, ok := first[key.Value]; ok {
			return nil, fmt.Errorf("line %d: %q is on line %d too; keep one", key.Line, key.Value, line)
		}
		first[key.Value] = key.Line
		list = append(list, [2]*yaml.Node{key, node.Content[i+1]})
	}
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
const enough = 16

// claim is the weight from which on a phrase names the kind outright: "maak ik
// bezwaar". A text in which one kind is so named is not surely of another one,
// however much it says of parking.
const claim = 6

// votes returns for every kind what the phrases that were found say: 0 for none, towards 1 the
// more of them occur; and which kinds a phrase names outright. A phrase counts
// once.
func (x *lexicon) votes(found []int, kinds []string) (votes []float64, named []bool) {
	votes, named = make([]float64, len(kinds)), make([]bool, len(kinds))
	for _, p := range found {
		if k, ok := slices.BinarySearch(kinds, x.phrases[p].kind); ok {
			votes[k] += float64(x.phrases[p].weight)
			named[k] = named[k] || x.phrases[p].weight >= claim
		}
	}
	for k, s := range votes {
		votes[k] = 1 - math.Exp(-s/enough)
	}
	return votes, named
}
