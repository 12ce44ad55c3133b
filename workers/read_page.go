package workers

import (
	"context"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/store"
)

// readPage reads the words of one page.
type readPage struct {
	river.WorkerDefaults[postkamer.ReadPage]
	steps
}

// Work does the step.
func (w *readPage) Work(ctx context.Context, job *river.Job[postkamer.ReadPage]) error {
	page, err := w.store.Page(ctx, job.Args.PageID)
	if err != nil {
		return err
	}
	if page.TextState != postkamer.TextWaiting {
		return postkamer.ErrConflict
	}
	found, err := w.read(ctx, page)
	if err != nil {
		return err
	}
	if found.Bitonal.Key, err = w.store.PutBitonal(ctx, found.Bitonal); err != nil {
		return err
	}
	err = w.store.InTx(ctx, func(tx *store.Tx) error {
		return tx.PageRead(ctx, page, found)
	})
	if err == nil {
		w.store.DropClean(page.ID)
	}
	return err
}

func (w *readPage) read(ctx context.Context, page postkamer.Page) (postkamer.Reading, error) {
	file, path, release, err := w.original(ctx, page)
	if err != nil {
		return postkamer.Reading{}, err
	}
	defer release()
	var clean []byte
	if !page.Turned { // what this machine kept may be of before
		clean = w.store.Clean(page.ID)
	}
	found, err := w.reader.Read(ctx, path, file.Kind, page.Number, page.View, clean)
	if forms, ok := w.reader.(formReader); ok && err == nil {
		found.Text, err = forms.ReadForm(ctx, path, file.Kind, page.View, found.Text, page.Barcodes, clean)
	}
	return found, err
}

// A formReader also reads what is filled in on printed forms of ours. Readers of
// tests need not.
type formReader interface {
	ReadForm(ctx context.Context, path string, kind postkamer.FileKind, view postkamer.View, text postkamer.PageText, codes []postkamer.Barcode, clean []byte) (postkamer.PageText, error)
}
