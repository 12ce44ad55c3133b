package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A BatchLine is one batch on the operator's page, with its page accounting: every
// page is in one of InPieces, Blank, Separators, Rejected, Replaced and Undecided.
type BatchLine struct {
	postkamer.Batch
	FileCount  int
	Pages      int // rows of pages
	InPieces   int // shown as part of a piece
	Blank      int
	Separators int
	Rejected   int
	Replaced   int
	Undecided  int // not in a piece yet and without a mark: only before the release
	Unreadable int // cannot be decoded; part of a piece
	Sheets     int // sheets of paper, as far as known; replaced pages do not count
	ToLook     int // pages that wait for eyes
	Blocking   int // of ToLook: the stack is not released before
	Looked     int // pages that somebody looked at
	Starts     int // pieces as proposed: before the release
	Pieces     int
	Routed     int // pieces that are with a person
	Unchecked  int // pages that a second person has to check
	BoxYear    int
	BoxNumber  int
	Attention  Attention
}

// Attention says why an operator must do something about a stack. The order is that
// of urgency.
type Attention int

// Reasons.
const (
	NoAttention    Attention = iota
	StackStuck               // vastgelopen: StuckWhy says why
	StackIdle                // open, and nobody goes on with it
	StackMishap              // a page did not come in well and nobody said what became of it
	StackBlocked             // waits for eyes on a page without which it cannot go on
	StackUncounted           // what was counted by hand differs and nobody said why
	StackLooking             // waits to be looked at and released
	StackOpen                // pages still come in
	StackUnclosed            // released, not closed
)

// attention finds the first reason that holds. The counts were compared by who closes
// a stack; here only what the rows say.
func (l BatchLine) attention() Attention {
	found := postkamer.CountDifference{SheetsCounted: l.SheetsCounted, SheetsFound: l.Sheets, PiecesCounted: l.PiecesCounted, PiecesFound: l.Pieces}
	if l.State == postkamer.Looking {
		found.PiecesFound = l.Starts
	}
	switch {
	case l.State == postkamer.Stuck:
		return StackStuck
	case l.State == postkamer.Scanning && !l.IdleAt.IsZero():
		return StackIdle
	case l.Mishaps > 0:
		return StackMishap
	case l.State == postkamer.Looking && l.Blocking > 0:
		return StackBlocked
	case l.State == postkamer.Looking && found.Differs() && l.CountWhy == "":
		return StackUncounted
	case l.State == postkamer.Looking:
		return StackLooking
	case l.State == postkamer.Scanning:
		return StackOpen
	case l.State == postkamer.Split && l.ClosedAt.IsZero():
		return StackUnclosed
	}
	return NoAttention
}

// batchLines bounds the operator's list of batches that need nothing any more.
const batchLines = 200

const batchLine = `
	SELECT ` + batchColumns + `,
		(SELECT count(*) FROM files f WHERE f.batch_id = b.id),
		p.n, p.in_pieces, p.blank, p.separators, p.rejected, p.replaced, p.undecided, p.unreadable, p.sheets,
		p.to_look, p.blocking, p.looked, p.begins,
		(SELECT count(*) FROM pieces WHERE batch_id = b.id),
		(SELECT count(*) FROM pieces WHERE batch_id = b.id AND stage = 'routed'),
		(SELECT count(*) FROM page_checks k JOIN pages kp ON kp.id = k.page_id WHERE kp.batch_id = b.id AND k.judge IS NULL),
		coalesce((SELECT year FROM boxes WHERE boxes.id = b.box_id), 0),
		coalesce((SELECT boxes.number FROM boxes WHERE boxes.id = b.box_id), 0)
	FROM batches b
	CROSS JOIN LATERAL (
		SELECT count(*) AS n,
			count(*) FILTER (WHERE mark = '' AND piece_id IS NOT NULL) AS in_pieces,
			count(*) FILTER (WHERE mark = 'blank') AS blank,
			count(*) FILTER (WHERE mark = 'separator') AS separators,
			count(*) FILTER (WHERE mark = 'rejected') AS rejected,
			count(*) FILTER (WHERE mark = 'replaced') AS replaced,
			count(*) FILTER (WHERE mark = '' AND piece_id IS NULL) AS undecided,
			count(*) FILTER (WHERE g.state = 'unreadable') AS unreadable,
			count(DISTINCT CASE WHEN sheet > 0 THEN sheet ELSE -g.id END) FILTER (WHERE mark <> 'replaced') AS sheets,
			count(*) FILTER (WHERE needs_eyes AND looked_at IS NULL AND mark NOT IN ('replaced', 'rejected')) AS to_look,
			count(*) FILTER (WHERE blocks AND looked_at IS NULL AND mark NOT IN ('replaced', 'rejected')) AS blocking,
			count(*) FILTER (WHERE looked_at IS NOT NULL) AS looked,
			count(*) FILTER (WHERE starts AND mark NOT IN ('replaced', 'rejected', 'separator')) AS begins
		FROM pages g
		WHERE g.batch_id = b.id
	) p`

