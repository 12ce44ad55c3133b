package workers

import (
	"bytes"
	"io"
	"testing"

	"postkamer"
	"postkamer/ocr/pdfa"
)

// settled waits until nothing more will happen to the copies of a batch's pieces
// and returns how many are at each state.
func (h *hall) settled(b postkamer.Batch) map[postkamer.CopyState][]postkamer.Copy {
	h.t.Helper()
	h.through(b)
	h.until("the copies are settled", func() bool { return h.number(`SELECT count(*) FROM copies WHERE state = 'waiting'`) == 0 })
	pieces, err := h.store.BatchPieces(h.t.Context(), b.ID)
	h.must(err)
	found := map[postkamer.CopyState][]postkamer.Copy{}
	for _, p := range pieces {
		c, err := h.store.Copy(h.t.Context(), p.ID)
		h.must(err)
		found[c.State] = append(found[c.State], c)
	}
	return found
}

func TestEveryLetterGetsItsSearchableCopy(t *testing.T) {
	h := newHall(t)
	h.start()
	found := h.settled(h.receive(".b.s."))
	if made := found[postkamer.CopyMade]; len(made) != 2 {
		t.Fatalf("copies: %+v", found)
	}
	for i, want := range []int{2, 1} { // the blank page is kept, not shown
		r, err := h.store.OpenCopy(t.Context(), found[postkamer.CopyMade][i])
		h.must(err)
		data, err := io.ReadAll(r)
		h.must(err)
		h.must(r.Close())
		if got := bytes.Count(data, []byte("/Type/Page\n")) + bytes.Count(data, []byte("/Type/Page/")); got != want {
			t.Errorf("copy %d has %d pages, want %d", i, got, want)
		}
		findings, err := pdfa.Check(bytes.NewReader(data), int64(len(data)))
		if err != nil || len(findings) != 0 {
			t.Errorf("copy %d: %v, %v", i, findings, err)
		}
	}
	h.sound()
}

func TestNoCopyIsShortOfAPage(t *testing.T) {
	h := newHall(t)
	h.start()
	found := h.settled(h.receive(".u."))
	if len(found[postkamer.CopyFailed]) != 1 {
		t.Errorf("copies: %+v", found)
	}
	h.sound()
}

func TestPageThatWasNotReadIsInTheCopy(t *testing.T) {
	h := newHall(t)
	h.start()
	found := h.settled(h.receive("e"))
	if len(found[postkamer.CopyMade]) != 1 {
		t.Errorf("copies: %+v", found)
	}
	h.sound()
}

func TestCopyThatWasForgottenIsMadeByTheSweep(t *testing.T) {
	h := newHall(t)
	h.start()
	b := h.receive(".")
	h.settled(b)
	h.exec(`UPDATE copies SET state = 'waiting', sha256 = '', state_since = now() - interval '1 hour'`)
	h.exec(`DELETE FROM river_job WHERE kind = 'make_copy'`)
	stalled, err := h.store.Stalled(t.Context())
	h.must(err)
	if len(stalled) != 1 {
		t.Fatalf("stalled: %+v", stalled)
	}
	s := sweep{steps: steps{store: h.store, log: h.cfg.Log}}
	h.must(s.resume(t.Context(), stalled[0]))
	if found := h.settled(b); len(found[postkamer.CopyMade]) != 1 {
		t.Errorf("copies: %+v", found)
	}
}
