package layout

import (
	"cmp"
	"math"
	"slices"
)

// A cell is what stands in one place of a table or a form: one run, or some runs
// under one another. The paragraphs of a letter are cells as well.
type cell struct {
	runs      []run
	top, base float64 // bases of the first and the last run
	left      int     // of the first run
	partner   *cell   // the nearest cell to the left on one of its lines
	beside    int     // runs on the row of its last run
}

// readRows says runs row by row: the cells of a row from left to right, each
// from top to bottom. A cell goes on the line on which the one before it ends.
func (p *page) readRows(runs []run, say func(line)) {
	var lines []line
	p.readBoxes(runs, func(rest []run) { lines = append(lines, p.bandLines(rest)...) }, func(l line) { lines = append(lines, l) })
	p.paragraphs(lines)
	for _, l := range lines {
		say(l)
	}
}

// bandLines returns the lines of some runs, band after band.
func (p *page) bandLines(runs []run) []line {
	var lines []line
	for _, band := range p.bands(runs) {
		for i, c := range p.columnsOf(band) {
			for j, w := range p.rows(c) {
				if i > 0 && j == 0 {
					last := &lines[len(lines)-1]
					last.runs = append(last.runs, w.runs...)
					continue
				}
				lines = append(lines, line{runs: slices.Clone(w.runs)})
			}
		}
	}
	return lines
}

// bands groups runs into the rows of a table, top to bottom: cells that stand
// beside one another, of several lines or of one.
func (p *page) bands(runs []run) [][]run {
	cells := p.cells(runs)
	slices.SortStableFunc(cells, func(a, b *cell) int { return cmp.Compare(a.top, b.top) })
	var bands [][]run
	bottom := -math.MaxFloat64
	for _, c := range cells {
		if bands == nil || c.top > bottom {
			bands = append(bands, nil)
			bottom = -math.MaxFloat64
		}
		bottom = max(bottom, c.base+onRow*p.em)
		bands[len(bands)-1] = append(bands[len(bands)-1], c.runs...)
	}
	return bands
}

// cells puts runs together that go on under one another.
func (p *page) cells(runs []run) []*cell {
	rows := p.rows(runs)
	near := p.closeLines(rows)
	var cells []*cell
	for _, w := range rows {
		var left *cell
		for _, r := range w.runs {
			c := p.above(cells, r)
			if c == nil || !c.goesOn(r, left, len(w.runs), near) {
				c = &cell{top: w.base, left: r.left}
				cells = append(cells, c)
			}
			c.runs = append(c.runs, r)
			c.base, c.beside = max(c.base, w.base), len(w.runs)
			if c.partner == nil {
				c.partner = left
			}
			left = c
		}
	}
	return cells
}

// nearCells is how many cells back the one above a run is looked for.
const nearCells = 24

// above returns the cell that ends right above a run and begins at the same
// distance from the edge, nil when there is none.
func (p *page) above(cells []*cell, r run) *cell {
	for i := len(cells) - 1; i >= max(0, len(cells)-nearCells); i-- {
		c := cells[i]
		d := r.base - c.base
		if d > 0.5*p.em && d <= 1.2*p.pitch && math.Abs(float64(c.left-r.left)) <= 0.6*p.em {
			return c
		}
	}
	return nil
}

// goesOn tells whether a run, of a row of so many, is the next line of the cell
// above it; left is the cell to the left of the run. It is not when a new cell
// begins to the left of it. It must begin with a small letter, or stand so near
// that it is no row of its own; of two full rows each is one.
func (c *cell) goesOn(r run, left *cell, beside int, near float64) bool {
	switch {
	case left != nil && len(left.runs) == 1 && c.hasPartner(left):
		return false
	case startsLow(r.text()):
		return true
	}
	return r.base-c.base <= near && (c.beside == 1 || beside == 1)
}

// hasPartner tells whether the cell has something else than left beside it.
func (c *cell) hasPartner(left *cell) bool { return c.partner != nil && c.partner != left }

// closeLines returns from what distance down two lines of a column belong to one
// cell, whatever they say: clearly less than the rows of the form are apart. It
// is 0 when there are too few rows to tell.
func (p *page) closeLines(rows []row) float64 {
	var found []float64
	last := -1
	for i, w := range rows {
		if len(w.runs) < 2 {
			continue
		}
		if last >= 0 {
			found = append(found, w.base-rows[last].base)
		}
		last = i
	}
	if len(found) < 2 {
		return 0
	}
	return 0.8 * quantile(found, 0.25)
}

// cellGap is the least space between two cells of a table, in ems.
const cellGap = 1.5

// columnsOf groups the runs of a band by what stands under one another, from
// left to right.
func (p *page) columnsOf(band []run) [][]run {
	all := slices.Clone(band)
	slices.SortStableFunc(all, func(a, b run) int { return cmp.Compare(a.left, b.left) })
	var found [][]run
	right := 0.0
	for _, r := range all {
		if found == nil || float64(r.left) >= right+cellGap*p.em {
			found = append(found, nil)
		}
		right = max(right, float64(r.right))
		found[len(found)-1] = append(found[len(found)-1], r)
	}
	return found
}
