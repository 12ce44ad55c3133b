package web

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// backToReview is the query of an address that was opened from the last page, to
// change one answer: afterwards the visitor is back there.
const backToReview = "?terug=" + intake.LastSlug

// changing tells whether the visitor came to change one answer.
func changing(r *http.Request) bool { return r.URL.Query().Get("terug") == intake.LastSlug }

// A questionPage is one page of a form: a question, or some that belong together.
type questionPage struct {
	Page
	Form      string // its title
	Step      int    // of a section
	Steps     int
	Heading   string // empty when the first question is the heading
	Intro     []string
	Told      []string // notices about the answers; the frame has Notices of its own
	Questions []asked
	Back      string // address
	Action    string // address to post to
	Logins    []loginLink
}

// show shows one page with what was filled in. Nobody gets past the first page
// that is not rightly filled in.
func (f citizenForm) show(w http.ResponseWriter, r *http.Request) error {
	draft, state, err := f.draft(r)
	if err != nil {
		return err
	}
	if f.turnedAway(w, r, state) {
		return nil
	}
	c := f.context(r).Remembering()
	pages, slug := f.form.Pages(draft.Answers, c), r.PathValue("slug")
	first := f.form.FirstOpen(draft.Answers, c)
	at := find(pages, slug)
	if at < 0 || at > find(pages, first) {
		return f.to(w, r, first)
	}
	if pages[at].Stop != nil && len(pages[at].Questions) == 0 { // a login answered it
		return f.to(w, r, explainSlug)
	}
	return f.renderPage(w, r, draft, pages, at, f.form.Gone(slug, draft.Answers, c))
}

// save keeps what one page posted, right or wrong, and goes on.
func (f citizenForm) save(w http.ResponseWriter, r *http.Request) error {
	draft, state, err := f.draft(r)
	switch {
	case err != nil:
		return err
	case state == draftFiled:
		return f.sentBefore(w, r, draft)
	case state == draftAsks:
		return f.saveLate(w, r, draft)
	case state == draftNone:
		return f.saveFirst(w, r)
	}
	pages, slug := f.form.Pages(draft.Answers, f.context(r)), r.PathValue("slug")
	at := find(pages, slug)
	if at < 0 {
		return f.to(w, r, f.form.FirstOpen(draft.Answers, f.context(r)))
	}
	posted, err := f.readPosted(w, r, &draft, pages[at].Questions)
	if errors.Is(err, postkamer.ErrConflict) { // sent meanwhile
		return f.to(w, r, doneSlug)
	}
	if err != nil {
		return err
	}
	language := f.s.choseLanguage(w, r, posted.Values)
	answers, wrong := f.form.Check(slug, posted.Values, draft.Answers, f.context(r))
	draft.Answers = answers
	filed, err := f.keep(r, draft)
	switch {
	case errors.Is(err, store.ErrTakenOver):
		return f.keepLate(w, r, draft, slug, posted.Values)
	case err != nil:
		return err
	case filed:
		return f.to(w, r, doneSlug)
	case posted.Values.Has(saveButton):
		return f.saveForLater(w, r, draft)
	case language && len(posted.Refused) == 0:
		return f.backTo(w, r, slug)
	case posted.Stays(), len(wrong)+len(posted.Refused) > 0:
		pages = f.form.Pages(draft.Answers, f.context(r)) // what is wrong may bring up a question
		return f.stay(w, r, draft, pages, find(pages, slug), posted, wrong)
	}
	return f.next(w, r, draft, slug)
}

// next goes on after a page that was filled in rightly: to the explanation when
// the form ends here, back to the last page when somebody came from there, and
// otherwise to the page that follows.
func (f citizenForm) next(w http.ResponseWriter, r *http.Request, draft store.Draft, slug string) error {
	c := f.context(r).Remembering()
	pages, first := f.form.Pages(draft.Answers, c), f.form.FirstOpen(draft.Answers, c)
	at := find(pages, slug)
	if at < 0 {
		return f.to(w, r, first)
	}
	if pages[at].Stop != nil {
		return f.to(w, r, explainSlug)
	}
	if notices := f.form.Notices(slug, draft.Answers, c); len(notices) > 0 {
		f.s.flash(r, FlashInfo, strings.Join(notices, " "))
	}
	if changing(r) && first == intake.LastSlug {
		return f.to(w, r, intake.LastSlug)
	}
	if changing(r) {
		return f.to(w, r, first+backToReview)
	}
	return f.to(w, r, pages[min(at+1, find(pages, first), len(pages)-1)].Slug)
}

