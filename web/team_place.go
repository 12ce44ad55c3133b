package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"postkamer"
)

// A posting is the form as it was filled in.
type posting struct{ who, queue, leaves, from, to string }

// An absence likewise.
type absence struct{ who, deputy, from, to string }

// days reads the first and the last day of a plan. The last may be empty.
func (s *Server) days(from, to, fromName, toName string) (first, last time.Time, wrong []FieldError) {
	today := postkamer.DayOf(s.cfg.Now())
	first, err := time.Parse(time.DateOnly, strings.TrimSpace(from))
	if err != nil || first.Before(today) || first.After(today.AddDate(2, 0, 0)) {
		wrong = append(wrong, FieldError{fromName, "Kies bij Vanaf vandaag of een latere dag"})
	}
	if strings.TrimSpace(to) == "" {
		return first, time.Time{}, wrong
	}
	last, err = time.Parse(time.DateOnly, strings.TrimSpace(to))
	if err != nil || last.Before(first) || last.After(today.AddDate(3, 0, 0)) {
		wrong = append(wrong, FieldError{toName, "Kies bij Tot en met een dag op of na de eerste dag, of laat het leeg"})
	}
	return first, last, wrong
}

// personIn reads the number of a colleague; 0 when none was chosen.
func personIn(text string) postkamer.PersonID {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 1 {
		return 0
	}
	return postkamer.PersonID(n)
}

// post has somebody work another queue.
func (s *Server) post(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	p := posting{form.Get("wie"), form.Get("naar"), form.Get("inplaats"), form.Get("vanaf"), form.Get("totenmet")}
	plan, wrong := s.readPosting(p)
	if len(wrong) > 0 {
		return s.renderPlan(w, r, http.StatusUnprocessableEntity, p, absence{}, wrong)
	}
	id, err := s.postOnce(r, plan)
	if err != nil {
		return err
	}
	s.flashUndo(r, "✓ Ingedeeld: "+s.postingInWords(plan)+", "+s.daysInWords(plan.FirstDay, plan.LastDay)+".",
		Undo{Action: fmt.Sprintf("/team/indelen/inzet/%d/weg", id), Label: "Ongedaan maken"})
	http.Redirect(w, r, "/team/indelen", http.StatusSeeOther)
	return nil
}

func (s *Server) readPosting(p posting) (postkamer.Posting, []FieldError) {
	first, last, wrong := s.days(p.from, p.to, "vanaf", "totenmet")
	plan := postkamer.Posting{PersonID: personIn(p.who), Queue: postkamer.Queue(p.queue), Leaves: postkamer.Queue(p.leaves), FirstDay: first, LastDay: last}
	if plan.PersonID == 0 {
		wrong = append(wrong, FieldError{"wie", "Kies bij Wie? een collega"})
	}
	if plan.Queue == "" || !s.knownQueue(plan.Queue) {
		wrong = append(wrong, FieldError{"naar", "Kies bij Werkt mee bij een werkvoorraad"})
	}
	if plan.Leaves != postkamer.EveryQueue && !s.knownQueue(plan.Leaves) || plan.Leaves == plan.Queue && plan.Queue != "" {
		wrong = append(wrong, FieldError{"inplaats", "Kies bij Valt er iets weg? een andere werkvoorraad"})
	}
	return plan, wrong
}

// postOnce makes a posting unless it stands: two clicks are one.
func (s *Server) postOnce(r *http.Request, plan postkamer.Posting) (int64, error) {
	standing, err := s.cfg.Store.Postings(r.Context(), s.cfg.Now())
	if err != nil {
		return 0, err
	}
	for _, p := range standing {
		if p.PersonID == plan.PersonID && p.Queue == plan.Queue && p.Leaves == plan.Leaves && p.FirstDay.Equal(plan.FirstDay) && p.LastDay.Equal(plan.LastDay) {
			return p.ID, nil
		}
	}
	return s.cfg.Store.Post(r.Context(), plan, person(r))
}

// endPosting ends a posting; the way back is to make it again.
func (s *Server) endPosting(w http.ResponseWriter, r *http.Request) error {
	standing, err := s.cfg.Store.Postings(r.Context(), s.cfg.Now())
	if err != nil {
		return err
	}
	fields := map[string]string{}
	for _, p := range standing {
		if strconv.FormatInt(p.ID, 10) == r.PathValue("id") {
			fields = map[string]string{"wie": fmt.Sprint(p.PersonID), "naar": string(p.Queue), "inplaats": string(p.Leaves), "vanaf": s.fromToday(p.FirstDay), "totenmet": dayOrNone(p.LastDay)}
		}
	}
	return s.ended(w, r, s.cfg.Store.EndPosting, Undo{Action: "/team/indelen/inzet", Label: "Ongedaan maken", Fields: fields})
}

