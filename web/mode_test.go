package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"postkamer"
	"postkamer/classify"
	"postkamer/guard"
	"postkamer/store"
)

// readyMove is a move without any doubt.
func readyMove() postkamer.Verdict {
	v := doubtful()
	v.Doubts, v.Sure, v.Ready, v.Rule = nil, true, true, classify.RuleReady
	v.Fields = []postkamer.Field{
		{Name: postkamer.FieldFullName, Value: "Zoë de Groot", State: postkamer.FieldOK, Page: 0, X: 100, Y: 100, W: 200, H: 30, Confidence: .9},
		{Name: postkamer.FieldMoveDate, Value: "2026-12-01", State: postkamer.FieldOK, Page: 0, X: 100, Y: 200, W: 200, H: 30, Confidence: .9},
	}
	return v
}

// decided brings in letters with the decision about each.
func (st *site) decided(t *testing.T, verdicts ...postkamer.Verdict) []letter {
	t.Helper()
	letters := st.scanned(t, false, verdicts...)
	for i, l := range letters {
		c := st.caseOf(t, l.Case)
		verdicts[i].Rule = cmp.Or(verdicts[i].Rule, classify.RuleLook)
		st.inTx(t, func(tx *store.Tx) error {
			return tx.AddDecision(t.Context(), postkamer.Decision{PieceID: c.PieceID, CaseID: c.ID, Verdict: verdicts[i]})
		})
	}
	return letters
}

// setMode puts scanned moves in a mode.
func (st *site) setMode(t *testing.T, mode postkamer.Mode) {
	t.Helper()
	st.inTx(t, func(tx *store.Tx) error {
		s, err := tx.LockMode(t.Context(), postkamer.Verhuizing, postkamer.Scan)
		if err != nil {
			return err
		}
		return tx.SetMode(t.Context(), s, mode, "Joke", "proef", false)
	})
}

func TestWhoMayDirectAndWhoMayJudge(t *testing.T) {
	st := newStoredSite(t, nil)
	for _, tt := range []struct {
		role   postkamer.Role
		direct bool
		judge  bool
	}{
		{postkamer.TeamLead, true, true}, {postkamer.Admin, true, false}, {postkamer.Caseworker, false, true},
		{postkamer.Caller, false, false}, {postkamer.Operator, false, false},
	} {
		b, _ := st.colleague(t, string(tt.role), nil, tt.role)
		for path, may := range map[string]bool{"/sturing": tt.direct, "/sturing/scan/verhuizing": tt.direct, "/steekproef": tt.judge} {
			if got := b.get(path).StatusCode; (got == http.StatusOK) != may {
				t.Errorf("%s at %s: %d", tt.role, path, got)
			}
		}
		got := b.post("/sturing/scan/verhuizing/uit", url.Values{"stand": {"shadow"}, "reden": {"Er gaat te veel mis"}})
		if (got.StatusCode == http.StatusOK) != tt.direct {
			t.Errorf("%s turns off: %d", tt.role, got.StatusCode)
		}
	}
}

func TestAKindIsTurnedOffAndOnAgain(t *testing.T) {
	st := newStoredSite(t, nil)
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	page := joke.get("/sturing/scan/verhuizing").page(t)
	if got := text(page, "#stand"); got != "Stand: Schaduw" || page.Find("form[action$='/omhoog']").Length() != 0 {
		t.Errorf("at first %q, or a step up without proof", got)
	}
	off := formOf(t, page, "form[action$='/uit']")
	off.Set("reden", "Er gaat te veel mis")
	page = joke.post("/sturing/scan/verhuizing/uit", off).page(t)
	if got := text(page, "section[aria-labelledby=stand] p"); !strings.Contains(got, "door Joke") || !strings.Contains(got, "Er gaat te veel mis.") || text(page, "#stand") != "Stand: Uit" {
		t.Errorf("after turning off: %q", got)
	}
	page = joke.post("/sturing/scan/verhuizing/opnieuw", formOf(t, page, "form[action$='/opnieuw']")).page(t)
	if got := text(page, "#stand"); got != "Stand: Schaduw" {
		t.Errorf("after turning on: %q", got)
	}
	got := joke.post("/sturing/scan/verhuizing/omhoog", url.Values{"stand": {"shadow"}})
	if !strings.Contains(text(got.page(t), ".pk-flash"), "niet genoeg bewijs") {
		t.Errorf("a step up without proof: %q", text(got.page(t), ".pk-flash"))
	}
	if got := joke.get("/sturing/scan/bestaatniet").StatusCode; got != http.StatusNotFound {
		t.Errorf("a kind that is none: %d", got)
	}
}

