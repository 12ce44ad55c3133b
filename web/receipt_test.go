package web

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"postkamer"
)

// sent fills in and sends the form of a move, and returns the receipt and its reference.
func (b *browser) sent() (answer, string) {
	b.t.Helper()
	b.fill("verhuizing", aMove(b.site.now))
	done := b.post("/verhuizing/nakijken", declare)
	return done, text(done.page(b.t), "strong.pk-tel")
}

// pdfText is what poppler reads in a PDF.
func pdfText(t *testing.T, pdf string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "pdftotext", "-layout", "-", "-")
	cmd.Stdin = strings.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

func TestTheReceiptSaysWhatTheLawWants(t *testing.T) {
	for _, tone := range []postkamer.Tone{postkamer.Je, postkamer.U} {
		st := formSite(t, tone)
		b := st.browser(t)
		done, reference := b.sent()
		b.read(done)
		words := text(done.page(t), "main")
		for what, want := range map[string]string{
			"the reference aloud": postkamer.Spelled(reference), "the time": "Ontvangen op " + dutchDate(time.Now().In(st.zone)), "the term": "uiterlijk op", "whom to ask": "14 070",
			"what is missing": "Toestemming van die persoon", "until when": "Stuur dit uiterlijk op", "the answers": "Karin Bakker", "where to look later": "kenmerk",
		} {
			if !strings.Contains(words, want) {
				t.Errorf("%s: %q is missing in: %s", what, want, words)
			}
		}
		link, _ := done.page(t).Find(`.pk-receipt a[href="/verhuizing/klaar/kopie"]`).Attr("href")
		copied := b.get(link)
		if got := pdfText(t, copied.body); !strings.Contains(got, reference) || !strings.Contains(got, "d'Hónt-van 't Ei") || !strings.Contains(got, "999990019") {
			t.Errorf("the copy says: %s", got)
		}
		if got := copied.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") || !strings.Contains(got, reference) {
			t.Errorf("it is offered as %s", got)
		}
		if again := b.get(link); again.body != copied.body {
			t.Error("the second copy is another one")
		}
		if strings.Contains(st.log.String(), "Hónt") || strings.Contains(st.log.String(), "999990019") {
			t.Error("the log holds what was sent")
		}
	}
}

func TestTheCopyIsForTheSenderOnly(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	b.fill("verhuizing", aMove(st.now))
	if got := b.get("/verhuizing/klaar/kopie"); strings.Contains(got.Header.Get("Content-Type"), "pdf") {
		t.Error("there is a copy of what was not sent")
	}
	b.post("/verhuizing/nakijken", declare)
	if got := st.browser(t).get("/verhuizing/klaar/kopie"); strings.Contains(got.Header.Get("Content-Type"), "pdf") || got.Request.URL.Path != "/verhuizing" {
		t.Errorf("a stranger gets %s, %s", got.Request.URL.Path, got.Header.Get("Content-Type"))
	}
}

func TestTheMailIsInTheOutboxBeforeTheReferenceIsShown(t *testing.T) {
	st := formSite(t, postkamer.U)
	_, reference := st.browser(t).sent()
	mails, err := st.cfg.Store.OpenMails(t.Context(), 10)
	if err != nil || len(mails) != 1 {
		t.Fatalf("%d mails, %v", len(mails), err)
	}
	m := mails[0]
	if m.Kind != postkamer.MailReceipt || m.To != "zoe@example.org" || !strings.Contains(m.Body, reference) || m.FileKey != "" {
		t.Errorf("%+v", m)
	}
	for _, personal := range []string{"Zoë", "Hónt", "verhuiz", "2512", "999990019", "Karin"} {
		if strings.Contains(m.Subject+m.Body, personal) {
			t.Errorf("it tells %q: %s\n%s", personal, m.Subject, m.Body)
		}
	}
	if !strings.Contains(m.Body, st.base.String()+"/status") || strings.Contains(m.Subject, "bevestig") {
		t.Errorf("%s\n%s", m.Subject, m.Body)
	}
}

func TestACaseworkerSeesHowTheReceiptWent(t *testing.T) {
	st := formSite(t, postkamer.U)
	for _, tt := range []struct {
		name string
		r    postkamer.Receipt
		says string
		open bool
	}{
		{"shown only", postkamer.Receipt{Way: postkamer.ReceiptOnPage}, "geen mailadres", false},
		{"mail sent", postkamer.Receipt{Way: postkamer.ReceiptByMail, Mail: postkamer.MailSent, MailedAt: st.now}, "kreeg een mail op", false},
		{"mail waits", postkamer.Receipt{Way: postkamer.ReceiptByMail, Mail: postkamer.MailWaiting, MailWhy: "Er is nog geen mailserver."}, "nog niet verstuurd. Er is nog geen mailserver.", true},
		{"mail failed", postkamer.Receipt{Way: postkamer.ReceiptByMail, Mail: postkamer.MailFailed, MailWhy: "Geweigerd."}, "kwam niet aan. Geweigerd.", true},
		{"letter waits", postkamer.Receipt{Way: postkamer.ReceiptByLetter, Letter: postkamer.LetterMade}, "nog niet geprint", true},
		{"letter printed", postkamer.Receipt{Way: postkamer.ReceiptByLetter, Letter: postkamer.LetterPrinted}, "kreeg een brief", false},
		{"no address", postkamer.Receipt{Way: postkamer.ReceiptByLetter, Unsent: "Wij kennen geen adres."}, "geen adres", true},
	} {
		if says, open := st.receiptSays(tt.r); !strings.Contains(says, tt.says) || open != tt.open {
			t.Errorf("%s: %q, still to do: %v", tt.name, says, open)
		}
	}
}

