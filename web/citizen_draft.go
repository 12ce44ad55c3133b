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
	draftNone  draftState = iota // nothing, or nothing any more
	draftOpen                    // being filled in
	draftAsks                    // of this browser, but too long ago or gone on with elsewhere: shown again to who says when he was born
	draftFiled                   // sent: it has a reference
)

// draftKey is where the session keeps which draft of a form it holds.
func (f citizenForm) draftKey() string { return draftPrefix + f.form.Name }

// A heldDraft is the draft that a session fills in.
type heldDraft struct {
	Draft  string // its id
	Secret string // its holder; empty: the session must first prove to be its citizen's
	Code   string // with which it was saved, when the session knows that
}

// draft returns the visitor's draft of this form. Asking for it keeps the session
// alive. Nothing of a draft in state draftAsks may be shown.
func (f citizenForm) draft(r *http.Request) (store.Draft, draftState, error) {
	d, h, err := f.found(r)
	d.Answers = intake.WithFiles(d.Answers, d.Files)
	switch {
	case errors.Is(err, postkamer.ErrNotFound):
		return store.Draft{}, draftNone, nil
	case err != nil:
		return store.Draft{}, draftNone, err
	case d.Form != f.form.Name:
		return store.Draft{}, draftNone, nil
	case h.Secret == "" || h.Secret != d.Holder:
		return f.asks(d)
	case d.Reference != "":
		return d, draftFiled, f.knowSender(r, d)
	case !f.s.cfg.Now().Before(d.ExpiresAt):
		return f.asks(d)
	}
	return d, draftOpen, f.knowCitizen(r, d)
}

// found returns the draft that the session holds, or that the browser had when its
// session was over; ErrNotFound when there is none.
func (f citizenForm) found(r *http.Request) (store.Draft, heldDraft, error) {
	var h heldDraft
	if f.s.get(r.Context(), f.draftKey(), &h) {
		f.s.touch(r)
		d, err := f.s.cfg.Store.Draft(r.Context(), h.Draft)
		return d, h, err
	}
	cookie, err := r.Cookie(f.s.sessions.Cookie.Name)
	if err != nil || cookie.Value == f.s.sessions.Token(r.Context()) {
		return store.Draft{}, h, postkamer.ErrNotFound
	}
	d, err := f.s.cfg.Store.BrowserDraft(r.Context(), tokenHash(cookie.Value), f.form.Name)
	if err == nil {
		f.s.put(r.Context(), f.draftKey(), heldDraft{Draft: d.ID}) // the browser gets another cookie
	}
	return d, heldDraft{Draft: d.ID}, err
}

// asks is for a draft that may be shown again once its citizen has said when he was
// born. Of one in which that was not filled in yet nothing can be shown to anybody.
func (f citizenForm) asks(d store.Draft) (store.Draft, draftState, error) {
	if d.Reference != "" || d.Born.IsZero() {
		return store.Draft{}, draftNone, nil
	}
	return d, draftAsks, nil
}

// newDraft begins a draft for this visitor, in place of the one before.
func (f citizenForm) newDraft(r *http.Request) (store.Draft, error) {
	d, err := f.s.cfg.Store.NewDraft(r.Context(), f.form.Name, f.life())
	if err != nil {
		return store.Draft{}, err
	}
	return d, f.hold(r, d, "")
}

// hold lets this session fill in a draft. The session gets a token at once, so that the
// browser can be known again when the session is over.
func (f citizenForm) hold(r *http.Request, d store.Draft, code string) error {
	ctx := r.Context()
	if f.s.sessions.Token(ctx) == "" {
		if err := f.s.sessions.RenewToken(ctx); err != nil {
			return err
		}
	}
	f.s.put(ctx, f.draftKey(), heldDraft{Draft: d.ID, Secret: d.Holder, Code: code})
	return nil
}

// keep stores the answers so far. filed is true when the draft was sent meanwhile;
// store.ErrTakenOver says that it is filled in on another screen now.
func (f citizenForm) keep(r *http.Request, d store.Draft) (filed bool, err error) {
	d.Born, _ = f.form.BirthDate(d.Answers, f.context(r))
	d.Answers = intake.WithoutFiles(d.Answers)
	d.Browser = tokenHash(f.s.sessions.Token(r.Context()))
	err = f.s.cfg.Store.SaveDraft(r.Context(), d, f.life())
	if errors.Is(err, postkamer.ErrConflict) {
		return true, nil
	}
	return false, err
}

// turnedAway sends a visitor without an open draft to where he can go on. It
// returns false when the draft is open.
func (f citizenForm) turnedAway(w http.ResponseWriter, r *http.Request, state draftState) bool {
	to := map[draftState]string{draftNone: "", draftAsks: againSlug, draftFiled: doneSlug}
	if state == draftOpen {
		return false
	}
	_ = f.to(w, r, to[state])
	return true
}
