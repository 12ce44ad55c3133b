package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

// withTerm is a verdict of which a term of eight weeks runs.
func withTerm() postkamer.Verdict {
	v := sure("burgerzaken")
	v.Term = postkamer.Term{Weeks: 8}
	v.DueOn = v.Term.Due(postkamer.DayOf(time.Now()), postkamer.DefaultTermRules())
	return v
}

// held is a case of withTerm that a person has.
func held(t *testing.T, st *store.Store, key string, p postkamer.Person) postkamer.Case {
	t.Helper()
	id := openCase(t, st, key, withTerm())
	if err := st.ClaimCase(t.Context(), id, p); err != nil {
		t.Fatal(err)
	}
	return oneCase(t, st, id)
}

// completion is the letter that asks for what is missing, with what it does.
func completion(c postkamer.Case, key string) store.Sending {
	today := postkamer.DayOf(time.Now())
	by := today.AddDate(0, 0, 14)
	return store.Sending{
		Key:     key,
		Letter:  postkamer.Letter{CaseID: c.ID, Template: "aanvulling", Way: postkamer.OnPaper, AnswerBy: by, Text: postkamer.LetterText{Title: "Wij hebben nog iets nodig", To: []string{"Zoë"}}},
		Wait:    &store.Wait{Until: by, For: "een kopie"},
		Suspend: &postkamer.Suspension{Ground: postkamer.ToComplete, AskedOn: today, AnswerBy: by},
	}
}

