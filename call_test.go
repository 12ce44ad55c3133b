package postkamer

import (
	"testing"
	"time"
)

func TestNextAttemptIsAtAnotherPartOfTheDay(t *testing.T) {
	tests := []struct{ name, now, want string }{
		{"after a morning call the same afternoon", "2026-11-23 09:15", "2026-11-23 13:30"},
		{"after an afternoon call the next morning", "2026-11-23 14:00", "2026-11-24 09:30"},
		{"after a Friday afternoon on Monday", "2026-11-27 15:00", "2026-11-30 09:30"},
		{"on a Saturday on Monday", "2026-11-28 10:00", "2026-11-30 09:30"},
		{"over the end of summer time", "2026-10-23 16:00", "2026-10-26 09:30"},
	}
	const form = "2006-01-02 15:04"
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			now, err := time.ParseInLocation(form, tt.now, Zone())
			if err != nil {
				t.Fatal(err)
			}
			if got := NextAttempt(now).Format(form); got != tt.want {
				t.Errorf("after %s phone at %s, want %s", tt.now, got, tt.want)
			}
		})
	}
}

func TestDangerIsPhonedAgainTheSameDay(t *testing.T) {
	const form = "2006-01-02 15:04"
	for _, tt := range []struct{ name, now, want string }{
		{"in the morning an hour later", "2026-11-23 09:15", "2026-11-23 10:15"},
		{"on a Friday afternoon too", "2026-11-27 15:00", "2026-11-27 16:00"},
		{"at the end of the day once more before it closes", "2026-11-27 16:20", "2026-11-27 16:50"},
		{"just before it closes the next working day, first thing", "2026-11-27 16:55", "2026-11-30 09:00"},
		{"before it opens when it opens", "2026-11-23 07:30", "2026-11-23 09:00"},
		{"on a Saturday on Monday", "2026-11-28 10:00", "2026-11-30 09:00"},
	} {
		now, err := time.ParseInLocation(form, tt.now, Zone())
		if err != nil {
			t.Fatal(err)
		}
		if got := NextUrgentAttempt(now).Format(form); got != tt.want {
			t.Errorf("%s: after %s phone at %s, want %s", tt.name, tt.now, got, tt.want)
		}
	}
}
