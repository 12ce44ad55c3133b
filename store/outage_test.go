package store_test

import (
	"sync"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

func TestTheFirstBeatAfterAGapIsAnOutage(t *testing.T) {
	st := storetest.Open(t)
	start := time.Date(2026, 11, 20, 21, 0, 0, 0, postkamer.Zone())
	for _, tt := range []struct {
		name  string
		after time.Duration
		lost  bool
	}{
		{"the first ever", 0, false}, {"in time", 30 * time.Second, false}, {"after a restart", 5 * time.Minute, false}, {"after a night", 9 * time.Hour, true}, {"in time again", 30 * time.Second, false},
	} {
		start = start.Add(tt.after)
		lost, err := st.Beat(t.Context(), start)
		if err != nil || (lost != nil) != tt.lost {
			t.Fatalf("%s: %+v, %v", tt.name, lost, err)
		}
		if lost != nil && (!lost.Ended.Equal(start) || !lost.Began.Equal(start.Add(-tt.after)) || lost.By != postkamer.Machine) {
			t.Errorf("%s: %+v", tt.name, lost)
		}
	}
	list, err := st.OutagesSince(t.Context(), start.Add(-24*time.Hour), false)
	if err != nil || len(list) != 1 || list[0].What != postkamer.LostText {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestManyProcessesNoteOneOutage(t *testing.T) {
	st := storetest.Open(t)
	now := time.Now()
	if _, err := st.Beat(t.Context(), now.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var noted [8]bool
	for i := range noted {
		all.Go(func() {
			lost, err := st.Beat(t.Context(), now.Add(time.Duration(i)*time.Millisecond))
			noted[i] = lost != nil && err == nil
		})
	}
	all.Wait()
	n := 0
	for _, yes := range noted {
		if yes {
			n++
		}
	}
	list, err := st.OutagesSince(t.Context(), now.Add(-2*time.Hour), false)
	if n != 1 || len(list) != 1 || err != nil {
		t.Errorf("%d processes noted %d outages, %v", n, len(list), err)
	}
}

func TestWhoNotesAnOutageTwiceNotesOne(t *testing.T) {
	st := storetest.Open(t)
	now := time.Now().Truncate(time.Minute)
	o := postkamer.Outage{What: "DigiD deed het niet.", Began: now.Add(-2 * time.Hour), By: "Joke"}
	first, err := st.NoteOutage(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := st.NoteOutage(t.Context(), o); err != nil || again != first {
		t.Errorf("noted as %d and as %d, %v", first, again, err)
	}
}

// yesterday is an outage of a day ago, and the day until which it moves terms.
func yesterday(rules postkamer.TermRules) (o postkamer.Outage, until time.Time) {
	now := time.Now()
	o = postkamer.Outage{What: "test", Began: now.Add(-25 * time.Hour), Ended: now.Add(-23 * time.Hour), By: "Joke"}
	return o, o.Extends(rules)
}

func TestWhoHadUntilADayInTheOutageHasLonger(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	o, until := yesterday(postkamer.DefaultTermRules())
	cases := map[string]struct{ by, want time.Time }{
		"in the outage": {o.FirstDay(), until},
		"after it":      {until.AddDate(0, 0, 3), until.AddDate(0, 0, 3)},
	}
	ids := map[string]postkamer.CaseID{}
	for name, tt := range cases {
		c := held(t, st, name, tom)
		m := completion(c, name)
		m.Letter.AnswerBy, m.Wait.Until, m.Suspend.AnswerBy, m.Suspend.AskedOn = tt.by, tt.by, tt.by, o.FirstDay().AddDate(0, 0, -14)
		send(t, st, c, tom, m)
		ids[name] = c.ID
	}
	if _, err := st.NoteOutage(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	for name, tt := range cases {
		c := oneCase(t, st, ids[name])
		clock, err := st.Clock(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !c.WaitsUntil.Equal(tt.want) || !clock.Suspensions[0].AnswerBy.Equal(tt.want) || !c.DueOn.Equal(clock.Due(postkamer.DefaultTermRules())) {
			t.Errorf("%s: waits until %v, answer by %v, due %v; want %v", name, c.WaitsUntil, clock.Suspensions[0].AnswerBy, c.DueOn, tt.want)
		}
	}
	mustVerify(t, st)
}

func TestAPieceCountsFromTheDayTheOutageBegan(t *testing.T) {
	st := storetest.Open(t)
	o, _ := yesterday(postkamer.DefaultTermRules())
	piece := func(key string) postkamer.Piece {
		id := openCase(t, st, key, sure("burgerzaken"))
		p, err := st.Piece(t.Context(), oneCase(t, st, id).PieceID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := st.Pool().Exec(t.Context(), `UPDATE pieces SET received_on = $2 WHERE id = $1`, p.ID, postkamer.DayOf(time.Now())); err != nil {
			t.Fatal(err)
		}
		return p
	}
	counts := func(p postkamer.Piece) time.Time {
		p, err := st.Piece(t.Context(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		return p.CountsOn
	}
	before := piece("before it was known")
	lastDay := o.Extends(postkamer.DefaultTermRules())
	if postkamer.DayOf(time.Now()).After(lastDay) {
		t.Fatalf("today is after %v", lastDay)
	}
	if _, err := st.NoteOutage(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if got := counts(before); !got.Equal(o.FirstDay()) {
		t.Errorf("what came in before the outage was noted counts on %v", got)
	}
	if again, err := st.ScannedAgain(t.Context(), before.ID); err != nil || again.IsZero() {
		t.Errorf("a case that nobody worked on is not decided about again: %v", err)
	}
	after := piece("after it was known")
	if err := st.InTx(t.Context(), func(tx *store.Tx) error { tx.CountOutages(after.ID); return nil }); err != nil {
		t.Fatal(err)
	}
	if got := counts(after); !got.Equal(o.FirstDay()) {
		t.Errorf("what came in after it counts on %v", got)
	}
	mustVerify(t, st)
}

func TestAnOutageThatIsTakenBackMovesNothingMore(t *testing.T) {
	st := storetest.Open(t)
	o, _ := yesterday(postkamer.DefaultTermRules())
	id, err := st.NoteOutage(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.InTx(t.Context(), func(tx *store.Tx) error { return tx.WithdrawOutage(t.Context(), id, "Joke", "vergissing") }); err != nil {
		t.Fatal(err)
	}
	if day, err := st.CountsOn(t.Context(), time.Now()); err != nil || !day.Equal(postkamer.DayOf(time.Now())) {
		t.Errorf("what is sent now counts on %v, %v", day, err)
	}
	if all, err := st.OutagesSince(t.Context(), o.Began, true); err != nil || len(all) != 1 || all[0].GoneBy != "Joke" {
		t.Errorf("it is not kept: %+v, %v", all, err)
	}
}
