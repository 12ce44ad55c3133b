package receipt

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/ocr/pdfa"
)

func someCopy() Copy {
	return Copy{
		Town: "Gemeente Voorbeeldstad", Reference: "VH-2026-7K3M-Q9", Received: time.Date(2026, 11, 22, 3, 7, 0, 0, postkamer.Zone()),
		Words: postkamer.ReceiptWords{Title: "Uw verhuizing is binnen", Next: []string{"Wij kijken uw gegevens na.", "Klopt er iets niet? Dan bellen wij u."},
			Missing: []string{"Toestemming van die persoon"}, Until: time.Date(2026, 12, 7, 0, 0, 0, 0, time.UTC), Due: time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC),
			Contact: "14 070 (maandag tot en met vrijdag)", Tone: postkamer.U},
		Lines: []Line{{"Voornamen", "Zoë Anna"}, {"Achternaam", "d'Hónt-van 't Ei"}, {"Geboortedatum", "7 november 1968"}, {"Toevoeging", notAnswered}},
		Files: []File{{"huur (1).heic", 2_400_000, strings.Repeat("a", 64)}},
		Sum:   strings.Repeat("b", 64),
	}
}

func made(t *testing.T, c Copy) []byte {
	t.Helper()
	pdf, err := c.PDF()
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

// text is what poppler reads in a PDF, in one line.
func text(t *testing.T, pdf []byte) string {
	t.Helper()
	cmd := exec.Command("pdftotext", "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

// visible are the rules of the copies of post that a paper with letters breaks: those
// have an invisible typeface of their own.
var visible = map[pdfa.Rule]bool{pdfa.RuleInvisible: true, pdfa.RuleFont: true, pdfa.RuleContent: true, pdfa.RuleUnicode: true, pdfa.RuleWidths: true, pdfa.RuleNotdef: true}

func TestACopyIsMadeToLast(t *testing.T) {
	strange := someCopy()
	strange.Lines = append(strange.Lines, Line{"Naam", "Şerife Łuczak-Đorđević Ωμέγα Жанна"})
	for name, c := range map[string]Copy{"usual": someCopy(), "letters of other languages": strange} {
		t.Run(name, func(t *testing.T) {
			pdf := made(t, c)
			if !bytes.Equal(pdf, made(t, c)) {
				t.Error("the same facts give other bytes")
			}
			findings, err := pdfa.Check(bytes.NewReader(pdf), int64(len(pdf)))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range findings {
				if !visible[f.Rule] {
					t.Error(f)
				}
			}
			file := filepath.Join(t.TempDir(), "copy.pdf")
			if err := os.WriteFile(file, pdf, 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command("qpdf", "--check", file).CombinedOutput(); err != nil {
				t.Errorf("qpdf: %v\n%s", err, out)
			}
			if out, err := exec.Command("pdffonts", file).CombinedOutput(); err != nil || strings.Contains(string(out), " no ") && !strings.Contains(string(out), "yes") {
				t.Errorf("fonts: %v\n%s", err, out)
			}
		})
	}
}

func TestACopySaysEverything(t *testing.T) {
	got := text(t, made(t, someCopy()))
	for _, want := range []string{"VH-2026-7K3M-Q9", "V H, 2026, 7 K 3 M, Q 9", "22 november 2026 om 3.07 uur", "Uw verhuizing is binnen", "Wij kijken uw gegevens na.",
		"U hoort uiterlijk op 27 november 2026 van ons.", "Toestemming van die persoon", "Stuur dit uiterlijk op 7 december 2026.", "Bel 14 070", "d'Hónt-van 't Ei", "Zoë Anna",
		"Niet ingevuld", "huur (1).heic", "2,4 MB", strings.Repeat("a", 64), strings.Repeat("b", 64), "Bladzijde 1 van 1"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in: %s", want, got)
		}
	}
	c := someCopy()
	c.Words.Tone = postkamer.Je
	if got := text(t, made(t, c)); !strings.Contains(got, "Je kenmerk") || !strings.Contains(got, "Dit heb je ingevuld") {
		t.Errorf("je: %s", got)
	}
}

func TestNamesStandAsTheyWereTyped(t *testing.T) {
	for _, tt := range []struct {
		name, answer, want string
		note               bool
	}{
		{"letters of Europe", "Şerife Łuczak-Đorđević", "Şerife Łuczak-Đorđević", false},
		{"Greek and Cyrillic", "Ωμέγα Жанна", "Ωμέγα Жанна", false},
		{"an apostrophe of a phone", "’t Hooft", "’t Hooft", false},
		{"what the typeface does not have is told", "محمد 😀", "???? ?", true},
		{"a text that looks like a PDF", ") Tj ET (", ") Tj ET (", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := someCopy()
			c.Lines = []Line{{"Naam", tt.answer}}
			got := text(t, made(t, c))
			if !strings.Contains(got, tt.want) {
				t.Errorf("%q is missing in: %s", tt.want, got)
			}
			if told := strings.Contains(got, "Sommige tekens"); told != tt.note {
				t.Errorf("told that signs are missing: %v", told)
			}
		})
	}
}

func TestALongAnswerRunsOn(t *testing.T) {
	c := someCopy()
	c.Lines = []Line{{"Waarom?", strings.Repeat("woord ", 2000) + "einde"}, {"Wat?", strings.Repeat("a", 10_000) + "slot"}, {"Regels", "een\ntwee"}}
	pdf := made(t, c)
	got := text(t, pdf)
	if !strings.Contains(got, "einde") || strings.Count(got, "woord") != 2000 {
		t.Error("words are lost")
	}
	if n := strings.Count(got, "a"); n < 10_000 || !strings.Contains(strings.ReplaceAll(got, " ", ""), "slot") {
		t.Errorf("%d of 10.000 letters are there", n)
	}
	cmd := exec.Command("pdftotext", "-bbox", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		if _, after, ok := strings.Cut(line, `xMax="`); ok && strings.HasPrefix(strings.TrimSpace(line), "<word") {
			if x, _, _ := strings.Cut(after, `"`); len(x) > 0 && x > "539" && !strings.HasPrefix(x, "6") && len(strings.Split(x, ".")[0]) == 3 {
				t.Fatalf("a word stands over the edge: %s", line)
			}
		}
	}
}
