package ocr

import (
	"context"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"unicode"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// When the text layer of a page is taken for what the page says.
const (
	minLayerWords = 3    // fewer are a stamp or a page number on a scan
	minReadable   = 0.95 // share of the characters that are letters, digits or usual signs
	minInked      = 0.95 // share of the words that can be seen on the page
	minInside     = 0.70 // share of the letters on the page that belong to a word
	scanShare     = 0.60 // an image over this share of the page makes it a scan
)

// A layer is the text layer of one page, in points from the top left corner of
// the page as it is shown.
type layer struct {
	pdfPage
	words []layerWord
}

type layerWord struct {
	left, top, width, height float64
	text                     string
	line, paragraph          int
}

// textLayer returns the words of a page's text layer with their places on the
// view, none when the page must be read instead: a scan (its hidden text is
// somebody else's reading), hidden or garbled text, or a page on which more
// stands than its text layer says.
func (e *Engine) textLayer(ctx context.Context, file *os.File, page int, view postkamer.View) ([]wire.Word, error) {
	number := strconv.Itoa(page)
	p, err := e.runTool(ctx, file, maxToolText, "pdftotext", "-cropbox", "-tsv", "-f", number, "-l", number, "-enc", "UTF-8", fileArgument, "-")
	if err != nil {
		return nil, toolTrouble(err)
	}
	text, err := p.text()
	if err != nil {
		return nil, fmt.Errorf("read pdftotext: %w", err)
	}
	l := parseTSV(string(text))
	if !l.readable() {
		return nil, nil
	}
	if l.pdfPage, err = e.pdfPageSize(ctx, file, page); err != nil {
		return nil, err
	}
	if scan, err := e.isScan(ctx, file, page, l); scan || err != nil {
		return nil, err
	}
	if covers, err := e.layerCovers(ctx, file, page, l); !covers || err != nil {
		return nil, err
	}
	return l.onView(view), nil
}

// Columns of what pdftotext -tsv prints, and the level of its lines with words.
const (
	tsvColumns = 12
	levelWord  = "5"
)

// parseTSV reads the output of pdftotext -tsv. Lines that are none are skipped.
// The size of the page is left out: poppler gives that before it is turned, and
// the places of the words after.
func parseTSV(text string) layer {
	var l layer
	var block, row [3]string
	line, paragraph := -1, -1
	for s := range strings.Lines(text) {
		f := strings.SplitN(strings.TrimRight(s, "\r\n"), "\t", tsvColumns)
		if len(f) != tsvColumns {
			continue
		}
		w := layerWord{left: number(f[6]), top: number(f[7]), width: number(f[8]), height: number(f[9]), text: printable(f[11])}
		if f[0] != levelWord || w.text == "" {
			continue
		}
		if at := [3]string{f[2], f[3]}; paragraph < 0 || at != block {
			block, row = at, [3]string{}
			paragraph++
		}
		if at := [3]string{f[2], f[3], f[4]}; at != row {
			row = at
			line++
		}
		w.line, w.paragraph = line, paragraph
		l.words = append(l.words, w)
	}
	return l
}

// number reads a number of a table; what is none is 0.
func number(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.Abs(v) > 1e6 {
		return 0
	}
	return v
}

// printable returns s without what is no visible character.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == ' ' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// readable tells whether the layer has words, and characters as people write
// them: fonts without a table of characters give private or missing ones.
func (l layer) readable() bool {
	if len(l.words) < minLayerWords || len(l.words) > maxWords {
		return false
	}
	good, all := 0, 0
	for _, w := range l.words {
		for _, r := range w.text {
			all++
			usual := unicode.In(r, unicode.Latin, unicode.Nd, unicode.P, unicode.S) && r != unicode.ReplacementChar
			if usual {
				good++
			}
		}
	}
	return float64(good) >= minReadable*float64(all)
}

// isScan tells whether one image takes most of the page.
func (e *Engine) isScan(ctx context.Context, file *os.File, page int, l layer) (bool, error) {
	number := strconv.Itoa(page)
	p, err := e.runTool(ctx, file, maxToolText, "pdfimages", "-list", "-f", number, "-l", number, fileArgument)
	if err != nil {
		return true, toolTrouble(err)
	}
	text, err := p.text()
	if err != nil {
		return true, fmt.Errorf("read pdfimages: %w", err)
	}
	for _, m := range parseImages(string(text)) {
		if m.xPPI < 1 || m.yPPI < 1 {
			continue
		}
		area := float64(m.width) / m.xPPI * 72 * float64(m.height) / m.yPPI * 72
		if area > scanShare*l.width*l.height {
			return true, nil
		}
	}
	return false, nil
}

// layerCovers draws the page and compares: words that leave no ink are hidden,
// and much ink without words is text that the layer does not have.
func (e *Engine) layerCovers(ctx context.Context, file *os.File, page int, l layer) (bool, error) {
	d, err := e.draw(ctx, file, page, l.pdfPage, coverDPI, true)
	if err != nil {
		return false, err
	}
	defer d.file.Close()
	q := d.request(wire.OpCover)
	k := float64(d.dpi) / 72
	for _, w := range l.words {
		q.Boxes = append(q.Boxes, wire.Box{X: int(w.left * k), Y: int(w.top * k), W: int(w.width*k) + 1, H: int(w.height*k) + 1})
	}
	a, _, err := e.ask(ctx, q, d.file)
	if err != nil {
		return false, err
	}
	c := a.Cover
	inked := float64(c.Inked) >= minInked*float64(len(l.words))
	return inked && float64(c.Inside) >= minInside*float64(c.Inside+c.Outside), nil
}

// onView returns the words with their places in pixels of the view.
func (l layer) onView(view postkamer.View) []wire.Word {
	var found []wire.Word
	for _, w := range l.words {
		box := l.place(w, view)
		if box.W < 1 || box.H < 1 {
			continue // beside the page
		}
		found = append(found, wire.Word{Box: box, Text: w.text, Confidence: 1, Line: w.line, Paragraph: w.paragraph})
	}
	return renumbered(found)
}

// renumbered numbers lines and paragraphs without gaps.
func renumbered(words []wire.Word) []wire.Word {
	line, paragraph := -1, -1
	var last wire.Word
	for i, w := range words {
		if i == 0 || w.Line != last.Line {
			line++
		}
		if i == 0 || w.Paragraph != last.Paragraph {
			paragraph++
		}
		last = w
		words[i].Line, words[i].Paragraph = line, paragraph
	}
	return words
}

// place turns and straightens the place of a word as was done with the view, and
// returns the box around it, cut off at the edges.
func (l layer) place(w layerWord, view postkamer.View) wire.Box {
	left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, corner := range [4][2]float64{
		{w.left, w.top}, {w.left + w.width, w.top},
		{w.left, w.top + w.height}, {w.left + w.width, w.top + w.height},
	} {
		x, y := view.OnView(corner[0]/l.width, corner[1]/l.height)
		left, right = min(left, x), max(right, x)
		top, bottom = min(top, y), max(bottom, y)
	}
	left, top = max(0, math.Floor(left)), max(0, math.Floor(top))
	right, bottom = min(float64(view.Width), math.Ceil(right)), min(float64(view.Height), math.Ceil(bottom))
	return wire.Box{X: int(left), Y: int(top), W: int(right - left), H: int(bottom - top)}
}
