package main

import (
	"embed"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"time"

	"postkamer"
)

//go:embed sheets/*.txt
var templates embed.FS

// A template is one way to write a letter or to ask things on a form.
type template struct {
	name, style, kind string // style is letter or form
	text              string
}

// A Sheet is one page with what should be read from it: for every field the
// values that count as right.
type Sheet struct {
	ID      string
	Kind    string
	Form    bool
	Layout  string // of a form: left, above, table, dots
	Font    string
	Variant string // of spoiling
	Day     time.Time
	Want    map[postkamer.FieldName][]string
	body    string
}

// readTemplates reads the templates of a set, tuning or heldout.
func readTemplates(set string) ([]template, error) {
	b, err := templates.ReadFile("sheets/" + set + ".txt")
	if err != nil {
		return nil, fmt.Errorf("read templates: %w", err)
	}
	var all []template
	for i, line := range strings.Split(string(b), "\n") {
		if rest, ok := strings.CutPrefix(line, "=== "); ok {
			words := strings.Fields(rest)
			if len(words) != 3 {
				return nil, fmt.Errorf("%s.txt line %d: want === name letter|form kind", set, i+1)
			}
			all = append(all, template{name: words[0], style: words[1], kind: words[2]})
			continue
		}
		if len(all) > 0 {
			all[len(all)-1].text += line + "\n"
		}
	}
	return all, nil
}

// Sheets makes n sheets of every template of a set: the first of each, then the
// second of each, so that a run that was stopped has some of everything.
func Sheets(set string, n int) ([]Sheet, error) {
	all, err := readTemplates(set)
	if err != nil {
		return nil, err
	}
	var sheets []Sheet
	for copy := range n {
		for i, t := range all {
			s, err := t.fill(set, i, copy)
			if err != nil {
				return nil, err
			}
			sheets = append(sheets, s)
		}
	}
	return sheets, nil
}

// want adds what a field should be to what is wanted: what the sender fills in.
func (s Sheet) want(own bool, slot string, v value) {
	switch {
	case !own || slot == "date" || slot == "first":
		return
	case slot == "account": // the company's name as that of its bank account
		slot = string(postkamer.FieldIBANName)
	}
	name := postkamer.FieldName(slot)
	if !slices.Contains(s.Want[name], v.normal) {
		s.Want[name] = append(s.Want[name], v.normal)
	}
}

// slotForm is {field}, {field:form}, {field=as it stands}, or {x.field} of somebody
// else.
var slotForm = regexp.MustCompile(`\{(?:(x)\.)?([a-z_]+)(?::([a-z]+))?(?:=([^}]*))?\}`)

// Fonts and layouts that take turns.
var (
	fonts   = []string{"Liberation Sans", "Liberation Serif", "Carlito", "DejaVu Sans", "Caladea", "Liberation Mono", "DejaVu Serif"}
	layouts = []string{"left", "above", "table", "dots"}
)

// fill makes one sheet; the same every time.
func (t template) fill(set string, index, copy int) (Sheet, error) {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %s %d", set, t.name, copy)
	rng := rand.New(rand.NewPCG(h.Sum64(), 20261122))
	day := time.Date(2026, 1, 10, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rng.IntN(300))
	s := Sheet{ID: fmt.Sprintf("%s-%s-%d", set, t.name, copy), Kind: t.kind, Form: t.style == "form", Day: day,
		Font: fonts[(index*3+copy)%len(fonts)], Layout: layouts[(index+copy)%len(layouts)], Variant: variants[(index+copy)%len(variants)].name,
		Want: map[postkamer.FieldName][]string{}}
	sender := &party{rng: rng, day: day, values: map[string]value{}}
	other := &party{rng: rng, day: day, values: map[string]value{}}
	var unknown []string
	s.body = slotForm.ReplaceAllStringFunc(t.text, func(slot string) string {
		m := slotForm.FindStringSubmatch(slot)
		who := sender
		if m[1] == "x" {
			who = other
		}
		v, ok := same(m[4]), true
		if m[4] == "" {
			v, ok = who.get(m[2], m[3])
		}
		if !ok {
			unknown = append(unknown, slot)
		}
		s.want(who == sender, m[2], v)
		return v.written
	})
	if len(unknown) > 0 || strings.ContainsAny(s.body, "{}") {
		return s, fmt.Errorf("template %s: unknown slots %v", t.name, unknown)
	}
	return s, nil
}
