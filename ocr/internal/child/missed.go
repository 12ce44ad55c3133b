package child

/*
#include "shim.h"

// left_over returns the ink of a grey page at half its resolution, in black.
static PIX *left_over(PIX *g, int level) {
  PIX *half = fast_half(g), *b = half ? fast_threshold(half, level) : NULL;
  pixDestroy(&half);
  return b;
}

static void wipe(PIX *b, int x, int y, int w, int h) { pixRasterop(b, x, y, w, h, PIX_CLR, NULL, 0, 0); }
static void whiten(PIX *g, int x, int y, int w, int h) { pixRasterop(g, x, y, w, h, PIX_SET, NULL, 0, 0); }

// letters_of leaves of b what is as large as a letter.
static PIX *letters_of(PIX *b, int least, int most) {
  PIX *s = pixSelectBySize(b, 2 * most, most, 8, L_SELECT_IF_BOTH, L_SELECT_IF_LTE, NULL);
  PIX *l = s ? pixSelectBySize(s, 1, least, 8, L_SELECT_IF_BOTH, L_SELECT_IF_GTE, NULL) : NULL;
  pixDestroy(&s);
  return l;
}
*/
import "C"

import (
	"image"
	"slices"
	"unicode"
)

// Lines that Tesseract passed over, in pixels at half of readDPI. Its analysis of the
// page takes a short line by itself for a picture now and then: an address beside a
// name in large letters, the heading of a table.
const (
	missedLevel   = 140 // brightness of a clean page below which it is ink
	missedLetter  = 3   // height of small letters of 5 points
	missedMost    = 40
	missedSpace   = 16 // between words of a line
	missedWide    = 24
	missedLetters = 3
	missedLines   = 12 // that are read; the widest first
	missedNoise   = 60 // more lines than this are a picture or grain
	missedSure    = 70.0
)

// missed returns the words of lines on the page p that found has nothing of.
func (t *tesseract) missed(found []readWord, p *pix, l look) []readWord {
	lines := p.passedOver(found)
	if len(lines) > missedNoise {
		return nil
	}
	slices.SortFunc(lines, func(a, b image.Rectangle) int { return b.Dx() - a.Dx() })
	var words []readWord
	for i, r := range lines[:min(len(lines), missedLines)] {
		more, err := t.passage(p, r, found, l)
		if err != nil {
			return words
		}
		for _, w := range more {
			w.line, w.paragraph, w.block = firstMissed+i, firstMissed+i, firstMissed+i
			words = append(words, w)
		}
	}
	return words
}

// firstMissed is the number of the first line that was passed over: no page has so
// many others.
const firstMissed = 1 << 20

// passedOver returns where letters stand in a line outside of all words.
func (p *pix) passedOver(found []readWord) []image.Rectangle {
	ink := &pix{c: C.left_over(p.c, missedLevel), dpi: p.dpi / 2}
	defer ink.free()
	if ink.c == nil {
		return nil
	}
	for _, w := range found {
		r := image.Rect(w.box.Min.X/2, w.box.Min.Y/2, w.box.Max.X/2, w.box.Max.Y/2).Inset(-2)
		C.wipe(ink.c, C.int(r.Min.X), C.int(r.Min.Y), C.int(r.Dx()), C.int(r.Dy()))
	}
	letters := &pix{c: C.letters_of(ink.c, missedLetter, missedMost), dpi: ink.dpi}
	defer letters.free()
	if letters.c == nil {
		return nil
	}
	joined := &pix{c: C.pixCloseSafeBrick(nil, letters.c, missedSpace, 1), dpi: ink.dpi}
	defer joined.free()
	if joined.c == nil {
		return nil
	}
	each := letters.groups()
	var lines []image.Rectangle
	for _, r := range joined.groups() {
		n := 0
		for _, l := range each {
			if l.In(r) {
				n++
			}
		}
		if r.Dx() >= missedWide && r.Dy() <= missedMost && n >= missedLetters {
			lines = append(lines, image.Rect(2*r.Min.X, 2*r.Min.Y, 2*r.Max.X, 2*r.Max.Y))
		}
	}
	return lines
}

// passage reads the line in r, without the words around it. There are none when it
// is not surely text.
func (t *tesseract) passage(p *pix, r image.Rectangle, found []readWord, l look) ([]readWord, error) {
	const margin = 10
	page := image.Rect(0, 0, p.width(), p.height())
	area := r.Inset(-margin).Intersect(page)
	cut := &pix{c: C.cut_out(p.c, C.int(area.Min.X), C.int(area.Min.Y), C.int(area.Dx()), C.int(area.Dy()), margin), dpi: p.dpi}
	if cut.c == nil {
		return nil, errNoMemory
	}
	defer cut.free()
	corner := area.Min.Sub(image.Pt(margin, margin))
	for _, w := range found {
		if b := w.box.Intersect(area).Sub(corner); !b.Empty() {
			C.whiten(cut.c, C.int(b.Min.X), C.int(b.Min.Y), C.int(b.Dx()), C.int(b.Dy()))
		}
	}
	words, err := t.words(cut, look{mode: C.PSM_SINGLE_LINE, inverted: l.inverted})
	if err != nil {
		return nil, err
	}
	for i := range words {
		words[i].box = words[i].box.Add(corner).Intersect(page)
	}
	words = slices.DeleteFunc(words, func(w readWord) bool { return w.box.Empty() || printable(w.text) == "" })
	if mean, chars := sureness(words); mean < missedSure || chars < missedLetters || !mostlyLetters(words) {
		return nil, nil
	}
	return words, nil
}

// mostlyLetters tells whether no more than a third of words is signs.
func mostlyLetters(words []readWord) bool {
	share, _ := meanOf(words, func(w readWord) float64 {
		n, all := 0, 0
		for _, r := range w.text {
			all++
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				n++
			}
		}
		return float64(n) / float64(max(1, all))
	})
	return share > 0.66
}
