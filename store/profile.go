package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

const profileColumns = `
	id,
	name,
	version,
	device,
	settings,
	software,
	attended,
	file_piece,
	sample,
	sample_first,
	limits,
	sheets,
	why,
	made_by,
	made_at`

func scanProfile(row pgx.CollectableRow) (postkamer.Profile, error) {
	var p postkamer.Profile
	var limits *postkamer.Limits
	err := row.Scan(&p.ID, &p.Name, &p.Version, &p.Device, &p.Settings, &p.Software, &p.Attended, &p.FilePiece,
		&p.Sample, &p.SampleFirst, &limits, &p.Sheets, &p.Why, &p.MadeBy, &p.MadeAt)
	if limits == nil {
		p.Limits = postkamer.DefaultLimits()
	} else {
		p.Limits = *limits
	}
	return p, err
}

// Profile returns one version of a profile, or ErrNotFound.
func (s *Store) Profile(ctx context.Context, id postkamer.ProfileID) (postkamer.Profile, error) {
	rows, _ := s.pool.Query(ctx, `SELECT `+profileColumns+` FROM profiles WHERE id = $1`, id)
	return oneProfile(rows)
}

// CurrentProfile returns the newest version of a profile, or ErrNotFound.
func (s *Store) CurrentProfile(ctx context.Context, name string) (p postkamer.Profile, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		p, err = tx.currentProfile(ctx, name)
		return err
	})
	return p, err
}

func (tx *Tx) currentProfile(ctx context.Context, name string) (postkamer.Profile, error) {
	rows, _ := tx.tx.Query(ctx, `
		SELECT `+profileColumns+` FROM profiles WHERE name = $1 ORDER BY version DESC LIMIT 1`, name)
	return oneProfile(rows)
}

// Profile returns one version of a profile within the transaction, or ErrNotFound.
func (tx *Tx) Profile(ctx context.Context, id postkamer.ProfileID) (postkamer.Profile, error) {
	rows, _ := tx.tx.Query(ctx, `SELECT `+profileColumns+` FROM profiles WHERE id = $1`, id)
	return oneProfile(rows)
}

func oneProfile(rows pgx.Rows) (postkamer.Profile, error) {
	p, err := pgx.CollectExactlyOneRow(rows, scanProfile)
	if err != nil {
		return p, fmt.Errorf("profile: %w", notFound(err))
	}
	return p, nil
}

// Profiles returns the newest version of each profile, by name.
func (s *Store) Profiles(ctx context.Context) ([]postkamer.Profile, error) {
	return s.profiles(ctx, `
		SELECT `+profileColumns+` FROM profiles p
		WHERE version = (SELECT max(version) FROM profiles WHERE name = p.name)
		ORDER BY name`)
}

// ProfileVersions returns every version of a profile, the newest first.
func (s *Store) ProfileVersions(ctx context.Context, name string) ([]postkamer.Profile, error) {
	return s.profiles(ctx, `SELECT `+profileColumns+` FROM profiles WHERE name = $1 ORDER BY version DESC`, name)
}

func (s *Store) profiles(ctx context.Context, sql string, args ...any) ([]postkamer.Profile, error) {
	rows, _ := s.pool.Query(ctx, sql, args...)
	list, err := pgx.CollectRows(rows, scanProfile)
	if err != nil {
		return nil, fmt.Errorf("profiles: %w", err)
	}
	return list, nil
}

// AddProfile makes the next version of the profile with p's name, or its first, and
// returns it. When the current version is the same in all that counts, that one is
// returned and nothing is added. MadeBy must be set. Two at once make two versions.
func (tx *Tx) AddProfile(ctx context.Context, p postkamer.Profile) (postkamer.Profile, error) {
	// The lock makes the versions of a name follow each other.
	if _, err := tx.tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('profile ' || $1))`, p.Name); err != nil {
		return p, fmt.Errorf("add profile %s: %w", p.Name, err)
	}
	current, err := tx.currentProfile(ctx, p.Name)
	if err == nil && current.SameAs(p) {
		return current, nil
	}
	rows, _ := tx.tx.Query(ctx, `
		INSERT INTO profiles (name, version, device, settings, software, attended, file_piece, sample, sample_first, limits, sheets, why, made_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		RETURNING `+profileColumns,
		p.Name, current.Version+1, p.Device, p.Settings, p.Software, p.Attended, p.FilePiece, p.Sample, p.SampleFirst,
		p.Limits, p.Sheets, p.Why, p.MadeBy)
	added, err := pgx.CollectExactlyOneRow(rows, scanProfile)
	if err != nil {
		return p, fmt.Errorf("add profile %s: %w", p.Name, err)
	}
	return added, tx.Event(ctx, postkamer.Event{Kind: postkamer.EventProfile, Actor: p.MadeBy,
		Detail: fmt.Sprintf("%s, versie %d", added.Name, added.Version)})
}

// limits returns the limits of a profile; of a page from before there were profiles
// those of the program.
func (tx *Tx) limits(ctx context.Context, id postkamer.ProfileID) (postkamer.Limits, error) {
	if id == 0 {
		return postkamer.DefaultLimits(), nil
	}
	p, err := tx.Profile(ctx, id)
	return p.Limits, err
}
