package intake

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"postkamer"
	"postkamer/store"
)

// looking is a stack that waits for the operator.
func (o *office) looking(key string, parts ...string) *table {
	o.t.Helper()
	return o.opened(key).scans(parts...).prepare().end(parts...).group()
}

// does an act on the page of a part.
func (t *table) does(part string, act func(*store.Tx, postkamer.PageID) error) error {
	t.t.Helper()
	id := t.page(part).ID
	return t.Store.InTx(t.t.Context(), func(tx *store.Tx) error { return act(tx, id) })
}

func (t *table) undo() (string, error) {
	t.t.Helper()
	kind := ""
	err := t.Store.InTx(t.t.Context(), func(tx *store.Tx) (err error) {
		_, kind, err = tx.UndoLook(t.t.Context(), t.batch, olga)
		return err
	})
	return kind, err
}

// The acts of the operator, by what they do to the page of a part.
func (t *table) good(part string) error {
	return t.does(part, func(tx *store.Tx, id postkamer.PageID) error { return tx.LookGood(t.t.Context(), id, olga) })
}

func (t *table) mark(part string, mark postkamer.PageMark) error {
	return t.does(part, func(tx *store.Tx, id postkamer.PageID) error { return tx.LookMark(t.t.Context(), id, mark, olga) })
}

func (t *table) starts(part string, yes bool) error {
	return t.does(part, func(tx *store.Tx, id postkamer.PageID) error { return tx.LookStarts(t.t.Context(), id, yes, olga) })
}

func (t *table) turn(part string) error {
	return t.does(part, func(tx *store.Tx, id postkamer.PageID) error {
		return tx.LookTurn(t.t.Context(), id, (t.page(part).TurnNow()+90)%360, olga)
	})
}

func (t *table) move(part, behind string) error {
	to := postkamer.PageID(0)
	if behind != "" {
		to = t.page(behind).ID
	}
	return t.does(part, func(tx *store.Tx, id postkamer.PageID) error { return tx.LookMove(t.t.Context(), id, to, olga) })
}

func (t *table) keep(part string, keep postkamer.KeepPaper) error {
	return t.does(part, func(tx *store.Tx, id postkamer.PageID) error {
		return tx.LookKeep(t.t.Context(), id, keep, "rood zegel", olga)
	})
}

// TestEveryActAndBack does each act on a stack and takes it back: then all is as it was.
func TestEveryActAndBack(t *testing.T) {
	o := newOffice(t)
	const before = "|a b |odd c"
	s := o.looking("k", "a", "b", "odd", "c")
	o.must(s.starts("odd", true))
	for _, c := range []struct {
		name, kind string
		act        func() error
		after      string
		then       func(p postkamer.Page) bool // of part odd
	}{
		{"good", store.ActGood, func() error { return s.good("odd") }, before, func(p postkamer.Page) bool { return p.LookedBy == "Olga" && !p.NeedsEyes() }},
		{"blank", store.ActMark, func() error { return s.mark("odd", postkamer.MarkBlank) }, "|a b |odd:blank c", func(p postkamer.Page) bool { return p.MarkedBy == "Olga" && !p.NeedsEyes() }},
		{"a sheet", store.ActMark, func() error { return s.mark("odd", postkamer.MarkSeparator) }, "|a b |odd:separator c", nil},
		{"does not belong", store.ActMark, func() error { return s.mark("odd", postkamer.MarkRejected) }, "|a b |odd:rejected c", nil},
		{"starts no more", store.ActStarts, func() error { return s.starts("odd", false) }, "|a b odd c", nil},
		{"another starts", store.ActStarts, func() error { return s.starts("b", true) }, "|a |b |odd c", nil},
		{"turned", store.ActTurn, func() error { return s.turn("odd") }, before, func(p postkamer.Page) bool {
			return p.Turned && p.Turn == 90 && p.State == postkamer.PageWaiting && p.View.Key != ""
		}},
		{"moved to the front", store.ActMove, func() error { return s.move("c", "") }, "c |a b |odd", nil},
		{"moved back", store.ActMove, func() error { return s.move("a", "c") }, "|b |odd c a", nil},
		{"paper is kept", store.ActKeep, func() error { return s.keep("odd", postkamer.KeepSeal) }, before, func(p postkamer.Page) bool { return p.KeepPaper == postkamer.KeepSeal && p.KeepWhy == "rood zegel" }},
		{"scanned again", store.ActReplace, func() error { _, err := s.scan("new1", Scan{Replaces: s.page("odd").ID}); return err }, "|a b odd:replaced |new1 c", func(p postkamer.Page) bool { return p.ReplacedBy == s.page("new1").ID }},
		{"put in between", store.ActInsert, func() error { _, err := s.scan("new2", Scan{After: s.page("a").ID}); return err }, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			was := s.page("odd")
			if err := c.act(); err != nil {
				t.Fatal(err)
			}
			if c.after != "" && s.shape() != c.after {
				t.Errorf("%s, want %s", s.shape(), c.after)
			}
			if c.then != nil && !c.then(s.page("odd")) {
				t.Errorf("%+v", s.page("odd"))
			}
			if kind, err := s.undo(); err != nil || kind != c.kind {
				t.Fatalf("undo: %s, %v", kind, err)
			}
			s.prepare().group()
			is := s.page("odd")
			if is.Mark != was.Mark || is.MarkedBy != was.MarkedBy || is.Starts != was.Starts || is.LookedBy != was.LookedBy || is.Turned != was.Turned ||
				is.KeepPaper != was.KeepPaper || is.ReplacedBy != 0 || is.NeedsEyes() != was.NeedsEyes() {
				t.Errorf("was %+v\nis  %+v", was, is)
			}
		})
	}
	if got := s.shape(); got != "|a new2:rejected b |odd new1:rejected c" {
		t.Errorf("in the end %s", got)
	}
	if kind, err := s.undo(); err != nil || kind != store.ActStarts {
		t.Errorf("the first act: %s, %v", kind, err)
	}
	if _, err := s.undo(); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("nothing left: %v", err)
	}
	o.sound()
}

