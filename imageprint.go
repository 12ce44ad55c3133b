package postkamer

import (
	"math"
	"strings"
)

// An ImagePrint tells a page from others of its stack, whatever the noise and its place
// on the glass: how much ink is in each cell of PrintCell millimetres, PrintDown rows of
// PrintAcross about the middle of all ink, one character of printDigits for each. Empty:
// the page has none.
//
// A hash of 64 bits was tried first: it tells all layouts apart, but takes one form filled
// in by two people for the same page (docs/quality.md).
type ImagePrint string

// Sizes of an ImagePrint.
const (
	PrintAcross = 32
	PrintDown   = 44
	PrintCell   = 7.0 // mm
)

// printDigits stand for shares of ink from 0 to printMost, in the order of their roots:
// small shares, where the differences are, have finer steps.
const (
	printDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	printMost   = 0.5
)

// NewImagePrint makes a print of the share of each cell that is ink, 0..1, row by row. It
// is empty for any other number of cells.
func NewImagePrint(ink []float64) ImagePrint {
	if len(ink) != PrintAcross*PrintDown {
		return ""
	}
	b := make([]byte, len(ink))
	for i, v := range ink {
		root := math.Sqrt(math.Max(0, math.Min(v, printMost)) / printMost)
		b[i] = printDigits[int(root*float64(len(printDigits)-1)+.5)]
	}
	return ImagePrint(b)
}

// cells returns the shares of ink again, nil when there are none.
func (p ImagePrint) cells() []float64 {
	if len(p) != PrintAcross*PrintDown {
		return nil
	}
	ink := make([]float64, len(p))
	for i := range len(p) {
		at := strings.IndexByte(printDigits, p[i])
		if at < 0 {
			return nil
		}
		root := float64(at) / float64(len(printDigits)-1)
		ink[i] = root * root * printMost
	}
	return ink
}

// Valid tells whether p is empty or made by NewImagePrint.
func (p ImagePrint) Valid() bool { return p == "" || p.cells() != nil }

// Likeness is how alike two pages are, 0..1: that of the part in which they differ most.
// Two scans of one sheet differ a little everywhere, two people's answers on one form a
// lot somewhere.
func (p ImagePrint) Likeness(other ImagePrint) float64 { return likeness(p.cells(), other.cells()) }

// Parts that are compared, and where comparing ends early.
const (
	printBlock = 2    // cells of a side
	blockInk   = 0.2  // cells full of ink that a part must have to count
	farApart   = 0.45 // likeness of the whole below which no part is looked at
)

func likeness(a, b []float64) float64 {
	if a == nil || b == nil {
		return 0
	}
	if whole, _ := alike(a, b, 0, 0, PrintAcross, PrintDown); whole < farApart {
		return 0
	}
	least, parts := 1.0, 0
	for y := 0; y < PrintDown; y += printBlock {
		for x := 0; x < PrintAcross; x += printBlock {
			share, ink := alike(a, b, x, y, x+printBlock, y+printBlock)
			if ink > blockInk {
				least = math.Min(least, share)
				parts++
			}
		}
	}
	if parts == 0 {
		return 0
	}
	return least
}

// alike returns which share of the ink in some cells two pages have in common, and how
// much there is in either.
func alike(a, b []float64, left, top, right, bottom int) (share, ink float64) {
	differs := 0.0
	for y := top; y < bottom; y++ {
		for i := y*PrintAcross + left; i < y*PrintAcross+right; i++ {
			differs += math.Abs(a[i] - b[i])
			ink += math.Max(a[i], b[i])
		}
	}
	if ink == 0 {
		return 0, 0
	}
	return 1 - differs/ink, ink
}
