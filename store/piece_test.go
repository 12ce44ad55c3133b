package store_test

import (
	"errors"
	"strings"
	"testing"

	"postkamer"
	"postkamer/store"
)

func TestLastPageHasThePieceRoutedOnce(t *testing.T) {
	m := newMailroom(t)
	b := m.ready("key", 10)
	piece := m.cut(b, [][]int{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}}, 3)[0]
	if piece.PagesLeft != 9 || piece.Stage != postkamer.Received || m.jobs("read_page") != 9 {
		t.Fatalf("%+v", piece)
	}
	errs := together(2*len(piece.Pages), func(i int) error {
		p := piece.Pages[i/2]
		return m.InTx(t.Context(), func(tx *store.Tx) error {
			if p.Position == 7 {
				return tx.PageNotRead(t.Context(), p)
			}
			return tx.PageRead(t.Context(), p, postkamer.Reading{Text: text(p)})
		})
	})
	if got := count(errs, postkamer.ErrConflict); got != len(piece.Pages)+1 { // the blank page is never read
		t.Errorf("%d conflicts", got)
	}
	piece = m.piece(piece.ID)
	if piece.Stage != postkamer.Read || piece.PagesLeft != 0 || piece.Version != 2 || m.jobs("route_piece") != 1 {
		t.Errorf("%+v, %d jobs", piece, m.jobs("route_piece"))
	}
	read, err := m.Text(t.Context(), piece.ID)
	m.must(err)
	if len(read.Pages) != 9 || !read.Pages[6].Failed || read.Pages[5].Failed || read.Pages[0].Page != piece.Pages[0].ID || len(read.Pages[0].Words) != 1 {
		t.Errorf("%d pages of text: %+v", len(read.Pages), read.Pages)
	}
}

func TestPieceWithoutReadablePagesIsRoutedAtOnce(t *testing.T) {
	m := newMailroom(t)
	b := m.take("key", 1)
	page := m.split(b)[0]
	m.tx(func(tx *store.Tx) error { return tx.PageUnreadable(t.Context(), page) })
	page = m.pages(b)[0]
	m.tx(func(tx *store.Tx) error {
		m.must(tx.BatchSplit(t.Context(), b.ID))
		_, err := tx.AddPiece(t.Context(), postkamer.Piece{BatchID: b.ID, Reference: postkamer.NewReference("PS", received),
			Channel: postkamer.Scan, ReceivedOn: received, ReceivedAt: received, Pages: []postkamer.Page{page}}, 0)
		return err
	})
	if m.number(`SELECT count(*) FROM pieces WHERE stage = 'read'`) != 1 || m.jobs("route_piece") != 1 {
		t.Error("the piece does not go on")
	}
}

func TestPieceNeedsPages(t *testing.T) {
	m := newMailroom(t)
	b := m.ready("key", 1)
	err := m.InTx(t.Context(), func(tx *store.Tx) error {
		_, err := tx.AddPiece(t.Context(), postkamer.Piece{BatchID: b.ID, Reference: "PS-1", Channel: postkamer.Scan, ReceivedOn: received, ReceivedAt: received}, 0)
		return err
	})
	if err == nil {
		t.Error("a piece of nothing is stored")
	}
}

// TestTakenReferenceIsDrawnAnew: at a million letters a year every thirtieth is.
func TestTakenReferenceIsDrawnAnew(t *testing.T) {
	m := newMailroom(t)
	first := m.cut(m.ready("first", 1), [][]int{{0}})[0]
	b := m.ready("second", 1)
	m.tx(func(tx *store.Tx) error {
		page := m.pages(b)[0]
		_, err := tx.AddPiece(t.Context(), postkamer.Piece{BatchID: b.ID, Reference: first.Reference, Channel: postkamer.Scan,
			ReceivedOn: received, ReceivedAt: received, Pages: []postkamer.Page{page}}, 0)
		return err
	})
	list, err := m.BatchPieces(t.Context(), b.ID)
	m.must(err)
	got := list[0].Reference
	if got == first.Reference || !strings.HasPrefix(got, "PS-2026-") || postkamer.NormalReference(got) != got {
		t.Errorf("got %s after %s", got, first.Reference)
	}
}

