package classify

import (
	"strings"
	"testing"

	"postkamer"
)

func TestADoubtThatFollowsFromTheKindShowsWhatSpokeForIt(t *testing.T) {
	tests := map[postkamer.DoubtCode]struct {
		kind  postkamer.CaseType
		clues []postkamer.Clue
		line  string
		want  string
	}{
		postkamer.LegalClock: {"klacht", []postkamer.Clue{{Text: "staat hier niet"}, {Text: "klacht indien*", Phrase: true}}, "Hierbij wil ik een klacht indienen over een medewerker.", "klacht indienen"},
		postkamer.Maatwerk:   {"bijstand", []postkamer.Clue{{Text: "00 00"}, {Text: "uitkering"}}, "Kan ik een uitkering krijgen?", "uitkering"},
	}
	for code, tt := range tests {
		c := readKind(tt.kind, lay(.95, "Geachte heer, mevrouw,", tt.line), received)
		c.clues = tt.clues
		c.lookAtTerm()
		c.lookAtWork()
		found := false
		for _, d := range c.doubts() {
			if d.Code != code {
				continue
			}
			found = true
			if d.Quote != tt.want || d.W == 0 {
				t.Errorf("%s rests on %q with a place %d wide, want %q", code, d.Quote, d.W, tt.want)
			}
		}
		if !found {
			t.Errorf("no doubt %s", code)
		}
	}
}

func TestWhatBelongsTogetherShowsTheReference(t *testing.T) {
	const reference = "VH-2026-7K3M-QQ"
	v := postkamer.Verdict{CaseType: postkamer.Verhuizing, Sure: true, Fields: []postkamer.Field{
		{Name: postkamer.FieldBSN, Value: "999990019", State: postkamer.FieldOK, Page: 0, X: 5, Y: 5, W: 9, H: 9},
		{Name: postkamer.FieldReference, Value: reference, Read: "VH 2026-7K3M-QQ", Page: 1, X: 10, Y: 20, W: 30, H: 8}}}
	named := postkamer.Earlier{Reference: reference, Named: true}
	if d := evident(postkamer.Doubt{}, v, named); d.Quote != "VH 2026-7K3M-QQ" || d.Page != 1 || d.W != 30 {
		t.Errorf("named: %+v", d)
	}
	if d := evident(postkamer.Doubt{}, v, postkamer.Earlier{Reference: "PS-2020-0000-00", SamePerson: true}); d.W != 9 || strings.Contains(d.Quote, "999990019") || d.Quote == "" {
		t.Errorf("of the same person: %+v", d)
	}
	if d := evident(postkamer.Doubt{}, postkamer.Verdict{}, named); d.Quote != named.Reference {
		t.Errorf("outside of the fields: %+v", d)
	}
}
