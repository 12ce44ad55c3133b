package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

// openCase brings in a form and routes it with a verdict.
func openCase(t *testing.T, st *store.Store, key string, v postkamer.Verdict) postkamer.CaseID {
	t.Helper()
	ctx := t.Context()
	var id postkamer.CaseID
	err := st.InTx(ctx, func(tx *store.Tx) error {
		now := time.Now()
		b, err := tx.AddBatch(ctx, postkamer.Batch{
			Reference: postkamer.NewReference("VH", now), Channel: postkamer.Form, Source: postkamer.SourceForm,
			Key: key, ReceivedOn: postkamer.DayOf(now), ReceivedAt: now, By: "test", State: postkamer.Split,
			Files: []postkamer.File{{Name: "a", SHA256: fmt.Sprintf("%064x", 1), Size: 1, Kind: postkamer.Answers}},
		})
		if err != nil {
			return err
		}
		piece := postkamer.Piece{
			BatchID: b.ID, Reference: b.Reference, Channel: postkamer.Form, Form: "verhuizing",
			ReceivedOn: b.ReceivedOn, ReceivedAt: b.ReceivedAt,
		}
		if piece.ID, err = tx.AddPiece(ctx, piece, 0); err != nil {
			return err
		}
		id, err = tx.Route(ctx, piece, postkamer.Text{}, v)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// sure is a verdict for a queue; toCall one for a caller.
func sure(q postkamer.Queue) postkamer.Verdict {
	return postkamer.Verdict{
		CaseType: postkamer.Verhuizing, Destination: postkamer.ToQueue, Queue: q, Priority: postkamer.Normal,
		Doubts: []postkamer.Doubt{{Code: postkamer.BSNInvalid, Why: "Het bsn klopt niet.", Field: postkamer.FieldBSN}},
		Fields: []postkamer.Field{
			{Name: postkamer.FieldBSN, Value: "999990018", State: postkamer.FieldWrong, Page: -1},
			{Name: postkamer.FieldPhone, Value: "0612345678", State: postkamer.FieldOK, Page: -1},
			{Name: postkamer.FieldIBAN, Value: "NL91ABNA0417164300", Read: "NL9l ABNA 0417 1643 00", State: postkamer.FieldRepaired, Page: -1},
		},
	}
}

func toCall() postkamer.Verdict {
	v := sure("burgerzaken")
	v.Destination = postkamer.ToCaller
	return v
}

// colleague logs somebody in.
func colleague(t *testing.T, st *store.Store, name string, queues ...postkamer.Queue) postkamer.Person {
	t.Helper()
	p, err := st.SaveLogin(t.Context(), "sub-"+name, name, []postkamer.Role{postkamer.Caseworker, postkamer.Caller}, queues)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func oneCase(t *testing.T, st *store.Store, id postkamer.CaseID) postkamer.Case {
	t.Helper()
	c, err := st.Case(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTwentyPeopleNeverGetTheSameCase(t *testing.T) {
	st := storetest.Open(t)
	const n = 20
	for i := range n {
		openCase(t, st, fmt.Sprint(i), sure("burgerzaken"))
	}
	got := make([]postkamer.CaseID, n)
	people := make([]postkamer.Person, n)
	for i := range n {
		people[i] = colleague(t, st, fmt.Sprint("p", i))
	}
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			id, err := st.ClaimNext(t.Context(), people[i])
			if err != nil {
				t.Errorf("person %d: %v", i, err)
			}
			got[i] = id
		})
	}
	wg.Wait()
	seen := map[postkamer.CaseID]bool{}
	for _, id := range got {
		if seen[id] {
			t.Errorf("case %d was given twice", id)
		}
		seen[id] = true
	}
	if _, err := st.ClaimNext(t.Context(), people[0]); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("claim from empty queues: %v", err)
	}
}

func TestNextIsUrgentThenReturnedThenByTerm(t *testing.T) {
	st := storetest.Open(t)
	me := colleague(t, st, "Tom", "burgerzaken")
	openCase(t, st, "foreign", sure("inkomen"))
	plain := openCase(t, st, "plain", sure("burgerzaken"))
	due := sure("burgerzaken")
	due.DueOn = postkamer.DayOf(time.Now()).AddDate(0, 0, 3)
	soon := openCase(t, st, "soon", due)
	need := sure("burgerzaken")
	need.Priority = postkamer.SameDay
	urgent := openCase(t, st, "urgent", need)
	for i, want := range []postkamer.CaseID{urgent, soon, plain} {
		id, err := st.ClaimNext(t.Context(), me)
		if err != nil || id != want {
			t.Errorf("claim %d gives case %d (%v), want %d", i+1, id, err, want)
		}
	}
	if _, err := st.ClaimNext(t.Context(), me); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("got a case of somebody else's queue: %v", err)
	}
}

func TestAFieldThatFailedIsSeenBeforeApproval(t *testing.T) {
	st := storetest.Open(t)
	me, other := colleague(t, st, "Tom"), colleague(t, st, "Noor")
	id := openCase(t, st, "k", sure("burgerzaken"))
	if err := st.ClaimCase(t.Context(), id, me); err != nil {
		t.Fatal(err)
	}
	if err := st.ClaimCase(t.Context(), id, other); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("a second claim: %v", err)
	}
	c := oneCase(t, st, id)
	unseen, err := st.Approve(t.Context(), id, c.Version, me)
	if err != nil || len(unseen) != 1 || unseen[0] != postkamer.FieldBSN {
		t.Fatalf("approve with an unseen field: %v, %v", unseen, err)
	}
	inputs := []store.FieldInput{{Name: postkamer.FieldBSN, Value: "999990019", Seen: true}}
	if err := st.SaveFields(t.Context(), id, other, inputs); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("somebody else changed a field: %v", err)
	}
	if err := st.SaveFields(t.Context(), id, me, inputs); err != nil {
		t.Fatal(err)
	}
	if unseen, err = st.Approve(t.Context(), id, c.Version, me); err != nil || len(unseen) > 0 {
		t.Fatalf("approve: %v, %v", unseen, err)
	}
	done := oneCase(t, st, id)
	if done.State != postkamer.CaseDone || done.Doubts[0].SettledBy != "Tom" {
		t.Errorf("after approval: %+v", done)
	}
	if f := done.Fields[0]; f.ReadValue != "999990018" || f.Value != "999990019" || f.SeenBy != "Tom" {
		t.Errorf("the field keeps what was read and who saw it: %+v", f)
	}
	if _, err = st.Approve(t.Context(), id, c.Version, me); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("approve twice: %v", err)
	}
}

