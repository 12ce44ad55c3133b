package classify

import (
	"slices"

	"postkamer"
)

// An Answer is a piece with what a person made of its fields, to decide about it once
// more: after a telephone call, say.
type Answer struct {
	Kind postkamer.CaseType // as it stands; a person may have chosen it
	Said map[postkamer.FieldName]string
}

// LookupsAgain is Lookups with what was said in the place of what was read.
func LookupsAgain(text postkamer.Text, facts Facts, a Answer, p Policy) []postkamer.AddressQuery {
	c := newPieceAgain(text, facts, a, p)
	if s := c.scheme(); s == nil || len(s.addresses) == 0 {
		return nil
	}
	return c.lookups()
}

// Again finds the doubts about a piece anew: what a person said stands in the place of
// what was read and is checked as an answer on a form is. Doubts for which the model is
// needed are not among them, see Stays.
func Again(text postkamer.Text, facts Facts, a Answer, p Policy) []postkamer.Doubt {
	c := newPieceAgain(text, facts, a, p)
	c.look()
	return c.doubts()
}

func newPieceAgain(text postkamer.Text, facts Facts, a Answer, p Policy) *piece {
	text, facts, paper := onPaper(text, facts)
	c := &piece{text: text, facts: facts, policy: p, sheet: newSheet(text), paper: paper}
	c.place(nil)
	c.kind, c.sure, c.chance = a.Kind, true, 1
	c.fields = readFields(c)
	for i, f := range c.fields {
		if value, said := a.Said[f.Name]; said && value != "" {
			c.fields[i] = checkedField(f.Name, value)
		}
	}
	return c
}

// staying are doubts that no answer about a field takes away.
var staying = []postkamer.DoubtCode{
	postkamer.KindUnsure, postkamer.SeveralKinds, postkamer.StepFailed, postkamer.CannotRead, postkamer.NothingToRead, postkamer.Handwritten,
	postkamer.Language, postkamer.Urgent, postkamer.LegalClock, postkamer.ActiveContent, postkamer.Maatwerk, postkamer.Angry, postkamer.Withdrawn,
	postkamer.Duplicate, postkamer.BelongsTo, postkamer.HandedOver, postkamer.PhoneMissing, postkamer.MailNotSent, postkamer.NewScan, postkamer.FileInfected, postkamer.NoMoneyForFood,
}

// Stays tells whether a doubt is about something else than the values of fields: only
// a person settles it.
func Stays(code postkamer.DoubtCode) bool { return slices.Contains(staying, code) }
