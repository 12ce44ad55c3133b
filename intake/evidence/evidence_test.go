package evidence

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"postkamer/ocr/pdfa"
)

var update = flag.Bool("update", false, "write the texts of the papers anew")

func on(month, day int) time.Time {
	return time.Date(2026, time.Month(month), day, 9, 30, 0, 0, time.UTC)
}

func sum(n int) string { return fmt.Sprintf("%064x", n+10) }

func someKept() []Kept {
	return []Kept{{Reference: "PK-2026-7K3M-Q9", Position: 1, Page: 4, Why: "er zit een zegel op", Now: "terug naar de inwoner op 12 november 2026"}}
}

func someDeclaration() Declaration {
	return Declaration{
		Town: "Gemeente Voorbeeldstad", Reference: "VV-12", On: on(11, 22), Box: "12", Place: "archief, kast 3", KeepUntil: on(5, 31),
		Basis: "Archiefwet 1995, artikel 7.", Decision: "besluit 2026-118 van 3 maart 2026",
		Stacks: []Stack{
			{Position: 1, Name: "stapel 3 van 3 november 2026", Reference: "ST-2026-7K3M-Q9", Received: on(11, 3), By: "Sanne de Wit", Profile: "scanner, versie 2",
				SheetsCounted: 50, Sheets: 50, Pages: 100, PiecesCounted: 18, Pieces: 18, Files: []File{{sum(1), 12345678, 60}, {sum(2), 234567, 40}}},
			{Position: 2, Name: "stapel 1 van 4 november 2026", Reference: "ST-2026-8M2P-R4", Received: on(11, 4), By: "Ömer Yılmaz", Profile: "scanner, versie 2",
				Sheets: 1, Pages: 2, PiecesCounted: 2, Pieces: 1, CountWhy: "Een brief lag er dubbel in. Nagekeken door Sanne.", Files: []File{{sum(3), 99, 2}}},
		},
		Profiles: []Profile{{Name: "scanner", Version: 2, Since: on(10, 1), By: "Joke Jansen", Device: "Fujitsu fi-7160", Settings: "300 dpi, kleur, beide kanten, A4",
			Software: "scanimage 1.2.1, postkamer 0.5", Limits: "een bladzijde is te vaag onder 0,30", Sample: 10, Stacks: 2}},
		Checks: Checks{Pages: 102, InPieces: 80, Blank: 15, Separators: 6, Replaced: 1, Flagged: 9, Looked: 9, Sampled: 11, Good: 11, Rescans: 1, Pieces: 19, Accepted: 17, Left: 1, Back: 1},
		Kept:   someKept(),
		Signers: []Signer{{Role: "Scanmedewerker", Name: "Sanne de Wit"}, {Role: "Steekproef gedaan door", Name: "Tom Bakker"},
			{Role: "Namens het college"}},
	}
}

func someLot(papers int) Lot {
	l := Lot{Box: "12", Place: "archief, kast 3", KeepUntil: on(5, 31), Stacks: 1, Sheets: 3, Kept: someKept()}
	for i := range papers {
		l.Papers = append(l.Papers, Paper{Reference: fmt.Sprintf("PK-2026-%04d-Q9", i), Position: 1, Stack: "stapel 3 van 3 november 2026", Received: on(11, 3), Pages: 2, Kind: "Verhuizing", Case: "zaak afgerond op 9 november 2026"})
	}
	return l
}

func someDestruction(t *testing.T, papers int) Destruction {
	t.Helper()
	list, err := someLot(papers).JSON()
	if err != nil {
		t.Fatal(err)
	}
	return Destruction{Town: "Gemeente Voorbeeldstad", Reference: "VL-12", List: list, ProposedBy: "Sanne de Wit", ProposedAt: on(6, 2)}
}

func done(d Destruction) Destruction {
	d.ApprovedBy, d.ApprovedAt, d.DestroyedBy, d.DestroyedAt, d.How = "Joke Jansen", on(6, 3), "Sanne de Wit", on(6, 9), "versnipperd door een erkend bedrijf, bon 44"
	return d
}

// everyPaper are the papers of the golden files.
func everyPaper(t *testing.T) map[string]func() ([]byte, error) {
	draft, empty := someDeclaration(), someDeclaration()
	draft.Open = []string{"Er is nog 1 verzoek om opnieuw te scannen."}
	empty.Kept, empty.Decision, empty.Place = nil, "", ""
	return map[string]func() ([]byte, error){
		"declaration":       someDeclaration().PDF,
		"declaration-draft": draft.PDF,
		"declaration-empty": empty.PDF,
		"destruction":       someDestruction(t, 3).PDF,
		"destruction-done":  done(someDestruction(t, 60)).PDF,
		"handback": HandBack{Town: "Gemeente Voorbeeldstad", On: on(11, 22), Items: []BackItem{
			{"PK-2026-7K3M-Q9", "12", 1, "stapel 3 van 3 november 2026", "blad 4", "er zit een zegel op", "naar de inwoner"},
			{"PK-2026-8M2P-R4", "", 0, "stapel 1 van 22 november 2026", "bladzijde 1", "oud stuk van waarde", "naar het archief"}}}.PDF,
		"handback-none": HandBack{Town: "Gemeente Voorbeeldstad", On: on(11, 22)}.PDF,
		"label":         someLabel(3).PDF,
	}
}

