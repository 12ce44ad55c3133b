package child

/*
#include "shim.h"
*/
import "C"

import (
	"postkamer"
)

// How small a view should be. Text stays readable down to the last quality.
const (
	viewBytes     = 80_000 // for an A4 in grey; twice that in colour
	a4Pixels      = 1240 * 1754
	colourChannel = 48  // difference between channels that the eye takes for colour
	colourPixels  = 100 // at colourDPI: a signature in red ink
	maxViewSide   = 6000
)

// bestQuality is the JPEG quality of a view that fits with it.
const bestQuality = 70

// viewQualities are the other qualities with the share of the bytes at the best
// one that they take, measured on noisy scans, where it matters.
var viewQualities = []struct {
	quality int
	share   float64
}{{55, 0.72}, {40, 0.5}, {30, 0.35}}

// view returns the page as JPEG, turned and straightened as view says, and notes
// its size there: in grey unless there is colour that somebody would miss. nil: it
// cannot be made.
func (s *scales) view(view *postkamer.View) []byte {
	v := s.half
	if s.colour {
		v = s.page.scaled(s.half.dpi)
		defer v.free()
		v.turn(view.Rotation)
	}
	v = v.smaller(maxViewSide)
	defer v.free()
	v.straighten(view.Skew)
	view.Width, view.Height, view.DPI = v.width(), v.height(), v.dpi
	return v.fittingJPEG(s.colour)
}

// smaller returns p with sides of at most the given pixels.
func (p *pix) smaller(side int) *pix {
	dpi := p.dpi
	if long := max(p.width(), p.height()); long > side {
		dpi = max(1, dpi*side/long)
	}
	return p.scaled(dpi)
}

// fittingJPEG returns p as JPEG: in the best quality, or when that gets too large
// in one that should fit.
func (p *pix) fittingJPEG(colour bool) []byte {
	limit := max(20_000, viewBytes*p.width()*p.height()/a4Pixels)
	if colour {
		limit *= 2
	}
	body := p.jpeg(bestQuality)
	if len(body) <= limit {
		return body
	}
	return p.jpeg(fittingQuality(len(body), limit))
}

// fittingQuality returns the quality that should bring an image of got bytes at
// the best quality below limit.
func fittingQuality(got, limit int) int {
	for _, q := range viewQualities {
		if float64(got)*q.share <= float64(limit) {
			return q.quality
		}
	}
	return viewQualities[len(viewQualities)-1].quality
}

// coloured returns which share of the page has more colour than tinted paper, and
// whether somebody would miss it.
func (p *pix) coloured() (share float64, missed bool) {
	if p.depth() != 32 {
		return 0, false
	}
	small := p.scaled(min(colourDPI, p.dpi))
	defer small.free()
	n := int(C.colourful(small.c, colourChannel))
	return float64(n) / float64(max(1, small.width()*small.height())), n > colourPixels
}
