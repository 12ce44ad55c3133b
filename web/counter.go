package web

import (
	"net/http"
	"slices"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// counterPath is where a colleague begins a form for a citizen at the counter.
const counterPath = "/balie"

// counterRoles are those who help citizens at the counter.
func counterRoles() []postkamer.Role {
	return []postkamer.Role{postkamer.Caseworker, postkamer.Caller, postkamer.TeamLead}
}

func (s *Server) counterRoutes() {
	s.staff("GET "+counterPath, s.counter, counterRoles()...)
	s.staff("POST "+counterPath, s.beginCounter, counterRoles()...)
	s.staff("POST "+counterPath+"/klaar", s.endCounter, counterRoles()...)
}

// documents are what can prove at the counter who somebody is (Wet op de
// identificatieplicht art. 1), by the word that the log has of it.
var documents = []Option{
	{Value: "paspoort", Label: "Ja, een paspoort"},
	{Value: "identiteitskaart", Label: "Ja, een identiteitskaart"},
	{Value: "rijbewijs", Label: "Ja, een rijbewijs"},
	{Value: "verblijfsdocument", Label: "Ja, een verblijfsdocument"},
	{Value: noDocument, Label: "Nee", Hint: "De zaak zegt dan dat niet vaststaat wie het is."},
}

// noDocument is chosen when no document was seen.
const noDocument = "geen"

// counterPage is where a colleague chooses a form for a citizen at the counter.
type counterPage struct {
	Page
	Which    Choice
	Document Choice
	Open     []Link // forms that were begun on this screen and not finished
	End      string // address to post to, to clear the screen
}

// counter shows which forms a colleague can fill in for a citizen.
func (s *Server) counter(w http.ResponseWriter, r *http.Request) error {
	return s.renderCounter(w, r, http.StatusOK, "", "", nil)
}

func (s *Server) renderCounter(w http.ResponseWriter, r *http.Request, status int, form, document string, wrong []FieldError) error {
	page := counterPage{Page: s.page(r, "Balie"), End: counterPath + "/klaar"}
	page.Errors = wrong
	page.Which = Choice{Name: "formulier", Legend: page.Say("Welk formulier {vul je|vult u} in?"), Values: []string{form}, Error: wrongIn(wrong, "formulier"), Options: s.counterForms(r)}
	page.Document = Choice{Name: "document", Legend: page.Say("{Heb je|Hebt u} een geldig identiteitsbewijs van de inwoner gezien?"), Values: []string{document}, Error: wrongIn(wrong, "document"), Options: documents}
	for _, f := range s.openForms(r) {
		page.Open = append(page.Open, Link{Path: f.path(""), Label: s.toCitizen(r, f.form.Title)})
	}
	return s.render(w, r, "balie", status, page)
}

// counterForms are the forms to choose from, named as citizens see them.
func (s *Server) counterForms(r *http.Request) []Option {
	var options []Option
	for _, form := range s.forms.All() {
		options = append(options, Option{Value: form.Name, Label: s.toCitizen(r, form.Title)})
	}
	return options
}

// openForms are the forms that were begun in this session.
func (s *Server) openForms(r *http.Request) []citizenForm {
	var list []citizenForm
	for _, form := range s.forms.All() {
		if f := (citizenForm{s, form}); s.sessions.Exists(r.Context(), f.draftKey()) {
			list = append(list, f)
		}
	}
	return list
}

// beginCounter begins a form for a citizen who is there. What was open on this screen
// is of somebody else, and goes.
func (s *Server) beginCounter(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	f, known := s.formCalled(form.Get("formulier"))
	document := form.Get("document")
	var wrong []FieldError
	if !known {
		wrong = append(wrong, FieldError{"formulier", s.say("Kies welk formulier {je invult|u invult}")})
	}
	if !slices.ContainsFunc(documents, func(o Option) bool { return o.Value == document }) {
		wrong = append(wrong, FieldError{"document", s.say("Kies of {je|u} een identiteitsbewijs hebt gezien")})
	}
	if len(wrong) > 0 {
		return s.renderCounter(w, r, http.StatusUnprocessableEntity, form.Get("formulier"), document, wrong)
	}
	if err := s.clearScreen(r); err != nil {
		return err
	}
	draft, err := f.newDraft(r)
	if err != nil {
		return err
	}
	if document == noDocument {
		document = ""
	}
	if err := s.cfg.Store.BeginCounter(r.Context(), draft.ID, person(r).ID, document); err != nil {
		return err
	}
	return f.to(w, r, f.form.FirstOpen(nil, f.context(r)))
}

// endCounter clears the screen for the next citizen. What was not sent is gone, for it
// must not stay with a colleague.
func (s *Server) endCounter(w http.ResponseWriter, r *http.Request) error {
	if _, err := postForm(r); err != nil {
		return err
	}
	if err := s.clearScreen(r); err != nil {
		return err
	}
	s.flash(r, FlashOK, "✓ Het scherm is leeg. De volgende inwoner kan komen.")
	http.Redirect(w, r, counterPath, http.StatusSeeOther)
	return nil
}

// clearScreen forgets what a citizen did in this session.
func (s *Server) clearScreen(r *http.Request) error {
	for _, f := range s.openForms(r) {
		var held heldDraft
		if s.get(r.Context(), f.draftKey(), &held) {
			if err := s.cfg.Store.DropCounter(r.Context(), held.Draft); err != nil {
				return err
			}
		}
		s.sessions.Remove(r.Context(), f.draftKey())
		s.sessions.Remove(r.Context(), f.loggedInKey())
	}
	for _, key := range []string{callFromKey, savedKey, partnerKey} {
		s.sessions.Remove(r.Context(), key)
	}
	s.forgetProof(r)
	return nil
}

// knowCounter notes that a colleague fills in a draft for a citizen who is there, and
// tells whether that is so. In the session of another colleague it is not.
func (f citizenForm) knowCounter(r *http.Request, d store.Draft) (bool, error) {
	who := person(r)
	if who.ID == 0 {
		return false, nil
	}
	c, known, err := f.s.cfg.Store.Counter(r.Context(), d.ID)
	if err != nil || !known || c.Person != who.ID {
		return false, err
	}
	v := visiting(r)
	v.counter = &intake.Counter{Person: c.Person, Name: c.Name, Document: c.Document}
	v.citizen, v.citizenBar = nil, nil
	if c.Document != "" {
		v.citizen = &postkamer.Identity{Means: postkamer.MeansCounter, ProvenAt: c.BegunAt}
	}
	return true, nil
}

// A counterBar says on a page that a colleague fills it in for a citizen.
type counterBar struct {
	Name     string
	Document string // that was seen; empty: none
	End      string // address to post to, to clear the screen
}

// counterBar is the bar of a request; nil when nobody fills in for a citizen.
func (v *visit) counterBar() *counterBar {
	if v.counter == nil {
		return nil
	}
	return &counterBar{Name: v.counter.Name, Document: v.counter.Document, End: counterPath + "/klaar"}
}

// privately keeps the browser at a counter from remembering what a citizen says.
func (p *questionPage) privately() {
	if p.AtCounter == nil {
		return
	}
	for i := range p.Questions {
		q := &p.Questions[i]
		q.Field.Autocomplete = "off"
		for j := range q.Date.Parts {
			q.Date.Parts[j].Autocomplete = "off"
		}
	}
}
