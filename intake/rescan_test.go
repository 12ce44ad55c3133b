package intake

import (
	"errors"
	"fmt"
	"testing"

	"postkamer"
	"postkamer/store"
)

// readOnes reads the pages of a piece that wait for it.
func (t *table) readOnes(piece postkamer.PieceID) {
	t.t.Helper()
	p, err := t.Store.Piece(t.t.Context(), piece)
	t.must(err)
	for _, page := range p.Pages {
		if page.TextState == postkamer.TextWaiting {
			t.tx(func(tx *store.Tx) error {
				return tx.PageRead(t.t.Context(), page, postkamer.Reading{Text: postkamer.PageText{Body: "tekst"}})
			})
		}
	}
}

// copied makes the copy of a piece.
func (t *table) copied(piece postkamer.PieceID) {
	t.t.Helper()
	f, err := t.Store.CopyFile()
	t.must(err)
	defer f.Close()
	_, err = fmt.Fprintf(f, "%%PDF of %d", piece)
	t.must(err)
	c, err := t.Store.PutCopy(t.t.Context(), piece, f)
	t.must(err)
	t.tx(func(tx *store.Tx) error { return tx.CopyMade(t.t.Context(), c) })
}

func (t *table) ask(part, why string) (id postkamer.RescanID, err error) {
	t.t.Helper()
	p := t.page(part)
	err = t.Store.InTx(t.t.Context(), func(tx *store.Tx) error {
		id, err = tx.AskRescan(t.t.Context(), p.PieceID, p.ID, why, postkamer.Person{Name: "Bea"})
		return err
	})
	return id, err
}

func TestPageIsScannedAgainAfterTheRelease(t *testing.T) {
	o := newOffice(t)
	s := o.looking("k", "a", "b", "c")
	o.must(s.keep("b", postkamer.KeepSeal))
	piece := s.released()[0].ID
	s.readOnes(piece)
	s.copied(piece)
	if _, err := s.scan("early", Scan{Replaces: s.page("b").ID}); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("nobody asked: %v", err)
	}
	id, err := s.ask("b", "de onderste regel ontbreekt")
	o.must(err)
	if _, err := s.ask("b", "nog eens"); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("asked twice: %v", err)
	}
	if _, err := s.scan("new", Scan{Replaces: s.page("b").ID}); err != nil {
		t.Fatal(err)
	}
	o.sound() // while the new page is being prepared
	if p, err := o.Store.Piece(t.Context(), piece); err != nil || len(p.Pages) != 3 || p.Pages[1].ID != s.page("b").ID {
		t.Errorf("the old page is away before the new one is ready: %+v, %v", p.Pages, err)
	}
	s.prepare()
	if got := s.shape(); got != "|a b:replaced new c" {
		t.Error(got)
	}
	r, err := o.Store.Rescan(t.Context(), id)
	if err != nil || r.State != postkamer.RescanDone || r.NewPage != s.page("new").ID || r.DoneBy != "Olga" {
		t.Errorf("%+v, %v", r, err)
	}
	o.sound()
	s.readOnes(piece)
	text, err := o.Store.Text(t.Context(), piece)
	if err != nil || len(text.Pages) != 3 || text.Pages[1].Page != s.page("new").ID {
		t.Errorf("%+v, %v", text, err)
	}
	p, err := o.Store.Piece(t.Context(), piece)
	if err != nil || p.Stage != postkamer.Read || p.PagesLeft != 0 {
		t.Errorf("the piece went back: %+v, %v", p, err)
	}
	if c, err := o.Store.Copy(t.Context(), piece); err != nil || c.State != postkamer.CopyWaiting {
		t.Errorf("the copy is the old one: %+v, %v", c, err)
	}
	if s.page("new").KeepPaper != postkamer.KeepSeal {
		t.Error("the seal on the paper is forgotten")
	}
	if o.number(`SELECT count(*) FROM events WHERE kind = 'rescanned' AND piece_id = $1 AND actor = 'Olga'`, int64(piece)) != 1 {
		t.Error("not in the log")
	}
	o.sound()
}

// TestCopyThatIsBeingMadeIsMadeOnceMore: the page changes while the copy is made.
func TestCopyThatIsBeingMadeIsMadeOnceMore(t *testing.T) {
	o := newOffice(t)
	s := o.looking("k", "a")
	piece := s.released()[0].ID
	s.readOnes(piece) // a copy is asked for and being made
	_, err := s.ask("a", "scheef")
	o.must(err)
	_, err = s.scan("new", Scan{Replaces: s.page("a").ID})
	o.must(err)
	s.prepare().readOnes(piece)
	s.copied(piece) // of the old page
	if c, err := o.Store.Copy(t.Context(), piece); err != nil || c.State != postkamer.CopyWaiting {
		t.Errorf("%+v, %v", c, err)
	}
	s.copied(piece)
	if c, err := o.Store.Copy(t.Context(), piece); err != nil || c.State != postkamer.CopyMade {
		t.Errorf("%+v, %v", c, err)
	}
	o.sound()
}

// TestScannedAgainWhileItIsRead: the piece has not been read yet.
func TestScannedAgainWhileItIsRead(t *testing.T) {
	o := newOffice(t)
	s := o.looking("k", "a", "b")
	piece := s.released()[0].ID
	_, err := s.ask("b", "scheef")
	o.must(err)
	_, err = s.scan("new", Scan{Replaces: s.page("b").ID})
	o.must(err)
	late := s.page("b")
	s.prepare()
	err = o.Store.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.PageRead(t.Context(), late, postkamer.Reading{Text: postkamer.PageText{Body: "te laat"}})
	})
	if !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("the old page is read all the same: %v", err)
	}
	o.sound()
	s.readOnes(piece)
	if p, err := o.Store.Piece(t.Context(), piece); err != nil || p.Stage != postkamer.Read {
		t.Errorf("%+v, %v", p, err)
	}
	o.sound()
}

func TestNewPageThatCannotBeOpened(t *testing.T) {
	o := newOffice(t)
	s := o.looking("k", "a")
	s.released()
	id, err := s.ask("a", "scheef")
	o.must(err)
	_, err = s.scan("torn", Scan{Replaces: s.page("a").ID})
	o.must(err)
	s.prepare()
	r, err := o.Store.Rescan(t.Context(), id)
	if err != nil || r.State != postkamer.RescanOpen || r.Answer == "" || s.shape() != "|a torn:rejected" {
		t.Errorf("%+v, %v, %s", r, err, s.shape())
	}
	o.sound()
	o.tx(func(tx *store.Tx) error { return tx.RefuseRescan(t.Context(), id, "het papier is weg", olga) })
	if _, err := s.scan("more", Scan{Replaces: s.page("a").ID}); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("after it was refused: %v", err)
	}
	o.sound()
}

// TestBothSidesAreAskedForWithOne: a sheet is scanned as a whole after the release.
func TestBothSidesAreAskedForWithOne(t *testing.T) {
	o := newOffice(t)
	s := o.looking("k", "f", "blank1", "g", "h")
	piece := s.released()[0].ID
	s.readOnes(piece)
	_, err := s.ask("f", "vaag")
	o.must(err)
	front := s.page("f").ID
	for side, part := range []string{"nf", "nb"} {
		if _, err := s.scan(part, Scan{Replaces: front, Side: side + 1, Sides: 2}); err != nil {
			t.Fatal(err)
		}
	}
	s.prepare()
	if got := s.shape(); got != "f:replaced |nf blank1:replaced nb g h" {
		t.Error(got)
	}
	o.sound()
}
