package intake

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

func TestReceiveKeepsEverythingBeforeItSaysSo(t *testing.T) {
	o := newOffice(t)
	receipt, err := o.Receive(t.Context(), Parcel{Key: "k", Source: postkamer.SourceUpload, By: "Olga",
		Files: []Incoming{o.file("a.pdf", pdf(2, "a")), o.file("b.pdf", pdf(1, "b"))}})
	if err != nil || receipt.Again || len(receipt.Refused) != 0 {
		t.Fatalf("%+v, %v", receipt, err)
	}
	got, err := o.Store.Batch(t.Context(), receipt.Batch.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Files) != 2 || got.Files[0].Name != "a.pdf" || got.Files[0].Pages != 2 || got.State != postkamer.Splitting ||
		got.By != "Olga" || !got.ReceivedOn.Equal(postkamer.DayOf(time.Now())) || postkamer.NormalReference(got.Reference) != got.Reference {
		t.Errorf("%+v", got)
	}
	if o.number(`SELECT count(*) FROM river_job WHERE kind = 'split_batch'`) != 1 || o.number(`SELECT count(*) FROM events WHERE kind = 'received'`) != 1 {
		t.Error("no job or no event")
	}
	o.sound() // originals and envelope are there, bit for bit
}

func TestRefusedBesideAccepted(t *testing.T) {
	o := newOffice(t)
	receipt, err := o.Receive(t.Context(), Parcel{Key: "k", Source: postkamer.SourceUpload, By: "Olga",
		Files: []Incoming{o.file("a.gif", "GIF89a"), o.file("b.pdf", pdf(1, "b")), o.file("c.pdf", "broken"), o.file("d.pdf", "")}})
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, r := range receipt.Refused {
		codes = append(codes, string(r.Code)+" "+r.Name)
	}
	if strings.Join(codes, ", ") != "KIND a.gif, BROKEN c.pdf, EMPTY d.pdf" || len(receipt.Batch.Files) != 1 {
		t.Errorf("%v; %+v", codes, receipt.Batch)
	}
	if o.number(`SELECT count(*) FROM refusals`) != 3 {
		t.Error("the operator does not see every refusal")
	}
	o.sound()
}

func TestAllRefusedMakesNoBatch(t *testing.T) {
	o := newOffice(t)
	for range 2 {
		receipt, err := o.Receive(t.Context(), Parcel{Key: "k", Source: postkamer.SourceUpload, By: "Olga", Files: []Incoming{o.file("a.gif", "GIF89a")}})
		if err != nil || receipt.Batch.ID != 0 || len(receipt.Refused) != 1 {
			t.Errorf("%+v, %v", receipt, err)
		}
	}
	if n := o.number(`SELECT (SELECT count(*) FROM batches) * 10 + (SELECT count(*) FROM refusals)`); n != 1 {
		t.Errorf("batches and refusals: %d", n)
	}
	if _, err := o.Receive(t.Context(), Parcel{Key: "none"}); !errors.Is(err, ErrNothing) {
		t.Errorf("no files: %v", err)
	}
}

func TestSameKeyAgain(t *testing.T) {
	o := newOffice(t)
	p := Parcel{Key: "k", Source: postkamer.SourceUpload, By: "Olga", Files: []Incoming{o.file("a.pdf", pdf(1, "a"))}}
	first, err := o.Receive(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	p.ReceivedOn = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC) // the second try does not change the first
	again, err := o.Receive(t.Context(), p)
	if err != nil || !again.Again || again.Batch.ID != first.Batch.ID || again.Batch.Reference != first.Batch.Reference || !again.Batch.ReceivedOn.Equal(first.Batch.ReceivedOn) {
		t.Errorf("%+v, then %+v, %v", first, again, err)
	}
	if o.number(`SELECT count(*) FROM river_job`) != 1 {
		t.Error("the second try queues again")
	}
}

