package child

/*
#include "shim.h"
*/
import "C"

import (
	"postkamer"
	"postkamer/ocr/internal/wire"
)

// prepare makes the view of a page: upright, straight, small enough to send to a
// home; and finds out whether the page is blank and which barcodes are on it.
func prepare(data []byte, q wire.Request, o *osd) (wire.Answer, []byte, error) {
	p, err := decode(data, q)
	if err != nil {
		return wire.Answer{}, nil, err
	}
	defer p.free()
	gray := p.gray()
	defer gray.free()
	turn, angle := position(gray, o)
	p.turn(turn)
	gray.turn(turn)
	body, view := p.view(angle)
	if body == nil {
		return wire.Answer{}, nil, refused(postkamer.RefusedBroken)
	}
	view.Rotation = turn
	small := gray.scaled(blankDPI)
	defer small.free()
	empty := small.dpi == blankDPI && isBlank(small.image())
	if empty && q.Complaints {
		// Poppler complained and nothing is to be seen: the page was not drawn.
		return wire.Answer{}, nil, refused(postkamer.RefusedBroken)
	}
	a := wire.Answer{View: view, Blank: empty && p.clean, Barcodes: findBarcodes(gray)}
	return a, body, nil
}

// position returns how a grey page must be turned and straightened, in degrees
// clockwise. Both are looked for at 150 dpi.
func position(gray *pix, o *osd) (turn int, angle float64) {
	g := gray.scaled(osdDPI)
	defer g.free()
	bin := g.binary()
	defer bin.free()
	if bin.c == nil {
		return 0, 0
	}
	turn = uprightTurn(g, bin, o)
	bin.turn(turn)
	return turn, skew(bin)
}

// How small a view should be. Of JPEG the qualities are tried until the view
// fits; text stays readable down to the last.
const (
	viewBytes     = 80_000 // for an A4 in grey; twice that in colour
	a4Pixels      = 1240 * 1754
	colourChannel = 48  // difference between channels that the eye takes for colour
	colourPixels  = 100 // at colourDPI: a signature in red ink
	maxViewSide   = 6000
)

// viewQualities are the JPEG qualities to try, best first.
var viewQualities = []int{70, 55, 40, 30}

// view returns p as JPEG with its size, straightened by angle: in grey unless
// there is colour on the page that somebody would miss.
func (p *page) view(angle float64) ([]byte, postkamer.View) {
	dpi := min(viewDPI, p.dpi)
	if long := max(p.width(), p.height()) * dpi / p.dpi; long > maxViewSide {
		dpi = max(1, dpi*maxViewSide/long)
	}
	v := p.scaled(dpi)
	defer v.free()
	colour := v.hasColour()
	if !colour {
		v.become(C.pixConvertTo8(v.c, 0))
	}
	v.straighten(angle)
	view := postkamer.View{Width: v.width(), Height: v.height(), Skew: angle, DPI: v.dpi}
	return v.fittingJPEG(colour), view
}

// fittingJPEG returns p as JPEG in the best quality that fits, or the smallest.
func (p *pix) fittingJPEG(colour bool) []byte {
	limit := max(20_000, viewBytes*p.width()*p.height()/a4Pixels)
	if colour {
		limit *= 2
	}
	var body []byte
	for _, quality := range viewQualities {
		if body = p.jpeg(quality); len(body) <= limit {
			return body
		}
	}
	return body
}

// hasColour tells whether there is more colour on the page than tinted paper.
func (p *pix) hasColour() bool {
	if p.depth() != 32 {
		return false
	}
	small := p.scaled(min(colourDPI, p.dpi))
	defer small.free()
	return int(C.colourful(small.c, colourChannel)) > colourPixels
}

// blurred returns a new image of grey g averaged over 3x3 pixels, or nil.
func blurred(g *pix) *C.PIX { return C.blur3(g.c) }
