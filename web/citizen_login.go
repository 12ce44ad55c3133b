package web

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"postkamer"
	"postkamer/intake"
)

// CitizenLogin says which broker lets citizens log in with DigiD or eHerkenning.
// Without an issuer nobody can, and the forms work as well.
type CitizenLogin struct {
	Issuer       string
	ClientID     string
	ClientSecret string
	Clients      map[postkamer.IdentityMeans]CitizenClient // means with a client, or a broker, of their own
	Scopes       []string                                  // besides openid
	Means        []postkamer.IdentityMeans                 // that the broker has; empty is DigiD
	Params       map[postkamer.IdentityMeans]url.Values    // what the broker must be told besides, such as acr_values
	Claims       map[string]string                         // other names of claims, see claimNames
	Levels       map[string]postkamer.IdentityLevel        // other values of the claim with the level
	FormHosts    []string                                  // where else logging out leads: https://digid.example
}

// A CitizenClient is who we are to the broker for one of the means: most brokers give out
// a client for DigiD and another for eHerkenning. What is empty is as for all.
type CitizenClient struct {
	Issuer string
	ID     string
	Secret string
}

// client returns who we are to whose broker for some means.
func (c CitizenLogin) client(means postkamer.IdentityMeans) LoginConfig {
	own := c.Clients[means]
	cfg := LoginConfig{Issuer: cmp.Or(own.Issuer, c.Issuer), ClientID: c.ClientID, ClientSecret: c.ClientSecret}
	if own.ID != "" {
		cfg.ClientID, cfg.ClientSecret = own.ID, own.Secret
	}
	return cfg
}

// means are those that the broker has.
func (c CitizenLogin) means() []postkamer.IdentityMeans {
	if len(c.Means) == 0 {
		return []postkamer.IdentityMeans{postkamer.MeansDigiD}
	}
	return c.Means
}

// offers tells whether the broker has these means.
func (c CitizenLogin) offers(means postkamer.IdentityMeans) bool {
	return slices.Contains(c.means(), means)
}

// Addresses of logging in as a citizen: below each form, and the one redirect URI
// to register with the broker.
const (
	loginSlug           = "inloggen"
	logoutSlug          = "uitloggen"
	citizenCallbackPath = "/inwoner/klaar"
	citizenGoodbyePath  = "/inwoner/uitgelogd"
)

// openCitizenLogin checks what can be checked without the broker.
func (s *Server) openCitizenLogin() error {
	cfg := s.cfg.CitizenLogin
	if cfg.Issuer == "" {
		return nil
	}
	s.citizens = map[postkamer.IdentityMeans]*login{}
	for _, means := range cfg.means() {
		client := cfg.client(means)
		issuer, err := url.Parse(client.Issuer)
		if err != nil || issuer.Host == "" || issuer.Scheme != "https" && !isLoopback(issuer.Host) {
			return fmt.Errorf("login of citizens: issuer %q: write the broker's https address", client.Issuer)
		}
		if client.ClientID == "" {
			return errors.New("login of citizens: client id is empty: write the one that the broker gave us")
		}
		s.citizens[means] = &login{
			cfg:      client,
			scopes:   append([]string{oidc.ScopeOpenID}, cfg.Scopes...),
			redirect: s.base.JoinPath(citizenCallbackPath).String(),
			home:     s.base.JoinPath(citizenGoodbyePath).String(),
			client:   &http.Client{Timeout: providerTimeout, Transport: http.DefaultTransport.(*http.Transport).Clone()},
		}
	}
	return nil
}

// citizenLoginRoutes adds logging in for the forms.
func (s *Server) citizenLoginRoutes(forms []citizenForm) {
	if s.cfg.DevCitizens != nil {
		s.plain("/devlogin-inwoner/", func(w http.ResponseWriter, r *http.Request) error {
			s.cfg.DevCitizens.ServeHTTP(w, r)
			return nil
		})
	}
	if s.citizens == nil {
		return
	}
	byName := map[string]citizenForm{}
	for _, f := range forms {
		if len(f.logins()) == 0 {
			continue
		}
		byName[f.form.Name] = f
		s.public("GET "+f.path(loginSlug), f.startLogin)
		s.public("POST "+f.path(logoutSlug), f.logout)
	}
	s.public("GET "+citizenCallbackPath, func(w http.ResponseWriter, r *http.Request) error { return s.finishCitizenLogin(w, r, byName) })
	s.public("GET "+citizenGoodbyePath, s.citizenGoodbye)
}

