package guard

import (
	"context"
	"fmt"
	"slices"

	"postkamer"
	"postkamer/classify"
	"postkamer/store"
)

// Answered decides once more about a case with the values of its fields as people left
// them, after somebody talked with the citizen: which doubts that takes away, and which
// it raises. A doubt of a code that the case has or had does not come again. It grants
// and closes nothing: who has the case approves it.
func (g Guard) Answered(ctx context.Context, c postkamer.Case) (store.Again, error) {
	again := store.Again{}
	piece, err := g.Store.Piece(ctx, c.PieceID)
	if err != nil {
		return again, err
	}
	if again.Text, err = g.Store.Text(ctx, c.PieceID); err != nil {
		return again, err
	}
	facts := classify.Facts{Channel: piece.Channel, Form: piece.Form, Answers: piece.Answers, ReceivedOn: piece.ReceivedOn, CountsOn: piece.CountsOn}
	answer := classify.Answer{Kind: c.CaseType, Said: saidOf(c)}
	if facts.Addresses, err = g.Store.FindAddresses(ctx, classify.LookupsAgain(again.Text, facts, answer, g.Policy)); err != nil {
		return again, fmt.Errorf("decide again about case %d: %w", c.ID, err)
	}
	compare(&again, c, classify.Again(again.Text, facts, answer, g.Policy))
	return again, nil
}

// saidOf are the values that a person changed or looked at.
func saidOf(c postkamer.Case) map[postkamer.FieldName]string {
	said := map[postkamer.FieldName]string{}
	for _, f := range c.Fields {
		if f.SeenBy != "" {
			said[f.Name] = f.Value
		}
	}
	return said
}

// compare puts what is found now beside what the case has.
func compare(again *store.Again, c postkamer.Case, found []postkamer.Doubt) {
	still := func(d postkamer.CaseDoubt) bool {
		return slices.ContainsFunc(found, func(f postkamer.Doubt) bool { return f.Code == d.Code && f.Field == d.Field })
	}
	for _, d := range c.Doubts {
		if d.SettledBy == "" && !classify.Stays(d.Code) && !still(d) {
			again.Settled = append(again.Settled, d.ID)
		}
	}
	for _, f := range found {
		known := slices.ContainsFunc(c.Doubts, func(d postkamer.CaseDoubt) bool { return d.Code == f.Code })
		if !known && !classify.Stays(f.Code) {
			again.Doubts = append(again.Doubts, f)
		}
	}
}
