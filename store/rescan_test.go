package store_test

import (
	"testing"

	"postkamer"
	"postkamer/store"
)

// TestWhatIsMissingComesBehindAndReplacesNothing: both sides of a sheet that was never
// scanned join the piece, behind the page of the request.
func TestWhatIsMissingComesBehindAndReplacesNothing(t *testing.T) {
	d := newDesk(t)
	pages := d.pages(d.stack)
	asked := pages[len(pages)-1]
	d.tx(func(tx *store.Tx) error {
		_, err := tx.AskRescan(t.Context(), asked.PieceID, asked.ID, postkamer.RescanMissing, d.bea)
		return err
	})
	d.addPart(d.stack, "missing front", store.Part{Replaces: asked.ID, Side: 1, Sides: 2})
	d.addPart(d.stack, "missing back", store.Part{Replaces: asked.ID, Side: 2, Sides: 2})
	now := d.pages(d.stack)
	if len(now) != len(pages)+2 {
		t.Fatalf("%d pages became %d", len(pages), len(now))
	}
	for i, p := range pages {
		if now[i].ID != p.ID || now[i].Mark != p.Mark || now[i].PieceID != p.PieceID {
			t.Errorf("page %d became %+v", p.ID, now[i])
		}
	}
	front, back := now[len(now)-2], now[len(now)-1]
	if front.Sheet == 0 || front.Sheet == asked.Sheet || front.Sheet != back.Sheet || front.Back || !back.Back {
		t.Errorf("front on sheet %d (%v), back on sheet %d (%v)", front.Sheet, front.Back, back.Sheet, back.Back)
	}
	if front.PieceID != asked.PieceID || back.PieceID != asked.PieceID {
		t.Errorf("in pieces %d and %d, asked of %d", front.PieceID, back.PieceID, asked.PieceID)
	}
	list, err := d.RescansOfPiece(t.Context(), asked.PieceID)
	d.must(err)
	for _, l := range list {
		if l.State != postkamer.RescanDone {
			t.Errorf("%s is %s", l.Why, l.State)
		}
	}
	d.onlySound()
}

// TestWhatWasJudgedIsJudgedAnew: that a page was found bad, or good, says nothing of
// the image that comes in its place.
func TestWhatWasJudgedIsJudgedAnew(t *testing.T) {
	d := newDesk(t)
	old := d.pages(d.stack)[1] // the first was replaced before the release
	d.exec(`DELETE FROM page_checks`)
	d.exec(`
		INSERT INTO page_checks (page_id, piece_id, profile_id, lot, judge, judge_name, judged_at, good, why)
		SELECT $1, $2, id, 0.5, $3, 'Bea', now(), false, 'vaag'
		FROM profiles WHERE name = 'scanner'`, old.ID, old.PieceID, d.bea.ID)
	d.tx(func(tx *store.Tx) error {
		_, err := tx.AskRescan(t.Context(), old.PieceID, old.ID, "vaag", d.bea)
		return err
	})
	d.addPart(d.stack, "again", store.Part{Replaces: old.ID})
	checks, err := d.BatchChecks(t.Context(), d.stack.ID)
	d.must(err)
	open := 0
	for _, c := range checks {
		if c.PageID != old.ID && c.JudgedAt.IsZero() {
			open++
		}
	}
	if open != 1 {
		t.Errorf("%d checks of the new page wait: %+v", open, checks)
	}
	d.onlySound()
}

// TestBothSidesThatArePutInAreOneSheet: else the count of sheets differs from the paper.
func TestBothSidesThatArePutInAreOneSheet(t *testing.T) {
	m := newMailroom(t)
	b := m.parcel("open")
	b.State, b.Source = postkamer.Scanning, postkamer.SourceScanner
	m.tx(func(tx *store.Tx) (err error) {
		b, err = tx.AddBatch(t.Context(), b)
		return err
	})
	m.part(b, "a", 0)
	first := m.pages(b)[0].ID
	m.addPart(b, "front", store.Part{After: first, Side: 1, Sides: 2})
	m.addPart(b, "back", store.Part{After: first, Side: 2, Sides: 2})
	pages := m.pages(b)
	if len(pages) != 3 || pages[1].Sheet != pages[2].Sheet || pages[1].Back || !pages[2].Back {
		t.Errorf("%+v", pages)
	}
}
