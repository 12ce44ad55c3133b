package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"postkamer"
)

// settingsForm is the form at path as the page gives it, lists too, with a reason.
func (b *browser) settingsForm(path string) url.Values {
	b.t.Helper()
	form := b.profileForm(path)
	form.Set("waarom", "proef")
	return form
}

func TestAChangeOfTheMunicipalityWorksAtOnce(t *testing.T) {
	st := newStoredSite(t, nil)
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	citizen := st.browser(t)
	before := citizen.get("/").page(t)
	form := anouk.settingsForm("/instellingen/gemeente")
	form.Set("naam", "Gemeente Westdorp")
	form.Set("telefoon", "14 0594")
	form.Set("toon_inwoner", "je")
	form.Set("kleur", "#7a0a3a")
	form.Set("afspraken", "uit")
	form.Set("postcodes", "2512, 2490-2599")
	form.Set("gesloten_dagen", "2027-05-07 dag na Hemelvaartsdag\r\n\r\n2027-10-03: Leidens Ontzet")
	page := anouk.post("/instellingen/gemeente", form).page(t)
	if got := text(page, ".pk-flash p"); !strings.Contains(got, "Bewaard als versie 1") {
		t.Fatalf("after keeping: %q", got)
	}
	after := citizen.get("/verhuizing").page(t)
	if got := text(after, "header"); !strings.Contains(got, "Gemeente Westdorp") || !strings.Contains(got, "14 0594") {
		t.Errorf("citizens see %q", got)
	}
	if got := text(after, "h1"); got != "Geef je verhuizing door" {
		t.Errorf("in the other tone: %q", got)
	}
	was, _ := before.Find(`link[href*="thema."]`).Attr("href")
	is, _ := after.Find(`link[href*="thema."]`).Attr("href")
	if was == is {
		t.Error("the style sheet has its old name")
	}
	if css := citizen.get(is).body; !strings.Contains(css, "#7a0a3a") {
		t.Errorf("the new colour is not in %s", css)
	}
	if got := citizen.get(was); got.StatusCode != http.StatusOK || !strings.Contains(got.body, "#7a0a3a") {
		t.Errorf("a page that was open asks for the old style sheet: %d", got.StatusCode)
	}
	now := st.town()
	if bool(now.Appointments) || len(now.Postcodes) != 2 || now.Policy.Municipality != "Gemeente Westdorp" || now.Policy.Demonstration {
		t.Errorf("the town is %+v", now.Municipality)
	}
	if got := now.ClosedDays; len(got) != 2 || got[0] != (postkamer.ExtraDay{Day: "2027-05-07", Name: "dag na Hemelvaartsdag"}) || got[1].Name != "Leidens Ontzet" {
		t.Errorf("closed on %v", got)
	}
	if got := anouk.settingsForm("/instellingen/gemeente").Get("gesloten_dagen"); strings.Count(got, "\n") != 1 || !strings.Contains(got, "2027-10-03 Leidens Ontzet") {
		t.Errorf("the page has the days as %q", got)
	}
	versions := text(anouk.get("/instellingen/versies").page(t), "ol.pk-logboek li:first-child")
	for _, want := range []string{"Versie 1", "door Anouk", "proef", "Telefoonnummer14 07014 0594", "Inwoners aansprekenuje", "Afspraken aan de balieaanuit", "Leidens Ontzet"} {
		if !strings.Contains(versions, want) {
			t.Errorf("%q does not say %q", versions, want)
		}
	}
}

