package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"postkamer"
)

// wantHeaders is the header set of every answer.
var wantHeaders = map[string]string{
	"Content-Security-Policy":      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Permissions-Policy":           "camera=(), microphone=(), geolocation=()",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
}

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	st := newSite(t, nil)
	for path, cache := range map[string]string{
		"/": "no-store", "/toegankelijkheid": "no-store", "/is-er-niet": "no-store", "/healthz": "no-store", "/inloggen/klaar": "no-store",
		"/static/" + st.static.manifest["pk.css"]: "public, max-age=31536000, immutable",
	} {
		got := st.browser(t).get(path)
		for name, want := range wantHeaders {
			if got.Header.Get(name) != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got.Header.Get(name), want)
			}
		}
		if got.Header.Get("Cache-Control") != cache {
			t.Errorf("%s: Cache-Control is %q, want %q", path, got.Header.Get("Cache-Control"), cache)
		}
	}
}

func TestPolicyNamesALoginProviderElsewhere(t *testing.T) {
	st := newSite(t, func(c *Config) { c.Login.Issuer = "https://login.example.nl/realm" })
	got := st.browser(t).get("/").Header.Get("Content-Security-Policy")
	if !strings.Contains(got, "form-action 'self' https://login.example.nl;") {
		t.Errorf("got %q", got)
	}
}

func TestOnlyOurOwnHost(t *testing.T) {
	st := newSite(t, func(c *Config) { c.Hosts = []string{"post.example.nl"} })
	for host, want := range map[string]int{
		"post.example.nl": 200, "post.example.nl:8443": 200, "POST.example.nl": 200, "localhost": 200, "127.0.0.1:1": 200, "[::1]:80": 200,
		"evil.example": 421, "127.0.0.1.evil.example": 421, "10.0.0.1": 421,
	} {
		r, _ := http.NewRequest("GET", st.url+"/", nil)
		r.Host = host
		if got := st.browser(t).do(r); got.StatusCode != want {
			t.Errorf("%s: got %d, want %d", host, got.StatusCode, want)
		}
		r, _ = http.NewRequest("GET", st.url+"/healthz", nil)
		r.Host = host
		if got := st.browser(t).do(r); got.StatusCode != 200 {
			t.Errorf("%s: a health check must work under any name, got %d", host, got.StatusCode)
		}
	}
}

func TestRequestsFromOtherSitesAreRefused(t *testing.T) {
	st := newSite(t, nil)
	for name, c := range map[string]struct {
		header, value string
		want          int
	}{
		"own page":           {"Sec-Fetch-Site", "same-origin", 303},
		"typed by the user":  {"Sec-Fetch-Site", "none", 303},
		"another site":       {"Sec-Fetch-Site", "cross-site", 403},
		"a sibling host":     {"Sec-Fetch-Site", "same-site", 403},
		"an opaque origin":   {"Origin", "null", 403},
		"an origin not ours": {"Origin", "https://evil.example", 403},
	} {
		t.Run(name, func(t *testing.T) {
			b := st.as(t, postkamer.Caseworker)
			b.follow = false
			r, _ := http.NewRequest("POST", st.url+logoutPath, nil)
			r.Header.Set(c.header, c.value)
			if got := b.do(r); got.StatusCode != c.want {
				t.Errorf("got %d, want %d", got.StatusCode, c.want)
			}
		})
	}
}

