package classify

import (
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// distance returns how many letters must be put in, left out or changed to make
// a into b, or limit+1 when that is more than limit.
func distance(a, b string, limit int) int {
	var first, second [shortWord]rune // most words fit: then nothing is allocated
	x, y := appendRunes(first[:0], a), appendRunes(second[:0], b)
	if len(x)-len(y) > limit || len(y)-len(x) > limit {
		return limit + 1
	}
	var cells [shortWord + 1]int
	row := cells[:0]
	for j := range len(y) + 1 {
		row = append(row, j)
	}
	for i := range x {
		left, best := row[0], i+1
		row[0] = i + 1
		for j := range y {
			change := left
			if x[i] != y[j] {
				change++
			}
			left = row[j+1]
			row[j+1] = min(change, left+1, row[j]+1)
			best = min(best, row[j+1])
		}
		if best > limit {
			return limit + 1
		}
	}
	return min(row[len(y)], limit+1)
}

// shortWord is a number of letters that most words and labels do not have.
const shortWord = 48

func appendRunes(list []rune, s string) []rune {
	for _, r := range s {
		list = append(list, r)
	}
	return list
}

// A letterSet has a bit for each of the letters a to z that a word has, and another for
// each that it has twice or more.
type letterSet uint64

func lettersOf(word string) (set letterSet) {
	for _, b := range []byte(word) {
		if 'a' <= b && b <= 'z' {
			bit := letterSet(1) << (b - 'a')
			set |= bit | set&bit<<32
		}
	}
	return set
}

// leastApart returns how many letters must be changed at least to make a word with
// these letters into one with others: each change takes one away and brings one.
func (s letterSet) leastApart(other letterSet) int {
	return max(bits.OnesCount64(uint64(s&^other)), bits.OnesCount64(uint64(other&^s)))
}

// slack is how many letters of a phrase may be misread: none below eight
// letters, because short words then match anything (measured: "spoed" hit 40 of
// 842 texts that do not have it), and never more than two, or "straat wordt
// afgesloten" is "stroom wordt afgesloten".
func slack(letters int) int {
	switch {
	case letters < 8:
		return 0
	case letters < 14:
		return 1
	}
	return 2
}

// A finder looks for one phrase anywhere in a text, with at most errors letters wrong
// (Myers 1999: one machine word holds a column of the distance table). It is immutable
// once made.
type finder struct {
	phrase string
	runes  int
	masks  [128]uint64     // by letter: where it stands in the phrase
	rare   map[rune]uint64 // the same of other letters
	errors int
	pieces []string // of which one stands unharmed wherever the phrase does
}

// newFinder prepares a folded phrase of 1 to 64 runes, with the usual slack.
func newFinder(phrase string) *finder {
	return newFinderWith(phrase, slack(utf8.RuneCountInString(phrase)))
}

// newFinderWith prepares a phrase in which so many letters may be wrong.
func newFinderWith(phrase string, errors int) *finder {
	f := &finder{phrase: phrase, errors: errors, rare: map[rune]uint64{}}
	for _, r := range phrase {
		bit := uint64(1) << uint(f.runes)
		if r < 128 {
			f.masks[r] |= bit
		} else {
			f.rare[r] |= bit
		}
		f.runes++
	}
	f.pieces = cut(phrase, errors+1)
	return f
}

// cut returns a phrase in n pieces of about the same length.
func cut(phrase string, n int) []string {
	runes := []rune(phrase)
	pieces := make([]string, n)
	for i := range pieces {
		pieces[i] = string(runes[i*len(runes)/n : (i+1)*len(runes)/n])
	}
	return pieces
}

// mayBeIn tells whether the phrase can be in a text at all: each error harms one of
// its pieces, so one of them is whole. Most texts have none, and to see that costs
// a tenth of looking for the phrase.
func (f *finder) mayBeIn(text string) bool {
	return slices.ContainsFunc(f.pieces, func(piece string) bool { return strings.Contains(text, piece) })
}

// mask returns where a letter stands in the phrase.
func (f *finder) mask(r rune) uint64 {
	if r < 128 {
		return f.masks[r]
	}
	return f.rare[r]
}

// find returns the end (exclusive) of the best match in text and how many
// letters differ; end is -1 when there is none. Earlier matches win.
func (f *finder) find(text []rune) (end, errors int) {
	end, errors = -1, f.errors+1
	top := uint64(1) << uint(f.runes-1)
	plus, minus, score := ^uint64(0), uint64(0), f.runes
	for i, r := range text {
		eq := f.mask(r)
		xv := eq | minus
		xh := (((eq & plus) + plus) ^ plus) | eq
		ph, mh := minus|^(xh|plus), plus&xh
		switch {
		case ph&top != 0:
			score++
		case mh&top != 0:
			score--
		}
		ph, mh = ph<<1, mh<<1
		plus, minus = mh|^(xv|ph), ph&xv
		if score < errors && wordEnds(text, i+1) {
			end, errors = i+1, score
		}
	}
	return end, errors
}

// wordEnds tells whether a word ends just before place i.
func wordEnds(text []rune, i int) bool {
	return i >= len(text) || text[i] == ' '
}
