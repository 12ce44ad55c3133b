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
	postkamer.FieldIBAN, postkamer.FieldKvK, postkamer.FieldCompany, postkamer.FieldAmount, postkamer.FieldPlate,
	postkamer.FieldLetterDate, postkamer.FieldCaseNumber,
}

// moveFields are those of a move.
var moveFields = []postkamer.FieldName{
	postkamer.FieldFullName, postkamer.FieldBSN, postkamer.FieldBirthDate,
	postkamer.FieldOldStreet, postkamer.FieldOldNumber, postkamer.FieldOldPostcode, postkamer.FieldOldCity,
	postkamer.FieldNewStreet, postkamer.FieldNewNumber, postkamer.FieldNewPostcode, postkamer.FieldNewCity,
	postkamer.FieldMoveDate, postkamer.FieldCoMovers, postkamer.FieldHost,
	postkamer.FieldPhone, postkamer.FieldEmail, postkamer.FieldLetterDate, postkamer.FieldCaseNumber,
}

// tozoFields are those of an application for Tozo.
var tozoFields = []postkamer.FieldName{
	postkamer.FieldFullName, postkamer.FieldBSN, postkamer.FieldBirthDate, postkamer.FieldKvK, postkamer.FieldCompany,
	postkamer.FieldMonths, postkamer.FieldIncome, postkamer.FieldLoan, postkamer.FieldIBAN, postkamer.FieldIBANName,
	postkamer.FieldPartner, postkamer.FieldPhone, postkamer.FieldEmail, postkamer.FieldLetterDate, postkamer.FieldCaseNumber,
}

// needed are the fields without which a case of the kind cannot be finished; a
// missing one is shown as an empty box. The new address and who it is are judged
// as a whole, see move.go.
var needed = map[postkamer.CaseType][]postkamer.FieldName{
	postkamer.Verhuizing: {postkamer.FieldFullName, postkamer.FieldBSN, postkamer.FieldNewStreet, postkamer.FieldNewNumber, postkamer.FieldNewPostcode, postkamer.FieldMoveDate},
	postkamer.Tozo:       {postkamer.FieldFullName, postkamer.FieldBSN, postkamer.FieldKvK, postkamer.FieldMonths, postkamer.FieldIncome, postkamer.FieldIBAN},
}

// wanted returns the fields of a kind, in order.
func wanted(kind postkamer.CaseType) []postkamer.FieldName {
	switch kind {
	case postkamer.Verhuizing:
		return moveFields
	case postkamer.Tozo:
		return tozoFields
	}
	return general
}

// readFields returns the fields of the piece: from the answers of a form, or
// read from the pages of a letter. Each name occurs once, in the order of wanted.
func readFields(c *piece) []postkamer.Field {
	found := map[postkamer.FieldName]postkamer.Field{}
	if c.form {
		found = answered(c.facts.Answers)
	} else {
		for name, r := range search(c) {
			found[name] = r.field()
		}
	}
	var fields []postkamer.Field
	for _, name := range wanted(c.kind) {
		f, ok := found[name]
		switch {
		case ok:
			fields = append(fields, f)
		case slices.Contains(needed[c.kind], name) && !c.unasked(name):
			fields = append(fields, postkamer.Field{Name: name, State: postkamer.FieldMissing, Page: -1, Why: "Niet gevonden."})
		}
	}
	if !c.form {
		return fields
	}
	return append(fields, others(found, fields)...)
}

// unasked tells whether a form has no question for a needed field: the form to be
// phoned back asks little, and that of a move takes the street from the postcode.
func (c *piece) unasked(name postkamer.FieldName) bool {
	return c.callBack() || c.form && name == postkamer.FieldNewStreet
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
}

// search reads all pages: first what stands beside a label, then what stands in
// sentences. The first page that has a value wins over later ones.
func search(c *piece) map[postkamer.FieldName]reading {
	s := &searching{kind: c.kind, near: c.facts.ReceivedOn, best: map[postkamer.FieldName]reading{}}
	for _, l := range c.sheet.letters() {
		folded := foldedLike(l.text)
		s.labelled(l)
		s.numbers(l, folded)
		s.dates(l, folded)
		s.addresses(l, folded)
		s.people(l, folded)
		s.money(l, folded)
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

// offer keeps a reading when it is better than what there is. Two values for one
// field that differ and are both well founded make the field one to look at.
func (s *searching) offer(r reading) {
	if r.value == "" {
		return
	}
	have, ok := s.best[r.name]
	switch {
	case !ok:
		s.best[r.name] = r
	case have.state == postkamer.FieldWrong && r.state != postkamer.FieldWrong, r.trust > have.trust+.05:
		s.best[r.name] = r
	case r.name == postkamer.FieldMoveDate && r.value != have.value && r.state == "" && have.state == "" && r.trust >= .85:
		have.state = postkamer.FieldConflicting
		have.why = "Er staan twee datums: " + dutchDate(have.value) + " en " + dutchDate(r.value) + "."
		s.best[r.name] = have
	}
}

// dutchDate writes a normal date as people say it.
func dutchDate(value string) string {
	t, err := time.Parse(time.DateOnly, value)
	if err != nil {
		return value
	}
	return inDutch(t)
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
