package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

// gets fails the test unless the next case of a person is the one that is wanted; 0
// is none.
func gets(t *testing.T, st *store.Store, p postkamer.Person, want postkamer.CaseID) {
	t.Helper()
	id, err := st.ClaimNext(t.Context(), p)
	if want == 0 && errors.Is(err, postkamer.ErrNotFound) {
		return
	}
	if err != nil || id != want {
		t.Fatalf("%s gets case %d (%v), want %d", p.Name, id, err, want)
	}
}

func release(t *testing.T, st *store.Store, id postkamer.CaseID, p postkamer.Person) {
	t.Helper()
	if err := st.Release(t.Context(), id, oneCase(t, st, id).Version, p, "ken ik"); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIPutBackIsNotOfferedToMeAgainThatDay(t *testing.T) {
	st := storetest.Open(t)
	tom, noor := colleague(t, st, "Tom"), colleague(t, st, "Noor")
	first := openCase(t, st, "first", sure("burgerzaken"))
	second := openCase(t, st, "second", sure("burgerzaken"))
	gets(t, st, tom, first)
	release(t, st, first, tom)
	gets(t, st, tom, second) // not again the one that Tom put back
	if err := st.Skip(t.Context(), second, oneCase(t, st, second).Version, tom, "kan dit niet beoordelen"); err != nil {
		t.Fatal(err)
	}
	gets(t, st, tom, 0)
	gets(t, st, noor, first) // for a colleague it is as before
	release(t, st, first, noor)
	if err := st.ClaimCase(t.Context(), first, tom); err != nil {
		t.Errorf("by hand it can be taken: %v", err)
	}
	if _, err := st.Pool().Exec(t.Context(), `UPDATE skips SET day = day - 1`); err != nil {
		t.Fatal(err)
	}
	gets(t, st, tom, second) // the next day it is offered again
}

func TestNextCaseAsksWhatItsCaseworkerKnows(t *testing.T) {
	st := storetest.Open(t)
	lead, tom, noor := colleague(t, st, "Lead"), colleague(t, st, "Tom"), colleague(t, st, "Noor")
	objection := sure("juridisch")
	objection.CaseType = "bezwaar"
	turkish := sure("triage")
	turkish.Doubts = []postkamer.Doubt{{Code: postkamer.Language, Why: "De tekst is in het Turks.", Tongue: "turks"}}
	hard := openCase(t, st, "hard", objection)
	foreign := openCase(t, st, "foreign", turkish)
	plain := openCase(t, st, "plain", sure("burgerzaken"))
	if err := st.SetKindNeeds(t.Context(), "bezwaar", []postkamer.Skill{"bezwaar"}, lead); err != nil {
		t.Fatal(err)
	}
	gets(t, st, tom, plain) // the others came in earlier
	gets(t, st, tom, 0)
	talent := store.Talent{Skills: []postkamer.Skill{"bezwaar"}, Languages: []postkamer.Tongue{"turks"}}
	if err := st.SetTalent(t.Context(), noor.ID, talent, lead); err != nil {
		t.Fatal(err)
	}
	noor = deskOf(t, st, noor).Person
	gets(t, st, noor, hard)
	gets(t, st, noor, foreign)
	if err := st.MoveCase(t.Context(), hard, oneCase(t, st, hard).Version, noor, store.Move{Kind: "klacht", Queue: "juridisch"}); err != nil {
		t.Fatal(err)
	}
	gets(t, st, tom, hard) // as a complaint it asks nothing
}

func TestKeptClaimIsAsLongAsItsHolderWorks(t *testing.T) {
	st := storetest.Open(t)
	tom, noor := colleague(t, st, "Tom"), colleague(t, st, "Noor")
	id := openCase(t, st, "k", sure("burgerzaken"))
	gets(t, st, tom, id)
	if _, err := st.Pool().Exec(t.Context(), `UPDATE cases SET claim_until = now() + interval '1 minute'`); err != nil {
		t.Fatal(err)
	}
	until, err := st.KeepClaim(t.Context(), id, tom)
	if left := time.Until(until); err != nil || left < store.ClaimLease-time.Minute || left > store.ClaimLease+time.Minute {
		t.Errorf("kept for %v: %v", left, err)
	}
	if _, err := st.KeepClaim(t.Context(), id, noor); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("somebody else keeps it: %v", err)
	}
}

func TestVerifyNamesACaseThatStaysWithSomebodyAfterItsLease(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	gets(t, st, tom, openCase(t, st, "k", sure("burgerzaken")))
	change(t, st, `UPDATE cases SET claim_until = now() - interval '1 hour'`)
	found := func() bool {
		v, err := st.Verify(t.Context(), true)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(v.Findings, func(f store.Finding) bool {
			return f.Rule == "no case is with somebody for longer than its lease"
		})
	}
	if found() {
		t.Error("nothing has swept since: it may still come back")
	}
	change(t, st, `
		INSERT INTO river_job (kind, state, args, max_attempts, attempt, attempted_at, finalized_at, queue)
		VALUES ('sweep', 'completed', '{}', 4, 1, now(), now(), 'quick')`)
	if !found() {
		t.Error("verify does not say it")
	}
}

func TestACaseAsksForNoLanguageAnyMoreWhenItIsDecidedAgainWithoutOne(t *testing.T) {
	st := storetest.Open(t)
	turkish := sure("burgerzaken")
	turkish.Doubts = []postkamer.Doubt{{Code: postkamer.Language, Why: "De brief is in het Turks.", Tongue: "turks"}}
	id := openCase(t, st, "k", turkish)
	piece, err := st.Piece(t.Context(), oneCase(t, st, id).PieceID)
	if err != nil {
		t.Fatal(err)
	}
	needs := func(want int) {
		t.Helper()
		var n int
		if err := st.Pool().QueryRow(t.Context(), `SELECT cardinality(needs) FROM cases WHERE id = $1`, id).Scan(&n); err != nil || n != want {
			t.Errorf("it asks for %d things, want %d: %v", n, want, err)
		}
	}
	needs(1)
	inTx(t, st, func(tx *store.Tx) error {
		return tx.Redecide(t.Context(), id, piece, postkamer.Text{}, sure("burgerzaken"))
	})
	needs(0)
}

func TestACaseWithoutATermHasItsTurn(t *testing.T) {
	st := storetest.Open(t)
	tom, today := colleague(t, st, "Tom"), postkamer.DayOf(time.Now())
	inDays := func(key string, days int) postkamer.CaseID {
		v := sure("inkomen")
		v.DueOn = today.AddDate(0, 0, days)
		return openCase(t, st, key, v)
	}
	later, unsorted, sooner := inDays("later", 56), openCase(t, st, "unsorted", sure("triage")), inDays("sooner", 10)
	gets(t, st, tom, sooner)
	gets(t, st, tom, unsorted) // not behind all that has a term: of that there is always more
	gets(t, st, tom, later)
}
