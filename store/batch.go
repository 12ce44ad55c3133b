package store

import (
	"cmp"
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

// AddBatch stores a new batch with its files and returns it with its numbers. A
// stack of paper gets the next number of its day and, without a profile, the current
// one of its source; with Attended a person looks whatever the profile says. It returns ErrConflict when a batch with the same key is there
// already, or by a rare chance one with the same reference: BatchByKey tells which.
func (tx *Tx) AddBatch(ctx context.Context, b postkamer.Batch) (postkamer.Batch, error) {
	if b.Channel == postkamer.Scan {
		if err := tx.numberBatch(ctx, &b); err != nil {
			return b, err
		}
	}
	if b.State == postkamer.Split {
		b.ReleasedBy = postkamer.Machine
	}
	all := &pgx.Batch{}
	all.Queue(`
		INSERT INTO batches (reference, channel, source, key, received_on, received_at, taken_by, state,
			day, number, received_why, origin, profile_id, device, sheets_counted, pieces_counted, count_why, pages_left,
			released_by, attended, released_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8,
			$9, nullif($10, 0), $11, $12, nullif($13, 0), $14, $15, $16, $17, CASE WHEN $8 = 'scanning' THEN 0 END,
			$18, $19, CASE WHEN $18 <> '' THEN now() END)
		RETURNING id, received_at`,
		b.Reference, b.Channel, b.Source, b.Key, b.ReceivedOn, b.ReceivedAt, b.By, b.State,
		orNull(b.Day), b.Number, b.ReceivedWhy, cmp.Or(b.Origin, postkamer.FromPost), b.ProfileID, b.Device,
		b.SheetsCounted, b.PiecesCounted, b.CountWhy, b.ReleasedBy, b.Attended,
	).QueryRow(func(row pgx.Row) error { return row.Scan(&b.ID, &b.ReceivedAt) })
	for i := range b.Files {
		b.Files[i].Position = i
		queueFile(all, 0, &b.Files[i])
	}
	err := tx.send(ctx, all)
	var pgErr *pgconn.PgError
	if errors.As(err, &pgErr) && pgErr.Code == uniqueViolation {
		return b, fmt.Errorf("add batch: %w", postkamer.ErrConflict)
	}
	if err != nil {
		return b, fmt.Errorf("add batch: %w", err)
	}
	return b, tx.logOtherDay(ctx, b)
}

// numberBatch gives a stack its number of the day and its profile.
func (tx *Tx) numberBatch(ctx context.Context, b *postkamer.Batch) (err error) {
	b.Day = postkamer.DayOf(b.ReceivedAt)
	if b.Number, err = tx.nextNumber(ctx, "batch", b.Day); err != nil {
		return err
	}
	var profile postkamer.Profile
	if b.ProfileID != 0 {
		profile, err = tx.Profile(ctx, b.ProfileID)
	} else {
		profile, err = tx.currentProfile(ctx, string(b.Source))
	}
	if err != nil {
		return fmt.Errorf("add batch: %w", err)
	}
	b.ProfileID, b.Attended = profile.ID, b.Attended || profile.Attended
	return nil
}

// nextNumber issues the next number of a series. The row stays locked until the
// transaction ends; what is rolled back gives its number back, so that there is no gap.
func (tx *Tx) nextNumber(ctx context.Context, series string, day time.Time) (n int, err error) {
	err = tx.tx.QueryRow(ctx, `
		INSERT INTO day_numbers (series, day, last)
		VALUES ($1, $2, 1)
		ON CONFLICT (series, day) DO UPDATE SET last = day_numbers.last + 1
		RETURNING last`, series, day).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("number of a %s: %w", series, err)
	}
	return n, nil
}

// logOtherDay keeps who said that a stack came in on another day, and why: terms
// depend on it.
func (tx *Tx) logOtherDay(ctx context.Context, b postkamer.Batch) error {
	if b.Channel != postkamer.Scan || !b.OtherDay() {
		return nil
	}
	detail := b.ReceivedOn.Format(time.DateOnly)
	if b.ReceivedWhy != "" {
		detail += ": " + b.ReceivedWhy
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventOtherDay, Actor: b.By, BatchID: b.ID, Detail: detail})
}

// orNull makes NULL of a time that is not known.
func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func (tx *Tx) addFile(ctx context.Context, batch postkamer.BatchID, f *postkamer.File) error {
	all := &pgx.Batch{}
	queueFile(all, batch, f)
	if err := tx.send(ctx, all); err != nil {
		return fmt.Errorf("add file %d of batch %d: %w", f.Position, batch, err)
	}
	return nil
}

// queueFile adds a file of a batch to what is sent; 0 is the batch that this connection
// added last.
func queueFile(to *pgx.Batch, batch postkamer.BatchID, f *postkamer.File) {
	if f.Flags == nil {
		f.Flags = []string{}
	}
	to.Queue(`
		INSERT INTO files (batch_id, position, name, sha256, size, kind, pages, flags, part)
		VALUES (coalesce(nullif($1::bigint, 0), currval(pg_get_serial_sequence('batches', 'id'))), $2, $3, $4, $5, $6, $7, $8, nullif($9, ''))
		RETURNING id`,
		int64(batch), f.Position, f.Name, f.SHA256, f.Size, f.Kind, f.Pages, f.Flags, f.Part,
	).QueryRow(func(row pgx.Row) error { return row.Scan(&f.ID) })
}