// A citizenAttempt is a citizen's login under way, kept in the session.
type citizenAttempt struct {
	attempt
	Form  string
	Draft string // empty: a new one
	Means postkamer.IdentityMeans
}

func citizenAttemptKey(state string) string { return "citizen." + state }

// startLogin sends the browser to the broker. It is a link and no form: then no
// policy of ours stands in the way of where the broker sends people on to.
func (f citizenForm) startLogin(w http.ResponseWriter, r *http.Request) error {
	means := postkamer.IdentityMeans(r.URL.Query().Get("met"))
	if _, ok := f.form.Least(means); !ok || !f.s.cfg.CitizenLogin.offers(means) {
		return postkamer.ErrNotFound
	}
	if r.Host != f.s.base.Host && isLoopback(r.Host) && isLoopback(f.s.base.Host) { // see Server.startLogin
		http.Redirect(w, r, f.s.base.JoinPath(f.path(loginSlug)).String()+"?met="+url.QueryEscape(string(means)), http.StatusSeeOther)
		return nil
	}
	a := citizenAttempt{attempt: attempt{rand.Text(), oauth2.GenerateVerifier(), "", f.s.cfg.Now()}, Form: f.form.Name, Means: means}
	if r.URL.Query().Get("verder") != "" {
		var err error
		if a.Draft, err = f.openDraft(r); err != nil {
			return err
		}
	}
	provider, err := f.s.citizens[means].provider(r.Context())
	if err != nil {
		return f.refused(w, r, a, err)
	}
	state := rand.Text()
	f.s.dropAttempts(r.Context(), citizenAttemptKey(""))
	f.s.put(r.Context(), citizenAttemptKey(state), a)
	options := []oauth2.AuthCodeOption{oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier),
		oauth2.SetAuthURLParam("prompt", "login")} // whoever was here before must not be logged in unseen
	for name, values := range f.s.cfg.CitizenLogin.Params[means] {
		options = append(options, oauth2.SetAuthURLParam(name, strings.Join(values, " ")))
	}
	http.Redirect(w, r, provider.config.AuthCodeURL(state, options...), http.StatusSeeOther)
	return nil
}

// finishCitizenLogin takes the broker's answer. Whatever is wrong with it, the
// citizen is back at the form and may go on without.
func (s *Server) finishCitizenLogin(w http.ResponseWriter, r *http.Request, forms map[string]citizenForm) error {
	ctx, query := r.Context(), r.URL.Query()
	var a citizenAttempt
	state := query.Get("state")
	known := state != "" && s.get(ctx, citizenAttemptKey(state), &a)
	f, ok := forms[a.Form]
	if !known || !ok {
		visiting(r).err = fmt.Errorf("%w: no attempt of a citizen with this state", errLoginFailed)
		s.flash(r, FlashWarning, s.town().Say(s.citizenTone(r), "Het inloggen is niet gelukt. Kies {je|uw} formulier en probeer het nog een keer."))
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	}
	s.sessions.Remove(ctx, citizenAttemptKey(state))
	who, err := f.identify(r, a)
	if err != nil {
		return f.refused(w, r, a, err)
	}
	if a.Draft != "" { // it may be of another form by now, or be sent
		if a.Draft, err = f.openDraft(r); err != nil {
			return err
		}
	}
	if err := f.bindLogin(w, r, who, a.Draft); err != nil {
		return err
	}
	return f.afterLogin(w, r, who)
}

// afterLogin leads to the first page that is left to fill in.
func (f citizenForm) afterLogin(w http.ResponseWriter, r *http.Request, who postkamer.Identity) error {
	f.recognised(r, who)
	d, _, err := f.found(r) // not draft: the request has no cookie of the login yet
	if err != nil {
		return err
	}
	return f.to(w, r, f.form.FirstOpen(intake.WithFiles(d.Answers, d.Files), f.context(r)))
}

