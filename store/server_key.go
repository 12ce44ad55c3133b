package store

import (
	"context"
	"crypto/rand"
	"fmt"
)

// ServerKey returns the 32 bytes that all processes sign with for one purpose. The
// first that asks makes them.
func (s *Store) ServerKey(ctx context.Context, name string) (key []byte, err error) {
	drawn := make([]byte, 32)
	_, _ = rand.Read(drawn) // never fails
	_, err = s.pool.Exec(ctx, `
		INSERT INTO server_keys (name, key)
		VALUES ($1, $2)
		ON CONFLICT (name) DO NOTHING`, name, drawn)
	if err == nil {
		err = s.pool.QueryRow(ctx, `SELECT key FROM server_keys WHERE name = $1`, name).Scan(&key)
	}
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", name, err)
	}
	return key, nil
}
