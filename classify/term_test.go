package classify

import (
	"testing"
	"time"

	"postkamer"
)

func TestTermOfAKindThatAPersonChose(t *testing.T) {
	received := day(2026, 11, 20) // a Friday
	tests := []struct {
		name     string
		kind     postkamer.CaseType
		want     time.Time
		priority postkamer.Priority
	}{
		{"an objection has six weeks; New Year's Day and the weekend do not count as its last day", objection, day(2027, 1, 4), postkamer.Normal},
		{"a notice of default is near from the first day", defaultLaw, day(2026, 12, 4), postkamer.TermNear},
		{"a move has five working days", postkamer.Verhuizing, day(2026, 11, 27), postkamer.Normal},
		{"what has no term has none", "melding", time.Time{}, postkamer.Normal},
		{"nor has what is still to be placed", postkamer.UnknownCase, time.Time{}, postkamer.Normal},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			due, priority := DefaultPolicy().DueOn(tt.kind, received)
			if !due.Equal(tt.want) || priority != tt.priority {
				t.Errorf("due %v with priority %d, want %v with %d", due, priority, tt.want, tt.priority)
			}
		})
	}
	if due, _ := DefaultPolicy().DueOn(objection, time.Time{}); !due.IsZero() {
		t.Errorf("without a day of receipt a term ends %v", due)
	}
}
