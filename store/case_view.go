package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"postkamer"
)

// A View is a list that somebody keeps.
type View struct {
	ID     int64
	Name   string
	Queue  postkamer.Queue // zero: all queues of who looks
	Filter string          // as in the address of the list; it holds nothing about citizens
	Shared bool            // for everybody of the queue
	Mine   bool            // made by who asks
}

// ErrNameTaken says that this person keeps a list of that name already.
var ErrNameTaken = errors.New("name is taken")

// SaveView keeps a list and returns its number. ErrNameTaken: choose another name.
func (s *Store) SaveView(ctx context.Context, v View, by postkamer.Person) (id int64, err error) {
	err = s.pool.QueryRow(ctx, `
		INSERT INTO work_views (person_id, name, queue, filter, shared)
		VALUES ($1, $2, $3, $4, $5)
		RETURNING id`, by.ID, v.Name, v.Queue, v.Filter, v.Shared).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("keep list: %w", nameTaken(err))
	}
	return id, nil
}

// nameTaken turns a unique name that is there already into ErrNameTaken.
func nameTaken(err error) error {
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.ConstraintName == "work_views_name" {
		return ErrNameTaken
	}
	return err
}

// Views returns the lists that a person keeps and those that are shared in the
// person's queues, by name.
func (s *Store) Views(ctx context.Context, p postkamer.Person) ([]View, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT id, name, queue, filter, shared, person_id = $2
		FROM work_views
		WHERE gone_at IS NULL AND (person_id = $2 OR shared AND (queue = '' OR cardinality($1::text[]) = 0 OR queue = ANY($1)))
		ORDER BY lower(name), id`, queuesOf(p), p.ID)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[View])
	if err != nil {
		return nil, fmt.Errorf("list the lists: %w", err)
	}
	return list, nil
}

// DropView forgets a list of a person, or with back remembers it again. ErrConflict
// means that there is none like it.
func (s *Store) DropView(ctx context.Context, id int64, by postkamer.Person, back bool) error {
	tag, err := s.pool.Exec(ctx, `
		UPDATE work_views
		SET gone_at = CASE WHEN $3 THEN NULL ELSE now() END
		WHERE id = $1 AND person_id = $2 AND (gone_at IS NULL) <> $3`, id, by.ID, back)
	if err == nil && tag.RowsAffected() == 0 {
		err = postkamer.ErrConflict
	}
	if err != nil {
		return fmt.Errorf("forget list %d: %w", id, nameTaken(err))
	}
	return nil
}
