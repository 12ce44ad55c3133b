package web

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"postkamer"
)

// dutch are words that no Dutch page does without.
var dutch = regexp.MustCompile(`(?i)(?:^|[^\pL\pN'-])(de|het|een|uw|u|je|jij|niet|wij|van|voor|met|naar|kies|vul|dit|bij|uur|ja|nee)(?:[^\pL\pN-]|$)`)

// readsEnglish looks that a page is in English, save what the citizen typed and when
// the municipality says that it can be phoned.
func (b *browser) readsEnglish(at answer, typed ...string) {
	b.t.Helper()
	doc := at.page(b.t)
	if lang, _ := doc.Find("html").Attr("lang"); lang != "en" {
		b.t.Errorf("%s is in %q", at.Request.URL.Path, lang)
	}
	words := text(doc, "title") + " | " + text(doc, "main")
	own := append([]string{b.site.town().Hours}, typed...)
	slices.SortFunc(own, func(a, b string) int { return len(b) - len(a) })
	for _, one := range own {
		if len(one) > 2 {
			words = strings.ReplaceAll(words, one, "…")
		}
	}
	if found := dutch.FindString(words); found != "" {
		b.t.Errorf("%s says %q: %s", at.Request.URL.Path, strings.TrimSpace(found), words)
	}
	if strings.ContainsAny(words, "{}") {
		b.t.Errorf("%s shows a placeholder: %s", at.Request.URL.Path, words)
	}
}

// english is a browser whose reader chose English.
func (st *site) english(t *testing.T) *browser {
	t.Helper()
	b := st.browser(t)
	if at := b.post("/taal", url.Values{"taal": {"en"}, "terug": {"/"}}); at.StatusCode != http.StatusOK {
		t.Fatalf("choosing English gives %d", at.StatusCode)
	}
	return b
}

func TestAMoveIsReportedInEnglish(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.english(t)
	start := b.get("/verhuizing")
	if got := text(start.page(t), "h1"); got != "Report your move" {
		t.Errorf("the form is called %q", got)
	}
	b.readsEnglish(start)
	at := b.post("/verhuizing", nil)
	var typed []string
	for _, turn := range aMove(st.now) {
		b.readsEnglish(at, typed...)
		if turn.slug != "bereiken" {
			wrong := b.post("/verhuizing/"+turn.slug, url.Values{})
			b.readsEnglish(wrong, typed...)
			if title := text(wrong.page(t), "title"); wrong.StatusCode == http.StatusUnprocessableEntity && !strings.HasPrefix(title, "Error:") {
				t.Errorf("%s: title is %q", turn.slug, title)
			}
		}
		for _, values := range turn.fields {
			typed = append(typed, values...)
		}
		at = b.post("/verhuizing/"+turn.slug, turn.fields)
	}
	if got := at.Request.URL.Path; got != "/verhuizing/nakijken" {
		t.Fatalf("is at %s: %s", got, text(at.page(t), "main"))
	}
	b.readsEnglish(at, typed...)
	if got := text(at.page(t), "dl"); !strings.Contains(got, "7 November 1968") || !strings.Contains(got, "I will send it later") {
		t.Errorf("the last page says %s", got)
	}
	done := b.post("/verhuizing/nakijken", declare)
	b.readsEnglish(done, typed...)
	if said := text(done.page(t), "main"); !strings.Contains(said, "(Monday to Friday") || strings.Contains(said, "maandag") {
		t.Errorf("the receipt says when to phone in %s", said)
	}
	st.keptInDutch(t, text(done.page(t), "strong.pk-tel"))
	if copied := b.get("/verhuizing/klaar/kopie"); copied.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("the copy is %s", copied.Header.Get("Content-Type"))
	}
}

// keptInDutch looks that what staff, the receipt and the mail say of a piece is Dutch.
func (st *site) keptInDutch(t *testing.T, reference string) {
	t.Helper()
	checkPiece(t, st, reference, []string{"waarheen=In deze gemeente", "toestemming=Ik stuur het later", "mee-1-wie=Kind"})
	piece, err := st.cfg.Store.PieceByReference(t.Context(), reference)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range piece.Answers {
		if a.Name == "geboren" && a.Label != "Geboortedatum" {
			t.Errorf("the piece asks %q", a.Label)
		}
	}
	receipt, err := st.cfg.Store.Receipt(t.Context(), piece.ID)
	if err != nil {
		t.Fatal(err)
	}
	if said := strings.Join(receipt.Words.Next, " "); receipt.Words.Tone == postkamer.English || !strings.Contains(said, "Wij kijken uw gegevens na") {
		t.Errorf("the receipt says in %s: %s", receipt.Words.Tone, said)
	}
	mails, err := st.cfg.Store.OpenMails(t.Context(), 10)
	if err != nil || len(mails) == 0 {
		t.Fatalf("%d mails, %v", len(mails), err)
	}
	for _, m := range mails {
		if !strings.Contains(m.Body, "Uw kenmerk is "+reference) {
			t.Errorf("a mail says %s", m.Body)
		}
	}
}

func TestPagesOfCitizensAreInEnglish(t *testing.T) {
	st := formSite(t, postkamer.Je)
	b := st.english(t)
	for _, path := range []string{"/", "/toegankelijkheid", "/storingen", "/verder", "/status", "/nasturen", "/nasturen/code", "/partner", "/intrekken", "/belmij", "/tozo", "/melding", "/bestaatniet"} {
		b.readsEnglish(b.get(path))
	}
	for _, path := range []string{"/verder", "/status/wie", "/nasturen/code", "/partner/wie", "/intrekken/wie"} {
		b.readsEnglish(b.post(path, url.Values{}))
	}
	at := b.post("/tozo", nil)
	var typed []string
	for _, turn := range anApplication(st.now) {
		b.readsEnglish(at, typed...)
		for _, values := range turn.fields {
			typed = append(typed, values...)
		}
		at = b.post("/tozo/"+turn.slug, turn.fields)
	}
	b.readsEnglish(at, append(typed, "J. de Vries")...)
	b.readsEnglish(b.post("/tozo/nakijken", declare), typed...)
}
