package workers

import (
	"bytes"
	"io"
	"net/mail"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
	"postkamer/store/storetest"
	"postkamer/town"
)

// reported sends the form "melding", with an address for mail if there is one.
func (h *hall) reported(address string) intake.Filed {
	h.t.Helper()
	forms, err := intake.LoadForms()
	h.must(err)
	form, _ := forms.Form("melding")
	answers := intake.Answers{"soort": {"licht"}, "gevaar": {"nee"}, "uitleg": {"De lamp voor het huis van Zoë d'Hónt doet het niet."}, "straat": {"Lindelaan"}, "nummer": {"12"}, "horen": {"nee"}}
	if address != "" {
		answers["horen"], answers["mail"], answers["naam"] = []string{"ja"}, []string{address}, []string{"Zoë d'Hónt"}
	}
	for _, q := range formOf(form, answers) {
		if q.Kind == intake.KindCheckbox && q.Required {
			answers[q.Name] = []string{"ja"}
		}
	}
	draft, err := h.store.NewDraft(h.t.Context(), form.Name, time.Hour)
	h.must(err)
	filed, err := h.desk.Submit(h.t.Context(), intake.Submission{Form: form, Draft: draft, Answers: answers, Context: citizenContext(), Term: postkamer.Term{WorkingDays: 5}, Base: "https://post.voorbeeldstad.example"})
	h.must(err)
	return filed
}

// formOf are the questions of all pages.
func formOf(f *intake.Form, a intake.Answers) (list []intake.Question) {
	for _, p := range f.Pages(a, citizenContext()) {
		list = append(list, p.Questions...)
	}
	return list
}

func citizenContext() intake.Context {
	return intake.Context{Today: postkamer.DayOf(time.Now()), Town: postkamer.DefaultMunicipality(), Tone: postkamer.U}
}

func (h *hall) receipt(reference string) postkamer.Receipt {
	h.t.Helper()
	p, err := h.store.PieceByReference(h.t.Context(), reference)
	h.must(err)
	r, err := h.store.Receipt(h.t.Context(), p.ID)
	h.must(err)
	return r
}

// settledReceipt waits until the copy is made and the case is there.
func (h *hall) settledReceipt(reference string) (postkamer.Receipt, postkamer.Case) {
	h.t.Helper()
	var c postkamer.Case
	h.until("the piece has a case and its copy", func() bool {
		r := h.receipt(reference)
		found, err := h.store.CaseOfPiece(h.t.Context(), r.PieceID)
		c = found
		return err == nil && r.State == postkamer.ReceiptMade
	})
	c, err := h.store.Case(h.t.Context(), c.ID)
	h.must(err)
	return h.receipt(reference), c
}

func TestAReceiptGoesByMailAndSaysNothingPersonal(t *testing.T) {
	h := newHall(t)
	office, server := openPost(t)
	h.cfg.Mail = server
	filed := h.reported("zoe@inwoner.example")
	h.start()
	r, c := h.settledReceipt(filed.Reference)
	h.until("the mail is sent", func() bool { r = h.receipt(filed.Reference); return r.Mail == postkamer.MailSent })
	msg, err := mail.ReadMessage(bytes.NewReader(office.got[0]))
	h.must(err)
	body, err := io.ReadAll(msg.Body)
	h.must(err)
	said := strings.NewReplacer("=\r\n", "", "=3D", "=").Replace(string(body))
	for _, want := range []string{filed.Reference, postkamer.Spelled(filed.Reference), "14 070", "uiterlijk op"} {
		if !strings.Contains(said, want) {
			t.Errorf("the mail does not say %q: %s", want, said)
		}
	}
	subject := msg.Header.Get("Subject")
	for _, secret := range []string{"Zo", "lamp", "Lindelaan", "melding", filed.Reference} {
		if strings.Contains(subject, secret) || secret != filed.Reference && strings.Contains(said, secret) && secret != "Zo" {
			t.Errorf("the mail tells %q: %s\n%s", secret, subject, said)
		}
	}
	if subject != "Bericht van Gemeente Voorbeeldstad over uw formulier" {
		t.Errorf("its subject is %q", subject)
	}
	if r.Way != postkamer.ReceiptByMail || r.MailedAt.IsZero() || h.number(`SELECT case_id FROM mails WHERE kind = 'receipt'`) != int(c.ID) {
		t.Errorf("%+v", r)
	}
	h.sound()
}

