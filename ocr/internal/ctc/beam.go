package ctc

import (
	"math"
	"slices"
	"strings"
)

// How many texts are followed at a time, and returned.
const (
	beamWidth = 20
	mostTexts = 8
)

// never is the logarithm of nothing.
var never = math.Inf(-1)

// A prefix is the beginning of a text, a letter longer than its parent, and how likely
// that is up to a column: in all ways in which the column may have the last letter, or
// none.
type prefix struct {
	parent   *prefix
	letter   rune
	before   context // with letter
	language float64
	kids     map[rune]*prefix

	none, last         float64 // natural logarithms
	nextNone, nextLast float64
	touched            bool
	score              float64
}

// likely returns the likeliest texts of a line, the best first: a search through the
// columns for the prefixes that may still become the best.
func (r *Reader) likely(columns []Column, before context) []string {
	beam := []*prefix{{before: before, none: 0, last: never}}
	for _, c := range columns {
		beam = r.narrow(beam, r.further(beam, c))
	}
	var texts []string
	for _, p := range beam[:min(len(beam), mostTexts)] {
		texts = append(texts, p.text())
	}
	return texts
}

// further returns what the prefixes of a beam are after one more column.
func (r *Reader) further(beam []*prefix, c Column) []*prefix {
	var next []*prefix
	touch := func(p *prefix) *prefix {
		if !p.touched {
			p.touched, p.nextNone, p.nextLast = true, never, never
			next = append(next, p)
		}
		return p
	}
	for _, p := range beam {
		for _, s := range c {
			share, from := math.Log(s.Share), sum(p.none, p.last)
			same := s.Letter == p.letter && p.parent != nil
			if same { // one letter that goes on, or after none a second one
				touch(p).nextLast = sum(p.nextLast, p.last+share)
				from = p.none
			}
			switch {
			case s.Letter == 0, s.Letter == ' ' && (same || p.parent == nil): // no space comes first, or twice
				touch(p).nextNone = sum(p.nextNone, from+share)
			case from > never:
				kid := touch(r.kid(p, s.Letter))
				kid.nextLast = sum(kid.nextLast, from+share)
			}
		}
	}
	return next
}

// kid returns the prefix that is one letter longer than p.
func (r *Reader) kid(p *prefix, letter rune) *prefix {
	if k := p.kids[letter]; k != nil {
		return k
	}
	k := &prefix{parent: p, letter: letter, before: p.before.with(letter), none: never, last: never}
	k.language = p.language + r.letter(p.before, letter)
	if letter == ' ' {
		k.language -= r.oddity(p.word())
	}
	if p.kids == nil {
		p.kids = map[rune]*prefix{}
	}
	p.kids[letter] = k
	return k
}

// narrow makes the next column the present one and returns the best prefixes. Those
// that fall out may come back from their parents, as new.
func (r *Reader) narrow(beam, next []*prefix) []*prefix {
	for _, p := range beam {
		p.none, p.last = never, never
	}
	for _, p := range next {
		p.none, p.last, p.touched = p.nextNone, p.nextLast, false
		p.score = sum(p.none, p.last) + p.language
	}
	slices.SortFunc(next, func(a, b *prefix) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	for _, p := range next[min(len(next), beamWidth):] {
		p.none, p.last = never, never
	}
	return next[:min(len(next), beamWidth)]
}

// text returns the whole text of p.
func (p *prefix) text() string {
	var letters []rune
	for ; p.parent != nil; p = p.parent {
		letters = append(letters, p.letter)
	}
	slices.Reverse(letters)
	return strings.TrimSpace(string(letters))
}

// word returns the last word of p.
func (p *prefix) word() string {
	var letters []rune
	for ; p.parent != nil && p.letter != ' '; p = p.parent {
		letters = append(letters, p.letter)
	}
	slices.Reverse(letters)
	return string(letters)
}

// sum returns the logarithm of the sum of two numbers, given their logarithms.
func sum(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if b == never {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}
