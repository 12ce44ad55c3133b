package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// SplitOff makes pages of the piece of a case that a person has a piece of their own,
// which goes its own way from there: as read, with the same day of receipt. The case
// keeps the other pages; see Join. ErrConflict means that the case moved on, or that
// these are not some of its pages.
func (s *Store) SplitOff(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person, pages []postkamer.PageID) (reference string, err error) {
	c, err := s.Case(ctx, id)
	if err != nil {
		return "", err
	}
	piece, err := s.Piece(ctx, c.PieceID)
	if err != nil {
		return "", err
	}
	off := slices.DeleteFunc(slices.Clone(piece.Pages), func(p postkamer.Page) bool { return !slices.Contains(pages, p.ID) })
	kept := slices.DeleteFunc(slices.Clone(piece.Pages), func(p postkamer.Page) bool {
		return p.Mark != postkamer.MarkNone || slices.Contains(pages, p.ID)
	})
	if len(off) == 0 || len(off) != len(pages) || len(kept) == 0 {
		return "", fmt.Errorf("split off pages of case %d: %w", id, postkamer.ErrConflict)
	}
	err = s.InTx(ctx, func(tx *Tx) error {
		if err := tx.holdsVersion(ctx, id, version, by); err != nil {
			return err
		}
		reference, err = tx.splitOff(ctx, id, piece, off, by.Name)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("split off pages of case %d: %w", id, err)
	}
	return reference, nil
}

func (tx *Tx) splitOff(ctx context.Context, id postkamer.CaseID, from postkamer.Piece, off []postkamer.Page, by string) (string, error) {
	if _, err := tx.LockBatch(ctx, from.BatchID); err != nil {
		return "", err
	}
	if _, err := tx.tx.Exec(ctx, `UPDATE cases SET version = version + 1 WHERE id = $1`, id); err != nil {
		return "", err
	}
	position := 0
	if err := tx.tx.QueryRow(ctx, `SELECT max(position) + 1 FROM pieces WHERE batch_id = $1`, from.BatchID).Scan(&position); err != nil {
		return "", err
	}
	piece := postkamer.Piece{BatchID: from.BatchID, Reference: postkamer.NewReference("PK", from.ReceivedAt), Channel: from.Channel, ReceivedOn: from.ReceivedOn, ReceivedAt: from.ReceivedAt, Pages: off}
	made, err := tx.AddPiece(ctx, piece, position)
	if err != nil {
		return "", err
	}
	if err := tx.tx.QueryRow(ctx, `SELECT reference FROM pieces WHERE id = $1`, made).Scan(&piece.Reference); err != nil {
		return "", err
	}
	ids := make([]int64, len(off))
	for i, p := range off {
		ids[i] = int64(p.ID)
	}
	_, err = tx.tx.Exec(ctx, `INSERT INTO cuts (piece_id, new_id, page_ids, by_name) VALUES ($1, $2, $3, $4)`, from.ID, made, ids, by)
	if err != nil {
		return "", err
	}
	if err := tx.leaveCase(ctx, id, made, ids); err != nil {
		return "", err
	}
	if err := tx.copyAnew(ctx, from.ID); err != nil {
		return "", err
	}
	detail := fmt.Sprintf("%d van de bladzijden: nu %s", len(off), piece.Reference)
	if err := tx.caseEvent(ctx, id, postkamer.EventSplitOff, by, detail); err != nil {
		return "", err
	}
	return piece.Reference, tx.Event(ctx, postkamer.Event{Kind: postkamer.EventSplitOff, Actor: by, PieceID: made, Detail: "kwam uit " + from.Reference})
}

// whySplitOff is what the holder of the case reads with a value that stood on a page that
// is not of the case: it may be somebody else's.
const whySplitOff = "Dit stond op een bladzijde die is afgesplitst. Kijk of het wel bij deze zaak hoort."

// leaveCase takes along what belongs to pages that were split off a case, the requests to
// scan them again, and has a person look at the values that were read there.
func (tx *Tx) leaveCase(ctx context.Context, id postkamer.CaseID, made postkamer.PieceID, pages []int64) error {
	_, err := tx.tx.Exec(ctx, `UPDATE rescans SET piece_id = $1 WHERE page_id = ANY($2) OR new_page_id = ANY($2)`, made, pages)
	if err != nil {
		return fmt.Errorf("take along requests for pages of case %d: %w", id, err)
	}
	_, err = tx.tx.Exec(ctx, `
		UPDATE fields
		SET state = $3, why = $4, seen_by = '', seen_at = NULL
		WHERE case_id = $1 AND page_id = ANY($2)`, id, pages, postkamer.FieldSuggested, whySplitOff)
	if err != nil {
		return fmt.Errorf("doubt what was split off case %d: %w", id, err)
	}
	for _, page := range pages {
		if err := tx.leavePage(ctx, postkamer.PageID(page)); err != nil {
			return err
		}
	}
	return nil
}

// Join puts pages that were split off back with the piece that they came from. The case
// that they opened goes on in that one. ErrConflict means that somebody did something
// with it, or that it was not decided yet what it is about: then a moment later it can.
func (s *Store) Join(ctx context.Context, id postkamer.CaseID, reference string, by postkamer.Person) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		var made, from postkamer.PieceID
		var other postkamer.CaseID
		err := tx.tx.QueryRow(ctx, `
			SELECT k.new_id, k.piece_id, o.id
			FROM cuts k
			JOIN pieces p ON p.id = k.new_id AND p.reference = $2
			JOIN cases c ON c.piece_id = k.piece_id AND c.id = $1
			JOIN cases o ON o.piece_id = k.new_id
			WHERE k.undone_at IS NULL`, id, reference).Scan(&made, &from, &other)
		if err != nil {
			return conflict(err)
		}
		if err := tx.lockBoth(ctx, id, other); err != nil {
			return err
		}
		err = tx.one(ctx, `
			UPDATE cases
			SET state = 'done', done_at = now(), done_by = $2, attached_to = $3, version = version + 1
			WHERE id = $1 AND `+untouched, other, by.Name, id)
		if err != nil {
			return err
		}
		return tx.join(ctx, id, other, made, from, by.Name)
	})
	if err != nil {
		return fmt.Errorf("join pages to case %d: %w", id, err)
	}
	return nil
}

