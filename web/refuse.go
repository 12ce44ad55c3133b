package web

import (
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"postkamer"
)

// busyness remembers how many were refused of late for want of a place.
type busyness struct {
	mu      sync.Mutex
	last    time.Time
	refused int // without a pause of busyFor
}

// The site counts as busy for a while after some refusals that followed each other:
// who comes then first works for it, see pow.go. One refusal is chance.
const (
	busyFor  = 20 * time.Second
	busyFrom = 10
)

func (b *busyness) note(now time.Time, refused bool) {
	if !refused {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if now.Sub(b.last) >= busyFor {
		b.refused = 0
	}
	b.last = now
	b.refused++
}

func (b *busyness) busy(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.refused >= busyFrom && now.Sub(b.last) < busyFor
}

// refusals are the pages for who is refused with nothing filled in, made once: when too
// many come, saying so must cost next to nothing.
type refusals struct {
	mu   sync.Mutex
	made map[refusal][]byte
}

// A refusal names a page: what it says, in which version of the settings, to whom it is
// said and how it is sent.
type refusal struct {
	status, version int
	tone            postkamer.Tone
	zipped          bool
}

// refuse answers somebody whom the front does not let in.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	visiting(r).err = err
	p := problemOf(err)
	if !p.always || whatWasPosted(r) != nil {
		s.fail(w, r, err)
		return
	}
	key := refusal{p.status, s.town().Version, s.citizenTone(r), acceptsGzip(r)}
	body, err := s.front.pages.page(key, func() ([]byte, error) { return s.refusalPage(r, p, key.zipped) })
	if err != nil {
		s.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Add("Vary", "Accept-Encoding")
	h.Set("Retry-After", strconv.Itoa(p.after))
	if key.zipped {
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(p.status)
	_, _ = w.Write(body) // an error is a visitor who left
}

// refusalPage makes the page of a refusal that is the same for everybody: its links do
// not say at which page the first was who got it.
func (s *Server) refusalPage(r *http.Request, p problem, zipped bool) ([]byte, error) {
	r = r.Clone(r.Context())
	r.URL = &url.URL{Path: "/"}
	page := problemPage{Page: s.page(r, "")}
	page.Title, page.Text, page.Narrow = page.Say(p.title), page.Say(p.text), true
	on := newSheet() // its bytes are kept
	if err := s.write(&on.html, "problem", page); err != nil || !zipped {
		return on.html.Bytes(), err
	}
	return on.pack(on.html.Bytes()), nil
}

// page returns a page that was made before, or makes it. Those of older settings are
// dropped.
func (p *refusals) page(key refusal, make func() ([]byte, error)) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if body, have := p.made[key]; have {
		return body, nil
	}
	body, err := make()
	if err != nil {
		return nil, err
	}
	for other := range p.made {
		if other.version != key.version {
			delete(p.made, other)
		}
	}
	if p.made == nil {
		p.made = map[refusal][]byte{}
	}
	p.made[key] = body
	return body, nil
}
