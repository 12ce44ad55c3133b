package web

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"postkamer"
)

func (s *Server) callRoutes() {
	s.staff("GET /bellen", s.callDesk, postkamer.Caller)
	s.staff("POST /bellen/volgende", s.nextCall, postkamer.Caller)
	s.staff("POST /bellen/{id}/pak", s.takeCall, postkamer.Caller)
	s.staff("GET /bellen/{id}", s.showCall, postkamer.Caller)
	s.staff("GET /bellen/{id}/blad/{page}", s.callImage, postkamer.Caller)
	s.staff("POST /bellen/{id}/uitkomst", s.recordCall, postkamer.Caller)
}

// callsPage is the list of people to phone.
type callsPage struct {
	Page
	Mine    []callLine // this person is phoning them
	Due     []callLine
	Later   []callLine
	Waiting int
	Longest time.Time // when the longest wait began; zero when nobody waits
}

// A callLine is somebody to phone, in words.
type callLine struct {
	postkamer.CallTask
	Link    string
	Label   string // what it is about
	When    string // when to phone
	Attempt string // 2 van 3
	Note    string // what is pressing: te laat, vandaag bellen
	Busy    string // the colleague who phones already
}

// newCallLine says how a call task stands. Norm is how long somebody may wait.
func (s *Server) newCallLine(t postkamer.CallTask, who postkamer.Person) callLine {
	line := callLine{CallTask: t, Link: fmt.Sprintf("/bellen/%d", t.ID), Label: kindLabel(t.CaseType) + ": " + scriptOf(t.Reason).Label}
	if line.Who == "" {
		line.Who = "Naam onbekend"
	}
	line.Attempt = fmt.Sprintf("%d van %d", noAnswers(t)+1, s.town().Municipality.CallAttempts)
	line.When = "hele dag"
	if t.ClaimedBy != 0 && t.ClaimedBy != who.ID {
		line.Busy = t.ClaimedName
	}
	now, norm := s.cfg.Now(), time.Duration(s.town().Municipality.CallNormHours)*time.Hour
	switch {
	case !t.PromisedAt.IsZero():
		line.When = "afgesproken: " + s.moment(t.PromisedAt)
		line.Note = pressing(t.PromisedAt.Before(now), "! te laat")
	case t.NotBefore.After(now):
		line.When = "vanaf " + s.moment(t.NotBefore)
	default:
		line.Note = pressing(now.Sub(t.CreatedAt) > norm, "! te laat")
	}
	if t.Priority == postkamer.SameDay {
		line.Note = "! vandaag bellen"
	}
	return line
}

func pressing(is bool, words string) string {
	if is {
		return words
	}
	return ""
}

// moment writes 14.30 uur for a time today, with the day for another.
func (s *Server) moment(t time.Time) string {
	t = t.In(s.zone)
	clock := dutchClock(t) + " uur"
	if postkamer.DayOf(t).Equal(postkamer.DayOf(s.cfg.Now())) {
		return clock
	}
	return fmt.Sprintf("%d %s, %s", t.Day(), months[t.Month()-1], clock)
}

// noAnswers counts how often nobody answered.
func noAnswers(t postkamer.CallTask) int {
	n := 0
	for _, a := range t.Attempts {
		if a.Outcome == postkamer.NoAnswer {
			n++
		}
	}
	return n
}

// callDesk shows who is to be phoned now and who later.
func (s *Server) callDesk(w http.ResponseWriter, r *http.Request) error {
	page := callsPage{Page: s.page(r, "Bellen")}
	page.Scripts = []string{"zaak.js"}
	due, later, err := s.cfg.Store.Calls(r.Context(), s.cfg.Now())
	if err != nil {
		return err
	}
	page.Waiting = len(due) + len(later)
	for i, t := range append(due, later...) {
		line := s.newCallLine(t, person(r))
		switch {
		case t.ClaimedBy == person(r).ID:
			page.Mine = append(page.Mine, line)
		case i >= len(due):
			page.Later = append(page.Later, line)
		default:
			page.Due = append(page.Due, line)
		}
		if page.Longest.IsZero() || t.CreatedAt.Before(page.Longest) {
			page.Longest = t.CreatedAt
		}
	}
	return s.render(w, r, "bellen", http.StatusOK, page)
}

// nobodyWaits is said when the list is empty.
const nobodyWaits = "Niemand wacht nu op een telefoontje. Mooi."

// nextCall claims the next person to phone.
func (s *Server) nextCall(w http.ResponseWriter, r *http.Request) error {
	if _, err := postForm(r); err != nil {
		return err
	}
	return s.goNextCall(w, r, "")
}

func (s *Server) goNextCall(w http.ResponseWriter, r *http.Request, said string) error {
	id, err := s.cfg.Store.ClaimNextCall(r.Context(), person(r), s.cfg.Now())
	if errors.Is(err, postkamer.ErrNotFound) {
		s.flash(r, FlashInfo, join(said, nobodyWaits))
		http.Redirect(w, r, "/bellen", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	if said != "" {
		s.flash(r, FlashOK, said)
	}
	http.Redirect(w, r, fmt.Sprintf("/bellen/%d", id), http.StatusSeeOther)
	return nil
}

// takeCall claims the call of somebody's choice.
func (s *Server) takeCall(w http.ResponseWriter, r *http.Request) error {
	if _, err := postForm(r); err != nil {
		return err
	}
	id, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	err = s.cfg.Store.ClaimCall(r.Context(), postkamer.CallTaskID(id), person(r))
	if errors.Is(err, postkamer.ErrConflict) {
		return s.calledAlready(w, r, postkamer.CallTaskID(id))
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, fmt.Sprintf("/bellen/%d", id), http.StatusSeeOther)
	return nil
}

// calledAlready says who was first.
func (s *Server) calledAlready(w http.ResponseWriter, r *http.Request, id postkamer.CallTaskID) error {
	task, err := s.cfg.Store.Call(r.Context(), id)
	if err != nil {
		return err
	}
	said := "Dit telefoontje is al gedaan."
	if task.ClaimedName != "" {
		said = task.ClaimedName + " belt al met deze inwoner."
	}
	s.flash(r, FlashWarning, said)
	http.Redirect(w, r, "/bellen", http.StatusSeeOther)
	return nil
}
