package web

import (
	"errors"
	"net/http"

	"postkamer"
)

// addIdentity says who sent the form, and how sure that is. Letters have a
// signature instead, which is judged elsewhere.
func (s *Server) addIdentity(r *http.Request, page *casePage, piece postkamer.Piece) error {
	if piece.Form == "" {
		return nil
	}
	who, err := s.cfg.Store.Identity(r.Context(), piece.ID)
	if errors.Is(err, postkamer.ErrNotFound) {
		page.Identity = "identiteit niet vastgesteld"
		return nil
	}
	page.Identity = identityWords(who)
	return err
}

// identityWords say by what an identity was established. Who acts for a company
// proves the company and not himself.
func identityWords(who postkamer.Identity) string {
	switch who.Means {
	case postkamer.MeansCounter:
		return "identiteit vastgesteld aan de balie"
	case postkamer.MeansEHerkenning:
		return "bedrijf vastgesteld met " + who.Words() + ", persoon niet vastgesteld"
	}
	return "identiteit vastgesteld met " + who.Words()
}
