package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// claimHours is how long a claim lasts after the last thing that its holder did.
// It outlives a lunch, and a case never stays with somebody who went home.
const claimHours = `interval '2 hours'`

// ClaimLease is claimHours: no case is with somebody who does nothing for longer.
const ClaimLease = 2 * time.Hour

// onTheirQueues limits cases c to the queues of a person ($1): an empty list is
// every queue.
const onTheirQueues = `(cardinality($1::text[]) = 0 OR c.queue = ANY($1))`

// caseTurn is the day that orders cases c: the last one of its term. Without a term a
// case has its turn as if that were two weeks after it came: behind everything with a
// term it would wait for ever where there is always more.
const caseTurn = `coalesce(c.due_on, (c.created_at AT TIME ZONE 'UTC')::date + 14)`

// caseOrder is the order in which cases c of a queue are taken: what must be done today
// first, then what came back, then by turn and age. See the index cases_next.
const caseOrder = `c.priority, (c.returned_at IS NULL), ` + caseTurn + `, c.id`

// queuesOf is never nil: an empty list means all queues.
func queuesOf(p postkamer.Person) []postkamer.Queue {
	if p.Queues == nil {
		return []postkamer.Queue{}
	}
	return p.Queues
}

// piles lists the piles of open cases: each queue with each set of needs. It hops
// through the index from one to the next, so it costs as much as there are piles.
const piles = `
	pile (queue, needs) AS (
		(SELECT c.queue, c.needs FROM cases c WHERE c.state = 'open' ORDER BY c.queue, c.needs LIMIT 1)
		UNION ALL
		SELECT next.queue, next.needs
		FROM pile p
		CROSS JOIN LATERAL (
			SELECT c.queue, c.needs
			FROM cases c
			WHERE c.state = 'open' AND (c.queue, c.needs) > (p.queue, p.needs)
			ORDER BY c.queue, c.needs
			LIMIT 1
		) next
	)`

// claimNext takes the first of the heads of the piles that a person ($1 queues, $2
// number, $3 what they have) may be offered on a day ($4). Of each pile $5 are looked
// at, NULL for all: colleagues who click at the same moment hold some of them.
const claimNext = `
	WITH RECURSIVE` + piles + `, head AS MATERIALIZED (
		SELECT h.*
		FROM pile p
		CROSS JOIN LATERAL (
			SELECT c.id, c.priority, c.returned_at IS NULL AS fresh, ` + caseTurn + ` AS turn
			FROM cases c
			WHERE c.state = 'open'
				AND c.queue = p.queue
				AND c.needs = p.needs
				AND NOT EXISTS (SELECT 1 FROM skips s WHERE s.person_id = $2 AND s.day = $4 AND s.case_id = c.id)
			ORDER BY ` + caseOrder + `
			LIMIT $5
		) h
		WHERE (cardinality($1::text[]) = 0 OR p.queue = ANY($1)) AND p.needs <@ $3::text[]
	)
	UPDATE cases
	SET state = 'claimed',
		claimed_by = $2,
		claimed_at = now(),
		claim_until = now() + ` + claimHours + `,
		version = version + 1
	WHERE id = (
		SELECT c.id
		FROM head h JOIN cases c ON c.id = h.id
		WHERE c.state = 'open'
		ORDER BY h.priority, h.fresh, h.turn, h.id
		LIMIT 1
		FOR UPDATE OF c SKIP LOCKED
	)
	RETURNING id`

// headsLooked is how many cases of each pile are looked at, at first and when
// colleagues had them all; the last time it is the whole pile.
var headsLooked = []any{16, 256, nil}

// ClaimNext gives a person the next case of their queues of which they have what it
// needs: what must be done today first, then what came back, then by term and age.
// What this person skipped or put back today is not offered again, but can be taken by
// hand. It is one statement, so two people never get the same case. ErrNotFound means
// that there is none.
func (s *Store) ClaimNext(ctx context.Context, p postkamer.Person) (postkamer.CaseID, error) {
	return s.claimNextOn(ctx, p, time.Now())
}

func (s *Store) claimNextOn(ctx context.Context, p postkamer.Person, now time.Time) (id postkamer.CaseID, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		for _, heads := range headsLooked {
			err := tx.tx.QueryRow(ctx, claimNext, queuesOf(p), p.ID, p.Has(), postkamer.DayOf(now), heads).Scan(&id)
			if err == nil {
				return tx.caseEvent(ctx, id, postkamer.EventClaimed, p.Name, "")
			}
			if err = notFound(err); !errors.Is(err, postkamer.ErrNotFound) {
				return err
			}
		}
		return postkamer.ErrNotFound
	})
	if err != nil {
		return 0, fmt.Errorf("claim the next case: %w", err)
	}
	return id, nil
}

