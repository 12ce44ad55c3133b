package web

import (
	"net/http"
	"testing"
	"time"

	"postkamer"
)

// sessionLeft is how long the only session of the site lasts without a request.
func (st *site) sessionLeft(t *testing.T) time.Duration {
	t.Helper()
	var left time.Duration
	if err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT max(expiry) - now() FROM sessions`).Scan(&left); err != nil {
		t.Fatal(err)
	}
	return left
}

// endSoon makes every session one that was last used a while ago.
func (st *site) endSoon(t *testing.T, left time.Duration) {
	t.Helper()
	if _, err := st.cfg.Store.Pool().Exec(t.Context(), `UPDATE sessions SET expiry = now() + $1::interval`, left); err != nil {
		t.Fatal(err)
	}
}

func TestSomebodyAtWorkOnAFormKeepsTheSession(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	b.fill("verhuizing", aMove(st.now)[:2])
	tests := []struct {
		name string
		ask  func() answer
	}{
		{"saving a page", func() answer { return b.post("/verhuizing/wanneer", aMove(st.now)[2].fields) }},
		{"a page that is filled in wrongly", func() answer { return b.post("/verhuizing/adres", nil) }},
		{"opening a page", func() answer { return b.get("/verhuizing/wie") }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			st.endSoon(t, 5*time.Minute)
			st.now = st.now.Add(2 * time.Minute)
			if got := tt.ask(); got.StatusCode >= http.StatusInternalServerError {
				t.Fatalf("status %d", got.StatusCode)
			}
			if left := st.sessionLeft(t); left < sessionIdle-touchEvery {
				t.Errorf("the session lasts %s more, want %s", left, sessionIdle)
			}
		})
	}
}

func TestReceiptStaysWhileItIsLookedAt(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	b.fill("verhuizing", aMove(st.now))
	b.post("/verhuizing/nakijken", declare)
	st.endSoon(t, 5*time.Minute)
	st.now = st.now.Add(2 * time.Minute)
	if got := b.get("/verhuizing/klaar").Request.URL.Path; got != "/verhuizing/klaar" {
		t.Fatalf("the receipt is at %s", got)
	}
	if left := st.sessionLeft(t); left < sessionIdle-touchEvery {
		t.Errorf("the session lasts %s more, want %s", left, sessionIdle)
	}
}