// ended ends a plan, says so and leads back.
func (s *Server) ended(w http.ResponseWriter, r *http.Request, end endPlan, undo Undo) error {
	if _, err := postForm(r); err != nil {
		return err
	}
	id, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	switch err = end(r.Context(), id, person(r)); {
	case errors.Is(err, postkamer.ErrConflict):
		s.flash(r, FlashInfo, "Dit was al beëindigd.")
	case err != nil:
		return err
	default:
		s.flashUndo(r, "✓ Beëindigd.", undo)
	}
	http.Redirect(w, r, "/team/indelen", http.StatusSeeOther)
	return nil
}

// fromToday is a first day as a form has it: what began earlier begins again today.
func (s *Server) fromToday(day time.Time) string {
	if today := postkamer.DayOf(s.cfg.Now()); day.Before(today) {
		day = today
	}
	return day.Format(time.DateOnly)
}

func dayOrNone(day time.Time) string {
	if day.IsZero() {
		return ""
	}
	return day.Format(time.DateOnly)
}

// beAway says that somebody is not there, and who stands in.
func (s *Server) beAway(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	a := absence{form.Get("weg-wie"), form.Get("weg-vervanger"), form.Get("weg-vanaf"), form.Get("weg-totenmet")}
	plan, wrong := s.readAbsence(a)
	fits, err := s.deputyFits(r, plan)
	if err != nil {
		return err
	}
	if !fits {
		wrong = append(wrong, FieldError{"weg-vervanger", "Kies bij Wie vervangt? een collega die hetzelfde werk doet"})
	}
	if len(wrong) > 0 {
		return s.renderPlan(w, r, http.StatusUnprocessableEntity, posting{}, a, wrong)
	}
	id, err := s.awayOnce(r, plan)
	if err != nil {
		return err
	}
	said := "✓ Genoteerd: " + s.daysInWords(plan.FirstDay, plan.LastDay) + "."
	if !plan.FirstDay.After(postkamer.DayOf(s.cfg.Now())) {
		said += " Zaken die deze collega had, liggen weer vooraan in hun werkvoorraad."
	}
	s.flashUndo(r, said, Undo{Action: fmt.Sprintf("/team/indelen/afwezig/%d/weg", id), Label: "Ongedaan maken"})
	http.Redirect(w, r, "/team/indelen", http.StatusSeeOther)
	return nil
}

func (s *Server) readAbsence(a absence) (postkamer.Absence, []FieldError) {
	first, last, wrong := s.days(a.from, a.to, "weg-vanaf", "weg-totenmet")
	plan := postkamer.Absence{PersonID: personIn(a.who), DeputyID: personIn(a.deputy), FirstDay: first, LastDay: last}
	if plan.PersonID == 0 {
		wrong = append(wrong, FieldError{"weg-wie", "Kies bij Wie is er niet? een collega"})
	}
	if plan.DeputyID != 0 && plan.DeputyID == plan.PersonID {
		wrong = append(wrong, FieldError{"weg-vervanger", "Kies bij Wie vervangt? een andere collega"})
	}
	return plan, wrong
}

// deputyFits says whether the deputy may do the work of who is away. What comes
// back for a caseworker would else go to somebody who cannot open a case.
func (s *Server) deputyFits(r *http.Request, plan postkamer.Absence) (bool, error) {
	if plan.DeputyID == 0 || plan.PersonID == 0 {
		return true, nil
	}
	desks, err := s.cfg.Store.Desks(r.Context(), s.cfg.Now())
	if err != nil {
		return false, err
	}
	handles := map[postkamer.PersonID]bool{}
	for _, d := range desks {
		handles[d.ID] = d.Is(postkamer.Caseworker)
	}
	return handles[plan.DeputyID] || !handles[plan.PersonID], nil
}

// awayOnce notes an absence unless it stands.
func (s *Server) awayOnce(r *http.Request, plan postkamer.Absence) (int64, error) {
	standing, err := s.cfg.Store.Absences(r.Context(), s.cfg.Now())
	if err != nil {
		return 0, err
	}
	for _, a := range standing {
		if a.PersonID == plan.PersonID && a.DeputyID == plan.DeputyID && a.FirstDay.Equal(plan.FirstDay) && a.LastDay.Equal(plan.LastDay) {
			return a.ID, nil
		}
	}
	return s.cfg.Store.BeAway(r.Context(), plan, s.cfg.Now(), person(r))
}

// endAbsence says that somebody is there again.
func (s *Server) endAbsence(w http.ResponseWriter, r *http.Request) error {
	standing, err := s.cfg.Store.Absences(r.Context(), s.cfg.Now())
	if err != nil {
		return err
	}
	fields := url.Values{}
	for _, a := range standing {
		if strconv.FormatInt(a.ID, 10) == r.PathValue("id") {
			fields = url.Values{"weg-wie": {fmt.Sprint(a.PersonID)}, "weg-vervanger": {fmt.Sprint(a.DeputyID)}, "weg-vanaf": {s.fromToday(a.FirstDay)}, "weg-totenmet": {dayOrNone(a.LastDay)}}
		}
	}
	undo := Undo{Action: "/team/indelen/afwezig", Label: "Ongedaan maken", Fields: map[string]string{}}
	for name, values := range fields {
		undo.Fields[name] = values[0]
	}
	return s.ended(w, r, s.cfg.Store.EndAbsence, undo)
}
