package web

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"postkamer"
)

// LoginConfig says which OpenID Connect provider knows our staff. There are no
// passwords here.
type LoginConfig struct {
	Issuer       string
	ClientID     string
	ClientSecret string
	Scopes       []string                  // besides openid, profile and email
	RolesClaim   string                    // where the roles are, with dots for nesting; empty is "roles"
	QueuesClaim  string                    // where the queues are; empty gives everybody all queues
	RoleNames    map[string]postkamer.Role // further names for roles, such as group names
	ACR          string                    // the acr that a login must have; empty takes any
	AMR          []string                  // methods that a login must have used, such as mfa; empty takes any
}

// login finds the provider when it is first needed and remembers it.
type login struct {
	cfg      LoginConfig
	scopes   []string
	redirect string // our callback
	home     string // where to go after logging out
	client   *http.Client

	mu     sync.Mutex
	found  *provider
	failed time.Time // when discovery last failed
}

// Discovery: how long we wait for the provider, and how long after a failure we
// do not ask it again, so that waiting visitors do not pile up.
const (
	providerTimeout = 5 * time.Second
	providerPause   = 2 * time.Second
)

// openLogin checks what can be checked without the provider: it may be down at start.
func (s *Server) openLogin() error {
	cfg := s.cfg.Login
	issuer, err := url.Parse(cfg.Issuer)
	if err != nil || issuer.Host == "" {
		return fmt.Errorf("login: issuer %q: write the provider's https address", cfg.Issuer)
	}
	if cfg.ClientID == "" {
		return errors.New("login: client id is empty: write the one that the provider gave us")
	}
	if cfg.RolesClaim == "" {
		cfg.RolesClaim = "roles"
	}
	s.login = &login{
		cfg:      cfg,
		scopes:   append([]string{oidc.ScopeOpenID, "profile", "email"}, cfg.Scopes...),
		redirect: s.base.JoinPath(callbackPath).String(),
		home:     s.base.JoinPath("/").String(),
		client:   &http.Client{Timeout: providerTimeout, Transport: http.DefaultTransport.(*http.Transport).Clone()},
	}
	return nil
}

// host returns scheme and host of a provider on another host than ours, else "".
func (l *login) host() string {
	issuer, err := url.Parse(l.cfg.Issuer)
	home, err2 := url.Parse(l.home)
	if err != nil || err2 != nil || issuer.Host == home.Host {
		return ""
	}
	return issuer.Scheme + "://" + issuer.Host
}

// provider returns the provider, asking it for its addresses the first time. It
// asks for everybody: a visitor who leaves does not stop it.
func (l *login) provider(ctx context.Context) (*provider, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.found != nil {
		return l.found, nil
	}
	if time.Since(l.failed) < providerPause {
		return nil, fmt.Errorf("%w: failed just now", errNoLogin)
	}
	found, err := l.discover(context.WithoutCancel(ctx))
	if err != nil {
		l.failed = time.Now()
		return nil, fmt.Errorf("%w: %w", errNoLogin, err)
	}
	l.found = found
	return found, nil
}

// A provider is a discovered OpenID Connect provider.
type provider struct {
	login    *login
	config   oauth2.Config
	verifier *oidc.IDTokenVerifier
	goodbye  string                                                            // end_session_endpoint; empty when there is none
	more     func(context.Context, oauth2.TokenSource) (*oidc.UserInfo, error) // nil when there is no userinfo_endpoint
}

func (l *login) discover(ctx context.Context) (*provider, error) {
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, l.client), l.cfg.Issuer)
	if err != nil {
		return nil, fmt.Errorf("discover provider: %w", err)
	}
	var more struct {
		EndSession string `json:"end_session_endpoint"`
	}
	if err := found.Claims(&more); err != nil {
		return nil, fmt.Errorf("discover provider: %w", err)
	}
	p := &provider{
		login: l,
		config: oauth2.Config{
			ClientID:     l.cfg.ClientID,
			ClientSecret: l.cfg.ClientSecret,
			Endpoint:     found.Endpoint(),
			RedirectURL:  l.redirect,
			Scopes:       l.scopes,
		},
		verifier: found.Verifier(&oidc.Config{ClientID: l.cfg.ClientID}),
		goodbye:  more.EndSession,
	}
	if found.UserInfoEndpoint() != "" {
		p.more = found.UserInfo
	}
	return p, nil
}

// goodbye is where the browser goes after logging out: the provider, when it can
// end its own session, else our start page.
func (l *login) goodbye() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.found == nil || l.found.goodbye == "" {
		return l.home
	}
	query := url.Values{"client_id": {l.cfg.ClientID}, "post_logout_redirect_uri": {l.home}}
	return l.found.goodbye + "?" + query.Encode()
}

// identify changes the code for the identity of the person. Every refusal is
// errLoginFailed, with the reason for the log; a provider that does not answer
// is errNoLogin.
func (p *provider) identify(ctx context.Context, code string, a attempt) (postkamer.Person, error) {
	identity, _, err := p.verified(ctx, code, a)
	if err != nil {
		return postkamer.Person{}, err
	}
	return p.person(identity)
}

// verified changes the code for an identity and checks everything about it that
// is the same for staff and citizens. Its errors are those of identify.
func (p *provider) verified(ctx context.Context, code string, a attempt) (*oidc.IDToken, *oauth2.Token, error) {
	ctx = oidc.ClientContext(ctx, p.login.client)
	token, err := p.config.Exchange(ctx, code, oauth2.VerifierOption(a.Verifier))
	if refused := (*oauth2.RetrieveError)(nil); errors.As(err, &refused) && refused.Response.StatusCode < 500 {
		return nil, nil, fmt.Errorf("%w: code refused: %s", errLoginFailed, refused.ErrorCode)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%w: exchange code: %w", errNoLogin, err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return nil, nil, fmt.Errorf("%w: provider gave no identity", errLoginFailed)
	}
	identity, err := p.verifier.Verify(ctx, raw)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errLoginFailed, err)
	}
	if subtle.ConstantTimeCompare([]byte(identity.Nonce), []byte(a.Nonce)) != 1 {
		return nil, nil, fmt.Errorf("%w: nonce is not ours", errLoginFailed)
	}
	return identity, token, nil
}

// person reads who it is from the identity.
func (p *provider) person(identity *oidc.IDToken) (postkamer.Person, error) {
	var all map[string]any
	if err := identity.Claims(&all); err != nil {
		return postkamer.Person{}, fmt.Errorf("%w: read claims: %w", errLoginFailed, err)
	}
	cfg := p.login.cfg
	if cfg.ACR != "" && all["acr"] != cfg.ACR {
		return postkamer.Person{}, fmt.Errorf("%w: acr is not %q", errLoginFailed, cfg.ACR)
	}
	used := claimList(all, "amr")
	for _, method := range cfg.AMR {
		if !slices.Contains(used, method) {
			return postkamer.Person{}, fmt.Errorf("%w: amr lacks %q", errLoginFailed, method)
		}
	}
	who := postkamer.Person{Subject: identity.Subject, Name: claimName(all), Email: claimEmail(all), Roles: cfg.roles(claimList(all, cfg.RolesClaim))}
	for _, queue := range claimList(all, cfg.QueuesClaim) {
		who.Queues = append(who.Queues, postkamer.Queue(queue))
	}
	return who, nil
}
