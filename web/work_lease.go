package web

import (
	"encoding/json"
	"net/http"
)

// A hold is the answer to a page that says that somebody is at work on it.
type hold struct {
	Until string `json:"tot"` // as on the page: 16.40 uur
}

// holdCase keeps a case with who works on it: its page asks while there are keys or a
// mouse. 409 means that it is not theirs any more.
func (s *Server) holdCase(w http.ResponseWriter, r *http.Request) error {
	c, err := s.heldCase(r)
	if err != nil {
		return err
	}
	until, err := s.cfg.Store.KeepClaim(r.Context(), c.ID, person(r))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(hold{Until: s.until(until)})
}

// skipCase puts a case back and takes the one after it.
func (s *Server) skipCase(w http.ResponseWriter, r *http.Request) error {
	c, form, err := s.savedCase(r)
	if err != nil {
		return err
	}
	if err := s.cfg.Store.Skip(r.Context(), c.ID, c.Version, person(r), reasonBack(form)); err != nil {
		return err
	}
	form.Set("daarna", "volgende")
	return s.afterCase(w, r, form, c.Reference+" is voor een collega.", c.ID)
}
