package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"postkamer"
)

func TestWrongAnswersAreKeptAndExplained(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	b.fill("verhuizing", aMove(st.now)[:3])
	got := b.post("/verhuizing/adres", url.Values{"postcode": {"251"}, "huisnummer": {"52A"}, "toevoeging": {"2-hoog-achter"}})
	b.read(got)
	if got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("status %d, want 422", got.StatusCode)
	}
	doc := got.page(t)
	if title := text(doc, "title"); !strings.HasPrefix(title, "Fout: ") {
		t.Errorf("title is %q", title)
	}
	texts := map[string]string{
		"postcode":   "Een postcode heeft 4 cijfers en 2 letters, bijvoorbeeld 2512 EB",
		"huisnummer": "Vul bij huisnummer alleen cijfers in. Een letter vult u hieronder in",
		"toevoeging": "Een toevoeging heeft hoogstens 6 tekens",
	}
	typed := map[string]string{"postcode": "251", "huisnummer": "52A", "toevoeging": "2-hoog-achter"}
	for name, want := range texts {
		input := doc.Find("#" + name)
		if value, _ := input.Attr("value"); value != typed[name] {
			t.Errorf("%s holds %q, want %q", name, value, typed[name])
		}
		if invalid, _ := input.Attr("aria-invalid"); invalid != "true" {
			t.Errorf("%s is not marked invalid", name)
		}
		if by, _ := input.Attr("aria-describedby"); !strings.Contains(by, name+"-fout") {
			t.Errorf("%s is described by %q", name, by)
		}
		if got := text(doc, "#"+name+"-fout"); got != want {
			t.Errorf("at %s: %q, want %q", name, got, want)
		}
		if got := text(doc, `.pk-err a[href="#`+name+`"]`); got != want {
			t.Errorf("in the summary: %q, want %q", got, want)
		}
	}
	if h1 := strings.Index(got.body, "<h1"); strings.Index(got.body, `id="fouten"`) > h1 {
		t.Error("the summary stands below the heading")
	}
}

func TestEveryErrorLeadsToAnInput(t *testing.T) {
	st := formSite(t, postkamer.Je)
	for form, turns := range map[string][]turn{"verhuizing": aMove(st.now), "tozo": anApplication(st.now)} {
		b := st.browser(t)
		b.post("/"+form, nil)
		for _, turn := range turns {
			empty := b.post("/"+form+"/"+turn.slug, nil)
			b.read(empty)
			doc := empty.page(t)
			if doc.Find(".pk-err a").Length() == 0 {
				t.Errorf("%s/%s: an empty page is taken", form, turn.slug)
			}
			for _, link := range doc.Find(".pk-err a").EachIter() {
				if href, _ := link.Attr("href"); doc.Find(href).Filter("input, textarea").Length() != 1 {
					t.Errorf("%s/%s: the error leads to %s, which is no input", form, turn.slug, href)
				}
			}
			b.post("/"+form+"/"+turn.slug, turn.fields)
		}
		wrong := b.post("/"+form+"/nakijken", nil)
		b.read(wrong)
		if got := text(wrong.page(t), ".pk-err"); wrong.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got, "Zet een vinkje") {
			t.Errorf("%s: sending without a tick gives %d, %q", form, wrong.StatusCode, got)
		}
	}
	if n := st.pieces(t); n != 0 {
		t.Errorf("%d pieces were made", n)
	}
}

func TestNobodySkipsAPage(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	for _, path := range []string{"/verhuizing/adres", "/verhuizing/nakijken", "/verhuizing/klaar", "/verhuizing/uitleg", "/verhuizing/zomaar"} {
		if got := b.get(path).Request.URL.Path; got != "/verhuizing" {
			t.Errorf("without a beginning %s leads to %s", path, got)
		}
	}
	b.fill("verhuizing", aMove(st.now)[:2])
	for _, path := range []string{"/verhuizing/adres", "/verhuizing/nakijken", "/verhuizing/klaar", "/verhuizing/uitleg", "/verhuizing/zomaar", "/verhuizing/mee-1"} {
		if got := b.get(path).Request.URL.Path; got != "/verhuizing/wanneer" {
			t.Errorf("from the third page %s leads to %s", path, got)
		}
	}
	if got := b.post("/verhuizing/nakijken", declare).Request.URL.Path; got != "/verhuizing/wanneer" {
		t.Errorf("sending an unfinished form leads to %s", got)
	}
	if got := b.get("/verhuizing/wie"); got.Request.URL.Path != "/verhuizing/wie" || !strings.Contains(got.body, "999990019") {
		t.Error("going back does not show what was filled in")
	}
}

