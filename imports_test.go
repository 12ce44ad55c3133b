package postkamer_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// layers is the order of the packages, lowest first. A package imports only
// packages of a lower layer. Packages of one layer do not know each other.
var layers = [][]string{
	{""}, // package postkamer itself
	{"ocr/codeprint", "ocr/internal/sheetedge"},
	{"ocr/internal/wire", "ocr/internal/sandbox", "ocr/internal/plainpdf", "ocr/internal/barcode", "intake/internal/drawing"},
	{"ocr/internal/child", "ocr/internal/layout", "store/embedded", "intake/scanner/scantest"},
	{"ocr", "ocr/pdfa", "classify", "forecast", "store", "intake/paper", "intake/scanner", "intake/clamd"},
	{"intake", "intake/evidence", "intake/receipt", "intake/cover", "intake/letters", "intake/clamd/clamdtest", "guard", "store/storetest", "store/storetest/crowd", "web/devlogin", "deploy/samples/generate", "classify/texts/generate", "classify/examples", "ocr/internal/bench", "classify/internal/fieldbench"},
	{"learn", "town"},
	{"workers", "classify/internal/kindbench", "classify/internal/formbench", "web"},
	{"cmd/postkamer", "store/storetest/shared"},
}

// stdlibOnly are packages that import nothing but the standard library.
var stdlibOnly = []string{""}

// module is the name in go.mod.
const module = "postkamer"

func TestImportsGoDown(t *testing.T) {
	layer := map[string]int{}
	for i, names := range layers {
		for _, name := range names {
			layer[strings.TrimSuffix(module+"/"+name, "/")] = i
		}
	}
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		pkg, imports, _ := strings.Cut(strings.TrimSpace(line), " ")
		if _, ok := layer[pkg]; !ok {
			t.Errorf("package %s has no place in layers", pkg)
		}
		for _, imp := range strings.Fields(imports) {
			if ours(imp) && layer[imp] >= layer[pkg] {
				t.Errorf("%s imports %s, which is not below it", pkg, imp)
			}
			if stdlib := slices.Contains(stdlibOnly, strings.TrimPrefix(strings.TrimPrefix(pkg, module), "/")); stdlib && strings.Contains(imp, ".") {
				t.Errorf("%s imports %s; it may import the standard library only", pkg, imp)
			}
		}
	}
}

func TestOnlyTheseTalkToTheDatabase(t *testing.T) {
	allowed := []string{"postkamer/store", "postkamer/store/embedded", "postkamer/store/storetest", "postkamer/store/storetest/crowd", "postkamer/workers", "postkamer/web"}
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		pkg, imports, _ := strings.Cut(strings.TrimSpace(line), " ")
		if strings.Contains(imports, "github.com/jackc/pgx") && !slices.Contains(allowed, pkg) {
			t.Errorf("%s imports pgx; all SQL is in package store", pkg)
		}
	}
}

func ours(imp string) bool { return imp == module || strings.HasPrefix(imp, module+"/") }
