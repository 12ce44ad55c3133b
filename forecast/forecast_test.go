package forecast

import (
	"reflect"
	"testing"
	"time"

	"postkamer"
)

// even is a team of 8 that finishes 10 cases each per working day, while perDay come
// in: every day the same, so that what lies ahead can be reckoned on paper.
func even(weeks, perDay, open int) postkamer.Workload {
	w := postkamer.Workload{Since: monday, Open: open}
	for i := range 7 * weeks {
		d := postkamer.WorkDay{Day: monday.AddDate(0, 0, i)}
		if wd := d.Day.Weekday(); wd != time.Saturday && wd != time.Sunday {
			d.In[10], d.Done[14], d.People = perDay, 80, 8
		}
		w.Days = append(w.Days, d)
	}
	today := monday.AddDate(0, 0, 7*weeks)
	w.At = time.Date(today.Year(), today.Month(), today.Day(), 8, 0, 0, 0, postkamer.Zone())
	w.Days = append(w.Days, postkamer.WorkDay{Day: today})
	return w
}

// in is the day so many days after today.
func in(w postkamer.Workload, days int) time.Time {
	return postkamer.DayOf(w.At).AddDate(0, 0, days)
}

func TestLikelyDayIsTheOneReckonedOnPaper(t *testing.T) {
	cases := []struct {
		name   string
		perDay int
		open   int
		people int
		want   int // days from today, which is a Monday
	}{
		{"80 a day and nothing comes in: 200 take three days", 0, 200, 8, 2},
		{"as many as usual when nobody says how many", 0, 200, 0, 2},
		{"twice as many people take half the time", 0, 800, 16, 4},
		{"nobody works at the weekend: 480 end on the next Monday", 0, 480, 8, 7},
		{"60 come in, 20 go off a day: 200 take ten working days", 60, 200, 8, 11},
		{"an empty pile is empty today", 0, 0, 8, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := even(8, c.perDay, c.open)
			a := Ask(w, Question{People: c.people})
			if off := a.Empty.Likely.Sub(in(w, c.want)).Hours() / 24; off < -1.5 || off > 1.5 {
				t.Errorf("empty on %v, on paper on %v", a.Empty.Likely, in(w, c.want))
			}
			if a.Empty.Early.After(a.Empty.Likely) || a.Empty.Likely.After(a.Empty.Late) {
				t.Errorf("the range is in disorder: %v", a.Empty)
			}
			if a.Usual != 8 {
				t.Errorf("%d people are usual, want 8", a.Usual)
			}
		})
	}
}

func TestLittleHistoryNamesNoDay(t *testing.T) {
	short := even(2, 50, 100)
	short.Since = short.Since.AddDate(0, 0, 1)
	idle := even(8, 50, 100)
	for i := range idle.Days {
		idle.Days[i].Done, idle.Days[i].People = [24]int{}, 0
	}
	cases := []struct {
		name string
		load postkamer.Workload
		want time.Time
	}{
		{"thirteen days", short, in(short, 1)},
		{"weeks in which nothing was finished", idle, in(idle, 1)},
		{"nothing ever came in", postkamer.Workload{At: short.At}, time.Time{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a := Ask(c.load, Question{People: 8})
			if a.Enough || !a.Empty.Likely.IsZero() || a.Line != nil {
				t.Errorf("named a day: %+v", a)
			}
			if !a.From.Equal(c.want) {
				t.Errorf("enough from %v, want %v", a.From, c.want)
			}
		})
	}
	if a := Ask(even(2, 50, 100), Question{People: 8}); !a.Enough {
		t.Error("two whole weeks are enough")
	}
}

func TestTermThatIsMissedIsSaidWithWhoWouldMakeIt(t *testing.T) {
	w := even(8, 20, 1000)
	w.Due = []postkamer.DueCount{{Day: in(w, -3), Count: 30}, {Day: in(w, 2), Count: 40}, {Day: in(w, 9), Count: 700}, {Day: in(w, 60), Count: 230}}
	a := Ask(w, Question{People: 8})
	if a.Term == nil || !a.Term.Day.Equal(in(w, 9)) || a.Term.Due != 700 {
		t.Fatalf("the second term is the first that is not made: %+v", a.Term)
	}
	// By then 8 working days went by: 640 of the 770 are done.
	if a.Term.Left < 90 || a.Term.Left > 170 {
		t.Errorf("%d are left then, on paper 130", a.Term.Left)
	}
	if a.Late != 30 {
		t.Errorf("%d are late already, want 30", a.Late)
	}
	if a.Fewest < 10 || a.Fewest > 14 {
		t.Errorf("%d people make it, on paper 10", a.Fewest)
	}
	if b := Ask(w, Question{People: a.Fewest}); b.Term != nil {
		t.Errorf("with %d people it is still missed: %+v", a.Fewest, b.Term)
	}
	if b := Ask(w, Question{People: a.Fewest - 1}); b.Term == nil {
		t.Errorf("with %d people it is made already", a.Fewest-1)
	}
}

