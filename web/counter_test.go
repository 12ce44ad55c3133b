package web

import (
	"net/url"
	"strings"
	"testing"

	"postkamer"
)

// atTheCounter is a colleague who began a form for a citizen.
func atTheCounter(t *testing.T, st *site, document string) *browser {
	t.Helper()
	lekha, _ := st.colleague(t, "Lekha", nil, postkamer.Caseworker)
	at := lekha.post("/balie", url.Values{"formulier": {"verhuizing"}, "document": {document}})
	if at.Request.URL.Path != "/verhuizing/waarheen" {
		t.Fatalf("went to %s: %s", at.Request.URL.Path, text(at.page(t), ".pk-err"))
	}
	return lekha
}

// fillOn fills in the pages of a form that was begun.
func (b *browser) fillOn(form string, turns []turn) (at answer) {
	b.t.Helper()
	for _, turn := range turns {
		if at = b.post("/"+form+"/"+turn.slug, turn.fields); at.StatusCode != 200 {
			b.t.Fatalf("%s gives %d: %s", turn.slug, at.StatusCode, text(at.page(b.t), ".pk-err"))
		}
	}
	return at
}

func TestAColleagueFillsInForACitizen(t *testing.T) {
	for _, tt := range []struct {
		document string
		doubted  bool
		shows    string
	}{
		{"rijbewijs", false, "identiteit vastgesteld aan de balie: rijbewijs"},
		{"geen", true, "geen identiteitsbewijs gezien"},
	} {
		t.Run(tt.document, func(t *testing.T) {
			st := formSite(t, postkamer.Je)
			lekha := atTheCounter(t, st, tt.document)
			page := lekha.get("/verhuizing/waarheen")
			if got := text(page.page(t), "main"); !strings.Contains(got, "Lekha vult dit aan de balie in.") {
				t.Errorf("the page does not say who fills in: %s", got)
			}
			lekha.fillOn("verhuizing", aMove(st.now)[:1])
			who := lekha.get("/verhuizing/wie").page(t)
			if n := who.Find("main form input[autocomplete]").Not("[autocomplete=off]").Length(); n != 0 {
				t.Errorf("%d fields would be remembered by the browser", n)
			}
			lekha.fillOn("verhuizing", aMove(st.now)[1:])
			done := lekha.post("/verhuizing/nakijken", declare)
			reference := text(done.page(t), "strong.pk-tel")
			piece, err := st.cfg.Store.PieceByReference(t.Context(), reference)
			if err != nil {
				t.Fatalf("%s: %v", text(done.page(t), "main"), err)
			}
			doubted := false
			for _, a := range piece.Answers {
				doubted = doubted || a.Value == string(postkamer.IdentityUnproven)
			}
			if doubted != tt.doubted {
				t.Errorf("doubted: %v", doubted)
			}
			if who, err := st.cfg.Store.Identity(t.Context(), piece.ID); (err == nil && who.Means == postkamer.MeansCounter) == tt.doubted {
				t.Errorf("established by %v, %v", who, err)
			}
			events, err := st.cfg.Store.PieceEvents(t.Context(), piece.ID)
			if err != nil {
				t.Fatal(err)
			}
			told := false
			for _, e := range events {
				told = told || e.Kind == postkamer.EventCounter && e.Actor == "Lekha" && e.Detail == tt.shows
			}
			if !told {
				t.Errorf("the log says %+v", events)
			}
			empty := lekha.post("/balie/klaar", nil)
			if !strings.Contains(empty.body, "Het scherm is leeg") {
				t.Error("it is not said that the screen is empty")
			}
			if got := lekha.get("/verhuizing/klaar"); strings.Contains(got.body, reference) {
				t.Error("the next citizen sees the receipt")
			}
			if _, err := st.cfg.Store.PieceByReference(t.Context(), reference); err != nil {
				t.Errorf("clearing the screen lost the piece: %v", err)
			}
		})
	}
}

func TestTheScreenOfTheCounterIsWiped(t *testing.T) {
	st := formSite(t, postkamer.U)
	lekha := atTheCounter(t, st, "paspoort")
	lekha.fillOn("verhuizing", aMove(st.now)[:2])
	lekha.post("/balie/klaar", nil)
	if got := lekha.get("/verhuizing/wie"); got.Request.URL.Path != "/verhuizing" || strings.Contains(got.body, "Hónt") {
		t.Errorf("the next sees %s", got.Request.URL.Path)
	}
	var left int
	if err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM drafts`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d drafts are kept, %v", left, err)
	}
}

// TestTheNextCitizenAtTheCounterSeesNothingOfTheLast: not the code of a form that was
// saved there, nor what was sent later, nor whose partner signed.
func TestTheNextCitizenAtTheCounterSeesNothingOfTheLast(t *testing.T) {
	st := laterSite(t)
	lekha := atTheCounter(t, st, "paspoort")
	lekha.fillOn("verhuizing", aMove(st.now)[:2])
	code := text(lekha.post("/verhuizing/adres", savingToo(url.Values{})).page(t), "strong.pk-tel")
	if code == "" {
		t.Fatal("no code is shown")
	}
	_, reference := st.browser(t).applied()
	lekha.post("/nasturen/wie", aProof(reference, "7", "11", "1968"))
	sent := text(lekha.withFile("/nasturen", "anders-bestand", "bank.jpg", photoBytes).page(t), "strong.pk-tel")
	if !strings.HasPrefix(sent, "NS-") {
		t.Fatalf("sent as %q", sent)
	}
	_, mail := st.outbox(t, postkamer.MailSign)
	lekha.post("/nasturen/klaar", nil)
	lekha.post("/partner/wie", aPartnerProof(codeOf(t, mail, postkamer.SignCode), "3", "3", "1970"))
	if got := lekha.get("/partner"); !strings.Contains(got.body, "Kim Jansen") {
		t.Fatalf("the partner is not let in: %s", text(got.page(t), "main"))
	}
	lekha.post("/balie/klaar", nil)
	for _, path := range []string{"/bewaard", "/verder", "/nasturen", "/nasturen/code", "/nasturen/binnen", "/nasturen/binnen/kopie", "/partner"} {
		got := lekha.get(path)
		for _, secret := range []string{code, sent, reference, "Kim Jansen", "bank.jpg"} {
			if strings.Contains(got.body, secret) || strings.HasPrefix(got.body, "%PDF") {
				t.Errorf("%s shows %q to the next", path, secret)
			}
		}
	}
}

func TestTheCounterAsksBeforeItBegins(t *testing.T) {
	st := formSite(t, postkamer.U)
	lekha, _ := st.colleague(t, "Lekha", nil, postkamer.Caller)
	if said := text(lekha.get("/balie").page(t), "main"); !strings.Contains(said, "Geef uw verhuizing door") {
		t.Errorf("a form is not named as the citizen beside us sees it: %s", said)
	}
	for _, form := range []url.Values{{}, {"formulier": {"verhuizing"}}, {"formulier": {"bestaat-niet"}, "document": {"geen"}}, {"formulier": {"tozo"}, "document": {"bibliotheekpas"}}} {
		got := lekha.post("/balie", form)
		if got.StatusCode != 422 || text(got.page(t), ".pk-err") == "" {
			t.Errorf("%v: %d", form, got.StatusCode)
		}
	}
	operator, _ := st.colleague(t, "Sevda", nil, postkamer.Operator)
	if got := operator.get("/balie"); got.StatusCode != 403 {
		t.Errorf("an operator gets %d", got.StatusCode)
	}
}
