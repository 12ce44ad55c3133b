package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

// phone claims the next call and records an outcome.
func phone(t *testing.T, st *store.Store, p postkamer.Person, now time.Time, r store.CallResult) postkamer.CallTask {
	t.Helper()
	id, err := st.ClaimNextCall(t.Context(), store.CallDesk{Person: p, Now: now})
	if err != nil {
		t.Fatalf("claim the next call: %v", err)
	}
	task, err := st.Call(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.RecordCall(t.Context(), id, task.Version, p, r, now); err != nil {
		t.Fatalf("record %s: %v", r.Outcome, err)
	}
	if err := st.RecordCall(t.Context(), id, task.Version, p, r, now); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("recording twice: %v", err)
	}
	mustVerify(t, st)
	return task
}

func TestOutcomesOfACall(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, postkamer.Zone()) // a Monday morning
	tests := []struct {
		outcome postkamer.Outcome
		state   postkamer.CaseState // of the case afterwards
		open    bool                // the task is still open
		again   time.Time           // when it is due again
	}{
		{outcome: postkamer.Solved, state: postkamer.CaseOpen},
		{outcome: postkamer.WillVisit, state: postkamer.CaseOpen},
		{outcome: postkamer.WrongNumber, state: postkamer.CaseOpen},
		{outcome: postkamer.NoAnswer, state: postkamer.CaseCalling, open: true, again: now.Add(4*time.Hour + 30*time.Minute)},
		{outcome: postkamer.CallLater, state: postkamer.CaseCalling, open: true, again: now.Add(2 * time.Hour)},
		{outcome: postkamer.OtherPerson, state: postkamer.CaseCalling, open: true},
	}
	for _, tt := range tests {
		t.Run(string(tt.outcome), func(t *testing.T) {
			st := storetest.Open(t)
			me := colleague(t, st, "Lekha")
			id := openCase(t, st, "k", toCall())
			noor := caller(t, st, "Noor")
			task := phone(t, st, me, now, store.CallResult{Outcome: tt.outcome, Note: "afgesproken", Again: now.Add(2 * time.Hour), Receiver: noor.ID})
			if task.Phone != "0612345678" || task.Reason != postkamer.BSNInvalid {
				t.Errorf("the task says %+v", task)
			}
			after, err := st.Call(t.Context(), task.ID)
			if err != nil {
				t.Fatal(err)
			}
			if c := oneCase(t, st, id); c.State != tt.state || after.Done == tt.open {
				t.Errorf("case is %s and the task done %v", c.State, after.Done)
			}
			if len(after.Attempts) != 1 || after.Attempts[0].Outcome != tt.outcome || after.Attempts[0].By != "Lekha" {
				t.Errorf("attempts %+v", after.Attempts)
			}
			if !tt.again.IsZero() && !after.NotBefore.Equal(tt.again) {
				t.Errorf("due again %v, want %v", after.NotBefore, tt.again)
			}
		})
	}
}

func TestThreeTimesNoAnswerGivesTheCaseBack(t *testing.T) {
	st := storetest.Open(t)
	me := colleague(t, st, "Lekha")
	id := openCase(t, st, "k", toCall())
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, postkamer.Zone())
	for range postkamer.MaxCallAttempts {
		phone(t, st, me, now, store.CallResult{Outcome: postkamer.NoAnswer})
		if _, err := st.ClaimNextCall(t.Context(), store.CallDesk{Person: me, Now: now}); !errors.Is(err, postkamer.ErrNotFound) {
			t.Errorf("somebody who did not answer is phoned again at once: %v", err)
		}
		now = now.AddDate(0, 0, 1)
	}
	c := oneCase(t, st, id)
	if c.State != postkamer.CaseOpen || c.Doubts[len(c.Doubts)-1].Code != postkamer.PhoneMissing {
		t.Errorf("after three attempts: %s, %+v", c.State, c.Doubts)
	}
}

func TestPhoningAgainBeforeItsTimeIsNoOtherAttempt(t *testing.T) {
	st := storetest.Open(t)
	me := caller(t, st, "Lekha")
	id := openCase(t, st, "k", toCall())
	now := time.Date(2026, 11, 23, 9, 30, 0, 0, postkamer.Zone())
	task := phone(t, st, me, now, store.CallResult{Outcome: postkamer.NoAnswer})
	for minute := range postkamer.MaxCallAttempts {
		if err := st.ClaimCall(t.Context(), task.ID, me); err != nil {
			t.Fatal(err)
		}
		again, err := st.Call(t.Context(), task.ID)
		if err != nil {
			t.Fatal(err)
		}
		at := now.Add(time.Duration(minute+1) * time.Minute)
		if err := st.RecordCall(t.Context(), task.ID, again.Version, me, store.CallResult{Outcome: postkamer.NoAnswer}, at); err != nil {
			t.Fatal(err)
		}
	}
	after, err := st.Call(t.Context(), task.ID)
	if err != nil || len(after.Attempts) != 1+postkamer.MaxCallAttempts {
		t.Errorf("%d attempts, %v", len(after.Attempts), err)
	}
	if c := oneCase(t, st, id); c.State != postkamer.CaseCalling || !after.NotBefore.After(now) {
		t.Errorf("phoned within minutes: %s, again at %v", c.State, after.NotBefore)
	}
	mustVerify(t, st)
}

