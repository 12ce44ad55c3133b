package web

import (
	"errors"
	"net/http"

	"postkamer"
)

// callByCode begins the talk with a citizen who phones us and names the code of a letter.
func (s *Server) callByCode(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	code := postkamer.NormalCallCode(form.Get("code"))
	letter, err := postkamer.Letter{}, postkamer.ErrNotFound
	if code != "" {
		letter, err = s.cfg.Store.LetterOfCode(r.Context(), code)
	}
	if errors.Is(err, postkamer.ErrNotFound) {
		return s.sayOnCalls(w, r, "Deze code kennen wij niet. Vraag de inwoner om de code nog een keer te lezen, of zoek de zaak met het kenmerk.")
	}
	if err != nil {
		return err
	}
	id, err := s.cfg.Store.TakeCall(r.Context(), letter.CaseID, person(r))
	if errors.Is(err, postkamer.ErrConflict) {
		return s.sayWhoHasIt(w, r, letter.CaseID)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, callPath(id), http.StatusSeeOther)
	return nil
}

// sayOnCalls goes back to the list with a sentence.
func (s *Server) sayOnCalls(w http.ResponseWriter, r *http.Request, said string) error {
	s.flash(r, FlashWarning, said)
	http.Redirect(w, r, "/bellen", http.StatusSeeOther)
	return nil
}

// sayWhoHasIt says to whom a citizen must be put through whose case waits for no call.
func (s *Server) sayWhoHasIt(w http.ResponseWriter, r *http.Request, id postkamer.CaseID) error {
	c, err := s.cfg.Store.Case(r.Context(), id)
	if err != nil {
		return err
	}
	calls, err := s.cfg.Store.CallsOfCase(r.Context(), id)
	if err != nil {
		return err
	}
	said := "Wij wachten niet meer op dit telefoontje. De zaak " + c.Reference + " ligt bij " + s.queueLabel(c.Queue) + "."
	switch {
	case c.State == postkamer.CaseDone:
		said = "De zaak " + c.Reference + " is al afgerond."
	case len(calls) > 0 && calls[0].ClaimedName != "":
		said = s.busyWith(calls[0])
	case c.ClaimedName != "":
		said = c.ClaimedName + " heeft de zaak " + c.Reference + ". Verbind de inwoner door."
	}
	return s.sayOnCalls(w, r, said)
}
