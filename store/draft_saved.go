package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// ErrCodeOver says that a draft was kept until a day that has passed.
var ErrCodeOver = errors.New("draft was kept until an earlier day")

// rememberSaved is for how long it is known that a saved draft was there.
const rememberSaved = 14 * 24 * time.Hour

// SaveForLater keeps a draft for a while for who has the code (here: its hash) and was
// born on d.Born. Nobody holds it any more: the screen on which it was saved is not the
// citizen's alone. A draft that was saved before gets the code in the place of the first.
func (s *Store) SaveForLater(ctx context.Context, d Draft, code string, life time.Duration) (until time.Time, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			UPDATE drafts
			SET holder = '', browser = '', born = $3
			WHERE id = $1 AND holder = $2 AND reference = ''`, d.ID, d.Holder, d.Born)
		if err == nil && tag.RowsAffected() == 0 {
			err = postkamer.ErrConflict
		}
		if err != nil {
			return err
		}
		return tx.QueryRow(ctx, `
			INSERT INTO saved_drafts (draft_id, code, birth_date, keep_until)
			VALUES ($1, keyed_hash($2), $3, now() + $4::interval)
			ON CONFLICT (draft_id) DO UPDATE
			SET code = excluded.code, birth_date = excluded.birth_date, saved_at = now(), keep_until = excluded.keep_until
			RETURNING keep_until`, d.ID, code, d.Born, life).Scan(&until)
	})
	if err != nil {
		return until, fmt.Errorf("save draft for later: %w", err)
	}
	return until, nil
}

// SavedDraft returns the draft of a code (its hash) whose citizen was born on that day:
// the day with which it was saved, or that was filled in since. It returns ErrNotFound
// when there is none or it is another day, and ErrCodeOver when its time is over.
func (s *Store) SavedDraft(ctx context.Context, code string, born time.Time) (Draft, error) {
	var id string
	var late bool
	err := s.pool.QueryRow(ctx, `
		SELECT d.id, s.keep_until < now() AND d.reference = ''
		FROM saved_drafts s JOIN drafts d ON d.id = s.draft_id
		WHERE s.code = keyed_hash($1) AND (s.birth_date = $2 OR d.born = $2)`, code, born).Scan(&id, &late)
	if err != nil {
		return Draft{}, fmt.Errorf("saved draft: %w", notFound(err))
	}
	if late {
		return Draft{}, ErrCodeOver
	}
	return s.Draft(ctx, id)
}

// BrowserDraft returns the newest draft of a form that was filled in with a browser
// (hash of its session's token) and not submitted, or ErrNotFound. It must not be shown
// before the visitor has said who they are.
func (s *Store) BrowserDraft(ctx context.Context, browser, form string) (Draft, error) {
	return s.oneDraft(ctx, `d.id = (
		SELECT id FROM drafts
		WHERE browser = $1 AND browser <> '' AND form = $2 AND reference = ''
		ORDER BY changed_at DESC
		LIMIT 1)`, browser, form)
}

// TakeDraft gives a draft to who has proven to be its citizen: from now on that session
// holds it, and no other. It returns ErrNotFound when it is gone or was submitted.
func (s *Store) TakeDraft(ctx context.Context, id string, life time.Duration) (Draft, error) {
	var taken string
	err := s.pool.QueryRow(ctx, `
		UPDATE drafts
		SET holder = $2, expires_at = now() + $3::interval
		WHERE id = $1 AND reference = ''
		RETURNING id`, id, rand.Text(), life).Scan(&taken)
	if err != nil {
		return Draft{}, fmt.Errorf("take draft: %w", notFound(err))
	}
	return s.Draft(ctx, taken)
}

// A LatePage is what one page posted when the session was over.
type LatePage struct {
	Slug   string
	Fields map[string][]string
}

// mostLatePages is how many pages wait for one draft; the oldest goes. A form has fewer.
const mostLatePages = 20

// AddLatePage keeps what a page posted when its draft could not be shown any more. The
// same page once more takes the place of the first.
func (s *Store) AddLatePage(ctx context.Context, draft string, p LatePage) error {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM late_pages WHERE draft_id = $1 AND slug = $2`, draft, p.Slug); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO late_pages (draft_id, slug, fields) VALUES ($1, $2, $3)`, draft, p.Slug, p.Fields); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `
			DELETE FROM late_pages
			WHERE id IN (SELECT id FROM late_pages WHERE draft_id = $1 ORDER BY id DESC OFFSET $2)`, draft, mostLatePages)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep late page: %w", err)
	}
	return nil
}

// LatePages returns what was posted late and is newer than the answers, oldest first.
func (s *Store) LatePages(ctx context.Context, draft string) ([]LatePage, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT l.slug, l.fields
		FROM late_pages l JOIN drafts d ON d.id = l.draft_id
		WHERE d.id = $1 AND l.at >= d.changed_at
		ORDER BY l.id`, draft)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[LatePage])
	if err != nil {
		return nil, fmt.Errorf("late pages: %w", err)
	}
	return list, nil
}

// DropLatePages forgets what was posted late: it is among the answers.
func (s *Store) DropLatePages(ctx context.Context, draft string) error {
	if _, err := s.pool.Exec(ctx, `DELETE FROM late_pages WHERE draft_id = $1`, draft); err != nil {
		return fmt.Errorf("drop late pages: %w", err)
	}
	return nil
}

// emptySaved takes the contents from saved drafts whose day has passed. One that is
// being filled in at that moment is left.
func emptySaved(ctx context.Context, tx pgx.Tx, olderThan time.Duration) error {
	_, err := tx.Exec(ctx, `
		WITH over AS (
			UPDATE drafts d
			SET answers = '{}', born = NULL, holder = '', browser = ''
			FROM saved_drafts s
			WHERE s.draft_id = d.id AND s.keep_until < now() AND d.reference = '' AND d.expires_at < now() - $1::interval
			RETURNING d.id
		), files AS (
			DELETE FROM draft_files WHERE draft_id IN (SELECT id FROM over)
		), parts AS (
			DELETE FROM draft_file_parts WHERE draft_id IN (SELECT id FROM over)
		)
		DELETE FROM late_pages WHERE draft_id IN (SELECT id FROM over)`, olderThan)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM saved_drafts WHERE keep_until < now() - $1::interval`, rememberSaved)
	return err
}
