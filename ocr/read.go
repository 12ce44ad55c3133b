package ocr

import (
	"context"
	"fmt"
	"os"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// Read reads a page (from 1) of the file at path. Words have their places in
// pixels of view, which is what Prepare made of that page. A page of a PDF that
// has good text of its own is not read but copied out of the file; mixed PDFs
// are decided page by page.
//
// clean is what Prepare gave for this page, which saves decoding it again; nil
// when it is lost.
//
// It wraps postkamer.ErrNoEngine when reading needs Tesseract and that, or its
// Dutch data, is not on this machine.
func (e *Engine) Read(ctx context.Context, path string, kind postkamer.FileKind, page int, view postkamer.View, clean []byte) (postkamer.Reading, error) {
	text, err := e.read(ctx, path, kind, page, view)
	if err != nil {
		return postkamer.Reading{}, fmt.Errorf("read page %d: %w", page, err)
	}
	return postkamer.Reading{Text: text}, nil
}

func (e *Engine) read(ctx context.Context, path string, kind postkamer.FileKind, page int, view postkamer.View) (postkamer.PageText, error) {
	view.Key = "" // of no concern to a child
	if err := checkView(view); err != nil {
		return postkamer.PageText{}, err
	}
	file, err := openRegular(path)
	if err != nil {
		return postkamer.PageText{}, err
	}
	defer file.Close()
	words, source, err := e.words(ctx, file, kind, page, view)
	if err != nil {
		return postkamer.PageText{}, err
	}
	if err := checkWords(words, view); err != nil {
		return postkamer.PageText{}, err
	}
	return pageText(page, view, source, words), nil
}

// words returns the words of a page from its text layer, else from Tesseract.
func (e *Engine) words(ctx context.Context, file *os.File, kind postkamer.FileKind, page int, view postkamer.View) ([]wire.Word, postkamer.TextSource, error) {
	if kind == postkamer.PDF {
		words, err := e.textLayer(ctx, file, page, view)
		if err != nil || len(words) > 0 {
			return words, postkamer.SourceTextLayer, err
		}
	}
	a, _, err := e.askPage(ctx, file, kind, page, wire.Request{Op: wire.OpRead, View: view})
	return a.Words, postkamer.SourceOCR, err
}
