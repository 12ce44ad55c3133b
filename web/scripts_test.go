package web

import (
	"go/ast"
	"go/parser"
	"go/token"
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

func TestEveryDoubtHasWordsForTheTelephone(t *testing.T) {
	codes := doubtCodes(t)
	if len(codes) < 35 {
		t.Fatalf("only %d codes found: is doubt.go read right?", len(codes))
	}
	for _, code := range codes {
		script, ok := callScripts[code]
		if !ok {
			t.Errorf("%s has no call script", code)
			continue
		}
		if script.Label == "" || strings.ContainsAny(script.Label, "{|}") {
			t.Errorf("%s has no short name: %q", code, script.Label)
		}
		for _, text := range []string{script.Spoken, script.Question} {
			je, u := postkamer.Je.Say(text), postkamer.U.Say(text)
			if len(je) < 20 || strings.ContainsAny(je+u, "{|}") {
				t.Errorf("%s: %q", code, text)
			}
			if containsWord(u, "je", "jij", "jou", "jouw") || containsWord(je, "u", "uw") {
				t.Errorf("%s mixes je and u: %q / %q", code, je, u)
			}
		}
		if !strings.Contains(script.Question, "?") {
			t.Errorf("%s asks nothing: %q", code, script.Question)
		}
	}
	if len(callScripts) != len(codes) {
		t.Errorf("%d scripts for %d codes: one is for a code that is gone", len(callScripts), len(codes))
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

func TestUnknownDoubtStillHasWords(t *testing.T) {
	if got := scriptOf("NEW_CODE"); got != callScripts[postkamer.HandedOver] {
		t.Errorf("got %+v", got)
	}
}