func TestReadyCasesShowByMode(t *testing.T) {
	st := newStoredSite(t, nil)
	letters := st.decided(t, readyMove(), readyMove(), doubtful())
	tom, _ := st.colleague(t, "Tom", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
	for mode, want := range map[postkamer.Mode][2]int{postkamer.ModeShadow: {0, 0}, postkamer.ModeTrial: {0, 2}, postkamer.ModeLive: {2, 2}} {
		st.setMode(t, mode)
		page := tom.get("/werk").page(t)
		if picks, links := page.Find("input[name=zaak]").Length(), page.Find("section[aria-labelledby=klaar] li").Length(); picks != want[0] || links != want[1] {
			t.Errorf("%s: %d to approve, %d listed", mode, picks, links)
		}
	}
	st.setMode(t, postkamer.ModeLive)
	page := tom.get("/werk").page(t)
	if got := text(page, "form[action='/werk/klaar'] button"); got != "Keur 2 zaken goed zonder openen" {
		t.Errorf("the button says %q", got)
	}
	form := url.Values{}
	for _, in := range page.Find("input[name=zaak]").EachIter() {
		form.Add("zaak", in.AttrOr("value", ""))
	}
	got := tom.post("/werk/klaar", form).page(t)
	if !strings.Contains(text(got, ".pk-flash"), "2 zaken goedgekeurd, zonder openen") || st.caseOf(t, letters[0].Case).State != postkamer.CaseDone || st.caseOf(t, letters[2].Case).State != postkamer.CaseOpen {
		t.Errorf("after it: %q", text(got, ".pk-flash"))
	}
	again := tom.post("/werk/klaar", form).page(t)
	if !strings.Contains(text(again, ".pk-flash"), "2 zaken zijn ondertussen veranderd") {
		t.Errorf("a second click: %q", text(again, ".pk-flash"))
	}
}

func TestTheSampleIsBlind(t *testing.T) {
	st := newStoredSite(t, nil)
	l := st.decided(t, readyMove())[0]
	st.setMode(t, postkamer.ModeLive)
	tom, self := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	noor, _ := st.colleague(t, "Noor", nil, postkamer.Caseworker)
	other, _ := st.colleague(t, "Els", []postkamer.Queue{"inkomen"}, postkamer.Caseworker)
	if n, err := st.guard().ApproveReady(t.Context(), []guard.Pick{{ID: l.Case, Version: 1}}, self); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	path := text(noor.get("/steekproef").page(t), "tbody th a")
	if path == "" {
		t.Fatal("not in the list")
	}
	link, _ := noor.get("/steekproef").page(t).Find("tbody th a").Attr("href")
	if a, b := tom.get(link).StatusCode, other.get(link).StatusCode; a != http.StatusForbidden || b != http.StatusForbidden {
		t.Errorf("who approved it gets %d, somebody of another queue %d", a, b)
	}
	page := noor.get(link).page(t)
	form := formOf(t, page, "form[action='"+link+"']")
	if strings.Contains(page.Text(), "Zoë") || form.Get("veld.name") != "" || page.Find("option[selected]").Length() > 0 {
		t.Error("the page shows what was decided")
	}
	if got := noor.post(link, form); got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("without a kind: %d", got.StatusCode)
	}
	form.Set("soort", "verhuizing")
	form.Set("veld.name", "zoë de groot")
	form.Set("veld.move_date", "2-12-2026")
	look := noor.post(link, form)
	if doc := look.page(t); look.StatusCode != http.StatusUnprocessableEntity || text(doc, ".utrecht-form-field-error-message") != "Kijk nog een keer naar Verhuisdatum" || strings.Contains(doc.Text(), "01-12-2026") {
		t.Errorf("a difference is not looked at twice: %d, %q", look.StatusCode, text(doc, ".utrecht-form-field-error-message"))
	}
	form.Set("zeker", "ja")
	said := text(noor.post(link, form).page(t), ".pk-flash")
	if !strings.Contains(said, "anders goedgekeurd: Verhuisdatum.") || strings.Contains(said, "2026-12") {
		t.Errorf("it says %q", said)
	}
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	wrong := joke.get("/sturing/scan/verhuizing").page(t)
	if got := text(wrong, "#stand"); got != "Stand: Proef" || wrong.Find("section[aria-labelledby=fouten-steekproef] a").Length() != 1 {
		t.Errorf("afterwards %q", got)
	}
	if got := noor.post(link, form).StatusCode; got != http.StatusConflict {
		t.Errorf("judged twice: %d", got)
	}
}

func TestModesAndDriftHaveWords(t *testing.T) {
	for _, mode := range []postkamer.Mode{postkamer.ModeOff, postkamer.ModeShadow, postkamer.ModeTrial, postkamer.ModeLive} {
		if modeWords[mode].Label == "" || modeWords[mode].Means == "" {
			t.Errorf("%s has no words", mode)
		}
	}
	for share, want := range map[float64]string{.98999: "98,9\u00a0%", .99: "99,0\u00a0%", 1: "100,0\u00a0%", 0: "0,0\u00a0%", .29: "29,0\u00a0%"} {
		if got := percent(share); got != want {
			t.Errorf("%v is %q, want %q", share, got, want)
		}
	}
	for drift, want := range map[float64]string{-1: "nog niet te zeggen", .05: "nee", .2: "een beetje", .3: "! ja, er komt andere post binnen"} {
		if got := driftWords(postkamer.Scan, drift); got != want {
			t.Errorf("%v is %q", drift, got)
		}
	}
}
