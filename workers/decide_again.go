package workers

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/guard"
	"postkamer/store"
)

// decideAgain looks once more at a piece of which a page was scanned again, or which the partner
// signed, after it was decided about.
type decideAgain struct {
	river.WorkerDefaults[postkamer.DecideAgain]
	steps
}

// routePause is how long the step waits for a piece that is being decided about for the
// first time.
const routePause = 5 * time.Second

// Work does the step.
func (w *decideAgain) Work(ctx context.Context, job *river.Job[postkamer.DecideAgain]) error {
	since, err := w.store.ScannedAgain(ctx, job.Args.PieceID)
	if err != nil || since.IsZero() {
		return err // done already
	}
	piece, err := w.store.Piece(ctx, job.Args.PieceID)
	if err != nil {
		return err
	}
	if piece.Stage != postkamer.Routed {
		return river.JobSnooze(routePause)
	}
	c, err := w.store.CaseOfPiece(ctx, piece.ID)
	if err != nil {
		return err
	}
	d, err := w.decide(ctx, piece)
	if err != nil {
		return err
	}
	anew, err := guard.Guard{Store: w.store, Policy: d.policy}.Anew(ctx, c, c.CaseType)
	if err != nil {
		return err
	}
	return w.store.InTx(ctx, func(tx *store.Tx) error {
		if err := tx.ScanSeen(ctx, piece.ID, since); err != nil {
			return err
		}
		free, err := tx.Unworked(ctx, c.ID)
		if err != nil {
			return err
		}
		if !free {
			return tellOfMore(ctx, tx, c, *anew)
		}
		decided, err := w.settle(ctx, tx, &d)
		if err != nil {
			return err
		}
		if err := tx.Redecide(ctx, c.ID, piece, d.text, decided); err != nil {
			return err
		}
		return w.keep(ctx, tx, d, c.ID, decided)
	})
}

// tellOfMore tells a case that somebody works on what came since: what the partner said,
// a page that was scanned again, or both.
func tellOfMore(ctx context.Context, tx *store.Tx, c postkamer.Case, anew store.Anew) error {
	if err := tx.SignatureCame(ctx, c.ID, c.PieceID); err != nil {
		return err
	}
	scanned, err := tx.AgainForScan(ctx, c.PieceID)
	if err != nil || !scanned {
		return err
	}
	return tx.TellOfScan(ctx, c.ID, anew)
}
