package child

/*
#include "shim.h"
*/
import "C"

import (
	"image"

	"postkamer/ocr/internal/wire"
)

// whitePage returns an empty grey page at readDPI.
func whitePage(w, h int) *pix {
	c := C.pixCreate(C.int(w), C.int(h), 8)
	if c != nil {
		C.pixSetAll(c)
	}
	return &pix{c: c, dpi: readDPI}
}

// Letter-sized, in pixels at blankDPI: 0.8 to 8 mm high.
const (
	minLetter = 3
	maxLetter = 32
)

// cover compares the words of a text layer with the ink on the page: hidden text
// has none, and a scanned letter below a typed footer has ink without words.
func cover(data []byte, q wire.Request) (wire.Answer, error) {
	p, err := decode(data, q)
	if err != nil {
		return wire.Answer{}, err
	}
	defer p.free()
	gray := p.gray()
	defer gray.free()
	small := gray.scaled(blankDPI)
	defer small.free()
	m := small.image()
	boxes := make([]image.Rectangle, len(q.Boxes))
	for i, b := range q.Boxes {
		k := float64(small.dpi) / float64(p.dpi)
		boxes[i] = image.Rect(int(float64(b.X)*k), int(float64(b.Y)*k), int(float64(b.X+b.W)*k)+1, int(float64(b.Y+b.H)*k)+1)
	}
	return wire.Answer{Cover: newPaper(m).cover(boxes)}, nil
}

// cover counts the boxes with ink and the letters inside and outside of them.
func (p paper) cover(boxes []image.Rectangle) wire.Cover {
	var c wire.Cover
	covered := image.NewAlpha(p.gray.Rect)
	for _, box := range boxes {
		box = box.Intersect(p.gray.Rect)
		if p.hasInk(box) {
			c.Inked++
		}
		for y := box.Min.Y; y < box.Max.Y; y++ {
			for x := box.Min.X; x < box.Max.X; x++ {
				covered.Pix[y*covered.Stride+x] = 1
			}
		}
	}
	for _, s := range p.spots(p.gray.Rect, inkShare) {
		if s.Dy() < minLetter || s.Dy() > maxLetter || s.Dx() > 4*maxLetter {
			continue
		}
		if middle := s.Min.Add(s.Max).Div(2); covered.Pix[middle.Y*covered.Stride+middle.X] == 1 {
			c.Inside++
		} else {
			c.Outside++
		}
	}
	return c
}

func (p paper) hasInk(r image.Rectangle) bool {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if p.dark(x, y, inkShare) {
				return true
			}
		}
	}
	return false
}
