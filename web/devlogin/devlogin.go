// Package devlogin is a small OpenID Connect provider for the embedded run: it
// asks for no password and lets whoever tries postkamer choose one of six made
// up members of staff. The service logs in through it in exactly the way it
// does through a municipality's own provider, so there is one road and no
// second way in.
//
// It promises: codes work once and for one minute, only for the client, redirect
// address and PKCE verifier they were made for; the key is made at start and
// kept nowhere. It refuses to be made for anything but an embedded run on a
// loopback address.
//
// Everything is kept in memory, so it serves one process; what is lost at a
// restart is a login under way.
package devlogin

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"postkamer"
)

// ErrNotEmbedded says that the provider may not be used here.
var ErrNotEmbedded = errors.New("development login is for the embedded run on this computer only: set an OpenID Connect issuer")

// Path is where the handler must be mounted under the base address.
const Path = "/devlogin"

// CitizenPath is where the handler for citizens must be mounted.
const CitizenPath = "/devlogin-inwoner"

// A Person is somebody to log in as.
type Person struct {
	Subject string
	Name    string
	Work    string // what they do, in Dutch, for the button
	Roles   []postkamer.Role
	Queues  []postkamer.Queue // empty is all
	Email   string            // empty: none
	Claims  map[string]any    // of a citizen: what the login tells besides; nil of a member of staff
	Means   string            // of a citizen: digid or eherkenning
}

// People returns the members of staff of the demonstration. One caseworker works all
// queues, two have their own: so that it shows who may see what.
func People() []Person {
	return []Person{
		{Subject: "demo-sevda", Name: "Sevda Kaya", Work: "scant de post", Roles: []postkamer.Role{postkamer.Operator}},
		{Subject: "demo-tom", Name: "Tom de Boer", Work: "behandelt alle soorten zaken", Roles: []postkamer.Role{postkamer.Caseworker}},
		{Subject: "demo-noor", Name: "Noor Haddad", Work: "behandelt burgerzaken", Roles: []postkamer.Role{postkamer.Caseworker}, Queues: []postkamer.Queue{"burgerzaken"}},
		{Subject: "demo-ali", Name: "Ali Demir", Work: "behandelt inkomen en zorg", Roles: []postkamer.Role{postkamer.Caseworker}, Queues: []postkamer.Queue{"inkomen", "zorg"}},
		{Subject: "demo-lekha", Name: "Lekha Ramdin", Work: "belt met inwoners", Roles: []postkamer.Role{postkamer.Caller}},
		{Subject: "demo-joke", Name: "Joke Wiersma", Work: "leidt het team", Roles: []postkamer.Role{postkamer.TeamLead}},
		{Subject: "demo-anouk", Name: "Anouk de Wit", Work: "beheert de instellingen", Roles: []postkamer.Role{postkamer.Admin}},
	}
}

// Config says for whom the provider works.
type Config struct {
	Embedded    bool             // the caller declares that this is the embedded run
	BaseURL     string           // address of the service, without path: http://127.0.0.1:8080
	RedirectURL string           // the only address that codes go to; empty is BaseURL + /inloggen/klaar
	Now         func() time.Time // nil is time.Now
	People      []Person         // whom to choose from; nil is People()
	Citizens    bool             // for citizens: at CitizenPath, with Citizens() and a way out
}

// A Provider hands out identities. It is safe for concurrent use.
type Provider struct {
	path     string // Path or CitizenPath
	home     string // address of the service
	issuer   string
	redirect string
	id       string
	secret   string
	now      func() time.Time
	key      *ecdsa.PrivateKey
	signer   jose.Signer
	people   []Person
	mux      *http.ServeMux

	mu     sync.Mutex
	asked  map[string]request // by the number in the form
	codes  map[string]grant
	tokens map[string]grant // by access token
}

// New makes a provider with a fresh key. It returns ErrNotEmbedded unless the
// run is embedded and its address is this computer's own.
func New(cfg Config) (*Provider, error) {
	base, err := url.Parse(cfg.BaseURL)
	if err != nil || !cfg.Embedded || !loopback(base.Hostname()) {
		return nil, ErrNotEmbedded
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make login key: %w", err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: keyID}}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return nil, fmt.Errorf("make login signer: %w", err)
	}
	p := &Provider{
		path: Path, redirect: cfg.RedirectURL, id: "postkamer-demo", secret: rand.Text(), home: base.String(),
		now: cfg.Now, key: key, signer: signer, people: People(), mux: http.NewServeMux(),
		asked: map[string]request{}, codes: map[string]grant{}, tokens: map[string]grant{},
	}
	back := "/inloggen/klaar"
	if cfg.Citizens {
		p.path, p.people, back = CitizenPath, Citizens(), "/inwoner/klaar"
	}
	p.issuer = base.JoinPath(p.path).String()
	if cfg.People != nil {
		p.people = cfg.People
	}
	if p.redirect == "" {
		p.redirect = base.JoinPath(back).String()
	}
	if p.now == nil {
		p.now = time.Now
	}
	p.routes()
	return p, nil
}

// keyID names the one key.
const keyID = "start"

// loopback tells whether the host name is this computer.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// Issuer is the address by which the service finds the provider.
func (p *Provider) Issuer() string { return p.issuer }

// Client returns the identity by which the service is known here.
func (p *Provider) Client() (id, secret string) { return p.id, p.secret }

// Handler serves the provider; mount it at Path, or at CitizenPath.
func (p *Provider) Handler() http.Handler { return p.mux }

func (p *Provider) routes() {
	p.mux.HandleFunc("GET "+p.path+"/.well-known/openid-configuration", p.discovery)
	p.mux.HandleFunc("GET "+p.path+"/jwks", p.jwks)
	p.mux.HandleFunc("GET "+p.path+"/authorize", p.authorize)
	p.mux.HandleFunc("POST "+p.path+"/choose", p.choose)
	p.mux.HandleFunc("POST "+p.path+"/token", p.token)
	p.mux.HandleFunc("GET "+p.path+"/userinfo", p.userinfo)
	p.mux.HandleFunc("GET "+p.path+"/logout", p.logout)
}

// person returns the member of staff with this subject.
func (p *Provider) person(subject string) (Person, bool) {
	i := slices.IndexFunc(p.people, func(who Person) bool { return who.Subject == subject })
	if i < 0 {
		return Person{}, false
	}
	return p.people[i], true
}
