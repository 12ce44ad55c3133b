package classify

import (
	"slices"
	"strings"

	"postkamer"
)

// What ink means on a printed form of ours. A box with a cross has at least a tenth
// of its inside dark, an empty one next to nothing; what lies between is looked at.
// Signatures measured .034 and more, empty places .001 and less.
const (
	tickedInk    = .05
	untickedInk  = .015
	blackenedInk = .8 // a box that was filled in to take the cross back
	signedInk    = .01
)

// mostUneven is how far, in millimetres, the characters of a comb may stand off one
// line, or differ in size, in print. Of combs in print none measured more than .25, of
// those by hand three in four more than .3; the form as a whole tells the others.
const mostUneven = .3

// A paperwork is a printed form of ours with what was filled in on it.
type paperwork struct {
	code   postkamer.PaperCode
	pages  []int // indexes in Text.Pages of pages 1, 2, ...; -1 for one that is not there
	mixed  bool  // there are pages of several forms
	twice  int   // a page of the form that is there twice, from 1; 0: none
	other  []int // indexes in Text.Pages of pages that are of no form
	hand   bool  // written by hand, as far as can be told
	zones  []placedZone
	order  []string                // questions as they are asked
	asked  map[string][]placedZone // by question
	unsure []unsureAnswer
}

// A placedZone is a zone with the page it lies on.
type placedZone struct {
	postkamer.FilledZone
	page int // index in Text.Pages
}

// An unsureAnswer is a question without a field of its own whose answer a person must
// look at.
type unsureAnswer struct {
	zone placedZone
	why  string
}

// onPaper takes a printed form out of a piece: its answers become facts as those of
// an online form, and of its pages only what was written on them stays to be searched
// for alarming words. A piece without a form of ours stays as it is.
func onPaper(text postkamer.Text, facts Facts) (postkamer.Text, Facts, *paperwork) {
	if facts.Channel == postkamer.Form {
		return text, facts, nil
	}
	p := paperOf(text)
	if p == nil {
		return text, facts, nil
	}
	facts.Form, facts.Answers = p.code.Form, p.answers()
	return p.written(text), facts, p
}

// paperOf collects the pages of the form that the first such page belongs to.
func paperOf(text postkamer.Text) *paperwork {
	var p *paperwork
	for i, page := range text.Pages {
		if page.Form == nil {
			continue
		}
		code := page.Form.Code
		if p == nil {
			p = &paperwork{code: code, pages: slices.Repeat([]int{-1}, max(1, code.Pages)), asked: map[string][]placedZone{}}
		}
		if page.Form.Unread {
			continue // as good as not there: somebody must look
		}
		if code.Form != p.code.Form || code.Version != p.code.Version || code.Pages != p.code.Pages || code.Page < 1 || code.Page > len(p.pages) {
			p.mixed = true
			continue
		}
		if p.pages[code.Page-1] >= 0 {
			p.twice = code.Page
			continue
		}
		p.pages[code.Page-1] = i
	}
	if p != nil {
		p.other = noForm(text)
		p.collect(text)
	}
	return p
}

// noForm returns which pages are of no form.
func noForm(text postkamer.Text) []int {
	var list []int
	for i, page := range text.Pages {
		if page.Form == nil {
			list = append(list, i)
		}
	}
	return list
}

// collect puts the zones of the pages in the order of the form.
func (p *paperwork) collect(text postkamer.Text) {
	for _, i := range p.pages {
		if i < 0 {
			continue
		}
		for _, z := range text.Pages[i].Form.Zones {
			placed := placedZone{z, i}
			p.zones = append(p.zones, placed)
			if len(p.asked[z.Question]) == 0 {
				p.order = append(p.order, z.Question)
			}
			p.asked[z.Question] = append(p.asked[z.Question], placed)
		}
	}
	p.hand = p.byHand()
}

// byHand tells whether the form was filled in by hand: combs stand unevenly, or none
// is there to tell by.
func (p *paperwork) byHand() bool {
	even, uneven := 0, 0
	for _, z := range p.zones {
		switch {
		case z.Uneven > mostUneven:
			uneven++
		case z.Uneven > 0:
			even++
		}
	}
	return even == 0 || uneven*4 >= even
}

// written returns the piece with nothing on the pages of the form but the words that
// stand in places for words: what is printed there is ours.
func (p *paperwork) written(text postkamer.Text) postkamer.Text {
	text.Pages = slices.Clone(text.Pages)
	for i := range text.Pages {
		page := &text.Pages[i]
		if page.Form == nil || page.Form.Unread {
			continue
		}
		var lines []string
		var words []postkamer.Word
		for _, z := range page.Form.Zones {
			if z.Kind != postkamer.ZoneText || len(z.Comb) > 0 || z.Ink < .002 {
				continue
			}
			lines = append(lines, z.Value)
			for _, w := range page.Words {
				if x, y := w.X+w.W/2, w.Y+w.H/2; x >= z.BoxX && x < z.BoxX+z.BoxW && y >= z.BoxY && y < z.BoxY+z.BoxH {
					words = append(words, w)
				}
			}
		}
		lines, words = append(lines, besideLines(page.Form.Beside)...), append(words, page.Form.Beside...)
		page.Body, page.Words = strings.Join(lines, "\n"), words
	}
	return text
}

// answers returns the answers as those of the online form: a tick is the answer that
// stands beside it, a date 2006-01-02.
func (p *paperwork) answers() []postkamer.Answer {
	var list []postkamer.Answer
	for _, name := range p.order {
		read := p.read(name)
		if read.value == "" {
			continue
		}
		z := read.zone
		list = append(list, postkamer.Answer{Name: name, Field: string(z.Field), Label: z.Label, Value: read.value})
	}
	return list
}

// signed tells whether somebody signed in the place of a question; asked is false
// when the form has no such place.
func (p *paperwork) signed(name string) (signed, asked bool) {
	for _, z := range p.asked[name] {
		if z.Kind == postkamer.ZoneSignature {
			return z.Ink >= signedInk, true
		}
	}
	return false, false
}
