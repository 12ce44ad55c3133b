package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// NewSheetSet issues a set of separator sheets that is going to be printed, and
// returns its name. Issue it before it is printed: a set that nobody knows stops a
// stack.
func (tx *Tx) NewSheetSet(ctx context.Context, of int, by string) (string, error) {
	for range referenceDraws {
		set := postkamer.NewSheetSet()
		err := tx.one(ctx, `
			INSERT INTO sheet_sets (name, sheets, printed_by)
			VALUES ($1, $2, $3)
			ON CONFLICT DO NOTHING`, set, of, by)
		if errors.Is(err, postkamer.ErrConflict) {
			continue // taken by chance
		}
		if err != nil {
			return "", fmt.Errorf("new set of sheets: %w", err)
		}
		return set, tx.Event(ctx, postkamer.Event{Kind: postkamer.EventSheets, Actor: by, Detail: fmt.Sprintf("set %s, %d bladen", set, of)})
	}
	return "", fmt.Errorf("new set of sheets: %w", errNoReference)
}

// BindSheets takes the sets that were read in a stack for that stack, those that are
// free, and says of each that is known whether it is in another open stack. The rows
// stay locked until the transaction ends: of two stacks one gets a set.
func (tx *Tx) BindSheets(ctx context.Context, id postkamer.BatchID, sets []string) (map[string]postkamer.SetState, error) {
	states := map[string]postkamer.SetState{}
	sets = slices.Clone(sets)
	slices.Sort(sets) // always locked in one order
	for _, set := range sets {
		var owner postkamer.BatchID
		err := tx.tx.QueryRow(ctx, `
			UPDATE sheet_sets
			SET batch_id = coalesce(batch_id, $2), bound_at = coalesce(bound_at, now())
			WHERE name = $1
			RETURNING batch_id`, set, id).Scan(&owner)
		if errors.Is(err, pgx.ErrNoRows) {
			continue // nobody printed it
		}
		if err != nil {
			return nil, fmt.Errorf("bind sheets of batch %d: %w", id, err)
		}
		states[set] = postkamer.SetState{Elsewhere: owner != id}
	}
	return states, nil
}

// freeSheets lets go of the sheets of a stack that is closed.
func (tx *Tx) freeSheets(ctx context.Context, id postkamer.BatchID) error {
	_, err := tx.tx.Exec(ctx, `
		UPDATE sheet_sets
		SET batch_id = NULL, bound_at = NULL
		WHERE name IN (SELECT name FROM sheet_sets WHERE batch_id = $1 ORDER BY name FOR NO KEY UPDATE)`, id)
	if err != nil {
		return fmt.Errorf("free sheets of batch %d: %w", id, err)
	}
	return nil
}

// SheetSets returns the sets that were printed, the newest first.
func (s *Store) SheetSets(ctx context.Context, limit int) ([]postkamer.SheetSet, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT name, sheets, printed_by, printed_at, coalesce(batch_id, 0), coalesce(bound_at, `+never+`)
		FROM sheet_sets
		ORDER BY printed_at DESC
		LIMIT $1`, limit)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[postkamer.SheetSet])
	if err != nil {
		return nil, fmt.Errorf("sets of sheets: %w", err)
	}
	return list, nil
}
