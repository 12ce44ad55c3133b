package web

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"postkamer"
)

var update = flag.Bool("update", false, "write the golden files again")

// Who may use a route, from the table itself: a change of rights is a line in the
// golden file that somebody has read.
func TestRightsAreThoseThatWereReviewed(t *testing.T) {
	st := newSite(t, nil)
	var table bytes.Buffer
	for _, rt := range st.routes {
		who := string(rt.rule.audience)
		if rt.rule.audience == forStaff {
			who = roleList(rt.rule.roles)
		}
		fmt.Fprintf(&table, "%-60s %s\n", rt.pattern, who)
	}
	golden(t, "rights.golden", sortedLines(table.Bytes()))
}

// roleList writes roles in the order of everyRole.
func roleList(roles []postkamer.Role) string {
	var have []string
	for _, role := range everyRole() {
		if slices.Contains(roles, role) {
			have = append(have, string(role))
		}
	}
	return strings.Join(have, " ")
}

func sortedLines(b []byte) []byte {
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	slices.Sort(lines)
	return []byte(strings.Join(lines, "\n") + "\n")
}

// golden compares with a file of testdata, or writes it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; read it and run the test with -update\ngot:\n%s", file, got)
	}
}

// Each role alone, on each route: the rule decides, nothing else.
func TestEveryRoleOnEveryRoute(t *testing.T) {
	st := newSite(t, nil)
	for _, rt := range st.routes { // what the handlers do is for their own tests
		rt.handle = func(w http.ResponseWriter, r *http.Request) error { w.WriteHeader(http.StatusTeapot); return nil }
	}
	for _, role := range everyRole() {
		b := st.as(t, role)
		b.follow = false
		for _, rt := range st.routes {
			if rt.rule.audience != forStaff {
				continue
			}
			want := http.StatusForbidden
			if slices.Contains(rt.rule.roles, role) {
				want = http.StatusTeapot
			}
			if got := b.request(methodAndPath(rt.pattern)); got.StatusCode != want {
				t.Errorf("%s on %s: got %d, want %d", role, rt.pattern, got.StatusCode, want)
			}
		}
	}
}

// caseAddress fills in a route's wildcards for a letter.
func caseAddress(l letter, pattern string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	for name, value := range map[string]any{"id": l.Case, "page": l.Page, "file": l.File, "naam": "aanvullende-informatie", "brief": 1} {
		path = strings.ReplaceAll(path, "{"+name+"}", fmt.Sprint(value))
	}
	return method, path
}

// caseRoutesOf are the routes of one case.
func (st *site) caseRoutesOf() (list []*route) {
	for _, rt := range st.routes {
		if _, path, _ := strings.Cut(rt.pattern, " "); strings.HasPrefix(path, "/zaak/{id}") {
			list = append(list, rt)
		}
	}
	return list
}

// send asks for an address with a form that would do something if it might.
func (b *browser) send(l letter, c postkamer.Case, pattern string) answer {
	b.t.Helper()
	method, path := caseAddress(l, pattern)
	if method == http.MethodGet {
		return b.get(path)
	}
	return b.post(path, url.Values{"versie": {fmt.Sprint(c.Version)}, "reden": {"andere reden"}, "veld.full_name": {"Iemand Anders"}, "soort": {"klacht"}, "notitie": {"hoi"}})
}

// secrets are what stands in the case of these tests.
var secrets = []string{"Zoë de Groot", "999990018", "0612345678"}

// Whoever works elsewhere sees nothing of a case and changes nothing, at no address.
func TestCaseOfAnotherQueueGivesNothingAway(t *testing.T) {
	st := newStoredSite(t, nil)
	l := st.scanned(t, false, doubtful())[0]
	stranger, _ := st.colleague(t, "Noor", []postkamer.Queue{"inkomen"}, postkamer.Caseworker)
	stranger.follow = false
	before := st.caseOf(t, l.Case)
	for _, rt := range st.caseRoutesOf() {
		got := stranger.send(l, before, rt.pattern)
		asks := strings.HasSuffix(rt.pattern, "/inzien") || got.StatusCode == http.StatusSeeOther && strings.HasSuffix(got.Header.Get("Location"), "/inzien")
		if got.StatusCode != http.StatusForbidden && got.StatusCode != http.StatusNotFound && !asks {
			t.Errorf("%s: got %d to %q, want 403", rt.pattern, got.StatusCode, got.Header.Get("Location"))
		}
		for _, secret := range secrets {
			if strings.Contains(got.body, secret) {
				t.Errorf("%s says %q", rt.pattern, secret)
			}
		}
	}
	if after := st.caseOf(t, l.Case); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("the case was\n%v and is\n%v", before, after)
	}
}

// Whoever may look but does not have the case changes nothing of it.
func TestOnlyWhoHasACaseChangesIt(t *testing.T) {
	st := newStoredSite(t, nil)
	l := st.scanned(t, false, doubtful())[0]
	_, holder := st.colleague(t, "Tom", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
	if err := st.cfg.Store.ClaimCase(t.Context(), l.Case, holder); err != nil {
		t.Fatal(err)
	}
	onlooker, _ := st.colleague(t, "Piet", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
	onlooker.follow = false
	before := st.caseOf(t, l.Case)
	for _, rt := range st.caseRoutesOf() {
		if strings.HasPrefix(rt.pattern, http.MethodPost) {
			onlooker.send(l, before, rt.pattern)
		}
	}
	if after := st.caseOf(t, l.Case); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("the case was\n%v and is\n%v", before, after)
	}
}
