package store_test

import (
	"testing"

	"postkamer"
	"postkamer/store"
)

func TestEventsOnlyGrow(t *testing.T) {
	m := newMailroom(t)
	piece := m.cut(m.ready("key", 1), [][]int{{0}})[0]
	before := m.number(`SELECT count(*) FROM events`)
	for _, sql := range []string{`UPDATE events SET actor = 'nobody'`, `DELETE FROM events`, `UPDATE events SET at = now() WHERE id = 1`} {
		if _, err := m.Pool().Exec(t.Context(), sql); err == nil {
			t.Errorf("%s is allowed", sql)
		}
	}
	if m.number(`SELECT count(*) FROM events WHERE actor <> 'nobody'`) != before {
		t.Error("the log was changed")
	}
	events, err := m.PieceEvents(t.Context(), piece.ID)
	m.must(err)
	if len(events) != 1 || events[0].Kind != postkamer.EventReceived || events[0].Actor != postkamer.Machine || events[0].BatchID != piece.BatchID {
		t.Errorf("%+v", events)
	}
}

func TestLookIsLoggedOnce(t *testing.T) {
	m := newMailroom(t)
	list := m.cut(m.ready("key", 2), [][]int{{0}, {1}})
	look := func(who string, piece postkamer.PieceID, batch postkamer.BatchID) {
		m.must(m.LogView(t.Context(), postkamer.Event{Kind: postkamer.EventViewed, Actor: who, PieceID: piece, BatchID: batch}))
	}
	views := func() int { return m.number(`SELECT count(*) FROM events WHERE kind = 'viewed'`) }
	for range 3 {
		look("Anna", list[0].ID, 0)
	}
	if views() != 1 {
		t.Errorf("three looks at one piece are %d lines", views())
	}
	look("Bram", list[0].ID, 0)      // another person
	look("Anna", list[1].ID, 0)      // another piece
	look("Anna", 0, list[0].BatchID) // a batch
	look("Anna", 0, list[0].BatchID) // the same one
	look("Bram", 0, list[0].BatchID) // the same one by another person
	if views() != 5 {
		t.Errorf("%d lines instead of 5", views())
	}
	m.exec(`SET session_replication_role = replica; UPDATE events SET at = at - interval '11 minutes'; SET session_replication_role = DEFAULT`)
	look("Anna", list[0].ID, 0) // again, later
	if views() != 6 {
		t.Errorf("a look a while later is not logged: %d", views())
	}
}

func TestLogIsInTheTransactionOfWhatItTells(t *testing.T) {
	m := newMailroom(t)
	_ = m.InTx(t.Context(), func(tx *store.Tx) error {
		m.must(tx.Event(t.Context(), postkamer.Event{Kind: postkamer.EventChanged, Actor: "Anna"}))
		return postkamer.ErrConflict
	})
	if n := m.number(`SELECT count(*) FROM events`); n != 0 {
		t.Errorf("%d lines of what did not happen", n)
	}
}
