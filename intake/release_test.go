package intake

import (
	"errors"
	"fmt"
	"testing"

	"postkamer"
	"postkamer/store"
)

// released releases a stack and returns its pieces.
func (t *table) released() []postkamer.Piece {
	t.t.Helper()
	t.tx(func(tx *store.Tx) error { return Release(t.t.Context(), tx, t.batch, olga) })
	return t.pieces()
}

func (t *table) pieces() []postkamer.Piece {
	t.t.Helper()
	pieces, err := t.Store.BatchPieces(t.t.Context(), t.batch)
	t.must(err)
	for i, p := range pieces {
		pieces[i], err = t.Store.Piece(t.t.Context(), p.ID)
		t.must(err)
	}
	return pieces
}

// person makes a member of staff with a row.
func (o *office) person(name string) postkamer.Person {
	o.t.Helper()
	p := postkamer.Person{Name: name}
	o.must(o.Store.Pool().QueryRow(o.t.Context(), `INSERT INTO people (subject, name, roles) VALUES ($1, $1, '{operator}') RETURNING id`, name).Scan(&p.ID))
	return p
}

func TestReleaseMakesPieces(t *testing.T) {
	o := newOffice(t)
	s := o.looking("k", "a", "blank1", "sheet", "blank2", "b", "odd", "c", "d")
	if got := s.shape(); got != "|a blank1:blank sheet:separator |blank2:blank b odd c d" {
		t.Fatal(got)
	}
	var not *postkamer.NotReady
	err := o.Store.InTx(t.Context(), func(tx *store.Tx) error { return Release(t.Context(), tx, s.batch, olga) })
	if !errors.As(err, &not) || len(not.Unlooked) != 1 || not.Unlooked[0] != s.page("odd").ID || not.Differs {
		t.Fatalf("one page waits for eyes: %v, %+v", err, not)
	}
	o.must(s.good("odd"))
	o.must(s.starts("c", true))
	o.must(s.mark("d", postkamer.MarkRejected))
	pieces := s.released()
	if len(pieces) != 3 || len(pieces[0].Pages) != 2 || len(pieces[1].Pages) != 3 || len(pieces[2].Pages) != 1 {
		t.Errorf("%+v", pieces)
	}
	if o.number(`SELECT count(*) FROM river_job WHERE kind = 'read_page'`) != 4 || o.number(`SELECT count(*) FROM pieces WHERE stage = 'received'`) != 3 {
		t.Error("not all of it is read, or more")
	}
	if s.page("d").PieceID != 0 || s.page("sheet").PieceID != 0 || s.page("blank1").PieceID != pieces[0].ID {
		t.Error("pages are where they do not belong")
	}
	if o.number(`SELECT count(*) FROM events WHERE kind = 'split' AND actor = 'Olga'`) != 1 {
		t.Error("nobody knows who released it")
	}
	o.sound()
}

func TestCountsThatDifferNeedAWord(t *testing.T) {
	o := newOffice(t)
	s := o.looking("k", "a", "blank1", "b", "blank2")
	count := func(sheets, pieces int, why string) {
		o.tx(func(tx *store.Tx) error { return tx.SetCounts(t.Context(), s.batch, sheets, pieces, why, "Olga") })
	}
	release := func(tx *store.Tx) error { return Release(t.Context(), tx, s.batch, olga) }
	for _, c := range []struct {
		name           string
		sheets, pieces int
		differs        bool
	}{{"sheets", 3, 0, true}, {"pieces", 2, 2, true}, {"both right", 2, 1, false}} {
		count(c.sheets, c.pieces, "")
		var not *postkamer.NotReady
		b, err := o.Store.Batch(t.Context(), s.batch)
		o.must(err)
		if not = Readiness(b, s.pages()); (not != nil) != c.differs {
			t.Errorf("%s: %+v", c.name, not)
		}
	}
	count(3, 1, "")
	var not *postkamer.NotReady
	if err := o.Store.InTx(t.Context(), release); !errors.As(err, &not) || !not.Differs || not.Counts.SheetsFound != 2 || not.Counts.PiecesFound != 1 {
		t.Errorf("%v, %+v", err, not)
	}
	if l, err := o.Store.BatchLine(t.Context(), s.batch); err != nil || l.Attention != store.StackUncounted || l.Sheets != 2 || l.Starts != 1 {
		t.Errorf("%+v, %v", l, err)
	}
	count(3, 1, "een kaartje zat er dubbel in")
	o.tx(release)
	count(2, 1, "")
	o.tx(func(tx *store.Tx) error { return Close(t.Context(), tx, s.batch, olga) })
	err := o.Store.InTx(t.Context(), func(tx *store.Tx) error { return tx.SetCounts(t.Context(), s.batch, 9, 9, "", "Olga") })
	if !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("counted after it was closed: %v", err)
	}
	o.sound()
}

