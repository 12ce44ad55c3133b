package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"math"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrateLock is the advisory lock that lets one process migrate at a time.
const migrateLock = 7_305_081_914

// Migrate brings the database at url up to date: the job queue's tables and
// ours. It may be run at any time, by several processes at once, and changes
// nothing when there is nothing to do.
func Migrate(ctx context.Context, url string) error {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer pool.Close()
	lock, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer lock.Release()
	if _, err := lock.Exec(ctx, `SELECT pg_advisory_lock($1)`, migrateLock); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer func() { // closing the pool lets go of it as well
		_, _ = lock.Exec(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, migrateLock)
	}()
	if err := migrateJobs(ctx, pool); err != nil {
		return err
	}
	return migrateTables(ctx, pool)
}

func migrateJobs(ctx context.Context, pool *pgxpool.Pool) error {
	m, err := rivermigrate.New(riverpgxv5.New(pool), nil)
	if err != nil {
		return fmt.Errorf("migrate job queue: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate job queue: %w", err)
	}
	return nil
}

func migrateTables(ctx context.Context, pool *pgxpool.Pool) error {
	return migrateTablesTo(ctx, pool, newest)
}

// newest is the version of the last migration, whatever its number.
const newest = math.MaxInt64

func migrateTablesTo(ctx context.Context, pool *pgxpool.Pool, version int64) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("migrate tables: %w", err)
	}
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files)
	if err != nil {
		return fmt.Errorf("migrate tables: %w", err)
	}
	if _, err := provider.UpTo(ctx, version); err != nil {
		return fmt.Errorf("migrate tables: %w", err)
	}
	return nil
}

// What CheckTables finds.
var (
	// ErrOlderTables says that the database was not brought up to date by this program, or
	// not yet.
	ErrOlderTables = errors.New("the tables are of an older version")
	// ErrNewerTables says that a later version of this program did so.
	ErrNewerTables = errors.New("the tables are of a newer version")
)

// CheckTables tells whether the tables at url are those of this program, and changes
// nothing: nil, ErrOlderTables or ErrNewerTables.
func CheckTables(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return fmt.Errorf("check tables: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	want, err := lastMigration()
	if err != nil {
		return err
	}
	var have int64
	err = conn.QueryRow(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&have)
	switch {
	case noTable(err), err == nil && have < want:
		return ErrOlderTables
	case err == nil && have > want:
		return ErrNewerTables
	case err != nil:
		return fmt.Errorf("check tables: %w", err)
	}
	return nil
}

// undefinedTable is the SQLSTATE of a table that is not there.
const undefinedTable = "42P01"

// noTable tells whether a statement named a table that is not there.
func noTable(err error) bool {
	var wrong *pgconn.PgError
	return errors.As(err, &wrong) && wrong.Code == undefinedTable
}

// lastMigration is the number of the newest migration of this program.
func lastMigration() (last int64, err error) {
	files, err := fs.ReadDir(migrations, "migrations")
	if err != nil {
		return 0, fmt.Errorf("list migrations: %w", err)
	}
	for _, file := range files {
		number, err := goose.NumericComponent(file.Name())
		if err != nil {
			return 0, fmt.Errorf("list migrations: %w", err)
		}
		last = max(last, number)
	}
	return last, nil
}
