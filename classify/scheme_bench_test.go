package classify

import "testing"

// BenchmarkRulesOfAMove tries all rules for a move on a letter of which the fields
// are known.
func BenchmarkRulesOfAMove(b *testing.B) {
	c := readKind("verhuizing", lay(.95, moveLetter("Ik ga wonen bij mijn zus Karin.", phoneLine)...), received)
	for b.Loop() {
		c.finding = nil
		c.lookAtScheme()
	}
}
