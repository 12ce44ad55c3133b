package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A Viewer is somebody who has a case on the screen now.
type Viewer struct {
	Name  string
	Since time.Time
}

// viewerFor is how long somebody counts as looking after the page last asked how
// things stand, which it does every 15 seconds.
const viewerFor = `interval '40 seconds'`

// LookIn notes that somebody has a case on the screen now, and returns who else has,
// who looks longest first.
func (s *Store) LookIn(ctx context.Context, id postkamer.CaseID, by postkamer.Person) ([]Viewer, error) {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO case_viewers AS v (case_id, person_id)
		VALUES ($1, $2)
		ON CONFLICT (case_id, person_id) DO UPDATE
		SET seen_at = now(), since = CASE WHEN v.seen_at < now() - `+viewerFor+` THEN now() ELSE v.since END`, id, by.ID)
	if err != nil {
		return nil, fmt.Errorf("look in on case %d: %w", id, err)
	}
	rows, _ := s.pool.Query(ctx, `
		SELECT p.name, v.since
		FROM case_viewers v JOIN people p ON p.id = v.person_id
		WHERE v.case_id = $1 AND v.person_id <> $2 AND v.seen_at > now() - `+viewerFor+`
		ORDER BY v.since, p.id`, id, by.ID)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Viewer])
	if err != nil {
		return nil, fmt.Errorf("who looks at case %d: %w", id, err)
	}
	return list, nil
}

// A CaseNow is what may change about a case while somebody has its page open.
type CaseNow struct {
	Version int
	Holder  postkamer.PersonID // 0 when nobody has it
	Name    string             // of the holder
	Later   int                // pieces that came in about it
	Fresh   int                // of Later: since its holder took it
	Notes   int
	Pages   int
}

// CaseNow returns how a case stands now, or ErrNotFound.
func (s *Store) CaseNow(ctx context.Context, id postkamer.CaseID) (CaseNow, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT c.version,
			coalesce(c.claimed_by, 0),
			coalesce((SELECT name FROM people WHERE id = c.claimed_by), ''),
			(SELECT count(*) FROM relations WHERE other_id = c.piece_id),
			(SELECT count(*) FROM relations WHERE other_id = c.piece_id AND at > c.claimed_at),
			(SELECT count(*) FROM notes WHERE case_id = c.id),
			(SELECT count(*) FROM pages WHERE piece_id = c.piece_id)
		FROM cases c
		WHERE c.id = $1`, id)
	now, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[CaseNow])
	if err != nil {
		return now, fmt.Errorf("how case %d stands: %w", id, notFound(err))
	}
	return now, nil
}
