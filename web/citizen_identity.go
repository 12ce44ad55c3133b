package web

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"postkamer"
	"postkamer/store"
)

// A citizenBar says on a page who is logged in for the form, with the way out.
type citizenBar struct {
	Means  string
	Name   string // empty when the login told none
	Logout string // address to post to
}

// loginCookie is the name of the cookie of a login for this form. It is another
// cookie than the one of the draft: who has one has not the other.
func (f citizenForm) loginCookie() string {
	name := "postkamer-inwoner-" + f.form.Name
	if f.s.cfg.Secure {
		name = "__Host-" + name
	}
	return name
}

// setLogin gives the browser the token of a login; an empty token takes it back.
func (f citizenForm) setLogin(w http.ResponseWriter, token string) {
	cookie := http.Cookie{Name: f.loginCookie(), Value: token, Path: "/", Secure: f.s.cfg.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if token == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(w, &cookie)
}

// loggedInKey is where the session keeps for which draft somebody logged in: when
// the login has ended meanwhile, the page says so once.
func (f citizenForm) loggedInKey() string { return "loggedin:" + f.form.Name }

// endedText says that a login has ended, and what to do.
const endedText = "{Je bent|U bent} uitgelogd. Dat gebeurt na 15 minuten zonder iets te doen. {Je|Uw} antwoorden zijn er nog. Log opnieuw in, of ga verder zonder inloggen."

// knowCitizen notes who is logged in for an open draft. Somebody who was, and is
// not any more, is told so.
func (f citizenForm) knowCitizen(r *http.Request, d store.Draft) error {
	v := visiting(r)
	v.citizen = nil
	if known, err := f.knowCounter(r, d); known || err != nil {
		return err
	}
	if !f.loginOffered() {
		return nil
	}
	if cookie, err := r.Cookie(f.loginCookie()); err == nil && cookie.Value != "" {
		who, err := f.s.cfg.Store.Login(r.Context(), cookie.Value, d.ID, f.s.cfg.Now())
		if err == nil && f.takes(who) {
			f.recognised(r, who)
			return nil
		}
		if err != nil && !errors.Is(err, postkamer.ErrNotFound) {
			return err
		}
	}
	var former string
	if f.s.get(r.Context(), f.loggedInKey(), &former) {
		f.s.sessions.Remove(r.Context(), f.loggedInKey())
		if former == d.ID {
			f.s.flash(r, FlashWarning, f.fill(endedText, f.context(r).Tone))
		}
	}
	return nil
}

// knowSender notes who was logged in when a draft was sent: the receipt shows
// what was sent.
func (f citizenForm) knowSender(r *http.Request, d store.Draft) error {
	if known, err := f.knowCounter(r, d); known || err != nil {
		return err
	}
	who, err := f.s.cfg.Store.IdentityBehind(r.Context(), d.Reference)
	if errors.Is(err, postkamer.ErrNotFound) || err == nil && who.Means == postkamer.MeansCounter {
		return nil
	}
	if err != nil {
		return err
	}
	f.recognised(r, who)
	return nil
}

func (f citizenForm) recognised(r *http.Request, who postkamer.Identity) {
	v := visiting(r)
	v.citizen = &who
	v.citizenBar = &citizenBar{Means: who.Means.Label(), Name: cmp.Or(who.Name(), who.Company), Logout: f.path(logoutSlug)}
}

// takes tells whether the form takes a login of this kind and level.
func (f citizenForm) takes(who postkamer.Identity) bool {
	least, ok := f.form.Least(who.Means)
	return ok && who.Reaches(least)
}

// loginOffered tells whether citizens can log in for this form here.
func (f citizenForm) loginOffered() bool { return len(f.logins()) > 0 }

// A loginLink is one way to log in.
type loginLink struct {
	Label   string // DigiD
	Address string
}

// logins are the ways to log in that both the form and the configuration have.
func (f citizenForm) logins() []loginLink {
	if f.s.citizens == nil {
		return nil
	}
	var links []loginLink
	for _, means := range f.form.Means() {
		if f.s.cfg.CitizenLogin.offers(means) {
			links = append(links, loginLink{means.Label(), f.path(loginSlug) + "?met=" + string(means)})
		}
	}
	return links
}

// loginsHere are the ways to log in on a page of a form that was begun.
func (f citizenForm) loginsHere() []loginLink {
	links := f.logins()
	for i := range links {
		links[i].Address += "&verder=ja"
	}
	return links
}

// bindLogin keeps that somebody logged in, for the draft that he was filling in or
// else for a new one, and gives the browser its token.
func (f citizenForm) bindLogin(w http.ResponseWriter, r *http.Request, who postkamer.Identity, draft string) error {
	token, err := "", postkamer.ErrNotFound
	if draft != "" {
		token, err = f.s.cfg.Store.BeginLogin(r.Context(), draft, who, f.s.cfg.Now())
	}
	if errors.Is(err, store.ErrOtherPerson) {
		f.s.flash(r, FlashInfo, f.fill("Op dit scherm was iemand anders bezig. Daarom {begin je|begint u} met een leeg formulier.", f.context(r).Tone))
	}
	if errors.Is(err, store.ErrOtherPerson) || errors.Is(err, postkamer.ErrNotFound) || errors.Is(err, postkamer.ErrConflict) {
		fresh, begun := f.newDraft(r)
		if begun != nil {
			return begun
		}
		draft = fresh.ID
		token, err = f.s.cfg.Store.BeginLogin(r.Context(), draft, who, f.s.cfg.Now())
	}
	if err != nil {
		return err
	}
	if err := f.s.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	f.s.put(r.Context(), f.loggedInKey(), draft)
	f.setLogin(w, token)
	return nil
}

// openDraft returns the id of this visitor's open draft; empty when there is none.
func (f citizenForm) openDraft(r *http.Request) (string, error) {
	d, state, err := f.draft(r)
	if err != nil || state != draftOpen {
		return "", err
	}
	return d.ID, nil
}

// provenAt is when a login counts: to the second, as it is shown.
func (s *Server) provenAt() time.Time { return s.cfg.Now().UTC().Truncate(time.Second) }
