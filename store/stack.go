package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"postkamer"
)

// LockBatch returns a batch, without its files, and keeps everybody else from
// changing it until the transaction ends. Every act on a stack begins with it, before
// any of its pages is touched: always in that order, so that no two wait for each
// other. It returns ErrNotFound when there is none.
func (tx *Tx) LockBatch(ctx context.Context, id postkamer.BatchID) (postkamer.Batch, error) {
	rows, _ := tx.tx.Query(ctx, `SELECT `+batchColumns+` FROM batches WHERE id = $1 FOR NO KEY UPDATE`, id)
	b, err := pgx.CollectExactlyOneRow(rows, scanBatch)
	if err != nil {
		return b, fmt.Errorf("lock batch %d: %w", id, notFound(err))
	}
	return b, nil
}

// BatchPages returns all pages of a batch in order, as the transaction sees them.
func (tx *Tx) BatchPages(ctx context.Context, id postkamer.BatchID) ([]postkamer.Page, error) {
	rows, _ := tx.tx.Query(ctx, `SELECT `+pageColumns+` FROM pages WHERE batch_id = $1 ORDER BY position`, id)
	pages, err := pgx.CollectRows(rows, scanPage)
	if err != nil {
		return nil, fmt.Errorf("pages of batch %d: %w", id, err)
	}
	return pages, nil
}

// Page returns one page as the transaction sees it, or ErrNotFound.
func (tx *Tx) Page(ctx context.Context, id postkamer.PageID) (postkamer.Page, error) {
	rows, _ := tx.tx.Query(ctx, `SELECT `+pageColumns+` FROM pages WHERE id = $1`, id)
	p, err := pgx.CollectExactlyOneRow(rows, scanPage)
	if err != nil {
		return p, fmt.Errorf("page %d: %w", id, notFound(err))
	}
	return p, nil
}

// EndScan says that all pages of an open stack are in: after the last is prepared it
// is grouped. Parts are the keys of the files that were handed in in order to be part
// of it; when the stack does not hold exactly these it is ErrConflict and nothing
// changes. Ending it again changes nothing.
func (tx *Tx) EndScan(ctx context.Context, id postkamer.BatchID, parts []string, by string) error {
	b, err := tx.LockBatch(ctx, id)
	if err != nil {
		return err
	}
	if err := tx.sameParts(ctx, id, parts); err != nil {
		return err
	}
	if b.State != postkamer.Scanning {
		return nil // ended before
	}
	_, err = tx.tx.Exec(ctx, `
		UPDATE batches
		SET state = 'splitting', state_since = now(), idle_at = NULL, swept = 0
		WHERE id = $1`, id)
	if err != nil {
		return fmt.Errorf("end scanning of batch %d: %w", id, err)
	}
	if err := tx.Event(ctx, postkamer.Event{Kind: postkamer.EventScanEnded, Actor: by, BatchID: id}); err != nil {
		return err
	}
	if b.PagesLeft > 0 {
		return nil // the last page has it grouped
	}
	return tx.Next(ctx, postkamer.GroupPages{BatchID: id})
}

// sameParts compares what was handed in with what is there; files that were put in
// between or took the place of another do not count.
func (tx *Tx) sameParts(ctx context.Context, id postkamer.BatchID, parts []string) error {
	rows, _ := tx.tx.Query(ctx, `
		SELECT part FROM files f
		WHERE batch_id = $1 AND part IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM pages WHERE file_id = f.id AND coalesce(replaces, after_id) IS NOT NULL)`, id)
	have, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("parts of batch %d: %w", id, err)
	}
	want := map[string]bool{}
	for _, part := range parts {
		want[part] = true
	}
	for _, part := range have {
		if !want[part] {
			return fmt.Errorf("batch %d has a part that was not handed in: %w", id, postkamer.ErrConflict)
		}
		delete(want, part)
	}
	if len(want) > 0 {
		return fmt.Errorf("batch %d misses %d parts: %w", id, len(want), postkamer.ErrConflict)
	}
	return nil
}

// Annotate keeps what grouping says of the pages of a batch: marks, starts and
// findings. What a person set is kept by who calls it.
func (tx *Tx) Annotate(ctx context.Context, pages []postkamer.Page) error {
	batch := &pgx.Batch{}
	for _, p := range pages {
		eyes := p.AsksForEyes()
		batch.Queue(`
			UPDATE pages
			SET mark = $2, marked_by = $3, starts = $4, findings = $5, needs_eyes = $6, blocks = $7, grouped = true,
				looked_by = CASE WHEN $8 THEN looked_by ELSE '' END,
				looked_at = CASE WHEN $8 THEN looked_at END,
				looked_by_id = CASE WHEN $8 THEN looked_by_id END
			WHERE id = $1`,
			p.ID, p.Mark, p.MarkedBy, p.Starts, storableFindings(p.Findings), eyes, eyes && blocking(p.Findings), !p.LookedAt.IsZero())
	}
	if err := tx.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("annotate pages: %w", err)
	}
	return nil
}

