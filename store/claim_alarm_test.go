package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
	"postkamer/store/storetest"
)

func change(t *testing.T, st *store.Store, sql string, args ...any) {
	t.Helper()
	if _, err := st.Pool().Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

func TestCasesThatNobodyIsOfferedRaiseAnAlarm(t *testing.T) {
	ctx := context.Background()
	today := postkamer.DayOf(time.Now())
	for name, c := range map[string]struct {
		queues  []postkamer.Queue // of Tom, the only caseworker
		happens func(t *testing.T, st *store.Store, tom postkamer.Person, id postkamer.CaseID)
		want    []store.Stranded
	}{
		"somebody works the queue": {queues: []postkamer.Queue{"burgerzaken"}},
		"somebody works all":       {},
		"nobody works the queue":   {queues: []postkamer.Queue{"inkomen"}, want: []store.Stranded{{Queue: "burgerzaken"}}},
		"who works it is away": {happens: func(t *testing.T, st *store.Store, tom postkamer.Person, _ postkamer.CaseID) {
			if _, err := st.BeAway(ctx, postkamer.Absence{PersonID: tom.ID, FirstDay: today}, time.Now(), tom); err != nil {
				t.Fatal(err)
			}
		}, want: []store.Stranded{{Queue: "burgerzaken"}}},
		"who works it is no caseworker any more": {happens: func(t *testing.T, st *store.Store, tom postkamer.Person, _ postkamer.CaseID) {
			if _, err := st.SaveLogin(ctx, tom.Subject, tom.Name, []postkamer.Role{postkamer.Caller}, nil); err != nil {
				t.Fatal(err)
			}
		}, want: []store.Stranded{{Queue: "burgerzaken"}}},
		"who works it did not log in for a week": {happens: func(t *testing.T, st *store.Store, _ postkamer.Person, _ postkamer.CaseID) {
			change(t, st, `UPDATE people SET seen_at = now() - interval '8 days'`)
		}, want: []store.Stranded{{Queue: "burgerzaken"}}},
		"nobody knows what it needs": {happens: func(t *testing.T, st *store.Store, tom postkamer.Person, _ postkamer.CaseID) {
			if err := st.SetKindNeeds(ctx, "verhuizing", []postkamer.Skill{"brp"}, tom); err != nil {
				t.Fatal(err)
			}
		}, want: []store.Stranded{{Queue: "burgerzaken", Needs: []postkamer.Need{"brp"}}}},
		"everybody skipped it": {happens: func(t *testing.T, st *store.Store, tom postkamer.Person, id postkamer.CaseID) {
			gets(t, st, tom, id)
			release(t, st, id, tom)
		}, want: []store.Stranded{{Queue: "burgerzaken", Skipped: true}}},
		"it has just come in": {queues: []postkamer.Queue{"inkomen"}, happens: func(t *testing.T, st *store.Store, _ postkamer.Person, _ postkamer.CaseID) {
			change(t, st, `UPDATE cases SET created_at = now()`)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			st := storetest.Open(t)
			tom := colleague(t, st, "Tom", c.queues...)
			id := openCase(t, st, "k", sure("burgerzaken"))
			change(t, st, `UPDATE cases SET created_at = now() - interval '1 hour'`)
			if c.happens != nil {
				c.happens(t, st, tom, id)
			}
			got, err := st.Stranded(ctx, time.Now())
			if err != nil || len(got) != len(c.want) {
				t.Fatalf("%+v (%v), want %+v", got, err, c.want)
			}
			for i, w := range c.want {
				if g := got[i]; g.Queue != w.Queue || !slices.Equal(g.Needs, w.Needs) || g.Skipped != w.Skipped || g.Open != 1 || g.Oldest.IsZero() {
					t.Errorf("%+v, want %+v", g, w)
				}
			}
		})
	}
}

func TestAnAlarmBeginsAndEndsOnceInTheLog(t *testing.T) {
	st := storetest.Open(t)
	tom := colleague(t, st, "Tom", "inkomen")
	openCase(t, st, "k", sure("burgerzaken"))
	change(t, st, `UPDATE cases SET created_at = now() - interval '1 hour'`)
	tell := func(standing, events int) {
		t.Helper()
		if n, err := st.TellStranded(t.Context(), time.Now()); n != standing || err != nil {
			t.Errorf("%d alarms (%v), want %d", n, err, standing)
		}
		if n, err := st.Alarms(t.Context()); n != standing || err != nil {
			t.Errorf("%d alarms stand (%v), want %d", n, err, standing)
		}
		var n int
		if err := st.Pool().QueryRow(t.Context(), `SELECT count(*) FROM events WHERE kind LIKE 'alarm%'`).Scan(&n); err != nil || n != events {
			t.Errorf("%d events (%v), want %d", n, err, events)
		}
	}
	tell(1, 1)
	tell(1, 1)
	p := postkamer.Posting{PersonID: tom.ID, Queue: "burgerzaken", FirstDay: postkamer.DayOf(time.Now())}
	if _, err := st.Post(t.Context(), p, tom); err != nil {
		t.Fatal(err)
	}
	tell(0, 2)
	tell(0, 2)
}

func TestNearTermsGoBeforeWhatHasNoHaste(t *testing.T) {
	st := storetest.Open(t)
	me := colleague(t, st, "Tom")
	day := postkamer.DayOf(time.Now())
	due := func(key string, days int) postkamer.CaseID {
		v := sure("burgerzaken")
		v.DueOn = day.AddDate(0, 0, days)
		return openCase(t, st, key, v)
	}
	far, near := due("far", 8), due("near", 7)
	change(t, st, `UPDATE cases SET returned_at = now() WHERE id = $1`, far)
	if n, err := st.RaiseNear(t.Context(), time.Now()); n != 1 || err != nil {
		t.Fatalf("raised %d (%v), want 1", n, err)
	}
	gets(t, st, me, near)
	gets(t, st, me, far)
}
