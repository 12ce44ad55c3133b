package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// citizenLimit bounds what one page of a form may post, in bytes.
const citizenLimit = 64 << 10

// Slugs of a form's pages besides those of its definition.
const (
	explainSlug = "uitleg" // why the form ends here
	doneSlug    = "klaar"  // the receipt
)

// citizenRoutes adds the pages of every form. A definition that cannot be right
// stops the start.
func (s *Server) citizenRoutes() error {
	forms, err := s.allForms()
	if err != nil {
		return err
	}
	s.forms = forms
	var list []citizenForm
	for _, form := range forms.All() {
		f := citizenForm{s, form}
		if taken := s.routeAt(f.path("")); taken != "" {
			return fmt.Errorf("%w: form %s: %s is another page of the site: give the form another name", errConfig, form.Name, taken)
		}
		list = append(list, f)
		s.public("GET "+f.path(""), f.start).share()
		s.public("POST "+f.path(""), f.begin).allow(citizenLimit, formPatient).begins()
		s.public("GET "+f.path(explainSlug), f.explain)
		s.public("GET "+f.path(intake.LastSlug), f.review)
		s.public("POST "+f.path(intake.LastSlug), f.file).allow(citizenLimit, formPatient).finishes()
		s.public("GET "+f.path(doneSlug), f.done)
		s.public("GET "+f.path(copySlug), f.copy)
		s.public("GET "+f.path("{slug...}"), f.show)
		s.public("PUT "+f.path(chunkPath), f.chunk).allow(store.UploadChunk, chunkPatient)
		s.public("POST "+f.path("{slug...}"), f.save).allow(filesLimit, formPatient) // longer with files, see readPosted
	}
	s.saveRoutes(list)
	s.citizenLoginRoutes(list)
	return nil
}

// allForms are the forms of the municipality, also those that are off now.
func (s *Server) allForms() (*intake.Forms, error) {
	if forms := s.town().Forms; forms != nil {
		return forms, nil
	}
	forms, err := intake.LoadForms()
	if err != nil {
		return nil, fmt.Errorf("forms: %w", err)
	}
	return forms, nil
}

// routeAt returns the pattern of a page at path or below it; "" when there is none.
func (s *Server) routeAt(path string) string {
	for _, rt := range s.routes {
		_, at, _ := strings.Cut(rt.pattern, " ")
		if at == path || strings.HasPrefix(at, path+"/") {
			return rt.pattern
		}
	}
	return ""
}

// A citizenForm serves the pages of one form. What was filled in is a draft in
// the database; the session has its id, no address has.
type citizenForm struct {
	s    *Server
	form *intake.Form
}

// path returns the address of a page; the start page has no slug.
func (f citizenForm) path(slug string) string {
	if slug == "" {
		return "/" + f.form.Name
	}
	return "/" + f.form.Name + "/" + slug
}

// context is what the form's texts and checks depend on now.
func (f citizenForm) context(r *http.Request) intake.Context {
	town := f.s.town().Municipality
	return intake.Context{Today: postkamer.DayOf(f.s.cfg.Now()), CountsOn: f.s.countsOn(r.Context()), Town: town, Tone: f.s.citizenTone(r), Addresses: f.s.addresses(r), KnowsTown: f.s.knowsTown(r), Free: f.s.freeSlots(r), Identity: visiting(r).citizen} //nolint:contextcheck // what is asked later uses the context of r
}

// to sends the visitor to a page of the form with a GET.
func (f citizenForm) to(w http.ResponseWriter, r *http.Request, slug string) error {
	http.Redirect(w, r, f.path(slug), http.StatusSeeOther)
	return nil
}

// A startPage says what the form is for and what to have at hand.
type startPage struct {
	Page
	Intro    []string
	Begin    string // address
	Continue string // address of the page to go on with; empty when nothing was begun
	Logins   []loginLink
}

// start shows the first page. It begins nothing: search engines come here too.
func (f citizenForm) start(w http.ResponseWriter, r *http.Request) error {
	f.rememberFrom(r)
	draft, state, err := f.draft(r)
	if err != nil {
		return err
	}
	page := startPage{Page: f.s.page(r, ""), Begin: f.path("")}
	page.Title, page.Narrow = page.Say(f.form.Title), true
	for _, text := range f.form.Intro {
		page.Intro = append(page.Intro, f.fill(text, page.Tone))
	}
	page.Logins = f.logins()
	if state == draftOpen && (len(draft.Answers) > 0 || page.Citizen != nil) {
		page.Continue = f.path(f.form.FirstOpen(draft.Answers, f.context(r)))
	}
	if state == draftAsks {
		page.Continue = f.path(againSlug)
	}
	if page.Continue == "" && f.s.town().Off(f.form.Name) {
		return f.closed(w, r)
	}
	return f.s.render(w, r, "formulier_begin", http.StatusOK, page)
}

// begin opens an empty draft and shows the first question. What this visitor had
// begun before is left to expire.
func (f citizenForm) begin(w http.ResponseWriter, r *http.Request) error {
	if f.s.town().Off(f.form.Name) {
		return f.closed(w, r)
	}
	if in, err := f.s.letIn(w, r, f.path("")); !in || err != nil {
		return err
	}
	draft, err := f.newDraft(r)
	if err != nil {
		return err
	}
	if err := f.aboutBegun(r, draft); err != nil {
		return err
	}
	return f.to(w, r, f.form.FirstOpen(nil, f.context(r)))
}

// readPage reads what a page posted. A parameter that comes twice is refused
// unless its question has several answers. Strange characters are for the form
// to refuse, at the question that has them.
func readPage(r *http.Request, questions []intake.Question) (url.Values, error) {
	if err := r.ParseForm(); err != nil {
		return nil, formError(err)
	}
	for name, values := range r.PostForm {
		many := slices.ContainsFunc(questions, func(q intake.Question) bool { return q.Name == name && q.Kind == intake.KindChoices })
		if len(values) > 1 && !many {
			return nil, fmt.Errorf("%w: a field comes %d times", errMalformed, len(values))
		}
	}
	return r.PostForm, nil
}

// find returns the page with a slug and its place; -1 when it does not apply.
func find(pages []intake.FormPage, slug string) int {
	return slices.IndexFunc(pages, func(p intake.FormPage) bool { return p.Slug == slug })
}

// draftLife is how long a draft is kept after its last change unless configured.
const draftLife = time.Hour
