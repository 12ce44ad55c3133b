package postkamer

import "fmt"

// Norms are the numbers above which a team leader wants to know. 0, or what is not
// named, has no norm. How long a call may wait is Municipality.CallNormHours.
type Norms struct {
	WaitingCalls int              `yaml:"wacht_op_bellen"` // people who wait for a call
	Open         map[CaseType]int `yaml:"open"`            // open cases of a kind; the kinds that are named stand on the team's page
	OldestDays   map[Queue]int    `yaml:"oudste_dagen"`    // days that the oldest open case of a queue may lie there
}

// DefaultNorms are those that are shipped: the two kinds of which most comes in at
// once (docs/domain.md). A municipality sets its own.
func DefaultNorms() Norms {
	return Norms{WaitingCalls: 40, Open: map[CaseType]int{"verhuizing": 200, "tozo_aanvraag": 300}}
}

// maxNorm is the highest norm: above it nothing would ever be said.
const maxNorm = 1_000_000

// Check returns the norms that cannot be, with what to write instead.
func (n Norms) Check() (wrong []error) {
	refuse := func(n int, where string) {
		if n < 0 || n > maxNorm {
			wrong = append(wrong, fmt.Errorf("normen.%s: %d: write a number from 0 to %d", where, n, maxNorm))
		}
	}
	refuse(n.WaitingCalls, "wacht_op_bellen")
	for kind, count := range n.Open {
		refuse(count, "open."+string(kind))
	}
	for queue, days := range n.OldestDays {
		refuse(days, "oudste_dagen."+string(queue))
	}
	return wrong
}
