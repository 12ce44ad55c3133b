package web

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// callMeForm is the form with which a citizen asks to be phoned.
const callMeForm = "belmij"

// callFromKey is where the session keeps on which page somebody asked to be phoned.
const callFromKey = "belmij-van"

// A callFrom is the page of a form on which somebody asked to be phoned.
type callFrom struct{ Form, Page string }

// slugShape is how the address of a page of a form is written. What does not look
// so is not kept.
var slugShape = regexp.MustCompile(`^[a-z0-9-]{1,60}$`)

// callMeLink is the address at which a citizen asks to be phoned, from the page that
// is shown: it names the form and the page, and nothing of the citizen. It is empty
// where there is no such form, and on that form itself.
func (s *Server) callMeLink(r *http.Request) string {
	name, page, _ := strings.Cut(strings.Trim(r.URL.Path, "/"), "/")
	if _, ok := s.formCalled(callMeForm); !ok || name == callMeForm || s.town().Off(callMeForm) {
		return ""
	}
	if _, ok := s.formCalled(name); !ok {
		return callMePath
	}
	query := url.Values{"formulier": {name}}
	if slugShape.MatchString(page) {
		query.Set("stap", page)
	}
	return callMePath + "?" + query.Encode()
}

// formCalled returns the pages of a form by its name.
func (s *Server) formCalled(name string) (citizenForm, bool) {
	if s.forms == nil {
		return citizenForm{}, false
	}
	form, ok := s.forms.Form(name)
	return citizenForm{s, form}, ok
}

// rememberFrom keeps on which page of which form somebody asked to be phoned.
func (f citizenForm) rememberFrom(r *http.Request) {
	from := callFrom{r.URL.Query().Get("formulier"), r.URL.Query().Get("stap")}
	if f.form.Name != callMeForm || !slugShape.MatchString(from.Form) {
		return
	}
	if _, known := f.s.formCalled(from.Form); !known || from.Form == callMeForm {
		return
	}
	if !slugShape.MatchString(from.Page) {
		from.Page = ""
	}
	f.s.put(r.Context(), callFromKey, from)
}

// toldSeen says what the caller may see of a form that was not sent.
const toldSeen = "{Je|Uw} antwoorden blijven bewaard tot wij hebben gebeld. Wie belt, mag ze zien. Die collega vraagt eerst wie {je bent|u bent}."

// aboutBegun fills in what is known when somebody asks to be phoned: which form is
// being filled in, and of which piece the citizen proved to be the sender.
func (f citizenForm) aboutBegun(r *http.Request, request store.Draft) error {
	if f.form.Name != callMeForm {
		return nil
	}
	answers := intake.Answers{}
	if err := f.linkBegun(r, request, answers); err != nil {
		return err
	}
	if p, ok, err := f.s.proven(r); err != nil {
		return err
	} else if ok {
		answers["kenmerk"] = []string{p.Reference}
	}
	request.Answers = answers
	_, err := f.keep(r, request)
	return err
}

// linkBegun ties the request to the form that this visitor has open.
func (f citizenForm) linkBegun(r *http.Request, request store.Draft, answers intake.Answers) error {
	var from callFrom
	if !f.s.get(r.Context(), callFromKey, &from) {
		return nil
	}
	f.s.sessions.Remove(r.Context(), callFromKey)
	about, known := f.s.formCalled(from.Form)
	if !known {
		return nil
	}
	answers["onderwerp"] = []string{f.topic(from.Form)}
	draft, state, err := about.draft(r)
	if err != nil || state != draftOpen || len(draft.Answers) == 0 {
		return err
	}
	if err := f.s.cfg.Store.LinkCallDraft(r.Context(), request.ID, draft.ID, from.Page); err != nil {
		return err
	}
	f.s.flash(r, FlashInfo, f.fill(toldSeen, f.context(r).Tone))
	return nil
}

// topic is the answer to the question what the call is about for a form.
func (f citizenForm) topic(form string) string {
	if (form == "verhuizing" || form == "tozo") && !f.s.town().Off(form) {
		return form
	}
	return "anders"
}

