package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"

	"postkamer"
	"postkamer/store"
)

// signInsPath is where somebody sees on which computers they are logged in.
const signInsPath = "/aanmeldingen"

func (s *Server) signInRoutes() {
	s.staff("GET "+signInsPath, s.signInsPage, everyRole()...)
	s.staff("POST "+signInsPath+"/{id}/einde", s.endSignIn, everyRole()...)
}

// tokenHash is the token of a session as the tables hold it (scs does the same).
func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// signedIn keeps that a session began, sweeps up those that ended, and returns
// where to go: first to what was sent while the session was over.
func (s *Server) signedIn(r *http.Request, who postkamer.Person, next string) (string, error) {
	if s.cfg.Store == nil {
		return next, nil
	}
	ctx := r.Context()
	if err := s.cfg.Store.AddSignIn(ctx, who.ID, tokenHash(s.sessions.Token(ctx)), deviceOf(r.UserAgent())); err != nil {
		return next, err
	}
	if err := s.cfg.Store.SweepSignIns(ctx); err != nil {
		return next, err
	}
	kept, err := s.cfg.Store.KeptWork(ctx, who.ID)
	if err != nil || len(kept) == 0 || next == keptPath {
		return next, err
	}
	return keptPath + "?verder=" + url.QueryEscape(next), nil
}

// signedOut notes that the person of this session logs out.
func (s *Server) signedOut(r *http.Request) error {
	if s.cfg.Store == nil {
		return nil
	}
	return s.cfg.Store.EndToken(r.Context(), tokenHash(s.sessions.Token(r.Context())))
}

// A signInRow is one session in the list.
type signInRow struct {
	store.SignIn
	Here bool // the one in which the list is shown
	Mine bool
}

// signInsList is the page of sessions.
type signInsList struct {
	Page
	Mine   []signInRow
	Others []signInRow // of colleagues; only for who manages the mail-room
}

// signInsPage shows where this person is logged in, and an administrator where
// everybody is.
func (s *Server) signInsPage(w http.ResponseWriter, r *http.Request) error {
	who := person(r)
	list, err := s.cfg.Store.SignIns(r.Context(), ownerOf(who))
	if err != nil {
		return err
	}
	page := signInsList{Page: s.page(r, "Aanmeldingen")}
	here := tokenHash(s.sessions.Token(r.Context()))
	for _, in := range list {
		row := signInRow{SignIn: in, Here: in.Token == here, Mine: in.Person == who.ID}
		if row.Mine {
			page.Mine = append(page.Mine, row)
			continue
		}
		page.Others = append(page.Others, row)
	}
	return s.render(w, r, "aanmeldingen", http.StatusOK, page)
}

// ownerOf is whose sessions a person may see and end: their own, an administrator
// everybody's (0).
func ownerOf(who postkamer.Person) postkamer.PersonID {
	if who.Is(postkamer.Admin) {
		return 0
	}
	return who.ID
}

// endSignIn ends a session elsewhere: a laptop that was lost, a screen left open.
func (s *Server) endSignIn(w http.ResponseWriter, r *http.Request) error {
	if _, err := postForm(r); err != nil {
		return err
	}
	id, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	who := person(r)
	if err := s.cfg.Store.EndSignIn(r.Context(), id, ownerOf(who), who); err != nil {
		return err
	}
	s.flash(r, FlashOK, "✓ Uitgelogd. Wat daar half getypt was, blijft een dag bewaard.")
	http.Redirect(w, r, signInsPath, http.StatusSeeOther)
	return nil
}

// Browsers and systems as they call themselves, most particular first.
var (
	browserWords = [][2]string{{"Edg", "Edge"}, {"Firefox", "Firefox"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}}
	systemWords  = [][2]string{{"Windows", "Windows"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Mac OS", "Mac"}, {"Linux", "Linux"}}
)

// deviceOf says in words with what somebody logged in: "Firefox op Windows".
func deviceOf(agent string) string {
	return firstWord(agent, browserWords, "Onbekende browser") + " op " + firstWord(agent, systemWords, "een onbekend apparaat")
}

// firstWord returns the word of the first mark that the text holds.
func firstWord(text string, words [][2]string, otherwise string) string {
	for _, w := range words {
		if strings.Contains(text, w[0]) {
			return w[1]
		}
	}
	return otherwise
}
