package classify

import (
	"slices"
	"strings"
	"testing"

	"postkamer"
)

// at makes an address of Westdorp.
func at(street string, number int, letter, postcode string) postkamer.Address {
	return postkamer.Address{Street: street, Number: number, Letter: letter, Postcode: postcode, City: "Westdorp"}
}

// Streets of Westdorp.
var (
	brink  = []postkamer.Address{at("Dorpsbrink", 1, "", "9349 AX"), at("Dorpsbrink", 3, "", "9349 AX"), at("Dorpsbrink", 7, "", "9349 AX"), at("Dorpsbrink", 9, "", "9349 AX"), at("Dorpsbrink", 30, "", "9349 AX")}
	kerk   = []postkamer.Address{at("Kerkstraat", 14, "A", "9349 AB"), at("Kerkstraat", 14, "B", "9349 AB"), at("Kerkstraat", 16, "", "9349 AB")}
	dorps  = []postkamer.Address{at("Dorpsstraat", 3, "", "9349 AY")}
	shop   = []postkamer.Address{{Street: "Markt", Number: 1, Postcode: "9349 AA", City: "Westdorp", Purpose: "kantoorfunctie"}}
	second = []postkamer.Address{{Street: "Kerkstraat", Number: 16, Postcode: "9351 BA", City: "Oosterveen"}}
)

func TestWhatTheTableOfAddressesSays(t *testing.T) {
	both := slices.Concat(kerk, second)
	tests := []struct {
		name     string
		q        postkamer.AddressQuery
		addition string
		at, in   []postkamer.Address
		covered  bool
		outcome  string
		choices  string
	}{
		{"as it was read", postkamer.AddressQuery{Street: "Dorpsbrink", Number: 3, Postcode: "9349 AX"}, "", brink, brink, true, "found", ""},
		{"written otherwise", postkamer.AddressQuery{Street: "dorps-brink", Number: 3, Postcode: "9349 AX"}, "", brink, brink, true, "found", ""},
		{"a form without the street", postkamer.AddressQuery{Number: 3, Postcode: "9349 AX"}, "", brink, nil, true, "found", ""},
		{"a letter misread", postkamer.AddressQuery{Street: "Dorpsbrlnk", Number: 3, Postcode: "9349 AX"}, "", brink, brink, true, "street", ""},
		{"another street than the postcode's", postkamer.AddressQuery{Street: "Havenkade", Number: 3, Postcode: "9349 AX"}, "", brink, nil, true, "other_street", ""},
		{"the postcode misread, of another street", postkamer.AddressQuery{Street: "Dorpsstraat", City: "Westdorp", Number: 3, Postcode: "9349 AX"}, "", brink, dorps, true, "postcode", ""},
		{"the postcode misread, of no street", postkamer.AddressQuery{Street: "Dorpsstraat", City: "Westdorp", Number: 3, Postcode: "9349 AV"}, "", nil, dorps, true, "postcode", ""},
		{"a number that is not there", postkamer.AddressQuery{Street: "Dorpsbrink", Number: 5, Postcode: "9349 AX"}, "", brink, brink, true, "number", "1, 3, 7 of 9"},
		{"a number that is not there, by street", postkamer.AddressQuery{Street: "Dorpsbrink", City: "Westdorp", Number: 5}, "", nil, brink, true, "number", "1, 3, 7 of 9"},
		{"no letter where there are letters", postkamer.AddressQuery{Street: "Kerkstraat", Number: 14, Postcode: "9349 AB"}, "", kerk, both, true, "choice", "14 A of 14 B"},
		{"the letter is there", postkamer.AddressQuery{Street: "Kerkstraat", Number: 14, Postcode: "9349 AB"}, "B", kerk, both, true, "found", ""},
		{"another letter", postkamer.AddressQuery{Street: "Kerkstraat", Number: 14, Postcode: "9349 AB"}, "D", kerk, both, true, "choice", "14 A of 14 B"},
		{"a letter where there is none", postkamer.AddressQuery{Street: "Kerkstraat", Number: 16, Postcode: "9349 AB"}, "A", kerk, both, true, "choice", "16"},
		{"in two places", postkamer.AddressQuery{Street: "Kerkstraat", Number: 16}, "", nil, both, false, "choice", "Kerkstraat 16, 9349 AB Westdorp of Kerkstraat 16, 9351 BA Oosterveen"},
		{"in the place that was written", postkamer.AddressQuery{Street: "Kerkstraat", City: "Oosterveen", Number: 16}, "", nil, both, true, "found", ""},
		{"no home", postkamer.AddressQuery{Street: "Markt", Number: 1, Postcode: "9349 AA"}, "", shop, shop, true, "not_for_living", ""},
		{"nothing like it, where the table reaches", postkamer.AddressQuery{Street: "Maanweg", City: "Westdorp", Number: 1, Postcode: "9349 ZZ"}, "", nil, brink, true, "nowhere", ""},
		{"nothing like it, elsewhere", postkamer.AddressQuery{Street: "Maanweg", City: "Delft", Number: 1, Postcode: "2611 AB"}, "", nil, brink, false, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			j := judged(postkamer.AddressAnswer{Query: tt.q, AtPostcode: tt.at, InStreets: tt.in, Covered: tt.covered}, tt.addition)
			if j.outcome != tt.outcome || inChoice(j.choices) != tt.choices {
				t.Errorf("got %s with %q, want %s with %q", j.outcome, inChoice(j.choices), tt.outcome, tt.choices)
			}
		})
	}
}

