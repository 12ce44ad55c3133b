package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A StackAccount is one stack of a box with its counts, for the papers about the box.
// It stays when the paper is gone.
type StackAccount struct {
	ID            postkamer.BatchID
	Reference     string
	Position      int // in the box
	Day           time.Time
	Number        int
	ReceivedOn    time.Time
	By            string
	ProfileID     postkamer.ProfileID
	SheetsCounted int // by hand; 0: nobody counted
	Sheets        int // found; a page of which the sheet is not known counts as one
	Pages         int
	PiecesCounted int
	Pieces        int
	CountWhy      string
	Files         []StackFile
}

// A StackFile is one original of a stack.
type StackFile struct {
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
	Pages  int    `json:"pages"`
}

// BoxStacks returns the stacks of a box in the order in which they lie.
func (s *Store) BoxStacks(ctx context.Context, id postkamer.BoxID) ([]StackAccount, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT b.id,
			b.reference,
			b.box_position,
			b.day,
			b.number,
			b.received_on,
			b.taken_by,
			coalesce(b.profile_id, 0),
			b.sheets_counted,
			count(DISTINCT CASE WHEN p.sheet > 0 THEN p.sheet ELSE -p.id END) FILTER (WHERE p.mark <> 'replaced'),
			count(p.id),
			b.pieces_counted,
			(SELECT count(*) FROM pieces WHERE batch_id = b.id),
			b.count_why,
			coalesce((
				SELECT jsonb_agg(jsonb_build_object('sha256', sha256, 'size', size, 'pages', pages) ORDER BY position)
				FROM files WHERE batch_id = b.id
			), '[]')
		FROM batches b LEFT JOIN pages p ON p.batch_id = b.id
		WHERE b.box_id = $1
		GROUP BY b.id
		ORDER BY b.box_position`, id)
	stacks, err := pgx.CollectRows(rows, pgx.RowToStructByPos[StackAccount])
	if err != nil {
		return nil, fmt.Errorf("stacks of box %d: %w", id, err)
	}
	return stacks, nil
}

// BoxChecks are the counts of what was checked in the stacks of a box.
type BoxChecks struct {
	Pages       int
	InPieces    int // of Pages, and not marked
	Blank       int
	Separators  int
	Replaced    int
	Rejected    int
	Flagged     int // something was found that asks for a look
	Looked      int // of those: a person looked
	Sampled     int // a second person judged it
	Good        int
	Bad         int
	SampleOpen  int
	Rescans     int
	RescansOpen int
}

// BoxChecks counts what was checked in the stacks of a box.
func (s *Store) BoxChecks(ctx context.Context, id postkamer.BoxID) (BoxChecks, error) {
	rows, _ := s.pool.Query(ctx, `
		WITH inside AS (SELECT p.* FROM pages p JOIN batches b ON b.id = p.batch_id WHERE b.box_id = $1)
		SELECT count(*),
			count(*) FILTER (WHERE piece_id IS NOT NULL AND mark = ''),
			count(*) FILTER (WHERE mark = 'blank'),
			count(*) FILTER (WHERE mark = 'separator'),
			count(*) FILTER (WHERE mark = 'replaced'),
			count(*) FILTER (WHERE mark = 'rejected'),
			count(*) FILTER (WHERE needs_eyes),
			count(*) FILTER (WHERE needs_eyes AND looked_at IS NOT NULL),
			(SELECT count(*) FROM page_checks WHERE judge IS NOT NULL AND page_id IN (SELECT id FROM inside)),
			(SELECT count(*) FROM page_checks WHERE good AND page_id IN (SELECT id FROM inside)),
			(SELECT count(*) FROM page_checks WHERE NOT good AND page_id IN (SELECT id FROM inside)),
			(SELECT count(*) FROM page_checks WHERE judge IS NULL AND page_id IN (SELECT id FROM inside)),
			(SELECT count(*) FROM rescans WHERE page_id IN (SELECT id FROM inside)),
			(SELECT count(*) FROM rescans WHERE state IN ('open', 'scanned') AND page_id IN (SELECT id FROM inside))
		FROM inside`, id)
	checks, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[BoxChecks])
	if err != nil {
		return checks, fmt.Errorf("checks of box %d: %w", id, err)
	}
	return checks, nil
}

// BoxKept returns the pages of a box whose paper may never be replaced, in the order
// in which they lie.
func (s *Store) BoxKept(ctx context.Context, id postkamer.BoxID) ([]KeptPage, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT g.id, g.position, g.sheet, g.keep_paper, g.keep_why, coalesce(g.back_at, `+never+`), g.back_by, g.back_to,
			coalesce(p.id, 0), coalesce(p.reference, ''), b.id, b.day, b.number, x.id, x.year, x.number, b.box_position
		FROM pages g
		JOIN batches b ON b.id = g.batch_id
		JOIN boxes x ON x.id = b.box_id
		LEFT JOIN pieces p ON p.id = g.piece_id
		WHERE g.keep_paper <> '' AND g.mark <> 'replaced' AND x.id = $1
		ORDER BY b.box_position, g.position`, id)
	pages, err := pgx.CollectRows(rows, pgx.RowToStructByPos[KeptPage])
	if err != nil {
		return nil, fmt.Errorf("kept pages of box %d: %w", id, err)
	}
	return pages, nil
}

// StacksWithoutBox returns the stacks that are closed and whose paper lies in no box
// yet, the oldest first, without their files: those that nobody had to look at. A stack
// that the operator closes goes in a box then.
func (s *Store) StacksWithoutBox(ctx context.Context, limit int) ([]postkamer.Batch, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT `+batchColumns+` FROM batches b
		WHERE channel = 'scan' AND closed_at IS NOT NULL AND box_id IS NULL
		ORDER BY day, number
		LIMIT $1`, limit)
	list, err := pgx.CollectRows(rows, scanBatch)
	if err != nil {
		return nil, fmt.Errorf("stacks without a box: %w", err)
	}
	return list, nil
}

// MayCheck tells whether a person may judge a page of the sample: they decided nothing
// of it and did not release its stack.
func (s *Store) MayCheck(ctx context.Context, id CheckID, by postkamer.Person) (may bool, err error) {
	err = s.pool.QueryRow(ctx, `
		SELECT `+another+`
		FROM page_checks k JOIN pages g ON g.id = k.page_id
		WHERE k.id = $3`, by.ID, by.Name, id).Scan(&may)
	if err != nil {
		return false, fmt.Errorf("check %d: %w", id, notFound(err))
	}
	return may, nil
}