func TestTheAnswerComesBackToWhoAsked(t *testing.T) {
	st := storetest.Open(t)
	tom, lekha := colleague(t, st, "Tom"), colleague(t, st, "Lekha")
	id := openCase(t, st, "k", sure("burgerzaken"))
	if err := st.ClaimCase(t.Context(), id, tom); err != nil {
		t.Fatal(err)
	}
	ask := store.HandOver{Reason: postkamer.MoveDateMissing, Question: "Wanneer verhuist u?", Note: "belt liever", Phone: "0612345678"}
	if err := st.HandToCaller(t.Context(), id, oneCase(t, st, id).Version, tom, ask); err != nil {
		t.Fatal(err)
	}
	mustVerify(t, st)
	if mine, err := st.MyCases(t.Context(), tom.ID); err != nil || len(mine) != 1 || mine[0].State != postkamer.CaseCalling {
		t.Errorf("while waiting Tom sees %+v, %v", mine, err)
	}
	task := phone(t, st, lekha, time.Now(), store.CallResult{Outcome: postkamer.Solved, Note: "1 december"})
	if task.HandedBy != "Tom" || task.Question != ask.Question {
		t.Errorf("the task says %+v", task)
	}
	mine, err := st.MyCases(t.Context(), tom.ID)
	if err != nil || len(mine) != 1 || mine[0].State != postkamer.CaseClaimed || mine[0].LastCall != "solved" || mine[0].LastNote != "1 december" {
		t.Errorf("afterwards Tom sees %+v, %v", mine, err)
	}
}

func TestCallsInOrder(t *testing.T) {
	st := storetest.Open(t)
	me := colleague(t, st, "Lekha")
	old := openCase(t, st, "old", toCall())
	need := toCall()
	need.Priority = postkamer.SameDay
	urgent := openCase(t, st, "urgent", need)
	promised := openCase(t, st, "promised", toCall())
	_, err := st.Pool().Exec(t.Context(), `UPDATE call_tasks SET promised_at = now(), not_before = now() WHERE case_id = $1`, promised)
	if err != nil {
		t.Fatal(err)
	}
	due, later, err := st.Calls(t.Context(), time.Now().Add(time.Second))
	if err != nil || len(later) != 0 || len(due) != 3 {
		t.Fatalf("%d due, %d later, %v", len(due), len(later), err)
	}
	for i, want := range []postkamer.CaseID{urgent, promised, old} {
		if due[i].CaseID != want {
			t.Errorf("call %d is about case %d, want %d", i+1, due[i].CaseID, want)
		}
	}
	if err := st.ClaimCall(t.Context(), due[2].ID, me); err != nil {
		t.Fatal(err)
	}
	other := colleague(t, st, "Noor")
	if err := st.ClaimCall(t.Context(), due[2].ID, other); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("two people phone the same citizen: %v", err)
	}
	inputs := []store.FieldInput{{Name: postkamer.FieldBSN, Value: "999990019", Seen: true}}
	if _, err := st.SaveCallFields(t.Context(), due[2].ID, other, inputs); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("who does not phone changed a field: %v", err)
	}
	if _, err := st.SaveCallFields(t.Context(), due[2].ID, me, inputs); err != nil || oneCase(t, st, old).Fields[0].Value != "999990019" {
		t.Errorf("correct while phoning: %v", err)
	}
}

// TestDangerStaysInSightWithoutAnAnswer: it comes again the same day, and a second
// colleague sees it as due, before a call that was promised.
func TestDangerStaysInSightWithoutAnAnswer(t *testing.T) {
	st := storetest.Open(t)
	me, noor := colleague(t, st, "Lekha"), colleague(t, st, "Noor")
	need := toCall()
	need.Priority = postkamer.SameDay
	urgent := openCase(t, st, "urgent", need)
	promised := openCase(t, st, "promised", toCall())
	if _, err := st.Pool().Exec(t.Context(), `UPDATE call_tasks SET promised_at = now() WHERE case_id = $1`, promised); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 27, 15, 0, 0, 0, postkamer.Zone()) // a Friday afternoon
	for try := range postkamer.MaxCallAttempts {
		if task := phone(t, st, me, now, store.CallResult{Outcome: postkamer.NoAnswer}); task.CaseID != urgent {
			t.Fatalf("attempt %d is about case %d", try+1, task.CaseID)
		}
		if try == postkamer.MaxCallAttempts-1 {
			break
		}
		due, _, err := st.Calls(t.Context(), now)
		if err != nil || len(due) == 0 || due[0].CaseID != urgent {
			t.Fatalf("after attempt %d due are %+v, %v", try+1, due, err)
		}
		again := due[0].NotBefore
		if again.Sub(now) > 2*time.Hour {
			t.Errorf("phoned again at %v", again)
		}
		if id, err := st.ClaimNextCall(t.Context(), store.CallDesk{Person: noor, Now: again}); err != nil || id != due[0].ID {
			t.Errorf("a second colleague gets %d, %v", id, err)
		}
		if _, err := st.Pool().Exec(t.Context(), `UPDATE call_tasks SET claimed_by = NULL, claim_until = NULL WHERE id = $1`, due[0].ID); err != nil {
			t.Fatal(err)
		}
		now = again
	}
	c := oneCase(t, st, urgent)
	last := c.Doubts[len(c.Doubts)-1]
	if c.State != postkamer.CaseOpen || c.Priority != postkamer.SameDay || strings.Contains(last.Why, "brief") || !strings.Contains(last.Why, "vandaag") {
		t.Errorf("after the last attempt %s, priority %d: %s", c.State, c.Priority, last.Why)
	}
}
