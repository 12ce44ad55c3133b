package intake

import (
	"strings"
	"testing"
)

// small is a whole definition; the tests spoil a line of it.
const small = `name: klein
prefix: KL
title: "Klein"
button: "Versturen"
done_title: "Klaar"
errors: {long: "Te lang {n}", signs: "Vreemd"}
pages:
  - slug: keuze
    section: "Een"
    heading: "Wat {wil je|wilt u}?"
    questions:
      - name: keuze
        kind: choice
        options: [{value: ja, label: "Ja"}, {value: nee, label: "Nee"}]
        errors: {empty: "Kies"}
  - slug: naam
    section: "Twee"
    heading: "Wie {ben je|bent u}?"
    when: ["keuze = ja"]
    questions:
      - name: naam
        kind: text
        label: "Naam"
        field: name
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
    when: ["keuze = nee"]
`

func TestDefinitionsAreCheckedWhenRead(t *testing.T) {
	if _, err := readForm("klein.yaml", []byte(small)); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ rule, old, new, want string }{
		{"English of an unknown text", "doubts:", "english:\n  \"Naam van jou\": \"Name\"\ndoubts:", `line 36: english: "Naam van jou" is no text of this form`},
		{"English of a text in one tone", "doubts:", "english:\n  \"Wat wil je?\": \"What do you want?\"\ndoubts:", `line 36: english: "Wat wil je?" is no text of this form`},
		{"English with tones", "doubts:", "english:\n  \"Naam\": \"Name of {you|you}\"\ndoubts:", `line 36: english: "Name of {you|you}": English has one tone`},
		{"English that fills in less", "doubts:", "english:\n  \"Te lang {n}\": \"Too long\"\ndoubts:", `line 36: english: "Too long" fills in [], and the Dutch [{n}]`},
		{"English twice", "doubts:", "english:\n  \"Naam\": \"Name\"\n  \"Naam\": \"Name\"\ndoubts:", `line 37: english: "Naam" is there twice`},
		{"English without words", "doubts:", "english:\n  \"Naam\": \"\"\ndoubts:", `line 36: english: "Naam" has no English`},
		{"English that is no table", "doubts:", "english: [Name]\ndoubts:", "line 35: english: write each Dutch text"},
		{"unknown key", "    heading: \"Wie {ben je|bent u}?\"", "    kop: \"Wie?\"", "line 18: field kop not found"},
		{"unknown key in a question", "        max: 20", "        maxx: 20", "line 25: field maxx not found"},
		{"unknown kind", "kind: text", "kind: tekst", `line 22: "tekst" is no kind of question`},
		{"unknown field of a case", "field: name", "field: naam", `line 24: "naam" is no field of a case`},
		{"condition on an unknown question", `when: ["keuze = ja"]`, `when: ["keus = ja"]`, `line 19: no earlier question is called "keus"`},
		{"condition on an unknown option", `when: ["keuze = ja"]`, `when: ["keuze = misschien"]`, `line 19: "keuze" has no option "misschien"`},
		{"condition on a later question", `when: ["keuze = ja"]`, `when: ["waar = ja"]`, `line 19: no earlier question is called "waar"`},
		{"condition on the same page", `        field: name`, `        when: ["naam = ja"]`, `line 24: no earlier question is called "naam"`},
		{"condition without sense", `when: ["keuze = ja"]`, `when: ["keuze ja"]`, `line 19: "keuze ja" is not a condition`},
		{"condition of another kind", `when: ["keuze = ja"]`, `when: ["keuze above 3"]`, `line 19: above needs a amount`},
		{"item on a page that is not repeated", `when: ["keuze = ja"]`, `when: ["item from 2020"]`, `line 19: item is only on a repeated page`},
		{"unknown switch", `when: ["keuze = ja"]`, `when: ["gemeente zwembad"]`, `line 19: "gemeente zwembad" is not a condition`},
		{"condition of a doubt", `when: ["keuze = nee"]`, `when: ["keuze = nooit"]`, `line 37: "keuze" has no option "nooit"`},
		{"tone pair left open", "Wat {wil je|wilt u}?", "Wat {wil je|wilt u?", "line 10: braces of"},
		{"tone pair with three", "Wat {wil je|wilt u}?", "Wat {je|u|jij}?", "line 10: braces of"},
		{"tone pair with nothing", "Wat {wil je|wilt u}?", "Wat {je|}?", "line 10: braces of"},
		{"word that nothing fills", "Wat {wil je|wilt u}?", "Wat {wens}?", "line 10: nothing is filled in for {wens}"},
		{"word of another text", `errors: {empty: "Kies"}`, `errors: {empty: "Kies {deel}"}`, "line 15: nothing is filled in for {deel}"},
		{"unknown fault", `errors: {empty: "Kies"}`, `errors: {leeg: "Kies"}`, `line 15: nothing that can be wrong is called "leeg"`},
		{"no text for a fault", `errors: {empty: "Vul in"}`, `errors: {}`, `line 21: "naam" has no text for "empty"`},
		{"text without a limit", "        max: 20\n", "", `line 21: "naam" needs max`},
		{"choice without options", `        options: [{value: ja, label: "Ja"}, {value: nee, label: "Nee"}]` + "\n", "", `line 12: "keuze" has options that it cannot have, or none`},
		{"option twice", "value: nee", "value: ja", `line 14: "ja" is no value of an option, or is there twice`},
		{"name twice", "- name: naam", "- name: keuze", `line 21: "keuze" is no name, is there twice`},
		{"slug twice", "slug: naam", "slug: keuze", `line 16: "keuze" is no slug or stands there twice`},
		{"slug with braces and no each", "slug: naam", `slug: "naam-{n}"`, `line 16: slug "naam-{n}" needs each`},
		{"no last page", "slug: nakijken", "slug: einde", "the last page must be nakijken"},
		{"prefix", "prefix: KL", "prefix: klein", "line 2: a form has a name of small letters, and a prefix of two capitals"},
		{"code of a doubt", "IDENTITY_UNPROVEN", "zomaar", `line 36: "zomaar" is no code of a doubt`},
		{"a second document is no definition", "name: klein", "- name: klein", "klein.yaml"},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			spoilt := strings.Replace(small, tt.old, tt.new, 1)
			if spoilt == small {
				t.Fatal("nothing is spoilt")
			}
			_, err := readForm("klein.yaml", []byte(spoilt))
			if err == nil || !strings.Contains(err.Error(), "klein.yaml") || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %s", err, tt.want)
			}
		})
	}
}

