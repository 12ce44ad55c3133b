package web

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"postkamer"
	"postkamer/store"
)

func (s *Server) searchRoutes() {
	who := []postkamer.Role{postkamer.Caseworker, postkamer.Caller, postkamer.TeamLead}
	s.staff("GET /zoek", s.searchPage, who...)
	s.staff("POST /zoek", s.search, who...)
	s.staff("GET /zaak/{id}/inzien", s.inspectForm, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/inzien", s.inspect, postkamer.Caseworker)
}

// A keptSearch is a search with what it found. It stays in the session: what
// somebody looked for never stands in an address.
type keptSearch struct {
	ID    string // to name it in an address
	Typed string
	Born  string
	Query postkamer.Query
	Found store.Found
}

func newKeptSearch(typed, born string, q postkamer.Query, found store.Found) keptSearch {
	return keptSearch{ID: strings.ToLower(rand.Text()[:8]), Typed: typed, Born: born, Query: q, Found: found}
}

// Keys and bounds of what a session keeps of searching.
const (
	searchesKey  = "zoek"
	keptSearches = 6  // newer ones push out the oldest
	mostOutside  = 20 // pieces outside somebody's queues that one search shows
)

// sightOf is what somebody may see: a team leader all, a caseworker what is in
// their queues, anybody else nothing but what an exact question finds.
func sightOf(who postkamer.Person) store.Sight {
	sight := store.Sight{Person: who.ID, All: who.Is(postkamer.TeamLead)}
	if who.Is(postkamer.Caseworker) {
		sight.All = sight.All || len(who.Queues) == 0
		sight.Queues = who.Queues
	}
	return sight
}

// search looks for what was typed and leads to what it found.
func (s *Server) search(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	q, wrong := s.readSearch(form)
	if len(wrong) > 0 {
		return s.renderSearch(w, r, form, http.StatusUnprocessableEntity, wrong)
	}
	found, err := s.cfg.Store.Search(r.Context(), q, sightOf(person(r)))
	if errors.Is(err, postkamer.ErrTooSlow) {
		wrong := []FieldError{{"q", "Dit zoeken duurde te lang. Zet er een woord bij, of kies een soort of een periode."}}
		return s.renderSearch(w, r, form, http.StatusUnprocessableEntity, wrong)
	}
	if err != nil {
		return err
	}
	found.Outside = found.Outside[:min(len(found.Outside), mostOutside)]
	q.Beginning = q.Beginning || found.Loose
	kept := newKeptSearch(form.Get("q"), form.Get("geboren"), q, found)
	if err := s.cfg.Store.LogSearch(r.Context(), person(r), searchedBy(q), found.Outside); err != nil {
		return err
	}
	s.keepSearch(r, kept)
	http.Redirect(w, r, "/zoek?z="+kept.ID, http.StatusSeeOther)
	return nil
}

// searchedBy says by what somebody searched, for the log: never the words themselves.
func searchedBy(q postkamer.Query) string {
	switch {
	case q.Reference != "":
		return "kenmerk"
	case q.BSN != "":
		return "burgerservicenummer"
	case q.Postcode != "":
		return "postcode en huisnummer"
	case q.Born != "":
		return "naam en geboortedatum"
	case q.Code != "":
		return "nummer"
	}
	return "woorden"
}

func (s *Server) keepSearch(r *http.Request, kept keptSearch) {
	list := s.searches(r.Context())
	list = append(list[max(len(list)-keptSearches+1, 0):], kept)
	s.put(r.Context(), searchesKey, list)
}

func (s *Server) searches(ctx context.Context) (list []keptSearch) {
	s.get(ctx, searchesKey, &list)
	return list
}

// searchOf returns the search that an address names; false when it is no longer kept.
func (s *Server) searchOf(r *http.Request) (keptSearch, bool) {
	list := s.searches(r.Context())
	i := slices.IndexFunc(list, func(k keptSearch) bool { return k.ID == r.URL.Query().Get("z") })
	if i < 0 {
		return keptSearch{}, false
	}
	return list[i], true
}

// readSearch understands the form.
func (s *Server) readSearch(form url.Values) (q postkamer.Query, wrong []FieldError) {
	q = postkamer.ReadQuery(form.Get("q"))
	if born := form.Get("geboren"); born != "" {
		day := postkamer.NormalDay(born)
		if day == "" {
			wrong = append(wrong, FieldError{"geboren", "Deze datum bestaat niet. Schrijf bijvoorbeeld 3-5-1980"})
		}
		if q.Text == "" && q.Reference == "" && q.BSN == "" && q.Postcode == "" {
			return q, append(wrong, FieldError{"q", "Vul ook de naam in. Alleen een geboortedatum is te weinig"})
		}
		q.Born, q.Code = day, ""
	}
	if q.Empty() {
		wrong = append(wrong, FieldError{"q", "Vul in wat {je|u} zoekt"})
	}
	q.Kind = postkamer.CaseType(form.Get("soort"))
	q.Since, wrong = searchDay(form, "van", wrong)
	q.Until, wrong = searchDay(form, "tot", wrong)
	return q, wrong
}

// searchDay reads a day that may be left empty.
func searchDay(form url.Values, name string, wrong []FieldError) (time.Time, []FieldError) {
	typed := form.Get(name)
	if typed == "" {
		return time.Time{}, wrong
	}
	day, err := time.Parse(time.DateOnly, postkamer.NormalDay(typed))
	if err != nil {
		return day, append(wrong, FieldError{name, "Deze datum bestaat niet. Schrijf bijvoorbeeld 3-5-2026"})
	}
	return day, wrong
}
