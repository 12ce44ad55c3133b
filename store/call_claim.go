package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// What the log says about the claims of calls.
const (
	callClaimed  = "om te bellen"
	callReleased = "niet gebeld"
)

// receiverFirst is how long a call that was left to a colleague is not offered to
// others: a working day, so that it does not lie with somebody who is not there.
const receiverFirst = 24 * time.Hour

// A CallDesk is who asks for the next call, and what counts for that.
type CallDesk struct {
	Person postkamer.Person
	Now    time.Time
	Norm   time.Duration // of hours on working days; 0 is a day
}

// callMine limits calls t of cases c to those that a person ($1) with queues ($2) may
// make at a moment ($3): not what was left to a colleague since $4. A language or skill
// that a case asks and the person ($5) lacks keeps the call for who has it until it has
// waited since before $6; danger waits for nobody.
const callMine = `
	NOT t.done AND t.claimed_by IS NULL AND coalesce(t.not_before, '0001-01-01') <= $3
	AND (cardinality($2::text[]) = 0 OR c.queue = ANY($2) OR t.receiver_id = $1)
	AND (t.receiver_id IS NULL OR t.receiver_id = $1 OR t.passed_at < $4)
	AND (c.needs <@ $5::text[] OR t.receiver_id = $1 OR t.priority = 1 OR greatest(t.created_at, t.not_before) < $6)`

// callNextOrder is callOrder for a person: what was left to them before the rest of its
// kind, hard talks for who likes to phone ($7), and who likes another part of the day
// ($8) than now later.
const callNextOrder = `
	t.priority > 1,
	t.receiver_id IS DISTINCT FROM $1,
	t.promised_at NULLS LAST,
	CASE WHEN $7 THEN t.handed_by_id IS NULL AND t.reason <> ALL($9) ELSE t.reason = ANY($9) END,
	t.part NOT IN ('', $8),` + callOrder

// ClaimNextCall gives a caller the next person to phone. ErrNotFound means that
// nobody waits now for this person.
func (s *Store) ClaimNextCall(ctx context.Context, d CallDesk) (postkamer.CallTaskID, error) {
	var id postkamer.CallTaskID
	err := s.InTx(ctx, func(tx *Tx) error {
		var caseID postkamer.CaseID
		err := tx.tx.QueryRow(ctx, `
			UPDATE call_tasks
			SET claimed_by = $1, claimed_at = now(), claim_until = now() + `+callHours+`, version = version + 1
			WHERE id = (
				SELECT t.id
				FROM call_tasks t JOIN cases c ON c.id = t.case_id
				WHERE `+callMine+`
				ORDER BY`+callNextOrder+`
				LIMIT 1
				FOR UPDATE OF t SKIP LOCKED
			)
			RETURNING id, case_id`, d.args(s.office())...).Scan(&id, &caseID)
		if err != nil {
			return notFound(err)
		}
		return tx.caseEvent(ctx, caseID, postkamer.EventClaimed, d.Person.Name, callClaimed)
	})
	if err != nil {
		return 0, fmt.Errorf("claim the next call: %w", err)
	}
	return id, nil
}

// args are the parameters of callMine and callNextOrder.
func (d CallDesk) args(o postkamer.Office) []any {
	norm := d.Norm
	if norm == 0 {
		norm = receiverFirst
	}
	return []any{d.Person.ID, queuesOf(d.Person), d.Now, beforeWorkHours(o, d.Now, receiverFirst), d.Person.Has(),
		beforeWorkHours(o, d.Now, norm), d.Person.LikesCalling, string(postkamer.PartOf(d.Now)), postkamer.HardCalls()}
}

// beforeWorkHours returns the moment so many hours before now, when only the hours of
// working days count.
func beforeWorkHours(o postkamer.Office, now time.Time, hours time.Duration) time.Time {
	at := now.Add(-hours)
	for at.After(now.AddDate(0, 0, -14)) && o.AfterWorkHours(at, hours).After(now) {
		at = at.Add(-time.Hour)
	}
	return at
}

// ClaimCall gives a caller the call of their choice, also before its time. For
// who has it already nothing changes. ErrConflict means that a colleague has it.
func (s *Store) ClaimCall(ctx context.Context, id postkamer.CallTaskID, p postkamer.Person) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		var mine bool
		err := tx.tx.QueryRow(ctx, `
			SELECT coalesce(claimed_by = $2, false)
			FROM call_tasks
			WHERE id = $1 AND NOT done
			FOR UPDATE`, id, p.ID).Scan(&mine)
		if err != nil || mine {
			return conflict(err)
		}
		var caseID postkamer.CaseID
		err = tx.tx.QueryRow(ctx, `
			UPDATE call_tasks
			SET claimed_by = $2, claimed_at = now(), claim_until = now() + `+callHours+`, version = version + 1
			WHERE id = $1 AND NOT done AND claimed_by IS NULL
			RETURNING case_id`, id, p.ID).Scan(&caseID)
		if err != nil {
			return conflict(err)
		}
		return tx.caseEvent(ctx, caseID, postkamer.EventClaimed, p.Name, callClaimed)
	})
	if err != nil {
		return fmt.Errorf("claim call task %d: %w", id, err)
	}
	return nil
}

// ReleaseCall puts a call back on the list that its caller did not make.
func (s *Store) ReleaseCall(ctx context.Context, id postkamer.CallTaskID, version int, by postkamer.Person) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		caseID, err := tx.endCall(ctx, id, version, by)
		if err != nil {
			return err
		}
		return tx.caseEvent(ctx, caseID, postkamer.EventReleased, by.Name, callReleased)
	})
	if err != nil {
		return fmt.Errorf("release call task %d: %w", id, err)
	}
	return nil
}

// ReleaseExpiredCalls puts calls back on the list whose caller did nothing more,
// and returns how many there were.
func (s *Store) ReleaseExpiredCalls(ctx context.Context) (released int, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		rows, _ := tx.tx.Query(ctx, `
			UPDATE call_tasks
			SET claimed_by = NULL, claimed_at = NULL, claim_until = NULL, version = version + 1
			WHERE NOT done AND claim_until < now()
			RETURNING case_id`)
		ids, err := pgx.CollectRows(rows, pgx.RowTo[postkamer.CaseID])
		if err != nil {
			return err
		}
		released = len(ids)
		for _, id := range ids {
			if err := tx.caseEvent(ctx, id, postkamer.EventReleased, "", callReleased); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("release expired calls: %w", err)
	}
	return released, nil
}
