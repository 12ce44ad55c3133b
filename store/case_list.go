package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A CaseLine is one case in a list.
type CaseLine struct {
	ID         postkamer.CaseID
	Reference  string
	CaseType   postkamer.CaseType
	Channel    postkamer.Channel
	Queue      postkamer.Queue
	State      postkamer.CaseState
	Priority   postkamer.Priority
	ReceivedOn time.Time
	DueOn      time.Time // zero when no term runs
	Who        string    // name of the sender as it stands; may be empty
	Doubts     int       // not settled
	LastCall   string    // outcome of the last call; empty when nobody phoned
	LastNote   string    // what was agreed then
	ClaimUntil time.Time
}

const caseLines = `
	SELECT c.id,
		p.reference,
		c.case_type,
		p.channel,
		c.queue,
		c.state,
		c.priority,
		p.received_on,
		coalesce(c.due_on, '0001-01-01'),
		coalesce((SELECT value FROM fields WHERE case_id = c.id AND name = 'name'), ''),
		(SELECT count(*) FROM doubts WHERE case_id = c.id AND settled_at IS NULL),
		coalesce(last.outcome, ''),
		coalesce(last.note, ''),
		coalesce(c.claim_until, '0001-01-01')
	FROM cases c
	JOIN pieces p ON p.id = c.piece_id
	LEFT JOIN LATERAL (
		SELECT a.outcome, a.note
		FROM call_attempts a JOIN call_tasks t ON t.id = a.task_id
		WHERE t.case_id = c.id
		ORDER BY a.id DESC
		LIMIT 1
	) last ON true`

func (s *Store) lines(ctx context.Context, sql string, args ...any) ([]CaseLine, error) {
	rows, _ := s.pool.Query(ctx, sql, args...)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[CaseLine])
	if err != nil {
		return nil, fmt.Errorf("list cases: %w", err)
	}
	return list, nil
}

// MyCases returns the cases that a person has, what came back from a call first,
// and after them those that wait for a call that this person asked for.
func (s *Store) MyCases(ctx context.Context, id postkamer.PersonID) ([]CaseLine, error) {
	return s.lines(ctx, caseLines+`
		WHERE c.state = 'claimed' AND c.claimed_by = $1 OR c.state = 'calling' AND c.owner_id = $1
		ORDER BY c.state = 'calling', c.returned_at IS NULL, c.priority, c.due_on NULLS LAST, c.id`, id)
}

// OpenCases returns the open cases of a queue in the order in which they are taken.
func (s *Store) OpenCases(ctx context.Context, q postkamer.Queue, limit int) ([]CaseLine, error) {
	return s.lines(ctx, caseLines+`
		WHERE c.state = 'open' AND c.queue = $1
		ORDER BY c.priority, c.returned_at IS NULL, c.due_on NULLS LAST, c.id
		LIMIT $2`, q, limit)
}

// A QueueCount is how a queue is doing.
type QueueCount struct {
	Queue   postkamer.Queue
	Open    int
	Urgent  int       // open and to be done today
	Claimed int       // with somebody
	Calling int       // wait for a call
	Oldest  time.Time // receipt of the oldest open piece; zero when none is open
}

// QueueCounts returns the queues of a person that have something in them, most
// open cases first.
func (s *Store) QueueCounts(ctx context.Context, p postkamer.Person) ([]QueueCount, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT c.queue,
			count(*) FILTER (WHERE c.state = 'open'),
			count(*) FILTER (WHERE c.state = 'open' AND c.priority = 1),
			count(*) FILTER (WHERE c.state = 'claimed'),
			count(*) FILTER (WHERE c.state = 'calling'),
			coalesce(min(p.received_at) FILTER (WHERE c.state = 'open'), '0001-01-01')
		FROM cases c JOIN pieces p ON p.id = c.piece_id
		WHERE c.state <> 'done' AND `+onTheirQueues+`
		GROUP BY c.queue
		ORDER BY 2 DESC, c.queue`, queuesOf(p))
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[QueueCount])
	if err != nil {
		return nil, fmt.Errorf("count queues: %w", err)
	}
	return list, nil
}

// TeamFigures is how the whole mail-room is doing now.
type TeamFigures struct {
	WaitingForCall int
	LongestWait    time.Time // when the oldest open call task was made; zero when there is none
	DoneToday      int
	CallsToday     int
	ReceivedToday  int
	Queues         []QueueCount
}

// TeamFigures returns the figures of the team leader's page; today begins at
// midnight of the municipality's clock.
func (s *Store) TeamFigures(ctx context.Context, now time.Time) (TeamFigures, error) {
	var f TeamFigures
	local := now.In(postkamer.Zone())
	midnight := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, postkamer.Zone())
	err := s.pool.QueryRow(ctx, `
		SELECT (SELECT count(*) FROM call_tasks WHERE NOT done),
			coalesce((SELECT min(created_at) FROM call_tasks WHERE NOT done), '0001-01-01'),
			(SELECT count(*) FROM cases WHERE done_at >= $1),
			(SELECT count(*) FROM call_attempts WHERE at >= $1),
			(SELECT count(*) FROM pieces WHERE received_at >= $1)`, midnight,
	).Scan(&f.WaitingForCall, &f.LongestWait, &f.DoneToday, &f.CallsToday, &f.ReceivedToday)
	if err != nil {
		return f, fmt.Errorf("team figures: %w", err)
	}
	f.Queues, err = s.QueueCounts(ctx, postkamer.Person{})
	return f, err
}
