package letters

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/ocr/pdfa"
)

var update = flag.Bool("update", false, "write the texts of the letters anew")

func on(month, day int) time.Time {
	return time.Date(2026, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

func someFacts(tone postkamer.Tone) Facts {
	town := postkamer.DefaultMunicipality()
	town.Tone.Citizen = tone
	return Facts{Town: town, To: []string{"Zoë de Groot", "Lindelaan 12", "2512 EB VOORBEELDSTAD"}, Name: "Zoë de Groot", Topic: tone.Say("{je|uw} verhuizing"), Ours: "PK-2026-7K3M-QC",
		Received: on(11, 20), Today: on(11, 23), AnswerBy: on(12, 7), Due: on(12, 14), Signed: "T. de Boer", Code: "7K3-MQ9-XV4",
		Blanks: map[string]string{"stukken": "- een kopie van het huurcontract\n\neen handtekening van de hoofdbewoner", "reden": "Wij wachten op een advies.", "instantie": "Gemeente Westdorp"}}
}

// said is a letter as words.
func said(t postkamer.LetterText) string {
	return strings.Join([]string{strings.Join(t.To, "\n"), t.Title, t.Hello, strings.Join(t.Body, "\n"), strings.Join(t.Closing, "\n")}, "\n\n") + "\n"
}

func TestEveryLetterInBothTones(t *testing.T) {
	for _, template := range Shipped() {
		for _, tone := range []postkamer.Tone{postkamer.Je, postkamer.U} {
			t.Run(template.Name+" "+string(tone), func(t *testing.T) {
				text, err := template.Fill(someFacts(tone))
				if err != nil {
					t.Fatal(err)
				}
				got := said(text)
				if strings.ContainsAny(strings.ReplaceAll(got, postkamer.CodeBlock, ""), "[]{}|") {
					t.Errorf("places are left: %s", got)
				}
				path := filepath.Join("testdata", template.Name+"_"+string(tone)+".txt")
				if *update {
					if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(path)
				if err != nil || got != string(want) {
					t.Errorf("%v; the letter says\n%s", err, got)
				}
			})
		}
	}
}

func TestWhatAPersonTypedIsNotLookedAtAgain(t *testing.T) {
	template, _ := Named(Shipped(), Completion)
	f := someFacts(postkamer.U)
	f.Blanks["stukken"] = "het [kenmerk] van {je|uw} auto"
	text, err := template.Fill(f)
	if err != nil || !strings.Contains(said(text), "- het [kenmerk] van {je|uw} auto") {
		t.Errorf("%v: %s", err, said(text))
	}
}

func TestALetterWithoutWhatItMustSayIsRefused(t *testing.T) {
	tests := []struct {
		template string
		change   func(*Facts)
	}{
		{Completion, func(f *Facts) { f.Blanks["stukken"] = " " }},
		{Completion, func(f *Facts) { f.AnswerBy = time.Time{} }},
		{More, func(f *Facts) { f.Due = time.Time{} }},
		{Unanswered, func(f *Facts) { f.Code = "" }},
		{Returned, func(f *Facts) { f.Blanks["reden"] = "" }},
	}
	for _, tt := range tests {
		template, _ := Named(Shipped(), tt.template)
		f := someFacts(postkamer.U)
		tt.change(&f)
		if text, err := template.Fill(f); err == nil {
			t.Errorf("%s: %s", tt.template, said(text))
		}
	}
}

func TestOwnWords(t *testing.T) {
	own := func(name, title string, body ...string) map[string]postkamer.LetterWords {
		return map[string]postkamer.LetterWords{name: {Title: title, Body: body}}
	}
	tests := []struct {
		name string
		own  map[string]postkamer.LetterWords
		want string // of the error; empty: none
	}{
		{"another title", own(Receipt, "Bedankt voor {je|uw} post"), ""},
		{"all of the body", own(Receipt, "", "Op [ontvangen] kwam {je|uw} post binnen. Kenmerk: [kenmerk]."), ""},
		{"a place that is not known", own(Receipt, "", "Op [ontvangen], [kenmerk], door [wie]"), "[wie] is not known"},
		{"what the law asks is gone", own(Completion, "", "Stuur [stukken] met [kenmerk] op"), "[uiterlijk] is missing"},
		{"a choice of tone that was not ended", own(Receipt, "Bedankt voor {je|uw post"), "stands alone"},
		{"a choice of tone that was not begun", own(Receipt, "Bedankt voor je|uw} post"), "stands alone"},
		{"no such letter", own("groeten", "Groeten"), "there is no such letter"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := Check(tt.own)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Fatalf("%v, want %q", err, tt.want)
			}
			if tt.want != "" {
				return
			}
			template, _ := Named(With(tt.own), Receipt)
			if _, err := template.Fill(someFacts(postkamer.Je)); err != nil || !template.Own {
				t.Error(err)
			}
		})
	}
}

func TestAddress(t *testing.T) {
	field := func(name postkamer.FieldName, value string) postkamer.CaseField {
		return postkamer.CaseField{Name: name, Value: value}
	}
	old := []postkamer.CaseField{field(postkamer.FieldFullName, "Zoë de Groot"), field(postkamer.FieldOldStreet, "Lindelaan"), field(postkamer.FieldOldNumber, "12"), field(postkamer.FieldOldPostcode, "2512 EB"), field(postkamer.FieldOldCity, "Voorbeeldstad")}
	move := append(old[:len(old):len(old)], field(postkamer.FieldNewStreet, "Dorpsstraat"), field(postkamer.FieldNewNumber, "3 b"), field(postkamer.FieldNewPostcode, "2291 XX"), field(postkamer.FieldNewCity, "Westdorp"), field(postkamer.FieldMoveDate, "2026-12-01"))
	own := append(move[:len(move):len(move)], field(postkamer.FieldStreet, "Markt"), field(postkamer.FieldNumber, "1"), field(postkamer.FieldPostcode, "2511 AA"), field(postkamer.FieldCity, "Voorbeeldstad"))
	tests := []struct {
		name   string
		fields []postkamer.CaseField
		today  time.Time
		want   string
	}{
		{"before the move at the old address", move, on(11, 30), "Zoë de Groot/Lindelaan 12/2512 EB VOORBEELDSTAD"},
		{"from the day of the move at the new one", move, on(12, 1), "Zoë de Groot/Dorpsstraat 3 b/2291 XX WESTDORP"},
		{"the sender's own goes first", own, on(11, 30), "Zoë de Groot/Markt 1/2511 AA VOORBEELDSTAD"},
		{"without a name", old[1:], on(11, 30), "De bewoner van dit adres/Lindelaan 12/2512 EB VOORBEELDSTAD"},
		{"half an address is none", old[:3], on(11, 30), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(Address(tt.fields, tt.today), "/"); got != tt.want {
				t.Errorf("goes to %q, want %q", got, tt.want)
			}
		})
	}
}

