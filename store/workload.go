package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// loadWeeks is how far back a workload goes: what the forecast looks at, and the
// chart shows.
const loadWeeks = 8

// Workload returns the pile of a queue, or of all with "", with what came in and
// what was finished in the last eight weeks. How many people finished something on
// a day is counted, not who.
func (s *Store) Workload(ctx context.Context, queue postkamer.Queue, now time.Time) (postkamer.Workload, error) {
	w := postkamer.Workload{At: now}
	today := postkamer.DayOf(now)
	first := today.AddDate(0, 0, -7*loadWeeks)
	for i := range 7*loadWeeks + 1 {
		w.Days = append(w.Days, postkamer.WorkDay{Day: first.AddDate(0, 0, i)})
	}
	for _, part := range []func(context.Context, postkamer.Queue, *postkamer.Workload) error{s.addPile, s.addDue, s.addHours, s.addPeople} {
		if err := part(ctx, queue, &w); err != nil {
			return w, fmt.Errorf("workload: %w", err)
		}
	}
	return w, nil
}

// addPile adds what lies there now.
func (s *Store) addPile(ctx context.Context, queue postkamer.Queue, w *postkamer.Workload) error {
	var since time.Time
	err := s.pool.QueryRow(ctx, `
		SELECT count(*),
			count(*) FILTER (WHERE state IN ('calling', 'waiting')),
			coalesce((SELECT min(created_at) FROM cases), '0001-01-01Z')
		FROM cases
		WHERE state <> 'done' AND ($1 = '' OR queue = $1)`, queue).Scan(&w.Open, &w.Waiting, &since)
	if !since.IsZero() {
		w.Since = postkamer.DayOf(since)
	}
	return err
}

// addDue adds when the pile must be done.
func (s *Store) addDue(ctx context.Context, queue postkamer.Queue, w *postkamer.Workload) (err error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT due_on, count(*)
		FROM cases
		WHERE state <> 'done' AND due_on IS NOT NULL AND ($1 = '' OR queue = $1)
		GROUP BY due_on
		ORDER BY due_on`, queue)
	w.Due, err = pgx.CollectRows(rows, pgx.RowToStructByPos[postkamer.DueCount])
	return err
}

// addHours adds what came in and what was finished, by day and hour.
func (s *Store) addHours(ctx context.Context, queue postkamer.Queue, w *postkamer.Workload) error {
	rows, _ := s.pool.Query(ctx, `
		SELECT (at AT TIME ZONE 'Europe/Amsterdam')::date, extract(hour FROM at AT TIME ZONE 'Europe/Amsterdam')::int, sum(came)::int, sum(done)::int
		FROM (
			SELECT date_trunc('hour', created_at) AS at, count(*) AS came, 0 AS done
			FROM cases WHERE created_at >= $1 AND ($2 = '' OR queue = $2) GROUP BY 1
			UNION ALL
			SELECT date_trunc('hour', done_at), 0, count(*)
			FROM cases WHERE done_at >= $1 AND ($2 = '' OR queue = $2) GROUP BY 1
		) happened
		GROUP BY 1, 2`, midnight(w.Days[0].Day), queue)
	var day time.Time
	var hour, came, done int
	_, err := pgx.ForEachRow(rows, []any{&day, &hour, &came, &done}, func() error {
		if d := dayIn(w, day); d != nil {
			d.In[hour], d.Done[hour] = came, done
		}
		return nil
	})
	return err
}

// addPeople adds how many people finished something on a day.
func (s *Store) addPeople(ctx context.Context, queue postkamer.Queue, w *postkamer.Workload) error {
	rows, _ := s.pool.Query(ctx, `
		SELECT (done_at AT TIME ZONE 'Europe/Amsterdam')::date, count(DISTINCT done_by)::int
		FROM cases
		WHERE done_at >= $1 AND ($2 = '' OR queue = $2)
		GROUP BY 1`, midnight(w.Days[0].Day), queue)
	var day time.Time
	var people int
	_, err := pgx.ForEachRow(rows, []any{&day, &people}, func() error {
		if d := dayIn(w, day); d != nil {
			d.People = people
		}
		return nil
	})
	return err
}

// dayIn is the day of a workload; nil when it lies outside.
func dayIn(w *postkamer.Workload, day time.Time) *postkamer.WorkDay {
	i := int(day.Sub(w.Days[0].Day) / (24 * time.Hour))
	if i < 0 || i >= len(w.Days) {
		return nil
	}
	return &w.Days[i]
}
