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
		c.queue,
		c.needs,
		coalesce((SELECT value FROM fields WHERE case_id = c.id AND name = 'name'), ''),
		t.phone,
		t.reason,
		t.why,
		t.question,
		coalesce(t.handed_by_id, 0),
		t.handed_by,
		t.handed_note,
		coalesce(t.receiver_id, 0),
		coalesce(receiver.name, ''),
		t.passed_by,
		coalesce(t.passed_at, '0001-01-01'),
		t.priority,
		t.part,
		t.incoming,
		coalesce(t.not_before, '0001-01-01'),
		coalesce(t.promised_at, '0001-01-01'),
		coalesce(t.promised_until, '0001-01-01'),
		coalesce(t.claimed_by, 0),
		coalesce(who.name, ''),
		coalesce(t.claimed_at, '0001-01-01'),
		coalesce(t.claim_until, '0001-01-01'),
		t.done,
		coalesce(t.done_at, '0001-01-01'),
		t.version,
		t.created_at
	FROM call_tasks t
	JOIN cases c ON c.id = t.case_id
	JOIN pieces p ON p.id = c.piece_id
	LEFT JOIN people who ON who.id = t.claimed_by
	LEFT JOIN people receiver ON receiver.id = t.receiver_id`

func scanCall(row pgx.CollectableRow) (postkamer.CallTask, error) {
	var t postkamer.CallTask
	err := row.Scan(&t.ID, &t.CaseID, &t.Reference, &t.CaseType, &t.Queue, &t.Needs, &t.Who, &t.Phone, &t.Reason, &t.Why,
		&t.Question, &t.HandedByID, &t.HandedBy, &t.HandedNote, &t.Receiver, &t.ReceiverWho, &t.PassedBy, &t.PassedAt,
		&t.Priority, &t.Part, &t.Incoming, &t.NotBefore, &t.PromisedAt, &t.PromisedEnd, &t.ClaimedBy, &t.ClaimedName, &t.ClaimedAt,
		&t.ClaimUntil, &t.Done, &t.DoneAt, &t.Version, &t.CreatedAt)
	return t, err
}

// callOrder is who is phoned first: what must be phoned today, then a promised
// time, then need, then who waits longest.
const callOrder = ` t.priority > 1, t.promised_at NULLS LAST, t.priority, t.created_at, t.id`

// Calls returns the open call tasks: those whose time has come, in the order in
// which they are phoned, and those for later. What must be phoned today is never
// for later: a colleague sees it, also when nobody answered yet.
func (s *Store) Calls(ctx context.Context, now time.Time) (due, later []postkamer.CallTask, err error) {
	all, err := s.calls(ctx, `WHERE NOT t.done ORDER BY`+callOrder)
	if err != nil {
		return nil, nil, err
	}
	for _, t := range all {
		if t.NotBefore.After(now) && t.Priority != postkamer.SameDay {
			later = append(later, t)
			continue
		}
		due = append(due, t)
	}
	return due, later, nil
}

// calls returns call tasks with their attempts.
func (s *Store) calls(ctx context.Context, where string, args ...any) ([]postkamer.CallTask, error) {
	rows, _ := s.pool.Query(ctx, callColumns+` `+where, args...)
	list, err := pgx.CollectRows(rows, scanCall)
	if err != nil {
		return nil, fmt.Errorf("list calls: %w", err)
	}
	return list, s.addAttempts(ctx, list)
}

// addAttempts adds to each task when somebody phoned.
func (s *Store) addAttempts(ctx context.Context, tasks []postkamer.CallTask) error {
	ids, at := make([]postkamer.CallTaskID, len(tasks)), map[postkamer.CallTaskID]int{}
	for i, t := range tasks {
		ids[i], at[t.ID] = t.ID, i
	}
	rows, err := s.pool.Query(ctx, `
		SELECT task_id, at, by_name, outcome, note
		FROM call_attempts
		WHERE task_id = ANY($1)
		ORDER BY id`, ids)
	if err != nil {
		return fmt.Errorf("list attempts: %w", err)
	}
	var id postkamer.CallTaskID
	var a postkamer.CallAttempt
	_, err = pgx.ForEachRow(rows, []any{&id, &a.At, &a.By, &a.Outcome, &a.Note}, func() error {
		tasks[at[id]].Attempts = append(tasks[at[id]].Attempts, a)
		return nil
	})
	if err != nil {
		return fmt.Errorf("list attempts: %w", err)
	}
	return nil
}

// Call returns one call task with its attempts, or ErrNotFound.
func (s *Store) Call(ctx context.Context, id postkamer.CallTaskID) (postkamer.CallTask, error) {
	list, err := s.calls(ctx, `WHERE t.id = $1`, id)
	if err == nil && len(list) == 0 {
		err = postkamer.ErrNotFound
	}
	if err != nil {
		return postkamer.CallTask{}, fmt.Errorf("call task %d: %w", id, err)
	}
	return list[0], nil
}

// CallsOfCase returns the calls about a case, the last one first.
func (s *Store) CallsOfCase(ctx context.Context, id postkamer.CaseID) ([]postkamer.CallTask, error) {
	return s.calls(ctx, `WHERE t.case_id = $1 ORDER BY t.id DESC`, id)
}

// CallsAskedBy returns the calls that somebody asked for since a moment, the last one
// first, so that they see what became of them.
func (s *Store) CallsAskedBy(ctx context.Context, who postkamer.PersonID, since time.Time) ([]postkamer.CallTask, error) {
	return s.calls(ctx, `
		WHERE t.handed_by_id = $1 AND (NOT t.done OR t.done_at >= $2)
		ORDER BY t.id DESC
		LIMIT 100`, who, since)
}

// LastCalls returns of each case that was phoned about the last attempt, so that any
// colleague can say that somebody was phoned and how that went.
func (s *Store) LastCalls(ctx context.Context, ids []postkamer.CaseID) (map[postkamer.CaseID]postkamer.CallAttempt, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT DISTINCT ON (t.case_id) t.case_id, a.at, a.by_name, a.outcome, a.note
		FROM call_attempts a JOIN call_tasks t ON t.id = a.task_id
		WHERE t.case_id = ANY($1)
		ORDER BY t.case_id, a.id DESC`, ids)
	if err != nil {
		return nil, fmt.Errorf("last calls: %w", err)
	}
	last := map[postkamer.CaseID]postkamer.CallAttempt{}
	var id postkamer.CaseID
	var a postkamer.CallAttempt
	_, err = pgx.ForEachRow(rows, []any{&id, &a.At, &a.By, &a.Outcome, &a.Note}, func() error { last[id] = a; return nil })
	if err != nil {
		return nil, fmt.Errorf("last calls: %w", err)
	}
	return last, nil
}

