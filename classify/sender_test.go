package classify

import (
	"testing"

	"postkamer"
)

// unlike gives the words of a row another confidence, as a signature has that was
// read as a word.
func unlike(t postkamer.Text, row int, confidence float64) postkamer.Text {
	for i, w := range t.Pages[0].Words {
		if w.Line == row {
			t.Pages[0].Words[i].Confidence = confidence
		}
	}
	return t
}

func TestNameOfTheSender(t *testing.T) {
	body := []string{"", "Geachte heer, mevrouw,", "Ik ga verhuizen en geef dat hierbij door.", "", "Met vriendelijke groet,"}
	letter := func(top string, end ...string) postkamer.Text {
		return lay(.95, append(append([]string{top}, body...), end...)...)
	}
	tests := []struct {
		name string
		text postkamer.Text
		want string
	}{
		{"the typed name, not what the pen left", unlike(letter("Dorpsweg 1", "Kilmer", "P. Hoekstra"), 6, .1), "P. Hoekstra"},
		{"the typed name, also when the pen reads well", letter("Dorpsweg 1", "Kilmer", "P. Hoekstra"), "P. Hoekstra"},
		{"two words of the pen are no name either", unlike(letter("Dorpsweg 1", "Ab Onk", "P. Hoekstra"), 6, .3), "P. Hoekstra"},
		{"the sender at the top, not a lone word below", letter("Petra Hoekstra", "Petra"), "Petra Hoekstra"},
		{"a lone typed word when there is nothing else", letter("Dorpsweg 1", "Petra"), "Petra"},
		{"a scribble alone is no name", unlike(letter("Dorpsweg 1", "Kilmer"), 6, .1), ""},
		{"initials with the name somebody goes by", letter("P. (Petra) Hoekstra"), "P. Hoekstra"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := values(readKind(postkamer.Verhuizing, tt.text, received).fields)
			wantValues(t, got, map[postkamer.FieldName]string{"name": tt.want})
		})
	}
}

func TestHeadingIsNoValue(t *testing.T) {
	tests := []struct {
		name  string
		lines []string
		want  map[postkamer.FieldName]string
	}{
		{"a heading at the end of the page is no name", []string{"A. Uw Gegevens", "BSN                      999990019", "B. Uw Bedrijf", "Handelsnaam              De Krul", "C. Rekening", "IBAN", "D. Partner"}, map[postkamer.FieldName]string{"name": "", "partner": "", "company": "De Krul"}},
		{"a question below a heading is no partner", []string{"A. Aanvrager", "Naam en voorletters      Hoekstra, P.", "B. Partner", "Heeft u een partner?     Ja Nee"}, map[postkamer.FieldName]string{"name": "P. Hoekstra", "partner": ""}},
		{"a misread question is no partner", []string{"D. Partner", "Hebt u een parner ee partner?"}, map[postkamer.FieldName]string{"partner": ""}},
		{"nothing to fill in is no partner", []string{"Naam partner:            niet van toepassing"}, map[postkamer.FieldName]string{"partner": ""}},
		{"the name below its heading", []string{"Naam partner:", "Anna Smit"}, map[postkamer.FieldName]string{"partner": "Anna Smit"}},
		{"last name first, with a prefix", []string{"Achternaam en voorletters: Vries, J.M. de"}, map[postkamer.FieldName]string{"name": "J.M. de Vries"}},
		{"a place after a comma is no part of a name", []string{"Naam:                    Jan Smit, Delft"}, map[postkamer.FieldName]string{"name": "Jan Smit"}},
		{"the partner's number is not the applicant's", []string{"Naam en voorletters      Hoekstra, P.", "Naam en BSN van de partner   Smit, A.    999990020"}, map[postkamer.FieldName]string{"name": "P. Hoekstra", "bsn": "", "partner": "A. Smit"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wantValues(t, values(readKind(postkamer.Tozo, lay(.95, tt.lines...), received).fields), tt.want)
		})
	}
}

func TestInitialsAreNoHeadings(t *testing.T) {
	l := newSheet(lay(.95, "A. de Vries", "Kerkstraat 1", "M. Smit", "B. Jansen", "C. Bakker")).leaves[0]
	for row, is := range l.headings {
		if is {
			t.Errorf("row %d is taken for a heading", row)
		}
	}
}

func TestInstructionIsNoAnswer(t *testing.T) {
	got := values(readKind(postkamer.Verhuizing, lay(.95, "5. Wie verhuizen er mee?", "Kruis aan      Niemand"), received).fields)
	wantValues(t, got, map[postkamer.FieldName]string{"co_movers": ""})
}

func TestLowLettersDoNotWidenAGap(t *testing.T) {
	text := lay(.95, "Ik ga inwonen bij mevrouw Smit in het dorp")
	for i, w := range text.Pages[0].Words { // as a typewriter: wide spaces, low words
		text.Pages[0].Words[i].X += 4 * i
		if w.Text == "mevrouw" {
			text.Pages[0].Words[i].H, text.Pages[0].Words[i].Y = 8, w.Y+10
		}
	}
	wantValues(t, values(readKind(postkamer.Verhuizing, text, received).fields), map[postkamer.FieldName]string{"host": "Smit"})
}

func TestHost(t *testing.T) {
	tests := map[string]string{
		"Ik trek in bij mevrouw T. Haver. Zij vindt het goed.":        "T. Haver",
		"Ik ga wonen bij de heer J.P. van den Berg in de Dorpsstraat": "J.P. van den Berg",
		"Ik ga inwonen bij mijn zus Karin de komende tijd":            "mijn zus Karin",
	}
	for line, want := range tests {
		got := values(readKind(postkamer.Verhuizing, lay(.95, line), received).fields)
		if got["host"] != want {
			t.Errorf("%q: host is %q, want %q", line, got["host"], want)
		}
	}
}