func TestWhatChangesNothingIsNoAct(t *testing.T) {
	o := newOffice(t)
	s := o.looking("k", "a", "odd")
	for range 3 {
		o.must(s.good("odd"))
	}
	for range 2 {
		o.must(s.mark("a", postkamer.MarkNone))
		o.must(s.starts("a", true))
		o.must(s.move("odd", "a"))
	}
	if n := o.number(`SELECT count(*) FROM acts`); n != 3 {
		t.Errorf("%d acts", n)
	}
}

func TestUndoLeavesWhatOthersDid(t *testing.T) {
	o := newOffice(t)
	s := o.looking("k", "a", "odd")
	bea := postkamer.Person{Name: "Bea"}
	before := s.page("a").Starts
	o.must(s.starts("a", !before))
	o.must(s.mark("odd", postkamer.MarkBlank))
	o.must(s.does("odd", func(tx *store.Tx, id postkamer.PageID) error {
		return tx.LookMark(t.Context(), id, postkamer.MarkNone, bea)
	}))
	if kind, err := s.undo(); err != nil || kind != store.ActLapsed {
		t.Errorf("changed by somebody else since: %s, %v", kind, err)
	}
	if s.page("odd").Mark != postkamer.MarkNone {
		t.Error("hers is gone")
	}
	if kind, err := s.undo(); err != nil || kind != store.ActStarts || s.page("a").Starts != before {
		t.Errorf("what was done before it cannot be taken back: %s, %v", kind, err)
	}
	if _, err := s.undo(); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("nothing is left: %v", err)
	}
}