func send(t *testing.T, st *store.Store, c postkamer.Case, p postkamer.Person, m store.Sending) postkamer.LetterID {
	t.Helper()
	id, err := st.SendLetter(t.Context(), c.Version, p, m)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestAskingTheCitizenLetsTheCaseWaitAndItsTermStandStill(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	c := held(t, st, "k", tom)
	m := completion(c, "page-1")
	id := send(t, st, c, tom, m)
	after := oneCase(t, st, c.ID)
	if after.State != postkamer.CaseWaiting || !after.WaitsUntil.Equal(m.Letter.AnswerBy) || after.WaitsFor != "een kopie" {
		t.Errorf("%s until %v for %q", after.State, after.WaitsUntil, after.WaitsFor)
	}
	clock, err := st.Clock(t.Context(), c.ID)
	if err != nil || len(clock.Suspensions) != 1 || !clock.Suspensions[0].Pending || !after.DueOn.Equal(c.DueOn) {
		t.Errorf("due %v was %v; %+v, %v", after.DueOn, c.DueOn, clock, err)
	}
	if _, err := st.SendLetter(t.Context(), c.Version, tom, m); err != nil { // a second click
		t.Errorf("a second click: %v", err)
	}
	if list, err := st.LettersOf(t.Context(), c.ID); err != nil || len(list) != 1 || list[0].ID != id {
		t.Errorf("%d letters, %v", len(list), err)
	}
	mustVerify(t, st)

	undo, err := st.LastUndo(t.Context(), c.ID, tom)
	if err != nil || undo == 0 {
		t.Fatal("it cannot be taken back", err)
	}
	if _, err := st.Undo(t.Context(), undo, tom); err != nil {
		t.Fatal(err)
	}
	back := oneCase(t, st, c.ID)
	if list, _ := st.LettersOf(t.Context(), c.ID); back.State != postkamer.CaseClaimed || back.ClaimedBy != tom.ID || !back.DueOn.Equal(c.DueOn) || len(list) != 0 {
		t.Errorf("taken back: %s, due %v, %d letters", back.State, back.DueOn, len(list))
	}
	mustVerify(t, st)
}

func TestACaseMayBeSuspendedMoreThanOnceButNotTwiceAtATime(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	c := held(t, st, "k", tom)
	day := c.ReceivedOn
	suspend := func(from, to int) error {
		return st.InTx(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Suspend(t.Context(), postkamer.Suspension{CaseID: c.ID, Ground: postkamer.Agreed, AskedOn: day.AddDate(0, 0, from), AnswerBy: day.AddDate(0, 0, to), By: "Tom"})
			return err
		})
	}
	end := func(how postkamer.SuspensionEnd, on int) {
		t.Helper()
		err := st.InTx(t.Context(), func(tx *store.Tx) error {
			_, err := tx.EndSuspension(t.Context(), c.ID, how, day.AddDate(0, 0, on), "Tom")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := suspend(1, 11); err != nil {
		t.Fatal(err)
	}
	if err := suspend(2, 20); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("two at a time: %v", err)
	}
	end(postkamer.Answered, 5) // stands still on days 2, 3 and 4
	if err := suspend(20, 30); err != nil {
		t.Fatal(err)
	}
	end(postkamer.Answered, 40) // too late: ended unused on day 30, ten days
	clock, err := st.Clock(t.Context(), c.ID)
	if err != nil || len(clock.Suspensions) != 2 || clock.Suspensions[1].End != postkamer.Unused {
		t.Fatalf("%+v, %v", clock, err)
	}
	want := postkamer.DefaultTermRules().WorkingDay(day.AddDate(0, 0, 56+13))
	if got := oneCase(t, st, c.ID).DueOn; !got.Equal(want) {
		t.Errorf("due %v, want %v", got, want)
	}
	if err := st.InTx(t.Context(), func(tx *store.Tx) error {
		return tx.Extend(t.Context(), postkamer.Extension{CaseID: c.ID, Weeks: 4, ToldOn: day, Why: "advies", By: "Tom"})
	}); err != nil {
		t.Fatal(err)
	}
	if got := oneCase(t, st, c.ID).DueOn; !got.After(want.AddDate(0, 0, 26)) {
		t.Errorf("extended to %v", got)
	}
	mustVerify(t, st)
}

func TestWhatWaitsComesBackWhenItsDayPassed(t *testing.T) {
	st := storetest.Open(t)
	tom, noor := colleague(t, st, "Tom"), colleague(t, st, "Noor")
	other := openCase(t, st, "other", sure("burgerzaken"))
	c := held(t, st, "k", tom)
	m := completion(c, "page")
	printed(t, st, tom, send(t, st, c, tom, m))
	if n, err := st.WakePassed(t.Context(), m.Letter.AnswerBy); n != 0 || err != nil {
		t.Errorf("on the last day %d came back, %v", n, err)
	}
	for _, want := range []int{1, 0} { // the second sweep finds nothing
		if n, err := st.WakePassed(t.Context(), m.Letter.AnswerBy.AddDate(0, 0, 1)); n != want || err != nil {
			t.Errorf("%d came back, want %d, %v", n, want, err)
		}
	}
	back := oneCase(t, st, c.ID)
	if back.State != postkamer.CaseOpen || !strings.Contains(back.ReturnedWhy, "een kopie") {
		t.Errorf("%s: %q", back.State, back.ReturnedWhy)
	}
	if got, err := st.ClaimNext(t.Context(), noor); err != nil || got != c.ID {
		t.Errorf("the next is %d, want %d before %d: %v", got, c.ID, other, err)
	}
	clock, err := st.Clock(t.Context(), c.ID)
	if err != nil || clock.Suspensions[0].End != postkamer.Unused || !clock.Suspensions[0].EndedOn.Equal(m.Letter.AnswerBy) {
		t.Errorf("%+v, %v", clock, err)
	}
	mustVerify(t, st)
}

func TestWhatTheCitizenSendsWakesTheCase(t *testing.T) {
	m := newMailroom(t)
	pieces := m.pieces(2)
	m.must(m.routeLinked(pieces[0], postkamer.Links{}, postkamer.RelationBelongs))
	first, err := m.CaseOfPiece(t.Context(), pieces[0].ID)
	m.must(err)
	tom := m.staffMember("Tom")
	m.must(m.ClaimCase(t.Context(), first.ID, tom))
	m.tx(func(tx *store.Tx) error {
		_, err := tx.Suspend(t.Context(), postkamer.Suspension{CaseID: first.ID, Ground: postkamer.ToComplete, AskedOn: received.AddDate(0, 0, -3), AnswerBy: received.AddDate(0, 0, 20), By: "Tom"})
		return err
	})
	m.tx(func(tx *store.Tx) error {
		return tx.Wait(t.Context(), first.ID, store.Wait{Until: received.AddDate(0, 0, 20), For: "een kopie", By: "Tom"})
	})
	m.must(m.routeLinked(pieces[1], postkamer.Links{References: []string{pieces[0].Reference}}, postkamer.RelationBelongs))
	back, err := m.Case(t.Context(), first.ID)
	m.must(err)
	if back.State != postkamer.CaseOpen || !strings.Contains(back.ReturnedWhy, pieces[1].Reference) {
		t.Errorf("%s: %q", back.State, back.ReturnedWhy)
	}
	clock, err := m.Clock(t.Context(), first.ID)
	if err != nil || clock.Suspensions[0].End != postkamer.Answered || !clock.Suspensions[0].EndedOn.Equal(received) {
		t.Errorf("%+v, %v", clock, err)
	}
}

func TestAPersonGoesOnWithWhatWaits(t *testing.T) {
	st := storetest.Open(t)
	tom, noor := colleague(t, st, "Tom"), colleague(t, st, "Noor")
	c := held(t, st, "k", tom)
	send(t, st, c, tom, completion(c, "page"))
	if err := st.TakeWaiting(t.Context(), c.ID, noor); err != nil {
		t.Fatal(err)
	}
	after := oneCase(t, st, c.ID)
	clock, err := st.Clock(t.Context(), c.ID)
	if err != nil || after.ClaimedBy != noor.ID || clock.Suspensions[0].End != postkamer.Lasting {
		t.Errorf("%+v, %v", clock, err)
	}
	if err := st.TakeWaiting(t.Context(), c.ID, tom); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("two go on with it: %v", err)
	}
	mustVerify(t, st)
}

func TestWhatCameWasNotAll(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	c := held(t, st, "k", tom)
	today := postkamer.DayOf(time.Now())
	printed(t, st, tom, send(t, st, c, tom, completion(c, "page")))
	due := oneCase(t, st, c.ID).DueOn
	if err := st.TakeWaiting(t.Context(), c.ID, tom); err != nil {
		t.Fatal(err)
	}
	wait := func() error {
		return st.GoOnWaiting(t.Context(), c.ID, oneCase(t, st, c.ID).Version, tom, "de rest", today)
	}
	if err := wait(); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("nothing came in yet: %v", err)
	}
	err := st.ChangeTerm(t.Context(), c.ID, tom, func(tx *store.Tx) error {
		_, err := tx.EndSuspension(t.Context(), c.ID, postkamer.Answered, today, "Tom")
		return err
	})
	if err != nil || oneCase(t, st, c.ID).DueOn.Equal(due) {
		t.Fatalf("the term does not run again: %v", err)
	}
	if err := wait(); err != nil {
		t.Fatal(err)
	}
	if after := oneCase(t, st, c.ID); after.State != postkamer.CaseWaiting || after.WaitsFor != "de rest" || !after.DueOn.Equal(due) {
		t.Errorf("%s for %q, due %v, want %v", after.State, after.WaitsFor, after.DueOn, due)
	}
	mustVerify(t, st)
}

