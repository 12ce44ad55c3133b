package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// A Backlog is how much of one thing there is now, and how long the oldest of it has
// been there. It counts; it names nobody.
type Backlog struct {
	What  string // step, case, call or mail
	Lane  string // of a step: its queue of jobs; else empty
	State string
	Count int
	Age   time.Duration // 0 when there is none
}

// stepStates are the states of a job that a person who runs the program looks at. What
// was given up is kept for a week by the queue of jobs.
var stepStates = []string{"available", "running", "retryable", "scheduled", "discarded"}

// backlogSQL counts steps by lane and state, open cases by state, open calls, and mail
// that waits or was refused. What has none is there with nothing, so that who watches
// sees it come.
const backlogSQL = `
	SELECT 'step', l.lane, l.state, count(j.id), coalesce(extract(epoch FROM now() - min(j.created_at)), 0)::float8
	FROM (SELECT lane, state FROM unnest($1::text[]) lane CROSS JOIN unnest($2::text[]) state) l
	LEFT JOIN (SELECT id, queue, state::text AS state, created_at FROM river_job WHERE state = ANY($2::text[]::river_job_state[])) j ON (j.queue, j.state) = (l.lane, l.state)
	GROUP BY l.lane, l.state
	UNION ALL
	SELECT 'case', '', s.state, count(c.id), coalesce(extract(epoch FROM now() - min(c.created_at)), 0)::float8
	FROM unnest(ARRAY['open', 'claimed', 'calling', 'waiting']) s (state)
	LEFT JOIN cases c ON c.state = s.state AND c.state <> 'done'
	GROUP BY s.state
	UNION ALL
	SELECT 'call', '', 'open', count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8
	FROM call_tasks
	WHERE NOT done
	UNION ALL
	SELECT 'mail', '', s.state, count(m.id), coalesce(extract(epoch FROM now() - min(m.created_at)), 0)::float8
	FROM unnest(ARRAY['waiting', 'failed']) s (state)
	LEFT JOIN mails m ON m.state = s.state AND m.state IN ('waiting', 'failed')
	GROUP BY s.state
	ORDER BY 1 DESC, 2, 3`

// Backlogs says how much waits, for those who watch the program.
func (s *Store) Backlogs(ctx context.Context) ([]Backlog, error) {
	rows, _ := s.pool.Query(ctx, backlogSQL, laneNames(), stepStates)
	list, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (b Backlog, err error) {
		var seconds float64
		err = r.Scan(&b.What, &b.Lane, &b.State, &b.Count, &seconds)
		b.Age = time.Duration(max(seconds, 0) * float64(time.Second))
		return b, err
	})
	if err != nil {
		return nil, fmt.Errorf("backlogs: %w", err)
	}
	return list, nil
}

// laneNames are all queues of jobs, each once.
func laneNames() []string {
	var names []string
	for _, lane := range laneOf {
		names = append(names, lane)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
