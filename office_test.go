package postkamer

import (
	"strings"
	"testing"
	"time"
)

// bridge is a municipality that is closed on the day after Ascension and, though it lets
// terms end on it, on 5 May.
func bridge() Municipality {
	m := DefaultMunicipality()
	m.Terms.NotFree = []FreeDay{LiberationDay}
	m.ClosedDays = []ExtraDay{{"2026-05-15", "dag na Hemelvaartsdag"}, {"2026-05-05", "Bevrijdingsdag"}}
	return m
}

func TestAnOwnClosedDayIsNoDayToWork(t *testing.T) {
	o := bridge().Office()
	const form = "2006-01-02 15:04"
	for _, tt := range []struct{ name, got, want string }{
		{"a next attempt is after it", o.NextAttempt(moments(t, "2026-05-13 15:00")[0], AnyPart).Format(form), "2026-05-18 09:30"},
		{"danger is phoned again when we are open", o.NextUrgentAttempt(moments(t, "2026-05-13 16:55")[0]).Format(form), "2026-05-18 09:00"},
		{"its hours do not count for a norm", o.AfterWorkHours(moments(t, "2026-05-13 16:00")[0], 24*time.Hour).Format(form), "2026-05-18 16:00"},
		{"5 May that is no holiday for terms", o.Closed(time.Date(2026, 5, 5, 0, 0, 0, 0, time.UTC)), "Bevrijdingsdag"},
		{"the day before it we work", o.Closed(time.Date(2026, 5, 13, 0, 0, 0, 0, time.UTC)), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, tt.got, tt.want)
		}
	}
	if o.RemindNow(moments(t, "2026-05-15 08:00")[0]) || !o.RemindNow(moments(t, "2026-05-13 08:00")[0]) {
		t.Error("reminders do not go by the days on which we work")
	}
}

func TestAnOwnClosedDayHasNoTimesToChoose(t *testing.T) {
	m := bridge()
	for _, kind := range []SlotKind{CallSlot, VisitSlot} {
		for _, s := range m.Slots(kind, moments(t, "2026-05-11 08:00")[0]) {
			if d := s.From.Format(time.DateOnly); d == "2026-05-15" || d == "2026-05-14" {
				t.Errorf("%v can be chosen on %s", kind, d)
			}
		}
	}
	m.Visits.Times, m.ClosedDays = []string{"za 9.00-12.00, 1 plaats"}, []ExtraDay{{"2026-05-16", "braderie"}}
	for _, s := range m.Slots(VisitSlot, moments(t, "2026-05-11 08:00")[0]) {
		if s.From.Format(time.DateOnly) == "2026-05-16" {
			t.Error("a Saturday on which we are closed can be chosen")
		}
	}
}

func TestAnOwnClosedDayMovesNoLegalTerm(t *testing.T) {
	friday := time.Date(2026, 5, 15, 0, 0, 0, 0, time.UTC)
	if got := (Term{Days: 14, Legal: true}).Due(friday.AddDate(0, 0, -14), bridge().Terms); !got.Equal(friday) {
		t.Errorf("a term that ends on the day after Ascension ends on %s", got.Format(time.DateOnly))
	}
}

func TestClosedDaysThatCannotBeAreRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		days []ExtraDay
		want string
	}{
		"no date":          {[]ExtraDay{{"15-5-2026", "brug"}}, `"15-5-2026": write a day`},
		"no day of a year": {[]ExtraDay{{"2026-02-30", "x"}}, `"2026-02-30": write a day`},
		"no name":          {[]ExtraDay{{"2026-05-15", " "}}, "write naam"},
		"twice":            {[]ExtraDay{{"2026-05-15", "a"}, {"2026-05-15", "b"}}, "twice"},
	} {
		m := DefaultMunicipality()
		m.ClosedDays = tt.days
		if err := m.Check(); err == nil || !strings.Contains(err.Error(), "gesloten_dagen: ") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
