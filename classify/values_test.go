package classify

import (
	"testing"

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
