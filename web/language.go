package web

import (
	"net/http"
	"time"

	"postkamer"
)

// languageCookie remembers that a citizen reads English. It holds nothing else.
const languageCookie = "taal"

// languageLife is how long it does.
const languageLife = 90 * 24 * time.Hour

func (s *Server) languageRoutes() { s.public("POST /taal", s.chooseLanguage) }

// citizenTone is how a citizen is spoken to: in the municipality's tone, or in English
// when they asked for that.
func (s *Server) citizenTone(r *http.Request) postkamer.Tone {
	if c, err := r.Cookie(languageCookie); err == nil && c.Value == string(postkamer.English) {
		return postkamer.English
	}
	return s.town().Tone.Citizen
}

// Lang is the language of the page, for browsers and screen readers.
func (p Page) Lang() string {
	if p.Tone == postkamer.English {
		return "en"
	}
	return "nl"
}

// chooseLanguage keeps the language and goes back to the page of the button.
func (s *Server) chooseLanguage(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	cookie := &http.Cookie{Name: languageCookie, Value: string(postkamer.English), Path: "/", MaxAge: int(languageLife.Seconds()),
		HttpOnly: true, Secure: s.cfg.Secure, SameSite: http.SameSiteLaxMode}
	if form.Get("taal") != cookie.Value {
		cookie.Value, cookie.MaxAge = "", -1
	}
	http.SetCookie(w, cookie)
	http.Redirect(w, r, localPath(form.Get("terug")), http.StatusSeeOther)
	return nil
}
