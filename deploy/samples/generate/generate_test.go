package main

import (
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"postkamer"
)

const folder = ".."

// readExpected reads the committed expected.json.
func readExpected(t *testing.T) expected {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(folder, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var e expected
	if err := json.Unmarshal(b, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEveryFileIsExpectedAndEveryExpectedFileIsThere(t *testing.T) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var there, want []string
	for _, entry := range entries {
		if !entry.IsDir() && entry.Name() != "expected.json" && entry.Name() != "README.md" {
			there = append(there, entry.Name())
		}
	}
	for _, f := range readExpected(t).Files {
		want = append(want, f.File)
	}
	slices.Sort(want)
	if !slices.Equal(there, want) {
		t.Errorf("folder holds\n%q\nexpected.json names\n%q", there, want)
	}
}

func TestExpectedIsWhatThePlanSays(t *testing.T) {
	var todo plan
	if err := readYAML("delivery.yaml", &todo); err != nil {
		t.Fatal(err)
	}
	want, err := expect(todo.Files, todo.Letters)
	if err != nil {
		t.Fatal(err)
	}
	fresh := filepath.Join(t.TempDir(), "expected.json")
	if err := want.write(fresh); err != nil {
		t.Fatal(err)
	}
	a, _ := os.ReadFile(fresh)
	b, _ := os.ReadFile(filepath.Join(folder, "expected.json"))
	if string(a) != string(b) {
		t.Error("expected.json is older than delivery.yaml: run the generator")
	}
}

func TestSamplesFitInGit(t *testing.T) {
	total := int64(0)
	for _, f := range readExpected(t).Files {
		info, err := os.Stat(filepath.Join(folder, f.File))
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
	}
	if total >= 12_000_000 {
		t.Errorf("samples take %d bytes, want less than 12 MB", total)
	}
}

func TestThereAreFortyPieces(t *testing.T) {
	pieces, letters := 0, map[string]bool{}
	for _, f := range readExpected(t).Files {
		for _, p := range f.Pieces {
			pieces++
			letters[p.Letter] = true
		}
	}
	if pieces < 40 || len(letters) != pieces {
		t.Errorf("%d pieces of %d letters, want at least 40, each letter once", pieces, len(letters))
	}
}

// Every page is in a piece or marked, once: none is forgotten.
func TestEveryPageIsAccountedFor(t *testing.T) {
	for _, f := range readExpected(t).Files {
		if (f.Refused == "") != (f.Pages > 0 && len(f.Pieces) > 0) {
			t.Errorf("%s: must be refused or have pages and pieces", f.File)
		}
		n := len(f.Marked)
		for _, p := range f.Pieces {
			n += len(p.Pages) + len(p.Marked)
		}
		if n != f.Pages {
			t.Errorf("%s: %d pages accounted for of %d", f.File, n, f.Pages)
		}
	}
}

func TestPiecesSayWhereTheyGo(t *testing.T) {
	destinations := []string{string(postkamer.ToQueue), string(postkamer.ToCaller), string(postkamer.ToTriage)}
	for _, f := range readExpected(t).Files {
		for _, p := range f.Pieces {
			if !slices.Contains(destinations, p.Destination) {
				t.Errorf("%s: destination %q", p.Letter, p.Destination)
			}
			if p.Destination != string(postkamer.ToTriage) && p.CaseType == "" {
				t.Errorf("%s: no case type", p.Letter)
			}
			if p.Destination == string(postkamer.ToCaller) && len(p.Doubts)+len(p.DoubtsAny) == 0 {
				t.Errorf("%s: a caller needs to know why to phone", p.Letter)
			}
		}
	}
}

func TestDoubtsAndRefusalsAreOnTheFixedLists(t *testing.T) {
	doubts, refusals := codes(t, "doubt.go"), codes(t, "refusal.go")
	for _, f := range readExpected(t).Files {
		if f.Refused != "" && !slices.Contains(refusals, f.Refused) {
			t.Errorf("%s: no refusal is called %s", f.File, f.Refused)
		}
		for _, p := range f.Pieces {
			for _, code := range slices.Concat(p.Doubts, p.DoubtsAny) {
				if !slices.Contains(doubts, code) {
					t.Errorf("%s: no doubt is called %s", p.Letter, code)
				}
			}
		}
	}
}

// codes returns the code values that a file of the root package declares.
func codes(t *testing.T, name string) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range regexp.MustCompile(`Code\s*=\s*"([A-Z_]+)"`).FindAllSubmatch(b, -1) {
		out = append(out, string(m[1]))
	}
	return out
}

// letterText is all that is written in the letters.
func letterText(t *testing.T) string {
	t.Helper()
	letters, err := readLetters("letters")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, l := range letters {
		b.WriteString(strings.Join(l.pages(), "\n"))
	}
	return b.String()
}

func TestCitizenNumbersAreTestNumbersThatPassTheElevenTest(t *testing.T) {
	seen := map[string]bool{}
	for _, n := range regexp.MustCompile(`\b\d{9}\b`).FindAllString(letterText(t), -1) {
		if !strings.HasPrefix(n, "999") || !postkamer.ValidBSN(n) {
			t.Errorf("%s is not a test BSN", n)
		}
		seen[n] = true
	}
	if len(seen) < 15 {
		t.Errorf("only %d numbers found", len(seen))
	}
}

// One form has a wrong IBAN on purpose.
func TestAllAccountNumbersButOneAreValid(t *testing.T) {
	var wrong []string
	for _, s := range regexp.MustCompile(`NL\d\d [A-Z]{4} \d{4} \d{4} \d\d`).FindAllString(letterText(t), -1) {
		if n := postkamer.NormalIBAN(s); !postkamer.ValidIBAN(n) {
			wrong = append(wrong, s)
		}
	}
	if want := []string{"NL83 INGB 8378 0587 65"}; !slices.Equal(wrong, want) {
		t.Errorf("wrong account numbers %q, want %q", wrong, want)
	}
}

func TestSameNameSignsTheSame(t *testing.T) {
	a, again, b := signature("a"), signature("a"), signature("b")
	if a != again || a == b {
		t.Error("a signature must depend on the name alone")
	}
}

func TestTIFFsHaveThePagesThatAreExpected(t *testing.T) {
	for _, f := range readExpected(t).Files {
		if f.Refused != "" || !strings.HasSuffix(f.File, ".tif") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(folder, f.File))
		if err != nil {
			t.Fatal(err)
		}
		if got := directories(b); got != f.Pages {
			t.Errorf("%s: %d pages, expected %d", f.File, got, f.Pages)
		}
	}
}

// directories counts the pictures of a little-endian TIFF.
func directories(b []byte) int {
	n := 0
	for at := binary.LittleEndian.Uint32(b[4:]); at != 0; n++ {
		entries := binary.LittleEndian.Uint16(b[at:])
		at = binary.LittleEndian.Uint32(b[at+2+uint32(entries)*12:])
	}
	return n
}
