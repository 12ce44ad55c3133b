package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"postkamer"
	"postkamer/store"
)

// upload adds a file to a draft and returns what was wrong with it.
func (o *office) upload(draft, question, name, data string, most int) FileFault {
	o.t.Helper()
	in := o.file("upload.bin", data)
	sum := sha256.Sum256([]byte(data))
	fault, err := o.TakeUpload(o.t.Context(), NewUpload{Draft: draft, Question: question, Name: name, Path: in.Path, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(data)), Most: most})
	if err != nil {
		o.t.Fatal(err)
	}
	return fault
}

// uploads are the names of the files of a draft, in order.
func (o *office) uploads(draft string) (names []string) {
	o.t.Helper()
	list, err := o.Store.Uploads(o.t.Context(), draft)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, u := range list {
		names = append(names, u.Name)
	}
	return names
}

func TestUploadsAreTakenByTheirContent(t *testing.T) {
	o := newOffice(t)
	s := o.submission("verhuizing", move())
	for _, tt := range []struct {
		name, data string
		want       FileFault
	}{
		{"huur.pdf", pdf(2, "huur"), ""},
		{"huur.pdf", pdf(2, "huur"), ""}, // the same again is the same
		{"foto.exe", pdf(1, "een foto"), ""},
		{"leeg.pdf", "", FileEmpty},
		{"kapot.pdf", "broken", FileUnknown},
		{"brief.docx", "PK\x03\x04", FileUnknown},
		{"groot.pdf", pdf(1, string(make([]byte, postkamer.MaxUpload))), FileTooBig},
		{"derde.pdf", pdf(1, "derde"), ""},
		{"vierde.pdf", pdf(1, "vierde"), FilesTooMany},
	} {
		if got := o.upload(s.Draft.ID, "toestemming", tt.name, tt.data, 3); got != tt.want {
			t.Errorf("%s gives %q, want %q", tt.name, got, tt.want)
		}
	}
	if got := o.uploads(s.Draft.ID); !slices.Equal(got, []string{"huur.pdf", "foto.exe", "derde.pdf"}) {
		t.Errorf("kept are %q", got)
	}
	o.sound()
}

func TestTheFilesOfAFormHaveALimitTogether(t *testing.T) {
	o := newOffice(t)
	s := o.submission("verhuizing", move())
	big := make([]byte, postkamer.MaxUpload-1000)
	for i := range 4 {
		if got := o.upload(s.Draft.ID, fmt.Sprintf("q%d", i), "x.pdf", pdf(1, fmt.Sprint(i)+string(big)), 5); got != "" {
			t.Fatalf("file %d gives %q", i, got)
		}
	}
	if got := o.upload(s.Draft.ID, "q4", "x.pdf", pdf(1, "a bit more"+string(big[:5000])), 5); got != FilesTooBig {
		t.Errorf("more than 40 MB gives %q", got)
	}
}

func TestAFormGoesWithItsFiles(t *testing.T) {
	o := newOffice(t)
	s := o.submission("verhuizing", move())
	o.upload(s.Draft.ID, "toestemming", "brief één.pdf", pdf(2, "eerste"), 5)
	o.upload(s.Draft.ID, "toestemming", "tweede.pdf", pdf(1, "tweede"), 5)
	o.upload(s.Draft.ID, "bewijs", "niet gevraagd.pdf", pdf(1, "derde"), 5) // its page does not apply
	filed := o.submit(s)
	piece, err := o.Store.PieceByReference(t.Context(), filed.Reference)
	if err != nil {
		t.Fatal(err)
	}
	batch, err := o.Store.Batch(t.Context(), piece.BatchID)
	if err != nil {
		t.Fatal(err)
	}
	if len(batch.Files) != 3 || batch.Files[1].Name != "brief één.pdf" || batch.Files[2].Name != "tweede.pdf" {
		t.Errorf("files are %+v", batch.Files)
	}
	if piece.Stage != postkamer.Received || batch.State != postkamer.Splitting || batch.PagesLeft != 3 {
		t.Errorf("piece is %s, batch %s with %d pages left", piece.Stage, batch.State, batch.PagesLeft)
	}
	if n := o.number(`SELECT count(*) FROM river_job WHERE kind = 'prepare_page'`); n != 3 {
		t.Errorf("%d pages are being prepared", n)
	}
	o.sound()
	again := o.submit(s)
	if !again.Again || again.Reference != filed.Reference {
		t.Errorf("sent again gives %+v", again)
	}
	if got := o.uploads(s.Draft.ID); len(got) != 2 {
		t.Errorf("the receipt would name %q", got)
	}
	o.prepareAll(piece.BatchID)
	if piece, err = o.Store.PieceByReference(t.Context(), filed.Reference); err != nil || len(piece.Pages) != 3 || piece.PagesLeft != 3 {
		t.Errorf("%d pages, %d to be read, %v", len(piece.Pages), piece.PagesLeft, err)
	}
	o.sound()
}

