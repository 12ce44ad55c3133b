package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// A citizenRun is somebody who fills in a form: the answers by the name of the input.
// Several choices are parted by a bar. Of what is asked and not answered here, the
// first choice is taken.
type citizenRun struct {
	name, form string
	answers    map[string]string
	ends       string // in the address of the page where it ends
	sees       string // there
}

// someone is who most runs are about.
var someone = map[string]string{
	"voornamen": "Zoë Anna", "achternaam": "d'Hónt-van 't Ei", "geboren-dag": "7", "geboren-maand": "november", "geboren-jaar": "1968", "bsn": "999990019",
	"waarheen": "hier", "postcode": "2512eb", "huisnummer": "52", "toevoeging": "A", "inwonen": "nee", "mee": "nee",
	"tel": "06-1234 5678", "mail": "zoe@voorbeeld.example", "afspraak": "nee", "waar": "ja", "wijzigen": "ja",
}

// aboutSomeone are the answers of someone with these in their place.
func aboutSomeone(more ...string) map[string]string {
	all := map[string]string{}
	for name, value := range someone {
		all[name] = value
	}
	moving := time.Now().AddDate(0, 0, 7)
	all["datum-dag"], all["datum-maand"], all["datum-jaar"] = fmt.Sprint(moving.Day()), fmt.Sprint(int(moving.Month())), fmt.Sprint(moving.Year())
	for i := 0; i < len(more); i += 2 {
		all[more[i]] = more[i+1]
	}
	return all
}

// citizenRuns take every branch of the forms.
func citizenRuns() []citizenRun {
	tozo := []string{
		"woont", "ja", "kvk-voor", "ja", "uren", "weetniet", "corona", "nee", "wat", "uitkering|lening", "maanden", "2020-05|2020-06", "nood", "nee",
		"kvk", "12345678", "naam", "Bakker Klussen", "geraakt", "Geen klanten.\nAlles dicht.", "partner", "ja", "p-naam", "Kim Jansen",
		"p-geboren-dag", "3", "p-geboren-maand", "3", "p-geboren-jaar", "1970", "p-mail", "kim@voorbeeld.example",
		"bedrijf-2020-05", "850", "anders-2020-05", "0", "bedrijf-2020-06", "1.250,50", "anders-2020-06", "0", "partner-2020-06", "900",
		"bedrag", "5000", "waarvoor", "Huur van de werkplaats", "eerder", "ja", "eerder-bedrag", "1000", "aflossen", "ja",
		"iban", "nl91 abna 0417 1643 00", "tnv", "J. de Vries",
		"afschrift", "later", "inkomen", "later", "uren-bewijs", "later", "partnerpapier", "later",
	}
	return []citizenRun{
		{"alone", "verhuizing", aboutSomeone(), "/klaar", "VH-"},
		{"with others, to live with somebody, too late", "verhuizing", aboutSomeone("inwonen", "ja", "hoofdbewoner", "Karin Bakker", "toestemming", "later",
			"mee", "ja", "mee-aantal", "2", "mee-1-naam", "Daan de Groot", "mee-1-geboren-dag", "1", "mee-1-geboren-maand", "mei", "mee-1-geboren-jaar", "2012", "mee-1-wie", "kind",
			"mee-2-naam", "Sam de Groot", "mee-2-geboren-dag", "02", "mee-2-geboren-maand", "02", "mee-2-geboren-jaar", "2004", "mee-2-wie", "ander", "mee-2-machtiging", "later",
			"datum-dag", fmt.Sprint(time.Now().AddDate(0, 0, -20).Day()), "datum-maand", fmt.Sprint(int(time.Now().AddDate(0, 0, -20).Month())), "datum-jaar", fmt.Sprint(time.Now().AddDate(0, 0, -20).Year())), "/klaar", "VH-"},
		{"to another town", "verhuizing", aboutSomeone("waarheen", "elders"), "/uitleg", "nieuwe gemeente"},
		{"abroad", "verhuizing", aboutSomeone("waarheen", "buitenland"), "/uitleg", "vertrek"},
		{"money and a loan, with a partner", "tozo", aboutSomeone(tozo...), "/klaar", "TZ-"},
		{"lives elsewhere", "tozo", aboutSomeone("woont", "nee"), "/uitleg", "gemeente waar"},
		{"soon", "belmij", aboutSomeone("naam", "Zoë Anna", "onderwerp", "brief", "kenmerk", "", "vraag", "Wat betekent deze brief?", "wanneer", "snel"), "/klaar", "BM-"},
		{"danger", "melding", aboutSomeone("soort", "weg", "gevaar", "ja", "uitleg", "Er ligt een tegel los", "straat", "Dorpsstraat", "nummer", "12", "plek", "Naast de bushalte", "horen", "ja", "naam", "Zoë Anna"), "/klaar", "ML-"},
		{"only a loan, alone", "tozo", aboutSomeone(append(tozo, "wat", "lening", "partner", "nee", "uren", "ja", "corona", "ja", "eerder", "nee", "eerder-bedrag", "")...), "/klaar", "TZ-"},
	}
}

