package classify

import (
	"slices"
	"strings"
	"time"

	"postkamer"
)

// general are the fields that are looked for in every letter, in the order in
// which the case page shows them.
var general = []postkamer.FieldName{
	postkamer.FieldFullName, postkamer.FieldBSN, postkamer.FieldBirthDate, postkamer.FieldPhone, postkamer.FieldEmail,
	postkamer.FieldStreet, postkamer.FieldNumber, postkamer.FieldPostcode, postkamer.FieldCity,
	postkamer.FieldIBAN, postkamer.FieldIBANName, postkamer.FieldKvK, postkamer.FieldBranch, postkamer.FieldRSIN, postkamer.FieldCompany,
	postkamer.FieldAmount, postkamer.FieldPlate, postkamer.FieldFine, postkamer.FieldInvoice, postkamer.FieldAssessment, postkamer.FieldWOZ,
	postkamer.FieldPartner, postkamer.FieldLetterDate, postkamer.FieldCaseNumber,
}

// everywhere are fields that are looked for in letters of every kind, besides
// those of the kind itself.
var everywhere = []postkamer.FieldName{postkamer.FieldReference}

// readFields returns the fields of the piece: from the answers of a form, or
// read from the pages of a letter. Each name occurs once, in the order of the scheme.
func readFields(c *piece) []postkamer.Field {
	found := map[postkamer.FieldName]postkamer.Field{}
	if c.paper != nil {
		found = c.paper.fields(c.needs)
	} else if c.form {
		found = answered(c.facts.Answers)
	} else {
		for name, r := range search(c) {
			found[name] = r.field()
		}
	}
	var fields []postkamer.Field
	for _, name := range c.shown() {
		f, ok := found[name]
		switch {
		case ok:
			fields = append(fields, f)
		case c.needs(name):
			fields = append(fields, postkamer.Field{Name: name, State: postkamer.FieldMissing, Page: -1, Why: "Niet gevonden."})
		}
	}
	if !c.form {
		return fields
	}
	return append(fields, others(found, fields)...)
}

// shown returns the fields of the kind, in order, and those of every letter.
func (c *piece) shown() []postkamer.FieldName {
	list := slices.Clone(c.wanted())
	for _, name := range everywhere {
		if !c.form && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

// others returns the answers to fields that the kind does not ask for, by name.
func others(found map[postkamer.FieldName]postkamer.Field, have []postkamer.Field) []postkamer.Field {
	var rest []postkamer.Field
	for name, f := range found {
		if !slices.ContainsFunc(have, func(h postkamer.Field) bool { return h.Name == name }) {
			rest = append(rest, f)
		}
	}
	slices.SortFunc(rest, func(a, b postkamer.Field) int { return strings.Compare(string(a.Name), string(b.Name)) })
	return rest
}

// A search collects the best reading for every field of a letter.
type searching struct {
	kind postkamer.CaseType
	near time.Time // a day near which the letter was written
	best map[postkamer.FieldName]reading

	parking bool    // the page is about a parking fine: its assessments are fines
	agency  *agency // for whom the letter was written; nil: for the writer
}

// search reads all pages: first what stands beside a label, then what stands in
// sentences. The first page that has a value wins over later ones.
func search(c *piece) map[postkamer.FieldName]reading {
	s := &searching{kind: c.kind, near: c.facts.ReceivedOn, best: map[postkamer.FieldName]reading{}}
	s.agency = agencyIn(c.sheet.letters())
	for _, l := range c.sheet.letters() {
		folded := foldedLike(l.text)
		s.parking = s.kind == "parkeren" || parkingFine.MatchString(folded)
		l.labels = l.anchors()
		l.other = l.others(l.labels)
		s.labelled(l, folded)
		s.numbers(l, folded)
		s.registered(l, folded)
		s.dates(l, folded)
		s.addresses(l, folded)
		s.people(l, folded)
		s.money(l, folded)
	}
	if s.agency != nil {
		s.agency.settle(s.best)
	}
	return s.best
}

// foldedLike folds a text so that every byte stays in its place.
func foldedLike(text string) string {
	if folded := fold(text); len(folded) == len(text) {
		return folded
	}
	return strings.ToLower(asciiOnly(text))
}

// asciiOnly replaces every other byte, so that places stay the same.
func asciiOnly(s string) string {
	b := []byte(s)
	for i := range b {
		if b[i] >= 0x80 {
			b[i] = '_'
		}
	}
	return string(b)
}

// at makes a reading of bytes of the text.
func (l *leaf) at(name postkamer.FieldName, value string, start, end int, trust float64) reading {
	first, past := l.wordsIn(start, end)
	return reading{name: name, value: value, leaf: l, first: first, past: past, trust: trust}
}

// worst returns the lowest confidence of some words, 1 of none.
func (l *leaf) worst(first, past int) float64 {
	low := 1.0
	for _, w := range l.words[first:past] {
		low = min(low, w.Confidence)
	}
	return low
}
