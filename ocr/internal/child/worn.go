package child

/*
#include "shim.h"
#include "worn.h"
*/
import "C"

import (
	"cmp"
	"image"
	"math"
	"slices"
)

// A copier breaks hair lines and pale boxes up into dots, and paper gets specks as dark
// as ink. Lines of dots are looked for only where so many of a million pixels are one:
// a copy of a copy has 180 to 6,000, a page from a scanner none, the noise of a sensor
// mostly none.
const (
	leastGrain = 100
	grainLevel = 210
)

// A tooth is the line between two cells of a comb: the share of its height that has
// ink. Grain leaves half of it and more; letters do not reach the edges of their cell.
const (
	usualTooth = .3
	leastTooth = .15
	paleTooth  = .1  // at the ends
	surelyComb = .12 // over the usual, on average: real ones have .14 to .22, chance .09
	mostAside  = .5  // of the mean of the teeth, of the columns between them

	lowestCell, tallestCell = 24, 66 // 3 and 8.4 mm
	leastCells              = 4      // a table has fewer columns of one width, and closer together
)

// What is more than this on a page is no form, and would take seconds.
const (
	mostRules = 400
	mostRows  = 100
	mostCombs = 4 // in a row
)

// worn adds the lines that a copier broke up to lines and returns their combs.
func (p *pix) worn(lines *pix) []image.Rectangle {
	if !p.isGrainy() {
		return nil
	}
	b := &pix{c: C.fast_threshold(p.c, combLevel), dpi: p.dpi}
	defer b.free()
	across := &pix{c: C.worn_lines(b.c), dpi: p.dpi}
	defer across.free()
	rules := across.groups()
	if len(rules) == 0 || len(rules) > mostRules {
		return nil
	}
	ink := &pix{c: C.worn_ink(b.c, across.c), dpi: p.dpi}
	defer ink.free()
	if ink.c == nil {
		return nil
	}
	if lines.c == nil {
		lines.c = C.pixCreateTemplate(ink.c)
	}
	if lines.c == nil {
		return nil
	}
	C.add_part(lines.c, ink.c, 0, 0, C.int(p.width()), C.int(p.height()))
	var found []image.Rectangle
	for _, c := range b.wornCombs(rowsBetween(rules)) {
		found = append(found, c.Rectangle)
		c.addTeeth(lines, b)
	}
	return found
}

// isGrainy tells whether a page may be a copy of a copy.
func (p *pix) isGrainy() bool {
	b := &pix{c: C.fast_threshold(p.c, grainLevel), dpi: p.dpi}
	defer b.free()
	return b.c != nil && int(C.grain(b.c)) > p.width()*p.height()*leastGrain/1_000_000
}