func TestABrokenValueIsRefusedWithWhatToWrite(t *testing.T) {
	st := newStoredSite(t, nil)
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	for _, c := range []struct{ field, value, want string }{
		{"kleur", "#ffee00", "contrast 1,2 op 1, nodig is 4,5. Kies een donkerdere kleur, bijvoorbeeld #"},
		{"kleur", "groen", "schrijf een kleur zoals #0b6140"},
		{"naam", " ", "schrijf de naam"},
		{"hoeken", "rond", "getal van 0 tot en met 24"},
		{"hoeken", "99", "getal van 0 tot en met 24"},
		{"postcodes", "Delft", "2490-2599"},
		{"gesloten_dagen", "7 mei 2027 brug", "zoals: 2027-05-07 dag na Hemelvaartsdag"},
		{"gesloten_dagen", "2027-05-07", "hoe die heet"},
		{"privacy", "http://x", "https://"},
		{"toon_inwoner", "jij", "kies je of u"},
		{"termijnen_aanvulling_dagen", "1", "van 3 tot en met 90"},
		{"vervanging_bewaarmaanden", "0", "van 1 tot en met 120"},
		{"waarom", "", "Schrijf op waarom"},
	} {
		t.Run(c.field+" "+c.value, func(t *testing.T) {
			form := anouk.settingsForm("/instellingen/gemeente")
			form.Set(c.field, c.value)
			answer := anouk.post("/instellingen/gemeente", form)
			page := answer.page(t)
			link := page.Find(`#fouten a[href="#` + c.field + `"]`)
			if answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(link.Text(), c.want) {
				t.Errorf("%d: %q", answer.StatusCode, text(page, "#fouten"))
			}
			if page.Find("#"+c.field).Length() != 1 || page.Find("#"+c.field).AttrOr("aria-invalid", "") != "true" {
				t.Error("the field does not say that it is wrong")
			}
		})
	}
	if n, err := st.cfg.Store.SettingsNumber(t.Context()); n != 0 || err != nil {
		t.Errorf("%d versions, %v", n, err)
	}
}

func TestLookingFirstKeepsNothingAndShowsBothTones(t *testing.T) {
	st := newStoredSite(t, nil)
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	form := anouk.settingsForm("/instellingen/gemeente")
	form.Set("kleur", "#0b6140")
	form.Set("naam", "Gemeente Proef")
	form.Set("stap", "bekijk")
	form.Del("waarom")
	answer := anouk.post("/instellingen/gemeente", form)
	page := answer.page(t)
	previews := text(page, ".pk-proef")
	for _, want := range []string{"Gemeente Proef", "Waar ga je wonen?", "Waar gaat u wonen?"} {
		if !strings.Contains(previews, want) {
			t.Errorf("%d: the preview does not show %q: %s", answer.StatusCode, want, previews)
		}
	}
	if got := text(page, ".utrecht-alert--ok"); !strings.Contains(got, "contrast 7,5 op 1") {
		t.Errorf("contrast: %q", got)
	}
	sheet := page.Find(`link[href*="/proef/"]`).AttrOr("href", "")
	if css := anouk.get(sheet).body; !strings.Contains(css, ".pk-proef{") || !strings.Contains(css, "#0b6140") {
		t.Errorf("style sheet %s: %s", sheet, css)
	}
	if st.town().Name == "Gemeente Proef" || st.town().Version != 0 {
		t.Error("looking kept it")
	}
}

func TestAnEarlierVersionIsSetBackAsANewOne(t *testing.T) {
	st := newStoredSite(t, nil)
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	for _, phone := range []string{"14 0001", "14 0002"} {
		form := anouk.settingsForm("/instellingen/gemeente")
		form.Set("telefoon", phone)
		anouk.post("/instellingen/gemeente", form)
	}
	stale := url.Values{"versie": {"1"}}
	if got := anouk.post("/instellingen/versies/1/terug", stale); got.StatusCode != http.StatusConflict || st.town().Phone != "14 0002" {
		t.Errorf("from a page that is not up to date: %d, %s", got.StatusCode, st.town().Phone)
	}
	page := anouk.post("/instellingen/versies/1/terug", url.Values{"versie": {"2"}}).page(t)
	if got := text(page, "ol.pk-logboek li:first-child"); st.town().Phone != "14 0001" || !strings.Contains(got, "Versie 3") || !strings.Contains(got, "Terug naar versie 1") {
		t.Errorf("%s: %q", st.town().Phone, got)
	}
	undo := formOf(t, page, ".pk-flash form")
	anouk.post(page.Find(".pk-flash form").AttrOr("action", ""), undo)
	if st.town().Phone != "14 0002" || st.town().Version != 4 {
		t.Errorf("after undo: %s, version %d", st.town().Phone, st.town().Version)
	}
	anouk.post("/instellingen/versies/0/terug", url.Values{"versie": {"4"}})
	if st.town().Phone != postkamer.DefaultMunicipality().Phone || st.town().Overlay != "" {
		t.Errorf("back to the file: %s, %q", st.town().Phone, st.town().Overlay)
	}
}

