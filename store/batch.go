package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"postkamer"
)

// uniqueViolation is PostgreSQL's code for a broken UNIQUE constraint.
const uniqueViolation = "23505"

// referenceDraws bounds how often a reference is drawn anew. There are 28 million
// a year, so that even in a year of a million pieces ten taken ones in a row is a
// fault and not chance.
const referenceDraws = 10

// NewReference draws a reference that no batch and no piece has.
func (s *Store) NewReference(ctx context.Context, prefix string, at time.Time) (string, error) {
	for range referenceDraws {
		reference := postkamer.NewReference(prefix, at)
		var taken bool
		err := s.pool.QueryRow(ctx, `
			SELECT EXISTS (SELECT 1 FROM batches WHERE reference = $1)
				OR EXISTS (SELECT 1 FROM pieces WHERE reference = $1)`, reference).Scan(&taken)
		if err != nil {
			return "", fmt.Errorf("draw reference: %w", err)
		}
		if !taken {
			return reference, nil
		}
	}
	return "", errNoReference
}

// errNoReference is a fault: chance alone does not take so many references.
var errNoReference = errors.New("every reference that was drawn is taken")

// AddBatch stores a new batch with its files and returns it with its numbers.
// It returns ErrConflict when a batch with the same key is there already, or by a
// rare chance one with the same reference: BatchByKey tells which.
func (tx *Tx) AddBatch(ctx context.Context, b postkamer.Batch) (postkamer.Batch, error) {
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO batches (reference, channel, source, key, received_on, received_at, taken_by, state)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		RETURNING id, received_at`,
		b.Reference, b.Channel, b.Source, b.Key, b.ReceivedOn, b.ReceivedAt, b.By, b.State,
	).Scan(&b.ID, &b.ReceivedAt)
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && pgErr.Code == uniqueViolation {
		return b, fmt.Errorf("add batch: %w", postkamer.ErrConflict)
	}
	if err != nil {
		return b, fmt.Errorf("add batch: %w", err)
	}
	for i := range b.Files {
		if err := tx.addFile(ctx, b.ID, i, &b.Files[i]); err != nil {
			return b, err
		}
	}
	return b, nil
}

func (tx *Tx) addFile(ctx context.Context, batch postkamer.BatchID, position int, f *postkamer.File) error {
	f.Position = position
	if f.Flags == nil {
		f.Flags = []string{}
	}
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO files (batch_id, position, name, sha256, size, kind, pages, flags)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		RETURNING id`,
		batch, position, f.Name, f.SHA256, f.Size, f.Kind, f.Pages, f.Flags,
	).Scan(&f.ID)
	if err != nil {
		return fmt.Errorf("add file %d of batch %d: %w", position, batch, err)
	}
	return nil
}

const batchColumns = `
	id,
	reference,
	channel,
	source,
	key,
	received_on,
	received_at,
	taken_by,
	state,
	stuck_why,
	coalesce(pages_left, 0)`

func scanBatch(row pgx.CollectableRow) (postkamer.Batch, error) {
	var b postkamer.Batch
	err := row.Scan(&b.ID, &b.Reference, &b.Channel, &b.Source, &b.Key, &b.ReceivedOn,
		&b.ReceivedAt, &b.By, &b.State, &b.StuckWhy, &b.PagesLeft)
	return b, err
}

// Batch returns one batch with its files, or ErrNotFound.
func (s *Store) Batch(ctx context.Context, id postkamer.BatchID) (postkamer.Batch, error) {
	return s.batch(ctx, `SELECT `+batchColumns+` FROM batches WHERE id = $1`, id)
}

// BatchByKey returns the batch with an idempotency key, or ErrNotFound.
func (s *Store) BatchByKey(ctx context.Context, key string) (postkamer.Batch, error) {
	return s.batch(ctx, `SELECT `+batchColumns+` FROM batches WHERE key = $1`, key)
}

func (s *Store) batch(ctx context.Context, sql string, arg any) (postkamer.Batch, error) {
	rows, _ := s.pool.Query(ctx, sql, arg)
	b, err := pgx.CollectExactlyOneRow(rows, scanBatch)
	if err != nil {
		return b, fmt.Errorf("batch: %w", notFound(err))
	}
	if b.Files, err = s.Files(ctx, b.ID); err != nil {
		return b, err
	}
	return b, nil
}

