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
		if d := math.Abs(neighbour.base - r.base); free && d <= least {
			best, least = i, d
		}
	}
	return best
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

// readRows says runs row by row.
func (p *page) readRows(runs []run, say func(line)) {
	rows := p.rows(runs)
	breaks := p.breaks(rows)
	for i := 0; i < len(rows); {
		n := p.band(rows[i:])
		lines := [][]run{rows[i].runs}
		if n > 1 {
			lines = p.cells(rows[i : i+n])
		}
		for j, l := range lines {
			say(line{runs: l, first: j == 0 && breaks[i]})
		}
		i += n
	}
}

// band returns how many rows from the first on are one row of a table whose
// cells have several lines: 1 for most.
func (p *page) band(rows []row) int {
	n := 1
	for n < len(rows) && p.goesOn(rows[:n], rows[n]) {
		n++
	}
	if n == 1 && p.between(rows) {
		return 3
	}
	return n
}

// goesOn tells whether a row is the next line of a cell of the band above it:
// the first cell goes on there, or the band has no first cell yet.
func (p *page) goesOn(band []row, next row) bool {
	last := band[len(band)-1]
	if next.base-last.base > 1.2*p.pitch {
		return false
	}
	first := next.runs[0]
	for _, r := range last.runs {
		if !p.flush(r, first) {
			continue
		}
		return startsLow(first.text()) && first.left <= leftmost(band)+int(p.em)
	}
	if first.left >= leftmost(band)-int(p.em) {
		return false // the first cell is empty there: the order is right as it is
	}
	for _, r := range last.runs {
		for _, s := range next.runs {
			if p.flush(r, s) && startsLow(s.text()) {
				return true
			}
		}
	}
	return false
}

func leftmost(rows []row) int {
	left := rows[0].left()
	for _, w := range rows {
		left = min(left, w.left())
	}
	return left
}

// flush tells whether two runs begin at the same distance from the edge.
func (p *page) flush(a, b run) bool { return math.Abs(float64(a.left-b.left)) <= 0.6*p.em }

// between tells whether the second row stands beside the gap of the first and
// the third: a label in the middle of a cell of two lines, or the other way round.
func (p *page) between(rows []row) bool {
	if len(rows) < 3 || len(rows[0].runs) != 1 || len(rows[1].runs) != 1 || len(rows[2].runs) != 1 {
		return false
	}
	above, middle, under := rows[0].runs[0], rows[1].runs[0], rows[2].runs[0]
	return p.flush(above, under) && !overlaps(above, middle) && !overlaps(middle, under) &&
		under.base-above.base <= 1.2*p.pitch
}

// cells reads a band cell by cell. The next cell goes on where the last one ends.
func (p *page) cells(band []row) [][]run {
	var lines [][]run
	for _, cell := range p.columnsOf(band) {
		for j, w := range p.rows(cell) {
			if j == 0 && len(lines) > 0 {
				lines[len(lines)-1] = append(lines[len(lines)-1], w.runs...)
				continue
			}
			lines = append(lines, slices.Clone(w.runs))
		}
	}
	return lines
}

// cellGap is the least space between two cells of a table, in ems.
const cellGap = 1.5

// columnsOf groups the runs of some rows by what stands under one another, from
// left to right.
func (p *page) columnsOf(band []row) [][]run {
	var all []run
	for _, w := range band {
		all = append(all, w.runs...)
	}
	slices.SortStableFunc(all, func(a, b run) int { return a.left - b.left })
	var found [][]run
	right := -math.MaxFloat64
	for _, r := range all {
		if float64(r.left) >= right+cellGap*p.em || found == nil {
			found = append(found, nil)
		}
		right = max(right, float64(r.right))
		found[len(found)-1] = append(found[len(found)-1], r)
	}
	return found
}

// startsLow tells whether a text begins with a small letter: it goes on from a
// line before.
func startsLow(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}
