package workers

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// aPartner applies for Tozo with a partner who signs with a code by mail.
func (h *hall) aPartner(contact string) intake.Filed {
	h.t.Helper()
	forms, err := intake.LoadForms()
	h.must(err)
	form, _ := forms.Form("tozo")
	draft, err := h.store.NewDraft(h.t.Context(), "tozo", time.Hour)
	h.must(err)
	answers := intake.Answers{"woont": {"ja"}, "kvk-voor": {"ja"}, "uren": {"ja"}, "corona": {"ja"},
		"voornamen": {"Jan"}, "achternaam": {"de Vries"}, "geboren": {"7", "11", "1968"}, "bsn": {"999990019"},
		"wat": {"uitkering"}, "maanden": {"2020-06"}, "nood": {"ja"}, "kvk": {"12345678"}, "naam": {"Bakker Klussen"}, "geraakt": {"Geen klanten."},
		"partner": {"ja"}, "p-naam": {"Kim Jansen"}, "p-geboren": {"3", "3", "1970"}, "p-mail": {contact},
		"bedrijf-2020-06": {"850"}, "anders-2020-06": {"0"}, "partner-2020-06": {"900"},
		"iban": {"NL91ABNA0417164300"}, "tnv": {"J. de Vries"}, "afschrift": {"later"}, "inkomen": {"post"}, "tel": {"0612345678"}, "mail": {"jan@example.org"},
		"waar": {"ja"}, "wijzigen": {"ja"}}
	c := intake.Context{Today: postkamer.DayOf(time.Now()), Town: postkamer.DefaultMunicipality(), Tone: postkamer.U}
	return h.send(intake.Submission{Form: form, Draft: draft, Answers: answers, Context: c, Base: "https://post.voorbeeldstad.example"})
}

