package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
)

// submission is a draft of a form that is filled in and saved.
func (o *office) submission(name string, pages []leaf) Submission {
	o.t.Helper()
	f, c := theForm(o.t, name), onDay(postkamer.U)
	draft, err := o.Store.NewDraft(o.t.Context(), name, time.Hour)
	if err != nil {
		o.t.Fatal(err)
	}
	s := Submission{Form: f, Draft: draft, Answers: walk(o.t, f, c, pages), Context: c}
	o.save(s)
	return o.reread(s)
}

// reread is the submission of a draft as it is now.
func (o *office) reread(s Submission) Submission {
	o.t.Helper()
	var err error
	if s.Draft, err = o.Store.Draft(o.t.Context(), s.Draft.ID); err != nil {
		o.t.Fatal(err)
	}
	return s
}

func (o *office) save(s Submission) {
	o.t.Helper()
	if err := o.saveDraft(s, time.Hour); err != nil {
		o.t.Fatal(err)
	}
}

// saveDraft saves the answers of a submission in its draft.
func (o *office) saveDraft(s Submission, life time.Duration) error {
	d, err := o.Store.Draft(o.t.Context(), s.Draft.ID)
	if err != nil {
		return err
	}
	d.Answers = s.Answers
	return o.Store.SaveDraft(o.t.Context(), d, life)
}

func (o *office) submit(s Submission) Filed {
	o.t.Helper()
	filed, err := o.Submit(o.t.Context(), s)
	if err != nil {
		o.t.Fatal(err)
	}
	return filed
}

// onePiece returns the only piece that there is, which has its job.
func (o *office) onePiece(reference string) postkamer.Piece {
	o.t.Helper()
	for what, sql := range map[string]string{
		"pieces":  `SELECT count(*) FROM pieces`,
		"batches": `SELECT count(*) FROM batches`,
		"files":   `SELECT count(*) FROM files`,
		"jobs":    `SELECT count(*) FROM river_job WHERE kind = 'route_piece'`,
	} {
		if n := o.number(sql); n != 1 {
			o.t.Errorf("%d %s", n, what)
		}
	}
	p, err := o.Store.PieceByReference(o.t.Context(), reference)
	if err != nil {
		o.t.Fatal(err)
	}
	o.sound()
	return p
}

func TestSubmit(t *testing.T) {
	for name, pages := range map[string][]leaf{"verhuizing": move(), "tozo": application()} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			s := o.submission(name, pages)
			filed := o.submit(s)
			p := o.onePiece(filed.Reference)
			if filed.Again || postkamer.NormalReference(filed.Reference) != filed.Reference || filed.Reference[:2] != s.Form.Prefix || len(filed.Summary) == 0 {
				t.Errorf("filed %+v", filed)
			}
			if p.Channel != postkamer.Form || p.Stage != postkamer.Read || p.Form != name || !slices.Equal(p.Answers, s.Form.Submitted(s.Answers, s.Context)) {
				t.Errorf("piece %+v", p)
			}
			if !p.ReceivedAt.Equal(filed.ReceivedAt) || !p.ReceivedOn.Equal(postkamer.DayOf(filed.ReceivedAt)) {
				t.Errorf("received %s on %s, filed %s", p.ReceivedAt, p.ReceivedOn, filed.ReceivedAt)
			}
			o.sameOriginal(p, s)
			draft, err := o.Store.Draft(t.Context(), s.Draft.ID)
			if err != nil || draft.Reference != filed.Reference {
				t.Errorf("draft %+v, %v", draft, err)
			}
		})
	}
}

// sameOriginal checks that the file of a piece holds what was asked and answered.
func (o *office) sameOriginal(p postkamer.Piece, s Submission) {
	o.t.Helper()
	batch, err := o.Store.Batch(o.t.Context(), p.BatchID)
	if err != nil {
		o.t.Fatal(err)
	}
	draft, err := o.Store.Draft(o.t.Context(), s.Draft.ID)
	if err != nil {
		o.t.Fatal(err)
	}
	want, err := s.original(draft.ChangedAt)
	if err != nil {
		o.t.Fatal(err)
	}
	path, release, err := o.Store.Original(o.t.Context(), batch.Files[0])
	if err != nil {
		o.t.Fatal(err)
	}
	defer release()
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want) || batch.Files[0].Size != int64(len(want)) || batch.Files[0].Kind != postkamer.Answers {
		o.t.Errorf("file %+v holds %q, want %q (%v)", batch.Files[0], got, want, err)
	}
	if batch.State != postkamer.Split || batch.Reference != p.Reference || batch.Source != postkamer.SourceForm {
		o.t.Errorf("batch %+v", batch)
	}
}