// pdftotext reads a PDF as poppler does.
func pdftotext(t *testing.T, pdf []byte) string {
	t.Helper()
	cmd := exec.Command("pdftotext", "-layout", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// visible is the only rule of the copies of post that a letter breaks: its words are to
// be seen. Typefaces of those copies are of another kind.
var visible = map[pdfa.Rule]bool{pdfa.RuleInvisible: true, pdfa.RuleFont: true, pdfa.RuleContent: true, pdfa.RuleUnicode: true, pdfa.RuleWidths: true}

func TestPDFOfALetter(t *testing.T) {
	template, _ := Named(Shipped(), Unanswered)
	f := someFacts(postkamer.U)
	text, err := template.Fill(f)
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := PDF(f.Town, text, f.Code)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := PDF(f.Town, text, f.Code)
	if !bytes.Equal(pdf, again) {
		t.Error("the same letter gives other bytes")
	}
	problems, err := pdfa.Check(bytes.NewReader(pdf), int64(len(pdf)))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if !visible[p.Rule] {
			t.Errorf("no PDF/A: %s", p)
		}
	}
	got := pdftotext(t, pdf)
	for _, want := range []string{"Zoë de Groot", "2512 EB VOORBEELDSTAD", "7K3 MQ9 XV4", "maandag 7 december 2026", "Retouradres: Gemeente Voorbeeldstad, Postbus 100", "T. de Boer"} {
		if !strings.Contains(strings.Join(strings.Fields(got), " "), want) {
			t.Errorf("the letter does not say %q:\n%s", want, got)
		}
	}
	if blank, _ := PDF(f.Town, text, ""); strings.Contains(pdftotext(t, blank), "MQ9") {
		t.Error("a letter without its code has one")
	}
}

func TestLongLetterAndRun(t *testing.T) {
	template, _ := Named(Shipped(), Completion)
	f := someFacts(postkamer.U)
	f.Blanks["stukken"] = strings.Repeat("een kopie van een stuk dat zo lang heet dat het niet op één regel past, van alle maanden van dat jaar\n", 30)
	text, err := template.Fill(f)
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := PDF(f.Town, text, "")
	if err != nil || !strings.Contains(pdftotext(t, pdf), "Bladzijde 2 van") {
		t.Errorf("a long letter has one page: %v", err)
	}
	short := someFacts(postkamer.U)
	one, _ := template.Fill(short)
	for bothSides, want := range map[bool]int{false: 2, true: 4} {
		run, err := Run(f.Town, []Sheet{{Text: one}, {Text: one}}, bothSides)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(pdftotext(t, run), "\f"); n != want {
			t.Errorf("a run for both sides %v has %d pages, want %d", bothSides, n, want)
		}
	}
}

func TestAnExampleCountsAsTheRealLetterDoes(t *testing.T) {
	town := postkamer.DefaultMunicipality()
	template, _ := Named(Shipped(), Completion)
	text, err := template.Example(town, "een verhuizing", on(12, 12)) // two weeks later is Boxing Day
	if err != nil || !strings.Contains(strings.Join(text.Body, "\n"), "28 december 2026") {
		t.Errorf("the example says %q, %v", text.Body, err)
	}
}
