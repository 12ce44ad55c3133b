package web

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"postkamer"
)

// How often is looked whether citizens can send us something, and how long one look may
// take. An outage is noted after OutageLeast: ten looks.
const (
	beatEvery = 30 * time.Second
	beatTime  = 10 * time.Second
)

// WatchOutages keeps on noting that citizens can send us things, until ctx ends. When
// that was not so for longer than a restart takes, the first time it is again writes the
// outage down: also when this program itself was what did not work.
func (s *Server) WatchOutages(ctx context.Context) error {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		if err := s.beat(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("citizens cannot send anything now", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// beat looks once: the database and the object store must both take something.
func (s *Server) beat(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, beatTime)
	defer cancel()
	database, storage := s.cfg.Store.Ready(ctx)
	if err := errors.Join(database, storage); err != nil {
		return err
	}
	lost, err := s.cfg.Store.Beat(ctx, s.cfg.Now())
	if lost != nil {
		s.lost.forget()
		s.log.Warn("an outage was noted", "minutes", int(lost.Ended.Sub(lost.Began).Minutes()))
	}
	return err
}

// An outageMemo holds the outages that matter now, so that not every page asks. One page
// asks at a time, and not while it holds the lock: a slow database holds up that page, and
// no other citizen behind it.
type outageMemo struct {
	mu     sync.Mutex
	at     time.Time // when they were read, or count as read; zero: not yet
	list   []postkamer.Outage
	asking time.Time // since when a page asks; zero: none does
	round  int       // goes up when what was read is no longer true
}

// memoLife is how long they are believed: another process may note one meanwhile.
// memoRest is how long nobody asks a database that did not answer within memoTime.
const (
	memoLife = time.Minute
	memoRest = 5 * time.Second
	memoTime = 2 * time.Second
)

func (m *outageMemo) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at = time.Time{}
	m.round++
}

// ask tells whether the caller must read them, and gives what is known.
func (m *outageMemo) ask(now time.Time) (list []postkamer.Outage, round int, must bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	busy := !m.asking.IsZero() && now.Sub(m.asking).Abs() < 2*memoTime // a page that asks for longer has died
	if busy || !m.at.IsZero() && now.Sub(m.at).Abs() < memoLife {
		return m.list, m.round, false
	}
	m.asking = now
	return m.list, m.round, true
}

// answer keeps what was read, unless it was forgotten meanwhile; after an error what was
// known before stays.
func (m *outageMemo) answer(now time.Time, list []postkamer.Outage, round int, err error) []postkamer.Outage {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asking = time.Time{}
	switch {
	case err != nil && round == m.round:
		m.at = now.Add(memoRest - memoLife)
	case err == nil:
		m.list = list
		if round == m.round {
			m.at = now
		}
	}
	return m.list
}

// outageMemory is how far back an outage can matter for what is sent now: a weekend, the
// longest row of holidays and some more.
const outageMemory = 14 * 24 * time.Hour

// recentOutages returns the outages that matter now. Without the database they are those
// of before: a page is worth more than what it says of them.
func (s *Server) recentOutages(ctx context.Context) []postkamer.Outage {
	if s.cfg.Store == nil {
		return nil
	}
	now := s.cfg.Now()
	list, round, must := s.lost.ask(now)
	if !must {
		return list
	}
	ctx, cancel := context.WithTimeout(ctx, memoTime)
	defer cancel()
	list, err := s.cfg.Store.OutagesSince(ctx, now.Add(-outageMemory), false)
	if err != nil {
		s.log.WarnContext(ctx, "outages", "error", err)
	}
	return s.lost.answer(now, list, round, err)
}

// countsOn is the day on which something that a citizen sends now counts as sent.
func (s *Server) countsOn(ctx context.Context) time.Time {
	return postkamer.CountsOn(postkamer.DayOf(s.cfg.Now()), s.recentOutages(ctx), s.town().Terms)
}

// An outagesPage tells everybody when nothing could be sent, and what that means.
type outagesPage struct {
	Page
	Now  []outageLine // that last
	Past []outageLine
}

// An outageLine is one outage in words.
type outageLine struct {
	ID    postkamer.OutageID
	What  string
	From  string // 20 november 2026, 22.00 uur
	Until string // likewise; on the same day the time alone; empty: it lasts
	Moves string // the day until which who was late because of it is in time; empty: not known before the one that lasts is over
	By    string // who noted it, for staff
	Gone  string // for staff: who took it back, and why; empty: it counts
}

// outagesShown is how far back the public page goes: longer than any term of a citizen.
const outagesShown = 365 * 24 * time.Hour

// outagesPage shows the outages of the last year.
func (s *Server) outagesPage(w http.ResponseWriter, r *http.Request) error {
	list, err := s.cfg.Store.OutagesSince(r.Context(), s.cfg.Now().Add(-outagesShown), false)
	if err != nil {
		return err
	}
	page := outagesPage{Page: s.page(r, "Storingen")}
	page.Narrow = true
	for _, o := range list {
		line := s.outageLine(o, list, page.Tone)
		if line.Until == "" {
			page.Now = append(page.Now, line)
			continue
		}
		page.Past = append(page.Past, line)
	}
	return s.render(w, r, "storingen", http.StatusOK, page)
}

// outageLine says an outage among all that matter: one that follows moves days further.
func (s *Server) outageLine(o postkamer.Outage, all []postkamer.Outage, tone postkamer.Tone) outageLine {
	at := func(t time.Time) string { return momentIn(tone, t.In(s.zone)) }
	line := outageLine{ID: o.ID, What: o.What, From: at(o.Began), By: o.By}
	if o.By == postkamer.Machine {
		line.By = "het programma zelf"
	}
	if !o.Ended.IsZero() {
		line.Until = at(o.Ended)
		if o.FirstDay().Equal(o.LastDay()) {
			line.Until = hourIn(tone, o.Ended.In(s.zone))
		}
		if day, known := o.Moves(all, s.town().Terms); known {
			line.Moves = dateIn(tone, day)
		}
	}
	if !o.Gone.IsZero() {
		line.Gone = "teruggenomen door " + o.GoneBy
	}
	return line
}
