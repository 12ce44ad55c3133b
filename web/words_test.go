package web

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"postkamer"
	"postkamer/town"
)

// textFields are the fields of structs that the parts put in words.
var textFields = []string{"Label", "Hint", "Legend", "Title", "Text", "Empty", "Caption", "Key", "Question", "Say", "title", "text", "label", "hint", "write"}

// textCalls are the functions that put a text in words, and which argument it is.
var textCalls = map[string]int{"Say": 0, "say": 0, "page": 1, "flash": 2, "flashUndo": 1, "flashTakeBack": 1, "flashJudged": 3, "settingsFrame": 1, "refuse": 1, "toCitizen": 1, "filled": 0, "Filled": 0}

// goTexts lists the texts in the source of this package that are put in words.
func goTexts(t *testing.T) []shippedText {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			for _, text := range countTexts(n) {
				where := strings.TrimSuffix(file, ".go")
				if !slices.Contains(found[text], where) {
					found[text] = append(found[text], where)
				}
			}
			if text := textIn(n); strings.ContainsFunc(text, unicode.IsLetter) && len(text) > 1 && !strings.HasPrefix(text, "/") {
				where := strings.TrimSuffix(file, ".go")
				if !slices.Contains(found[text], where) {
					found[text] = append(found[text], where)
				}
			}
			return true
		})
	}
	var list []shippedText
	for text, where := range found {
		list = append(list, shippedText{text, where})
	}
	slices.SortFunc(list, func(a, b shippedText) int { return strings.Compare(a.Text, b.Text) })
	return list
}

// countTexts returns the texts of what a node counts.
func countTexts(n ast.Node) []string {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) != 3 {
		return nil
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	one, more := literal(call.Args[1]), literal(call.Args[2])
	if !ok || strings.ToLower(f.Sel.Name) != "counted" || one == "" || more == "" {
		return nil
	}
	return []string{countText(one), countText(more)}
}

// textIn returns the text that a node puts in words; "" for none.
func textIn(n ast.Node) string {
	switch n := n.(type) {
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && slices.Contains(textFields, key.Name) {
			return literal(n.Value)
		}
	case *ast.CallExpr:
		name := ""
		switch f := n.Fun.(type) {
		case *ast.SelectorExpr:
			name = f.Sel.Name
		case *ast.Ident:
			name = f.Name
		}
		if at, ok := textCalls[name]; ok && at < len(n.Args) {
			return literal(n.Args[at])
		}
	case *ast.CompositeLit:
		if kind, ok := n.Type.(*ast.Ident); ok && kind.Name == "FieldError" && len(n.Elts) == 2 {
			return literal(n.Elts[1])
		}
		if n.Type == nil && len(n.Elts) == 2 { // an element of a list of FieldError
			first, second := literal(n.Elts[0]), literal(n.Elts[1])
			if first != "" && strings.ContainsRune(second, ' ') {
				return second
			}
		}
	}
	return ""
}

// literal returns a text that is written out; "" for anything else.
func literal(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			text, _ := strconv.Unquote(e.Value)
			return text
		}
	case *ast.BinaryExpr:
		a, b := literal(e.X), literal(e.Y)
		if e.Op == token.ADD && a != "" && b != "" {
			return a + b
		}
	}
	return ""
}

// TestTextsOfThisPackageAreListed keeps texts.json, from which the page of texts
// knows what stands in the source. After a change: go test ./web -run TextsOf -update
func TestTextsOfThisPackageAreListed(t *testing.T) {
	want, err := json.MarshalIndent(goTexts(t), "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile("texts.json", want, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile("texts.json")
	if err != nil || string(have) != string(want) {
		t.Errorf("texts.json is not what the source says (%v): go test ./web -run TextsOf -update", err)
	}
}

func TestRunsOfTextAreFoundAndTagsAreNot(t *testing.T) {
	for _, c := range []struct {
		name, piece string
		want        []string
	}{
		{"between tags", `<p class="a">Mijn werk</p><p>Klaar</p>`, []string{"Mijn werk", "Klaar"}},
		{"begins in a tag", ` hidden class="x">Kies een soort</label>`, []string{"Kies een soort"}},
		{"begins in text", ` uur later</p>`, []string{"uur later"}},
		{"ends in text", `<p>Bel `, []string{"Bel"}},
		{"ends in a tag", `<p>Bel ons</p><a href="`, []string{"Bel ons"}},
		{"no tag at all may lie in one", ` pk-narrow`, nil},
		{"signs and digits alone", `<p>! 12 .</p>`, nil},
		{"entities and lines", "<p>Caf&eacute;\n  &amp; bar</p>", []string{"Café & bar"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, run := range textRuns(c.piece) {
				got = append(got, run.text)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWordsAreSaidInTheToneOfThePage(t *testing.T) {
	st := newSite(t, nil)
	m := st.town().Municipality
	m.Texts = map[string]string{"Ja": "Jazeker, {je|u} wel"}
	m.English = map[string]string{"Ja": "Yes"}
	st.cfg.Town = town.Fixed(town.Town{Municipality: m})
	for tone, want := range map[postkamer.Tone]string{postkamer.Je: "Jazeker, je wel", postkamer.U: "Jazeker, u wel", postkamer.English: "Yes"} {
		if got := st.wordsIn(tone)("Ja"); got != want {
			t.Errorf("%s: %s", tone, got)
		}
		if got := st.wordsIn(tone)("{je|u} van een mens"); got != "{je|u} van een mens" {
			t.Errorf("%s: what a person wrote becomes %s", tone, got)
		}
	}
}

// TestHandlersAskForTheMunicipalityAsItIs looks that nothing reads the municipality of
// the start, or the shipped name of a kind or queue, where it may have changed.
func TestHandlersAskForTheMunicipalityAsItIs(t *testing.T) {
	files, _ := fs.Glob(os.DirFS("."), "*.go")
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || file == "settings.go" || file == "server.go" {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range []string{"cfg.Municipality", "cfg.Policy"} {
			if strings.Contains(string(source), wrong) {
				t.Errorf("%s reads %s: ask s.town()", file, wrong)
			}
		}
	}
}

func TestACountCanBePutInOtherWords(t *testing.T) {
	st := newSite(t, nil)
	m := st.town().Municipality
	m.Texts = map[string]string{"{n} zaken": "wel {n} dossiers", "Van {a} tot {b}.": "Tot {b}, vanaf {a}."}
	m.English = map[string]string{"{n} zaken": "{n} cases"}
	st.cfg.Town = town.Fixed(town.Town{Municipality: m})
	for got, want := range map[string]string{
		st.counted(1, "zaak", "zaken"):                          "1 zaak",
		st.counted(1200, "zaak", "zaken"):                       "wel 1.200 dossiers",
		st.countedIn(postkamer.English, 2, "zaak", "zaken"):     "2 cases",
		st.filled("Van {a} tot {b}.", "{a}", "{b}", "{b}", "9"): "Tot 9, vanaf {b}.",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
