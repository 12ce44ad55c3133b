package web

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"postkamer"
	"postkamer/store"
)

func (s *Server) callRoutes() {
	s.staff("GET /bellen", s.callDesk, postkamer.Caller)
	s.staff("POST /bellen/volgende", s.nextCall, postkamer.Caller)
	s.staff("POST /bellen/code", s.callByCode, postkamer.Caller)
	s.staff("GET /bellen/gevraagd", s.askedCalls, postkamer.Caseworker)
	s.staff("POST /bellen/{id}/pak", s.takeCall, postkamer.Caller)
	s.staff("GET /bellen/{id}", s.showCall, postkamer.Caller)
	s.staff("GET /bellen/{id}/blad/{page}", s.callImage, postkamer.Caller)
	s.staff("POST /bellen/{id}/veld", s.saveCallField, postkamer.Caller)
	s.staff("POST /bellen/{id}/toon", s.showCallBSN, postkamer.Caller)
	s.staff("POST /bellen/{id}/formulier", s.showCalledForm, postkamer.Caller)
	s.staff("POST /bellen/{id}/terug", s.releaseCall, postkamer.Caller)
	s.staff("POST /bellen/{id}/uitkomst", s.recordCall, postkamer.Caller)
}

// callsPage is the list of people to phone.
type callsPage struct {
	Page
	Mine     []callLine // this person is phoning them
	Due      []callLine
	Later    []callLine
	Waiting  int
	Overdue  int
	Longest  time.Time // when the longest wait began; zero when nobody waits
	NoMail   bool      // this person has no address, so the reminder of what is late stands here alone
	CodeForm Field
}

// A callLine is somebody to phone, in words.
type callLine struct {
	postkamer.CallTask
	Link    string
	Label   string // what it is about
	When    string // when to phone
	Attempt string // 2 van 3
	Note    string // what is pressing: te laat, vandaag bellen
	For     string // to whom a colleague left it
	Speaks  string // the language that the citizen speaks, when that is not Dutch
	Busy    string // the colleague who phones already, and since when
}

// callNorm is how long somebody may wait for a call, in hours of working days.
func (s *Server) callNorm() time.Duration {
	return time.Duration(s.town().CallNormHours) * time.Hour
}

// newCallLine says how a call task stands.
func (s *Server) newCallLine(t postkamer.CallTask, who postkamer.Person) callLine {
	line := callLine{CallTask: t, Link: callPath(t.ID), Label: s.kindLabel(t.CaseType) + ": " + scriptOf(t.Reason).Label, When: s.whenToCall(t), Speaks: string(t.Tongue())}
	if line.Who == "" {
		line.Who = "Naam onbekend"
	}
	line.Attempt = s.filled("{n} van {laatste}", "{n}", dutchNumber(len(t.Unanswered())+1), "{laatste}", dutchNumber(s.town().CallAttempts))
	if t.ClaimedBy != 0 && t.ClaimedBy != who.ID {
		line.Busy = t.ClaimedName + " belt nu" + s.since(t)
	}
	switch {
	case t.Receiver == who.ID && who.ID != 0:
		line.For = "Voor " + s.say("{jou|u}") + ", van " + t.PassedBy
	case t.Receiver != 0:
		line.For = "Voor " + t.ReceiverWho
	}
	line.Note = pressing(t.LateAt(s.callNorm(), s.town().Office()).Before(s.cfg.Now()), "! te laat")
	if t.Priority == postkamer.SameDay {
		line.Note = "! vandaag bellen"
	}
	return line
}

func callPath(id postkamer.CallTaskID) string { return fmt.Sprintf("/bellen/%d", id) }

// since says from when a colleague phones; a call without that is older than this.
func (s *Server) since(t postkamer.CallTask) string {
	if t.ClaimedAt.IsZero() {
		return ""
	}
	return " (sinds " + dutchClock(t.ClaimedAt.In(s.zone)) + " uur)"
}

// whenToCall says between which hours, or from when.
func (s *Server) whenToCall(t postkamer.CallTask) string {
	slot, hours := t.Promised()
	switch {
	case hours && slot.Day().Equal(postkamer.DayOf(s.cfg.Now())):
		return s.filled("afgesproken: vandaag {moment}", "{moment}", slot.Hours())
	case hours:
		return s.filled("afgesproken: {moment}", "{moment}", slot.String())
	case !t.PromisedAt.IsZero():
		return s.filled("afgesproken: {moment}", "{moment}", s.callTime(t.PromisedAt))
	case t.NotBefore.After(s.cfg.Now()):
		return s.filled("vanaf {moment}", "{moment}", s.callTime(t.NotBefore))
	}
	from, to := t.Part.Hours()
	return s.filled("tussen {begin} en {einde} uur", "{begin}", dutchNumber(from/60), "{einde}", dutchNumber(to/60))
}

func pressing(is bool, words string) string {
	if is {
		return words
	}
	return ""
}

// callTime writes 14.30 uur for a time today, with the day for another.
func (s *Server) callTime(t time.Time) string {
	t = t.In(s.zone)
	clock := dutchClock(t) + " uur"
	if postkamer.DayOf(t).Equal(postkamer.DayOf(s.cfg.Now())) {
		return clock
	}
	return fmt.Sprintf("%d %s, %s", t.Day(), months[t.Month()-1], clock)
}