// printed says that letters went out today.
func printed(t *testing.T, st *store.Store, by postkamer.Person, ids ...postkamer.LetterID) {
	t.Helper()
	if err := st.ConfirmRun(t.Context(), run(t, st, by).ID, by, ids, postkamer.DayOf(time.Now())); err != nil {
		t.Fatal(err)
	}
}

func TestNobodyIsSaidNotToAnswerALetterThatNeverWent(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	c := held(t, st, "k", tom)
	m := completion(c, "page")
	id := send(t, st, c, tom, m)
	if n, err := st.WakePassed(t.Context(), m.Letter.AnswerBy.AddDate(0, 0, 1)); n != 1 || err != nil {
		t.Fatalf("%d came back, %v", n, err)
	}
	back := oneCase(t, st, c.ID)
	if back.State != postkamer.CaseOpen || !strings.Contains(back.ReturnedWhy, "niet weggegaan") || !back.DueOn.Equal(c.DueOn) {
		t.Errorf("%s, due %v was %v: %q", back.State, back.DueOn, c.DueOn, back.ReturnedWhy)
	}
	if l, err := st.Letter(t.Context(), id); err != nil || l.State != postkamer.LetterWithdrawn {
		t.Errorf("a letter of which the last day passed is %s, %v", l.State, err)
	}
	mustVerify(t, st)
}

