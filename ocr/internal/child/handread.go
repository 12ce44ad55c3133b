package child

/*
#include "shim.h"
*/
import "C"

import (
	"image"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"

	"postkamer/ocr/internal/ctc"
	"postkamer/ocr/internal/dutch"
)

// A handLook is one way to prepare a line of handwriting.
type handLook struct {
	slant  float64 // pixels to the left for each row down
	across float64 // scale
	down   float64
}

// slants are what is tried on the longest lines of a place, the first that read best
// is that of the writer.
var slants = [...]float64{0, -0.22, 0.22}

// looks returns the ways to read handwriting of the slant. Tesseract errs in other
// letters each time: several readings together are better than the best of them.
func looks(slant float64) []handLook {
	return []handLook{
		{slant, 0.8, 0.8},
		{slant, 0.7, 0.6},
		{slant * 1.3, 1.1, 0.9},
		{slant * 0.7, 1, 1},
	}
}

// readHand reads lines of handwriting, each in all ways, and returns the words on
// which the readings and the language agree most. The line of a word is the number of
// its line. It is errSpent when left is used up.
func (t *tesseract) readHand(lines []handLine, left *budget) ([]readWord, error) {
	slant, err := t.slantOf(lines, left)
	if err != nil {
		return nil, err
	}
	language := ctc.Reader{Follows: dutch.Shipped().Follows, Knows: t.has}
	var words []readWord
	text := ""
	for i, l := range lines {
		readings, err := t.readings(l, slant, left)
		if err != nil {
			return nil, err
		}
		text = language.Read(columnsOf(readings), text)
		for _, w := range t.placed(text, readings) {
			w.line, w.paragraph, w.block = i, 0, 0
			words = append(words, w)
		}
	}
	return words, nil
}

// readings reads a line in all ways.
func (t *tesseract) readings(l handLine, slant float64, left *budget) ([]handReading, error) {
	var all []handReading
	for _, way := range looks(slant) {
		words, err := t.readLine(l, way, left)
		if err != nil {
			return nil, err
		}
		all = append(all, lined(words))
	}
	return all, nil
}

func columnsOf(readings []handReading) [][]ctc.Column {
	var all [][]ctc.Column
	for _, r := range readings {
		all = append(all, r.columns)
	}
	return all
}

// slantOf returns the slant at which the two widest lines are read best.
func (t *tesseract) slantOf(lines []handLine, left *budget) (float64, error) {
	widest := slices.Clone(lines)
	slices.SortFunc(widest, func(a, b handLine) int { return b.at.Dx() - a.at.Dx() })
	best, most := slants[0], -1.0
	for _, s := range slants {
		var words []readWord
		for _, l := range widest[:min(2, len(widest))] {
			found, err := t.readLine(l, handLook{s, 0.8, 0.8}, left)
			if err != nil {
				return 0, err
			}
			for _, w := range found {
				words = append(words, w.readWord)
			}
		}
		if mean, _ := meanOf(words, t.weight); mean > most {
			best, most = s, mean
		}
	}
	return best, nil
}

// readLine reads one line one way. The words' places are those on the page.
func (t *tesseract) readLine(l handLine, way handLook, left *budget) ([]handWord, error) {
	if !left.reading() {
		return nil, errSpent
	}
	upright, side := sheared(l.gray, way.slant)
	p := pixOf(upright, readDPI)
	if p.c == nil {
		return nil, errNoMemory
	}
	defer p.free()
	p.become(C.scale_by(p.c, C.float(way.across), C.float(way.down)))
	words, err := t.line(p)
	for i, w := range words {
		x := func(v int) int { return int(float64(v)/way.across) - side + l.at.Min.X }
		y := func(v int) int { return int(float64(v)/way.down) + l.at.Min.Y }
		words[i].box = image.Rect(x(w.box.Min.X), y(w.box.Min.Y), x(w.box.Max.X), y(w.box.Max.Y)).Intersect(l.page)
	}
	return slices.DeleteFunc(words, func(w handWord) bool { return w.box.Empty() || printable(w.text) == "" }), err
}

// inDictionary is how much surer a word is for being in Tesseract's dictionary.
const inDictionary = 25

// weight is how much a word counts against other readings of the same place.
func (t *tesseract) weight(w readWord) float64 {
	if t.knows(w.text) {
		return min(100, w.confidence+inDictionary)
	}
	return w.confidence
}

// knows tells whether the dictionary has a word of three letters or more, without
// what stands around it. Shorter ones say little: it has nearly all.
func (t *tesseract) knows(word string) bool {
	word = strings.TrimFunc(word, func(r rune) bool { return unicode.IsPunct(r) })
	if utf8.RuneCountInString(word) < 3 || strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return false
	}
	return t.has(word)
}

// has tells whether the dictionary has a word.
func (t *tesseract) has(word string) bool {
	c := C.CString(word)
	defer C.free(unsafe.Pointer(c))
	return C.TessBaseAPIIsValidWord(t.api, c) != 0
}

// samePlace tells whether two words of one line cover the same part of it.
func samePlace(a, b image.Rectangle) bool {
	both := min(a.Max.X, b.Max.X) - max(a.Min.X, b.Min.X)
	return both*10 >= 7*max(a.Dx(), b.Dx())
}
