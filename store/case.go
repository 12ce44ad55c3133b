package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// caseEvent logs something about a case and its piece.
func (tx *Tx) caseEvent(ctx context.Context, id postkamer.CaseID, kind postkamer.EventKind, actor, detail string) error {
	var piece postkamer.PieceID
	if err := tx.tx.QueryRow(ctx, `SELECT piece_id FROM cases WHERE id = $1`, id).Scan(&piece); err != nil {
		return fmt.Errorf("log %s: %w", kind, err)
	}
	return tx.Event(ctx, postkamer.Event{Kind: kind, Actor: actor, PieceID: piece, CaseID: id, Detail: detail})
}

// Case returns a case with its doubts and fields, or ErrNotFound.
func (s *Store) Case(ctx context.Context, id postkamer.CaseID) (postkamer.Case, error) {
	return s.oneCase(ctx, `c.id = $1`, id)
}

// CaseOfPiece returns the case that a piece opened, or ErrNotFound.
func (s *Store) CaseOfPiece(ctx context.Context, id postkamer.PieceID) (postkamer.Case, error) {
	return s.oneCase(ctx, `c.piece_id = $1`, id)
}

func (s *Store) oneCase(ctx context.Context, where string, arg any) (postkamer.Case, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT c.id,
			c.piece_id,
			p.reference,
			p.channel,
			p.form,
			c.case_type,
			c.probability,
			c.queue,
			c.state,
			c.version,
			c.priority,
			p.received_on,
			coalesce(c.due_on, '0001-01-01'),
			coalesce(c.claimed_by, 0),
			coalesce(who.name, ''),
			coalesce(c.claim_until, '0001-01-01'),
			coalesce(c.waits_until, '0001-01-01'),
			c.waits_for,
			c.returned_why,
			coalesce(c.attached_to, 0),
			c.created_at,
			coalesce(c.done_at, '0001-01-01')
		FROM cases c
		JOIN pieces p ON p.id = c.piece_id
		LEFT JOIN people who ON who.id = c.claimed_by
		WHERE `+where, arg)
	one, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (postkamer.Case, error) {
		var c postkamer.Case
		err := row.Scan(&c.ID, &c.PieceID, &c.Reference, &c.Channel, &c.Form, &c.CaseType, &c.Probability,
			&c.Queue, &c.State, &c.Version, &c.Priority, &c.ReceivedOn, &c.DueOn, &c.ClaimedBy, &c.ClaimedName,
			&c.ClaimUntil, &c.WaitsUntil, &c.WaitsFor, &c.ReturnedWhy, &c.AttachedTo, &c.CreatedAt, &c.DoneAt)
		return c, err
	})
	if err != nil {
		return one, fmt.Errorf("case: %w", notFound(err))
	}
	if one.Doubts, err = s.doubts(ctx, one.ID); err != nil {
		return one, err
	}
	one.Fields, err = s.fields(ctx, one.ID)
	return one, err
}

func (s *Store) doubts(ctx context.Context, id postkamer.CaseID) ([]postkamer.CaseDoubt, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT id, code, why, field, say, quote, coalesce(page_id, 0), x, y, w, h, settled_by, coalesce(settled_at, '0001-01-01')
		FROM doubts
		WHERE case_id = $1
		ORDER BY code = $2 DESC, id`, id, postkamer.Withdrawn)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (postkamer.CaseDoubt, error) {
		var d postkamer.CaseDoubt
		err := row.Scan(&d.ID, &d.Code, &d.Why, &d.Field, &d.Say, &d.Quote, &d.PageID, &d.X, &d.Y, &d.W, &d.H, &d.SettledBy, &d.SettledAt)
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("doubts of case %d: %w", id, err)
	}
	return list, nil
}

func (s *Store) fields(ctx context.Context, id postkamer.CaseID) ([]postkamer.CaseField, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT name, position, read_value, read_text, value, state, why, coalesce(page_id, 0), x, y, w, h, confidence,
			seen_by, coalesce(seen_at, '0001-01-01')
		FROM fields
		WHERE case_id = $1
		ORDER BY position`, id)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (postkamer.CaseField, error) {
		var f postkamer.CaseField
		err := row.Scan(&f.Name, &f.Position, &f.ReadValue, &f.ReadText, &f.Value, &f.State, &f.Why, &f.PageID,
			&f.X, &f.Y, &f.W, &f.H, &f.Confidence, &f.SeenBy, &f.SeenAt)
		return f, err
	})
	if err != nil {
		return nil, fmt.Errorf("fields of case %d: %w", id, err)
	}
	return list, nil
}
