package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A wokenCase came back because its last day had passed, before it was known that the day
// fell in an outage.
type wokenCase struct {
	ID    postkamer.CaseID
	Why   string // whyTimePassed with a day and what was asked
	State postkamer.CaseState
	Alone bool // nothing happened to it since
}

// moveWoken goes on with the cases of which the time to answer seemed to have passed. One
// that nobody touched since waits on; on any other the sentence that nothing came in is
// replaced, so that nobody refuses it for that.
func (tx *Tx) moveWoken(ctx context.Context, o postkamer.Outage, until time.Time) error {
	rows, _ := tx.tx.Query(ctx, `
		SELECT c.id, c.returned_why, c.state, NOT EXISTS (
			SELECT 1
			FROM events e
			WHERE e.case_id = c.id AND e.kind <> $2
				AND e.id > (SELECT max(id) FROM events r WHERE r.case_id = c.id AND r.kind = $3))
		FROM cases c
		WHERE c.returned_why LIKE ANY($1)
		ORDER BY c.id
		FOR UPDATE OF c`, wokenOn(o), postkamer.EventTerm, postkamer.EventReturned)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[wokenCase])
	if err != nil {
		return fmt.Errorf("cases that came back in the outage: %w", err)
	}
	for _, c := range list {
		if err := tx.moveOneWoken(ctx, c, o, until); err != nil {
			return fmt.Errorf("move answer of case %d: %w", c.ID, err)
		}
	}
	return nil
}

// wokenOn are patterns of the sentence with which a case came back, one for each day of
// an outage.
func wokenOn(o postkamer.Outage) (likes []string) {
	for day := o.FirstDay(); !day.After(o.LastDay()); day = day.AddDate(0, 0, 1) {
		likes = append(likes, fmt.Sprintf(whyTimePassed, short(day), "%"))
	}
	return likes
}

// asked is what the citizen was asked, out of the sentence.
func (c wokenCase) asked() string {
	before, after, _ := strings.Cut(whyTimePassed, "%s de tijd voor: %s")
	words := strings.TrimSuffix(strings.TrimPrefix(c.Why, before), after)
	_, asked, _ := strings.Cut(words, " de tijd voor: ")
	return asked
}

func (tx *Tx) moveOneWoken(ctx context.Context, c wokenCase, o postkamer.Outage, until time.Time) error {
	var err error
	said, over := whyMoreTime, until.Before(postkamer.DayOf(time.Now()))
	if over {
		said = whyHadTime
	}
	if c.State == postkamer.CaseOpen && c.Alone && !over {
		err = tx.waitOn(ctx, c, o, until)
	} else {
		_, err = tx.tx.Exec(ctx, `UPDATE cases SET returned_why = $2, version = version + 1 WHERE id = $1 AND state <> 'done'`,
			c.ID, fmt.Sprintf(said, short(until), c.asked()))
	}
	if err != nil {
		return err
	}
	return tx.caseEvent(ctx, c.ID, postkamer.EventTerm, postkamer.Machine, "inwoner heeft door een storing tot en met "+short(until))
}

// waitOn lets a case wait again, and its term stand still, as if its day had not passed.
func (tx *Tx) waitOn(ctx context.Context, c wokenCase, o postkamer.Outage, until time.Time) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE cases
		SET state = 'waiting',
			waits_until = $2,
			waits_for = $3,
			returned_at = NULL,
			returned_why = '',
			version = version + 1
		WHERE id = $1`, c.ID, until, c.asked())
	if err != nil {
		return err
	}
	_, err = tx.tx.Exec(ctx, `
		UPDATE suspensions
		SET answer_by = $4, ended_on = NULL, how_ended = ''
		WHERE id = (SELECT max(id) FROM suspensions WHERE case_id = $1) AND how_ended = 'unused' AND answer_by BETWEEN $2 AND $3`,
		c.ID, o.FirstDay(), o.LastDay(), until)
	if err != nil {
		return err
	}
	return tx.reckon(ctx, c.ID)
}
