package classify

import (
	"testing"
	"time"

	"postkamer"
)

// TestADateIsNoBurgerservicenummer: 30-06-1994 with a zero before it passes the
// eleven-test.
func TestADateIsNoBurgerservicenummer(t *testing.T) {
	for _, tt := range []struct {
		name, line, bsn string
		state           postkamer.FieldState
	}{
		{"a birth date behind the number", "Wat u nodig hebt: BSN 999026859, geboren 30-06-1994 te Assen.", "999026859", postkamer.FieldOK},
		{"only a birth date", "Mijn BSN heb ik niet, ik ben geboren 30-06-1994 te Assen.", "", ""},
		{"with points", "BSN 999026859, 30.06.1994", "999026859", postkamer.FieldOK},
		{"with spaces", "BSN 999026859, geboren 30 06 1994", "999026859", postkamer.FieldOK},
		{"before the number", "Geboren 30-06-1994, BSN 999026859", "999026859", postkamer.FieldOK},
		{"beside its label", "BSN: 30-06-1994 999026859", "999026859", postkamer.FieldOK},
		{"a number in groups is no date", "BSN 9990.26.859", "999026859", postkamer.FieldOK},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := readKind(postkamer.Verhuizing, lay(.95, "Geachte gemeente,", "", tt.line), received).field(postkamer.FieldBSN)
			if f.Value != tt.bsn || tt.bsn != "" && f.State != tt.state {
				t.Errorf("bsn is %q, %s (%s)", f.Value, f.State, f.Why)
			}
		})
	}
}

// TestMonthsOverTheTurnOfTheYear: a month without a year is the nearest.
func TestMonthsOverTheTurnOfTheYear(t *testing.T) {
	january := day(2021, 1, 5)
	form := Facts{Channel: postkamer.Form, Form: "tozo", ReceivedOn: january, Answers: []postkamer.Answer{{Name: "maanden", Field: string(postkamer.FieldMonths), Value: "november, december, januari"}}}
	v := Classify(postkamer.Text{}, form, shipped(t), DefaultPolicy())
	for _, d := range v.Doubts {
		if d.Code == postkamer.OutsidePeriod {
			t.Errorf("form: %s", d.Why)
		}
	}
	for text, want := range map[string]string{
		"november, december en januari":      "november 2020, december 2020, januari 2021",
		"november, december en januari 2021": "november 2020, december 2020, januari 2021",
		"november 2020, december en januari": "november 2020, december 2020, januari 2021",
		"november en december 2020":          "november 2020, december 2020",
		"november tot en met januari":        "november 2020, december 2020, januari 2021",
	} {
		if got := months(text, january); got != want {
			t.Errorf("months(%q) is %q, want %q", text, got, want)
		}
	}
}

// TestNotShownAsWellRead: values that are cut, several or misread must be seen.
func TestNotShownAsWellRead(t *testing.T) {
	read := func(kind postkamer.CaseType, confidence float64, lines ...string) *piece {
		return readKind(kind, lay(confidence, append([]string{"Geachte gemeente,", ""}, lines...)...), time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC))
	}
	for _, lines := range [][]string{
		{"Mijn rekening is NL91 ABNA 0417 1643 00 op naam van J. de Vries."},
		{"Mijn rekening is NL91 ABNA 0417 1643 00 op naam van J. de", "Vries. Alvast bedankt."},
		{"Rekening NL91 ABNA 0417 1643 00", "op naam van J. de Vries"},
		{"IBAN: NL91 ABNA 0417 1643 00 t.n.v. J. de Vries"},
		{"Mijn rekening is NL91 ABNA 0417 1643 00 op naam van J.", "de Vries. Alvast bedankt."},
		{"Mijn rekening is NL91 ABNA 0417 1643 00 op naam", "van J. de Vries. Alvast bedankt."},
		{"Mijn rekening is NL91 ABNA 0417 1643 00 op naam van", "J. de Vries. Alvast bedankt."},
		{"IBAN: NL91 ABNA 0417 1643 00", "Op naam van: J. de Vries"},
	} {
		if f := read(postkamer.Tozo, .95, lines...).field(postkamer.FieldIBANName); f.Value != "J. de Vries" {
			t.Errorf("%q: iban_name is %q, %s", lines, f.Value, f.State)
		}
	}
	if f := read(postkamer.Tozo, .95, "IBAN: NL91 ABNA 0417 1643 00", "Op naam van: J. de").field(postkamer.FieldIBANName); f.State.Sure() {
		t.Errorf("a cut name: %q, %s", f.Value, f.State)
	}
	if f := read(postkamer.Tozo, .95, "Rekening NL91 ABNA 0417 1643 00 op naam van Jan Smit", "Met vriendelijke groet").field(postkamer.FieldIBANName); f.Value != "Jan Smit" {
		t.Errorf("the next line is in the name: %q", f.Value)
	}
	for _, line := range []string{"Inkomen in die maanden (netto): EUR 420, EUR 0, EUR 0", "Mijn inkomen is € 420, € 0 en € 0 per maand."} {
		if f := read(postkamer.Tozo, .95, line).field(postkamer.FieldIncome); f.State.Sure() {
			t.Errorf("%q: income is %q, %s", line, f.Value, f.State)
		}
	}
	for _, line := range []string{"Mijn inkomen is € 420,00 per maand.", "Inkomen: EUR 420", "Inkomen (netto): 420,00 euro, na aftrek van kosten."} {
		if f := read(postkamer.Tozo, .95, line).field(postkamer.FieldIncome); f.Value != "420.00" || !f.State.Sure() {
			t.Errorf("%q: income is %q, %s", line, f.Value, f.State)
		}
	}
	for line, sure := range map[string]bool{
		"Uw kenmerk: W1-26-20817": false, "Uw kenmerk: WI-26-20817": true, "Uw kenmerk: Z-2026-10817": true,
		"Uw kenmerk: 2026/O817": false, "Uw kenmerk: B1-26-20817": false, "Uw kenmerk: 12345678": true,
	} {
		f := read("bezwaar", .95, line).field(postkamer.FieldCaseNumber)
		if f.Value == "" || f.State.Sure() != sure {
			t.Errorf("%q: case_number is %q, %s", line, f.Value, f.State)
		}
	}
}
