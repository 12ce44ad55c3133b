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
	minInside     = 0.90 // share of the letters on the page that belong to a word
	maxOutside    = 60   // letters on the page without a word: one line that the layer lacks
	scanShare     = 0.60 // images over this share of the page make it a scan
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
// somebody else's reading), hidden or garbled text, a page on which more stands
// than its text layer says or something else. clean is what Prepare gave, or nil.
func (e *Engine) textLayer(ctx context.Context, file *os.File, page int, view postkamer.View, clean []byte) ([]wire.Word, error) {
	if scan, err := e.isScan(ctx, file, page, view); scan || err != nil {
		return nil, err
	}
	number := strconv.Itoa(page)
	p, err := e.runTool(ctx, e.pages, file, maxToolText, "pdftotext", "-cropbox", "-tsv", "-f", number, "-l", number, "-enc", "UTF-8", fileArgument, "-")
	if err != nil {
		return nil, toolTrouble(err)
	}
	text, err := p.text()
	if err != nil {
		return nil, fmt.Errorf("read pdftotext: %w", err)
	}
	l := parseTSV(string(text))
	if !l.readable() || !l.lie(view) {
		return nil, nil
	}
	words := l.onView(view)
	if !isLanguage(words) {
		return nil, nil
	}
	if agrees, err := e.layerAgrees(ctx, file, page, view, clean, words); !agrees || err != nil {
		return nil, err
	}
	return words, nil
}

// lie makes the size of the page that of the page as it is shown, and tells
// whether it is the page of the view: poppler gives the size before the page is
// turned as the file says, and the places of the words after.
func (l *layer) lie(view postkamer.View) bool {
	w, h := float64(view.Width), float64(view.Height)
	if view.Rotation%180 != 0 {
		w, h = h, w
	}
	if !(l.width > 0) || !(l.height > 0) {
		return false
	}
	if off(l.height/l.width, w/h) < off(l.width/l.height, w/h) {
		l.width, l.height = l.height, l.width
	}
	return off(l.width/l.height, w/h) < 0.1
}

// off is how far two ratios are apart, as share.
func off(a, b float64) float64 { return max(a/b, b/a) - 1 }

// Columns of what pdftotext -tsv prints, and the level of its lines with words.
const (
	tsvColumns = 12
	levelPage  = "1"
	levelWord  = "5"
)

// parseTSV reads the output of pdftotext -tsv. Lines that are none are skipped.
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
		if f[0] == levelPage {
			l.width, l.height = w.width, w.height
		}
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
			usual := unicode.In(r, unicode.L, unicode.M, unicode.Nd, unicode.P, unicode.S) && r != unicode.ReplacementChar
			if usual {
				good++
			}
		}
	}
	return float64(good) >= minReadable*float64(all)
}

// isScan tells whether images take most of the page: one, or the many strips
// that some scanners make. Images that lie over each other count double; such
// pages are as well read.
func (e *Engine) isScan(ctx context.Context, file *os.File, page int, view postkamer.View) (bool, error) {
	images, err := e.pageImages(ctx, file, page)
	if err != nil {
		return true, toolTrouble(err)
	}
	covered := 0.0 // square inches
	for _, m := range images {
		covered += m.area()
	}
	dpi := float64(view.DPI)
	return covered > scanShare*float64(view.Width)/dpi*float64(view.Height)/dpi, nil
}

// layerAgrees compares the layer with the page as it is seen: every word must
// show, hardly anything may stand on the page without a word, and two lines that
// are read must say what the layer says.
func (e *Engine) layerAgrees(ctx context.Context, file *os.File, page int, view postkamer.View, clean []byte, words []wire.Word) (bool, error) {
	q := wire.Request{Op: wire.OpCover, View: view}
	for _, w := range words {
		q.Boxes = append(q.Boxes, w.Box)
	}
	lines := sampleLines(words, view)
	for _, l := range lines {
		q.Lines = append(q.Lines, l.box)
	}
	a, _, err := e.askClean(ctx, clean, file, postkamer.PDF, page, q)
	if err != nil {
		return false, err
	}
	c := a.Cover
	for _, i := range c.Bare {
		if i < 0 || i >= len(words) || hasLetter(words[i].Text) {
			return false, nil
		}
	}
	if c.Outside > maxOutside || float64(c.Inside) < minInside*float64(c.Inside+c.Outside) {
		return false, nil
	}
	return sameLines(lines, c.Lines), nil
}

func hasLetter(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
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
