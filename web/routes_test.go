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

var wildcard = regexp.MustCompile(`\{[^}]*\}`)

// methodAndPath makes a request line for a pattern: GET /zaak/{id} is GET /zaak/1.
func methodAndPath(pattern string) (method, path string) {
	method, path, found := strings.Cut(pattern, " ")
	if !found {
		method, path = "GET", pattern
	}
	return method, wildcard.ReplaceAllString(strings.ReplaceAll(path, "{$}", ""), "1")
}

func TestEveryRouteHasARuleAndKeepsIt(t *testing.T) {
	st := newSite(t, nil)
	st.staff("GET /proef/{id}", func(w http.ResponseWriter, r *http.Request) error { return nil }, postkamer.Caseworker)
	st.staff("POST /proef/{id}", func(w http.ResponseWriter, r *http.Request) error { return nil }, postkamer.Caseworker)
	for _, rt := range st.routes {
		t.Run(rt.pattern, func(t *testing.T) {
			if !slices.Contains([]audience{forPlain, forPublic, forStaff, forAnybody}, rt.rule.audience) {
				t.Fatalf("no rule: %+v", rt.rule)
			}
			if rt.rule.audience == forStaff {
				checkStaffRoute(t, st, rt)
			}
		})
	}
}

// checkStaffRoute asks for the route without a session and with every wrong role.
func checkStaffRoute(t *testing.T, st *site, rt *route) {
	method, path := methodAndPath(rt.pattern)
	stranger := st.browser(t)
	stranger.follow = false
	got := stranger.request(method, path)
	if got.StatusCode != http.StatusSeeOther || !strings.HasPrefix(got.Header.Get("Location"), loginPath+"?verder=") {
		t.Errorf("without session: got %d to %q, want 303 to the login", got.StatusCode, got.Header.Get("Location"))
	}
	var wrong []postkamer.Role
	for _, role := range everyRole() {
		if !slices.Contains(rt.rule.roles, role) {
			wrong = append(wrong, role)
		}
	}
	if got := st.as(t, wrong...).request(method, path); got.StatusCode != http.StatusForbidden {
		t.Errorf("with every wrong role: got %d, want 403", got.StatusCode)
	}
}

func (b *browser) request(method, path string) answer {
	if method == "POST" {
		return b.post(path, url.Values{})
	}
	return b.get(path)
}

func TestRouteWithoutRoleIsRefusedAtStart(t *testing.T) {
	s := &Server{mux: http.NewServeMux()}
	s.staff("GET /werk", nil)
	if err := s.checkRoutes(); err == nil {
		t.Error("a staff route without roles must stop the start")
	}
}

func TestStartPageSendsStaffToTheirPage(t *testing.T) {
	st := newStoredSite(t, nil)
	for role, want := range map[postkamer.Role]string{postkamer.Operator: "/scan", postkamer.Caseworker: "/werk", postkamer.Caller: "/bellen", postkamer.TeamLead: "/team", postkamer.Admin: "/team"} {
		b := st.as(t, role)
		b.follow = false
		if got := b.get("/"); got.StatusCode != 303 || got.Header.Get("Location") != want {
			t.Errorf("%s: got %d to %q, want 303 to %s", role, got.StatusCode, got.Header.Get("Location"), want)
		}
	}
	nav := st.as(t, postkamer.Caseworker).get("/werk").page(t)
	if got := text(nav, ".pk-nav a[aria-current=page]"); got != "Mijn werk" {
		t.Errorf("current page in the menu: %q", got)
	}
	if got := text(nav, ".pk-nav"); got != "Mijn werk Balie Afspraken Waar is het? Zoeken" {
		t.Errorf("the menu must show only what this role may open, got %q", got)
	}
	alone := st.as(t).get("/")
	if alone.StatusCode != 200 || !strings.Contains(alone.body, "nog geen pagina") {
		t.Errorf("somebody without a page must not go round in circles: %d", alone.StatusCode)
	}
}
