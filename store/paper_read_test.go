package store_test

import (
	"testing"

	"postkamer"
	"postkamer/store"
)

// boxedStack is a stack of four pages in a box: two letters of one page, a blank back
// and a separator sheet.
func (m *mailroom) boxedStack() (postkamer.Batch, postkamer.Box, []postkamer.Piece) {
	m.t.Helper()
	b := m.take("stack", 3, 1)
	m.prepare(m.split(b)...)
	pieces := m.cut(b, [][]int{{0, 1}, {3}}, 1)
	x := m.box()
	_, err := m.put(b, x)
	m.must(err)
	b, err = m.Batch(m.t.Context(), b.ID)
	m.must(err)
	return b, x, pieces
}

func TestAStackInABoxSaysAllItsCounts(t *testing.T) {
	m := newMailroom(t)
	b, x, pieces := m.boxedStack()
	m.exec(`UPDATE pages SET sheet = 1, back = (position = 1) WHERE batch_id = $1 AND position < 2`, b.ID)
	m.exec(`UPDATE batches SET sheets_counted = 3, pieces_counted = 2, count_why = 'geteld' WHERE id = $1`, b.ID)
	m.exec(`UPDATE pages SET needs_eyes = true WHERE batch_id = $1 AND position = 0`, b.ID)
	stacks, err := m.BoxStacks(t.Context(), x.ID)
	m.must(err)
	if len(stacks) != 1 {
		t.Fatalf("%d stacks", len(stacks))
	}
	got := stacks[0]
	if got.Sheets != 3 || got.Pages != 4 || got.Pieces != 2 || got.SheetsCounted != 3 || got.PiecesCounted != 2 || got.CountWhy != "geteld" || got.Position != 1 || got.Number != b.Number || got.By != "Olga" {
		t.Errorf("%+v", got)
	}
	if len(got.Files) != 2 || got.Files[0].SHA256 != b.Files[0].SHA256 || got.Files[0].Pages != 3 || got.Files[1].Size != b.Files[1].Size {
		t.Errorf("files: %+v", got.Files)
	}
	checks, err := m.BoxChecks(t.Context(), x.ID)
	m.must(err)
	if want := (store.BoxChecks{Pages: 4, InPieces: 2, Blank: 1, Separators: 1, Flagged: 1}); checks != want {
		t.Errorf("checks: %+v, want %+v", checks, want)
	}
	olga, tom := m.staffMember("Olga Jansen"), m.staffMember("Tom")
	profile, err := m.CurrentProfile(t.Context(), postkamer.ProfileScanner)
	m.must(err)
	m.exec(`UPDATE batches SET released_by_id = $2 WHERE id = $1`, b.ID, olga.ID)
	m.tx(func(tx *store.Tx) error { return tx.DrawPages(t.Context(), pieces[0].ID, profile.ID, .1) })
	open, err := m.OpenChecks(t.Context(), tom, 10)
	m.must(err)
	for i, c := range open {
		for _, tt := range []struct {
			who postkamer.Person
			may bool
		}{{olga, false}, {tom, true}} {
			if may, err := m.MayCheck(t.Context(), c.ID, tt.who); may != tt.may || err != nil {
				t.Errorf("%s may check: %v, %v", tt.who.Name, may, err)
			}
		}
		m.tx(func(tx *store.Tx) error {
			return tx.JudgePage(t.Context(), c.ID, tom, i > 0, map[bool]string{false: "onscherp"}[i > 0])
		})
	}
	checks, err = m.BoxChecks(t.Context(), x.ID)
	m.must(err)
	if checks.Sampled != 2 || checks.Good != 1 || checks.Bad != 1 || checks.SampleOpen != 0 || checks.Rescans != 1 || checks.RescansOpen != 1 {
		t.Errorf("after the sample: %+v", checks)
	}
}

func TestPaperIsFoundByReferenceStackAndPlace(t *testing.T) {
	m := newMailroom(t)
	b, x, pieces := m.boxedStack()
	other := m.take("other", 1)
	m.prepare(m.split(other)...)
	m.cut(other, [][]int{{0}})
	find := func(list []store.Trace, err error) []store.Trace {
		t.Helper()
		m.must(err)
		return list
	}
	ctx := t.Context()
	for name, tt := range map[string]struct {
		got  []store.Trace
		want int
	}{
		"a piece":                {find(m.TraceReference(ctx, pieces[1].Reference, 10)), 1},
		"a stack by reference":   {find(m.TraceReference(ctx, b.Reference, 10)), 2},
		"a stack by its number":  {find(m.TraceStack(ctx, b.Day, b.Number, 10)), 2},
		"a whole box":            {find(m.TraceBox(ctx, x.Year, x.Number, 0, 10)), 2},
		"a place in the last":    {find(m.TraceBox(ctx, 0, x.Number, 1, 10)), 2},
		"a place with nothing":   {find(m.TraceBox(ctx, x.Year, x.Number, 2, 10)), 0},
		"a box of another year":  {find(m.TraceBox(ctx, x.Year-1, x.Number, 0, 10)), 0},
		"at most so many":        {find(m.TraceStack(ctx, b.Day, b.Number, 1)), 1},
		"no number of that day":  {find(m.TraceStack(ctx, b.Day, b.Number+9, 10)), 0},
		"a reference of nothing": {find(m.TraceReference(ctx, "ST-2026-0000-0", 10)), 0},
	} {
		if len(tt.got) != tt.want {
			t.Errorf("%s: %d pieces, want %d", name, len(tt.got), tt.want)
		}
	}
	last := find(m.TraceReference(ctx, pieces[1].Reference, 10))[0]
	if last.FirstPage != "blad 4" || last.Pages != 1 || last.Position != 1 || last.BoxNumber != x.Number || last.Destroyed || last.CaseID != 0 {
		t.Errorf("where it is: %+v", last)
	}
	way, err := m.Way(ctx, pieces[1].ID)
	m.must(err)
	kinds := map[postkamer.EventKind]bool{}
	for _, e := range way.Events {
		kinds[e.Kind] = true
		if e.PieceID != 0 && e.PieceID != pieces[1].ID {
			t.Errorf("the way of another piece is in it: %+v", e)
		}
	}
	if !kinds[postkamer.EventReceived] || !kinds[postkamer.EventBoxed] || !kinds[postkamer.EventBoxOpened] || way.Box.ID != x.ID || way.Batch.ID != b.ID {
		t.Errorf("the way: %v, box %d", kinds, way.Box.ID)
	}
}

func TestAStackThatIsInNoBoxIsOffered(t *testing.T) {
	m := newMailroom(t)
	b := m.take("stack", 1)
	m.prepare(m.split(b)...)
	loose := func() int {
		list, err := m.StacksWithoutBox(t.Context(), 10)
		m.must(err)
		return len(list)
	}
	if loose() != 0 {
		t.Error("a stack that is not released is offered")
	}
	m.cut(b, [][]int{{0}})
	if loose() != 1 {
		t.Error("a released stack is not offered")
	}
	_, err := m.put(b, m.box())
	m.must(err)
	if loose() != 0 {
		t.Error("a stack in a box is offered")
	}
}
