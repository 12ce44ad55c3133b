package store_test

import (
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

func TestEveryStepOfACallIsInTheLog(t *testing.T) {
	st := storetest.Open(t)
	lekha := colleague(t, st, "Lekha")
	id := openCase(t, st, "k", toCall())
	task, err := st.ClaimNextCall(t.Context(), store.CallDesk{Person: lekha, Now: time.Now().Add(time.Second)})
	if err != nil {
		t.Fatal(err)
	}
	if err := st.ClaimCall(t.Context(), task, lekha); err != nil { // a second click
		t.Fatal(err)
	}
	if _, err := st.Pool().Exec(t.Context(), `UPDATE call_tasks SET claim_until = now() - interval '1 second'`); err != nil {
		t.Fatal(err)
	}
	if n, err := st.ReleaseExpiredCalls(t.Context()); n != 1 || err != nil {
		t.Fatalf("released %d, %v", n, err)
	}
	if err := st.ClaimCall(t.Context(), task, lekha); err != nil {
		t.Fatal(err)
	}
	events, err := st.PieceEvents(t.Context(), oneCase(t, st, id).PieceID)
	if err != nil {
		t.Fatal(err)
	}
	count := map[postkamer.EventKind]int{}
	for _, e := range events {
		count[e.Kind]++
	}
	if count[postkamer.EventClaimed] != 2 || count[postkamer.EventReleased] != 1 {
		t.Errorf("want 2 claims and 1 release in the log, got %v", count)
	}
}

func TestTheMunicipalitySaysHowOftenWePhone(t *testing.T) {
	st := storetest.Open(t)
	lekha := colleague(t, st, "Lekha")
	id := openCase(t, st, "k", toCall())
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, postkamer.Zone())
	phone(t, st, lekha, now, store.CallResult{Outcome: postkamer.NoAnswer, Attempts: 2})
	phone(t, st, lekha, now.AddDate(0, 0, 1), store.CallResult{Outcome: postkamer.NoAnswer, Attempts: 2})
	c := oneCase(t, st, id)
	if last := c.Doubts[len(c.Doubts)-1]; c.State != postkamer.CaseOpen || last.Why != "Wij belden 2 keer en kregen geen gehoor. Stuur een brief." {
		t.Errorf("after two attempts: %s, %+v", c.State, last)
	}
}

func TestAnswerBetweenTimesStartsTheCountAnew(t *testing.T) {
	st := storetest.Open(t)
	lekha := colleague(t, st, "Lekha")
	id := openCase(t, st, "k", toCall())
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, postkamer.Zone())
	for i, outcome := range []postkamer.Outcome{postkamer.NoAnswer, postkamer.NoAnswer, postkamer.CallLater, postkamer.NoAnswer, postkamer.NoAnswer} {
		at := now.AddDate(0, 0, i)
		phone(t, st, lekha, at, store.CallResult{Outcome: outcome, Note: "morgen", Again: at.Add(time.Hour)})
	}
	if c := oneCase(t, st, id); c.State != postkamer.CaseCalling {
		t.Errorf("somebody who did answer is given up after two more attempts: %s", c.State)
	}
}

func TestTheCallerReadsWhatIsTheMatter(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	for _, tt := range []struct {
		name   string
		reason postkamer.DoubtCode
		want   string
	}{
		{"the case's own doubt says it best", postkamer.BSNInvalid, "Het bsn klopt niet."},
		{"without one it is the question", postkamer.IncomeMissing, "Wat is het nummer?"},
	} {
		id := openCase(t, st, tt.name, sure("burgerzaken"))
		if err := st.ClaimCase(t.Context(), id, tom); err != nil {
			t.Fatal(err)
		}
		ask := store.HandOver{Reason: tt.reason, Question: "Wat is het nummer?", Phone: "0612345678"}
		if err := st.HandToCaller(t.Context(), id, oneCase(t, st, id).Version, tom, ask); err != nil {
			t.Fatal(err)
		}
		due, _, err := st.Calls(t.Context(), time.Now().Add(time.Second))
		if err != nil || len(due) == 0 {
			t.Fatalf("%d calls, %v", len(due), err)
		}
		if got := due[len(due)-1]; got.Why != tt.want || got.Question != ask.Question {
			t.Errorf("%s: why %q, question %q", tt.name, got.Why, got.Question)
		}
	}
}

