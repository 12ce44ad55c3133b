package child

import (
	"bytes"
	"image"
)

// When a page is blank. The first three numbers were measured on 240 pages: at
// 12 % darker than the local background the blank ones have at most 0.57 % ink
// (one with a coffee stain apart), pages with text at least 1.09 %. That alone
// would call a pencilled telephone number blank, so nothing that looks like a
// stroke of a pen may be on the page either.
const (
	inkShare    = 0.12
	blankInk    = 57e-4
	pencilShare = 0.05 // faint pencil is 8-20 % darker than the paper, 5 % where the whole page is faint
	overNoise   = 3.5  // standard deviations of the noise that pencil must exceed
	minStroke   = 2.0  // mm, the longer side; dust is smaller
	maxStrokes  = 5.0  // mm of strokes together
	marginMM    = 6.0  // left out: edges of the sheet, shadows of the lid
	darkPaper   = 110  // a page darker than this was not scanned as it should be
)

// isBlank tells whether a page has no ink but dust and punch holes.
func (p paper) isBlank() bool {
	inner := p.gray.Rect.Inset(mm(marginMM))
	if inner.Dx() < mm(20) || inner.Dy() < mm(20) || p.brightness() < darkPaper {
		return false
	}
	return p.ink(inner) <= blankInk && p.strokes(inner) < maxStrokes
}

// ink returns the share of the pixels of r that are ink.
func (p paper) ink(r image.Rectangle) float64 {
	n := bytes.Count(p.darks(r, inkShare), []byte{1})
	return float64(n) / float64(r.Dx()*r.Dy())
}

// strokes returns how many millimetres of strokes there are in r.
func (p paper) strokes(r image.Rectangle) float64 {
	total := 0.0
	for _, s := range p.spots(r, p.strokeShare(r)) {
		long := max(s.Dx(), s.Dy())
		if long < mm(minStroke) || s.isPunchHole(p.gray.Rect) {
			continue
		}
		total += float64(long) * 25.4 / blankDPI
	}
	return total
}

// strokeShare returns how much darker than the paper a stroke of a pen in r is: as
// faint as pencil, or as the noise allows.
func (p paper) strokeShare(r image.Rectangle) float64 {
	return max(pencilShare, overNoise*p.noise(r)/float64(max(1, p.brightness())))
}

// noise returns the standard deviation of the noise of the paper in r, from the
// median difference between neighbours, on which ink has no influence.
func (p paper) noise(r image.Rectangle) float64 {
	var differences histogram
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := p.gray.Pix[y*p.gray.Stride:]
		for x := r.Min.X + 1; x < r.Max.X; x++ {
			differences[max(row[x], row[x-1])-min(row[x], row[x-1])]++
		}
	}
	const gaussian = 0.954 // median of |a-b| for a deviation of 1
	return float64(differences.lowest(2)) / gaussian
}

// isPunchHole tells whether s is a round dark patch of 4-8 mm within 20 mm of an
// edge of the sheet (ISO 838 holes are 6 mm, 12 mm from the edge).
func (s spot) isPunchHole(sheet image.Rectangle) bool {
	w, h := s.Dx(), s.Dy()
	round := w >= mm(4) && w <= mm(8) && h >= mm(4) && h <= mm(8) && s.pixels*100 >= 65*w*h
	return round && !s.In(sheet.Inset(mm(20)))
}

// mm converts millimetres to pixels at blankDPI.
func mm(v float64) int { return int(v * blankDPI / 25.4) }