// lost notes an outage.
func (st *site) noted(t *testing.T, began, ended time.Time) postkamer.OutageID {
	t.Helper()
	id, err := st.cfg.Store.NoteOutage(t.Context(), postkamer.Outage{What: "Onze formulieren deden het niet.", Began: began, Ended: ended, By: "Joke"})
	if err != nil {
		t.Fatal(err)
	}
	st.lost.forget()
	return id
}

func TestAMoveAfterAnOutageIsNotLate(t *testing.T) {
	st := formSite(t, postkamer.U)
	moved := st.now.In(st.zone).AddDate(0, 0, -6)
	when := filledIn("wanneer", "datum-dag", moved.Format("2"), "datum-maand", moved.Format("1"), "datum-jaar", moved.Format("2006"))
	late := func() bool {
		b := st.browser(t)
		at := b.fill("verhuizing", append(aMove(st.now)[:2:2], when))
		return strings.Contains(text(at.page(t), "main")+text(at.page(t), ".pk-flash"), "later dan 5 dagen")
	}
	if !late() {
		t.Fatal("a move of six days ago is not told to be late")
	}
	st.noted(t, st.now.Add(-24*time.Hour), st.now.Add(-time.Hour))
	if late() {
		t.Error("the last day was in the outage, and the citizen is told to be late")
	}
}

func TestEverybodyCanReadWhenThereWasAnOutage(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	if got := text(b.get("/storingen").page(t), "main"); !strings.Contains(got, "geen storing") {
		t.Errorf("without any: %s", got)
	}
	st.noted(t, st.now.Add(-240*time.Hour), st.now.Add(-239*time.Hour))
	st.noted(t, st.now.Add(-time.Hour), time.Time{})
	page := b.get("/storingen")
	b.read(page)
	got := text(page.page(t), "main")
	for _, want := range []string{"Er is nu een storing", "eerste werkdag na de storing", "Onze formulieren deden het niet.", "Dan bent u op tijd tot en met"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in: %s", want, got)
		}
	}
}

func TestABeatNotesWhatCitizensCouldNotDo(t *testing.T) {
	st := formSite(t, postkamer.U)
	for _, later := range []time.Duration{0, time.Minute, time.Hour} {
		st.now = st.now.Add(later)
		if err := st.beat(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	list, err := st.cfg.Store.OutagesSince(t.Context(), st.now.Add(-2*time.Hour), false)
	if err != nil || len(list) != 1 || list[0].Ended.Sub(list[0].Began) != time.Hour {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestTheCaseShowsTheReceiptAndTheOutage(t *testing.T) {
	st := formSite(t, postkamer.U)
	st.noted(t, time.Now().Add(-25*time.Hour), time.Now().Add(-23*time.Hour)) // until yesterday at the earliest: its first working day after is not over
	_, reference := st.browser(t).sent()
	piece, err := st.cfg.Store.PieceByReference(t.Context(), reference)
	if err != nil {
		t.Fatal(err)
	}
	id := st.caseOpened(t, reference)
	if _, err := st.cfg.Store.Pool().Exec(t.Context(), `INSERT INTO people (id, subject, name, roles, queues) OVERRIDING SYSTEM VALUE VALUES (7, 'sub-7', 'Tom', '{caseworker,teamlead}', '{burgerzaken}')`); err != nil {
		t.Fatal(err)
	}
	staff := st.as(t, postkamer.Caseworker, postkamer.TeamLead)
	page := staff.get(casePath(id))
	got := text(page.page(t), "main")
	for _, want := range []string{"ontvangstbevestiging is nog niet bij de inwoner", "Door een storing telt dit formulier als ontvangen op " + dutchDate(piece.CountsOn), "Kopie die de inwoner heeft"} {
		if !strings.Contains(got, want) {
			t.Errorf("%d: %q is missing in: %s", page.StatusCode, want, got)
		}
	}
	if copied := staff.get(casePath(id) + "/ontvangst.pdf"); !strings.Contains(pdfText(t, copied.body), reference) {
		t.Errorf("the copy of staff: %d", copied.StatusCode)
	}
}
