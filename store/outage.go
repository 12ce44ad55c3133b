package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// frontBeat is the heartbeat of the pages for citizens.
const frontBeat = "front"

// Beat says that citizens can send us things at this moment: the caller looked. When it
// is the first time after more than OutageLeast, that was an outage, which is kept and
// returned. Many processes may beat: one that works is enough.
func (s *Store) Beat(ctx context.Context, now time.Time) (lost *postkamer.Outage, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		var last time.Time
		_, err := tx.tx.Exec(ctx, `INSERT INTO heartbeats (name, at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, frontBeat, now)
		if err != nil {
			return err
		}
		if err := tx.tx.QueryRow(ctx, `SELECT at FROM heartbeats WHERE name = $1 FOR UPDATE`, frontBeat).Scan(&last); err != nil {
			return err
		}
		if _, err := tx.tx.Exec(ctx, `UPDATE heartbeats SET at = greatest(at, $2) WHERE name = $1`, frontBeat, now); err != nil {
			return err
		}
		if now.Sub(last) <= postkamer.OutageLeast {
			return nil
		}
		lost = &postkamer.Outage{What: postkamer.LostText, Began: last, Ended: now, By: postkamer.Machine}
		lost.ID, err = tx.AddOutage(ctx, *lost)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("heartbeat: %w", err)
	}
	return lost, nil
}

// LastBeat is when citizens could last send us things; zero when nobody ever looked.
func (s *Store) LastBeat(ctx context.Context) (at time.Time, err error) {
	err = s.pool.QueryRow(ctx, `SELECT coalesce(max(at), `+never+`) FROM heartbeats WHERE name = $1`, frontBeat).Scan(&at)
	if err != nil {
		return at, fmt.Errorf("last heartbeat: %w", err)
	}
	return at, nil
}

// AddOutage keeps an outage, and moves the terms of citizens that ended in it.
func (tx *Tx) AddOutage(ctx context.Context, o postkamer.Outage) (id postkamer.OutageID, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO outages (what, began_at, ended_at, by_name)
		VALUES ($1, $2, $3, $4)
		RETURNING id`, o.What, o.Began, dateOrNull(o.Ended), o.By).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("add outage: %w", err)
	}
	return id, tx.afterOutage(ctx, o)
}

// EndOutage says until when an outage lasted. ErrConflict means that it ended before.
func (tx *Tx) EndOutage(ctx context.Context, id postkamer.OutageID, at time.Time) error {
	var o postkamer.Outage
	err := tx.tx.QueryRow(ctx, `
		UPDATE outages
		SET ended_at = $2
		WHERE id = $1 AND ended_at IS NULL AND gone_at IS NULL AND began_at < $2
		RETURNING began_at, ended_at`, id, at).Scan(&o.Began, &o.Ended)
	if err != nil {
		return fmt.Errorf("end outage %d: %w", id, conflict(err))
	}
	return tx.afterOutage(ctx, o)
}

// WithdrawOutage takes an outage back that was a mistake. What was moved because of it
// stays moved: a citizen may count on it.
func (tx *Tx) WithdrawOutage(ctx context.Context, id postkamer.OutageID, by, why string) error {
	err := tx.one(ctx, `UPDATE outages SET gone_at = now(), gone_by = $2, gone_why = $3 WHERE id = $1 AND gone_at IS NULL`, id, by, why)
	if err != nil {
		return fmt.Errorf("withdraw outage %d: %w", id, err)
	}
	return nil
}

// afterOutage does what follows from an outage: pieces count from the day it began, and
// who had until a day in it to answer has until the first working day after it.
func (tx *Tx) afterOutage(ctx context.Context, o postkamer.Outage) error {
	if err := tx.countAnew(ctx, o); err != nil {
		return err
	}
	if o.Ended.IsZero() {
		return nil // until when is not known yet
	}
	return tx.moveAnswers(ctx, o)
}

const outageColumns = `
	SELECT id,
		what,
		began_at,
		coalesce(ended_at, ` + never + `),
		by_name,
		at,
		coalesce(gone_at, ` + never + `),
		gone_by,
		gone_why
	FROM outages`

