package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"postkamer"
)

// partsPage shows every part once.
type partsPage struct {
	Page
	Field, Area    Field
	Radios, Checks Choice
	List           []Item
	Table          Table
	Paging         Paging
	Alert          Alert
}

// partsTemplate uses every part of templates/parts.
const partsTemplate = `{{define "content"}}<h1>Proef</h1>{{template "field" .Field}}{{template "field" .Area}}{{template "radios" .Radios}}
{{template "checks" .Checks}}{{template "select" .Radios}}{{template "data-list" .List}}{{template "table" .Table}}{{template "paging" .Paging}}{{template "alert" .Alert}}{{template "help" .}}{{end}}`

// partsSite is a site with a page /delen that shows every part.
func partsSite(t *testing.T) *site {
	st := newSite(t, nil)
	page, err := st.pages["home"].Clone()
	if err != nil {
		t.Fatal(err)
	}
	if st.pages["delen"], err = page.Parse(partsTemplate); err != nil {
		t.Fatal(err)
	}
	st.public("GET /delen", func(w http.ResponseWriter, r *http.Request) error {
		p := partsPage{Page: st.page(r, "Delen")}
		p.Errors = []FieldError{{"postcode", "Vul de postcode in"}, {"inwonen", "Kies er een"}}
		p.Field = Field{Name: "postcode", Label: "Postcode", Hint: "Bijvoorbeeld 2512 EB", Error: "Vul de postcode in", Value: `"><script>x</script>`}
		p.Area = Field{Name: "notitie", Label: "Notitie", Rows: 3, Value: "a\nb"}
		p.Radios = Choice{Name: "inwonen", Legend: "Woont er iemand?", Error: "Kies er een", Values: []string{"ja"},
			Options: []Option{{Value: "nee", Label: "Nee", Key: "1"}, {Value: "ja", Label: "Ja", Hint: "Bij iemand in"}}}
		p.Checks = Choice{Name: "mee", Legend: "Wie gaat mee?", Options: []Option{{Value: "kind", Label: "Kind"}}}
		p.List = []Item{{Key: "Naam", Value: "Zoë", Change: "/wijzig"}}
		p.Table = Table{Caption: "Lijst", Columns: []Column{{Title: "Wie"}, {Title: "Wacht", Numeric: true}},
			Rows: []Row{{Cells: []Cell{{Text: "Zoë", Link: "/zaak/1"}, {Text: "3 u", Note: "te laat"}}}}}
		p.Paging = Paging{Next: "/delen?bladzijde=2", Number: 1, Of: 2}
		p.Alert = Alert{Kind: FlashWarning, Title: "Let op", Text: "Nieuw bewijs"}
		return st.render(w, r, "delen", http.StatusUnprocessableEntity, p)
	})
	return st
}

func TestPartsAreAccessible(t *testing.T) {
	got := partsSite(t).browser(t).get("/delen")
	doc := got.page(t)
	if got.StatusCode != 422 || strings.Contains(got.body, "<script>x") || strings.Contains(got.body, "ZgotmplZ") {
		t.Errorf("status %d, or the page is not escaped right", got.StatusCode)
	}
	for selector, want := range map[string]string{
		"title":                            "Fout: Delen - Gemeente Voorbeeldstad",
		"#fouten h2":                       "Er zijn 2 dingen niet goed ingevuld",
		"#fouten a[href='#postcode']":      "Vul de postcode in",
		"label[for=postcode]":              "Postcode",
		"#postcode-fout":                   "Vul de postcode in",
		"fieldset legend":                  "Woont er iemand?Wie gaat mee?",
		"label[for=inwonen] kbd":           "1",
		"td[data-kop=Wacht].pk-num strong": "te laat",
		"th[scope=row] a[href='/zaak/1']":  "Zoë",
		"dd a[href='/wijzig']":             "Wijzigen Naam",
		".pk-pages [aria-current]":         "Bladzijde 1 van 2",
	} {
		if got := text(doc, selector); got != want {
			t.Errorf("%s: got %q, want %q", selector, got, want)
		}
	}
	for _, selector := range []string{
		"#postcode[aria-invalid=true][aria-describedby='postcode-hint postcode-fout']", "input#inwonen[type=radio]", "#inwonen-ja[checked]",
		"main#inhoud", "a.nl-skip-link--visible-on-focus[href='#inhoud']", "footer a[href='/toegankelijkheid']", "a[href='tel:14070']",
		"html[lang=nl]", "script[type=module][src^='/static/form.']", "option[value=ja][selected]",
	} {
		if doc.Find(selector).Length() == 0 {
			t.Errorf("%s is not there", selector)
		}
	}
	if n := doc.Find("h1").Length(); n != 1 {
		t.Errorf("%d h1 on the page", n)
	}
}