func TestNobodyActsOnWhatIsReleased(t *testing.T) {
	o := newOffice(t)
	s := o.looking("k", "a", "b")
	o.must(s.turn("b")) // prepared again after the release would be too late
	if err := o.Store.InTx(t.Context(), func(tx *store.Tx) error { return Release(t.Context(), tx, s.batch, olga) }); err == nil {
		t.Error("released while a page is being turned")
	}
	s.prepare().group()
	o.tx(func(tx *store.Tx) error { return Release(t.Context(), tx, s.batch, olga) })
	for name, act := range map[string]func() error{
		"good": func() error { return s.good("a") }, "mark": func() error { return s.mark("a", postkamer.MarkBlank) },
		"start": func() error { return s.starts("b", true) }, "turn": func() error { return s.turn("a") },
		"move": func() error { return s.move("a", "b") }, "undo": func() error { _, err := s.undo(); return err },
		"scan again":  func() error { _, err := s.scan("c", Scan{Replaces: s.page("a").ID}); return err },
		"put between": func() error { _, err := s.scan("d", Scan{After: s.page("a").ID}); return err },
		"release": func() error {
			return o.Store.InTx(t.Context(), func(tx *store.Tx) error { return Release(t.Context(), tx, s.batch, olga) })
		},
		"group": func() error {
			return o.Store.InTx(t.Context(), func(tx *store.Tx) error { _, err := GroupBatch(t.Context(), tx, s.batch); return err })
		},
	} {
		if err := act(); !errors.Is(err, postkamer.ErrConflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.keep("a", postkamer.KeepReturn); err != nil {
		t.Errorf("the paper is still there: %v", err)
	}
	o.sound()
}

// TestTurnedTwiceQuickly: the step that prepares the first turn comes too late.
func TestTurnedTwiceQuickly(t *testing.T) {
	o := newOffice(t)
	s := o.looking("k", "a")
	o.must(s.turn("a"))
	first := s.page("a")
	o.must(s.turn("a"))
	key, err := o.Store.PutView(t.Context(), []byte("turned once"))
	o.must(err)
	err = o.Store.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.PagePrepared(t.Context(), first, postkamer.Prepared{View: postkamer.View{Key: key, Width: 1, Height: 1, Rotation: 90}})
	})
	if !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("the first turn: %v", err)
	}
	s.prepare().group()
	if p := s.page("a"); p.Turn != 180 || p.View.Rotation != 180 || p.State != postkamer.PagePrepared {
		t.Errorf("%+v", p)
	}
	o.sound()
}

