package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// SkippedToday returns how many open cases a person skipped or put back on the day of now.
func (s *Store) SkippedToday(ctx context.Context, p postkamer.Person, now time.Time) (n int, err error) {
	err = s.pool.QueryRow(ctx, `
		SELECT count(*)
		FROM skips s JOIN cases c ON c.id = s.case_id
		WHERE s.person_id = $1 AND s.day = $2 AND c.state = 'open'`, p.ID, postkamer.DayOf(now)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count what was skipped: %w", err)
	}
	return n, nil
}

// A QueueCount is how a queue is doing.
type QueueCount struct {
	Queue   postkamer.Queue
	Open    int
	Offered int       // open, and the person has what it needs
	Urgent  int       // open and to be done today
	Claimed int       // with somebody
	Calling int       // wait for a call
	Waiting int       // wait for the citizen
	Oldest  time.Time // receipt of the piece that is open longest; zero when none is open
}

// QueueCounts returns the queues of a person that have something in them, most
// open cases first.
func (s *Store) QueueCounts(ctx context.Context, p postkamer.Person) ([]QueueCount, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT n.queue,
			n.open,
			n.open - (SELECT count(*) FROM cases c WHERE c.state = 'open' AND c.needs <> '{}' AND c.queue = n.queue AND NOT c.needs <@ $2::text[]),
			n.urgent,
			n.claimed,
			n.calling,
			n.waiting,
			coalesce(old.received_at, '0001-01-01')
		FROM (
			SELECT c.queue,
				count(*) FILTER (WHERE c.state = 'open') AS open,
				count(*) FILTER (WHERE c.state = 'open' AND c.priority = 1) AS urgent,
				count(*) FILTER (WHERE c.state = 'claimed') AS claimed,
				count(*) FILTER (WHERE c.state = 'calling') AS calling,
				count(*) FILTER (WHERE c.state = 'waiting') AS waiting
			FROM cases c
			WHERE c.state <> 'done' AND `+onTheirQueues+`
			GROUP BY c.queue
		) n
		LEFT JOIN LATERAL (
			SELECT p.received_at
			FROM cases c JOIN pieces p ON p.id = c.piece_id
			WHERE c.state = 'open' AND c.queue = n.queue
			ORDER BY c.id
			LIMIT 1
		) old ON true
		ORDER BY n.open DESC, n.queue`, queuesOf(p), p.Has())
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[QueueCount])
	if err != nil {
		return nil, fmt.Errorf("count queues: %w", err)
	}
	return list, nil
}
