package child

/*
#include "quality.h"
*/
import "C"

import (
	"math"

	"postkamer"
)

// quality measures the page as it was scanned: before anything was turned or made
// better. What only shows on the page that stands upright is added by the others.
func (s *scales) quality() postkamer.Quality {
	q := postkamer.Quality{Measured: true, DPI: s.page.scanDPI, Width: s.page.wide, Height: s.page.tall}
	q.Paper = float64(s.paper.brightness()) / 255
	q.Black = s.paper.black()
	q.Colour = s.coloured
	if s.small.dpi == blankDPI {
		q.Cut = s.paper.cut()
		q.Fold, q.FoldAt = s.paper.fold()
	}
	return q
}

// measureInk adds how sharp and how dark the ink is.
func (s *scales) measureInk(q *postkamer.Quality) {
	if ink, ok := s.read.steps(); ok {
		q.Edge, q.Contrast = ink.edge, contrast(ink.height, s.paper.brightness())
	}
}

// Steps from ink to paper that are measured, on a page at readDPI.
const (
	stepRows    = 8  // every millimetre
	stepColumns = 16 // every 2 mm
	calmLevels  = 12 // grey levels: noise on the way
	leastSteps  = 60 // fewer say nothing
	leastStep   = 20 // grey levels of the faintest step
)

// A sharp is how steps from ink to paper are on a page.
type sharp struct {
	edge   float64 // mm
	height float64 // grey levels
}

// steps measures the steps on a grey page at readDPI; false when there are too few.
func (p *pix) steps() (sharp, bool) {
	var counts C.step_counts
	if C.count_steps(p.c, stepRows, stepColumns, calmLevels, &counts) == 0 {
		return sharp{}, false
	}
	rows, columns := newSteps(&counts.rows), newSteps(&counts.columns)
	var s sharp
	for _, t := range []steps{rows, columns} {
		if edge, height, ok := t.typical(); ok {
			s.edge = max(s.edge, edge*25.4/float64(p.dpi))
			s.height = max(s.height, height)
		}
	}
	return s, s.edge > 0
}

// steps counts steps by their height and by how wide they are, see quality.h.
type steps [C.STEP_HEIGHTS][C.STEP_WIDTHS]int

func newSteps(counts *[C.STEP_HEIGHTS][C.STEP_WIDTHS]C.uint32_t) steps {
	var s steps
	for h := range counts {
		for w, n := range counts[h] {
			s[h][w] = int(n)
		}
	}
	return s
}

// typical returns how wide the sharper quarter of the steps is, in pixels, and how high
// the higher quarter, in grey levels. Only steps at least half as high as the highest
// count: the others are noise, and strokes too thin for their ink to show.
func (s *steps) typical() (wide, height float64, ok bool) {
	heights := make([]int, len(s))
	for h := range s {
		for _, n := range s[h] {
			heights[h] += n
		}
	}
	top := highestOf(heights, max(30, total(heights)/500))
	least := max(leastStep/C.STEP_HEIGHT, top/2)
	widths := make([]int, C.STEP_WIDTHS)
	for h := least; h < len(s); h++ {
		for w, n := range s[h] {
			widths[w] += n
		}
	}
	n := total(widths)
	if n < leastSteps {
		return 0, 0, false
	}
	high := highestOf(heights, max(1, total(heights[least:])/4))
	return float64(lowestOf(widths, n/4)) / C.STEP_PARTS, float64(high*C.STEP_HEIGHT + C.STEP_HEIGHT/2), true
}

func total(counts []int) int {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return sum
}

// highestOf returns the value that n of all reach.
func highestOf(counts []int, n int) int {
	for i := len(counts) - 1; i > 0; i-- {
		if n -= counts[i]; n <= 0 {
			return i
		}
	}
	return 0
}

// lowestOf returns the value that n of all do not exceed.
func lowestOf(counts []int, n int) int {
	for i, c := range counts {
		if n -= c; n <= 0 {
			return i
		}
	}
	return len(counts) - 1
}

// contrast is a step of so many grey levels as a share of the brightness of the paper.
func contrast(height float64, paper uint8) float64 {
	return math.Min(1, height/float64(max(1, paper)))
}
