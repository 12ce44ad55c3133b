package workers

import (
	"context"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/store"
)

// preparePage makes the view of a page and finds blanks and separator codes.
type preparePage struct {
	river.WorkerDefaults[postkamer.PreparePage]
	steps
}

// Work does the step.
func (w *preparePage) Work(ctx context.Context, job *river.Job[postkamer.PreparePage]) error {
	page, err := w.store.Page(ctx, job.Args.PageID)
	if err != nil {
		return err
	}
	if page.State != postkamer.PageWaiting {
		return postkamer.ErrConflict
	}
	found, err := w.prepare(ctx, page)
	if err != nil {
		return err
	}
	if found.View.Key, err = w.store.PutView(ctx, found.Image); err != nil {
		return err
	}
	w.store.KeepClean(page.ID, found.Clean)
	err = w.store.InTx(ctx, func(tx *store.Tx) error {
		return tx.PagePrepared(ctx, page, found)
	})
	if err != nil {
		w.store.DropClean(page.ID)
	}
	return err
}

func (w *preparePage) prepare(ctx context.Context, page postkamer.Page) (postkamer.Prepared, error) {
	file, path, release, err := w.original(ctx, page)
	if err != nil {
		return postkamer.Prepared{}, err
	}
	defer release()
	return w.reader.Prepare(ctx, path, file.Kind, page.Number, postkamer.PrepareOptions{Turned: page.Turned, Turn: page.Turn})
}

// original makes the file of a page available on the local disk.
func (s steps) original(ctx context.Context, page postkamer.Page) (file postkamer.File, path string, release func(), err error) {
	if file, err = s.store.File(ctx, page.FileID); err != nil {
		return file, "", nil, err
	}
	path, release, err = s.store.Original(ctx, file)
	return file, path, release, err
}
