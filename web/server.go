package web

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/v2"

	"postkamer"
	"postkamer/classify"
	"postkamer/intake"
	"postkamer/intake/scanner"
	"postkamer/store"
	"postkamer/town"
)

//go:embed templates static
var content embed.FS

// Config is what a Server needs. Store, Town (or Municipality) and Login are required.
type Config struct {
	Store        *store.Store
	Desk         *intake.Desk                                                // takes in uploads and forms
	Policy       classify.Policy                                             // only without Town: kinds, queues and terms; without queues it is classify.DefaultPolicy
	Separator    func(w io.Writer, value string) error                       // writes a separator sheet as PDF
	SeparatorSet func(w io.Writer, set string, of int) error                 // writes a numbered set of them
	Plain        func(ctx context.Context, p postkamer.Page) ([]byte, error) // makes the image of a page as it was scanned; nil offers none
	HotFolder    *intake.HotFolder                                           // nil: there is none
	Log          *slog.Logger                                                // nil uses slog.Default
	Town         *town.Keeper                                                // the municipality as it is now; nil: the three below, and what the settings in Store change of them
	Municipality postkamer.Municipality                                      // only without Town
	Pinned       bool                                                        // the administrator named a model: nothing is learned
	Logo         []byte                                                      // only without Town: SVG, PNG or WebP; nil shows a plain mark
	Login        LoginConfig
	CitizenLogin CitizenLogin                               // without an issuer citizens cannot log in
	DevCitizens  http.Handler                               // serves /devlogin-inwoner/ in the embedded run; nil everywhere else
	DevLogin     http.Handler                               // serves /devlogin/ in the embedded run; nil everywhere else
	BaseURL      string                                     // how browsers reach us: https://post.example.nl, without a path
	Hosts        []string                                   // further host names that are ours; BaseURL's and loopback always are
	Secure       bool                                       // browsers reach us over https: cookies are marked so
	Ready        func(ctx context.Context) map[string]error // what /readyz checks, by name; nil checks nothing
	Sessions     scs.Store                                  // nil keeps sessions in the table of Store
	Now          func() time.Time                           // nil is time.Now
	Stations     *scanner.Hub                               // the scanners; nil: no station is let in
	StationToken string                                     // what a station must show; empty: none is let in
	DraftLife    time.Duration                              // how long a half-filled form is kept after its last change; 0 is an hour
	Front        FrontConfig                                // how much is let in at once, and from where
	LiveEvery    time.Duration                              // how often live figures are counted; 0 is every five seconds
}

// A Server serves the pages. It is an http.Handler and safe for concurrent use.
// It runs nothing in the background. Close it when it no longer serves.
type Server struct {
	cfg       Config
	log       *slog.Logger
	base      *url.URL
	hosts     map[string]bool
	zone      *time.Location
	sessions  *scs.SessionManager
	login     *login
	citizens  map[postkamer.IdentityMeans]*login // nil: citizens cannot log in
	static    *staticFiles
	pageTexts []shippedText                 // of templates, see words.go
	faces     atomic.Pointer[face]          // the municipality's colours and logo
	pages     map[string]*template.Template // as they are shipped; never executed, so that they can be cloned
	readied   atomic.Pointer[readyPages]
	thumbs    *thumbs
	sheets    sync.Pool // of *sheet, see render.go
	mux       *http.ServeMux
	routes    []*route
	policy    string // the Content-Security-Policy
	live      *round
	lost      outageMemo // the outages that matter now
	gauges    gauges
	front     *front
	forms     *intake.Forms // those of the citizens
	closing   chan struct{} // closed once streams must end
	stop      sync.Once
	chain     http.Handler
}

// New checks the configuration, reads the templates and sets up every route. The
// login provider is not needed yet: it is found when the first person logs in.
func New(cfg Config) (*Server, error) {
	s := &Server{cfg: cfg, log: cfg.Log, mux: http.NewServeMux(), thumbs: newThumbs(), closing: make(chan struct{})}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.cfg.Now == nil {
		s.cfg.Now = time.Now
	}
	for _, step := range []func() error{s.checkConfig, s.openFront, s.openTown, s.openStatic, s.parseTemplates, s.openLogin, s.openCitizenLogin, s.addRoutes} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	s.openSessions()
	s.openLive()
	s.policy = contentPolicy(s.loginHosts()...)
	s.chain = s.middleware(http.HandlerFunc(s.dispatch))
	return s, nil
}

// checkConfig refuses what cannot work, before anything is opened.
func (s *Server) checkConfig() error {
	base, err := url.Parse(s.cfg.BaseURL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return fmt.Errorf("base URL %q: write the address in the browser, such as https://post.example.nl", s.cfg.BaseURL)
	}
	if s.cfg.Secure && base.Scheme != "https" {
		return fmt.Errorf("base URL %q: secure cookies need https", s.cfg.BaseURL)
	}
	if s.cfg.Store == nil && s.cfg.Sessions == nil {
		return errors.New("web needs a store")
	}
	s.base = &url.URL{Scheme: base.Scheme, Host: base.Host}
	s.hosts = ownHosts(s.base, s.cfg.Hosts)
	s.zone = postkamer.Zone()
	return nil
}

// openSessions keeps sessions in the database unless a test brings its own store.
func (s *Server) openSessions() {
	keep := sessionStore{inMemory{s.cfg.Sessions}}
	if s.cfg.Sessions == nil {
		keep = sessionStore{s.cfg.Store.Sessions()} // what is over is removed by SweepSignIns
	}
	s.sessions = newSessions(keep, s.cfg.Secure, s.fail)
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.chain.ServeHTTP(w, r) }

// Close ends the streams and the connections to the login provider. It does not wait
// for other requests.
func (s *Server) Close() {
	s.endStreams()
	s.login.client.CloseIdleConnections()
	for _, broker := range s.citizens {
		broker.client.CloseIdleConnections()
	}
}

// endStreams ends what has no end of its own: the browsers that listen come back to
// another process, or to this one when it is up again.
func (s *Server) endStreams() { s.stop.Do(func() { close(s.closing) }) }

// HTTPServer returns an http.Server for s with limits that an honest visitor
// does not meet. The time to read a body and write an answer is set per route.
func (s *Server) HTTPServer() *http.Server {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	server.RegisterOnShutdown(s.endStreams)
	return server
}

// errConfig marks a mistake of a programmer in the route table.
var errConfig = errors.New("route table")