// Propose ends the splitting of a batch with a proposal that waits for the operator:
// from now on only a person releases it, also after it got stuck and was tried again.
// It returns ErrConflict when that was done before or a page is still being prepared.
func (tx *Tx) Propose(ctx context.Context, id postkamer.BatchID) error {
	err := tx.one(ctx, `
		UPDATE batches
		SET state = 'looking', attended = true, state_since = now(), swept = 0
		WHERE id = $1 AND state = 'splitting' AND pages_left = 0`, id)
	if err != nil {
		return fmt.Errorf("propose pieces of batch %d: %w", id, err)
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventProposed, BatchID: id})
}

// BatchSplit releases a batch by rule and closes it: nobody had to look. It returns
// ErrConflict when that was done before or a page is still being prepared.
func (tx *Tx) BatchSplit(ctx context.Context, id postkamer.BatchID) error {
	err := tx.one(ctx, `
		UPDATE batches
		SET state = 'split', state_since = now(), released_at = now(), released_by = $2, closed_at = now(), closed_by = $2
		WHERE id = $1 AND state = 'splitting' AND pages_left = 0`, id, postkamer.Machine)
	if err != nil {
		return fmt.Errorf("close splitting of batch %d: %w", id, err)
	}
	if err := tx.freeSheets(ctx, id); err != nil {
		return err
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventSplit, BatchID: id})
}

// ReleaseBatch says that the operator let a stack go. Whether that may be is for the
// caller to check, who holds the lock. It returns ErrConflict when the stack is not
// being looked at or a page is still being prepared.
func (tx *Tx) ReleaseBatch(ctx context.Context, id postkamer.BatchID, by postkamer.Person) error {
	err := tx.one(ctx, `
		UPDATE batches
		SET state = 'split', state_since = now(), released_at = now(), released_by = $2, released_by_id = nullif($3, 0)
		WHERE id = $1 AND state = 'looking' AND pages_left = 0`, id, by.Name, int64(by.ID))
	if err != nil {
		return fmt.Errorf("release batch %d: %w", id, err)
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventSplit, Actor: by.Name, BatchID: id})
}

// SetCounts keeps what was counted by hand, 0 is not counted, and why that differs
// from what was found. ErrConflict means that the stack is closed.
func (tx *Tx) SetCounts(ctx context.Context, id postkamer.BatchID, sheets, pieces int, why, by string) error {
	b, err := tx.LockBatch(ctx, id)
	if err != nil {
		return err
	}
	if !b.ClosedAt.IsZero() || b.Channel != postkamer.Scan {
		return fmt.Errorf("count batch %d: %w", id, postkamer.ErrConflict)
	}
	if b.SheetsCounted == sheets && b.PiecesCounted == pieces && b.CountWhy == why {
		return nil
	}
	_, err = tx.tx.Exec(ctx, `
		UPDATE batches SET sheets_counted = $2, pieces_counted = $3, count_why = $4 WHERE id = $1`, id, sheets, pieces, why)
	if err != nil {
		return fmt.Errorf("count batch %d: %w", id, err)
	}
	detail := fmt.Sprintf("%d bladen, %d stukken", sheets, pieces)
	if why != "" {
		detail += ": " + why
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventCounted, Actor: by, BatchID: id, Detail: detail})
}

// CloseBatch closes a stack that was released and frees its separator sheets. Whether
// that may be is for the caller to check, who holds the lock. ErrConflict means that
// it is not released, or closed already.
func (tx *Tx) CloseBatch(ctx context.Context, id postkamer.BatchID, by string) error {
	err := tx.one(ctx, `
		UPDATE batches
		SET closed_at = now(), closed_by = $2
		WHERE id = $1 AND channel = 'scan' AND state = 'split' AND closed_at IS NULL`, id, by)
	if err != nil {
		return fmt.Errorf("close batch %d: %w", id, err)
	}
	if err := tx.freeSheets(ctx, id); err != nil {
		return err
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventBatchClosed, Actor: by, BatchID: id})
}

// idleAfter is how long an open stack may lie still before the operator is told.
const idleAfter = "30 minutes"

// TellIdle notes the open stacks with which nobody goes on, and returns how many it
// noted now. They stay open: only a person knows whether there is more paper.
func (s *Store) TellIdle(ctx context.Context) (n int, err error) {
	err = s.InTx(ctx, func(tx *Tx) error {
		rows, _ := tx.tx.Query(ctx, `
			UPDATE batches
			SET idle_at = now()
			WHERE state = 'scanning' AND idle_at IS NULL AND state_since < now() - interval '`+idleAfter+`'
			RETURNING id`)
		ids, err := pgx.CollectRows(rows, pgx.RowTo[postkamer.BatchID])
		for _, id := range ids {
			err = errors.Join(err, tx.Event(ctx, postkamer.Event{Kind: postkamer.EventIdle, BatchID: id}))
		}
		n = len(ids)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("look for idle stacks: %w", err)
	}
	return n, nil
}
