package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// openMishaps counts, of the batch of the query around it, what waits for a person.
const openMishaps = `(SELECT count(*) FROM mishaps WHERE mishaps.batch_id = id AND settled_at IS NULL)`

// AddMishap keeps that something went wrong with a page from a scanner; the same page is
// kept once. When somebody had asked for the page of a stack that is released, the
// request says so and stays open: that is enough.
func (tx *Tx) AddMishap(ctx context.Context, m postkamer.Mishap, replaces postkamer.PageID, by string) error {
	b, err := tx.LockBatch(ctx, m.BatchID)
	if err != nil {
		return err
	}
	if asked, err := tx.answerRescan(ctx, b, replaces, m.Why); asked || err != nil {
		return err
	}
	tag, err := tx.tx.Exec(ctx, `
		INSERT INTO mishaps (batch_id, part, kind, why, behind)
		VALUES ($1, $2, $3, $4, (SELECT max(id) FROM pages WHERE batch_id = $1 AND replaces IS NULL AND after_id IS NULL))
		ON CONFLICT DO NOTHING`, m.BatchID, m.Part, m.Kind, m.Why)
	if err != nil {
		return fmt.Errorf("keep mishap in batch %d: %w", m.BatchID, err)
	}
	if tag.RowsAffected() == 0 {
		return nil
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventMishap, Actor: by, BatchID: m.BatchID, Detail: string(m.Kind)})
}

// answerRescan lets the open request for a page of a released stack say what went wrong
// with the new scan, and tells whether there is one.
func (tx *Tx) answerRescan(ctx context.Context, b postkamer.Batch, page postkamer.PageID, why string) (bool, error) {
	if b.State != postkamer.Split || page == 0 {
		return false, nil
	}
	tag, err := tx.tx.Exec(ctx, `UPDATE rescans SET answer = $2 WHERE page_id = $1 AND state = 'open'`, page, why)
	if err != nil {
		return false, fmt.Errorf("answer the request for page %d: %w", page, err)
	}
	return tag.RowsAffected() > 0, nil
}

// Mishaps returns what went wrong with pages of a stack, the oldest first.
func (s *Store) Mishaps(ctx context.Context, id postkamer.BatchID) ([]postkamer.Mishap, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT batch_id, part, kind, why, at, coalesce(behind, 0), coalesce(settled_at, `+never+`), settled_by, answer
		FROM mishaps
		WHERE batch_id = $1
		ORDER BY at, part`, id)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[postkamer.Mishap])
	if err != nil {
		return nil, fmt.Errorf("mishaps of batch %d: %w", id, err)
	}
	return list, nil
}

// SettleMishap keeps what became of a page of which something went wrong, in the words
// of who says so. The answer postkamer.MishapScanned must be true: ErrNotFound means that
// no page came in since that can be it. ErrConflict means that it was settled before, or
// is not there.
func (tx *Tx) SettleMishap(ctx context.Context, id postkamer.BatchID, part, answer string, by postkamer.Person) error {
	if _, err := tx.LockBatch(ctx, id); err != nil {
		return err
	}
	if answer == postkamer.MishapScanned {
		if err := tx.scannedSince(ctx, id, part); err != nil {
			return fmt.Errorf("settle mishap in batch %d: %w", id, err)
		}
	}
	err := tx.one(ctx, `
		UPDATE mishaps
		SET settled_at = now(), settled_by = $3, answer = $4
		WHERE batch_id = $1 AND part = $2 AND settled_at IS NULL`, id, part, by.Name, answer)
	if err != nil {
		return fmt.Errorf("settle mishap in batch %d: %w", id, err)
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventMishapDone, Actor: by.Name, BatchID: id, Detail: answer})
}

// scannedSince returns ErrNotFound unless a page came in after the mishap, by another run
// of the scanner, that no other mishap of the stack was settled with.
func (tx *Tx) scannedSince(ctx context.Context, id postkamer.BatchID, part string) error {
	run := part
	if i := strings.LastIndexByte(part, '-'); i > 0 {
		run = part[:i]
	}
	var enough bool
	err := tx.tx.QueryRow(ctx, `
		SELECT (SELECT count(*)
			FROM pages p JOIN files f ON f.id = p.file_id
			WHERE p.batch_id = $1 AND p.id > coalesce(m.behind, 0) AND p.mark <> 'rejected' AND NOT starts_with(coalesce(f.part, ''), $3))
			> (SELECT count(*) FROM mishaps d WHERE d.batch_id = $1 AND d.answer = $4)
		FROM mishaps m
		WHERE m.batch_id = $1 AND m.part = $2`, id, part, run, postkamer.MishapScanned).Scan(&enough)
	if errors.Is(err, pgx.ErrNoRows) {
		return postkamer.ErrConflict
	}
	if err == nil && !enough {
		return postkamer.ErrNotFound
	}
	return err
}
