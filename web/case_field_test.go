package web

import (
	"testing"

	"postkamer"
)

// TestEachStateHasItsColourAndItsWords holds that nobody has to know a colour to
// know how a field stands.
func TestEachStateHasItsColourAndItsWords(t *testing.T) {
	tests := map[postkamer.FieldState]struct {
		level fieldLevel
		words string
	}{
		postkamer.FieldOK:          {levelRight, "goed gelezen"},
		postkamer.FieldRepaired:    {levelRight, "goed gelezen, letters verbeterd"},
		postkamer.FieldCheck:       {levelLook, "kijk even"},
		postkamer.FieldSuggested:   {levelWrong, "klopt niet, er is een voorstel"},
		postkamer.FieldConflicting: {levelWrong, "staat er op twee manieren"},
		postkamer.FieldMissing:     {levelWrong, "niet gevonden"},
		postkamer.FieldWrong:       {levelWrong, "klopt niet"},
	}
	for state, want := range tests {
		row := newFieldRow(postkamer.CaseField{Name: postkamer.FieldCaseNumber, Value: "Z-1", ReadValue: "Z-1", State: state}, false)
		if row.Level != want.level || row.State != want.words || row.Sign == "" {
			t.Errorf("%s is shown as %s %s %q, want %s %q", state, row.Level, row.Sign, row.State, want.level, want.words)
		}
	}
	for _, state := range postkamer.MustBeSeen {
		if tests[state].level != levelWrong {
			t.Errorf("%s must be seen and is not red", state)
		}
	}
}

func TestTheWordsOnThePageAreShownWhenTheValueSaysItOtherwise(t *testing.T) {
	for _, c := range []struct {
		name        postkamer.FieldName
		value, read string
		want        string
	}{
		{postkamer.FieldBSN, "999990019", "99999OOl9", "*****OOl9"},
		{postkamer.FieldBSN, "999990019", "9999.90.019", ""},
		{postkamer.FieldMoveDate, "2026-03-01", "1 maart a.s.", "1 maart a.s."},
		{postkamer.FieldNewPostcode, "2611 AB", "2611ab", ""},
	} {
		row := newFieldRow(postkamer.CaseField{Name: c.name, Value: c.value, ReadValue: c.value, ReadText: c.read, State: postkamer.FieldOK}, false)
		if row.Text != c.want {
			t.Errorf("%s read as %q shows %q, want %q", c.value, c.read, row.Text, c.want)
		}
	}
}
