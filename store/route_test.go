package store_test

import (
	"testing"

	"postkamer"
	"postkamer/store"
)

func TestRoutingTwiceOpensOneCase(t *testing.T) {
	m := newMailroom(t)
	piece := m.read(m.cut(m.ready("key", 1), [][]int{{0}})[0])
	errs := together(6, func(int) error {
		return m.InTx(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Route(t.Context(), piece, postkamer.Text{}, toCaller())
			return err
		})
	})
	if got := count(errs, postkamer.ErrConflict); got != 5 {
		t.Errorf("%d conflicts: %v", got, errs)
	}
	n := m.number(`SELECT (SELECT count(*) FROM cases) * 1000 + (SELECT count(*) FROM call_tasks) * 100 + (SELECT count(*) FROM doubts) * 10
		+ (SELECT count(*) FROM events WHERE kind = 'routed')`)
	if n != 1111 {
		t.Errorf("cases, call tasks, doubts and events: %d", n)
	}
}

func TestCaseHasWhatTheVerdictSays(t *testing.T) {
	m := newMailroom(t)
	b := m.ready("key", 2)
	list := m.cut(b, [][]int{{0}, {1}})
	first := m.route(m.read(list[0]), toQueue())
	second := m.route(m.read(list[1]), toCaller())
	for _, c := range []struct {
		says, sql string
		id        postkamer.CaseID
	}{
		{"a case on the queue is open", `SELECT count(*) FROM cases WHERE id = $1 AND state = 'open' AND queue = 'burgerzaken' AND due_on IS NULL`, first},
		{"and nobody is asked to phone", `SELECT 1 - count(*) FROM call_tasks WHERE case_id = $1`, first},
		{"a case with the caller waits for the call", `SELECT count(*) FROM cases WHERE id = $1 AND state = 'calling' AND destination = 'caller'`, second},
		{"its task has the number, the code and the reason", `SELECT count(*) FROM call_tasks WHERE case_id = $1 AND phone = '0612345678' AND reason = 'MOVE_DATE_MISSING' AND why <> '' AND NOT done`, second},
		{"a field has the place where it was read", `SELECT count(*) FROM fields WHERE case_id = $1 AND name = 'bsn' AND read_value = value AND page_id IS NOT NULL AND h = 4`, second},
		{"a field without a place has no page", `SELECT count(*) FROM fields WHERE case_id = $1 AND name = 'phone' AND page_id IS NULL`, second},
	} {
		if m.number(c.sql, c.id) != 1 {
			t.Errorf("not so: %s", c.says)
		}
	}
	results, err := m.Results(t.Context(), b.ID)
	m.must(err)
	if len(results) != 2 || results[0].Stage != postkamer.Routed || results[0].File != "brief.tif" || results[1].Pages[0] != 2 ||
		len(results[1].Doubts) != 1 || results[1].Destination != postkamer.ToCaller {
		t.Errorf("%+v", results)
	}
	progress, err := m.Progress(t.Context(), b.ID)
	m.must(err)
	if !progress.Done() || progress.Pieces != 2 || progress.Pages != 2 {
		t.Errorf("%+v", progress)
	}
}
