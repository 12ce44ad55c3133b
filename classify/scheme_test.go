package classify

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"postkamer"
)

// constantsOf reads the constants of a type from a source file of the root.
func constantsOf(t *testing.T, file, kind string) []string {
	t.Helper()
	source, err := parser.ParseFile(token.NewFileSet(), "../"+file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	ast.Inspect(source, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
			if name, ok := spec.Type.(*ast.Ident); ok && name.Name == kind {
				value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				values = append(values, value)
			}
		}
		return true
	})
	slices.Sort(values)
	return values
}

func TestASchemeMayNameEveryFieldAndDoubt(t *testing.T) {
	sorted := func(text string) []string {
		list := strings.Split(text, ", ")
		slices.Sort(list)
		return list
	}
	if want := constantsOf(t, "verdict.go", "FieldName"); !slices.Equal(sorted(joined(knownFields)), want) {
		t.Errorf("fields are %s, want %v", joined(knownFields), want)
	}
	if want := constantsOf(t, "doubt.go", "DoubtCode"); !slices.Equal(sorted(joined(knownCodes)), want) {
		t.Errorf("doubts are %s, want %v", joined(knownCodes), want)
	}
}

// TestSentencesOfSchemes holds what B1 and both tones ask of every rule.
func TestSentencesOfSchemes(t *testing.T) {
	for _, s := range Schemes() {
		for _, r := range s.rules {
			checkVerbs(t, s.Name+" "+string(r.code), r.say)
			for _, said := range []string{postkamer.Je.Say(r.say), postkamer.U.Say(r.say)} {
				if strings.Contains(said, "|") || strings.ContainsAny(said, "—–") {
					t.Errorf("%s %s says %q", s.Name, r.code, said)
				}
			}
			je, u := " "+plainWords(postkamer.Je.Say(r.say))+" ", " "+plainWords(postkamer.U.Say(r.say))+" "
			for _, word := range []string{" u ", " uw "} {
				if strings.Contains(je, word) {
					t.Errorf("%s %s mixes je with%s: %q", s.Name, r.code, word, je)
				}
			}
			for _, word := range []string{" je ", " jou ", " jij ", " jouw "} {
				if strings.Contains(u, word) {
					t.Errorf("%s %s mixes u with%s: %q", s.Name, r.code, word, u)
				}
			}
		}
	}
}

