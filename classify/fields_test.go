package classify

import (
	"testing"

	"postkamer"
)

// moveForm is a filled-in form with labels in one column and values in another.
func moveForm(confidence float64) postkamer.Text {
	return lay(confidence,
		"AANGIFTE VAN VERHUIZING",
		"Naam:                    Jan de Vries",
		"Burgerservicenummer:     999990019",
		"Geboortedatum:           7-11-1968",
		"Telefoonnummer:          06 1234 5678",
		"",
		"Oud adres",
		"Straat en huisnummer:    Kerkstraat 12",
		"Postcode en woonplaats:  2611 AB Delft",
		"",
		"Nieuw adres",
		"Straat:                  Laan van Meerdervoort",
		"Huisnummer:              45",
		"Toevoeging:              B",
		"Postcode:                2517 AK",
		"Woonplaats:              Den Haag",
		"Datum verhuizing:        1 mei 2020",
		"Wie verhuizen er mee:    Anna de Vries en Tim",
	)
}

// moveFormValues is what stands on moveForm.
var moveFormValues = map[postkamer.FieldName]string{
	"name": "Jan de Vries", "bsn": "999990019", "birth_date": "1968-11-07", "phone": "0612345678",
	"old_street": "Kerkstraat", "old_number": "12", "old_postcode": "2611 AB", "old_city": "Delft",
	"new_street": "Laan van Meerdervoort", "new_number": "45 B", "new_postcode": "2517 AK", "new_city": "Den Haag",
	"move_date": "2020-05-01", "co_movers": "Anna de Vries en Tim",
}

func TestReadForm(t *testing.T) {
	tests := map[string]postkamer.Text{
		"row by row":                            moveForm(.95),
		"labels and values read as two columns": byColumn(moveForm(.95), 380),
		"without places":                        {Pages: []postkamer.PageText{{Body: moveForm(.95).Pages[0].Body}}},
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			wantValues(t, values(readKind(postkamer.Verhuizing, text, received).fields), moveFormValues)
		})
	}
}

func TestReadFormWithAddressesSideBySide(t *testing.T) {
	text := lay(.95,
		"Oud adres                        Nieuw adres",
		"Straat: Kerkstraat               Straat: Dorpsweg",
		"Huisnummer: 12                   Huisnummer: 7",
		"Postcode: 2611 AB                Postcode: 2517 AK",
	)
	wantValues(t, values(readKind(postkamer.Verhuizing, text, received).fields), map[postkamer.FieldName]string{
		"old_street": "Kerkstraat", "old_number": "12", "old_postcode": "2611 AB",
		"new_street": "Dorpsweg", "new_number": "7", "new_postcode": "2517 AK",
	})
}

func TestReadValueBelowItsLabel(t *testing.T) {
	text := lay(.95,
		"Burgerservicenummer          Geboortedatum",
		"999990019                    7 november 1968",
		"",
		"Verhuisdatum                 Telefoonnummer",
		"01-05-2020                   070 123 45 67",
	)
	wantValues(t, values(readKind(postkamer.Verhuizing, text, received).fields), map[postkamer.FieldName]string{
		"bsn": "999990019", "birth_date": "1968-11-07", "move_date": "2020-05-01", "phone": "0701234567",
	})
}

func TestReadMisreadLabels(t *testing.T) {
	text := lay(.95, "Burgerservicenurnmer: 999990019", "Geboortedaturn: 7-11-1968", "Verhuisdatun: 1-5-20")
	wantValues(t, values(readKind(postkamer.Verhuizing, text, received).fields), map[postkamer.FieldName]string{
		"bsn": "999990019", "birth_date": "1968-11-07", "move_date": "2020-05-01",
	})
}

