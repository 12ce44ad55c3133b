package web

import (
	"strings"
	"testing"

	"postkamer"
)

func TestCountsInWords(t *testing.T) {
	for _, c := range []struct {
		name                           string
		sheets, found, pieces, foundIn int
		want                           []string // one for each sentence: what must stand in it
	}{
		{"all is right", 50, 50, 20, 20, nil},
		{"sheets are missing", 50, 48, 20, 20, []string{"Je telde 50 bladen, er zijn 48 bladen gescand: 2 bladen te weinig. Kijk of er dubbel doorgevoerd is"}},
		{"one sheet too many", 1, 2, 1, 1, []string{"Je telde 1 blad, er zijn 2 bladen gescand: 1 blad te veel."}},
		{"two letters in one", 50, 50, 20, 19, []string{"Je telde 20 brieven, de computer vond er 19: 1 brief te weinig. Kijk of er een scheidingsblad is gemist"}},
		{"a letter cut in two", 50, 50, 20, 22, []string{"2 brieven te veel. Kijk of er een brief in stukken is geknipt"}},
		{"nobody counted the letters", 1, 1, 0, 1, []string{"De computer vond 1 brief. Je hebt de brieven nog niet geteld."}},
		{"an empty stack", 0, 0, 0, 0, nil},
	} {
		got := countWords(postkamer.CountDifference{SheetsCounted: c.sheets, SheetsFound: c.found, PiecesCounted: c.pieces, PiecesFound: c.foundIn})
		if len(got) != len(c.want) {
			t.Errorf("%s: %q", c.name, got)
			continue
		}
		for i, want := range c.want {
			if said := postkamer.Je.Say(got[i]); !strings.Contains(said, want) {
				t.Errorf("%s: %q does not say %q", c.name, said, want)
			}
		}
	}
}

func TestDifferenceNeedsAReason(t *testing.T) {
	for _, c := range []struct {
		name, value, other, want, field string
	}{
		{"letters not counted, and a sheet misses", notCounted, "", "", "verklaring"},
		{"nothing chosen", "", "", "", "verklaring"},
		{"something else", "zomaar", "", "", "verklaring"},
		{"one of the usual", "herteld", "", "Ik heb opnieuw geteld: het aantal van de computer klopt.", ""},
		{"another, not written out", otherWhy, "", "", "toelichting"},
		{"another, written out", otherWhy, "Er lag een folder tussen", "Er lag een folder tussen", ""},
	} {
		why, wrong := whyOf(c.value, c.other, postkamer.CountDifference{SheetsCounted: 7, SheetsFound: 6})
		field := ""
		if len(wrong) > 0 {
			field = wrong[0].Field
		}
		if why != c.want || field != c.field {
			t.Errorf("%s: %q, %v", c.name, why, wrong)
		}
	}
}