// OutagesSince returns the outages that lasted or began at a time or later, the newest
// first; with gone also those that were taken back.
func (s *Store) OutagesSince(ctx context.Context, since time.Time, gone bool) ([]postkamer.Outage, error) {
	return outagesSince(ctx, s.pool, since, gone)
}

func outagesSince(ctx context.Context, db rower, since time.Time, gone bool) ([]postkamer.Outage, error) {
	rows, _ := db.Query(ctx, outageColumns+`
		WHERE (ended_at IS NULL OR ended_at >= $1) AND (gone_at IS NULL OR $2)
		ORDER BY began_at DESC, id DESC`, since, gone)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[postkamer.Outage])
	if err != nil {
		return nil, fmt.Errorf("list outages: %w", err)
	}
	return list, nil
}

// outageMemory is how far back an outage can matter for what comes in: its last day, a
// weekend and holidays after it.
const outageMemory = 14 * 24 * time.Hour

// CountsOn returns the day on which something counts as sent that comes in now.
func (s *Store) CountsOn(ctx context.Context, now time.Time) (time.Time, error) {
	list, err := s.OutagesSince(ctx, now.Add(-outageMemory), false)
	return postkamer.CountsOn(postkamer.DayOf(now), list, s.rules()), err
}

// CountOutages notes, at the end of the transaction, on which day a piece counts as sent
// that comes in by a form, when an outage had only just ended.
func (tx *Tx) CountOutages(id postkamer.PieceID) {
	tx.later(`
		SELECT received_on, EXISTS (SELECT 1 FROM outages WHERE gone_at IS NULL AND (ended_at IS NULL OR ended_at >= received_on - interval '14 days'))
		FROM pieces
		WHERE id = $1`, id).QueryRow(func(row pgx.Row) error {
		var received time.Time
		var some bool
		if err := row.Scan(&received, &some); err != nil {
			return fmt.Errorf("day of piece %d: %w", id, notFound(err))
		}
		if some {
			tx.then(func(ctx context.Context) error { return tx.countOutages(ctx, id, received) })
		}
		return nil
	})
}

// countOutages keeps the day on which a piece counts that came in on another.
func (tx *Tx) countOutages(ctx context.Context, id postkamer.PieceID, received time.Time) error {
	list, err := outagesSince(ctx, tx.tx, received.Add(-outageMemory), false)
	if err != nil {
		return err
	}
	return tx.countOn(ctx, id, received, postkamer.CountsOn(received, list, tx.rules()))
}

// countOn keeps the day on which a piece counts, when that is earlier than it did.
func (tx *Tx) countOn(ctx context.Context, id postkamer.PieceID, received, day time.Time) error {
	if !day.Before(received) {
		return nil
	}
	_, err := tx.tx.Exec(ctx, `UPDATE pieces SET counts_on = $2 WHERE id = $1 AND coalesce(counts_on, received_on) > $2`, id, day)
	if err != nil {
		return fmt.Errorf("day of piece %d: %w", id, err)
	}
	return nil
}

// outageLock is the advisory lock under which people note outages: two clicks are one.
const outageLock = 7_305_081_925

// NoteOutage keeps an outage that a person noted, and logs that. The same one noted again
// is that one.
func (s *Store) NoteOutage(ctx context.Context, o postkamer.Outage) (id postkamer.OutageID, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		if _, err := tx.tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(outageLock)); err != nil {
			return err
		}
		err := tx.tx.QueryRow(ctx, `SELECT id FROM outages WHERE began_at = $1 AND what = $2 AND ended_at IS NOT DISTINCT FROM $3 AND gone_at IS NULL`,
			o.Began, o.What, dateOrNull(o.Ended)).Scan(&id)
		if err == nil || !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if id, err = tx.AddOutage(ctx, o); err != nil {
			return err
		}
		return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventOutage, Actor: o.By, Detail: "genoteerd"})
	})
	if err != nil {
		return 0, fmt.Errorf("note outage: %w", err)
	}
	return id, nil
}
