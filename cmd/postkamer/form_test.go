package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestForm(t *testing.T) {
	tests := []struct {
		name   string
		args   []string
		status int
		says   string // in the output, or in what went wrong
	}{
		{"a form is a PDF", []string{"form", "verhuizing"}, exitDone, "%PDF-"},
		{"in the other tone too", []string{"form", "tozo", "--tone", "je"}, exitDone, "%PDF-"},
		{"an unknown form names those that there are", []string{"form", "paspoort"}, exitUsage, "melding, tozo, verhuizing"},
		{"a form without a line of Go", []string{"form", "melding"}, exitDone, "%PDF-"},
		{"a tone is je or u", []string{"form", "tozo", "--tone", "jij"}, exitUsage, "write je or u"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if got := run(t.Context(), test.args, &out, &errs); got != test.status {
				t.Fatalf("status %d: %s", got, errs.String())
			}
			if !strings.Contains(out.String()+errs.String(), test.says) {
				t.Errorf("says %.200q", out.String()+errs.String())
			}
		})
	}
}

// ownForm is a form of a municipality's own, in the fewest words.
const ownForm = `name: hond
prefix: HO
kind: melding
title: "Hond aanmelden"
about: "Meld {je|uw} hond aan."
button: "Versturen"
done_title: "{Je|Uw} hond staat erin"
done: ["{Je|Uw} kenmerk is {kenmerk}."]
errors: {long: "Dit is te lang. Gebruik hoogstens {n} tekens", signs: "Typ het nog een keer"}
pages:
  - slug: hond
    section: "Hond"
    heading: "{Je|Uw} hond"
    questions:
      - {name: naam, kind: text, label: "Hoe heet de hond?", max: 40, errors: {empty: "Vul de naam in"}}
  - slug: nakijken
    section: "Nakijken"
    heading: "Klopt alles?"
`

func TestOwnFormsStandInAFolder(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	t.Setenv("POSTKAMER_MUNICIPALITY", write("gemeente.yaml", "naam: Gemeente Westdorp\nformulieren: eigen\n"))
	for _, c := range []struct{ name, file, says string }{
		{"an empty folder", "", "name the folder with the municipality's own forms"},
		{"a mistake has a file and a line", strings.Replace(ownForm, "kind: text", "kind: woord", 1), `hond.yaml line 15: "woord" is no kind of question`},
		{"a kind of post that is none", strings.Replace(ownForm, "kind: melding", "kind: hond", 1), `form hond has kind "hond"`},
		{"a form", ownForm, "%PDF-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.file != "" {
				write("eigen/hond.yaml", c.file)
			} else if err := os.MkdirAll(filepath.Join(folder, "eigen"), 0o755); err != nil {
				t.Fatal(err)
			}
			var out, errs bytes.Buffer
			run(t.Context(), []string{"form", "hond"}, &out, &errs)
			if !strings.Contains(out.String()+errs.String(), c.says) {
				t.Errorf("says %.300q", out.String()+errs.String())
			}
		})
	}
	kept, err := filepath.Glob(filepath.Join(folder, "eigen", "gedrukt", "hond-*.json"))
	if err != nil || len(kept) != 1 {
		t.Errorf("the layout of the print is kept as %v, %v", kept, err)
	}
}