// Files returns the files of a batch in order.
func (s *Store) Files(ctx context.Context, id postkamer.BatchID) ([]postkamer.File, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT id, position, name, sha256, size, kind, pages, flags
		FROM files
		WHERE batch_id = $1
		ORDER BY position`, id)
	files, err := pgx.CollectRows(rows, scanFile)
	if err != nil {
		return nil, fmt.Errorf("files of batch %d: %w", id, err)
	}
	return files, nil
}

// File returns one file, or ErrNotFound.
func (s *Store) File(ctx context.Context, id postkamer.FileID) (postkamer.File, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT id, position, name, sha256, size, kind, pages, flags
		FROM files
		WHERE id = $1`, id)
	f, err := pgx.CollectExactlyOneRow(rows, scanFile)
	if err != nil {
		return f, fmt.Errorf("file %d: %w", id, notFound(err))
	}
	return f, nil
}

func scanFile(row pgx.CollectableRow) (postkamer.File, error) {
	var f postkamer.File
	err := row.Scan(&f.ID, &f.Position, &f.Name, &f.SHA256, &f.Size, &f.Kind, &f.Pages, &f.Flags)
	return f, err
}

// MakePages adds a row for every page of a batch's files and queues their
// preparation. It returns ErrConflict when the rows were made before.
func (tx *Tx) MakePages(ctx context.Context, b postkamer.Batch) error {
	total := 0
	for _, f := range b.Files {
		total += f.Pages
	}
	err := tx.one(ctx, `
		UPDATE batches
		SET pages_left = $2, state_since = now()
		WHERE id = $1 AND state = 'splitting' AND pages_left IS NULL`, b.ID, total)
	if err != nil {
		return fmt.Errorf("make pages of batch %d: %w", b.ID, err)
	}
	position := 0
	for _, f := range b.Files {
		for number := 1; number <= f.Pages; number++ {
			if err := tx.addPage(ctx, b.ID, f.ID, number, position); err != nil {
				return err
			}
			position++
		}
	}
	return nil
}

func (tx *Tx) addPage(ctx context.Context, batch postkamer.BatchID, file postkamer.FileID, number, position int) error {
	var id postkamer.PageID
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO pages (batch_id, file_id, number, position)
		VALUES ($1, $2, $3, $4)
		RETURNING id`, batch, file, number, position).Scan(&id)
	if err != nil {
		return fmt.Errorf("add page %d of batch %d: %w", position, batch, err)
	}
	return tx.nextPage(ctx, postkamer.PreparePage{PageID: id}, position)
}

// BatchSplit closes the splitting of a batch. It returns ErrConflict when that
// was done before or a page is still being prepared.
func (tx *Tx) BatchSplit(ctx context.Context, id postkamer.BatchID) error {
	err := tx.one(ctx, `
		UPDATE batches
		SET state = 'split', state_since = now()
		WHERE id = $1 AND state = 'splitting' AND pages_left = 0`, id)
	if err != nil {
		return fmt.Errorf("close splitting of batch %d: %w", id, err)
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventSplit, BatchID: id})
}

// BatchStuck says that a batch cannot be cut into pieces: it stays on the
// operator's page with the Dutch reason.
func (tx *Tx) BatchStuck(ctx context.Context, id postkamer.BatchID, why string) error {
	err := tx.one(ctx, `
		UPDATE batches
		SET state = 'stuck', stuck_why = $2, state_since = now()
		WHERE id = $1 AND state = 'splitting'`, id, why)
	if err != nil {
		return fmt.Errorf("mark batch %d stuck: %w", id, err)
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventStuck, BatchID: id, Detail: why})
}

// RetryBatch sets a stuck batch going again, on the word of an operator.
func (tx *Tx) RetryBatch(ctx context.Context, id postkamer.BatchID, by string) error {
	var made bool
	err := tx.tx.QueryRow(ctx, `
		UPDATE batches
		SET state = 'splitting', stuck_why = '', swept = 0, state_since = now()
		WHERE id = $1 AND state = 'stuck'
		RETURNING pages_left IS NOT NULL`, id).Scan(&made)
	if errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("retry batch %d: %w", id, postkamer.ErrConflict)
	}
	if err != nil {
		return fmt.Errorf("retry batch %d: %w", id, err)
	}
	if err := tx.Event(ctx, postkamer.Event{Kind: postkamer.EventRetried, Actor: by, BatchID: id}); err != nil {
		return err
	}
	if made {
		return tx.Next(ctx, postkamer.GroupPages{BatchID: id})
	}
	return tx.Next(ctx, postkamer.SplitBatch{BatchID: id})
}

// AddRefusal notes that a file was not taken in. The same key is noted once.
func (tx *Tx) AddRefusal(ctx context.Context, key string, source postkamer.Source, by string, r *postkamer.Refusal) error {
	tag, err := tx.tx.Exec(ctx, `
		INSERT INTO refusals (key, source, taken_by, name, code)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (key) DO NOTHING`, key, source, by, r.Name, r.Code)
	if err != nil {
		return fmt.Errorf("note refusal: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return nil
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventRefused, Actor: by, Detail: string(r.Code)})
}

// A RefusedFile is a file that was not taken in.
type RefusedFile struct {
	At     time.Time
	Source postkamer.Source
	By     string
	Name   string
	Code   postkamer.RefusalCode
}

// RefusedSince returns the files that were refused since a time, newest first.
func (s *Store) RefusedSince(ctx context.Context, since time.Time) ([]RefusedFile, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT at, source, taken_by AS "by", name, code
		FROM refusals
		WHERE at >= $1
		ORDER BY at DESC
		LIMIT 200`, since)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[RefusedFile])
	if err != nil {
		return nil, fmt.Errorf("refused files: %w", err)
	}
	return list, nil
}

