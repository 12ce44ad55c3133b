package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"postkamer"
)

// seenMarks is the field of a form that names the fields that were looked at.
const seenMarks = "gezien"

// savedCase keeps the fields of the posted form, and returns the case as it was
// before with the form. ErrConflict means that the case is not this person's, or
// was not without a break since the page was made: a forgotten tab changes nothing.
func (s *Server) savedCase(r *http.Request) (postkamer.Case, url.Values, error) {
	form, err := postForm(r, seenMarks)
	if err != nil {
		return postkamer.Case{}, nil, err
	}
	version, err := versionIn(form)
	if err != nil {
		return postkamer.Case{}, nil, err
	}
	c, err := s.heldCase(r)
	if err != nil {
		return c, nil, err
	}
	if c.Version != version {
		return c, nil, fmt.Errorf("case %d at version %d: %w", c.ID, version, postkamer.ErrConflict)
	}
	inputs, err := fieldInputs(form, c.Fields)
	if err != nil {
		return c, nil, err
	}
	return c, form, s.cfg.Store.SaveFields(r.Context(), c.ID, person(r), inputs)
}

// saveCase keeps the fields, and goes on to the page that was asked for.
func (s *Server) saveCase(w http.ResponseWriter, r *http.Request) error {
	c, form, err := s.savedCase(r)
	if err != nil {
		return err
	}
	switch form.Get("naar") {
	case "bel", "indelen", "brief":
		http.Redirect(w, r, casePath(c.ID)+"/"+form.Get("naar"), http.StatusSeeOther)
	default:
		if form.Get("erbij") != "" {
			return s.addField(w, r, c, form) // Enter in that field presses the first button
		}
		s.flashTakeBack(r, "✓ Opgeslagen.", c.ID)
		http.Redirect(w, r, casePath(c.ID), http.StatusSeeOther)
	}
	return nil
}

// saveField keeps one field while somebody works. There is no page to show: the
// answer is what takes it back, nothing when nothing changed.
func (s *Server) saveField(w http.ResponseWriter, r *http.Request) error {
	c, _, err := s.savedCase(r)
	if err != nil {
		return err
	}
	undos, err := s.lastUndos(r, []postkamer.CaseID{c.ID})
	if err != nil {
		return err
	}
	if len(undos) == 0 {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return sendJSON(w, map[string]string{undoField: undos[0]})
}

// approveCase ends a case, unless a field that failed its check was not looked at.
func (s *Server) approveCase(w http.ResponseWriter, r *http.Request) error {
	c, form, err := s.savedCase(r)
	if err != nil {
		return err
	}
	letters, err := s.unsentLetters(r, c.ID)
	if err != nil {
		return err
	}
	unseen, err := s.guard().Approve(r.Context(), c.ID, c.Version, person(r))
	if errors.Is(err, postkamer.ErrKindUnsure) {
		return s.kindNotChosen(w, r, c.ID)
	}
	if err != nil {
		return err
	}
	if len(unseen) > 0 {
		return s.notApproved(w, r, c.ID, unseen)
	}
	said, err := s.saidOfLetters(r, c.ID, letters)
	if err != nil {
		return err
	}
	return s.afterCase(w, r, form, "✓ "+c.Reference+" is goedgekeurd."+said, c.ID)
}

// notApproved shows the case again and names the fields to look at first.
func (s *Server) notApproved(w http.ResponseWriter, r *http.Request, id postkamer.CaseID, unseen []postkamer.FieldName) error {
	c, err := s.cfg.Store.Case(r.Context(), id)
	if err != nil {
		return err
	}
	var wrong []FieldError
	for _, name := range unseen {
		wrong = append(wrong, FieldError{fieldID(name), "Kijk dit eerst na: " + fieldLabel(name)})
	}
	return s.renderCase(w, r, c, http.StatusUnprocessableEntity, wrong)
}

// kindNotChosen shows the case again and says how to choose what it is about.
func (s *Server) kindNotChosen(w http.ResponseWriter, r *http.Request, id postkamer.CaseID) error {
	c, err := s.cfg.Store.Case(r.Context(), id)
	if err != nil {
		return err
	}
	return s.renderCase(w, r, c, http.StatusUnprocessableEntity, []FieldError{{"soort", "Kies eerst waar dit over gaat: met toets 1, 2 of 3, of met Anders indelen"}})
}

// afterCase goes on: to the next case when that was asked for, else to the work. What
// was done to the case can be taken back there.
func (s *Server) afterCase(w http.ResponseWriter, r *http.Request, form url.Values, said string, id postkamer.CaseID) error {
	if form.Get("daarna") == "volgende" {
		return s.goNext(w, r, said, id)
	}
	s.flashTakeBack(r, said, id)
	http.Redirect(w, r, "/werk", http.StatusSeeOther)
	return nil
}

// goNext claims the next case and goes there. What was done to the cases of before can
// be taken back there.
func (s *Server) goNext(w http.ResponseWriter, r *http.Request, said string, before ...postkamer.CaseID) error {
	id, err := s.cfg.Store.ClaimNext(r.Context(), person(r))
	if errors.Is(err, postkamer.ErrNotFound) {
		left, err := s.nothingNext(r)
		if err != nil {
			return err
		}
		s.flashTakeBack(r, join(said, left), before...)
		http.Redirect(w, r, "/werk", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	if said != "" {
		s.flashTakeBack(r, said, before...)
	}
	http.Redirect(w, r, casePath(id), http.StatusSeeOther)
	return nil
}

// join puts two sentences after each other; the first may be empty.
func join(first, second string) string {
	if first == "" {
		return second
	}
	return first + " " + second
}

// reasonsBack are why somebody puts a case back, in both tones. The reason stays
// in the log of the case.
var reasonsBack = []Option{
	{Value: "geen tijd", Label: "Ik heb er nu geen tijd voor"},
	{Value: "kan dit niet beoordelen", Label: "Ik kan dit niet beoordelen"},
	{Value: "kent de inwoner", Label: "Ik ken deze inwoner"},
	{Value: "andere reden", Label: "Andere reden"},
}

func backReasons(p Page) Choice {
	return Choice{Name: "reden", Legend: p.Say("Waarom {leg je|legt u} deze zaak terug?"), Options: reasonsBack}
}

// releaseCase puts a case back on its queue.
func (s *Server) releaseCase(w http.ResponseWriter, r *http.Request) error {
	c, form, err := s.savedCase(r)
	if err != nil {
		return err
	}
	if err := s.cfg.Store.Release(r.Context(), c.ID, c.Version, person(r), reasonBack(form)); err != nil {
		return err
	}
	s.flashTakeBack(r, "✓ "+c.Reference+" ligt weer bij "+s.queueLabel(c.Queue)+".", c.ID)
	http.Redirect(w, r, "/werk", http.StatusSeeOther)
	return nil
}

// reasonBack is one of reasonsBack: the log holds no free text about citizens.
func reasonBack(form url.Values) string {
	for _, reason := range reasonsBack {
		if form.Get("reden") == reason.Value {
			return reason.Value
		}
	}
	return "andere reden"
}
