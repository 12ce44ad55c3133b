package guard_test

import (
	"testing"

	"postkamer"
	"postkamer/guard"
	"postkamer/store"
)

// trace is all that steers later and that an approval leaves behind, with the mode.
func (d *desk) trace() (rows int, mode postkamer.Mode) {
	d.t.Helper()
	rows = d.count(`SELECT (SELECT count(*) FROM outcomes) + (SELECT count(*) FROM passages) + (SELECT count(*) FROM samples) + (SELECT count(*) FROM labels)`)
	return rows, d.mode()
}

// undo takes back what somebody did last to a case.
func (d *desk) undo(id postkamer.CaseID, by postkamer.Person) error {
	d.t.Helper()
	undo, err := d.Store.LastUndo(d.t.Context(), id, by)
	d.must(err)
	_, err = d.Store.Undo(d.t.Context(), undo, by)
	return err
}

func TestAnApprovalThatIsTakenBackSteersNothing(t *testing.T) {
	for _, tt := range []struct {
		name    string
		changes []store.FieldInput
		during  postkamer.Mode // of the kind, until it is taken back
	}{
		{"opened and right", nil, postkamer.ModeTrial},
		{"opened and wrong, so that the kind falls", []store.FieldInput{misread}, postkamer.ModeShadow},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			d.prove(60, 5)
			d.set(postkamer.ModeTrial)
			id := d.letter(2)
			rows, mode := d.trace()
			d.approve(id, d.tom, tt.changes...)
			if is, now := d.trace(); is == rows || now != tt.during {
				t.Fatalf("the approval left %d rows and mode %s", is-rows, now)
			}
			d.must(d.undo(id, d.tom))
			if is, now := d.trace(); is != rows || now != mode {
				t.Errorf("%d rows and mode %s, before it %d and %s", is, now, rows, mode)
			}
			if c := d.caseOf(id); c.State != postkamer.CaseClaimed || c.ClaimedBy != d.tom.ID {
				t.Errorf("the case is %s", c.State)
			}
			unseen, err := d.Approve(t.Context(), id, d.caseOf(id).Version, d.tom)
			if err != nil || len(unseen) > 0 {
				t.Errorf("once more: %v, %v", unseen, err)
			}
		})
	}
}

func TestWhatWentThroughUnopenedComesBack(t *testing.T) {
	d := newDesk(t)
	d.set(postkamer.ModeLive)
	id := d.letter(1)
	rows, _ := d.trace()
	n, err := d.ApproveReady(t.Context(), []guard.Pick{{ID: id, Version: 1}}, d.tom)
	if n != 1 || err != nil {
		t.Fatal(n, err)
	}
	d.must(d.undo(id, d.tom))
	if is, _ := d.trace(); is != rows || d.caseOf(id).State != postkamer.CaseOpen {
		t.Errorf("%d rows of %d, the case is %s", is, rows, d.caseOf(id).State)
	}
	if ready, _, err := d.Ready(t.Context(), d.noor, 10); len(ready) > 0 || err != nil {
		t.Errorf("what somebody took back is offered unopened again: %v", err)
	}
}

func TestWhatASecondPersonJudgedIsNotTakenBack(t *testing.T) {
	d := newDesk(t)
	d.set(postkamer.ModeLive)
	id := d.through(1, d.tom)
	d.draw(id)
	if _, err := d.Judge(t.Context(), id, d.noor, judgement()); err != nil {
		t.Fatal(err)
	}
	if err := d.undo(id, d.tom); err == nil || d.caseOf(id).State != postkamer.CaseDone {
		t.Errorf("taken back: %v, the case is %s", err, d.caseOf(id).State)
	}
}

func TestACaseThatIsOpenedAgainCanBeApprovedAgain(t *testing.T) {
	d := newDesk(t)
	d.set(postkamer.ModeLive)
	id := d.through(1, d.tom)
	d.draw(id)
	if _, err := d.Judge(t.Context(), id, d.noor, judgement()); err != nil {
		t.Fatal(err)
	}
	d.must(d.Store.Reopen(t.Context(), id, d.caseOf(id).Version, d.lead, "er is nieuw bewijs"))
	d.approve(id, d.noor, store.FieldInput{Name: postkamer.FieldNewCity, Value: "Den Haag", Seen: true})
	if judged := d.count(`SELECT count(*) FROM samples WHERE case_id = $1 AND judge = $2`, id, d.noor.ID); judged != 1 || d.caseOf(id).State != postkamer.CaseDone {
		t.Errorf("%d judgements, the case is %s", judged, d.caseOf(id).State)
	}
}

// TestAJudgementIsTakenBackByWhoGaveIt: also one that made the kind fall.
func TestAJudgementIsTakenBackByWhoGaveIt(t *testing.T) {
	wrong := judgement()
	wrong.Kind = "iets anders"
	for name, j := range map[string]guard.Judgement{"right": judgement(), "wrong": wrong} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.set(postkamer.ModeLive)
			id := d.through(1, d.tom)
			d.draw(id)
			rows, mode := d.trace()
			if _, err := d.Judge(t.Context(), id, d.noor, j); err != nil {
				t.Fatal(err)
			}
			if is, _ := d.trace(); is == rows {
				t.Fatal("the judgement left nothing")
			}
			d.must(d.undo(id, d.noor))
			if is, now := d.trace(); is != rows || now != mode {
				t.Errorf("%d rows and mode %s, before it %d and %s", is, now, rows, mode)
			}
			if c := d.caseOf(id); c.State != postkamer.CaseDone {
				t.Errorf("the case is %s", c.State)
			}
			if _, err := d.Judge(t.Context(), id, d.noor, judgement()); err != nil {
				t.Errorf("once more: %v", err)
			}
		})
	}
}
