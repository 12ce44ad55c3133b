package web

import (
	"net/http"

	"postkamer/store"
)

// forProven answers who has proven, in the way of find, that a piece is theirs. Anybody
// else is led to the page that asks who they are, and who posted something hears why.
func (s *Server) forProven(find func(*http.Request) (store.Proven, bool, error), page string, h provenHandler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		p, ok, err := find(r)
		switch {
		case err != nil:
			return err
		case ok:
			return h(w, r, p)
		case r.Method == http.MethodPost:
			s.flash(r, FlashWarning, s.toCitizen(r, "{Je was|U was} lang niet bezig. Vul {je|uw} kenmerk nog een keer in. Daarna {kun je|kunt u} verder."))
		}
		http.Redirect(w, r, page, http.StatusSeeOther)
		return nil
	}
}