func TestChangingAnAnswerReturnsToTheLastPage(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	last := b.fill("verhuizing", aMove(st.now))
	link, _ := last.page(t).Find(`dl a[href^="/verhuizing/adres"]`).First().Attr("href")
	page := b.get(link)
	action, _ := page.page(t).Find("main form").Attr("action")
	if back, _ := page.page(t).Find("main a").First().Attr("href"); back != "/verhuizing/nakijken" {
		t.Errorf("the back link leads to %s", back)
	}
	got := b.post(action, url.Values{"postcode": {"1011 ab"}, "huisnummer": {"1"}})
	if got.Request.URL.Path != "/verhuizing/nakijken" || !strings.Contains(text(got.page(t), "dl"), "1011 AB") {
		t.Errorf("after the change: %s", got.Request.URL.Path)
	}
	got = b.post("/verhuizing/mee-aantal?terug=nakijken", url.Values{"mee-aantal": {"3"}})
	if got.Request.URL.Path != "/verhuizing/mee-3" {
		t.Errorf("a third person is asked for at %s", got.Request.URL.Path)
	}
	action, _ = got.page(t).Find("main form").Attr("action")
	third := filledIn("", "mee-3-naam", "Li", "mee-3-geboren-dag", "1", "mee-3-geboren-maand", "1", "mee-3-geboren-jaar", "2020", "mee-3-wie", "kind")
	if got = b.post(action, third.fields); got.Request.URL.Path != "/verhuizing/nakijken" {
		t.Errorf("after the new question: %s", got.Request.URL.Path)
	}
}

func TestFormThatEndsHere(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	got := b.fill("verhuizing", []turn{filledIn("waarheen", "waarheen", "elders")})
	b.read(got)
	if got.Request.URL.Path != "/verhuizing/uitleg" || !strings.Contains(text(got.page(t), "main"), "Wij hebben nog niets van u ontvangen") {
		t.Errorf("%s: %s", got.Request.URL.Path, text(got.page(t), "main"))
	}
	if path := b.get("/verhuizing/wie").Request.URL.Path; path != "/verhuizing/waarheen" {
		t.Errorf("the form goes on at %s", path)
	}
	if path := b.post("/verhuizing/nakijken", declare).Request.URL.Path; path != "/verhuizing/waarheen" {
		t.Errorf("sending leads to %s", path)
	}
}

func TestLateMoveIsANoticeAndNoError(t *testing.T) {
	st := formSite(t, postkamer.Je)
	b := st.browser(t)
	turns := aMove(st.now)
	turns[2] = filledIn("wanneer", aDate("datum", st.now.AddDate(0, 0, -20))...)
	const notice = "Je geeft de verhuizing later dan 5 dagen door"
	if got := text(b.fill("verhuizing", turns[:3]).page(t), "main"); !strings.Contains(got, notice) {
		t.Errorf("the next page says %q", got)
	}
	if got := text(b.get("/verhuizing/wanneer").page(t), "main"); strings.Count(got, notice) != 1 {
		t.Errorf("the page itself says %q", got)
	}
	if got := text(b.fill("verhuizing", turns).page(t), "main"); strings.Count(got, notice) != 1 {
		t.Errorf("the last page says %q", got)
	}
}

func TestDraftLifeIsASetting(t *testing.T) {
	st := newStoredSite(t, func(cfg *Config) { cfg.DraftLife = 5 * time.Minute })
	b := st.browser(t)
	b.fill("verhuizing", aMove(st.now)[:2])
	st.now = st.now.Add(6 * time.Minute)
	if got := b.get("/verhuizing/wie").Request.URL.Path; got != "/verhuizing/verder" {
		t.Errorf("after six minutes the draft is still open: %s", got)
	}
}

func TestStrangeRequestsToAForm(t *testing.T) {
	st := formSite(t, postkamer.U)
	tests := []struct {
		name string
		body string
		want int
	}{
		{"a field twice is refused", "voornamen=A&voornamen=B", 400},
		{"control characters are wrong at their question", "voornamen=A%00B&achternaam=C", 422},
		{"invalid UTF-8 is wrong at its question", "voornamen=%ff%fe&achternaam=C", 422},
		{"more than a form's worth is refused", "voornamen=" + strings.Repeat("a", citizenLimit), 413},
		{"a broken escape is refused", "voornamen=%zz", 400},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := st.browser(t)
			b.fill("verhuizing", aMove(st.now)[:1])
			r, _ := http.NewRequest("POST", b.address("/verhuizing/wie"), strings.NewReader(tt.body))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			if got := b.do(r); got.StatusCode != tt.want {
				t.Errorf("status %d, want %d", got.StatusCode, tt.want)
			}
		})
	}
}

func TestHomePageLeadsToTheForms(t *testing.T) {
	st := formSite(t, postkamer.U)
	doc := st.browser(t).get("/").page(t)
	for _, path := range []string{"/verhuizing", "/tozo"} {
		if doc.Find(`main a[href="`+path+`"]`).Length() != 1 {
			t.Errorf("no link to %s", path)
		}
	}
}

func TestBegunFormCanBeGoneOnWith(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	b.fill("verhuizing", aMove(st.now)[:2])
	link := b.get("/verhuizing").page(t).Find("main a.nl-button")
	if href, _ := link.Attr("href"); href != "/verhuizing/wanneer" {
		t.Errorf("goes on at %q", href)
	}
}