func TestEveryIdIsThereOnce(t *testing.T) {
	doc := partsSite(t).browser(t).get("/toegankelijkheid").page(t)
	seen := map[string]bool{}
	for _, node := range doc.Find("[id]").EachIter() {
		id, _ := node.Attr("id")
		if seen[id] {
			t.Errorf("id %q is there twice", id)
		}
		seen[id] = true
	}
	if !seen["inhoud"] {
		t.Error("the skip link leads nowhere")
	}
}

func TestToneFollowsAudience(t *testing.T) {
	st := newSite(t, func(c *Config) { c.Municipality.Tone = postkamer.Tones{Citizen: postkamer.U, Staff: postkamer.Je} })
	if got := st.browser(t).get("/").body; !strings.Contains(got, "Komt u er niet uit?") {
		t.Error("a citizen must be spoken to with u")
	}
	if got := st.as(t).get("/").body; !strings.Contains(got, "voor jouw rol") {
		t.Error("staff must be spoken to with je")
	}
}

func TestFlashIsShownOnce(t *testing.T) {
	st := newSite(t, nil)
	st.staff("GET /doe", func(w http.ResponseWriter, r *http.Request) error {
		st.flashUndo(r, "Goedgekeurd.", Undo{Action: "/terug", Label: "Ongedaan maken", Fields: map[string]string{"versie": "3"}})
		http.Redirect(w, r, "/toegankelijkheid", http.StatusSeeOther)
		return nil
	}, postkamer.Caseworker)
	b := st.as(t, postkamer.Caseworker)
	doc := b.get("/doe").page(t)
	if text(doc, ".pk-flash p") != "Goedgekeurd." || doc.Find("form[action='/terug'] input[name=versie][value='3']").Length() != 1 {
		html, _ := doc.Html()
		t.Errorf("no message with undo: %s", html)
	}
	if got := b.get("/toegankelijkheid").page(t).Find(".pk-flash").Length(); got != 0 {
		t.Error("the message is shown a second time")
	}
}

func TestDutchNumbersAndTimes(t *testing.T) {
	day := time.Date(2026, 11, 22, 9, 5, 0, 0, time.UTC)
	for got, want := range map[string]string{
		dutchDate(day): "22 november 2026", dutchDate(time.Time{}): "", dutchClock(day): "9.05",
		dutchDuration(30 * time.Second): "net", dutchDuration(61 * time.Minute): "1 uur 1 minuut", dutchDuration(27 * time.Hour): "1 dag 3 uur",
		dutchDuration(48 * time.Hour): "2 dagen", dutchNumber(1086): "1.086", dutchNumber(-1234567): "-1.234.567", dutchNumber(12): "12",
		plural(1, "zaak", "zaken"): "1 zaak", plural(0, "zaak", "zaken"): "0 zaken", dialable("14 070"): "14070", dialable("+31 (0)70"): "+31070",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestPagesAreSmall(t *testing.T) {
	st := newSite(t, nil)
	r, _ := http.NewRequest("GET", st.url+"/", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	got := st.browser(t).do(r)
	css := len(st.static.byName[st.static.manifest["pk.css"]].zipped)
	if total := len(got.body) + css; got.Header.Get("Content-Encoding") != "gzip" || total > 30_000 {
		t.Errorf("start page and style sheet are %d bytes zipped, want at most 30 kB", total)
	}
}
