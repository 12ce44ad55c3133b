package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"postkamer"
	"postkamer/store"
)

// inspectPage asks why somebody must see a case outside their own queues.
type inspectPage struct {
	Page
	Case   postkamer.Case
	Path   string
	Z, Van string // what leads here: a search, or another case
	Where  string
	Reason Choice
	Other  Field
}

// inspectReasons are why somebody looks outside their queues; the last needs words.
var inspectReasons = []Option{
	{Value: "De inwoner belt of staat aan de balie"},
	{Value: "Nodig voor een zaak die ik nu heb"},
	{Value: "Een collega vroeg om mee te kijken"},
	{Value: "anders", Label: "Iets anders"},
}

// grantFor is how long a case stays open to somebody: the rest of a working day.
const grantFor = 8 * time.Hour

// inspectForm asks why.
func (s *Server) inspectForm(w http.ResponseWriter, r *http.Request) error {
	c, err := s.foundCase(r, r.URL.Query())
	if err != nil {
		return err
	}
	if s.sees(r, c) {
		http.Redirect(w, r, casePath(c.ID), http.StatusSeeOther)
		return nil
	}
	return s.renderInspect(w, r, c, r.URL.Query(), http.StatusOK, nil)
}

func (s *Server) renderInspect(w http.ResponseWriter, r *http.Request, c postkamer.Case, form url.Values, status int, wrong []FieldError) error {
	page := inspectPage{Page: s.page(r, "Waarom {moet je|moet u} dit zien? "+c.Reference), Case: c, Path: casePath(c.ID) + "/inzien", Where: s.queueLabel(c.Queue)}
	page.Title, page.Errors = page.Say(page.Title), wrong
	page.Z, page.Van = form.Get("z"), form.Get("van")
	page.Reason = Choice{Name: "reden", Legend: "Waarom?", Options: slices.Clone(inspectReasons), Values: form["reden"], Error: wrongIn(wrong, "reden")}
	for i := range page.Reason.Options {
		o := &page.Reason.Options[i]
		if o.Label == "" {
			o.Label = o.Value
		}
	}
	page.Other = Field{Name: "toelichting", Label: "Toelichting", MaxLength: 200, Value: form.Get("toelichting"), Error: wrongIn(wrong, "toelichting"),
		Hint: "Nodig bij Iets anders. Schrijf geen namen of gegevens van de inwoner op."}
	return s.render(w, r, "inzien", status, page)
}

// inspect opens the case for the rest of the day and logs why.
func (s *Server) inspect(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	c, err := s.foundCase(r, form)
	if err != nil {
		return err
	}
	reason, wrong := readReason(form)
	if len(wrong) > 0 {
		return s.renderInspect(w, r, c, form, http.StatusUnprocessableEntity, wrong)
	}
	if !s.sees(r, c) { // a second click adds nothing
		grant := postkamer.Grant{PersonID: person(r).ID, CaseID: c.ID, Reason: reason, Until: s.cfg.Now().Add(grantFor)}
		if err := s.cfg.Store.Allow(r.Context(), grant, person(r)); err != nil {
			return err
		}
	}
	to := casePath(c.ID)
	if z := form.Get("z"); z != "" {
		to += "?" + url.Values{"z": {z}}.Encode()
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// readReason returns the reason as it stands in the log.
func readReason(form url.Values) (string, []FieldError) {
	chosen, other := form.Get("reden"), strings.TrimSpace(form.Get("toelichting"))
	if !slices.ContainsFunc(inspectReasons, func(o Option) bool { return o.Value == chosen }) {
		return "", []FieldError{{"reden", "Kies een reden"}}
	}
	other = hideBSNs(other)
	switch {
	case chosen == "anders" && other == "":
		return "", []FieldError{{"toelichting", "Schrijf op waarom"}}
	case chosen == "anders":
		return other, nil
	case other != "":
		return chosen + ". " + other, nil
	}
	return chosen, nil
}

// foundCase returns the case of the address when this person came upon it by a
// search of theirs, or from another case of the same citizen that they may see.
// Nobody opens cases by guessing numbers.
func (s *Server) foundCase(r *http.Request, form url.Values) (postkamer.Case, error) {
	id, err := numberIn(r, "id")
	if err != nil {
		return postkamer.Case{}, err
	}
	c, err := s.cfg.Store.Case(r.Context(), postkamer.CaseID(id))
	if err != nil {
		return c, err
	}
	if s.sees(r, c) {
		return c, nil
	}
	for _, kept := range s.searches(r.Context()) {
		if slices.Contains(kept.Found.Outside, c.PieceID) {
			return c, nil
		}
	}
	if s.cameFrom(r, form.Get("van"), c) {
		return c, nil
	}
	return c, fmt.Errorf("case %d was not found by a search: %w", id, postkamer.ErrForbidden)
}

// cameFrom tells whether a case is of the same citizen as another that this person
// may see, or has to do with it.
func (s *Server) cameFrom(r *http.Request, from string, c postkamer.Case) bool {
	id, err := strconv.ParseInt(from, 10, 64)
	if err != nil {
		return false
	}
	other, err := s.cfg.Store.Case(r.Context(), postkamer.CaseID(id))
	if err != nil || !s.sees(r, other) {
		return false
	}
	same, err := s.cfg.Store.SamePerson(r.Context(), other.PieceID, mostSame)
	if err == nil && slices.ContainsFunc(same, func(one store.Same) bool { return one.PieceID == c.PieceID }) {
		return true
	}
	related, err := s.cfg.Store.Relations(r.Context(), other.PieceID)
	return err == nil && slices.ContainsFunc(related, func(one postkamer.Relation) bool { return one.CaseID == c.ID })
}

// sees tells whether this person may look at a case now: by role and queue, or
// because it was opened to them.
func (s *Server) sees(r *http.Request, c postkamer.Case) bool {
	if maySee(person(r), c) {
		return true
	}
	if !person(r).Is(postkamer.Caseworker) {
		return false
	}
	allowed, err := s.cfg.Store.Allowed(r.Context(), person(r).ID, c.ID)
	return err == nil && allowed
}
