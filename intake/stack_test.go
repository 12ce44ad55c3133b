package intake

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
)

// people who work on stacks.
var olga = postkamer.Person{Name: "Olga"}

// table is a stack on the desk of one test.
type table struct {
	*office
	key   string
	batch postkamer.BatchID
}

// opened is a stack with nothing in it yet.
func (o *office) opened(key string) *table {
	o.t.Helper()
	b, again, err := o.OpenStack(o.t.Context(), Stack{Key: key, By: "Olga"})
	if err != nil || again || b.State != postkamer.Scanning {
		o.t.Fatalf("%+v, %v, %v", b, again, err)
	}
	return &table{o, key, b.ID}
}

// scan adds one page under a part, and returns whether it was there.
func (t *table) scan(part string, s Scan) (bool, error) {
	t.t.Helper()
	in := t.file(part, pdf(1, t.key+part))
	s.Stack, s.Part, s.Path, s.Name, s.By = t.key, part, in.Path, in.Name, cmpOr(s.By, "Olga")
	return t.AddScan(t.t.Context(), s)
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// scans adds pages at the end.
func (t *table) scans(parts ...string) *table {
	t.t.Helper()
	for _, part := range parts {
		if again, err := t.scan(part, Scan{}); err != nil || again {
			t.t.Fatalf("%s: %v, %v", part, again, err)
		}
	}
	return t
}

func (t *table) pages() []postkamer.Page {
	t.t.Helper()
	pages, err := t.Store.BatchPages(t.t.Context(), t.batch)
	t.must(err)
	return pages
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (t *table) state() postkamer.BatchState {
	t.t.Helper()
	b, err := t.Store.Batch(t.t.Context(), t.batch)
	t.must(err)
	return b.State
}

func (o *office) tx(f func(*store.Tx) error) {
	o.t.Helper()
	o.must(o.Store.InTx(o.t.Context(), f))
}

// prepare does the step of every page that waits; a part whose key begins with blank
// is a blank page, sheet a separator sheet of ours, and odd one that a person must see.
func (t *table) prepare() *table {
	t.t.Helper()
	parts := map[postkamer.FileID]string{}
	b, err := t.Store.Batch(t.t.Context(), t.batch)
	t.must(err)
	for _, f := range b.Files {
		parts[f.ID] = f.Part
	}
	for _, p := range t.pages() {
		if p.State != postkamer.PageWaiting {
			continue
		}
		part := parts[p.FileID]
		if strings.HasPrefix(part, "torn") {
			t.tx(func(tx *store.Tx) error { return tx.PageUnreadable(t.t.Context(), p) })
			continue
		}
		key, err := t.Store.PutView(t.t.Context(), fmt.Appendf(nil, "view of %d turned %d", p.ID, p.Turn))
		t.must(err)
		found := postkamer.Prepared{View: postkamer.View{Key: key, Width: 100, Height: 140, DPI: 150, Rotation: p.Turn}}
		found.Blank = strings.HasPrefix(part, "blank")
		found.Quality = postkamer.Quality{Measured: true, Blank: found.Blank, DPI: 300, Paper: .9}
		if strings.HasPrefix(part, "odd") {
			found.Quality.DPI = 72
		}
		if strings.HasPrefix(part, "sheet") {
			found.Barcodes = []postkamer.Barcode{{Kind: "qr", Value: postkamer.SeparatorValue("7K3M")}}
		}
		t.tx(func(tx *store.Tx) error { return tx.PagePrepared(t.t.Context(), p, found) })
	}
	return t
}

// prepareQuietly does the step of every page that waits, beside others who do the same.
func (t *table) prepareQuietly() {
	pages, err := t.Store.BatchPages(t.t.Context(), t.batch)
	if err != nil {
		t.t.Error(err)
	}
	for _, p := range pages {
		key, err := t.Store.PutView(t.t.Context(), fmt.Appendf(nil, "view of %d turned %d", p.ID, p.Turn))
		if err == nil && p.State == postkamer.PageWaiting {
			found := postkamer.Prepared{View: postkamer.View{Key: key, Width: 100, Height: 140, DPI: 150, Rotation: p.Turn}}
			err = t.Store.InTx(t.t.Context(), func(tx *store.Tx) error { return tx.PagePrepared(t.t.Context(), p, found) })
		}
		if err != nil && !errors.Is(err, postkamer.ErrConflict) {
			t.t.Error(err)
		}
	}
	err = t.Store.InTx(t.t.Context(), func(tx *store.Tx) error {
		_, err := GroupBatch(t.t.Context(), tx, t.batch)
		return err
	})
	if err != nil && !errors.Is(err, postkamer.ErrConflict) {
		t.t.Error(err)
	}
}

// group does the step that groups, as often as it is queued.
func (t *table) group() *table {
	t.t.Helper()
	err := t.Store.InTx(t.t.Context(), func(tx *store.Tx) error {
		_, err := GroupBatch(t.t.Context(), tx, t.batch)
		return err
	})
	t.must(err)
	return t
}

// end ends the stack with these parts.
func (t *table) end(parts ...string) *table {
	t.t.Helper()
	t.must(t.EndStack(t.t.Context(), t.key, parts))
	return t
}

// shape writes the pages as their parts, in order: a bar where a piece begins, and
// the mark behind a page that has one.
func (t *table) shape() string {
	t.t.Helper()
	b, err := t.Store.Batch(t.t.Context(), t.batch)
	t.must(err)
	parts := map[postkamer.FileID]string{}
	for _, f := range b.Files {
		parts[f.ID] = f.Part
	}
	var words []string
	for _, p := range t.pages() {
		word := parts[p.FileID]
		if p.Starts {
			word = "|" + word
		}
		if p.Mark != "" {
			word += ":" + string(p.Mark)
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// page returns the page of a part.
func (t *table) page(part string) postkamer.Page {
	t.t.Helper()
	b, err := t.Store.Batch(t.t.Context(), t.batch)
	t.must(err)
	for _, f := range b.Files {
		for _, p := range t.pages() {
			if f.Part == part && p.FileID == f.ID {
				return p
			}
		}
	}
	t.t.Fatalf("no page of %s", part)
	return postkamer.Page{}
}

func TestStackIsOpenUntilAllIsIn(t *testing.T) {
	o := newOffice(t)
	s := o.opened("k").scans("a", "blank1").prepare().scans("b")
	if o.number(`SELECT count(*) FROM river_job WHERE kind = 'group_pages'`) != 0 {
		t.Fatal("an open stack is grouped")
	}
	if err := o.EndStack(t.Context(), "k", []string{"a", "blank1"}); !errors.Is(err, postkamer.ErrConflict) || s.state() != postkamer.Scanning {
		t.Errorf("ended without a part: %v, %s", err, s.state())
	}
	if err := o.EndStack(t.Context(), "k", []string{"a", "blank1", "b", "c"}); !errors.Is(err, postkamer.ErrConflict) || s.state() != postkamer.Scanning {
		t.Errorf("ended before a part came in: %v, %s", err, s.state())
	}
	s.end("a", "blank1", "b").end("a", "blank1", "b")
	if s.state() != postkamer.Splitting || o.number(`SELECT count(*) FROM river_job WHERE kind = 'group_pages'`) != 0 {
		t.Error("grouped before the last page is prepared")
	}
	s.prepare()
	if o.number(`SELECT count(*) FROM river_job WHERE kind = 'group_pages'`) != 1 {
		t.Error("not grouped after the last page")
	}
	s.group()
	if s.state() != postkamer.Looking || s.shape() != "|a blank1:blank b" {
		t.Errorf("%s %s", s.state(), s.shape())
	}
	if p := s.pages()[1]; p.Sheet != 1 || !p.Back || s.pages()[2].Sheet != 2 {
		t.Errorf("front and back: %+v", p)
	}
	o.sound()
}

// TestSidesStayRightBehindAHalfSheet: the back of the second sheet never came, since it
// got stuck; nor did the front of the fourth, which was refused.
func TestSidesStayRightBehindAHalfSheet(t *testing.T) {
	o := newOffice(t)
	s := o.opened("k")
	for _, p := range []struct {
		part        string
		side, sheet int
	}{{"f1", 1, 1}, {"b1", 2, 1}, {"f2", 1, 2}, {"f3", 1, 3}, {"b3", 2, 3}, {"b4", 2, 4}, {"f5", 1, 5}, {"b5", 2, 5}} {
		if _, err := s.scan(p.part, Scan{Side: p.side, Sides: 2}); err != nil {
			t.Fatal(err)
		}
		if got := s.page(p.part); got.Sheet != p.sheet || got.Back != (p.side == 2) {
			t.Errorf("%s is sheet %d, back %v", p.part, got.Sheet, got.Back)
		}
	}
	o.sound()
}

func TestStackOfNothingCanBeEnded(t *testing.T) {
	o := newOffice(t)
	s := o.opened("k").end().group()
	o.tx(func(tx *store.Tx) error { return Release(t.Context(), tx, s.batch, olga) })
	o.tx(func(tx *store.Tx) error { return Close(t.Context(), tx, s.batch, olga) })
	o.sound()
}

func TestSameScanAgain(t *testing.T) {
	o := newOffice(t)
	s := o.opened("k").scans("a")
	if again, err := s.scan("a", Scan{}); err != nil || !again {
		t.Errorf("%v, %v", again, err)
	}
	other := o.file("other", pdf(1, "other"))
	if _, err := o.AddScan(t.Context(), Scan{Stack: "k", Part: "a", Path: other.Path}); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("other bytes: %v", err)
	}
	if _, err := o.AddScan(t.Context(), Scan{Stack: "k", Part: "b", Path: other.Path, SHA256: strings.Repeat("0", 64)}); !errors.Is(err, errCorrupt) {
		t.Errorf("bytes that were spoilt on the way: %v", err)
	}
	if _, err := o.AddScan(t.Context(), Scan{Stack: "none", Part: "b", Path: other.Path}); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("no such stack: %v", err)
	}
	var refusal *postkamer.Refusal
	if _, err := o.AddScan(t.Context(), Scan{Stack: "k", Part: "c", Path: o.file("c", "GIF89a").Path}); !errors.As(err, &refusal) || o.number(`SELECT count(*) FROM refusals`) != 1 {
		t.Errorf("no page: %v", err)
	}
	s.end("a").prepare().group()
	if again, err := s.scan("a", Scan{}); err != nil || !again {
		t.Errorf("again after the end: %v, %v", again, err)
	}
	if _, err := s.scan("late", Scan{}); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("a further page after the end: %v", err)
	}
	o.sound() // and the bytes of the refused late one are only an envelope that nobody claims
}

// TestManySendTheSame: two outboxes, two watchers, a retry beside a try that hangs.
func TestManySendTheSame(t *testing.T) {
	o := newOffice(t)
	var group sync.WaitGroup
	first := o.file("a", pdf(1, "a"))
	second := o.file("b", pdf(1, "b"))
	for range 6 {
		group.Go(func() {
			if _, _, err := o.OpenStack(t.Context(), Stack{Key: "k", By: "Olga"}); err != nil {
				t.Error(err)
			}
			for part, in := range map[string]Incoming{"a": first, "b": second} {
				if _, err := o.AddScan(t.Context(), Scan{Stack: "k", Part: part, Path: in.Path, Name: in.Name}); err != nil {
					t.Error(err)
				}
			}
			if err := o.EndStack(t.Context(), "k", []string{"a", "b"}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if o.number(`SELECT count(*) FROM batches`) != 1 || o.number(`SELECT count(*) FROM pages`) != 2 || o.number(`SELECT max(number) FROM batches`) != 1 {
		t.Error("more than one of something")
	}
	o.sound()
}

// TestKilledBetweenTwoWrites tries again after a try that died before its rows.
func TestKilledBetweenTwoWrites(t *testing.T) {
	o := newOffice(t)
	s := o.opened("k")
	in := o.file("a", pdf(1, "a"))
	dead, cancel := context.WithCancel(t.Context())
	o.must(o.Store.InTx(t.Context(), func(tx *store.Tx) error {
		_, err := tx.LockBatch(t.Context(), s.batch) // the try waits for this row until it dies
		if err != nil {
			return err
		}
		time.AfterFunc(300*time.Millisecond, cancel)
		if _, err := o.AddScan(dead, Scan{Stack: "k", Part: "a", Path: in.Path}); err == nil {
			t.Error("added while the row was locked")
		}
		return nil
	}))
	if again, err := o.AddScan(t.Context(), Scan{Stack: "k", Part: "a", Path: in.Path}); err != nil || again {
		t.Errorf("%v, %v", again, err)
	}
	o.sound()
}

func TestNumbersOfADayHaveNoGap(t *testing.T) {
	o := newOffice(t)
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			if _, _, err := o.OpenStack(t.Context(), Stack{Key: fmt.Sprint(i), By: "Olga"}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	err := o.Store.InTx(t.Context(), func(tx *store.Tx) error { // one that comes to nothing
		_, err := tx.AddBatch(t.Context(), postkamer.Batch{Reference: "ST-X", Channel: postkamer.Scan, Key: "x", Source: postkamer.SourceScanner,
			By: "Olga", State: postkamer.Scanning, ReceivedOn: postkamer.DayOf(time.Now()), ReceivedAt: time.Now()})
		return errors.Join(err, errTrouble)
	})
	if !errors.Is(err, errTrouble) {
		t.Fatal(err)
	}
	last := o.opened("last")
	b, err := o.Store.BatchOfDay(t.Context(), postkamer.DayOf(time.Now()), 9)
	if err != nil || b.ID != last.batch {
		t.Errorf("number 9 is %+v, %v", b, err)
	}
	if _, err := o.Store.BatchOfDay(t.Context(), postkamer.DayOf(time.Now()), 10); !errors.Is(err, postkamer.ErrNotFound) {
		t.Error("there is a tenth")
	}
	o.sound()
}

func TestAnotherDayNeedsAReason(t *testing.T) {
	o := newOffice(t)
	before := postkamer.DayOf(time.Now()).AddDate(0, 0, -2)
	if _, _, err := o.OpenStack(t.Context(), Stack{Key: "k", By: "Olga", ReceivedOn: before}); !errors.Is(err, ErrNoReason) {
		t.Errorf("no reason: %v", err)
	}
	b, _, err := o.OpenStack(t.Context(), Stack{Key: "k", By: "Olga", ReceivedOn: before, ReceivedWhy: "lag in de brievenbus"})
	if err != nil || !b.ReceivedOn.Equal(before) || b.ReceivedWhy != "lag in de brievenbus" || !b.OtherDay() {
		t.Fatalf("%+v, %v", b, err)
	}
	if o.number(`SELECT count(*) FROM events WHERE kind = 'other_day' AND actor = 'Olga' AND detail = $1`, before.Format(time.DateOnly)+": lag in de brievenbus") != 1 {
		t.Error("not logged")
	}
	late, _, err := o.OpenStack(t.Context(), Stack{Key: "late", By: "Olga", ScannedAt: time.Now().AddDate(0, 0, -1)})
	if err != nil || late.OtherDay() || !late.Day.Equal(postkamer.DayOf(time.Now().AddDate(0, 0, -1))) {
		t.Errorf("sent a day after it was scanned: %+v, %v", late, err)
	}
	dead, _, err := o.OpenStack(t.Context(), Stack{Key: "dead", By: "Olga", ScannedAt: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil || dead.Day.Year() == 2020 || dead.ReceivedOn.Year() == 2020 {
		t.Errorf("a clock that stands still: %+v, %v", dead, err)
	}
}
