package postkamer

import (
	"slices"
	"testing"
	"time"
)

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15.04", text, Zone())
	if err != nil {
		panic(err)
	}
	return t
}

func TestOpeningsAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]Opening{
		"ma-vr 9.00-12.00, 4 plaatsen":        {Days: []time.Weekday{1, 2, 3, 4, 5}, From: 540, To: 720, Places: 4},
		"Ma, wo 13:00 - 16:30, 1 plaats":      {Days: []time.Weekday{1, 3}, From: 780, To: 990, Places: 1},
		"do 18.00-20.00, 2 plaatsen":          {Days: []time.Weekday{4}, From: 1080, To: 1200, Places: 2},
		"vr-ma 9.00-10.00, 10 plaatsen":       {Days: []time.Weekday{5, 6, 0, 1}, From: 540, To: 600, Places: 10},
		"ma xx 9.00-10.00, 1 plaats":          {},
		"ma 12.00-9.00, 1 plaats":             {},
		"ma 9.00-9.75, 1 plaats":              {},
		"ma 9.00-25.00, 1 plaats":             {},
		"ma 9.00-10.00, 0 plaatsen":           {},
		"ma 9.00-10.00":                       {},
		"elke dag 9.00-10.00, 1 plaats":       {},
		"ma-vr 9.00-12.00, 4 plaatsen, dicht": {},
	} {
		got, err := ParseOpening(text)
		if (err == nil) != (want.Places > 0) || !slices.Equal(got.Days, want.Days) || got.From != want.From || got.To != want.To {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

func TestSlotsAreOnDaysOnWhichWeAreOpen(t *testing.T) {
	calls := Calendar{Times: []string{"ma-vr 9.00-12.00, 3 plaatsen", "ma-vr 12.00-17.00, 2 plaatsen"}, Before: 1, Ahead: 2}
	visits := Calendar{Times: []string{"ma-vr 9.00-10.00, 1 plaats", "do 9.30-10.00, 1 plaats"}, Length: 20, Before: 24, Ahead: 3}
	for _, tt := range []struct {
		name  string
		c     Calendar
		kind  SlotKind
		now   time.Time
		rules TermRules
		want  []string
	}{
		{"this afternoon and tomorrow", calls, CallSlot, at("2026-11-24 10.00"), DefaultTermRules(),
			[]string{"2026-11-24T12.00-17.00", "2026-11-25T09.00-12.00", "2026-11-25T12.00-17.00"}},
		{"not within the hour", calls, CallSlot, at("2026-11-24 11.30"), DefaultTermRules(),
			[]string{"2026-11-25T09.00-12.00", "2026-11-25T12.00-17.00"}},
		{"over the weekend", calls, CallSlot, at("2026-11-27 18.00"), DefaultTermRules(),
			[]string{"2026-11-30T09.00-12.00", "2026-11-30T12.00-17.00"}},
		{"not at Christmas", calls, CallSlot, at("2026-12-24 18.00"), DefaultTermRules(),
			[]string{"2026-12-28T09.00-12.00", "2026-12-28T12.00-17.00"}},
		{"not on a day of the municipality's own", calls, CallSlot, at("2026-11-23 18.00"), TermRules{Extra: []ExtraDay{{"2026-11-24", "brug"}}},
			[]string{"2026-11-25T09.00-12.00", "2026-11-25T12.00-17.00"}},
		{"no half visits, and a day ahead", visits, VisitSlot, at("2026-11-24 09.30"), DefaultTermRules(),
			[]string{"2026-11-25T09.40-10.00", "2026-11-26T09.00-09.20", "2026-11-26T09.20-09.40", "2026-11-26T09.30-09.50", "2026-11-26T09.40-10.00"}},
		{"a Saturday in the calendar", Calendar{Times: []string{"za 10.00-12.00, 1 plaats"}, Ahead: 1}, VisitSlot, at("2026-11-26 12.00"), DefaultTermRules(),
			[]string{"2026-11-28T10.00-12.00"}},
		{"none without times", Calendar{Ahead: 5}, VisitSlot, at("2026-11-26 12.00"), DefaultTermRules(), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, s := range tt.c.Slots(tt.kind, tt.now, Office{Terms: tt.rules}) {
				got = append(got, s.Key())
				if back, ok := ParseSlot(s.Kind, s.Key()); !ok || !back.From.Equal(s.From) || !back.To.Equal(s.To) {
					t.Errorf("%s reads back as %v, %v", s.Key(), back, ok)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestASlotIsSaidAndReadExactly(t *testing.T) {
	for key, want := range map[string]string{
		"2026-11-24T09.00-12.00": "dinsdag 24 november, tussen 9 en 12 uur",
		"2026-11-24T09.20-09.40": "dinsdag 24 november, tussen 9.20 en 9.40 uur",
		"2026-11-24T9.00-12.00":  "",
		"2026-11-24T12.00-09.00": "",
		"2026-13-24T09.00-12.00": "",
		"2026-03-29T02.30-03.30": "", // the clock skipped it
		"":                       "",
		"2026-11-24T09.00+12.00": "",
	} {
		s, ok := ParseSlot(CallSlot, key)
		if ok != (want != "") || ok && s.String() != want {
			t.Errorf("%q: %q, %v; want %q", key, s, ok, want)
		}
	}
	if s, _ := ParseSlot(VisitSlot, "2026-11-24T09.20-09.40"); s.String() != "dinsdag 24 november, om 9.20 uur" {
		t.Errorf("a visit is %q", s)
	}
}

func TestWithoutAppointmentsNobodyCanChooseATimeToCome(t *testing.T) {
	m := DefaultMunicipality()
	if len(m.Slots(VisitSlot, at("2026-11-24 09.00"))) == 0 || len(m.Slots(CallSlot, at("2026-11-24 09.00"))) == 0 {
		t.Error("the demonstration has no times")
	}
	m.Appointments = false
	if n := len(m.Slots(VisitSlot, at("2026-11-24 09.00"))); n != 0 {
		t.Errorf("there are %d", n)
	}
	m.Appointments, m.Visits.Times = true, nil
	if m.Check() == nil {
		t.Error("appointments without times are accepted")
	}
}
