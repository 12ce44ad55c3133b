package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"postkamer"
)

// A deskSite has a page with a form, and remembers what was saved.
type deskSite struct {
	*site
	saved url.Values
	of    string // the wildcard of the address
}

func newDeskSite(t *testing.T) *deskSite {
	t.Helper()
	d := &deskSite{site: newStoredSite(t, nil)}
	d.staff("GET /werkblad/{id}", func(w http.ResponseWriter, r *http.Request) error {
		_, err := w.Write([]byte("<h1>Werkblad</h1>"))
		return err
	}, postkamer.Caseworker)
	d.staff("POST /werkblad/{id}/veld", func(w http.ResponseWriter, r *http.Request) (err error) {
		d.saved, err = postForm(r)
		d.of = r.PathValue("id")
		w.WriteHeader(http.StatusNoContent)
		return err
	}, postkamer.Caseworker)
	return d
}

// tom logs in.
func (d *deskSite) tom(t *testing.T) *browser {
	t.Helper()
	b := d.browser(t)
	if got := b.choose(b.get("/werkblad/1"), "demo-tom"); text(got.page(t), "h1") != "Werkblad" {
		t.Fatalf("not logged in: %s", got.body)
	}
	return b
}

// note is what Tom types; versie is a field that he did not type.
func note() url.Values { return url.Values{"notitie": {"Mevrouw komt om vier uur"}, "versie": {"3"}} }

// sendsAgain sees after the login what did not arrive and sends it.
func (d *deskSite) sendsAgain(t *testing.T, b *browser, page answer) {
	t.Helper()
	if d.saved != nil {
		t.Fatal("saved without a session")
	}
	page = b.choose(page, "demo-tom")
	doc := page.page(t)
	if text(doc, "li:contains(Mevrouw)") != "Mevrouw komt om vier uur" {
		t.Fatalf("after logging in what was typed is not there: %s", text(doc, "main"))
	}
	action, _ := doc.Find(`form[action^="/nietverstuurd/"]`).First().Attr("action")
	if got := b.post(action, nil); text(got.page(t), "h1") != "Werkblad" {
		t.Errorf("after sending again: %d %s", got.StatusCode, got.Request.URL)
	}
	if d.saved.Encode() != note().Encode() || d.of != "12" {
		t.Errorf("saved %v of %q", d.saved, d.of)
	}
	if got := b.get("/nietverstuurd"); !strings.Contains(got.body, "Er ligt niets meer te wachten") {
		t.Error("it is offered once more")
	}
}

func TestWorkThatIsSentAfterTheSessionEndedIsKept(t *testing.T) {
	d := newDeskSite(t)
	b := d.tom(t)
	if _, err := d.cfg.Store.Pool().Exec(t.Context(), `DELETE FROM sessions`); err != nil {
		t.Fatal(err)
	}
	d.sendsAgain(t, b, b.post("/werkblad/12/veld", note()))
}

func TestWorkThatIsSentFromALockedScreenIsKept(t *testing.T) {
	d := newDeskSite(t)
	b := d.tom(t)
	d.now = d.now.Add(17 * time.Minute)
	locked := b.post("/werkblad/12/veld", note())
	if doc := locked.page(t); text(doc, "h1") != "Het scherm is op slot" || !strings.Contains(text(doc, "main"), "Hier werkte Tom de Boer") {
		t.Fatalf("a screen that nobody was at: %s", text(doc, "main"))
	}
	login, _ := locked.page(t).Find(`main a`).Attr("href")
	d.sendsAgain(t, b, b.get(login))
}

func TestScreenLocksWhenNobodyIsThere(t *testing.T) {
	d := newDeskSite(t)
	d.staff("GET /stand", func(w http.ResponseWriter, r *http.Request) error { return nil }, postkamer.Caseworker).quiet()
	b := d.tom(t)
	for range 4 { // somebody types: the page says so
		d.now = d.now.Add(10 * time.Minute)
		if got := b.post("/slot/wakker", nil); got.StatusCode != http.StatusNoContent {
			t.Fatalf("while somebody types: %d", got.StatusCode)
		}
	}
	b.follow = false
	for range 3 { // a script asks, nobody is there
		d.now = d.now.Add(6 * time.Minute)
		b.get("/stand")
	}
	got := b.get("/werkblad/1")
	if to := got.Header.Get("Location"); !strings.HasPrefix(to, "/slot?verder=%2Fwerkblad%2F1") {
		t.Errorf("after 18 minutes: %d to %q", got.StatusCode, to)
	}
	if got := b.get("/"); strings.Contains(got.body, "Tom de Boer") {
		t.Error("another page still knows the person behind a locked screen")
	}
}

func TestLockedScreenAsksTheProviderToLogInAnew(t *testing.T) {
	d := newDeskSite(t)
	b := d.tom(t)
	b.follow = false
	if got := b.post("/slot", url.Values{"verder": {"/werkblad/1"}}); got.Header.Get("Location") != "/slot?verder=%2Fwerkblad%2F1" {
		t.Fatalf("locking: %d %q", got.StatusCode, got.Header.Get("Location"))
	}
	if got := b.get("/inloggen?verder=/werkblad/1"); !strings.Contains(got.Header.Get("Location"), "prompt=login") {
		t.Errorf("the provider may let in whoever sits there: %q", got.Header.Get("Location"))
	}
}

