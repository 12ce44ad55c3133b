package web

import (
	"net/http"
	"net/url"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// againSlug is the page on which somebody who was away says who he is.
const againSlug = "verder"

// saveFirst is for a page that is posted without a draft: it begins the form, with what
// this page posted, and says so.
func (f citizenForm) saveFirst(w http.ResponseWriter, r *http.Request) error {
	draft, err := f.newDraft(r)
	if err != nil {
		return err
	}
	c, told := f.context(r), "Dit formulier was niet meer open. Begin opnieuw."
	pages, slug := f.form.Pages(nil, c), r.PathValue("slug")
	if at := find(pages, slug); at >= 0 {
		posted, err := f.s.readPosted(w, r, draft.ID, pages[at].Questions)
		if err != nil {
			return err
		}
		draft.Answers, _ = f.form.Check(slug, posted.Values, intake.Answers{}, c)
		told = f.fill(told, c.Tone) + " " + f.fill("Wat {je|u} net invulde, hebben wij nog.", c.Tone)
	}
	if _, err := f.keep(r, draft); err != nil {
		return err
	}
	f.s.flash(r, FlashWarning, f.fill(told, c.Tone))
	return f.to(w, r, f.form.FirstOpen(draft.Answers, c))
}

// saveLate keeps what somebody posted who was away for too long, without showing
// anything of the draft: it may be somebody else at the same screen.
func (f citizenForm) saveLate(w http.ResponseWriter, r *http.Request, draft store.Draft) error {
	pages, slug := f.form.Pages(draft.Answers, f.context(r)), r.PathValue("slug")
	at := find(pages, slug)
	if at < 0 {
		return f.to(w, r, againSlug)
	}
	posted, err := f.s.readPosted(w, r, draft.ID, pages[at].Questions)
	if err != nil {
		return err
	}
	return f.keepLate(w, r, draft, slug, posted.Values)
}

// keepLate keeps the fields of one page beside the draft until its citizen is there.
func (f citizenForm) keepLate(w http.ResponseWriter, r *http.Request, draft store.Draft, slug string, fields url.Values) error {
	if err := f.s.cfg.Store.AddLatePage(r.Context(), draft.ID, store.LatePage{Slug: slug, Fields: fields}); err != nil {
		return err
	}
	f.s.flash(r, FlashInfo, f.fill("Wat {je|u} net invulde, is bewaard.", f.context(r).Tone))
	return f.to(w, r, againSlug)
}

// goOn lets this session go on with a draft that is proven to be its citizen's: with
// what was posted late, at the first page that is not rightly filled in.
func (f citizenForm) goOn(w http.ResponseWriter, r *http.Request, id, code string) error {
	draft, err := f.s.cfg.Store.TakeDraft(r.Context(), id, f.life())
	if err != nil {
		return err
	}
	if err := f.hold(r, draft, code); err != nil {
		return err
	}
	if err := f.addLate(r, &draft); err != nil {
		return err
	}
	draft.Answers = intake.WithFiles(draft.Answers, draft.Files)
	f.s.flash(r, FlashOK, f.fill("{Je bent|U bent} weer waar {je|u} was.", f.context(r).Tone))
	return f.to(w, r, f.form.FirstOpen(draft.Answers, f.context(r)))
}

// addLate puts what was posted late among the answers, right or wrong, as if it had come
// in time.
func (f citizenForm) addLate(r *http.Request, draft *store.Draft) error {
	late, err := f.s.cfg.Store.LatePages(r.Context(), draft.ID)
	if err != nil || len(late) == 0 {
		return err
	}
	for _, p := range late {
		if find(f.form.Pages(draft.Answers, f.context(r)), p.Slug) >= 0 {
			draft.Answers, _ = f.form.Check(p.Slug, p.Fields, draft.Answers, f.context(r))
		}
	}
	if _, err := f.keep(r, *draft); err != nil {
		return err
	}
	return f.s.cfg.Store.DropLatePages(r.Context(), draft.ID)
}

// A wakePage asks somebody who was away when he was born.
type wakePage struct {
	Page
	Questions []asked
	Action    string
	Begin     string // address of beginning anew
	Resume    string // address of going on with a code
}

// again asks who it is before anything is shown again.
func (f citizenForm) again(w http.ResponseWriter, r *http.Request) error {
	_, state, err := f.draft(r)
	switch {
	case err != nil:
		return err
	case state == draftOpen:
		return f.to(w, r, "")
	case state != draftAsks:
		f.turnedAway(w, r, state)
		return nil
	}
	return f.renderAgain(w, r, nil, nil)
}

// goOnAgain lets who says the right date of birth go on.
func (f citizenForm) goOnAgain(w http.ResponseWriter, r *http.Request) error {
	draft, state, err := f.draft(r)
	if err != nil {
		return err
	}
	if state != draftAsks {
		f.turnedAway(w, r, state)
		if state == draftOpen { // pressed twice
			return f.to(w, r, f.form.FirstOpen(draft.Answers, f.context(r)))
		}
		return nil
	}
	form, err := postForm(r)
	if err != nil {
		return err
	}
	born, typed, wrong := f.s.readBorn(r, form, nil)
	if f.s.choseLanguage(w, r, form) {
		return f.renderAgain(w, r, typed, nil)
	}
	if len(wrong) > 0 {
		return f.renderAgain(w, r, typed, wrong)
	}
	result, err := f.s.judge(r, f.s.guesses(r, "draft", draft.ID), func() error { return sameDay(draft.Born, born) })
	if err != nil {
		return err
	}
	f.s.log.InfoContext(r.Context(), "proof of a citizen", "what", "draft", "result", proofWords[result])
	texts := map[proofResult]string{proofWrong: "Dit is een andere datum dan in het formulier. Kijk hem na. Of begin opnieuw", proofTooOften: oftenProof}
	if text := texts[result]; text != "" {
		return f.renderAgain(w, r, typed, []FieldError{{proofBorn + "-dag", f.s.toCitizen(r, text)}})
	}
	var h heldDraft
	f.s.get(r.Context(), f.draftKey(), &h)
	return f.goOn(w, r, draft.ID, h.Code)
}

func (f citizenForm) renderAgain(w http.ResponseWriter, r *http.Request, typed []string, wrong []FieldError) error {
	page := wakePage{Page: f.s.page(r, "{Je|Uw} formulier is nog bewaard"), Action: f.path(againSlug), Begin: f.path(""), Resume: resumePath}
	page.Title, page.Narrow, page.Errors = page.Say(page.Title), true, wrong
	page.Questions = askAll([]intake.Question{f.s.askBorn(page.Page)}, intake.Answers{proofBorn: typed}, toFormErrors(wrong))
	return f.s.render(w, r, "formulier_verder", statusOf(toFormErrors(wrong)), page)
}

// sameDay is ErrNotFound for two days that differ.
func sameDay(a, b time.Time) error {
	if a.Format(time.DateOnly) != b.Format(time.DateOnly) {
		return postkamer.ErrNotFound
	}
	return nil
}
