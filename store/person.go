package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// SaveLogin keeps who logged in, with the name, roles and queues that the login
// provider gave this time, and returns the person with their number and with what
// the team leader noted.
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
			RETURNING id, languages, skills, likes_calling`, subject, name, roles, queues,
		).Scan(&p.ID, &p.Languages, &p.Skills, &p.LikesCalling)
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

// noQueue is in the queues of a desk that works none: an empty list means all.
const noQueue postkamer.Queue = ""

// deskColumns wants people p and their desk d, on a day ($1).
const deskColumns = `
	SELECT p.id,
		p.subject,
		p.name,
		p.roles,
		p.queues,
		p.languages,
		p.skills,
		p.likes_calling,
		d.away,
		d.everything,
		d.queues,
		ARRAY(
			SELECT o.name
			FROM absences a JOIN people o ON o.id = a.person_id
			WHERE a.deputy_id = p.id AND a.ended_at IS NULL AND a.first_day <= $1 AND coalesce(a.last_day >= $1, true)
			ORDER BY o.name),
		EXISTS (SELECT FROM kept_work k WHERE k.person_id = p.id AND k.typed),
		EXISTS (SELECT FROM work_views v WHERE v.gone_at IS NULL AND (v.person_id = p.id OR v.shared))
	FROM people p`

// oneDesk is the desk of people p: as the function desks makes it, without looking at
// everybody.
const oneDesk = `
	CROSS JOIN LATERAL (
		SELECT bool_or(h.away) FILTER (WHERE h.person_id = p.id) AS away,
			bool_or(h.everything) AS everything,
			ARRAY(
				SELECT DISTINCT q
				FROM home_desks($1) o, unnest(o.queues) q
				WHERE o.person_id = p.id OR o.person_id = ANY (ARRAY` + standsInFor + `)
				ORDER BY q) AS queues
		FROM home_desks($1) h
		WHERE h.person_id = p.id OR h.person_id = ANY (ARRAY` + standsInFor + `)
	) d`

const standsInFor = `(
	SELECT a.person_id
	FROM absences a
	WHERE a.deputy_id = p.id AND a.ended_at IS NULL AND a.first_day <= $1 AND coalesce(a.last_day >= $1, true))`

func scanDesk(row pgx.CollectableRow) (postkamer.Desk, error) {
	var d postkamer.Desk
	var everything bool
	err := row.Scan(&d.ID, &d.Subject, &d.Name, &d.Roles, &d.OwnQueues, &d.Languages, &d.Skills, &d.LikesCalling, &d.Away,
		&everything, &d.Queues, &d.StandsInOf, &d.Typed, &d.Lists)
	switch {
	case everything:
		d.Queues = []postkamer.Queue{}
	case len(d.Queues) == 0:
		d.Queues = []postkamer.Queue{noQueue}
	}
	return d, err
}

// Desks returns what every member of staff works on, on the day of now, by name.
func (s *Store) Desks(ctx context.Context, now time.Time) ([]postkamer.Desk, error) {
	rows, _ := s.pool.Query(ctx, deskColumns+` JOIN desks($1) d ON d.person_id = p.id ORDER BY p.name, p.id`, postkamer.DayOf(now))
	list, err := pgx.CollectRows(rows, scanDesk)
	if err != nil {
		return nil, fmt.Errorf("list desks: %w", err)
	}
	return list, nil
}

// Desk returns what a person works on, on the day of now; the name and roles are
// those of p, since the login provider decides about them. ErrNotFound means that
// there is no such person.
func (s *Store) Desk(ctx context.Context, p postkamer.Person, now time.Time) (postkamer.Desk, error) {
	rows, _ := s.pool.Query(ctx, deskColumns+oneDesk+` WHERE p.id = $2`, postkamer.DayOf(now), p.ID)
	d, err := pgx.CollectExactlyOneRow(rows, scanDesk)
	if err != nil {
		return d, fmt.Errorf("desk of person %d: %w", p.ID, notFound(err))
	}
	d.Subject, d.Name, d.Roles = p.Subject, p.Name, p.Roles
	return d, nil
}
