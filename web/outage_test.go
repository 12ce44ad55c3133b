package web

import (
	"context"
	"strings"
	"testing"
	"time"

	"postkamer"
)

// TestASlowDatabaseHoldsUpOneCitizenAndNotAll: who asks which outages matter waits for the
// database; all others get what is known.
func TestASlowDatabaseHoldsUpOneCitizenAndNotAll(t *testing.T) {
	st := newStoredSite(t, nil)
	st.noted(t, st.now.Add(-2*time.Hour), st.now.Add(-time.Hour))
	if n := len(st.recentOutages(t.Context())); n != 1 {
		t.Fatalf("%d outages", n)
	}
	st.now = st.now.Add(2 * memoLife)
	slow, err := st.cfg.Store.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := slow.Exec(t.Context(), `LOCK TABLE outages IN ACCESS EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	first := make(chan int, 1)
	asks, cancel := context.WithTimeout(t.Context(), 20*time.Second) // else this hangs when it fails
	defer cancel()
	go func() { first <- len(st.recentOutages(asks)) }()
	st.untilSomebodyWaits(t)
	others := make(chan int, 1)
	go func() { others <- len(st.recentOutages(t.Context())) }()
	select {
	case n := <-others:
		if n != 1 {
			t.Errorf("another citizen is told of %d outages", n)
		}
	case n := <-first:
		t.Errorf("the others waited for the first, who got %d", n)
	}
	if err := slow.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// untilSomebodyWaits returns when a question about outages waits for the lock.
func (st *site) untilSomebodyWaits(t *testing.T) {
	t.Helper()
	for waiting := 0; waiting == 0; {
		err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'outages'::regclass`).Scan(&waiting)
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestWhatIsNotedWhileSomebodyAsksIsAskedAgain: an answer of before is not believed for a
// minute.
func TestWhatIsNotedWhileSomebodyAsksIsAskedAgain(t *testing.T) {
	var m outageMemo
	now := time.Now()
	_, round, must := m.ask(now)
	if _, _, again := m.ask(now); !must || again {
		t.Fatalf("the first asks: %v, the second: %v", must, again)
	}
	m.forget()
	m.answer(now, nil, round, nil)
	_, round, must = m.ask(now)
	if !must {
		t.Error("what was read before the outage was noted is believed")
	}
	m.answer(now, []postkamer.Outage{{}}, round, nil)
	if list, _, must := m.ask(now.Add(memoLife / 2)); must || len(list) != 1 {
		t.Errorf("asked again within a minute: %v, %d known", must, len(list))
	}
}

// TestOutagesThatFollowEachOtherGiveLonger: the first working day after the one lies in the
// other.
func TestOutagesThatFollowEachOtherGiveLonger(t *testing.T) {
	st := formSite(t, postkamer.Je)
	st.now = time.Date(2026, 11, 26, 12, 0, 0, 0, st.zone)
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, st.zone) }
	st.noted(t, at(20, 22), at(20, 23)) // a Friday
	st.noted(t, at(23, 9), at(23, 10))
	got := text(st.browser(t).get("/storingen").page(t), "main")
	if strings.Contains(got, "tot en met 23 november") || strings.Count(got, "Dan ben je op tijd tot en met 24 november 2026.") != 2 {
		t.Errorf("says %s", got)
	}
	if !strings.Contains(got, "Van 23 november 2026, 9.00 uur tot 10.00 uur.") {
		t.Errorf("the same day is said twice: %s", got)
	}
	st.noted(t, at(24, 9), time.Time{})
	if got := text(st.browser(t).get("/storingen").page(t), "main"); strings.Count(got, "weten wij als de storing van nu voorbij is") != 2 {
		t.Errorf("while another lasts on that day: %s", got)
	}
}
