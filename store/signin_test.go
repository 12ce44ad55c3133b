package store_test

import (
	"testing"
	"time"
)

func TestASessionThatEndedIsNotBroughtBackByASlowRequest(t *testing.T) {
	m := newMailroom(t)
	_, err := m.Pool().Exec(t.Context(), `
		INSERT INTO sessions (token, data, expiry)
		VALUES ('open', 'old', now() + interval '1 hour'), ('over', 'old', now() - interval '1 second')`)
	m.must(err)
	for _, token := range []string{"open", "over", "gone"} {
		m.must(m.Sessions().RenewCtx(t.Context(), token, []byte("new"), time.Now().Add(2*time.Hour)))
	}
	var renewed []string
	m.must(m.Pool().QueryRow(t.Context(), `SELECT array_agg(token) FROM sessions WHERE data = 'new' AND expiry > now() + interval '90 minutes'`).Scan(&renewed))
	if len(renewed) != 1 || renewed[0] != "open" {
		t.Errorf("renewed %q, want only the one that is open", renewed)
	}
}
