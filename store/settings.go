package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"postkamer"
)

const settingsColumns = `
	version,
	overlay,
	why,
	made_by,
	made_at,
	coalesce(reverted, 0)`

func scanSettings(row pgx.CollectableRow) (postkamer.SettingsVersion, error) {
	var v postkamer.SettingsVersion
	err := row.Scan(&v.Version, &v.Overlay, &v.Why, &v.MadeBy, &v.MadeAt, &v.Reverted)
	return v, err
}

// SettingsNumber returns the number of the newest version of the settings; 0 when
// there is none. It reads one row of an index: cheap enough to ask every second.
func (s *Store) SettingsNumber(ctx context.Context) (int, error) {
	var n int
	err := s.pool.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM settings_versions`).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("newest settings: %w", err)
	}
	return n, nil
}

// SettingsVersions returns the newest versions of the settings, the newest first,
// at most limit of them.
func (s *Store) SettingsVersions(ctx context.Context, limit int) ([]postkamer.SettingsVersion, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT `+settingsColumns+`
		FROM settings_versions
		ORDER BY version DESC
		LIMIT $1`, limit)
	versions, err := pgx.CollectRows(rows, scanSettings)
	if err != nil {
		return nil, fmt.Errorf("versions of the settings: %w", err)
	}
	return versions, nil
}

// SettingsVersion returns one version of the settings, or ErrNotFound.
func (s *Store) SettingsVersion(ctx context.Context, version int) (postkamer.SettingsVersion, error) {
	rows, _ := s.pool.Query(ctx, `SELECT `+settingsColumns+` FROM settings_versions WHERE version = $1`, version)
	v, err := pgx.CollectExactlyOneRow(rows, scanSettings)
	if err != nil {
		return v, fmt.Errorf("settings version %d: %w", version, notFound(err))
	}
	return v, nil
}

// AddSettings keeps the next version of the settings, with its line in the log.
// Its number must be one more than the newest, else somebody else was first:
// ErrConflict.
func (tx *Tx) AddSettings(ctx context.Context, v postkamer.SettingsVersion) error {
	err := tx.one(ctx, `
		INSERT INTO settings_versions (version, overlay, why, made_by, reverted)
		SELECT $1, $2, $3, $4, nullif($5, 0)
		WHERE $1 = (SELECT coalesce(max(version), 0) + 1 FROM settings_versions)`,
		v.Version, v.Overlay, v.Why, v.MadeBy, v.Reverted)
	var broken *pgconn.PgError
	if errors.As(err, &broken) && broken.Code == uniqueViolation {
		err = postkamer.ErrConflict
	}
	if err != nil {
		return fmt.Errorf("add settings version %d: %w", v.Version, err)
	}
	detail := fmt.Sprintf("Versie %d. %s", v.Version, v.Why)
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventSettings, Actor: v.MadeBy, Detail: detail})
}

// UndoneOn counts the cases on a queue that are not done.
func (s *Store) UndoneOn(ctx context.Context, q postkamer.Queue) (int, error) {
	var n int
	err := s.pool.QueryRow(ctx, `SELECT count(*) FROM cases WHERE queue = $1 AND state <> 'done'`, q).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("cases on queue %s: %w", q, err)
	}
	return n, nil
}
