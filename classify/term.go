package classify

import (
	"time"

	"postkamer"
)

// DueOn returns the last day of the term that runs for a kind received on a day,
// zero when none does, and the priority that the term gives: for a case of which
// a person, not the model, says what it is.
func (p Policy) DueOn(kind postkamer.CaseType, received time.Time) (time.Time, postkamer.Priority) {
	term := p.Terms[kind]
	if term.Near {
		return term.Due(received, p.TermRules), postkamer.TermNear
	}
	return term.Due(received, p.TermRules), postkamer.Normal
}