// TestCitizensFormsInABrowser fills in every form with every branch, looks at each kind
// of page once, right and with all its errors, and at the receipt. What a person would
// see as broken, what axe finds, and what weighs too much fails.
func TestCitizensFormsInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	service := startService(t, filepath.Join(shortTemp(t), "var"), nil)
	c := &citizen{survey: newSurvey(t, service.address, map[string]bool{})}
	c.shots = os.Getenv("CITIZEN_SHOTS")
	for _, run := range citizenRuns() {
		t.Run(run.form+" "+run.name, func(t *testing.T) {
			c.t = t
			c.fillsIn(run)
		})
	}
	c.t = t
	c.looksAround()
	t.Run("the same without scripts", func(t *testing.T) {
		plain := &citizen{survey: newSurvey(t, service.address, nil)}
		plain.do(withoutScripts)
		for _, run := range citizenRuns() {
			plain.fillsIn(run)
		}
	})
	t.Run("in English", func(t *testing.T) {
		abroad := &citizen{survey: newSurvey(t, service.address, nil)}
		abroad.loaded(chromedp.Navigate(service.address + "/verhuizing"))
		abroad.press("English")
		abroad.sees("Report your move")
		run := citizenRuns()[0]
		abroad.fillsIn(run)
		if lang := ask[string](abroad.browser, `document.documentElement.lang`); lang != "en" {
			t.Errorf("the language of the page is %q", lang)
		}
	})
	for kind := range c.looked {
		t.Log(kind)
	}
	if len(c.looked) < 60 {
		t.Errorf("only %d kinds of pages were seen", len(c.looked))
	}
}

// TestAnotherMunicipalityInABrowser fills in a move and a form of the town's own where
// people are called je, in other colours and with other corners.
func TestAnotherMunicipalityInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	for _, town := range []struct {
		file, form, title, sees string
	}{
		{"westdorp.yaml", "straatfeest", "Geef je verhuizing door", "Wil je een afspraak?"},
		{"oosterhaven.yaml", "melding", "Geef uw verhuizing door", ""},
	} {
		t.Run(town.file, func(t *testing.T) {
			service := startService(t, filepath.Join(shortTemp(t), "var"), []string{"POSTKAMER_MUNICIPALITY=" + filepath.Join("..", "..", "deploy", "gemeenten", town.file)})
			c := &citizen{survey: newSurvey(t, service.address, map[string]bool{})}
			c.shots = os.Getenv("TOWN_SHOTS")
			c.loaded(chromedp.Navigate(service.address + "/verhuizing"))
			c.sees(town.title)
			c.fillsIn(citizenRun{"at home", "verhuizing", aboutSomeone("bewijs", "later"), "/klaar", "VH-"})
			if asked := c.looked["verhuizing-afspraak"]; asked != (town.sees != "") {
				t.Errorf("asks about an appointment: %v", asked)
			}
			day := time.Now().AddDate(0, 1, 0)
			c.fillsIn(citizenRun{"of its own", town.form, aboutSomeone("datum-dag", fmt.Sprint(day.Day()), "datum-maand", fmt.Sprint(int(day.Month())), "datum-jaar", fmt.Sprint(day.Year()), "straat", "Dorpsstraat", "naam", "Zoë", "uitleg", "Een losse tegel", "horen", "nee"), "/klaar", "-"})
			c.loaded(chromedp.Navigate(service.address + "/"))
			c.look("")
		})
	}
}