func TestStackIsClosedWhenItIsCounted(t *testing.T) {
	o := newOffice(t)
	s := o.looking("k", "a")
	closing := func() error {
		return o.Store.InTx(t.Context(), func(tx *store.Tx) error { return Close(t.Context(), tx, s.batch, olga) })
	}
	var not *postkamer.NotReady
	if err := closing(); err == nil {
		t.Error("closed before it is released")
	}
	s.released()
	if err := closing(); !errors.As(err, &not) || !not.Uncounted {
		t.Errorf("%v, %+v", err, not)
	}
	o.tx(func(tx *store.Tx) error { return tx.SetCounts(t.Context(), s.batch, 1, 0, "", "Olga") })
	if err := closing(); err != nil {
		t.Error(err)
	}
	if err := closing(); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("closed twice: %v", err)
	}
	o.sound()
}

// numbered makes pages of a set of sheets of ours: fronts only.
func (t *table) setCode(part, set string, number, of int) {
	t.t.Helper()
	value := postkamer.Sheet{Set: set, Number: number, Of: of}.Value()
	_, err := t.Store.Pool().Exec(t.t.Context(), `UPDATE pages SET barcodes = jsonb_build_array(jsonb_build_object('kind', 'qr', 'value', $2::text)) WHERE id = $1`, t.page(part).ID, value)
	t.must(err)
}

func (o *office) sheetSet(of int) (set string) {
	o.t.Helper()
	o.tx(func(tx *store.Tx) (err error) {
		set, err = tx.NewSheetSet(o.t.Context(), of, "Olga")
		return err
	})
	return set
}

func TestSheetsBelongToOneOpenStack(t *testing.T) {
	o := newOffice(t)
	set := o.sheetSet(4)
	withSheet := func(key, set string, number int) *table {
		s := o.opened(key).scans("a", "b", "x", "c").prepare().end("a", "b", "x", "c")
		s.setCode("x", set, number, 4)
		return s.group()
	}
	first := withSheet("first", set, 1)
	if first.shape() != "|a b x:separator |c" || first.page("x").Blocks() {
		t.Fatalf("%s %+v", first.shape(), first.page("x"))
	}
	second := withSheet("second", set, 1)
	if second.shape() != "|a b x c" || !second.page("x").Blocks() {
		t.Errorf("a sheet of another open stack cuts: %s %+v", second.shape(), second.page("x").Findings)
	}
	unknown := withSheet("unknown", "7K3M9Q", 1)
	if unknown.shape() != "|a b x c" || !unknown.page("x").Blocks() {
		t.Errorf("a set that nobody printed cuts: %s %+v", unknown.shape(), unknown.page("x"))
	}
	first.released()
	o.tx(func(tx *store.Tx) error { return tx.SetCounts(t.Context(), first.batch, 2, 2, "", "Olga") })
	o.tx(func(tx *store.Tx) error { return Close(t.Context(), tx, first.batch, olga) })
	if third := withSheet("third", set, 1); third.shape() != "|a b x:separator |c" {
		t.Errorf("a set that is free again does not cut: %s", third.shape())
	}
	o.sound()
}

