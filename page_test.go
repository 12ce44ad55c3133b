package postkamer

import "testing"

func TestPagesAreNamedAfterTheirPaper(t *testing.T) {
	for name, c := range map[string]struct {
		page Page
		want string
	}{
		"a sheet that is not known": {Page{Position: 4}, "bladzijde 5"},
		"a front":                   {Page{Sheet: 3, Position: 4}, "blad 3"},
		"a back":                    {Page{Sheet: 3, Back: true, Position: 5}, "blad 3, achterkant"},
	} {
		if got := c.page.Name(); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestPageStandsAsAPersonTurnedIt(t *testing.T) {
	for name, c := range map[string]struct {
		page Page
		want int
	}{
		"as the computer turned it": {Page{View: View{Rotation: 180}}, 180},
		"as a person turned it":     {Page{Turned: true, Turn: 90, View: View{Rotation: 180}}, 90},
		"back as it was scanned":    {Page{Turned: true, View: View{Rotation: 180}}, 0},
	} {
		if got := c.page.TurnNow(); got != c.want {
			t.Errorf("%s: %d", name, got)
		}
	}
}
