package web

import (
	"bytes"
	"maps"
	"net/http"
	"sync"
	"time"
)

// sharedFor is how long a page that is the same for everybody is sent again as it was
// made: short enough that nobody sees an old one, long enough that a thousand visitors
// a second cost as much as one.
const sharedFor = time.Second

// sharedPages are the pages that were made a moment ago for visitors of whom nothing is
// known. Who has any cookie of ours gets a page of his own.
type sharedPages struct {
	mu   sync.RWMutex
	made map[sharedKey]sharedPage
}

// A sharedKey names a page: its address, the version of the settings, how it is sent,
// and the language that the browser asks for.
type sharedKey struct {
	path     string
	version  int
	zipped   bool
	language string
}

// A sharedPage is an answer as it was sent.
type sharedPage struct {
	until  time.Time
	header http.Header
	body   []byte
}

// share says that a page is the same for all visitors of whom nothing is known: its
// handler looks at nothing of the request but its address.
func (rt *route) share() *route {
	rt.shared = true
	return rt
}

// mostShared bounds the pages that are kept: languages are what browsers say.
const mostShared = 200

// shares tells whether a request may be answered with what others get.
func (rt *route) shares(r *http.Request) bool {
	return rt.shared && r.Method == http.MethodGet && r.URL.RawQuery == "" && len(r.Header["Cookie"]) == 0
}

// sendShared answers with the page as it was made a moment ago, or makes it.
func (s *Server) sendShared(w http.ResponseWriter, r *http.Request, make http.Handler) {
	key := sharedKey{r.URL.Path, s.town().Version, acceptsGzip(r), r.Header.Get("Accept-Language")}
	now := s.cfg.Now()
	s.front.shared.mu.RLock()
	page, have := s.front.shared.made[key]
	s.front.shared.mu.RUnlock()
	if have && now.Before(page.until) {
		maps.Copy(w.Header(), page.header)
		_, _ = w.Write(page.body) // an error is a visitor who left
		return
	}
	copied := &copying{ResponseWriter: w, status: http.StatusOK}
	make.ServeHTTP(copied, r)
	if copied.status != http.StatusOK || w.Header().Get("Set-Cookie") != "" || visiting(r).err != nil {
		return
	}
	s.front.shared.keep(key, sharedPage{now.Add(sharedFor), w.Header().Clone(), copied.body.Bytes()})
}

func (p *sharedPages) keep(key sharedKey, page sharedPage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.made == nil || len(p.made) >= mostShared {
		p.made = map[sharedKey]sharedPage{}
	}
	p.made[key] = page
}

// copying keeps what is sent.
type copying struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// WriteHeader keeps the status.
func (c *copying) WriteHeader(status int) {
	c.status = status
	c.ResponseWriter.WriteHeader(status)
}

// Write keeps what is sent.
func (c *copying) Write(b []byte) (int, error) {
	c.body.Write(b)
	return c.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (c *copying) Unwrap() http.ResponseWriter { return c.ResponseWriter }
