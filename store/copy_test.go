package store_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"postkamer"
	"postkamer/store"
)

func TestCopyIsAskedForOnceAPieceIsRead(t *testing.T) {
	m := newMailroom(t)
	letter := m.cut(m.ready("letter", 2), [][]int{{0, 1}}, 1)[0]
	if c := m.copyOf(letter); c.State != postkamer.CopyNone || m.jobs("make_copy") != 0 {
		t.Errorf("before it is read: %+v, %d jobs", c, m.jobs("make_copy"))
	}
	letter = m.read(letter)
	if c := m.copyOf(letter); c.State != postkamer.CopyWaiting || m.jobs("make_copy") != 1 {
		t.Errorf("once it is read: %+v, %d jobs", c, m.jobs("make_copy"))
	}
	if b := letter.Pages[0].Bitonal; b.Key == "" || b.Width != 8 || b.Height != 1 {
		t.Errorf("page in black and white: %+v", b)
	}
	made := m.copied(letter)
	if c := m.copyOf(letter); c != made {
		t.Errorf("made: %+v, want %+v", c, made)
	}
	r, err := m.OpenCopy(t.Context(), made)
	m.must(err)
	defer r.Close()
	if data, err := io.ReadAll(r); err != nil || !strings.HasPrefix(string(data), "%PDF-1.7 of") || int64(len(data)) != made.Size {
		t.Errorf("reads back %q, %v", data, err)
	}
}

func TestCopyIsSettledOnce(t *testing.T) {
	m := newMailroom(t)
	pieces := m.cut(m.ready("two", 2), [][]int{{0}, {1}})
	first, second := m.read(pieces[0]), m.read(pieces[1])
	made := m.copied(first)
	m.tx(func(tx *store.Tx) error { return tx.CopyFailed(t.Context(), second.ID) })
	for name, again := range map[string]func(*store.Tx) error{
		"made twice":        func(tx *store.Tx) error { return tx.CopyMade(t.Context(), made) },
		"failed after made": func(tx *store.Tx) error { return tx.CopyFailed(t.Context(), first.ID) },
		"made after failing": func(tx *store.Tx) error {
			return tx.CopyMade(t.Context(), postkamer.Copy{PieceID: second.ID, SHA256: made.SHA256})
		},
	} {
		if err := m.InTx(t.Context(), again); !errors.Is(err, postkamer.ErrConflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := m.OpenCopy(t.Context(), m.copyOf(second)); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("open a copy that failed: %v", err)
	}
}

func TestCopyThatFailedIsMadeAgainWhenAsked(t *testing.T) {
	m := newMailroom(t)
	letter := m.read(m.cut(m.ready("one", 1), [][]int{{0}})[0])
	again := func() error {
		return m.InTx(t.Context(), func(tx *store.Tx) error { return tx.CopyAgain(t.Context(), letter.ID) })
	}
	if err := again(); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("one that did not fail: %v", err)
	}
	m.tx(func(tx *store.Tx) error { return tx.CopyFailed(t.Context(), letter.ID) })
	before := m.jobs("make_copy")
	m.must(again())
	if c := m.copyOf(letter); c.State != postkamer.CopyWaiting || m.jobs("make_copy") != before+1 {
		t.Errorf("asked again: %+v, %d jobs, before %d", c, m.jobs("make_copy"), before)
	}
}

func TestFormWithoutPagesHasNoCopy(t *testing.T) {
	m := newMailroom(t)
	m.exec(`INSERT INTO batches (reference, channel, source, key, received_on, taken_by, state) VALUES ('ST-9', 'form', 'form', 'k', now(), 'x', 'split')`)
	id := m.number(`SELECT id FROM batches WHERE key = 'k'`)
	m.tx(func(tx *store.Tx) error {
		_, err := tx.AddPiece(t.Context(), postkamer.Piece{BatchID: postkamer.BatchID(id), Reference: "VH-9", Channel: postkamer.Form, Form: "verhuizing"}, 0)
		return err
	})
	if n := m.number(`SELECT count(*) FROM copies`); n != 0 || m.jobs("make_copy") != 0 {
		t.Errorf("%d copies", n)
	}
}

func TestPreparedPagesAreKeptAndDropped(t *testing.T) {
	m := newMailroom(t)
	page := []byte("a page as reading wants it")
	if got := m.Clean(7); got != nil {
		t.Errorf("never kept: %q", got)
	}
	m.KeepClean(7, page)
	m.KeepClean(8, nil)
	if got := m.Clean(7); !bytes.Equal(got, page) {
		t.Errorf("kept %q", got)
	}
	if got := m.Clean(8); got != nil {
		t.Errorf("nothing to keep: %q", got)
	}
	m.DropClean(7)
	m.DropClean(7)
	if got := m.Clean(7); got != nil {
		t.Errorf("dropped: %q", got)
	}
}

func (m *mailroom) copyOf(p postkamer.Piece) postkamer.Copy {
	m.t.Helper()
	c, err := m.Copy(m.t.Context(), p.ID)
	m.must(err)
	return c
}
