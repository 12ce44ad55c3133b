package store

import (
	"context"
	"fmt"

	"postkamer"
)

// Allow lets a person look at a case outside their own queues, and logs why. The
// number of the case comes from a search that this person did.
func (s *Store) Allow(ctx context.Context, g postkamer.Grant, by postkamer.Person) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		_, err := tx.tx.Exec(ctx, `
			INSERT INTO grants (person_id, case_id, reason, until)
			VALUES ($1, $2, $3, $4)`, g.PersonID, g.CaseID, g.Reason, g.Until)
		if err != nil {
			return err
		}
		return tx.caseEvent(ctx, g.CaseID, postkamer.EventInspected, by.Name, g.Reason)
	})
	if err != nil {
		return fmt.Errorf("allow a look at case %d: %w", g.CaseID, err)
	}
	return nil
}

// Allowed tells whether a case was opened to a person outside whose queues it is.
func (s *Store) Allowed(ctx context.Context, person postkamer.PersonID, id postkamer.CaseID) (bool, error) {
	var yes bool
	err := s.pool.QueryRow(ctx, `
		SELECT EXISTS (SELECT 1 FROM grants WHERE person_id = $1 AND case_id = $2 AND until > now())`, person, id).Scan(&yes)
	if err != nil {
		return false, fmt.Errorf("look for a grant of case %d: %w", id, err)
	}
	return yes, nil
}

// LogSearch logs that somebody searched and, for each piece outside their queues
// that was shown to be there, that it was found. How says by what: never the words.
func (s *Store) LogSearch(ctx context.Context, by postkamer.Person, how string, outside []postkamer.PieceID) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		if err := tx.Event(ctx, postkamer.Event{Kind: postkamer.EventSearched, Actor: by.Name, Detail: how}); err != nil {
			return err
		}
		_, err := tx.tx.Exec(ctx, `
			INSERT INTO events (kind, actor, piece_id, case_id, detail)
			SELECT $1, $2, p.id, c.id, $3
			FROM unnest($4::bigint[]) p (id) LEFT JOIN cases c ON c.piece_id = p.id`,
			postkamer.EventFound, by.Name, how, outside)
		return err
	})
	if err != nil {
		return fmt.Errorf("log a search: %w", err)
	}
	return nil
}
