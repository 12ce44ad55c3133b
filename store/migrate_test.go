package store_test

import (
	"context"
	"errors"
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5"

	"postkamer/store"
	"postkamer/store/storetest"
)

// emptyDatabase makes a database without any table.
func emptyDatabase(t *testing.T) string {
	t.Helper()
	set := storetest.Servers(t)
	conn, err := pgx.Connect(t.Context(), set.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	const name = "migrate_test"
	for _, sql := range []string{"DROP DATABASE IF EXISTS " + name + " WITH (FORCE)", "CREATE DATABASE " + name} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	u, err := url.Parse(set.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func TestManyMigrateAtOnce(t *testing.T) {
	address := emptyDatabase(t)
	for i, err := range together(4, func(int) error { return store.Migrate(t.Context(), address) }) {
		if err != nil {
			t.Errorf("process %d: %v", i, err)
		}
	}
	before := tables(t, address)
	if before < 15 {
		t.Errorf("%d tables", before)
	}
	if err := store.Migrate(t.Context(), address); err != nil || tables(t, address) != before {
		t.Errorf("once more: %v, %d tables", err, tables(t, address))
	}
}

func TestTablesOfAnotherVersionAreTold(t *testing.T) {
	address := emptyDatabase(t)
	if err := store.CheckTables(t.Context(), address); !errors.Is(err, store.ErrOlderTables) || tables(t, address) != 0 {
		t.Errorf("an empty database: %v, %d tables", err, tables(t, address))
	}
	if err := store.MigrateTo(t.Context(), address, 1); err != nil {
		t.Fatal(err)
	}
	if err := store.CheckTables(t.Context(), address); !errors.Is(err, store.ErrOlderTables) {
		t.Errorf("an older one: %v", err)
	}
	if err := store.Migrate(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	if err := store.CheckTables(t.Context(), address); err != nil {
		t.Errorf("one that is up to date: %v", err)
	}
	if _, err := connect(t, address).Exec(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)`); err != nil {
		t.Fatal(err)
	}
	if err := store.CheckTables(t.Context(), address); !errors.Is(err, store.ErrNewerTables) {
		t.Errorf("a newer one: %v", err)
	}
}

func tables(t *testing.T, address string) (n int) {
	t.Helper()
	if err := connect(t, address).QueryRow(t.Context(), `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestImpossibleRowsAreRefused holds constraints that say what may never be.
func TestImpossibleRowsAreRefused(t *testing.T) {
	f := newFull(t)
	for name, sql := range map[string]string{
		"a stuck batch without a reason":      `UPDATE batches SET state = 'stuck' WHERE id = $routed`,
		"a split batch that waits for pages":  `UPDATE batches SET pages_left = 1 WHERE id = $routed`,
		"an original without a hash":          `UPDATE files SET sha256 = 'x'`,
		"an empty original":                   `UPDATE files SET size = 0`,
		"a piece at an unknown stage":         `UPDATE pieces SET stage = 'gone'`,
		"a read piece that waits for pages":   `UPDATE pieces SET pages_left = 1 WHERE id = $first`,
		"a marked page without who marked it": `UPDATE pages SET mark = 'blank', marked_by = ''`,
		"a prepared page without a view":      `UPDATE pages SET view_key = '' WHERE state = 'prepared'`,
		"a read page without text":            `UPDATE pages SET text = NULL WHERE text_state = 'read'`,
		"two cases for a piece":               `INSERT INTO cases (piece_id, case_type, destination, queue, state, priority) VALUES ($first, 'x', 'queue', 'x', 'open', 3)`,
		"a claimed case without who has it":   `UPDATE cases SET state = 'claimed'`,
		"two open call tasks for a case":      `INSERT INTO call_tasks (case_id, reason, why, priority) VALUES ($called, 'x', 'x', 3)`,
		"a batch removed under its pieces":    `DELETE FROM batches WHERE id = $routed`,
		"a piece removed under its case":      `DELETE FROM pieces WHERE id = $first`,
		"two batches with one key":            `UPDATE batches SET key = 'same'`,
		"two pages at one place":              `UPDATE pages SET position = 0 WHERE batch_id = $routed`,
	} {
		if _, err := f.Pool().Exec(t.Context(), f.named(sql)); err == nil {
			t.Errorf("allowed: %s", name)
		}
	}
}

// TestOlderMailroomGetsCopies: what was taken in before there were searchable
// copies asks for one, and nothing of it is lost.
func TestOlderMailroomGetsCopies(t *testing.T) {
	address := emptyDatabase(t)
	if err := store.MigrateTo(t.Context(), address, 1); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	_, err = conn.Exec(t.Context(), `
		INSERT INTO batches (reference, channel, source, key, received_on, taken_by, state) VALUES ('ST-1', 'scan', 'upload', 'k', now(), 'x', 'split');
		INSERT INTO files (batch_id, position, name, sha256, size, kind, pages) VALUES (1, 0, 'a.jpg', repeat('a', 64), 1, 'jpeg', 1);
		INSERT INTO pieces (batch_id, position, reference, channel, stage, received_on, received_at, pages_left)
			VALUES (1, 0, 'PS-1', 'scan', 'routed', now(), now(), 0), (1, 1, 'PS-2', 'scan', 'received', now(), now(), 1);
		INSERT INTO pages (batch_id, file_id, piece_id, number, position) VALUES (1, 1, 1, 1, 0), (1, 1, 2, 2, 1)`)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Migrate(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	var waiting, pages int
	err = conn.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM copies WHERE piece_id = 1 AND state = 'waiting'), (SELECT count(*) FROM pages)`).Scan(&waiting, &pages)
	if err != nil || waiting != 1 || pages != 2 {
		t.Errorf("%d copies asked for, %d pages, %v", waiting, pages, err)
	}
}

// connect opens a connection of its own that ends with the test.
func connect(t *testing.T, address string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	return conn
}
