package intake

import (
	"slices"
	"strings"
	"testing"

	"postkamer"
)

// street is a table of addresses: a street of Voorbeeldstad with some flats, and a
// postcode of another municipality.
func street(q postkamer.AddressQuery) (postkamer.AddressAnswer, bool) {
	home := func(number int, letter, addition string) postkamer.Address {
		return postkamer.Address{Street: "Kerkstraat", Number: number, Letter: letter, Addition: addition, Postcode: "2512 EB", City: "Voorbeeldstad", Municipality: "Voorbeeldstad"}
	}
	answer := postkamer.AddressAnswer{Query: q, Covered: strings.HasPrefix(q.Postcode, "2512") || q.Postcode == "9999 ZZ"}
	switch q.Postcode {
	case "2512 EB":
		answer.AtPostcode = []postkamer.Address{home(10, "", ""), home(12, "A", ""), home(12, "A", ""), home(12, "B", "2"), home(14, "", "bis"), home(16, "", ""), home(16, "", "1")}
	case "9999 ZZ":
		answer.AtPostcode = []postkamer.Address{{Street: "Dijk", Number: 1, Postcode: "9999 ZZ", City: "Oosterwolde", Municipality: "Ooststellingwerf"}}
	}
	return answer, true
}

func TestNewAddressIsLookedUp(t *testing.T) {
	f, c := theForm(t, "verhuizing"), onDay(postkamer.U)
	c.Addresses = street
	const unknown = "Wij vinden dit adres niet. Kijk het nummer na. Klopt het? Kies dan: stuur het toch door. Wij bellen u"
	const several = "Op dit nummer zijn meer adressen. Kies uw adres. Of vul de letter of toevoeging in"
	tests := []struct {
		rule, postcode, number, addition, choice string
		wrong                                    string
		offers                                   string // values to choose from; empty: it is not asked
		answers                                  string // of street and number, when it goes on
	}{
		{rule: "the address is there", postcode: "2512eb", number: "10", answers: "2512 EB|10||Kerkstraat"},
		{rule: "in the spelling of the table", postcode: "2512 EB", number: "012", addition: "b2", answers: "2512 EB|12|B-2|Kerkstraat"},
		{rule: "without its only letter or one of several", postcode: "2512 EB", number: "12", wrong: several, offers: "Kerkstraat 12 A,Kerkstraat 12 B-2,toch"},
		{rule: "one of several is chosen", postcode: "2512 EB", number: "12", choice: "Kerkstraat 12 A", answers: "2512 EB|12|A|Kerkstraat"},
		{rule: "the one at this number is offered", postcode: "2512 EB", number: "14", wrong: unknown, offers: "Kerkstraat 14-bis,toch"},
		{rule: "a number without addition beside one with", postcode: "2512 EB", number: "16", answers: "2512 EB|16||Kerkstraat"},
		{rule: "an unknown number", postcode: "2512 EB", number: "11", wrong: unknown, offers: "Kerkstraat 10,Kerkstraat 12 A,Kerkstraat 12 B-2,Kerkstraat 14-bis,Kerkstraat 16,Kerkstraat 16-1,toch"},
		{rule: "sent all the same", postcode: "2512 EB", number: "11", addition: "C", choice: "toch", answers: "2512 EB|11|C||ADDRESS_NOT_IN_BAG"},
		{rule: "an invented choice", postcode: "2512 EB", number: "11", choice: "Kerkstraat 99", wrong: unknown, offers: "Kerkstraat 10,Kerkstraat 12 A,Kerkstraat 12 B-2,Kerkstraat 14-bis,Kerkstraat 16,Kerkstraat 16-1,toch"},
		{rule: "an unknown postcode of this town", postcode: "2512 XX", number: "11", wrong: unknown, offers: "toch"},
		{rule: "a part of the country without a table", postcode: "1011 AB", number: "1", answers: "1011 AB|1||"},
		{rule: "another municipality", postcode: "9999 ZZ", number: "1", wrong: "Deze postcode ligt niet in Gemeente Voorbeeldstad. Geef uw verhuizing door aan gemeente Ooststellingwerf"},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			a := walk(t, f, onDay(postkamer.U), move())
			posted := fields("postcode", tt.postcode, "huisnummer", tt.number, "toevoeging", tt.addition)
			a, wrong := f.Check("adres", posted, a, c) // the page on which the question appears
			if tt.choice != "" {
				posted.Set("adresnietgevonden", tt.choice)
				a, wrong = f.Check("adres", posted, a, c)
			}
			said := ""
			if len(wrong) > 0 {
				said = wrong[0].Text
			}
			if said != tt.wrong || len(wrong) > 1 {
				t.Fatalf("wrong: %+v, want %q", wrong, tt.wrong)
			}
			if got := offered(f, a, c); tt.wrong != "" && got != tt.offers {
				t.Errorf("offers %s, want %s", got, tt.offers)
			}
			if (f.FirstOpen(a, c) == "adres") != (tt.wrong != "") {
				t.Errorf("the form asks for %s", f.FirstOpen(a, c))
			}
			if tt.wrong == "" {
				wantAddress(t, f.Submitted(a, c), tt.answers)
			}
		})
	}
}

