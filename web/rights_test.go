package web

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
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