// codeIn finds the code in the mail that the mail server got for the partner.
var codeIn = regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}\b`)

func (o *postOffice) mailTo(address string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, m := range o.got {
		if strings.Contains(string(m), "To: <"+address+">") {
			return string(m)
		}
	}
	return ""
}

func TestPartnerSignsWithTheCodeOfTheMail(t *testing.T) {
	for _, agreed := range []bool{true, false} {
		h := newHall(t)
		office, server := openPost(t)
		h.cfg.Mail = server
		h.start()
		filed := h.aPartner("kim@example.org")
		piece, before := h.caseOf(filed.Reference)
		if _, unsigned := codes(before)[postkamer.PartnerSignature]; !unsigned {
			t.Fatalf("nothing is said of the partner: %+v", before.Doubts)
		}
		var mail string
		h.until("the partner has a mail", func() bool { mail = office.mailTo("kim@example.org"); return mail != "" })
		for _, secret := range []string{"Vries", "Jansen", "Tozo", "1970", filed.Reference, "evestiging"} {
			if strings.Contains(mail, secret) {
				t.Errorf("the mail says %q: %s", secret, mail)
			}
		}
		code := codeIn.FindString(mail[strings.Index(mail, "\r\n\r\n"):])
		if postkamer.SignCode.Normal(code) == "" {
			t.Fatalf("the code of the mail is %q: %s", code, mail)
		}
		sign := func(code string) error {
			return h.store.InTx(t.Context(), func(tx *store.Tx) error { return tx.Sign(t.Context(), piece.ID, code, agreed) })
		}
		if err := sign(postkamer.SignCode.New()); !errors.Is(err, postkamer.ErrConflict) {
			t.Errorf("another code signs: %v", err)
		}
		h.must(sign(code))
		if err := sign(code); !errors.Is(err, postkamer.ErrConflict) {
			t.Errorf("a code signs twice: %v", err)
		}
		h.until("the case knows", func() bool { return h.number(`SELECT count(*) FROM pieces WHERE again_at IS NOT NULL`) == 0 })
		after, err := h.store.Case(t.Context(), before.ID)
		h.must(err)
		_, unsigned := codes(after)[postkamer.PartnerSignature]
		_, refuses := codes(after)[postkamer.PartnerRefuses]
		if unsigned == agreed || refuses == agreed || hasCode(after, postkamer.NewScan) || !hasCode(after, postkamer.EvidencePromised) {
			t.Errorf("signed %v: %+v", agreed, after.Doubts)
		}
		h.sound()
	}
}

func hasCode(c postkamer.Case, code postkamer.DoubtCode) bool {
	_, has := codes(c)[code]
	return has
}

// TestPartnerSignsWhileSomebodyWorks: what people did stays, only that doubt is settled.
func TestPartnerSignsWhileSomebodyWorks(t *testing.T) {
	h := newHall(t)
	h.start()
	filed := h.aPartner("kim@example.org")
	piece, before := h.caseOf(filed.Reference)
	h.exec(`UPDATE fields SET seen_by = 'Bea', seen_at = now() WHERE case_id = $1 AND name = 'iban'`, int64(before.ID))
	h.exec(`UPDATE signatures SET sent_on = sent_on - 1`) // the next day
	var code string
	h.must(h.store.InTx(t.Context(), func(tx *store.Tx) (err error) {
		code, err = tx.ReadOutSignCode(t.Context(), before, postkamer.Person{Name: "Bea"})
		return err
	}))
	h.must(h.store.InTx(t.Context(), func(tx *store.Tx) error { return tx.Sign(t.Context(), piece.ID, code, true) }))
	h.until("the case knows", func() bool { return h.number(`SELECT count(*) FROM pieces WHERE again_at IS NOT NULL`) == 0 })
	after, err := h.store.Case(t.Context(), before.ID)
	h.must(err)
	for _, d := range after.Doubts {
		if settled := d.SettledBy != ""; settled != (d.Code == postkamer.PartnerSignature) || d.Code == postkamer.NewScan {
			t.Errorf("%s is settled by %q", d.Code, d.SettledBy)
		}
	}
	if n := h.number(`SELECT count(*) FROM decisions`); n != 1 || after.Version == before.Version {
		t.Errorf("%d decisions, version %d after %d", n, after.Version, before.Version)
	}
	h.sound()
}

// TestPartnerWithANumberGetsNoMail: a colleague reads a code out.
func TestPartnerWithANumberGetsNoMail(t *testing.T) {
	h := newHall(t)
	filed := h.aPartner("0687654321")
	piece, err := h.store.PieceByReference(t.Context(), filed.Reference)
	h.must(err)
	signature, err := h.store.Signature(t.Context(), piece.ID)
	h.must(err)
	if signature.Way != postkamer.SignByPhone || signature.HasCode || h.number(`SELECT count(*) FROM mails WHERE kind = 'sign'`) != 0 {
		t.Errorf("a partner with a number only: %+v", signature)
	}
	if n := h.number(`SELECT count(*) FROM promises WHERE piece_id = $1`, int64(piece.ID)); n != 2 {
		t.Errorf("%d things are to come", n)
	}
}

// sendsLater sends a photograph to the case of a form, as /nasturen does.
func (h *hall) sendsLater(piece postkamer.Piece, data string) intake.Filed {
	h.t.Helper()
	h.desk.Inspector = photos{h.reader}
	draft, err := h.store.NewDraft(h.t.Context(), intake.LaterForm, time.Hour)
	h.must(err)
	path := filepath.Join(h.t.TempDir(), "photo")
	h.must(os.WriteFile(path, []byte(data), 0o600))
	sum := sha256.Sum256([]byte(data))
	_, err = h.desk.TakeUpload(h.t.Context(), intake.NewUpload{Draft: draft.ID, Question: "afschrift", Name: "bank.jpg", Path: path, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(data)), Most: 5})
	h.must(err)
	promised, err := h.store.Promises(h.t.Context(), piece.ID)
	h.must(err)
	c := intake.Context{Today: postkamer.DayOf(time.Now()), Town: postkamer.DefaultMunicipality(), Tone: postkamer.U}
	later := intake.Later{DraftID: draft.ID, Piece: piece.ID, Reference: piece.Reference, Asked: intake.LaterQuestions(promised, c), Context: c}
	filed, err := h.desk.SendLater(h.t.Context(), later)
	h.must(err)
	again, err := h.desk.SendLater(h.t.Context(), later)
	h.must(err)
	if again.Reference != filed.Reference || !again.Again {
		h.t.Errorf("sent twice it is %s and %s", filed.Reference, again.Reference)
	}
	return filed
}

func TestEvidenceSentLaterGoesOnInItsCase(t *testing.T) {
	h := newHall(t)
	h.start()
	piece, before := h.caseOf(h.aPartner("kim@example.org").Reference)
	h.exec(`UPDATE cases SET state = 'waiting', waits_until = current_date + 9, waits_for = 'het bankafschrift' WHERE id = $1`, int64(before.ID))
	came, evidence := h.caseOf(h.sendsLater(piece, "l#later").Reference)
	if evidence.AttachedTo != before.ID || evidence.State != postkamer.CaseDone || len(came.Pages) != 1 {
		t.Errorf("it goes on in case %d, %s, with %d pages: %+v", evidence.AttachedTo, evidence.State, len(came.Pages), evidence.Doubts)
	}
	after, err := h.store.Case(t.Context(), before.ID)
	h.must(err)
	if after.State != postkamer.CaseOpen || !strings.Contains(after.ReturnedWhy, came.Reference) || !hasCode(after, postkamer.BelongsTo) {
		t.Errorf("the case is %s, because %q: %+v", after.State, after.ReturnedWhy, after.Doubts)
	}
	for _, d := range after.Doubts {
		if d.Code == postkamer.EvidencePromised && d.SettledBy != "" {
			t.Errorf("%s says that the evidence is enough", d.SettledBy)
		}
	}
	h.exec(`UPDATE cases SET state = 'done', done_at = now(), done_by = 'Bea' WHERE id = $1`, int64(before.ID))
	_, late := h.caseOf(h.sendsLater(piece, "l#late").Reference)
	if late.State != postkamer.CaseOpen || !hasCode(late, postkamer.BelongsTo) {
		t.Errorf("for a finished case: %s %+v", late.State, late.Doubts)
	}
	h.sound()
}

// TestCopyFromWhoIsProvenIsNoCaseOfItsOwn: the same photograph for another question is a
// piece of its own, which its case says; sent again for the same one it is nothing new.
func TestCopyFromWhoIsProvenIsNoCaseOfItsOwn(t *testing.T) {
	h := newHall(t)
	h.start()
	piece, before := h.caseOf(h.aPartner("kim@example.org").Reference)
	first := h.sendsLater(piece, "l#same")
	h.caseOf(first.Reference)
	again := h.sendsLater(piece, "l#same")
	if again.Reference != first.Reference || !again.Again {
		t.Errorf("the same once more is %s, %+v", first.Reference, again)
	}
	h.exec(`UPDATE promises SET came_at = NULL, came_id = NULL WHERE piece_id = $1`, int64(piece.ID)) // as if another question had it
	second := h.sendsLater(piece, "l#same")
	_, copied := h.caseOf(second.Reference)
	if second.Reference == first.Reference || copied.AttachedTo != before.ID || copied.State != postkamer.CaseDone {
		t.Errorf("%s goes on in case %d, %s: %+v", second.Reference, copied.AttachedTo, copied.State, copied.Doubts)
	}
	after, err := h.store.Case(t.Context(), before.ID)
	h.must(err)
	if !slices.ContainsFunc(after.Doubts, func(d postkamer.CaseDoubt) bool {
		return d.Code == postkamer.Duplicate && strings.Contains(d.Why, first.Reference) && strings.Contains(d.Why, second.Reference)
	}) {
		t.Errorf("the case does not say that it came before: %+v", after.Doubts)
	}
	if n := h.number(`SELECT count(*) FROM pieces WHERE form = 'nasturen'`); n != 2 {
		t.Errorf("%d pieces", n)
	}
	h.sound()
}

// TestACoverOfACaseThatIsNotHereIsForAPerson: nothing is tied to a case by guessing.
func TestACoverOfACaseThatIsNotHereIsForAPerson(t *testing.T) {
	h := newHall(t)
	h.start()
	piece, before := h.caseOf(h.aPartner("kim@example.org").Reference)
	filed := h.sendsLater(postkamer.Piece{ID: piece.ID, Reference: postkamer.NewReference("TZ", time.Now())}, "l#strange")
	_, stray := h.caseOf(filed.Reference)
	if stray.State != postkamer.CaseOpen || stray.AttachedTo != 0 || stray.Queue != postkamer.Triage || !hasCode(stray, postkamer.BelongsTo) {
		t.Errorf("%+v", stray)
	}
	if after, err := h.store.Case(t.Context(), before.ID); err != nil || after.Version != before.Version {
		t.Errorf("another case was touched: %v", err)
	}
	h.sound()
}
