package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"postkamer"
)

// LiveFigures are how the mail-room is doing now. They are about teams; how one
// person does is counted nowhere.
type LiveFigures struct {
	At    time.Time
	Calls CallFigures
	Piles []Pile // each queue and kind that has something in it, by queue and kind
	Day   DayFigures
}

// CallFigures are how the list of calls is doing.
type CallFigures struct {
	Waiting int       `json:"waiting"`
	Longest time.Time `json:"longest"` // when the oldest open call task was made; zero when there is none
	Made    int       `json:"made"`    // call tasks made today, done or not: what is new on an open list
	Callers int       `json:"callers"` // people who are on a call now
	Open    []struct {
		Created   time.Time `json:"created"`
		Promised  time.Time `json:"promised"`   // zero: nothing was
		NotBefore time.Time `json:"not_before"` // zero: at once
	} `json:"open"`
}

// Overdue counts the calls that are late, as CallsOverdue does.
func (f CallFigures) Overdue(now time.Time, norm time.Duration, office postkamer.Office) (late int) {
	for _, t := range f.Open {
		if (postkamer.CallTask{CreatedAt: t.Created, PromisedAt: t.Promised, NotBefore: t.NotBefore}).LateAt(norm, office).Before(now) {
			late++
		}
	}
	return late
}

// DayFigures are what happened since midnight of the municipality's clock.
type DayFigures struct {
	Received int `json:"received"`
	Calls    int `json:"calls"`
	Done     int `json:"done"`
	Alarms   int `json:"alarms"` // piles that nobody is offered, as the sweep found them; see Stranded
}

// A Pile is the cases of one kind on one queue that are not done.
type Pile struct {
	Queue   postkamer.Queue      `json:"queue"`
	Kind    postkamer.CaseType   `json:"kind"`
	Open    int                  `json:"open"`
	Urgent  int                  `json:"urgent"` // open and to be done today
	Claimed int                  `json:"claimed"`
	Calling int                  `json:"calling"`
	Waiting int                  `json:"waiting"` // for the citizen
	Week    int                  `json:"week"`    // must be done by Sunday, those that are late too
	Late    int                  `json:"late"`    // must have been done before today
	Oldest  time.Time            `json:"oldest"`  // receipt of the oldest open piece; zero when none is open
	Holders []postkamer.PersonID `json:"holders"` // who has one, only to count people once; never shown
}

// Undone is how many cases of the pile are not done.
func (p Pile) Undone() int { return p.Open + p.Claimed + p.Calling + p.Waiting }

// liveSQL answers with three JSON texts. The oldest piece of a pile is the one with
// the lowest number: pieces are numbered as they come in.
const liveSQL = `
	WITH piles AS (
		SELECT c.queue,
			c.case_type AS kind,
			count(*) FILTER (WHERE c.state = 'open') AS open,
			count(*) FILTER (WHERE c.state = 'open' AND c.priority = 1) AS urgent,
			count(*) FILTER (WHERE c.state = 'claimed') AS claimed,
			count(*) FILTER (WHERE c.state = 'calling') AS calling,
			count(*) FILTER (WHERE c.state = 'waiting') AS waiting,
			count(*) FILTER (WHERE c.due_on <= $3) AS week,
			count(*) FILTER (WHERE c.due_on < $2) AS late,
			coalesce(json_agg(DISTINCT c.claimed_by) FILTER (WHERE c.state = 'claimed'), '[]') AS holders,
			min(c.piece_id) FILTER (WHERE c.state = 'open') AS first
		FROM cases c
		WHERE c.state <> 'done'
		GROUP BY c.queue, c.case_type
		ORDER BY c.queue, c.case_type
	)
	SELECT (SELECT json_build_object(
			'waiting', count(*),
			'longest', coalesce(min(created_at), '0001-01-01Z'),
			'callers', count(DISTINCT claimed_by),
			'open', coalesce(json_agg(json_build_object('created', created_at, 'promised', coalesce(promised_at, '0001-01-01Z'), 'not_before', coalesce(not_before, '0001-01-01Z'))), '[]'),
			'made', (SELECT count(*) FROM call_tasks WHERE created_at >= $1))
		FROM call_tasks WHERE NOT done),
		(SELECT coalesce(json_agg(json_build_object(
			'queue', l.queue, 'kind', l.kind, 'open', l.open, 'urgent', l.urgent, 'claimed', l.claimed, 'calling', l.calling,
			'waiting', l.waiting, 'week', l.week, 'late', l.late, 'holders', l.holders,
			'oldest', coalesce(p.received_at, '0001-01-01Z'))), '[]')
		FROM piles l LEFT JOIN pieces p ON p.id = l.first),
		json_build_object(
			'received', (SELECT count(*) FROM pieces WHERE received_at >= $1),
			'calls', (SELECT count(*) FROM call_attempts WHERE at >= $1),
			'alarms', (SELECT count(*) FROM alarms WHERE ended_at IS NULL),
			'done', (SELECT count(*) FROM cases WHERE done_at >= $1))`

// Live returns the figures of now, with one query: every open screen of everybody
// shares its answer.
func (s *Store) Live(ctx context.Context, now time.Time) (LiveFigures, error) {
	f := LiveFigures{At: now}
	today := postkamer.DayOf(now)
	sunday := today.AddDate(0, 0, (7-int(today.Weekday()))%7)
	var calls, piles, day []byte
	err := s.pool.QueryRow(ctx, liveSQL, midnight(now), today, sunday).Scan(&calls, &piles, &day)
	if err != nil {
		return f, fmt.Errorf("live figures: %w", err)
	}
	for _, part := range []struct {
		text []byte
		to   any
	}{{calls, &f.Calls}, {piles, &f.Piles}, {day, &f.Day}} {
		if err := json.Unmarshal(part.text, part.to); err != nil {
			return f, fmt.Errorf("live figures: %w", err)
		}
	}
	return f, nil
}

// midnight is when the day of now began on the municipality's clock.
func midnight(now time.Time) time.Time {
	y, m, d := now.In(postkamer.Zone()).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, postkamer.Zone())
}
