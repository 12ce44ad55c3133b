package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
)

// TestWorkersAreCalledForEachStep: also for one that is committed right after another.
// Without the second call it lies until they look by themselves.
func TestWorkersAreCalledForEachStep(t *testing.T) {
	m := newMailroom(t)
	conn, err := m.Pool().Acquire(t.Context())
	m.must(err)
	defer conn.Release()
	var schema string
	m.must(conn.QueryRow(t.Context(), `SELECT current_schema()`).Scan(&schema))
	_, err = conn.Exec(t.Context(), `LISTEN "`+schema+`.river_insert"`)
	m.must(err)
	next := func(id postkamer.PieceID) {
		m.tx(func(tx *store.Tx) error { return tx.Next(t.Context(), postkamer.RoutePiece{PieceID: id}) })
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	called := func() {
		t.Helper()
		n, err := conn.Conn().WaitForNotification(ctx)
		m.must(err)
		if !strings.Contains(n.Payload, `"`+store.LaneQuick+`"`) {
			t.Errorf("called for %s", n.Payload)
		}
	}
	next(1)
	called() // by River, at once
	next(2)
	called() // by us: River has just called
}
