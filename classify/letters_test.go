package classify

import (
	"testing"

	"postkamer"
)

func TestWhoseValueItIs(t *testing.T) {
	tests := map[string]struct {
		kind  postkamer.CaseType
		lines []string
		want  map[postkamer.FieldName]string
	}{
		"the sender's address at the top, not that of the municipality below it": {
			"klacht",
			[]string{"Jan de Vries", "Kerkstraat 12", "2611 AB Delft", "", "Gemeente Delft", "Team Klachten", "Raadhuislaan 2", "2613 BX Delft", "Telefoon 015-2601234", "", "Geachte heer, mevrouw,", "", "Ik heb een klacht.", "", "Hoogachtend,", "Jan de Vries", "06 12345678"},
			map[postkamer.FieldName]string{"street": "Kerkstraat", "number": "12", "postcode": "2611 AB", "city": "Delft", "phone": "0612345678", "name": "Jan de Vries", "old_street": ""},
		},
		"an address on the row of an office is the office's": {
			"klacht",
			[]string{"Aan: Gemeente Delft, Raadhuislaan 2, 2613 BX Delft", "", "Ik heb een klacht.", "", "Groeten,", "Jan de Vries", "Kerkstraat 12", "2611 AB Delft"},
			map[postkamer.FieldName]string{"street": "Kerkstraat", "number": "12", "postcode": "2611 AB"},
		},
		"numbers of the neighbour and of who needs help": {
			"wmo",
			[]string{"Mijn moeder is geboren op 3 maart 1938 en haar burgerservicenummer is 999990019.", "Bel niet naar mijn buurvrouw, 06-87654321, maar naar mij: 06-12345678."},
			map[postkamer.FieldName]string{"bsn": "", "birth_date": "", "phone": "0612345678"},
		},
		"what stands under the heading of the partner": {
			"bijstand",
			[]string{"Uw gegevens", "Naam: Jan de Vries", "BSN: 9999900190", "", "Gegevens partner", "Naam: Anna Smit", "BSN: 999990019", "Geboortedatum: 3-3-1980", "", "Uitbetaling", "IBAN: NL91 ABNA 0417 1643 00"},
			map[postkamer.FieldName]string{"name": "Jan de Vries", "bsn": "9999900190", "partner": "Anna Smit", "birth_date": "", "iban": "NL91ABNA0417164300"},
		},
		"a label that names somebody else": {
			"wmo",
			[]string{"Telefoonnummer contactpersoon: 06-87654321", "Telefoonnummer: 06-12345678"},
			map[postkamer.FieldName]string{"phone": "0612345678"},
		},
		"the municipality's own mail address": {
			"klacht",
			[]string{"Van: Jan de Vries <jan@post.example>", "Aan: info@gemeente-delft.example", "", "Ik heb een klacht."},
			map[postkamer.FieldName]string{"email": "jan@post.example", "name": "Jan de Vries"},
		},
		"Van begins a street as well": {
			"klacht",
			[]string{"Jan de Vries", "Van Speijkstraat 12", "2611 AB Delft", "", "Ik heb een klacht."},
			map[postkamer.FieldName]string{"street": "Van Speijkstraat", "number": "12"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			wantValues(t, values(readKind(tt.kind, lay(.95, tt.lines...), received).fields), tt.want)
			wantValues(t, values(readKind(tt.kind, plain(tt.lines...), received).fields), tt.want)
		})
	}
}

