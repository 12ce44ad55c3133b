package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/alexedwards/scs/v2"
)

// A sessionStore adds two promises to the store of scs, which writes the whole
// session back after every request. A session that was ended stays ended: a
// slow request that began before the logout does not bring it back. And a
// request that changed nothing writes nothing, so that a page's pictures do not
// overwrite what the page itself has put in the session.
type sessionStore struct{ keeper }

// A keeper keeps sessions: store.Sessions does, which waits no longer than a request may.
type keeper interface {
	scs.Store
	scs.CtxStore
	// RenewCtx writes a session that is there and goes on; one that was ended stays ended.
	RenewCtx(ctx context.Context, token string, data []byte, expiry time.Time) error
}

// inMemory is a keeper for tests without a database.
type inMemory struct{ scs.Store }

func (m inMemory) FindCtx(_ context.Context, token string) ([]byte, bool, error) {
	return m.Find(token)
}

func (m inMemory) CommitCtx(_ context.Context, token string, data []byte, expiry time.Time) error {
	return m.Commit(token, data, expiry)
}

func (m inMemory) DeleteCtx(_ context.Context, token string) error { return m.Delete(token) }

func (m inMemory) RenewCtx(_ context.Context, token string, data []byte, expiry time.Time) error {
	if _, alive, err := m.Find(token); err != nil || !alive {
		return err
	}
	return m.Commit(token, data, expiry)
}

// FindCtx reads a session and remembers in the visit what it was.
func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	data, found, err := s.keeper.FindCtx(ctx, token)
	if v, ok := ctx.Value(visitKey{}).(*visit); ok && found {
		v.token, v.stored = token, data
	}
	return data, found, err
}

// CommitCtx writes a session, unless it is unchanged or was ended meanwhile.
func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	v, ok := ctx.Value(visitKey{}).(*visit)
	if !ok || v.token != token {
		return s.keeper.CommitCtx(ctx, token, data, expiry)
	}
	if bytes.Equal(v.stored, data) {
		return nil
	}
	return s.RenewCtx(ctx, token, data, expiry)
}

// A sessionCodec writes the same session as the same bytes. All our values are
// JSON, see Server.put.
type sessionCodec struct{}

// sessionData is a session as it is stored.
type sessionData struct {
	Deadline time.Time                  `json:"deadline"`
	Values   map[string]json.RawMessage `json:"values"`
}

// Encode writes a session.
func (sessionCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	data := sessionData{deadline.UTC(), make(map[string]json.RawMessage, len(values))}
	for key, value := range values {
		raw, ok := value.([]byte)
		if !ok {
			return nil, fmt.Errorf("session value %s is a %T, not JSON", key, value)
		}
		data.Values[key] = raw
	}
	return json.Marshal(data)
}

// Decode reads a session.
func (sessionCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	var data sessionData
	if err := json.Unmarshal(b, &data); err != nil {
		return time.Time{}, nil, fmt.Errorf("read session: %w", err)
	}
	values := make(map[string]any, len(data.Values))
	for key, raw := range data.Values {
		values[key] = []byte(raw)
	}
	return data.Deadline, values, nil
}
