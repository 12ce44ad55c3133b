package classify

import (
	"slices"
	"testing"

	"postkamer"
)

func TestDoubtsOfAFormsDefinitionAreTakenOver(t *testing.T) {
	tests := []struct {
		name    string
		form    string
		answers []postkamer.Answer
		want    postkamer.DoubtCode
		times   int
	}{
		{name: "a form without rules of its own", form: "melding", answers: []postkamer.Answer{{Name: "_doubt", Value: "EVIDENCE_PROMISED"}}, want: postkamer.EvidencePromised, times: 1},
		{name: "what was found already is not said twice", form: "verhuizing", answers: []postkamer.Answer{{Name: "_doubt", Value: "IDENTITY_UNPROVEN"}}, want: postkamer.IdentityUnproven, times: 1},
		{name: "a letter has no declared doubts", want: postkamer.EvidencePromised, times: 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			channel := postkamer.Form
			if tt.form == "" {
				channel = postkamer.Scan
			}
			v := Classify(postkamer.Text{}, Facts{Channel: channel, Form: tt.form, Answers: tt.answers}, nil, DefaultPolicy())
			n := len(slices.DeleteFunc(slices.Clone(v.Doubts), func(d postkamer.Doubt) bool { return d.Code != tt.want || d.Why == "" }))
			if n != tt.times {
				t.Errorf("%s is there %d times, want %d: %+v", tt.want, n, tt.times, v.Doubts)
			}
		})
	}
}