func TestColleagueSeesNothingOfALockedScreen(t *testing.T) {
	d := newDeskSite(t)
	b := d.tom(t)
	d.now = d.now.Add(20 * time.Minute)
	locked := b.post("/werkblad/12/veld", note())
	login, _ := locked.page(t).Find(`main a`).Attr("href")
	got := b.choose(b.get(login), "demo-noor")
	if strings.Contains(got.body, "Mevrouw") {
		t.Error("a colleague reads what Tom typed")
	}
	if got := b.get("/nietverstuurd"); strings.Contains(got.body, "Mevrouw") {
		t.Error("a colleague finds what Tom typed")
	}
}

func TestWhatWasTypedComesBackToItsPage(t *testing.T) {
	d := newDeskSite(t)
	d.staff("GET /leeg", func(w http.ResponseWriter, r *http.Request) error {
		return d.render(w, r, "nietverstuurd", http.StatusOK, keptWorkPage{Page: d.page(r, "Leeg")})
	}, postkamer.Caseworker)
	b := d.tom(t)
	if _, err := d.cfg.Store.Pool().Exec(t.Context(), `DELETE FROM sessions`); err != nil {
		t.Fatal(err)
	}
	typed := url.Values{"/leeg notitie": {"half getypt & <b>"}, "_pad": {"/leeg"}}
	if got := b.post("/slot/bewaar", typed); got.StatusCode != http.StatusNoContent {
		t.Fatalf("keeping: %d", got.StatusCode)
	}
	back := func() string {
		fields, _ := b.get("/leeg").page(t).Find("#bewaard").Attr("data-velden")
		return fields
	}
	b.choose(b.get("/leeg"), "demo-tom")
	if again, _ := url.ParseQuery(back()); len(again) == 0 {
		t.Error("it comes back once only: a page that is opened twice loses it")
	}
	if got, _ := url.ParseQuery(back()); got.Get("/leeg notitie") != "half getypt & <b>" {
		t.Errorf("came back: %v", got)
	}
	b.post("/slot/terug", url.Values{"_pad": {"/leeg"}})
	if got := back(); got != "" {
		t.Errorf("comes back again and again: %q", got)
	}
}

// The browser sends what was typed when it leaves the page: by then the login has
// given it another cookie.
func TestWhatWasTypedArrivesAfterTheLoginBegan(t *testing.T) {
	d := newDeskSite(t)
	b := d.tom(t)
	if _, err := d.cfg.Store.Pool().Exec(t.Context(), `DELETE FROM sessions`); err != nil {
		t.Fatal(err)
	}
	login := b.get("/werkblad/1")
	b.post("/slot/bewaar", url.Values{"/werkblad/1 notitie": {"laat"}, "_pad": {"/werkblad/1"}})
	b.choose(login, "demo-tom")
	if k, found, err := d.cfg.Store.Typed(t.Context(), 1, "/werkblad/1"); err != nil || !found || k.Fields["/werkblad/1 notitie"][0] != "laat" {
		t.Errorf("kept: %v %v %v", k, found, err)
	}
}

func TestStrangerKeepsNothing(t *testing.T) {
	d := newDeskSite(t)
	b := d.browser(t)
	b.follow = false
	b.post("/werkblad/12/veld", note())
	b.post("/slot/bewaar", url.Values{"x": {"y"}, "_pad": {"/werk"}})
	var n int
	if err := d.cfg.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM kept_work`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d forms kept of nobody: %v", n, err)
	}
}

func TestSessionIsEndedFromElsewhere(t *testing.T) {
	d := newDeskSite(t)
	laptop, desk := d.tom(t), d.tom(t)
	doc := desk.get("/aanmeldingen").page(t)
	if n := doc.Find("tbody tr").Length(); n != 2 {
		t.Fatalf("%d sessions, want 2: %s", n, text(doc, "main"))
	}
	action, _ := doc.Find("tbody form").Attr("action")
	desk.post(action, nil)
	laptop.follow = false
	if got := laptop.get("/werkblad/1"); got.StatusCode != http.StatusSeeOther {
		t.Errorf("the laptop still gets in: %d", got.StatusCode)
	}
	if got := desk.get("/werkblad/1"); got.StatusCode != http.StatusOK {
		t.Errorf("the desk itself is out: %d", got.StatusCode)
	}
}

func TestOnlyAdministratorsEndSessionsOfOthers(t *testing.T) {
	d := newDeskSite(t)
	tom := d.tom(t)
	list, err := d.cfg.Store.SignIns(t.Context(), 0)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d sessions: %v", len(list), err)
	}
	noor := d.browser(t)
	noor.choose(noor.get("/werkblad/1"), "demo-noor")
	if got := noor.post("/aanmeldingen/1/einde", nil); got.StatusCode != http.StatusNotFound {
		t.Errorf("a colleague ends Tom's session: %d", got.StatusCode)
	}
	if got := tom.get("/werkblad/1"); got.StatusCode != http.StatusOK {
		t.Errorf("Tom is out: %d", got.StatusCode)
	}
	admin, _ := d.colleague(t, "Anouk", nil, postkamer.Admin)
	if got := admin.get("/aanmeldingen"); !strings.Contains(got.body, "Tom de Boer") {
		t.Error("the administrator does not see Tom's session")
	}
	admin.post("/aanmeldingen/1/einde", nil)
	tom.follow = false
	if got := tom.get("/werkblad/1"); got.StatusCode != http.StatusSeeOther {
		t.Errorf("Tom still gets in: %d", got.StatusCode)
	}
}

func TestDeviceInWords(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0":                                                        "Firefox op Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0":                   "Edge op Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1": "Safari op iPhone",
		"": "Onbekende browser op een onbekend apparaat",
	} {
		if got := deviceOf(agent); got != want {
			t.Errorf("%s: got %s, want %s", agent, got, want)
		}
	}
}
