package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A Note is what somebody tells colleagues about a case.
type Note struct {
	ID   int64
	By   string
	At   time.Time
	Body string
}

// Notes returns the notes on a case, oldest first.
func (s *Store) Notes(ctx context.Context, id postkamer.CaseID) ([]Note, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT id, by_name, at, body
		FROM notes
		WHERE case_id = $1
		ORDER BY id`, id)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Note])
	if err != nil {
		return nil, fmt.Errorf("notes on case %d: %w", id, err)
	}
	return list, nil
}

// AddNote adds a note to a case, whoever has it. The same note of the same person
// twice in a minute is one. The log says that there is a note, not what is in it.
func (s *Store) AddNote(ctx context.Context, id postkamer.CaseID, by postkamer.Person, body string) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		return tx.Undoable(ctx, id, by, postkamer.EventNoted, func() error {
			tag, err := tx.tx.Exec(ctx, `
				INSERT INTO notes (case_id, by_id, by_name, body)
				SELECT $1, $2, $3, $4
				WHERE NOT EXISTS (SELECT 1 FROM notes WHERE case_id = $1 AND by_id = $2 AND body = $4 AND at > now() - interval '1 minute')`,
				id, by.ID, by.Name, body)
			if err != nil || tag.RowsAffected() == 0 {
				return err
			}
			return tx.caseEvent(ctx, id, postkamer.EventNoted, by.Name, "")
		})
	})
	if err != nil {
		return fmt.Errorf("add note to case %d: %w", id, err)
	}
	return nil
}
