package workers

import (
	"context"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/store"
)

// splitBatch makes a row for every page of a batch and has each prepared.
type splitBatch struct {
	river.WorkerDefaults[postkamer.SplitBatch]
	steps
}

// Work does the step.
func (w *splitBatch) Work(ctx context.Context, job *river.Job[postkamer.SplitBatch]) error {
	batch, err := w.store.Batch(ctx, job.Args.BatchID)
	if err != nil {
		return err
	}
	return w.store.InTx(ctx, func(tx *store.Tx) error {
		return tx.MakePages(ctx, batch)
	})
}
