package web

import (
	"net/http"
	"time"

	"postkamer"
	"postkamer/store"
)

func (s *Server) teamRoutes() {
	s.staff("GET /team", s.teamDesk, postkamer.TeamLead, postkamer.Admin)
}

// teamPage is how the mail-room is doing now.
type teamPage struct {
	Page
	Figures []figure
	Queues  []queueLine
	Links   bool // this person may open the queues
	At      time.Time
}

// A figure is one number of the team leader's page. One that is over its norm
// says so in words.
type figure struct {
	Label string
	Value string
	Over  string
}

// teamDesk shows the figures and the queues. It ranks no persons.
func (s *Server) teamDesk(w http.ResponseWriter, r *http.Request) error {
	now := s.cfg.Now()
	figures, err := s.cfg.Store.TeamFigures(r.Context(), now)
	if err != nil {
		return err
	}
	page := teamPage{Page: s.page(r, "Vandaag"), At: now, Figures: s.figures(figures, now), Links: person(r).Is(postkamer.TeamLead)}
	for _, q := range figures.Queues {
		page.Queues = append(page.Queues, newQueueLine(q))
	}
	return s.render(w, r, "team", http.StatusOK, page)
}

func (s *Server) figures(f store.TeamFigures, now time.Time) []figure {
	longest := figure{Label: "Langst wachtend op bellen", Value: "niemand"}
	if !f.LongestWait.IsZero() {
		longest.Value = dutchDuration(now.Sub(f.LongestWait))
		norm := time.Duration(s.town().Municipality.CallNormHours) * time.Hour
		longest.Over = pressing(now.Sub(f.LongestWait) > norm, "! boven de norm van "+plural(s.town().Municipality.CallNormHours, "uur", "uur"))
	}
	return []figure{
		{Label: "Wacht op bellen", Value: dutchNumber(f.WaitingForCall)},
		longest,
		{Label: "Vandaag binnen", Value: dutchNumber(f.ReceivedToday)},
		{Label: "Vandaag gebeld", Value: dutchNumber(f.CallsToday)},
		{Label: "Vandaag afgerond", Value: dutchNumber(f.DoneToday)},
	}
}
