package classify

import (
	"testing"

	"postkamer"
)

func TestTheNewAddressOnItsOwnLines(t *testing.T) {
	oldTop := []string{"J. de Vries", "Kanaalweg 58", "8060 ED Zwolle", "", "Geacht college,", ""}
	newLines := []string{"", "Wilgenhof 116", "8934 VR Leeuwarden", "", "Mijn BSN is 999990019.", "", "Hoogachtend,", "J. de Vries"}
	want := map[postkamer.FieldName]string{"new_street": "Wilgenhof", "new_number": "116", "new_postcode": "8934 VR", "new_city": "Leeuwarden", "old_street": "Kanaalweg", "old_number": "58", "old_postcode": "8060 ED", "old_city": "Zwolle"}
	for _, line := range []string{
		"Hierbij laat ik u weten dat ik vanaf 12 mei 2020 woon op het volgende adres:",
		"Per 12 mei 2020 wordt ons adres:",
		"Vanaf 12 mei 2020 is dit mijn adres:",
		"Met ingang van 12 mei 2020 wonen wij hier:",
		"Nu mijn adres wordt:",
		"Ik ga wonen op:",
		"Vanaf 12 mei 2020 kunt u mij vinden op onderstaand adres:",
	} {
		t.Run(line, func(t *testing.T) {
			lines := append(append(append([]string{}, oldTop...), line), newLines...)
			wantValues(t, values(readKind(postkamer.Verhuizing, lay(.95, lines...), received).fields), want)
			wantValues(t, values(readKind(postkamer.Verhuizing, plain(lines...), received).fields), want)
		})
	}
}

func TestALabelIsNoValue(t *testing.T) {
	lines := []string{"Nieuwe woning", "Straat", "Huisnr.", "Postcode", "2065 MX", "Woonplaats", "Straatnaam", "", "Huisnummer: 2065 MX"}
	got := values(readKind(postkamer.Verhuizing, lay(.95, lines...), received).fields)
	wantValues(t, got, map[postkamer.FieldName]string{"new_street": "", "new_number": "", "new_city": "", "new_postcode": "2065 MX"})
}

func TestCutOffValues(t *testing.T) {
	tests := map[string]struct {
		lines []string
		field postkamer.FieldName
		value string
		state postkamer.FieldState
	}{
		"a domain without a dot":                  {[]string{"E-mail: l.dewit@postexample"}, "email", "l.dewit@postexample", postkamer.FieldCheck},
		"a stop read apart from the initial":      {[]string{"E-mail: l. dewit@post.example"}, "email", "dewit@post.example", postkamer.FieldCheck},
		"an address as it should be":              {[]string{"E-mail: l.dewit@post.example"}, "email", "l.dewit@post.example", postkamer.FieldOK},
		"a foreign number that goes on":           {[]string{"Bellen kan op +32 489 58 64", "79 of via de mail."}, "phone", "+324895864", postkamer.FieldCheck},
		"a foreign number":                        {[]string{"Bellen kan op +32 489 58 64 79."}, "phone", "+32489586479", postkamer.FieldOK},
		"a kenmerk that breaks off":               {[]string{"Ons kenmerk: 2026/98433/ JW"}, "case_number", "2026/98433/JW", postkamer.FieldCheck},
		"a kenmerk that breaks off in a sentence": {[]string{"Dat deed ik onder kenmerk 2026/98433/ JW van uw dienst."}, "case_number", "2026/98433/JW", postkamer.FieldCheck},
		"a kenmerk":                           {[]string{"Ons kenmerk: 2026/98433/JW"}, "case_number", "2026/98433/JW", postkamer.FieldOK},
		"a name with small words":             {[]string{"Geld terug kan op naam van L. van der Wal."}, "iban_name", "L. van der Wal", postkamer.FieldOK},
		"a name with small words over a line": {[]string{"Het geld terug graag naar de rekening op naam van L. van", "der Wal uit Delft."}, "iban_name", "L. van der Wal", postkamer.FieldOK},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := readKind("kwijtschelding", lay(.95, tt.lines...), received).field(tt.field)
			if f.Value != tt.value || f.State != tt.state {
				t.Errorf("%s is %q, %s, want %q, %s", tt.field, f.Value, f.State, tt.value, tt.state)
			}
		})
	}
}

func TestDatesInNumberWords(t *testing.T) {
	for text, want := range map[string]string{"de eerste mei": "2020-05-01", "de vijftiende maart 2020": "2020-03-15", "op een\u00a0en twintigste": "", "eenendertigste december 2019": "2019-12-31", "eenentwintig juni 2020": "2020-06-21", "de eerste van juni": "2020-06-01", "drie mei": "2020-05-03", "de eerste maand": ""} {
		found := findDates(text, received)
		switch {
		case want == "" && len(found) > 0:
			t.Errorf("%q gives %v, want none", text, found)
		case want != "" && (len(found) != 1 || found[0].at.Format("2006-01-02") != want):
			t.Errorf("%q gives %v, want %s", text, found, want)
		}
	}
}

func TestLabelWithoutAKenmerkIsNoKenmerk(t *testing.T) {
	for _, text := range []string{"Ons kenmerk: volgt", "Kenmerk:\n\nGeachte heer,", "Uw kenmerk: -"} {
		v := Classify(plain(text, "", "Hierbij geef ik mijn verhuizing door."), Facts{Channel: postkamer.Scan, ReceivedOn: received}, nil, DefaultPolicy())
		for _, f := range v.Fields {
			if f.Name == postkamer.FieldCaseNumber && f.Value != "" {
				t.Errorf("%q gives %q", text, f.Value)
			}
		}
	}
}
