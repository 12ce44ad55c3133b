package classify

import (
	"slices"
	"sort"
	"strings"
	"unicode"

	"postkamer"
)

// evidence is what was read that a doubt rests on, and where it stands. The zero
// value is none: a doubt about what is not there has none.
type evidence struct {
	quote string // the words as they were read
	page  int    // index in Text.Pages; without meaning when w is 0
	x, y  int    // on the page's view, pixels
	w, h  int    // 0: no place
}

// runningText is the words of a piece in reading order, folded, with one space
// between and around them, to find a sentence of it back on the page.
type runningText struct {
	text string
	at   []int  // byte where each word begins in text, rising
	on   []spot // where it stands
}

// A spot is a word of a leaf.
type spot struct {
	leaf *leaf
	word int
}

// run makes the running text of the leaves.
func (s *sheet) run() *runningText {
	r := &runningText{}
	var text strings.Builder
	text.WriteByte(' ')
	for _, l := range s.letters() {
		for i, w := range l.words {
			for _, part := range strings.FieldsFunc(fold(w.Text), notWord) {
				r.at, r.on = append(r.at, text.Len()), append(r.on, spot{l, i})
				text.WriteString(part)
				text.WriteByte(' ')
			}
		}
	}
	r.text = text.String()
	return r
}

// notWord tells whether a rune is no part of a word.
func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// find returns where words stand that follow one another on a page; what is not
// found has no place. The words are those of plainWords.
func (r *runningText) find(words string) evidence {
	words = plainWords(words)
	if words == "" {
		return evidence{}
	}
	at := strings.Index(r.text, " "+words+" ")
	if at < 0 {
		return evidence{quote: words}
	}
	first := sort.SearchInts(r.at, at+1)
	past := sort.SearchInts(r.at, at+1+len(words))
	return evidenceOf(r.on[first:past])
}

// evidenceOf returns the words of spots as they were read. The box is that of the
// spots on the page of the first.
func evidenceOf(spots []spot) evidence {
	var e evidence
	var words []word
	var quote []string
	for i, s := range spots {
		w := s.leaf.words[s.word]
		if i > 0 && s == spots[i-1] {
			continue // "in-gebreke" is one word of the page
		}
		quote = append(quote, w.Text)
		if s.leaf == spots[0].leaf {
			words = append(words, w)
		}
	}
	e.quote = strings.Join(quote, " ")
	if x, y, w, h, ok := box(words); ok {
		e.page, e.x, e.y, e.w, e.h = spots[0].leaf.index, x, y, w, h
	}
	return e
}

// proof completes the evidence of a finding: of a field its place and what was
// read there, of a quote where it stands.
func (c *piece) proof(f finding) evidence {
	switch {
	case f.evidence.w > 0:
		return f.evidence
	case f.evidence.quote != "":
		if c.running == nil {
			c.running = c.sheet.run()
		}
		if e := c.running.find(f.evidence.quote); e.w > 0 {
			return e
		}
		return f.evidence
	case f.field == "":
		return evidence{}
	}
	i := slices.IndexFunc(c.fields, func(field postkamer.Field) bool { return field.Name == f.field })
	if i < 0 {
		return evidence{}
	}
	field := c.fields[i]
	e := evidence{quote: field.Read}
	if e.quote == "" {
		e.quote = field.Value
	}
	if field.Page >= 0 && field.W > 0 {
		e.page, e.x, e.y, e.w, e.h = field.Page, field.X, field.Y, field.W, field.H
	}
	return e
}

// doubts makes the doubts of what was found, each with its evidence and its words.
func (c *piece) doubts() []postkamer.Doubt {
	var list []postkamer.Doubt
	for _, f := range c.finding {
		words := WordsFor(f.code)
		d := postkamer.Doubt{Code: f.code, Why: f.why, Say: f.say, Field: f.field, Tongue: f.tongue, Ask: f.ask, Stop: f.stop}
		if d.Why == "" {
			d.Why = words.Why
		}
		if d.Say == "" {
			d.Say = words.Say
		}
		e := c.proof(f)
		d.Why, d.Say, e.quote = maskedFor(f.field, d.Why), maskedFor(f.field, d.Say), maskedFor(f.field, e.quote)
		d.Quote, d.Page, d.X, d.Y, d.W, d.H = e.quote, e.page, e.x, e.y, e.w, e.h
		list = append(list, d)
	}
	return list
}
