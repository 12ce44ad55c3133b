package web

import (
	"errors"
	"net/http"

	"postkamer"
)

// A casePartner says on a case how it stands with the signature of the partner.
type casePartner struct {
	Says string
	Code string // address that makes a code to read out; empty: it cannot be now
}

// addPartner says how it stands with the partner of a form who must sign.
func (s *Server) addPartner(r *http.Request, page *casePage) error {
	sign, err := s.cfg.Store.Signature(r.Context(), page.Case.PieceID)
	if errors.Is(err, postkamer.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	row := &casePartner{}
	today := postkamer.DayOf(s.cfg.Now())
	switch {
	case sign.State == postkamer.SignatureSigned:
		row.Says = "De partner tekende op " + dutchDate(sign.AnsweredAt.In(s.zone)) + " met een eigen code."
	case sign.State == postkamer.SignatureRefused:
		row.Says = "De partner liet op " + dutchDate(sign.AnsweredAt.In(s.zone)) + " weten niet te tekenen."
	case sign.HasCode && s.cfg.Now().Before(sign.ExpiresAt):
		row.Says = "De partner heeft een code om te tekenen, tot en met " + dutchDate(sign.ExpiresAt.In(s.zone)) + "."
	case sign.HasCode:
		row.Says = "De code van de partner is verlopen."
	case sign.Way == postkamer.SignByPhone:
		row.Says = "De partner heeft nog geen code: er is alleen een telefoonnummer. Bel de partner en lees een code voor."
	default:
		row.Says = "De partner tekent op papier. Of bel de partner en lees een code voor."
	}
	if sign.State == postkamer.SignatureAsked && page.Case.State != postkamer.CaseDone && sign.SentOn.Before(today) {
		row.Code = page.Path + "/partnercode"
	}
	page.Partner = row
	return nil
}
