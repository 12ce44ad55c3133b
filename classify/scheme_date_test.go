package classify

import (
	"strings"
	"testing"

	"postkamer"
)

// TestStartedAfterTheLimit: who was not at the KvK on 17 March 2020 has no right.
func TestStartedAfterTheLimit(t *testing.T) {
	for line, want := range map[string]string{
		"Mijn bedrijf is ingeschreven op 01-07-2020 bij de KvK.":                       "1 juli 2020",
		"Ik ben gestart per 1/7/2020.":                                                 "1 juli 2020",
		"Ik ben begonnen in 2022.":                                                     "2022",
		"Mijn zaak is opgericht m.i.v. 18 mrt. 2020.":                                  "18 maart 2020",
		"In april 2020 ben ik gestart met mijn bedrijf.":                               "april 2020",
		"Het bedrijf staat ingeschreven onder nummer 12345678, sinds 1 juli 2020.":     "1 juli 2020",
		"Mijn bedrijf staat ingeschreven sinds 2015. Ik vraag Tozo voor april 2020.":   "",
		"Mijn bedrijf staat ingeschreven sinds 2015 en ik vraag Tozo voor april 2020.": "",
		"Ik ben begonnen op 17 maart 2020.":                                            "",
		"Ik ben begonnen in maart 2020.":                                               "",
		"In 2020 had ik geen inkomen, mijn bedrijf is ingeschreven bij de KvK.":        "",
	} {
		c := readKind(postkamer.Tozo, lay(.95, "Geachte gemeente,", "", "Ik vraag Tozo aan.", line), day(2020, 8, 3))
		c.look()
		got := ""
		for _, f := range c.finding {
			if f.code == postkamer.ConditionsUnsure && f.field == postkamer.FieldKvK {
				got = f.why
			}
		}
		if want == "" && got != "" || want != "" && !strings.Contains(got, "("+want+")") {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

func TestDateCheckIsReadOrRefused(t *testing.T) {
	for _, line := range []string{"date dogs after", "date dogs since 2020-01-01", "date dogs after 1-1-2020", "date cats after 2020-01-01"} {
		text := schemeText("  - code: DATE_LATE\n    when: [\"" + line + "\"]\n    why: \"Laat.\"\n    say: \"Laat.\"\n")
		if _, err := readScheme("x.yaml", []byte(text)); err == nil {
			t.Errorf("%q is accepted", line)
		}
	}
}
