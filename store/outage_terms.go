package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// countAnew looks again at the pieces that came in by a form during an outage or just
// after it, which is known only now. A case that nobody worked on is decided about again;
// on any other a note says so, and a person judges.
func (tx *Tx) countAnew(ctx context.Context, o postkamer.Outage) error {
	until := o.Extends(tx.rules())
	rows, _ := tx.tx.Query(ctx, `
		SELECT p.id, p.received_on, coalesce(c.id, 0)
		FROM pieces p LEFT JOIN cases c ON c.piece_id = p.id
		WHERE p.channel = 'form' AND p.received_on > $1 AND ($2::date IS NULL OR p.received_on <= $2)`, o.FirstDay(), dateOrNull(until))
	type late struct {
		Piece    postkamer.PieceID
		Received time.Time
		Case     postkamer.CaseID
	}
	pieces, err := pgx.CollectRows(rows, pgx.RowToStructByPos[late])
	if err != nil {
		return fmt.Errorf("pieces after the outage: %w", err)
	}
	for _, p := range pieces {
		if err := tx.countOutages(ctx, p.Piece, p.Received); err != nil {
			return err
		}
		if p.Case == 0 {
			continue // it is decided about later
		}
		if err := tx.tellOfOutage(ctx, p.Piece, p.Case, o); err != nil {
			return err
		}
	}
	return nil
}

// tellOfOutage writes in the log of a case that its piece counts from another day.
func (tx *Tx) tellOfOutage(ctx context.Context, piece postkamer.PieceID, id postkamer.CaseID, o postkamer.Outage) error {
	free, err := tx.Unworked(ctx, id)
	if err != nil {
		return err
	}
	if free {
		if err := tx.askAgain(ctx, piece); err != nil {
			return err
		}
	}
	return tx.caseEvent(ctx, id, postkamer.EventTerm, postkamer.Machine, "telt door een storing als ontvangen op "+short(o.FirstDay()))
}

// moveAnswers gives citizens who had until a day in an outage to answer until the first
// working day after it. A term that stands still for it does so longer.
func (tx *Tx) moveAnswers(ctx context.Context, o postkamer.Outage) error {
	others, err := outagesSince(ctx, tx.tx, o.Began, false)
	if err != nil {
		return err
	}
	until := postkamer.LastDay(o.Extends(tx.rules()), others, tx.rules())
	rows, _ := tx.tx.Query(ctx, `
		SELECT id FROM cases
		WHERE state = 'waiting' AND waits_until BETWEEN $1 AND $2
		UNION
		SELECT case_id FROM suspensions
		WHERE ended_on IS NULL AND answer_by BETWEEN $1 AND $2`, o.FirstDay(), o.LastDay())
	ids, err := pgx.CollectRows(rows, pgx.RowTo[postkamer.CaseID])
	if err != nil {
		return fmt.Errorf("answers that were due in the outage: %w", err)
	}
	for _, id := range ids {
		if err := tx.moveAnswer(ctx, id, o, until); err != nil {
			return fmt.Errorf("move answer of case %d: %w", id, err)
		}
	}
	return tx.moveWoken(ctx, o, until)
}

func (tx *Tx) moveAnswer(ctx context.Context, id postkamer.CaseID, o postkamer.Outage, until time.Time) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE cases
		SET waits_until = $4, version = version + 1
		WHERE id = $1 AND state = 'waiting' AND waits_until BETWEEN $2 AND $3`, id, o.FirstDay(), o.LastDay(), until)
	if err != nil {
		return err
	}
	_, err = tx.tx.Exec(ctx, `
		UPDATE suspensions
		SET answer_by = $4
		WHERE case_id = $1 AND ended_on IS NULL AND answer_by BETWEEN $2 AND $3`, id, o.FirstDay(), o.LastDay(), until)
	if err != nil {
		return err
	}
	if err := tx.reckon(ctx, id); err != nil {
		return err
	}
	return tx.caseEvent(ctx, id, postkamer.EventTerm, postkamer.Machine, "inwoner heeft door een storing tot en met "+short(until))
}

// CountedFrom returns the day on which a piece counts as sent because of an outage; zero
// when that is the day of receipt.
func (s *Store) CountedFrom(ctx context.Context, id postkamer.PieceID) (day time.Time, err error) {
	err = s.pool.QueryRow(ctx, `SELECT counts_on FROM pieces WHERE id = $1 AND counts_on IS NOT NULL`, id).Scan(&day)
	if errors.Is(err, pgx.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return day, fmt.Errorf("day of piece %d: %w", id, err)
	}
	return day, nil
}
