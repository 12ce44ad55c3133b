package classify

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"postkamer"
)

// doubtCodes reads the codes from their source, so that a new one is noticed.
func doubtCodes(t *testing.T) []postkamer.DoubtCode {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../doubt.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var codes []postkamer.DoubtCode
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); !ok || kind.Name != "DoubtCode" {
			return true
		}
		code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, postkamer.DoubtCode(code))
		return true
	})
	return codes
}

func TestEveryDoubtHasItsWords(t *testing.T) {
	codes := doubtCodes(t)
	if len(codes) < 35 {
		t.Fatalf("only %d codes found: is doubt.go read right?", len(codes))
	}
	for _, code := range codes {
		w, ok := wordings[code]
		if !ok {
			t.Errorf("%s has no words", code)
			continue
		}
		if w.Label == "" || strings.ContainsAny(w.Label+w.Why, "{|}") {
			t.Errorf("%s says to the caseworker %q, %q", code, w.Label, w.Why)
		}
		checkSpoken(t, code, w.Say)
		checkSpoken(t, code, w.Question)
		if !strings.Contains(w.Question, "?") {
			t.Errorf("%s asks nothing: %q", code, w.Question)
		}
		for _, text := range []string{w.Why, postkamer.Je.Say(w.Say), postkamer.U.Say(w.Say), postkamer.Je.Say(w.Question), postkamer.U.Say(w.Question)} {
			checkPlain(t, code, text)
		}
	}
	if len(wordings) != len(codes) {
		t.Errorf("%d wordings for %d codes: one is for a code that is gone", len(wordings), len(codes))
	}
}

// checkSpoken wants a text in both tones that never mixes them.
func checkSpoken(t *testing.T, code postkamer.DoubtCode, text string) {
	t.Helper()
	je, u := postkamer.Je.Say(text), postkamer.U.Say(text)
	if len(je) < 20 || strings.ContainsAny(je+u, "{|}") {
		t.Errorf("%s: %q", code, text)
	}
	if hasWord(u, "je", "jij", "jou", "jouw") || hasWord(je, "u", "uw") {
		t.Errorf("%s mixes je and u: %q / %q", code, je, u)
	}
	checkVerbs(t, string(code), text)
}

// verbBefore is a word on t before je or u that is one for both; before je a verb
// loses its t: "bedoel je", "bedoelt u".
var verbBefore = regexp.MustCompile(`(?i)\b([a-z]+t) \{(?:je|jij)\|u\}`)

// endInT are words that keep their t before je.
var endInT = []string{"moet", "laat", "wat", "dat", "met", "niet", "net", "want", "het", "weet", "heet", "eet", "zit", "zet", "omdat", "totdat", "zodat", "voordat", "nadat", "uit", "tot"}

// checkVerbs wants no verb with a t before je.
func checkVerbs(t *testing.T, what, text string) {
	t.Helper()
	for _, m := range verbBefore.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(endInT, strings.ToLower(m[1])) {
			t.Errorf("%s says %q: before je a verb has no t", what, m[0])
		}
	}
}

// mostSpoken is how many words a sentence in plain Dutch (B1) has at most.
const mostSpoken = 15

// checkPlain wants short whole sentences.
func checkPlain(t *testing.T, code postkamer.DoubtCode, text string) {
	t.Helper()
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") {
		t.Errorf("%s does not end its sentence: %q", code, text)
	}
	for sentence := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '.' || r == '?' }) {
		if n := len(strings.Fields(sentence)); n > mostSpoken {
			t.Errorf("%s says %d words in one sentence: %q", code, n, sentence)
		}
	}
}

func hasWord(text string, words ...string) bool {
	for have := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' }) {
		for _, word := range words {
			if have == word {
				return true
			}
		}
	}
	return false
}

func TestUnknownDoubtStillHasWords(t *testing.T) {
	if got := WordsFor("NEW_CODE"); got != wordings[postkamer.HandedOver] {
		t.Errorf("got %+v", got)
	}
}