func TestOriginalHoldsWhatWasTyped(t *testing.T) {
	f, c := theForm(t, "tozo"), onDay(postkamer.Je)
	s := Submission{Form: f, Answers: walk(t, f, c, application()), Context: c}
	data, err := s.original(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	var got submitted
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if got.Form != "tozo" || got.Version != f.Version || len(f.Version) != 12 || got.Tone != postkamer.Je {
		t.Errorf("original %+v", got)
	}
	for _, want := range []askedAnswer{
		{"inkomen-2020-05", "bedrijf-2020-05", "Mei 2020: Uit je bedrijf (na aftrek van kosten)", []string{"850,5"}, "€ 850,50", false},
		{"wie", "geboren", "Geboortedatum", []string{"7", "11", "1968"}, "7 november 1968", false},
		{"bereiken", "mail", "E-mailadres", []string{}, "", false},
	} {
		if !slices.ContainsFunc(got.Asked, func(a askedAnswer) bool {
			return a.Page == want.Page && a.Name == want.Name && a.Question == want.Question && slices.Equal(a.Answer, want.Answer) && a.Means == want.Means
		}) {
			t.Errorf("no %+v in %s", want, data)
		}
	}
}

func TestSubmitTwiceIsOnePiece(t *testing.T) {
	o := newOffice(t)
	s := o.submission("verhuizing", move())
	one, two := o.submit(s), o.submit(s)
	if two.Reference != one.Reference || !two.Again || !two.ReceivedAt.Equal(one.ReceivedAt) || len(two.Summary) == 0 {
		t.Errorf("first %+v, then %+v", one, two)
	}
	o.onePiece(one.Reference)
}

func TestSubmitManyTimesAtOnceIsOnePiece(t *testing.T) {
	o := newOffice(t)
	s := o.submission("verhuizing", move())
	changed := s
	changed.Answers = maps.Clone(s.Answers)
	changed.Answers["huisnummer"] = []string{"99"}
	var together sync.WaitGroup
	filed, fault := make([]Filed, 8), make([]error, 8)
	for i := range filed {
		mine := s
		if i%4 == 3 { // from another tab, with another answer
			mine = changed
		}
		together.Go(func() { filed[i], fault[i] = o.Submit(t.Context(), mine) })
	}
	together.Wait()
	if err := errors.Join(fault...); err != nil {
		t.Fatal(err)
	}
	first := 0
	for _, f := range filed {
		if f.Reference != filed[0].Reference || !f.ReceivedAt.Equal(filed[0].ReceivedAt) {
			t.Errorf("filed %s at %s and %s at %s", f.Reference, f.ReceivedAt, filed[0].Reference, filed[0].ReceivedAt)
		}
		if !f.Again {
			first++
		}
	}
	if first != 1 {
		t.Errorf("%d of 8 were the first", first)
	}
	o.onePiece(filed[0].Reference)
}

// crash does what Submit does until the envelope is there.
func (o *office) crash(s Submission) store.Envelope {
	o.t.Helper()
	e, _ := o.halfway(s)
	return e
}

// halfway returns the envelope and the file of a try that has no rows yet.
func (o *office) halfway(s Submission) (store.Envelope, postkamer.File) {
	o.t.Helper()
	answers, err := s.original(s.Draft.ChangedAt)
	if err != nil {
		o.t.Fatal(err)
	}
	file := answersFile(s.Form.Name, answers)
	e, err := o.describeForm(o.t.Context(), s, []postkamer.File{file}, answers)
	if err != nil {
		o.t.Fatal(err)
	}
	return e, file
}

func TestOtherAnswersOfOneDraftAtTheSameMomentAreOnePiece(t *testing.T) {
	o := newOffice(t)
	s := o.submission("verhuizing", move())
	tab := s
	tab.Answers = maps.Clone(s.Answers)
	tab.Answers["huisnummer"] = []string{"99"}
	envelope, file := o.halfway(s)
	otherEnvelope, otherFile := o.halfway(tab)
	one, err := o.Desk.file(t.Context(), s, envelope, []postkamer.File{file})
	if err != nil {
		t.Fatal(err)
	}
	two, err := o.Desk.file(t.Context(), tab, otherEnvelope, []postkamer.File{otherFile})
	if err != nil || one.Again || !two.Again || two.Reference != one.Reference {
		t.Errorf("first %+v, then %+v, %v", one, two, err)
	}
	o.sameOriginal(o.onePiece(one.Reference), s)
}

func TestCrashBeforeTheRowsKeepsTheReference(t *testing.T) {
	o := newOffice(t)
	s := o.submission("tozo", application())
	e := o.crash(s)
	o.save(s) // the citizen sends the same page again
	filed := o.submit(s)
	if filed.Reference != e.Reference || filed.Again || !filed.ReceivedAt.Equal(e.ReceivedAt) {
		t.Errorf("filed %+v after a try with %s of %s", filed, e.Reference, e.ReceivedAt)
	}
	o.sameOriginal(o.onePiece(e.Reference), s)
}

func TestAnswerThatChangesAfterACrashIsKept(t *testing.T) {
	o := newOffice(t)
	s := o.submission("verhuizing", move())
	e := o.crash(s)
	s.Answers, _ = s.Form.Check("adres", fields("postcode", "2512 EB", "huisnummer", "99"), s.Answers, s.Context)
	o.save(s)
	s = o.reread(s)
	filed := o.submit(s)
	if filed.Reference != e.Reference || !filed.ReceivedAt.Equal(e.ReceivedAt) {
		t.Errorf("filed %+v after a try with %s of %s", filed, e.Reference, e.ReceivedAt)
	}
	p := o.onePiece(e.Reference)
	o.sameOriginal(p, s)
	if !slices.ContainsFunc(p.Answers, func(a postkamer.Answer) bool { return a.Name == "huisnummer" && a.Value == "99" }) {
		t.Errorf("answers %v", lines(p.Answers))
	}
	if again := o.submit(s); !again.Again || again.Reference != e.Reference {
		t.Errorf("then %+v", again)
	}
}

func TestEnvelopeOfNothingKeepsItsReference(t *testing.T) {
	o := newOffice(t)
	s := o.submission("verhuizing", move())
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	_, err := o.Store.PutEnvelope(t.Context(), store.Envelope{Reference: "VH-2026-7K3M-QC", Channel: postkamer.Form, Source: postkamer.SourceForm,
		Key: "form:" + s.Draft.ID, ReceivedOn: "2026-11-20", ReceivedAt: at, Form: "verhuizing"})
	if err != nil {
		t.Fatal(err)
	}
	if filed := o.submit(s); filed.Reference != "VH-2026-7K3M-QC" || !filed.ReceivedAt.Equal(at) {
		t.Errorf("filed %+v", filed)
	}
	o.onePiece("VH-2026-7K3M-QC")
}

// TestEnvelopeWithoutItsAnswersKeepsItsReference: a program of before, which kept answers
// elsewhere, died after its envelope; or the envelope was spoilt.
func TestEnvelopeWithoutItsAnswersKeepsItsReference(t *testing.T) {
	for name, content := range map[string][]byte{"none": nil, "others": []byte("{}")} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			s := o.submission("verhuizing", move())
			answers, err := s.original(s.Draft.ChangedAt)
			if err != nil {
				t.Fatal(err)
			}
			files := envelopeFiles([]postkamer.File{answersFile("verhuizing", answers)})
			files[0].Content = content
			at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
			_, err = o.Store.PutEnvelope(t.Context(), store.Envelope{Reference: "VH-2026-7K3M-QC", Channel: postkamer.Form, Source: postkamer.SourceForm,
				Key: "form:" + s.Draft.ID, ReceivedOn: "2026-11-20", ReceivedAt: at, Form: "verhuizing", Files: files})
			if err != nil {
				t.Fatal(err)
			}
			if filed := o.submit(s); filed.Reference != "VH-2026-7K3M-QC" || !filed.ReceivedAt.Equal(at) {
				t.Errorf("filed %+v", filed)
			}
			o.sameOriginal(o.onePiece("VH-2026-7K3M-QC"), s)
		})
	}
}

