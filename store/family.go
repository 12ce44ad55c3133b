package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"

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

// printsFirst is how many prints are looked at before all of them: what came just now
// is mostly like what came before it, and of a form nearly always like the last.
const printsFirst = 16

// familyLike looks for the newest piece that is like it; its own family when
// there is none.
func (tx *Tx) familyLike(ctx context.Context, id postkamer.PieceID, kind postkamer.CaseType, like func([]byte) bool) (postkamer.PieceID, error) {
	family, seen, err := tx.likeAmong(ctx, kind, math.MaxInt64, printsFirst, like)
	if err != nil || family != 0 {
		return family, err
	}
	if seen.n == printsFirst {
		family, _, err = tx.likeAmong(ctx, kind, seen.last, printsLookedAt-printsFirst, like)
	}
	return cmp.Or(family, id), err
}

// seenPrints says how many prints were looked at, and which was the last.
type seenPrints struct {
	n    int
	last postkamer.PieceID
}

// likeAmong returns the family of the newest piece that is like it, of so many that came
// before another; 0 when none is.
func (tx *Tx) likeAmong(ctx context.Context, kind postkamer.CaseType, before postkamer.PieceID, limit int, like func([]byte) bool) (family postkamer.PieceID, seen seenPrints, err error) {
	rows, err := tx.tx.Query(ctx, `
		SELECT piece_id, print, family
		FROM prints
		WHERE kind = $1 AND piece_id < $2
		ORDER BY piece_id DESC
		LIMIT $3`, kind, before, limit)
	if err != nil {
		return 0, seen, err
	}
	var phrasing []byte
	var of postkamer.PieceID
	_, err = pgx.ForEachRow(rows, []any{&seen.last, &phrasing, &of}, func() error {
		seen.n++
		if family == 0 && like(phrasing) {
			family = of
		}
		return nil
	})
	return family, seen, err
}
