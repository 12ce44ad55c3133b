package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A Draft is a form that a citizen is filling in. Its id is a secret of that
// citizen's session.
type Draft struct {
	ID        string
	Form      string
	Answers   map[string][]string
	ChangedAt time.Time // when an answer was last changed; saving the same again keeps it
	ExpiresAt time.Time
	Reference string // of the piece it became; empty while it is open
	Files     []postkamer.Upload
}

// NewDraft begins a form that is kept for a while.
func (s *Store) NewDraft(ctx context.Context, form string, life time.Duration) (Draft, error) {
	d := Draft{ID: rand.Text(), Form: form, Answers: map[string][]string{}}
	err := s.pool.QueryRow(ctx, `
		INSERT INTO drafts (id, form, expires_at)
		VALUES ($1, $2, now() + $3::interval)
		RETURNING changed_at, expires_at`, d.ID, form, life).Scan(&d.ChangedAt, &d.ExpiresAt)
	if err != nil {
		return Draft{}, fmt.Errorf("begin draft: %w", err)
	}
	return d, nil
}

// Draft returns a draft, expired or not, or ErrNotFound.
func (s *Store) Draft(ctx context.Context, id string) (Draft, error) {
	d := Draft{ID: id}
	var files bool
	err := s.pool.QueryRow(ctx, `
		SELECT form, answers, changed_at, expires_at, reference, EXISTS (SELECT 1 FROM draft_files WHERE draft_id = $1)
		FROM drafts
		WHERE id = $1`, id).Scan(&d.Form, &d.Answers, &d.ChangedAt, &d.ExpiresAt, &d.Reference, &files)
	if err == nil && files {
		d.Files, err = uploads(ctx, s.pool, id)
	}
	if err != nil {
		return Draft{}, fmt.Errorf("draft: %w", notFound(err))
	}
	return d, nil
}

// SaveDraft keeps the answers so far and prolongs the draft. It returns
// ErrConflict when the draft was submitted, and ErrNotFound when it is gone.
func (s *Store) SaveDraft(ctx context.Context, id string, answers map[string][]string, life time.Duration) error {
	if answers == nil {
		answers = map[string][]string{}
	}
	var reference string
	err := s.pool.QueryRow(ctx, `
		UPDATE drafts
		SET answers = CASE WHEN reference = '' THEN $2::jsonb ELSE answers END,
			changed_at = CASE WHEN reference = '' AND answers <> $2::jsonb THEN now() ELSE changed_at END,
			expires_at = CASE WHEN reference = '' THEN now() + $3::interval ELSE expires_at END
		WHERE id = $1
		RETURNING reference`, id, answers, life).Scan(&reference)
	if err == nil && reference != "" {
		err = postkamer.ErrConflict
	}
	if err != nil {
		return fmt.Errorf("save draft: %w", notFound(err))
	}
	return nil
}

// DraftSubmitted notes the reference of the piece that a draft became: the fence
// that makes a draft one piece. It returns ErrConflict when the draft was
// submitted before, and ErrNotFound when it is gone.
func (tx *Tx) DraftSubmitted(ctx context.Context, id, reference string) error {
	var open bool
	err := tx.tx.QueryRow(ctx, `SELECT reference = '' FROM drafts WHERE id = $1 FOR UPDATE`, id).Scan(&open)
	if err != nil {
		return fmt.Errorf("close draft: %w", notFound(err))
	}
	if !open {
		return fmt.Errorf("close draft: %w", postkamer.ErrConflict)
	}
	if err := tx.one(ctx, `UPDATE drafts SET reference = $2 WHERE id = $1`, id, reference); err != nil {
		return fmt.Errorf("close draft: %w", err)
	}
	return nil
}

// ForgetDrafts removes the drafts that were never submitted and expired longer
// ago than olderThan, and tells how many. Of submitted ones it removes the
// answers, which the piece has, and keeps the reference.
func (s *Store) ForgetDrafts(ctx context.Context, olderThan time.Duration) (int, error) {
	var forgotten int
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			DELETE FROM drafts
			WHERE reference = '' AND expires_at < now() - $1::interval`, olderThan)
		if err != nil {
			return err
		}
		forgotten = int(tag.RowsAffected())
		_, err = tx.Exec(ctx, `
			UPDATE drafts
			SET answers = '{}'
			WHERE reference <> '' AND answers <> '{}' AND expires_at < now() - $1::interval`, olderThan)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("forget drafts: %w", err)
	}
	return forgotten, nil
}
