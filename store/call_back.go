package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// caseBackWith gives the case back with a doubt that says why phoning did not help.
func (tx *Tx) caseBackWith(ctx context.Context, id postkamer.CallTaskID, caseID postkamer.CaseID, now time.Time, why string) error {
	doubt := postkamer.Doubt{Code: postkamer.PhoneMissing, Why: why, Field: postkamer.FieldPhone}
	if err := tx.AddDoubts(ctx, caseID, []postkamer.Doubt{doubt}); err != nil {
		return err
	}
	return tx.caseBack(ctx, id, caseID, now)
}

// caseBack ends the task and gives the case to who handed it over, or to who stands in
// for them, or puts it at the head of its queue. Who handed it over keeps it until they
// can have seen it, but for what must be done today not longer than any other case.
func (tx *Tx) caseBack(ctx context.Context, id postkamer.CallTaskID, caseID postkamer.CaseID, now time.Time) error {
	if err := tx.callDone(ctx, id, now); err != nil {
		return err
	}
	return tx.one(ctx, `
		UPDATE cases
		SET state = CASE WHEN o.owner IS NULL THEN 'open' ELSE 'claimed' END,
			claimed_by = o.owner,
			claimed_at = CASE WHEN o.owner IS NOT NULL THEN now() END,
			claim_until = CASE
				WHEN o.owner IS NULL THEN NULL
				WHEN priority = 1 THEN now() + `+claimHours+`
				ELSE greatest(now() + `+claimHours+`, $2)
			END,
			owner_id = NULL,
			returned_at = now(),
			version = version + 1
		FROM (SELECT `+standIn("i.owner_id", "$3::date")+` AS owner FROM cases i WHERE i.id = $1) o
		WHERE id = $1 AND state = 'calling'`, caseID, answerWaits(tx.office(), now), postkamer.DayOf(now))
}

func (tx *Tx) callDone(ctx context.Context, id postkamer.CallTaskID, now time.Time) error {
	_, err := tx.tx.Exec(ctx, `UPDATE call_tasks SET done = true, done_at = $2 WHERE id = $1`, id, now)
	return err
}

// writeInstead ends the task with a letter, and lets the case wait for the citizen.
func (tx *Tx) writeInstead(ctx context.Context, id postkamer.CallTaskID, caseID postkamer.CaseID, l postkamer.Letter, now time.Time) error {
	if _, _, err := tx.AddLetter(ctx, fmt.Sprintf("call-%d", id), l); err != nil {
		return err
	}
	if err := tx.callDone(ctx, id, now); err != nil {
		return err
	}
	return tx.Wait(ctx, caseID, Wait{Until: l.AnswerBy, For: waitsForCall, By: postkamer.Machine})
}

// whyPhonesUs is for a citizen who was asked by letter to phone us before anybody phoned.
const whyPhonesUs = "Wij vroegen deze inwoner in een brief om ons te bellen."

// TakeCall begins the call of a citizen who phones us about a case that waits, because
// of the code in a letter. A call that is planned already is that one, unless a
// colleague is on it. ErrConflict means that the case waits for no call.
func (s *Store) TakeCall(ctx context.Context, id postkamer.CaseID, by postkamer.Person) (task postkamer.CallTaskID, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		if err := tx.caseEvent(ctx, id, postkamer.EventCodeUsed, by.Name, ""); err != nil {
			return err
		}
		err := tx.tx.QueryRow(ctx, `
			UPDATE call_tasks
			SET claimed_by = $2, claimed_at = now(), claim_until = now() + `+callHours+`, version = version + 1, incoming = true
			WHERE case_id = $1 AND NOT done AND coalesce(claimed_by, $2) = $2
			RETURNING id`, id, by.ID).Scan(&task)
		if !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if err := tx.WakeToCall(ctx, id); err != nil {
			return err
		}
		return tx.tx.QueryRow(ctx, `
			INSERT INTO call_tasks (case_id, reason, why, question, phone, handed_by_id, handed_by, handed_note, priority, part,
				incoming, claimed_by, claimed_at, claim_until)
			SELECT c.id, coalesce(t.reason, $3), coalesce(t.why, $4), coalesce(t.question, ''),
				coalesce(t.phone, (SELECT value FROM fields WHERE case_id = c.id AND name = 'phone'), ''),
				coalesce(t.handed_by_id, o.id), coalesce(t.handed_by, o.name, ''), coalesce(t.handed_note, ''),
				coalesce(t.priority, c.priority), coalesce(t.part, ''), true, $2, now(), now() + `+callHours+`
			FROM cases c
			LEFT JOIN people o ON o.id = c.owner_id
			LEFT JOIN LATERAL (SELECT * FROM call_tasks WHERE case_id = c.id ORDER BY id DESC LIMIT 1) t ON true
			WHERE c.id = $1
			RETURNING id`, id, by.ID, postkamer.HandedOver, whyPhonesUs).Scan(&task)
	})
	if err != nil {
		return 0, fmt.Errorf("take the call about case %d: %w", id, conflict(err))
	}
	return task, nil
}

// answerWaits returns until when the answer of a call waits for who asked: noon
// of the next working day. Somebody who works mornings only has seen it by then.
func answerWaits(o postkamer.Office, now time.Time) time.Time {
	y, m, d := now.In(postkamer.Zone()).Date()
	evening := time.Date(y, m, d, 20, 0, 0, 0, postkamer.Zone())
	y, m, d = o.NextAttempt(evening, postkamer.Morning).Date()
	return time.Date(y, m, d, 12, 0, 0, 0, postkamer.Zone())
}
