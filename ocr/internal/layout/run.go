package layout

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"postkamer/ocr/internal/wire"
)

// A run is some words of one line without a wide gap between them. It is never
// torn apart.
type run struct {
	words                    []wire.Word
	left, right, top, bottom int
	base                     float64 // where the letters stand, from the top of the page
}

// wideGap is the gap, in ems, from which words of one line may belong to two
// columns. Spaces of justified text may be as wide; rows put them together again.
const wideGap = 1.1

func newPage(words []wire.Word) *page {
	heights := make([]float64, 0, len(words))
	for _, w := range words {
		if letters(w.Text) > 0 {
			heights = append(heights, float64(w.H))
		}
	}
	p := &page{em: max(4, median(heights))}
	p.slope = p.measureSlope(words)
	if p.drop = p.measureDrop(words); p.drop == fontBoxes {
		p.drop, p.em = 0, max(4, p.em*lettersOfFont)
	}
	p.pitch = p.measurePitch(p.runs(words))
	return p
}

// median returns the middle one, 0 of none. It sorts its argument.
func median(v []float64) float64 { return quantile(v, 0.5) }

// quantile returns the value below which a share of the values lies, 0 of none.
// It sorts its argument.
func quantile(v []float64, share float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return v[int(share*float64(len(v)-1))]
}

// letters counts the letters and digits of a text.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// below tells whether a word has a letter that reaches below the line.
func below(s string) bool { return strings.ContainsAny(s, "gjpqyJQç,;()[]/|_@ş") }

// Boxes of a text layer are as high as the font, so much more than its letters.
const (
	fontBoxes     = -1 // no drop to be measured
	lettersOfFont = 0.68
)

// measureDrop returns how much lower words with letters like g end than other
// words of their line, in ems; fontBoxes when they do not.
func (p *page) measureDrop(words []wire.Word) float64 {
	var drops []float64
	for i := 0; i < len(words); {
		past := i + 1
		for past < len(words) && words[past].Line == words[i].Line {
			past++
		}
		var deep, flat []float64
		for _, w := range words[i:past] {
			if below(w.Text) {
				deep = append(deep, p.levelled(bottom(w), w))
			} else if letters(w.Text) > 0 {
				flat = append(flat, p.levelled(bottom(w), w))
			}
		}
		if len(deep) > 0 && len(flat) > 0 {
			drops = append(drops, median(deep)-median(flat))
		}
		i = past
	}
	drop := median(drops) / p.em
	if len(drops) >= 3 && drop < 0.05 {
		return fontBoxes
	}
	return min(0.5, max(0, drop))
}

// runs returns the words as runs, in the order in which they came.
func (p *page) runs(words []wire.Word) []run {
	var runs []run
	first := 0
	for i := 1; i <= len(words); i++ {
		if i < len(words) && words[i].Line == words[i-1].Line && p.joined(words[i-1], words[i]) {
			continue
		}
		runs = append(runs, p.newRun(words[first:i]))
		first = i
	}
	return runs
}

// joined tells whether a word follows another without a wide gap.
func (p *page) joined(a, b wire.Word) bool {
	gap := float64(b.X - a.X - a.W)
	return gap <= wideGap*max(p.em, float64(min(a.H, b.H))) && b.X+b.W >= a.X+a.W && gap > -2*p.em
}

func (p *page) newRun(words []wire.Word) run {
	r := run{words: words, left: words[0].X, right: words[0].X + words[0].W, top: words[0].Y, bottom: words[0].Y + words[0].H}
	var bases []float64
	for _, w := range words {
		r.left, r.right = min(r.left, w.X), max(r.right, w.X+w.W)
		r.top, r.bottom = min(r.top, w.Y), max(r.bottom, w.Y+w.H)
		if letters(w.Text) > 0 {
			bases = append(bases, p.base(w))
		}
	}
	r.base = median(bases)
	if len(bases) == 0 { // a dash or a dot hangs above the line
		middle := float64(r.top+r.bottom) / 2
		r.base = middle + p.em/2 - p.slope.at(middle)*float64(r.left+r.right)/2
	}
	return r
}

// tall is how much higher than usual, in ems, a box is taken for wrong: Tesseract
// now and then gives a word the height of its row.
const tall = 0.4

// base returns where the letters of a word stand, as if all lines were level.
func (p *page) base(w wire.Word) float64 {
	return p.levelled(p.level(w), w)
}

// level returns where the letters of a word stand.
func (p *page) level(w wire.Word) float64 {
	drop := 0.0
	if below(w.Text) {
		drop = p.drop * p.em
	}
	base := float64(w.Y+w.H) - drop
	if excess := float64(w.H) - drop - p.em; p.drop > 0 && excess > tall*p.em && excess < p.em {
		base -= excess / 2
	}
	return base
}

// isRule tells whether a word is a printed line that was read as a sign.
func (p *page) isRule(w wire.Word) bool {
	if p.drop == 0 || letters(w.Text) > 0 || !strings.ContainsAny(w.Text, "|_—–-‐") {
		return false
	}
	wide, high := float64(w.W)/p.em, float64(w.H)/p.em
	return wide > 3 && high < 0.4 || high > 1.35 && wide < 1 && strings.Trim(w.Text, "|") == ""
}

// upended is how high, in ems, a word is at least that stands on its side.
const upended = 2.5

// isUpended tells whether a word stands on its side, as small print along the edge
// does, and what is read in a shadow or a fold there: two letters or more, and much
// higher than wide. It reaches past several lines and stands on none of them.
func (p *page) isUpended(w wire.Word) bool {
	return letters(w.Text) > 1 && float64(w.H) > upended*p.em && w.H > 2*w.W
}

// measurePitch returns the usual distance of two lines of one text: of the
// distances from each run to the nearest one under it, the lower quarter, since
// rows of forms and paragraphs stand wider.
func (p *page) measurePitch(runs []run) float64 {
	runs = byBase(runs)
	var found []float64
	for i, r := range runs {
		for _, s := range runs[i+1:] {
			d := s.base - r.base
			if d > 4*p.em {
				break
			}
			if d > 0.8*p.em && overlaps(r, s) {
				found = append(found, d)
				break
			}
		}
	}
	if len(found) == 0 {
		return 1.7 * p.em
	}
	return min(3*p.em, quantile(found, 0.25))
}

// overlaps tells whether one run stands above the other.
func overlaps(a, b run) bool { return min(a.right, b.right) > max(a.left, b.left) }

// byBase returns the runs from top to bottom.
func byBase(runs []run) []run {
	sorted := slices.Clone(runs)
	slices.SortStableFunc(sorted, func(a, b run) int {
		return cmp.Or(cmp.Compare(a.base, b.base), cmp.Compare(a.left, b.left))
	})
	return sorted
}

// text returns the words of a run with spaces between.
func (r run) text() string {
	parts := make([]string, len(r.words))
	for i, w := range r.words {
		parts[i] = w.Text
	}
	return strings.Join(parts, " ")
}
