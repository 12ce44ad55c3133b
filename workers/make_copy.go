package workers

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"os"
	"slices"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/ocr/pdfa"
	"postkamer/store"
)

// makeCopy makes the searchable copy of a piece: a PDF/A of its pages' images with
// their words in place.
type makeCopy struct {
	river.WorkerDefaults[postkamer.MakeCopy]
	steps
}

// Work does the step.
func (w *makeCopy) Work(ctx context.Context, job *river.Job[postkamer.MakeCopy]) error {
	id := job.Args.PieceID
	if c, err := w.store.Copy(ctx, id); err != nil || c.State != postkamer.CopyWaiting {
		return orConflict(err)
	}
	if waits, err := w.waitsForScan(ctx, id); waits || err != nil {
		return cmp.Or(err, river.JobSnooze(scanPause))
	}
	file, err := w.store.CopyFile()
	if err != nil {
		return err
	}
	defer file.Close()
	if err := w.write(ctx, id, file); err != nil {
		return err
	}
	if err := sound(file); err != nil {
		return err
	}
	made, err := w.store.PutCopy(ctx, id, file)
	if err != nil {
		return err
	}
	return w.store.InTx(ctx, func(tx *store.Tx) error { return tx.CopyMade(ctx, made) })
}

// waitsForScan tells whether a page of the piece is not shown yet: the virus scanner has
// not looked at its file.
func (w *makeCopy) waitsForScan(ctx context.Context, id postkamer.PieceID) (bool, error) {
	piece, err := w.store.Piece(ctx, id)
	return slices.ContainsFunc(piece.Pages, func(p postkamer.Page) bool { return p.Scan == postkamer.ScanWaiting }), err
}

// orConflict returns err, or that the step was done before.
func orConflict(err error) error {
	if err != nil {
		return err
	}
	return postkamer.ErrConflict
}

// sound holds a copy against the rules of PDF/A before anybody sees it.
func sound(file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	findings, err := pdfa.Check(file, info.Size())
	if err == nil && len(findings) > 0 {
		err = fmt.Errorf("%d rules of PDF/A are broken, the first is %s", len(findings), findings[0].Rule)
	}
	return err
}

// write writes the copy of a piece. The same piece gives the same bytes: the date
// in it is that of the receipt.
func (w *makeCopy) write(ctx context.Context, id postkamer.PieceID, file *os.File) error {
	piece, err := w.store.Piece(ctx, id)
	if err != nil {
		return err
	}
	text, err := w.store.Text(ctx, id)
	if err != nil {
		return err
	}
	about := pdfa.Document{Reference: piece.Reference, Title: "Poststuk " + piece.Reference, Created: piece.ReceivedAt}
	return pdfa.Write(file, about, w.pages(ctx, piece, text))
}

// pages yields the shown pages of a piece, one image in memory at a time. A page
// without an image ends it with a refusal: a copy that is silently short of a page
// is worse than none.
func (w *makeCopy) pages(ctx context.Context, piece postkamer.Piece, text postkamer.Text) iter.Seq2[pdfa.Page, error] {
	words := map[postkamer.PageID][]postkamer.Word{}
	for _, t := range text.Pages {
		words[t.Page] = t.Words
	}
	return func(yield func(pdfa.Page, error) bool) {
		for _, p := range piece.Pages {
			if p.Mark != postkamer.MarkNone {
				continue
			}
			page, err := w.page(ctx, p)
			page.Words = words[p.ID]
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
}

// page fetches the image of a page: in black and white when that says it all.
func (w *makeCopy) page(ctx context.Context, p postkamer.Page) (page pdfa.Page, err error) {
	if p.View.Key == "" {
		return page, postkamer.Refuse(postkamer.RefusedBroken, "")
	}
	page = pdfa.Page{Width: p.View.Width, Height: p.View.Height, DPI: p.View.DPI, Bitonal: p.Bitonal}
	if p.Bitonal.Key == "" {
		page.JPEG, err = w.store.View(ctx, p.View.Key)
		return page, err
	}
	page.Bitonal.G4, err = w.store.View(ctx, p.Bitonal.Key)
	return page, err
}
