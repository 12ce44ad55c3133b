package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A SignIn is one browser in which somebody is logged in.
type SignIn struct {
	ID     int64
	Person postkamer.PersonID
	Name   string
	Token  string // hash of the session's token, as in the table of sessions
	Device string // "Firefox op Windows"
	Began  time.Time
	Seen   time.Time // last time that somebody did something there, to a minute
}

// keepSignIns is how long a line of a session that is over stays; keepWork is how
// long typed work waits for its owner.
const (
	keepSignIns = `interval '30 days'`
	keepWork    = `interval '24 hours'`
)

// AddSignIn keeps that a session of a person began.
func (s *Store) AddSignIn(ctx context.Context, id postkamer.PersonID, token, device string) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO sign_ins (person_id, token, device)
		VALUES ($1, $2, $3)
		ON CONFLICT (token) DO NOTHING`, id, token, device)
	if err != nil {
		return fmt.Errorf("keep sign-in: %w", err)
	}
	return nil
}

// TouchSignIn keeps that somebody is at work in a session.
func (s *Store) TouchSignIn(ctx context.Context, token string) error {
	if _, err := s.pool.Exec(ctx, `UPDATE sign_ins SET seen_at = now() WHERE token = $1`, token); err != nil {
		return fmt.Errorf("touch sign-in: %w", err)
	}
	return nil
}

const signIns = `
	SELECT i.id, i.person_id, p.name, i.token, i.device, i.began_at, i.seen_at
	FROM sign_ins i
	JOIN people p ON p.id = i.person_id`

// SignIns returns the sessions that are open, last used first: of one person, or
// of everybody with 0.
func (s *Store) SignIns(ctx context.Context, id postkamer.PersonID) ([]SignIn, error) {
	rows, _ := s.pool.Query(ctx, signIns+`
		JOIN sessions live ON live.token = i.token AND live.expiry > now()
		WHERE i.ended_at IS NULL AND ($1 = 0 OR i.person_id = $1)
		ORDER BY i.seen_at DESC, i.id DESC`, id)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[SignIn])
	if err != nil {
		return nil, fmt.Errorf("list sign-ins: %w", err)
	}
	return list, nil
}

// Former returns whose session the hash of a token was, also when it is over for
// less than a day; ErrNotFound when it was nobody's. It serves to keep what this
// person typed, never to let them in.
func (s *Store) Former(ctx context.Context, token string) (postkamer.PersonID, error) {
	var id postkamer.PersonID
	err := s.pool.QueryRow(ctx, `
		SELECT person_id
		FROM sign_ins
		WHERE token = $1 AND seen_at > now() - `+keepWork, token).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("former session: %w", notFound(err))
	}
	return id, nil
}

// EndSignIn ends a session from elsewhere: the next request of that browser has to
// log in. With owner 0 it may be anybody's. ErrNotFound: there is none, or it is
// another person's.
func (s *Store) EndSignIn(ctx context.Context, id int64, owner postkamer.PersonID, by postkamer.Person) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		var token string
		err := tx.tx.QueryRow(ctx, `
			UPDATE sign_ins
			SET ended_at = now()
			WHERE id = $1 AND ended_at IS NULL AND ($2 = 0 OR person_id = $2)
			RETURNING token`, id, owner).Scan(&token)
		if err != nil {
			return notFound(err)
		}
		if _, err := tx.tx.Exec(ctx, `DELETE FROM sessions WHERE token = $1`, token); err != nil {
			return err
		}
		return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventSignedOut, Actor: by.Name})
	})
	if err != nil {
		return fmt.Errorf("end sign-in %d: %w", id, err)
	}
	return nil
}

// EndToken notes that somebody logged out.
func (s *Store) EndToken(ctx context.Context, token string) error {
	if _, err := s.pool.Exec(ctx, `UPDATE sign_ins SET ended_at = now() WHERE token = $1 AND ended_at IS NULL`, token); err != nil {
		return fmt.Errorf("end sign-in: %w", err)
	}
	return nil
}

// SweepSignIns removes sessions that are over, old lines of them, and typed work
// that nobody came back for within a day.
func (s *Store) SweepSignIns(ctx context.Context) error {
	for _, sql := range []string{
		`DELETE FROM sessions WHERE expiry < now()`,
		`DELETE FROM sign_ins WHERE seen_at < now() - ` + keepSignIns,
		`DELETE FROM kept_work WHERE kept_at < now() - ` + keepWork,
	} {
		if _, err := s.pool.Exec(ctx, sql); err != nil {
			return fmt.Errorf("sweep sessions: %w", err)
		}
	}
	return nil
}
