package web

import (
	"strings"
	"testing"
	"time"
)

// TestMetricsCountAndNameNobody: a case comes, the count goes up once the last answer is
// too old, and nothing of the letter or its people is in it.
func TestMetricsCountAndNameNobody(t *testing.T) {
	st := newStoredSite(t, nil)
	st.now = deskDay.Add(10 * time.Hour)
	stranger := st.browser(t)
	has := func(want string) {
		t.Helper()
		got := stranger.get("/metrics")
		if got.StatusCode != 200 || !strings.Contains(got.body, "\n"+want) {
			t.Errorf("%d without %q:\n%s", got.StatusCode, want, got.body)
		}
		for _, private := range []string{"Jan", "999990019", "burgerzaken", "verhuizing"} {
			if strings.Contains(got.body, private) {
				t.Errorf("it says %q", private)
			}
		}
	}
	has(`postkamer_cases{state="open"} 0`)
	has(`postkamer_steps{lane="read",state="available"} 0`)
	st.scanned(t, false, kindIn("burgerzaken", "verhuizing"))
	has(`postkamer_cases{state="open"} 0`) // asked again at once costs nothing
	st.now = st.now.Add(metricsFor)
	has(`postkamer_cases{state="open"} 1`)
	has(`# TYPE postkamer_case_oldest_seconds gauge`)
	if _, err := st.cfg.Store.Pool().Exec(t.Context(), `UPDATE cases SET created_at = now() - interval '90 minutes'`); err != nil {
		t.Fatal(err)
	}
	st.now = st.now.Add(metricsFor)
	has(`postkamer_case_oldest_seconds{state="open"} 54`) // 5400, and some
}
