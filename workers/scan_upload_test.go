package workers

import (
	"errors"
	"strings"
	"testing"

	"postkamer"
	"postkamer/intake"
	"postkamer/intake/clamd"
	"postkamer/intake/clamd/clamdtest"
	"postkamer/store"
)

// scanned is a hall with a virus scanner that citizens' files are shown to.
func scanned(t *testing.T) (*hall, *clamdtest.Server) {
	t.Helper()
	h, server := newHall(t), clamdtest.Start(t)
	var err error
	h.desk.Scanner, err = clamd.New(server.Address)
	h.must(err)
	h.cfg.Scanner = h.desk.Scanner
	return h, server
}

// shown is how many pages of a piece have an image, and what the files' states are.
func (h *hall) shown(reference string) (images int, files []postkamer.ScanState) {
	h.t.Helper()
	piece, err := h.store.PieceByReference(h.t.Context(), reference)
	h.must(err)
	for _, p := range piece.Pages {
		if p.View.Key != "" {
			images++
		}
	}
	list, err := h.store.Files(h.t.Context(), piece.BatchID)
	h.must(err)
	for _, f := range list[1:] {
		files = append(files, f.Scan)
	}
	return images, files
}

func TestAnInfectedFileIsRefusedAtOnce(t *testing.T) {
	h, _ := scanned(t)
	s := h.reportWith("l#clean")
	fault := h.add(s.Draft.ID, "l#"+clamdtest.Virus)
	if fault != intake.FileInfected {
		t.Errorf("it gives %q", fault)
	}
	h.start()
	filed := h.send(s)
	h.caseOf(filed.Reference)
	if images, files := h.shown(filed.Reference); images != 1 || len(files) != 1 || files[0] != postkamer.ScanClean {
		t.Errorf("%d images, files %q", images, files)
	}
	h.sound()
}

func TestAFileWaitsForTheScannerAndItsCaseDoesNot(t *testing.T) {
	h, server := scanned(t)
	server.Down(true)
	s := h.reportWith("l#clean", "l#"+clamdtest.Virus)
	h.start()
	filed := h.send(s)
	_, c := h.caseOf(filed.Reference)
	if images, files := h.shown(filed.Reference); images != 0 || strings.Join([]string{string(files[0]), string(files[1])}, " ") != "waiting waiting" {
		t.Errorf("while the scanner is down %d images are shown, files are %q", images, files)
	}
	if h.number(`SELECT count(*) FROM copies WHERE state = 'made'`) != 0 {
		t.Error("a copy shows what is not shown")
	}
	h.sound()
	server.Down(false)
	h.exec(`UPDATE river_job SET scheduled_at = now(), state = 'available' WHERE kind = 'scan_upload' AND state = 'scheduled'`)
	h.until("both are scanned", func() bool { return h.number(`SELECT count(*) FROM scans WHERE state = 'waiting'`) == 0 })
	if images, files := h.shown(filed.Reference); images != 1 || files[0] != postkamer.ScanClean || files[1] != postkamer.ScanInfected {
		t.Errorf("afterwards %d images are shown, files are %q", images, files)
	}
	c, err := h.store.Case(t.Context(), c.ID)
	h.must(err)
	if last := c.Doubts[len(c.Doubts)-1]; last.Code != postkamer.FileInfected || !strings.Contains(last.Why, "foto 1.jpg") {
		t.Errorf("the caseworker reads %+v", c.Doubts)
	}
	h.sound()
}

func TestWhatIsFoundBeforeThereIsACaseIsTold(t *testing.T) {
	h, server := scanned(t)
	server.Down(true)
	filed := h.send(h.reportWith("l#" + clamdtest.Virus))
	id := postkamer.ScanID(h.number(`SELECT id FROM scans`))
	file, err := h.store.OpenScan(t.Context(), id)
	h.must(err)
	h.must(file.Close())
	h.must(h.store.InTx(t.Context(), func(tx *store.Tx) error { return tx.Scanned(t.Context(), id, clamdtest.Name) }))
	err = h.store.InTx(t.Context(), func(tx *store.Tx) error { return tx.Scanned(t.Context(), id, "") })
	if !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("said twice: %v", err)
	}
	h.start()
	_, c := h.caseOf(filed.Reference)
	if len(c.Doubts) == 0 || c.Doubts[len(c.Doubts)-1].Code != postkamer.FileInfected {
		t.Errorf("the caseworker reads %+v", c.Doubts)
	}
}