func TestMisreadNames(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"dorpsbrink", "dorpsbrink", 0}, {"dorpsbrlnk", "dorpsbrink", .5}, {"dorpsbrnik", "dorpsbrink", 1}, {"d0rpsbrink", "dorpsbrink", .5},
		{"komstraat", "kornstraat", .5}, {"kerkstraat", "kerkstaat", 1}, {"kerkweg", "molenweg", 4.5}, {"", "weg", 3}, {"ab", "", 2},
	} {
		if got := misread(c.a, c.b); got != c.want {
			t.Errorf("%q and %q are %.1f apart, want %.1f", c.a, c.b, got, c.want)
		}
		if misread(c.a, c.b) != misread(c.b, c.a) {
			t.Errorf("%q and %q: not the same both ways", c.a, c.b)
		}
	}
}

// movedTo is a letter about a move to an address, with what the table says.
func movedTo(t *testing.T, address string, answer postkamer.AddressAnswer) postkamer.Verdict {
	t.Helper()
	text := lay(.95, replaceLine(moveLetter(phoneLine), "Dorpsstraat 3, 2517 AK Den Haag", address)...)
	facts := Facts{Channel: postkamer.Scan, ReceivedOn: received}
	queries := Lookups(text, facts, shipped(t), DefaultPolicy())
	if len(queries) != 1 {
		t.Fatalf("%d queries for one new address: %+v", len(queries), queries)
	}
	answer.Query = queries[0]
	facts.Addresses = []postkamer.AddressAnswer{answer}
	return Classify(text, facts, shipped(t), DefaultPolicy())
}

// doubt returns the doubt with a code.
func doubt(v postkamer.Verdict, code postkamer.DoubtCode) postkamer.Doubt {
	for _, d := range v.Doubts {
		if d.Code == code {
			return d
		}
	}
	return postkamer.Doubt{}
}

// fieldOf returns a field of a verdict.
func fieldOf(v postkamer.Verdict, name postkamer.FieldName) postkamer.Field {
	for _, f := range v.Fields {
		if f.Name == name {
			return f
		}
	}
	return postkamer.Field{}
}

