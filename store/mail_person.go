package store

import (
	"context"
	"fmt"

	"postkamer"
)

// SaveEmail keeps the address to which a member of staff gets mail, as the login
// provider gave it this time; empty is none.
func (s *Store) SaveEmail(ctx context.Context, id postkamer.PersonID, email string) error {
	if _, err := s.pool.Exec(ctx, `UPDATE people SET email = $2 WHERE id = $1 AND email <> $2`, id, email); err != nil {
		return fmt.Errorf("save address of person %d: %w", id, err)
	}
	return nil
}

// HasEmail tells whether a member of staff can get mail.
func (s *Store) HasEmail(ctx context.Context, id postkamer.PersonID) (has bool, err error) {
	if err := s.pool.QueryRow(ctx, `SELECT email LIKE '%_@_%' FROM people WHERE id = $1`, id).Scan(&has); err != nil {
		return false, fmt.Errorf("address of person %d: %w", id, notFound(err))
	}
	return has, nil
}
