package classify

import (
	"testing"

	"postkamer"
)

// doubtsOf judges a letter of a known kind and returns its doubts.
func doubtsOf(kind postkamer.CaseType, lines ...string) *piece {
	c := readKind(kind, lay(.95, lines...), received)
	c.look()
	return c
}

func TestQuestionsInProse(t *testing.T) {
	tests := []struct {
		name, line string
		code       postkamer.DoubtCode
		want       bool
	}{
		{"addition not known", "Of het 45 A of 45 B is weet ik niet, de toevoeging staat niet in het contract.", postkamer.AddressIncomplete, true},
		{"letter not known", "Welke huisletter het wordt is nog niet bekend.", postkamer.AddressIncomplete, true},
		{"no addition", "Het huisnummer heeft geen toevoeging.", postkamer.AddressIncomplete, false},
		{"something else not known", "De toevoeging is er niet. Of de hond mee mag weet ik niet.", postkamer.AddressIncomplete, false},
		{"asks to be called about it", "Kunt u mij daarover even bellen?", postkamer.AskedToCall, true},
		{"asks to find out or call", "Wilt u dat nakijken of mij morgen bellen?", postkamer.AskedToCall, true},
		{"offers to be called", "Kunt u iets niet lezen, dan kunt u mij altijd bellen.", postkamer.AskedToCall, false},
		{"offers to be called with questions", "Wilt u mij bij vragen overdag bellen.", postkamer.AskedToCall, false},
		{"consent is not there", "Ik trek in bij mijn zus Karin. De toestemmingsverklaring met haar naam eronder heb ik helaas nog niet.", postkamer.ConsentMissing, true},
		{"consent is not there, host not understood", "De hoofdbewoner is op reis. Een toestemming van hem heb ik nog niet.", postkamer.ConsentMissing, true},
		{"consent is there, something else is not", "Ik trek in bij mijn zus Karin. Haar toestemming zit erbij. De sleutel heb ik nog niet.", postkamer.ConsentMissing, false},
		{"over an empty line of a bad reading", "Ik trek in bij mijn zus Karin. De toestemming heb ik\n\nnog niet.", postkamer.ConsentMissing, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := doubtsOf(postkamer.Verhuizing, moveLetter(tt.line, phoneLine)...)
			if c.has(tt.code) != tt.want {
				t.Errorf("%s: %v, want %v; found %v", tt.code, c.has(tt.code), tt.want, c.finding)
			}
		})
	}
}

func TestKnownAdditionIsNotAsked(t *testing.T) {
	lines := moveLetter("Waar de toevoeging voor staat weet ik niet.", phoneLine)
	c := doubtsOf(postkamer.Verhuizing, replaceLine(lines, "Dorpsstraat 3,", "Dorpsstraat 3 B,")...)
	if number := c.field(postkamer.FieldNewNumber).Value; number != "3 B" || c.has(postkamer.AddressIncomplete) {
		t.Errorf("the number is %q, want 3 B and no question: %v", number, c.finding)
	}
}

func TestPartnerOnPaper(t *testing.T) {
	form := func(more ...string) []string {
		return append([]string{"Aanvraag Tozo", "Naam: Petra Hoekstra", "BSN: 999990019", "KvK-nummer: 58310247"}, more...)
	}
	tests := []struct {
		name  string
		lines []string
		want  bool
	}{
		{"a name", form("Naam partner: Anna Smit"), true},
		{"name and number in one box", form("Naam en BSN van de partner   Smit, A.   999990020"), true},
		{"only a number", form("BSN van mijn partner is 999990020"), true},
		{"none", form("Naam partner: geen"), false},
		{"a number of a child", form("BSN van mijn dochter is 999990020"), false},
		{"an empty box", form("Naam partner:", "", "", ""), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := doubtsOf(postkamer.Tozo, tt.lines...)
			if c.has(postkamer.PartnerSignature) != tt.want {
				t.Errorf("signature is asked: %v, want %v", !tt.want, tt.want)
			}
			for _, f := range c.finding {
				if f.code == postkamer.PartnerSignature && (f.ask || f.stop) {
					t.Error("the caseworker looks first: no call")
				}
			}
		})
	}
}
