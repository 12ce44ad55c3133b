package classify

import (
	"strings"
	"testing"
	"time"

	"postkamer"
)

func TestCheckBSN(t *testing.T) {
	tests := []struct {
		name, raw string
		worst     float64
		value     string
		state     postkamer.FieldState
	}{
		{"passes", "999990019", .3, "999990019", ""},
		{"with dots and spaces", "9999.90 019", 1, "999990019", ""},
		{"letters that look like digits are put right", "99999OOl9", .8, "999990019", ""},
		{"badly read: one digit that is often misread is only suggested", "999300004", .6, "999300004", postkamer.FieldSuggested},
		{"clearly printed: wrong as it is written", "999990018", 1, "999990018", postkamer.FieldWrong},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := checkBSN(tt.raw, tt.worst)
			if got.state != tt.state || tt.value != "" && got.value != tt.value {
				t.Errorf("checkBSN(%q, %.1f) = %+v", tt.raw, tt.worst, got)
			}
			if got.state == postkamer.FieldSuggested && !strings.Contains(got.why, "999300064") {
				t.Errorf("suggestion %+v must say what would pass", got)
			}
			if got.proven != (tt.state == "") {
				t.Errorf("proven is %v for state %q", got.proven, got.state)
			}
		})
	}
}

func TestCheckIBAN(t *testing.T) {
	tests := map[string]struct {
		value string
		state postkamer.FieldState
	}{
		"NL91 ABNA 0417 1643 00": {"NL91ABNA0417164300", ""},
		"nl91abna0417164300":     {"NL91ABNA0417164300", ""},
		"NL91 ABNA O4l7 1643 OO": {"NL91ABNA0417164300", ""},
		"NL91 A8NA 0417 1643 00": {"NL91ABNA0417164300", ""},
		"BE68 5390 0754 7034":    {"BE68539007547034", ""},
		"BE68 539O 0754 7O34":    {"BE68539007547034", ""},
		"NL92 ABNA 0417 1643 00": {"NL92ABNA0417164300", postkamer.FieldWrong},
	}
	for raw, want := range tests {
		if got := checkIBAN(raw); got.value != want.value || got.state != want.state {
			t.Errorf("checkIBAN(%q) = %+v, want %+v", raw, got, want)
		}
	}
}

func TestCheckKvK(t *testing.T) {
	tests := map[string]postkamer.FieldState{"12345678": "", "1234 5678": "", "1234567O": postkamer.FieldCheck, "1234567": postkamer.FieldWrong}
	for raw, want := range tests {
		if got := checkKvK(raw); got.state != want {
			t.Errorf("checkKvK(%q) = %+v, want %q", raw, got, want)
		}
	}
}

func TestAmount(t *testing.T) {
	tests := map[string]string{"850": "850.00", "850,5": "850.50", "€ 1.250,00": "1250.00", "1.250": "1250.00", "12,-": "12.00", "12.50": "12.50", "EUR 3.000,-": "3000.00", "abc": "", "1,234,567": "1234567.00", "€ 1,250.50": "1250.50", "€ 75,--": "75.00", "1.2345": "", "12,345": "12345.00"}
	for raw, want := range tests {
		if got := amount(raw); got != want {
			t.Errorf("amount(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestFindDates(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"written out", "op 1 mei 2020 verhuis", "2020-05-01"},
		{"day before month", "01-05-2020", "2020-05-01"},
		{"short year", "1-5-20", "2020-05-01"},
		{"slashes", "1/5/2020", "2020-05-01"},
		{"dots", "1.5.2020", "2020-05-01"},
		{"ISO", "2020-05-01", "2020-05-01"},
		{"short month", "1 mrt. '20", "2020-03-01"},
		{"ordinal", "1e mei 2020", "2020-05-01"},
		{"misread month", "12 januarl 2020", "2020-01-12"},
		{"misread digits", "O1-O5-2O2O", "2020-05-01"},
		{"across a line", "op 1\nmei 2020", "2020-05-01"},
		{"no year: the nearest", "per 1 mei gaan", "2020-05-01"},
		{"no year: the nearest, over the turn of the year", "30 december", "2019-12-30"},
		{"spaces", "7 11 1968", "1968-11-07"},
		{"birth year of two digits", "7-11-68", "1968-11-07"},
		{"in two languages, as on an identity card", "14 MRT / MAR 1971", "1971-03-14"},
		{"in two languages that write it alike", "14 DEC/DEC 1971", "1971-12-14"},
		{"does not exist", "31 april 2020", "0001-01-01"},
		{"no month 13", "01-13-2020", "0001-01-01"},
		{"no date", "Kerkstraat 12", ""},
		{"no date: version number", "3.14 en 2.0", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if found := findDates(tt.text, received); len(found) > 0 {
				got = found[0].at.Format(time.DateOnly)
			}
			if got != tt.want {
				t.Errorf("findDates(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}
