package web

import (
	"fmt"
	"strings"
	"testing"

	"postkamer"
	"postkamer/store"
)

func TestSearchableCopyIsThereOrThePageSaysWhyNot(t *testing.T) {
	st := newStoredSite(t, nil)
	letters := st.scanned(t, true, doubtful(), doubtful(), doubtful())
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	bytes := "%PDF-1.7 of the first letter"
	st.inTx(t, func(tx *store.Tx) error {
		c, err := st.cfg.Store.PutCopy(t.Context(), st.pieceOf(t, letters[0]), strings.NewReader(bytes))
		if err != nil {
			return err
		}
		return tx.CopyMade(t.Context(), c)
	})
	st.inTx(t, func(tx *store.Tx) error { return tx.CopyFailed(t.Context(), st.pieceOf(t, letters[1])) })
	for i, c := range []struct {
		name, says string
		status     int
	}{
		{"a copy that was made can be taken, also of a letter scanned with others", "Doorzoekbare pdf van dit poststuk", 200},
		{"of one that failed the page says why", "is niet gelukt", 404},
		{"one that is not there yet is announced", "wordt gemaakt", 404},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := casePath(letters[i].Case)
			if page := tom.get(path); !strings.Contains(page.body, c.says) {
				t.Errorf("the page does not say %q", c.says)
			}
			got := tom.get(path + "/pdf")
			if got.StatusCode != c.status {
				t.Fatalf("%d, want %d", got.StatusCode, c.status)
			}
			if c.status != 200 {
				return
			}
			name := got.Header.Get("Content-Disposition")
			if got.body != bytes || got.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(name, "attachment; filename=\"PS-") {
				t.Errorf("%q as %q, %q", got.body, got.Header.Get("Content-Type"), name)
			}
			var lines int
			row := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM events WHERE kind = 'viewed' AND detail = 'doorzoekbare pdf'`)
			if err := row.Scan(&lines); err != nil || lines != 1 {
				t.Errorf("%d lines in the log, %v", lines, err)
			}
		})
	}
	other, _ := st.colleague(t, "Noor", []postkamer.Queue{"inkomen"}, postkamer.Caseworker)
	if got := other.get(fmt.Sprintf("%s/pdf", casePath(letters[0].Case))); got.StatusCode != 403 {
		t.Errorf("a caseworker of another queue: %d", got.StatusCode)
	}
}

func TestCopyThatFailedCanBeAskedForAgain(t *testing.T) {
	st := newStoredSite(t, nil)
	letters := st.scanned(t, true, doubtful())
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	piece := st.pieceOf(t, letters[0])
	path := casePath(letters[0].Case)
	if got := tom.post(path+"/pdf", nil); got.StatusCode != 409 {
		t.Errorf("one that is being made: %d, want 409", got.StatusCode)
	}
	st.inTx(t, func(tx *store.Tx) error { return tx.CopyFailed(t.Context(), piece) })
	if page := tom.get(path); !strings.Contains(page.body, "Maak de pdf opnieuw") {
		t.Error("the page has no button")
	}
	if got := tom.post(path+"/pdf", nil); got.StatusCode != 200 || !strings.Contains(got.body, "wordt opnieuw gemaakt") {
		t.Fatalf("one that failed: %d", got.StatusCode)
	}
	if c, err := st.cfg.Store.Copy(t.Context(), piece); err != nil || c.State != postkamer.CopyWaiting {
		t.Errorf("%+v, %v", c, err)
	}
}

func (st *site) pieceOf(t *testing.T, l letter) postkamer.PieceID {
	t.Helper()
	c, err := st.cfg.Store.Case(t.Context(), l.Case)
	if err != nil {
		t.Fatal(err)
	}
	return c.PieceID
}
