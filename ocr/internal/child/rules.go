package child

/*
#include "shim.h"
*/
import "C"

import (
	"image"
	"slices"
)

// Ruled lines, in pixels at readDPI. Capital letters of 16 points are 30 high.
const (
	ruleWide = 60 // 7.6 mm: two cells of a comb
	ruleTall = 30 // 3.8 mm: the height of a cell

	ruleLevel = 215 // brightness of a clean page below which it is a line
	combLevel = 230 // of a comb, which forms have in pale grey ...
	combGap   = 3   // ... that noise breaks up. Elsewhere that would take letters.
)

// A ruled is a page whose boxes, combs and tables have been rubbed out. Their
// lines would be read as |, l, 1 or \ between the digits of a BSN.
type ruled struct {
	*pix
	combs []image.Rectangle // rows of cells for one character each
}

// unruled returns p without its ruled lines. p is still to be freed.
func (p *pix) unruled() ruled {
	lines, found := p.wholeLines()
	defer lines.free()
	found = append(found, p.worn(lines)...)
	if lines.c == nil {
		return ruled{pix: p.derived(nil, p.dpi)} // as with most letters
	}
	return ruled{pix: p.derived(C.without_rules(p.c, lines.c), p.dpi), combs: found}
}

// wholeLines returns the lines of p that are as they were printed, as a 1 bit image that
// is still to be freed, and their combs. Without any the image is empty.
func (p *pix) wholeLines() (*pix, []image.Rectangle) {
	lines := &pix{dpi: p.dpi}
	if !hasRun(p, combLevel, ruleWide, combGap) {
		return lines, nil
	}
	faint := &pix{c: C.rules(p.c, combLevel, ruleWide, ruleTall, combGap), dpi: p.dpi}
	if faint.c == nil {
		return lines, nil
	}
	defer faint.free()
	lines.c = C.rules(p.c, ruleLevel, ruleWide, ruleTall, 0)
	if lines.c == nil {
		lines.c = C.pixCreateTemplate(faint.c)
	}
	if lines.c == nil {
		return lines, nil
	}
	found := combs(faint)
	for _, r := range found {
		C.add_part(lines.c, faint.c, C.int(r.Min.X), C.int(r.Min.Y), C.int(r.Dx()), C.int(r.Dy()))
	}
	return lines, found
}

// hasRun tells whether a row has a run of at least wide pixels darker than level,
// gaps of up to gap pixels not counted.
func hasRun(p *pix, level, wide, gap int) bool {
	return C.has_run(p.c, C.int(level), C.int(wide), C.int(gap)) != 0
}

// combs returns the groups of lines that are one row of at least three cells for
// one character each.
func combs(lines *pix) []image.Rectangle {
	var found []image.Rectangle
	for _, box := range lines.groups() {
		if cells := lines.cells(box); cells >= 3 && box.Dy() <= 3*ruleTall && box.Dx() <= cells*box.Dy()*3/2 {
			found = append(found, box)
		}
	}
	return found
}

// groups returns the boxes around the connected groups of a 1 bit image.
func (p *pix) groups() []image.Rectangle {
	boxes := C.pixConnCompBB(p.c, 8)
	if boxes == nil {
		return nil
	}
	defer C.boxaDestroy(&boxes)
	var found []image.Rectangle
	for i := range C.boxaGetCount(boxes) {
		var x, y, w, h C.l_int32
		C.boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h)
		found = append(found, image.Rect(int(x), int(y), int(x+w), int(y+h)))
	}
	return found
}

// cells counts the cells between lines down the middle of a row.
func (p *pix) cells(row image.Rectangle) int {
	lines, before := 0, false
	y := (row.Min.Y + row.Max.Y) / 2
	for x := row.Min.X; x < row.Max.X; x++ {
		on := C.bit_at(p.c, C.int(x), C.int(y)) == 1
		if on && !before {
			lines++
		}
		before = on
	}
	return lines - 1
}

// joined puts the characters in the cells of a comb together to one word, in
// which they were meant.
func joined(words []readWord, combs []image.Rectangle) []readWord {
	for _, comb := range combs {
		first := slices.IndexFunc(words, func(w readWord) bool { return middle(w.box).In(comb) })
		if first < 0 {
			continue
		}
		kept := words[:first+1]
		for _, w := range words[first+1:] {
			last := &kept[len(kept)-1]
			if len(kept) == first+1 && middle(w.box).In(comb) && w.box.Min.X > last.box.Min.X {
				last.text += w.text
				last.box = last.box.Union(w.box)
				last.confidence = min(last.confidence, w.confidence)
				continue
			}
			kept = append(kept, w)
		}
		words = kept
	}
	return words
}

func middle(r image.Rectangle) image.Point { return r.Min.Add(r.Max).Div(2) }
