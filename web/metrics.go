package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"postkamer/store"
)

func (s *Server) metricsRoutes() {
	s.plain("GET /metrics", s.metrics)
}

// metricsFor is how long an answer is good: anybody may ask, and asking often must not
// cost the database anything.
const metricsFor = 10 * time.Second

// A gauges is the last answer, so that many who ask at once cost one look.
type gauges struct {
	mu   sync.Mutex
	at   time.Time
	text string
	err  error // that there is no answer is one too, for as long
}

// metrics says in the text format of Prometheus how much waits and for how long. It
// counts only: no person, no case, no queue of a team.
func (s *Server) metrics(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	err, text := errUnavailable, ""
	if s.cfg.Store != nil {
		text, err = s.gauges.now(ctx, s.cfg.Now(), s.cfg.Store)
	}
	if err != nil {
		http.Error(w, "not now", http.StatusServiceUnavailable)
		s.log.ErrorContext(ctx, "no metrics", "err", err)
		return nil
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, err = io.WriteString(w, text)
	return err
}

// now is the last answer, or a new one when that is too old.
func (g *gauges) now(ctx context.Context, now time.Time, from *store.Store) (text string, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if age := now.Sub(g.at); age >= 0 && age < metricsFor {
		return g.text, g.err
	}
	list, err := from.Backlogs(ctx)
	g.at, g.text, g.err = now, metricsText(list), err
	return g.text, g.err
}

// metricHelp says what is counted; each also has its oldest, in seconds.
var metricHelp = []struct{ what, help string }{
	{what: "step", help: "Steps in the background by lane and state; discarded: given up, a person has the piece."},
	{what: "case", help: "Cases that are not done, by state."},
	{what: "call", help: "Calls that were not made yet."},
	{what: "mail", help: "Mail that waits for the mail server, or was refused."},
}

// metricsText writes backlogs as Prometheus reads them.
func metricsText(list []store.Backlog) string {
	var out strings.Builder
	for _, m := range metricHelp {
		var counts, ages strings.Builder
		for _, b := range list {
			if b.What == m.what {
				fmt.Fprintf(&counts, "postkamer_%ss%s %d\n", b.What, metricLabels(b), b.Count)
				fmt.Fprintf(&ages, "postkamer_%s_oldest_seconds%s %.0f\n", b.What, metricLabels(b), b.Age.Seconds())
			}
		}
		fmt.Fprintf(&out, "# HELP postkamer_%ss %s\n# TYPE postkamer_%ss gauge\n%s", m.what, m.help, m.what, &counts)
		fmt.Fprintf(&out, "# HELP postkamer_%s_oldest_seconds Since when the oldest of these is there.\n# TYPE postkamer_%s_oldest_seconds gauge\n%s", m.what, m.what, &ages)
	}
	return out.String()
}

// metricLabels are words of ours only: nothing in them needs escaping.
func metricLabels(b store.Backlog) string {
	if b.Lane == "" {
		return fmt.Sprintf(`{state=%q}`, b.State)
	}
	return fmt.Sprintf(`{lane=%q,state=%q}`, b.Lane, b.State)
}