// prepareAll prepares the pages of a batch and groups them.
func (o *office) prepareAll(id postkamer.BatchID) {
	o.t.Helper()
	pages, err := o.Store.BatchPages(o.t.Context(), id)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, p := range pages {
		key, err := o.Store.PutView(o.t.Context(), fmt.Append(nil, "view", p.ID))
		if err != nil {
			o.t.Fatal(err)
		}
		o.tx(func(tx *store.Tx) error {
			return tx.PagePrepared(o.t.Context(), p, postkamer.Prepared{View: postkamer.View{Key: key, Width: 10, Height: 10, DPI: 150}})
		})
	}
	o.tx(func(tx *store.Tx) error {
		_, err := GroupBatch(o.t.Context(), tx, id)
		return err
	})
}

func TestAFileThatComesWhileTheFormIsSentIsInItOrRefused(t *testing.T) {
	o := newOffice(t)
	for round := range 8 {
		s := o.submission("verhuizing", move())
		o.upload(s.Draft.ID, "toestemming", "eerste.pdf", pdf(1, fmt.Sprint(round)), 5)
		var all sync.WaitGroup
		var late error
		data := pdf(1, "late"+fmt.Sprint(round))
		in, sum := o.file("late.bin", data), sha256.Sum256([]byte(data))
		all.Go(func() {
			_, late = o.TakeUpload(t.Context(), NewUpload{Draft: s.Draft.ID, Question: "toestemming", Name: "laat.pdf", Path: in.Path, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(data)), Most: 5})
		})
		filed := o.submit(s)
		all.Wait()
		want := 3 // answers and both files
		if errors.Is(late, postkamer.ErrConflict) {
			want = 2
		} else if late != nil {
			t.Fatal(late)
		}
		n := o.number(`SELECT count(*) FROM files f JOIN batches b ON b.id = f.batch_id WHERE b.reference = $1`, filed.Reference)
		if n != want {
			t.Errorf("late file: %v, and %d files were sent", late, n)
		}
	}
	o.sound()
}

func TestWhatWasTakenAwayIsNotSentAndCleaned(t *testing.T) {
	o := newOffice(t)
	s := o.submission("verhuizing", move())
	o.upload(s.Draft.ID, "toestemming", "eerste.pdf", pdf(1, "eerste"), 5)
	o.upload(s.Draft.ID, "toestemming", "tweede.pdf", pdf(1, "tweede"), 5)
	list, err := o.Store.Uploads(t.Context(), s.Draft.ID)
	if err != nil {
		t.Fatal(err)
	}
	gone, err := o.Store.RemoveUpload(t.Context(), s.Draft.ID, list[0].ID)
	if err != nil || gone.Name != "eerste.pdf" {
		t.Errorf("removed %+v, %v", gone, err)
	}
	if gone, err = o.Store.RemoveUpload(t.Context(), s.Draft.ID, list[0].ID); err != nil || gone.ID != "" {
		t.Errorf("removed twice %+v, %v", gone, err)
	}
	o.submit(s)
	if n := o.number(`SELECT count(*) FROM files`); n != 2 {
		t.Errorf("%d files were sent", n)
	}
	if _, err := o.Store.RemoveUpload(t.Context(), s.Draft.ID, list[1].ID); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("taken out of what was sent: %v", err)
	}
	o.sound()
}
