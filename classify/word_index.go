package classify

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// A wordIndex finds which words of a list a word of a text is, with a letter wrong
// in a long one. Of a long word that has one wrong, the first three letters are
// right or the last three: only words with the same beginning or end are compared.
// It is immutable.
type wordIndex struct {
	words []string         // as given: with a star for any ending
	exact map[string][]int // short and long words, without star
	head  map[string][]int // long words without star, by their first letters
	tail  map[string][]int // and by their last
	open  []int            // words with a star: a few
}

// edge is how many letters of the beginning and of the end are compared.
const edge = 3

// leastFuzzy is how many letters a word has that may be misread by one; at least
// twice edge.
const leastFuzzy = 6

// indexWords makes the index of words of plain letters.
func indexWords(words []string) wordIndex {
	x := wordIndex{words: words, exact: map[string][]int{}, head: map[string][]int{}, tail: map[string][]int{}}
	for n, word := range words {
		if strings.HasSuffix(word, "*") {
			x.open = append(x.open, n)
			continue
		}
		x.exact[word] = append(x.exact[word], n)
		if len(word) >= leastFuzzy {
			head, tail := word[:edge], word[len(word)-edge:]
			x.head[head], x.tail[tail] = append(x.head[head], n), append(x.tail[tail], n)
		}
	}
	return x
}

// of returns the places in the list of the words that a word of a text is.
func (x wordIndex) of(word string) []int {
	list := slices.Clone(x.exact[word])
	for _, n := range x.open {
		if isDangerWord(x.words[n], word) {
			list = append(list, n)
		}
	}
	if len(word) < leastFuzzy-1 {
		return list
	}
	head, tail := word[:edge], word[len(word)-edge:]
	for _, n := range x.head[head] {
		if x.words[n] != word && isDangerWord(x.words[n], word) {
			list = append(list, n)
		}
	}
	for _, n := range x.tail[tail] {
		if x.words[n][:edge] != head && isDangerWord(x.words[n], word) {
			list = append(list, n)
		}
	}
	return list
}

// isDangerWord tells whether a word of a text is one of a danger, in a long one
// with a letter wrong.
func isDangerWord(want, word string) bool {
	stem, open := strings.CutSuffix(want, "*")
	if open {
		word = word[:min(len(word), len(stem))]
	}
	if word == stem {
		return true
	}
	if len(stem) < leastFuzzy || !oneApart(stem, word) {
		return false
	}
	return !slices.Contains(otherWords, word)
}

// oneApart tells whether two words differ in one letter: one changed, left out or
// put in.
func oneApart(a, b string) bool {
	if a == b || len(a)-len(b) > 1 || len(b)-len(a) > 1 {
		return false
	}
	first, most := 0, min(len(a), len(b))
	for first < most && a[first] == b[first] {
		first++
	}
	last := 0
	for last < most-first && a[len(a)-1-last] == b[len(b)-1-last] {
		last++
	}
	return utf8.RuneCountInString(a[first:len(a)-last]) <= 1 && utf8.RuneCountInString(b[first:len(b)-last]) <= 1
}
