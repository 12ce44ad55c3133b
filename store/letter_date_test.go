package store_test

import (
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

// dated is completion with a letter that says its days.
func dated(c postkamer.Case, key string, made time.Time) store.Sending {
	m := completion(c, key)
	by := made.AddDate(0, 0, 14)
	m.Letter.AnswerBy, m.Wait.Until, m.Suspend.AskedOn, m.Suspend.AnswerBy = by, by, made, by
	m.Letter.Text.Date, m.Letter.Text.Body = made, []string{"Stuur het uiterlijk op [uiterlijk]."}
	m.Letter.Text.Days = postkamer.LetterDays{Kept: true, Answer: 14, By: by, Due: c.DueOn}
	return m
}

// printOn prints all letters that wait as they go out on a day.
func printOn(t *testing.T, st *store.Store, p postkamer.Person, day time.Time) {
	t.Helper()
	list, err := st.LettersToPrint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var printed []store.Printed
	var ids []postkamer.LetterID
	for _, l := range list {
		sum, _, err := st.PutLetter(t.Context(), []byte("pdf of "+l.MadeAt.String()))
		if err != nil {
			t.Fatal(err)
		}
		clock, _ := st.Clock(t.Context(), l.CaseID)
		rules := postkamer.DefaultTermRules()
		printed = append(printed, store.Printed{ID: l.ID, SHA256: sum, Size: int64(len("pdf of " + l.MadeAt.String())),
			Text: l.Text.Redated(day, clock.Sent(l.ID, day).Due(rules), rules)})
		ids = append(ids, l.ID)
	}
	run, err := st.StartRun(t.Context(), p, printed)
	if err != nil {
		t.Fatal(err)
	}
	mustVerify(t, st)
	if err := st.ConfirmRun(t.Context(), run, p, ids, day); err != nil {
		t.Fatal(err)
	}
}

func TestALetterThatIsPrintedDaysLaterCountsFromThatDay(t *testing.T) {
	st := storetest.Open(t)
	tom, rules := colleague(t, st, "Tom"), postkamer.DefaultTermRules()
	c := held(t, st, "k", tom)
	made := postkamer.DayOf(time.Now())
	id := send(t, st, c, tom, dated(c, "page-1", made))
	if lies := oneCase(t, st, c.ID); !lies.DueOn.Equal(c.DueOn) || lies.State != postkamer.CaseWaiting {
		t.Errorf("while the letter lies at the printer the case is %s and due %v, was %v", lies.State, lies.DueOn, c.DueOn)
	}
	mustVerify(t, st)

	posted := made.AddDate(0, 0, 5)
	printOn(t, st, tom, posted)
	l, _ := st.Letter(t.Context(), id)
	want := rules.TwoWorkingDays(posted, 14)
	if !l.Text.Date.Equal(posted) || !l.AnswerBy.Equal(want) || !l.Text.Days.By.Equal(want) {
		t.Errorf("dated %v, answer by %v and %v, want %v", l.Text.Date, l.AnswerBy, l.Text.Days.By, want)
	}
	clock, _ := st.Clock(t.Context(), c.ID)
	if s := clock.Suspensions[0]; s.Pending || !s.AskedOn.Equal(posted) || !s.AnswerBy.Equal(want) {
		t.Errorf("%+v", s)
	}
	after := oneCase(t, st, c.ID)
	if !after.WaitsUntil.Equal(want) || !after.DueOn.Equal(clock.Due(rules)) || !after.DueOn.After(c.DueOn) {
		t.Errorf("waits until %v, due %v, was %v", after.WaitsUntil, after.DueOn, c.DueOn)
	}
	mustVerify(t, st)
}

func TestMoreTimeCountsOnceTheCitizenWasTold(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	c := held(t, st, "k", tom)
	today := postkamer.DayOf(time.Now())
	send(t, st, c, tom, store.Sending{Key: "more", Letter: postkamer.Letter{CaseID: c.ID, Template: "uitstel", Way: postkamer.OnPaper},
		Extend: &postkamer.Extension{Weeks: 4, ToldOn: today, Why: "advies"}})
	if lies := oneCase(t, st, c.ID); !lies.DueOn.Equal(c.DueOn) {
		t.Errorf("due %v before the citizen was told", lies.DueOn)
	}
	printOn(t, st, tom, today.AddDate(0, 0, 2))
	clock, _ := st.Clock(t.Context(), c.ID)
	if told := clock.Extensions[0].ToldOn; !told.Equal(today.AddDate(0, 0, 2)) {
		t.Errorf("told on %v", told)
	}
	if after := oneCase(t, st, c.ID); !after.DueOn.Equal(clock.Due(postkamer.DefaultTermRules())) || !after.DueOn.After(c.DueOn) {
		t.Errorf("due %v, was %v", after.DueOn, c.DueOn)
	}
	mustVerify(t, st)
}

func TestMoreTimeThatWasMailedInVainCountsOnceItsLetterWent(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	c := held(t, st, "k", tom)
	sum, key, err := st.PutLetter(t.Context(), []byte("pdf"))
	if err != nil {
		t.Fatal(err)
	}
	today := postkamer.DayOf(time.Now())
	id := send(t, st, c, tom, store.Sending{Key: "more", Letter: postkamer.Letter{CaseID: c.ID, Template: "uitstel", Way: postkamer.ByMail, SHA256: sum, Size: 3},
		Extend: &postkamer.Extension{Weeks: 4, ToldOn: today, Why: "advies"},
		Mail:   &postkamer.Mail{To: "zoe@example.nl", Subject: "Een brief", Body: "Zie de bijlage", FileKey: key, FileName: "brief.pdf"}})
	if mailed := oneCase(t, st, c.ID); !mailed.DueOn.After(c.DueOn) {
		t.Errorf("mailed it is due %v", mailed.DueOn)
	}
	if _, err := st.Pool().Exec(t.Context(), `UPDATE mails SET state = 'failed', why = 'kwam niet aan'`); err != nil {
		t.Fatal(err)
	}
	if err := st.PrintMailed(t.Context(), id, tom); err != nil {
		t.Fatal(err)
	}
	if lies := oneCase(t, st, c.ID); !lies.DueOn.Equal(c.DueOn) {
		t.Errorf("while the letter lies at the printer the case is due %v, want %v", lies.DueOn, c.DueOn)
	}
	mustVerify(t, st)
	if err := st.WithdrawLetter(t.Context(), id, "niet nodig", tom); err != nil {
		t.Fatal(err)
	}
	mustVerify(t, st)
}

func TestLastDaysAreReckonedAnew(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	c := held(t, st, "k", tom)
	mustVerify(t, st)
	if _, err := st.Pool().Exec(t.Context(), `UPDATE cases SET due_on = due_on + 7 WHERE id = $1`, c.ID); err != nil {
		t.Fatal(err)
	}
	if moved, err := st.ReckonAll(t.Context()); moved != 1 || err != nil {
		t.Errorf("%d moved, %v", moved, err)
	}
	if after := oneCase(t, st, c.ID); !after.DueOn.Equal(c.DueOn) {
		t.Errorf("due %v, want %v", after.DueOn, c.DueOn)
	}
	mustVerify(t, st)
}

func TestACaseThatEndsTakesBackWhatItWouldStillAsk(t *testing.T) {
	tests := []struct {
		name  string
		send  func(postkamer.Case) store.Sending
		stays bool
	}{
		{"a question", func(c postkamer.Case) store.Sending { return dated(c, c.Reference, postkamer.DayOf(time.Now())) }, false},
		{"more time", func(c postkamer.Case) store.Sending {
			return store.Sending{Key: c.Reference, Letter: postkamer.Letter{CaseID: c.ID, Template: "uitstel", Way: postkamer.OnPaper}, Extend: &postkamer.Extension{Weeks: 4, ToldOn: c.ReceivedOn, Why: "advies"}}
		}, false},
		{"a receipt", func(c postkamer.Case) store.Sending {
			return store.Sending{Key: c.Reference, Letter: postkamer.Letter{CaseID: c.ID, Template: "ontvangst", Way: postkamer.OnPaper}}
		}, true},
	}
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := held(t, st, string(rune('a'+i)), tom)
			id := send(t, st, c, tom, tt.send(c))
			if oneCase(t, st, c.ID).State == postkamer.CaseWaiting {
				if err := st.TakeWaiting(t.Context(), c.ID, tom); err != nil {
					t.Fatal(err)
				}
			}
			if err := st.SaveFields(t.Context(), c.ID, tom, []store.FieldInput{{Name: postkamer.FieldBSN, Value: "999990019", Seen: true}}); err != nil {
				t.Fatal(err)
			}
			if unseen, err := st.Approve(t.Context(), c.ID, oneCase(t, st, c.ID).Version, tom); err != nil || len(unseen) > 0 {
				t.Fatal(unseen, err)
			}
			if l, _ := st.Letter(t.Context(), id); (l.State == postkamer.LetterMade) != tt.stays {
				t.Errorf("the letter is %s", l.State)
			}
			mustVerify(t, st)
			undo, err := st.LastUndo(t.Context(), c.ID, tom)
			if err != nil || undo == 0 {
				t.Fatal(undo, err)
			}
			if _, err := st.Undo(t.Context(), undo, tom); err != nil {
				t.Fatal(err)
			}
			if l, _ := st.Letter(t.Context(), id); l.State != postkamer.LetterMade {
				t.Errorf("after it was taken back the letter is %s", l.State)
			}
			mustVerify(t, st)
		})
	}
}

// TestALetterIsTakenBackByWhoHoldsItsCase: as whoever prints it does, so that neither waits
// for what the other has.
func TestALetterIsTakenBackByWhoHoldsItsCase(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	c := held(t, st, "k", tom)
	id := send(t, st, c, tom, completion(c, "page"))
	printing, err := st.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := printing.Exec(t.Context(), `SELECT 1 FROM cases WHERE id = $1 FOR UPDATE`, c.ID); err != nil {
		t.Fatal(err)
	}
	back := make(chan error, 1)
	go func() { back <- st.WithdrawLetter(t.Context(), id, "niet nodig", tom) }()
	for waits := false; !waits; {
		err := st.Pool().QueryRow(t.Context(), `SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')`).Scan(&waits)
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := printing.Exec(t.Context(), `UPDATE letters SET made_by = made_by WHERE id = $1`, id); err != nil {
		t.Errorf("who prints it: %v", err)
	}
	_ = printing.Commit(t.Context())
	if err := <-back; err != nil {
		t.Errorf("who takes it back: %v", err)
	}
}
