package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Sessions is the table of sessions, by the hash of their tokens: a store for scs that
// waits no longer for the database than the request may. The store that comes with scs
// waits for ever, and with it a visitor, and the end of the program.
type Sessions struct{ store *Store }

// Sessions returns the table of sessions.
func (s *Store) Sessions() Sessions { return Sessions{s} }

// FindCtx returns what a session holds; false when there is none or it is over.
func (s Sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	err = s.store.pool.QueryRow(ctx, `SELECT data FROM sessions WHERE token = $1 AND expiry > now()`, token).Scan(&data)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("find session: %w", err)
	}
	return data, true, nil
}

// CommitCtx writes a session, new or not.
func (s Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, err := s.store.pool.Exec(ctx, `
		INSERT INTO sessions (token, data, expiry)
		VALUES ($1, $2, $3)
		ON CONFLICT (token) DO UPDATE
		SET data = excluded.data, expiry = excluded.expiry`, token, data, expiry)
	if err != nil {
		return fmt.Errorf("write session: %w", err)
	}
	return nil
}

// RenewCtx writes a session that is there and goes on. One that was ended or is over is not
// brought back.
func (s Sessions) RenewCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, err := s.store.pool.Exec(ctx, `UPDATE sessions SET data = $2, expiry = $3 WHERE token = $1 AND expiry > now()`, token, data, expiry)
	if err != nil {
		return fmt.Errorf("renew session: %w", err)
	}
	return nil
}

// DeleteCtx ends a session.
func (s Sessions) DeleteCtx(ctx context.Context, token string) error {
	if _, err := s.store.pool.Exec(ctx, `DELETE FROM sessions WHERE token = $1`, token); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

// Find is FindCtx for scs, which has a context wherever it asks.
func (s Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx for scs, which has a context wherever it asks.
func (s Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx for scs, which has a context wherever it asks.
func (s Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
