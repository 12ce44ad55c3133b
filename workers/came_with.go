package workers

import (
	"context"
	"errors"
	"time"

	"postkamer"
	"postkamer/classify"
	"postkamer/store"
)

// coverPatience is how long a piece waits for the case that its cover sheet names to be
// opened. That takes seconds; after this a person puts the two together.
const coverPatience = time.Hour

// beforeItsCase tells whether a piece came for a piece that was not decided about yet.
func (w *steps) beforeItsCase(ctx context.Context, piece postkamer.Piece) (bool, error) {
	covers, err := w.store.CoversOf(ctx, piece.ID)
	if err != nil || time.Since(piece.ReceivedAt) > coverPatience {
		return false, err
	}
	for _, c := range covers {
		if c.Known && !c.Routed {
			return true, nil
		}
	}
	return false, nil
}

// cameWith adds to the facts what came with a piece or after it: the cases that sheets of
// ours name, and what the partner said.
func cameWith(ctx context.Context, st *store.Store, piece postkamer.Piece, facts *classify.Facts) error {
	covers, err := st.CoversOf(ctx, piece.ID)
	if err != nil {
		return err
	}
	for _, c := range covers {
		if c.Known {
			facts.Covers = append(facts.Covers, c.Reference)
			facts.Proven = facts.Proven || c.Proven
		} else {
			facts.StrangeCovers = append(facts.StrangeCovers, c.Reference)
		}
	}
	if piece.Form == "" {
		return nil
	}
	signature, err := st.Signature(ctx, piece.ID)
	if errors.Is(err, postkamer.ErrNotFound) {
		return nil
	}
	facts.Partner = signature.State
	return err
}
