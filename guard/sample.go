package guard

import (
	"context"
	"fmt"
	"slices"

	"postkamer"
	"postkamer/store"
)

// A Judgement is what a second person read in a piece without seeing what was
// decided about it. Values are in their normal form.
type Judgement struct {
	Kind   postkamer.CaseType
	Values map[postkamer.FieldName]string
}

// A Difference is where the second person read something else.
type Difference struct {
	Field         postkamer.FieldName // empty: the kind
	Stood, Judged string
}

// A Finding is what came of a judgement.
type Finding struct {
	Kind        postkamer.CaseType // as it was approved
	Differences []Difference
	Siblings    int            // cases that must be looked at again
	Mode        postkamer.Mode // of the kind, afterwards
	Fell        bool           // it was higher before
}

// Asked returns the fields that a second person is asked for: those of which a
// value was read or filled in.
func Asked(c postkamer.Case) []postkamer.CaseField {
	return slices.DeleteFunc(slices.Clone(c.Fields), func(f postkamer.CaseField) bool { return f.Value == "" })
}

// Judge keeps what a second person found and compares it with what was approved. A
// difference counts against the kind, and brings all of the same family that went
// through unopened into the sample. ErrConflict means that somebody judged it
// before, or that it is this person's own.
func (g Guard) Judge(ctx context.Context, id postkamer.CaseID, by postkamer.Person, j Judgement) (Finding, error) {
	c, err := g.Store.Case(ctx, id)
	if err != nil {
		return Finding{}, err
	}
	found := Finding{Kind: c.CaseType, Differences: Compare(c, j)}
	err = g.Store.InTx(ctx, func(tx *store.Tx) error {
		return tx.Undoable(ctx, id, by, postkamer.EventSampled, func() error { return g.judge(ctx, tx, c, by, j, &found) })
	})
	if err != nil {
		return Finding{}, fmt.Errorf("judge case %d: %w", id, err)
	}
	return found, nil
}

func (g Guard) judge(ctx context.Context, tx *store.Tx, c postkamer.Case, by postkamer.Person, j Judgement, found *Finding) error {
	e, err := tx.Ending(ctx, c.ID)
	if err != nil {
		return err
	}
	s, err := g.hold(ctx, tx, e.Kind, e.Channel)
	if err != nil {
		return err
	}
	if err := tx.JudgeSample(ctx, c.ID, by, j.Kind, len(found.Differences) == 0); err != nil {
		return err
	}
	e.KindChanged, e.FieldsChanged = found.counts()
	if err := tx.AddOutcome(ctx, e, s.Mode, store.BySample, by); err != nil {
		return err
	}
	if !e.Stood() {
		if found.Siblings, err = tx.SampleSiblings(ctx, e.Family); err != nil {
			return err
		}
	}
	if err := g.weigh(ctx, tx, s, e); err != nil {
		return err
	}
	found.Mode, err = tx.Mode(ctx, e.Kind, e.Channel)
	found.Fell = s.Mode.Above(found.Mode)
	return err
}

// counts tells whether the kind differs, and how many fields do.
func (f Finding) counts() (kind bool, fields int) {
	for _, d := range f.Differences {
		if d.Field == "" {
			kind = true
		} else {
			fields++
		}
	}
	return kind, fields
}

// Compare lists where a judgement differs from a case as it was approved.
func Compare(c postkamer.Case, j Judgement) []Difference {
	var list []Difference
	if j.Kind != c.CaseType {
		list = append(list, Difference{Stood: string(c.CaseType), Judged: string(j.Kind)})
	}
	for _, f := range Asked(c) {
		if read := j.Values[f.Name]; !same(f.Name, read, f.Value) {
			list = append(list, Difference{f.Name, f.Value, read})
		}
	}
	return list
}

// same tells whether two values say the same: 1.250 and 1250.00 euros do.
func same(name postkamer.FieldName, a, b string) bool {
	a, b = postkamer.Bare(a), postkamer.Bare(b)
	if a == b {
		return true
	}
	amount := name == postkamer.FieldAmount || name == postkamer.FieldIncome || name == postkamer.FieldLoan
	return amount && (a+"00" == b || a == b+"00")
}
