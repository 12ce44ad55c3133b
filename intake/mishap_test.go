package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"testing"

	"postkamer"
	"postkamer/intake/scanner"
	"postkamer/store"
)

// Names of pages of two runs of the scanner.
const (
	firstRun  = "20261122T101501-ABCDEF-"
	secondRun = "20261122T103001-GHIJKL-"
)

// sends a page as a scanner's outbox does.
func (t *table) sends(name, data string, p scanner.Part) error {
	t.t.Helper()
	sum := sha256.Sum256([]byte(data))
	p.Stack, p.Name, p.By, p.SHA256, p.Size = t.key, name, "Olga", hex.EncodeToString(sum[:]), int64(len(data))
	return ScanDesk{t.Desk}.Page(t.t.Context(), p, t.file(name+".tif", data).Path)
}

// mishaps are the open ones.
func (t *table) mishaps() (open []postkamer.Mishap) {
	t.t.Helper()
	all, err := t.Store.Mishaps(t.t.Context(), t.batch)
	t.must(err)
	for _, m := range all {
		if m.SettledAt.IsZero() {
			open = append(open, m)
		}
	}
	return open
}

func (t *table) settle(part, answer string) error {
	return t.Store.InTx(t.t.Context(), func(tx *store.Tx) error {
		return tx.SettleMishap(t.t.Context(), t.batch, part, answer, olga)
	})
}

// torn is a stack of two pages of which a third was refused between them.
func (o *office) torn(key string) *table {
	o.t.Helper()
	s := o.opened(key)
	o.must(s.sends(firstRun+"0001", pdf(1, key+"one"), scanner.Part{}))
	refusal := (*postkamer.Refusal)(nil)
	for range 2 { // the station may ask twice
		if err := s.sends(firstRun+"0002", "broken", scanner.Part{}); !errors.As(err, &refusal) {
			o.t.Fatalf("a page that cannot be opened: %v", err)
		}
	}
	o.must(s.sends(firstRun+"0003", pdf(1, key+"three"), scanner.Part{}))
	return s.prepare().end(firstRun+"0001", firstRun+"0003").group()
}

func TestRefusedPageStopsItsStack(t *testing.T) {
	o := newOffice(t)
	s := o.torn("stack-1")
	release := func(tx *store.Tx) error { return Release(t.Context(), tx, s.batch, olga) }
	var not *postkamer.NotReady
	if err := o.Store.InTx(t.Context(), release); !errors.As(err, &not) || not.Mishaps != 1 {
		t.Fatalf("released without the page: %v, %+v", err, not)
	}
	if l, err := o.Store.BatchLine(t.Context(), s.batch); err != nil || l.Attention != store.StackMishap {
		t.Errorf("the operator's list: %v, %+v", err, l.Attention)
	}
	if err := s.settle(firstRun+"0002", postkamer.MishapScanned); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("said to be scanned, and is not: %v", err)
	}
	o.must(s.settle(firstRun+"0002", "Het was een lege envelop."))
	if err := s.settle(firstRun+"0002", "nog eens"); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("settled twice: %v", err)
	}
	o.tx(release)
	o.sound()
}

func TestRefusedPageIsScannedAgain(t *testing.T) {
	o := newOffice(t)
	s := o.torn("stack-1")
	m := s.mishaps()[0]
	if m.Behind != s.pages()[0].ID || m.Kind != postkamer.MishapRefused {
		t.Errorf("%+v", m)
	}
	o.must(s.sends(secondRun+"0001", pdf(1, "two"), scanner.Part{After: m.Behind}))
	s.prepare().group()
	o.must(s.settle(m.Part, postkamer.MishapScanned))
	o.tx(func(tx *store.Tx) error { return Release(t.Context(), tx, s.batch, olga) })
	o.sound()
}

func TestPageThatComesTooLateIsSaid(t *testing.T) {
	o := newOffice(t)
	s := o.opened("stack-1")
	o.must(s.sends(firstRun+"0001", pdf(1, "one"), scanner.Part{}))
	s.prepare().end(firstRun + "0001").group()
	if err := s.sends(firstRun+"0002", pdf(1, "two"), scanner.Part{}); !errors.Is(err, postkamer.ErrConflict) {
		t.Fatalf("a page after the end: %v", err)
	}
	if open := s.mishaps(); len(open) != 1 || open[0].Kind != postkamer.MishapLate {
		t.Errorf("%+v", open)
	}
}

// TestRefusedAfterTheRelease: the request of a caseworker stays open and says why; a
// stack that is closed asks for nothing.
func TestRefusedAfterTheRelease(t *testing.T) {
	o := newOffice(t)
	s := o.looking("stack-1", "a")
	s.released()
	_, err := s.ask("a", "vaag")
	o.must(err)
	if err := s.sends(secondRun+"0001", "broken", scanner.Part{Replaces: s.page("a").ID}); err == nil {
		t.Fatal("taken in")
	}
	asked, err := o.Store.OpenRescans(t.Context())
	o.must(err)
	if len(asked) != 1 || asked[0].Answer != postkamer.MishapRefused.Words() || len(s.mishaps()) != 0 {
		t.Errorf("%+v, %d mishaps", asked, len(s.mishaps()))
	}
	o.sound()
}

// TestUnknownProfileGoesToAPerson: an older database was put back, and the station still
// names a version of a profile that this one never had.
func TestUnknownProfileGoesToAPerson(t *testing.T) {
	o := newOffice(t)
	d := ScanDesk{o.Desk}
	o.must(d.Open(t.Context(), scanner.Stack{Key: "stack-1", By: "Olga", Profile: 4711}))
	b, err := o.Store.BatchByKey(t.Context(), "stack-1")
	o.must(err)
	s := &table{o, "stack-1", b.ID}
	o.must(s.sends(firstRun+"0001", pdf(1, "one"), scanner.Part{Profile: 4712}))
	if p := s.pages(); len(p) != 1 || p[0].ProfileID != 0 {
		t.Errorf("%+v", p)
	}
	kinds := []postkamer.MishapKind{}
	for _, m := range s.mishaps() {
		kinds = append(kinds, m.Kind)
	}
	if !slices.Equal(kinds, []postkamer.MishapKind{postkamer.MishapProfile}) {
		t.Errorf("%v", kinds)
	}
	o.sound()
}

// TestVerifyFindsWhatWasReleasedAnyway: rows that no code of ours writes.
func TestVerifyFindsWhatWasReleasedAnyway(t *testing.T) {
	o := newOffice(t)
	s := o.torn("stack-1")
	o.must(s.settle(firstRun+"0002", "Er was niets."))
	o.tx(func(tx *store.Tx) error { return Release(t.Context(), tx, s.batch, olga) })
	o.sound()
	o.must(o.Store.Pool().QueryRow(t.Context(), `UPDATE mishaps SET settled_at = NULL, settled_by = '', answer = '' RETURNING 1`).Scan(new(int)))
	v, err := o.Store.Verify(t.Context(), true)
	o.must(err)
	if v.Counts.Mishaps != 1 || v.Counts.MishapsOpen != 1 || !slices.ContainsFunc(v.Findings, func(f store.Finding) bool {
		return f.Rule == "somebody said what became of every page that did not come in well before its stack was released"
	}) {
		t.Errorf("%+v", v)
	}
}
