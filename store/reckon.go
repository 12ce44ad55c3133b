package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A misreckoned case has another last day than its clock gives.
type misreckoned struct {
	id       postkamer.CaseID
	due, was time.Time // zero: none
}

// misreckonedCases returns the cases that are not done of which the last day is another
// than their clock gives by these rules.
func misreckonedCases(ctx context.Context, db rower, rules postkamer.TermRules) ([]misreckoned, error) {
	clocks, was, err := clocksOf(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("clocks of all cases: %w", err)
	}
	var list []misreckoned
	for id, c := range clocks {
		if due := c.Due(rules); !due.Equal(was[id]) {
			list = append(list, misreckoned{id, due, was[id]})
		}
	}
	return list, nil
}

// clocksOf returns the clocks of all cases that are not done, and their last days.
func clocksOf(ctx context.Context, db rower) (clocks map[postkamer.CaseID]*postkamer.Clock, due map[postkamer.CaseID]time.Time, err error) {
	clocks, due = map[postkamer.CaseID]*postkamer.Clock{}, map[postkamer.CaseID]time.Time{}
	rows, _ := db.Query(ctx, `
		SELECT c.id,
			p.received_on,
			c.term_weeks,
			c.term_days,
			c.term_working,
			coalesce(c.first_due_on, '0001-01-01'),
			coalesce(c.due_on, '0001-01-01')
		FROM cases c JOIN pieces p ON p.id = c.piece_id
		WHERE c.state <> 'done'`)
	var id postkamer.CaseID
	var last time.Time
	var c postkamer.Clock
	_, err = pgx.ForEachRow(rows, []any{&id, &c.Received, &c.Term.Weeks, &c.Term.Days, &c.Term.WorkingDays, &c.FirstDue, &last}, func() error {
		one := c
		clocks[id], due[id] = &one, last
		return nil
	})
	if err == nil {
		err = addStops(ctx, db, clocks)
	}
	return clocks, due, err
}

// addStops adds to clocks when they stood still and what more time they got.
func addStops(ctx context.Context, db rower, clocks map[postkamer.CaseID]*postkamer.Clock) error {
	rows, _ := db.Query(ctx, suspensionColumns)
	stops, err := pgx.CollectRows(rows, pgx.RowToStructByPos[postkamer.Suspension])
	if err != nil {
		return err
	}
	for _, s := range stops {
		if c := clocks[s.CaseID]; c != nil {
			c.Suspensions = append(c.Suspensions, s)
		}
	}
	rows, _ = db.Query(ctx, extensionColumns)
	more, err := pgx.CollectRows(rows, pgx.RowToStructByPos[postkamer.Extension])
	for _, e := range more {
		if c := clocks[e.CaseID]; c != nil {
			c.Extensions = append(c.Extensions, e)
		}
	}
	return err
}

// ReckonAll works out the last day of every case that is not done by the rules of now,
// and returns how many moved: a municipality may have added a day that is free.
func (s *Store) ReckonAll(ctx context.Context) (moved int, err error) {
	list, err := misreckonedCases(ctx, s.pool, s.rules())
	if err != nil {
		return 0, err
	}
	for _, m := range list {
		if m.due.IsZero() {
			continue // a day that is there without a clock is for a person to see
		}
		err := s.InTx(ctx, func(tx *Tx) error {
			if _, err := tx.tx.Exec(ctx, `SELECT 1 FROM cases WHERE id = $1 FOR UPDATE`, m.id); err != nil {
				return err
			}
			if err := tx.reckon(ctx, m.id); err != nil {
				return err
			}
			return tx.caseEvent(ctx, m.id, postkamer.EventTerm, postkamer.Machine, "laatste dag opnieuw berekend")
		})
		if err != nil {
			return moved, fmt.Errorf("reckon case %d: %w", m.id, err)
		}
		moved++
	}
	return moved, nil
}

// checkTerms checks that every last day is what its clock gives.
func (v *verifier) checkTerms(ctx context.Context) error {
	list, err := misreckonedCases(ctx, v.tx, v.rules)
	if err != nil {
		return err
	}
	for _, m := range list {
		v.found("a case must be done on the day that its clock gives", fmt.Sprintf("case %d", m.id),
			fmt.Sprintf("is due on %s, its clock gives %s; a sweep reckons it anew when the rules changed", dayOrNone(m.was), dayOrNone(m.due)))
	}
	return nil
}

func dayOrNone(day time.Time) string {
	if day.IsZero() {
		return "no day"
	}
	return day.Format(time.DateOnly)
}