func TestACaseDoesNotWaitForTheAnswerToALostMail(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	c := held(t, st, "k", tom)
	m := completion(c, "page")
	sum, key, err := st.PutLetter(t.Context(), []byte("pdf"))
	if err != nil {
		t.Fatal(err)
	}
	m.Letter.Way, m.Letter.SHA256, m.Letter.Size, m.Letter.Code = postkamer.ByMail, sum, 3, postkamer.NewCallCode()
	m.Mail = &postkamer.Mail{To: "zoe@example.nl", Subject: "Een brief", Body: "Zie de bijlage", FileKey: key, FileName: "brief.pdf"}
	id := send(t, st, c, tom, m)
	due := oneCase(t, st, c.ID).DueOn
	var mail postkamer.MailID
	if err := st.Pool().QueryRow(t.Context(), `SELECT mail_id FROM letters WHERE id = $1`, id).Scan(&mail); err != nil {
		t.Fatal(err)
	}
	inTx(t, st, func(tx *store.Tx) error {
		return tx.MailFailed(t.Context(), mail, "De mailserver weigert dit bericht.")
	})
	back := oneCase(t, st, c.ID)
	if back.State != postkamer.CaseOpen || !back.DueOn.Equal(c.DueOn) || !strings.Contains(back.ReturnedWhy, "mail") {
		t.Errorf("%s, due %v was %v: %q", back.State, back.DueOn, c.DueOn, back.ReturnedWhy)
	}
	if err := st.ClaimCase(t.Context(), c.ID, tom); err != nil {
		t.Fatal(err)
	}
	if err := st.PrintMailed(t.Context(), id, tom); err != nil {
		t.Fatal(err)
	}
	if after := oneCase(t, st, c.ID); after.State != postkamer.CaseWaiting || !after.WaitsUntil.Equal(m.Letter.AnswerBy) || !after.DueOn.Equal(c.DueOn) || !due.After(c.DueOn) {
		t.Errorf("at the printer: %s until %v, due %v, want %v; by mail it was %v", after.State, after.WaitsUntil, after.DueOn, c.DueOn, due)
	}
	if l, err := st.Letter(t.Context(), id); err != nil || l.Code == "" || l.Code == m.Letter.Code {
		t.Errorf("the code on paper is %q, %v", l.Code, err)
	}
	if err := st.SendAgain(t.Context(), mail, tom); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("it goes by mail as well: %v", err)
	}
	if err := st.WithdrawLetter(t.Context(), id, "niet nodig", tom); err != nil {
		t.Fatal(err)
	}
	if again := oneCase(t, st, c.ID); again.State != postkamer.CaseOpen {
		t.Errorf("the letter on paper is taken back too, and the case is %s", again.State)
	}
	mustVerify(t, st)
}

func TestALostMailLeavesACaseThatWaitsForALaterLetter(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	c := held(t, st, "k", tom)
	first := completion(c, "first")
	sum, key, err := st.PutLetter(t.Context(), []byte("pdf"))
	if err != nil {
		t.Fatal(err)
	}
	first.Letter.Way, first.Letter.SHA256, first.Letter.Size, first.Suspend = postkamer.ByMail, sum, 3, nil
	first.Mail = &postkamer.Mail{To: "zoe@example.nl", Subject: "Een brief", Body: "Zie de bijlage", FileKey: key, FileName: "brief.pdf"}
	id := send(t, st, c, tom, first)
	if err := st.TakeWaiting(t.Context(), c.ID, tom); err != nil {
		t.Fatal(err)
	}
	send(t, st, oneCase(t, st, c.ID), tom, completion(c, "second"))
	var mail postkamer.MailID
	if err := st.Pool().QueryRow(t.Context(), `SELECT mail_id FROM letters WHERE id = $1`, id).Scan(&mail); err != nil {
		t.Fatal(err)
	}
	inTx(t, st, func(tx *store.Tx) error {
		return tx.MailFailed(t.Context(), mail, "De mailserver weigert dit bericht.")
	})
	if got := oneCase(t, st, c.ID); got.State != postkamer.CaseWaiting {
		t.Errorf("the case is %s", got.State)
	}
	mustVerify(t, st)
}

