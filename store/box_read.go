package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A BoxLine is a box with its balance.
type BoxLine struct {
	postkamer.Box
	Figures postkamer.BoxFigures
}

// A BoxPiece is a piece whose paper is in a box, with what may keep it there.
type BoxPiece struct {
	ID            postkamer.PieceID
	Reference     string
	BatchID       postkamer.BatchID
	BatchDay      time.Time
	BatchNumber   int
	BoxPosition   int // of the stack in the box
	FirstPosition int // of its first page in the stack, from 0
	Pages         int // shown ones
	CaseID        postkamer.CaseID
	CaseType      postkamer.CaseType
	CaseState     postkamer.CaseState
	CaseDoneAt    time.Time
	CaseDoneBy    string
	LeftAt        time.Time
	LeftTo        string
	Accepted      bool     // a person closed its case
	Kept          int      // pages whose paper may never be replaced
	KeptOut       int      // of Kept: handed back or moved to the archive
	AllBack       bool     // all of its paper is handed back or moved
	Rescans       int      // open requests
	Unjudged      int      // pages that a second person has to check, or found not good
	Originals     []string // SHA-256 of the files that its pages are in
}

// boxPieces is one row per piece in a box.
const boxPieces = `
	SELECT p.id,
		p.reference,
		b.id AS batch_id,
		b.day,
		b.number,
		b.box_position,
		g.first,
		g.pages,
		coalesce(c.id, 0) AS case_id,
		coalesce(c.case_type, ''),
		coalesce(c.state, ''),
		coalesce(c.done_at, ` + never + `),
		coalesce(c.done_by, ''),
		coalesce(p.left_at, ` + never + `) AS left_at,
		p.left_to,
		coalesce(c.state = 'done' AND c.done_by NOT IN ('', 'postkamer'), false) AS accepted,
		g.kept,
		g.kept_out,
		g.all_back,
		(SELECT count(*) FROM rescans WHERE piece_id = p.id AND state IN ('open', 'scanned')) AS rescans,
		(SELECT count(*) FROM page_checks k JOIN pages kp ON kp.id = k.page_id
			WHERE k.piece_id = p.id AND kp.mark <> 'replaced' AND kp.back_at IS NULL AND k.good IS NOT TRUE) AS unjudged,
		g.originals,
		p.left_at IS NOT NULL AS has_left
	FROM batches b
	JOIN pieces p ON p.batch_id = b.id
	LEFT JOIN cases c ON c.piece_id = p.id
	CROSS JOIN LATERAL (
		SELECT coalesce(min(position), 0) AS first,
			count(*) FILTER (WHERE mark = '') AS pages,
			count(*) FILTER (WHERE keep_paper <> '' AND mark NOT IN ('replaced', 'rejected')) AS kept,
			count(*) FILTER (WHERE keep_paper <> '' AND back_at IS NOT NULL AND mark NOT IN ('replaced', 'rejected')) AS kept_out,
			coalesce(bool_and(back_at IS NOT NULL) FILTER (WHERE mark = ''), false) AS all_back,
			array(SELECT DISTINCT f.sha256 FROM files f JOIN pages q ON q.file_id = f.id WHERE q.piece_id = p.id ORDER BY 1) AS originals
		FROM pages
		WHERE piece_id = p.id
	) g`

