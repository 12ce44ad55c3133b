package guard

import (
	"context"
	"errors"
	"fmt"

	"postkamer"
	"postkamer/classify"
	"postkamer/store"
)

// Approve ends a case that somebody has and has looked at, as store.Approve does,
// and weighs what became of the decision about it in the same transaction.
func (g Guard) Approve(ctx context.Context, id postkamer.CaseID, version int, by postkamer.Person) (unseen []postkamer.FieldName, err error) {
	return g.Store.Approve(ctx, id, version, by, func(tx *store.Tx) error { return g.settled(ctx, tx, id, by) })
}

// settled keeps what became of a decision now that a person approved the case with
// its page open, and lowers the mode of its kind when it must be.
func (g Guard) settled(ctx context.Context, tx *store.Tx, id postkamer.CaseID, by postkamer.Person) error {
	e, err := tx.Ending(ctx, id)
	if errors.Is(err, postkamer.ErrNotFound) {
		return nil // nothing was decided about it
	}
	if err != nil {
		return err
	}
	s, err := g.hold(ctx, tx, e.Kind, e.Channel)
	if err != nil {
		return err
	}
	if err := tx.AddOutcome(ctx, e, s.Mode, store.ByPerson, by); err != nil {
		return err
	}
	if e.Ready && s.Mode == postkamer.ModeTrial {
		if err := g.pass(ctx, tx, s, store.Passage{Ending: e, Opened: true, By: by}); err != nil {
			return err
		}
	}
	return g.weigh(ctx, tx, s, e)
}

// weigh lowers the mode of a kind when an outcome is against it. What went well
// never costs a step.
func (g Guard) weigh(ctx context.Context, tx *store.Tx, s store.Standing, e store.Ending) error {
	if e.Stood() || !e.Ready {
		return nil
	}
	track, err := trackOf(ctx, tx, e.Kind, e.Channel)
	if err != nil {
		return err
	}
	next := track.Next(s.Mode, g.Target())
	if next == s.Mode {
		return nil
	}
	why := fmt.Sprintf("Een fout: van %d uitkomsten waren er %d goed", track.Trials, track.Trials-track.Errors)
	if track.Repeated {
		why = "Twee fouten in dezelfde soort brief"
	}
	return tx.SetMode(ctx, s, next, postkamer.Machine, why, false)
}

// pass keeps that a ready case went through, and draws whether a second person
// judges it.
func (g Guard) pass(ctx context.Context, tx *store.Tx, s store.Standing, p store.Passage) error {
	key, err := tx.SampleKey(ctx)
	if err != nil {
		return err
	}
	judged, wrong, week, err := tx.SampleCount(ctx, s)
	if err != nil {
		return err
	}
	p.Lot = classify.Lot(key, p.Reference)
	return tx.AddPassage(ctx, p, p.Lot < classify.SampleShare(judged, wrong, week+1))
}

// A Pick is a case as it stood in the list from which it is approved.
type Pick struct {
	ID      postkamer.CaseID
	Version int
}

// ApproveReady ends ready cases of kinds in mode live, unopened, each in its own
// transaction, and returns how many were. The others are no longer as they were in
// the list, or their kind fell meanwhile: they stay where they are.
func (g Guard) ApproveReady(ctx context.Context, picks []Pick, by postkamer.Person) (approved int, err error) {
	for _, pick := range picks {
		err := g.Store.InTx(ctx, func(tx *store.Tx) error {
			return tx.Undoable(ctx, pick.ID, by, postkamer.EventApproved, func() error { return g.approveUnopened(ctx, tx, pick, by) })
		})
		switch {
		case err == nil:
			approved++
		case !errors.Is(err, postkamer.ErrConflict) && !errors.Is(err, postkamer.ErrNotFound):
			return approved, err
		}
	}
	return approved, nil
}

// approveUnopened ends one case. Its mode is held until that is done, so that a
// kind that falls at this moment falls before or after. The case comes before the
// mode, as in Approve: two that lock in one order never wait for each other.
func (g Guard) approveUnopened(ctx context.Context, tx *store.Tx, pick Pick, by postkamer.Person) error {
	e, err := tx.Ending(ctx, pick.ID)
	if err != nil {
		return err
	}
	if err := tx.ApproveUnopened(ctx, pick.ID, pick.Version, by); err != nil {
		return err
	}
	s, err := g.hold(ctx, tx, e.Kind, e.Channel)
	if err != nil {
		return err
	}
	if s.Mode != postkamer.ModeLive {
		return fmt.Errorf("case %d is not for approving unopened: %w", pick.ID, postkamer.ErrConflict)
	}
	return g.pass(ctx, tx, s, store.Passage{Ending: e, By: by})
}

// Ready returns the cases of a person's queues that are ready: those that may be
// approved unopened, and those that must be opened first.
func (g Guard) Ready(ctx context.Context, p postkamer.Person, limit int) (unopened, open []store.ReadyLine, err error) {
	live, err := g.Store.ReadyCases(ctx, p, postkamer.ModeLive, limit)
	if err != nil {
		return nil, nil, err
	}
	if open, err = g.Store.ReadyCases(ctx, p, postkamer.ModeTrial, limit); err != nil {
		return nil, nil, err
	}
	for _, line := range live {
		if g.Highest(line.CaseType) == postkamer.ModeLive {
			unopened = append(unopened, line)
		} else {
			open = append(open, line)
		}
	}
	return unopened, open, nil
}
