package classify

import (
	"testing"

	"postkamer"
)

// TestDangerIsFoundInAForm: who is in need writes it in whatever box there is.
func TestDangerIsFoundInAForm(t *testing.T) {
	for _, question := range []string{"geraakt", "waarvoor", "toelichting"} {
		answers := []postkamer.Answer{
			{Name: "tel", Field: string(postkamer.FieldPhone), Label: "Telefoon", Value: "0612345678"},
			{Name: question, Label: "Vertel", Value: "Alles ligt stil.\nIk heb geen geld meer om eten te kopen, ik denk aan zelfmoord"},
		}
		v := Classify(postkamer.Text{}, Facts{Channel: postkamer.Form, Form: "tozo", Answers: answers, ReceivedOn: day(2020, 7, 1)}, nil, DefaultPolicy())
		if v.Rule != RuleDanger || v.Destination != postkamer.ToCaller || v.Priority != postkamer.SameDay {
			t.Errorf("danger in the answer to %s goes by %s to %s with priority %d", question, v.Rule, v.Destination, v.Priority)
		}
	}
}
