package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"postkamer"
	"postkamer/intake"
)

// pressLanguage fills in the form of a page and presses the button of the language.
func (b *browser) pressLanguage(at answer, typed url.Values) (answer, string) {
	b.t.Helper()
	doc := at.page(b.t)
	button := doc.Find("header button")
	form := "main form#" + button.AttrOr("form", "none")
	fields := formOf(b.t, doc, form)
	for name, values := range typed {
		if doc.Find(form+` [name="`+name+`"]`).Length() == 0 {
			b.t.Fatalf("%s does not ask for %s", at.Request.URL.Path, name)
		}
		fields[name] = values
	}
	fields.Set(button.AttrOr("name", ""), button.AttrOr("value", ""))
	return b.post(doc.Find(form).AttrOr("action", ""), fields), form
}

// keepsTyped looks that the page is in the other language after its button was pressed,
// and back in the first after that, with what was typed and ticked and nothing said about it.
func (b *browser) keepsTyped(rule string, at answer, typed url.Values) {
	b.t.Helper()
	heading := text(at.page(b.t), "h1")
	for _, language := range []string{"en", "nl"} {
		turned, form := b.pressLanguage(at, typed)
		doc := turned.page(b.t)
		if lang := doc.Find("html").AttrOr("lang", ""); lang != language || turned.StatusCode != http.StatusOK || doc.Find("#fouten").Length() > 0 {
			b.t.Errorf("%s: status %d in %q: %s", rule, turned.StatusCode, lang, text(doc, "main"))
		}
		if same := text(doc, "h1") == heading; same != (language == "nl") {
			b.t.Errorf("%s: in %s the heading is %q", rule, language, text(doc, "h1"))
		}
		got := formOf(b.t, doc, form)
		for name, values := range typed {
			if strings.Join(got[name], "|") != strings.Join(values, "|") {
				b.t.Errorf("%s: in %s %s holds %q, want %q", rule, language, name, got[name], values)
			}
			if value := strings.Join(values, ""); len(value) > 3 && strings.Contains(turned.Request.URL.String(), value) {
				b.t.Errorf("%s: an address holds what was typed: %s", rule, turned.Request.URL)
			}
		}
		at, typed = turned, got
		typed.Del(languageButton)
	}
}

// Each page on which citizens type, besides the questions of a form. What is typed is half
// done or wrong: pressing the button says nothing of it and does nothing with it.
func TestChoosingALanguageKeepsWhatWasTypedOnEveryPage(t *testing.T) {
	st := laterSite(t)
	applicant := st.browser(t)
	_, reference := applicant.applied()
	_, mail := st.outbox(t, postkamer.MailSign)
	right := aProof(reference, "7", "11", "1968")
	proof := url.Values{"kenmerk": {"TZ-2026-HALF"}, "geboren-dag": {"41"}, "geboren-maand": {"nov"}, "geboren-jaar": {"68"}}
	code := aCode("7K3M-Q", "7", "", "1968")
	for _, path := range []string{"/status", "/intrekken", "/nasturen", "/afspraak"} {
		b := st.browser(t)
		b.keepsTyped(path, b.get(path), proof)
		b.keepsTyped(path+", wrong before", b.post(path+"/wie", proof), proof)
		b.keepsTyped(path+", right", b.get(path), right)
		if again := b.get(path).page(t); again.Find("#kenmerk").Length() == 0 {
			t.Errorf("%s: the button of the language lets somebody in", path)
		}
	}
	for path, typed := range map[string]url.Values{"/verder": code, "/partner": code, "/nasturen/code": {"code": {"7K3M-Q"}}} {
		b := st.browser(t)
		b.keepsTyped(path, b.get(path), typed)
	}
	partner := st.browser(t)
	asked := partner.post("/partner/wie", aPartnerProof(codeOf(t, mail, postkamer.SignCode), "3", "3", "1970"))
	partner.keepsTyped("the signature of a partner", asked, url.Values{"teken": {"nee"}})
	if piece, err := st.cfg.Store.PieceByReference(t.Context(), reference); err != nil {
		t.Fatal(err)
	} else if sign, err := st.cfg.Store.Signature(t.Context(), piece.ID); err != nil || sign.State != "asked" {
		t.Errorf("the button of the language signs: %s, %v", sign.State, err)
	}
	st.keepsTicks(t)
	st.keepsTime(t, right)
	st.keepsSaved(t)
}

