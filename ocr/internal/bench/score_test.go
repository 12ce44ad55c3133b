package main

import (
	"math/rand/v2"
	"testing"

	"postkamer"
)

// slowDistance is the textbook's algorithm.
func slowDistance(pattern, text []int32, anywhere bool) int {
	row := make([]int, len(pattern)+1)
	for i := range row {
		row[i] = i
	}
	best := row[len(pattern)]
	for j, symbol := range text {
		diagonal := row[0]
		row[0] = j + 1
		if anywhere {
			row[0] = 0
		}
		for i, p := range pattern {
			cost := diagonal + 1
			if p == symbol {
				cost = diagonal
			}
			diagonal = row[i+1]
			row[i+1] = min(cost, row[i]+1, row[i+1]+1)
		}
		best = min(best, row[len(pattern)])
	}
	if anywhere {
		return best
	}
	return row[len(pattern)]
}

func TestDistanceIsTheTextbooks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	random := func() []int32 {
		s := make([]int32, r.IntN(200))
		for i := range s {
			s[i] = int32(r.IntN(5))
		}
		return s
	}
	for range 2000 {
		a, b, anywhere := random(), random(), r.IntN(2) == 0
		if got, want := distance(a, b, anywhere), slowDistance(a, b, anywhere); got != want {
			t.Fatalf("distance(%v, %v, %v) = %d, want %d", a, b, anywhere, got, want)
		}
	}
}

func TestContains(t *testing.T) {
	for _, c := range []struct {
		rule, text, value string
		want              bool
	}{
		{"a value in a sentence", "op 12 oktober 2026.", "12 oktober 2026", true},
		{"white space does not count", "NL02 TEST\n0123 4567 89", "NL02 TEST 0123 4567 89", true},
		{"digits with gaps between boxes", "9 9 9 0 8 2 1 3 9", "999082139", true},
		{"a digit more is another number", "19990821390", "999082139", false},
		{"a letter beside it is another value", "F2026-0719A", "F2026-0719", false},
		{"one wrong digit", "999082138", "999082139", false},
		{"dashes look alike", "06 – 5550 1487", "06 - 5550 1487", true},
		{"a euro sign is an edge of its own", "van€ 12,50", "€ 12,50", true},
	} {
		if got := contains(c.text, c.value); got != c.want {
			t.Errorf("%s: contains(%q, %q) = %v", c.rule, c.text, c.value, got)
		}
	}
}

func TestScoreIgnoresOrderInLinesOnly(t *testing.T) {
	p := Page{Content: Content{Lines: []Line{{Text: "Postcode 1234 AB"}, {Text: "Naam Jansen"}}}}
	s := scorePage(p, "Naam Jansen\nPostcode 1234 AB\n")
	if s.LineErrors != 0 || s.TextErrors == 0 || s.WordErrors == 0 {
		t.Errorf("lines %d, text %d, words %d errors", s.LineErrors, s.TextErrors, s.WordErrors)
	}
}

func TestOnePageWithHandwritingIsNoTypedPage(t *testing.T) {
	typed := Page{Content: Content{Lines: []Line{{Text: "Naam"}}}}
	hand := Page{Content: Content{Lines: []Line{{Text: "Naam"}, {Text: "Jansen", Hand: true}}}}
	s := scorePage(typed, "Naan")
	s.add(scorePage(hand, "Naam Jnsn"))
	if s.TypedTextErrors != 1 || s.TypedTextChars != 4 || s.TextErrors != 3 || s.TextChars != 15 {
		t.Errorf("typed pages %d of %d, all %d of %d", s.TypedTextErrors, s.TypedTextChars, s.TextErrors, s.TextChars)
	}
	if got := s.typedText(); got != "25.00 %" {
		t.Errorf("typed pages: %s", got)
	}
	if got := (Score{}).typedText(); got != "-" {
		t.Errorf("no typed page: %s", got)
	}
}

func TestTestNumbersAreValid(t *testing.T) {
	for n := range 300 {
		if b := testBSN(n); !postkamer.ValidBSN(b) || b[:3] != "999" {
			t.Errorf("BSN %s", b)
		}
		if i := testIBAN(n); !postkamer.ValidIBAN(i) {
			t.Errorf("IBAN %s", i)
		}
	}
}

func TestLettersCompose(t *testing.T) {
	for _, set := range []string{"tuning", "kinds", "heldout"} {
		all, err := letters(set)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) < 12 {
			t.Errorf("%d letters in %s, want 12 or more", len(all), set)
		}
	}
}
