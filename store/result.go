package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A PieceResult is where one piece of a batch is now: what it became and why.
type PieceResult struct {
	Reference   string
	Stage       postkamer.Stage
	File        string // name of the file its first page came from
	Pages       []int  // numbers within that file of the pages shown
	Hidden      []int  // numbers of its blank pages
	CaseType    postkamer.CaseType
	Probability float64
	Destination postkamer.Destination
	Queue       postkamer.Queue
	Doubts      []postkamer.DoubtCode
}

// Results returns the pieces of a batch in order.
func (s *Store) Results(ctx context.Context, id postkamer.BatchID) ([]PieceResult, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT p.reference,
			p.stage,
			coalesce((SELECT f.name FROM pages g JOIN files f ON f.id = g.file_id WHERE g.piece_id = p.id ORDER BY g.position LIMIT 1), ''),
			ARRAY(SELECT number FROM pages WHERE piece_id = p.id AND mark = '' ORDER BY position),
			ARRAY(SELECT number FROM pages WHERE piece_id = p.id AND mark = 'blank' ORDER BY position),
			coalesce(c.case_type, ''),
			coalesce(c.probability, 0),
			coalesce(c.destination, ''),
			coalesce(c.queue, ''),
			ARRAY(SELECT code FROM doubts WHERE case_id = c.id ORDER BY id)
		FROM pieces p LEFT JOIN cases c ON c.piece_id = p.id
		WHERE p.batch_id = $1
		ORDER BY p.position`, id)
	results, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (PieceResult, error) {
		var r PieceResult
		err := row.Scan(&r.Reference, &r.Stage, &r.File, &r.Pages, &r.Hidden, &r.CaseType,
			&r.Probability, &r.Destination, &r.Queue, &r.Doubts)
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("results of batch %d: %w", id, err)
	}
	return results, nil
}

// Progress is how far a batch is.
type Progress struct {
	State  postkamer.BatchState
	Pages  int
	Ready  int // pages with a view, or found unreadable
	Unread int // pages that wait to be read
	Pieces int
	Routed int
}

// Done tells whether nothing of the batch is under way any more: what is left waits for
// a person.
func (p Progress) Done() bool {
	switch p.State {
	case postkamer.Stuck:
		return true
	case postkamer.Looking:
		return p.Ready == p.Pages
	}
	return p.State == postkamer.Split && p.Routed == p.Pieces
}

// Progress returns how far a batch is.
func (s *Store) Progress(ctx context.Context, id postkamer.BatchID) (Progress, error) {
	var p Progress
	err := s.pool.QueryRow(ctx, `
		SELECT b.state,
			(SELECT count(*) FROM pages WHERE batch_id = b.id),
			(SELECT count(*) FROM pages WHERE batch_id = b.id AND state <> 'waiting'),
			(SELECT count(*) FROM pages WHERE batch_id = b.id AND text_state = 'waiting'),
			(SELECT count(*) FROM pieces WHERE batch_id = b.id),
			(SELECT count(*) FROM pieces WHERE batch_id = b.id AND stage = 'routed')
		FROM batches b
		WHERE b.id = $1`, id).Scan(&p.State, &p.Pages, &p.Ready, &p.Unread, &p.Pieces, &p.Routed)
	if err != nil {
		return p, fmt.Errorf("progress of batch %d: %w", id, notFound(err))
	}
	return p, nil
}

// Empty tells whether nothing was ever taken in.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	var some bool
	if err := s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM batches)`).Scan(&some); err != nil {
		return false, fmt.Errorf("look for batches: %w", err)
	}
	return !some, nil
}
