package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// A PrintRun is letters that are printed at once. It is open until somebody says which
// of them are on paper.
type PrintRun struct {
	ID      postkamer.PrintRunID
	MadeBy  string
	MadeAt  time.Time
	Letters []postkamer.Letter
}

// A Printed letter is one of which the PDF is stored.
type Printed struct {
	ID     postkamer.LetterID
	SHA256 string
	Size   int64
	Text   postkamer.LetterText // as it was drawn, with the date of today
}

// LettersToPrint returns the letters that wait for the printer, the oldest first.
func (s *Store) LettersToPrint(ctx context.Context) ([]postkamer.Letter, error) {
	return s.letters(ctx, ` WHERE l.state = 'made' AND l.way = 'paper' AND l.run_id IS NULL ORDER BY l.id`)
}

// LettersWaiting is how many letters wait for the printer, open runs among them, and
// since when the oldest does; zero when none waits.
func (s *Store) LettersWaiting(ctx context.Context) (n int, oldest time.Time, err error) {
	err = s.pool.QueryRow(ctx, `SELECT count(*), coalesce(min(made_at), '0001-01-01') FROM letters WHERE state = 'made'`).Scan(&n, &oldest)
	if err != nil {
		return 0, oldest, fmt.Errorf("count letters: %w", err)
	}
	return n, oldest, nil
}

// StartRun puts letters in a run, as they were drawn: one that lay for days has the date of
// today, and its citizen as many days to answer as it gave. ErrConflict means that one of them is in another run
// by now, or taken back.
func (s *Store) StartRun(ctx context.Context, by postkamer.Person, letters []Printed) (id postkamer.PrintRunID, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		if err := tx.tx.QueryRow(ctx, `INSERT INTO print_runs (made_by) VALUES ($1) RETURNING id`, by.Name).Scan(&id); err != nil {
			return err
		}
		if err := tx.holdCasesOf(ctx, idsOf(letters)); err != nil {
			return err
		}
		for _, l := range letters {
			err := tx.one(ctx, `
				UPDATE letters
				SET run_id = $2, sha256 = $3, size = $4
				WHERE id = $1 AND state = 'made' AND way = 'paper' AND run_id IS NULL`, l.ID, id, l.SHA256, l.Size)
			if err != nil {
				return fmt.Errorf("letter %d: %w", l.ID, err)
			}
			if err := tx.redate(ctx, l.ID, l.Text); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("start print run: %w", err)
	}
	return id, nil
}

// OpenRuns returns the runs that nobody confirmed, the oldest first.
func (s *Store) OpenRuns(ctx context.Context) ([]PrintRun, error) {
	return s.runs(ctx, `WHERE confirmed_at IS NULL ORDER BY id`)
}

// OpenRun returns one run that nobody confirmed, or ErrNotFound.
func (s *Store) OpenRun(ctx context.Context, id postkamer.PrintRunID) (PrintRun, error) {
	list, err := s.runs(ctx, `WHERE confirmed_at IS NULL AND id = $1`, id)
	if err != nil {
		return PrintRun{}, err
	}
	if len(list) == 0 {
		return PrintRun{}, fmt.Errorf("print run %d: %w", id, postkamer.ErrNotFound)
	}
	return list[0], nil
}

func (s *Store) runs(ctx context.Context, where string, args ...any) ([]PrintRun, error) {
	rows, _ := s.pool.Query(ctx, `SELECT id, made_by, made_at FROM print_runs `+where, args...)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (p PrintRun, err error) {
		err = row.Scan(&p.ID, &p.MadeBy, &p.MadeAt)
		return p, err
	})
	if err != nil {
		return nil, fmt.Errorf("list print runs: %w", err)
	}
	for i := range list {
		if list[i].Letters, err = s.letters(ctx, ` WHERE l.run_id = $1 ORDER BY l.id`, list[i].ID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// ConfirmRun says which letters of a run are on paper; the others wait for the printer
// again. From today, the day on which it goes out, a letter does what it says: the term
// stands still from the day after, or has more weeks. ErrConflict means that the run was confirmed already.
func (s *Store) ConfirmRun(ctx context.Context, id postkamer.PrintRunID, by postkamer.Person, good []postkamer.LetterID, today time.Time) error {
	err := s.InTx(ctx, func(tx *Tx) error {
		err := tx.one(ctx, `UPDATE print_runs SET confirmed_by = $2, confirmed_at = now() WHERE id = $1 AND confirmed_at IS NULL`, id, by.Name)
		if err != nil {
			return err
		}
		if err := tx.holdCasesOf(ctx, good); err != nil {
			return err
		}
		rows, _ := tx.tx.Query(ctx, `
			UPDATE letters
			SET state = 'printed', sent_by = $3, sent_at = now(), code = ''
			WHERE run_id = $1 AND id = ANY($2)
			RETURNING case_id`, id, good, by.Name)
		cases, err := pgx.CollectRows(rows, pgx.RowTo[postkamer.CaseID])
		if err != nil {
			return err
		}
		if err := tx.notPrinted(ctx, id); err != nil {
			return err
		}
		for _, about := range cases {
			if err := tx.wentOut(ctx, about, good, by.Name, today); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("confirm print run %d: %w", id, err)
	}
	return nil
}

// notPrinted lets the letters of a run that are not on paper wait again.
func (tx *Tx) notPrinted(ctx context.Context, id postkamer.PrintRunID) error {
	_, err := tx.tx.Exec(ctx, `UPDATE letters SET run_id = NULL, sha256 = '', size = 0 WHERE run_id = $1 AND state = 'made'`, id)
	return err
}
