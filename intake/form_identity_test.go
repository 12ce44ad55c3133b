package intake

import (
	"strings"
	"testing"

	"postkamer"
)

// loginForm is a definition with a login; the tests spoil a line of it.
const loginForm = `name: klein
prefix: KL
title: "Klein"
button: "Versturen"
login: {digid: midden, eherkenning: eh3, address: "Oude adres"}
done_title: "Klaar"
errors: {long: "Te lang {n}", signs: "Vreemd", count: "Geen 9", wrong: "Fout"}
pages:
  - slug: wie
    section: "Een"
    heading: "Wie {ben je|bent u}?"
    questions:
      - name: naam
        kind: text
        known: family_name
        label: "Naam"
        max: 20
        errors: {empty: "Vul in"}
      - name: bsn
        kind: bsn
        known: bsn
        field: bsn
        label: "Bsn"
        errors: {empty: "Vul in"}
  - slug: waarom
    section: "Twee"
    heading: "Waarom niet ingelogd?"
    when: ["zonder inloggen"]
    questions:
      - name: waarom
        kind: text
        max: 20
        errors: {empty: "Vul in"}
  - slug: nakijken
    section: "Drie"
    heading: "Klopt alles?"
    questions:
      - name: waar
        kind: checkbox
        label: "Waar"
        errors: {empty: "Vink aan"}
doubts:
  - code: IDENTITY_UNPROVEN
    when: ["zonder inloggen"]
`

func TestLoginInADefinitionIsChecked(t *testing.T) {
	if _, err := readForm("klein.yaml", []byte(loginForm)); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ rule, old, new, want string }{
		{"unknown level", "digid: midden", "digid: goud", `line 5: "goud" is no level of digid`},
		{"level of another means", "eherkenning: eh3", "eherkenning: hoog", `line 5: "hoog" is no level of eherkenning`},
		{"means that there are not", "eherkenning: eh3", "idin: hoog", "line 5: field idin not found"},
		{"address without means", "digid: midden, eherkenning: eh3, ", "", "line 5: login needs digid or eherkenning"},
		{"unknown fact", "known: family_name", "known: shoe_size", `line 15: known: "shoe_size" is no fact`},
		{"fact for another kind of question", "known: family_name", "known: bsn", `line 15: known: "bsn" is no fact of a login, or not for a question of kind text`},
		{"fact without login", `login: {digid: midden, eherkenning: eh3, address: "Oude adres"}` + "\n", "", "known: needs login in the form"},
		{"login that proves nothing", "        known: bsn\n", "", "line 1: login needs a question with known: bsn"},
		{"number in no field", "        field: bsn\n", "", "line 1: login needs a question with known: bsn"},
		{"address with a wrong word", `"Oude adres"`, `"Oude {zomaar}"`, "line 5: nothing is filled in for {zomaar}"},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			spoilt := strings.Replace(loginForm, tt.old, tt.new, 1)
			if spoilt == loginForm {
				t.Fatal("nothing is spoilt")
			}
			if _, err := readForm("klein.yaml", []byte(spoilt)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
}

func TestLoginAnswersQuestions(t *testing.T) {
	f, err := readForm("klein.yaml", []byte(loginForm))
	if err != nil {
		t.Fatal(err)
	}
	all := postkamer.Identity{Means: postkamer.MeansDigiD, Level: "midden", BSN: "999990019", FamilyName: "Bakker",
		Old: postkamer.OldAddress{Street: "Lindelaan", Number: "3", Postcode: "2513CD", City: "Den Haag"}}
	tests := []struct {
		rule      string
		who       *postkamer.Identity
		pages     string
		asks      string // on the first page
		submitted string
	}{
		{"nobody: everything is asked and doubted", nil, "wie waarom nakijken", "naam bsn",
			"naam=Getypt bsn=999990020 waarom=Zomaar waar=Ja _doubt=IDENTITY_UNPROVEN"},
		{"all is known: the page is not there", &all, "nakijken", "waar",
			"naam=Bakker bsn=999990019 oud-straat=Lindelaan oud-huisnummer=3 oud-postcode=2513 CD oud-plaats=Den Haag waar=Ja"},
		{"only the number is known: the name is asked", &postkamer.Identity{Means: postkamer.MeansDigiD, Level: "midden", BSN: "999990019"}, "wie nakijken", "naam",
			"naam=Getypt bsn=999990019 waar=Ja"},
		{"a company proves no person", &postkamer.Identity{Means: postkamer.MeansEHerkenning, Level: "eh3", KvK: "12345678"}, "wie waarom nakijken", "naam bsn",
			"naam=Getypt bsn=999990020 waarom=Zomaar waar=Ja _doubt=IDENTITY_UNPROVEN"},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			c := onDay(postkamer.Je)
			c.Identity = tt.who
			a := Answers{}
			var slugs, asks, submitted []string
			for _, p := range f.Pages(nil, c) {
				slugs = append(slugs, p.Slug)
				a, _ = f.Check(p.Slug, fields("naam", "Getypt", "bsn", "999990020", "waarom", "Zomaar", "waar", "ja"), a, c)
			}
			for _, q := range f.Pages(nil, c)[0].Questions {
				asks = append(asks, q.Name)
			}
			for _, s := range f.Submitted(a, c) {
				submitted = append(submitted, s.Name+"="+s.Value)
			}
			if got := strings.Join(slugs, " "); got != tt.pages {
				t.Errorf("pages %q, want %q", got, tt.pages)
			}
			if got := strings.Join(asks, " "); got != tt.asks {
				t.Errorf("asks %q, want %q", got, tt.asks)
			}
			if got := strings.Join(submitted, " "); got != tt.submitted {
				t.Errorf("submitted\n%s, want\n%s", got, tt.submitted)
			}
			if !f.complete(a, c) {
				t.Error("is not finished")
			}
			if tt.who != nil && tt.who.BSN != "" && a["bsn"] != nil {
				t.Error("what was posted for a known question is kept")
			}
		})
	}
}

func TestSummarySaysWhatTheLoginTold(t *testing.T) {
	f, err := readForm("klein.yaml", []byte(loginForm))
	if err != nil {
		t.Fatal(err)
	}
	c := onDay(postkamer.Je)
	c.Identity = &postkamer.Identity{Means: postkamer.MeansDigiD, Level: "midden", BSN: "999990019", Old: postkamer.OldAddress{Street: "Lindelaan", Number: "3", City: "Den Haag"}}
	want := []SummaryLine{{"wie", "Naam", "Getypt", false}, {"wie", "Bsn", "999990019", true}, {"wie", "Oude adres", "Lindelaan 3, Den Haag", true}}
	got := f.Summary(Answers{"naam": {"Getypt"}, "bsn": {"999990020"}}, c)
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %+v, want %+v", got[i], want[i])
		}
	}
}
