package workers

import (
	"testing"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// asks for a page again and scans a letter in its place, and waits until the case knows.
func (h *hall) scannedAgain(key string, page postkamer.Page, part int) {
	h.t.Helper()
	h.must(h.store.InTx(h.t.Context(), func(tx *store.Tx) error {
		_, err := tx.AskRescan(h.t.Context(), page.PieceID, page.ID, "vaag", postkamer.Person{Name: "Bea"})
		return err
	}))
	h.must(h.scan(key, part, "l", intake.Scan{Replaces: page.ID}))
	h.until("the case knows of the new page", func() bool {
		return h.number(`SELECT count(*) FROM pages WHERE replaces = $1 AND text_state = 'read'`, int64(page.ID)) == 1 &&
			h.number(`SELECT count(*) FROM pieces WHERE again_at IS NOT NULL`) == 0
	})
}

func (h *hall) caseWith(key, sign string) (postkamer.Page, postkamer.Case) {
	h.t.Helper()
	b := h.stack(key, sign)
	pages := h.looking(b)
	for _, p := range pages {
		h.must(h.store.InTx(h.t.Context(), func(tx *store.Tx) error { return tx.LookGood(h.t.Context(), p.ID, operator) }))
	}
	h.release(b)
	h.done(b)
	page, err := h.store.Page(h.t.Context(), pages[0].ID)
	h.must(err)
	c, err := h.store.CaseOfPiece(h.t.Context(), page.PieceID)
	h.must(err)
	return page, c
}

func codes(c postkamer.Case) map[postkamer.DoubtCode]postkamer.PageID {
	found := map[postkamer.DoubtCode]postkamer.PageID{}
	for _, d := range c.Doubts {
		found[d.Code] = d.PageID
	}
	return found
}

func TestCaseThatNobodyWorkedOnIsDecidedAgain(t *testing.T) {
	h := newHall(t)
	h.start()
	page, before := h.caseWith("k", "n")
	if _, unread := codes(before)[postkamer.CannotRead]; !unread {
		t.Fatalf("%+v", before.Doubts)
	}
	h.scannedAgain("k", page, 7)
	after, err := h.store.Case(t.Context(), before.ID)
	h.must(err)
	found := codes(after)
	if _, unread := found[postkamer.CannotRead]; unread || after.Version == before.Version {
		t.Errorf("decided as before: %+v", after.Doubts)
	}
	if _, told := found[postkamer.NewScan]; told {
		t.Error("nobody worked on it, and somebody is told")
	}
	if n := h.number(`SELECT count(*) FROM decisions`); n != 2 {
		t.Errorf("%d decisions", n)
	}
	h.sound()
}

func TestCaseThatSomebodyWorkedOnIsTold(t *testing.T) {
	h := newHall(t)
	h.start()
	page, before := h.caseWith("k", "l")
	h.exec(`INSERT INTO fields (case_id, name, position, read_value, value, state, page_id, x, y, w, h, seen_by, seen_at)
		VALUES ($1, 'naam', 90, 'a', 'b', 'ok', $2, 1, 1, 9, 9, 'Bea', now())`, int64(before.ID), int64(page.ID))
	h.scannedAgain("k", page, 7)
	after, err := h.store.Case(t.Context(), before.ID)
	h.must(err)
	at, told := codes(after)[postkamer.NewScan]
	if !told || at == 0 || at == page.ID || after.CaseType != before.CaseType || after.Queue != before.Queue {
		t.Errorf("%v on page %d: %+v", told, at, after)
	}
	for _, f := range after.Fields {
		if f.PageID == page.ID || f.Name == "naam" && f.Value != "b" {
			t.Errorf("%+v", f)
		}
	}
	if n := h.number(`SELECT count(*) FROM decisions`); n != 1 {
		t.Errorf("%d decisions", n)
	}
	h.sound()
}
