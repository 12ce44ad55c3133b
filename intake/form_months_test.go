package intake

import (
	"strings"
	"testing"
	"time"

	"postkamer/classify"
)

// TestMonthsAreThoseOfTheScheme keeps the form and the rules of the decision together:
// every month of every round can be asked for and no other, and the income of a partner is asked when the round
// looks at it.
func TestMonthsAreThoseOfTheScheme(t *testing.T) {
	f, c := theForm(t, "tozo"), onDay("u")
	policy := classify.DefaultPolicy()
	months := f.question("maanden").Options
	if len(months) == 0 {
		t.Fatal("there are no months")
	}
	for _, beyond := range []struct {
		month string
		step  int
	}{{months[0].Value.text, -1}, {months[len(months)-1].Value.text, 1}} {
		day, err := time.Parse("2006-01", beyond.month)
		if err != nil {
			t.Fatal(err)
		}
		if round, ok := policy.Round("tozo", day.AddDate(0, beyond.step, 0)); ok {
			t.Errorf("the months end at %s, and %s goes on", beyond.month, round.Name)
		}
	}
	a := Answers{"woont": {"ja"}, "wat": {"uitkering"}, "partner": {"ja"}}
	for i, o := range months {
		day, err := time.Parse("2006-01", o.Value.text)
		if err != nil {
			t.Fatal(err)
		}
		if want := monthNames[day.Month()-1] + day.Format(" 2006"); o.Label.text != want {
			t.Errorf("%s is called %s, want %s", o.Value.text, o.Label.text, want)
		}
		if i > 0 && day.AddDate(0, -1, 0).Format("2006-01") != months[i-1].Value.text {
			t.Errorf("%s does not follow %s", o.Value.text, months[i-1].Value.text)
		}
		round, ok := policy.Round("tozo", day)
		if !ok {
			t.Errorf("%s lies in no round of the scheme", o.Value.text)
		}
		a["maanden"] = []string{o.Value.text}
		asks := false
		for _, p := range f.Pages(a, c) {
			for _, q := range p.Questions {
				asks = asks || strings.HasPrefix(q.Name, "partner-")
			}
		}
		if asks != round.Partner {
			t.Errorf("%s: the income of a partner is asked: %v; the scheme says %v", o.Value.text, asks, round.Partner)
		}
	}
}
