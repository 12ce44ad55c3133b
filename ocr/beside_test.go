package ocr

import (
	"strings"
	"testing"

	"postkamer"
)

func TestBeside(t *testing.T) {
	layout := postkamer.Layout{Words: strings.Fields("wie is dit van u ja bij burgerservicenummer cijfers gaat geef ik mag op staat uit uw verhuizing door wonen woont vooraan januari modern bedrijf")}
	tests := map[string]struct{ line, want string }{
		"what is printed is not beside":                {"Geef uw verhuizing door", ""},
		"a printed word that was read wrong is not":    {"Geef uw verhulzing door burgerservicenurnmer", ""},
		"a speck that was read as an accent is not":    {"Gêef uw verhüizing dóór öp", ""},
		"two letters that were read as one are not":    {"Geef uw verhuizing door vooraan januan modem bedryf", ""},
		"a line in the margin is taken as a whole":     {"Ik word morgen uit mijn huis gezet", "Ik word morgen uit mijn huis gezet"},
		"one word behind what is printed is taken":     {"Geef uw verhuizing door wonen woont Spoed!", "Spoed!"},
		"printed words read as one are not":            {"Geefuw verhuizing opstaat", ""},
		"letters of a torn word are not":               {"ijf ver aan verh", ""},
		"misread labels leave the column beside alone": {"Geef uw >dáöx hiikarid aatr", "dáöx hiikarid aatr"},
		"a whole line read as one word is not":         {"Wieisditvanu?", ""},
		"nor two with a wrong letter between them":     {"~Wiers", ""},
		"unless that word was read surely":             {"Wiers", "Wiers"},
		"a box with the answer beside it is not":       {"#LJJa #ULja", ""},
		"what is no answer beside a box is":            {"#LJSpoed", "LJSpoed"},
		"an answer with something far from a box is":   {"LJJa", "LJJa"},
		"what is no row of printed words is":           {"Geef uw verhuizing door opstand", "opstand"},
		"specks and numbers are no words":              {"| .. 12 ij", ""},
		"a line in a zone is what was filled in there": {"@Ik @word @gezet", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			box := postkamer.FilledZone{FormZone: postkamer.FormZone{Kind: postkamer.ZoneTick}, BoxX: 0, BoxY: 700, BoxW: 12, BoxH: 12}
			text := postkamer.PageText{Form: &postkamer.PaperForm{Zones: []postkamer.FilledZone{{BoxX: 0, BoxY: 500, BoxW: 900, BoxH: 20}, box}}}
			column := 0
			for i, word := range strings.Fields(test.line) {
				if word[0] == '>' { // of another column
					column = 200
				}
				w := postkamer.Word{Text: strings.TrimLeft(word, "@#~>"), X: 60*i + column, Y: 100, W: 40, H: 10, Confidence: .9}
				switch word[0] {
				case '@': // in the zone
					w.Y = 505
				case '#': // from the box on
					w.X, w.Y = 0, 701
				case '~':
					w.Confidence = .7
				}
				text.Words = append(text.Words, w)
			}
			var got []string
			for _, w := range beside(text, layout) {
				got = append(got, w.Text)
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("got %q", got)
			}
		})
	}
}