// untouched is true of a case with which nobody did anything.
const untouched = `state = 'open' AND version = 1`

func (tx *Tx) join(ctx context.Context, id, other postkamer.CaseID, made, from postkamer.PieceID, by string) error {
	if _, err := tx.tx.Exec(ctx, `UPDATE cases SET version = version + 1 WHERE id = $1`, id); err != nil {
		return err
	}
	if err := tx.settleDoubts(ctx, other, by); err != nil {
		return err
	}
	if _, err := tx.tx.Exec(ctx, `UPDATE pages SET piece_id = $2 WHERE piece_id = $1`, made, from); err != nil {
		return err
	}
	if _, err := tx.tx.Exec(ctx, `UPDATE rescans SET piece_id = $2 WHERE piece_id = $1`, made, from); err != nil {
		return err
	}
	if _, err := tx.tx.Exec(ctx, `DELETE FROM copies WHERE piece_id = $1`, made); err != nil {
		return err
	}
	if _, err := tx.tx.Exec(ctx, `UPDATE cuts SET undone_at = now() WHERE new_id = $1`, made); err != nil {
		return err
	}
	if err := tx.copyAnew(ctx, from); err != nil {
		return err
	}
	if err := tx.caseEvent(ctx, other, postkamer.EventJoined, by, "de bladzijden zijn terug waar zij vandaan kwamen"); err != nil {
		return err
	}
	return tx.caseEvent(ctx, id, postkamer.EventJoined, by, "afgesplitste bladzijden zijn weer terug")
}

// CutOff returns what was split off the piece of a case, oldest first.
func (s *Store) CutOff(ctx context.Context, id postkamer.CaseID) ([]Attached, error) {
	return s.attached(ctx, `
		SELECT coalesce(o.id, 0), p.reference, coalesce(o.case_type, ''), coalesce(o.state, ''), cardinality(k.page_ids), coalesce(o.state = 'open' AND o.version = 1, false)
		FROM cuts k
		JOIN cases c ON c.piece_id = k.piece_id
		JOIN pieces p ON p.id = k.new_id
		LEFT JOIN cases o ON o.piece_id = k.new_id
		WHERE c.id = $1 AND k.undone_at IS NULL
		ORDER BY k.id`, id)
}

func (s *Store) attached(ctx context.Context, sql string, id postkamer.CaseID) ([]Attached, error) {
	rows, _ := s.pool.Query(ctx, sql, id)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Attached])
	if err != nil {
		return nil, fmt.Errorf("what belongs to case %d: %w", id, err)
	}
	return list, nil
}
