package store_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
)

// TestWhatCanBeGuessedIsHashedWithAKey: who has a copy of these rows cannot find the
// citizen service number, the code or the address behind one by trying all there are.
func TestWhatCanBeGuessedIsHashedWithAKey(t *testing.T) {
	m := newMailroom(t)
	ctx := t.Context()
	d := m.draft("tozo", time.Hour)
	_, err := m.BeginLogin(ctx, d.ID, zoe, time.Now())
	m.must(err)
	code := postkamer.SaveCode.New()
	d.Born = time.Date(1968, 11, 7, 0, 0, 0, 0, time.UTC)
	_, err = m.SaveForLater(ctx, d, postkamer.SaveCode.Hash(code), time.Hour)
	m.must(err)
	_, err = m.Try(ctx, store.Guess{What: "place", Value: "c0000201", Limit: store.TryLimit{Short: 1, Day: 1}})
	m.must(err)
	for what, c := range map[string]struct{ sql, plain string }{
		"who logged in":       {`SELECT count(*) FROM citizen_logins WHERE encode(who, 'hex') = $1`, d.ID + "\x00" + zoe.BSN + "\x00\x00"},
		"the code of a form":  {`SELECT count(*) FROM saved_drafts WHERE code = $1`, "postkamer code BW " + code},
		"a visitor's address": {`SELECT count(*) FROM tries WHERE key IN ($1, $2)`, "place\x00c0000201"},
	} {
		sum := sha256.Sum256([]byte(c.plain))
		args := []any{hex.EncodeToString(sum[:])}
		if what == "a visitor's address" {
			args = append(args, base64.RawURLEncoding.EncodeToString(sum[:]))
		}
		var n int
		m.must(m.Pool().QueryRow(ctx, c.sql, args...).Scan(&n))
		if n != 0 {
			t.Errorf("%s is found by its plain hash", what)
		}
	}
	if _, err := m.SavedDraft(ctx, postkamer.SaveCode.Hash(code), d.Born); err != nil {
		t.Errorf("the code itself: %v", err)
	}
}

// TestCodesThatAreOutStayGood: of what was kept with a plain hash the codes still open
// what they opened.
func TestCodesThatAreOutStayGood(t *testing.T) {
	address := emptyDatabase(t)
	if err := store.MigrateTo(t.Context(), address, 27); err != nil {
		t.Fatal(err)
	}
	conn := connect(t, address)
	code, draft := postkamer.SaveCode.New(), "d"
	for _, sql := range []string{
		`INSERT INTO drafts (id, form, expires_at) VALUES ('d', 'tozo', now() + interval '1 day')`,
		`INSERT INTO saved_drafts (draft_id, code, birth_date, keep_until) VALUES ('d', '` + postkamer.SaveCode.Hash(code) + `', '1968-11-07', now() + interval '1 day')`,
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Migrate(t.Context(), address); err != nil {
		t.Fatal(err)
	}
	var id string
	err := conn.QueryRow(t.Context(), `SELECT draft_id FROM saved_drafts WHERE code = keyed_hash($1)`, postkamer.SaveCode.Hash(code)).Scan(&id)
	if err != nil || id != draft {
		t.Errorf("%q, %v", id, err)
	}
}
