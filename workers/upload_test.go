package workers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"postkamer"
	"postkamer/intake"
)

// photos is an Inspector that takes the files of signs for photographs of many pages.
type photos struct{ *signs }

func (p photos) Inspect(ctx context.Context, path, name string) (postkamer.File, error) {
	f, err := p.signs.Inspect(ctx, path, name)
	f.Kind = postkamer.PDF
	return f, err
}

// report fills in the form melding and sends it with files, each with its signs.
func (h *hall) report(files ...string) intake.Filed {
	h.t.Helper()
	return h.send(h.reportWith(files...))
}

func (h *hall) send(s intake.Submission) intake.Filed {
	h.t.Helper()
	filed, err := h.desk.Submit(h.t.Context(), s)
	h.must(err)
	return filed
}

// reportWith fills in the form melding and adds files, but does not send it.
func (h *hall) reportWith(files ...string) intake.Submission {
	h.t.Helper()
	h.desk.Inspector = photos{h.reader}
	forms, err := intake.LoadForms()
	h.must(err)
	form, _ := forms.Form("melding")
	draft, err := h.store.NewDraft(h.t.Context(), "melding", time.Hour)
	h.must(err)
	for i, data := range files {
		if fault := h.addAs(draft.ID, fmt.Sprintf("foto %d.jpg", i), data); fault != "" {
			h.t.Fatalf("file %d is refused: %s", i, fault)
		}
	}
	return intake.Submission{Form: form, Draft: draft, Context: intake.Context{Today: postkamer.DayOf(time.Now()), Town: postkamer.DefaultMunicipality()},
		Answers: intake.Answers{"soort": {"weg"}, "gevaar": {"nee"}, "uitleg": {"Een losse tegel."}, "straat": {"Markt"}, "horen": {"nee"}}}
}

// add adds a file to a draft and returns what is wrong with it.
func (h *hall) add(draft, data string) intake.FileFault {
	h.t.Helper()
	return h.addAs(draft, "foto.jpg", data)
}

func (h *hall) addAs(draft, name, data string) intake.FileFault {
	h.t.Helper()
	path := filepath.Join(h.t.TempDir(), "file")
	h.must(os.WriteFile(path, []byte(data), 0o600))
	sum := sha256.Sum256([]byte(data))
	fault, err := h.desk.TakeUpload(h.t.Context(), intake.NewUpload{Draft: draft, Question: "foto", Name: name, Path: path, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(data)), Most: 5})
	h.must(err)
	return fault
}

// caseOf waits until a form has its case.
func (h *hall) caseOf(reference string) (postkamer.Piece, postkamer.Case) {
	h.t.Helper()
	var piece postkamer.Piece
	h.until("the form is routed", func() (routed bool) {
		var err error
		piece, err = h.store.PieceByReference(h.t.Context(), reference)
		h.must(err)
		return piece.Stage == postkamer.Routed
	})
	c, err := h.store.CaseOfPiece(h.t.Context(), piece.ID)
	h.must(err)
	return piece, c
}

func TestAFormWithFilesGoesTheWholeRoad(t *testing.T) {
	h := newHall(t)
	h.start()
	for _, tt := range []struct {
		name          string
		files         []string
		shown, unread int // pages of the piece
	}{
		{"photographs", []string{"l#1", "ll#2"}, 3, 0},
		{"a blank back is hidden, a blank file is not", []string{"lb#3", "b#4"}, 2, 0},
		{"a separator sheet is data", []string{"lsl#5"}, 3, 0},
		{"a file that cannot be opened after all", []string{"u#6", "l#7"}, 2, 1},
		{"a file that kills its reader", []string{"p#8", "E#9"}, 2, 2},
		{"no engine", []string{"n#10"}, 1, 1},
		{"none", nil, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			filed := h.report(tt.files...)
			piece, c := h.caseOf(filed.Reference)
			shown, unread := 0, 0
			for _, p := range piece.Pages {
				if p.Mark != postkamer.MarkNone {
					continue
				}
				shown++
				if p.TextState != postkamer.TextRead {
					unread++
				}
			}
			if shown != tt.shown || unread != tt.unread {
				t.Errorf("%d pages of which %d unread, want %d and %d", shown, unread, tt.shown, tt.unread)
			}
			if c.ID == 0 {
				t.Errorf("case is %+v", c)
			}
		})
	}
	h.sound()
}

func TestPiecesOfFormsAreNeverStuck(t *testing.T) {
	h := newHall(t)
	filed := h.report("l#1")
	piece, err := h.store.PieceByReference(t.Context(), filed.Reference)
	h.must(err)
	pages, err := h.store.BatchPages(t.Context(), piece.BatchID)
	h.must(err)
	h.must(giveToPerson(t.Context(), h.store, postkamer.PreparePage{PageID: pages[0].ID}))
	h.must(giveToPerson(t.Context(), h.store, postkamer.GroupPages{BatchID: piece.BatchID}))
	if piece, err = h.store.PieceByReference(t.Context(), filed.Reference); err != nil || piece.Stage != postkamer.Read {
		t.Errorf("it is %s, %v", piece.Stage, err)
	}
	h.sound()
}
