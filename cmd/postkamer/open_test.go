package main

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"postkamer/store"
)

// aDataFolder starts the servers of a data folder as another process would have done, with
// nothing in the database yet.
func aDataFolder(t *testing.T) (data, url string, do func(sql string) int) {
	t.Helper()
	if testing.Short() {
		t.Skip("starts servers")
	}
	t.Setenv("POSTKAMER_S3_BIN", s3Binary(t))
	data = filepath.Join(shortTemp(t), "var")
	owner, err := startStore(t.Context(), data, settings{S3Secure: true}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), owner.cfg.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		if err := errors.Join(conn.Close(ctx), owner.Close(ctx)); err != nil {
			t.Error(err)
		}
	})
	return data, owner.cfg.DatabaseURL, func(sql string) (n int) {
		t.Helper()
		if err := conn.QueryRow(t.Context(), sql).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
}

const tablesThere = `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`

// TestWhoIsNotTheOwnerChangesNoTables: a second program may be of another version, and
// what works there does so with the tables of its own.
func TestWhoIsNotTheOwnerChangesNoTables(t *testing.T) {
	data, url, do := aDataFolder(t)
	if _, err := openAlone(t.Context(), data, settings{S3Secure: true}, quiet()); err == nil || !strings.Contains(err.Error(), "already works in "+data) {
		t.Errorf("a second service: %v", err)
	}
	command := func() error {
		t.Helper()
		guest, err := startStore(t.Context(), data, settings{S3Secure: true}, quiet())
		if err != nil {
			t.Fatal(err)
		}
		guest.patience = 0
		opened, err := guest.connected(t.Context())
		if err == nil {
			opened.Store.Close()
		}
		return err
	}
	if err := command(); err == nil || !strings.Contains(err.Error(), "older version") {
		t.Errorf("a command of a newer version: %v", err)
	}
	if n := do(tablesThere); n != 0 {
		t.Fatalf("%d tables were made", n)
	}
	if err := store.Migrate(t.Context(), url); err != nil { // as its owner does
		t.Fatal(err)
	}
	if err := command(); err != nil {
		t.Errorf("a command of the same version: %v", err)
	}
	do(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true) RETURNING 1`)
	if err := command(); err == nil || !strings.Contains(err.Error(), "newer version") {
		t.Errorf("a command of an older version: %v", err)
	}
}