// publicPages are what a citizen finds beside the forms.
var publicPages = []string{"/", "/status", "/verder", "/nasturen", "/nasturen/code", "/intrekken", "/partner", "/afspraak", "/storingen", "/toegankelijkheid"}

// looksAround looks at the pages around the forms: as anybody, and as who sent a form.
func (c *citizen) looksAround() {
	c.t.Helper()
	for _, path := range publicPages {
		c.loaded(chromedp.Navigate(c.base + path))
		c.failsFirst(path)
		c.look("")
	}
	c.loaded(chromedp.Navigate(c.base + "/status"))
	c.answer(aboutSomeone("kenmerk", c.reference))
	c.next()
	for _, path := range []string{"/status", "/nasturen", "/intrekken"} {
		c.loaded(chromedp.Navigate(c.base + path))
		c.sees(c.reference)
		c.look("-bekend")
	}
}

// A citizen fills in forms with a browser. Without a list of what was looked at, only
// the way through counts.
type citizen struct {
	*survey
	reference string // of the move that was sent
}

// mostTurns ends a form that goes round.
const mostTurns = 60

// fillsIn fills in a form from the first page to the last.
func (c *citizen) fillsIn(run citizenRun) {
	c.t.Helper()
	c.loaded(chromedp.Navigate(c.base + "/" + run.form))
	c.look("")
	c.loaded(chromedp.Click(chromedp.CSS("main form button[type=submit]")))
	for range mostTurns {
		at := c.path()
		if strings.HasSuffix(at, run.ends) {
			c.look("")
			c.sees(run.sees)
			if run.name == "alone" {
				c.reference = ask[string](c.browser, `document.querySelector(".pk-tel").textContent.trim()`)
				c.printsOnOneSheet()
			}
			return
		}
		c.failsFirst(at)
		c.look("")
		c.answer(run.answers)
		c.next()
		if c.path() == at && ask[int](c.browser, `document.querySelectorAll(".pk-err, #fouten").length`) > 0 {
			c.t.Fatalf("%s goes no further than %s:\n%s", run.name, at, c.text())
		}
	}
	c.t.Fatalf("%s never ends", run.name)
}

func (c *citizen) path() string { return ask[string](c.browser, `location.pathname`) }

// next presses the button that goes on.
func (c *citizen) next() {
	c.t.Helper()
	c.loaded(chromedp.Click(chromedp.CSS("main form button.nl-button--primary")))
}

// look looks at this kind of page unless that was done.
func (c *citizen) look(state string) {
	c.t.Helper()
	kind := strings.Trim(strings.ReplaceAll(citizenKind(c.path()), "/", "-")+state, "-")
	if c.looked == nil || c.looked[kind] {
		return
	}
	c.looked[kind] = true
	if state == wrongState {
		c.glance(kind)
	} else {
		c.page(kind)
		if !ask[bool](c.browser, `document.body.classList.contains("pk-staff")`) { // of staff: see page
			c.isLight(kind)
		}
	}
	c.do(chromedp.EmulateViewport(1440, 900))
}

// wrongState marks a page with its errors: most of it was looked at without them.
const wrongState = "-fout"

// glance looks at the page on a telephone and on a screen.
func (c *citizen) glance(name string) {
	c.t.Helper()
	for _, width := range []int64{320, 1440} {
		c.do(chromedp.EmulateViewport(width, 900))
		c.layout(fmt.Sprintf("%s at %d", name, width))
		c.picture(fmt.Sprintf("%s-%d", name, width))
	}
	c.axe(name)
}

// citizenKind takes months and persons for the same page.
func citizenKind(path string) string {
	for _, repeated := range []string{"/mee-", "/inkomen-"} {
		if at := strings.Index(path, repeated); at >= 0 && path != "/verhuizing/mee-aantal" {
			return path[:at+len(repeated)] + "N"
		}
	}
	return path
}

