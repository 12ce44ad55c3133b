package child

/*
#include "shim.h"
*/
import "C"

import (
	"math"
	"strings"
	"unicode"

	"github.com/otiai10/gosseract/v2"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// maxReadPixels bounds what Tesseract gets: A2 at 200 dpi. Larger pages are
// read at a lower resolution.
const maxReadPixels = 16_000_000

// read reads one page. The words' places are pixels of the view q.View.
func read(data []byte, q wire.Request, t *tesseract) (wire.Answer, error) {
	p, err := decode(data, q)
	if err != nil {
		return wire.Answer{}, err
	}
	defer p.free()
	clean := p.cleaned(q.View)
	defer clean.free()
	boxes, err := t.boxes(clean)
	if err != nil {
		return wire.Answer{}, err
	}
	return wire.Answer{Words: words(boxes, clean, q.View)}, nil
}

// cleaned returns the page as Tesseract reads it best: grey, upright, straight,
// at 200 dpi, on even paper, with a little less noise and full contrast.
func (p *page) cleaned(view postkamer.View) *pix {
	g := p.gray()
	g.turn(view.Rotation)
	s := g.scaled(min(readDPI, g.dpiFor(maxReadPixels)))
	g.free()
	s.straighten(view.Skew)
	s.become(C.background_norm(s.c))
	if !isSoft(s.image()) {
		s.become(blurred(s))
	}
	if black, white, ok := stretchLevels(s.image()); ok {
		s.become(C.pixGammaTRC(nil, s.c, 1, C.int(black), C.int(white)))
	}
	return s
}

// words converts what Tesseract found to the pixels of the view and numbers the
// lines and paragraphs of the page.
func words(boxes []gosseract.BoundingBox, from *pix, view postkamer.View) []wire.Word {
	x := float64(view.Width) / float64(from.width())
	y := float64(view.Height) / float64(from.height())
	scale := func(v int, by float64) int { return int(math.Round(float64(v) * by)) }
	var found []wire.Word
	var last gosseract.BoundingBox
	line, paragraph := -1, -1
	for _, b := range boxes {
		text := printable(b.Word)
		if text == "" {
			continue
		}
		newParagraph := paragraph < 0 || b.BlockNum != last.BlockNum || b.ParNum != last.ParNum
		if newParagraph {
			paragraph++
		}
		if newParagraph || b.LineNum != last.LineNum {
			line++
		}
		last = b
		left, top := scale(b.Box.Min.X, x), scale(b.Box.Min.Y, y)
		found = append(found, wire.Word{
			Box:        wire.Box{X: left, Y: top, W: scale(b.Box.Max.X, x) - left, H: scale(b.Box.Max.Y, y) - top},
			Text:       text,
			Confidence: min(1, max(0, b.Confidence/100)),
			Line:       line,
			Paragraph:  paragraph,
		})
	}
	return found
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