// offered are the values of the question which address it is.
func offered(f *Form, a Answers, c Context) string {
	for _, p := range f.Pages(a, c) {
		for _, q := range p.Questions {
			if q.Kind != KindAddress {
				continue
			}
			var list []string
			for _, o := range q.Options {
				list = append(list, o.Value)
			}
			return strings.Join(list, ",")
		}
	}
	return ""
}

// wantAddress checks postcode, number, addition, street and doubt of what was sent.
func wantAddress(t *testing.T, list []postkamer.Answer, want string) {
	t.Helper()
	value := func(name string) string {
		at := slices.IndexFunc(list, func(a postkamer.Answer) bool {
			return a.Name == name && (name != DoubtAnswer || a.Value == string(postkamer.AddressNotFound))
		})
		if at < 0 {
			return ""
		}
		return list[at].Value
	}
	got := strings.Join([]string{value("postcode"), value("huisnummer"), value("toevoeging"), value("straat"), value(DoubtAnswer)}, "|")
	if strings.TrimRight(got, "|") != strings.TrimRight(want, "|") {
		t.Errorf("address %s, want %s", got, want)
	}
}

func TestTableThatCallsTheTownSomethingElseSendsNobodyAway(t *testing.T) {
	f, c := theForm(t, "verhuizing"), onDay(postkamer.U)
	c.Addresses, c.KnowsTown = street, func() bool { return false }
	a := walk(t, f, onDay(postkamer.U), move())
	if _, wrong := f.Check("adres", fields("postcode", "9999 ZZ", "huisnummer", "1"), a, c); len(wrong) > 0 {
		t.Errorf("wrong: %+v", wrong)
	}
}

func TestPostcodeThatTheTownCallsItsOwnSendsNobodyAway(t *testing.T) {
	f, c := theForm(t, "verhuizing"), onDay(postkamer.U)
	c.Addresses, c.Town.Postcodes = street, []string{"2512", "9990-9999"} // the table is of before the municipalities became one
	a := walk(t, f, onDay(postkamer.U), move())
	if _, wrong := f.Check("adres", fields("postcode", "9999 ZZ", "huisnummer", "1"), a, c); len(wrong) > 0 {
		t.Errorf("wrong: %+v", wrong)
	}
}

func TestFormWithoutATableOfAddressesGoesOn(t *testing.T) {
	f, c := theForm(t, "verhuizing"), onDay(postkamer.U)
	c.Addresses = func(postkamer.AddressQuery) (postkamer.AddressAnswer, bool) { return postkamer.AddressAnswer{}, false }
	if a := walk(t, f, c, move()); offered(f, a, c) != "" {
		t.Error("the address is asked again without a table")
	}
}