func TestPileThatGrowsIsNeverEmptyAndSaysHowManyPeopleItTakes(t *testing.T) {
	w := even(8, 100, 500)
	a := Ask(w, Question{People: 8})
	if !a.Empty.Likely.IsZero() {
		t.Errorf("100 come in and 80 go off, yet it is empty on %v", a.Empty.Likely)
	}
	if a.Clear < 11 || a.Clear > 14 {
		t.Errorf("%d people get it empty, on paper 11", a.Clear)
	}
}

func TestMorePeopleAreNeverSlower(t *testing.T) {
	w := newWorld(3, 0.4, 0.2, 0.1)
	w.history(6)
	last := monday.AddDate(9, 0, 0)
	for people := 4; people < 30; people += 2 {
		a := Ask(w.load, Question{People: people})
		day := a.Empty.Likely
		if day.IsZero() {
			day = monday.AddDate(8, 0, 0)
		}
		if day.After(last) {
			t.Errorf("with %d people on %v, later than with two less", people, day)
		}
		last = day
	}
}

func TestSameQuestionHasTheSameAnswer(t *testing.T) {
	w := newWorld(5, 0.3, 0.2, 0.1)
	w.history(5)
	q := Question{People: 9, Mailings: []postkamer.Mailing{{On: monday.AddDate(0, 0, 40), Extra: 200, Days: 5}}}
	if a, b := Ask(w.load, q), Ask(w.load, q); !reflect.DeepEqual(a, b) {
		t.Errorf("%+v\n%+v", a, b)
	}
}

func TestMailingAndHolidayMakeItLater(t *testing.T) {
	w := even(8, 40, 400)
	plain := Ask(w, Question{People: 8}).Empty.Likely
	mail := postkamer.Mailing{On: in(w, 1), Extra: 400, Days: 5}
	if got := Ask(w, Question{People: 8, Mailings: []postkamer.Mailing{mail}}).Empty.Likely; got.Sub(plain) < 9*24*time.Hour {
		t.Errorf("400 pieces more and 40 go off a day: from %v to %v", plain, got)
	}
	free := func(d time.Time) bool { return d.Before(in(w, 7)) }
	if got := Ask(w, Question{People: 8, Free: free}).Empty.Likely; got.Sub(plain) < 7*24*time.Hour {
		t.Errorf("a week in which nobody works: from %v to %v", plain, got)
	}
}

func TestMailingComesInOnWorkingDaysMostAtOnce(t *testing.T) {
	free := func(d time.Time) bool { return d.Equal(monday.AddDate(0, 0, 1)) }
	got := spread(postkamer.Mailing{On: monday.AddDate(0, 0, -1), Extra: 60, Days: 3}, monday, free)
	if want := []float64{30, 0, 20, 10, 0}; !reflect.DeepEqual(got[:5], want) {
		t.Errorf("got %v, want %v", got[:5], want)
	}
	past := spread(postkamer.Mailing{On: monday.AddDate(0, 0, -5), Extra: 60, Days: 3}, monday, free)
	if past[0] != 10 { // the Thursday and the Friday before had 30 and 20
		t.Errorf("the rest of an earlier mailing: %v", past[:3])
	}
}

func TestOnlyTheRestOfTodayCounts(t *testing.T) {
	w := even(8, 40, 400)
	w.At = w.At.Add(4*time.Hour + 30*time.Minute) // 12.30: the post of 10 hours is in, the work of 14 hours is not done
	a := Ask(w, Question{People: 8})
	if a.Rest.In != 0 || a.Rest.Done != 80 || a.Rest.Busiest != 10 {
		t.Errorf("at noon: %+v, want 0 in, 80 done, most at 10", a.Rest)
	}
	w.At = w.At.Add(8 * time.Hour)
	if a := Ask(w, Question{People: 8}); a.Rest.Done != 0 || a.Line[0].Mid != 400 {
		t.Errorf("in the evening: %+v, %d at the end of the day", a.Rest, a.Line[0].Mid)
	}
}

func TestDaysWithoutWorkLeftDoNotMakeATeamSlow(t *testing.T) {
	w := even(8, 40, 400)
	for i := range w.Days {
		if w.Days[i].Day.Before(in(w, -14)) && w.Days[i].People > 0 {
			w.Days[i].Done[14] = 40 // the pile was empty: no more came in
		}
	}
	w.Days[len(w.Days)-15].In[10] += 800 // then much came at once
	if got := learn(w, func(time.Time) bool { return false }).rate; got < 9.5 || got > 10.5 {
		t.Errorf("a person finishes %.1f a day, want 10: the days on which there was work", got)
	}
}

func BenchmarkAsk(b *testing.B) {
	w := newWorld(5, 0.3, 0.2, 0.1)
	w.history(8)
	for b.Loop() {
		Ask(w.load, Question{People: 6})
	}
}
