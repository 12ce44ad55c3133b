package store_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"postkamer/store"
)

func TestTries(t *testing.T) {
	m := newMailroom(t)
	code := store.Guess{What: "code", Value: "7K3MQ9PT", Limit: store.TryLimit{Short: 5, Day: 8}}
	try := func(g store.Guess) bool {
		t.Helper()
		ok, err := m.Try(t.Context(), g)
		m.must(err)
		return ok
	}
	t.Run("a hundred at once are a hundred", func(t *testing.T) {
		var all sync.WaitGroup
		var allowed atomic.Int32
		for range 100 {
			all.Go(func() {
				if ok, err := m.Try(t.Context(), code); ok && err == nil {
					allowed.Add(1)
				}
			})
		}
		all.Wait()
		if n := allowed.Load(); n != 5 {
			t.Errorf("%d of 100 tries were judged, want 5", n)
		}
	})
	t.Run("another value and another kind have tries of their own", func(t *testing.T) {
		for _, g := range []store.Guess{{What: "code", Value: "X", Limit: code.Limit}, {What: "place", Value: "7K3MQ9PT", Limit: code.Limit}} {
			if !try(g) {
				t.Errorf("%s is refused", g.What)
			}
		}
	})
	g := store.Guess{What: "code", Value: "slow", Limit: code.Limit}
	t.Run("after a quarter of an hour there are new ones, until the day's are used up", func(t *testing.T) {
		for range 5 {
			try(g)
		}
		if try(g) {
			t.Fatal("a sixth try is judged")
		}
		m.exec(`UPDATE tries SET since = since - interval '16 minutes'`)
		for range 2 {
			if !try(g) {
				t.Error("after a quarter of an hour it is still refused")
			}
		}
		if try(g) {
			t.Error("a ninth try on one day is judged")
		}
		m.exec(`UPDATE tries SET since = since - interval '2 days', day_since = day_since - interval '2 days'`)
		if !try(g) {
			t.Error("the next day it is still refused")
		}
	})
	t.Run("a right try does not count", func(t *testing.T) {
		right := store.Guess{What: "code", Value: "right", Limit: code.Limit}
		for range 20 {
			if !try(right) {
				t.Fatal("refused")
			}
			m.must(m.TryRight(t.Context(), right))
		}
	})
	t.Run("nothing is kept longer than a day, and no value", func(t *testing.T) {
		var readable int
		m.must(m.Pool().QueryRow(t.Context(), `SELECT count(*) FROM tries WHERE key LIKE '%7K3M%'`).Scan(&readable))
		m.exec(`UPDATE tries SET since = since - interval '2 days', day_since = day_since - interval '2 days'`)
		m.must(m.ForgetTries(t.Context()))
		var left int
		m.must(m.Pool().QueryRow(t.Context(), `SELECT count(*) FROM tries`).Scan(&left))
		if left != 0 || readable != 0 {
			t.Errorf("%d left, %d readable", left, readable)
		}
	})
}
