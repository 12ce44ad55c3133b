package store_test

import (
	"errors"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

// outbox puts a mail in the outbox.
func outbox(t *testing.T, st *store.Store, m postkamer.Mail) (id postkamer.MailID) {
	t.Helper()
	inTx(t, st, func(tx *store.Tx) (err error) { id, err = tx.AddMail(t.Context(), m); return err })
	return id
}

func TestAMailIsOneMailAndOneThatFailsIsToldOnItsCase(t *testing.T) {
	st := storetest.Open(t)
	me := colleague(t, st, "Tom")
	about := openCase(t, st, "k", sure("burgerzaken"))
	m := postkamer.Mail{Key: "letter 1", Kind: postkamer.MailLetter, To: "zoe@voorbeeld.example", Subject: "Bericht van de gemeente", Body: "Zie de bijlage.", CaseID: about}
	id := outbox(t, st, m)
	if again := outbox(t, st, m); again != id {
		t.Errorf("two clicks make two mails")
	}
	var jobs int
	if err := st.Pool().QueryRow(t.Context(), `SELECT count(*) FROM river_job WHERE kind = 'send_mail'`).Scan(&jobs); err != nil || jobs != 1 {
		t.Errorf("%d jobs, %v", jobs, err)
	}
	inTx(t, st, func(tx *store.Tx) error { return tx.MailFailed(t.Context(), id, "De mailserver weigert dit bericht.") })
	c := oneCase(t, st, about)
	if last := c.Doubts[len(c.Doubts)-1]; last.Code != postkamer.MailNotSent {
		t.Errorf("the case does not say so: %+v", c.Doubts)
	}
	if counts, err := st.MailCounts(t.Context()); err != nil || counts.Failed != 1 || counts.Waiting != 0 {
		t.Errorf("counts %+v, %v", counts, err)
	}
	mustVerify(t, st)
	if err := st.SendAgain(t.Context(), id, me); err != nil {
		t.Fatal(err)
	}
	if err := st.SendAgain(t.Context(), id, me); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("a second click: %v", err)
	}
	inTx(t, st, func(tx *store.Tx) error { return tx.MailSent(t.Context(), id) })
	if got, err := st.Mail(t.Context(), id); err != nil || got.State != postkamer.MailSent || got.SentAt.IsZero() {
		t.Errorf("sent: %+v, %v", got, err)
	}
	mustVerify(t, st)
}

func TestVerifySeesMailThatNobodySends(t *testing.T) {
	st := storetest.Open(t)
	id := outbox(t, st, postkamer.Mail{Key: "k", Kind: postkamer.MailReminder, To: "a@b.example", Subject: "x"})
	_, err := st.Pool().Exec(t.Context(), `DELETE FROM river_job`)
	if err == nil {
		_, err = st.Pool().Exec(t.Context(), `UPDATE mails SET state_since = now() - interval '1 hour' WHERE id = $1`, id)
	}
	if err != nil {
		t.Fatal(err)
	}
	v, err := st.Verify(t.Context(), true)
	if err != nil || len(v.Findings) != 1 {
		t.Fatalf("%+v, %v", v.Findings, err)
	}
	stalled, err := st.Stalled(t.Context())
	if err != nil || len(stalled) != 1 {
		t.Fatalf("the sweep sees %+v, %v", stalled, err)
	}
	inTx(t, st, func(tx *store.Tx) error { return tx.Resume(t.Context(), stalled[0].Step) })
	mustVerify(t, st)
}

func TestRemindersGoOnceToWhoCanPhoneAndHasAnAddress(t *testing.T) {
	st := storetest.Open(t)
	lekha, mo := caller(t, st, "Lekha"), caller(t, st, "Mo")
	noor := caller(t, st, "Noor", "inkomen")
	for id, address := range map[postkamer.PersonID]string{lekha.ID: "lekha@gemeente.example", noor.ID: "noor@gemeente.example", mo.ID: "mo"} {
		if err := st.SaveEmail(t.Context(), id, address); err != nil {
			t.Fatal(err)
		}
	}
	openCase(t, st, "old", toCall())
	madeAt(t, st, monday.AddDate(0, 0, -4))
	openCase(t, st, "new", toCall())
	if _, err := st.Pool().Exec(t.Context(), `UPDATE call_tasks SET created_at = $1 WHERE id = (SELECT max(id) FROM call_tasks)`, monday.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	r := store.Reminder{Now: monday, Norm: 24 * time.Hour, Subject: "Telefoontjes die wachten", Body: func(n int) string { return "Te laat: " + string(rune('0'+n)) }}
	if late, err := st.Remind(t.Context(), r); err != nil || late != 1 {
		t.Fatalf("%d late, %v", late, err)
	}
	if late, err := st.Remind(t.Context(), r); err != nil || late != 0 {
		t.Errorf("the same day again: %d, %v", late, err)
	}
	mails, err := st.OpenMails(t.Context(), 10)
	if err != nil || len(mails) != 1 || mails[0].To != "lekha@gemeente.example" || mails[0].Body != "Te laat: 1" {
		t.Errorf("mails %+v, %v", mails, err)
	}
	if has, err := st.HasEmail(t.Context(), mo.ID); err != nil || has {
		t.Errorf("Mo has an address: %v, %v", has, err)
	}
	if o, err := st.CallsOverdue(t.Context(), monday, 24*time.Hour); err != nil || o.Overdue != 1 || o.Waiting != 2 {
		t.Errorf("overdue %+v, %v", o, err)
	}
}

func inTx(t *testing.T, st *store.Store, do func(*store.Tx) error) {
	t.Helper()
	if err := st.InTx(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}
