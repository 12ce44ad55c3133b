package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A CallDraft is the form that somebody was filling in who asked to be phoned.
type CallDraft struct {
	Draft
	Page string // at which they were; empty: not known
}

// LinkCallDraft ties a request to be phoned, itself a draft still, to the form that
// its citizen was filling in.
func (s *Store) LinkCallDraft(ctx context.Context, request, about, page string) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO call_drafts (draft_id, about_id, page)
		VALUES ($1, $2, $3)
		ON CONFLICT (draft_id) DO UPDATE SET about_id = $2, page = $3`, request, about, page)
	if err != nil {
		return fmt.Errorf("link a request to be phoned: %w", err)
	}
	return nil
}

// keepForCall is how long after the promised hours the form is kept that a call is
// about, when it was not sent: the attempts that follow take days.
const keepForCall = `interval '7 days'`

// KeepForCall keeps the form that a request to be phoned is about until somebody
// phoned; until is the end of what was promised.
func (tx *Tx) KeepForCall(ctx context.Context, request string, until time.Time) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE drafts d
		SET expires_at = greatest(d.expires_at, $2::timestamptz + `+keepForCall+`)
		FROM call_drafts l
		WHERE l.draft_id = $1 AND d.id = l.about_id AND d.reference = ''`, request, until)
	if err != nil {
		return fmt.Errorf("keep the form that a call is about: %w", err)
	}
	return nil
}

// CallDraft returns the form that the citizen of a request to be phoned was filling
// in, by the reference of the request. ErrNotFound: there was none, or it is gone.
func (s *Store) CallDraft(ctx context.Context, reference string) (CallDraft, error) {
	var id string
	var d CallDraft
	err := s.pool.QueryRow(ctx, `
		SELECT l.about_id, l.page
		FROM drafts r JOIN call_drafts l ON l.draft_id = r.id
		WHERE r.reference = $1 AND r.reference <> ''`, reference).Scan(&id, &d.Page)
	if errors.Is(err, pgx.ErrNoRows) {
		return d, postkamer.ErrNotFound
	}
	if err == nil {
		d.Draft, err = s.Draft(ctx, id)
	}
	if err != nil {
		return d, fmt.Errorf("form that a call is about: %w", err)
	}
	return d, nil
}

// DraftSeen logs that somebody saw, on the telephone, what stands in a form that was
// not sent.
func (s *Store) DraftSeen(ctx context.Context, id postkamer.CaseID, by postkamer.Person, form string) error {
	return s.InTx(ctx, func(tx *Tx) error {
		return tx.caseEvent(ctx, id, postkamer.EventDraftSeen, by.Name, "formulier "+form)
	})
}
