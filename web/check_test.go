package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"postkamer"
	"postkamer/store"
)

// drawn brings in letters of which every page is in the second person's sample; first
// looked at the pages.
func (st *site) drawn(t *testing.T, first postkamer.Person, n int) {
	t.Helper()
	verdicts := make([]postkamer.Verdict, n)
	for i := range verdicts {
		verdicts[i] = doubtful()
	}
	profile, err := st.cfg.Store.CurrentProfile(t.Context(), postkamer.ProfileScanner)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range st.scanned(t, false, verdicts...) {
		st.exec(t, `UPDATE pages SET looked_by = $2, looked_by_id = $3, looked_at = now() WHERE id = $1`, l.Page, first.Name, first.ID)
		c := st.caseOf(t, l.Case)
		st.inTx(t, func(tx *store.Tx) error { return tx.DrawPages(t.Context(), c.PieceID, profile.ID, .5) })
	}
}

func TestASecondPersonJudgesBlind(t *testing.T) {
	st := newStoredSite(t, nil)
	sanne, self := st.colleague(t, "Sanne", nil, postkamer.Operator)
	noor, _ := st.colleague(t, "Noor", nil, postkamer.Operator)
	st.drawn(t, self, 2)

	if got := sanne.get("/controle").body; !strings.Contains(got, "Er is voor jou nu niets om na te kijken.") {
		t.Error("who looked first may check their own pages")
	}
	start := noor.get("/controle").page(t)
	first := start.Find("a[data-eerste]").AttrOr("href", "")
	if first == "" || !strings.Contains(text(start, "[role=status]"), "wachten 2 bladzijden") {
		t.Fatalf("nothing to do: %s", text(start, "main"))
	}
	for _, path := range []string{first, first + "/beeld"} {
		if got := sanne.get(path).StatusCode; got != http.StatusForbidden {
			t.Errorf("%s by who looked first: %d", path, got)
		}
	}
	if got := sanne.post(first, url.Values{"oordeel": {"goed"}}).StatusCode; got != http.StatusForbidden {
		t.Errorf("judged by who looked first: %d", got)
	}
	page := noor.get(first)
	if strings.Contains(text(page.page(t), "main"), "Sanne") || page.page(t).Find("main img").Length() != 1 {
		t.Error("the page is not blind, or has no image")
	}
	if noor.get(first+"/beeld").StatusCode != http.StatusOK {
		t.Error("no image")
	}
	second := noor.post(first, url.Values{"oordeel": {"goed"}})
	if path := second.Request.URL.Path; path == first || !strings.HasPrefix(path, "/controle/") {
		t.Fatalf("after good comes %s", path)
	}
	end := noor.post(second.Request.URL.Path, url.Values{"oordeel": {"er mist een stuk"}}).page(t)
	if got := text(end, ".pk-flash"); !strings.Contains(got, "niet goed: er mist een stuk") {
		t.Errorf("after not good: %q", got)
	}
	for column, want := range map[string]string{"In de steekproef": "2", "Goed": "1", "Niet goed": "1 (50,0\u00a0%)", "Wacht nog": "0"} {
		if got := end.Find("td[data-kop='" + column + "']").Text(); got != want {
			t.Errorf("%s: %q, want %q", column, got, want)
		}
	}
	open, err := st.cfg.Store.OpenRescans(t.Context())
	if err != nil || len(open) != 1 || open[0].Why != "er mist een stuk" {
		t.Errorf("no new scan is asked for: %v, %v", open, err)
	}
}

func TestAJudgementIsGivenOnce(t *testing.T) {
	st := newStoredSite(t, nil)
	_, self := st.colleague(t, "Sanne", nil, postkamer.Operator)
	noor, _ := st.colleague(t, "Noor", nil, postkamer.Operator)
	els, _ := st.colleague(t, "Els", nil, postkamer.TeamLead)
	st.drawn(t, self, 1)
	path := noor.get("/controle").page(t).Find("a[data-eerste]").AttrOr("href", "")
	if got := noor.post(path, url.Values{"oordeel": {"mooi"}}).StatusCode; got != http.StatusBadRequest {
		t.Errorf("a judgement that is none: %d", got)
	}
	noor.post(path, url.Values{"oordeel": {"goed"}})
	if got := text(els.post(path, url.Values{"oordeel": {"onscherp"}}).page(t), ".pk-flash"); !strings.Contains(got, "Een collega keek") {
		t.Errorf("judged twice: %q", got)
	}
	if got := els.get(path).StatusCode; got != http.StatusConflict {
		t.Errorf("a page that was judged: %d", got)
	}
}

func TestAJudgementIsTakenBack(t *testing.T) {
	st := newStoredSite(t, nil)
	_, self := st.colleague(t, "Sanne", nil, postkamer.Operator)
	noor, _ := st.colleague(t, "Noor", nil, postkamer.Operator)
	els, _ := st.colleague(t, "Els", nil, postkamer.TeamLead)
	st.drawn(t, self, 1)
	path := noor.get("/controle").page(t).Find("a[data-eerste]").AttrOr("href", "")
	for _, judgement := range []string{"goed", "onscherp"} {
		judged := noor.post(path, url.Values{"oordeel": {judgement}}).page(t)
		back := judged.Find(".pk-flash form").AttrOr("action", "")
		if got := els.post(back, nil).StatusCode; got != http.StatusNotFound {
			t.Errorf("%s taken back by a colleague: %d", judgement, got)
		}
		again := noor.post(back, nil)
		if again.Request.URL.Path != path || !strings.Contains(text(again.page(t), ".pk-flash"), "Ongedaan gemaakt") {
			t.Errorf("%s leads to %s: %s", judgement, again.Request.URL.Path, text(again.page(t), ".pk-flash"))
		}
	}
	if open, err := st.cfg.Store.OpenRescans(t.Context()); err != nil || len(open) != 0 {
		t.Errorf("the new scan is still asked for: %v, %v", open, err)
	}
	noor.post(path, url.Values{"oordeel": {"onscherp"}})
	st.exec(t, `UPDATE page_checks SET judged_at = judged_at - interval '1 minute'`)
	late := noor.post(path+"/terug", nil).page(t)
	if open, err := st.cfg.Store.OpenRescans(t.Context()); err != nil || len(open) != 1 || !strings.Contains(text(late, ".pk-flash"), "niet ongedaan") {
		t.Errorf("after a minute: %v, %v, %s", open, err, text(late, ".pk-flash"))
	}
}
