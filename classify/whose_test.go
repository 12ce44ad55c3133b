package classify

import (
	"testing"

	"postkamer"
)

func TestWhoMovesAlongIsNotTheSender(t *testing.T) {
	tests := map[string]struct {
		lines []string
		want  map[postkamer.FieldName]string
	}{
		"a table on a form": {
			[]string{"Achternaam   de Vries", "Voornamen   Jan", "Geboortedatum   21-11-1983", "Burgerservicenummer (BSN)   999990019", "",
				"5. Wie verhuizen er met u mee?", "Kruis aan   0 Niemand   X De personen hieronder", "",
				"Achternaam en voornamen                  Geboortedatum   BSN", "Smit, Anna (echtgenote)                  09-02-1986      999990020", "de Vries, Kim (dochter)                  25-05-2017      999990032"},
			map[postkamer.FieldName]string{"bsn": "999990019", "birth_date": "1983-11-21"},
		},
		"a table of one person under a heading": {
			[]string{"BSN: 999990019", "", "Gezinsleden die meeverhuizen", "Naam            Geboren         BSN", "Anna Smit       9-2-1986        999990020"},
			map[postkamer.FieldName]string{"bsn": "999990019", "birth_date": ""},
		},
		"one row under its labels is the sender": {
			[]string{"Aangifte", "Naam            Geboren op      BSN", "Jan de Vries    9-2-1986        999990019"},
			map[postkamer.FieldName]string{"bsn": "999990019", "birth_date": "1986-02-09"},
		},
		"a table with the sender in it": {
			[]string{"Wij verhuizen met elkaar:", "Naam            Geboren         BSN", "Anna Smit       9-2-1986        999990020", "Jan de Vries    21-11-1983      999990019", "", "Met vriendelijke groet,", "", "Jan de Vries"},
			map[postkamer.FieldName]string{"bsn": "999990019"},
		},
		"a list": {
			[]string{"Ik ben geboren op 21-11-1983, mijn BSN is 999990019.", "Met mij verhuizen mee:", "- Anna Smit, geboren 9 februari 1986, BSN 999990020", "- Kim de Vries, geboren 25 mei 2017, BSN 999990032", "", "Groeten,", "Jan de Vries"},
			map[postkamer.FieldName]string{"bsn": "999990019", "birth_date": "1983-11-21"},
		},
		"a list in a letter without words about it": {
			[]string{"BSN: 999990019", "", "1. Anna Smit 9-2-1986 999990020", "2. Kim de Vries 25-5-2017 999990032"},
			map[postkamer.FieldName]string{"bsn": "999990019", "birth_date": ""},
		},
		"sentences": {
			[]string{"Mijn vrouw Anna Smit (geboren 9 februari 1986, BSN 999990020) en onze", "dochter Kim, geboren op 25 mei 2017 en met burgerservicenummer", "999990032, komen mee. Mijn eigen BSN is 999990019 en ik ben geboren op 21 november 1983."},
			map[postkamer.FieldName]string{"bsn": "999990019", "birth_date": "1983-11-21"},
		},
		"a sentence that breaks off before the word for the number": {
			[]string{"Mijn moeder komt bij ons wonen, zij heet Anna Smit en is", "geboren op 9 februari 1936 en haar", "BSN is 999990020.", "", "Jan de Vries"},
			map[postkamer.FieldName]string{"bsn": "", "birth_date": ""},
		},
		"who goes along does not take the sender's number": {
			[]string{"Ik verhuis met mijn vrouw en mijn zoon. BSN 999990019, geboren op 21-11-1983."},
			map[postkamer.FieldName]string{"bsn": "999990019", "birth_date": "1983-11-21"},
		},
		"somebody who lived there before": {
			[]string{"De vorige bewoner, Piet Post (geboren 3-3-1970), is weg. Ik ben geboren op 21-11-1983."},
			map[postkamer.FieldName]string{"birth_date": "1983-11-21"},
		},
		"somebody else's telephone": {
			[]string{"Mijn zoon helpt mij. Hij is te bereiken onder 06-87654321. Mij belt u op 06-12345678."},
			map[postkamer.FieldName]string{"phone": "0612345678"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			wantValues(t, values(readKind(postkamer.Verhuizing, lay(.95, tt.lines...), received).fields), tt.want)
			bare := readKind(postkamer.Verhuizing, plain(tt.lines...), received)
			wantValues(t, values(bare.fields), tt.want)
			for name := range tt.want {
				if f := bare.field(name); f.State == postkamer.FieldConflicting {
					t.Errorf("%s is conflicting: %s", name, f.Why)
				}
			}
		})
	}
}

func TestAnotherNumberIsNoSecondReading(t *testing.T) {
	lines := []string{"Nederlands BSN: 9999999190", "", "Bijlage", "BSN: 999990068"}
	if f := readKind(postkamer.Verhuizing, lay(.95, lines...), received).field("bsn"); f.State == postkamer.FieldOK || f.State == postkamer.FieldRepaired {
		t.Errorf("bsn is %q, %s, want it seen", f.Value, f.State)
	}
}

func TestOneMemberOfTheFamilyUnderItsHeading(t *testing.T) {
	lines := []string{"1. Persoon", "Naam en voornaam     Geboortedatum", "Jan de Vries         12/11/1983", "", "Datum van aankomst", "1/8/2020", "", "4. Gezinslid", "Naam en voornaam     Geboortedatum", "Anna Smit            21/2/1986", "", "Nederlands BSN", "999990020"}
	got := values(readKind(postkamer.Verhuizing, lay(.95, lines...), received).fields)
	wantValues(t, got, map[postkamer.FieldName]string{"bsn": "", "birth_date": "1983-11-12", "letter_date": "", "move_date": "2020-08-01"})
}
