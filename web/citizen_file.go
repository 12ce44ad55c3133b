package web

import (
	"errors"
	"net/http"
	"strings"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// A reviewPage shows all answers before they are sent.
type reviewPage struct {
	questionPage
	Answers []Item
	Button  string
}

// review shows everything that was answered, each line with a way to change it.
func (f citizenForm) review(w http.ResponseWriter, r *http.Request) error {
	draft, state, err := f.draft(r)
	if err != nil {
		return err
	}
	if f.turnedAway(w, r, state) {
		return nil
	}
	if first := f.form.FirstOpen(draft.Answers, f.context(r)); first != intake.LastSlug {
		return f.to(w, r, first)
	}
	return f.renderReview(w, r, draft, nil, nil)
}

// renderReview shows the last page. What was ticked there is kept only while
// something else is wrong: who comes back later declares again.
func (f citizenForm) renderReview(w http.ResponseWriter, r *http.Request, draft store.Draft, ticked intake.Answers, wrong []intake.FormError) error {
	c := f.context(r).Remembering()
	pages := f.form.Pages(draft.Answers, c)
	at := len(pages) - 1 // the form is filled in: nothing stops it before the last page
	last := pages[at]
	page := reviewPage{Button: c.Town.Say(c.Tone, f.form.Button)}
	page.questionPage = questionPage{
		Page: f.s.page(r, last.Heading), Form: c.Town.Say(c.Tone, f.form.Title), Step: last.Step, Steps: last.Steps,
		Heading: last.Heading, Intro: last.Intro, Back: f.path(pages[max(at-1, 0)].Slug), Action: f.path(intake.LastSlug),
		Questions: askAll(last.Questions, ticked, wrong),
	}
	page.Narrow, page.Errors = true, fieldErrors(wrong)
	for _, p := range pages {
		page.Told = append(page.Told, f.form.Notices(p.Slug, draft.Answers, c)...)
	}
	for _, line := range f.form.Summary(draft.Answers, c) {
		if line.Slug != intake.LastSlug {
			item := Item{Key: line.Label, Value: line.Value}
			if !line.Known {
				item.Change = f.path(line.Slug) + backToReview
			}
			page.Answers = append(page.Answers, item)
		}
	}
	return f.s.render(w, r, "formulier_nakijken", statusOf(wrong), page)
}

// file sends the form. The reference is shown once everything is stored; pressing
// twice, or going back and pressing again, gives the same reference.
func (f citizenForm) file(w http.ResponseWriter, r *http.Request) error {
	draft, state, err := f.draft(r)
	switch {
	case err != nil:
		return err
	case state == draftFiled:
		return f.sentBefore(w, r, draft)
	case f.turnedAway(w, r, state):
		return nil
	}
	c := f.context(r).Remembering()
	if first := f.form.FirstOpen(draft.Answers, c); first != intake.LastSlug {
		return f.to(w, r, first)
	}
	pages := f.form.Pages(draft.Answers, c)
	posted, err := readPage(r, pages[len(pages)-1].Questions)
	if err != nil {
		return err
	}
	if posted.Has(saveButton) {
		return f.saveForLater(w, r, draft)
	}
	answers, wrong := f.form.Check(intake.LastSlug, posted, draft.Answers, c)
	if f.s.choseLanguage(w, r, posted) {
		return f.renderReview(w, r, draft, answers, nil)
	}
	if len(wrong) > 0 {
		return f.renderReview(w, r, draft, answers, wrong)
	}
	_, err = f.s.cfg.Desk.Submit(r.Context(), intake.Submission{Form: f.form, Draft: draft, Answers: answers, Context: c, Counter: visiting(r).counter, Suspect: posted.Get(unseenField) != "", Term: f.s.town().Policy.FormTerm(f.form.Name), Base: f.s.base.String()})
	if errors.Is(err, intake.ErrUnfinished) || errors.Is(err, postkamer.ErrFull) { // full: somebody else was first, which that page says
		draft.Answers = answers
		if _, err = f.keep(r, draft); err == nil {
			return f.to(w, r, f.form.FirstOpen(answers, f.context(r)))
		}
	}
	if errors.Is(err, store.ErrTakenOver) {
		return f.to(w, r, againSlug)
	}
	return f.orDone(w, r, err)
}

// orDone leads to the receipt unless something failed.
func (f citizenForm) orDone(w http.ResponseWriter, r *http.Request, err error) error {
	if err != nil {
		return err
	}
	return f.to(w, r, doneSlug)
}

// sentBefore leads somebody who sends a form again to its receipt.
func (f citizenForm) sentBefore(w http.ResponseWriter, r *http.Request, draft store.Draft) error {
	text := f.fill("{Je hebt|U hebt} dit formulier al verstuurd. {Je|Uw} kenmerk is {kenmerk}.", f.context(r).Tone)
	f.s.flash(r, FlashInfo, strings.ReplaceAll(text, "{kenmerk}", draft.Reference))
	return f.to(w, r, doneSlug)
}
