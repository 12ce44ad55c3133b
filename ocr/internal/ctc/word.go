package ctc

import (
	"strings"
	"unicode"
)

// A context is the last letters before a place; zeros where there are none.
type context [5]rune

func (c context) with(letter rune) context {
	copy(c[:], c[1:])
	c[len(c)-1] = letter
	return c
}

// lastOf returns the context after text.
func lastOf(text []rune) (c context) {
	for _, letter := range text[max(0, len(text)-len(c)):] {
		c = c.with(letter)
	}
	return c
}

// oddity is what a word costs that is in no dictionary. Numbers cost nothing.
func (r *Reader) oddity(word string) float64 {
	word = strings.TrimFunc(word, unicode.IsPunct)
	if word == "" || !strings.ContainsFunc(word, unicode.IsLetter) {
		return 0
	}
	if r.Knows(word) || r.Knows(strings.ToLower(word)) {
		return 0
	}
	return unknownWord
}

// alikes are the letters that are taken for one another in handwriting, both ways.
var alikes = alike("ag ao ad au tf tl tr fl er ec el ea cr nm nu nr nh uv hk hl hn hb bl ij il it ie ic oc od gq gy rv kl sz sj sS mw",
	"1i 1l 1I 1t 5s 5S 0o 0O 6b 6O 9g 2z 2Z 8B 15 17 49",
	"Aa Cc Ee Ii Kk Mm Nn NM Oo Pp Rr Ss Tt Uu Vv Ww WD Xx Zz")

func alike(lists ...string) map[rune][]rune {
	found := map[rune][]rune{}
	for pair := range strings.FieldsSeq(strings.Join(lists, " ")) {
		p := []rune(pair)
		found[p[0]] = append(found[p[0]], p[1])
		found[p[1]] = append(found[p[1]], p[0])
	}
	return found
}

// What may also have been meant where a letter was seen.
const (
	clearly   = 0.1  // share of a letter that others may have been meant by
	meantElse = 0.03 // share of such another, of that
)

// wider returns columns with the letters added that those which were seen are taken for.
func wider(columns []Column) []Column {
	out := make([]Column, len(columns))
	for i, c := range columns {
		out[i] = c.wider()
	}
	return out
}

func (c Column) wider() Column {
	out := c[:len(c):len(c)]
	for _, s := range c {
		if s.Letter == 0 || s.Share < clearly {
			continue
		}
		for _, other := range alikes[s.Letter] {
			out = out.atLeast(other, s.Share*meantElse)
		}
	}
	return out
}

// atLeast returns c with a letter in it that has at least a share.
func (c Column) atLeast(letter rune, share float64) Column {
	for i, s := range c {
		if s.Letter != letter {
			continue
		}
		if s.Share < share {
			c[i].Share = share
		}
		return c
	}
	return append(c, Seen{letter, share})
}
