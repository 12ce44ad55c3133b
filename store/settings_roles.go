package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A RoleHolder is a member of staff with the roles of the last login, and what the
// municipality gave itself.
type RoleHolder struct {
	ID      postkamer.PersonID
	Name    string
	Roles   []postkamer.Role // at the last login, or given since
	SeenAt  time.Time
	Given   bool // the municipality gave roles, or took them away, at some time
	GivenBy string
	GivenAt time.Time
	Why     string
}

// RoleHolders returns all staff who ever logged in or tried to, those without a role
// first.
func (s *Store) RoleHolders(ctx context.Context) ([]RoleHolder, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT p.id, p.name, p.roles, p.seen_at, g.id IS NOT NULL, coalesce(g.made_by, ''), coalesce(g.made_at, p.seen_at), coalesce(g.why, '')
		FROM people p
		LEFT JOIN LATERAL (SELECT * FROM role_grants g WHERE g.person_id = p.id ORDER BY g.id DESC LIMIT 1) g ON true
		ORDER BY cardinality(p.roles) > 0, p.name, p.id`)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[RoleHolder])
	if err != nil {
		return nil, fmt.Errorf("roles of staff: %w", err)
	}
	return list, nil
}

// GrantedRoles returns the roles that the municipality gave a person itself; none when
// it gave none. They count only while the login provider gives none.
func (s *Store) GrantedRoles(ctx context.Context, subject string) ([]postkamer.Role, error) {
	var roles []postkamer.Role
	err := s.pool.QueryRow(ctx, `
		SELECT g.roles
		FROM role_grants g JOIN people p ON p.id = g.person_id
		WHERE p.subject = $1
		ORDER BY g.id DESC
		LIMIT 1`, subject).Scan(&roles)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("granted roles: %w", err)
	}
	return roles, nil
}

// NoteStranger keeps that somebody without any role logged in, so that an
// administrator can give one.
func (s *Store) NoteStranger(ctx context.Context, subject, name string) error {
	_, err := s.pool.Exec(ctx, `
		INSERT INTO people (subject, name, roles)
		VALUES ($1, $2, '{}')
		ON CONFLICT (subject) DO UPDATE
		SET name = excluded.name, roles = '{}', seen_at = now()`, subject, name)
	if err != nil {
		return fmt.Errorf("note somebody without a role: %w", err)
	}
	return nil
}

// GiveRoles gives a person these roles, or takes all away with none, and ends every
// session of that person: what was opened with other roles does not stay open.
func (s *Store) GiveRoles(ctx context.Context, id postkamer.PersonID, roles []postkamer.Role, why string, by postkamer.Person) error {
	if roles == nil {
		roles = []postkamer.Role{}
	}
	err := s.InTx(ctx, func(tx *Tx) error {
		var name string
		err := tx.tx.QueryRow(ctx, `UPDATE people SET roles = $2 WHERE id = $1 RETURNING name`, id, roles).Scan(&name)
		if err != nil {
			return notFound(err)
		}
		if _, err := tx.tx.Exec(ctx, `INSERT INTO role_grants (person_id, roles, why, made_by) VALUES ($1, $2, $3, $4)`, id, roles, why, by.Name); err != nil {
			return err
		}
		if _, err := tx.tx.Exec(ctx, `
			WITH over AS (UPDATE sign_ins SET ended_at = now() WHERE person_id = $1 AND ended_at IS NULL RETURNING token)
			DELETE FROM sessions USING over WHERE sessions.token = over.token`, id); err != nil {
			return err
		}
		words := make([]string, len(roles))
		for i, r := range roles {
			words[i] = string(r)
		}
		detail := fmt.Sprintf("%s: %s. %s", name, strings.Join(words, ", "), why)
		return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventSettings, Actor: by.Name, Detail: detail})
	})
	if err != nil {
		return fmt.Errorf("give roles to person %d: %w", id, err)
	}
	return nil
}