// keepsTicks is the last page of a form.
func (st *site) keepsTicks(t *testing.T) {
	t.Helper()
	b := st.browser(t)
	before := st.pieces(t)
	turns := aMove(st.now)
	last := b.fill("verhuizing", turns)
	if last.Request.URL.Path != "/verhuizing/nakijken" {
		t.Fatalf("is at %s", last.Request.URL.Path)
	}
	b.keepsTyped("the last page of a form", last, url.Values{"waar": {"ja"}})
	if n := st.pieces(t); n != before {
		t.Errorf("the button of the language sends the form: %d pieces more", n-before)
	}
}

// keepsTime is a time that was chosen for an appointment.
func (st *site) keepsTime(t *testing.T, right url.Values) {
	t.Helper()
	b := st.browser(t)
	days := b.post("/afspraak/wie", right)
	at := b.get(days.page(t).Find("a[href*='/afspraak?dag=']").First().AttrOr("href", ""))
	key := firstTime(t, at, "tijd")
	b.keepsTyped("a time of a day", at, url.Values{"tijd": {key}})
	b.keepsTyped("no time of a day", at, nil)
	if strings.Contains(text(b.get("/afspraak").page(t), "main"), "Uw afspraak is op") {
		t.Error("the button of the language makes an appointment")
	}
}

// keepsSaved are the pages around a form that is saved.
func (st *site) keepsSaved(t *testing.T) {
	t.Helper()
	b := st.browser(t)
	b.fill("verhuizing", aMove(st.now)[:1])
	half := born("41", "nov", "19")
	half.Del("code")
	b.keepsTyped("the date of birth to save with", b.get("/verhuizing/bewaren"), half)
	b.post("/verhuizing/bewaren", born("7", "11", "1968"))
	b.keepsTyped("the address to mail a code to", b.get("/bewaard"), url.Values{"mail": {"zoe@example"}})
	away := st.browser(t)
	away.fill("verhuizing", aMove(st.now)[:3])
	st.endSessions(t)
	away.keepsTyped("the page of who was away", away.get("/verhuizing/verder"), half)
}

// Files that were chosen are kept when the language is.
func TestChoosingALanguageKeepsFiles(t *testing.T) {
	st := laterSite(t)
	_, reference := st.browser(t).applied()
	b := st.browser(t)
	at := b.post("/nasturen/wie", aProof(reference, "7", "11", "1968"))
	if id := at.page(t).Find("header button").AttrOr("form", ""); at.page(t).Find("form[enctype]#"+id).Length() != 1 {
		t.Fatalf("the button posts the form %q", id)
	}
	turned := b.withFile("/nasturen", intake.OtherEvidence+fileSuffix, "loonstrook.jpg", "\xff\xd8\xff een foto", languageButton, "en")
	doc := turned.page(t)
	if lang := doc.Find("html").AttrOr("lang", ""); lang != "en" || turned.Request.URL.Path != "/nasturen" || !strings.Contains(text(doc, ".pk-bestanden"), "loonstrook.jpg") {
		t.Errorf("at %s in %q: %s", turned.Request.URL, lang, text(doc, "main"))
	}
	refused := b.withFile("/nasturen", intake.OtherEvidence+fileSuffix, "lijst.txt", "zomaar tekst", languageButton, "nl")
	doc = refused.page(t)
	if lang := doc.Find("html").AttrOr("lang", ""); lang != "nl" || refused.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text(doc, "#fouten"), "lijst.txt") {
		t.Errorf("a file that is not taken: %d in %q: %s", refused.StatusCode, lang, text(doc, "main"))
	}
}