func TestTheCopyIsWhatWasSent(t *testing.T) {
	h := newHall(t)
	h.cfg.Town = town.Fixed(town.Town{Municipality: postkamer.DefaultMunicipality(), Policy: h.cfg.Policy})
	filed := h.reported("")
	h.start()
	r, _ := h.settledReceipt(filed.Reference)
	file, err := h.store.OpenReceipt(t.Context(), r)
	h.must(err)
	defer file.Close()
	cmd := exec.CommandContext(t.Context(), "pdftotext", "-layout", "-", "-")
	cmd.Stdin = file
	out, err := cmd.Output()
	h.must(err)
	got := strings.Join(strings.Fields(string(out)), " ")
	for _, want := range []string{filed.Reference, "Zoë d'Hónt", "Straatverlichting", "Lindelaan", "Niet ingevuld", "Gemeente", "U hoort uiterlijk op"} {
		if !strings.Contains(got, want) {
			t.Errorf("the copy does not say %q: %s", want, got)
		}
	}
	if r.Way != postkamer.ReceiptOnPage || h.number(`SELECT count(*) FROM mails`) != 0 {
		t.Errorf("without an address it goes by %s", r.Way)
	}
	h.sound()
}

func TestAReceiptThatDoesNotArriveIsToldOnTheCase(t *testing.T) {
	told := func(c postkamer.Case) (n int) {
		for _, d := range c.Doubts {
			if d.Code == postkamer.MailNotSent {
				n++
			}
		}
		return n
	}
	for name, first := range map[string]bool{"refused before there is a case": true, "refused after it": false} {
		t.Run(name, func(t *testing.T) {
			h := newHall(t)
			filed := h.reported("never@inwoner.example")
			r := h.receipt(filed.Reference)
			refuse := func() {
				h.must(h.store.InTx(t.Context(), func(tx *store.Tx) error {
					return tx.MailFailed(t.Context(), postkamer.MailID(h.number(`SELECT mail_id FROM receipts WHERE piece_id = $1`, r.PieceID)), mailRefused)
				}))
			}
			if first {
				refuse()
			}
			h.start()
			r, c := h.settledReceipt(filed.Reference)
			if !first {
				refuse()
				c, _ = h.store.Case(t.Context(), c.ID)
			}
			h.until("the case says so", func() bool { c, _ = h.store.Case(t.Context(), c.ID); return told(c) == 1 })
			if got := h.receipt(filed.Reference); got.Mail != postkamer.MailSettled || got.Unsent != whyMailLost { // no postcode: no letter can go
				t.Errorf("the receipt is %+v, the case has doubts %+v", got, c.Doubts)
			}
			h.sound()
		})
	}
}

// laterPiece adds a piece as a page does that is no form of a definition, with a receipt.
func (h *hall) laterPiece(answers []postkamer.Answer, address string) string {
	h.t.Helper()
	reference, err := h.store.NewReference(h.t.Context(), "VH", time.Now())
	h.must(err)
	original := []byte(`{"form":"verhuizing","asked":[{"question":"Wat?","means":"Een adres"}]}`)
	sum, err := storetest.PutOriginal(h.t.Context(), h.store, original)
	h.must(err)
	now, size := time.Now(), int64(len(original))
	_, err = h.store.PutEnvelope(h.t.Context(), store.Envelope{Reference: reference, Channel: postkamer.Form, Source: postkamer.SourceForm, Key: "later:" + reference, ReceivedOn: postkamer.DayOf(now).Format(time.DateOnly),
		ReceivedAt: now, By: "formulier", Form: "verhuizing", Files: []store.EnvelopeFile{{Name: "later.json", SHA256: sum, Size: size, Kind: postkamer.Answers}}})
	h.must(err)
	b := postkamer.Batch{Reference: reference, Channel: postkamer.Form, Key: "later:" + reference, ReceivedOn: postkamer.DayOf(now), ReceivedAt: now, Source: postkamer.SourceForm, By: "formulier", State: postkamer.Split,
		Files: []postkamer.File{{Name: "later.json", SHA256: sum, Size: size, Kind: postkamer.Answers}}}
	h.must(h.store.InTx(h.t.Context(), func(tx *store.Tx) error {
		batch, err := tx.AddBatch(h.t.Context(), b)
		if err != nil {
			return err
		}
		id, err := tx.AddPiece(h.t.Context(), postkamer.Piece{BatchID: batch.ID, Reference: reference, Channel: postkamer.Form, ReceivedOn: b.ReceivedOn, ReceivedAt: now, Form: "verhuizing", Answers: answers}, 0)
		if err != nil {
			return err
		}
		return intake.Receipted{Piece: id, Reference: reference, Received: now, Title: "Uw bericht is binnen", Mail: address, Letter: address == "", Context: citizenContext()}.Give(h.t.Context(), tx)
	}))
	return reference
}

