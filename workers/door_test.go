package workers

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/riverqueue/river/rivertype"
)

func TestStepsGiveWayToCitizensForAMoment(t *testing.T) {
	for name, test := range map[string]struct {
		crowdFor time.Duration // how long citizens need the machine
		most     time.Duration // that a step may wait
	}{
		"nobody is there":          {0, 0},
		"a step waits for a crowd": {500 * time.Millisecond, 520 * time.Millisecond},
		"and not for ever":         {time.Hour, giveWayFor + 20*time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				d := &door{timeout: time.Minute, crowded: func() bool { return time.Since(began) < test.crowdFor }}
				var waited time.Duration
				err := d.Work(t.Context(), &rivertype.JobRow{}, func(ctx context.Context) error {
					waited = time.Since(began)
					if left, _ := ctx.Deadline(); time.Until(left) != time.Minute {
						t.Errorf("the step has %v, want its whole minute", time.Until(left))
					}
					return nil
				})
				if err != nil || waited < min(test.crowdFor, giveWayFor) || waited > test.most {
					t.Errorf("the step began after %v with %v, want at most %v", waited, err, test.most)
				}
			})
		})
	}
}

func TestStepThatGivesWayStopsWithTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		began := time.Now()
		(&door{crowded: func() bool { return true }}).giveWay(ctx)
		if waited := time.Since(began); waited != time.Second {
			t.Errorf("a step that gives way is there for %v after the program stopped", waited-time.Second)
		}
	})
}
