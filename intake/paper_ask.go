package intake

import (
	"fmt"
	"slices"
	"strings"

	"postkamer"
	"postkamer/intake/paper"
)

const digitSigns = "0123456789"

// A combDef is how a kind of question is printed as cells.
type combDef struct {
	zone    postkamer.ZoneKind
	allowed string
	cells   []int
	between []string
	below   []string
}

// combs are the kinds of question that are written one character to a cell. A
// telephone number of another country has a plus and up to twelve digits.
var combs = map[string]combDef{
	KindDate:     {zone: postkamer.ZoneDate, allowed: digitSigns, cells: []int{2, 2, 4}, below: []string{"dag", "maand", "jaar"}},
	KindBSN:      {zone: postkamer.ZoneDigits, allowed: digitSigns, cells: []int{9}},
	KindKvK:      {zone: postkamer.ZoneDigits, allowed: digitSigns, cells: []int{8}},
	KindPhone:    {zone: postkamer.ZoneDigits, allowed: digitSigns + "+", cells: []int{13}},
	KindPostcode: {zone: postkamer.ZonePostcode, allowed: digitSigns + "ABCDEFGHIJKLMNOPQRSTUVWXYZ", cells: []int{4, 2}},
	KindIBAN:     {zone: postkamer.ZoneIBAN, allowed: digitSigns + "ABCDEFGHIJKLMNOPQRSTUVWXYZ", cells: []int{4, 4, 4, 4, 2}},
	KindAmount:   {zone: postkamer.ZoneAmount, allowed: digitSigns, cells: []int{6, 2}, between: []string{","}},
}

// wholeEuros is an amount without cents.
var wholeEuros = combDef{zone: postkamer.ZoneAmount, allowed: digitSigns, cells: []int{6}}

// combOf returns the cells of a question, if it has any.
func combOf(q *questionDef) (combDef, bool) {
	switch {
	case q.Kind.text == KindNumber:
		return combDef{zone: postkamer.ZoneDigits, allowed: digitSigns, cells: []int{q.Max}}, true
	case q.Kind.text == KindAmount && q.Whole:
		return wholeEuros, true
	case q.Kind.text == KindText && q.Max <= 8:
		return combDef{zone: postkamer.ZoneText, allowed: digitSigns + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-", cells: []int{q.Max}}, true
	}
	c, ok := combs[q.Kind.text]
	return c, ok
}

// ask puts a question on paper. rest are those below it.
func (p *paperMaker) ask(q paperQuestion, rest []paperQuestion) paper.Ask {
	if q.table {
		return p.table(q)
	}
	label, hint := q.def.Label.text, q.def.Hint.text
	if label == "" {
		label = q.page.Heading.text
	}
	if q.def.Paper.Label.text != "" {
		label = q.def.Paper.Label.text
	}
	if q.def.Paper.Hint.text != "" {
		hint = q.def.Paper.Hint.text
	}
	if only := p.only(q.def.When); only != "" {
		hint = strings.TrimSuffix(only+". "+hint, ". ")
	}
	a := paper.Ask{Number: q.number, Name: q.name(), Label: p.words(label, q.fill()), Hint: p.words(hint, q.fill()), Field: postkamer.FieldName(q.def.Field.text), Zone: postkamer.ZoneText}
	comb, hasCells := combOf(q.def)
	switch kind := q.def.Kind.text; {
	case q.def.Paper.Signature:
		a.Kind = paper.Signature
	case hasCells:
		a.Kind, a.Zone, a.Allowed, a.Cells, a.Between, a.Below = paper.Comb, comb.zone, comb.allowed, comb.cells, comb.between, comb.below
	case kind == KindChoice || kind == KindChoices || kind == KindCheckbox || kind == KindUpload:
		a.Kind, a.Options, a.Many = paper.Ticks, p.options(q, rest), kind == KindChoices
	case kind == KindTextArea:
		a.Kind, a.Rows = paper.Lines, min(max(q.def.Rows, 2), 5)
	}
	return a
}

// options returns the answers to tick, with where to go on after each.
func (p *paperMaker) options(q paperQuestion, rest []paperQuestion) []paper.Option {
	if q.def.Kind.text == KindCheckbox {
		return []paper.Option{{Value: "ja", Says: "Ja", Label: p.words("Ja", nil)}}
	}
	from := q.def.Options
	if len(q.def.Paper.Options) > 0 {
		from = q.def.Paper.Options
	}
	var list []paper.Option
	for _, o := range from {
		hint := o.Hint.text
		if o.Paper.text != "" {
			hint = o.Paper.text
		}
		label := o.Label.text
		if next := p.next(q, o.Value.text, rest); next > 0 && q.def.Kind.text == KindChoice {
			label += fmt.Sprintf(" (ga naar vraag %d)", next)
		}
		option := paper.Option{Value: o.Value.text, Label: p.words(label, q.fill()), Hint: p.words(hint, q.fill())}
		option.Says = say(o.Label.text, p.c, q.fill())
		list = append(list, option)
	}
	return list
}

// table puts the amounts of a repeated page on paper: a row for each page.
func (p *paperMaker) table(q paperQuestion) paper.Ask {
	a := paper.Ask{Kind: paper.Table, Name: q.page.Slug.text, Allowed: digitSigns, Zone: postkamer.ZoneAmount}
	for i := range q.page.Questions {
		def := &q.page.Questions[i]
		label := def.Label.text
		if def.Paper.Label.text != "" {
			label = def.Paper.Label.text
		}
		a.Columns = append(a.Columns, paper.Column{Number: q.number + i, Label: p.words(label, nil), Field: postkamer.FieldName(def.Field.text), Cells: []int{5, 2}})
	}
	each := p.form.question(q.page.Each.text)
	for _, o := range each.Options {
		row := paperQuestion{page: q.page, item: Option{Value: o.Value.text}}
		item := paper.Item{Label: say(o.Label.text, p.c, nil)}
		for i := range q.page.Questions {
			row.def = &q.page.Questions[i]
			name := row.name()
			if slices.ContainsFunc(row.def.When, func(c condition) bool { return c.op == "from" && o.Value.text < c.args[0] }) {
				name = ""
			}
			item.Names = append(item.Names, name)
		}
		a.Items = append(a.Items, item)
	}
	return a
}

// signing puts a question that only paper has on paper.
func (p *paperMaker) signing(q paperAsk) paper.Ask {
	p.numbers[q.Name.text] = len(p.numbers) + 1
	hint := q.Hint.text
	if only := p.only(q.When); only != "" {
		hint = only
	}
	a := paper.Ask{Number: p.numbers[q.Name.text], Name: q.Name.text, Label: p.words(q.Label.text, nil), Hint: p.words(hint, nil), Kind: paper.Signature}
	if q.Kind.text == KindDate {
		c := combs[KindDate]
		a.Kind, a.Zone, a.Allowed, a.Cells, a.Below = paper.Comb, c.zone, c.allowed, c.cells, c.below
	}
	return a
}
