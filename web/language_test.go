package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"postkamer"
)

func TestChoosingALanguageKeepsWhatWasTyped(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	b.post("/verhuizing", nil)
	b.post("/verhuizing/waarheen", url.Values{"waarheen": {"hier"}})
	page := b.get("/verhuizing/wie").page(t)
	button := page.Find("header button")
	if form, _ := button.Attr("form"); form == "" || page.Find("main form#"+form).Length() != 1 {
		t.Fatalf("the button posts the form %q", form)
	}
	if first := page.Find(`[type=submit]`).First(); first.Is("button") || first.AttrOr("name", "") != "" {
		t.Error("who presses Enter in a field chooses a language")
	}
	name, value := button.AttrOr("name", ""), button.AttrOr("value", "")
	half := url.Values{"voornamen": {"Zoë"}, "achternaam": {""}, "geboren-dag": {"41"}, "geboren-maand": {"x"}, "geboren-jaar": {""}, "bsn": {"12"}, name: {value}}
	at := b.post("/verhuizing/wie", half)
	doc := at.page(t)
	if at.StatusCode != http.StatusOK || at.Request.URL.Path != "/verhuizing/wie" || doc.Find("#fouten").Length() > 0 {
		t.Errorf("is at %s with status %d: %s", at.Request.URL.Path, at.StatusCode, text(doc, "main"))
	}
	if lang, _ := doc.Find("html").Attr("lang"); lang != "en" || text(doc, "h1") != "Who are you?" {
		t.Errorf("the page is in %q: %s", lang, text(doc, "h1"))
	}
	for field, want := range map[string]string{"voornamen": "Zoë", "geboren-dag": "41", "geboren-maand": "x", "bsn": "12"} {
		if got := doc.Find("#"+field).AttrOr("value", ""); got != want {
			t.Errorf("%s holds %q, want %q", field, got, want)
		}
	}
	if b.get("/verhuizing/wanneer").Request.URL.Path != "/verhuizing/wie" {
		t.Error("a page is skipped")
	}
	half.Set(name, "nl")
	if back := b.post("/verhuizing/wie?terug=nakijken", half); text(back.page(t), "h1") != "Wie bent u?" || back.Request.URL.RawQuery != "terug=nakijken" {
		t.Errorf("is at %s: %s", back.Request.URL, text(back.page(t), "h1"))
	}
}

func TestEveryPageHasAnIcon(t *testing.T) {
	st := newSite(t, nil)
	b := st.browser(t)
	address, ok := b.get("/").page(t).Find(`link[rel="icon"]`).Attr("href")
	if got := b.get(address); !ok || got.StatusCode != http.StatusOK || got.Header.Get("Content-Type") != "image/svg+xml" || !strings.Contains(got.body, st.town().Color) {
		t.Errorf("%q is %s %s", address, got.Header.Get("Content-Type"), got.body)
	}
}
