package store

import (
	"context"
	"fmt"
	"time"

	"postkamer"
)

// A Proven piece is one of which somebody knows the reference and the date of birth.
type Proven struct {
	PieceID   postkamer.PieceID
	CaseID    postkamer.CaseID // 0: it has no case yet
	Reference string
	Channel   postkamer.Channel
	Form      string // name of the form; empty for a letter
}

// Prove returns the piece of a reference when its citizen was born on that day, and
// ErrNotFound when there is no such piece or when it is another day: who asks cannot
// tell the two apart. The day is that of the answers as they were sent, or of the field
// of the case: a letter has only the latter, and a colleague may have set it right.
func (s *Store) Prove(ctx context.Context, reference string, born time.Time) (Proven, error) {
	var p Proven
	err := s.pool.QueryRow(ctx, `
		SELECT p.id, coalesce(c.id, 0), p.reference, p.channel, p.form
		FROM pieces p LEFT JOIN cases c ON c.piece_id = p.id
		WHERE p.reference = $1 AND (
			EXISTS (SELECT 1 FROM fields WHERE case_id = c.id AND name = $3 AND value = $2)
			OR EXISTS (SELECT 1 FROM jsonb_array_elements(p.answers) a WHERE a->>'field' = $3 AND a->>'value' = $2))`,
		reference, born.Format(time.DateOnly), postkamer.FieldBirthDate,
	).Scan(&p.PieceID, &p.CaseID, &p.Reference, &p.Channel, &p.Form)
	if err != nil {
		return p, fmt.Errorf("prove: %w", notFound(err))
	}
	return p, nil
}

// ProvenStill returns a piece that was proven before, as it is now, or ErrNotFound.
func (s *Store) ProvenStill(ctx context.Context, id postkamer.PieceID) (Proven, error) {
	var p Proven
	err := s.pool.QueryRow(ctx, `
		SELECT p.id, coalesce(c.id, 0), p.reference, p.channel, p.form
		FROM pieces p LEFT JOIN cases c ON c.piece_id = p.id
		WHERE p.id = $1`, id).Scan(&p.PieceID, &p.CaseID, &p.Reference, &p.Channel, &p.Form)
	if err != nil {
		return p, fmt.Errorf("proven piece: %w", notFound(err))
	}
	return p, nil
}
