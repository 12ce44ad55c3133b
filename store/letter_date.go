package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// True of a suspension or an extension of which the letter lies at the printer: the
// citizen does not know of it yet.
const (
	stopAtPrinter = `EXISTS (SELECT 1 FROM letters l WHERE l.id = suspensions.letter_id AND l.state = 'made')`
	moreAtPrinter = `EXISTS (SELECT 1 FROM letters l WHERE l.id = extensions.letter_id AND l.state = 'made')`
)

// Columns of postkamer.Suspension and postkamer.Extension.
const (
	suspensionColumns = `
		SELECT id, case_id, ground, asked_on, answer_by, coalesce(ended_on, '0001-01-01'), how_ended, coalesce(letter_id, 0), by_name, ` + stopAtPrinter + `
		FROM suspensions`
	extensionColumns = `
		SELECT id, case_id, weeks, told_on, why, coalesce(letter_id, 0), by_name, ` + moreAtPrinter + `
		FROM extensions`
)

func idsOf(letters []Printed) (ids []postkamer.LetterID) {
	for _, l := range letters {
		ids = append(ids, l.ID)
	}
	return ids
}

// holdCasesOf locks the cases that letters are about, before the letters: as whoever works
// on a case does.
func (tx *Tx) holdCasesOf(ctx context.Context, letters []postkamer.LetterID) error {
	_, err := tx.tx.Exec(ctx, `
		SELECT 1 FROM cases
		WHERE id IN (SELECT case_id FROM letters WHERE id = ANY($1))
		ORDER BY id
		FOR UPDATE`, letters)
	if err != nil {
		return fmt.Errorf("hold the cases of letters: %w", err)
	}
	return nil
}

// redate keeps a letter as it goes out later than it was made. When its citizen has until
// another day to answer, the case waits until that day.
func (tx *Tx) redate(ctx context.Context, id postkamer.LetterID, text postkamer.LetterText) error {
	if text.Date.IsZero() {
		return nil
	}
	waits, err := tx.waitsFor(ctx, id)
	if err != nil {
		return err
	}
	var about postkamer.CaseID
	err = tx.tx.QueryRow(ctx, `
		UPDATE letters l
		SET text = $2, answer_by = CASE WHEN l.answer_by IS NOT NULL THEN coalesce($3, l.answer_by) END
		FROM (SELECT id, answer_by FROM letters WHERE id = $1) was
		WHERE l.id = was.id
		RETURNING CASE WHEN l.answer_by > was.answer_by THEN l.case_id ELSE 0 END`, id, text, dateOrNull(text.Days.By)).Scan(&about)
	if err != nil {
		return fmt.Errorf("date letter %d: %w", id, err)
	}
	if about == 0 {
		return nil
	}
	return tx.moreTime(ctx, id, about, text.Days.By, waits)
}

// moreTime lets a citizen answer until a later day.
func (tx *Tx) moreTime(ctx context.Context, id postkamer.LetterID, about postkamer.CaseID, until time.Time, waits bool) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE suspensions
		SET answer_by = greatest(answer_by, $2)
		WHERE letter_id = $1 AND ended_on IS NULL`, id, until)
	if err == nil && waits {
		_, err = tx.tx.Exec(ctx, `
			UPDATE cases
			SET waits_until = $2, version = version + 1
			WHERE id = $1 AND state = 'waiting' AND waits_until < $2`, about, until)
	}
	if err != nil {
		return fmt.Errorf("more time to answer letter %d: %w", id, err)
	}
	if err := tx.reckon(ctx, about); err != nil {
		return err
	}
	return tx.caseEvent(ctx, about, postkamer.EventTerm, postkamer.Machine, "de brief gaat later weg: inwoner heeft tot en met "+short(until))
}

// redateNow dates a letter anew that is printed after all, by the rules of now. On the day on
// which it was mailed nothing changes: its date is that day, and its days to answer were
// counted from there, as they are for a letter on paper. If it lies at the printer until
// another day, the print run dates it again.
func (tx *Tx) redateNow(ctx context.Context, id postkamer.LetterID, today time.Time) error {
	var text postkamer.LetterText
	if err := tx.tx.QueryRow(ctx, `SELECT text FROM letters WHERE id = $1`, id).Scan(&text); err != nil {
		return fmt.Errorf("date letter %d: %w", id, err)
	}
	return tx.redate(ctx, id, text.Redated(today, time.Time{}, tx.rules()))
}

// wentOut lets what the letters about a case do begin on the day on which they went.
func (tx *Tx) wentOut(ctx context.Context, about postkamer.CaseID, good []postkamer.LetterID, by string, today time.Time) error {
	if err := tx.caseEvent(ctx, about, postkamer.EventLetterSent, by, "geprint"); err != nil {
		return err
	}
	var s postkamer.Suspension
	err := tx.tx.QueryRow(ctx, `
		UPDATE suspensions
		SET asked_on = greatest(asked_on, least($3::date, answer_by))
		WHERE case_id = $1 AND letter_id = ANY($2) AND ended_on IS NULL
		RETURNING asked_on, answer_by`, about, good, today).Scan(&s.AskedOn, &s.AnswerBy)
	still := err == nil
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	tag, err := tx.tx.Exec(ctx, `
		UPDATE extensions
		SET told_on = greatest(told_on, $3::date)
		WHERE case_id = $1 AND letter_id = ANY($2)`, about, good, today)
	if err != nil || !still && tag.RowsAffected() == 0 {
		return err
	}
	if err := tx.reckon(ctx, about); err != nil || !still {
		return err
	}
	return tx.caseEvent(ctx, about, postkamer.EventTerm, by, standsFrom(s))
}

// standsFrom says in the log when a term stands still.
func standsFrom(s postkamer.Suspension) string {
	return "staat stil vanaf " + short(s.First()) + ", tot en met uiterlijk " + short(s.AnswerBy)
}