// CallsOverdue counts the open calls, and those that are later than a norm of hours on
// working days or than what was promised.
func (s *Store) CallsOverdue(ctx context.Context, now time.Time, norm time.Duration) (postkamer.Overdue, error) {
	rows, _ := s.pool.Query(ctx, callColumns+` WHERE NOT t.done`)
	open, err := pgx.CollectRows(rows, scanCall)
	if err != nil {
		return postkamer.Overdue{}, fmt.Errorf("count overdue calls: %w", err)
	}
	return postkamer.CountOverdue(open, now, norm, s.office()), nil
}

// SaveCallFields keeps what the caller made of the case's fields while talking, who can
// take it back; the act is 0 when nothing changed.
func (s *Store) SaveCallFields(ctx context.Context, id postkamer.CallTaskID, by postkamer.Person, inputs []FieldInput) (act UndoID, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		var caseID postkamer.CaseID
		err := tx.tx.QueryRow(ctx, `
			UPDATE call_tasks
			SET claim_until = now() + `+callHours+`
			WHERE id = $1 AND claimed_by = $2
			RETURNING case_id`, id, by.ID).Scan(&caseID)
		if err != nil {
			return conflict(err)
		}
		act, err = tx.undoable(ctx, caseID, by, postkamer.EventChanged, func() error { return tx.saveFields(ctx, caseID, by, inputs) })
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("save fields of call task %d: %w", id, err)
	}
	return act, nil
}
