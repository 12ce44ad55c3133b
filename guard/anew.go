package guard

import (
	"context"
	"errors"

	"postkamer"
	"postkamer/classify"
	"postkamer/store"
)

// Anew reads the piece of a case for the kind that a person chose: what is to be
// filled in and what is doubtful is not the same for every kind. What was known of
// earlier pieces when it was decided about is known now.
func (g Guard) Anew(ctx context.Context, c postkamer.Case, kind postkamer.CaseType) (*store.Anew, error) {
	piece, err := g.Store.Piece(ctx, c.PieceID)
	if err != nil {
		return nil, err
	}
	text, err := g.Store.Text(ctx, c.PieceID)
	if err != nil {
		return nil, err
	}
	facts := classify.Facts{Channel: piece.Channel, Form: piece.Form, Answers: piece.Answers, ReceivedOn: piece.ReceivedOn, CountsOn: piece.CountsOn}
	was, err := g.Store.Decision(ctx, c.PieceID)
	if err != nil && !errors.Is(err, postkamer.ErrNotFound) {
		return nil, err
	}
	facts.Earlier = was.Earlier
	if facts.Addresses, err = g.Store.FindAddresses(ctx, classify.LookupsAs(text, facts, kind, g.Policy)); err != nil {
		return nil, err
	}
	v := classify.As(text, facts, kind, g.Policy)
	return &store.Anew{Text: text, Fields: v.Fields, Doubts: v.Doubts}, nil
}