// identify reads the broker's answer and checks that the form takes it.
func (f citizenForm) identify(r *http.Request, a citizenAttempt) (who postkamer.Identity, err error) {
	query := r.URL.Query()
	switch {
	case f.s.cfg.Now().Sub(a.Began) > attemptLife:
		return who, fmt.Errorf("%w: attempt is too old", errLoginFailed)
	case query.Get("error") == "access_denied" || query.Get("error") == "login_cancelled":
		return who, errCancelled
	case query.Get("error") == "temporarily_unavailable" || query.Get("error") == "server_error":
		return who, fmt.Errorf("%w: broker says %s", errNoLogin, query.Get("error"))
	case query.Get("code") == "":
		return who, fmt.Errorf("%w: broker gave no code", errLoginFailed)
	}
	broker := f.s.citizens[a.Means]
	if broker == nil {
		return who, fmt.Errorf("%w: the attempt is from before the settings changed", errLoginFailed)
	}
	provider, err := broker.provider(r.Context())
	if err != nil {
		return who, err
	}
	claims, err := provider.citizenClaims(r.Context(), query.Get("code"), a, f.s.cfg.CitizenLogin)
	if err != nil {
		return who, err
	}
	if who, err = f.s.cfg.CitizenLogin.identity(claims, a.Means, f.s.provenAt()); err != nil {
		return who, err
	}
	if !f.takes(who) {
		return who, fmt.Errorf("%w: %s", errTooLow, who.Level)
	}
	return who, nil
}

// Reasons for which a citizen is not logged in, besides errNoLogin and errLoginFailed.
var (
	errCancelled = errors.New("citizen cancelled the login")
	errTooLow    = errors.New("login is of too low a level")
)

// refused leads a citizen who could not log in back to the form, with the reason
// and both ways on. The reason in the log names nobody.
func (f citizenForm) refused(w http.ResponseWriter, r *http.Request, a citizenAttempt, err error) error {
	visiting(r).err = err
	kind, text := FlashWarning, "Het inloggen is niet gelukt. Probeer het nog een keer, of ga verder zonder inloggen."
	least, _ := f.form.Least(a.Means)
	switch {
	case errors.Is(err, errCancelled):
		kind, text = FlashInfo, "{Je hebt|U hebt} niet ingelogd. Dat geeft niet. {Je kunt|U kunt} het opnieuw proberen, of verder gaan zonder inloggen."
	case errors.Is(err, errTooLow):
		text = "Deze manier van inloggen is hiervoor niet genoeg. Log in met {middel}, niveau {niveau} of hoger. Of ga verder zonder inloggen."
	case errors.Is(err, errNoLogin):
		text = "Inloggen met {middel} lukt nu niet. Dat ligt niet aan {jou|u}. {Je kunt|U kunt} gewoon verder gaan zonder inloggen."
	}
	said := f.fill(text, f.context(r).Tone)
	f.s.flash(r, kind, strings.NewReplacer("{middel}", a.Means.Label(), "{niveau}", least.Label()).Replace(said))
	d, state, gone := f.draft(r)
	if gone != nil {
		return gone
	}
	if a.Draft == "" || state != draftOpen || d.ID != a.Draft {
		return f.to(w, r, "")
	}
	return f.to(w, r, f.form.FirstOpen(d.Answers, f.context(r)))
}

// logout ends the login here and at the broker. The form is off this screen too:
// somebody else may sit down at it.
func (f citizenForm) logout(w http.ResponseWriter, r *http.Request) error {
	_, state, err := f.draft(r)
	if err != nil {
		return err
	}
	broker := f.s.citizens[f.s.cfg.CitizenLogin.means()[0]]
	if who := f.context(r).Identity; who != nil && f.s.citizens[who.Means] != nil {
		broker = f.s.citizens[who.Means]
	}
	if cookie, err := r.Cookie(f.loginCookie()); err == nil {
		if err := f.s.cfg.Store.EndLogin(r.Context(), cookie.Value, f.s.cfg.Now()); err != nil {
			return err
		}
	}
	f.setLogin(w, "")
	text := "{Je bent|U bent} uitgelogd."
	if state == draftOpen {
		text = "{Je bent|U bent} uitgelogd. {Je|Uw} formulier is niet verstuurd."
	}
	for _, key := range []string{f.draftKey(), f.loggedInKey()} {
		f.s.sessions.Remove(r.Context(), key)
	}
	f.s.flash(r, FlashInfo, f.fill(text, f.context(r).Tone))
	http.Redirect(w, r, broker.goodbye(), http.StatusSeeOther)
	return nil
}

// citizenGoodbye is where the broker sends somebody who logged out.
func (s *Server) citizenGoodbye(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

// skew is how far the clock of a broker may be from ours.
const skew = time.Minute

// loginHosts are the hosts of login providers that are not ours.
func (s *Server) loginHosts() []string {
	var hosts []string
	add := func(host string) {
		if host != "" && !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	add(s.login.host())
	for _, means := range s.cfg.CitizenLogin.means() {
		if broker := s.citizens[means]; broker != nil {
			add(broker.host())
		}
	}
	if s.citizens != nil {
		for _, host := range s.cfg.CitizenLogin.FormHosts {
			add(host)
		}
	}
	return hosts
}
