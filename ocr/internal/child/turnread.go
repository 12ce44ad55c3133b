package child

/*
#include "shim.h"
*/
import "C"

import (
	"slices"
	"unicode/utf8"
)

// When a page can be read as it lies. Of 60 pages of other kinds of post, 36 by hand in
// three hands and 26 of two more, in all four positions, leptonica was unsure of 234. Print
// that stands upright has a share of .5 or more of its letters read surely; turned, .34 at
// most. Handwriting that stands upright has .22 or more, and is read at least 3 times better than
// turned. In 228 of the 234 that told how it stands, on the others nothing can be read
// at all; Tesseract's own detection told it of 181, and took twice as long.
const (
	surelyRead  = 50  // confidence of a word
	readShare   = 0.5 // of the letters, weighted by confidence
	readLetters = 10  // that are sure
	readsMore   = 2.0 // times the next best position
)

// A reading is what was read on a page as it lies.
type reading struct {
	letters int     // in words that were read surely
	score   float64 // those, times their confidence
	share   float64 // of what the score would be if all that was found had been read surely
}

// isText tells whether the page surely lies as it was written.
func (r reading) isText() bool { return r.letters >= readLetters && r.share >= readShare }

// turnRead returns how far a grey page at 150 dpi must be turned clockwise to be read, and
// whether that is sure. It tries the likeliest turn first and stops where all is read.
func (o *osd) turnRead(gray *pix, likely int) (turn int, sure bool) {
	if o.reader == nil {
		return 0, false
	}
	best, next := 0.0, 0.0
	for _, degrees := range positions(likely) {
		r := o.reader.readAs(gray, degrees)
		if r.isText() {
			return degrees, true
		}
		if r.score > best {
			turn, best, next = degrees, r.score, best
			continue
		}
		next = max(next, r.score)
	}
	return turn, best > readsMore*next
}

// positions are the four turns, the likely one first.
func positions(likely int) []int {
	rest := slices.DeleteFunc([]int{0, 180, 90, 270}, func(d int) bool { return d == likely })
	return append([]int{likely}, rest...)
}

// readAs reads a copy of a page that is turned. Words that stand on end do not count:
// Tesseract reads them too.
func (t *tesseract) readAs(gray *pix, degrees int) reading {
	p := gray.derived(nil, gray.dpi)
	defer p.free()
	p.turn(degrees)
	words, err := t.words(p, look{mode: C.PSM_AUTO})
	if err != nil {
		return reading{}
	}
	var r reading
	all := 0
	for _, w := range words {
		letters := utf8.RuneCountInString(w.text)
		all += letters
		if w.confidence >= surelyRead && w.box.Dx() >= w.box.Dy() {
			r.letters += letters
			r.score += float64(letters) * w.confidence
		}
	}
	r.share = r.score / float64(max(1, 100*all))
	return r
}