func TestReadMoveLetter(t *testing.T) {
	tests := map[string]struct {
		lines []string
		want  map[postkamer.FieldName]string
	}{
		"from and to in one sentence": {
			[]string{"Jan de Vries", "Kerkstraat 12", "2611 AB Delft", "", "Gemeente Den Haag", "Postbus 12600", "2500 DJ Den Haag", "", "Delft, 14 april 2020", "",
				"Geachte heer, mevrouw,", "", "Op 1 mei 2020 verhuis ik van Kerkstraat 12 in Delft naar de", "Dorpsstraat 3 bis, 2517 AK Den Haag. Mijn bsn is 999990019.", "U kunt mij bellen op 06-12345678.", "", "Met vriendelijke groet,", "", "Jan de Vries"},
			map[postkamer.FieldName]string{"name": "Jan de Vries", "bsn": "999990019", "move_date": "2020-05-01", "letter_date": "2020-04-14",
				"old_street": "Kerkstraat", "old_number": "12", "old_city": "Delft",
				"new_street": "Dorpsstraat", "new_number": "3 bis", "new_postcode": "2517 AK", "new_city": "Den Haag", "phone": "0612345678"},
		},
		"sender's address is the old one": {
			[]string{"P. Bakker", "Molenweg 4 A", "2613 XX Delft", "", "Beste gemeente,", "", "Per 1 mei woon ik op Hofstraat 10 in Delft.", "", "Groeten,", "Piet Bakker"},
			map[postkamer.FieldName]string{"old_street": "Molenweg", "old_number": "4 A", "old_postcode": "2613 XX", "new_street": "Hofstraat", "new_number": "10", "new_city": "Delft", "move_date": "2020-05-01"},
		},
		"number of the partner is not that of the sender": {
			[]string{"Ik verhuis op 1 mei 2020 naar Hofstraat 10, 2613 XX Delft.", "BSN van mijn partner: 111222333", "Mijn BSN: 999990019"},
			map[postkamer.FieldName]string{"bsn": "999990019"},
		},
		"moving in with somebody": {
			[]string{"Ik ga wonen bij mijn zus Karin Jansen, Hofstraat 10, 2613 XX Delft, vanaf 1 mei 2020."},
			map[postkamer.FieldName]string{"host": "mijn zus Karin Jansen", "new_street": "Hofstraat", "move_date": "2020-05-01"},
		},
		"who comes along": {
			[]string{"Wij verhuizen op 1 mei 2020 naar Hofstraat 10, 2613 XX Delft.", "Mijn vrouw Anna en onze zoon Tim verhuizen mee."},
			map[postkamer.FieldName]string{"co_movers": "Mijn vrouw Anna en onze zoon Tim"},
		},
		"the municipality's own address is nobody's": {
			[]string{"Aan de gemeente Delft", "Stationsplein 1", "2611 BV Delft", "", "Ik verhuis op 1 mei 2020 naar Hofstraat 10, 2613 XX Delft."},
			map[postkamer.FieldName]string{"old_street": "", "new_street": "Hofstraat"},
		},
		"the date of the letter just above its subject": {
			[]string{"Delft, 14 april 2020", "Onderwerp: verhuizing", "", "Op 1 mei 2020 ga ik verhuizen naar Hofstraat 10, 2613 XX Delft."},
			map[postkamer.FieldName]string{"letter_date": "2020-04-14", "move_date": "2020-05-01"},
		},
		"a date that was put right": {
			[]string{"Wij verhuizen niet op 27 april 2020 maar op 14 mei 2020 naar Hofstraat 10, 2613 XX Delft."},
			map[postkamer.FieldName]string{"move_date": "2020-05-14"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			wantValues(t, values(readKind(postkamer.Verhuizing, lay(.95, tt.lines...), received).fields), tt.want)
			wantValues(t, values(readKind(postkamer.Verhuizing, plain(tt.lines...), received).fields), tt.want)
		})
	}
}

