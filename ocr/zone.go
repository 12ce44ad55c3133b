package ocr

import (
	"context"
	"errors"
	"fmt"
	"image"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// maxWhitelist is how many bytes of characters a zone may be limited to.
const maxWhitelist = 512

// ReadZone reads one line of a page again: what stands in zone, in pixels of
// view, taken for a single line of nothing but the characters in whitelist (empty:
// any). The words have their places on the view, like those of Read; none is no
// error.
//
// The other arguments are those of Read. With clean a zone costs 10 to 30 ms,
// without it the page is decoded and cleaned first. The text layer of a PDF is not
// looked at.
func (e *Engine) ReadZone(ctx context.Context, path string, kind postkamer.FileKind, page int, view postkamer.View, zone image.Rectangle, whitelist string, clean []byte) ([]postkamer.Word, error) {
	words, err := e.readZone(ctx, path, kind, page, view, zone, whitelist, clean)
	if err != nil {
		return nil, fmt.Errorf("read zone of page %d: %w", page, err)
	}
	return words, nil
}

func (e *Engine) readZone(ctx context.Context, path string, kind postkamer.FileKind, page int, view postkamer.View, zone image.Rectangle, whitelist string, clean []byte) ([]postkamer.Word, error) {
	view.Key = "" // of no concern to a child
	if err := checkView(view); err != nil {
		return nil, err
	}
	zone = zone.Intersect(image.Rect(0, 0, view.Width, view.Height))
	if zone.Empty() {
		return nil, fmt.Errorf("zone %v lies beside the page", zone)
	}
	if len(whitelist) > maxWhitelist {
		return nil, errors.New("whitelist too long")
	}
	file, err := openRegular(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	q := wire.Request{Op: wire.OpZone, View: view, Whitelist: whitelist,
		Boxes: []wire.Box{{X: zone.Min.X, Y: zone.Min.Y, W: zone.Dx(), H: zone.Dy()}}}
	a, _, err := e.askClean(ctx, clean, file, kind, page, q)
	if err != nil {
		return nil, err
	}
	if err := checkWords(a.Words, view); err != nil {
		return nil, err
	}
	var words []postkamer.Word
	for _, w := range a.Words {
		words = append(words, postkamer.Word{Text: w.Text, X: w.X, Y: w.Y, W: w.W, H: w.H, Confidence: w.Confidence, Line: w.Line})
	}
	return words, nil
}
