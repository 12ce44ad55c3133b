package store

import (
	"context"
	"crypto/rand"
	"fmt"

	"postkamer"
)

// NewUploadID returns a number for a file that cannot be guessed.
func NewUploadID() string { return rand.Text() }

// AddWaitingPiece stores the piece of a form with files. Its pages come with FillPiece,
// once they are prepared; then it is read.
func (tx *Tx) AddWaitingPiece(ctx context.Context, p postkamer.Piece, position int) (postkamer.PieceID, error) {
	if p.Form == "" {
		return 0, fmt.Errorf("add piece: %w", errNoPages)
	}
	err := tx.receivePiece(ctx, &p, position, 0)
	return p.ID, err
}

// FillPiece gives the pages of a form's batch to its piece, each with its mark, and
// queues the reading of those that wait for it. Without any the piece is read.
func (tx *Tx) FillPiece(ctx context.Context, batch postkamer.BatchID, pages []postkamer.Page) error {
	left := 0
	for _, p := range pages {
		if p.TextState == postkamer.TextWaiting {
			left++
		}
	}
	var piece postkamer.PieceID
	err := tx.tx.QueryRow(ctx, `
		UPDATE pieces
		SET pages_left = $2
		WHERE batch_id = $1 AND stage = 'received'
		RETURNING id`, batch, left).Scan(&piece)
	if err != nil {
		return fmt.Errorf("fill piece of batch %d: %w", batch, conflict(err))
	}
	for i, p := range pages {
		if err := tx.placePage(ctx, p, piece, i); err != nil {
			return err
		}
	}
	if left > 0 {
		return nil
	}
	return tx.pieceRead(ctx, piece)
}
