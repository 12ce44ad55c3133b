package web

import (
	"net/http"
	"slices"

	"postkamer"
	"postkamer/store"
)

// elsewhere stands in the place of the kind and state of a piece that this person may
// not see: who looks for paper needs to know where the paper is, and no more.
const elsewhere = "alleen te zien voor wie aan deze zaak werkt"

// seesTrace tells whether this person may see the case of a piece. A piece that is in
// no queue yet says nothing about anybody.
func (s *Server) seesTrace(r *http.Request, t store.Trace) bool {
	if t.CaseID == 0 {
		return true
	}
	c := postkamer.Case{ID: t.CaseID, Queue: t.Queue, State: t.State, ClaimedBy: t.ClaimedBy}
	return s.sees(r, c)
}

// seesWay tells so of one piece.
func (s *Server) seesWay(r *http.Request, way store.Way) bool {
	if way.CaseID == 0 {
		return true
	}
	c, err := s.cfg.Store.Case(r.Context(), way.CaseID)
	return err == nil && s.sees(r, c)
}

// keepTrace keeps a question by reference as a search, when a caseworker may not see
// what it found: so that they can ask for it with a reason, as from the page Zoeken.
// That the piece was shown to be there is logged once. It returns the name of the
// search; "" when there is nothing to ask for.
func (s *Server) keepTrace(r *http.Request, q paperQuery, list []store.Trace) (string, error) {
	if q.Reference == "" || !person(r).Is(postkamer.Caseworker) {
		return "", nil
	}
	search := postkamer.Query{Reference: q.Reference}
	var outside []postkamer.PieceID
	for _, t := range list {
		if t.Reference == q.Reference && !s.seesTrace(r, t) {
			outside = append(outside, t.PieceID)
		}
	}
	if len(outside) == 0 {
		return "", nil
	}
	for _, kept := range s.searches(r.Context()) {
		if kept.Query == search && slices.Equal(kept.Found.Outside, outside) {
			return kept.ID, nil
		}
	}
	kept := newKeptSearch(q.Reference, "", search, store.Found{Outside: outside})
	if err := s.cfg.Store.LogSearch(r.Context(), person(r), searchedBy(search), outside); err != nil {
		return "", err
	}
	s.keepSearch(r, kept)
	return kept.ID, nil
}
