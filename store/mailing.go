package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

const mailingColumns = `
	SELECT id,
		on_day,
		what,
		queue,
		extra,
		days,
		made_by,
		made_at,
		coalesce(ended_at, '0001-01-01Z'),
		ended_by
	FROM mailings`

// Plan keeps what is planned and returns its number. Token is of the form: the same
// one again is the same plan, and changes nothing.
func (s *Store) Plan(ctx context.Context, m postkamer.Mailing, token string, by postkamer.Person) (id postkamer.MailingID, err error) {
	if err := m.Check(); err != nil {
		return 0, err
	}
	err = s.InTx(ctx, func(tx *Tx) error {
		rows, _ := tx.tx.Query(ctx, `
			INSERT INTO mailings (on_day, what, queue, extra, days, made_by, token)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (token) DO NOTHING
			RETURNING id`, m.On, m.What, m.Queue, m.Extra, m.Days, by.Name, token)
		made, err := pgx.CollectRows(rows, pgx.RowTo[postkamer.MailingID])
		if err != nil {
			return err
		}
		if len(made) == 0 {
			return tx.tx.QueryRow(ctx, `SELECT id FROM mailings WHERE token = $1`, token).Scan(&id)
		}
		id = made[0]
		return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventMailing, Actor: by.Name, Detail: fmt.Sprintf("let op %d gepland", id)})
	})
	if err != nil {
		return 0, fmt.Errorf("plan mailing: %w", err)
	}
	return id, nil
}

// EndPlan withdraws what was planned; back true lets it stand again. What is so
// already stays so.
func (s *Store) EndPlan(ctx context.Context, id postkamer.MailingID, back bool, by postkamer.Person) error {
	said, sql := "ingetrokken", `UPDATE mailings SET ended_by = $2, ended_at = now() WHERE id = $1 AND ended_at IS NULL`
	args := []any{id, by.Name}
	if back {
		said, sql, args = "teruggezet", `UPDATE mailings SET ended_by = '', ended_at = NULL WHERE id = $1 AND ended_at IS NOT NULL`, []any{id}
	}
	err := s.InTx(ctx, func(tx *Tx) error {
		var known bool
		if err := tx.tx.QueryRow(ctx, `SELECT true FROM mailings WHERE id = $1`, id).Scan(&known); err != nil {
			return notFound(err)
		}
		tag, err := tx.tx.Exec(ctx, sql, args...)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventMailing, Actor: by.Name, Detail: fmt.Sprintf("let op %d %s", id, said)})
	})
	if err != nil {
		return fmt.Errorf("end mailing %d: %w", id, err)
	}
	return nil
}

// Mailings returns what is planned from a day on, earliest first, without what was
// withdrawn.
func (s *Store) Mailings(ctx context.Context, from time.Time) ([]postkamer.Mailing, error) {
	rows, _ := s.pool.Query(ctx, mailingColumns+`
		WHERE ended_at IS NULL AND on_day >= $1
		ORDER BY on_day, id`, from)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[postkamer.Mailing])
	if err != nil {
		return nil, fmt.Errorf("list mailings: %w", err)
	}
	return list, nil
}
