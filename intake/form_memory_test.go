package intake

import (
	"maps"
	"reflect"
	"strings"
	"testing"

	"postkamer"
)

// allSaid is everything that a form says of answers.
func allSaid(t *testing.T, f *Form, slug string, a Answers, c Context) []any {
	t.Helper()
	original, err := Submission{Form: f, Answers: a, Context: c}.original(c.Today)
	if err != nil {
		t.Fatal(err)
	}
	next, missing := f.Said(a, c)
	return []any{
		f.Pages(a, c), f.FirstOpen(a, c), f.complete(a, c), f.Summary(a, c), f.Submitted(a, c), f.Evidence(a, c),
		f.Booked(a, c), f.Notices(slug, a, c), f.Gone(slug, a, c), string(original), next, missing, f.Submitted(a, c), f.Pages(a, c),
	}
}

// A request that remembers says what one says that does not, while answers change, in
// each tone and for a town with words of its own.
func TestRememberingSaysTheSame(t *testing.T) {
	for name, leaves := range map[string][]leaf{"verhuizing": move(), "tozo": application()} {
		f := theForm(t, name)
		for _, tone := range []postkamer.Tone{postkamer.Je, postkamer.U, postkamer.English} {
			for _, own := range []bool{false, true} {
				plain := onDay(tone)
				if own {
					plain.Town.Texts = map[string]string{f.def.Pages[0].Heading.text: "{Hallo jij|Hallo u}"}
				}
				c, a := plain.Remembering(), Answers{}
				for _, l := range leaves {
					before := maps.Clone(a)
					want, wantWrong := f.Check(l.slug, l.posted, a, plain)
					got, gotWrong := f.Check(l.slug, l.posted, a, c)
					if !reflect.DeepEqual(a, before) || !reflect.DeepEqual(want, got) || !reflect.DeepEqual(wantWrong, gotWrong) {
						t.Fatalf("%s %s: checked as %v, %v, and remembering as %v, %v", name, l.slug, want, wantWrong, got, gotWrong)
					}
					a = want
					wanted := allSaid(t, f, l.slug, a, plain)
					for i, said := range allSaid(t, f, l.slug, a, c) {
						if !reflect.DeepEqual(said, wanted[i]) {
							t.Fatalf("%s %s %s, own words %v: %d is %v, want %v", name, l.slug, tone, own, i, said, wanted[i])
						}
					}
				}
			}
		}
	}
}

func TestBracesAreFilledAsByAReplacer(t *testing.T) {
	pairs := []string{"{gemeente}", "Den {n} Haag", "{n}", "5", "{}", "niets", "{n}", "6"}
	for _, text := range []string{"", "{", "}", "zonder", "{n}", "{n", "{{n}}", "in {gemeente} {n} {anders} {}{n}", "{gemeente{n}"} {
		if got, want := fillBraces(text, pairs), strings.NewReplacer(pairs...).Replace(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
