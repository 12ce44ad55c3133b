package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// AddCover keeps which case a piece belongs to, as the sheet on a page says; page 0: the
// citizen said so on the website and proved who it is. Once more is once.
func (tx *Tx) AddCover(ctx context.Context, piece postkamer.PieceID, reference string, page postkamer.PageID) error {
	_, err := tx.tx.Exec(ctx, `
		INSERT INTO covers (piece_id, reference, page_id)
		VALUES ($1, $2, nullif($3, 0))
		ON CONFLICT (piece_id, reference) DO NOTHING`, piece, reference, int64(page))
	if err != nil {
		return fmt.Errorf("cover of piece %d: %w", piece, err)
	}
	return nil
}

// A Covered is a case that a piece belongs to by a sheet of ours.
type Covered struct {
	Reference string
	Known     bool // there is such a piece
	Routed    bool // and its case was opened
	Proven    bool // the citizen said so on the website, and proved who they are
}

// CoversOf returns the cases that a piece came for.
func (s *Store) CoversOf(ctx context.Context, id postkamer.PieceID) ([]Covered, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT v.reference, p.id IS NOT NULL, coalesce(p.stage = 'routed', false), v.page_id IS NULL
		FROM covers v LEFT JOIN pieces p ON p.reference = v.reference
		WHERE v.piece_id = $1
		ORDER BY v.reference`, id)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Covered])
	if err != nil {
		return nil, fmt.Errorf("covers of piece %d: %w", id, err)
	}
	return list, nil
}

// attachCovered lets a case that was just opened go on in the one that a sheet of ours
// named, or in the one that goes on in: it tells false when that is finished, or when this
// case has others itself. That case gets the notes. The caller holds no lock on either.
func (tx *Tx) attachCovered(ctx context.Context, id, to postkamer.CaseID, notes []postkamer.Doubt) (bool, error) {
	var last postkamer.CaseID
	err := tx.tx.QueryRow(ctx, `SELECT coalesce(attached_to, id) FROM cases WHERE id = $1`, to).Scan(&last)
	if err != nil {
		return false, notFound(err)
	}
	if err := tx.lockBoth(ctx, id, last); err != nil {
		return false, err
	}
	err = tx.mayAttach(ctx, id, last)
	if errors.Is(err, ErrDone) || errors.Is(err, ErrChain) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := tx.settleDoubts(ctx, id, postkamer.Machine); err != nil {
		return false, err
	}
	err = tx.one(ctx, `
		UPDATE cases
		SET state = 'done', done_at = now(), done_by = $2, version = version + 1
		WHERE id = $1 AND state = 'open'`, id, postkamer.Machine)
	if err != nil {
		return false, err
	}
	if err := tx.attach(ctx, id, last, postkamer.Machine); err != nil {
		return false, err
	}
	return true, tx.AddDoubts(ctx, last, notes)
}

// AttachCovered lets the case that was opened for a piece go on in another, whose
// reference came with it. The pages are shown there, that case comes back when it waits,
// and its holder is told, with the notes: what was found about the piece that matters
// there. It tells false when a person must put the two together.
func (tx *Tx) AttachCovered(ctx context.Context, id, to postkamer.CaseID, notes []postkamer.Doubt) (bool, error) {
	done, err := tx.attachCovered(ctx, id, to, notes)
	if err != nil {
		return false, fmt.Errorf("attach case %d to %d: %w", id, to, err)
	}
	return done, nil
}
