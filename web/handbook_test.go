package web

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// quoted matches an address in the text of the handbook.
var quoted = regexp.MustCompile("`(/[a-z.{}/-]+)`")

func TestEveryAddressInTheHandbookExists(t *testing.T) {
	text, err := os.ReadFile("../docs/handboek-vervanging.md")
	if err != nil {
		t.Fatal(err)
	}
	st := newSite(t, nil)
	there := map[string]bool{}
	for _, rt := range st.routes {
		there[strings.TrimPrefix(rt.pattern, "GET ")] = true
	}
	found := quoted.FindAllStringSubmatch(string(text), -1)
	if len(found) < 10 {
		t.Fatalf("only %d addresses in the handbook", len(found))
	}
	for _, m := range found {
		if path := strings.ReplaceAll(m[1], "...", "{id}"); !there[path] {
			t.Errorf("%s is in the handbook and nowhere else", m[1])
		}
	}
}
