package store_test

import (
	"errors"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

// a deed is something that a person does to a case that they have.
type deed struct {
	name string
	do   func(*store.Store, postkamer.Case, postkamer.Person) error
}

// deeds are all that can be taken back.
func deeds(t *testing.T) []deed {
	ctx := t.Context()
	return []deed{
		{"approve", func(st *store.Store, c postkamer.Case, by postkamer.Person) error {
			unseen, err := st.Approve(ctx, c.ID, c.Version, by)
			if len(unseen) > 0 {
				return errors.New("fields are unseen")
			}
			return err
		}},
		{"release", func(st *store.Store, c postkamer.Case, by postkamer.Person) error {
			return st.Release(ctx, c.ID, c.Version, by, "geen tijd")
		}},
		{"move", func(st *store.Store, c postkamer.Case, by postkamer.Person) error {
			anew := store.Anew{
				Fields: []postkamer.Field{{Name: postkamer.FieldFullName, Value: "J. de Vries", State: postkamer.FieldOK, Page: -1}},
				Doubts: []postkamer.Doubt{{Code: postkamer.SignatureMissing, Why: "Er staat geen handtekening onder."}},
			}
			return st.MoveCase(ctx, c.ID, c.Version, by, store.Move{Kind: "woz", Queue: "belastingen", Priority: postkamer.Normal, Anew: &anew})
		}},
		{"hand over", func(st *store.Store, c postkamer.Case, by postkamer.Person) error {
			return st.HandToCaller(ctx, c.ID, c.Version, by, store.HandOver{Reason: postkamer.BSNInvalid, Question: "Wat is het nummer?", Phone: "0612345678"})
		}},
		{"change a field", func(st *store.Store, c postkamer.Case, by postkamer.Person) error {
			return st.SaveFields(ctx, c.ID, by, []store.FieldInput{{Name: postkamer.FieldPhone, Value: "0687654321", Seen: true}})
		}},
		{"add a field", func(st *store.Store, c postkamer.Case, by postkamer.Person) error {
			return st.AddField(ctx, c.ID, c.Version, by, store.FieldInput{Name: postkamer.FieldBirthDate, Value: "1980-02-03"})
		}},
		{"write a note", func(st *store.Store, c postkamer.Case, by postkamer.Person) error {
			return st.AddNote(ctx, c.ID, by, "Ik heb gemaild met de woningbouw.")
		}},
		{"settle a doubt", func(st *store.Store, c postkamer.Case, by postkamer.Person) error {
			return st.SettleDoubt(ctx, c.ID, c.Version, by, c.Doubts[0].ID)
		}},
	}
}

// standing is all of a case that a person can see or that counts later.
func standing(t *testing.T, st *store.Store, id postkamer.CaseID) (c postkamer.Case, rows string) {
	t.Helper()
	c = oneCase(t, st, id)
	err := st.Pool().QueryRow(t.Context(), `
		SELECT (to_jsonb(c) - '{version,claim_until}'::text[])::text
			|| coalesce((SELECT jsonb_agg(to_jsonb(f) ORDER BY f.name)::text FROM fields f WHERE case_id = c.id), '')
			|| coalesce((SELECT jsonb_agg(to_jsonb(d) ORDER BY d.id)::text FROM doubts d WHERE case_id = c.id), '')
			|| coalesce((SELECT jsonb_agg(to_jsonb(n) ORDER BY n.id)::text FROM notes n WHERE case_id = c.id), '')
			|| coalesce((SELECT jsonb_agg(to_jsonb(k) ORDER BY k.id)::text FROM call_tasks k WHERE case_id = c.id), '')
			|| coalesce((SELECT jsonb_agg(to_jsonb(l))::text FROM labels l WHERE case_id = c.id), '')
		FROM cases c
		WHERE c.id = $1`, id).Scan(&rows)
	if err != nil {
		t.Fatal(err)
	}
	return c, rows
}

// begun is a case that Tom has and has looked at.
func begun(t *testing.T, st *store.Store) (postkamer.Case, postkamer.Person) {
	t.Helper()
	tom := colleague(t, st, "Tom")
	id := openCase(t, st, t.Name(), sure("burgerzaken"))
	if _, err := st.ClaimNext(t.Context(), tom); err != nil {
		t.Fatal(err)
	}
	if err := st.SaveFields(t.Context(), id, tom, []store.FieldInput{{Name: postkamer.FieldBSN, Value: "999990019", Seen: true}}); err != nil {
		t.Fatal(err)
	}
	return oneCase(t, st, id), tom
}

func TestWhatAPersonDidIsTakenBackCompletely(t *testing.T) {
	for _, d := range deeds(t) {
		t.Run(d.name, func(t *testing.T) {
			st := storetest.Open(t)
			c, tom := begun(t, st)
			_, before := standing(t, st, c.ID)
			if err := d.do(st, c, tom); err != nil {
				t.Fatal(err)
			}
			if _, is := standing(t, st, c.ID); is == before {
				t.Fatal("nothing was done")
			}
			did := oneCase(t, st, c.ID).Version
			undo, err := st.LastUndo(t.Context(), c.ID, tom)
			if err != nil || undo == 0 {
				t.Fatalf("cannot be taken back: %d, %v", undo, err)
			}
			for range 2 { // a second click
				if _, err := st.Undo(t.Context(), undo, tom); err != nil {
					t.Fatal(err)
				}
			}
			after, is := standing(t, st, c.ID)
			if is != before {
				t.Errorf("is  %s\nwas %s", is, before)
			}
			if changed := did != c.Version; changed && after.Version != did+1 {
				t.Errorf("version %d after %d: an old page must not fit", after.Version, did)
			}
			events, err := st.PieceEvents(t.Context(), c.PieceID)
			if last := events[len(events)-1]; err != nil || last.Kind != postkamer.EventTakenBack || last.Actor != "Tom" {
				t.Errorf("the log ends with %+v, %v", last, err)
			}
		})
	}
}

func TestWhatIsTakenBackIsNotTakenBackByAnotherOrTooLate(t *testing.T) {
	for _, d := range deeds(t) {
		t.Run(d.name, func(t *testing.T) {
			st := storetest.Open(t)
			c, tom := begun(t, st)
			if err := d.do(st, c, tom); err != nil {
				t.Fatal(err)
			}
			undo, err := st.LastUndo(t.Context(), c.ID, tom)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := st.Undo(t.Context(), undo, colleague(t, st, "Noor")); !errors.Is(err, postkamer.ErrNotFound) {
				t.Errorf("by another: %v", err)
			}
			if _, err := st.Pool().Exec(t.Context(), `UPDATE undos SET at = at - interval '36 seconds'`); err != nil {
				t.Fatal(err)
			}
			if _, err := st.Undo(t.Context(), undo, tom); !errors.Is(err, store.ErrTooLate) {
				t.Errorf("too late: %v", err)
			}
			if late, err := st.LastUndo(t.Context(), c.ID, tom); late == undo || err != nil {
				t.Errorf("is offered too late: %d, %v", late, err)
			}
		})
	}
}

func TestWhatWasFollowedStays(t *testing.T) {
	st := storetest.Open(t)
	noor := colleague(t, st, "Noor")
	for name, follow := range map[string]func(c postkamer.Case, tom postkamer.Person) (store.UndoID, error){
		"a colleague took what was put back": func(c postkamer.Case, tom postkamer.Person) (store.UndoID, error) {
			if err := st.Release(t.Context(), c.ID, c.Version, tom, ""); err != nil {
				return 0, err
			}
			undo, err := st.LastUndo(t.Context(), c.ID, tom)
			return undo, errors.Join(err, st.ClaimCase(t.Context(), c.ID, noor))
		},
		"a colleague is phoning": func(c postkamer.Case, tom postkamer.Person) (store.UndoID, error) {
			if err := st.HandToCaller(t.Context(), c.ID, c.Version, tom, store.HandOver{Reason: postkamer.BSNInvalid, Phone: "0612345678"}); err != nil {
				return 0, err
			}
			undo, err := st.LastUndo(t.Context(), c.ID, tom)
			_, claimed := st.ClaimNextCall(t.Context(), store.CallDesk{Person: noor, Now: time.Now().Add(time.Second)})
			return undo, errors.Join(err, claimed)
		},
		"the field was changed once more": func(c postkamer.Case, tom postkamer.Person) (store.UndoID, error) {
			save := func(value string) error {
				return st.SaveFields(t.Context(), c.ID, tom, []store.FieldInput{{Name: postkamer.FieldPhone, Value: value}})
			}
			first := save("0687654321")
			undo, err := st.LastUndo(t.Context(), c.ID, tom)
			return undo, errors.Join(first, err, save("0687654322"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, tom := begun(t, st)
			undo, err := follow(c, tom)
			if err != nil || undo == 0 {
				t.Fatal(undo, err)
			}
			_, before := standing(t, st, c.ID)
			if _, err := st.Undo(t.Context(), undo, tom); !errors.Is(err, postkamer.ErrConflict) {
				t.Errorf("got %v", err)
			}
			if _, is := standing(t, st, c.ID); is != before {
				t.Error("something was changed all the same")
			}
			if _, err := st.Pool().Exec(t.Context(), `UPDATE cases SET state = 'done', claimed_by = NULL, claim_until = NULL, done_at = now() WHERE id = $1`, c.ID); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestAReopenedCaseIsWorkAgainAndTeachesNothing(t *testing.T) {
	st := storetest.Open(t)
	c, tom := begun(t, st)
	joke := colleague(t, st, "Joke")
	if _, err := st.Approve(t.Context(), c.ID, c.Version, tom); err != nil {
		t.Fatal(err)
	}
	done := oneCase(t, st, c.ID)
	_, before := standing(t, st, c.ID)
	if err := st.Reopen(t.Context(), c.ID, done.Version, joke, "nieuw bewijs"); err != nil {
		t.Fatal(err)
	}
	if err := st.Reopen(t.Context(), c.ID, done.Version, joke, "nieuw bewijs"); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("twice: %v", err)
	}
	if is := oneCase(t, st, c.ID); is.State != postkamer.CaseOpen || !is.DoneAt.IsZero() {
		t.Errorf("the case is %s", is.State)
	}
	undo, err := st.LastUndo(t.Context(), c.ID, joke)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.Undo(t.Context(), undo, joke); err != nil {
		t.Fatal(err)
	}
	if _, is := standing(t, st, c.ID); is != before {
		t.Errorf("is  %s\nwas %s", is, before)
	}
}