func TestSettingsAreTakenAlongAndReadInElsewhere(t *testing.T) {
	here, there := newStoredSite(t, nil), newStoredSite(t, nil)
	anouk, _ := here.colleague(t, "Anouk", nil, postkamer.Admin)
	form := anouk.settingsForm("/instellingen/gemeente")
	form.Set("naam", "Gemeente Westdorp")
	form.Set("afspraken", "uit")
	anouk.post("/instellingen/gemeente", form)
	file := anouk.get("/instellingen/gemeente.yaml")
	if got := file.Header.Get("Content-Disposition"); !strings.Contains(got, "gemeente-versie-1.yaml") || !strings.Contains(file.body, "naam: Gemeente Westdorp") {
		t.Fatalf("%s: %s", got, file.body)
	}

	bea, _ := there.colleague(t, "Bea", nil, postkamer.Admin)
	in := url.Values{"versie": {"0"}, "yaml": {"logo: /home/x.svg\n" + file.body}, "stap": {"bekijk"}}
	page := bea.post("/instellingen/inlezen", in).page(t)
	if got := text(page, "table"); !strings.Contains(got, "Gemeente Westdorp") || there.town().Version != 0 {
		t.Errorf("what would change: %q", got)
	}
	in.Del("stap")
	in.Set("waarom", "van Westdorp")
	bea.post("/instellingen/inlezen", in)
	if there.town().Name != "Gemeente Westdorp" || bool(there.town().Appointments) {
		t.Errorf("read in: %+v", there.town().Municipality)
	}
	for yaml, want := range map[string]string{
		"":                           "Plak hier",
		"naam: X\nkleurtje: rood\n":  "Regel 2: kleurtje kennen wij niet",
		"naam: X\n  - wat: is dit\n": "Regel",
		"hoeken: rond\n":             "Regel 1: hier hoort een getal",
		"afspraken: misschien\n":     "Afspraken aan de balie: kies aan of uit",
		"naam: X\nnaam: Y\n":         "Regel 2: naam staat er al",
		"naam: [a, b]\n":             "Regel 1: hier hoort één tekst",
		"postcodes: {a: b}\n":        "Regel 1: hier hoort een lijst",
		"naam: X\n---\nnaam: Y\n":    "hier begint een tweede bestand",
		"kleur: groen\n":             "Kleur: schrijf een kleur",
		"zaaktypen: {x: {}}\n":       "Soort post x: kies een soort",
	} {
		answer := bea.post("/instellingen/inlezen", url.Values{"versie": {"1"}, "yaml": {yaml}, "waarom": {"x"}})
		if got := text(answer.page(t), "#fouten"); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got, want) {
			t.Errorf("%q: %d, %q, want %q", yaml, answer.StatusCode, got, want)
		}
	}
}

func TestOnlyAnAdministratorOpensTheSettings(t *testing.T) {
	st := newStoredSite(t, nil)
	for _, role := range everyRole() {
		b := st.as(t, role)
		want := http.StatusForbidden
		if role == postkamer.Admin {
			want = http.StatusOK
		}
		for _, path := range []string{"/instellingen", "/instellingen/gemeente", "/instellingen/versies", "/instellingen/gemeente.yaml", "/instellingen/inlezen"} {
			if got := b.get(path).StatusCode; got != want {
				t.Errorf("%s at %s: %d", role, path, got)
			}
		}
	}
}

func TestSettingsOfAnotherProcessWorkHere(t *testing.T) {
	here := newStoredSite(t, nil)
	there := newSite(t, func(c *Config) { c.Store, c.Sessions = here.cfg.Store, nil })
	anouk, _ := here.colleague(t, "Anouk", nil, postkamer.Admin)
	form := anouk.settingsForm("/instellingen/gemeente")
	form.Set("naam", "Gemeente Westdorp")
	anouk.post("/instellingen/gemeente", form)
	if err := there.cfg.Town.Refresh(t.Context()); err != nil || there.town().Name != "Gemeente Westdorp" {
		t.Errorf("%v, %s", err, there.town().Name)
	}
}
