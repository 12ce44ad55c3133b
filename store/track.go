package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A Trace is one piece of post and where it is: on paper and on the desk.
type Trace struct {
	PieceID    postkamer.PieceID
	Reference  string
	ReceivedOn time.Time
	BatchID    postkamer.BatchID
	Stack      string // reference of the stack
	Day        time.Time
	Number     int
	FirstPage  string // what the first of its pages is called, see postkamer.PageName; empty: it has none
	Pages      int
	BoxID      postkamer.BoxID // 0: in no box yet
	BoxYear    int
	BoxNumber  int
	Position   int // of the stack in the box
	Destroyed  bool
	CaseID     postkamer.CaseID
	Kind       postkamer.CaseType
	State      postkamer.CaseState
	Queue      postkamer.Queue
	ClaimedBy  postkamer.PersonID // who has the case; 0: nobody
}

const traceColumns = `
	SELECT pc.id,
		pc.reference,
		pc.received_on,
		b.id,
		b.reference,
		coalesce(b.day, b.received_on),
		coalesce(b.number, 0),
		(SELECT jsonb_build_array(f.sheet, f.back, f.position) FROM pages f
			WHERE f.piece_id = pc.id AND f.mark <> 'replaced' ORDER BY f.position LIMIT 1),
		count(p.id) FILTER (WHERE p.mark <> 'replaced'),
		coalesce(x.id, 0),
		coalesce(x.year, 0),
		coalesce(x.number, 0),
		coalesce(b.box_position, 0),
		x.destroyed_at IS NOT NULL,
		coalesce(c.id, 0),
		coalesce(c.case_type, ''),
		coalesce(c.state, ''),
		coalesce(c.queue, ''),
		coalesce(c.claimed_by, 0)
	FROM pieces pc
	JOIN batches b ON b.id = pc.batch_id
	LEFT JOIN boxes x ON x.id = b.box_id
	LEFT JOIN cases c ON c.piece_id = pc.id
	LEFT JOIN pages p ON p.piece_id = pc.id
	WHERE `

const traceGroups = `
	GROUP BY pc.id, b.id, x.id, c.id
	ORDER BY b.box_position, b.day, b.number, pc.position
	LIMIT $1`

// TraceReference returns the piece with a reference, or all pieces of the stack with it.
func (s *Store) TraceReference(ctx context.Context, reference string, limit int) ([]Trace, error) {
	return s.traces(ctx, `
		pc.id IN (
			SELECT id FROM pieces WHERE reference = $2
			UNION ALL
			SELECT p.id FROM pieces p JOIN batches s ON s.id = p.batch_id WHERE s.reference = $2)`, limit, reference)
}

// TraceStack returns the pieces of a stack of paper by its number of the day.
func (s *Store) TraceStack(ctx context.Context, day time.Time, number, limit int) ([]Trace, error) {
	return s.traces(ctx, `b.day = $2 AND b.number = $3`, limit, day, number)
}

// TraceBox returns the pieces whose paper lies in a box; position 0 is the whole box,
// year 0 the last year that has a box with this number.
func (s *Store) TraceBox(ctx context.Context, year, number, position, limit int) ([]Trace, error) {
	return s.traces(ctx, `
		x.year = coalesce(nullif($2, 0), (SELECT max(year) FROM boxes WHERE number = $3))
		AND x.number = $3
		AND ($4 = 0 OR b.box_position = $4)`, limit, year, number, position)
}

func (s *Store) traces(ctx context.Context, where string, limit int, args ...any) ([]Trace, error) {
	rows, _ := s.pool.Query(ctx, traceColumns+where+traceGroups, append([]any{limit}, args...)...)
	list, err := pgx.CollectRows(rows, scanTrace)
	if err != nil {
		return nil, fmt.Errorf("trace pieces: %w", err)
	}
	return list, nil
}

func scanTrace(row pgx.CollectableRow) (t Trace, err error) {
	var first struct {
		Sheet    int
		Back     bool
		Position int
	}
	var page []json.RawMessage
	err = row.Scan(&t.PieceID, &t.Reference, &t.ReceivedOn, &t.BatchID, &t.Stack, &t.Day, &t.Number, &page, &t.Pages,
		&t.BoxID, &t.BoxYear, &t.BoxNumber, &t.Position, &t.Destroyed, &t.CaseID, &t.Kind, &t.State, &t.Queue, &t.ClaimedBy)
	if err != nil || len(page) != 3 {
		return t, err
	}
	err = errors.Join(json.Unmarshal(page[0], &first.Sheet), json.Unmarshal(page[1], &first.Back), json.Unmarshal(page[2], &first.Position))
	t.FirstPage = postkamer.PageName(first.Sheet, first.Back, first.Position)
	return t, err
}

// A Way is the way of a piece: from the paper in its box to its case and back.
type Way struct {
	Piece  postkamer.Piece  // with all its pages
	Batch  postkamer.Batch  // with its files
	Box    postkamer.Box    // ID 0: in no box
	CaseID postkamer.CaseID // 0: none yet
	State  postkamer.CaseState
	LeftAt time.Time // handed over to the register; zero: not
	LeftTo string
	Events []postkamer.Event // of piece, stack and box, oldest first; without who looked
}

// Way returns the way of a piece, or ErrNotFound.
func (s *Store) Way(ctx context.Context, id postkamer.PieceID) (w Way, err error) {
	if w.Piece, err = s.Piece(ctx, id); err != nil {
		return w, err
	}
	if w.Batch, err = s.Batch(ctx, w.Piece.BatchID); err != nil {
		return w, err
	}
	if w.Batch.BoxID != 0 {
		line, err := s.Box(ctx, w.Batch.BoxID)
		if err != nil {
			return w, err
		}
		w.Box = line.Box
	}
	err = s.pool.QueryRow(ctx, `
		SELECT coalesce(c.id, 0), coalesce(c.state, ''), coalesce(p.left_at, `+never+`), p.left_to
		FROM pieces p LEFT JOIN cases c ON c.piece_id = p.id
		WHERE p.id = $1`, id).Scan(&w.CaseID, &w.State, &w.LeftAt, &w.LeftTo)
	if err != nil {
		return w, fmt.Errorf("way of piece %d: %w", id, err)
	}
	w.Events, err = s.events(ctx, `
		kind NOT IN ('viewed', 'page_act', 'page_undone')
			AND (piece_id = $1 OR batch_id = $2 AND piece_id IS NULL OR box_id = nullif($3, 0) AND batch_id IS NULL)`,
		id, w.Batch.ID, int64(w.Batch.BoxID))
	if err != nil {
		return w, fmt.Errorf("way of piece %d: %w", id, err)
	}
	return w, nil
}
