package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// UseOffice says by which rules terms are reckoned and on which days people work from now
// on; without it by those that are shipped. Call it before the store is used.
func (s *Store) UseOffice(office func() postkamer.Office) { s.office = office }

// rules are those by which terms are reckoned.
func (s *Store) rules() postkamer.TermRules { return s.office().Terms }

// rules are those by which terms are reckoned.
func (tx *Tx) rules() postkamer.TermRules { return tx.office().Terms }

// rower is a pool or a transaction.
type rower interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Clock returns all that decides on which day a case must be done, or ErrNotFound.
func (s *Store) Clock(ctx context.Context, id postkamer.CaseID) (postkamer.Clock, error) {
	return clockOf(ctx, s.pool, id)
}

func clockOf(ctx context.Context, db rower, id postkamer.CaseID) (c postkamer.Clock, err error) {
	err = db.QueryRow(ctx, `
		SELECT p.received_on,
			c.term_weeks,
			c.term_days,
			c.term_working,
			coalesce(c.first_due_on, '0001-01-01')::timestamp
		FROM cases c JOIN pieces p ON p.id = c.piece_id
		WHERE c.id = $1`, id).Scan(&c.Received, &c.Term.Weeks, &c.Term.Days, &c.Term.WorkingDays, &c.FirstDue)
	if err != nil {
		return c, fmt.Errorf("clock of case %d: %w", id, notFound(err))
	}
	rows, _ := db.Query(ctx, suspensionColumns+` WHERE case_id = $1 ORDER BY asked_on, id`, id)
	if c.Suspensions, err = pgx.CollectRows(rows, pgx.RowToStructByPos[postkamer.Suspension]); err != nil {
		return c, fmt.Errorf("suspensions of case %d: %w", id, err)
	}
	rows, _ = db.Query(ctx, extensionColumns+` WHERE case_id = $1 ORDER BY told_on, id`, id)
	if c.Extensions, err = pgx.CollectRows(rows, pgx.RowToStructByPos[postkamer.Extension]); err != nil {
		return c, fmt.Errorf("extensions of case %d: %w", id, err)
	}
	return c, nil
}

// keepTerm keeps the term of a case with the day that was reckoned from it alone.
func (tx *Tx) keepTerm(ctx context.Context, id postkamer.CaseID, t postkamer.Term, due time.Time) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE cases
		SET term_weeks = $2, term_days = $3, term_working = $4, first_due_on = $5
		WHERE id = $1`, id, t.Weeks, t.Days, t.WorkingDays, dateOrNull(due))
	if err != nil {
		return fmt.Errorf("keep term of case %d: %w", id, err)
	}
	return nil
}

// reckon works out the last day of a case anew, after its clock changed.
func (tx *Tx) reckon(ctx context.Context, id postkamer.CaseID) error {
	c, err := clockOf(ctx, tx.tx, id)
	if err != nil {
		return err
	}
	_, err = tx.tx.Exec(ctx, `UPDATE cases SET due_on = $2 WHERE id = $1`, id, dateOrNull(c.Due(tx.rules())))
	if err != nil {
		return fmt.Errorf("reckon term of case %d: %w", id, err)
	}
	return nil
}

// Suspend makes the term of a case stand still; for a letter that must be printed only
// once that went out. ErrConflict means that it does already.
func (tx *Tx) Suspend(ctx context.Context, s postkamer.Suspension) (postkamer.SuspensionID, error) {
	var id postkamer.SuspensionID
	var pending bool
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO suspensions (case_id, ground, asked_on, answer_by, letter_id, by_name)
		VALUES ($1, $2, $3, $4, nullif($5, 0), $6)
		ON CONFLICT (case_id) WHERE ended_on IS NULL DO NOTHING
		RETURNING id, `+stopAtPrinter, s.CaseID, s.Ground, s.AskedOn, s.AnswerBy, int64(s.LetterID), s.By).Scan(&id, &pending)
	if err != nil {
		return 0, fmt.Errorf("suspend term of case %d: %w", s.CaseID, conflict(err))
	}
	if err := tx.reckon(ctx, s.CaseID); err != nil {
		return 0, err
	}
	detail := standsFrom(s)
	if pending {
		detail = "staat stil zodra de brief de deur uit is"
	}
	return id, tx.caseEvent(ctx, s.CaseID, postkamer.EventTerm, s.By, detail)
}

