package store_test

import (
	"fmt"
	"strings"
	"testing"

	"postkamer"
	"postkamer/store"
)

// desk is a stack of the scan desk of which everything is right: open to its box, with
// a page that was replaced, one that was asked for again, and a check.
type desk struct {
	destroyable
	stack postkamer.Batch
}

// part adds a page to a stack by hand.
func (m *mailroom) part(b postkamer.Batch, key string, replaces postkamer.PageID) {
	m.t.Helper()
	m.addPart(b, key, store.Part{Replaces: replaces})
}

// addPart adds a page to a stack where like says.
func (m *mailroom) addPart(b postkamer.Batch, key string, like store.Part) {
	m.t.Helper()
	sha, err := m.PutOriginalBytes(m.t.Context(), []byte(b.Key+key))
	m.must(err)
	f := postkamer.File{Name: key, SHA256: sha, Size: int64(len(b.Key + key)), Kind: postkamer.TIFF, Pages: 1, Part: key}
	_, err = m.PutEnvelope(m.t.Context(), store.Envelope{Reference: b.Reference, Key: store.PartKey(b.Key, key), Stack: b.Key, Part: key,
		Files: []store.EnvelopeFile{{SHA256: sha, Size: f.Size, Kind: f.Kind, Pages: 1}}})
	m.must(err)
	like.Batch, like.File, like.By = b.ID, f, "Olga"
	m.tx(func(tx *store.Tx) error {
		_, err := tx.AddPart(m.t.Context(), like)
		return err
	})
	m.prepare(m.waitingPages(b)...)
}

func (m *mailroom) waitingPages(b postkamer.Batch) (waiting []postkamer.Page) {
	for _, p := range m.pages(b) {
		if p.State == postkamer.PageWaiting {
			waiting = append(waiting, p)
		}
	}
	return waiting
}

func newDesk(t *testing.T) desk {
	d := desk{destroyable: newDestroyable(t)}
	m := d.mailroom
	b := m.parcel("open")
	b.State, b.Source, b.ReceivedAt = postkamer.Scanning, postkamer.SourceScanner, b.ReceivedAt.AddDate(0, 0, 1)
	b.ReceivedOn = postkamer.DayOf(b.ReceivedAt)
	m.tx(func(tx *store.Tx) (err error) {
		if d.stack, err = tx.AddBatch(t.Context(), b); err != nil {
			return err
		}
		return tx.SetCounts(t.Context(), d.stack.ID, 1, 1, "", "Olga")
	})
	m.part(d.stack, "a", 0)
	m.part(d.stack, "b", 0)
	m.part(d.stack, "new a", m.pages(d.stack)[0].ID)
	m.tx(func(tx *store.Tx) error { return tx.EndScan(t.Context(), d.stack.ID, []string{"a", "b"}, "Olga") })
	m.tx(func(tx *store.Tx) error {
		pages := m.pages(d.stack)
		pages[2].Mark, pages[2].MarkedBy = postkamer.MarkBlank, "rule"
		pages[1].Findings = []postkamer.Finding{postkamer.NewFinding(postkamer.FindingBlurred, "")}
		if err := tx.Annotate(t.Context(), pages); err != nil {
			return err
		}
		return tx.Propose(t.Context(), d.stack.ID)
	})
	m.tx(func(tx *store.Tx) error {
		set, err := tx.NewSheetSet(t.Context(), 3, "Olga")
		if err != nil {
			return err
		}
		if _, err := tx.BindSheets(t.Context(), d.stack.ID, []string{set}); err != nil {
			return err
		}
		return tx.LookGood(t.Context(), m.pages(d.stack)[1].ID, d.olga)
	})
	m.tx(func(tx *store.Tx) error {
		if err := tx.ReleaseBatch(t.Context(), d.stack.ID, d.olga); err != nil {
			return err
		}
		pages := m.pages(d.stack)
		pages[1].TextState = postkamer.TextWaiting
		id, err := tx.AddPiece(t.Context(), postkamer.Piece{BatchID: d.stack.ID, Reference: "PS-DESK", Channel: postkamer.Scan,
			ReceivedOn: b.ReceivedOn, ReceivedAt: b.ReceivedAt, Pages: pages[1:]}, 0)
		if err != nil {
			return err
		}
		return tx.DrawPages(t.Context(), id, d.stack.ProfileID, .5)
	})
	m.tx(func(tx *store.Tx) error { return tx.CloseBatch(t.Context(), d.stack.ID, "Olga") })
	d.scannedAgain()
	return d
}

