package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"postkamer"
)

// lockAfter is how long nobody may be at a screen before it locks (BIO2, 8.1: a
// quarter of an hour). A minute is added, for that is how precisely we know.
const lockAfter = 15*time.Minute + touchEvery

// Addresses of the locked screen.
const (
	lockPath  = "/slot"
	awakePath = "/slot/wakker"
	keepPath  = "/slot/bewaar"
	backPath  = "/slot/terug"
	keptPath  = "/nietverstuurd"
)

func (s *Server) lockRoutes() {
	s.anybody("GET "+lockPath, s.lockedPage)
	s.anybody("POST "+lockPath, s.lock)
	s.anybody("POST "+keepPath, s.keepTyped)
	s.staff("POST "+awakePath, s.stayAwake, everyRole()...)
	s.staff("POST "+backPath, s.forgetTyped, everyRole()...)
	s.staff("GET "+keptPath, s.keptPage, everyRole()...)
	s.staff("POST "+keptPath+"/{id}", s.sendKept, everyRole()...)
	s.staff("POST "+keptPath+"/{id}/weg", s.dropKept, everyRole()...)
}

// isLocked tells whether the screen of this session is locked: by its person, or
// because nobody was at it for lockAfter.
func (s *Server) isLocked(ctx context.Context) bool {
	if s.sessions.Exists(ctx, lockedKey) {
		return true
	}
	var seen time.Time
	return s.get(ctx, seenKey, &seen) && s.cfg.Now().Sub(seen) > lockAfter
}

// askLogin sends somebody to log in who is not, or whose screen is locked, and
// keeps what they sent. A script is told so, and can say it on the page.
func (s *Server) askLogin(w http.ResponseWriter, r *http.Request) error {
	next := localPath(r.URL.RequestURI())
	if r.Method != http.MethodGet {
		kept, err := s.keepSent(r)
		if err != nil {
			return err
		}
		next = "/"
		if kept {
			next = keptPath
		}
	}
	if byScript(r) {
		w.WriteHeader(http.StatusUnauthorized)
		return nil
	}
	to := loginPath
	if visiting(r).locked.ID != 0 {
		to = lockPath
	}
	http.Redirect(w, r, to+"?verder="+url.QueryEscape(next), http.StatusSeeOther)
	return nil
}

// byScript tells whether a script asks, and not somebody who goes to a page.
func byScript(r *http.Request) bool { return r.Header.Get("Sec-Fetch-Dest") == "empty" }

// lockPage is the locked screen.
type lockPage struct {
	Page
	Who  string
	Next string // address of logging in, with where to go on
}

// lockedPage says that the screen is locked and how to go on.
func (s *Server) lockedPage(w http.ResponseWriter, r *http.Request) error {
	v, next := visiting(r), localPath(r.URL.Query().Get("verder"))
	if v.person.ID != 0 {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	}
	page := lockPage{Page: s.page(r, "Het scherm is op slot"), Who: v.locked.Name, Next: loginPath + "?verder=" + url.QueryEscape(next)}
	page.Tone = s.town().Tone.Staff
	return s.render(w, r, "slot", http.StatusOK, page)
}

// lock locks the screen: its person walked away. What was typed has been kept by
// then, see keepTyped.
func (s *Server) lock(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	if visiting(r).person.ID != 0 {
		s.put(r.Context(), lockedKey, true)
	}
	http.Redirect(w, r, lockPath+"?verder="+url.QueryEscape(localPath(form.Get("verder"))), http.StatusSeeOther)
	return nil
}

// stayAwake notes that somebody types in a page that asks nothing of us.
func (s *Server) stayAwake(w http.ResponseWriter, _ *http.Request) error {
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// former returns the person whose session this browser has or had; 0 when it never
// had one that we know. Only to keep what they typed: it lets nobody in.
func (s *Server) former(r *http.Request) postkamer.PersonID {
	v := visiting(r)
	if id := v.person.ID + v.locked.ID; id != 0 { // one of the two is 0
		return id
	}
	var id postkamer.PersonID
	if s.get(r.Context(), formerKey, &id) {
		return id
	}
	cookie, err := r.Cookie(s.sessions.Cookie.Name)
	if err != nil || s.cfg.Store == nil {
		return 0
	}
	if id, err = s.cfg.Store.Former(r.Context(), tokenHash(cookie.Value)); err != nil {
		return 0
	}
	return id
}

// noteFormer remembers in a new session whose the old one was: a page that is left
// sends what was typed in it when the browser has the new cookie already.
func (s *Server) noteFormer(r *http.Request) {
	if id := s.former(r); id != 0 {
		s.put(r.Context(), formerKey, id)
	}
}

// isForm tells whether a request holds an ordinary form, not files.
func isForm(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
}
