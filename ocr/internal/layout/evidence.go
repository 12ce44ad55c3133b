package layout

import (
	"math"
	"regexp"
	"strings"
	"unicode"
)

// areColumns tells whether two sides are read one after the other. Sides whose
// lines have nothing to do with one another are columns. When they stand on the
// same lines, only running text or addresses on both sides make them columns.
func (s sides) areColumns() bool {
	if len(s.left) < 2 || len(s.right) < 2 || s.gutter < minGutter*s.p.em || scarce(s.left) || scarce(s.right) {
		return false
	}
	if s.bothRunOn() {
		return true
	}
	if !s.aligned() {
		return !labels(s.left) && !figures(s.left) && !figures(s.right) && (s.p.isBlock(s.left) && s.p.isBlock(s.right) || s.beside())
	}
	return s.addresses()
}

// beside tells whether one of the sides is running text: what stands beside it, not
// on its lines, is no part of it, however wide apart its own lines are.
func (s sides) beside() bool { return s.p.runsOn(s.left) || s.p.runsOn(s.right) }

// asideFirst tells whether the right side is read before the running text on the left:
// it is none itself, and begins higher on the page.
func (s sides) asideFirst() bool {
	return !s.aligned() && s.p.runsOn(s.left) && !s.p.runsOn(s.right) && s.left[0].base-s.right[0].base > s.p.em
}

// word is a word, unlike "NL", "x" or "m2".
var word = regexp.MustCompile(`\pL{3}`)

// figures tells whether most rows are amounts, years or other figures without a word:
// a column of a table, also when its rows jump.
func figures(rows []row) bool {
	n := 0
	for _, w := range rows {
		text := w.text()
		if strings.ContainsFunc(text, unicode.IsDigit) && !word.MatchString(text) {
			n++
		}
	}
	return 2*n > len(rows)
}

// scarce tells whether the rows hold hardly any text: bullets, numbers of a list,
// boxes to tick.
func scarce(rows []row) bool {
	n := 0
	for _, w := range rows {
		n += letters(w.text())
	}
	return n < 3*len(rows)
}

// bothRunOn tells whether both sides are running text.
func (s sides) bothRunOn() bool {
	return len(s.left) > 1 && len(s.right) > 1 && s.p.runsOn(s.left) && s.p.runsOn(s.right)
}

// What running text is, of the lines that stand close under another.
const (
	goingOn  = 0.35 // share that goes on from the line before
	fewWords = 2.4  // mean words on a line
)

// runsOn tells whether rows are running text: their lines go on from one to the
// next.
func (p *page) runsOn(rows []row) bool {
	words, pairs, on := 0, 0, 0
	for i, w := range rows {
		words += len(strings.Fields(w.text()))
		if i == 0 || w.base-rows[i-1].base > 1.45*p.pitch {
			continue
		}
		pairs++
		if before := rows[i-1].text(); startsLow(w.text()) || strings.HasSuffix(before, "-") {
			on++
		}
	}
	return pairs > 0 && float64(on) >= goingOn*float64(pairs) && float64(words) >= fewWords*float64(len(rows))
}

// aligned tells whether the lines of both sides stand beside one another. Of the
// lines of the shorter side that have something beside them, most must have a
// line there; by chance it is about a third. A line with nothing beside it, as
// the heading of a section, says nothing, nor does a label in the middle of a
// cell of two lines. A constant difference, as between two fonts, is none.
func (s sides) aligned() bool {
	short, long := s.left, s.right
	if len(short) > len(long) {
		short, long = long, short
	}
	var off []float64
	for _, w := range short {
		if d := nearest(w, long); math.Abs(d) < onRow*s.p.em {
			off = append(off, d)
		}
	}
	usual, beside, between := median(off), 0, 0
	for i, w := range short {
		switch d := nearest(w, long) - usual; {
		case math.Abs(d) <= onLine*s.p.em:
			beside++
		case math.Abs(d) < 0.75*s.p.pitch && !s.p.middle(short, i, long):
			between++
		}
	}
	few := between == 0 || between == 1 && (!s.p.tight(s.left) || !s.p.tight(s.right))
	return few || float64(beside) >= sameLines*float64(beside+between)
}