func TestReleasedAndMovedCasesAreOpenAgain(t *testing.T) {
	st := storetest.Open(t)
	me := colleague(t, st, "Tom")
	id := openCase(t, st, "k", sure("burgerzaken"))
	claim := func() int {
		if err := st.ClaimCase(t.Context(), id, me); err != nil {
			t.Fatal(err)
		}
		return oneCase(t, st, id).Version
	}
	if err := st.Release(t.Context(), id, claim(), me, "lunch"); err != nil {
		t.Fatal(err)
	}
	if err := st.MoveCase(t.Context(), id, claim(), me, store.Move{Kind: "bezwaar", Queue: "juridisch", Reason: "het is een bezwaar"}); err != nil {
		t.Fatal(err)
	}
	c := oneCase(t, st, id)
	if c.State != postkamer.CaseOpen || c.CaseType != "bezwaar" || c.Queue != "juridisch" {
		t.Errorf("after moving: %+v", c)
	}
	mustVerify(t, st)
}

func TestAnExpiredClaimGoesToTheHeadOfItsQueue(t *testing.T) {
	st := storetest.Open(t)
	me := colleague(t, st, "Tom")
	openCase(t, st, "first", sure("burgerzaken"))
	id := openCase(t, st, "second", sure("burgerzaken"))
	if err := st.ClaimCase(t.Context(), id, me); err != nil {
		t.Fatal(err)
	}
	if n, err := st.ReleaseExpired(t.Context()); n != 0 || err != nil {
		t.Errorf("a fresh claim was released: %d, %v", n, err)
	}
	if _, err := st.Pool().Exec(t.Context(), `UPDATE cases SET claim_until = now() - interval '1 second' WHERE id = $1`, id); err != nil {
		t.Fatal(err)
	}
	if n, err := st.ReleaseExpired(t.Context()); n != 1 || err != nil {
		t.Errorf("released %d, %v", n, err)
	}
	if next, err := st.ClaimNext(t.Context(), me); next != id || err != nil {
		t.Errorf("next is %d (%v), want %d that came back", next, err, id)
	}
}

// mustVerify fails the test when the promise does not hold on the rows; the
// objects of these made-up batches are not there.
func mustVerify(t *testing.T, st *store.Store) {
	t.Helper()
	v, err := st.Verify(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range v.Findings {
		if f.Rule != "every batch has its envelope" && f.Rule != "every file has its original, unchanged" {
			t.Errorf("%+v", f)
		}
	}
}
