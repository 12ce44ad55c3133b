package ocr

import (
	"strings"

	"postkamer"
	"postkamer/ocr/internal/layout"
	"postkamer/ocr/internal/wire"
)

// pageText puts the words together to the text of a page, in the order in which
// a person reads them.
func pageText(page int, view postkamer.View, source postkamer.TextSource, words []wire.Word) postkamer.PageText {
	words = layout.Order(words)
	t := postkamer.PageText{
		Number:     page,
		Width:      view.Width,
		Height:     view.Height,
		Rotation:   view.Rotation,
		Skew:       view.Skew,
		PageWidth:  view.PageWidth,
		PageHeight: view.PageHeight,
		Source:     source,
		Body:       body(words),
		Words:      make([]postkamer.Word, 0, len(words)),
	}
	for _, w := range words {
		t.Words = append(t.Words, postkamer.Word{
			Text: w.Text, X: w.X, Y: w.Y, W: w.W, H: w.H, Confidence: w.Confidence, Line: w.Line,
		})
	}
	t.Language = language(t.Words, "")
	return t
}

// body joins words with spaces, lines with line breaks and paragraphs with an
// empty line.
func body(words []wire.Word) string {
	var b strings.Builder
	for i, w := range words {
		switch {
		case i == 0:
		case w.Paragraph != words[i-1].Paragraph:
			b.WriteString("\n\n")
		case w.Line != words[i-1].Line:
			b.WriteByte('\n')
		default:
			b.WriteByte(' ')
		}
		b.WriteString(w.Text)
	}
	return b.String()
}
