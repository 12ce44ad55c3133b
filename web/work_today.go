package web

import (
	"errors"
	"net/http"

	"postkamer"
)

// deskRoles are the roles that have queues.
var deskRoles = []postkamer.Role{postkamer.Caseworker, postkamer.Caller, postkamer.TeamLead}

// atDesk gives who is logged in the queues, languages and skills of today: a session
// lasts ten hours, and in the meantime somebody may have been asked to help elsewhere.
func (s *Server) atDesk(r *http.Request) error {
	v := visiting(r)
	if s.cfg.Store == nil || !v.person.Is(deskRoles...) {
		return nil
	}
	desk, err := s.cfg.Store.Desk(r.Context(), v.person, s.cfg.Now())
	if errors.Is(err, postkamer.ErrNotFound) {
		return nil // only in tests: who logs in has a row
	}
	if err == nil {
		v.person, v.desk = desk.Person, desk
	}
	return err
}