// never is the time of what did not happen: it is read as the zero time.Time.
const never = `timestamptz '0001-01-01 00:00:00+00'`

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
	coalesce(pages_left, 0),
	coalesce(day, date '0001-01-01'),
	coalesce(number, 0),
	received_why,
	origin,
	coalesce(profile_id, 0),
	device,
	attended,
	sheets_counted,
	pieces_counted,
	count_why,
	coalesce(idle_at, ` + never + `),
	coalesce(released_at, ` + never + `),
	released_by,
	coalesce(closed_at, ` + never + `),
	closed_by,
	coalesce(box_id, 0),
	coalesce(box_position, 0),
	` + openMishaps

func scanBatch(row pgx.CollectableRow) (postkamer.Batch, error) {
	var b postkamer.Batch
	err := row.Scan(batchFields(&b)...)
	return b, err
}

// batchFields are where batchColumns go.
func batchFields(b *postkamer.Batch) []any {
	return []any{&b.ID, &b.Reference, &b.Channel, &b.Source, &b.Key, &b.ReceivedOn,
		&b.ReceivedAt, &b.By, &b.State, &b.StuckWhy, &b.PagesLeft,
		&b.Day, &b.Number, &b.ReceivedWhy, &b.Origin, &b.ProfileID, &b.Device, &b.Attended,
		&b.SheetsCounted, &b.PiecesCounted, &b.CountWhy, &b.IdleAt, &b.ReleasedAt, &b.ReleasedBy,
		&b.ClosedAt, &b.ClosedBy, &b.BoxID, &b.BoxPosition, &b.Mishaps}
}

// Batch returns one batch with its files, or ErrNotFound.
func (s *Store) Batch(ctx context.Context, id postkamer.BatchID) (postkamer.Batch, error) {
	return s.batch(ctx, `SELECT `+batchColumns+` FROM batches WHERE id = $1`, id)
}

// BatchByKey returns the batch with an idempotency key, or ErrNotFound.
func (s *Store) BatchByKey(ctx context.Context, key string) (postkamer.Batch, error) {
	return s.batch(ctx, `SELECT `+batchColumns+` FROM batches WHERE key = $1`, key)
}

func (s *Store) batch(ctx context.Context, sql string, args ...any) (postkamer.Batch, error) {
	rows, _ := s.pool.Query(ctx, sql, args...)
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
		SELECT id, position, name, sha256, size, kind, pages, flags, coalesce(part, ''), coalesce((SELECT state FROM scans s WHERE s.sha256 = files.sha256), '')
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
		SELECT id, position, name, sha256, size, kind, pages, flags, coalesce(part, ''), coalesce((SELECT state FROM scans s WHERE s.sha256 = files.sha256), '')
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
	err := row.Scan(&f.ID, &f.Position, &f.Name, &f.SHA256, &f.Size, &f.Kind, &f.Pages, &f.Flags, &f.Part, &f.Scan)
	return f, err
}

// MakePages adds a row for every page of a batch's files and queues their
// preparation. It returns ErrConflict when the rows were made before.
func (tx *Tx) MakePages(ctx context.Context, b postkamer.Batch) error {
	total := 0
	for _, f := range b.Files {
		total += f.Pages
	}
	var duplex bool
	err := tx.tx.QueryRow(ctx, `
		UPDATE batches
		SET pages_left = $2, state_since = now()
		WHERE id = $1 AND state = 'splitting' AND pages_left IS NULL
		RETURNING coalesce((SELECT (settings ->> 'duplex')::boolean FROM profiles WHERE profiles.id = profile_id), false)`, b.ID, total).Scan(&duplex)
	if err != nil {
		return fmt.Errorf("make pages of batch %d: %w", b.ID, conflict(err))
	}
	page := newPage{batch: b.ID, profile: b.ProfileID}
	for _, f := range b.Files {
		for page.number = 1; page.number <= f.Pages; page.number++ {
			page.file = f.ID
			page.paper(duplex, page.position)
			if _, err := tx.addPage(ctx, page); err != nil {
				return err
			}
			page.position++
		}
	}
	return nil
}

// A newPage is a page that comes in.
type newPage struct {
	batch           postkamer.BatchID
	file            postkamer.FileID
	profile         postkamer.ProfileID
	number          int // in the file
	position        int // in the batch
	sheet           int
	back, starts    bool
	fixed           []string
	replaces, after postkamer.PageID
}

// paper says which side of which sheet the index-th page of a scanner is.
func (p *newPage) paper(duplex bool, index int) {
	p.sheet, p.back = index+1, false
	if duplex {
		p.sheet, p.back = index/2+1, index%2 == 1
	}
}

func (tx *Tx) addPage(ctx context.Context, p newPage) (postkamer.PageID, error) {
	if p.fixed == nil {
		p.fixed = []string{}
	}
	var id postkamer.PageID
	err := tx.tx.QueryRow(ctx, `
		INSERT INTO pages (batch_id, file_id, number, position, profile_id, sheet, back, starts, fixed, replaces, after_id)
		VALUES ($1, $2, $3, $4, nullif($5, 0), $6, $7, $8, $9, nullif($10, 0), nullif($11, 0))
		RETURNING id`, p.batch, p.file, p.number, p.position, int64(p.profile), p.sheet, p.back, p.starts, p.fixed,
		int64(p.replaces), int64(p.after)).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("add page %d of batch %d: %w", p.position, p.batch, err)
	}
	return id, tx.nextPage(ctx, postkamer.PreparePage{PageID: id}, p.position)
}

// BatchStuck says that a batch cannot be cut into pieces: it stays on the
// operator's page with the Dutch reason. So does a stack of which pages that came in
// between cannot be judged; what was done to its pages stays.
func (tx *Tx) BatchStuck(ctx context.Context, id postkamer.BatchID, why string) error {
	err := tx.one(ctx, `
		UPDATE batches
		SET state = 'stuck', stuck_why = $2, state_since = now()
		WHERE id = $1 AND state IN ('splitting', 'looking')`, id, why)
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
