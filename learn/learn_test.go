package learn

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/classify"
	"postkamer/classify/examples"
)

// schooling are one text of every family of some kinds: quick to learn from.
func schooling(t testing.TB) Texts {
	t.Helper()
	train, test, err := examples.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return Texts{Train: some(train), Test: some(test)}
}

func some(all []classify.Example) []classify.Example {
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(e classify.Example) bool {
		skip := seen[e.Family] || !slices.Contains([]string{"afval", "melding", "parkeren", "verhuizing", "klacht"}, e.Class)
		seen[e.Family] = true
		return skip
	})
}

func taught(t testing.TB, texts Texts) *classify.Model {
	t.Helper()
	m, err := classify.Train(texts.Train, classify.TrainOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// card is a letter of a family that no text foresaw.
func card(n int) string {
	name, street := []string{"J. de Vries", "P. Yilmaz", "S. Kok", "M. Bakker"}[n%4], []string{"Lindelaan", "Kade", "Oude Singel"}[n%3]
	return fmt.Sprintf("Antwoordkaart Groene Loper\n\n%s, %s %d\n\nJa, ik doe mee. Zet mijn naam op de lijst voor de pilot met de deelhubs. Ik lever mijn plek voor de deur in en krijg daarvoor de strippen. Kruis gezet op regel %d.\n\nHandtekening: %s\n", name, street, 3+7*n, 1+n%4, name)
}

func cards(n int, kind postkamer.CaseType) (lessons []Lesson) {
	for i := range n {
		lessons = append(lessons, Lesson{Piece: postkamer.PieceID(i + 1), Kind: kind, Text: card(i), Corrected: true})
	}
	return lessons
}

func TestThreeLettersTeachTheFourth(t *testing.T) {
	texts := schooling(t)
	base := taught(t, texts)
	if g := base.Guess(card(3)); g.Kind == "klacht" {
		t.Fatal("the family is no surprise")
	}
	for _, round := range []int{0, 3} {
		r, err := Run(texts, cards(3, "klacht"), base, round)
		if err != nil || r.Model == nil {
			t.Fatalf("round %d: refused for %+v, %v", round, r.Worse(), err)
		}
		m, err := classify.Decode(r.Model)
		if err != nil {
			t.Fatal(err)
		}
		if g := m.Guess(card(3)); g.Kind != "klacht" {
			t.Errorf("round %d: the fourth letter is %s", round, g.Kind)
		}
		if r.Labels != 3 || r.Corrections != 3 || r.Families != 1 {
			t.Errorf("learned from %+v", r)
		}
	}
}

// poison are letters of a kind that people put with another.
func poison(texts Texts, from, to string) (lessons []Lesson) {
	for i, e := range texts.Train {
		if e.Class == from {
			lessons = append(lessons, Lesson{Piece: postkamer.PieceID(i + 1), Kind: postkamer.CaseType(to), Text: strings.ReplaceAll(e.Text, "5", "7"), Corrected: true})
		}
	}
	return lessons
}

func TestPoisonIsRefused(t *testing.T) {
	texts := schooling(t)
	base := taught(t, texts)
	for _, round := range []int{0, 3} {
		r, err := Run(texts, poison(texts, "klacht", "parkeren"), base, round)
		if err != nil {
			t.Fatal(err)
		}
		kinds := map[string]bool{}
		for _, c := range r.Worse() {
			kinds[c.Kind] = true
		}
		if r.Model != nil || !kinds["klacht"] || kinds["verhuizing"] {
			t.Errorf("round %d: model %v, worse are %v; want none, and klacht", round, r.Model != nil, kinds)
		}
	}
}

func TestAModelThatDaresLessIsRefused(t *testing.T) {
	of := func(before, after float64) Measures {
		return Measures{Rolling: []classify.KindChange{{Kind: "afval", Families: 17, Before: classify.KindScore{Right: 15, Believed: before}, After: classify.KindScore{Right: 15, Believed: after}}}}
	}
	for _, tt := range []struct {
		before, after float64
		refused       bool
	}{{12, 12, false}, {12, 9, false}, {12, 8.9, true}, {0, 0, false}, {0, 5, false}} {
		if got := of(tt.before, tt.after).refused(); got != tt.refused {
			t.Errorf("sure of %v, now of %v: refused %v", tt.before, tt.after, got)
		}
	}
}

func TestOneFamilyThatChangesSidesIsChance(t *testing.T) {
	for _, tt := range []struct {
		families int
		lost     float64
		worse    int
	}{{9, 1, 0}, {9, 1.5, 1}, {17, 1.6, 0}, {17, 2, 1}, {0, 0, 0}} {
		m := Measures{Rolling: []classify.KindChange{{Kind: "afval", Families: tt.families, Before: classify.KindScore{Right: 9}, After: classify.KindScore{Right: 9 - tt.lost}}}}
		if got := len(m.Worse()); got != tt.worse {
			t.Errorf("%v of %d families lost: %d worse", tt.lost, tt.families, got)
		}
	}
}

func TestNothingToLearnIsAnError(t *testing.T) {
	texts := schooling(t)
	if _, err := Run(texts, nil, taught(t, texts), 0); err == nil {
		t.Error("want an error")
	}
}

func TestFamiliesAreTakenByTurns(t *testing.T) {
	turnsOf := map[int]int{}
	for _, e := range schooling(t).Train {
		turnsOf[turn(e.Family)]++
	}
	if len(turnsOf) != turns {
		t.Errorf("families go to the turns %v", turnsOf)
	}
	for at, n := range turnsOf {
		if n < 10 {
			t.Errorf("turn %d holds out %d families", at, n)
		}
	}
}

func TestWhenANightHasCome(t *testing.T) {
	at := func(text string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", text, postkamer.Zone())
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	tests := []struct {
		name, since, now string
		want             bool
	}{
		{"the same afternoon", "2026-11-20 14:00", "2026-11-20 23:59", false},
		{"just before", "2026-11-20 14:00", "2026-11-21 02:29", false},
		{"at half past two", "2026-11-20 14:00", "2026-11-21 02:30", true},
		{"the process slept until noon", "2026-11-20 14:00", "2026-11-21 12:00", true},
		{"made after it in the same night", "2026-11-21 02:31", "2026-11-21 03:00", false},
		{"the night in which the clock goes forward", "2026-03-28 14:00", "2026-03-29 03:30", true},
		{"the night in which the clock goes back", "2026-10-24 14:00", "2026-10-25 03:30", true},
	}
	for _, tt := range tests {
		if got := Night(at(tt.since), at(tt.now)); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestThreeEqualCorrectionsAreANewFamily(t *testing.T) {
	of := func(n int, kind postkamer.CaseType, tried bool) Correction {
		return Correction{Kind: kind, Print: classify.PrintOf(card(n)), Tried: tried}
	}
	other := func(n int) Correction {
		return Correction{Kind: "afval", Print: classify.PrintOf(strings.Repeat(fmt.Sprintf("%c%c%c ding ", 'a'+n, 'b'+n, 'c'+n), 3))}
	}
	tests := []struct {
		name string
		list []Correction
		want bool
	}{
		{"two", []Correction{of(0, "afval", false), of(1, "afval", false)}, false},
		{"three", []Correction{of(0, "afval", false), of(1, "afval", false), of(2, "afval", false)}, true},
		{"three of which two were learned", []Correction{of(0, "afval", true), of(1, "afval", true), of(2, "afval", false)}, true},
		{"a fourth after three were learned", []Correction{of(0, "afval", true), of(1, "afval", true), of(2, "afval", true), of(3, "afval", false)}, false},
		{"people do not agree", []Correction{of(0, "afval", false), of(1, "klacht", false), of(2, "parkeren", false)}, false},
		{"three families", []Correction{of(0, "afval", false), other(1), other(9)}, false},
	}
	for _, tt := range tests {
		if got := NewFamily(tt.list); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
