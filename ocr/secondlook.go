package ocr

import (
	"context"
	"image"

	"postkamer"
)

// A SecondLook has places of a page that was read, read again. again reads what
// stands in zone, in pixels of the view, as one line of nothing but the characters
// of whitelist. It returns the page as it is to be taken. Package classify has one:
// what is worth another look is a question of what is being looked for.
type SecondLook func(page postkamer.PageText, again func(zone image.Rectangle, whitelist string) ([]postkamer.Word, error)) postkamer.PageText

// lookAgain gives a page that Tesseract read its second look. A zone that cannot be
// read changes nothing: the page has been read.
func (e *Engine) lookAgain(ctx context.Context, text postkamer.PageText, path string, kind postkamer.FileKind, view postkamer.View, clean []byte) postkamer.PageText {
	if e.config.SecondLook == nil || text.Source != postkamer.SourceOCR {
		return text
	}
	return e.config.SecondLook(text, func(zone image.Rectangle, whitelist string) ([]postkamer.Word, error) {
		return e.ReadZone(ctx, path, kind, text.Number, view, zone, whitelist, clean)
	})
}
