package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A Wait is what a case waits for: something that the citizen must do.
type Wait struct {
	Until time.Time // last day; the day after it the case comes back
	For   string    // Dutch, for the lists: "de kopie van het huurcontract"
	By    string
}

// Wait lets a case that somebody has, or that is being phoned about, wait for the
// citizen. Who had it, or asked for the call, sees it among their cases meanwhile. The
// caller has fenced the case; ErrConflict means that it is in neither state. An open
// call task must be ended in the same transaction.
func (tx *Tx) Wait(ctx context.Context, id postkamer.CaseID, w Wait) error {
	err := tx.one(ctx, `
		UPDATE cases
		SET state = 'waiting',
			waits_until = $2,
			waits_for = $3,
			owner_id = coalesce(claimed_by, owner_id),
			claimed_by = NULL,
			claimed_at = NULL,
			claim_until = NULL,
			returned_why = '',
			version = version + 1
		WHERE id = $1 AND state IN ('claimed', 'calling')`, id, w.Until, w.For)
	if err != nil {
		return fmt.Errorf("let case %d wait: %w", id, err)
	}
	return tx.caseEvent(ctx, id, postkamer.EventWaiting, w.By, "tot en met "+short(w.Until))
}

// WaitHeld is Wait for the person who has the case, on the version of their page.
func (tx *Tx) WaitHeld(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person, w Wait) error {
	err := tx.one(ctx, `
		UPDATE cases SET claim_until = now()
		WHERE id = $1 AND version = $2 AND state = 'claimed' AND claimed_by = $3`, id, version, by.ID)
	if err != nil {
		return fmt.Errorf("let case %d wait: %w", id, err)
	}
	w.By = by.Name
	return tx.Wait(ctx, id, w)
}

// Wake puts a case that waits back on top of its queue, with a sentence that says why.
// ErrConflict means that it does not wait. Why is not logged: it may say what was asked.
func (tx *Tx) Wake(ctx context.Context, id postkamer.CaseID, why, by string) error {
	return tx.wake(ctx, id, why, "", by)
}

// wake is Wake with a detail for the log.
func (tx *Tx) wake(ctx context.Context, id postkamer.CaseID, why, detail, by string) error {
	err := tx.one(ctx, `
		UPDATE cases
		SET state = 'open',
			waits_until = NULL,
			waits_for = '',
			owner_id = NULL,
			returned_at = now(),
			returned_why = $2,
			version = version + 1
		WHERE id = $1 AND state = 'waiting'`, id, why)
	if err != nil {
		return fmt.Errorf("wake case %d: %w", id, err)
	}
	return tx.caseEvent(ctx, id, postkamer.EventReturned, by, detail)
}

// WakeToCall lets a case that waits be phoned about after all: a call task is added in
// the same transaction. It comes back to who was waiting for it.
func (tx *Tx) WakeToCall(ctx context.Context, id postkamer.CaseID) error {
	err := tx.one(ctx, `
		UPDATE cases
		SET state = 'calling', waits_until = NULL, waits_for = '', version = version + 1
		WHERE id = $1 AND state = 'waiting'`, id)
	if err != nil {
		return fmt.Errorf("phone about case %d: %w", id, err)
	}
	return nil
}

// TakeWaiting gives a case that waits to a person who goes on with it now. The term
// stands still as long as it did. ErrConflict means that it does not wait.
func (s *Store) TakeWaiting(ctx context.Context, id postkamer.CaseID, p postkamer.Person) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		err := tx.one(ctx, `
			UPDATE cases
			SET state = 'claimed',
				claimed_by = $2,
				claimed_at = now(),
				claim_until = now() + `+claimHours+`,
				waits_until = NULL,
				waits_for = '',
				owner_id = NULL,
				version = version + 1
			WHERE id = $1 AND state = 'waiting'`, id, p.ID)
		if err != nil {
			return err
		}
		return tx.caseEvent(ctx, id, postkamer.EventClaimed, p.Name, "wachtte op de inwoner")
	})
	if err != nil {
		return fmt.Errorf("take case %d that waits: %w", id, err)
	}
	return nil
}

// Sentences with which a case comes back.
const (
	whyAnswerCame = "Er kwam post binnen die hierbij hoort: %s. Kijk of dit is wat we vroegen."
	whyTimePassed = "De inwoner had tot en met %s de tijd voor: %s. Er kwam niets binnen."
	whyMoreTime   = "De inwoner heeft door een storing tot en met %s de tijd voor: %s. Wijs daarvoor niets af."
	whyHadTime    = "De inwoner had door een storing tot en met %s de tijd voor: %s. Kijk of er toch nog iets binnenkwam."
	whyNeverAsked = "Wij wachtten tot en met %s op: %s. Maar de brief waarin wij dat vragen, is voor zover wij weten niet weggegaan. Stuur een nieuwe brief."
	whyMailLost   = "De mail met onze vraag kwam niet aan. De inwoner weet dus niet dat wij wachten. Print de brief of kies een andere manier."
	whyTooLate    = "niet geprint voor de laatste dag om te antwoorden"
)

