package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A Kept is work that somebody typed and that did not arrive, because the session
// was over or the screen locked.
type Kept struct {
	ID     int64
	Path   string // of the form that was sent, or of the page in which it was typed
	Typed  bool   // not sent yet
	Fields map[string][]string
	At     time.Time
}

// maxKeptWork is how many pieces of typed work wait for one person; the oldest goes.
const maxKeptWork = 30

// Keep keeps what a person typed. A later one of the same form takes the place of
// the first, or with merge adds its fields to it.
func (s *Store) Keep(ctx context.Context, id postkamer.PersonID, k Kept, merge bool) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		_, err := tx.tx.Exec(ctx, `
			INSERT INTO kept_work (person_id, path, typed, fields)
			VALUES ($1, $2, $3, $4)
			ON CONFLICT (person_id, path, typed) DO UPDATE
			SET fields = CASE WHEN $5 THEN kept_work.fields || excluded.fields ELSE excluded.fields END, kept_at = now()`,
			id, k.Path, k.Typed, k.Fields, merge)
		if err != nil {
			return err
		}
		_, err = tx.tx.Exec(ctx, `
			DELETE FROM kept_work
			WHERE id IN (SELECT id FROM kept_work WHERE person_id = $1 ORDER BY kept_at DESC, id DESC OFFSET $2)`, id, maxKeptWork)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep typed work: %w", err)
	}
	return nil
}

const keptColumns = `SELECT id, path, typed, fields, kept_at FROM kept_work`

// KeptWork returns the forms that a person sent in vain, oldest first.
func (s *Store) KeptWork(ctx context.Context, id postkamer.PersonID) ([]Kept, error) {
	rows, _ := s.pool.Query(ctx, keptColumns+` WHERE person_id = $1 AND NOT typed ORDER BY kept_at, id`, id)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Kept])
	if err != nil {
		return nil, fmt.Errorf("list typed work: %w", err)
	}
	return list, nil
}

// KeptForm returns one form that a person sent in vain, or ErrNotFound.
func (s *Store) KeptForm(ctx context.Context, owner postkamer.PersonID, id int64) (Kept, error) {
	return s.keptOne(ctx, ` WHERE person_id = $1 AND id = $2 AND NOT typed`, owner, id)
}

// Typed returns what a person was typing in a page; found is false when nothing waits.
func (s *Store) Typed(ctx context.Context, owner postkamer.PersonID, path string) (k Kept, found bool, err error) {
	k, err = s.keptOne(ctx, ` WHERE person_id = $1 AND path = $2 AND typed`, owner, path)
	if errors.Is(err, postkamer.ErrNotFound) {
		return k, false, nil
	}
	return k, err == nil, err
}

func (s *Store) keptOne(ctx context.Context, where string, args ...any) (Kept, error) {
	rows, _ := s.pool.Query(ctx, keptColumns+where, args...)
	k, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Kept])
	if err != nil {
		return k, fmt.Errorf("typed work: %w", notFound(err))
	}
	return k, nil
}

// DropKept forgets a form that a person sent in vain.
func (s *Store) DropKept(ctx context.Context, owner postkamer.PersonID, id int64) error {
	return s.drop(ctx, `DELETE FROM kept_work WHERE person_id = $1 AND id = $2`, owner, id)
}

// DropTyped forgets what a person was typing in a page.
func (s *Store) DropTyped(ctx context.Context, owner postkamer.PersonID, path string) error {
	return s.drop(ctx, `DELETE FROM kept_work WHERE person_id = $1 AND path = $2 AND typed`, owner, path)
}

func (s *Store) drop(ctx context.Context, sql string, args ...any) error {
	if _, err := s.pool.Exec(ctx, sql, args...); err != nil {
		return fmt.Errorf("forget typed work: %w", err)
	}
	return nil
}
