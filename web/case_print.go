package web

import (
	"net/http"
	"slices"
	"time"

	"postkamer"
)

// printPage is a case on paper: its fields, what is doubtful, the notes, the pages and
// what happened.
type printPage struct {
	casePage
	At time.Time
}

// AnyMasked tells whether a number is masked anywhere on it.
func (p printPage) AnyMasked() bool {
	return p.Masked || slices.ContainsFunc(p.Fields, func(f fieldRow) bool { return f.Hidden })
}

// printCase shows a case as it is printed. That is logged before it is sent: paper
// leaves the building.
func (s *Server) printCase(w http.ResponseWriter, r *http.Request) error {
	c, err := s.openCase(r)
	if err != nil {
		return err
	}
	printed := postkamer.Event{Kind: postkamer.EventPrinted, Actor: person(r).Name, PieceID: c.PieceID, CaseID: c.ID}
	if err := s.cfg.Store.Log(r.Context(), printed); err != nil {
		return err
	}
	page, err := s.casePageOf(r, c)
	if err != nil {
		return err
	}
	page.Title = "Afdruk van " + c.Reference
	page.Scripts = []string{"zaak.js"}
	return s.render(w, r, "zaakprint", http.StatusOK, printPage{page, s.cfg.Now()})
}