// boxFigures adds up the pieces of boxes ($1), all of them at once: a page of forty
// boxes of a thousand pieces would else ask each piece apart. Pages in no piece may be
// kept too: a passport between two letters.
const boxFigures = `
	WITH stacks AS MATERIALIZED (
		SELECT id, box_id FROM batches WHERE box_id = ANY($1)
	), sides AS MATERIALIZED (
		SELECT s.box_id, g.id, g.batch_id, g.piece_id, g.sheet, g.mark, g.keep_paper, g.back_at
		FROM stacks s JOIN pages g ON g.batch_id = s.id
		WHERE g.mark <> 'replaced'
	), all_back AS (
		SELECT piece_id FROM sides WHERE mark = '' AND piece_id IS NOT NULL GROUP BY piece_id HAVING bool_and(back_at IS NOT NULL)
	), parts AS (
		SELECT s.box_id,
			CASE
				WHEN c.state = 'done' AND c.done_by NOT IN ('', 'postkamer') THEN 'accepted'
				WHEN p.left_at IS NOT NULL THEN 'left'
				WHEN w.piece_id IS NOT NULL THEN 'back'
				ELSE 'open'
			END AS fate
		FROM stacks s
		JOIN pieces p ON p.batch_id = s.id
		LEFT JOIN cases c ON c.piece_id = p.id
		LEFT JOIN all_back w ON w.piece_id = p.id
	), counted AS (
		SELECT box_id, count(*) AS n FROM stacks GROUP BY box_id
	), sheets AS (
		SELECT box_id,
			count(DISTINCT (batch_id, CASE WHEN sheet > 0 THEN sheet ELSE -id END)) AS n,
			count(*) FILTER (WHERE keep_paper <> '' AND back_at IS NULL) AS kept
		FROM sides
		GROUP BY box_id
	), fates AS (
		SELECT box_id,
			count(*) AS n,
			count(*) FILTER (WHERE fate = 'accepted') AS accepted,
			count(*) FILTER (WHERE fate = 'left') AS has_left,
			count(*) FILTER (WHERE fate = 'back') AS back,
			count(*) FILTER (WHERE fate = 'open') AS open
		FROM parts
		GROUP BY box_id
	), asked AS (
		SELECT s.box_id, count(*) AS n
		FROM rescans r
		JOIN pieces p ON p.id = r.piece_id
		JOIN stacks s ON s.id = p.batch_id
		WHERE r.state IN ('open', 'scanned')
		GROUP BY s.box_id
	), judged AS (
		SELECT g.box_id, count(*) AS n
		FROM page_checks k JOIN sides g ON g.id = k.page_id
		WHERE k.good IS NOT TRUE AND g.back_at IS NULL
		GROUP BY g.box_id
	)
	SELECT x.id,
		coalesce(counted.n, 0),
		coalesce(sheets.n, 0),
		coalesce(fates.n, 0),
		coalesce(fates.accepted, 0),
		coalesce(fates.has_left, 0),
		coalesce(fates.back, 0),
		coalesce(fates.open, 0),
		coalesce(sheets.kept, 0),
		coalesce(asked.n, 0),
		coalesce(judged.n, 0)
	FROM unnest($1::bigint[]) x(id)
	LEFT JOIN counted ON counted.box_id = x.id
	LEFT JOIN sheets ON sheets.box_id = x.id
	LEFT JOIN fates ON fates.box_id = x.id
	LEFT JOIN asked ON asked.box_id = x.id
	LEFT JOIN judged ON judged.box_id = x.id`

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// figuresOf returns the balance of each box.
func figuresOf(ctx context.Context, q querier, ids ...postkamer.BoxID) (map[postkamer.BoxID]postkamer.BoxFigures, error) {
	rows, _ := q.Query(ctx, boxFigures, ids)
	all := make(map[postkamer.BoxID]postkamer.BoxFigures, len(ids))
	var id postkamer.BoxID
	var f postkamer.BoxFigures
	_, err := pgx.ForEachRow(rows, []any{&id, &f.Batches, &f.Sheets, &f.Pieces, &f.Accepted, &f.Left, &f.Back, &f.Open, &f.Kept, &f.Rescans, &f.Unjudged}, func() error {
		all[id] = f
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("balance of boxes: %w", err)
	}
	return all, nil
}

func (tx *Tx) boxFigures(ctx context.Context, id postkamer.BoxID) (postkamer.BoxFigures, error) {
	all, err := figuresOf(ctx, tx.tx, id)
	return all[id], err
}

// Box returns one box with its balance, or ErrNotFound.
func (s *Store) Box(ctx context.Context, id postkamer.BoxID) (BoxLine, error) {
	rows, _ := s.pool.Query(ctx, `SELECT `+boxColumns+` FROM boxes WHERE id = $1`, id)
	b, err := pgx.CollectExactlyOneRow(rows, scanBox)
	if err != nil {
		return BoxLine{}, fmt.Errorf("box %d: %w", id, notFound(err))
	}
	all, err := figuresOf(ctx, s.pool, id)
	return BoxLine{b, all[id]}, err
}

// Boxes returns the boxes with their balance, the newest first; those whose paper is
// destroyed only with all.
func (s *Store) Boxes(ctx context.Context, all bool, limit int) ([]BoxLine, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT `+boxColumns+` FROM boxes
		WHERE $1 OR destroyed_at IS NULL
		ORDER BY id DESC
		LIMIT $2`, all, limit)
	boxes, err := pgx.CollectRows(rows, scanBox)
	if err != nil {
		return nil, fmt.Errorf("boxes: %w", err)
	}
	ids := make([]postkamer.BoxID, len(boxes))
	for i, b := range boxes {
		ids[i] = b.ID
	}
	figures, err := figuresOf(ctx, s.pool, ids...)
	if err != nil {
		return nil, err
	}
	list := make([]BoxLine, len(boxes))
	for i, b := range boxes {
		list[i] = BoxLine{b, figures[b.ID]}
	}
	return list, nil
}

// OpenBoxes returns the boxes in which stacks can be put, the newest first.
func (s *Store) OpenBoxes(ctx context.Context) ([]postkamer.Box, error) {
	rows, _ := s.pool.Query(ctx, `SELECT `+boxColumns+` FROM boxes WHERE closed_at IS NULL ORDER BY id DESC`)
	list, err := pgx.CollectRows(rows, scanBox)
	if err != nil {
		return nil, fmt.Errorf("open boxes: %w", err)
	}
	return list, nil
}

// BoxBatches returns the stacks in a box by their position, without their files.
func (s *Store) BoxBatches(ctx context.Context, id postkamer.BoxID) ([]postkamer.Batch, error) {
	rows, _ := s.pool.Query(ctx, `SELECT `+batchColumns+` FROM batches WHERE box_id = $1 ORDER BY box_position`, id)
	list, err := pgx.CollectRows(rows, scanBatch)
	if err != nil {
		return nil, fmt.Errorf("stacks in box %d: %w", id, err)
	}
	return list, nil
}

// BoxPieces returns the pieces in a box in the order of their paper.
func (s *Store) BoxPieces(ctx context.Context, id postkamer.BoxID) ([]BoxPiece, error) {
	rows, _ := s.pool.Query(ctx, boxPieces+` WHERE b.box_id = $1 ORDER BY b.box_position, p.position`, id)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (BoxPiece, error) {
		var p BoxPiece
		var left bool
		err := row.Scan(&p.ID, &p.Reference, &p.BatchID, &p.BatchDay, &p.BatchNumber, &p.BoxPosition, &p.FirstPosition, &p.Pages,
			&p.CaseID, &p.CaseType, &p.CaseState, &p.CaseDoneAt, &p.CaseDoneBy, &p.LeftAt, &p.LeftTo, &p.Accepted,
			&p.Kept, &p.KeptOut, &p.AllBack, &p.Rescans, &p.Unjudged, &p.Originals, &left)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("pieces in box %d: %w", id, err)
	}
	return list, nil
}

// BoxEvents returns what happened to a box, oldest first.
func (s *Store) BoxEvents(ctx context.Context, id postkamer.BoxID) ([]postkamer.Event, error) {
	list, err := s.events(ctx, `box_id = $1`, id)
	if err != nil {
		return nil, fmt.Errorf("events of box %d: %w", id, err)
	}
	return list, nil
}

// A DestructionList is what was proposed to destroy, as it was then.
type DestructionList struct {
	SHA256     string
	BoxID      postkamer.BoxID
	Content    string
	ProposedBy string
	ProposedAt time.Time
}

// DestructionList returns a list by its hash, or ErrNotFound.
func (s *Store) DestructionList(ctx context.Context, sha256 string) (DestructionList, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT sha256, box_id, content, proposed_by, proposed_at FROM destruction_lists WHERE sha256 = $1`, sha256)
	l, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[DestructionList])
	if err != nil {
		return l, fmt.Errorf("destruction list: %w", notFound(err))
	}
	return l, nil
}
