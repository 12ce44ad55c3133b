package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"postkamer"
)

// A Stalled step is work that no job will do: its row waits, but no live job
// names it. That happens when a process is killed between attempts too often,
// or when somebody deleted jobs.
type Stalled struct {
	Step  river.JobArgs
	Swept int // how often the sweep has set it going before
}

// liveJob is true when a job of a kind that may still run names the row. The
// jsonb containment uses River's index on args.
const liveJob = `EXISTS (
	SELECT 1 FROM river_job j
	WHERE j.kind = %[1]s
		AND j.args @> jsonb_build_object(%[2]s, %[3]s)
		AND j.state IN ('available', 'pending', 'retryable', 'running', 'scheduled'))`

// ungrouped is true of a stack of which pages came in that grouping has not seen.
const ungrouped = `EXISTS (SELECT 1 FROM pages WHERE batch_id = r.id AND NOT grouped AND mark NOT IN ('replaced', 'rejected'))`

// stalledQueries finds per step the rows that wait without a live job. The
// minute keeps the sweep away from transactions under way.
var stalledQueries = []struct {
	step func(id int64) river.JobArgs
	sql  string
}{
	{
		func(id int64) river.JobArgs { return postkamer.SplitBatch{BatchID: postkamer.BatchID(id)} },
		`SELECT r.id, r.swept FROM batches r
		WHERE r.state = 'splitting' AND r.pages_left IS NULL AND r.state_since < now() - interval '1 minute'
			AND NOT ` + fmt.Sprintf(liveJob, `'split_batch'`, `'batch_id'`, `r.id`),
	},
	{
		func(id int64) river.JobArgs { return postkamer.PreparePage{PageID: postkamer.PageID(id)} },
		`SELECT r.id, r.swept FROM pages r
		WHERE r.state = 'waiting' AND r.state_since < now() - interval '1 minute'
			AND NOT ` + fmt.Sprintf(liveJob, `'prepare_page'`, `'page_id'`, `r.id`),
	},
	{
		func(id int64) river.JobArgs { return postkamer.GroupPages{BatchID: postkamer.BatchID(id)} },
		`SELECT r.id, r.swept FROM batches r
		WHERE (r.state = 'splitting' OR r.state = 'looking' AND ` + ungrouped + `) AND r.pages_left = 0 AND r.state_since < now() - interval '1 minute'
			AND NOT ` + fmt.Sprintf(liveJob, `'group_pages'`, `'batch_id'`, `r.id`),
	},
	{
		func(id int64) river.JobArgs { return postkamer.ReadPage{PageID: postkamer.PageID(id)} },
		`SELECT r.id, r.swept FROM pages r
		WHERE r.text_state = 'waiting' AND r.text_since < now() - interval '1 minute'
			AND NOT ` + fmt.Sprintf(liveJob, `'read_page'`, `'page_id'`, `r.id`),
	},
	{
		func(id int64) river.JobArgs { return postkamer.RoutePiece{PieceID: postkamer.PieceID(id)} },
		`SELECT r.id, r.swept FROM pieces r
		WHERE r.stage = 'read' AND r.stage_since < now() - interval '1 minute'
			AND NOT ` + fmt.Sprintf(liveJob, `'route_piece'`, `'piece_id'`, `r.id`),
	},
	{
		func(id int64) river.JobArgs { return postkamer.DecideAgain{PieceID: postkamer.PieceID(id)} },
		`SELECT r.id, r.swept FROM pieces r
		WHERE r.again_at < now() - interval '1 minute'
			AND NOT ` + fmt.Sprintf(liveJob, `'decide_again'`, `'piece_id'`, `r.id`),
	},
	{
		func(id int64) river.JobArgs { return postkamer.MakeCopy{PieceID: postkamer.PieceID(id)} },
		`SELECT r.piece_id, r.swept FROM copies r
		WHERE r.state = 'waiting' AND r.state_since < now() - interval '1 minute'
			AND NOT ` + fmt.Sprintf(liveJob, `'make_copy'`, `'piece_id'`, `r.piece_id`),
	},
	{
		func(id int64) river.JobArgs { return postkamer.MakeReceipt{PieceID: postkamer.PieceID(id)} },
		`SELECT r.piece_id, r.swept FROM receipts r
		WHERE r.state_since < now() - interval '1 minute' AND ` + receiptWaits + `
			AND NOT ` + fmt.Sprintf(liveJob, `'make_receipt'`, `'piece_id'`, `r.piece_id`),
	},
	{
		func(id int64) river.JobArgs { return postkamer.ScanUpload{ScanID: postkamer.ScanID(id)} },
		`SELECT r.id, 0 FROM scans r
		WHERE r.state = 'waiting' AND r.state_since < now() - interval '1 minute'
			AND NOT ` + fmt.Sprintf(liveJob, `'scan_upload'`, `'scan_id'`, `r.id`),
	},
	{
		func(id int64) river.JobArgs { return postkamer.SendMail{MailID: postkamer.MailID(id)} },
		`SELECT r.id, r.swept FROM mails r
		WHERE r.state = 'waiting' AND r.state_since < now() - interval '1 minute'
			AND NOT ` + fmt.Sprintf(liveJob, `'send_mail'`, `'mail_id'`, `r.id`),
	},
}

// sweepLimit bounds how much of each kind one sweep takes.
const sweepLimit = 500

// Stalled returns the work that stopped moving.
func (s *Store) Stalled(ctx context.Context) ([]Stalled, error) {
	var stalled []Stalled
	for _, q := range stalledQueries {
		rows, _ := s.pool.Query(ctx, q.sql+fmt.Sprintf(" LIMIT %d", sweepLimit))
		found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Stalled, error) {
			var id int64
			var swept int
			err := row.Scan(&id, &swept)
			return Stalled{Step: q.step(id), Swept: swept}, err
		})
		if err != nil {
			return nil, fmt.Errorf("look for stalled steps: %w", err)
		}
		stalled = append(stalled, found...)
	}
	return stalled, nil
}

// Resume queues a stalled step again and counts that.
func (tx *Tx) Resume(ctx context.Context, step river.JobArgs) error {
	table, key, id := subject(step)
	// The names are our own constants.
	if _, err := tx.tx.Exec(ctx, `UPDATE `+table+` SET swept = swept + 1 WHERE `+key+` = $1`, id); err != nil {
		return fmt.Errorf("resume %s %d: %w", step.Kind(), id, err)
	}
	return tx.Next(ctx, step)
}

// subject returns the table, key column and number of the row that a step is about.
func subject(step river.JobArgs) (table, key string, id int64) {
	switch s := step.(type) {
	case postkamer.SplitBatch:
		return "batches", "id", int64(s.BatchID)
	case postkamer.GroupPages:
		return "batches", "id", int64(s.BatchID)
	case postkamer.PreparePage:
		return "pages", "id", int64(s.PageID)
	case postkamer.ReadPage:
		return "pages", "id", int64(s.PageID)
	case postkamer.RoutePiece:
		return "pieces", "id", int64(s.PieceID)
	case postkamer.DecideAgain:
		return "pieces", "id", int64(s.PieceID)
	case postkamer.MakeCopy:
		return "copies", "piece_id", int64(s.PieceID)
	case postkamer.MakeReceipt:
		return "receipts", "piece_id", int64(s.PieceID)
	case postkamer.ScanUpload:
		return "scans", "id", int64(s.ScanID)
	case postkamer.SendMail:
		return "mails", "id", int64(s.MailID)
	default:
		panic("no row for step " + step.Kind())
	}
}