func TestLettersAreHeldAgainstTheTable(t *testing.T) {
	found := postkamer.AddressAnswer{AtPostcode: brink, InStreets: brink, Covered: true}
	v := movedTo(t, "Dorpsbrink 3, 9349 AX Westdorp", found)
	if len(v.Doubts) != 0 || fieldOf(v, "new_street").State != postkamer.FieldOK {
		t.Errorf("an address that is there: %+v", v.Doubts)
	}
	v = movedTo(t, "Dorpsbrlnk 3, 9349 AX Westdorp", found)
	street, d := fieldOf(v, "new_street"), doubt(v, postkamer.AddressNotFound)
	if street.Value != "Dorpsbrlnk" || street.State != postkamer.FieldSuggested || !strings.Contains(street.Why, "Dorpsbrink") {
		t.Errorf("a misread street is never changed, only suggested: %+v", street)
	}
	if v.Destination != postkamer.ToCaller || d.Field != "new_street" || !strings.Contains(d.Say, "Is het Dorpsbrink 3, 9349 AX Westdorp?") {
		t.Errorf("to %s, doubt %+v", v.Destination, d)
	}
	v = movedTo(t, "Dorpsbrink 5, 9349 AX Westdorp", found)
	if d := doubt(v, postkamer.AddressNotFound); d.Field != "new_number" || !strings.Contains(d.Why, "1, 3, 7 of 9") || fieldOf(v, "new_number").State != postkamer.FieldWrong {
		t.Errorf("a number that is not there: %+v, %+v", d, fieldOf(v, "new_number"))
	}
	v = movedTo(t, "Kerkstraat 14, 9349 AB Westdorp", postkamer.AddressAnswer{AtPostcode: kerk, Covered: true})
	if d := doubt(v, postkamer.AddressAmbiguous); v.Destination != postkamer.ToCaller || !strings.Contains(d.Say, "Is het 14 A of 14 B?") {
		t.Errorf("a number with several homes: to %s, %+v", v.Destination, d)
	}
	v = movedTo(t, "Markt 1, 9349 AA Westdorp", postkamer.AddressAnswer{AtPostcode: shop, Covered: true})
	if d := doubt(v, postkamer.NonResidential); v.Destination != postkamer.ToQueue || !d.Stop {
		t.Errorf("no home: to %s, %+v", v.Destination, v.Doubts)
	}
}

func TestWithoutATableNoAddressIsJudged(t *testing.T) {
	text := lay(.95, replaceLine(moveLetter(phoneLine), "Dorpsstraat 3", "Dorpsbrlnk 999")...)
	if v := Classify(text, Facts{ReceivedOn: received}, shipped(t), DefaultPolicy()); len(v.Doubts) != 0 {
		t.Errorf("doubts without a table: %+v", v.Doubts)
	}
	other := Facts{ReceivedOn: received, Addresses: []postkamer.AddressAnswer{{Query: postkamer.AddressQuery{Name: "new", Street: "Anders"}, Covered: true}}}
	if v := Classify(text, other, shipped(t), DefaultPolicy()); len(v.Doubts) != 0 {
		t.Errorf("the answer to another question was used: %+v", v.Doubts)
	}
	if q := Lookups(lay(.95, "zzz qqq"), Facts{}, shipped(t), DefaultPolicy()); q != nil {
		t.Errorf("nothing is asked of what is no move: %v", q)
	}
}

func TestAFormGetsItsStreetFromTheTable(t *testing.T) {
	answers := slices.DeleteFunc(moveAnswers(), func(a postkamer.Answer) bool { return a.Name == "straat" || a.Name == "toevoeging" })
	facts := Facts{Channel: postkamer.Form, Form: "verhuizing", Answers: answers, ReceivedOn: received}
	queries := Lookups(postkamer.Text{}, facts, nil, DefaultPolicy())
	if len(queries) != 1 || queries[0].Postcode != "2517 AK" || queries[0].Number != 3 {
		t.Fatalf("queries %+v", queries)
	}
	facts.Addresses = []postkamer.AddressAnswer{{Query: queries[0], Covered: true, AtPostcode: []postkamer.Address{{Street: "Dorpsstraat", Number: 3, Postcode: "2517 AK", City: "Den Haag"}}}}
	v := Classify(postkamer.Text{}, facts, nil, DefaultPolicy())
	if f := fieldOf(v, "new_street"); f.Value != "Dorpsstraat" || f.State != postkamer.FieldOK || f.Why == "" {
		t.Errorf("the street is %+v", f)
	}
}

func FuzzAddressKeys(f *testing.F) {
	f.Add("Pr. Bernhardstr.", "Prins Bernhardstraat", "14-a")
	f.Add("Händelstraat", "Haendelstraat", "12 bis")
	f.Fuzz(func(t *testing.T, a, b, house string) {
		if len(a) > 200 || len(b) > 200 {
			return
		}
		x, y := postkamer.AddressKey(a), postkamer.AddressKey(b)
		if d := misread(x, y); d < 0 || d != misread(y, x) || x == y && d != 0 {
			t.Errorf("%q and %q are %.1f apart", x, y, d)
		}
		if n, addition := postkamer.HouseNumber(house); n < 0 || n > 99999 || postkamer.AdditionKey(addition) != addition {
			t.Errorf("%q is %d and %q", house, n, addition)
		}
	})
}
