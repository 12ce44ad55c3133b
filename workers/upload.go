package workers

import (
	"context"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// groupStuck gives a batch that cannot be divided to the operator. The files of a form
// divide into nothing: its piece gets their pages as they are, and a caseworker has it.
func groupStuck(ctx context.Context, tx *store.Tx, id postkamer.BatchID) error {
	batch, err := tx.LockBatch(ctx, id)
	if err != nil {
		return err
	}
	if batch.Channel != postkamer.Form {
		return tx.BatchStuck(ctx, id, whyBatchStuck)
	}
	_, err = intake.GroupBatch(ctx, tx, id)
	return err
}

// cleanMinute is the minute of the hour in which the sweep looks for bytes of files that
// no form needs any more: what was taken away goes at once, this is for the rest.
const cleanMinute = 23

// cleanUploads removes files of forms that were never sent, once an hour.
func (w *sweep) cleanUploads(ctx context.Context, now time.Time) error {
	if now.Minute() != cleanMinute {
		return nil
	}
	_, err := w.store.CleanUploads(ctx, now)
	return err
}