// answerCame lets the term of a case run again because a piece came in that belongs to
// it, and puts the case back when it waited. Whether it is what was asked a person sees.
func (tx *Tx) answerCame(ctx context.Context, id postkamer.CaseID, piece postkamer.PieceID) error {
	var reference string
	var on time.Time
	var waits bool
	err := tx.tx.QueryRow(ctx, `
		SELECT p.reference, p.received_on, c.state = 'waiting'
		FROM pieces p CROSS JOIN cases c
		WHERE p.id = $1 AND c.id = $2 AND c.state <> 'done'
		FOR UPDATE OF c`, piece, id).Scan(&reference, &on, &waits)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil // done: nothing waits for it
	}
	if err != nil {
		return fmt.Errorf("answer for case %d: %w", id, err)
	}
	if _, err := tx.EndSuspension(ctx, id, postkamer.Answered, on, postkamer.Machine); err != nil || !waits {
		return err
	}
	return tx.wake(ctx, id, fmt.Sprintf(whyAnswerCame, reference), "er kwam post binnen: "+reference, postkamer.Machine)
}

// dueInOutage is true of a last day that fell in an outage that is not over: until when the
// citizen has is not known yet (Tx.moveAnswers).
func dueInOutage(day string) string {
	return `EXISTS (
		SELECT 1
		FROM outages
		WHERE gone_at IS NULL AND ended_at IS NULL AND (began_at AT TIME ZONE 'Europe/Amsterdam')::date <= ` + day + `)`
}

// WakePassed puts back the cases that waited until a day that has passed, lets terms run
// again that stood still until then, and returns how many cases there were. A day in an
// outage that lasts has not passed.
func (s *Store) WakePassed(ctx context.Context, today time.Time) (woken int, err error) {
	rows, _ := s.pool.Query(ctx, `SELECT id FROM cases WHERE state = 'waiting' AND waits_until < $1 AND NOT `+dueInOutage(`waits_until`)+` ORDER BY id LIMIT $2`, today, sweepLimit)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[postkamer.CaseID])
	if err != nil {
		return 0, fmt.Errorf("look which cases waited long enough: %w", err)
	}
	for _, id := range ids {
		done, err := s.wakePassed(ctx, id, today)
		if err != nil {
			return woken, err
		}
		if done {
			woken++
		}
	}
	return woken, s.endPassed(ctx, today)
}

// wakePassed puts one case back, unless it moved meanwhile.
func (s *Store) wakePassed(ctx context.Context, id postkamer.CaseID, today time.Time) (done bool, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		var until time.Time
		var what string
		err := tx.tx.QueryRow(ctx, `
			SELECT waits_until, waits_for FROM cases
			WHERE id = $1 AND state = 'waiting' AND waits_until < $2 AND NOT `+dueInOutage(`waits_until`)+`
			FOR UPDATE`, id, today).Scan(&until, &what)
		if err != nil {
			return conflict(err)
		}
		done = true
		asked, err := tx.recallUnsent(ctx, id)
		if err != nil {
			return err
		}
		if !asked {
			return tx.wake(ctx, id, fmt.Sprintf(whyNeverAsked, short(until), what), "de brief ging niet weg", postkamer.Machine)
		}
		return tx.wake(ctx, id, fmt.Sprintf(whyTimePassed, short(until), what), "de tijd om te antwoorden is voorbij", postkamer.Machine)
	})
	if done || err == nil {
		return done, err
	}
	return false, ignoreConflict(err)
}

// recallUnsent tells whether the citizen was asked at all: whether the last letter about
// a case that wants an answer went out. One that still waits for the printer is taken
// back, for its last day has passed.
func (tx *Tx) recallUnsent(ctx context.Context, id postkamer.CaseID) (asked bool, err error) {
	var letter postkamer.LetterID
	var gone, printer bool
	err = tx.tx.QueryRow(ctx, `
		SELECT l.id, NOT `+notGone+`, l.state = 'made' AND l.run_id IS NULL
		FROM letters l LEFT JOIN mails m ON m.id = l.mail_id
		WHERE l.case_id = $1 AND l.answer_by IS NOT NULL AND l.state <> 'withdrawn'
		ORDER BY l.id DESC
		LIMIT 1
		FOR UPDATE OF l`, id).Scan(&letter, &gone, &printer)
	if errors.Is(err, pgx.ErrNoRows) {
		return true, nil // not by a letter of ours
	}
	if err != nil || gone || !printer {
		return gone, err
	}
	_, err = tx.tx.Exec(ctx, `UPDATE letters SET state = 'withdrawn', why_withdrawn = $2, code = '' WHERE id = $1`, letter, whyTooLate)
	if err != nil {
		return false, fmt.Errorf("take back letter %d: %w", letter, err)
	}
	return false, tx.caseEvent(ctx, id, postkamer.EventLetterBack, postkamer.Machine, whyTooLate)
}

// endPassed ends the suspensions of which the last day has passed.
func (s *Store) endPassed(ctx context.Context, today time.Time) error {
	rows, _ := s.pool.Query(ctx, `SELECT case_id FROM suspensions WHERE ended_on IS NULL AND answer_by < $1 AND NOT `+dueInOutage(`answer_by`)+` LIMIT $2`, today, sweepLimit)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[postkamer.CaseID])
	if err != nil {
		return fmt.Errorf("look which suspensions passed: %w", err)
	}
	for _, id := range ids {
		err := s.InTx(ctx, func(tx *Tx) error {
			_, err := tx.EndSuspension(ctx, id, postkamer.Unused, today, postkamer.Machine)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ignoreConflict is nil for what somebody else did first.
func ignoreConflict(err error) error {
	if errors.Is(err, postkamer.ErrConflict) {
		return nil
	}
	return err
}
