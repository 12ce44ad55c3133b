package web

import (
	"net/http"
	"strings"
	"time"

	"postkamer"
)

func (s *Server) teamRoutes() {
	s.staff("GET /team", s.teamDesk, postkamer.TeamLead, postkamer.Admin)
	s.staff("GET /team/verwachting", s.forecastDesk, postkamer.TeamLead, postkamer.Admin)
	s.staff("GET /team/letop", s.mailingDesk, postkamer.TeamLead, postkamer.Admin)
	s.staff("POST /team/letop", s.plan, postkamer.TeamLead)
	s.staff("POST /team/letop/{id}/weg", s.endPlan, postkamer.TeamLead)
	s.staff("POST /team/letop/{id}/terug", s.planAgain, postkamer.TeamLead)
	s.planRoutes()
	s.liveRoutes()
}

// teamItems are the pages for who leads a team.
var teamItems = []NavItem{
	{Label: "Vandaag", Path: "/team"},
	{Label: "Verwachting", Path: "/team/verwachting"},
	{Label: "Indelen", Path: "/team/indelen"},
	{Label: "Let op", Path: "/team/letop"},
}

// teamNav returns the menu of those pages; only they have it.
func (s *Server) teamNav(r *http.Request) (items []NavItem) {
	if r.URL.Path != "/team" && !strings.HasPrefix(r.URL.Path, "/team/") {
		return nil
	}
	for _, item := range teamItems {
		if s.mayOpen(item.Path, person(r)) {
			item.Current = r.URL.Path == item.Path
			items = append(items, item)
		}
	}
	return items
}

// teamPage is how the mail-room is doing now.
type teamPage struct {
	Page
	Figures []figure
	Queues  []teamQueue
	Links   bool // this person may open the queues, and arrange who works where
	At      time.Time
	Day     string // what happened today
	Alarms  []alarmLine
	Mails   string // messages that were not sent; empty when all were
}

// A teamQueue is how one queue is doing, in words.
type teamQueue struct {
	queueState
	Name  string // of data-live
	Link  string
	Label string
	Norm  string // over the norm
}

// teamDesk shows the figures and the queues. It ranks no persons.
func (s *Server) teamDesk(w http.ResponseWriter, r *http.Request) error {
	figures, err := s.live.get(r.Context())
	if err != nil {
		return err
	}
	page := teamPage{Page: s.page(r, "Vandaag"), At: figures.At, Figures: s.teamFigures(figures), Links: person(r).Is(postkamer.TeamLead)}
	page.Day = s.dayInWords(figures)
	if page.Alarms, err = s.alarms(r); err != nil {
		return err
	}
	mails, err := s.cfg.Store.MailCounts(r.Context())
	if err != nil {
		return err
	}
	page.Mails = pressing(mails.Failed > 0, "! "+s.counted(mails.Failed, "bericht is niet verstuurd.", "berichten zijn niet verstuurd."))
	for _, q := range queueStates(figures.Piles, func(postkamer.Queue) bool { return true }) {
		page.Queues = append(page.Queues, teamQueue{
			queueState: q, Name: "voorraad-" + string(q.Queue), Link: "/werk/" + string(q.Queue), Label: s.queueLabel(q.Queue), Norm: s.oldestNorm(q, figures.At),
		})
	}
	return s.render(w, r, "team", http.StatusOK, page)
}
