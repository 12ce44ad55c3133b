package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"postkamer"
)

// Addresses of logging in and out. The callback is the redirect URI to register
// with the provider.
const (
	loginPath    = "/inloggen"
	callbackPath = "/inloggen/klaar"
	logoutPath   = "/uitloggen"
)

// attemptLife is how long somebody may take at the provider.
const attemptLife = 10 * time.Minute

func (s *Server) loginRoutes() {
	s.anybody("GET "+loginPath, s.startLogin)
	s.anybody("GET "+callbackPath, s.finishLogin)
	s.anybody("POST "+logoutPath, s.logout)
	if s.cfg.DevLogin != nil {
		s.plain("/devlogin/", func(w http.ResponseWriter, r *http.Request) error {
			s.cfg.DevLogin.ServeHTTP(w, r)
			return nil
		})
	}
}

// An attempt is a login under way, kept in the session under its state.
type attempt struct {
	Nonce    string
	Verifier string // PKCE
	Next     string // path to go to afterwards
	Began    time.Time
}

// attemptKey is where the session keeps the attempt with this state.
func attemptKey(state string) string { return "login." + state }

// startLogin sends the browser to the provider. On this computer it begins at
// the base address: the cookie of localhost would not come back to 127.0.0.1.
func (s *Server) startLogin(w http.ResponseWriter, r *http.Request) error {
	next := localPath(r.URL.Query().Get("verder"))
	if r.Host != s.base.Host && isLoopback(r.Host) && isLoopback(s.base.Host) {
		http.Redirect(w, r, s.base.JoinPath(loginPath).String()+"?verder="+url.QueryEscape(next), http.StatusSeeOther)
		return nil
	}
	if person(r).ID != 0 {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	}
	provider, err := s.login.provider(r.Context())
	if err != nil {
		return err
	}
	state, a := rand.Text(), attempt{rand.Text(), oauth2.GenerateVerifier(), next, s.cfg.Now()}
	s.noteFormer(r)
	s.dropAttempts(r.Context(), attemptKey(""))
	s.put(r.Context(), attemptKey(state), a)
	options := []oauth2.AuthCodeOption{oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)}
	if visiting(r).locked.ID != 0 { // who is at the screen must show it anew (OpenID Connect Core, 3.1.2.1)
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"))
	}
	address := provider.config.AuthCodeURL(state, options...)
	if s.cfg.Login.ACR != "" {
		address += "&acr_values=" + url.QueryEscape(s.cfg.Login.ACR)
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}

// maxAttempts is how many logins one browser may have under way: one per tab.
const maxAttempts = 5

// dropAttempts forgets attempts that nobody finished, when there are many.
func (s *Server) dropAttempts(ctx context.Context, prefix string) {
	var open []string
	for _, key := range s.sessions.Keys(ctx) {
		if strings.HasPrefix(key, prefix) {
			open = append(open, key)
		}
	}
	if len(open) < maxAttempts {
		return
	}
	for _, key := range open {
		s.sessions.Remove(ctx, key)
	}
}

// takeAttempt returns the attempt with this state, once.
func (s *Server) takeAttempt(ctx context.Context, state string) (attempt, error) {
	var a attempt
	if state == "" || !s.get(ctx, attemptKey(state), &a) {
		return a, fmt.Errorf("%w: no attempt with this state", errLoginFailed)
	}
	s.sessions.Remove(ctx, attemptKey(state))
	if s.cfg.Now().Sub(a.Began) > attemptLife {
		return a, fmt.Errorf("%w: attempt is too old", errLoginFailed)
	}
	return a, nil
}

// finishLogin takes the provider's answer, remembers the person and begins the session.
func (s *Server) finishLogin(w http.ResponseWriter, r *http.Request) error {
	ctx, query := r.Context(), r.URL.Query()
	a, err := s.takeAttempt(ctx, query.Get("state"))
	if err != nil {
		return err
	}
	if query.Get("code") == "" {
		return fmt.Errorf("%w: provider gave no code", errLoginFailed)
	}
	provider, err := s.login.provider(ctx)
	if err != nil {
		return err
	}
	who, err := provider.identify(ctx, query.Get("code"), a)
	if err != nil {
		return err
	}
	saved, err := s.savePerson(ctx, who)
	if err != nil {
		return err
	}
	if err := s.begin(ctx, saved); err != nil {
		return fmt.Errorf("begin session: %w", err)
	}
	visiting(r).person = saved
	next, err := s.signedIn(r, saved, a.Next)
	visiting(r).err = err // for the log: the login is good
	http.Redirect(w, r, next, http.StatusSeeOther)
	return nil
}

// savePerson keeps the person in the database. The roles are those of this
// login: the provider decides, not an older row.
func (s *Server) savePerson(ctx context.Context, who postkamer.Person) (postkamer.Person, error) {
	if len(who.Roles) == 0 {
		var err error
		if who.Roles, err = s.grantedRoles(ctx, who); err != nil {
			return who, err
		}
	}
	saved, err := s.cfg.Store.SaveLogin(ctx, who.Subject, who.Name, who.Roles, who.Queues)
	if err != nil {
		return who, fmt.Errorf("save login: %w", err)
	}
	if err := s.cfg.Store.SaveEmail(ctx, saved.ID, who.Email); err != nil {
		return who, fmt.Errorf("save login: %w", err)
	}
	saved.Email = who.Email
	saved.Name, saved.Roles, saved.Queues = who.Name, who.Roles, who.Queues
	return saved, nil
}

// logout ends the session here, makes the browser forget everything of ours, and
// ends the session at the provider where that is possible.
func (s *Server) logout(w http.ResponseWriter, r *http.Request) error {
	if err := s.signedOut(r); err != nil {
		return err
	}
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	w.Header().Set("Clear-Site-Data", `"cache", "cookies", "storage"`)
	http.Redirect(w, r, s.login.goodbye(), http.StatusSeeOther)
	return nil
}

// localPath returns where to go after logging in: next if it is a path of ours,
// else the start page. An address of another site would be an open redirect.
func localPath(next string) string {
	to, err := url.Parse(next)
	if err != nil || to.Scheme != "" || to.Host != "" || to.Opaque != "" || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") ||
		strings.HasPrefix(to.Path, loginPath) || strings.HasPrefix(to.Path, logoutPath) {
		return "/"
	}
	return next
}