// TestGroupedAgainKeepsWhatAPersonDid: pages come in between, and all that a person
// set stays; what is new is judged.
func TestGroupedAgainKeepsWhatAPersonDid(t *testing.T) {
	o := newOffice(t)
	s := o.looking("k", "a", "b", "blank1", "odd", "c")
	o.must(s.starts("b", true))
	o.must(s.mark("blank1", postkamer.MarkNone)) // a faint pencil note
	o.must(s.mark("c", postkamer.MarkBlank))
	o.must(s.good("odd"))
	for _, part := range []string{"sheet", "blank9"} {
		if _, err := s.scan(part, Scan{After: s.page("blank1").ID}); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Store.InTx(t.Context(), func(tx *store.Tx) error { return Release(t.Context(), tx, s.batch, olga) }); err == nil {
		t.Error("released before the new pages are prepared")
	}
	s.prepare()
	var not *postkamer.NotReady
	if err := o.Store.InTx(t.Context(), func(tx *store.Tx) error { return Release(t.Context(), tx, s.batch, olga) }); !errors.As(err, &not) || not.Preparing != 2 {
		t.Errorf("released before the new pages are judged: %v %+v", err, not)
	}
	s.group()
	if got := s.shape(); got != "|a |b blank1 sheet:separator blank9:blank |odd c:blank" && got != "|a |b blank1 sheet:separator |blank9:blank odd c:blank" {
		t.Error(got)
	}
	if s.page("odd").NeedsEyes() {
		t.Error("somebody looked at it")
	}
	s.good("blank9")
	if pieces := s.released(); len(pieces) != 3 {
		t.Errorf("%d pieces", len(pieces))
	}
	o.sound()
}

func TestUnattendedBatchWaitsOnlyForWhatStops(t *testing.T) {
	o := newOffice(t)
	receive := func(key string, look bool, pieces int) *table {
		r, err := o.Receive(t.Context(), Parcel{Key: key, Source: postkamer.SourceImport, By: "Olga", Look: look, PiecesCounted: pieces,
			Files: []Incoming{o.file(key+".pdf", pdf(2, key))}})
		o.must(err)
		s := &table{o, key, r.Batch.ID}
		o.tx(func(tx *store.Tx) error { return tx.MakePages(t.Context(), r.Batch) })
		return s.prepare()
	}
	if s := receive("plain", false, 1).group(); s.state() != postkamer.Split || o.number(`SELECT count(*) FROM batches WHERE closed_at IS NOT NULL`) != 1 {
		t.Errorf("an import is %s", s.state())
	}
	if s := receive("asked", true, 0).group(); s.state() != postkamer.Looking {
		t.Errorf("somebody wanted to look first: %s", s.state())
	}
	if s := receive("counted", false, 7).group(); s.state() != postkamer.Looking {
		t.Errorf("the count of pieces differs: %s", s.state())
	}
	s := receive("sheet", false, 0)
	o.must(o.Store.Pool().QueryRow(t.Context(), `UPDATE pages SET barcodes = '[{"kind": "sheet-unread", "value": "marks"}]' WHERE batch_id = $1 AND position = 0 RETURNING 1`, s.batch).Scan(new(int)))
	if s.group(); s.state() != postkamer.Looking || !s.pages()[0].Blocks() {
		t.Errorf("a sheet that nobody can read: %s", s.state())
	}
	if o.number(`SELECT count(*) FROM page_checks`) != 0 {
		t.Error("an import is in the sample")
	}
	o.tx(func(tx *store.Tx) error { return tx.LookGood(t.Context(), s.pages()[0].ID, olga) })
	o.tx(func(tx *store.Tx) error { return tx.BatchStuck(t.Context(), s.batch, "Dit lukt niet.") })
	o.tx(func(tx *store.Tx) error { return tx.RetryBatch(t.Context(), s.batch, "Olga") })
	if s.group(); s.state() != postkamer.Looking {
		t.Errorf("it was stopped for a look once, got stuck and was tried again: %s", s.state())
	}
	torn := receive("torn", false, 0)
	o.must(o.Store.Pool().QueryRow(t.Context(), `UPDATE pages SET state = 'unreadable', needs_eyes = true, blocks = true, findings = '[{"code": "UNREADABLE", "blocks": true}]'
		WHERE batch_id = $1 AND position = 1 RETURNING 1`, torn.batch).Scan(new(int)))
	if torn.group(); torn.state() != postkamer.Looking {
		t.Errorf("a page that cannot be opened: %s", torn.state())
	}
	o.sound()
}

func TestSecondPersonIsAnother(t *testing.T) {
	o := newOffice(t)
	by, bea := o.person("Olga"), o.person("Bea")
	s := o.looking("k", "a", "blank1", "odd", "b")
	o.must(s.does("odd", func(tx *store.Tx, id postkamer.PageID) error { return tx.LookGood(t.Context(), id, by) }))
	o.must(s.does("b", func(tx *store.Tx, id postkamer.PageID) error { return tx.LookStarts(t.Context(), id, true, by) }))
	o.tx(func(tx *store.Tx) error { return Release(t.Context(), tx, s.batch, by) })
	if list, err := o.Store.OpenChecks(t.Context(), by, 10); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
	list, err := o.Store.OpenChecks(t.Context(), bea, 10)
	if err != nil || len(list) != 4 || !list[1].Blank || list[0].Reference != s.pieces()[0].Reference {
		t.Fatalf("all of a new profile: %+v, %v", list, err)
	}
	judge := func(who postkamer.Person, id store.CheckID, good bool, why string) error {
		return o.Store.InTx(t.Context(), func(tx *store.Tx) error { return tx.JudgePage(t.Context(), id, who, good, why) })
	}
	if err := judge(by, list[0].ID, true, ""); !errors.Is(err, postkamer.ErrForbidden) {
		t.Errorf("own page: %v", err)
	}
	o.must(judge(bea, list[0].ID, true, ""))
	if err := judge(bea, list[0].ID, false, "x"); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("twice: %v", err)
	}
	o.must(judge(bea, list[2].ID, false, "de onderkant ontbreekt"))
	asked, err := o.Store.OpenRescans(t.Context())
	if err != nil || len(asked) != 1 || asked[0].PageID != list[2].PageID || asked[0].Number != 1 {
		t.Errorf("not good, and nobody scans again: %+v, %v", asked, err)
	}
	o.sound()
}

