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
	return w.store.InTx(ctx, func(tx *store.Tx) error {
		return tx.PageRead(ctx, page, found.Text)
	})
}

func (w *readPage) read(ctx context.Context, page postkamer.Page) (postkamer.Reading, error) {
	file, path, release, err := w.original(ctx, page)
	if err != nil {
		return postkamer.Reading{}, err
	}
	defer release()
	return w.reader.Read(ctx, path, file.Kind, page.Number, page.View, nil)
}
