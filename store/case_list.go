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

	Version     int
	Needs       []postkamer.Need // what it asks of who gets it as the next
	ClaimedBy   postkamer.PersonID
	ClaimedName string
	WaitsUntil  time.Time // zero unless it waits for the citizen
	WaitsFor    string
	ReturnedWhy string // why it came back by itself
}

// caseLines wants cases c, and what limits them, after it.
const caseLines = caseColumns + `
	FROM cases c` + caseJoins

const caseColumns = `
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
		coalesce(c.claim_until, '0001-01-01'),
		c.version,
		c.needs,
		coalesce(c.claimed_by, 0),
		coalesce(who.name, ''),
		coalesce(c.waits_until, '0001-01-01'),
		c.waits_for,
		c.returned_why`

const caseJoins = `
	JOIN pieces p ON p.id = c.piece_id
	LEFT JOIN people who ON who.id = c.claimed_by
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

// MyCases returns the cases that a person has, what came back first, and after them
// those that wait for a call or for the citizen because this person asked for it.
func (s *Store) MyCases(ctx context.Context, id postkamer.PersonID) ([]CaseLine, error) {
	return s.lines(ctx, caseLines+`
		WHERE c.state = 'claimed' AND c.claimed_by = $1 OR c.state IN ('calling', 'waiting') AND c.owner_id = $1
		ORDER BY c.state <> 'claimed', c.returned_at IS NULL, c.priority, c.due_on NULLS LAST, c.id`, id)
}
