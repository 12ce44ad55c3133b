package guard

import (
	"cmp"
	"context"
	"slices"
	"time"

	"postkamer"
	"postkamer/classify"
	"postkamer/store"
)

// Windows of the report.
const (
	reportDays = 90 // what is counted
	lateDays   = 14 // of these the newest are compared with the rest, for drift
)

// A Report is how a kind of a channel is doing.
type Report struct {
	store.Standing
	Figure  store.KindFigure
	Highest postkamer.Mode
	Track   classify.Track // of ready decisions, since they count
	Lacks   int            // right outcomes still needed for a step up
	Of      int            // from so many new families at least
	Drift   float64        // population stability index; -1: too few letters to tell
}

// MayClimb tells whether a person may bring the kind one step up.
func (r Report) MayClimb(target float64) bool {
	up, ok := r.Mode.Up()
	return ok && r.Mode != postkamer.ModeOff && !up.Above(r.Highest) && r.Track.Proves(target)
}

// A place is one kind of one channel.
type place struct {
	kind    postkamer.CaseType
	channel postkamer.Channel
}

// Reports returns every kind of the policy as it comes in by post, and every other
// place that has had a piece, those that go furthest first.
func (g Guard) Reports(ctx context.Context, now time.Time) ([]Report, error) {
	reports := map[place]*Report{}
	for kind := range g.Policy.Queues {
		g.at(reports, kind, postkamer.Scan)
	}
	standings, err := g.Store.Modes(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range standings {
		g.at(reports, s.Kind, s.Channel).Standing = g.capped(s)
	}
	figures, err := g.Store.KindFigures(ctx, now.AddDate(0, 0, -reportDays))
	if err != nil {
		return nil, err
	}
	for _, f := range figures {
		g.at(reports, f.Kind, f.Channel).Figure = f
	}
	if err := g.addTracks(ctx, reports); err != nil {
		return nil, err
	}
	if err := g.addDrift(ctx, reports, now); err != nil {
		return nil, err
	}
	return sorted(reports), nil
}

// at returns the report of a place, new when there was none.
func (g Guard) at(reports map[place]*Report, kind postkamer.CaseType, channel postkamer.Channel) *Report {
	r, ok := reports[place{kind, channel}]
	if !ok {
		r = &Report{Highest: g.Highest(kind), Drift: -1}
		r.Standing = store.Standing{Kind: kind, Channel: channel, Mode: postkamer.ModeShadow}
		reports[place{kind, channel}] = r
	}
	return r
}

// addTracks adds what the outcomes prove.
func (g Guard) addTracks(ctx context.Context, reports map[place]*Report) error {
	judged, err := g.Store.AllJudged(ctx)
	if err != nil {
		return err
	}
	outcomes := map[place][]classify.Outcome{}
	for _, j := range judged {
		at := place{j.Kind, j.Channel}
		outcomes[at] = append(outcomes[at], classify.Outcome{Family: int64(j.Family), Right: j.Stood})
		g.at(reports, j.Kind, j.Channel)
	}
	for at, r := range reports {
		r.Track = classify.TrackOf(outcomes[at])
		r.Lacks, r.Of = r.Track.Lacks(g.Target())
	}
	return nil
}

// addDrift adds whether other letters come in of late.
func (g Guard) addDrift(ctx context.Context, reports map[place]*Report, now time.Time) error {
	list, err := g.Store.Chances(ctx, now.AddDate(0, 0, -reportDays), now.AddDate(0, 0, -lateDays))
	if err != nil {
		return err
	}
	for _, c := range list {
		if classify.EnoughForDrift(len(c.Before), len(c.Late)) {
			g.at(reports, c.Kind, postkamer.Scan).Drift = classify.Drift(c.Before, c.Late)
		}
	}
	return nil
}

// sorted puts what goes furthest and comes most first.
func sorted(reports map[place]*Report) []Report {
	var list []Report
	for _, r := range reports {
		if r.Kind != postkamer.UnknownCase {
			list = append(list, *r)
		}
	}
	slices.SortFunc(list, func(a, b Report) int {
		return cmp.Or(higher(a.Mode, b.Mode), cmp.Compare(b.Figure.Decided, a.Figure.Decided),
			cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Channel, b.Channel))
	})
	return list
}

func higher(a, b postkamer.Mode) int {
	switch {
	case a.Above(b):
		return -1
	case b.Above(a):
		return 1
	}
	return 0
}
