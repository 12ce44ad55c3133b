package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"postkamer"
)

// How long a session lives: without a request, and in all (BIO2, a working day).
const (
	sessionIdle = 60 * time.Minute
	sessionLife = 10 * time.Hour
)

// Keys of what a session holds.
const (
	personKey = "person"
	flashKey  = "flash"
	seenKey   = "seen"   // when somebody last opened a page, to touchEvery
	lockedKey = "locked" // somebody locked the screen
	formerKey = "former" // whose session it was before this login
)

// touchEvery is how precisely the idle time is kept: writing every request is
// of no use.
const touchEvery = time.Minute

// newSessions keeps sessions on the server; the browser has a random token only,
// and the table has the hash of it.
func newSessions(keep sessionStore, secure bool, fail func(http.ResponseWriter, *http.Request, error)) *scs.SessionManager {
	m := scs.New()
	m.Store = keep
	m.Codec = sessionCodec{}
	m.IdleTimeout = sessionIdle
	m.Lifetime = sessionLife
	m.HashTokenInStore = true
	m.ErrorFunc = fail
	m.Cookie.Name = "postkamer"
	if secure {
		m.Cookie.Name = "__Host-postkamer" // browsers then insist on https and on our own host
	}
	m.Cookie.Secure = secure
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Persist = false // gone when the browser closes
	return m
}

// put keeps a value in the session, as JSON.
func (s *Server) put(ctx context.Context, key string, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		return // our own plain structs always encode
	}
	s.sessions.Put(ctx, key, data)
}

// get reads what put kept; false when there is nothing.
func (s *Server) get(ctx context.Context, key string, value any) bool {
	data := s.sessions.GetBytes(ctx, key)
	return data != nil && json.Unmarshal(data, value) == nil
}

// sessionPerson returns who is logged in; the zero Person when nobody is.
func (s *Server) sessionPerson(ctx context.Context) postkamer.Person {
	var who postkamer.Person
	s.get(ctx, personKey, &who)
	return who
}

// touch keeps the session of somebody who is at work from ending and locking.
func (s *Server) touch(r *http.Request) {
	var seen time.Time
	now, ctx := s.cfg.Now(), r.Context()
	if s.get(ctx, seenKey, &seen) && now.Sub(seen) < touchEvery {
		return
	}
	s.put(ctx, seenKey, now.UTC().Truncate(time.Second))
	if s.cfg.Store == nil || s.sessionPerson(ctx).ID == 0 {
		return // a citizen is in no list of sessions
	}
	if err := s.cfg.Store.TouchSignIn(ctx, tokenHash(s.sessions.Token(ctx))); err != nil {
		visiting(r).err = err // for the log: the list of sessions is a minute behind
	}
}

// begin makes the session that of a person. The token is new, so that a token
// from before the login is worth nothing.
func (s *Server) begin(ctx context.Context, who postkamer.Person) error {
	if was := s.sessionPerson(ctx); was.ID != 0 && was.ID != who.ID {
		if err := s.sessions.Clear(ctx); err != nil { // nothing of a colleague stays
			return err
		}
	}
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Remove(ctx, lockedKey)
	s.sessions.Remove(ctx, formerKey)
	s.put(ctx, seenKey, s.cfg.Now().UTC().Truncate(time.Second))
	s.put(ctx, personKey, who)
	return nil
}

// FlashKind is how a flash looks.
type FlashKind string

// Kinds of flash; the words are those of the alert component.
const (
	FlashOK      FlashKind = "ok"
	FlashInfo    FlashKind = "info"
	FlashWarning FlashKind = "warning"
	FlashError   FlashKind = "error"
)

// A Flash is a message about the previous action, shown once on the next page,
// with a way back when there is one: undo instead of "are you sure?".
type Flash struct {
	Kind FlashKind
	Text string
	Undo *Undo // nil when it cannot be undone
}

// An Undo is a button that takes back what was just done: a form that is posted.
type Undo struct {
	Action string // path
	Label  string
	Key    string            // the letter that presses it; empty: none
	Fields map[string]string // hidden fields, such as the version
}

// flash leaves a message for the next page of this visitor.
func (s *Server) flash(r *http.Request, kind FlashKind, text string) {
	s.put(r.Context(), flashKey, Flash{Kind: kind, Text: text})
}

// flashUndo leaves a message with a button to take the action back.
func (s *Server) flashUndo(r *http.Request, text string, undo Undo) {
	s.put(r.Context(), flashKey, Flash{Kind: FlashOK, Text: text, Undo: &undo})
}

// takeFlash returns the message that was left and forgets it.
func (s *Server) takeFlash(ctx context.Context) *Flash {
	var f Flash
	if !s.get(ctx, flashKey, &f) {
		return nil
	}
	s.sessions.Remove(ctx, flashKey)
	return &f
}
