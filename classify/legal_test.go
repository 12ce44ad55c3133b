package classify

import (
	"slices"
	"testing"

	"postkamer"
)

// TestNoticeOfDefaultIsFoundInAnyWords: a term of two weeks runs from the day that
// it came in, whatever else the letter is about.
func TestNoticeOfDefaultIsFoundInAnyWords(t *testing.T) {
	for _, tt := range []struct {
		sentence string
		want     bool
	}{
		{"Hierbij stel ik u in gebreke", true},
		{"Omdat u niet hebt beslist stel ik de gemeente in gebreke en vraag ik een dwangsom", true},
		{"Daarom stel ik het college in gebreke", true},
		{"Ik stel u daarom in gebreke", true},
		{"Ik stel u bij deze formeel in gebreke", true},
		{"Wij stellen uw college in gebreke", true},
		{"Daarom stel ik u in gebroke", true},
		{"Dit is mijn ingebrekestelling", true},
		{"Ik stel u op de hoogte van gebreken in de woning", false},
		{"De huurder bleef in gebreke", false},
	} {
		v := lawOfLetter("kwijtschelding", true, "Hierbij vraag ik kwijtschelding aan. "+tt.sentence+".")
		if got := v == defaultLaw; got != tt.want {
			t.Errorf("%q: the law is %q", tt.sentence, v)
		}
	}
}

// lawOfLetter returns the law of which the term runs for a letter of a kind, ""
// when none does.
func lawOfLetter(kind postkamer.CaseType, sure bool, text string) postkamer.CaseType {
	c := &piece{kind: kind, sure: sure, policy: DefaultPolicy(), facts: Facts{Channel: postkamer.Scan, ReceivedOn: day(2026, 11, 20)}, sheet: newSheet(plain(text))}
	c.lookAtTerm()
	v := Decide(c.facts, c.verdict(), c.policy)
	if !slices.ContainsFunc(v.Doubts, coded(postkamer.LegalClock)) {
		return ""
	}
	m := &matter{facts: c.facts, v: v, policy: c.policy}
	return m.lawOf()
}

// TestObjectionInAnotherLetterKeepsItsTerm: what the model took the letter for, and
// how surely, does not matter to the law.
func TestObjectionInAnotherLetterKeepsItsTerm(t *testing.T) {
	for _, tt := range []struct {
		sentence string
		want     postkamer.CaseType
	}{
		{"Ook maak ik bezwaar tegen uw besluit van 3 november 2026 om mijn scootmobiel af te wijzen", objection},
		{"Daarnaast teken ik bezwaar aan tegen de aanslag", objection},
		{"Wij dienen ook bezwaar in tegen uw beslissing", objection},
		{"Ik ben het niet eens met uw besluit en maak daarom bezwaar", objection},
		{"Ik heb geen bezwaar tegen de plannen", ""},
		{"Ik maak geen bezwaar", ""},
		{"Kan ik nog bezwaar maken", ""},
		{"Eerder maakte ik al bezwaar", ""},
	} {
		for _, sure := range []bool{true, false} {
			if got := lawOfLetter("kwijtschelding", sure, "Hierbij vraag ik kwijtschelding aan. "+tt.sentence+"."); got != tt.want {
				t.Errorf("%q, sure %v: the law is %q, want %q", tt.sentence, sure, got, tt.want)
			}
		}
	}
}

// TestActsAreRareInOtherLetters counts letters of other kinds that would be one.
func TestActsAreRareInOtherLetters(t *testing.T) {
	n, found := 0, 0
	everyText(t, func(kind, path, text string) {
		if slices.Contains([]string{string(objection), string(defaultLaw), "_unknown"}, kind) {
			return
		}
		n++
		if law, words := legalAct(newSaid(text)); law != "" {
			found++
			t.Logf("%s %s: %q", law, path, words)
		}
	})
	if found*100 > n {
		t.Errorf("%d of %d other letters hold an act, want at most 1 %%", found, n)
	}
}