// whole is who sent it, with a whole address.
var whole = []postkamer.Answer{
	{Name: "naam", Field: string(postkamer.FieldFullName), Label: "Naam", Value: "Zoë d'Hónt"}, {Name: "straat", Field: string(postkamer.FieldOldStreet), Label: "Straat", Value: "Lindelaan"},
	{Name: "nummer", Field: string(postkamer.FieldOldNumber), Label: "Nummer", Value: "12"}, {Name: "pc", Field: string(postkamer.FieldOldPostcode), Label: "Postcode", Value: "2512 EB"},
	{Name: "plaats", Field: string(postkamer.FieldOldCity), Label: "Plaats", Value: "Voorbeeldstad"},
}

// TestAReceiptThatDoesNotArriveGoesByLetter: nobody is without, and nobody has to do it.
func TestAReceiptThatDoesNotArriveGoesByLetter(t *testing.T) {
	for name, first := range map[string]bool{"refused before there is a case": true, "refused after it": false} {
		t.Run(name, func(t *testing.T) {
			h := newHall(t)
			h.cfg.Town = town.Fixed(town.Town{Municipality: postkamer.DefaultMunicipality(), Policy: h.cfg.Policy})
			reference := h.laterPiece(whole, "never@inwoner.example")
			refuse := func() {
				h.must(h.store.InTx(t.Context(), func(tx *store.Tx) error {
					return tx.MailFailed(t.Context(), postkamer.MailID(h.number(`SELECT id FROM mails WHERE kind = 'receipt'`)), mailRefused)
				}))
			}
			if first {
				refuse()
			}
			h.start()
			_, c := h.settledReceipt(reference)
			if !first {
				refuse()
			}
			h.until("the letter waits, or it is told why not", func() bool { r := h.receipt(reference); return r.LetterID != 0 || r.Unsent != "" })
			r := h.receipt(reference)
			if r.Letter != postkamer.LetterMade || r.Mail != postkamer.MailSettled || r.Way != postkamer.ReceiptByLetter {
				t.Errorf("%+v", r)
			}
			c, _ = h.store.Case(t.Context(), c.ID)
			for _, d := range c.Doubts {
				if d.Code == postkamer.MailNotSent {
					t.Errorf("a person is asked as well: %+v", d)
				}
			}
			if h.number(`SELECT case_id FROM mails WHERE kind = 'receipt'`) != int(c.ID) {
				t.Error("the case does not know of its mail")
			}
			h.sound()
		})
	}
}

func TestWhoHasNoMailGetsALetterOnceWeKnowTheAddress(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answers []postkamer.Answer
		letter  bool
	}{{"with an address", whole, true}, {"without one a person must look", whole[:1], false}} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHall(t)
			h.cfg.Town = town.Fixed(town.Town{Municipality: postkamer.DefaultMunicipality(), Policy: h.cfg.Policy})
			reference := h.laterPiece(tt.answers, "")
			h.start()
			h.until("the letter is written, or it is told why not", func() bool { r := h.receipt(reference); return r.LetterID != 0 || r.Unsent != "" })
			r, c := h.settledReceipt(reference)
			letters, err := h.store.LettersToPrint(t.Context())
			h.must(err)
			if got := len(letters) == 1; got != tt.letter || got != (r.LetterID != 0) {
				t.Fatalf("%d letters wait; %q", len(letters), r.Unsent)
			}
			if tt.letter && (letters[0].Template != "ontvangst" || letters[0].Text.Ours != reference || letters[0].Text.To[1] != "Lindelaan 12") {
				t.Errorf("%+v", letters[0])
			}
			if unsent := strings.Contains(r.Unsent, "adres"); unsent == tt.letter {
				t.Errorf("unsent because %q; case %+v", r.Unsent, c.Doubts)
			}
			h.exec(`UPDATE receipts SET state_since = now() - interval '1 hour'`)
			again := &makeReceipt{steps: steps{store: h.store, town: h.cfg.town()}}
			h.must(again.Work(t.Context(), &river.Job[postkamer.MakeReceipt]{Args: postkamer.MakeReceipt{PieceID: r.PieceID}}))
			if n := h.number(`SELECT count(*) FROM letters`); tt.letter && n != 1 {
				t.Errorf("%d letters after the step ran twice", n)
			}
			h.sound()
		})
	}
}
