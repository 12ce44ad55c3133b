package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
)

// zoe is somebody who logged in.
var zoe = postkamer.Identity{Means: postkamer.MeansDigiD, Level: "midden", BSN: "999990019", FamilyName: "d'Hónt"}

func TestLoginIsOfOneDraftAndEnds(t *testing.T) {
	m := newMailroom(t)
	ctx, now := t.Context(), time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	d, other := m.draft("tozo", time.Hour), m.draft("tozo", time.Hour)
	token, err := m.BeginLogin(ctx, d.ID, zoe, now)
	m.must(err)
	steps := []struct {
		rule  string
		token string
		draft string
		after time.Duration
		there bool
	}{
		{"for its draft", token, d.ID, time.Minute, true},
		{"not for another draft", token, other.ID, time.Minute, false},
		{"not with another token", "x", d.ID, time.Minute, false},
		{"not with the token of nobody", "", d.ID, time.Minute, false},
		{"being used keeps it alive", token, d.ID, 14 * time.Minute, true},
		{"and again", token, d.ID, 28 * time.Minute, true},
		{"fifteen minutes of nothing end it", token, d.ID, 43 * time.Minute, false},
		{"for good", token, d.ID, 29 * time.Minute, false},
	}
	for _, s := range steps {
		who, err := m.Login(ctx, s.token, s.draft, now.Add(s.after))
		if s.there && (err != nil || who != zoe) || !s.there && !errors.Is(err, postkamer.ErrNotFound) {
			t.Errorf("%s: %+v, %v", s.rule, who, err)
		}
	}
	if n := m.number(`SELECT count(*) FROM citizen_logins WHERE identity <> '{}'`); n != 0 {
		t.Error("who it was is kept after the end")
	}
}

func TestLoginEndsAfterTwoHoursOfWork(t *testing.T) {
	m := newMailroom(t)
	now := time.Now()
	d := m.draft("tozo", time.Hour)
	token, err := m.BeginLogin(t.Context(), d.ID, zoe, now)
	m.must(err)
	for at := time.Duration(0); at < 3*time.Hour; at += 10 * time.Minute {
		if _, err := m.Login(t.Context(), token, d.ID, now.Add(at)); (err == nil) != (at < 2*time.Hour) {
			t.Errorf("after %s: %v", at, err)
		}
	}
}

func TestLoginOfAnotherPersonIsRefused(t *testing.T) {
	m := newMailroom(t)
	ctx, now := t.Context(), time.Now()
	d := m.draft("tozo", time.Hour)
	first, err := m.BeginLogin(ctx, d.ID, zoe, now)
	m.must(err)
	again, err := m.BeginLogin(ctx, d.ID, zoe, now)
	if err != nil || again == first {
		t.Fatalf("the same person again: %v", err)
	}
	if _, err := m.Login(ctx, first, d.ID, now); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("the earlier login goes on: %v", err)
	}
	karim := zoe
	karim.BSN = "999990020"
	m.must(m.EndLogin(ctx, again, now))
	if _, err := m.BeginLogin(ctx, d.ID, karim, now); !errors.Is(err, store.ErrOtherPerson) {
		t.Errorf("another person: %v", err)
	}
	if _, err := m.BeginLogin(ctx, "gone", zoe, now); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("a draft that is gone: %v", err)
	}
	m.must(m.submitted(d, "TZ-2026-0001"))
	if _, err := m.BeginLogin(ctx, d.ID, zoe, now); !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("a draft that was sent: %v", err)
	}
}

func TestLoginsOfWhoLeftAreWiped(t *testing.T) {
	m := newMailroom(t)
	now := time.Now()
	d := m.draft("tozo", time.Hour)
	_, err := m.BeginLogin(t.Context(), d.ID, zoe, now)
	m.must(err)
	m.must(m.EndLogins(t.Context(), now.Add(14*time.Minute)))
	if n := m.number(`SELECT count(*) FROM citizen_logins WHERE ended_at IS NULL`); n != 1 {
		t.Error("a login that is alive was ended")
	}
	m.must(m.EndLogins(t.Context(), now.Add(15*time.Minute)))
	if n := m.number(`SELECT count(*) FROM citizen_logins WHERE identity = '{}' AND ended_at IS NOT NULL`); n != 1 {
		t.Error("a login that is over still says who it was")
	}
}

func TestIdentityOfAPieceIsEstablishedOnce(t *testing.T) {
	f := newFull(t)
	ctx, piece := t.Context(), f.letters[0]
	if _, err := f.Identity(ctx, piece.ID); !errors.Is(err, postkamer.ErrNotFound) {
		t.Errorf("before: %v", err)
	}
	clerk := f.staffMember("Balie")
	seen := postkamer.Identity{Means: postkamer.MeansCounter, ProvenAt: time.Now().UTC().Truncate(time.Second)}
	f.tx(func(tx *store.Tx) error { return tx.AddIdentity(ctx, piece.ID, seen, clerk.ID) })
	err := f.InTx(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.AddIdentity(ctx, piece.ID, zoe, 0) })
	if !errors.Is(err, postkamer.ErrConflict) {
		t.Errorf("twice: %v", err)
	}
	got, err := f.IdentityBehind(ctx, piece.Reference)
	if err != nil || got != seen {
		t.Errorf("got %+v, %v", got, err)
	}
}
