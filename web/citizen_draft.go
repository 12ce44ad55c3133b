package web

import (
	"errors"
	"net/http"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// draftState is what a visitor has of a form.
type draftState int

// States of a visitor's draft.
const (
	draftNone    draftState = iota // nothing was begun in this session
	draftOpen                      // being filled in
	draftExpired                   // too long ago: its answers must not be shown any more, or it is gone
	draftFiled                     // sent: it has a reference
)

// draftKey is where the session keeps the id of a form's draft.
func (f citizenForm) draftKey() string { return "draft:" + f.form.Name }

// draft returns the visitor's draft of this form. Asking for it keeps the session
// alive: a draft that outlives its session cannot be found again.
func (f citizenForm) draft(r *http.Request) (store.Draft, draftState, error) {
	var id string
	if !f.s.get(r.Context(), f.draftKey(), &id) {
		return store.Draft{}, draftNone, nil
	}
	f.s.touch(r)
	d, err := f.s.cfg.Store.Draft(r.Context(), id)
	d.Answers = intake.WithFiles(d.Answers, d.Files)
	switch {
	case errors.Is(err, postkamer.ErrNotFound):
		return store.Draft{}, draftExpired, nil
	case err != nil:
		return store.Draft{}, draftNone, err
	case d.Form != f.form.Name:
		return store.Draft{}, draftNone, nil
	case d.Reference != "":
		return d, draftFiled, f.knowSender(r, d)
	case !f.s.cfg.Now().Before(d.ExpiresAt):
		return d, draftExpired, nil
	}
	return d, draftOpen, f.knowCitizen(r, d)
}

// newDraft begins a draft for this visitor, in place of the one before.
func (f citizenForm) newDraft(r *http.Request) (store.Draft, error) {
	d, err := f.s.cfg.Store.NewDraft(r.Context(), f.form.Name, f.life())
	if err != nil {
		return store.Draft{}, err
	}
	f.s.put(r.Context(), f.draftKey(), d.ID)
	return d, nil
}

// keep stores the answers so far. filed is true when the draft was sent meanwhile.
func (f citizenForm) keep(r *http.Request, d store.Draft) (filed bool, err error) {
	err = f.s.cfg.Store.SaveDraft(r.Context(), d.ID, intake.WithoutFiles(d.Answers), f.life())
	if errors.Is(err, postkamer.ErrConflict) {
		return true, nil
	}
	return false, err
}

// expiredText says what happened to somebody who was away for too long.
const expiredText = "{Je|U} was lang niet bezig. Daarom hebben wij {je|uw} antwoorden gewist."

// turnedAway sends a visitor without an open draft to where he can go on. It
// returns false when the draft is open.
func (f citizenForm) turnedAway(w http.ResponseWriter, r *http.Request, state draftState) bool {
	switch state {
	case draftOpen:
		return false
	case draftFiled:
		_ = f.to(w, r, doneSlug)
		return true
	case draftExpired:
		f.s.sessions.Remove(r.Context(), f.draftKey())
		f.s.flash(r, FlashWarning, f.fill(expiredText+" Begin opnieuw.", f.context(r).Tone))
	}
	_ = f.to(w, r, "")
	return true
}