// What makes lines stand beside one another.
const (
	onLine    = 0.3 // ems that their bases differ at most
	sameLines = 0.6 // share of the lines
)

// middle tells whether row i of some rows stands in the middle of two lines of
// a cell beside it, which have nothing else beside them.
func (p *page) middle(rows []row, i int, others []row) bool {
	w := rows[i]
	for j := 1; j < len(others); j++ {
		a, b := others[j-1], others[j]
		if a.base >= w.base || b.base <= w.base {
			continue
		}
		d := b.base - a.base
		alone := (j == 1 || a.base-others[j-2].base > 1.15*d) && (j+1 == len(others) || others[j+1].base-b.base > 1.15*d)
		free := (i == 0 || a.base-rows[i-1].base > d/2) && (i+1 == len(rows) || rows[i+1].base-b.base > d/2)
		return alone && free && math.Abs(w.base-(a.base+b.base)/2) <= onLine*p.em
	}
	return false
}

// nearest returns how much lower the row of rows that is nearest to w stands.
func nearest(w row, rows []row) float64 {
	best := math.MaxFloat64
	for _, other := range rows {
		if d := other.base - w.base; math.Abs(d) < math.Abs(best) {
			best = d
		}
	}
	return best
}

// addressLine is a Dutch postcode at the start of a line, with a place behind it:
// "1234 AB Dalwijk". The letters are sometimes read as a digit or a small letter.
var addressLine = regexp.MustCompile(`^[1-9][0-9]{3} ?[A-Z]{2},? +\pL.{1,40}$`)

// labelWord is a word that a field of a form or a reference is named with.
var labelWord = regexp.MustCompile(`(?i)^(?:(?:uw|ons|oude?|nieuwe?|huidige?) )?(?:naam|voornamen|achternaam|adres|straat|postcode|woonplaats|plaats|telefoon|e-?mail|datum|kenmerk|bsn|burgerservicenummer|geboortedatum|iban|bedrag|aantal|omschrijving)`)

// addresses tells whether one of the sides is an address and both are short
// blocks of lines, not labels with values. Of more addresses it is a table.
func (s sides) addresses() bool {
	if len(s.left) > 9 || labels(s.left) {
		return false
	}
	left, right := postcodes(s.left), postcodes(s.right)
	switch {
	case left == 1:
		return true
	case left == 0 && right == 1:
		return s.p.tight(s.left) && s.p.tight(s.right)
	}
	return false
}

func postcodes(rows []row) int {
	n := 0
	for _, w := range rows {
		if addressLine.MatchString(w.runs[0].text()) {
			n++
		}
	}
	return n
}

// tight tells whether rows stand as close as lines of one text.
func (p *page) tight(rows []row) bool {
	for i := 1; i < len(rows); i++ {
		if rows[i].base-rows[i-1].base > 1.3*p.pitch {
			return false
		}
	}
	return true
}

// isBlock tells whether at least half of the rows stand as close as lines.
func (p *page) isBlock(rows []row) bool {
	n := 0
	for i := 1; i < len(rows); i++ {
		if rows[i].base-rows[i-1].base <= 1.3*p.pitch {
			n++
		}
	}
	return 2*n >= len(rows)-1
}

// labels tells whether most rows are what a field is named with: they end in a
// colon or ask, or begin with such a word, and say no number.
func labels(rows []row) bool {
	n := 0
	for _, w := range rows {
		text := w.runs[0].text()
		named := strings.HasSuffix(text, ":") || strings.HasSuffix(text, "?") || labelWord.MatchString(text)
		if named && !strings.ContainsFunc(text, unicode.IsDigit) {
			n++
		}
	}
	return 2*n >= len(rows)
}
