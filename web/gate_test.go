package web

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestNobodyNewWaitsWhileOthersWaitInVain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(1)
		leave, err := g.enter(t.Context(), begun)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []time.Duration{patiences[coming].wait, 0, 0} {
			began := time.Now()
			if _, err := g.enter(t.Context(), coming); !errors.Is(err, errBusy) || time.Since(began) != want {
				t.Errorf("number %d who comes gets %v after %v, want a refusal after %v", i+1, err, time.Since(began), want)
			}
		}
		time.Sleep(fullFor)
		began := time.Now()
		if _, err := g.enter(t.Context(), coming); !errors.Is(err, errBusy) || time.Since(began) == 0 {
			t.Errorf("who comes later gets %v without waiting for a place", err)
		}
		leave()
		if _, err := g.enter(t.Context(), coming); err != nil {
			t.Errorf("who comes when there is a place gets %v", err)
		}
	})
}