func TestATermThatStandsStillLongerThanTheCaseWaitsStandsStillOn(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	c := held(t, st, "k", tom)
	today := postkamer.DayOf(time.Now())
	inTx(t, st, func(tx *store.Tx) error {
		_, err := tx.Suspend(t.Context(), postkamer.Suspension{CaseID: c.ID, Ground: postkamer.AskedAbroad, AskedOn: today, AnswerBy: today.AddDate(0, 0, 60), By: "Tom"})
		if err != nil {
			return err
		}
		return tx.Wait(t.Context(), c.ID, store.Wait{Until: today.AddDate(0, 0, 14), For: "dat de inwoner ons belt", By: "Tom"})
	})
	if n, err := st.WakePassed(t.Context(), today.AddDate(0, 0, 15)); n != 1 || err != nil {
		t.Fatalf("%d came back, %v", n, err)
	}
	clock, err := st.Clock(t.Context(), c.ID)
	if err != nil || clock.Suspensions[0].End != postkamer.Lasting {
		t.Errorf("%+v, %v", clock, err)
	}
}

func TestATermIsTheSameWhereverTheClockOfTheDatabaseStands(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	c := held(t, st, "k", tom)
	want, err := st.Clock(t.Context(), c.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = st.Pool().Exec(t.Context(), `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = %L', current_database(), 'Europe/Amsterdam'); END $$`)
	if err != nil {
		t.Fatal(err)
	}
	st.Pool().Reset()
	got, err := st.Clock(t.Context(), c.ID)
	if err != nil || !got.Received.Equal(want.Received) || !got.FirstDue.Equal(want.FirstDue) {
		t.Errorf("received %v, first due %v; want %v, %v: %v", got.Received, got.FirstDue, want.Received, want.FirstDue, err)
	}
	inTx(t, st, func(tx *store.Tx) error {
		return tx.Extend(t.Context(), postkamer.Extension{CaseID: c.ID, Weeks: 4, ToldOn: c.ReceivedOn, Why: "advies", By: "Tom"})
	})
	want.Extensions = []postkamer.Extension{{Weeks: 4}}
	if due := oneCase(t, st, c.ID).DueOn; !due.Equal(want.Due(postkamer.DefaultTermRules())) {
		t.Errorf("due %v, want %v", due, want.Due(postkamer.DefaultTermRules()))
	}
}

func TestATermIsNotExtendedTwiceByTwoPagesNorBeyondTheLaw(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	c := held(t, st, "k", tom)
	if _, err := st.Pool().Exec(t.Context(), `UPDATE cases SET case_type = 'bezwaar' WHERE id = $1`, c.ID); err != nil {
		t.Fatal(err)
	}
	extend := func(key string, version, weeks int) error {
		m := store.Sending{Key: key, Letter: postkamer.Letter{CaseID: c.ID, Template: "uitstel", Way: postkamer.OnPaper}, Extend: &postkamer.Extension{Weeks: weeks, ToldOn: c.ReceivedOn, Why: "advies"}}
		_, err := st.SendLetter(t.Context(), version, tom, m)
		return err
	}
	if err := extend("one", c.Version, 4); err != nil {
		t.Fatal(err)
	}
	if err := extend("two", c.Version, 1); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("from a page of before: %v", err)
	}
	now := oneCase(t, st, c.ID).Version
	if err := extend("three", now, 3); !errors.Is(err, postkamer.ErrConflict) { // six weeks in all, Awb 7:10
		t.Errorf("seven weeks: %v", err)
	}
	if err := extend("four", now, 2); err != nil {
		t.Errorf("six weeks: %v", err)
	}
}

func TestVerifySeesACaseThatWaitsForTheAnswerToALostMail(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom")
	c := held(t, st, "k", tom)
	m := completion(c, "page")
	id := send(t, st, c, tom, m)
	mail := outbox(t, st, postkamer.Mail{Key: "k", Kind: postkamer.MailLetter, To: "zoe@example.nl", Subject: "Een brief", CaseID: c.ID})
	inTx(t, st, func(tx *store.Tx) error {
		return tx.MailFailed(t.Context(), mail, "De mailserver weigert dit bericht.")
	})
	_, err := st.Pool().Exec(t.Context(), `
		UPDATE letters SET state = 'mailed', way = 'mail', mail_id = $2, sent_at = now(), sha256 = repeat('0', 64) WHERE id = $1`, id, mail)
	if err != nil {
		t.Fatal(err)
	}
	v, err := st.Verify(t.Context(), true)
	if err != nil || !slices.ContainsFunc(v.Findings, func(f store.Finding) bool { return strings.Contains(f.Rule, "did not go") }) {
		t.Errorf("%+v, %v", v.Findings, err)
	}
}