// TestCitizensReferenceIsNeverChanged: the citizen has seen it already.
func TestCitizensReferenceIsNeverChanged(t *testing.T) {
	m := newMailroom(t)
	first := m.cut(m.ready("first", 1), [][]int{{0}})[0]
	b := m.ready("second", 1)
	err := m.InTx(t.Context(), func(tx *store.Tx) error {
		_, err := tx.AddPiece(t.Context(), postkamer.Piece{BatchID: b.ID, Reference: first.Reference, Channel: postkamer.Form, Form: "verhuizing",
			ReceivedOn: received, ReceivedAt: received}, 0)
		return err
	})
	if err == nil {
		t.Error("a form is kept under another reference than the citizen got")
	}
}

func TestStageIsAFence(t *testing.T) {
	m := newMailroom(t)
	piece := m.read(m.cut(m.ready("key", 1), [][]int{{0}})[0])
	advance := func(from, to postkamer.Stage) error {
		return m.InTx(t.Context(), func(tx *store.Tx) error { return tx.Advance(t.Context(), piece.ID, from, to) })
	}
	if err := advance(postkamer.Received, postkamer.Read); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("done before: %v", err)
	}
	for _, c := range [][2]postkamer.Stage{{postkamer.Read, postkamer.Received}, {postkamer.Received, postkamer.Routed}, {postkamer.Routed, postkamer.Read}, {postkamer.Read, postkamer.Read}} {
		if err := advance(c[0], c[1]); err == nil || errors.Is(err, postkamer.ErrConflict) {
			t.Errorf("%s to %s: %v", c[0], c[1], err)
		}
	}
	if got := m.piece(piece.ID); got.Stage != postkamer.Read || got.Version != piece.Version {
		t.Errorf("%+v", got)
	}
}

func TestTextThatPostgreSQLCannotKeep(t *testing.T) {
	m := newMailroom(t)
	b := m.take("key", 1)
	page := m.split(b)[0]
	found := m.view(page)
	found.Barcodes = []postkamer.Barcode{{Kind: "qr", Value: "a\x00b\xff"}}
	m.tx(func(tx *store.Tx) error { return tx.PagePrepared(t.Context(), page, found) })
	piece := m.cut(b, [][]int{{0}})[0]
	if got := piece.Pages[0].Barcodes; len(got) != 1 || got[0].Value != "ab\uFFFD" {
		t.Errorf("codes %q", got)
	}
	read := text(page)
	read.Body, read.Words[0].Text = "Hallo\x00", "Hal\x00lo"
	m.tx(func(tx *store.Tx) error {
		return tx.PageRead(t.Context(), piece.Pages[0], postkamer.Reading{Text: read})
	})
	got, err := m.Text(t.Context(), piece.ID)
	m.must(err)
	if got.Pages[0].Body != "Hallo" || got.Pages[0].Words[0].Text != "Hallo" || read.Body != "Hallo\x00" {
		t.Errorf("%+v", got)
	}
}

func TestPageIsSeenWithItsOwnPieceOnly(t *testing.T) {
	m := newMailroom(t)
	list := m.cut(m.ready("key", 2), [][]int{{0}, {1}})
	page := list[0].Pages[0]
	got, err := m.PageOfPiece(t.Context(), list[0].ID, page.ID)
	if err != nil || got.View.Rotation != 180 || got.View.Width != 1240 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := m.PageOfPiece(t.Context(), list[1].ID, page.ID); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("with another piece: %v", err)
	}
}

func TestWhatIsNotThere(t *testing.T) {
	m := newMailroom(t)
	_, batch := m.Batch(t.Context(), 99)
	_, file := m.File(t.Context(), 99)
	_, page := m.Page(t.Context(), 99)
	_, piece := m.Piece(t.Context(), 99)
	_, reference := m.PieceByReference(t.Context(), "PS-1")
	_, progress := m.Progress(t.Context(), 99)
	for what, err := range map[string]error{"batch": batch, "file": file, "page": page, "piece": piece, "reference": reference, "progress": progress} {
		if !errors.Is(err, postkamer.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
