package workers

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

var operator = postkamer.Person{Name: "Olga"}

// scan adds a page with a sign to a stack.
func (h *hall) scan(stack string, part int, sign string, s intake.Scan) error {
	h.t.Helper()
	path := filepath.Join(h.t.TempDir(), "page")
	h.must(os.WriteFile(path, fmt.Appendf(nil, "%s#%s %d", sign, stack, part), 0o600))
	s.Stack, s.Part, s.Path, s.Name = stack, fmt.Sprint(part), path, "blad.tif"
	_, err := h.desk.AddScan(h.t.Context(), s)
	return err
}

// stack opens a stack and scans a page per sign.
func (h *hall) stack(key, signs string) postkamer.Batch {
	h.t.Helper()
	b, _, err := h.desk.OpenStack(h.t.Context(), intake.Stack{Key: key, By: "Olga"})
	h.must(err)
	var parts []string
	for i, sign := range signs {
		h.must(h.scan(key, i, string(sign), intake.Scan{}))
		parts = append(parts, fmt.Sprint(i))
	}
	h.must(h.desk.EndStack(h.t.Context(), key, parts))
	return b
}

func (h *hall) line(b postkamer.Batch) store.BatchLine {
	h.t.Helper()
	l, err := h.store.BatchLine(h.t.Context(), b.ID)
	h.must(err)
	return l
}

// looking waits until a stack can be looked at.
func (h *hall) looking(b postkamer.Batch) []postkamer.Page {
	h.t.Helper()
	h.until("the stack can be looked at", func() bool { return h.line(b).State == postkamer.Looking })
	pages, err := h.store.BatchPages(h.t.Context(), b.ID)
	h.must(err)
	return pages
}

// release releases a stack once nothing of it is under way.
func (h *hall) release(b postkamer.Batch) {
	h.t.Helper()
	h.until("the stack is released", func() bool {
		err := h.store.InTx(h.t.Context(), func(tx *store.Tx) error { return intake.Release(h.t.Context(), tx, b.ID, operator) })
		var not *postkamer.NotReady
		if errors.As(err, &not) && not.Preparing > 0 {
			return false
		}
		h.must(err)
		return true
	})
}

// TestStackFromScannerToCase takes a stack all the way, with a torn page that is
// scanned again, one that is turned, and one that a caseworker asks for afterwards.
func TestStackFromScannerToCase(t *testing.T) {
	h := newHall(t)
	h.start()
	ctx := t.Context()
	b := h.stack("k", "lbsbul")
	pages := h.looking(b)
	torn := pages[4]
	if l := h.line(b); l.ToLook != 1 || l.Blocking != 1 || l.Attention != store.StackBlocked || l.Sheets != 3 {
		t.Errorf("the operator's line: %+v", l)
	}
	h.must(h.scan("k", 10, "l", intake.Scan{Replaces: torn.ID}))
	h.must(h.store.InTx(ctx, func(tx *store.Tx) error { return tx.LookTurn(ctx, pages[0].ID, (pages[0].TurnNow()+90)%360, operator) }))
	h.release(b)
	results := h.done(b)
	if len(results) != 2 {
		t.Fatalf("%d pieces", len(results))
	}
	if l := h.line(b); l.Pages != 7 || l.InPieces != 3 || l.Blank != 2 || l.Separators != 1 || l.Replaced != 1 || l.Undecided != 0 {
		t.Errorf("the accounting: %+v", l)
	}
	page := pages[0]
	page, err := h.store.Page(ctx, page.ID)
	h.must(err)
	h.must(h.store.InTx(ctx, func(tx *store.Tx) error {
		_, err := tx.AskRescan(ctx, page.PieceID, page.ID, "vaag", postkamer.Person{Name: "Bea"})
		return err
	}))
	h.must(h.scan("k", 11, "l", intake.Scan{Replaces: page.ID}))
	h.until("the new page is read", func() bool {
		return h.number(`SELECT count(*) FROM pages WHERE replaces = $1 AND text_state = 'read'`, int64(page.ID)) == 1
	})
	h.sound()
}

