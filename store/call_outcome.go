package store

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A CallResult is how a call ended, as the caller says.
type CallResult struct {
	Outcome  postkamer.Outcome
	Note     string
	Again    time.Time          // for CallLater: the agreed time
	Receiver postkamer.PersonID // for OtherPerson: the colleague who phones; 0: who asked, or the queue
	Attempts int                // without an answer before a letter goes out; 0 is postkamer.MaxCallAttempts
	Letter   *postkamer.Letter  // goes out after the last attempt; nil: a caseworker sees to it
	// Identified: the caller is sure that this is the citizen, by birth date and address.
	Identified bool
	Decided    Again  // what the new decision made of what was said
	Corrected  UndoID // fields that were corrected in the same breath: taken back with it; 0: none
}

// Again is what a new decision made of a case after somebody talked with the citizen.
type Again struct {
	Settled []int64           // doubts that the answer took away
	Doubts  []postkamer.Doubt // doubts that it raised
	Text    postkamer.Text    // on whose pages those stand
}

// What the caseworker reads when phoning did not help.
const (
	whyNoAnswer    = "Wij belden %d keer en kregen geen gehoor. Stuur een brief."
	whyNotReached  = "Wij belden %d keer en kregen geen gehoor. Er is haast bij: overleg vandaag hoe wij deze inwoner bereiken."
	whyWrongNumber = "Het telefoonnummer klopt niet. Stuur een brief."
	waitsForCall   = "dat de inwoner ons belt"
)

// RecordCall keeps how a call ended. The case goes back to who handed it over,
// or to its queue, when it is solved, when the citizen comes by, when the number
// is wrong, or when a colleague who does not phone must do it. After the last attempt
// without an answer it waits for the citizen, who gets a letter. Otherwise somebody
// phones again. Version is that of the page; ErrConflict means that the call was
// recorded already or is a colleague's. The caller can take it back, see Undo.
func (s *Store) RecordCall(ctx context.Context, id postkamer.CallTaskID, version int, by postkamer.Person, r CallResult, now time.Time) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		var about postkamer.CaseID
		if err := tx.tx.QueryRow(ctx, `SELECT case_id FROM call_tasks WHERE id = $1`, id).Scan(&about); err != nil {
			return notFound(err)
		}
		act, err := tx.undoable(ctx, about, by, postkamer.EventCalled, func() error { return tx.recordCall(ctx, id, version, by, r, now) })
		if err != nil {
			return err
		}
		return tx.absorb(ctx, act, r.Corrected, by)
	})
	if err != nil {
		return fmt.Errorf("record call %d: %w", id, err)
	}
	return nil
}

func (tx *Tx) recordCall(ctx context.Context, id postkamer.CallTaskID, version int, by postkamer.Person, r CallResult, now time.Time) error {
	caseID, err := tx.endCall(ctx, id, version, by)
	if err != nil {
		return err
	}
	_, err = tx.tx.Exec(ctx, `
		INSERT INTO call_attempts (task_id, at, by_name, outcome, note, identified)
		VALUES ($1, $2, $3, $4, $5, $6)`, id, now, by.Name, r.Outcome, r.Note, r.Identified)
	if err != nil {
		return err
	}
	if err := tx.caseEvent(ctx, caseID, postkamer.EventCalled, by.Name, string(r.Outcome)); err != nil {
		return err
	}
	if err := tx.useAnswer(ctx, caseID, by, r.Decided); err != nil {
		return err
	}
	return tx.afterCall(ctx, id, caseID, by, r, now)
}

// endCall takes the call from its caller.
func (tx *Tx) endCall(ctx context.Context, id postkamer.CallTaskID, version int, by postkamer.Person) (caseID postkamer.CaseID, err error) {
	err = tx.tx.QueryRow(ctx, `
		UPDATE call_tasks
		SET claimed_by = NULL, claimed_at = NULL, claim_until = NULL, version = version + 1
		WHERE id = $1 AND version = $2 AND NOT done AND claimed_by = $3
		RETURNING case_id`, id, version, by.ID).Scan(&caseID)
	return caseID, conflict(err)
}

func (tx *Tx) afterCall(ctx context.Context, id postkamer.CallTaskID, caseID postkamer.CaseID, by postkamer.Person, r CallResult, now time.Time) error {
	switch r.Outcome {
	case postkamer.Solved:
		if err := tx.settleCallReason(ctx, id, by.Name); err != nil {
			return err
		}
		return tx.caseBack(ctx, id, caseID, now)
	case postkamer.WillVisit:
		return tx.caseBack(ctx, id, caseID, now)
	case postkamer.WrongNumber:
		return tx.caseBackWith(ctx, id, caseID, now, whyWrongNumber)
	case postkamer.CallLater:
		return tx.callAgain(ctx, id, r.Again, r.Again)
	case postkamer.OtherPerson:
		return tx.passOn(ctx, id, caseID, by, r, now)
	case postkamer.NoAnswer:
		return tx.noAnswer(ctx, id, caseID, r, now)
	default:
		return fmt.Errorf("unknown outcome %q", r.Outcome)
	}
}