// rowsBetween returns where two lines lie above each other as far apart as a cell of a
// comb is high.
func rowsBetween(lines []image.Rectangle) []image.Rectangle {
	var rows []image.Rectangle
	for i, upper := range lines {
		for _, lower := range lines[i+1:] {
			if lower.Min.Y < upper.Min.Y {
				upper, lower = lower, upper
			}
			top, bottom := middle(upper).Y, middle(lower).Y
			row := image.Rect(min(upper.Min.X, lower.Min.X), top, max(upper.Max.X, lower.Max.X), bottom)
			both := min(upper.Max.X, lower.Max.X) - max(upper.Min.X, lower.Min.X)
			if bottom-top >= lowestCell && bottom-top <= tallestCell && both >= ruleWide {
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// A wornComb is a row of cells of which the lines are where their regular pitch says.
type wornComb struct {
	image.Rectangle
	pitch float64
	score float64 // how much more of its lines is there than must be
}

// wornCombs finds the combs in rows between two lines: by their pitch, since no single
// line between two cells need be whole. Of those that overlap the best one counts: the
// bottom of one comb and the top of the next are a row as well.
func (p *pix) wornCombs(rows []image.Rectangle) []wornComb {
	const beyond = 32 // the ends of the lines are not known better
	var all, found []wornComb
	for _, row := range rows[:min(len(rows), mostRows)] {
		all = append(all, p.combsIn(image.Rect(row.Min.X-beyond, row.Min.Y, row.Max.X+beyond, row.Max.Y))...)
	}
	slices.SortStableFunc(all, func(a, b wornComb) int { return cmp.Compare(b.score, a.score) })
	for _, c := range all {
		if !slices.ContainsFunc(found, func(f wornComb) bool { return f.Inset(4).Overlaps(c.Rectangle) }) {
			found = append(found, c)
		}
	}
	return found
}

// combsIn finds the combs of one row, the best first.
func (p *pix) combsIn(row image.Rectangle) []wornComb {
	teeth := p.teeth(row)
	var found []wornComb
	for range mostCombs {
		c := bestComb(teeth, row.Dy())
		if c.score == 0 {
			break
		}
		stands := c.standsOut(teeth)
		c.extend(teeth)
		clear(teeth[max(0, c.Min.X-2):min(len(teeth), c.Max.X+3)])
		c.Rectangle = image.Rect(c.Min.X, 0, c.Max.X+1, row.Dy()+1).Add(row.Min)
		if stands {
			found = append(found, c)
		}
	}
	return found
}

// teeth returns for each column of a row how much it looks like a line between cells:
// the share of ink in it near the lines above and below, where no letter reaches.
func (p *pix) teeth(row image.Rectangle) []float64 {
	const edge = 3 // the lines above and below
	deep := max(edge+1, row.Dy()*22/100)
	teeth := p.columns(image.Rect(row.Min.X, row.Min.Y+edge, row.Max.X, row.Min.Y+deep))
	bottom := p.columns(image.Rect(row.Min.X, row.Max.Y-deep, row.Max.X, row.Max.Y-edge))
	all := p.columns(image.Rect(row.Min.X, row.Min.Y+edge, row.Max.X, row.Max.Y-edge))
	for x := range teeth {
		teeth[x] = min((teeth[x]+bottom[x])/2, all[x])
	}
	return teeth
}

// columns returns the share of the rows of r that have ink in each column or beside it.
func (p *pix) columns(r image.Rectangle) []float64 {
	counts := make([]C.int, r.Dx())
	C.column_ink(p.c, C.int(r.Min.X), C.int(r.Min.Y), C.int(r.Dx()), C.int(r.Dy()), &counts[0])
	shares := make([]float64, len(counts))
	for i, n := range counts {
		shares[i] = float64(n) / float64(max(1, r.Dy()))
	}
	return shares
}

// bestComb returns the comb with the most teeth that are there; none has no score. Its
// rectangle has only its sides.
func bestComb(teeth []float64, high int) wornComb {
	var best wornComb
	for pitch := .6 * float64(high); pitch <= 1.5*float64(high); pitch += .2 {
		for from := 0.0; from < pitch; from++ {
			if c := combAt(teeth, from, pitch); c.score > best.score {
				best = c
			}
		}
	}
	return best
}

// combAt returns the best run of teeth with one pitch.
func combAt(teeth []float64, from, pitch float64) wornComb {
	var best wornComb
	start, sum, n := from, 0.0, 0
	for x := from; x < float64(len(teeth)); x += pitch {
		at := min(int(math.Round(x)), len(teeth)-1)
		tooth := slices.Max(teeth[max(0, at-1):min(len(teeth), at+2)])
		if tooth < leastTooth {
			sum -= 2 * usualTooth
		} else {
			sum += min(tooth, 2*usualTooth) - usualTooth
		}
		n++
		if sum <= 0 {
			start, sum, n = x+pitch, 0, 0
		}
		if n > leastCells && sum > best.score && sum > surelyComb*float64(n) {
			best = wornComb{image.Rect(int(math.Round(start)), 0, at, 0), pitch, sum}
		}
	}
	return best
}

// extend adds cells on both sides as long as there is any of the line of the next one or
// more of that of the one after it: some are too pale to see.
func (c *wornComb) extend(teeth []float64) {
	tooth := func(x, least float64) bool {
		at := int(math.Round(x))
		return at >= 1 && at+2 <= len(teeth) && slices.Max(teeth[at-1:at+2]) >= least
	}
	left, right := float64(c.Min.X), float64(c.Max.X)
	for tooth(left-c.pitch, paleTooth) || tooth(left-2*c.pitch, usualTooth) {
		left -= c.pitch
	}
	for tooth(right+c.pitch, paleTooth) || tooth(right+2*c.pitch, usualTooth) {
		right += c.pitch
	}
	c.Min.X, c.Max.X = int(math.Round(left)), int(math.Round(right))
}

// standsOut tells whether there is much more ink at the teeth of c than between them:
// small letters right below a line have it anywhere.
func (c wornComb) standsOut(teeth []float64) bool {
	const near = 3
	at, beside, n, m := 0.0, 0.0, 0, 0
	for x := c.Min.X; x <= c.Max.X; x++ {
		switch off := math.Abs(math.Remainder(float64(x-c.Min.X), c.pitch)); {
		case off < 1:
			at, n = at+teeth[x], n+1
		case off > near:
			beside, m = beside+teeth[x], m+1
		}
	}
	return beside/float64(max(1, m)) < mostAside*at/float64(max(1, n))
}

// addTeeth adds the ink of the lines between the cells of b to lines.
func (c wornComb) addTeeth(lines, b *pix) {
	const half = 2
	for x := float64(c.Min.X); x <= float64(c.Max.X)+1; x += c.pitch {
		C.add_thin(lines.c, b.c, C.int(math.Round(x))-half, C.int(c.Min.Y), 2*half+1, C.int(c.Dy()))
	}
}
