package web

import (
	"errors"
	"fmt"
	"net/http"

	"postkamer"
	"postkamer/store"
)

func (s *Server) workRoutes() {
	s.staff("GET /werk", s.workDesk, postkamer.Caseworker)
	s.staff("POST /werk/volgende", s.nextCase, postkamer.Caseworker)
	s.staff("GET /werk/{queue}", s.queuePage, postkamer.Caseworker, postkamer.TeamLead)
	s.staff("POST /zaak/{id}/pak", s.takeCase, postkamer.Caseworker)
}

// workPage is a caseworker's start: take the next, go on with one's own, or look
// at the queues.
type workPage struct {
	Page
	Mine   []caseLine
	Ready  readyList
	Sample int // cases that wait for a second person
	Queues []queueLine
	Open   int // cases that could be taken now
	Empty  string
}

// A caseLine is one case in a list, in words.
type caseLine struct {
	store.CaseLine
	Link   string
	Kind   string
	Term   term
	Urgent bool
	Call   string // how the last call ended
	Waits  bool   // waits for a call
	Note   string // what to look at
}

func (s *Server) newCaseLine(c store.CaseLine) caseLine {
	line := caseLine{CaseLine: c, Link: casePath(c.ID), Kind: kindLabel(c.CaseType), Term: s.termOf(c.DueOn)}
	line.Urgent, line.Waits = c.Priority == postkamer.SameDay, c.State == postkamer.CaseCalling
	if c.LastCall != "" {
		line.Call = outcomeLabel(postkamer.Outcome(c.LastCall))
	}
	if line.Who == "" {
		line.Who = "naam niet gelezen"
	}
	line.Note = "geen twijfel"
	if c.Doubts > 0 {
		line.Note = plural(c.Doubts, "twijfel", "twijfels")
	}
	return line
}

// A queueLine is how a queue is doing.
type queueLine struct {
	store.QueueCount
	Link  string
	Label string
}

// workDesk shows the start page of a caseworker.
func (s *Server) workDesk(w http.ResponseWriter, r *http.Request) error {
	page := workPage{Page: s.page(r, "Mijn werk"), Empty: allDone}
	page.Scripts = []string{"zaak.js"}
	mine, err := s.cfg.Store.MyCases(r.Context(), person(r).ID)
	if err != nil {
		return err
	}
	for _, c := range mine {
		page.Mine = append(page.Mine, s.newCaseLine(c))
	}
	if page.Ready, err = s.readyCases(r); err != nil {
		return err
	}
	samples, err := s.cfg.Store.OpenSamples(r.Context(), person(r), samplesShown)
	if err != nil {
		return err
	}
	page.Sample = len(samples)
	counts, err := s.cfg.Store.QueueCounts(r.Context(), person(r))
	if err != nil {
		return err
	}
	for _, q := range counts {
		page.Queues = append(page.Queues, newQueueLine(q))
		page.Open += q.Open
	}
	return s.render(w, r, "werk", http.StatusOK, page)
}

func newQueueLine(q store.QueueCount) queueLine {
	return queueLine{QueueCount: q, Link: "/werk/" + string(q.Queue), Label: queueLabel(q.Queue)}
}

// nextCase claims the next case and shows it. Nothing of it is shown before.
func (s *Server) nextCase(w http.ResponseWriter, r *http.Request) error {
	if _, err := postForm(r); err != nil {
		return err
	}
	return s.goNext(w, r, "")
}

// queueListPage is one queue, to choose a case from.
type queueListPage struct {
	Page
	Label   string
	Cases   []caseLine
	MayTake bool
	More    bool // there are more than are shown
}

// queueLines is how many cases of a queue are shown: the rest is behind them.
const queueLines = 100

// queuePage shows the open cases of one queue.
func (s *Server) queuePage(w http.ResponseWriter, r *http.Request) error {
	queue, who := postkamer.Queue(r.PathValue("queue")), person(r)
	if !who.Is(postkamer.TeamLead) && !worksQueue(who, queue) {
		return fmt.Errorf("queue of others: %w", postkamer.ErrForbidden)
	}
	cases, err := s.cfg.Store.OpenCases(r.Context(), queue, queueLines+1)
	if err != nil {
		return err
	}
	page := queueListPage{Page: s.page(r, queueLabel(queue)), Label: queueLabel(queue)}
	page.MayTake = who.Is(postkamer.Caseworker) && worksQueue(who, queue)
	if page.More = len(cases) > queueLines; page.More {
		cases = cases[:queueLines]
	}
	for _, c := range cases {
		page.Cases = append(page.Cases, s.newCaseLine(c))
	}
	return s.render(w, r, "voorraad", http.StatusOK, page)
}

// takeCase claims the case of somebody's choice.
func (s *Server) takeCase(w http.ResponseWriter, r *http.Request) error {
	if _, err := postForm(r); err != nil {
		return err
	}
	c, err := s.openCase(r)
	if err != nil {
		return err
	}
	err = s.cfg.Store.ClaimCase(r.Context(), c.ID, person(r))
	if errors.Is(err, postkamer.ErrConflict) && !holds(person(r), c) {
		return s.takenAlready(w, r, c.ID)
	}
	if err != nil && !errors.Is(err, postkamer.ErrConflict) {
		return err
	}
	http.Redirect(w, r, casePath(c.ID), http.StatusSeeOther)
	return nil
}

// takenAlready says who was first.
func (s *Server) takenAlready(w http.ResponseWriter, r *http.Request, id postkamer.CaseID) error {
	c, err := s.cfg.Store.Case(r.Context(), id)
	if err != nil {
		return err
	}
	said := "Deze zaak is al afgerond of wacht op een telefoontje."
	if c.ClaimedName != "" {
		said = "Deze zaak is net door " + c.ClaimedName + " gepakt."
	}
	s.flash(r, FlashWarning, said)
	http.Redirect(w, r, "/werk", http.StatusSeeOther)
	return nil
}
