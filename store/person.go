package store

import (
	"context"
	"fmt"

	"postkamer"
)

// SaveLogin keeps who logged in, with the name, roles and queues that the login
// provider gave this time, and returns the person with their number.
func (s *Store) SaveLogin(ctx context.Context, subject, name string, roles []postkamer.Role, queues []postkamer.Queue) (postkamer.Person, error) {
	if queues == nil {
		queues = []postkamer.Queue{}
	}
	p := postkamer.Person{Subject: subject, Name: name, Roles: roles, Queues: queues}
	err := s.InTx(ctx, func(tx *Tx) error {
		err := tx.tx.QueryRow(ctx, `
			INSERT INTO people (subject, name, roles, queues)
			VALUES ($1, $2, $3, $4)
			ON CONFLICT (subject) DO UPDATE
			SET name = excluded.name, roles = excluded.roles, queues = excluded.queues, seen_at = now()
			RETURNING id`, subject, name, roles, queues).Scan(&p.ID)
		if err != nil {
			return err
		}
		return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventLoggedIn, Actor: name})
	})
	if err != nil {
		return p, fmt.Errorf("save login: %w", err)
	}
	return p, nil
}
