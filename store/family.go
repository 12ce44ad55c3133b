package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// printsLookedAt bounds how many earlier pieces of a kind a new one is compared
// with, the newest first. A form that was last seen longer ago counts as new,
// which asks for more proof and never for less.
const printsLookedAt = 2000

// AddPrint keeps how a piece is phrased and returns its family, named by the
// first piece of it: that of the newest earlier piece of the same kind that is
// like it, else its own. Like says whether its phrasing and another are alike; each
// holds 256 bytes (classify.Print). Done before, it returns the family of then.
func (tx *Tx) AddPrint(ctx context.Context, id postkamer.PieceID, kind postkamer.CaseType, phrasing []byte, like func(other []byte) bool) (postkamer.PieceID, error) {
	// Two letters of one new family that come at once must see each other.
	if _, err := tx.tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, int64(relateLock)); err != nil {
		return 0, fmt.Errorf("family of piece %d: %w", id, err)
	}
	family, err := tx.Family(ctx, id)
	if !errors.Is(err, postkamer.ErrNotFound) {
		return family, err
	}
	if family, err = tx.familyLike(ctx, id, kind, like); err != nil {
		return 0, fmt.Errorf("family of piece %d: %w", id, err)
	}
	_, err = tx.tx.Exec(ctx, `
		INSERT INTO prints (piece_id, kind, print, family)
		VALUES ($1, $2, $3, $4)`, id, kind, phrasing, family)
	if err != nil {
		return 0, fmt.Errorf("keep print of piece %d: %w", id, err)
	}
	return family, nil
}

// Family returns the family of a piece, or ErrNotFound when its print is not kept.
func (tx *Tx) Family(ctx context.Context, id postkamer.PieceID) (postkamer.PieceID, error) {
	var family postkamer.PieceID
	err := tx.tx.QueryRow(ctx, `SELECT family FROM prints WHERE piece_id = $1`, id).Scan(&family)
	if err != nil {
		return 0, fmt.Errorf("family of piece %d: %w", id, notFound(err))
	}
	return family, nil
}

// familyLike looks for the newest piece that is like it; its own family when
// there is none.
func (tx *Tx) familyLike(ctx context.Context, id postkamer.PieceID, kind postkamer.CaseType, like func([]byte) bool) (postkamer.PieceID, error) {
	rows, err := tx.tx.Query(ctx, `
		SELECT print, family
		FROM prints
		WHERE kind = $1
		ORDER BY piece_id DESC
		LIMIT $2`, kind, printsLookedAt)
	if err != nil {
		return 0, err
	}
	family := id
	var phrasing []byte
	var of postkamer.PieceID
	_, err = pgx.ForEachRow(rows, []any{&phrasing, &of}, func() error {
		if family == id && like(phrasing) {
			family = of
		}
		return nil
	})
	return family, err
}
