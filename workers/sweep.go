package workers

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"postkamer"
	"postkamer/guard"
	"postkamer/store"
)

// maxSweeps is how often the sweep sets one row going again before a person
// gets it: a page that kills its process each time runs none of our code.
const maxSweeps = 3

// indexedPerSweep is how many pieces from before searching was there get a search
// row in one sweep: some seconds of work.
const indexedPerSweep = 5000

// sweep finds what stopped moving and sets it going again, and gives claims that
// ended back to their queues. It tells of open stacks with which nobody goes on, and fills the sample of the week that ended.
type sweep struct {
	river.WorkerDefaults[postkamer.Sweep]
	steps
	base string // address of the service, for links in mail
}

// Work does the step.
func (w *sweep) Work(ctx context.Context, _ *river.Job[postkamer.Sweep]) error {
	stalled, err := w.store.Stalled(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, s := range stalled {
		failed = append(failed, w.resume(ctx, s))
	}
	if len(stalled) > 0 {
		w.log.Warn("set stalled steps going again", "steps", len(stalled))
	}
	_, err = guard.Guard{Store: w.store, Policy: w.town.Now().Policy}.FillWeek(ctx, time.Now())
	_, idle := w.store.TellIdle(ctx)
	_, unindexed := w.store.IndexMissing(ctx, indexedPerSweep)
	failed = append(failed, err, idle, unindexed, w.endClaims(ctx), w.askToLearn(ctx, time.Now()), w.remind(ctx, time.Now()), w.cleanUploads(ctx, time.Now()), w.reckonTerms(ctx, time.Now()))
	return errors.Join(failed...)
}

func (w *sweep) resume(ctx context.Context, s store.Stalled) error {
	if s.Swept >= maxSweeps {
		return giveToPerson(ctx, w.store, s.Step)
	}
	return w.store.InTx(ctx, func(tx *store.Tx) error { return tx.Resume(ctx, s.Step) })
}