// mayCall tells whether somebody may make a call: about their own queues, or one that
// a colleague left to them.
func mayCall(who postkamer.Person, t postkamer.CallTask) bool {
	return worksQueue(who, t.Queue) || t.Receiver == who.ID || t.ClaimedBy == who.ID
}

// callDesk shows who is to be phoned now and who later.
func (s *Server) callDesk(w http.ResponseWriter, r *http.Request) error {
	page := callsPage{Page: s.page(r, "Bellen"), CodeForm: Field{Name: "code", Label: "Belt een inwoner met een code uit een brief?", Hint: "Bijvoorbeeld 7K3-MQ9-XV4.", MaxLength: 40}}
	page.Scripts = []string{"zaak.js", "bellen.js"}
	due, later, err := s.cfg.Store.Calls(r.Context(), s.cfg.Now())
	if err != nil {
		return err
	}
	page.addCalls(s, person(r), due, later)
	if page.Overdue > 0 {
		has, err := s.cfg.Store.HasEmail(r.Context(), person(r).ID)
		if err != nil {
			return err
		}
		page.NoMail = !has
	}
	return s.render(w, r, "bellen", http.StatusOK, page)
}

// addCalls sorts the calls that this person may make: what they are on, what was left
// to them, the rest.
func (p *callsPage) addCalls(s *Server, who postkamer.Person, due, later []postkamer.CallTask) {
	var open []postkamer.CallTask
	var rest []callLine
	for i, t := range append(due, later...) {
		if !mayCall(who, t) {
			continue
		}
		open = append(open, t)
		line := s.newCallLine(t, who)
		switch {
		case t.ClaimedBy == who.ID:
			p.Mine = append(p.Mine, line)
		case i >= len(due):
			p.Later = append(p.Later, line)
		case t.Receiver == who.ID:
			p.Due = append(p.Due, line)
		default:
			rest = append(rest, line)
		}
	}
	p.Due = append(p.Due, rest...)
	counts := postkamer.CountOverdue(open, s.cfg.Now(), s.callNorm(), s.town().Office())
	p.Waiting, p.Overdue, p.Longest = counts.Waiting, counts.Overdue, counts.Longest
}

// nobodyWaits is said when the list is empty.
const nobodyWaits = "Er is nu niemand om te bellen. Mooi."

// nextCall claims the next person to phone.
func (s *Server) nextCall(w http.ResponseWriter, r *http.Request) error {
	if _, err := postForm(r); err != nil {
		return err
	}
	return s.goNextCall(w, r, "")
}

// goNextCall claims the next call, with what is to be said about the one before, which
// can be taken back.
func (s *Server) goNextCall(w http.ResponseWriter, r *http.Request, said string, about ...postkamer.CaseID) error {
	desk := store.CallDesk{Person: person(r), Now: s.cfg.Now(), Norm: s.callNorm()}
	id, err := s.cfg.Store.ClaimNextCall(r.Context(), desk)
	next := callPath(id)
	if errors.Is(err, postkamer.ErrNotFound) {
		next, err = "/bellen", nil
	}
	if err != nil {
		return err
	}
	switch {
	case said != "" && next == "/bellen":
		s.flashTakeBack(r, join(said, nobodyWaits), about...)
	case said != "":
		s.flashTakeBack(r, said, about...)
	case next == "/bellen":
		s.flash(r, FlashInfo, nobodyWaits)
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// takeCall claims the call of somebody's choice.
func (s *Server) takeCall(w http.ResponseWriter, r *http.Request) error {
	if _, err := postForm(r); err != nil {
		return err
	}
	task, err := s.callIn(r)
	if err != nil {
		return err
	}
	if !mayCall(person(r), task) {
		return fmt.Errorf("call about a queue of others: %w", postkamer.ErrForbidden)
	}
	err = s.cfg.Store.ClaimCall(r.Context(), task.ID, person(r))
	if errors.Is(err, postkamer.ErrConflict) {
		return s.calledAlready(w, r, task.ID)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, callPath(task.ID), http.StatusSeeOther)
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
		said = s.busyWith(task)
	}
	s.flash(r, FlashWarning, said)
	http.Redirect(w, r, "/bellen", http.StatusSeeOther)
	return nil
}

// busyWith says that a colleague is on the telephone with this citizen.
func (s *Server) busyWith(t postkamer.CallTask) string {
	return t.ClaimedName + " belt al met deze inwoner" + s.since(t) + "."
}

// releaseCall puts a call back that its caller does not make after all.
func (s *Server) releaseCall(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	version, err := versionIn(form)
	if err != nil {
		return err
	}
	id, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	err = s.cfg.Store.ReleaseCall(r.Context(), postkamer.CallTaskID(id), version, person(r))
	if err != nil && !errors.Is(err, postkamer.ErrConflict) { // a second click: it is back already
		return err
	}
	s.flash(r, FlashOK, "✓ Het telefoontje staat weer op de lijst.")
	http.Redirect(w, r, "/bellen", http.StatusSeeOther)
	return nil
}
