package child

/*
#include "shim.h"

static inline PIX *crop(PIX *p, int x, int y, int w, int h) {
  BOX *b = boxCreate(x, y, w, h);
  PIX *c = pixClipRectangle(p, b, NULL);
  boxDestroy(&b);
  return c;
}
*/
import "C"

import (
	"errors"
	"image"
	"strings"

	"postkamer"
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

// cover compares the words of a text layer with the page: hidden text has no ink,
// a scanned letter below a typed footer has ink without words, and lines that are
// read show whether the words are those that are seen.
func cover(data []byte, q wire.Request, t *tesseract) (wire.Answer, error) {
	p, err := keptPage(data, q)
	if err != nil {
		return wire.Answer{}, err
	}
	defer p.free()
	small := p.scaled(blankDPI)
	defer small.free()
	boxes := make([]image.Rectangle, len(q.Boxes))
	for i, b := range q.Boxes {
		boxes[i] = placed(b, small, q.View)
	}
	m, err := small.image()
	if err != nil {
		return wire.Answer{}, err
	}
	c := newPaper(m).cover(boxes)
	if c.Lines, err = readLines(p.pix, q, t); err != nil {
		return wire.Answer{}, err
	}
	return wire.Answer{Cover: c}, nil
}

// placed returns where a place on the view lies on p, which shows the same page.
func placed(b wire.Box, p *pix, view postkamer.View) image.Rectangle {
	x, y := float64(p.width())/float64(view.Width), float64(p.height())/float64(view.Height)
	return image.Rect(int(float64(b.X)*x), int(float64(b.Y)*y), int(float64(b.X+b.W)*x)+1, int(float64(b.Y+b.H)*y)+1)
}

// readLines reads the lines that q asks for; nil when there is no engine. A line on
// which the engine gives up says nothing, so that no layer agrees with it.
func readLines(p *pix, q wire.Request, t *tesseract) ([]string, error) {
	texts := []string{}
	for _, b := range q.Lines {
		margin := p.dpi / 20
		r := placed(b, p, q.View).Inset(-margin).Intersect(image.Rect(0, 0, p.width(), p.height()))
		if r.Empty() {
			texts = append(texts, "")
			continue
		}
		line := pix{c: C.crop(p.c, C.int(r.Min.X), C.int(r.Min.Y), C.int(r.Dx()), C.int(r.Dy())), dpi: p.dpi}
		if line.c == nil {
			return nil, errNoMemory
		}
		words, err := t.words(&line, look{mode: C.PSM_SINGLE_BLOCK, inverted: true})
		line.free()
		if errors.Is(err, errNoEngine) {
			return nil, nil
		}
		var found []string
		for _, w := range words {
			found = append(found, printable(w.text))
		}
		texts = append(texts, strings.Join(found, " "))
	}
	return texts, nil
}

// cover finds the boxes without ink and counts the letters inside and outside of them.
func (p paper) cover(boxes []image.Rectangle) wire.Cover {
	var c wire.Cover
	covered := image.NewAlpha(p.gray.Rect)
	for i, box := range boxes {
		box = box.Intersect(p.gray.Rect)
		if !p.hasInk(box) {
			c.Bare = append(c.Bare, i)
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

// hasInk tells whether something shows in r: dark on light or light on dark.
func (p paper) hasInk(r image.Rectangle) bool {
	dark, light := false, false
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if p.dark(x, y, inkShare) {
				dark = true
			} else {
				light = true
			}
		}
	}
	return dark && light
}
