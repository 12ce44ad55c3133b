package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A Standing is how far the program may go by itself with one kind of post of one
// channel, since when, and who said so and why.
type Standing struct {
	Kind       postkamer.CaseType
	Channel    postkamer.Channel
	Mode       postkamer.Mode
	Since      time.Time // zero when nobody ever changed it
	By         string
	Why        string
	CountsFrom time.Time // outcomes before this prove nothing any more; zero: all count
}

const standingColumns = `
	SELECT kind,
		channel,
		mode,
		CASE WHEN by_name = '' THEN '0001-01-01' ELSE since END,
		by_name,
		why,
		greatest(counts_from, '0001-01-01')
	FROM modes`

// Modes returns the standings that are not as they were at first.
func (s *Store) Modes(ctx context.Context) ([]Standing, error) {
	rows, _ := s.pool.Query(ctx, standingColumns+` ORDER BY kind, channel`)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Standing])
	if err != nil {
		return nil, fmt.Errorf("list modes: %w", err)
	}
	return list, nil
}

// Mode returns how far the program may go with a kind: shadow unless somebody
// said otherwise.
func (tx *Tx) Mode(ctx context.Context, kind postkamer.CaseType, channel postkamer.Channel) (postkamer.Mode, error) {
	mode := postkamer.ModeShadow
	err := tx.tx.QueryRow(ctx, `
		SELECT coalesce((SELECT mode FROM modes WHERE kind = $1 AND channel = $2), 'shadow')`, kind, channel).Scan(&mode)
	if err != nil {
		return mode, fmt.Errorf("mode of %s: %w", kind, err)
	}
	return mode, nil
}

// KindsOff returns the kinds of a channel that are turned off.
func (tx *Tx) KindsOff(ctx context.Context, channel postkamer.Channel) ([]postkamer.CaseType, error) {
	rows, _ := tx.tx.Query(ctx, `SELECT kind FROM modes WHERE channel = $1 AND mode = 'off' ORDER BY kind`, channel)
	kinds, err := pgx.CollectRows(rows, pgx.RowTo[postkamer.CaseType])
	if err != nil {
		return nil, fmt.Errorf("kinds that are off: %w", err)
	}
	return kinds, nil
}

// LockMode returns a standing and holds it until the transaction ends: whatever
// counts outcomes or changes a mode does so one after the other.
func (tx *Tx) LockMode(ctx context.Context, kind postkamer.CaseType, channel postkamer.Channel) (Standing, error) {
	_, err := tx.tx.Exec(ctx, `
		INSERT INTO modes (kind, channel)
		VALUES ($1, $2)
		ON CONFLICT DO NOTHING`, kind, channel)
	if err != nil {
		return Standing{}, fmt.Errorf("hold mode of %s: %w", kind, err)
	}
	rows, _ := tx.tx.Query(ctx, standingColumns+` WHERE kind = $1 AND channel = $2 FOR UPDATE`, kind, channel)
	standing, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Standing])
	if err != nil {
		return standing, fmt.Errorf("hold mode of %s: %w", kind, err)
	}
	return standing, nil
}

// SetMode changes a standing that LockMode returned, and logs it. With anew only
// outcomes from now on count.
func (tx *Tx) SetMode(ctx context.Context, s Standing, to postkamer.Mode, by, why string, anew bool) error {
	err := tx.one(ctx, `
		UPDATE modes
		SET mode = $3,
			since = now(),
			by_name = $4,
			why = $5,
			counts_from = CASE WHEN $6 THEN clock_timestamp() ELSE counts_from END
		WHERE kind = $1 AND channel = $2`, s.Kind, s.Channel, to, by, why, anew)
	if err != nil {
		return fmt.Errorf("set mode of %s: %w", s.Kind, err)
	}
	detail := fmt.Sprintf("%s, %s, %s, %s. %s", s.Kind, s.Channel, s.Mode, to, why)
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventMode, Actor: by, Detail: detail})
}
