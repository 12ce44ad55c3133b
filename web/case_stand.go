package web

import (
	"encoding/json"
	"fmt"
	"net/http"

	"postkamer"
	"postkamer/store"
)

// standing is what the page of a case hears while it is open.
type standing struct {
	Mark  string   `json:"stand"` // how things stand, to send along next time
	Says  []string `json:"zinnen"`
	Renew bool     `json:"vernieuw"` // the page shows how it was
}

// markOf says how a case stands in so many numbers.
func markOf(now store.CaseNow) string {
	return fmt.Sprintf("%d.%d.%d.%d", now.Version, now.Later, now.Notes, now.Pages)
}

// caseStand tells an open page who else looks, and what changed since it was made.
func (s *Server) caseStand(w http.ResponseWriter, r *http.Request) error {
	c, err := s.openCase(r)
	if err != nil {
		return err
	}
	var was store.CaseNow
	if _, err := fmt.Sscanf(r.URL.Query().Get("was"), "%d.%d.%d.%d", &was.Version, &was.Later, &was.Notes, &was.Pages); err != nil {
		return fmt.Errorf("%w: how it was", errMalformed)
	}
	now, err := s.cfg.Store.CaseNow(r.Context(), c.ID)
	if err != nil {
		return err
	}
	says, err := s.lookers(r, c.ID)
	if err != nil {
		return err
	}
	news := s.newsOf(was, now, person(r))
	return sendJSON(w, standing{Mark: markOf(now), Says: append(news, says...), Renew: len(news) > 0})
}

// lookers notes that this person looks, and says who else does.
func (s *Server) lookers(r *http.Request, id postkamer.CaseID) ([]string, error) {
	list, err := s.cfg.Store.LookIn(r.Context(), id, person(r))
	says := make([]string, len(list))
	for i, v := range list {
		says[i] = v.Name + " heeft deze zaak ook open, sinds " + dutchClock(v.Since.In(s.zone)) + " uur."
	}
	return says, err
}

// newsOf says what changed since a page was made.
func (s *Server) newsOf(was, now store.CaseNow, who postkamer.Person) (says []string) {
	if now.Later > was.Later {
		says = append(says, "Er is een nieuw bewijs binnen.")
	}
	if now.Pages != was.Pages {
		says = append(says, "De bladzijden van dit poststuk zijn veranderd.")
	}
	if now.Notes > was.Notes {
		says = append(says, "Er is een notitie bij gekomen.")
	}
	switch {
	case now.Version == was.Version:
	case now.Holder != 0 && now.Holder != who.ID:
		says = append(says, now.Name+" heeft deze zaak nu.")
	case len(says) == 0:
		says = append(says, "Deze zaak is net veranderd.")
	}
	return says
}

// addStand adds who else looks and what is new since this person took the case: what
// the open page then hears by itself.
func (s *Server) addStand(r *http.Request, page *casePage) error {
	now, err := s.cfg.Store.CaseNow(r.Context(), page.Case.ID)
	if err != nil {
		return err
	}
	page.Stand.Mark = markOf(now)
	if page.Mine && now.Fresh > 0 {
		page.Stand.Says = append(page.Stand.Says, page.Say("Er is een nieuw bewijs binnen sinds {je|u} deze zaak pakte. Het staat bij Andere post hierover."))
	}
	says, err := s.lookers(r, page.Case.ID)
	page.Stand.Says = append(page.Stand.Says, says...)
	return err
}

// sendJSON answers a script.
func sendJSON(w http.ResponseWriter, value any) error {
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(value)
}
