package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// Stranded are open cases that nobody is offered.
type Stranded struct {
	Queue   postkamer.Queue
	Needs   []postkamer.Need
	Skipped bool // there are people for it, but each of them skipped these today
	Open    int
	Oldest  time.Time // receipt of the oldest
}

// knownDays is how long somebody who does not log in counts as somebody who will: a
// week of holiday that was not planned. Then what only they may do stands still.
const knownDays = `interval '7 days'`

// strandedAfter is how long a case may be open before it is told that nobody is
// offered it: in the morning somebody has to be the first to log in.
const strandedAfter = `interval '30 minutes'`

// strandedSQL looks at piles, of which there are few, and at the cases that somebody
// skipped today ($1).
const strandedSQL = `
	WITH RECURSIVE` + piles + `, worker AS MATERIALIZED (
		SELECT p.id, d.everything, d.queues, p.skills || ARRAY(SELECT 'taal:' || l FROM unnest(p.languages) l) AS has
		FROM people p JOIN desks($1) d ON d.person_id = p.id
		WHERE 'caseworker' = ANY (p.roles) AND NOT d.away AND p.seen_at > now() - ` + knownDays + `
	), offered AS MATERIALIZED (
		SELECT p.queue, p.needs, array_agg(w.id) FILTER (WHERE w.id IS NOT NULL) AS people
		FROM pile p LEFT JOIN worker w ON (w.everything OR p.queue = ANY (w.queues)) AND p.needs <@ w.has
		GROUP BY p.queue, p.needs
	), alone AS (
		SELECT c.queue, c.needs, false AS skipped, c.piece_id
		FROM offered o JOIN cases c ON c.state = 'open' AND c.queue = o.queue AND c.needs = o.needs
		WHERE o.people IS NULL AND coalesce(c.returned_at, c.created_at) < now() - ` + strandedAfter + `
		UNION ALL
		SELECT c.queue, c.needs, true, c.piece_id
		FROM (SELECT s.case_id, array_agg(s.person_id) AS people FROM skips s WHERE s.day = $1 GROUP BY s.case_id) s
		JOIN cases c ON c.id = s.case_id AND c.state = 'open'
		JOIN offered o ON o.queue = c.queue AND o.needs = c.needs AND o.people <@ s.people
	)
	SELECT a.queue, a.needs, a.skipped, count(*), min(p.received_at)
	FROM alone a JOIN pieces p ON p.id = a.piece_id
	GROUP BY a.queue, a.needs, a.skipped
	ORDER BY 5, 1`

// Stranded returns the open cases that nobody is offered on the day of now: nobody
// who is there works their queue, nobody of it knows what they need, or everybody
// skipped them. The oldest come first; nil is as it should be.
func (s *Store) Stranded(ctx context.Context, now time.Time) ([]Stranded, error) {
	list, err := strandedOf(ctx, s.pool, now)
	if err != nil {
		return nil, fmt.Errorf("look for cases that nobody is offered: %w", err)
	}
	return list, nil
}

func strandedOf(ctx context.Context, q querier, now time.Time) ([]Stranded, error) {
	rows, _ := q.Query(ctx, strandedSQL, postkamer.DayOf(now))
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Stranded])
}

// TellStranded keeps the alarms: the log says when cases began to be offered to
// nobody, and when that was over. It returns how many alarms stand.
func (s *Store) TellStranded(ctx context.Context, now time.Time) (standing int, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		if _, err := tx.tx.Exec(ctx, `LOCK TABLE alarms IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return err
		}
		list, err := strandedOf(ctx, tx.tx, now)
		if err != nil {
			return err
		}
		standing = len(list)
		for _, l := range list {
			if err := tx.raise(ctx, l); err != nil {
				return err
			}
		}
		return tx.endAlarms(ctx, list)
	})
	if err != nil {
		return 0, fmt.Errorf("tell of cases that nobody is offered: %w", err)
	}
	return standing, nil
}

// raise begins an alarm unless it stands.
func (tx *Tx) raise(ctx context.Context, l Stranded) error {
	tag, err := tx.tx.Exec(ctx, `
		INSERT INTO alarms (queue, needs, skipped)
		VALUES ($1, $2, $3)
		ON CONFLICT (queue, needs, skipped) WHERE ended_at IS NULL DO NOTHING`, l.Queue, l.Needs, l.Skipped)
	if err != nil || tag.RowsAffected() == 0 {
		return err
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventAlarm, Detail: l.detail()})
}

// endAlarms ends the alarms that are not in the list.
func (tx *Tx) endAlarms(ctx context.Context, list []Stranded) error {
	rows, _ := tx.tx.Query(ctx, `SELECT queue, needs, skipped, 0, since FROM alarms WHERE ended_at IS NULL`)
	open, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Stranded])
	if err != nil {
		return err
	}
	stands := map[string]bool{}
	for _, l := range list {
		stands[l.detail()] = true
	}
	for _, o := range open {
		if stands[o.detail()] {
			continue
		}
		_, err := tx.tx.Exec(ctx, `
			UPDATE alarms
			SET ended_at = now()
			WHERE queue = $1 AND needs = $2 AND skipped = $3 AND ended_at IS NULL`, o.Queue, o.Needs, o.Skipped)
		if err != nil {
			return err
		}
		if err := tx.Event(ctx, postkamer.Event{Kind: postkamer.EventAlarmOver, Detail: o.detail()}); err != nil {
			return err
		}
	}
	return nil
}

// detail names the pile for the log.
func (l Stranded) detail() string {
	words := []string{string(l.Queue)}
	for _, n := range l.Needs {
		words = append(words, string(n))
	}
	if l.Skipped {
		words = append(words, "door iedereen overgeslagen")
	}
	return strings.Join(words, ", ")
}

// Alarms returns how many alarms stand, as TellStranded left them.
func (s *Store) Alarms(ctx context.Context) (standing int, err error) {
	if err := s.pool.QueryRow(ctx, `SELECT count(*) FROM alarms WHERE ended_at IS NULL`).Scan(&standing); err != nil {
		return 0, fmt.Errorf("count alarms: %w", err)
	}
	return standing, nil
}

// nearDays is how long before its last day a case goes before those without haste.
const nearDays = 7

// RaiseNear puts cases of which the term is nearly over before those without haste,
// and returns how many there were. What was urgent stays so.
func (s *Store) RaiseNear(ctx context.Context, now time.Time) (raised int, err error) {
	tag, err := s.pool.Exec(ctx, `
		UPDATE cases
		SET priority = $2
		WHERE state <> 'done' AND due_on <= $1 AND priority > $2`,
		postkamer.DayOf(now).AddDate(0, 0, nearDays), postkamer.TermNear)
	if err != nil {
		return 0, fmt.Errorf("raise cases of which the term is near: %w", err)
	}
	return int(tag.RowsAffected()), nil
}
