package workers

import (
	"context"
	"errors"
	"time"

	"postkamer"
)

// forgetDraftsAfter is how long a form that nobody finished is kept after its time is
// over: who comes back within a day says when he was born and goes on.
const forgetDraftsAfter = 24 * time.Hour

// endClaims gives back what people took and did nothing more with, and forgets
// forms that citizens did not finish and what can no longer be taken back. What waited
// for a citizen long enough comes back, and of what waits for nobody there is an alarm.
func (w *sweep) endClaims(ctx context.Context) error {
	_, cases := w.store.ReleaseExpired(ctx)
	_, calls := w.store.ReleaseExpiredCalls(ctx)
	_, drafts := w.store.ForgetDrafts(ctx, forgetDraftsAfter)
	tries := w.store.ForgetTries(ctx)
	_, near := w.store.RaiseNear(ctx, time.Now())
	_, alarm := w.store.TellStranded(ctx, time.Now())
	undos := w.store.ForgetUndos(ctx)
	logins := w.store.EndLogins(ctx, time.Now())
	_, waiting := w.store.WakePassed(ctx, postkamer.DayOf(time.Now()))
	return errors.Join(cases, calls, drafts, tries, near, alarm, undos, logins, waiting)
}

// reckonMinute is the minute of the hour in which last days are reckoned anew: the
// municipality may have set another day that is free.
const reckonMinute = 41

// reckonTerms works out last days by the rules of now, once an hour.
func (w *sweep) reckonTerms(ctx context.Context, now time.Time) error {
	if now.Minute() != reckonMinute {
		return nil
	}
	moved, err := w.store.ReckonAll(ctx)
	if moved > 0 {
		w.log.Info("reckoned last days anew", "cases", moved)
	}
	return err
}