// useAnswer changes the doubts of a case by what was decided with the citizen's answer.
// A doubt that a person settled before does not come back.
func (tx *Tx) useAnswer(ctx context.Context, id postkamer.CaseID, by postkamer.Person, a Again) error {
	if len(a.Settled)+len(a.Doubts) == 0 {
		return nil
	}
	_, err := tx.tx.Exec(ctx, `
		UPDATE doubts
		SET settled_by = $3, settled_at = now()
		WHERE case_id = $1 AND id = ANY($2) AND settled_at IS NULL`, id, a.Settled, by.Name)
	if err != nil {
		return err
	}
	if err := tx.addDoubts(ctx, id, a.Text, a.Doubts); err != nil {
		return err
	}
	return tx.caseEvent(ctx, id, postkamer.EventAnswerUsed, "", fmt.Sprintf("%d opgelost, %d nieuw", len(a.Settled), len(a.Doubts)))
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

// noAnswer plans the next attempt, or gives up after the last that counts. Danger is
// phoned again the same day.
func (tx *Tx) noAnswer(ctx context.Context, id postkamer.CallTaskID, caseID postkamer.CaseID, r CallResult, now time.Time) error {
	var task postkamer.CallTask
	if err := tx.tx.QueryRow(ctx, `SELECT priority, part FROM call_tasks WHERE id = $1`, id).Scan(&task.Priority, &task.Part); err != nil {
		return err
	}
	rows, _ := tx.tx.Query(ctx, `SELECT at, by_name, outcome, note FROM call_attempts WHERE task_id = $1 ORDER BY id`, id)
	var err error
	if task.Attempts, err = pgx.CollectRows(rows, pgx.RowToStructByPos[postkamer.CallAttempt]); err != nil {
		return err
	}
	tried := task.Unanswered()
	last := len(tried) >= cmp.Or(r.Attempts, postkamer.MaxCallAttempts)
	switch {
	case last && task.Priority == postkamer.SameDay:
		return tx.caseBackWith(ctx, id, caseID, now, fmt.Sprintf(whyNotReached, len(tried)))
	case last && r.Letter == nil:
		return tx.caseBackWith(ctx, id, caseID, now, fmt.Sprintf(whyNoAnswer, len(tried)))
	case last:
		return tx.writeInstead(ctx, id, caseID, *r.Letter, now)
	case task.Priority == postkamer.SameDay:
		return tx.callAgain(ctx, id, tx.office().NextUrgentAttempt(now), time.Time{})
	}
	return tx.callAgain(ctx, id, tx.office().NextAttempt(now, task.Part, tried...), time.Time{})
}

// callAgain keeps the task open until a later time; promised is zero unless the
// citizen was told.
func (tx *Tx) callAgain(ctx context.Context, id postkamer.CallTaskID, notBefore, promised time.Time) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE call_tasks
		SET not_before = $2, promised_at = $3, promised_until = NULL
		WHERE id = $1`, id, dateOrNull(notBefore), dateOrNull(promised))
	return err
}

// passOn leaves the task to a colleague who phones, with what to know, or gives the
// case back to who asked. ErrNotFound means that the colleague does not phone.
func (tx *Tx) passOn(ctx context.Context, id postkamer.CallTaskID, caseID postkamer.CaseID, by postkamer.Person, r CallResult, now time.Time) error {
	if r.Receiver == 0 {
		return tx.caseBack(ctx, id, caseID, now)
	}
	err := tx.one(ctx, `
		UPDATE call_tasks t
		SET not_before = NULL,
			receiver_id = p.id,
			passed_by = $3,
			passed_at = $4,
			handed_note = concat_ws(E'\n', nullif(t.handed_note, ''), nullif($5, ''))
		FROM people p
		WHERE t.id = $1 AND p.id = $2 AND p.roles && ARRAY['caller'] AND p.id <> $6`, id, r.Receiver, by.Name, now, r.Note, by.ID)
	if err != nil {
		return fmt.Errorf("leave it to person %d: %w", r.Receiver, postkamer.ErrNotFound)
	}
	return tx.caseEvent(ctx, caseID, postkamer.EventPassedOn, by.Name, "")
}
