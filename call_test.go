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
			if got := (Office{}).NextAttempt(now, AnyPart).Format(form); got != tt.want {
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
		if got := (Office{}).NextUrgentAttempt(now).Format(form); got != tt.want {
			t.Errorf("%s: after %s phone at %s, want %s", tt.name, tt.now, got, tt.want)
		}
	}
}

func moments(t *testing.T, texts ...string) []time.Time {
	t.Helper()
	var list []time.Time
	for _, s := range texts {
		at, err := time.ParseInLocation("2006-01-02 15:04", s, Zone())
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, at)
	}
	return list
}

func TestThreeAttemptsAreOnThreePartsOfTheDay(t *testing.T) {
	for _, tt := range []struct {
		name, now string
		tried     []string
		likes     DayPart
		want      string
	}{
		{"the third at the end of the day", "2026-11-23 13:30", []string{"2026-11-23 09:30"}, AnyPart, "2026-11-24 16:15"},
		{"after two afternoons in the morning", "2026-11-24 16:15", []string{"2026-11-23 14:00"}, AnyPart, "2026-11-25 09:30"},
		{"all tried: not the same again", "2026-11-25 09:30", []string{"2026-11-24 14:00", "2026-11-24 16:15"}, AnyPart, "2026-11-25 13:30"},
		{"who likes the morning", "2026-11-23 09:30", nil, Morning, "2026-11-24 09:30"},
		{"who likes it late, the same day", "2026-11-23 09:30", nil, Late, "2026-11-23 16:15"},
		{"not on Christmas day, nor the day after", "2026-12-24 14:00", nil, AnyPart, "2026-12-28 09:30"},
	} {
		got := Office{}.NextAttempt(moments(t, tt.now)[0], tt.likes, moments(t, tt.tried...)...)
		if got.Format("2006-01-02 15:04") != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, got, tt.want)
		}
	}
}

func TestACallIsLateAfterHoursOfWorkingDays(t *testing.T) {
	for _, tt := range []struct{ name, made, notBefore, promised, want string }{
		{"on a weekday the next day", "2026-11-23 16:00", "", "", "2026-11-24 16:00"},
		{"a Friday on Monday", "2026-11-27 16:00", "", "", "2026-11-30 16:00"},
		{"made at the weekend", "2026-11-28 11:00", "", "", "2026-12-01 00:00"},
		{"a promise at its time", "2026-11-23 16:00", "2026-11-24 10:00", "2026-11-24 10:00", "2026-11-24 10:00"},
		{"after an attempt from the next one", "2026-11-23 09:00", "2026-11-23 13:30", "", "2026-11-24 13:30"},
	} {
		task := CallTask{CreatedAt: moments(t, tt.made)[0]}
		if tt.notBefore != "" {
			task.NotBefore = moments(t, tt.notBefore)[0]
		}
		if tt.promised != "" {
			task.PromisedAt = moments(t, tt.promised)[0]
		}
		if got := task.LateAt(24*time.Hour, Office{}).Format("2006-01-02 15:04"); got != tt.want {
			t.Errorf("%s: late at %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestRemindersGoOnWorkingDaysFromSeven(t *testing.T) {
	for now, want := range map[string]bool{
		"2026-11-23 06:59": false, "2026-11-23 07:00": true, "2026-11-23 15:59": true, "2026-11-23 16:00": false,
		"2026-11-28 08:00": false, "2026-12-25 08:00": false,
	} {
		if got := (Office{}).RemindNow(moments(t, now)[0]); got != want {
			t.Errorf("at %s: %v", now, got)
		}
	}
}

func TestWhichAttemptsWithoutAnAnswerCount(t *testing.T) {
	morning := time.Date(2026, 11, 23, 9, 30, 0, 0, Zone())
	after := func(o Outcome, d time.Duration) CallAttempt { return CallAttempt{Outcome: o, At: morning.Add(d)} }
	list := []CallAttempt{after(NoAnswer, 0), after(NoAnswer, time.Minute), after(NoAnswer, attemptPause), after(NoAnswer, attemptPause+time.Hour)}
	for _, tt := range []struct {
		name     string
		priority Priority
		attempts []CallAttempt
		now      time.Duration // of the call that nobody answers now
		want     int
	}{
		{"the first", Normal, nil, 0, 1},
		{"the same minute is the same attempt", Normal, list[:1], time.Minute, 1},
		{"a moment before its time", Normal, list[:2], attemptPause - time.Second, 1},
		{"the pause that we keep makes another", Normal, list[:2], attemptPause, 2},
		{"the pause begins at what counted", Normal, list, 2 * attemptPause, 3},
		{"only since somebody answered", Normal, []CallAttempt{list[0], after(CallLater, time.Minute), after(NoAnswer, 2*time.Minute)}, time.Hour, 1},
		{"danger is phoned again at once", SameDay, list, attemptPause + 2*time.Hour, 5},
	} {
		if got := (CallTask{Priority: tt.priority, Attempts: tt.attempts}).Try(morning.Add(tt.now)); got != tt.want {
			t.Errorf("%s: attempt %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestWhoLikesTheMorningSaysSoOnTheForm(t *testing.T) {
	for value, want := range map[string]DayPart{"Ochtend (9 tot 12 uur)": Morning, "middag": Afternoon, "Maakt niet uit": AnyPart, "": AnyPart} {
		if got := PartAsked([]Answer{{Name: "tel", Value: "ochtend"}, {Name: "tijd", Value: value}}); got != want {
			t.Errorf("%q is %q", value, got)
		}
	}
}
