package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// HandBack says that the paper of a page was given back or moved to the archive: to
// whom or where. ErrConflict means that it was before, or that the paper of this page
// need not be kept.
func (tx *Tx) HandBack(ctx context.Context, page postkamer.PageID, to string, by postkamer.Person) error {
	err := tx.one(ctx, `
		UPDATE pages
		SET back_at = now(), back_by = $2, back_to = $3
		WHERE id = $1 AND keep_paper <> '' AND back_at IS NULL AND mark <> 'replaced'`, page, by.Name, to)
	if err != nil {
		return fmt.Errorf("hand back page %d: %w", page, err)
	}
	p, err := tx.Page(ctx, page)
	if err != nil {
		return err
	}
	if p.PieceID != 0 {
		return tx.pieceEvent(ctx, p, p.PieceID, postkamer.EventHandedBack, by.Name, to)
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventHandedBack, Actor: by.Name, BatchID: p.BatchID, Detail: p.Name() + ": " + to})
}

// KeepAgain takes back that the paper of a page left: it is still there. ErrConflict
// means that it had not left.
func (tx *Tx) KeepAgain(ctx context.Context, page postkamer.PageID, by postkamer.Person) error {
	err := tx.one(ctx, `
		UPDATE pages SET back_at = NULL, back_by = '', back_to = '' WHERE id = $1 AND back_at IS NOT NULL`, page)
	if err != nil {
		return fmt.Errorf("keep page %d again: %w", page, err)
	}
	p, err := tx.Page(ctx, page)
	if err != nil {
		return err
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventUndone, Actor: by.Name, BatchID: p.BatchID, PieceID: p.PieceID,
		Detail: p.Name() + ": papier is er nog"})
}

// A KeptPage is a page whose paper may never be replaced.
type KeptPage struct {
	Page        postkamer.PageID
	Position    int // in the stack, from 0
	Sheet       int
	Keep        postkamer.KeepPaper
	Why         string
	BackAt      time.Time // zero: it is still there
	BackBy      string
	BackTo      string
	PieceID     postkamer.PieceID // 0: in no piece
	Reference   string
	BatchID     postkamer.BatchID
	Day         time.Time
	Number      int
	BoxID       postkamer.BoxID
	BoxYear     int
	BoxNumber   int
	BoxPosition int
}

// KeptPages returns the pages whose paper may never be replaced: those that are still
// there first, and of each the newest first.
func (s *Store) KeptPages(ctx context.Context, limit int) ([]KeptPage, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT g.id, g.position, g.sheet, g.keep_paper, g.keep_why, coalesce(g.back_at, `+never+`), g.back_by, g.back_to,
			coalesce(p.id, 0), coalesce(p.reference, ''), b.id, b.day, b.number,
			coalesce(x.id, 0), coalesce(x.year, 0), coalesce(x.number, 0), coalesce(b.box_position, 0)
		FROM pages g
		JOIN batches b ON b.id = g.batch_id
		LEFT JOIN pieces p ON p.id = g.piece_id
		LEFT JOIN boxes x ON x.id = b.box_id
		WHERE g.keep_paper <> '' AND g.mark <> 'replaced'
		ORDER BY g.back_at IS NOT NULL, g.id DESC
		LIMIT $1`, limit)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[KeptPage])
	if err != nil {
		return nil, fmt.Errorf("pages whose paper is kept: %w", err)
	}
	return list, nil
}

// LeaveToRegister says that a piece was handed over to the register. ErrConflict means that
// it was before.
func (tx *Tx) LeaveToRegister(ctx context.Context, id postkamer.PieceID, to, by string) error {
	err := tx.one(ctx, `
		UPDATE pieces SET left_at = now(), left_by = $2, left_to = $3 WHERE id = $1 AND left_at IS NULL`, id, actor(by), to)
	if err != nil {
		return fmt.Errorf("hand over piece %d: %w", id, err)
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventLeft, Actor: by, PieceID: id, Detail: to})
}