// backTo sends the visitor to the page that was posted, to see it again.
func (f citizenForm) backTo(w http.ResponseWriter, r *http.Request, slug string) error {
	if changing(r) {
		slug += backToReview
	}
	return f.to(w, r, slug)
}

// renderPage shows a page with its answers, and what is wrong with them.
func (f citizenForm) renderPage(w http.ResponseWriter, r *http.Request, draft store.Draft, pages []intake.FormPage, at int, wrong []intake.FormError) error {
	p := pages[at]
	page := questionPage{
		Page:    f.s.page(r, p.Heading),
		Form:    f.s.town().Say(f.context(r).Tone, f.form.Title),
		Step:    p.Step,
		Steps:   p.Steps,
		Heading: p.Heading,
		Intro:   p.Intro,
		Back:    f.before(r, pages, at),
		Action:  f.path(p.Slug),
	}
	page.Narrow, page.Errors = true, fieldErrors(wrong)
	if p.Login {
		page.Logins = f.loginsHere()
	}
	if changing(r) {
		page.Action += backToReview
	}
	if page.Flash == nil && len(wrong) == 0 {
		page.Told = f.form.Notices(p.Slug, draft.Answers, f.context(r))
	}
	page.Questions = askAll(p.Questions, draft.Answers, wrong)
	page.addUploads(draft, wrong)
	page.sendInParts(f.chunksOf)
	page.privately()
	page.headFirst()
	return f.s.render(w, r, "formulier_vraag", statusOf(wrong), page)
}

// headFirst makes the heading the question itself, where it is: a screen reader
// then says it once.
func (p *questionPage) headFirst() {
	if len(p.Questions) == 0 || len(p.Intro) > 0 {
		return
	}
	first := &p.Questions[0]
	if first.LabelIsHeading && first.Kind == intake.KindUpload {
		first.Upload.Legend, first.Upload.Heading = p.Heading, true
		p.Heading = ""
	}
	if first.LabelIsHeading && (first.Kind == intake.KindChoice || first.Kind == intake.KindChoices || first.Kind == intake.KindSlot) {
		first.Choice.Legend, first.Choice.Heading = p.Heading, true
		p.Heading = ""
	}
}

// statusOf is the status of a page that was filled in wrongly, or rightly.
func statusOf(wrong []intake.FormError) int {
	if len(wrong) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// before returns the address that the back link leads to.
func (f citizenForm) before(r *http.Request, pages []intake.FormPage, at int) string {
	switch {
	case changing(r):
		return f.path(intake.LastSlug)
	case at == 0:
		return f.path("")
	}
	return f.path(pages[at-1].Slug)
}

func fieldErrors(wrong []intake.FormError) []FieldError {
	var list []FieldError
	for _, e := range wrong {
		list = append(list, FieldError(e))
	}
	return list
}

// An explainPage says why the form ends here and what to do instead.
type explainPage struct {
	Page
	Text []string
	Back string // address of the answer that ended it
}

// explain shows why the form ends with the answers so far.
func (f citizenForm) explain(w http.ResponseWriter, r *http.Request) error {
	draft, state, err := f.draft(r)
	if err != nil {
		return err
	}
	if f.turnedAway(w, r, state) {
		return nil
	}
	for _, p := range f.form.Pages(draft.Answers, f.context(r)) {
		if p.Stop == nil {
			continue
		}
		page := explainPage{Page: f.s.page(r, p.Stop.Heading), Text: p.Stop.Text, Back: f.path(p.Slug)}
		if len(p.Questions) == 0 { // a login answered it
			page.Back = f.path("")
		}
		page.Narrow = true
		return f.s.render(w, r, "formulier_uitleg", http.StatusOK, page)
	}
	return f.to(w, r, f.form.FirstOpen(draft.Answers, f.context(r)))
}

// fill says a text of the form's definition.
func (f citizenForm) fill(text string, tone postkamer.Tone) string {
	town := f.s.town().Municipality
	return fillTown(town, town.Say(tone, text))
}

// fillTown puts the municipality's name and number in a text.
func fillTown(town postkamer.Municipality, text string) string {
	return strings.NewReplacer("{gemeente}", town.Name, "{telefoon}", town.Phone).Replace(text)
}

// life is how long a draft is kept after its last change.
func (f citizenForm) life() time.Duration {
	if f.s.cfg.DraftLife > 0 {
		return f.s.cfg.DraftLife
	}
	return draftLife
}
