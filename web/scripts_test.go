package web

import (
	"strings"
	"testing"

	"postkamer"
)

// TestCallScriptIsThatOfTheCatalogue: what a caller reads is what the decision says.
func TestCallScriptIsThatOfTheCatalogue(t *testing.T) {
	script := scriptOf(postkamer.ConsentMissing)
	if script.Label == "" || !strings.Contains(script.Say, "{Je gaat|U gaat}") || !strings.Contains(script.Question, "?") {
		t.Errorf("got %+v", script)
	}
}

func containsWord(text string, words ...string) bool {
	for have := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' }) {
		for _, word := range words {
			if have == word {
				return true
			}
		}
	}
	return false
}
