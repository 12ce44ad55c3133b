package store

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"postkamer"
)

// A CallResult is how a call ended, as the caller says.
type CallResult struct {
	Outcome  postkamer.Outcome
	Note     string
	Again    time.Time // for CallLater: the agreed time
	Attempts int       // without an answer before a letter goes out; 0 is postkamer.MaxCallAttempts
}

// What the caseworker reads when phoning did not help.
const (
	whyNoAnswer    = "Wij belden %d keer en kregen geen gehoor. Stuur een brief."
	whyNotReached  = "Wij belden %d keer en kregen geen gehoor. Er is haast bij: overleg vandaag hoe wij deze inwoner bereiken."
	whyWrongNumber = "Het telefoonnummer klopt niet. Stuur een brief."
)

// RecordCall keeps how a call ended. The case goes back to who handed it over,
// or to its queue, when it is solved, when the citizen comes by, when the number
// is wrong, or after the last attempt without an answer. Otherwise somebody
// phones again. Version is that of the page; ErrConflict means that the call was
// recorded already or is a colleague's.
func (s *Store) RecordCall(ctx context.Context, id postkamer.CallTaskID, version int, by postkamer.Person, r CallResult, now time.Time) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		caseID, err := tx.endCall(ctx, id, version, by)
		if err != nil {
			return err
		}
		_, err = tx.tx.Exec(ctx, `
			INSERT INTO call_attempts (task_id, by_name, outcome, note)
			VALUES ($1, $2, $3, $4)`, id, by.Name, r.Outcome, r.Note)
		if err != nil {
			return err
		}
		if err := tx.caseEvent(ctx, caseID, postkamer.EventCalled, by.Name, string(r.Outcome)); err != nil {
			return err
		}
		return tx.afterCall(ctx, id, caseID, by, r, now)
	})
	if err != nil {
		return fmt.Errorf("record call %d: %w", id, err)
	}
	return nil
}

// endCall takes the call from its caller.
func (tx *Tx) endCall(ctx context.Context, id postkamer.CallTaskID, version int, by postkamer.Person) (caseID postkamer.CaseID, err error) {
	err = tx.tx.QueryRow(ctx, `
		UPDATE call_tasks
		SET claimed_by = NULL, claim_until = NULL, version = version + 1
		WHERE id = $1 AND version = $2 AND NOT done AND claimed_by = $3
		RETURNING case_id`, id, version, by.ID).Scan(&caseID)
	return caseID, conflict(err)
}

func (tx *Tx) afterCall(ctx context.Context, id postkamer.CallTaskID, caseID postkamer.CaseID, by postkamer.Person, r CallResult, now time.Time) error {
	switch r.Outcome {
	case postkamer.Solved, postkamer.WillVisit:
		if r.Outcome == postkamer.Solved {
			if err := tx.settleCallReason(ctx, id, by.Name); err != nil {
				return err
			}
		}
		return tx.caseBack(ctx, id, caseID, now)
	case postkamer.WrongNumber:
		return tx.caseBackWith(ctx, id, caseID, now, whyWrongNumber)
	case postkamer.CallLater:
		return tx.callAgain(ctx, id, r.Again, r.Again)
	case postkamer.OtherPerson:
		return tx.passOn(ctx, id, r.Note)
	case postkamer.NoAnswer:
		return tx.noAnswer(ctx, id, caseID, r, now)
	default:
		return fmt.Errorf("unknown outcome %q", r.Outcome)
	}
}

