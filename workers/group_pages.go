package workers

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// groupPages cuts a batch into pieces, once all its pages are prepared.
type groupPages struct {
	river.WorkerDefaults[postkamer.GroupPages]
	steps
}

// Work does the step.
func (w *groupPages) Work(ctx context.Context, job *river.Job[postkamer.GroupPages]) error {
	batch, err := w.store.Batch(ctx, job.Args.BatchID)
	if err != nil {
		return err
	}
	if batch.PagesLeft > 0 {
		return postkamer.ErrConflict // too early: the last page queues this step again
	}
	pages, err := w.store.BatchPages(ctx, batch.ID)
	if err != nil {
		return err
	}
	blank, err := w.store.BlankPages(ctx, batch.ID)
	if err != nil {
		return err
	}
	cut := intake.Group(pages, blank)
	for _, page := range cut.Loose {
		w.store.DropClean(page.ID) // nobody reads it
	}
	return w.store.InTx(ctx, func(tx *store.Tx) error {
		if err := tx.BatchSplit(ctx, batch.ID); err != nil {
			return err
		}
		for _, page := range cut.Loose {
			if err := tx.MarkPage(ctx, page); err != nil {
				return err
			}
		}
		return addPieces(ctx, tx, batch, cut.Pieces)
	})
}

func addPieces(ctx context.Context, tx *store.Tx, batch postkamer.Batch, pieces [][]postkamer.Page) error {
	for i, pages := range pieces {
		piece := postkamer.Piece{
			BatchID:    batch.ID,
			Reference:  postkamer.NewReference("PS", time.Now()),
			Channel:    batch.Channel,
			ReceivedOn: batch.ReceivedOn,
			ReceivedAt: batch.ReceivedAt,
			Pages:      pages,
		}
		if _, err := tx.AddPiece(ctx, piece, i); err != nil {
			return err
		}
	}
	return nil
}