// isLight holds a citizen's page to 30 kB and five requests (screens.md, check 7), its
// icon with them.
func (c *citizen) isLight(name string) {
	c.t.Helper()
	weight := ask[map[string]int](c.browser, `(() => {
		const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
		return { bytes: all.reduce((n, e) => n + e.encodedBodySize, 0), requests: all.length };
	})()`)
	if weight["bytes"] > 30_000 || weight["requests"] > 5 {
		c.t.Errorf("%s weighs %d bytes in %d requests, at most 30,000 in 5", name, weight["bytes"], weight["requests"])
	}
}

// failsFirst sends a page without an answer, the first time that it is seen: what is
// wrong is said at the top and at each question, and the first link leads there.
func (c *citizen) failsFirst(at string) {
	c.t.Helper()
	if c.looked == nil || c.looked[strings.Trim(strings.ReplaceAll(citizenKind(at), "/", "-"), "-")+wrongState] {
		return
	}
	if ask[int](c.browser, `[...document.querySelectorAll("main form input:not([type=hidden]), main form textarea")].filter(el => !el.closest("[hidden]")).length`) == 0 { // the field for robots is no question
		return
	}
	ask[bool](c.browser, `(() => { for (const el of document.querySelectorAll("main input, main textarea")) { if (["radio", "checkbox"].includes(el.type)) el.checked = false; else if (el.type !== "hidden" && el.type !== "file") el.value = ""; } return true; })()`)
	c.next()
	if c.path() != at { // nothing has to be answered here
		c.loaded(chromedp.Navigate(c.base + at))
		return
	}
	wrong := ask[map[string]any](c.browser, `(() => {
		const links = [...document.querySelectorAll("#fouten a")];
		return { title: document.title.startsWith("Fout: "), focus: !!document.activeElement?.closest("#fouten, [id=fouten]"), links: links.length,
			lost: links.filter(a => !document.getElementById(a.hash.slice(1))).map(a => a.hash).join(" "),
			said: links.filter(a => ![...document.querySelectorAll(".utrecht-form-field-error-message")].some(e => e.textContent.trim() === a.textContent.trim())).map(a => a.textContent.trim()).join(" | ") };
	})()`)
	if wrong["title"] != true || wrong["focus"] != true || wrong["links"] == 0. || wrong["lost"] != "" || wrong["said"] != "" {
		c.t.Errorf("errors of %s: %v", at, wrong)
	}
	c.look(wrongState)
	c.loaded(chromedp.Navigate(c.base + at))
}

// answer fills in the page.
func (c *citizen) answer(answers map[string]string) {
	c.t.Helper()
	given, err := json.Marshal(answers)
	c.must(err)
	ask[bool](c.browser, `(answers => {
		const boxes = {};
		for (const el of document.querySelectorAll("main form input, main form textarea, main form select")) {
			if (["hidden", "file", "submit"].includes(el.type) || el.closest(".pk-vh, [hidden]")) continue;
			if (el.type === "radio" || el.type === "checkbox") { (boxes[el.name] ??= []).push(el); continue; }
			if (el.name in answers) el.value = answers[el.name];
		}
		for (const [name, list] of Object.entries(boxes)) {
			const wanted = (answers[name] ?? "").split("|");
			const chosen = list.filter(el => wanted.includes(el.value));
			for (const el of list) el.checked = false;
			for (const el of chosen.length || name in answers ? chosen : list[0].type === "radio" ? [list[0]] : []) el.checked = true;
		}
		return true;
	})(`+string(given)+`)`)
}

// printsOnOneSheet looks that the receipt of a usual form is one sheet of A4.
func (c *citizen) printsOnOneSheet() {
	c.t.Helper()
	pdf, err := chromedp.Run(c.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
	c.must(err)
	file := filepath.Join(c.t.TempDir(), "bewijs.pdf")
	c.must(os.WriteFile(file, pdf, 0o600))
	if out := outputOf(c.t, "pdfinfo", file); !strings.Contains(out, "Pages:           1\n") {
		c.t.Errorf("the receipt does not print on one sheet:\n%s", out)
	}
}