// ClaimCase gives a person a case of their choice, also one that they skipped.
// ErrConflict means that somebody else has it or that it waits.
func (s *Store) ClaimCase(ctx context.Context, id postkamer.CaseID, p postkamer.Person) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		err := tx.one(ctx, `
			UPDATE cases c
			SET state = 'claimed',
				claimed_by = $2,
				claimed_at = now(),
				claim_until = now() + `+claimHours+`,
				version = version + 1
			WHERE c.id = $3 AND c.state = 'open' AND `+onTheirQueues, queuesOf(p), p.ID, id)
		if err != nil {
			return err
		}
		if _, err := tx.tx.Exec(ctx, `DELETE FROM skips WHERE person_id = $1 AND case_id = $2`, p.ID, id); err != nil {
			return err
		}
		return tx.caseEvent(ctx, id, postkamer.EventClaimed, p.Name, "")
	})
	if err != nil {
		return fmt.Errorf("claim case %d: %w", id, err)
	}
	return nil
}

// KeepClaim says that the person who has a case is at work on it, and returns until
// when it is theirs. ErrConflict means that it is not theirs any more.
func (s *Store) KeepClaim(ctx context.Context, id postkamer.CaseID, by postkamer.Person) (until time.Time, err error) {
	err = s.pool.QueryRow(ctx, `
		UPDATE cases
		SET claim_until = greatest(claim_until, now() + `+claimHours+`)
		WHERE id = $1 AND state = 'claimed' AND claimed_by = $2
		RETURNING claim_until`, id, by.ID).Scan(&until)
	if err != nil {
		return until, fmt.Errorf("keep claim of case %d: %w", id, conflict(err))
	}
	return until, nil
}

// keepClaim lengthens the claim of the person who has the case.
func (tx *Tx) keepClaim(ctx context.Context, id postkamer.CaseID, by postkamer.Person) error {
	return tx.one(ctx, `
		UPDATE cases
		SET claim_until = greatest(claim_until, now() + `+claimHours+`)
		WHERE id = $1 AND state = 'claimed' AND claimed_by = $2`, id, by.ID)
}

// Release puts a case back on its queue, with one of the reasons of the page. It can
// be taken back; until tomorrow it is not offered to this person again.
func (s *Store) Release(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person, reason string) error {
	return s.letGo(ctx, id, version, by, postkamer.EventReleased, reason)
}

// Skip puts a case back that was offered to somebody who wants the one after it. It is
// the same as Release, but the log tells them apart.
func (s *Store) Skip(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person, reason string) error {
	return s.letGo(ctx, id, version, by, postkamer.EventSkipped, reason)
}

func (s *Store) letGo(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person, kind postkamer.EventKind, reason string) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		return tx.Undoable(ctx, id, by, kind, func() error {
			if err := tx.endClaim(ctx, id, version, by, postkamer.CaseOpen); err != nil {
				return err
			}
			if err := tx.addSkip(ctx, id, by, reason); err != nil {
				return err
			}
			return tx.caseEvent(ctx, id, kind, by.Name, reason)
		})
	})
	if err != nil {
		return fmt.Errorf("let go of case %d: %w", id, err)
	}
	return nil
}

func (tx *Tx) addSkip(ctx context.Context, id postkamer.CaseID, by postkamer.Person, reason string) error {
	_, err := tx.tx.Exec(ctx, `
		INSERT INTO skips (case_id, person_id, day, reason)
		VALUES ($1, $2, $3, coalesce(nullif($4, ''), 'zonder reden'))
		ON CONFLICT (person_id, day, case_id) DO UPDATE SET reason = excluded.reason, at = now()`,
		id, by.ID, postkamer.DayOf(time.Now()), reason)
	return err
}

// ReleaseExpired puts cases back whose claim ended, at the head of their queue,
// and returns how many there were.
func (s *Store) ReleaseExpired(ctx context.Context) (released int, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		released, err = tx.giveBack(ctx, `claim_until < now()`, "niets meer aan gedaan")
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("release expired claims: %w", err)
	}
	return released, nil
}

// giveBack puts cases back that somebody has, at the head of their queue, and returns
// how many there were.
func (tx *Tx) giveBack(ctx context.Context, where, why string, args ...any) (int, error) {
	rows, _ := tx.tx.Query(ctx, `
		UPDATE cases
		SET state = 'open',
			version = version + 1,
			claimed_by = NULL,
			claimed_at = NULL,
			claim_until = NULL,
			returned_at = now()
		WHERE state = 'claimed' AND `+where+`
		RETURNING id`, args...)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[postkamer.CaseID])
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		if err := tx.caseEvent(ctx, id, postkamer.EventReleased, "", why); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}
