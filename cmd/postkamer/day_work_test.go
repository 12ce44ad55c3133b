package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"

	"postkamer"
)

// A worker is one person with one browser.
type worker struct {
	day    *day
	name   string
	client *http.Client
	turn   int // how many cases and calls this person had
	did    int // cases that this person approved
}

// visitor returns a browser with cookies of its own.
func (d *day) visitor(name string) *worker {
	jar, _ := cookiejar.New(nil)
	return &worker{day: d, name: name, client: &http.Client{Jar: jar, Timeout: time.Minute}}
}

// An answer is a page with where it was.
type dayPage struct {
	*http.Response
	doc *goquery.Document
}

// path is where a page was in the end.
func (p dayPage) path() string { return p.Request.URL.Path }

// said is the text under a selector, with single spaces.
func (p dayPage) said(selector string) string {
	return strings.Join(strings.Fields(p.doc.Find(selector).Text()), " ")
}

func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func (w *worker) send(r *http.Request) dayPage {
	w.day.t.Helper()
	resp, err := w.client.Do(r)
	if err != nil {
		w.day.t.Errorf("%s: %v", w.name, err)
		return dayPage{Response: &http.Response{Request: r}, doc: &goquery.Document{Selection: &goquery.Selection{}}}
	}
	defer resp.Body.Close()
	doc, err := goquery.NewDocumentFromReader(resp.Body)
	if err != nil {
		w.day.t.Errorf("%s: %v", w.name, err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	if resp.StatusCode >= http.StatusInternalServerError {
		w.day.t.Errorf("%s %s gives %s to %s", r.Method, r.URL.Path, resp.Status, w.name)
	}
	return dayPage{resp, doc}
}

func (w *worker) get(path string) dayPage {
	r, _ := http.NewRequest("GET", w.day.service.address+path, nil)
	return w.send(r)
}

func (w *worker) post(path string, form url.Values) dayPage {
	if !strings.HasPrefix(path, "http") {
		path = w.day.service.address + path
	}
	r, _ := http.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return w.send(r)
}

// login logs in through the provider, as a browser does.
func (w *worker) login(issuer, subject string) {
	w.day.t.Helper()
	choose := w.get("/inloggen")
	request, _ := choose.doc.Find("input[name=request]").Attr("value")
	if home := w.post(issuer+"/choose", values("request", request, "person", subject)); home.said(".pk-user p") != w.name {
		w.day.t.Fatalf("%s is logged in as %q at %s", w.name, home.said(".pk-user p"), home.path())
	}
}

// formIn returns what a browser would post from a form: every field as it stands.
func formIn(doc *goquery.Document, selector string) url.Values {
	form := url.Values{}
	found := doc.Find(selector).First()
	found.Find("input[name]").Each(func(_ int, in *goquery.Selection) {
		kind := in.AttrOr("type", "text")
		if _, on := in.Attr("checked"); kind != "checkbox" && kind != "radio" || on {
			form.Add(in.AttrOr("name", ""), in.AttrOr("value", ""))
		}
	})
	found.Find("textarea[name]").Each(func(_ int, in *goquery.Selection) { form.Add(in.AttrOr("name", ""), in.Text()) })
	return form
}

var caseAddress = regexp.MustCompile(`^/zaak/(\d+)$`)

// handle lets a caseworker do their own cases, and take at most so many others.
func (d *day) handle(w *worker, most int) {
	for _, path := range w.own() {
		d.handleOne(w, w.get(path))
	}
	for range most {
		page := w.post("/werk/volgende", nil)
		if caseAddress.FindString(page.path()) == "" {
			return
		}
		d.handleOne(w, page)
	}
}

// own are the cases that this person has.
func (w *worker) own() (paths []string) {
	w.get("/werk").doc.Find("#mijn").Parent().Find("a[href^='/zaak/']").Each(func(_ int, a *goquery.Selection) {
		if path := a.AttrOr("href", ""); caseAddress.MatchString(path) {
			paths = append(paths, path)
		}
	})
	return paths
}

// once tells whether something is done for the first time with a case.
func (d *day) once(done map[postkamer.CaseID]bool, path string) bool {
	n, _ := strconv.ParseInt(caseAddress.FindStringSubmatch(path)[1], 10, 64)
	d.mu.Lock()
	defer d.mu.Unlock()
	if done[postkamer.CaseID(n)] {
		return false
	}
	done[postkamer.CaseID(n)] = true
	return true
}

// handleOne does with a case what a caseworker does: most are looked at and approved.
func (d *day) handleOne(w *worker, page dayPage) {
	path, doc := page.path(), page.doc
	if caseAddress.FindString(path) == "" || doc.Find("#velden").Length() == 0 {
		return // not this person's any more
	}
	w.turn++
	form := formIn(doc, "#velden")
	doc.Find("#velden [name=gezien]").Each(func(_ int, in *goquery.Selection) { form.Add("gezien", in.AttrOr("value", "")) })
	kind, unsure := doc.Find("#soort button[name=soort]").Attr("value")
	back := doc.Find(".utrecht-alert").Length() > 0 // it came back from a call
	switch {
	case unsure:
		form.Set("soort", kind)
		w.post(path+"/indelen", form)
	case !back && int(d.asked.Load()) < *dayCalls && w.turn%2 == 0 && d.once(d.turned, path):
		d.handOver(w, path, form)
	case w.turn%11 == 3 && d.once(d.skipped, path):
		form.Set("reden", doc.Find("#reden option").Last().AttrOr("value", ""))
		w.post(path+"/terug", form)
	default:
		d.approve(w, path, form)
	}
}

// approve approves a case; one whose kind nobody chose is placed first.
func (d *day) approve(w *worker, path string, form url.Values) {
	got := w.post(path+"/goedkeuren", form)
	if got.StatusCode == http.StatusOK && got.path() == "/werk" {
		w.did++
		return
	}
	if got.doc.Find("#fouten a[href='#soort']").Length() > 0 || strings.Contains(got.said("#fouten"), "oort") {
		form.Set("soort", "verhuizing")
		w.post(path+"/indelen", form)
		return
	}
	d.t.Errorf("%s cannot approve %s: %d at %s: %s", w.name, path, got.StatusCode, got.path(), got.said("#fouten"))
}

// handOver lets a colleague phone.
func (d *day) handOver(w *worker, path string, form url.Values) {
	form.Set("naar", "bel")
	ask := formIn(w.post(path, form).doc, "main form[action$='/bel']")
	ask.Set("reden", string(postkamer.HandedOver))
	ask.Set("vraag", "Klopt de datum van de verhuizing?")
	if ask.Get("telefoon") == "" {
		ask.Set("telefoon", "06 1234 5678")
	}
	ask.Set("notitie", fmt.Sprintf("vraag van %s", w.name))
	if got := w.post(path+"/bel", ask); got.path() != "/werk" {
		d.t.Errorf("%s cannot hand over %s: %s", w.name, path, got.said("#fouten"))
		return
	}
	d.asked.Add(1)
}

// phone lets a caller make at most so many calls.
func (d *day) phone(w *worker, most int) {
	for range most {
		page := w.post("/bellen/volgende", nil)
		if page.path() == "/bellen" {
			return
		}
		d.talk(w, page, d.nextOutcome())
	}
}

// dayOutcomes is how calls end, by turns: what settles something most of the time.
var dayOutcomes = []postkamer.Outcome{postkamer.NoAnswer, postkamer.Solved, postkamer.CallLater, postkamer.WrongNumber, postkamer.OtherPerson, postkamer.WillVisit, postkamer.Solved, postkamer.NoAnswer, postkamer.Solved}

func (d *day) nextOutcome() postkamer.Outcome {
	return dayOutcomes[int(d.ends.Add(1)-1)%len(dayOutcomes)]
}

// talk records how a call went. Who did not answer is phoned again as soon as half a day
// has passed for their attempts, until a letter goes out.
func (d *day) talk(w *worker, page dayPage, o postkamer.Outcome) {
	path := page.path()
	for {
		form := formIn(page.doc, "form[action$='/uitkomst']")
		form.Set("uitkomst", string(o))
		form.Set("notitie", "Afgesproken met "+w.name)
		switch o {
		case postkamer.Solved:
			form.Set("zeker", "ja")
		case postkamer.CallLater:
			form.Set("dag", time.Now().AddDate(0, 0, 3).Format(time.DateOnly))
			form.Set("tijd", "10:00")
		case postkamer.OtherPerson:
			form.Set("wie", page.doc.Find("#wie option").Last().AttrOr("value", ""))
		}
		got := w.post(path+"/uitkomst", form)
		if got.path() != "/bellen" {
			d.t.Errorf("%s cannot record %s of %s: %d %s", w.name, o, path, got.StatusCode, got.said("#fouten"))
			return
		}
		d.count(o, got)
		if o != postkamer.NoAnswer || !strings.Contains(got.said(".pk-flash"), "ander dagdeel") {
			return
		}
		d.halfADayPasses(path)
		if page = w.post(path+"/pak", nil); page.path() != path || page.doc.Find("form[action$='/uitkomst']").Length() == 0 {
			return // a colleague has it
		}
	}
}

// halfADayPasses since the attempts of one call: a day of the test has one hour.
func (d *day) halfADayPasses(call string) {
	if _, err := d.store.Pool().Exec(d.t.Context(), `UPDATE call_attempts SET at = at - interval '12 hours' WHERE task_id = $1`, strings.TrimPrefix(call, "/bellen/")); err != nil {
		d.t.Error(err)
	}
}

func (d *day) count(o postkamer.Outcome, got dayPage) {
	d.talks.Add(1)
	for i, known := range postkamer.Outcomes {
		if known == o {
			d.recorded[i].Add(1)
		}
	}
	if strings.Contains(got.said(".pk-flash"), "belcode") {
		d.letters.Add(1)
	}
}

// dayNames are who moves; no two forms are alike.
var dayNames = []string{"Jansen", "de Vries", "van den Berg", "Bakker", "Visser", "Smit", "Meijer", "de Boer", "Mulder", "de Groot", "Bos", "Vos"}

// sendForm reports a move: by some too late, by some to live with somebody.
func (d *day) sendForm(i int) {
	citizen := d.visitor("inwoner")
	citizen.post("/verhuizing", nil)
	when := time.Now().AddDate(0, 0, i%20-2-10*(i%3)/2)
	lives, home := "nee", d.homes[i%len(d.homes)]
	if i%4 == 0 {
		lives = "ja"
	}
	turns := []struct {
		slug   string
		fields url.Values
	}{
		{"waarheen", values("waarheen", "hier")},
		{"wie", values("voornamen", fmt.Sprintf("Inwoner%d", i), "achternaam", dayNames[i%len(dayNames)], "geboren-dag", fmt.Sprint(i%28+1), "geboren-maand", fmt.Sprint(i%12+1), "geboren-jaar", fmt.Sprint(1950+i%50), "bsn", dayBSN(i))},
		{"wanneer", values("datum-dag", fmt.Sprint(when.Day()), "datum-maand", fmt.Sprint(int(when.Month())), "datum-jaar", fmt.Sprint(when.Year()))},
		{"adres", values("postcode", home[4], "huisnummer", home[1])},
		{"inwonen", values("inwonen", lives)},
	}
	if lives == "ja" {
		turns = append(turns, struct {
			slug   string
			fields url.Values
		}{"hoofdbewoner", values("hoofdbewoner", "Karin Bakker", "toestemming", "later")})
	}
	last := dayPage{}
	for _, turn := range append(turns, []struct {
		slug   string
		fields url.Values
	}{
		{"mee", values("mee", "nee")},
		{"bereiken", values("tel", fmt.Sprintf("06%08d", 10000000+i*7), "tijd", "ochtend")},
		{"afspraak", values("afspraak", "nee")},
		{"nakijken", values("waar", "ja", "wijzigen", "ja")},
	}...) {
		last = citizen.post("/verhuizing/"+turn.slug, turn.fields)
		if last.StatusCode != http.StatusOK {
			d.t.Errorf("form %d: %s gives %d: %s", i, turn.slug, last.StatusCode, last.said(".pk-err"))
			return
		}
	}
	reference := last.said("strong.pk-tel")
	if postkamer.NormalReference(reference) != reference || reference == "" {
		d.t.Errorf("form %d: at %s, reference %q", i, last.path(), reference)
		return
	}
	d.mu.Lock()
	d.references = append(d.references, reference)
	d.mu.Unlock()
}

// dayBSN is a number of 999 that passes the eleven-test, another for each i.
func dayBSN(i int) string {
	for n := i * 11; ; n++ {
		if bsn := fmt.Sprintf("999%06d", n%1_000_000); postkamer.ValidBSN(bsn) {
			return bsn
		}
	}
}
