package postkamer

import (
	"testing"
	"time"
)

func date(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

func TestHolidaysOfTheLaw(t *testing.T) {
	tests := []struct {
		day  time.Time
		want string
	}{
		{date(2026, 1, 1), "Nieuwjaarsdag"}, {date(2026, 4, 3), "Goede Vrijdag"}, {date(2026, 4, 6), "Tweede Paasdag"},
		{date(2026, 4, 27), "Koningsdag"}, {date(2025, 4, 26), "Koningsdag"}, {date(2025, 4, 27), "zondag"}, {date(2026, 5, 5), "Bevrijdingsdag"},
		{date(2026, 5, 14), "Hemelvaartsdag"}, {date(2026, 5, 25), "Tweede Pinksterdag"}, {date(2026, 12, 25), "Eerste Kerstdag"},
		{date(2026, 12, 26), "Tweede Kerstdag"}, {date(2026, 12, 27), "zondag"}, {date(2026, 12, 28), ""}, {date(2026, 12, 31), ""},
		{date(2026, 4, 26), "zondag"}, {date(2026, 5, 15), ""}, {date(2026, 4, 5), "zondag"}, {date(2031, 4, 26), "Koningsdag"},
		{date(2008, 5, 1), "Hemelvaartsdag"}, {date(2024, 3, 29), "Goede Vrijdag"}, {date(2049, 4, 19), "Tweede Paasdag"},
	}
	for _, tt := range tests {
		if got := DefaultTermRules().Closed(tt.day); got != tt.want {
			t.Errorf("%s is %q, want %q", tt.day.Format(time.DateOnly), got, tt.want)
		}
	}
}

func TestHolidaysThatAMunicipalitySets(t *testing.T) {
	r := DefaultTermRules()
	r.NotFree, r.Extra = []FreeDay{GoodFriday}, []ExtraDay{{"2026-05-15", "dag na Hemelvaartsdag"}}
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}
	if got := r.Closed(date(2026, 4, 3)); got != "" {
		t.Errorf("Good Friday is %q", got)
	}
	if got := r.WorkingDay(date(2026, 5, 14)); !got.Equal(date(2026, 5, 18)) {
		t.Errorf("after Ascension Day comes %s", got.Format(time.DateOnly))
	}
	r.Extra, r.NotFree, r.AnswerDays, r.MoreWeeks = []ExtraDay{{"15-5-2026", "x"}}, []FreeDay{"carnaval"}, 0, 99
	if err := r.Check(); err == nil || len(err.(interface{ Unwrap() []error }).Unwrap()) != 4 {
		t.Errorf("four wrong rules: %v", err)
	}
}

func TestLastDayOfATerm(t *testing.T) {
	asked := func(on, by int, end SuspensionEnd, ended int) Suspension {
		s := Suspension{Ground: ToComplete, AskedOn: date(2026, 11, on), AnswerBy: date(2026, 11, by), End: end}
		if end != Lasting {
			s.EndedOn = date(2026, 11, ended)
		}
		return s
	}
	received := date(2026, 11, 2) // a Monday
	tests := []struct {
		name  string
		clock Clock
		want  time.Time
	}{
		{"weeks are counted from the day after receipt", Clock{Received: received, Term: Term{Weeks: 8}}, date(2026, 12, 28)},
		{"days", Clock{Received: received, Term: Term{Days: 30}}, date(2026, 12, 2)},
		{"one that ends on a holiday in a weekend runs on to Monday", Clock{Received: date(2026, 10, 30), Term: Term{Weeks: 8}}, date(2026, 12, 28)},
		{"on Sunday to Monday", Clock{Received: date(2020, 5, 3), Term: Term{Weeks: 2}}, date(2020, 5, 18)},
		{"on Whit Monday to Tuesday", Clock{Received: date(2020, 4, 20), Term: Term{Weeks: 6}}, date(2020, 6, 2)},
		{"working days skip King's Day and weekends", Clock{Received: date(2020, 4, 22), Term: Term{WorkingDays: 5}}, date(2020, 4, 30)},
		{"more than twelve weeks is no matter of the Algemene termijnenwet", Clock{Received: date(2026, 11, 1), Term: Term{Weeks: 13}}, date(2027, 1, 31)},
		{"a term that was not kept is as long as it was reckoned", Clock{Received: received, FirstDue: date(2026, 11, 30)}, date(2026, 11, 30)},

		{"a request that nobody answers stands still through its last day", Clock{Received: received, Term: Term{Weeks: 8}, Suspensions: []Suspension{asked(9, 23, Lasting, 0)}}, date(2027, 1, 11)},
		{"and so when its time passed", Clock{Received: received, Term: Term{Weeks: 8}, Suspensions: []Suspension{asked(9, 23, Unused, 23)}}, date(2027, 1, 11)},
		{"an answer lets it run again on the day it came: 9 + 8 days of 10 to 17", Clock{Received: received, Term: Term{Days: 30}, Suspensions: []Suspension{asked(9, 23, Answered, 18)}}, date(2026, 12, 10)},
		{"an answer on the day of the request costs nothing", Clock{Received: received, Term: Term{Days: 30}, Suspensions: []Suspension{asked(9, 23, Answered, 9)}}, date(2026, 12, 2)},
		{"nor one on the day after it", Clock{Received: received, Term: Term{Days: 30}, Suspensions: []Suspension{asked(9, 23, Answered, 10)}}, date(2026, 12, 2)},
		{"two requests add up", Clock{Received: received, Term: Term{Days: 30}, Suspensions: []Suspension{asked(9, 23, Answered, 12), asked(16, 20, Unused, 20)}}, date(2026, 12, 8)},
		{"days on which two stand still count once", Clock{Received: received, Term: Term{Days: 30}, Suspensions: []Suspension{asked(9, 20, Unused, 20), asked(16, 20, Unused, 20)}}, date(2026, 12, 14)},
		{"working days stand still too", Clock{Received: received, Term: Term{WorkingDays: 5}, Suspensions: []Suspension{asked(3, 10, Unused, 10)}}, date(2026, 11, 16)},
		{"one after the end changes nothing", Clock{Received: date(2026, 10, 1), Term: Term{Days: 10}, Suspensions: []Suspension{asked(9, 23, Unused, 23)}}, date(2026, 10, 12)},

		{"more weeks", Clock{Received: received, Term: Term{Weeks: 6}, Extensions: []Extension{{Weeks: 6}}}, date(2027, 1, 25)},
		{"more weeks of working days", Clock{Received: received, Term: Term{WorkingDays: 5}, Extensions: []Extension{{Weeks: 1}}}, date(2026, 11, 16)},
		{"without a term nothing ends", Clock{Received: received, Extensions: []Extension{{Weeks: 6}}}, time.Time{}},
		{"nor without a day of receipt", Clock{Term: Term{Weeks: 6}}, time.Time{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.clock.Due(DefaultTermRules()); !got.Equal(tt.want) {
				t.Errorf("ends %s, want %s", got.Format(time.DateOnly), tt.want.Format(time.DateOnly))
			}
		})
	}
}