func TestErrorsBecomePagesThatSayWhatToDo(t *testing.T) {
	st := newSite(t, nil)
	var fail error
	st.staff("GET /stuk/{id}", func(http.ResponseWriter, *http.Request) error { return fail }, postkamer.Caseworker)
	for _, c := range []struct {
		err      error
		status   int
		title    string
		incident bool
	}{
		{postkamer.ErrNotFound, 404, "Deze pagina is er niet", false},
		{postkamer.ErrConflict, 409, "Een collega was je voor", false},
		{postkamer.ErrForbidden, 403, "Deze pagina is niet voor jouw rol", false},
		{&http.MaxBytesError{Limit: 1}, 413, "Dit is te groot om te versturen", false},
		{context.DeadlineExceeded, 503, "Het lukt nu even niet", true},
		{errors.New("column x does not exist"), 500, "Er ging iets mis bij ons", true},
	} {
		t.Run(c.title, func(t *testing.T) {
			fail = fmt.Errorf("open case: %w", c.err)
			got := st.as(t, postkamer.Caseworker).get("/stuk/geheim-kenmerk")
			doc := got.page(t)
			if got.StatusCode != c.status || text(doc, "h1") != c.title {
				t.Errorf("got %d %q, want %d %q", got.StatusCode, text(doc, "h1"), c.status, c.title)
			}
			if strings.Contains(got.body, "column x") || strings.Contains(got.body, "open case") {
				t.Error("the page shows the error itself")
			}
			if incident := st.lastIncident(); (incident != "") != c.incident || !strings.Contains(got.body, incident) {
				t.Errorf("incident %q must be in the log and on the page: %v", incident, c.incident)
			}
		})
	}
	if strings.Contains(st.log.String(), "geheim-kenmerk") {
		t.Error("the log holds the address of a page")
	}
	if !strings.Contains(st.log.String(), `"route":"GET /stuk/{id}"`) || !strings.Contains(st.log.String(), `"person":7`) {
		t.Errorf("the log lacks the route or the person:\n%s", st.log)
	}
}

// lastIncident returns the incident number of the last line of the log.
func (st *site) lastIncident() string {
	all := strings.Split(strings.TrimSpace(st.log.String()), "\n")
	_, after, _ := strings.Cut(all[len(all)-1], `"incident":"`)
	incident, _, _ := strings.Cut(after, `"`)
	return incident
}

func TestPanicBecomesAPage(t *testing.T) {
	st := newSite(t, nil)
	st.public("GET /paniek", func(http.ResponseWriter, *http.Request) error { panic("oops") })
	got := st.browser(t).get("/paniek")
	if got.StatusCode != 500 || text(got.page(t), "h1") != "Er ging iets mis bij ons" || strings.Contains(got.body, "oops") {
		t.Errorf("got %d %s", got.StatusCode, got.body)
	}
	if !strings.Contains(st.log.String(), "middleware_test.go") {
		t.Error("the stack is not in the log")
	}
}

func TestUnknownPagesAndMethodsAreInDutch(t *testing.T) {
	st := newSite(t, nil)
	if got := st.browser(t).get("/is-er-niet"); got.StatusCode != 404 || text(got.page(t), "h1") != "Deze pagina is er niet" {
		t.Errorf("got %d %s", got.StatusCode, got.body)
	}
	got := st.browser(t).post("/toegankelijkheid", nil)
	if got.StatusCode != 405 || got.Header.Get("Allow") != "GET, HEAD" || text(got.page(t), "h1") != "Dit kan hier niet" {
		t.Errorf("got %d, Allow %q", got.StatusCode, got.Header.Get("Allow"))
	}
}

func TestFormsAreBoundedAndStrict(t *testing.T) {
	st := newSite(t, nil)
	var got url.Values
	st.public("POST /formulier", func(w http.ResponseWriter, r *http.Request) (err error) {
		got, err = postForm(r, "kind")
		return err
	}).allow(1000, time.Second)
	for name, c := range map[string]struct {
		form url.Values
		want int
	}{
		"an ordinary form":           {url.Values{"naam": {" Zoë \r\nde Vries "}, "kind": {"a", "b"}}, 200},
		"a field twice":              {url.Values{"bsn": {"999990019", "999990020"}}, 400},
		"a control character":        {url.Values{"naam": {"a\x00b"}}, 400},
		"bytes that are not UTF-8":   {url.Values{"naam": {"a\xffb"}}, 400},
		"more than the route allows": {url.Values{"naam": {strings.Repeat("x", 2000)}}, 413},
	} {
		t.Run(name, func(t *testing.T) {
			if got := st.browser(t).post("/formulier", c.form); got.StatusCode != c.want {
				t.Errorf("got %d, want %d", got.StatusCode, c.want)
			}
		})
	}
	st.browser(t).post("/formulier", url.Values{"naam": {" Zoë \r\nde Vries "}})
	if got.Get("naam") != "Zoë \nde Vries" {
		t.Errorf("got %q", got.Get("naam"))
	}
}