// settleCallReason settles the doubt that the call was about.
func (tx *Tx) settleCallReason(ctx context.Context, id postkamer.CallTaskID, by string) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE doubts d
		SET settled_by = $2, settled_at = now()
		FROM call_tasks t
		WHERE t.id = $1 AND d.case_id = t.case_id AND d.code = t.reason AND d.settled_at IS NULL`, id, by)
	return err
}

// noAnswer plans the next attempt, or gives up after the last. Only attempts since
// somebody last answered count. Danger is phoned again the same day.
func (tx *Tx) noAnswer(ctx context.Context, id postkamer.CallTaskID, caseID postkamer.CaseID, r CallResult, now time.Time) error {
	var tried int
	var priority postkamer.Priority
	err := tx.tx.QueryRow(ctx, `
		SELECT count(*), (SELECT priority FROM call_tasks WHERE id = $1)
		FROM call_attempts
		WHERE task_id = $1
			AND outcome = 'no_answer'
			AND id > coalesce((SELECT max(id) FROM call_attempts WHERE task_id = $1 AND outcome = 'call_later'), 0)`, id).Scan(&tried, &priority)
	if err != nil {
		return err
	}
	if tried >= cmp.Or(r.Attempts, postkamer.MaxCallAttempts) {
		why := whyNoAnswer
		if priority == postkamer.SameDay {
			why = whyNotReached
		}
		return tx.caseBackWith(ctx, id, caseID, now, fmt.Sprintf(why, tried))
	}
	if priority == postkamer.SameDay {
		return tx.callAgain(ctx, id, postkamer.NextUrgentAttempt(now), time.Time{})
	}
	return tx.callAgain(ctx, id, postkamer.NextAttempt(now), time.Time{})
}

// callAgain keeps the task open until a later time; promised is zero unless the
// citizen was told.
func (tx *Tx) callAgain(ctx context.Context, id postkamer.CallTaskID, notBefore, promised time.Time) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE call_tasks
		SET not_before = $2, promised_at = $3
		WHERE id = $1`, id, dateOrNull(notBefore), dateOrNull(promised))
	return err
}

// passOn leaves the task to a colleague, with what to know.
func (tx *Tx) passOn(ctx context.Context, id postkamer.CallTaskID, note string) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE call_tasks
		SET not_before = NULL, handed_note = concat_ws(E'\n', nullif(handed_note, ''), $2::text)
		WHERE id = $1`, id, note)
	return err
}

// caseBackWith gives the case back with a doubt that says why phoning did not help.
func (tx *Tx) caseBackWith(ctx context.Context, id postkamer.CallTaskID, caseID postkamer.CaseID, now time.Time, why string) error {
	doubt := postkamer.Doubt{Code: postkamer.PhoneMissing, Why: why, Field: postkamer.FieldPhone}
	if err := tx.AddDoubts(ctx, caseID, []postkamer.Doubt{doubt}); err != nil {
		return err
	}
	return tx.caseBack(ctx, id, caseID, now)
}

// caseBack ends the task and gives the case to who handed it over, or puts it at
// the head of its queue. Who handed it over keeps it until they can have seen it,
// but for what must be done today not longer than any other case.
func (tx *Tx) caseBack(ctx context.Context, id postkamer.CallTaskID, caseID postkamer.CaseID, now time.Time) error {
	if _, err := tx.tx.Exec(ctx, `UPDATE call_tasks SET done = true WHERE id = $1`, id); err != nil {
		return err
	}
	return tx.one(ctx, `
		UPDATE cases
		SET state = CASE WHEN owner_id IS NULL THEN 'open' ELSE 'claimed' END,
			claimed_by = owner_id,
			claimed_at = CASE WHEN owner_id IS NOT NULL THEN now() END,
			claim_until = CASE
				WHEN owner_id IS NULL THEN NULL
				WHEN priority = 1 THEN now() + `+claimHours+`
				ELSE greatest(now() + `+claimHours+`, $2)
			END,
			owner_id = NULL,
			returned_at = now(),
			version = version + 1
		WHERE id = $1 AND state = 'calling'`, caseID, answerWaits(now))
}

// answerWaits returns until when the answer of a call waits for who asked: noon
// of the next working day. Somebody who works mornings only has seen it by then.
func answerWaits(now time.Time) time.Time {
	y, m, d := now.In(postkamer.Zone()).Date()
	evening := time.Date(y, m, d, 20, 0, 0, 0, postkamer.Zone())
	y, m, d = postkamer.NextAttempt(evening).Date()
	return time.Date(y, m, d, 12, 0, 0, 0, postkamer.Zone())
}