func TestTheDayOfTheAnswerMayCount(t *testing.T) {
	c := Clock{Received: date(2026, 11, 2), Term: Term{Days: 30}, Suspensions: []Suspension{
		{Ground: ToComplete, AskedOn: date(2026, 11, 9), AnswerBy: date(2026, 11, 23), End: Answered, EndedOn: date(2026, 11, 18)}}}
	r := DefaultTermRules()
	r.StillOnDay = true
	if got := c.Due(r); !got.Equal(date(2026, 12, 11)) {
		t.Errorf("ends %s", got.Format(time.DateOnly))
	}
	if got := (Term{Days: 1}).Due(time.Date(2020, 4, 21, 23, 59, 0, 0, time.UTC), r); !got.Equal(date(2020, 4, 22)) {
		t.Errorf("the time of day counts: %s", got.Format(time.DateOnly))
	}
}

func TestTimeToAnswerHasTwoWorkingDays(t *testing.T) {
	r := DefaultTermRules()
	tests := []struct {
		name string
		from time.Time
		days int
		want time.Time
	}{
		{"two weeks", date(2026, 11, 23), 14, date(2026, 12, 7)},
		{"not on a weekend", date(2026, 11, 21), 14, date(2026, 12, 7)},
		{"three days before Christmas have one working day", date(2026, 12, 23), 3, date(2026, 12, 28)},
		{"one day needs none", date(2026, 12, 24), 1, date(2026, 12, 28)},
	}
	for _, tt := range tests {
		if got := r.TwoWorkingDays(tt.from, tt.days); !got.Equal(tt.want) {
			t.Errorf("%s: %s, want %s", tt.name, got.Format(time.DateOnly), tt.want.Format(time.DateOnly))
		}
	}
}

func TestCallCodes(t *testing.T) {
	seen := map[string]bool{}
	for range 200 {
		code := NewCallCode()
		if len(code) != 11 || seen[code] || NormalCallCode(code) != code {
			t.Fatalf("%q", code)
		}
		seen[code] = true
		flat := code[:3] + code[4:7] + code[8:]
		for i := range flat {
			for _, r := range referenceAlphabet {
				if wrong := flat[:i] + string(r) + flat[i+1:]; wrong != flat && NormalCallCode(wrong) != "" {
					t.Fatalf("one wrong character of %s is not seen: %s", code, wrong)
				}
			}
			if i > 0 && flat[i] != flat[i-1] {
				if NormalCallCode(flat[:i-1]+flat[i:i+1]+flat[i-1:i]+flat[i+1:]) != "" {
					t.Fatalf("a swap in %s is not seen", code)
				}
			}
		}
	}
	code := NewCallCode()
	for _, said := range []string{" " + code[:3] + " " + code[4:7] + " " + code[8:] + " ", code} {
		if HashCallCode(said) != HashCallCode(code) {
			t.Errorf("%q is another code than %q", said, code)
		}
	}
	if NormalCallCode("") != "" || HashCallCode(code) == HashCallCode(NewCallCode()) {
		t.Error("nothing is a code, or two are one")
	}
}
