package store_test

import (
	"errors"
	"io"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

// run puts all letters that wait in a run.
func run(t *testing.T, st *store.Store, p postkamer.Person) store.PrintRun {
	t.Helper()
	list, err := st.LettersToPrint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var printed []store.Printed
	for _, l := range list {
		pdf := []byte("pdf of " + l.Text.Title + l.MadeAt.String())
		sum, _, err := st.PutLetter(t.Context(), pdf)
		if err != nil {
			t.Fatal(err)
		}
		printed = append(printed, store.Printed{ID: l.ID, SHA256: sum, Size: int64(len(pdf))})
	}
	id, err := st.StartRun(t.Context(), p, printed)
	if err != nil {
		t.Fatal(err)
	}
	r, err := st.OpenRun(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestNoLetterIsForgottenAtThePrinter(t *testing.T) {
	st := storetest.Open(t)
	tom, olga := colleague(t, st, "Tom"), colleague(t, st, "Olga")
	var ids []postkamer.LetterID
	var cases []postkamer.Case
	for _, key := range []string{"a", "b"} {
		c := held(t, st, key, tom)
		cases = append(cases, c)
		ids = append(ids, send(t, st, c, tom, completion(c, key)))
	}
	first := run(t, st, olga)
	if len(first.Letters) != 2 {
		t.Fatalf("%d letters in the run", len(first.Letters))
	}
	if _, err := st.StartRun(t.Context(), olga, []store.Printed{{ID: ids[0], SHA256: first.Letters[0].SHA256, Size: 1}}); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("a letter is in two runs: %v", err)
	}
	if err := st.WithdrawLetter(t.Context(), ids[0], "niet nodig", tom); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("what is at the printer is taken back: %v", err)
	}
	if n, oldest, err := st.LettersWaiting(t.Context()); n != 2 || oldest.IsZero() || err != nil {
		t.Errorf("%d wait, %v", n, err)
	}
	posted := postkamer.DayOf(time.Now()).AddDate(0, 0, 2)
	if err := st.ConfirmRun(t.Context(), first.ID, olga, ids[:1], posted); err != nil {
		t.Fatal(err)
	}
	if err := st.ConfirmRun(t.Context(), first.ID, olga, ids, posted); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("confirmed twice: %v", err)
	}
	mustVerify(t, st)
	done, _ := st.Letter(t.Context(), ids[0])
	if done.State != postkamer.LetterPrinted || done.SentBy != "Olga" {
		t.Errorf("%+v", done)
	}
	if pdf, err := st.OpenLetter(t.Context(), done); err != nil {
		t.Error(err)
	} else if data, err := io.ReadAll(pdf); err != nil || int64(len(data)) != done.Size {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	clock, _ := st.Clock(t.Context(), cases[0].ID)
	if !clock.Suspensions[0].AskedOn.Equal(posted) {
		t.Errorf("asked on %v, but it went out on %v", clock.Suspensions[0].AskedOn, posted)
	}
	if got, want := oneCase(t, st, cases[0].ID).DueOn, clock.Due(postkamer.DefaultTermRules()); !got.Equal(want) {
		t.Errorf("due %v, want %v", got, want)
	}
	again := run(t, st, olga)
	if len(again.Letters) != 1 || again.Letters[0].ID != ids[1] {
		t.Errorf("what was not good is gone: %+v", again.Letters)
	}
}

func TestALetterThatIsTakenBackDidNothing(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	c := held(t, st, "k", tom)
	id := send(t, st, c, tom, completion(c, "page"))
	if err := st.WithdrawLetter(t.Context(), id, "het is er al", tom); err != nil {
		t.Fatal(err)
	}
	back := oneCase(t, st, c.ID)
	if back.State != postkamer.CaseOpen || !back.DueOn.Equal(c.DueOn) || back.ReturnedWhy == "" {
		t.Errorf("%s, due %v was %v: %q", back.State, back.DueOn, c.DueOn, back.ReturnedWhy)
	}
	if list, _ := st.LettersToPrint(t.Context()); len(list) != 0 {
		t.Error("it still waits for the printer")
	}
	mustVerify(t, st)

	more := held(t, st, "more", tom)
	id = send(t, st, more, tom, store.Sending{Key: "more", Letter: postkamer.Letter{CaseID: more.ID, Template: "uitstel", Way: postkamer.OnPaper}, Extend: &postkamer.Extension{Weeks: 4, ToldOn: more.ReceivedOn, Why: "advies"}})
	if later := oneCase(t, st, more.ID); !later.DueOn.Equal(more.DueOn) || later.State != postkamer.CaseClaimed {
		t.Errorf("extended before the citizen was told: %s, due %v", later.State, later.DueOn)
	}
	if err := st.WithdrawLetter(t.Context(), id, "niet nodig", tom); err != nil {
		t.Fatal(err)
	}
	if again := oneCase(t, st, more.ID); !again.DueOn.Equal(more.DueOn) {
		t.Errorf("due %v, want %v", again.DueOn, more.DueOn)
	}
}

func TestACodeFindsItsLetterAndIsKeptAsAHashOnceItIsOnPaper(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	c := held(t, st, "k", tom)
	m := completion(c, "page")
	m.Letter.Code = postkamer.NewCallCode()
	id := send(t, st, c, tom, m)
	find := func(code string) postkamer.LetterID {
		l, err := st.LetterOfCode(t.Context(), code)
		if err != nil && !errors.Is(err, postkamer.ErrNotFound) {
			t.Fatal(err)
		}
		return l.ID
	}
	spoken := " " + m.Letter.Code[:3] + " " + m.Letter.Code[4:7] + " " + m.Letter.Code[8:]
	if find(m.Letter.Code) != id || find(spoken) != id || find(postkamer.NewCallCode()) != 0 || find("") != 0 {
		t.Error("the code does not find its letter, or another does")
	}
	r := run(t, st, tom)
	if err := st.ConfirmRun(t.Context(), r.ID, tom, []postkamer.LetterID{id}, postkamer.DayOf(time.Now())); err != nil {
		t.Fatal(err)
	}
	if l, _ := st.Letter(t.Context(), id); l.Code != "" || find(m.Letter.Code) != id {
		t.Errorf("after it is printed the code is %q", l.Code)
	}
	mustVerify(t, st)
}

func TestALetterWhoseMailIsLostIsPrintedAfterAll(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	c := held(t, st, "k", tom)
	pdf := []byte("pdf")
	sum, key, err := st.PutLetter(t.Context(), pdf)
	if err != nil {
		t.Fatal(err)
	}
	id := send(t, st, c, tom, store.Sending{Key: "page", Letter: postkamer.Letter{CaseID: c.ID, Template: "ontvangst", Way: postkamer.ByMail, SHA256: sum, Size: 3},
		Mail: &postkamer.Mail{To: "zoe@example.nl", Subject: "Een brief", Body: "Zie de bijlage", FileKey: key, FileName: "brief.pdf"}})
	mustVerify(t, st)
	if err := st.PrintMailed(t.Context(), id, tom); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("a mail that is under way is printed: %v", err)
	}
	if _, err := st.Pool().Exec(t.Context(), `UPDATE mails SET state = 'failed', why = 'kwam niet aan'`); err != nil {
		t.Fatal(err)
	}
	if l, _ := st.Letter(t.Context(), id); l.Mail != postkamer.MailFailed {
		t.Errorf("its mail is %s", l.Mail)
	}
	if err := st.PrintMailed(t.Context(), id, tom); err != nil {
		t.Fatal(err)
	}
	if list, _ := st.LettersToPrint(t.Context()); len(list) != 1 || list[0].ID != id {
		t.Errorf("%+v", list)
	}
}