func someLabel(stacks int) Label {
	l := Label{Town: "Gemeente Voorbeeldstad", Number: "12", Year: 2026, Code: "PKDOOS:12:M", Place: "archief, kast 3", Opened: on(11, 3), Closed: on(11, 22), KeepUntil: on(5, 31)}
	for i := range stacks {
		l.Stacks = append(l.Stacks, LabelStack{i + 1, fmt.Sprintf("stapel %d van 22 november 2026", i+1), 50, 18})
	}
	return l
}

// made writes a paper to a file and returns its name.
func made(t *testing.T, pdf func() ([]byte, error)) string {
	t.Helper()
	content, err := pdf()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

func TestEveryPaperSaysWhatItSaid(t *testing.T) {
	for name, pdf := range everyPaper(t) {
		t.Run(name, func(t *testing.T) {
			got := run(t, "pdftotext", "-layout", made(t, pdf), "-")
			golden := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the text changed; look at it and run with -update:\n%s", got)
			}
		})
	}
}

func TestEveryPaperIsASoundPDF(t *testing.T) {
	for name, pdf := range everyPaper(t) {
		t.Run(name, func(t *testing.T) {
			file := made(t, pdf)
			if out := run(t, "qpdf", "--check", file); !strings.Contains(out, "No syntax or stream encoding errors found") {
				t.Error(out)
			}
			if fonts := run(t, "pdffonts", file); strings.Contains(fonts, " no  ") && regexp.MustCompile(`(?m)TrueType\s+WinAnsi\s+no`).MatchString(fonts) {
				t.Errorf("a typeface is not in the file:\n%s", fonts)
			}
			again, err := pdf()
			if err != nil {
				t.Fatal(err)
			}
			if first, _ := os.ReadFile(file); !bytes.Equal(first, again) {
				t.Error("the same facts give other bytes")
			}
		})
	}
}

// visible is the only rule of the copies of post that these papers break: their
// letters are to be seen. Typefaces of those copies are of another kind.
var visible = map[pdfa.Rule]bool{pdfa.RuleInvisible: true, pdfa.RuleFont: true, pdfa.RuleContent: true, pdfa.RuleUnicode: true, pdfa.RuleWidths: true}

func TestPapersThatStayAreMadeToLast(t *testing.T) {
	papers := everyPaper(t)
	for _, name := range []string{"declaration", "destruction-done", "handback"} {
		content, err := papers[name]()
		if err != nil {
			t.Fatal(err)
		}
		findings, err := pdfa.Check(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if !visible[f.Rule] {
				t.Errorf("%s: %s", name, f)
			}
		}
	}
}

func TestAListIsOneListForEverybody(t *testing.T) {
	list, err := someLot(3).JSON()
	if err != nil {
		t.Fatal(err)
	}
	lot, err := ReadLot(list)
	if err != nil {
		t.Fatal(err)
	}
	again, err := lot.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(list, again) || Sum(list) != Sum(again) || len(Sum(list)) != 64 {
		t.Error("a list that was kept and read is another list")
	}
	shorter, _ := someLot(2).JSON()
	if Sum(shorter) == Sum(list) {
		t.Error("another list has the same check sum")
	}
	if _, err := ReadLot([]byte("{")); err == nil {
		t.Error("half a list is read")
	}
}

func TestALongListGoesOnUnderItsHead(t *testing.T) {
	file := made(t, done(someDestruction(t, 60)).PDF)
	for page := 2; page <= 3; page++ {
		got := run(t, "pdftotext", "-layout", "-f", fmt.Sprint(page), "-l", fmt.Sprint(page), file, "-")
		if strings.Contains(got, "PK-2026-") && !strings.Contains(got, "Wat ermee gebeurde") {
			t.Errorf("page %d has rows without a head:\n%s", page, got)
		}
	}
	if got := strings.Count(run(t, "pdftotext", file, "-"), "PK-2026-00"); got != 60 {
		t.Errorf("%d of 60 papers are on the list", got)
	}
}

func TestALabelIsOnePageHoweverMuchIsInTheBox(t *testing.T) {
	file := made(t, someLabel(70).PDF)
	if out := run(t, "pdfinfo", file); !regexp.MustCompile(`Pages:\s+1\n`).MatchString(out) {
		t.Error(out)
	}
	if got := run(t, "pdftotext", file, "-"); !strings.Contains(got, "En nog 46 stapels.") {
		t.Error(got)
	}
}

func TestANameWithStrangeLettersCanBeRead(t *testing.T) {
	d := someDeclaration()
	d.Stacks[0].By = "Şerife Łuczak-Đorđević"
	if got := run(t, "pdftotext", "-raw", made(t, d.PDF), "-"); !strings.Contains(strings.Join(strings.Fields(got), " "), "Şerife Łuczak-Đorđević") {
		t.Error(got)
	}
}

func TestNothingStandsBesideThePage(t *testing.T) {
	for name, pdf := range everyPaper(t) {
		boxes := run(t, "pdftotext", "-bbox", made(t, pdf), "-")
		for _, m := range regexp.MustCompile(`xMax="([0-9.]+)" yMax="([0-9.]+)">(.*)</word>`).FindAllStringSubmatch(boxes, -1) {
			var x, y float64
			_, _ = fmt.Sscan(m[1], &x)
			_, _ = fmt.Sscan(m[2], &y)
			if x > (right+2)*72/25.4 || y > 290*72/25.4 {
				t.Errorf("%s: %q ends at %.0f, %.0f points", name, m[3], x, y)
			}
		}
	}
}
