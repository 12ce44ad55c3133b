package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A CounterDraft is a draft that a colleague fills in at the counter.
type CounterDraft struct {
	Person   postkamer.PersonID
	Name     string
	Document string // the kind that was seen; empty: none
	BegunAt  time.Time
}

// BeginCounter notes that a colleague fills in a draft for a citizen who is there.
func (s *Store) BeginCounter(ctx context.Context, draft string, by postkamer.PersonID, document string) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO counter_drafts (draft_id, person_id, identity)
		VALUES ($1, $2, $3)`, draft, by, document)
	if err != nil {
		return fmt.Errorf("begin a form at the counter: %w", err)
	}
	return nil
}

// Counter returns who fills in a draft at the counter; false when nobody does.
func (s *Store) Counter(ctx context.Context, draft string) (c CounterDraft, known bool, err error) {
	err = s.pool.QueryRow(ctx, `
		SELECT c.person_id, p.name, c.identity, c.begun_at
		FROM counter_drafts c JOIN people p ON p.id = c.person_id
		WHERE c.draft_id = $1`, draft).Scan(&c.Person, &c.Name, &c.Document, &c.BegunAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, false, nil
	}
	if err != nil {
		return c, false, fmt.Errorf("who fills in at the counter: %w", err)
	}
	return c, true, nil
}

// DropCounter removes a draft that was begun at the counter and was not sent, with all
// that was filled in. One that was sent stays, and so does one of a citizen.
func (s *Store) DropCounter(ctx context.Context, draft string) error {
	_, err := s.pool.Exec(ctx, `
		DELETE FROM drafts d
		USING counter_drafts c
		WHERE d.id = $1 AND c.draft_id = d.id AND d.reference = ''`, draft)
	if err != nil {
		return fmt.Errorf("drop a form of the counter: %w", err)
	}
	return nil
}
