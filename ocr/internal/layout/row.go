package layout

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A row is what stands beside one another, from left to right.
type row struct {
	runs []run
	base float64 // of its leftmost run
}

// onRow is how far, in ems, the bases of neighbours on one row may differ: what
// is left of skew, another font, a jumping box.
const onRow = 0.45

// rows groups runs into rows, top to bottom.
func (p *page) rows(runs []run) []row {
	var rows []row
	for _, r := range byBase(runs) {
		if i := p.rowFor(rows, r); i >= 0 {
			rows[i].add(r)
			continue
		}
		rows = append(rows, row{runs: []run{r}, base: r.base})
	}
	slices.SortStableFunc(rows, func(a, b row) int {
		switch {
		case a.base < b.base:
			return -1
		case a.base > b.base:
			return 1
		}
		return 0
	})
	return rows
}

func (w *row) add(r run) {
	i, _ := slices.BinarySearchFunc(w.runs, r, func(a, b run) int { return a.left - b.left })
	w.runs = slices.Insert(w.runs, i, r)
	w.base = w.runs[0].base
}

// rowFor returns which of the last rows a run stands in, -1 for none. A run is
// compared with its nearest neighbour, so that a slope does not add up.
func (p *page) rowFor(rows []row, r run) int {
	best, least := -1, onRow*p.em
	for i := len(rows) - 1; i >= max(0, len(rows)-4); i-- {
		neighbour, free := rows[i].neighbour(r)
		if free && rows[i].hasLine(r.words[0].Line) {
			return i
		}
		d := math.Abs(neighbour.base - r.base)
		if free && d > onRow*p.em && sideBySide(neighbour, r) {
			d = onRow * p.em
		}
		if free && d <= least {
			best, least = i, d
		}
	}
	return best
}

// handwritten is the mean confidence below which words may be written by hand.
const handwritten = 0.8

// confidence returns the mean confidence of the words.
func (r run) confidence() float64 {
	sum := 0.0
	for _, w := range r.words {
		sum += w.Confidence
	}
	return sum / float64(len(r.words))
}

// sideBySide tells whether two runs share most of the height of the lower one and
// one was hardly readable: handwriting and the label before it. It keeps no line.
func sideBySide(a, b run) bool {
	unsure := min(a.confidence(), b.confidence()) < handwritten
	return unsure && 10*(min(a.bottom, b.bottom)-max(a.top, b.top)) > 6*min(a.bottom-a.top, b.bottom-b.top)
}

// hasLine tells whether a run of the row was read on that line.
func (w row) hasLine(n int) bool {
	return slices.ContainsFunc(w.runs, func(r run) bool { return r.words[0].Line == n })
}

// neighbour returns the run of the row that is nearest to r, and whether there
// is room for r in the row.
func (w row) neighbour(r run) (run, bool) {
	var nearest run
	least := math.MaxInt
	for _, s := range w.runs {
		over := min(s.right, r.right) - max(s.left, r.left)
		if 3*over > min(s.right-s.left, r.right-r.left) {
			return nearest, false
		}
		if -over < least {
			nearest, least = s, -over
		}
	}
	return nearest, true
}

func (w row) left() int { return w.runs[0].left }

func (w row) right() int {
	right := w.runs[0].right
	for _, r := range w.runs {
		right = max(right, r.right)
	}
	return right
}

func (w row) text() string {
	parts := make([]string, len(w.runs))
	for i, r := range w.runs {
		parts[i] = r.text()
	}
	return strings.Join(parts, " ")
}

// startsLow tells whether a text begins with a small letter: it goes on from a
// line before.
func startsLow(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}
