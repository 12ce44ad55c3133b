package postkamer

import (
	"math"
	"slices"
	"strconv"
)

// Paper that is longer than A4 and no accident, in millimetres: folio, legal, A3 and a
// leaflet that was folded open.
var longPaper = []float64{330, 355.6, 420, 594}

// paperSlack is how much the length of one sheet differs from scan to scan.
const paperSlack = 4.0

// commonHeight returns the height of the paper of the stack in millimetres: that of the
// profile, or the one that most pages have; 0 when too few have any.
func (l Limits) commonHeight(pages []StackPage) float64 {
	if l.PageHeight > 0 {
		return l.PageHeight
	}
	var heights []float64
	for _, p := range pages {
		if p.Quality.Height > 0 && !p.Away {
			heights = append(heights, p.Quality.Height)
		}
	}
	const enough = 3
	if len(heights) < enough {
		return 0
	}
	slices.Sort(heights)
	best, most := 0.0, 0
	for i, h := range heights {
		n, _ := slices.BinarySearch(heights[i:], h+paperSlack)
		if n > most {
			best, most = heights[i+n/2], n
		}
	}
	return best
}

// isTooLong tells whether a page may be two sheets that were drawn in one behind the
// other: longer than the paper of the stack, and no size that paper has.
func (l Limits) isTooLong(p StackPage, common float64) bool {
	h := p.Quality.Height
	if l.Longer <= 0 || common <= 0 || h < common+l.Longer || p.Sheet {
		return false
	}
	return !slices.ContainsFunc(longPaper, func(size float64) bool { return math.Abs(size-h) < paperSlack })
}

// twin returns which of the pages before p is the same sheet, -1 when none is. Blank
// pages and separator sheets are all alike and never anyone's twin: they have no cells.
func (l Limits) twin(before [][]float64, p []float64) int {
	for i := len(before) - 1; l.Same > 0 && p != nil && i >= 0; i-- {
		if likeness(before[i], p) >= l.Same {
			return i
		}
	}
	return -1
}

// prints returns the cells of the pages that may be somebody's twin.
func prints(pages []StackPage) [][]float64 {
	all := make([][]float64, len(pages))
	for i, p := range pages {
		if !p.Sheet && !p.Away && !p.Quality.Blank {
			all[i] = p.Quality.Print.cells()
		}
	}
	return all
}

// pageNote names another page of the stack.
func pageNote(p StackPage) string {
	switch {
	case p.Name != "":
		return p.Name
	case p.Shown <= 0:
		return "een andere bladzijde"
	}
	return "bladzijde " + strconv.Itoa(p.Shown)
}
