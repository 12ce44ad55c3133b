package web

import (
	"errors"
	"runtime"
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

func TestCrowdIsMoreThanTheMachineServesAtOnce(t *testing.T) {
	s := &Server{front: &front{citizens: newGate(1000), files: newGate(1000)}}
	var leave []func()
	for n := 0; !s.Crowded(); n++ {
		if n > 999 {
			t.Fatal("a thousand citizens at once are no crowd")
		}
		out, err := s.front.citizens.enter(t.Context(), coming)
		if err != nil {
			t.Fatal(err)
		}
		leave = append(leave, out)
	}
	if want := 2*runtime.GOMAXPROCS(0) + 1; len(leave) != want {
		t.Errorf("%d citizens are a crowd, want %d", len(leave), want)
	}
	leave[0]()
	if s.Crowded() {
		t.Error("the crowd stays when somebody leaves")
	}
}
