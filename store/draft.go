package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// ErrTakenOver says that its citizen went on with a draft on another screen.
var ErrTakenOver = errors.New("draft is filled in elsewhere")

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
	Holder    string    // secret of the session that fills it in now; empty: nobody does
	Browser   string    // hash of that session's token, to know the browser when the session is over
	Born      time.Time // date of birth of who fills it in; zero: not known yet

	stored map[string][]string // the answers as they were read
}

// NewDraft begins a form that is kept for a while, for whoever gets its id and holder.
func (s *Store) NewDraft(ctx context.Context, form string, life time.Duration) (Draft, error) {
	d := Draft{ID: rand.Text(), Holder: rand.Text(), Form: form, Answers: map[string][]string{}}
	err := s.pool.QueryRow(ctx, `
		INSERT INTO drafts (id, holder, form, expires_at)
		VALUES ($1, $2, $3, now() + $4::interval)
		RETURNING changed_at, expires_at`, d.ID, d.Holder, form, life).Scan(&d.ChangedAt, &d.ExpiresAt)
	if err != nil {
		return Draft{}, fmt.Errorf("begin draft: %w", err)
	}
	return d, nil
}

// Draft returns a draft, expired or not, or ErrNotFound.
func (s *Store) Draft(ctx context.Context, id string) (Draft, error) {
	return s.oneDraft(ctx, `d.id = $1`, id)
}

// oneDraft reads the draft for which where holds.
func (s *Store) oneDraft(ctx context.Context, where string, args ...any) (d Draft, err error) {
	var files bool
	err = s.pool.QueryRow(ctx, `
		SELECT d.id, d.form, d.answers, d.changed_at, d.expires_at, d.reference, d.holder, d.browser, coalesce(d.born, '0001-01-01'),
			EXISTS (SELECT 1 FROM draft_files WHERE draft_id = d.id)
		FROM drafts d
		WHERE `+where, args...).
		Scan(&d.ID, &d.Form, &d.Answers, &d.ChangedAt, &d.ExpiresAt, &d.Reference, &d.Holder, &d.Browser, &d.Born, &files)
	if err == nil && files {
		d.Files, err = uploads(ctx, s.pool, d.ID)
	}
	if err != nil {
		return Draft{}, fmt.Errorf("draft: %w", notFound(err))
	}
	d.stored = maps.Clone(d.Answers)
	return d, nil
}

// SaveDraft keeps what was changed of a draft since it was read, and prolongs it. What
// was changed meanwhile in another window stays. It returns ErrConflict when the draft was
// submitted, ErrTakenOver when somebody else holds it, and ErrNotFound when it is gone.
func (s *Store) SaveDraft(ctx context.Context, d Draft, life time.Duration) error {
	changed, gone := d.changes()
	var reference string
	var held bool
	err := s.pool.QueryRow(ctx, `
		WITH was AS (
			SELECT id, reference, holder = $2 AS held, (answers - $3::text[]) || $4::jsonb AS answers
			FROM drafts
			WHERE id = $1
			FOR UPDATE
		), saved AS (
			UPDATE drafts d
			SET answers = was.answers,
				changed_at = CASE WHEN d.answers <> was.answers THEN now() ELSE d.changed_at END,
				expires_at = now() + $5::interval,
				born = coalesce($6, d.born),
				browser = coalesce(nullif($7, ''), d.browser)
			FROM was
			WHERE d.id = was.id AND was.reference = '' AND was.held
		)
		SELECT reference, held FROM was`, d.ID, d.Holder, gone, changed, life, dateOrNull(d.Born), d.Browser).Scan(&reference, &held)
	if err = writable(err, reference, held); err != nil {
		return fmt.Errorf("save draft: %w", err)
	}
	return nil
}

// writable says why a draft that was read may not be written; nil when it may.
func writable(err error, reference string, held bool) error {
	switch {
	case err != nil:
		return notFound(err)
	case reference != "":
		return postkamer.ErrConflict
	case !held:
		return ErrTakenOver
	}
	return nil
}

// changes are the answers that differ from those that were read, and the names of those
// that are gone.
func (d Draft) changes() (changed map[string][]string, gone []string) {
	changed, gone = map[string][]string{}, []string{}
	for name, values := range d.Answers {
		if was, ok := d.stored[name]; !ok || !slices.Equal(was, values) {
			changed[name] = values
		}
	}
	for name := range d.stored {
		if _, ok := d.Answers[name]; !ok {
			gone = append(gone, name)
		}
	}
	return changed, gone
}

// SendDraft saves what was changed of a draft since it was read and notes the reference of
// the piece that it became, with the files that go along: the fence that makes a draft one
// piece. It returns ErrConflict when the draft was submitted before, ErrNotFound when it is
// gone, ErrTakenOver when somebody else holds it, and ErrUploadsChanged when it has other
// files now.
func (tx *Tx) SendDraft(ctx context.Context, d Draft, reference string, sent []postkamer.Upload) error {
	changed, gone := d.changes()
	tag, err := tx.tx.Exec(ctx, `
		UPDATE drafts
		SET reference = $2, answers = (answers - $3::text[]) || $4::jsonb
		WHERE id = $1 AND holder = $5 AND reference = ''`, d.ID, reference, gone, changed, d.Holder)
	if err == nil && tag.RowsAffected() == 0 {
		err = tx.whyClosed(ctx, d)
	}
	if err != nil {
		return fmt.Errorf("close draft: %w", err)
	}
	// It is locked now: nobody adds a file after this looks.
	if len(d.Files) == 0 {
		tx.noUploads(d.ID)
		return nil
	}
	return tx.sendUploads(ctx, d.ID, d.Files, sent)
}

// whyClosed says why a draft may not be written.
func (tx *Tx) whyClosed(ctx context.Context, d Draft) error {
	var reference string
	var held bool
	err := tx.tx.QueryRow(ctx, `SELECT reference, holder = $2 FROM drafts WHERE id = $1`, d.ID, d.Holder).Scan(&reference, &held)
	if err = writable(err, reference, held); err == nil {
		err = postkamer.ErrConflict // it was given back meanwhile
	}
	return err
}

// ForgetDrafts removes the drafts that were never submitted and expired longer
// ago than olderThan, and tells how many. One that its citizen saved stays until its
// day, and without answers a while longer: who comes too late is told so. Of submitted
// ones it removes the answers, which the piece has, and keeps the reference.
func (s *Store) ForgetDrafts(ctx context.Context, olderThan time.Duration) (int, error) {
	var forgotten int
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `
			DELETE FROM drafts d
			WHERE reference = '' AND expires_at < now() - $1::interval
				AND NOT EXISTS (SELECT 1 FROM saved_drafts WHERE draft_id = d.id AND keep_until > now() - $2::interval)`, olderThan, rememberSaved)
		if err != nil {
			return err
		}
		forgotten = int(tag.RowsAffected())
		if _, err = tx.Exec(ctx, `
			UPDATE drafts
			SET answers = '{}', born = NULL
			WHERE reference <> '' AND (answers <> '{}' OR born IS NOT NULL) AND expires_at < now() - $1::interval`, olderThan); err != nil {
			return err
		}
		return emptySaved(ctx, tx, olderThan)
	})
	if err != nil {
		return 0, fmt.Errorf("forget drafts: %w", err)
	}
	return forgotten, nil
}