func TestNumbersOfRegisters(t *testing.T) {
	tests := map[string]struct {
		kind postkamer.CaseType
		line string
		want map[postkamer.FieldName]string
	}{
		"our own reference in a sentence":          {"klacht", "Mijn eerdere brief had nummer VH-2026-7K3M-QQ.", map[postkamer.FieldName]string{"reference": ownExample}},
		"our own reference as the writer's yours":  {"klacht", "Uw kenmerk: " + ownExample, map[postkamer.FieldName]string{"reference": ownExample, "case_number": ""}},
		"our own reference with look-alikes":       {"klacht", "nummer vh 2O26 7k3m qq", map[postkamer.FieldName]string{"reference": ownExample}},
		"the kenmerk of the municipality":          {"klacht", "Uw kenmerk: Z2026-12345", map[postkamer.FieldName]string{"case_number": "Z2026-12345"}},
		"an invoice":                               {"factuur", "Factuurnummer: 20261234", map[postkamer.FieldName]string{"invoice": "20261234", "case_number": ""}},
		"a parking fine":                           {"parkeren", "Naheffingsaanslag nummer NH2026-123456 voor mijn auto, kenteken AB-123-X", map[postkamer.FieldName]string{"fine": "NH2026-123456", "assessment": "", "plate": "AB-123-X"}},
		"an assessment":                            {"kwijtschelding", "Het gaat om aanslagnummer 401726120.2026.", map[postkamer.FieldName]string{"assessment": "401726120.2026", "fine": ""}},
		"a WOZ object":                             {"woz", "WOZ-objectnummer: 0123 4567 8901", map[postkamer.FieldName]string{"woz": "012345678901"}},
		"RSIN and branch":                          {"subsidie", "RSIN 001234567 vestigingsnummer 000012345678", map[postkamer.FieldName]string{"rsin": "001234567", "branch": "000012345678"}},
		"what looks like a plate and is a kenmerk": {"klacht", "kenmerk 12-AB-34", map[postkamer.FieldName]string{"plate": ""}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			wantValues(t, values(readKind(tt.kind, lay(.95, tt.line), received).fields), tt.want)
		})
	}
}

// ownExample is a reference whose check character is right.
const ownExample = "VH-2026-7K3M-QQ"

func TestTwoPlaces(t *testing.T) {
	tests := map[string]struct {
		lines []string
		field postkamer.FieldName
		state postkamer.FieldState
	}{
		"two numbers that both pass are not chosen between": {[]string{"Mijn BSN: 999990019", "bsn 999990020"}, "bsn", postkamer.FieldConflicting},
		"two plates are not chosen between":                 {[]string{"kenteken AB-123-X", "kenteken AB-128-X"}, "plate", postkamer.FieldConflicting},
		"two telephone numbers are the sender's both":       {[]string{"Tel. 015-2601234", "Mobiel: 06-12345678"}, "phone", postkamer.FieldOK},
		"the same value twice":                              {[]string{"kenteken AB-123-X", "", "mijn auto AB-123-X"}, "plate", postkamer.FieldOK},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if f := readKind("parkeren", lay(.95, tt.lines...), received).field(tt.field); f.State != tt.state {
				t.Errorf("%s is %q, %s (%s), want %s", tt.field, f.Value, f.State, f.Why, tt.state)
			}
		})
	}
	badly := readKind("parkeren", lay(.6, "kenteken AB-123-X", "", "mijn auto AB-123-X"), received).field("plate")
	once := readKind("parkeren", lay(.6, "kenteken AB-123-X"), received).field("plate")
	if badly.State != postkamer.FieldOK || once.State != postkamer.FieldCheck {
		t.Errorf("badly read in two places it is %s, in one %s; want ok and check", badly.State, once.State)
	}
}

func TestTheWordsThatWereRead(t *testing.T) {
	f := readKind("bijstand", lay(.8, "BSN: 99999OOl9"), received).field("bsn")
	if f.Value != "999990019" || f.Read != "99999OOl9" || f.State != postkamer.FieldRepaired || f.Why == "" {
		t.Errorf("read %+v, want a repaired number with the words as they were read", f)
	}
	f = readKind("bijstand", lay(.6, "BSN: 999300004"), received).field("bsn")
	if f.Value != "999300004" || f.State != postkamer.FieldSuggested {
		t.Errorf("read %+v, want the number as it was read and a suggestion", f)
	}
}

func TestDatesWithoutAYear(t *testing.T) {
	for text, want := range map[string]string{"1 maart a.s.": "2021-03-01", "3 mei aanstaande": "2020-05-03", "3 mei jl.": "2019-05-03", "15 apri1 jl.": "2020-04-15", "5 septemher 2020": "2020-09-05", "7 fehruari 2020": "2020-02-07"} {
		found := findDates(text, received)
		if len(found) != 1 || found[0].at.Format("2006-01-02") != want {
			t.Errorf("%q gives %v, want %s", text, found, want)
		}
	}
}
