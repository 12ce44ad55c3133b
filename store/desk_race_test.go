package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

func TestTwentyCallersNeverPhoneTheSamePerson(t *testing.T) {
	st := storetest.Open(t)
	const n = 20
	people := make([]postkamer.Person, n)
	for i := range n {
		openCase(t, st, fmt.Sprint(i), toCall())
		people[i] = colleague(t, st, fmt.Sprint("p", i))
	}
	got := make([]postkamer.CallTaskID, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			id, err := st.ClaimNextCall(t.Context(), store.CallDesk{Person: people[i], Now: time.Now().Add(time.Second)})
			if err != nil {
				t.Errorf("person %d: %v", i, err)
			}
			got[i] = id
		})
	}
	wg.Wait()
	seen := map[postkamer.CallTaskID]bool{}
	for _, id := range got {
		if seen[id] {
			t.Errorf("call %d was given twice", id)
		}
		seen[id] = true
	}
}

// A worker is one member of staff who does whatever comes to mind, with what may
// be an old page in front of them.
type worker struct {
	t      *testing.T
	st     *store.Store
	me     postkamer.Person
	dice   *rand.Rand
	number int // of cases
}

// try does one thing. Being too late is the only trouble it may meet.
func (w *worker) try() {
	id := w.pick()
	c, err := w.st.Case(w.t.Context(), id)
	if err != nil {
		w.t.Errorf("look at case %d: %v", id, err)
		return
	}
	version := c.Version - w.dice.IntN(4)/3 // now and then an old page
	switch w.dice.IntN(8) {
	case 0:
		_, err = w.st.ClaimNext(w.t.Context(), w.me)
	case 1:
		err = w.st.ClaimCase(w.t.Context(), id, w.me)
	case 2:
		err = w.st.Release(w.t.Context(), id, version, w.me, "")
	case 3:
		err = w.st.HandToCaller(w.t.Context(), id, version, w.me, store.HandOver{Reason: postkamer.HandedOver, Question: "?", Phone: "0612345678"})
	case 4:
		err = w.st.MoveCase(w.t.Context(), id, version, w.me, store.Move{Kind: "bezwaar", Queue: "juridisch"})
	case 5:
		inputs := []store.FieldInput{{Name: postkamer.FieldBSN, Value: "999990019", Seen: true}}
		if err = w.st.SaveFields(w.t.Context(), id, w.me, inputs); err == nil {
			_, err = w.st.Approve(w.t.Context(), id, version, w.me)
		}
	default:
		err = w.phone()
	}
	if err != nil && !errors.Is(err, postkamer.ErrConflict) && !errors.Is(err, postkamer.ErrNotFound) {
		w.t.Error(err)
	}
}

// pick mostly chooses one of this person's own cases.
func (w *worker) pick() postkamer.CaseID {
	mine, err := w.st.MyCases(w.t.Context(), w.me.ID)
	if err != nil {
		w.t.Error(err)
	}
	if len(mine) > 0 && w.dice.IntN(4) > 0 {
		return mine[w.dice.IntN(len(mine))].ID
	}
	return postkamer.CaseID(1 + w.dice.IntN(w.number))
}

// phone takes a call and ends it in some way.
func (w *worker) phone() error {
	now := time.Now().Add(240 * time.Hour) // whatever was put off is due
	id, err := w.st.ClaimNextCall(w.t.Context(), store.CallDesk{Person: w.me, Now: now})
	if err != nil {
		return err
	}
	task, err := w.st.Call(w.t.Context(), id)
	if err != nil {
		return err
	}
	outcomes := []postkamer.Outcome{postkamer.Solved, postkamer.CallLater, postkamer.NoAnswer, postkamer.WrongNumber, postkamer.OtherPerson, postkamer.WillVisit}
	result := store.CallResult{Outcome: outcomes[w.dice.IntN(len(outcomes))], Note: "n", Again: now}
	return w.st.RecordCall(w.t.Context(), id, task.Version, w.me, result, time.Now())
}

// Whatever people do at once, and with old pages: every case stays in exactly
// one place, and waits for a call if and only if a call task is open.
func TestAnythingAtOnceLosesNoCase(t *testing.T) {
	st := storetest.Open(t)
	const cases, people, turns = 30, 8, 25
	for i := range cases {
		v := sure("burgerzaken")
		if i%3 == 0 {
			v = toCall()
		}
		openCase(t, st, fmt.Sprint(i), v)
	}
	var wg sync.WaitGroup
	for i := range people {
		w := &worker{t: t, st: st, me: colleague(t, st, fmt.Sprint("p", i)), dice: rand.New(rand.NewPCG(1, uint64(i))), number: cases}
		wg.Go(func() {
			for range turns {
				w.try()
			}
		})
	}
	wg.Go(func() {
		for range turns {
			if _, err := st.Pool().Exec(t.Context(), `UPDATE cases SET claim_until = now() - interval '1 second' WHERE state = 'claimed' AND id % 4 = 0`); err != nil {
				t.Error(err)
			}
			if _, err := st.ReleaseExpired(t.Context()); err != nil {
				t.Error(err)
			}
			if _, err := st.ReleaseExpiredCalls(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Wait()
	mustVerify(t, st)
	v, err := st.Verify(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	if c := v.Counts; c.Cases != cases || c.CasesDone == 0 || c.CallTasks == 0 {
		t.Errorf("nothing much happened, or a case is gone: %+v", c)
	}
}