// TestSameKeyForOtherFiles: saying "we have it" of files that we do not have loses them.
func TestSameKeyForOtherFiles(t *testing.T) {
	o := newOffice(t)
	a, b := o.file("a.pdf", pdf(1, "a")), o.file("b.pdf", pdf(1, "b"))
	parcel := func(in Incoming, content bool) Parcel {
		return Parcel{Key: "k", KeyContent: content, Source: postkamer.SourceUpload, By: "Olga", Files: []Incoming{in}}
	}
	if _, err := o.Receive(t.Context(), parcel(a, false)); err != nil {
		t.Fatal(err)
	}
	if receipt, err := o.Receive(t.Context(), parcel(b, false)); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("a key that names the files: %+v, %v", receipt, err)
	}
	first, err := o.Receive(t.Context(), parcel(a, true))
	if err != nil {
		t.Fatal(err)
	}
	second, err := o.Receive(t.Context(), parcel(b, true))
	if err != nil || second.Again || second.Batch.ID == first.Batch.ID {
		t.Errorf("the same form token with other files: %+v, %v", second, err)
	}
	if third, err := o.Receive(t.Context(), parcel(a, true)); err != nil || !third.Again || third.Batch.ID != first.Batch.ID {
		t.Errorf("the same form token with the same files: %+v, %v", third, err)
	}
	o.sound()
}

// TestEnvelopeOfOtherFiles: the first try died after its envelope, and the files
// under the key are others now.
func TestEnvelopeOfOtherFiles(t *testing.T) {
	o := newOffice(t)
	_, err := o.Store.PutEnvelope(t.Context(), store.Envelope{Reference: "ST-2026-0000-00", Key: "k", ReceivedOn: "2026-11-20",
		Files: []store.EnvelopeFile{{SHA256: strings.Repeat("0", 64)}}})
	if err != nil {
		t.Fatal(err)
	}
	if receipt, err := o.Receive(t.Context(), Parcel{Key: "k", Source: postkamer.SourceUpload, By: "Olga", Files: []Incoming{o.file("a.pdf", pdf(1, "a"))}}); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("%+v, %v", receipt, err)
	}
}

