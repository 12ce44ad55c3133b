package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// readyNow limits cases c to those that the program found ready and that nobody
// had since: what a colleague put back, or a later letter stopped, is no longer
// for approving unopened. Nor is what is phrased as something that was wrong:
// errors come as whole families.
const readyNow = `
	c.state = 'open'
	AND c.version = 1
	AND (SELECT d.ready AND d.kind = c.case_type FROM decisions d WHERE d.piece_id = c.piece_id ORDER BY d.id DESC LIMIT 1)
	AND NOT EXISTS (SELECT 1 FROM doubts WHERE case_id = c.id AND settled_at IS NULL)
	AND NOT EXISTS (SELECT 1 FROM fields WHERE case_id = c.id AND (state IN ('suggested', 'conflicting', 'missing', 'wrong') OR value <> read_value))
	AND NOT EXISTS (
		SELECT 1
		FROM prints mine
		JOIN outcomes o ON o.family = mine.family AND NOT o.stood AND o.ready
		JOIN modes om ON om.kind = o.kind AND om.channel = o.channel AND o.at >= om.counts_from
		WHERE mine.piece_id = c.piece_id)`

// sampleDays is how long a case of the sample may wait for its judge. After that
// nothing of its kind goes through unopened: without a second look nobody would
// see that it goes wrong.
const sampleDays = `interval '14 days'`

// sampledInTime limits cases c to those of which the kind has no overdue sample.
const sampledInTime = `
	NOT EXISTS (
		SELECT 1
		FROM samples s
		JOIN passages g ON g.case_id = s.case_id
		WHERE s.judge IS NULL
			AND s.drawn_at < now() - ` + sampleDays + `
			AND g.kind = c.case_type
			AND g.channel = (SELECT channel FROM pieces WHERE id = c.piece_id))`

// ReadyCases returns the open cases of a person's queues that are ready to be
// approved and of which the kind is in a mode, in the order in which they are taken.
func (s *Store) ReadyCases(ctx context.Context, p postkamer.Person, mode postkamer.Mode, limit int) ([]ReadyLine, error) {
	rows, _ := s.pool.Query(ctx, readyLines+`
		JOIN modes m ON m.kind = c.case_type AND m.channel = p.channel AND m.mode = $2
		WHERE `+readyNow+` AND ($2 <> 'live' OR `+sampledInTime+`) AND `+onTheirQueues+`
		ORDER BY c.priority, c.due_on NULLS LAST, c.id
		LIMIT $3`, queuesOf(p), mode, limit)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[ReadyLine])
	if err != nil {
		return nil, fmt.Errorf("list ready cases: %w", err)
	}
	return list, nil
}

// A ReadyLine is a case that is ready, as it is listed.
type ReadyLine struct {
	ID        postkamer.CaseID
	Version   int
	Reference string
	CaseType  postkamer.CaseType
	Channel   postkamer.Channel
}

const readyLines = `
	SELECT c.id, c.version, p.reference, c.case_type, p.channel
	FROM cases c
	JOIN pieces p ON p.id = c.piece_id`

// Unopened is what the log says of a case that nobody opened.
const Unopened = "zonder openen"

// ApproveUnopened ends a case that is ready and that nobody has, without its page
// having been open. ErrConflict means that it is not as it was in the list. Its
// kind must be in mode live: whoever calls this sees to that in the same transaction.
func (tx *Tx) ApproveUnopened(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person) error {
	err := tx.one(ctx, `
		UPDATE cases c
		SET state = 'claimed',
			claimed_by = $2,
			claimed_at = now(),
			claim_until = now() + `+claimHours+`,
			version = version + 1
		WHERE c.id = $3 AND c.version = $4 AND `+readyNow+` AND `+sampledInTime+` AND `+onTheirQueues, queuesOf(by), by.ID, id, version)
	if err != nil {
		return fmt.Errorf("approve case %d unopened: %w", id, err)
	}
	if err := tx.endClaim(ctx, id, version+1, by, postkamer.CaseDone); err != nil {
		return fmt.Errorf("approve case %d unopened: %w", id, err)
	}
	return tx.caseEvent(ctx, id, postkamer.EventApproved, by.Name, Unopened)
}
