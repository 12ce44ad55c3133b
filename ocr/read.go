package ocr

import (
	"context"
	"errors"
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
	found, err := e.read(ctx, path, kind, page, view, clean)
	if err != nil {
		return postkamer.Reading{}, fmt.Errorf("read page %d: %w", page, err)
	}
	found.Text = e.lookAgain(ctx, found.Text, path, kind, view, clean)
	return found, nil
}

func (e *Engine) read(ctx context.Context, path string, kind postkamer.FileKind, page int, view postkamer.View, clean []byte) (postkamer.Reading, error) {
	view.Key = "" // of no concern to a child
	if err := checkView(view); err != nil {
		return postkamer.Reading{}, err
	}
	file, err := openRegular(path)
	if err != nil {
		return postkamer.Reading{}, err
	}
	defer file.Close()
	if kind == postkamer.PDF {
		words, err := e.textLayer(ctx, file, page, view, clean)
		if err != nil || len(words) > 0 {
			return reading(page, view, postkamer.SourceTextLayer, words, err)
		}
	}
	a, body, err := e.askClean(ctx, clean, file, kind, page, wire.Request{Op: wire.OpRead, View: view})
	if err != nil {
		return postkamer.Reading{}, err
	}
	found, err := reading(page, view, postkamer.SourceOCR, a.Words, nil)
	if err != nil {
		return postkamer.Reading{}, err
	}
	found.Text.Language = language(found.Text.Words, a.Script)
	found.Bitonal, err = checkedBitonal(a, body)
	return found, err
}

// reading checks the words of a page and makes its text of them.
func reading(page int, view postkamer.View, source postkamer.TextSource, words []wire.Word, err error) (postkamer.Reading, error) {
	if err != nil {
		return postkamer.Reading{}, err
	}
	if err := checkWords(words, view); err != nil {
		return postkamer.Reading{}, err
	}
	return postkamer.Reading{Text: pageText(page, view, source, words)}, nil
}

// askClean has a child do q with the clean page that Prepare made, and with the
// file itself when there is no clean page, it is damaged or that of another view.
func (e *Engine) askClean(ctx context.Context, clean []byte, file *os.File, kind postkamer.FileKind, page int, q wire.Request) (wire.Answer, []byte, error) {
	c, err := wire.DecodeCleanHead(clean)
	if err != nil || !c.Fits(q.View) {
		return e.askPage(ctx, file, kind, page, q)
	}
	memory, err := memoryFile()
	if err != nil {
		return wire.Answer{}, nil, err
	}
	defer memory.Close()
	if _, err := memory.Write(clean); err != nil {
		return wire.Answer{}, nil, fmt.Errorf("hand over page: %w", err)
	}
	prepared := q
	prepared.Kind, prepared.Page = wire.Prepared, page
	a, body, err := e.ask(ctx, prepared, memory)
	var refusal *postkamer.Refusal
	if errors.As(err, &refusal) {
		return e.askPage(ctx, file, kind, page, q)
	}
	return a, body, err
}
