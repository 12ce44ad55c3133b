package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// callHours is how long a caller may be on one call before the list has it again.
const callHours = `interval '1 hour'`

const callColumns = `
	SELECT t.id,
		t.case_id,
		p.reference,
		c.case_type,
		coalesce((SELECT value FROM fields WHERE case_id = c.id AND name = 'name'), ''),
		t.phone,
		t.reason,
		t.why,
		t.question,
		t.handed_by,
		t.handed_note,
		t.priority,
		coalesce(t.not_before, '0001-01-01'),
		coalesce(t.promised_at, '0001-01-01'),
		coalesce(t.claimed_by, 0),
		coalesce(who.name, ''),
		coalesce(t.claim_until, '0001-01-01'),
		t.done,
		t.version,
		t.created_at
	FROM call_tasks t
	JOIN cases c ON c.id = t.case_id
	JOIN pieces p ON p.id = c.piece_id
	LEFT JOIN people who ON who.id = t.claimed_by`

func scanCall(row pgx.CollectableRow) (postkamer.CallTask, error) {
	var t postkamer.CallTask
	err := row.Scan(&t.ID, &t.CaseID, &t.Reference, &t.CaseType, &t.Who, &t.Phone, &t.Reason, &t.Why,
		&t.Question, &t.HandedBy, &t.HandedNote, &t.Priority, &t.NotBefore, &t.PromisedAt, &t.ClaimedBy,
		&t.ClaimedName, &t.ClaimUntil, &t.Done, &t.Version, &t.CreatedAt)
	return t, err
}

// callOrder is who is phoned first: what must be phoned today, then a promised
// time, then need, then who waits longest.
const callOrder = ` ORDER BY t.priority > 1, t.promised_at NULLS LAST, t.priority, t.created_at, t.id`

// Calls returns the open call tasks: those whose time has come, in the order in
// which they are phoned, and those for later. What must be phoned today is never
// for later: a colleague sees it, also when nobody answered yet.
func (s *Store) Calls(ctx context.Context, now time.Time) (due, later []postkamer.CallTask, err error) {
	rows, _ := s.pool.Query(ctx, callColumns+` WHERE NOT t.done`+callOrder)
	all, err := pgx.CollectRows(rows, scanCall)
	if err != nil {
		return nil, nil, fmt.Errorf("list calls: %w", err)
	}
	for i := range all {
		if all[i].Attempts, err = s.attempts(ctx, all[i].ID); err != nil {
			return nil, nil, err
		}
		if all[i].NotBefore.After(now) && all[i].Priority != postkamer.SameDay {
			later = append(later, all[i])
			continue
		}
		due = append(due, all[i])
	}
	return due, later, nil
}

// Call returns one call task with its attempts, or ErrNotFound.
func (s *Store) Call(ctx context.Context, id postkamer.CallTaskID) (postkamer.CallTask, error) {
	rows, _ := s.pool.Query(ctx, callColumns+` WHERE t.id = $1`, id)
	t, err := pgx.CollectExactlyOneRow(rows, scanCall)
	if err != nil {
		return t, fmt.Errorf("call task %d: %w", id, notFound(err))
	}
	t.Attempts, err = s.attempts(ctx, id)
	return t, err
}

func (s *Store) attempts(ctx context.Context, id postkamer.CallTaskID) ([]postkamer.CallAttempt, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT at, by_name, outcome, note
		FROM call_attempts
		WHERE task_id = $1
		ORDER BY id`, id)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[postkamer.CallAttempt])
	if err != nil {
		return nil, fmt.Errorf("attempts of call task %d: %w", id, err)
	}
	return list, nil
}

// ClaimNextCall gives a caller the next person to phone. ErrNotFound means that
// nobody waits now.
func (s *Store) ClaimNextCall(ctx context.Context, p postkamer.Person, now time.Time) (postkamer.CallTaskID, error) {
	var id postkamer.CallTaskID
	err := s.InTx(ctx, func(tx *Tx) error {
		var caseID postkamer.CaseID
		err := tx.tx.QueryRow(ctx, `
			UPDATE call_tasks
			SET claimed_by = $1, claim_until = now() + `+callHours+`, version = version + 1
			WHERE id = (
				SELECT t.id
				FROM call_tasks t
				WHERE NOT t.done AND t.claimed_by IS NULL AND coalesce(t.not_before, '0001-01-01') <= $2
				`+callOrder+`
				LIMIT 1
				FOR UPDATE SKIP LOCKED
			)
			RETURNING id, case_id`, p.ID, now).Scan(&id, &caseID)
		if err != nil {
			return notFound(err)
		}
		return tx.caseEvent(ctx, caseID, postkamer.EventClaimed, p.Name, callClaimed)
	})
	if err != nil {
		return 0, fmt.Errorf("claim the next call: %w", err)
	}
	return id, nil
}

// What the log says about the claims of calls.
const (
	callClaimed  = "om te bellen"
	callReleased = "niet gebeld"
)

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
			SET claimed_by = $2, claim_until = now() + `+callHours+`, version = version + 1
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

// SaveCallFields keeps what the caller made of the case's fields while talking.
func (s *Store) SaveCallFields(ctx context.Context, id postkamer.CallTaskID, by postkamer.Person, inputs []FieldInput) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		var caseID postkamer.CaseID
		err := tx.tx.QueryRow(ctx, `
			UPDATE call_tasks
			SET claim_until = now() + `+callHours+`
			WHERE id = $1 AND claimed_by = $2
			RETURNING case_id`, id, by.ID).Scan(&caseID)
		if err != nil {
			return conflict(err)
		}
		return tx.saveFields(ctx, caseID, by, inputs)
	})
	if err != nil {
		return fmt.Errorf("save fields of call task %d: %w", id, err)
	}
	return nil
}

// ReleaseExpiredCalls puts calls back on the list whose caller did nothing more,
// and returns how many there were.
func (s *Store) ReleaseExpiredCalls(ctx context.Context) (released int, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		rows, _ := tx.tx.Query(ctx, `
			UPDATE call_tasks
			SET claimed_by = NULL, claim_until = NULL, version = version + 1
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