func TestReferenceOfSomebodyElseIsNotTakenForOnesOwn(t *testing.T) {
	o := newOffice(t)
	one, two := o.submission("verhuizing", move()), o.submission("verhuizing", move())
	filed := o.submit(one)
	_, err := o.Store.PutEnvelope(t.Context(), store.Envelope{Reference: filed.Reference, Channel: postkamer.Form, Source: postkamer.SourceForm,
		Key: "form:" + two.Draft.ID, ReceivedOn: "2026-11-20", ReceivedAt: filed.ReceivedAt, Form: "verhuizing"})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := o.Submit(t.Context(), two); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("filed %+v, %v", got, err)
	}
	o.onePiece(filed.Reference)
}

func TestWhatCannotBeSubmitted(t *testing.T) {
	o := newOffice(t)
	whole := o.submission("verhuizing", move())
	without := func(name string) Submission {
		s := whole
		s.Answers = maps.Clone(s.Answers)
		delete(s.Answers, name)
		return s
	}
	elsewhere, tozo, gone := whole, whole, whole
	elsewhere.Answers = maps.Clone(whole.Answers)
	elsewhere.Answers["waarheen"] = []string{"elders"}
	tozo.Form, tozo.Answers = theForm(t, "tozo"), walk(t, theForm(t, "tozo"), whole.Context, application())
	gone.Draft.ID = "X"
	for _, tt := range []struct {
		rule string
		s    Submission
		want error
	}{
		{"an open page", without("bsn"), ErrUnfinished},
		{"no declaration that it is true", without("waar"), ErrUnfinished},
		{"moving elsewhere", elsewhere, ErrUnfinished},
		{"a draft of another form", tozo, postkamer.ErrNotFound},
		{"a draft that is gone", gone, postkamer.ErrNotFound},
	} {
		if _, err := o.Submit(t.Context(), tt.s); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.rule, err)
		}
	}
	if n := o.number(`SELECT count(*) FROM batches`); n != 0 {
		t.Errorf("%d batches", n)
	}
}

func TestExpiredDraftIsFiledAllTheSame(t *testing.T) {
	o := newOffice(t)
	s := o.submission("verhuizing", move())
	if err := o.saveDraft(s, -time.Hour); err != nil {
		t.Fatal(err)
	}
	o.onePiece(o.submit(s).Reference)
}