// A calledForm is what a citizen was filling in who asked to be phoned, for who phones.
type calledForm struct {
	Form    string // its title
	Step    string // heading of the page at which they were; empty: not known
	Sent    string // reference, when it was sent since
	Path    string // address to post to: the caller knows who it is
	Born    string // birth date in the form, to ask for; empty: not filled in
	Shown   bool
	Answers []Item
}

// calledSeenKey is where the session keeps of which call the caller saw the form.
const calledSeenKey = "belmij-gezien"

// calledForm returns the form that a call is about; nil when there is none. What
// stands in it is shown once the caller says to know who it is.
func (s *Server) calledForm(r *http.Request, task postkamer.CallTask) (*calledForm, error) {
	d, err := s.cfg.Store.CallDraft(r.Context(), task.Reference)
	if errors.Is(err, postkamer.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	f, known := s.formCalled(d.Form)
	if !known {
		return nil, nil
	}
	view := &calledForm{Form: s.say(f.form.Title), Sent: d.Reference, Path: callPath(task.ID) + "/formulier"}
	c := f.context(r)
	c.Tone, c.Free, c.Identity = s.town().Tone.Staff, nil, nil
	for _, p := range f.form.Pages(d.Answers, c) {
		if p.Slug == d.Page {
			view.Step = p.Heading
		}
	}
	var seen postkamer.CallTaskID
	view.Shown = s.get(r.Context(), calledSeenKey, &seen) && seen == task.ID && d.Reference == ""
	for _, line := range f.form.Summary(d.Answers, c) {
		if line.Label == bornLabel {
			view.Born = line.Value
		}
		if view.Shown {
			view.Answers = append(view.Answers, Item{Key: line.Label, Value: hideBSNs(line.Value)})
		}
	}
	return view, nil
}

// bornLabel is how every form asks for the birth date of who fills it in.
const bornLabel = "Geboortedatum"

// showCalledForm shows a form that was not sent to who is on the telephone with its
// citizen and knows who that is. It is logged first.
func (s *Server) showCalledForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := postForm(r, seenMarks); err != nil {
		return err
	}
	task, c, err := s.heldCall(r)
	if err != nil {
		return err
	}
	d, err := s.cfg.Store.CallDraft(r.Context(), task.Reference)
	if errors.Is(err, postkamer.ErrNotFound) {
		s.flash(r, FlashWarning, "Dit formulier is er niet meer. Vraag de inwoner wat er stond.")
		http.Redirect(w, r, callPath(task.ID), http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.cfg.Store.DraftSeen(r.Context(), c.ID, person(r), d.Form); err != nil {
		return err
	}
	s.put(r.Context(), calledSeenKey, task.ID)
	http.Redirect(w, r, callPath(task.ID)+"#bezig", http.StatusSeeOther)
	return nil
}

// An aboutCase is a case that the citizen named in a request to be phoned.
type aboutCase struct {
	Reference string
	Kind      string
	Path      string // empty when this person may not open it
	Known     []Item // by which its citizen is known; never the BSN
}

// aboutCases returns what the citizen named who asked to be phoned. That somebody
// knows a reference proves nothing: the caller asks who it is.
func (s *Server) aboutCases(r *http.Request, piece postkamer.PieceID) ([]aboutCase, error) {
	relations, err := s.cfg.Store.Relations(r.Context(), piece)
	if err != nil {
		return nil, err
	}
	var list []aboutCase
	for _, rel := range relations {
		if rel.Later || rel.Kind != postkamer.RelationBelongs {
			continue
		}
		c, err := s.cfg.Store.Case(r.Context(), rel.CaseID)
		if err != nil {
			return nil, err
		}
		about := aboutCase{Reference: c.Reference, Kind: s.kindLabel(c.CaseType), Known: knownOf(c.Fields)}
		if who := person(r); who.Is(postkamer.Caseworker, postkamer.TeamLead) && worksQueue(who, c.Queue) {
			about.Path = casePath(c.ID)
		}
		list = append(list, about)
	}
	return list, nil
}
