package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A Pick is a case as somebody saw it in a list.
type Pick struct {
	ID      postkamer.CaseID
	Version int
}

// Assign gives cases that are open, or with a colleague, to a caseworker who works
// their queue, and returns which: what changed since the list was made is left out.
// They wait for that person until noon of the next working day. Only cases in the
// queues of by are given; a team leader asks with a person without queues. The reason
// is one of a list. ErrNotFound means that the person is no caseworker or is away.
func (s *Store) Assign(ctx context.Context, picks []Pick, to postkamer.PersonID, now time.Time, by postkamer.Person, reason string) ([]postkamer.CaseID, error) {
	desk, err := s.caseworker(ctx, to, now)
	if err != nil {
		return nil, fmt.Errorf("assign to person %d: %w", to, err)
	}
	detail := "aan " + desk.Name + ": " + reason
	return s.eachPick(ctx, picks, by, postkamer.EventAssigned, detail, `
		UPDATE cases c
		SET state = 'claimed',
			claimed_by = $4,
			claimed_at = now(),
			claim_until = greatest(now() + `+claimHours+`, $5),
			version = version + 1
		WHERE c.id = $2 AND c.version = $3 AND c.state IN ('open', 'claimed') AND c.claimed_by IS DISTINCT FROM $4
			AND (cardinality($6::text[]) = 0 OR c.queue = ANY($6)) AND `+onTheirQueues,
		to, answerWaits(s.office(), now), desk.Queues)
}

// caseworker returns the desk of somebody who can be given cases.
func (s *Store) caseworker(ctx context.Context, id postkamer.PersonID, now time.Time) (postkamer.Desk, error) {
	rows, _ := s.pool.Query(ctx, deskColumns+oneDesk+` WHERE p.id = $2 AND 'caseworker' = ANY (p.roles)`, postkamer.DayOf(now), id)
	d, err := pgx.CollectExactlyOneRow(rows, scanDesk)
	if err == nil && d.Away {
		err = postkamer.ErrNotFound
	}
	return d, notFound(err)
}

// Free puts cases that somebody has at the head of their queue, and returns which.
// See Assign for picks, by and reason.
func (s *Store) Free(ctx context.Context, picks []Pick, by postkamer.Person, reason string) ([]postkamer.CaseID, error) {
	return s.eachPick(ctx, picks, by, postkamer.EventReleased, reason, `
		UPDATE cases c
		SET state = 'open',
			version = version + 1,
			claimed_by = NULL,
			claimed_at = NULL,
			claim_until = NULL,
			returned_at = now()
		WHERE c.id = $2 AND c.version = $3 AND c.state = 'claimed' AND `+onTheirQueues)
}

// eachPick does one update per case, each in a transaction of its own that can be
// taken back: one that changed in the meantime does not stop the others.
func (s *Store) eachPick(ctx context.Context, picks []Pick, by postkamer.Person, kind postkamer.EventKind, detail, update string, args ...any) (done []postkamer.CaseID, err error) {
	for _, p := range picks {
		err := s.InTx(ctx, func(tx *Tx) error {
			return tx.Undoable(ctx, p.ID, by, kind, func() error {
				if err := tx.one(ctx, update, append([]any{queuesOf(by), p.ID, p.Version}, args...)...); err != nil {
					return err
				}
				return tx.caseEvent(ctx, p.ID, kind, by.Name, detail)
			})
		})
		if errors.Is(err, postkamer.ErrConflict) {
			continue
		}
		if err != nil {
			return done, fmt.Errorf("%s case %d: %w", kind, p.ID, err)
		}
		done = append(done, p.ID)
	}
	return done, nil
}
