package store_test

import (
	"errors"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

// monday is a morning on which people are phoned.
var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, postkamer.Zone())

func caller(t *testing.T, st *store.Store, name string, queues ...postkamer.Queue) postkamer.Person {
	t.Helper()
	p, err := st.SaveLogin(t.Context(), name, name, []postkamer.Role{postkamer.Caller}, queues)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// madeAt moves all open calls to a moment.
func madeAt(t *testing.T, st *store.Store, at time.Time) {
	t.Helper()
	if _, err := st.Pool().Exec(t.Context(), `UPDATE call_tasks SET created_at = $1 WHERE NOT done`, at); err != nil {
		t.Fatal(err)
	}
}

// next returns the case of the call that a person gets, and puts that call back; 0
// when there is none.
func next(t *testing.T, st *store.Store, p postkamer.Person, now time.Time) postkamer.CaseID {
	t.Helper()
	id, err := st.ClaimNextCall(t.Context(), store.CallDesk{Person: p, Now: now, Norm: 24 * time.Hour})
	if errors.Is(err, postkamer.ErrNotFound) {
		return 0
	}
	if err != nil {
		t.Fatal(err)
	}
	task, err := st.Call(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.ReleaseCall(t.Context(), id, task.Version, p); err != nil {
		t.Fatal(err)
	}
	return task.CaseID
}

func TestWhoGetsWhichCall(t *testing.T) {
	st := storetest.Open(t)
	plain, likes := caller(t, st, "Mo"), caller(t, st, "Lekha")
	likes.LikesCalling = true
	turkish := caller(t, st, "Ayşe")
	turkish.Languages = []postkamer.Tongue{"turks"}
	elsewhere := caller(t, st, "Noor", "inkomen")

	easy := openCase(t, st, "easy", toCall())
	v := toCall()
	v.Doubts = append([]postkamer.Doubt{{Code: postkamer.Angry, Why: "Boos."}}, v.Doubts...)
	angry := openCase(t, st, "angry", v)
	v = toCall()
	v.Doubts = append(v.Doubts, postkamer.Doubt{Code: postkamer.Language, Why: "Deze brief is in het Turks.", Tongue: "turks"})
	foreign := openCase(t, st, "foreign", v)
	madeAt(t, st, monday.Add(-time.Hour))
	for _, tt := range []struct {
		name string
		who  postkamer.Person
		now  time.Time
		want postkamer.CaseID
	}{
		{"who does not like to phone gets the easy one", plain, monday, easy},
		{"who likes it gets the hard one", likes, monday, angry},
		{"of other queues nothing", elsewhere, monday, 0},
	} {
		if got := next(t, st, tt.who, tt.now); got != tt.want {
			t.Errorf("%s: case %d, want %d", tt.name, got, tt.want)
		}
	}
	if _, err := st.Pool().Exec(t.Context(), `UPDATE call_tasks SET not_before = $2 WHERE case_id <> $1`, foreign, monday.AddDate(0, 0, 9)); err != nil {
		t.Fatal(err)
	}
	if got := next(t, st, plain, monday); got != 0 {
		t.Errorf("a call in Turkish goes to who does not speak it: case %d", got)
	}
	if got := next(t, st, turkish, monday); got != foreign {
		t.Errorf("a call in Turkish is not for who speaks it: case %d", got)
	}
	if got := next(t, st, plain, monday.AddDate(0, 0, 2)); got != foreign {
		t.Errorf("after the norm anybody phones: case %d", got)
	}
}

func TestWhatIsLeftToAColleagueIsTheirsFirst(t *testing.T) {
	st := storetest.Open(t)
	lekha, mo, noor := caller(t, st, "Lekha"), caller(t, st, "Mo"), caller(t, st, "Noor")
	id := openCase(t, st, "k", toCall())
	other := openCase(t, st, "l", toCall())
	madeAt(t, st, monday.Add(-time.Hour))
	task := phone(t, st, lekha, monday, store.CallResult{Outcome: postkamer.OtherPerson, Note: "Vraagt naar Mo", Receiver: mo.ID})
	if got := next(t, st, mo, monday); got != id || task.CaseID != id {
		t.Errorf("Mo gets case %d", got)
	}
	if got := next(t, st, noor, monday); got != other {
		t.Errorf("Noor gets case %d", got)
	}
	if _, err := st.Pool().Exec(t.Context(), `UPDATE call_tasks SET not_before = $2 WHERE case_id = $1`, other, monday.AddDate(0, 0, 9)); err != nil {
		t.Fatal(err)
	}
	if got := next(t, st, noor, monday.Add(time.Hour)); got != 0 {
		t.Errorf("a colleague's call is offered the same day: case %d", got)
	}
	if got := next(t, st, noor, monday.AddDate(0, 0, 2)); got != id {
		t.Errorf("what a colleague does not make goes to nobody: case %d", got)
	}
	after, err := st.Call(t.Context(), task.ID)
	if err != nil || after.PassedBy != "Lekha" || after.ReceiverWho != "Mo" || after.HandedNote != "Vraagt naar Mo" {
		t.Errorf("the task says %+v, %v", after, err)
	}
	admin, err := st.SaveLogin(t.Context(), "Ad", "Ad", []postkamer.Role{postkamer.Admin}, nil)
	if err != nil {
		t.Fatal(err)
	}
	taskID, err := st.ClaimNextCall(t.Context(), store.CallDesk{Person: mo, Now: monday})
	if err != nil {
		t.Fatal(err)
	}
	held, err := st.Call(t.Context(), taskID)
	if err != nil {
		t.Fatal(err)
	}
	err = st.RecordCall(t.Context(), taskID, held.Version, mo, store.CallResult{Outcome: postkamer.OtherPerson, Note: "x", Receiver: admin.ID}, monday)
	if !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("left to who does not phone: %v", err)
	}
}

// TestAfterTheLastAttemptALetterGoesAndTheAnswerComesBack: the case waits, who asked sees
// it again when the citizen phones with the code.
func TestAfterTheLastAttemptALetterGoesAndTheAnswerComesBack(t *testing.T) {
	st := storetest.Open(t)
	tom, lekha := colleague(t, st, "Tom"), caller(t, st, "Lekha")
	id := openCase(t, st, "k", sure("burgerzaken"))
	if err := st.ClaimCase(t.Context(), id, tom); err != nil {
		t.Fatal(err)
	}
	ask := store.HandOver{Reason: postkamer.MoveDateMissing, Question: "Wanneer verhuist u?", Phone: "0612345678", Part: postkamer.Morning}
	if err := st.HandToCaller(t.Context(), id, oneCase(t, st, id).Version, tom, ask); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	code := postkamer.NewCallCode()
	letter := postkamer.Letter{CaseID: id, Template: "geen-gehoor", Way: postkamer.OnPaper, AnswerBy: postkamer.DayOf(now).AddDate(0, 0, 14), Code: code, MadeBy: postkamer.Machine}
	for try := range 3 {
		task := phone(t, st, lekha, now, store.CallResult{Outcome: postkamer.NoAnswer, Attempts: 3, Letter: &letter})
		after, err := st.Call(t.Context(), task.ID)
		if err != nil || after.Done != (try == 2) {
			t.Fatalf("after attempt %d: %+v, %v", try+1, after, err)
		}
		if try < 2 && postkamer.PartOf(after.NotBefore) != postkamer.Morning {
			t.Errorf("planned at %v for who likes the morning", after.NotBefore)
		}
		if try < 2 {
			now = after.NotBefore
		}
	}
	if c := oneCase(t, st, id); c.State != postkamer.CaseWaiting || c.WaitsFor == "" {
		t.Fatalf("after the last attempt %s for %q", c.State, c.WaitsFor)
	}
	mustVerify(t, st)
	if asked, err := st.CallsAskedBy(t.Context(), tom.ID, now.Add(-time.Hour)); err != nil || len(asked) != 1 || len(asked[0].Attempts) != 3 {
		t.Errorf("Tom sees %+v, %v", asked, err)
	}
	found, err := st.LetterOfCode(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	taskID, err := st.TakeCall(t.Context(), found.CaseID, lekha)
	if err != nil {
		t.Fatal(err)
	}
	again, err := st.TakeCall(t.Context(), found.CaseID, lekha)
	if err != nil || again != taskID {
		t.Errorf("a second click gives call %d, %v", again, err)
	}
	mo := caller(t, st, "Mo")
	if _, err := st.TakeCall(t.Context(), found.CaseID, mo); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("two colleagues with one citizen: %v", err)
	}
	task, err := st.Call(t.Context(), taskID)
	if err != nil || !task.Incoming || task.Question != ask.Question {
		t.Fatalf("the call says %+v, %v", task, err)
	}
	if err := st.RecordCall(t.Context(), taskID, task.Version, lekha, store.CallResult{Outcome: postkamer.Solved, Note: "1 december", Identified: true}, now); err != nil {
		t.Fatal(err)
	}
	if c := oneCase(t, st, id); c.State != postkamer.CaseClaimed || c.ClaimedBy != tom.ID {
		t.Errorf("the answer is with %s, %s", c.ClaimedName, c.State)
	}
	last, err := st.LastCalls(t.Context(), []postkamer.CaseID{id})
	if err != nil || last[id].Outcome != postkamer.Solved || last[id].By != "Lekha" {
		t.Errorf("a colleague reads %+v, %v", last, err)
	}
	mustVerify(t, st)
}

func TestTheAnswerIsDecidedWithAndCanBeTakenBack(t *testing.T) {
	st := storetest.Open(t)
	me := caller(t, st, "Lekha")
	id := openCase(t, st, "k", toCall())
	doubt := oneCase(t, st, id).Doubts[0].ID
	phone(t, st, me, monday.AddDate(1, 0, 0), store.CallResult{Outcome: postkamer.Solved, Note: "klopt", Identified: true,
		Decided: store.Again{Settled: []int64{doubt}, Doubts: []postkamer.Doubt{{Code: postkamer.DateLate, Why: "Te laat."}}}})
	c := oneCase(t, st, id)
	if c.State != postkamer.CaseOpen || c.Doubts[0].SettledBy != "Lekha" || c.Doubts[len(c.Doubts)-1].Code != postkamer.DateLate {
		t.Errorf("after the answer %s, %+v", c.State, c.Doubts)
	}
	undo, err := st.LastUndo(t.Context(), id, me)
	if err != nil || undo == 0 {
		t.Fatalf("nothing to take back: %d, %v", undo, err)
	}
	if _, err := st.Undo(t.Context(), undo, me); err != nil {
		t.Fatal(err)
	}
	calls, err := st.CallsOfCase(t.Context(), id)
	if err != nil || len(calls) != 1 || calls[0].Done || calls[0].ClaimedBy != me.ID || len(calls[0].Attempts) != 0 {
		t.Errorf("taken back: %+v, %v", calls, err)
	}
	if c := oneCase(t, st, id); c.State != postkamer.CaseCalling || c.Doubts[0].SettledBy != "" || len(c.Doubts) != 1 {
		t.Errorf("the case is %s with %+v", c.State, c.Doubts)
	}
	mustVerify(t, st)
}

func TestACitizenWhomNobodyPhonedBeforeCanPhoneUsWithTheCodeOfALetter(t *testing.T) {
	st := storetest.Open(t)
	tom, lekha := colleague(t, st, "Tom"), caller(t, st, "Lekha")
	c := held(t, st, "k", tom)
	m := completion(c, "page")
	m.Suspend, m.Letter.Code = nil, postkamer.NewCallCode()
	send(t, st, c, tom, m)
	id, err := st.TakeCall(t.Context(), c.ID, lekha)
	if err != nil {
		t.Fatal(err)
	}
	task, err := st.Call(t.Context(), id)
	if err != nil || !task.Incoming || task.ClaimedBy != lekha.ID || task.HandedByID != tom.ID {
		t.Errorf("%+v, %v", task, err)
	}
	if err := st.RecordCall(t.Context(), id, task.Version, lekha, store.CallResult{Outcome: postkamer.Solved, Note: "Hij stuurt het morgen."}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if back := oneCase(t, st, c.ID); back.State != postkamer.CaseClaimed || back.ClaimedBy != tom.ID {
		t.Errorf("the case is %s with person %d", back.State, back.ClaimedBy)
	}
	mustVerify(t, st)
}
