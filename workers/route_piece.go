package workers

import (
	"context"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/classify"
	"postkamer/store"
)

// routePiece decides what a piece is and opens its case.
type routePiece struct {
	river.WorkerDefaults[postkamer.RoutePiece]
	steps
}

// Work does the step.
func (w *routePiece) Work(ctx context.Context, job *river.Job[postkamer.RoutePiece]) error {
	piece, err := w.store.Piece(ctx, job.Args.PieceID)
	if err != nil {
		return err
	}
	if piece.Stage != postkamer.Read {
		return postkamer.ErrConflict
	}
	text, err := w.store.Text(ctx, piece.ID)
	if err != nil {
		return err
	}
	flags, err := w.flags(ctx, piece)
	if err != nil {
		return err
	}
	verdict := classify.Classify(text, classify.Facts{
		Channel:    piece.Channel,
		Form:       piece.Form,
		Answers:    piece.Answers,
		ReceivedOn: piece.ReceivedOn,
		Flags:      flags,
	}, w.model, w.policy)
	return w.store.InTx(ctx, func(tx *store.Tx) error {
		_, err := tx.Route(ctx, piece, text, verdict)
		return err
	})
}

// flags returns what inspection noted about the files that a piece has pages of.
func (w *routePiece) flags(ctx context.Context, piece postkamer.Piece) ([]string, error) {
	files, err := w.store.Files(ctx, piece.BatchID)
	if err != nil {
		return nil, err
	}
	with := map[postkamer.FileID]bool{}
	for _, page := range piece.Pages {
		with[page.FileID] = true
	}
	var flags []string
	for _, f := range files {
		if with[f.ID] {
			flags = append(flags, f.Flags...)
		}
	}
	return flags, nil
}
