package web

import (
	"testing"

	"postkamer"
)

func TestAnswersOfAFormAreShownAsPeopleWriteThem(t *testing.T) {
	got := answersOf([]postkamer.Answer{
		{Field: string(postkamer.FieldBirthDate), Value: "1968-11-07"}, {Field: string(postkamer.FieldIncome), Value: "1250.50"},
		{Field: string(postkamer.FieldIBAN), Value: "NL91ABNA0417164300"}, {Name: noteOfForm, Value: "nothing for people"}, {Value: "zoals getypt"},
	})
	for i, want := range []string{"07-11-1968", "€ 1.250,50", "NL91 ABNA 0417 1643 00", "zoals getypt"} {
		if i >= len(got) || got[i].Value != want {
			t.Errorf("answer %d of %v is not %q", i, got, want)
		}
	}
}