func TestALetterThatIsTakenBackLeavesACaseThatWaitsForAnother(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	asks := func(c postkamer.Case, key string, days int) store.Sending {
		m := completion(c, key)
		m.Letter.AnswerBy = m.Letter.AnswerBy.AddDate(0, 0, days)
		m.Wait.Until, m.Suspend = m.Letter.AnswerBy, nil
		return m
	}
	take := func(id postkamer.CaseID) postkamer.Case {
		if err := st.TakeWaiting(t.Context(), id, tom); err != nil {
			t.Fatal(err)
		}
		return oneCase(t, st, id)
	}
	tests := []struct {
		name  string
		first func(postkamer.Case) store.Sending // the letter that is taken back
		then  func(postkamer.Case) store.Sending
		stays bool
	}{
		{"an earlier question", func(c postkamer.Case) store.Sending { return asks(c, c.Reference+"1", 0) }, func(c postkamer.Case) store.Sending { return asks(c, c.Reference+"2", 7) }, true},
		{"an earlier question with the same last day", func(c postkamer.Case) store.Sending { return asks(c, c.Reference+"1", 0) }, func(c postkamer.Case) store.Sending { return asks(c, c.Reference+"2", 0) }, true},
		{"a letter that asks nothing", func(c postkamer.Case) store.Sending {
			return store.Sending{Key: c.Reference + "1", Letter: postkamer.Letter{CaseID: c.ID, Template: "ontvangst", Way: postkamer.OnPaper}}
		}, func(c postkamer.Case) store.Sending { return asks(c, c.Reference+"2", 0) }, true},
		{"a question before what was agreed by phone", func(c postkamer.Case) store.Sending { return asks(c, c.Reference+"1", 0) }, nil, true},
		{"the question itself", func(c postkamer.Case) store.Sending { return asks(c, c.Reference+"1", 0) }, nil, false},
	}
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := held(t, st, string(rune('a'+i)), tom)
			first := send(t, st, c, tom, tt.first(c))
			if tt.then != nil {
				if c = oneCase(t, st, c.ID); c.State == postkamer.CaseWaiting {
					c = take(c.ID)
				}
				send(t, st, c, tom, tt.then(c))
			} else if tt.stays {
				c = take(c.ID)
				inTx(t, st, func(tx *store.Tx) error {
					return tx.WaitHeld(t.Context(), c.ID, c.Version, tom, store.Wait{Until: postkamer.DayOf(time.Now()).AddDate(0, 0, 5), For: "een foto"})
				})
			}
			if err := st.WithdrawLetter(t.Context(), first, "niet nodig", tom); err != nil {
				t.Fatal(err)
			}
			if got := oneCase(t, st, c.ID).State; (got == postkamer.CaseWaiting) != tt.stays {
				t.Errorf("the case is %s", got)
			}
			mustVerify(t, st)
		})
	}
}
