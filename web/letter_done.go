package web

import (
	"net/http"
	"slices"

	"postkamer"
)

// unsentLetters are the letters about a case that lie at the printer.
func (s *Server) unsentLetters(r *http.Request, id postkamer.CaseID) ([]postkamer.Letter, error) {
	list, err := s.cfg.Store.LettersOf(r.Context(), id)
	return slices.DeleteFunc(list, func(l postkamer.Letter) bool { return l.State != postkamer.LetterMade }), err
}

// saidOfLetters says what became of letters that lay at the printer when a case ended: what
// asks something was taken back with it, the rest still goes. Nothing when none lay there.
func (s *Server) saidOfLetters(r *http.Request, id postkamer.CaseID, before []postkamer.Letter) (string, error) {
	if len(before) == 0 {
		return "", nil
	}
	unsent, err := s.unsentLetters(r, id)
	if err != nil {
		return "", err
	}
	said := ""
	for _, l := range before {
		name := "De brief ‘" + s.letterLabel(l.Template) + "’"
		stays := slices.ContainsFunc(unsent, func(u postkamer.Letter) bool { return u.ID == l.ID })
		switch {
		case !stays:
			said += " " + name + " was nog niet geprint en is teruggehaald: de inwoner hoeft niets meer te doen."
		case l.RunID != 0:
			said += " " + name + " wordt al geprint en gaat nog weg."
		default:
			said += " " + name + " wordt nog geprint. Mag hij niet weg? Haal hem terug op de pagina van de zaak."
		}
	}
	return said, nil
}
