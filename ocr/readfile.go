package ocr

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"postkamer"
)

// A FileText is what was read from one file, as `postkamer read --json` prints it.
type FileText struct {
	File  string         `json:"file"`
	Error string         `json:"error"` // Dutch, for people; empty when all went well
	Pages []ReadablePage `json:"pages"`
}

// A ReadablePage is one page of a FileText. Its words lie where they stand on the
// page in the file: in pixels of the page as the file itself says it is to be
// shown, before anything was turned or straightened.
type ReadablePage struct {
	Number   int                  `json:"number"`
	Width    int                  `json:"width"`    // pixels of the page in the file
	Height   int                  `json:"height"`   // pixels
	Rotation int                  `json:"rotation"` // degrees clockwise that make it upright
	Skew     float64              `json:"skew"`     // degrees clockwise that then make it straight
	Language string               `json:"language,omitempty"`
	Blank    bool                 `json:"blank"`
	Source   postkamer.TextSource `json:"source"`
	Text     string               `json:"text"`
	Words    []postkamer.Word     `json:"words"`
	Barcodes []postkamer.Barcode  `json:"barcodes"`
	Failed   bool                 `json:"failed,omitempty"` // could not be decoded or read
	MS       int64                `json:"ms"`               // wall time of both steps

	// OnView is the same with the words in their places on the upright view.
	OnView postkamer.PageText `json:"-"`

	// What the page looks like, for a searchable copy. Image is nil when the page
	// could not be decoded.
	Image   []byte            `json:"-"` // the view as JPEG
	DPI     int               `json:"-"` // of the view
	Bitonal postkamer.Bitonal `json:"-"`
}

// What a person reads in a FileText when something went wrong that is no refusal.
const (
	noEngineText   = "Op deze computer kan geen tekst gelezen worden. Installeer tesseract-ocr-nld en tesseract-ocr-osd."
	pageFailedText = "Niet alle bladzijden konden gelezen worden. Bekijk het bestand zelf."
)

// ReadFile inspects, prepares and reads all pages of the file at path, without
// database or storage. What is wrong with the file or its pages is also said in
// FileText.Error, in Dutch; the error tells programs the same. Pages that did
// work are there in any case.
func (e *Engine) ReadFile(ctx context.Context, path string) (FileText, error) {
	t := FileText{File: path, Pages: []ReadablePage{}}
	f, err := e.Inspect(ctx, path, filepath.Base(path))
	if err != nil {
		t.Error = sentence(err)
		return t, err
	}
	t.Pages = make([]ReadablePage, f.Pages)
	errs := make([]error, f.Pages)
	var pages errgroup.Group
	pages.SetLimit(e.config.Children)
	for i := range f.Pages {
		pages.Go(func() error {
			t.Pages[i], errs[i] = e.readPage(ctx, path, f.Kind, i+1)
			return nil
		})
	}
	_ = pages.Wait() // errors are per page
	err = errors.Join(errs...)
	t.Error = sentence(err)
	return t, err
}

// readPage prepares and reads one page. Blank pages have nothing to read.
func (e *Engine) readPage(ctx context.Context, path string, kind postkamer.FileKind, n int) (ReadablePage, error) {
	begin := time.Now()
	page := ReadablePage{Number: n, Words: []postkamer.Word{}, Barcodes: []postkamer.Barcode{}, Failed: true}
	p, err := e.Prepare(ctx, path, kind, n, postkamer.PrepareOptions{})
	if err != nil {
		return page, err
	}
	page.Rotation, page.Skew, page.Blank = p.View.Rotation, p.View.Skew, p.Blank
	page.Barcodes = append(page.Barcodes, p.Barcodes...)
	page.Image, page.DPI = p.Image, p.View.DPI
	found := postkamer.Reading{Text: pageText(n, p.View, postkamer.SourceOCR, nil)}
	if !p.Blank {
		if got, failed := e.Read(ctx, path, kind, n, p.View, p.Clean); failed == nil {
			found = got
			found.Text, err = e.ReadForm(ctx, path, kind, p.View, found.Text, p.Barcodes, p.Clean)
		} else {
			err = failed
		}
	}
	page.show(found.Text)
	page.Bitonal = found.Bitonal
	page.Failed, page.OnView.Failed = err != nil, err != nil
	page.MS = time.Since(begin).Milliseconds()
	return page, err
}

// show sets what was read, with places on the page in its file.
func (r *ReadablePage) show(text postkamer.PageText) {
	r.OnView = text
	r.Width, r.Height = text.PageSize()
	r.Source, r.Text, r.Language = text.Source, text.Body, text.Language
	for _, w := range text.Words {
		w.X, w.Y, w.W, w.H = text.OnPage(w.X, w.Y, w.W, w.H)
		r.Words = append(r.Words, w)
	}
}

// sentence says an error in Dutch for the person who had the file read.
func sentence(err error) string {
	var r *postkamer.Refusal
	switch {
	case err == nil:
		return ""
	case errors.As(err, &r):
		return r.Why
	case errors.Is(err, postkamer.ErrNoEngine):
		return noEngineText
	}
	return pageFailedText
}
