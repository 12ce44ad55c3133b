package web

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// bakedIn finds a text with a value in it that nobody can put in other words: words
// with a verb of fmt between them.
var bakedIn = regexp.MustCompile(`(?s)^(?:.*\pL{2,}[\s.:,]+.*%|%.*[\s,]+\pL{2,})`)

// figuresBakedIn lists the texts of a file that are made with fmt.Sprintf or plural.
func figuresBakedIn(t *testing.T, file string) (list []string) {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		switch f := call.Fun.(type) {
		case *ast.SelectorExpr:
			if text := literalOf(call, 0); f.Sel.Name == "Sprintf" && bakedIn.MatchString(text) && !strings.HasPrefix(text, "/") {
				list = append(list, text)
			}
		case *ast.Ident:
			if text := literalOf(call, 1); f.Name == "plural" && text != "" {
				list = append(list, text)
			}
		}
		return true
	})
	return list
}

func literalOf(call *ast.CallExpr, at int) string {
	if at >= len(call.Args) {
		return ""
	}
	return literal(call.Args[at])
}

// TestTextsWithFiguresCanBePutInOtherWords keeps the list of texts with a figure, a date
// or a name in them that a municipality cannot put in other words. It may only become
// shorter: say a new one with filled or counted. After one is mended: -run TextsWithFigures -update
func TestTextsWithFiguresCanBePutInOtherWords(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, text := range figuresBakedIn(t, file) {
			list = append(list, fmt.Sprintf("%s\t%q", strings.TrimSuffix(file, ".go"), text))
			if slices.Contains(citizenSource, file) && !slices.Contains(inDutch, text) {
				t.Errorf("%s: citizens read %q: say it with filled", file, text)
			}
		}
	}
	slices.Sort(list)
	const golden = "testdata/figures.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(strings.Join(list, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	known := strings.Split(string(kept), "\n")
	for _, text := range list {
		if !slices.Contains(known, text) {
			t.Errorf("cannot be put in other words: %s: say it with filled or counted", text)
		}
	}
}
