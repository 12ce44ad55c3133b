package workers

import (
	"context"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// groupPages proposes how a batch divides into pieces, once all its pages are
// prepared, and releases it when nobody has to look.
type groupPages struct {
	river.WorkerDefaults[postkamer.GroupPages]
	steps
}

// Work does the step.
func (w *groupPages) Work(ctx context.Context, job *river.Job[postkamer.GroupPages]) error {
	var loose []postkamer.Page
	err := w.store.InTx(ctx, func(tx *store.Tx) (err error) {
		loose, err = intake.GroupBatch(ctx, tx, job.Args.BatchID)
		return err
	})
	if err != nil {
		return err
	}
	for _, page := range loose {
		w.store.DropClean(page.ID) // nobody reads it
	}
	return nil
}
