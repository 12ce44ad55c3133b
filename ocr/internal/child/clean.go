package child

/*
#include "shim.h"
*/
import "C"

import (
	"postkamer"
	"postkamer/ocr/internal/wire"
)

// clean returns the page as Tesseract reads it best: grey, upright, straight, at
// readDPI, on even paper, with a little less noise and full contrast. The order
// matters: stains must be gone before the contrast is stretched over the page.
func (s *scales) clean(view postkamer.View, steps wire.Steps) *pix {
	c := s.read.derived(nil, s.read.dpi)
	if !steps.NoEven {
		s.even(c, view.Rotation)
	}
	if !steps.NoDeskew {
		c.straighten(view.Skew)
	}
	if !steps.NoNormalise {
		c.normalise()
	}
	if !steps.NoSmooth {
		c.smooth()
	}
	if !steps.NoStretch {
		c.stretch()
	}
	return c
}

// normalise makes the paper evenly white: shades, stains and tints go.
func (p *pix) normalise() { p.become(C.background_norm(p.c)) }

// smooth takes the noise of a sharp page away. On a soft one it would take letters.
func (p *pix) smooth() {
	if p.histograms().isSoft() {
		return
	}
	s := p.smoothed()
	p.free()
	*p = *s
}

// smoothed returns a new image of p averaged over 3x3 pixels.
func (p *pix) smoothed() *pix { return p.derived(C.fast_blur(p.c), p.dpi) }

// stretch makes ink black and paper white.
func (p *pix) stretch() {
	p.unshare()
	if black, white, ok := p.histograms().levels.stretch(); ok {
		C.fast_levels(p.c, C.int(black), C.int(white))
	}
}

// keep encodes a clean page for the reading that comes later, which makes it again
// when there is none: nil when there is no memory.
func (s *scales) keep(clean *pix, view postkamer.View) []byte {
	m, err := clean.image()
	if err != nil {
		return nil
	}
	return wire.Clean{
		Width: clean.width(), Height: clean.height(), DPI: clean.dpi,
		Rotation: view.Rotation, Skew: view.Skew, ViewWidth: view.Width, ViewHeight: view.Height,
		Bitonal: s.isBlackOnWhite(),
		Pixels:  m.Pix,
	}.Encode()
}

// A kept is a clean page with what its preparation found out about it.
type kept struct {
	*pix
	blackOnWhite bool // has no colours and no photos
}

// keptPage returns the clean page that q asks for: the one that comes along, or
// made again from the file.
func keptPage(data []byte, q wire.Request) (kept, error) {
	if q.Kind == wire.Prepared {
		return decodeKept(data, q)
	}
	p, err := decode(data, q)
	if err != nil {
		return kept{}, err
	}
	defer p.free()
	s, err := p.scales(q.Steps)
	if err != nil {
		return kept{}, err
	}
	defer s.free()
	s.read.turn(q.View.Rotation)
	return kept{pix: s.clean(q.View, q.Steps), blackOnWhite: s.isBlackOnWhite()}, nil
}

// decodeKept takes a page out of what keep made of it. It is refused when it is
// damaged or not the page of the view that the caller has.
func decodeKept(data []byte, q wire.Request) (kept, error) {
	c, err := wire.DecodeClean(data)
	if err != nil || !c.Fits(q.View) {
		return kept{}, refused(postkamer.RefusedBroken)
	}
	p := C.from_raster(bytesOf(c.Pixels), C.int(c.Width), C.int(c.Height), 1)
	if p == nil {
		return kept{}, errNoMemory
	}
	return kept{pix: &pix{c: p, dpi: c.DPI}, blackOnWhite: c.Bitonal}, nil
}

// A patch with white letters in it is at least darkTiles tiles of darkTile pixels
// wide, each darker than half. Bold headings stay below two.
const (
	darkTile  = 20 // 2.5 mm at readDPI
	darkTiles = 4
	halfDark  = 128
)

// hasDarkPatches tells whether there may be white letters on black.
func (p *pix) hasDarkPatches() bool {
	return int(C.dark_run(p.c, darkTile, halfDark)) >= darkTiles
}