func TestReadTozo(t *testing.T) {
	text := lay(.95,
		"AANVRAAG TOZO",
		"Naam: Piet Bakker",
		"BSN: 999990019",
		"Bedrijfsnaam: Bakker Klussen",
		"KvK-nummer: 12345678",
		"Maanden: april en mei 2020",
		"Inkomen per maand: € 850,50",
		"Lening bedrijfskapitaal: 5.000",
		"IBAN: NL91 ABNA 0417 1643 00",
		"Ten name van: P. Bakker",
		"E-mail: Piet.Bakker@post.example",
	)
	wantValues(t, values(readKind(postkamer.Tozo, text, received).fields), map[postkamer.FieldName]string{
		"name": "Piet Bakker", "bsn": "999990019", "company": "Bakker Klussen", "kvk": "12345678", "months": "april 2020, mei 2020",
		"income": "850.50", "loan": "5000.00", "iban": "NL91ABNA0417164300", "iban_name": "P. Bakker", "email": "piet.bakker@post.example",
	})
}

func TestReadGeneralFields(t *testing.T) {
	text := lay(.95, "Factuurnummer: F2020-118", "Totaal te betalen: € 1.250,00", "IBAN NL91ABNA0417164300", "KvK-nummer 12345678")
	wantValues(t, values(readKind("factuur", text, received).fields), map[postkamer.FieldName]string{
		"invoice": "F2020-118", "amount": "1250.00", "iban": "NL91ABNA0417164300", "kvk": "12345678",
	})
}

func TestFieldPlaceAndConfidence(t *testing.T) {
	text := lay(.9, "Naam: Jan de Vries", "Burgerservicenummer: 999990019")
	text.Pages = append([]postkamer.PageText{{Failed: true}}, text.Pages...)
	text.Pages[1].Words[1].Confidence = .4 // the word Jan
	c := readKind(postkamer.Verhuizing, text, received)
	name, bsn := c.field("name"), c.field("bsn")
	if name.Page != 1 || name.X != 100+6*12 || name.Y != 100 || name.W != 12*len("Jan de Vries") || name.H != 24 {
		t.Errorf("name lies at page %d, %d,%d %dx%d", name.Page, name.X, name.Y, name.W, name.H)
	}
	if name.State != postkamer.FieldCheck || name.Confidence > .6 || name.Why == "" {
		t.Errorf("a badly read word gives %s %.2f %q, want check below .6 with a reason", name.State, name.Confidence, name.Why)
	}
	if bsn.State != postkamer.FieldOK || bsn.Confidence < .9 {
		t.Errorf("a BSN that passes is %s %.2f, want ok", bsn.State, bsn.Confidence)
	}
	text.Pages[1].Words[len(text.Pages[1].Words)-1].Confidence = .3
	if bsn := readKind(postkamer.Verhuizing, text, received).field("bsn"); bsn.State != postkamer.FieldOK || bsn.Confidence > .6 {
		t.Errorf("a BSN that passes with a bad word is %s %.2f, want ok with low confidence", bsn.State, bsn.Confidence)
	}
}

func TestMissingFieldsAreShown(t *testing.T) {
	c := readKind(postkamer.Verhuizing, lay(.95, "Ik ga verhuizen, groeten"), received)
	for _, name := range c.scheme().needed {
		if f := c.field(name); f.State != postkamer.FieldMissing || f.Page != -1 || f.Why == "" {
			t.Errorf("%s is %+v, want missing, without a place, with a reason", name, f)
		}
	}
}

func TestTwoMoveDatesAreNotChosenBetween(t *testing.T) {
	c := readKind(postkamer.Verhuizing, lay(.95, "Verhuisdatum: 1-5-2020", "Ik verhuis op 8 mei 2020 naar Hofstraat 10, 2613 XX Delft"), received)
	if f := c.field("move_date"); f.State != postkamer.FieldConflicting || f.Value != "2020-05-01" {
		t.Errorf("move date is %s %s, want the first, conflicting", f.Value, f.State)
	}
}