func TestEnglishOfAFormIsWhole(t *testing.T) {
	texts := map[string]string{"Ja": "Yes", "Nee": "No", "Versturen": "Send"}
	read := func(file, name string, english ...string) *Form {
		t.Helper()
		source := strings.Replace(small, "name: klein", "name: "+name, 1)
		if len(english) > 0 {
			source += "english:\n  " + strings.Join(english, "\n  ") + "\n"
		}
		form, err := readForm(file, []byte(source))
		if err != nil {
			t.Fatal(err)
		}
		return form
	}
	whole := []string{`"Klein": "Small"`, `"Klaar": "Done"`, `"Te lang {n}": "Too long {n}"`, `"Vreemd": "Odd"`, `"Een": "One"`, `"Wat {wil je|wilt u}?": "What do you want?"`,
		`"Kies": "Choose"`, `"Twee": "Two"`, `"Wie {ben je|bent u}?": "Who are you?"`, `"Naam": "Name"`, `"Vul in": "Fill in"`, `"Drie": "Three"`, `"Klopt alles?": "Is it right?"`,
		`"Waar": "True"`, `"Vink aan": "Tick"`, `"Nee": "Never"`}
	for _, tt := range []struct {
		rule  string
		forms []*Form
		want  string // in the error; empty: none
	}{
		{"a form without English stays Dutch", []*Form{read("klein.yaml", "klein")}, ""},
		{"a form with all of it", []*Form{read("klein.yaml", "klein", whole...)}, ""},
		{"a form with half of it", []*Form{read("klein.yaml", "klein", whole[:9]...)}, `form klein.yaml line 23: "Naam" has no English`},
		{"two forms with the same words", []*Form{read("klein.yaml", "klein", whole...), read("twee.yaml", "twee", whole...)}, ""},
		{"two forms with other words", []*Form{read("klein.yaml", "klein", whole...), read("twee.yaml", "twee", `"Klein": "Little"`)}, `form twee.yaml line 39: english: "Klein" is "Small" in form klein.yaml`},
	} {
		have := map[string]string{}
		for dutch, english := range texts {
			have[dutch] = english
		}
		err := (&Forms{list: tt.forms}).AddEnglish(have)
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.rule, err, tt.want)
		}
		if have["Nee"] != "No" {
			t.Errorf("%s: the program's own English became %q", tt.rule, have["Nee"])
		}
	}
}