// TestNoCodeKnowsBbz proves that a scheme is a YAML file and nothing else: no Go
// file names it, and yet its letters are judged.
func TestNoCodeKnowsBbz(t *testing.T) {
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		if err == nil && strings.Contains(strings.ToLower(string(source)), "bbz") {
			t.Errorf("%s names Bbz", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	letter := func(more ...string) []string {
		return append([]string{"P. Bakker", "Dorpsbrink 3", "9349 AX Westdorp", "", "Onderwerp: aanvraag bijstand voor zelfstandigen (Bbz)", "", "Geachte heer, mevrouw,", "",
			"Hierbij vraag ik bijstand aan volgens het Bbz. Mijn inkomen is te laag om van te leven, ik verdien 650 euro per maand.",
			"Mijn bsn is 999990019 en mijn KvK-nummer is 12345678. Mijn rekening is NL91 ABNA 0417 1643 00 ten name van P. Bakker.",
			"De jaarcijfers van mijn boekhouder zitten erbij."}, append(more, "Met vriendelijke groet,", "Piet Bakker")...)
	}
	tests := []struct {
		name string
		line string
		want postkamer.DoubtCode
		none bool
	}{
		{"complete", "", postkamer.KvKMissing, true},
		{"too few hours", "Ik haal het urencriterium niet: minder dan 1225 uur.", postkamer.HoursUnsure, false},
		{"a loan that is too high", "Ik vraag een lening voor bedrijfskapitaal van 300.000 euro.", postkamer.LoanTooHigh, false},
		{"stops with the company", "Misschien stop ik met mijn bedrijf.", postkamer.ConditionsUnsure, false},
		{"too old", "Geboortedatum: 7-11-1948", postkamer.AgeOutside, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := readKind("bbz_aanvraag", lay(.95, letter(tt.line)...), day(2026, 11, 20))
			c.look()
			if c.has(tt.want) == tt.none {
				t.Errorf("%s: %v; fields %v", tt.want, c.finding, values(c.fields))
			}
		})
	}
	c := &piece{policy: DefaultPolicy(), sheet: newSheet(lay(.95, letter()...))}
	if kind := c.recognised("bijstand"); kind != "bbz_aanvraag" {
		t.Errorf("a letter about welfare that says Bbz is %s", kind)
	}
	if kind := c.recognised("bezwaar"); kind != "bezwaar" {
		t.Errorf("an objection that says Bbz is %s", kind)
	}
	if queue, ok := DefaultPolicy().queue("bbz_aanvraag"); !ok || queue != "inkomen" {
		t.Errorf("its queue is %q", queue)
	}
}

// scheme is a small scheme with a rule.
func schemeText(rule string) string {
	return "name: proef\nkinds: [proef]\ncalled: \"een proef\"\nfields: [name, birth_date, move_date, loan, months, host, new_street, new_number, new_postcode, new_city]\n" +
		"numbers:\n  most: 100\n  grows:\n    - {from: 2020-01-01, value: 10}\n    - {from: 2026-01-01, value: 20}\n" +
		"words:\n  dogs: [\"hond[a-z]*\", kat]\n" +
		"rounds:\n  - {name: Ronde 1, from: 2026-01-01, until: 2026-06-30, apply_before: 2026-08-01, months_back: 2}\n" +
		"addresses:\n  new: {street: new_street, number: new_number, postcode: new_postcode, city: new_city}\n" +
		"rules:\n" + rule
}

func TestASchemeThatCannotBeIsNamedWithItsLine(t *testing.T) {
	rule := func(lines string) string {
		return schemeText("  - code: DATE_LATE\n" + lines + "\n    why: \"Dit is laat.\"\n    say: \"{Je bent|U bent} laat.\"\n")
	}
	tests := map[string]struct{ text, line, says string }{
		"an unknown key":              {"name: x\nkinds: [x]\nsoort: y\n", "line 3", "soort"},
		"nothing in it":               {"", "proef.yaml", "is empty"},
		"an unknown field":            {strings.Replace(schemeText(""), "[name,", "[naam,", 1), "line 4", `did you mean name`},
		"a field twice":               {strings.Replace(schemeText(""), "[name,", "[name, name,", 1), "line 4", "twice"},
		"an unknown doubt":            {strings.Replace(rule("    when: [form]"), "DATE_LATE", "DATE_LAAT", 1), "line 17", "did you mean DATE_LATE"},
		"an unknown check":            {rule("    when: [vorm]"), "line 18", "begin with one of"},
		"a check with too much":       {rule("    when: [form yes]"), "line 18", "write form"},
		"an unknown list":             {rule("    when: [text cats]"), "line 18", `"cats"`},
		"an unknown number":           {rule("    when: [field loan above least]"), "line 18", "grows, most"},
		"a test without its argument": {rule("    when: [field loan above]"), "line 18", "write field"},
		"a field that is none":        {rule("    when: [field lone missing]"), "line 18", "loan?"},
		"an unknown address":          {rule("    when: [address old found]"), "line 18", `no address "old"`},
		"an unknown outcome":          {rule("    when: [address new gone]"), "line 18", "nowhere"},
		"months without a test":       {rule("    when: [months months]"), "line 18", "write months"},
		"an answer without options":   {rule("    when: [\"answer wat =\"]"), "line 18", "write answer"},
		"no condition":                {rule("    ask: true"), "line 17", "write when"},
		"ask and stop":                {rule("    when: [form]\n    ask: true\n    stop: true"), "line 17", "cannot ask and stop"},
		"a placeholder of nothing":    {strings.Replace(rule("    when: [form]"), "laat.\"", "{days} laat.\"", 1), "line 19", "{days}"},
		"two tones for a caseworker":  {strings.Replace(rule("    when: [form]"), "Dit is laat", "{Je|U} bent laat", 1), "line 19", "for the caseworker"},
		"no sentence":                 {strings.Replace(rule("    when: [form]"), "Dit is laat.", "laat", 1), "line 19", "ends with"},
		"no say":                      {strings.Replace(rule("    when: [form]"), "    say: \"{Je bent|U bent} laat.\"\n", "", 1), "line 17", "say: write a sentence"},
		"a date that is none":         {strings.Replace(schemeText(""), "until: 2026-06-30", "until: 30-6-2026", 1), "line 13", "year-month-day"},
		"a round that ends first":     {strings.Replace(schemeText(""), "until: 2026-06-30", "until: 2025-06-30", 1), "line 13", "in that order"},
		"a number that is none":       {strings.Replace(schemeText(""), "most: 100", "most: veel", 1), "line 6", "66y4m"},
		"numbers out of order":        {strings.Replace(schemeText(""), "2026-01-01, value", "2019-01-01, value", 1), "line 8", "earliest day first"},
		"a pattern that is none":      {strings.Replace(schemeText(""), "kat]", "\"ka(t\"]", 1), "line 11", "is no pattern"},
		"a list for every text":       {strings.Replace(schemeText(""), "kat]", "\"(?:kat)?\"]", 1), "line 11", "every text"},
		"capitals in a list":          {strings.Replace(schemeText(""), "kat]", "Kat]", 1), "line 11", "small letters"},
		"no kinds":                    {strings.Replace(schemeText(""), "kinds: [proef]", "kinds: []", 1), "line 1", "kinds is empty"},
		"a long term":                 {schemeText("") + "term: {weeks: 900}\n", "line 1", "0 to 366"},
	}
	if _, err := readScheme("proef.yaml", []byte(rule("    when: [form]"))); err != nil {
		t.Fatalf("the scheme itself must be right: %v", err)
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(tt.text, "rules:\nterm", "term", 1)
			_, err := readScheme("proef.yaml", []byte(text))
			if err == nil || !strings.Contains(err.Error(), tt.line) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want %s and %q", err, tt.line, tt.says)
			}
		})
	}
}

