package store

import (
	"cmp"
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// Event adds a line to the log, in the same transaction as what it tells of.
// Without an Actor it was the mail-room itself.
func (tx *Tx) Event(ctx context.Context, e postkamer.Event) error {
	tx.EventLater(e)
	if err := tx.flush(ctx); err != nil {
		return fmt.Errorf("log %s: %w", e.Kind, err)
	}
	return nil
}

// EventLater is Event, written before the next line or at the end of the transaction:
// nothing reads the log before.
func (tx *Tx) EventLater(e postkamer.Event) {
	tx.later(`
		INSERT INTO events (kind, actor, batch_id, piece_id, case_id, box_id, detail)
		VALUES ($1, $2, nullif($3, 0), nullif($4, 0), nullif($5, 0), nullif($6, 0), $7)`,
		e.Kind, cmp.Or(e.Actor, postkamer.Machine), e.BatchID, e.PieceID, e.CaseID, e.BoxID, e.Detail)
}

// Log adds a line to the log by itself, for what is only seen and changes
// nothing. A view is logged before the bytes are shown.
func (s *Store) Log(ctx context.Context, e postkamer.Event) error {
	return s.InTx(ctx, func(tx *Tx) error { return tx.Event(ctx, e) })
}

// PieceEvents returns what happened to a piece, oldest first.
func (s *Store) PieceEvents(ctx context.Context, id postkamer.PieceID) ([]postkamer.Event, error) {
	events, err := s.events(ctx, `piece_id = $1`, id)
	if err != nil {
		return nil, fmt.Errorf("events of piece %d: %w", id, err)
	}
	return events, nil
}

// events returns the lines of the log for which a condition holds, oldest first.
func (s *Store) events(ctx context.Context, where string, args ...any) ([]postkamer.Event, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT id, at, kind, actor, coalesce(batch_id, 0), coalesce(piece_id, 0), coalesce(case_id, 0), coalesce(box_id, 0), detail
		FROM events
		WHERE `+where+`
		ORDER BY id`, args...)
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (postkamer.Event, error) {
		var e postkamer.Event
		err := row.Scan(&e.ID, &e.At, &e.Kind, &e.Actor, &e.BatchID, &e.PieceID, &e.CaseID, &e.BoxID, &e.Detail)
		return e, err
	})
}

// viewPause is how long looking at the same thing counts as one look: a piece of
// twenty pages is one line in the log, not twenty.
const viewPause = "10 minutes"

// LogView adds a line that somebody looked at a piece or a batch, unless the same
// person did so minutes ago. It is committed when LogView returns: show nothing
// before that.
func (s *Store) LogView(ctx context.Context, e postkamer.Event) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO events (kind, actor, batch_id, piece_id, case_id)
		SELECT $1, $2, nullif($3, 0), nullif($4, 0), nullif($5, 0)
		WHERE NOT EXISTS (
			SELECT 1 FROM events
			WHERE kind = $1
				AND actor = $2
				AND batch_id IS NOT DISTINCT FROM nullif($3, 0)
				AND piece_id IS NOT DISTINCT FROM nullif($4, 0)
				AND at > now() - interval '`+viewPause+`')`,
		e.Kind, e.Actor, int64(e.BatchID), int64(e.PieceID), int64(e.CaseID))
	if err != nil {
		return fmt.Errorf("log view: %w", err)
	}
	return nil
}