func TestPutInBetweenInOrder(t *testing.T) {
	o := newOffice(t)
	s := o.looking("k", "a", "b")
	a := s.page("a").ID
	for _, part := range []string{"x", "y"} {
		if _, err := s.scan(part, Scan{After: a}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.scan("n1", Scan{Replaces: a}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.scan("n2", Scan{Replaces: a}); err != nil { // a stale page of the operator
		t.Fatal(err)
	}
	if _, err := s.scan("n3", Scan{Replaces: s.page("n1").ID}); err != nil {
		t.Fatal(err)
	}
	s.prepare().group()
	if got := s.shape(); got != "a:replaced n1:replaced |n3 n2 x y b" {
		t.Error(got)
	}
	if _, err := s.scan("n4", Scan{After: 999}); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("no such page: %v", err)
	}
	o.sound()
}

// TestNewPageThatIsRejected: the new page is no good either, and the old one is wanted
// back or is not.
func TestNewPageThatIsRejected(t *testing.T) {
	o := newOffice(t)
	s := o.looking("k", "a", "b")
	replace := func(part, old string) {
		t.Helper()
		if _, err := s.scan(part, Scan{Replaces: s.page(old).ID}); err != nil {
			t.Fatal(err)
		}
		s.prepare().group()
	}
	replace("n1", "a")
	o.must(s.mark("n1", postkamer.MarkRejected))
	o.sound()
	replace("n2", "n1")
	if got := s.shape(); got != "a:replaced n1:replaced |n2 b" {
		t.Error(got)
	}
	if _, err := s.undo(); err != nil {
		t.Fatal(err)
	}
	o.must(s.mark("n2", postkamer.MarkNone)) // it is wanted after all, beside the other
	o.sound()
	replace("n3", "b")
	bea := Scan{Replaces: s.page("n3").ID, By: "Bea"}
	if _, err := s.scan("n4", bea); err != nil {
		t.Fatal(err)
	}
	if kind, err := s.undo(); err != nil || kind != store.ActLapsed {
		t.Errorf("taken back under a later page: %s, %v", kind, err)
	}
	s.prepare().group()
	o.sound()
}

// TestSheetPutInIsTakenBackWhole: one key puts a sheet in, one takes both of its sides back.
func TestSheetPutInIsTakenBackWhole(t *testing.T) {
	o := newOffice(t)
	s := o.looking("k", "f1", "b1")
	o.must(s.good("f1"))
	after := s.page("b1").ID
	for side, part := range []string{"nf", "nb"} {
		if _, err := s.scan(part, Scan{After: after, Side: side + 1, Sides: 2}); err != nil {
			t.Fatal(err)
		}
	}
	s.prepare().group()
	if kind, err := s.undo(); err != nil || kind != store.ActInsert {
		t.Fatalf("%s, %v", kind, err)
	}
	if got := s.shape(); got != "|f1 b1 nf:rejected nb:rejected" {
		t.Error(got)
	}
	if kind, err := s.undo(); err != nil || kind != store.ActGood {
		t.Errorf("the act before it: %s, %v", kind, err)
	}
	o.sound()
}

func TestTurnAndMoveTwiceAreOnce(t *testing.T) {
	o := newOffice(t)
	s := o.looking("k", "a", "b", "c", "d")
	a, c := s.page("a"), s.page("c")
	for range 2 { // both clicks carry what stood on the screen
		o.tx(func(tx *store.Tx) error { return tx.LookTurn(t.Context(), a.ID, (a.TurnNow()+90)%360, olga) })
		o.tx(func(tx *store.Tx) error { return tx.LookMove(t.Context(), c.ID, a.ID, olga) })
	}
	if got := s.shape(); got != "|a c b d" || s.page("a").TurnNow() != 90 {
		t.Error(got, s.page("a").TurnNow())
	}
	if n := o.number(`SELECT count(*) FROM acts`); n != 2 {
		t.Errorf("%d acts", n)
	}
}

func TestBothSidesScannedAgain(t *testing.T) {
	o := newOffice(t)
	s := o.looking("k", "f1", "b1", "f2", "b2")
	asked := s.page("b1").ID // the back is bad; both sides come
	if _, err := s.scan("nf", Scan{Replaces: asked, Side: 1, Sides: 2}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.scan("nb", Scan{Replaces: asked, Side: 2, Sides: 2}); err != nil {
		t.Fatal(err)
	}
	if got := s.prepare().group().shape(); got != "f1:replaced |nf b1:replaced nb f2 b2" {
		t.Error(got)
	}
	if p := s.page("nb"); p.Sheet != 1 || !p.Back {
		t.Errorf("%+v", p)
	}
	o.sound()
}

// TestManyActAtOnce: every act holds the stack, so that none is lost and the places
// stay whole.
func TestManyActAtOnce(t *testing.T) {
	o := newOffice(t)
	parts := []string{"a", "b", "c", "d", "e", "f"}
	s := o.looking("k", parts...)
	var group sync.WaitGroup
	for range 3 { // meanwhile pages are prepared and grouped
		group.Go(func() {
			for range 4 {
				s.prepareQuietly()
			}
		})
	}
	for i, part := range parts {
		id, behind := s.page(part).ID, s.page(parts[(i+3)%len(parts)]).ID
		for _, act := range []func(*store.Tx) error{
			func(tx *store.Tx) error { return tx.LookMark(t.Context(), id, postkamer.MarkNone, olga) },
			func(tx *store.Tx) error { return tx.LookMove(t.Context(), id, behind, olga) },
			func(tx *store.Tx) error { return tx.LookKeep(t.Context(), id, postkamer.KeepSeal, "", olga) },
			func(tx *store.Tx) error { return tx.LookTurn(t.Context(), id, 90, olga) },
		} {
			group.Go(func() {
				if err := o.Store.InTx(t.Context(), act); err != nil {
					t.Error(err)
				}
			})
		}
		group.Go(func() {
			if _, err := s.scan("x"+part, Scan{After: id}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	s.prepare().group()
	if n := len(s.pages()); n != 2*len(parts) {
		t.Errorf("%d pages", n)
	}
	for _, part := range parts {
		if p := s.page(part); p.KeepPaper == "" || p.Turn != 90 || p.LookedBy == "" {
			t.Errorf("an act on %s is lost: %+v", part, p)
		}
	}
	o.sound()
}

// BenchmarkKey is one key of the operator in a stack of 100 pages: done and taken back.
func BenchmarkKey(b *testing.B) {
	o := newOffice(b)
	var parts []string
	for i := range 100 {
		parts = append(parts, fmt.Sprint("odd", i))
	}
	s := o.looking("k", parts...)
	id := s.page("odd50").ID
	b.ResetTimer()
	for b.Loop() {
		o.tx(func(tx *store.Tx) error { return tx.LookGood(b.Context(), id, olga) })
		if _, err := s.undo(); err != nil {
			b.Fatal(err)
		}
	}
}
