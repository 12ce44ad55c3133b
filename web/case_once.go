package web

import (
	"errors"
	"net/http"

	"postkamer"
)

// once makes two clicks on one button one action: the second finds its case moved
// on by the first, and is told that it is done instead of "a colleague was first".
// Kind is the event that the action logs.
func (s *Server) once(kind postkamer.EventKind, act handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		err := act(w, r)
		if !errors.Is(err, postkamer.ErrConflict) && !errors.Is(err, postkamer.ErrForbidden) {
			return err
		}
		c, did := s.didAlready(r, kind)
		if !did {
			return err
		}
		s.flash(r, FlashOK, "✓ "+c.Reference+": "+eventWords[kind]+".")
		http.Redirect(w, r, s.startOf(r), http.StatusSeeOther)
		return nil
	}
}

// didAlready tells whether the last thing that happened to the case of the
// address, right after the page that was posted, was this person doing this.
func (s *Server) didAlready(r *http.Request, kind postkamer.EventKind) (postkamer.Case, bool) {
	version, err := versionIn(r.PostForm)
	if err != nil {
		return postkamer.Case{}, false
	}
	id, err := numberIn(r, "id")
	if err != nil {
		return postkamer.Case{}, false
	}
	c, err := s.cfg.Store.Case(r.Context(), postkamer.CaseID(id))
	if err != nil || c.Version != version+1 {
		return c, false
	}
	events, err := s.cfg.Store.PieceEvents(r.Context(), c.PieceID)
	if err != nil {
		return c, false
	}
	for i := len(events) - 1; i >= 0; i-- {
		if !isLook(events[i].Kind) {
			return c, events[i].Kind == kind && events[i].Actor == person(r).Name
		}
	}
	return c, false
}
