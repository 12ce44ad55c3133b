package classify

import (
	"slices"
	"strings"
	"testing"

	"postkamer"
)

// twoThings tells whether a letter of a kind that is taken as known is two things.
func twoThings(m *Model, kind postkamer.CaseType, text string) bool {
	c := &piece{kind: kind, sure: true, policy: DefaultPolicy(), sheet: newSheet(plain(text))}
	c.lookForSeveral(m)
	return slices.ContainsFunc(c.finding, func(f finding) bool { return f.code == postkamer.SeveralKinds && f.evidence.quote != "" })
}

func TestTwoThingsInOnePiece(t *testing.T) {
	tests := []struct {
		name string
		kind postkamer.CaseType
		text string
		want bool
	}{
		{"an objection and a complaint", "bezwaar", "Hierbij maak ik bezwaar tegen uw besluit van 3 mei. Daarnaast dien ik een klacht in over de manier waarop ik aan de balie ben behandeld.", true},
		{"a complaint and an objection", "klacht", "Ik wil een klacht indienen over uw medewerker. Ik maak ook bezwaar tegen de boete.", true},
		{"a move and remission", "verhuizing", "Hierbij geef ik mijn verhuizing door naar de Dorpsstraat 3. Verder nog iets: ik vraag kwijtschelding aan voor de afvalstoffenheffing.", true},
		{"a move and a parking permit", "verhuizing", "Ik ga verhuizen en wil mijn verhuizing doorgeven. Daarnaast wil ik graag een parkeervergunning aanvragen voor mijn auto.", true},
		{"a passport and an extract", "paspoort", "Ik wil een nieuw paspoort aanvragen. Tevens heb ik een uittreksel nodig.", true},
		{"an objection about a parking permit is one thing", "bezwaar", "Ik maak bezwaar. Ik vroeg een parkeervergunning aan. Kunt u mij de parkeervergunning geven?", false},
		{"a move with an old passport", "verhuizing", "Hierbij geef ik mijn verhuizing door. Een kopie van mijn paspoort zit erbij.", false},
		{"what was not given before", "kwijtschelding", "Ik vraag kwijtschelding. Eerder is mijn bijstand afgewezen.", false},
		{"one thing", "verhuizing", strings.Join(moveLetter(phoneLine), "\n"), false},
	}
	m := shipped(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := twoThings(m, tt.kind, tt.text); got != tt.want {
				t.Errorf("two things: %v, want %v", got, tt.want)
			}
		})
	}
}

func TestLettersAboutOneThingAreOneThing(t *testing.T) {
	m, n, wrong := shipped(t), 0, 0
	everyText(t, func(kind, path, text string) {
		if kind == "_unknown" || !strings.Contains(path, "test") {
			return
		}
		n++
		if twoThings(m, postkamer.CaseType(kind), text) {
			wrong++
		}
	})
	t.Logf("%d of %d letters about one thing say two (%.4f)", wrong, n, float64(wrong)/float64(n))
	if float64(wrong) > .02*float64(n) {
		t.Errorf("%d of %d letters about one thing say two, want at most 2 %%", wrong, n)
	}
}
