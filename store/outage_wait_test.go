package store_test

import (
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

// askedUntil is a case that waits for an answer until a day, asked by a letter that went.
func askedUntil(t *testing.T, st *store.Store, tom postkamer.Person, key string, by time.Time) postkamer.Case {
	t.Helper()
	c := held(t, st, key, tom)
	m := completion(c, key)
	m.Letter.AnswerBy, m.Wait.Until, m.Suspend.AnswerBy, m.Suspend.AskedOn = by, by, by, by.AddDate(0, 0, -14)
	printed(t, st, tom, send(t, st, c, tom, m))
	return oneCase(t, st, c.ID)
}

func TestTheTimeToAnswerDoesNotPassInAnOutageThatLasts(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	o, until := yesterday(postkamer.DefaultTermRules())
	end := o.Ended
	o.Ended = time.Time{}
	c := askedUntil(t, st, tom, "in it", o.FirstDay())
	before := askedUntil(t, st, tom, "before it", o.FirstDay().AddDate(0, 0, -1))
	id, err := st.NoteOutage(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := st.WakePassed(t.Context(), postkamer.DayOf(time.Now())); n != 1 || err != nil {
		t.Errorf("%d came back, want the one that was due before, %v", n, err)
	}
	if got := oneCase(t, st, before.ID).State; got != postkamer.CaseOpen {
		t.Errorf("what was due before the outage is %s", got)
	}
	clock, err := st.Clock(t.Context(), c.ID)
	if got := oneCase(t, st, c.ID); err != nil || got.State != postkamer.CaseWaiting || clock.Suspensions[0].End != postkamer.Lasting {
		t.Errorf("%s %q, %+v, %v", got.State, got.ReturnedWhy, clock.Suspensions, err)
	}
	if err := st.InTx(t.Context(), func(tx *store.Tx) error { return tx.EndOutage(t.Context(), id, end) }); err != nil {
		t.Fatal(err)
	}
	if got := oneCase(t, st, c.ID); !got.WaitsUntil.Equal(until) {
		t.Errorf("waits until %v, want %v", got.WaitsUntil, until)
	}
}

func TestACaseThatCameBackWaitsOnWhenItsDayFellInAnOutage(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	o, until := yesterday(postkamer.DefaultTermRules())
	free, taken := askedUntil(t, st, tom, "nobody has it", o.FirstDay()), askedUntil(t, st, tom, "Tom has it", o.FirstDay())
	if n, err := st.WakePassed(t.Context(), postkamer.DayOf(time.Now())); n != 2 || err != nil {
		t.Fatalf("%d came back, %v", n, err)
	}
	if err := st.ClaimCase(t.Context(), taken.ID, tom); err != nil {
		t.Fatal(err)
	}
	if _, err := st.NoteOutage(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	clock, err := st.Clock(t.Context(), free.ID)
	got := oneCase(t, st, free.ID)
	if err != nil || got.State != postkamer.CaseWaiting || !got.WaitsUntil.Equal(until) || got.WaitsFor != "een kopie" || got.ReturnedWhy != "" {
		t.Errorf("%s until %v for %q, %q, %v", got.State, got.WaitsUntil, got.WaitsFor, got.ReturnedWhy, err)
	}
	if s := clock.Suspensions[0]; s.End != postkamer.Lasting || !s.AnswerBy.Equal(until) || !got.DueOn.Equal(clock.Due(postkamer.DefaultTermRules())) {
		t.Errorf("the term: %+v, due %v", s, got.DueOn)
	}
	if got := oneCase(t, st, taken.ID); got.State != postkamer.CaseClaimed || !strings.Contains(got.ReturnedWhy, "storing") || !strings.Contains(got.ReturnedWhy, until.Format("02-01-2006")) {
		t.Errorf("%s: who has it reads %q", got.State, got.ReturnedWhy)
	}
	mustVerify(t, st)
}

func TestTwoOutagesMoveTheTimeToAnswerInEitherOrder(t *testing.T) {
	rules := postkamer.DefaultTermRules()
	first, until := yesterday(rules)
	second := postkamer.Outage{What: "test", By: "Joke"}
	y, m, d := until.AddDate(0, 0, 0).Date() // on the day to which the first moves
	second.Began, second.Ended = time.Date(y, m, d, 9, 0, 0, 0, postkamer.Zone()), time.Date(y, m, d, 10, 0, 0, 0, postkamer.Zone())
	for name, order := range map[string][]postkamer.Outage{"in order": {first, second}, "the later one first": {second, first}} {
		t.Run(name, func(t *testing.T) {
			st := storetest.Open(t)
			tom := colleague(t, st, "Tom")
			c := askedUntil(t, st, tom, "k", first.FirstDay())
			for _, o := range order {
				if _, err := st.NoteOutage(t.Context(), o); err != nil {
					t.Fatal(err)
				}
			}
			if got, want := oneCase(t, st, c.ID).WaitsUntil, second.Extends(rules); !got.Equal(want) {
				t.Errorf("waits until %v, want %v", got, want)
			}
		})
	}
}

func TestAnOutageThatIsNotedWeeksLaterIsToldWithTheCase(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	day := time.Now().AddDate(0, 0, -21)
	o := postkamer.Outage{What: "test", Began: day.Add(-time.Hour), Ended: day, By: "Joke"}
	c := askedUntil(t, st, tom, "k", o.LastDay())
	if _, err := st.WakePassed(t.Context(), postkamer.DayOf(time.Now())); err != nil {
		t.Fatal(err)
	}
	if _, err := st.NoteOutage(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	until := o.Extends(postkamer.DefaultTermRules()).Format("02-01-2006")
	if got := oneCase(t, st, c.ID); got.State != postkamer.CaseOpen || !strings.Contains(got.ReturnedWhy, "had door een storing tot en met "+until+" de tijd voor: een kopie.") {
		t.Errorf("%s: %q", got.State, got.ReturnedWhy)
	}
	mustVerify(t, st)
}
