package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"postkamer"
	"postkamer/store"
)

// mostSame is how many other pieces of the same citizen a case shows.
const mostSame = 12

// samePost is what else the same citizen sent, and the words that were looked for.
type samePost struct {
	Same    []sameLine
	Results string // address of what was found; empty: nobody searched
	Lit     int    // words that are lit on the pages
}

// A sameLine is one other piece of the same citizen.
type sameLine struct {
	hitLine
	By string // how it is known
}

// sameWords say how it is known that two pieces are of one person.
var sameWords = map[store.SameBy]string{
	store.SameBSN:     "zelfde burgerservicenummer",
	store.SameBirth:   "zelfde naam en geboortedatum",
	store.SameAddress: "zelfde naam en adres",
}

// addSame adds other post of the same citizen, and lights the words that somebody
// came here by. Neither is needed to work: a search that is too slow says nothing.
func (s *Server) addSame(r *http.Request, page *casePage) error {
	if err := s.findSame(r, page); !errors.Is(err, postkamer.ErrTooSlow) {
		return err
	}
	return nil
}

func (s *Server) findSame(r *http.Request, page *casePage) error {
	if kept, ok := s.searchOf(r); ok {
		page.Results = "/zoek?" + url.Values{"z": {kept.ID}}.Encode()
		if err := s.lightWords(r, page, kept.Query); err != nil {
			return err
		}
	}
	same, err := s.cfg.Store.SamePerson(r.Context(), page.Case.PieceID, mostSame)
	if err != nil || len(same) == 0 {
		return err
	}
	ids := make([]postkamer.PieceID, len(same))
	for i, one := range same {
		ids[i] = one.PieceID
	}
	lines, err := s.hits(r, keptSearch{}, ids)
	if err != nil {
		return err
	}
	for i, line := range lines {
		if page.relates(line.PieceID) {
			continue // stands there already
		}
		line.Link = strings.TrimSuffix(line.Link, "?z=")
		if line.Link != "" && !line.InSight {
			line.Link = inspectPath(line.CaseID, page.Case.ID)
		}
		page.Same = append(page.Same, sameLine{line, sameWords[same[i].By]})
	}
	return nil
}

// lightWords marks the words of a search on the pages.
func (s *Server) lightWords(r *http.Request, page *casePage, q postkamer.Query) error {
	spots, err := s.cfg.Store.Spots(r.Context(), page.Case.PieceID, q)
	if err != nil {
		return err
	}
	page.Lit = len(spots)
	for _, spot := range spots {
		for i := range page.Sheets {
			if page.Sheets[i].ID == spot.PageID {
				page.Sheets[i].Hits = append(page.Sheets[i].Hits, spot)
			}
		}
	}
	return nil
}

// relates tells whether a piece stands among those that this one has to do with.
func (p *casePage) relates(id postkamer.PieceID) bool {
	return slices.ContainsFunc(p.Related, func(r relationRow) bool { return r.PieceID == id })
}

// hideElsewhere keeps of a piece in another queue that this one has to do with
// where it lies, and the way to ask for more.
func (s *Server) hideElsewhere(r *http.Request, from postkamer.CaseID, row *relationRow) error {
	other, err := s.cfg.Store.Case(r.Context(), row.CaseID)
	if err != nil {
		return err
	}
	if !s.sees(r, other) {
		row.Kind, row.State = "post van "+s.queueLabel(other.Queue), ""
		row.Link = inspectPath(row.CaseID, from)
	}
	return nil
}

// inspectPath asks why somebody who is at one case must see another.
func inspectPath(id, from postkamer.CaseID) string {
	return fmt.Sprintf("%s/inzien?van=%d", casePath(id), from)
}