// TestWhoeverDecidedIsNotTheSecondPerson: not only who looked first, but also who called
// the page blank after that, who scanned it again, and who scanned it again after the
// release.
func TestWhoeverDecidedIsNotTheSecondPerson(t *testing.T) {
	o := newOffice(t)
	by, bea, carl, dirk := o.person("Olga"), o.person("Bea"), o.person("Carl"), o.person("Dirk")
	s := o.looking("k", "a", "odd", "b")
	o.must(s.does("odd", func(tx *store.Tx, id postkamer.PageID) error { return tx.LookGood(t.Context(), id, by) }))
	o.must(s.does("odd", func(tx *store.Tx, id postkamer.PageID) error {
		return tx.LookMark(t.Context(), id, postkamer.MarkBlank, bea)
	}))
	_, err := s.scan("b2", Scan{Replaces: s.page("b").ID, By: "Carl"})
	o.must(err)
	s.prepare().group()
	o.tx(func(tx *store.Tx) error { return Release(t.Context(), tx, s.batch, by) })
	o.tx(func(tx *store.Tx) error {
		_, err := tx.AskRescan(t.Context(), s.pieces()[0].ID, s.page("a").ID, "vaag", bea)
		return err
	})
	_, err = s.scan("a2", Scan{Replaces: s.page("a").ID, By: "Dirk"})
	o.must(err)
	s.prepare()
	for _, tt := range []struct {
		who  postkamer.Person
		not  string // the part of which they decided something
		open int
	}{{by, "odd", 0}, {bea, "odd", 2}, {carl, "b2", 2}, {dirk, "a2", 2}} {
		list, err := o.Store.OpenChecks(t.Context(), tt.who, 10)
		if err != nil || len(list) != tt.open {
			t.Errorf("%s may check %+v, %v", tt.who.Name, list, err)
		}
		all, err := o.Store.BatchChecks(t.Context(), s.batch)
		o.must(err)
		for _, c := range all {
			if c.PageID != s.page(tt.not).ID {
				continue
			}
			if may, err := o.Store.MayCheck(t.Context(), c.ID, tt.who); err != nil || may {
				t.Errorf("%s may check %s: %v", tt.who.Name, tt.not, err)
			}
			err := o.Store.InTx(t.Context(), func(tx *store.Tx) error { return tx.JudgePage(t.Context(), c.ID, tt.who, true, "") })
			if !errors.Is(err, postkamer.ErrForbidden) {
				t.Errorf("%s judges %s: %v", tt.who.Name, tt.not, err)
			}
		}
	}
	o.sound()
}

// TestSampleIsAShareWhenEnoughAreChecked draws by lot once the beginning is over, and
// always one of a stack.
func TestSampleIsAShareWhenEnoughAreChecked(t *testing.T) {
	o := newOffice(t)
	by, bea := o.person("Olga"), o.person("Bea")
	o.tx(func(tx *store.Tx) error {
		p, err := o.Store.CurrentProfile(t.Context(), postkamer.ProfileScanner)
		o.must(err)
		p.Sample, p.SampleFirst, p.MadeBy = 1, 3, "Bea"
		_, err = tx.AddProfile(t.Context(), p)
		return err
	})
	stack := func(key string) *table {
		var parts []string
		for i := range 6 {
			parts = append(parts, fmt.Sprint(key, i))
		}
		s := o.looking(key, parts...)
		for _, part := range parts {
			o.must(s.starts(part, true))
		}
		o.tx(func(tx *store.Tx) error { return Release(t.Context(), tx, s.batch, by) })
		return s
	}
	stack("first")
	if n := o.number(`SELECT count(*) FROM page_checks`); n != 6 {
		t.Errorf("%d of a new version are checked", n)
	}
	list, err := o.Store.OpenChecks(t.Context(), bea, 10)
	o.must(err)
	for _, c := range list[:3] {
		o.tx(func(tx *store.Tx) error { return tx.JudgePage(t.Context(), c.ID, bea, true, "") })
	}
	s := stack("second")
	drawn, err := o.Store.BatchChecks(t.Context(), s.batch)
	// One for the stack; the lot falls on another of six in one of seventeen runs, on three in one of 100,000.
	if err != nil || len(drawn) < 1 || len(drawn) > 3 {
		t.Errorf("%d of the second stack, %v", len(drawn), err)
	}
	o.sound()
}
