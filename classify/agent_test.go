package classify

import (
	"testing"

	"postkamer"
)

func TestWhomALetterIsWrittenFor(t *testing.T) {
	end := []string{"", "Hoogachtend,", "", "Karin Bos, bewindvoerder", "Telefoon 06-12345678"}
	tests := map[string]struct {
		lines []string
		name  string
		state postkamer.FieldState // of the name
		phone bool                 // may be phoned without a look
	}{
		"a guardian by decision of the court": {append([]string{"Balans Bewindvoering", "Kerkstraat 24, 1234 AB Delft", "", "Geachte heer, mevrouw,", "",
			"Bij beschikking van de kantonrechter ben ik benoemd tot bewindvoerder over de goederen", "van Mehmet El Idrissi, geboren op 21 november 1983 en wonende te Delft (BSN 999990019)."}, end...),
			"Mehmet El Idrissi", postkamer.FieldOK, false},
		"a lawyer for his client": {[]string{"Geachte heer, mevrouw,", "", "Namens cliënte, mevrouw A. Smit, vraag ik u om bijstand.", "", "Met vriendelijke groet,", "", "P. Hoekstra", "Tel. 06-12345678"},
			"A. Smit", postkamer.FieldOK, false},
		"a client above the letter": {[]string{"Cliënt: de heer J. de Vries", "", "Geachte mevrouw,", "Graag een gesprek.", "", "Met vriendelijke groet,", "", "P. Hoekstra"},
			"J. de Vries", postkamer.FieldOK, false},
		"a guardian who does not name anybody": {append([]string{"Geachte heer, mevrouw,", "Hierbij vraag ik bijstand aan voor wie onder mijn hoede staat."}, end...),
			"Karin Bos", postkamer.FieldCheck, false},
		"on behalf of a club the writer counts": {[]string{"Geachte heer, mevrouw,", "Namens het bestuur vraag ik een bijdrage aan.", "", "Met vriendelijke groet,", "", "P. Hoekstra", "Tel. 06-12345678"},
			"P. Hoekstra", postkamer.FieldOK, true},
		"who has a guardian may write himself": {[]string{"Geachte heer, mevrouw,", "Mijn bewindvoerder vond dat ik zelf moest schrijven.", "", "Met vriendelijke groet,", "", "P. Hoekstra", "Tel. 06-12345678"},
			"P. Hoekstra", postkamer.FieldOK, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c := readKind("bijstand", lay(.95, tt.lines...), received)
			if f := c.field("name"); f.Value != tt.name || f.State != tt.state || f.State == postkamer.FieldOK && f.W == 0 {
				t.Errorf("name is %q, %s, want %q, %s", f.Value, f.State, tt.name, tt.state)
			}
			if f := c.field("phone"); (f.Value != "" && f.State.Sure()) != tt.phone {
				t.Errorf("phone is %q, %s, want it sure: %v", f.Value, f.State, tt.phone)
			}
		})
	}
}

func TestTheAddressOfAGuardianIsNotThatOfWhoItIsAbout(t *testing.T) {
	c := readKind("bijstand", lay(.95, "Balans Bewindvoering", "Kerkstraat 24, 1234 AB Delft", "", "Geachte heer, mevrouw,", "",
		"Ik ben bewindvoerder van Mehmet El Idrissi (BSN 999990019) en vraag voor hem bijstand aan.", "", "Karin Bos, bewindvoerder"), received)
	if f := c.field("street"); f.State.Sure() {
		t.Errorf("street is surely %q", f.Value)
	}
	wantValues(t, values(c.fields), map[postkamer.FieldName]string{"name": "Mehmet El Idrissi", "bsn": "999990019"})
}

func TestAnAddressAboveWhomALetterIsAboutIsLookedAt(t *testing.T) {
	c := readKind("bijstand", lay(.95, "Bewindvoering Kerkstraat", "", "Bezoekadres Kerkstraat 24, 1234 AB Delft", "Spreekuur 015-1234567", "", "Geachte heer, mevrouw,", "",
		"Bij beschikking van de kantonrechter ben ik benoemd tot bewindvoerder over de goederen",
		"van Mehmet El Idrissi, geboren op 21 november 1983 en wonende aan de Molenpad 202 te", "Zaandam, 1598 DZ (BSN 999990019).", "", "Hoogachtend,", "", "Karin Bos, bewindvoerder"), received)
	for field, his := range map[postkamer.FieldName]string{"street": "Molenpad", "number": "202", "postcode": "1598 DZ", "city": "Zaandam"} {
		if f := c.field(field); f.State.Sure() && f.Value != his {
			t.Errorf("%s is surely %q, of the guardian", field, f.Value)
		}
	}
}

func TestNobodyIsBornInAYearThatWasFilledIn(t *testing.T) {
	c := readKind(postkamer.Verhuizing, lay(.95, "Ik ben geboren op 12 mei en verhuis binnenkort.", "", "Met vriendelijke groet,", "", "P. Hoekstra"), received)
	if f := c.field("birth_date"); f.Value != "" {
		t.Errorf("birth date is %q", f.Value)
	}
}
