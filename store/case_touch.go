package store

import (
	"context"
	"fmt"

	"postkamer"
)

// holdsAt tells that a person has a case at a version, and keeps the claim alive;
// ErrConflict when not.
func (tx *Tx) holdsAt(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person) error {
	if err := tx.keepClaim(ctx, id, by); err != nil {
		return err
	}
	return tx.one(ctx, `SELECT 1 FROM cases WHERE id = $1 AND version = $2`, id, version)
}

// AddField adds a field that was not read, with the value that its holder sees.
// ErrConflict means that the case is not this person's, or has the field already.
func (s *Store) AddField(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person, in FieldInput) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		return tx.Undoable(ctx, id, by, postkamer.EventFieldAdded, func() error {
			if err := tx.holdsAt(ctx, id, version, by); err != nil {
				return err
			}
			err := tx.one(ctx, `
				INSERT INTO fields (case_id, name, position, read_value, value, state, seen_by, seen_at)
				SELECT $1, $2, coalesce((SELECT max(position) FROM fields WHERE case_id = $1) + 1, 0), '', $3, $4, $5, now()
				ON CONFLICT DO NOTHING`, id, in.Name, in.Value, postkamer.FieldAdded, by.Name)
			if err != nil {
				return err
			}
			return tx.caseEvent(ctx, id, postkamer.EventFieldAdded, by.Name, string(in.Name))
		})
	})
	if err != nil {
		return fmt.Errorf("add field %s to case %d: %w", in.Name, id, err)
	}
	return nil
}

// SettleDoubt says that one doubt is no longer one. The doubt about the kind is
// settled by choosing it: then this is ErrKindUnsure. ErrConflict means that the case
// is not this person's or that it was settled before.
func (s *Store) SettleDoubt(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person, doubt int64) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		return tx.Undoable(ctx, id, by, postkamer.EventSettled, func() error {
			if err := tx.holdsAt(ctx, id, version, by); err != nil {
				return err
			}
			var code postkamer.DoubtCode
			err := tx.tx.QueryRow(ctx, `
				UPDATE doubts
				SET settled_by = $3, settled_at = now()
				WHERE id = $2 AND case_id = $1 AND settled_at IS NULL
				RETURNING code`, id, doubt, by.Name).Scan(&code)
			if err != nil {
				return conflict(err)
			}
			if code == postkamer.KindUnsure {
				return postkamer.ErrKindUnsure
			}
			return tx.caseEvent(ctx, id, postkamer.EventSettled, by.Name, string(code))
		})
	})
	if err != nil {
		return fmt.Errorf("settle doubt %d of case %d: %w", doubt, id, err)
	}
	return nil
}

// Reopen gives a finished case back to its queue, before the others: something turned
// out otherwise. What its approval proved and taught counts no more; what a second
// person found stays. Version is that of the page.
func (s *Store) Reopen(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person, reason string) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		return tx.Undoable(ctx, id, by, postkamer.EventReopened, func() error { return tx.reopen(ctx, id, version, by, reason) })
	})
	if err != nil {
		return fmt.Errorf("open case %d again: %w", id, err)
	}
	return nil
}

func (tx *Tx) reopen(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person, reason string) error {
	err := tx.one(ctx, `
		UPDATE cases
		SET state = 'open', version = version + 1, done_at = NULL, done_by = '', returned_at = now()
		WHERE id = $1 AND version = $2 AND state = 'done' AND attached_to IS NULL`, id, version)
	if err != nil {
		return err
	}
	for _, sql := range []string{
		`DELETE FROM outcomes WHERE case_id = $1 AND judged = 'person'`,
		`DELETE FROM samples WHERE case_id = $1 AND judge IS NULL`,
		`DELETE FROM passages p WHERE case_id = $1 AND NOT EXISTS (SELECT 1 FROM samples WHERE case_id = p.case_id)`,
	} {
		if _, err := tx.tx.Exec(ctx, sql, id); err != nil {
			return err
		}
	}
	return tx.caseEvent(ctx, id, postkamer.EventReopened, by.Name, reason)
}