// TestManyStacksAtOnce: pages are prepared while others come in, are turned and put in
// between; each page is there once and every stack is whole.
func TestManyStacksAtOnce(t *testing.T) {
	h := newHall(t)
	h.start()
	ctx := t.Context()
	var group sync.WaitGroup
	for n := range 3 {
		group.Go(func() {
			key := fmt.Sprint("stack", n)
			b, _, err := h.desk.OpenStack(ctx, intake.Stack{Key: key, By: "Olga"})
			if err != nil {
				t.Error(err)
				return
			}
			var parts []string
			for i := range 12 {
				for range 2 { // each page twice
					if err := h.scan(key, i, "l", intake.Scan{}); err != nil {
						t.Error(err)
					}
				}
				parts = append(parts, fmt.Sprint(i))
				pages, err := h.store.BatchPages(ctx, b.ID)
				if err != nil || len(pages) != i+1 {
					t.Errorf("%d pages, %v", len(pages), err)
					return
				}
				err = h.store.InTx(ctx, func(tx *store.Tx) error {
					return tx.LookTurn(ctx, pages[i/2].ID, (pages[i/2].TurnNow()+90)%360, operator)
				})
				if err != nil {
					t.Error(err)
				}
			}
			if err := h.desk.EndStack(ctx, key, parts); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for n := range 3 {
		b, err := h.store.BatchByKey(ctx, fmt.Sprint("stack", n))
		h.must(err)
		h.looking(b)
		h.release(b)
		h.done(b)
		if l := h.line(b); l.Pages != 12 || l.InPieces != 12 || l.Pieces != 1 {
			t.Errorf("%+v", l)
		}
	}
	h.sound()
}

func TestSweepTellsOfStacksThatLieStill(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	b, _, err := h.desk.OpenStack(ctx, intake.Stack{Key: "k", By: "Olga"})
	h.must(err)
	h.must(h.scan("k", 0, "l", intake.Scan{}))
	h.exec(`UPDATE batches SET state_since = now() - interval '31 minutes'`)
	for _, want := range []int{1, 0} {
		if n, err := h.store.TellIdle(ctx); err != nil || n != want {
			t.Errorf("%d told of, %v", n, err)
		}
	}
	if l := h.line(b); l.Attention != store.StackIdle || l.State != postkamer.Scanning {
		t.Errorf("%+v", l)
	}
	h.must(h.scan("k", 1, "l", intake.Scan{}))
	if l := h.line(b); l.Attention != store.StackOpen {
		t.Errorf("somebody goes on with it: %+v", l)
	}
}

// TestLatePageWhoseJobIsGone: a page came in between, and the job that should judge it
// was deleted.
func TestLatePageWhoseJobIsGone(t *testing.T) {
	h := newHall(t)
	h.start()
	ctx := t.Context()
	b := h.stack("k", "l")
	h.looking(b)
	h.stop()
	h.exec(`UPDATE pages SET grouped = false`)
	h.exec(`UPDATE batches SET state_since = now() - interval '2 minutes'`)
	h.exec(`DELETE FROM river_job`)
	stalled, err := h.store.Stalled(ctx)
	if err != nil || len(stalled) != 1 || stalled[0].Step != (postkamer.GroupPages{BatchID: b.ID}) {
		t.Fatalf("%+v, %v", stalled, err)
	}
	h.exec(`UPDATE batches SET swept = $1`, maxSweeps)
	w := &sweep{steps: steps{store: h.store, log: h.cfg.Log, town: h.cfg.town()}}
	stalled[0].Swept = maxSweeps
	h.must(w.resume(ctx, stalled[0]))
	if l := h.line(b); l.State != postkamer.Stuck || l.Attention != store.StackStuck {
		t.Errorf("nobody sees it: %+v", l)
	}
	h.must(h.store.InTx(ctx, func(tx *store.Tx) error { return tx.RetryBatch(ctx, b.ID, "Olga") }))
	h.start()
	h.looking(b)
	h.release(b)
	h.done(b)
	h.sound()
}
