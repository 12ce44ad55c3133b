package web

import (
	"fmt"
	"testing"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/intake/scanner"
	"postkamer/intake/scanner/scantest"
)

// TestStackThatEndsWhileItIsReadIsLookedAtAgain: its machine forgets a stack that has
// ended. A page made at that moment that asked whether this was all, and never looked
// again, left the operator waiting for nothing.
func TestStackThatEndsWhileItIsReadIsLookedAtAgain(t *testing.T) {
	st := stationSite(t)
	sevda, _ := st.colleague(t, "Sevda", nil, postkamer.Operator)
	for i := range 12 {
		stack := fmt.Sprintf("station:TESTSTAPEL%d", i)
		path := st.stackAtStation(t, stack)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			time.Sleep(time.Duration(i) * time.Millisecond)
			if err := st.cfg.Desk.EndStack(t.Context(), stack, []string{stationRun + "1"}); err != nil {
				t.Error(err)
			}
			st.reports(t)
		}()
		for over := false; !over; {
			select {
			case <-ended:
				over = true
			default:
			}
			if doc := sevda.get(path + "?stil=ja").page(t); doc.Find("[data-toets=enter]").Length() > 0 {
				t.Fatalf("stack %d has ended, and its page asks whether this was all: %s", i, text(doc, "main"))
			}
		}
	}
}

// stackAtStation gives the path of a stack with one page of which all is in, and which its
// station is about to close.
func (st *site) stackAtStation(t *testing.T, stack string) string {
	t.Helper()
	b, _, err := st.cfg.Desk.OpenStack(t.Context(), intake.Stack{Key: stack, By: "Sevda", Device: "balie-1/x"})
	if err != nil {
		t.Fatal(err)
	}
	part, file := leaf(t, stationRun+"1", scantest.Sheet(stack))
	if _, err := st.cfg.Desk.AddScan(t.Context(), intake.Scan{Stack: stack, Part: part.Name, Path: file}); err != nil {
		t.Fatal(err)
	}
	st.reports(t, scanner.Progress{Stack: stack, Scanned: 1, Ended: true})
	return fmt.Sprintf("/stapel/%d", b.ID)
}

// reports has the station say which stacks it has.
func (st *site) reports(t *testing.T, stacks ...scanner.Progress) {
	t.Helper()
	state := scanner.State{ID: "balie-1/x", Station: "balie-1", Ready: true}
	report := scanner.Report{Now: true, Status: scanner.Status{Scanners: []scanner.State{state}, Stacks: stacks}}
	if _, err := st.cfg.Stations.Poll(t.Context(), "balie-1", report); err != nil {
		t.Error(err)
	}
}
