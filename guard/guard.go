// Package guard keeps the program from being silently wrong. It weighs what became
// of decisions and says how far the program may go by itself with each kind of
// post of each channel (postkamer.Mode):
//
//   - off: the kind is not believed, a person sorts it;
//   - shadow, in which every kind begins: decided and compared, nothing more;
//   - trial: shown as ready; a person opens and approves each;
//   - live: ready cases may be approved from the list, several at once, unopened.
//
// Nothing in the program closes a case without a person, and what grants or
// refuses something never comes above trial. A kind climbs when a person says so
// and the outcomes prove it (classify.Track), and falls by itself in the very
// transaction that writes an outcome against it. Of what went through a share is
// judged blind by a second person; what that finds wrong brings all of the same
// family that went through unopened before somebody.
package guard

import (
	"context"
	"errors"
	"fmt"
	"time"

	"postkamer"
	"postkamer/classify"
	"postkamer/store"
)

// A Guard works for one municipality. It may be copied.
type Guard struct {
	Store  *store.Store
	Policy classify.Policy
}

// ErrUnproven says that the outcomes do not allow a step up.
var ErrUnproven = errors.New("not proven")

// Target is the share of ready decisions that must be right.
func (g Guard) Target() float64 { return g.Policy.Precision }

// Highest is the mode above which a kind never comes. What grants or refuses
// something is approved one by one, by somebody who read it.
func (g Guard) Highest(kind postkamer.CaseType) postkamer.Mode {
	if g.Policy.MayBeAutomatic(kind) {
		return postkamer.ModeLive
	}
	return postkamer.ModeTrial
}

// capped is a standing of which the mode is no higher than the kind allows: the
// policy may have changed since it was set.
func (g Guard) capped(s store.Standing) store.Standing {
	if highest := g.Highest(s.Kind); s.Mode.Above(highest) {
		s.Mode = highest
	}
	return s
}

// hold locks a standing until the transaction ends.
func (g Guard) hold(ctx context.Context, tx *store.Tx, kind postkamer.CaseType, channel postkamer.Channel) (store.Standing, error) {
	s, err := tx.LockMode(ctx, kind, channel)
	return g.capped(s), err
}

// mayDirect tells whether a person may say how far the program goes.
func mayDirect(by postkamer.Person) bool { return by.Is(postkamer.TeamLead, postkamer.Admin) }

// Promote brings a kind one step up. It returns ErrForbidden for who may not, and
// for a kind that may not; ErrConflict when the mode is no longer the one that was
// seen; ErrUnproven when the outcomes do not prove it.
func (g Guard) Promote(ctx context.Context, kind postkamer.CaseType, channel postkamer.Channel, seen postkamer.Mode, by postkamer.Person) error {
	return g.change(ctx, kind, channel, seen, by, func(tx *store.Tx, s store.Standing) error {
		up, ok := s.Mode.Up()
		if !ok || s.Mode == postkamer.ModeOff || up.Above(g.Highest(kind)) {
			return postkamer.ErrForbidden
		}
		track, err := trackOf(ctx, tx, kind, channel)
		if err != nil {
			return err
		}
		if !track.Proves(g.Target()) {
			return ErrUnproven
		}
		why := fmt.Sprintf("%d goede van %d uitkomsten, %d verschillende", track.Trials-track.Errors, track.Trials, track.Families)
		return tx.SetMode(ctx, s, up, by.Name, why, false)
	})
}

// TurnOff says that a kind is not believed any more. It is always allowed, and
// doing it again changes nothing.
func (g Guard) TurnOff(ctx context.Context, kind postkamer.CaseType, channel postkamer.Channel, by postkamer.Person, why string) error {
	return g.change(ctx, kind, channel, "", by, func(tx *store.Tx, s store.Standing) error {
		if s.Mode == postkamer.ModeOff {
			return nil
		}
		return tx.SetMode(ctx, s, postkamer.ModeOff, by.Name, why, false)
	})
}

// Restart brings a kind back to shadow, from off or from higher, and begins to
// count anew: what was proven or disproven before counts no more.
func (g Guard) Restart(ctx context.Context, kind postkamer.CaseType, channel postkamer.Channel, seen postkamer.Mode, by postkamer.Person, why string) error {
	return g.change(ctx, kind, channel, seen, by, func(tx *store.Tx, s store.Standing) error {
		return tx.SetMode(ctx, s, postkamer.ModeShadow, by.Name, why, true)
	})
}

// change does something to a standing that is held meanwhile. Seen is the mode on
// which the person decided; empty: any.
func (g Guard) change(ctx context.Context, kind postkamer.CaseType, channel postkamer.Channel, seen postkamer.Mode, by postkamer.Person, do func(*store.Tx, store.Standing) error) error {
	if !mayDirect(by) {
		return fmt.Errorf("mode of %s: %w", kind, postkamer.ErrForbidden)
	}
	err := g.Store.InTx(ctx, func(tx *store.Tx) error {
		s, err := g.hold(ctx, tx, kind, channel)
		if err != nil {
			return err
		}
		if seen != "" && s.Mode != seen {
			return postkamer.ErrConflict
		}
		return do(tx, s)
	})
	if err != nil {
		return fmt.Errorf("mode of %s, %s: %w", kind, channel, err)
	}
	return nil
}

// trackOf counts the outcomes of a kind.
func trackOf(ctx context.Context, tx *store.Tx, kind postkamer.CaseType, channel postkamer.Channel) (classify.Track, error) {
	judged, err := tx.Judged(ctx, kind, channel)
	if err != nil {
		return classify.Track{}, err
	}
	outcomes := make([]classify.Outcome, len(judged))
	for i, j := range judged {
		outcomes[i] = classify.Outcome{Family: int64(j.Family), Right: j.Stood}
	}
	return classify.TrackOf(outcomes), nil
}

// Routed keeps how a piece is phrased and, when its kind is turned off, sends it to
// somebody who sorts. It is part of the transaction in which the case is opened.
func (g Guard) Routed(ctx context.Context, tx *store.Tx, piece postkamer.Piece, text postkamer.Text, f classify.Facts, v postkamer.Verdict) (postkamer.Verdict, error) {
	own := printOf(piece, text)
	_, err := tx.AddPrint(ctx, piece.ID, v.CaseType, own.Bytes(), func(other []byte) bool {
		p, ok := classify.PrintFrom(other)
		return ok && own.Like(p) >= classify.SameFamily
	})
	if err != nil {
		return v, err
	}
	mode, err := tx.Mode(ctx, v.CaseType, piece.Channel)
	if err != nil || mode != postkamer.ModeOff {
		return v, err
	}
	return classify.WithKindOff(f, v, g.Policy), nil
}

// printOf is how a piece is phrased. The words of a form are ours; what differs is
// what the citizen filled in, so only the answers count.
func printOf(piece postkamer.Piece, text postkamer.Text) classify.Print {
	if piece.Channel != postkamer.Form {
		return classify.PrintOf(text.Body())
	}
	answers := ""
	for _, a := range piece.Answers {
		answers += a.Value + "\n"
	}
	return classify.PrintOf(answers)
}

// FillWeek adds to the sample of the last whole week, Monday to Sunday on the
// municipality's clock, what it has too few of. Doing it again adds nothing.
func (g Guard) FillWeek(ctx context.Context, now time.Time) (int, error) {
	day := postkamer.DayOf(now)
	monday := day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	end := time.Date(monday.Year(), monday.Month(), monday.Day(), 0, 0, 0, 0, postkamer.Zone())
	return g.Store.FillSamples(ctx, end.AddDate(0, 0, -7), end, classify.LeastWeek)
}
