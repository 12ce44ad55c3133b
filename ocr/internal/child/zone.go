package child

/*
#include "shim.h"
*/
import "C"

import (
	"image"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// zoneBorder is the white border in pixels around a zone: Tesseract wants some.
const zoneBorder = 10

// zone reads one line of a page: the place q.Boxes[0] on the view.
func zone(data []byte, q wire.Request, t *tesseract) (wire.Answer, error) {
	p, err := keptPage(data, q)
	if err != nil {
		return wire.Answer{}, err
	}
	defer p.free()
	if len(q.Boxes) != 1 {
		return wire.Answer{}, refused(postkamer.RefusedBroken)
	}
	at := p.place(q.Boxes[0], q.View)
	cut := p.cut(at)
	if cut == nil {
		return wire.Answer{}, nil
	}
	defer cut.free()
	found, err := t.words(cut, look{mode: C.PSM_SINGLE_LINE, whitelist: q.Whitelist, inverted: true})
	if err != nil {
		return wire.Answer{}, err
	}
	return wire.Answer{Words: onView(onPage(found, at), p.pix, q.View)}, nil
}

// onPage moves words from the zone with its border to the place of the zone on the
// page. What stands in the border alone is not on the page.
func onPage(found []readWord, at image.Rectangle) []readWord {
	var words []readWord
	for _, w := range found {
		w.box = w.box.Add(at.Min).Sub(image.Pt(zoneBorder, zoneBorder)).Intersect(at)
		if !w.box.Empty() {
			words = append(words, w)
		}
	}
	return words
}

// place returns where a box on the view is on p.
func (p *pix) place(b wire.Box, view postkamer.View) image.Rectangle {
	x := float64(p.width()) / float64(max(1, view.Width))
	y := float64(p.height()) / float64(max(1, view.Height))
	r := image.Rect(int(float64(b.X)*x), int(float64(b.Y)*y), int(float64(b.X+b.W)*x), int(float64(b.Y+b.H)*y))
	return r.Intersect(image.Rect(0, 0, p.width(), p.height()))
}

// cut returns a new image of a part of p in a white border, nil when it is empty.
func (p *pix) cut(r image.Rectangle) *pix {
	if r.Empty() {
		return nil
	}
	c := C.cut_out(p.c, C.int(r.Min.X), C.int(r.Min.Y), C.int(r.Dx()), C.int(r.Dy()), zoneBorder)
	if c == nil {
		return nil
	}
	return &pix{c: c, dpi: p.dpi}
}
