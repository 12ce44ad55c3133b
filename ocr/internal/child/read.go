package child

/*
#include "shim.h"
*/
import "C"

import (
	"math"
	"strings"
	"unicode"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// maxReadPixels bounds what Tesseract gets: A2 at 200 dpi. Larger pages are
// read at a lower resolution.
const maxReadPixels = 16_000_000

// read reads one page. The words' places are pixels of the view q.View.
func read(data []byte, q wire.Request, t *tesseract, o *osd) (wire.Answer, []byte, error) {
	p, err := keptPage(data, q)
	if err != nil {
		return wire.Answer{}, nil, err
	}
	defer p.free()
	found, err := p.words(q.Steps, t)
	if err != nil {
		return wire.Answer{}, nil, err
	}
	a := wire.Answer{Words: onView(found, p.pix, q.View), Script: o.otherScript(found, p.pix)}
	var g4 []byte
	if len(found) > 0 && !q.Steps.NoBitonal {
		g4, a.Bitonal = p.bitonal()
	}
	return a, a.Join(g4), nil
}

// words reads the page without its ruled lines, if it has any.
func (k kept) words(steps wire.Steps, t *tesseract) ([]readWord, error) {
	if steps.NoUnrule {
		return t.words(k.pix, wholePage(k))
	}
	r := k.unruled()
	defer r.free()
	begin := used()
	how := wholePage(k)
	found, err := t.words(r.pix, how)
	if err != nil {
		return nil, err
	}
	first := used() - begin
	if !steps.NoMissed {
		found = append(found, t.missed(found, r.pix, how)...)
	}
	m, err := r.image()
	if err != nil {
		return joined(found, r.combs), nil
	}
	tighten(found, m)
	found = joined(found, r.combs)
	if steps.NoAgain {
		return found, nil
	}
	return t.again(found, m, r.combs, first), nil
}

// wholePage is how a whole page is read: layout first, white on black only where
// it may be, since each doubtful line is then read twice.
func wholePage(p kept) look {
	return look{mode: C.PSM_AUTO, inverted: p.hasDarkPatches()}
}

// onView converts what Tesseract found to the pixels of the view and numbers the
// lines, paragraphs and blocks of the page.
func onView(found []readWord, from *pix, view postkamer.View) []wire.Word {
	x := float64(view.Width) / float64(from.width())
	y := float64(view.Height) / float64(from.height())
	scale := func(v int, by float64) int { return int(math.Round(float64(v) * by)) }
	var words []wire.Word
	for _, w := range found {
		text := printable(w.text)
		if text == "" {
			continue
		}
		left, top := scale(w.box.Min.X, x), scale(w.box.Min.Y, y)
		words = append(words, wire.Word{
			Box:        wire.Box{X: left, Y: top, W: scale(w.box.Max.X, x) - left, H: scale(w.box.Max.Y, y) - top},
			Text:       text,
			Confidence: min(1, max(0, w.confidence/100)),
			Line:       w.line,
			Paragraph:  w.paragraph,
			Block:      w.block,
		})
	}
	return renumbered(words)
}

// renumbered numbers lines, paragraphs and blocks from 0 without gaps.
func renumbered(words []wire.Word) []wire.Word {
	line, paragraph, block := -1, -1, -1
	var last wire.Word
	for i, w := range words {
		line += step(i == 0 || w.Line != last.Line)
		paragraph += step(i == 0 || w.Paragraph != last.Paragraph)
		block += step(i == 0 || w.Block != last.Block)
		last = w
		words[i].Line, words[i].Paragraph, words[i].Block = line, paragraph, block
	}
	return words
}

func step(new bool) int {
	if new {
		return 1
	}
	return 0
}

// printable returns s without what is no visible character.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar || r == ' ' {
			return -1
		}
		return r
	}, s)
}
