package child

/*
#include "shim.h"
*/
import "C"

import (
	"math"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// A scales is one decoded page at the resolutions that its preparation looks at,
// each made from the one above it: scaling from the top costs twice as much.
// Small pages are at less than the given resolutions.
type scales struct {
	page  *page
	gray  *pix // the page in grey, at most maxDPI: barcodes
	read  *pix // readDPI: what Tesseract gets
	half  *pix // viewDPI: the view, and how the page lies
	small *pix // blankDPI: whether anything is on the page
	paper paper

	looked   bool     // for dark patches
	evenings *evening // what to do with them
	evened   bool     // letters on dark patches were made black on white for reading
	colour   bool     // there is colour on the page that somebody would miss
	coloured float64  // share of the page that has any
}

// scales returns p at all resolutions. p is still to be freed.
func (p *page) scales(steps wire.Steps) (*scales, error) {
	s := &scales{page: p, gray: p.gray()}
	s.coloured, s.colour = p.coloured()
	dpi := readDPI
	if steps.DPI > 0 {
		dpi = steps.DPI
	}
	s.read = s.gray.scaled(min(dpi, s.gray.dpiFor(maxReadPixels)))
	s.half = s.gray.scaled(min(viewDPI, s.gray.dpi))
	s.small = s.half.scaled(min(blankDPI, s.half.dpi))
	m, err := s.small.image()
	if err != nil {
		s.free()
		return nil, err
	}
	s.paper = newPaper(m)
	return s, nil
}

func (s *scales) free() {
	for _, p := range []*pix{s.gray, s.read, s.half, s.small} {
		p.free()
	}
	if s.evenings != nil {
		s.evenings.free()
	}
}

// isBlank tells whether there is nothing on the page but dust and punch holes.
func (s *scales) isBlank() bool {
	return s.small.dpi == blankDPI && s.paper.isBlank()
}

// stand finds out how the page must be turned and straightened, notes it in view
// and turns what still is to be looked at. Straightening is left to who needs it. It
// returns by how many degrees the page would have to be straightened, also when that is
// more than is done.
func (s *scales) stand(view *postkamer.View, q wire.Request, o *osd) float64 {
	if q.Turned { // a person decided, or a code of ours
		s.turn(view, q.Turn)
		q.Steps.NoTurn = true
	}
	half := s.half.derived(nil, s.half.dpi)
	defer half.free()
	if !q.Steps.NoEven {
		s.even(half, view.Rotation)
	}
	turn, found := s.position(half, q.Steps, o)
	if view.Skew = found; math.Abs(found) > maxSkew {
		view.Skew = 0
	}
	if !q.Turned {
		s.turn(view, turn)
	}
	return found
}

// turn turns what still is to be looked at further and notes it in view.
func (s *scales) turn(view *postkamer.View, degrees int) {
	view.Rotation = (view.Rotation + degrees) % 360
	for _, p := range []*pix{s.gray, s.read, s.half} {
		p.turn(degrees)
	}
}