func scanBatchLine(row pgx.CollectableRow) (BatchLine, error) {
	var l BatchLine
	err := row.Scan(append(batchFields(&l.Batch),
		&l.FileCount, &l.Pages, &l.InPieces, &l.Blank, &l.Separators, &l.Rejected, &l.Replaced, &l.Undecided, &l.Unreadable, &l.Sheets,
		&l.ToLook, &l.Blocking, &l.Looked, &l.Starts, &l.Pieces, &l.Routed, &l.Unchecked, &l.BoxYear, &l.BoxNumber)...)
	l.Attention = l.attention()
	return l, err
}

// BatchesSince returns the last scanned batches received since a time, newest
// first, and every one, however old, that is stuck or not released yet.
func (s *Store) BatchesSince(ctx context.Context, since time.Time) ([]BatchLine, error) {
	rows, _ := s.pool.Query(ctx, batchLine+`
		WHERE b.channel = 'scan' AND (b.state <> 'split' OR b.closed_at IS NULL OR EXISTS (SELECT 1 FROM mishaps m WHERE m.batch_id = b.id AND m.settled_at IS NULL))
			OR b.id IN (
				SELECT id
				FROM batches
				WHERE channel = 'scan' AND received_at >= $1
				ORDER BY id DESC
				LIMIT $2)
		ORDER BY b.id DESC`, since, batchLines)
	lines, err := pgx.CollectRows(rows, scanBatchLine)
	if err != nil {
		return nil, fmt.Errorf("batches: %w", err)
	}
	return lines, nil
}

// BatchLine returns one batch with its accounting, or ErrNotFound.
func (s *Store) BatchLine(ctx context.Context, id postkamer.BatchID) (BatchLine, error) {
	rows, _ := s.pool.Query(ctx, batchLine+` WHERE b.id = $1`, id)
	l, err := pgx.CollectExactlyOneRow(rows, scanBatchLine)
	if err != nil {
		return l, fmt.Errorf("batch %d: %w", id, notFound(err))
	}
	return l, nil
}

// BatchOfDay returns stapel number of a day, or ErrNotFound.
func (s *Store) BatchOfDay(ctx context.Context, day time.Time, number int) (postkamer.Batch, error) {
	return s.batch(ctx, `SELECT `+batchColumns+` FROM batches WHERE (day, number) = ($1, $2::int)`, day, number)
}

// DayTotals are what came in on paper on one day.
type DayTotals struct {
	Batches int
	Open    int // of Batches: not closed
	Sheets  int
	Pages   int
	Pieces  int
	Routed  int // of Pieces
}

// DayTotals adds up the stacks with a number of a day.
func (s *Store) DayTotals(ctx context.Context, day time.Time) (DayTotals, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT (SELECT count(*) FROM batches WHERE day = $1),
			(SELECT count(*) FROM batches WHERE day = $1 AND closed_at IS NULL),
			(SELECT count(DISTINCT (g.batch_id, CASE WHEN g.sheet > 0 THEN g.sheet ELSE -g.id END))
				FROM pages g JOIN batches b ON b.id = g.batch_id WHERE b.day = $1 AND g.mark <> 'replaced'),
			(SELECT count(*) FROM pages g JOIN batches b ON b.id = g.batch_id WHERE b.day = $1 AND g.mark <> 'replaced'),
			(SELECT count(*) FROM pieces p JOIN batches b ON b.id = p.batch_id WHERE b.day = $1),
			(SELECT count(*) FROM pieces p JOIN batches b ON b.id = p.batch_id WHERE b.day = $1 AND p.stage = 'routed')`, day)
	t, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[DayTotals])
	if err != nil {
		return t, fmt.Errorf("totals of a day: %w", err)
	}
	return t, nil
}

// BatchEvents returns what happened to a stack and its pieces, oldest first, without
// who looked at it.
func (s *Store) BatchEvents(ctx context.Context, id postkamer.BatchID) ([]postkamer.Event, error) {
	list, err := s.events(ctx, `batch_id = $1 AND kind <> 'viewed'`, id)
	if err != nil {
		return nil, fmt.Errorf("events of batch %d: %w", id, err)
	}
	return list, nil
}
