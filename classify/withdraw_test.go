package classify

import (
	"testing"

	"postkamer"
)

// TestWithdrawalIsFoundInOtherWords: what stands between the verb and "in" does not
// matter, nor whether it is a letter or the free text of a form.
func TestWithdrawalIsFoundInOtherWords(t *testing.T) {
	for _, tt := range []struct {
		sentence string
		want     bool
	}{
		{"Ik trek mijn aanvraag voor een parkeervergunning in", true},
		{"Graag trek ik de aanvraag in", true},
		{"Mijn verhuizing gaat niet meer door", true},
		{"Wij trekken ons bezwaar van 3 mei hierbij in", true},
		{"Kan ik mijn aanvraag nog intrekken", false},
		{"Ik trek mijn aanvraag niet in", false},
		{"Ik trek in bij mijn vriend en doe een aanvraag", false},
	} {
		letter := &piece{policy: DefaultPolicy(), sheet: newSheet(plain("Geachte heer,\n\n" + tt.sentence + "."))}
		form := &piece{form: true, policy: DefaultPolicy(), sheet: newSheet(postkamer.Text{}), facts: Facts{Answers: []postkamer.Answer{{Name: "toelichting", Value: tt.sentence}}}}
		for name, c := range map[string]*piece{"letter": letter, "form": form} {
			c.lookForWithdrawal()
			if got := c.has(postkamer.Withdrawn); got != tt.want {
				t.Errorf("%s %q: withdrawn %v", name, tt.sentence, got)
			}
		}
	}
}