// EndSuspension lets the term of a case run again and tells whether it stood still. A
// request that was answered after its last day ended on that day, unused; one of which
// the letter never went out did not make the term stand still at all.
func (tx *Tx) EndSuspension(ctx context.Context, id postkamer.CaseID, how postkamer.SuspensionEnd, on time.Time, by string) (ended bool, err error) {
	var s postkamer.Suspension
	err = tx.tx.QueryRow(ctx, `
		UPDATE suspensions s
		SET how_ended = CASE WHEN `+neverAsked+` THEN 'stopped' WHEN $3 > answer_by THEN 'unused' ELSE $2 END,
			ended_on = CASE WHEN `+neverAsked+` THEN asked_on ELSE greatest(asked_on, least($3::date, answer_by)) END
		WHERE case_id = $1 AND ended_on IS NULL
		RETURNING asked_on, answer_by, ended_on, how_ended`, id, string(how), on).Scan(&s.AskedOn, &s.AnswerBy, &s.EndedOn, &s.End)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("end suspension of case %d: %w", id, err)
	}
	if err := tx.reckon(ctx, id); err != nil {
		return false, err
	}
	detail := "loopt weer sinds " + short(s.Last(tx.rules()).AddDate(0, 0, 1))
	if s.Days(tx.rules()) == 0 {
		detail = "stond niet stil"
	}
	return true, tx.caseEvent(ctx, id, postkamer.EventTerm, by, detail)
}

// neverAsked is true of a suspension s of which the letter did not go out: it is not
// printed, or its mail did not get through and nobody settled that in another way.
const neverAsked = `EXISTS (
	SELECT 1
	FROM letters l LEFT JOIN mails m ON m.id = l.mail_id
	WHERE l.id = s.letter_id AND ` + notGone + `)`

// notGone is true of a letter l with its mail m, if any, that did not go out.
const notGone = `(l.state IN ('made', 'withdrawn') OR l.state = 'mailed' AND m.state IN ('waiting', 'failed', 'dropped'))`

// GoOnWaiting says that what came in was not what was asked: the term stands still as
// before, until the day that was set, and the case waits for the rest. ErrConflict means
// that nothing was asked last, or that its day has passed.
func (s *Store) GoOnWaiting(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person, what string, today time.Time) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		return tx.Undoable(ctx, id, by, postkamer.EventWaiting, func() error {
			var until time.Time
			err := tx.tx.QueryRow(ctx, `
				UPDATE suspensions
				SET ended_on = NULL, how_ended = ''
				WHERE id = (SELECT max(id) FROM suspensions WHERE case_id = $1) AND ground = 'complete' AND how_ended = 'answered' AND answer_by >= $2
				RETURNING answer_by`, id, today).Scan(&until)
			if err != nil {
				return conflict(err)
			}
			if err := tx.reckon(ctx, id); err != nil {
				return err
			}
			return tx.WaitHeld(ctx, id, version, by, Wait{Until: until, For: what})
		})
	})
	if err != nil {
		return fmt.Errorf("let case %d go on waiting: %w", id, err)
	}
	return nil
}

// Extend gives a case more time, of which the citizen is told; by a letter that must be
// printed only once that went out. The case gets another
// version, so that two pages of one person do not both give it. ErrConflict means that
// with what was given before it would be more than the law allows.
func (tx *Tx) Extend(ctx context.Context, e postkamer.Extension) error {
	var kind postkamer.CaseType
	var given int
	err := tx.tx.QueryRow(ctx, `
		UPDATE cases
		SET version = version + 1
		WHERE id = $1
		RETURNING case_type, (SELECT coalesce(sum(weeks), 0) FROM extensions WHERE case_id = $1)`, e.CaseID).Scan(&kind, &given)
	if err != nil {
		return fmt.Errorf("extend term of case %d: %w", e.CaseID, notFound(err))
	}
	if most := postkamer.LawOf(kind).Most; most > 0 && given+e.Weeks > most {
		return fmt.Errorf("extend term of case %d by %d weeks after %d: %w", e.CaseID, e.Weeks, given, postkamer.ErrConflict)
	}
	_, err = tx.tx.Exec(ctx, `
		INSERT INTO extensions (case_id, weeks, told_on, why, letter_id, by_name)
		VALUES ($1, $2, $3, $4, nullif($5, 0), $6)`, e.CaseID, e.Weeks, e.ToldOn, e.Why, int64(e.LetterID), e.By)
	if err != nil {
		return fmt.Errorf("extend term of case %d: %w", e.CaseID, err)
	}
	if err := tx.reckon(ctx, e.CaseID); err != nil {
		return err
	}
	return tx.caseEvent(ctx, e.CaseID, postkamer.EventTerm, e.By, fmt.Sprintf("uitstel van %d weken", e.Weeks))
}

// short writes a date in the log.
func short(day time.Time) string { return day.Format("02-01-2006") }

// ChangeTerm does something to the term of a case that a person has, who can take it
// back. ErrConflict means that it is not theirs any more, or what do says.
func (s *Store) ChangeTerm(ctx context.Context, id postkamer.CaseID, by postkamer.Person, do func(*Tx) error) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		return tx.Undoable(ctx, id, by, postkamer.EventTerm, func() error {
			if err := tx.keepClaim(ctx, id, by); err != nil {
				return err
			}
			return do(tx)
		})
	})
	if err != nil {
		return fmt.Errorf("change term of case %d: %w", id, err)
	}
	return nil
}