// judge tries rules of a small scheme on fields and a letter.
func judge(t *testing.T, when string, fields map[postkamer.FieldName]string, lines ...string) *piece {
	t.Helper()
	s, err := readScheme("proef.yaml", []byte(schemeText("  - code: DATE_LATE\n    field: name\n    when: [\""+when+"\"]\n    why: \"Waarom.\"\n    say: \"Zeg.\"\n")))
	if err != nil {
		t.Fatal(err)
	}
	text := lay(.95, lines...)
	c := &piece{text: text, facts: Facts{ReceivedOn: day(2026, 7, 15)}, policy: Policy{Postcodes: []string{"25"}}.With(*s), sheet: newSheet(text), kind: "proef", sure: true}
	for name, value := range fields {
		c.fields = append(c.fields, postkamer.Field{Name: name, Value: value, State: postkamer.FieldOK})
	}
	c.lookAtScheme()
	return c
}

func TestChecksOfAScheme(t *testing.T) {
	type f = map[postkamer.FieldName]string
	tests := []struct {
		when   string
		fields f
		letter string
		want   bool
	}{
		{"field loan above most", f{"loan": "100.01"}, "", true},
		{"field loan above most", f{"loan": "100.00"}, "", false},
		{"field loan above grows", f{"loan": "15"}, "", false}, // 20 from 2026 on
		{"field loan below 5", f{"loan": "4.99"}, "", true},
		{"field loan below 5", f{"loan": "veel"}, "", false},
		{"field move_date back 5", f{"move_date": "2026-07-09"}, "", true},
		{"field move_date back 5", f{"move_date": "2026-07-10"}, "", false},
		{"field move_date ahead 28", f{"move_date": "2026-08-13"}, "", true},
		{"field move_date ahead 28", f{"move_date": "2026-08-12"}, "", false},
		{"field move_date back 3 workdays", f{"move_date": "2026-07-09"}, "", true},  // a Thursday; Fri, Mon, Tue, Wed
		{"field move_date back 4 workdays", f{"move_date": "2026-07-09"}, "", false}, // are four working days
		{"field move_date ahead 1 workdays", f{"move_date": "2026-07-17"}, "", true},
		{"field move_date ahead 2 workdays", f{"move_date": "2026-07-19"}, "", false}, // a weekend adds none
		{"field move_date back 5", f{"move_date": "31 april"}, "", false},
		{"field move_date wrong", f{"move_date": "31 april"}, "", true},
		{"field birth_date younger 16y", f{"birth_date": "2010-07-16"}, "", true},
		{"field birth_date younger 16y", f{"birth_date": "2010-07-15"}, "", false}, // sixteen today
		{"field birth_date older 66y4m", f{"birth_date": "1960-03-15"}, "", true},
		{"field birth_date older 66y4m", f{"birth_date": "1960-03-16"}, "", false},
		{"field birth_date older 10y", f{"birth_date": "2027-01-01"}, "", false}, // not born yet: misread
		{"field new_postcode elsewhere", f{"new_postcode": "1017 AB"}, "", true},
		{"field new_postcode elsewhere", f{"new_postcode": "2512 EB"}, "", false},
		{"field new_postcode elsewhere", f{}, "", false},
		{"field host differs name", f{"host": "K. Jansen", "name": "Jan de Vries"}, "", true},
		{"field host differs name", f{"host": "Vries, J. de", "name": "Jan de Vries"}, "", false},
		{"field host differs name", f{"host": "K. Jansen"}, "", false},
		{"field host has dogs", f{"host": "De Hondenman"}, "", true},
		{"field host loan missing", f{"host": "x"}, "", true},
		{"field host loan found", f{}, "", false},
		{"months months outside", f{"months": "juni 2026, juli 2026"}, "", true},
		{"months months outside", f{"months": "juni 2026"}, "", false},
		{"months months outside", f{"months": "augustus"}, "", true}, // of the year of receipt
		{"months months outside", f{"months": "juni"}, "", false},
		{"months months outside", f{}, "", false},
		{"months months closed", f{"months": "juni 2026"}, "", false}, // until 1 August
		{"months months back", f{"months": "april 2026"}, "", true},   // two months before July
		{"months months back", f{"months": "mei 2026"}, "", false},
		{"months months gap", f{"months": "januari 2026, maart 2026"}, "", true},
		{"months months gap", f{"months": "februari 2026, januari 2026, maart 2026"}, "", false},
		{"text dogs", nil, "Ik heb een HONDJE.", true},
		{"text dogs", nil, "Ik heb een gekortwiekte katalysator.", false},
		{"sentence dogs", nil, "Ik heb niets. Wel een kat!", true},
		{"letter", nil, "Dag.", true},
		{"form", nil, "Dag.", false},
		{"doubt EMIGRATION", nil, "Dag.", false},
		{"address new nowhere", f{"new_street": "Dorpsbrink", "new_number": "3", "new_postcode": "9349 AX"}, "", false}, // no table
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.when, " ", tt.fields, tt.letter), func(t *testing.T) {
			if got := judge(t, tt.when, tt.fields, tt.letter).has(postkamer.DateLate); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestValuesCannotBreakASentence(t *testing.T) {
	s := *DefaultPolicy().schemeOf(postkamer.Tozo)
	v := &judging{piece: &piece{policy: DefaultPolicy(), fields: []postkamer.Field{{Name: "loan", Value: "12000.50"}, {Name: "iban_name", Value: "{je|uw} {name} |"}}}, scheme: &s, words: map[string]string{}}
	if got := v.fill("{loan} euro, {iban_name}.", true); got != "12.000,50 euro, jeuw name ." {
		t.Errorf("got %q", got)
	}
	if got := v.fill("{Je vroeg|U vroeg} iets van {town}.", true); got != "{Je vroeg|U vroeg} iets van onze gemeente." {
		t.Errorf("got %q", got)
	}
}

func TestASchemeOfTheMunicipalityTakesThePlaceOfAShippedOne(t *testing.T) {
	own := strings.Replace(schemeText(""), "name: proef\nkinds: [proef]", "name: verhuizing\nqueue: kcc\nterm: {days: 3}\nkinds: [verhuizing]", 1)
	schemes, err := ReadSchemes(fstest.MapFS{"verhuizing.yaml": {Data: []byte(own)}})
	if err != nil {
		t.Fatal(err)
	}
	base := DefaultPolicy()
	p := base.With(schemes...)
	if s := p.schemeOf(postkamer.Verhuizing); len(s.rules) != 0 || len(p.Schemes) != len(base.Schemes) {
		t.Errorf("%d rules in %d schemes", len(s.rules), len(p.Schemes))
	}
	if p.Queues[postkamer.Verhuizing] != "kcc" || p.Terms[postkamer.Verhuizing].Days != 3 || base.Queues[postkamer.Verhuizing] != "burgerzaken" {
		t.Errorf("queue %s, term %v", p.Queues[postkamer.Verhuizing], p.Terms[postkamer.Verhuizing])
	}
	_, err = ReadSchemes(fstest.MapFS{"a.yaml": {Data: []byte(own)}, "b.yaml": {Data: []byte(own)}})
	if err == nil || !strings.Contains(err.Error(), "b.yaml") {
		t.Errorf("two schemes of one name: %v", err)
	}
}

func TestANumberOfTheMunicipalityGoesBeforeThatOfTheScheme(t *testing.T) {
	base := DefaultPolicy()
	p := base.WithNumber("verhuizing", "days_before", 90).WithNumber("verhuizing", "no_such", 1).WithNumber("none", "days_before", 1)
	text := lay(.95, replaceLine(moveLetter(phoneLine), "1 mei 2020", "1 juli 2020")...)
	for name, tt := range map[string]struct {
		policy Policy
		early  bool
	}{"of the scheme": {base, true}, "of the municipality": {p, false}} {
		v := Classify(text, Facts{ReceivedOn: received}, shipped(t), tt.policy)
		early := slices.ContainsFunc(v.Doubts, func(d postkamer.Doubt) bool { return d.Code == postkamer.DateTooEarly })
		if early != tt.early {
			t.Errorf("%s: too early is %v, want %v", name, early, tt.early)
		}
	}
	if reflect.DeepEqual(base.Schemes, p.Schemes) {
		t.Error("nothing changed")
	}
}

func TestDemonstrationRoundIsOnlyForTheDemonstration(t *testing.T) {
	answers := answersOf("v", "months", "mei 2026")
	for _, demo := range []bool{false, true} {
		p := DefaultPolicy()
		p.Demonstration = demo
		v := Classify(postkamer.Text{}, Facts{Channel: postkamer.Form, Form: "tozo", Answers: answers, ReceivedOn: day(2026, 6, 1)}, nil, p)
		outside := slices.ContainsFunc(v.Doubts, func(d postkamer.Doubt) bool { return d.Code == postkamer.OutsidePeriod })
		if outside == demo {
			t.Errorf("demonstration %v: outside is %v", demo, outside)
		}
	}
}

func FuzzScheme(f *testing.F) {
	f.Add([]byte(schemeText(""))) // small: a large one is mostly text, in which nothing new is found
	f.Add([]byte(schemeText("  - code: DATE_LATE\n    field: name\n    when: [\"field loan above most\", \"months months back\"]\n    any: [\"sentence dogs\", \"address new choice\"]\n    why: \"{month} {limit}.\"\n    say: \"{je|u} {name}?\"\n")))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := readScheme("fuzz.yaml", data)
		if err != nil {
			return
		}
		text := lay(.95, moveLetter()...)
		p := Policy{}.With(*s)
		c := &piece{text: text, facts: Facts{ReceivedOn: received}, policy: p, sheet: newSheet(text), kind: s.Kinds[0], sure: true}
		c.fields = readFields(c)
		c.lookups()
		c.lookAtScheme()
		for _, found := range c.finding {
			if found.why == "" || found.say == "" {
				t.Errorf("a doubt without a sentence: %+v", found)
			}
		}
	})
}