func TestManyBringTheSameAtOnce(t *testing.T) {
	o := newOffice(t)
	p := Parcel{Key: "k", Source: postkamer.SourceUpload, By: "Olga", Files: []Incoming{o.file("a.pdf", pdf(1, "a"))}}
	receipts := make([]Receipt, 8)
	var group sync.WaitGroup
	for i := range receipts {
		group.Go(func() {
			var err error
			if receipts[i], err = o.Receive(t.Context(), p); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	first := 0
	for _, r := range receipts {
		if r.Batch.ID != receipts[0].Batch.ID || r.Batch.Reference != receipts[0].Batch.Reference {
			t.Errorf("two batches: %+v and %+v", r.Batch, receipts[0].Batch)
		}
		if !r.Again {
			first++
		}
	}
	if first != 1 || o.number(`SELECT count(*) FROM river_job`) != 1 {
		t.Errorf("%d say they were first", first)
	}
	o.sound()
}

// TestStorageAway: nothing is acknowledged, and afterwards the same try works.
func TestStorageAway(t *testing.T) {
	cfg := storetest.Config(t)
	line := newLine(t, cfg.S3Endpoint)
	cfg.S3Endpoint = line.address()
	s, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	o := officeOn(t, s)
	p := Parcel{Key: "k", Source: postkamer.SourceUpload, By: "Olga", Files: []Incoming{o.file("a.pdf", pdf(1, "a"))}}
	line.cut()
	if receipt, err := o.Receive(t.Context(), p); !store.Unavailable(err) || receipt.Batch.ID != 0 {
		t.Fatalf("acknowledged: %+v, %v", receipt, err)
	}
	if n := o.number(`SELECT (SELECT count(*) FROM batches) + (SELECT count(*) FROM river_job) + (SELECT count(*) FROM events)`); n != 0 {
		t.Errorf("%d rows of a batch that was not taken in", n)
	}
	line.mend()
	if receipt, err := o.Receive(t.Context(), p); err != nil || receipt.Again || receipt.Batch.ID == 0 {
		t.Errorf("afterwards: %+v, %v", receipt, err)
	}
	o.sound()
}

// TestTryAfterACrash: the first try got as far as its envelope. What it promised
// itself counts: reference and time of receipt.
func TestTryAfterACrash(t *testing.T) {
	o := newOffice(t)
	in := o.file("a.pdf", pdf(1, "a"))
	sha, size, err := o.Store.PutOriginal(t.Context(), in.Path)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 20, 23, 59, 0, 0, time.UTC)
	e, err := o.Store.PutEnvelope(t.Context(), store.Envelope{Reference: postkamer.NewReference("ST", at), Key: "k", ReceivedOn: "2026-11-20",
		ReceivedAt: at, Files: []store.EnvelopeFile{{SHA256: sha, Size: size}}})
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := o.Receive(t.Context(), Parcel{Key: "k", Source: postkamer.SourceUpload, By: "Olga", Files: []Incoming{in}})
	if err != nil || receipt.Again || receipt.Batch.Reference != e.Reference || receipt.Batch.ReceivedOn.Format(time.DateOnly) != "2026-11-20" || !receipt.Batch.ReceivedAt.Equal(at) {
		t.Errorf("%+v, %v", receipt.Batch, err)
	}
	o.sound()
}

func TestDateOfReceiptIsKept(t *testing.T) {
	o := newOffice(t)
	day := time.Date(2026, 10, 31, 0, 0, 0, 0, time.UTC)
	parcel := Parcel{Key: "k", Source: postkamer.SourceImport, By: "Olga", ReceivedOn: day, Files: []Incoming{o.file("a.pdf", pdf(1, "a"))}}
	if _, err := o.Receive(t.Context(), parcel); !errors.Is(err, ErrNoReason) {
		t.Errorf("another day without a reason: %v", err)
	}
	parcel.ReceivedWhy = "lag nog bij de balie"
	receipt, err := o.Receive(t.Context(), parcel)
	if err != nil {
		t.Fatal(err)
	}
	if o.number(`SELECT count(*) FROM events WHERE kind = 'other_day' AND detail LIKE '%balie'`) != 1 {
		t.Error("nobody can see later why")
	}
	if got, err := o.Store.Batch(t.Context(), receipt.Batch.ID); err != nil || !got.ReceivedOn.Equal(day) {
		t.Errorf("%v, %v", got.ReceivedOn, err)
	}
}

// TestNameOfAnyBytes: scanners and old disks make names that are no UTF-8.
func TestNameOfAnyBytes(t *testing.T) {
	o := newOffice(t)
	for name, want := range map[string]string{
		"Verhuizing Zo\xeb.pdf": "Verhuizing Zo\uFFFD.pdf",
		"twee\nregels\x00.pdf":  "twee\uFFFDregels\uFFFD.pdf",
		"../../etc/passwd":      "../../etc/passwd", // display only, never a path
		"Zoë's brief (2).pdf":   "Zoë's brief (2).pdf",
	} {
		in := o.file("a.pdf", pdf(1, name))
		in.Name = name
		receipt, err := o.Receive(t.Context(), Parcel{Key: "k" + want, Source: postkamer.SourceUpload, By: "Olga", Files: []Incoming{in}})
		if err != nil || len(receipt.Batch.Files) != 1 || receipt.Batch.Files[0].Name != want {
			t.Errorf("%q: %+v, %v", name, receipt, err)
		}
		in = o.file("b.gif", "GIF")
		in.Name = name
		if _, err := o.Receive(t.Context(), Parcel{Key: "r" + want, Source: postkamer.SourceUpload, By: "Olga", Files: []Incoming{in}}); err != nil {
			t.Errorf("%q refused: %v", name, err)
		}
	}
}

func TestOurTroubleIsNoRefusal(t *testing.T) {
	o := newOffice(t)
	receipt, err := o.Receive(t.Context(), Parcel{Key: "k", Source: postkamer.SourceUpload, By: "Olga",
		Files: []Incoming{o.file("b.pdf", pdf(1, "b")), o.file("a.pdf", "trouble")}})
	if !errors.Is(err, errTrouble) || receipt.Batch.ID != 0 || len(receipt.Refused) != 0 {
		t.Errorf("%+v, %v", receipt, err)
	}
	if o.number(`SELECT (SELECT count(*) FROM batches) + (SELECT count(*) FROM refusals)`) != 0 {
		t.Error("something was noted")
	}
}
