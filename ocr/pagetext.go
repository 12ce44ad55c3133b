package ocr

import (
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
		Body:       layout.Body(words),
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