func TestAnAnswerWaitsForWhoAsked(t *testing.T) {
	friday := time.Date(2026, 11, 27, 16, 50, 0, 0, postkamer.Zone())
	for _, tt := range []struct {
		name     string
		priority postkamer.Priority
		want     time.Time // the claim lasts until this, or two hours from the database's now
	}{
		{"an answer on Friday afternoon waits until Monday noon", postkamer.Normal, time.Date(2026, 11, 30, 12, 0, 0, 0, postkamer.Zone())},
		{"what must be done today waits two hours", postkamer.SameDay, time.Time{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			st := storetest.Open(t)
			tom, lekha := colleague(t, st, "Tom"), colleague(t, st, "Lekha")
			v := sure("burgerzaken")
			v.Priority = tt.priority
			id := openCase(t, st, "k", v)
			if err := st.ClaimCase(t.Context(), id, tom); err != nil {
				t.Fatal(err)
			}
			if err := st.HandToCaller(t.Context(), id, oneCase(t, st, id).Version, tom, store.HandOver{Reason: postkamer.HandedOver, Question: "?"}); err != nil {
				t.Fatal(err)
			}
			phone(t, st, lekha, friday, store.CallResult{Outcome: postkamer.Solved, Note: "ja"})
			checkClaim(t, st, id, tt.want)
			if err := st.SaveFields(t.Context(), id, tom, nil); err != nil {
				t.Fatal(err)
			}
			checkClaim(t, st, id, tt.want) // work lengthens a claim, never shortens it
		})
	}
}

// checkClaim compares when a claim ends with want, or with two hours from now.
func checkClaim(t *testing.T, st *store.Store, id postkamer.CaseID, want time.Time) {
	t.Helper()
	var now time.Time
	if err := st.Pool().QueryRow(t.Context(), `SELECT now()`).Scan(&now); err != nil {
		t.Fatal(err)
	}
	if soon := now.Add(2 * time.Hour); want.Before(soon) {
		want = soon
	}
	c := oneCase(t, st, id)
	if gap := c.ClaimUntil.Sub(want).Abs(); gap > time.Minute {
		t.Errorf("the claim ends %v, want %v", c.ClaimUntil, want)
	}
}

func TestAMovedCaseGetsTheTermOfItsKind(t *testing.T) {
	near := time.Date(2026, 12, 4, 0, 0, 0, 0, time.UTC)
	own := time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name     string
		change   func(*postkamer.Verdict)
		move     store.Move
		due      time.Time
		priority postkamer.Priority
	}{
		{"a letter without a term gets that of what it is", func(*postkamer.Verdict) {},
			store.Move{Kind: "ingebrekestelling", Queue: "juridisch", DueOn: near, Priority: postkamer.TermNear}, near, postkamer.TermNear},
		{"what was urgent stays so", func(v *postkamer.Verdict) { v.Priority = postkamer.SameDay },
			store.Move{Kind: "ingebrekestelling", Queue: "juridisch", DueOn: near, Priority: postkamer.TermNear}, near, postkamer.SameDay},
		{"the term of what it is not is gone", func(v *postkamer.Verdict) { v.DueOn = own },
			store.Move{Kind: "melding", Queue: "leefomgeving", Priority: postkamer.Normal}, time.Time{}, postkamer.Normal},
		{"another queue alone changes no term", func(v *postkamer.Verdict) { v.DueOn = own },
			store.Move{Kind: postkamer.Verhuizing, Queue: "inkomen", DueOn: near, Priority: postkamer.Normal}, own, postkamer.Normal},
	} {
		t.Run(tt.name, func(t *testing.T) {
			st := storetest.Open(t)
			me := colleague(t, st, "Tom")
			v := sure("burgerzaken")
			tt.change(&v)
			id := openCase(t, st, "k", v)
			if err := st.ClaimCase(t.Context(), id, me); err != nil {
				t.Fatal(err)
			}
			if err := st.MoveCase(t.Context(), id, oneCase(t, st, id).Version, me, tt.move); err != nil {
				t.Fatal(err)
			}
			c := oneCase(t, st, id)
			if !c.DueOn.Equal(tt.due) || c.Priority != tt.priority {
				t.Errorf("due %v with priority %d, want %v with %d", c.DueOn, c.Priority, tt.due, tt.priority)
			}
		})
	}
}