// A BatchLine is one batch on the operator's page, with its page accounting.
type BatchLine struct {
	postkamer.Batch
	FileCount  int
	Pages      int // rows of pages
	InPieces   int // shown as part of a piece
	Blank      int
	Separators int
	Unreadable int // cannot be decoded; part of a piece
	Pieces     int
	Routed     int // pieces that are with a person
}

// batchLines bounds the operator's list of batches that need nothing any more.
const batchLines = 200

// BatchesSince returns the last scanned batches received since a time, newest
// first, and every one, however old, that is stuck or still being split.
func (s *Store) BatchesSince(ctx context.Context, since time.Time) ([]BatchLine, error) {
	rows, _ := s.pool.Query(ctx, `
		SELECT `+batchColumns+`,
			(SELECT count(*) FROM files f WHERE f.batch_id = b.id),
			p.n, p.in_pieces, p.blank, p.separators, p.unreadable,
			(SELECT count(*) FROM pieces WHERE batch_id = b.id),
			(SELECT count(*) FROM pieces WHERE batch_id = b.id AND stage = 'routed')
		FROM batches b
		CROSS JOIN LATERAL (
			SELECT count(*) AS n,
				count(*) FILTER (WHERE mark = '' AND piece_id IS NOT NULL) AS in_pieces,
				count(*) FILTER (WHERE mark = 'blank') AS blank,
				count(*) FILTER (WHERE mark = 'separator') AS separators,
				count(*) FILTER (WHERE state = 'unreadable') AS unreadable
			FROM pages
			WHERE batch_id = b.id
		) p
		WHERE b.channel = 'scan' AND b.state <> 'split'
			OR b.id IN (
				SELECT id
				FROM batches
				WHERE channel = 'scan' AND received_at >= $1
				ORDER BY id DESC
				LIMIT $2)
		ORDER BY b.id DESC`, since, batchLines)
	lines, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (BatchLine, error) {
		var l BatchLine
		b := &l.Batch
		err := row.Scan(&b.ID, &b.Reference, &b.Channel, &b.Source, &b.Key, &b.ReceivedOn,
			&b.ReceivedAt, &b.By, &b.State, &b.StuckWhy, &b.PagesLeft,
			&l.FileCount, &l.Pages, &l.InPieces, &l.Blank, &l.Separators, &l.Unreadable, &l.Pieces, &l.Routed)
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("batches: %w", err)
	}
	return lines, nil
}
