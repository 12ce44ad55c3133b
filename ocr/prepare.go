package ocr

import (
	"context"
	"fmt"
	"os"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// Prepare makes the view of a page (from 1) of the file at path, whose kind
// Inspect has told: an upright and straight JPEG of 150 dpi, grey unless its
// colour matters. It says whether the page is blank, which it never says of a
// page that did not decode without complaint, and which barcodes are on it.
//
// Prepared.Clean is the page for Read, in a form of its own that may change from
// release to release; of a blank page there is none.
//
// View.Rotation is what was turned on top of what the file itself says (EXIF,
// TIFF orientation, /Rotate of a PDF). Prepare needs no Tesseract; with
// Tesseract's osd data it is surer of turned pages.
//
// With o.Turned a person has turned the page: the view, the clean page and all places
// on them follow. With o.Plain there is the view only, of the page as it was scanned.
//
// A *postkamer.Refusal says that the page can not be decoded, now or later.
func (e *Engine) Prepare(ctx context.Context, path string, kind postkamer.FileKind, page int, o postkamer.PrepareOptions) (postkamer.Prepared, error) {
	if o.Turn%90 != 0 || o.Turn < 0 || o.Turn >= 360 {
		return postkamer.Prepared{}, fmt.Errorf("prepare page %d: turn it by %d degrees", page, o.Turn)
	}
	file, err := openRegular(path)
	if err != nil {
		return postkamer.Prepared{}, fmt.Errorf("prepare page %d: %w", page, err)
	}
	defer file.Close()
	a, body, err := e.askPage(ctx, file, kind, page, wire.Request{Op: wire.OpPrepare, Turned: o.Turned, Turn: o.Turn, Plain: o.Plain})
	if err != nil {
		return postkamer.Prepared{}, fmt.Errorf("prepare page %d: %w", page, err)
	}
	p, err := checkedPrepared(a, body)
	if err != nil {
		return postkamer.Prepared{}, fmt.Errorf("prepare page %d: %w", page, err)
	}
	return p, nil
}

// askPage has a child do q with one page of file. A page of a PDF is drawn first.
func (e *Engine) askPage(ctx context.Context, file *os.File, kind postkamer.FileKind, page int, q wire.Request) (wire.Answer, []byte, error) {
	if page < 1 || kind != postkamer.PDF && kind != postkamer.TIFF && page != 1 {
		return wire.Answer{}, nil, fmt.Errorf("%w: page %d", postkamer.ErrNotFound, page)
	}
	if kind != postkamer.PDF {
		q.Kind, q.Page = kind, page
		return e.ask(ctx, q, file)
	}
	size, err := e.pdfPageSize(ctx, e.pages, file, page)
	if err != nil {
		return wire.Answer{}, nil, err
	}
	dpi, scanned, err := e.dpiOf(ctx, file, page, size)
	if err != nil {
		return wire.Answer{}, nil, err
	}
	// Whether there is colour decides what becomes of the page in black and white.
	gray := q.Op != wire.OpPrepare && q.Op != wire.OpRead
	d, err := e.draw(ctx, e.pages, file, page, size, dpi, gray)
	if err != nil {
		return wire.Answer{}, nil, err
	}
	defer d.file.Close()
	drawn := d.request(q.Op)
	drawn.Turned, drawn.Turn, drawn.Plain = q.Turned, q.Turn, q.Plain
	drawn.Page, drawn.View, drawn.Boxes, drawn.Lines, drawn.Whitelist, drawn.Zones = page, q.View, q.Boxes, q.Lines, q.Whitelist, q.Zones
	a, body, err := e.ask(ctx, drawn, d.file)
	a.Quality.DPI, a.Quality.Width, a.Quality.Height = scanned, size.width*mmPerPoint, size.height*mmPerPoint
	return a, body, err
}

const mmPerPoint = 25.4 / 72
