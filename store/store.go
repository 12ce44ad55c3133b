package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"postkamer"
)

// Config says where the database and the object store are.
type Config struct {
	DatabaseURL string // postgres:// or a key=value string
	S3Endpoint  string // host:port
	S3AccessKey string
	S3SecretKey string
	S3Bucket    string
	S3Secure    bool   // https
	CacheDir    string // local copies of originals that are being worked on; empty: a temporary folder
	Log         *slog.Logger
}

// A Store is safe for use by many goroutines.
type Store struct {
	pool    *pgxpool.Pool
	jobs    *river.Client[pgx.Tx] // inserts only; package workers has the client that works
	waker   waker
	objects *objects
	cache   *cache
	kept    kept
	table   addressTable
	log     *slog.Logger
	office  func() postkamer.Office // its Terms are the rules by which terms are reckoned
}

// Open connects to the database and the object store. It makes the bucket when
// that is missing but does not migrate the database; see Migrate.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	objects, err := openObjects(ctx, cfg)
	if err != nil {
		return nil, err
	}
	pool, err := openPool(ctx, cfg.DatabaseURL)
	if err != nil {
		return nil, err
	}
	jobs, err := river.NewClient(riverpgxv5.New(pool), &river.Config{MaxAttempts: maxAttempts, Logger: cfg.Log})
	if err != nil {
		pool.Close()
		return nil, fmt.Errorf("open job queue: %w", err)
	}
	cache, err := openCache(cfg.CacheDir)
	if err != nil {
		pool.Close()
		return nil, err
	}
	s := &Store{pool: pool, jobs: jobs, objects: objects, cache: cache, kept: kept{pages: map[postkamer.PageID]keptPage{}}, log: cfg.Log, office: func() postkamer.Office { return postkamer.Office{Terms: postkamer.DefaultTermRules()} }}
	s.waker.call = s.callWorkers
	return s, nil
}

// connections is how many connections to the database are open at most, unless the
// address says otherwise (pool_max_conns). Most of a connection's time goes into waiting
// for the disk, so that many commit together: with 16 a quarter more forms are sent in a
// second than with the four that pgx takes on two processors.
const connections = 16

func openPool(ctx context.Context, address string) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	if !strings.Contains(address, "pool_max_conns") {
		cfg.MaxConns = connections
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return pool, nil
}

// Close waits for queries under way and closes the connections.
func (s *Store) Close() {
	s.waker.wake()
	s.pool.Close()
	s.cache.close()
	s.objects.close()
}

// Pool is for package workers, whose River client needs its own hold on the database.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// Ready tells whether the database answers and is migrated, and whether the
// bucket is there.
func (s *Store) Ready(ctx context.Context) (database, storage error) {
	if _, err := s.pool.Exec(ctx, `SELECT 1 FROM batches LIMIT 1`); err != nil {
		database = fmt.Errorf("database: %w", err)
	}
	return database, s.objects.ready(ctx)
}

// Tx is one all-or-nothing change: rows, events and the jobs that follow.
type Tx struct {
	tx     pgx.Tx
	jobs   *river.Client[pgx.Tx]
	office func() postkamer.Office
	next   []river.InsertManyParams      // steps that follow, not written yet
	rest   pgx.Batch                     // statements that can wait, see later
	more   []func(context.Context) error // what their answers ask for, see then
}

// InTx runs f in a transaction: committed if f returns nil, else rolled back. What later
// keeps and the steps that follow are written together at its end.
func (s *Store) InTx(ctx context.Context, f func(*Tx) error) error {
	t := &Tx{jobs: s.jobs, office: s.office}
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		t.tx = tx
		if err := f(t); err != nil {
			return err
		}
		if err := t.finish(ctx); err != nil {
			return err
		}
		return t.queue(ctx)
	})
	if err == nil {
		s.waker.committed(t.lanes())
	}
	return err
}

// finish sends what can wait, and does what the answers ask for.
func (tx *Tx) finish(ctx context.Context) error {
	for tx.rest.Len() > 0 || len(tx.more) > 0 {
		if err := tx.flush(ctx); err != nil {
			return err
		}
		more := tx.more
		tx.more = nil
		for _, do := range more {
			if err := do(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// later keeps a statement for the end of the transaction, where all of them make one round
// trip. For statements of which nothing is read before that. What takes its answer may
// keep more statements and steps; what must ask the database itself goes through then.
func (tx *Tx) later(sql string, args ...any) *pgx.QueuedQuery { return tx.rest.Queue(sql, args...) }

// then keeps what is done once the statements that wait are sent.
func (tx *Tx) then(do func(context.Context) error) { tx.more = append(tx.more, do) }

// flush sends what later kept, in order.
func (tx *Tx) flush(ctx context.Context) error {
	rest := tx.rest
	tx.rest = pgx.Batch{}
	return tx.send(ctx, &rest)
}

// send runs several statements in one round trip.
func (tx *Tx) send(ctx context.Context, all *pgx.Batch) error {
	if all.Len() == 0 {
		return nil
	}
	return tx.tx.SendBatch(ctx, all).Close()
}

// one runs an update that must change exactly one row; none is ErrConflict.
func (tx *Tx) one(ctx context.Context, sql string, args ...any) error {
	tag, err := tx.tx.Exec(ctx, sql, args...)
	if err != nil {
		return err
	}
	return changedOne(tag)
}

// changedOne is ErrConflict for an update that changed no row.
func changedOne(tag pgconn.CommandTag) error {
	if tag.RowsAffected() == 0 {
		return postkamer.ErrConflict
	}
	return nil
}

// notFound turns "no rows" into ErrNotFound.
func notFound(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return postkamer.ErrNotFound
	}
	return err
}

// conflict turns "no rows" of an update into ErrConflict.
func conflict(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return postkamer.ErrConflict
	}
	return err
}
