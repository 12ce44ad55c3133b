package web

import (
	"errors"
	"net/http"
	"strings"

	"postkamer"
	"postkamer/store"
)

func (s *Server) workRoutes() {
	s.staff("GET /werk", s.workDesk, postkamer.Caseworker)
	s.staff("POST /werk/volgende", s.nextCase, postkamer.Caseworker)
	s.staff("GET /werk/{queue}", s.queuePage, postkamer.Caseworker, postkamer.TeamLead)
	s.staff("GET /werk/{queue}/geven", s.giveForm, postkamer.Caseworker, postkamer.TeamLead)
	s.staff("POST /werk/{queue}/geven", s.give, postkamer.Caseworker, postkamer.TeamLead)
	s.staff("POST /werk/{queue}/lijst", s.keepView, postkamer.Caseworker, postkamer.TeamLead)
	s.staff("POST /werk/lijst/{id}/weg", s.dropView, postkamer.Caseworker, postkamer.TeamLead)
	s.staff("POST /werk/lijst/{id}/terug", s.restoreView, postkamer.Caseworker, postkamer.TeamLead)
	s.staff("POST /zaak/{id}/pak", s.takeCase, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/hou", s.holdCase, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/overslaan", s.once(postkamer.EventSkipped, s.skipCase), postkamer.Caseworker)
}

// workPage is a caseworker's start: take the next, go on with one's own, or look
// at the queues.
type workPage struct {
	Page
	Today   string // what is different about today; empty when nothing is
	Alarms  []alarmLine
	Mine    []caseLine
	Ready   readyList
	Sample  int // cases that wait for a second person
	Views   []viewLink
	Queues  []queueLine
	Open    int    // cases that would be offered now
	Skipped int    // cases that this person skipped today
	Empty   string // said when there are none
}

// workDesk shows the start page of a caseworker.
func (s *Server) workDesk(w http.ResponseWriter, r *http.Request) error {
	page := workPage{Page: s.page(r, "Mijn werk"), Today: s.differentToday(r)}
	page.Scripts = []string{"zaak.js"}
	mine, err := s.cfg.Store.MyCases(r.Context(), person(r).ID)
	if err != nil {
		return err
	}
	for _, c := range mine {
		page.Mine = append(page.Mine, s.newCaseLine(c, person(r)))
	}
	if page.Ready, err = s.readyCases(r); err != nil {
		return err
	}
	samples, err := s.cfg.Store.OpenSamples(r.Context(), person(r), samplesShown)
	if err != nil {
		return err
	}
	page.Sample = len(samples)
	if err := s.addQueues(r, &page); err != nil {
		return err
	}
	if page.Alarms, err = s.alarms(r); err != nil {
		return err
	}
	if page.Views, err = s.views(r, ""); err != nil {
		return err
	}
	return s.render(w, r, "werk", http.StatusOK, page)
}

// addQueues counts what lies ready.
func (s *Server) addQueues(r *http.Request, page *workPage) error {
	counts, err := s.cfg.Store.QueueCounts(r.Context(), person(r))
	if err != nil {
		return err
	}
	if page.Skipped, err = s.cfg.Store.SkippedToday(r.Context(), person(r), s.cfg.Now()); err != nil {
		return err
	}
	offered, open := 0, 0
	for _, q := range counts {
		page.Queues = append(page.Queues, s.newQueueLine(q))
		offered, open = offered+q.Offered, open+q.Open
	}
	page.Open = max(0, offered-page.Skipped)
	page.Empty = page.Say(s.nothingLeft(page.Skipped, open-offered))
	return nil
}

// allDone is said when there is no work left.
const allDone = "Alles is klaar. Nieuwe post komt meestal na 9.30 uur."

// nothingLeft says, in both tones, why there is no next case: all is done, or what is
// left is for others.
func (s *Server) nothingLeft(skipped, unfit int) string {
	var left []string
	if skipped > 0 {
		left = append(left, s.counted(skipped, "zaak sloeg {je|u} vandaag over of legde {je|u} terug", "zaken sloeg {je|u} vandaag over of legde {je|u} terug"))
	}
	if unfit > 0 {
		left = append(left, s.counted(unfit, "zaak vraagt een taal of kennis die bij {jou|u} niet is ingevuld", "zaken vragen een taal of kennis die bij {jou|u} niet is ingevuld"))
	}
	if len(left) == 0 {
		return allDone
	}
	said := strings.Join(left, ", en ")
	return s.filled("Er is nu geen volgende zaak voor {jou|u}: {waarom}. {Wil je|Wilt u} er toch een doen? Kies die dan in de lijst van de werkvoorraad.", "{waarom}", said)
}

// nothingNext says why there is no next case for this person.
func (s *Server) nothingNext(r *http.Request) (string, error) {
	page := workPage{Page: Page{Tone: s.town().Tone.Staff}}
	err := s.addQueues(r, &page)
	return page.Empty, err
}

// A queueLine is how a queue is doing.
type queueLine struct {
	store.QueueCount
	Link  string
	Label string
}

func (s *Server) newQueueLine(q store.QueueCount) queueLine {
	return queueLine{QueueCount: q, Link: queuePath(q.Queue), Label: s.queueLabel(q.Queue)}
}

// nextCase claims the next case and shows it. Nothing of it is shown before.
func (s *Server) nextCase(w http.ResponseWriter, r *http.Request) error {
	if _, err := postForm(r); err != nil {
		return err
	}
	return s.goNext(w, r, "")
}

// takeCase claims the case of somebody's choice. The form of a list may name others
// that are ticked.
func (s *Server) takeCase(w http.ResponseWriter, r *http.Request) error {
	if _, err := postForm(r, pickField); err != nil {
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
	said := "Deze zaak is al afgerond of wacht op een antwoord. Pak de volgende."
	if c.ClaimedName != "" {
		said = "Deze zaak is net door " + c.ClaimedName + " gepakt. Pak de volgende."
	}
	s.flash(r, FlashWarning, said)
	http.Redirect(w, r, "/werk", http.StatusSeeOther)
	return nil
}