// scannedAgain has the second page of the stack scanned again on request, and checks
// the page by another person.
func (d desk) scannedAgain() {
	d.t.Helper()
	page := d.pages(d.stack)[2]
	d.tx(func(tx *store.Tx) error {
		_, err := tx.AskRescan(d.t.Context(), page.PieceID, page.ID, "leeg?", d.bea)
		return err
	})
	d.part(d.stack, "new b", page.ID)
	list, err := d.BatchChecks(d.t.Context(), d.stack.ID)
	d.must(err)
	d.tx(func(tx *store.Tx) error { return tx.JudgePage(d.t.Context(), list[0].ID, d.bea, true, "") })
}

// deskBreaches break what the scan desk promises, one by one; $stack is its stack.
var deskBreaches = []struct{ name, rule, sql string }{
	{"a number is skipped", "numbers of stacks have no gap", `UPDATE batches SET number = 7 WHERE id = $stack`},
	{"a box number is skipped", "numbers of boxes have no gap", `UPDATE boxes SET number = 9`},
	{"a place is empty", "the pages of a stack have places without a gap", `UPDATE pages SET position = 99 WHERE id = (SELECT max(id) FROM pages WHERE batch_id = $stack)`},
	{"a successor is gone", "a page that was replaced has its successor", `UPDATE pages SET replaces = NULL WHERE batch_id = $stack`},
	{"a page is replaced and still there", "a page that takes the place of another is of the same stack", `UPDATE pages SET mark = '', marked_by = '' WHERE batch_id = $stack AND mark = 'replaced'`},
	{"a mark that nobody knows", "a page in no piece says why", `UPDATE pages SET mark = 'lost', piece_id = NULL WHERE id = (SELECT max(id) FROM pages WHERE batch_id = $stack)`},
	{"a separator sheet in a letter", "a separator sheet or a page that does not belong is in no piece", `UPDATE pages SET mark = 'separator', marked_by = 'x' WHERE batch_id = $stack AND piece_id IS NOT NULL`},
	{"nobody looked", "somebody looked at every page that asked for it before a person released it", `UPDATE pages SET looked_at = NULL WHERE batch_id = $stack`},
	{"a rule released what a person must", "a stack that somebody must look at is released by a person", `UPDATE batches SET released_by = 'postkamer' WHERE id = $stack`},
	{"a sheet too few", "the sheets of a closed stack are those that were counted, or somebody said why not", `UPDATE batches SET sheets_counted = 2 WHERE id = $stack`},
	{"a page that was refused and nobody asked about", "somebody said what became of every page that did not come in well before its stack was released",
		`INSERT INTO mishaps (batch_id, part, kind, why, at) SELECT id, 'torn', 'refused', 'kapot', released_at - interval '1 minute' FROM batches WHERE id = $stack`},
	{"a page that was not scanned again after all", "a page that did not come in well and was scanned again is in the stack",
		`INSERT INTO mishaps (batch_id, part, kind, why, behind, settled_at, settled_by, answer) SELECT $stack, 'torn', 'refused', 'kapot', max(id), now(), 'Olga', 'Het blad is opnieuw gescand en zit in de stapel.' FROM pages WHERE batch_id = $stack`},
	{"sheets in a closed stack", "a sheet set is in a stack that is open", `UPDATE sheet_sets SET batch_id = $stack, bound_at = now()`},
	{"a position is empty", "the stacks in a box have positions without a gap", `UPDATE batches SET box_position = 2 WHERE box_position = 1`},
	{"paper goes that is waited for", "a box that may be destroyed holds nothing that is waited for", `UPDATE boxes SET proposed_at = now(), approved_at = now()`},
	{"the same person twice", "a second person is another than the first", `UPDATE page_checks SET judge = (SELECT released_by_id FROM batches WHERE id = $stack) WHERE judge IS NOT NULL`},
	{"a page that was asked for is elsewhere", "a request to scan again that is done has its page in the piece", `UPDATE rescans SET piece_id = (SELECT min(id) FROM pieces)`},
	{"the envelope of a part", "every file of an open stack has its envelope", `UPDATE files SET part = 'z' WHERE part = 'a'`},
}

func TestVerifyNamesEveryBreachOfTheDesk(t *testing.T) {
	whole := newDesk(t)
	whole.onlySound()
	shown := map[string]bool{"a piece is of a stack that is released": true} // with the others
	for _, c := range deskBreaches {
		shown[c.rule] = true
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.breaking(d.stacked(c.sql))
			v, err := d.Verify(t.Context(), true)
			if err != nil || !names(v)[c.rule] {
				t.Errorf("%+v, %v", v.Findings, err)
			}
		})
	}
	for _, rule := range store.DeskRules() {
		if !shown[rule] {
			t.Errorf("no test shows that verify can say: %s", rule)
		}
	}
}

// stacked puts the number of the stack into SQL.
func (d desk) stacked(sql string) string {
	return strings.ReplaceAll(sql, "$stack", fmt.Sprint(int64(d.stack.ID)))
}
