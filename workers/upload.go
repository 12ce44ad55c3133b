package workers

import (
	"context"

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