// TestAnAnswerToStaffHasAnEnd: a database that hangs becomes a page that says what to do.
func TestAnAnswerToStaffHasAnEnd(t *testing.T) {
	st := newSite(t, nil)
	hangs := func(_ http.ResponseWriter, r *http.Request) error {
		select {
		case <-r.Context().Done():
			return r.Context().Err()
		case <-time.After(20 * time.Second):
			return nil
		}
	}
	st.staff("GET /hangt", hangs, postkamer.Caller).patient = 4 * time.Second
	got := st.as(t, postkamer.Caller).get("/hangt")
	if got.StatusCode != 503 || text(got.page(t), "h1") != "Het lukt nu even niet" {
		t.Errorf("got %d %s", got.StatusCode, got.body)
	}
}

// TestStaffWhoAreNotKnownYet: when the database hangs before it says who asks, a page of
// staff still speaks to staff, and not of somebody's form.
func TestStaffWhoAreNotKnownYet(t *testing.T) {
	st := newSite(t, nil)
	r, v := withVisit(httptest.NewRequest(http.MethodGet, "/werk", nil))
	v.route = &route{rule: rule{audience: forStaff}}
	w := httptest.NewRecorder()
	st.fail(w, r, context.DeadlineExceeded)
	if got := w.Body.String(); w.Code != 503 || strings.Contains(got, "kenmerk") {
		t.Errorf("got %d %s", w.Code, got)
	}
}

func TestStreamOutlivesTheTimeOfARoute(t *testing.T) {
	st := newSite(t, nil)
	events := func(w http.ResponseWriter, r *http.Request) error {
		fmt.Fprint(w, ": hier\n\n")
		if err := http.NewResponseController(w).Flush(); err != nil {
			return err
		}
		select {
		case <-r.Context().Done():
			return r.Context().Err()
		case <-time.After(300 * time.Millisecond):
		}
		_, err := fmt.Fprint(w, "data: 1\n\n")
		return err
	}
	st.staff("GET /gebeurt", events, postkamer.Caller).allow(0, 50*time.Millisecond).streams()
	if got := st.as(t, postkamer.Caller).get("/gebeurt"); got.body != ": hier\n\ndata: 1\n\n" {
		t.Errorf("got %q", got.body)
	}
}

func TestUnknownPageKeepsTheMenuOfStaff(t *testing.T) {
	st := newSite(t, nil)
	if got := text(st.as(t, postkamer.Admin).get("/is-er-niet").page(t), ".pk-user p"); got != "Test Medewerker" {
		t.Errorf("got %q", got)
	}
}

func TestHealthAndReadiness(t *testing.T) {
	var broken error
	st := newSite(t, func(c *Config) {
		c.Ready = func(context.Context) map[string]error { return map[string]error{"database": broken, "storage": nil} }
	})
	if got := st.browser(t).get("/healthz"); got.StatusCode != 200 || got.body != "ok\n" {
		t.Errorf("healthz: %d %q", got.StatusCode, got.body)
	}
	if got := st.browser(t).get("/readyz"); got.StatusCode != 200 || strings.TrimSpace(got.body) != `{"database":"ok","storage":"ok"}` {
		t.Errorf("readyz: %d %q", got.StatusCode, got.body)
	}
	broken = fmt.Errorf("%w: slower than it should be", ErrDegraded)
	if got := st.browser(t).get("/readyz"); got.StatusCode != 200 || strings.TrimSpace(got.body) != `{"database":"degraded: slower than it should be","storage":"ok"}` {
		t.Errorf("readyz: %d %q", got.StatusCode, got.body)
	}
	broken = errors.New("connection refused on secret-host")
	if got := st.browser(t).get("/readyz"); got.StatusCode != 503 || strings.TrimSpace(got.body) != `{"database":"fails","storage":"ok"}` {
		t.Errorf("readyz: %d %q", got.StatusCode, got.body)
	}
}
