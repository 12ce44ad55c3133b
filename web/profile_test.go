package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"postkamer"
)

// profileForm is the form for a new version as the page gives it, lists too.
func (b *browser) profileForm(path string) url.Values {
	b.t.Helper()
	page := b.get(path).page(b.t)
	form := formOf(b.t, page, "form[action='"+path+"']")
	for _, list := range page.Find("form[action='" + path + "'] select").EachIter() {
		form.Set(list.AttrOr("name", ""), list.Find("option[selected]").AttrOr("value", ""))
	}
	return form
}

func TestEveryChangeIsANewVersion(t *testing.T) {
	st := newStoredSite(t, nil)
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	form := joke.profileForm("/profielen/scanner")
	form.Set("waarom", "niets")
	if got := text(joke.post("/profielen/scanner", form).page(t), ".pk-flash"); !strings.Contains(got, "Er is niets veranderd. Versie 1") {
		t.Errorf("the same settings: %q", got)
	}
	form.Set("fijnheid", "400")
	form.Set("apparaat", "Fujitsu fi-7160")
	form.Set("grens_scherp", "0,4")
	form.Set("grens_bleek", "30")
	form.Set("grens_scheef", "0")
	form.Set("patch", "t, 2")
	form.Set("codes", "SCHEIDING-*\n\n")
	form.Set("waarom", "nieuwe scanner")
	page := joke.post("/profielen/scanner", form).page(t)
	if got := text(page, ".pk-flash"); !strings.Contains(got, "Versie 2 geldt vanaf nu. Van een nieuwe versie kijkt een tweede persoon eerst 100 stukken allemaal na. Daarna 5 %.") {
		t.Errorf("what it means: %q", got)
	}
	versions, err := st.cfg.Store.ProfileVersions(t.Context(), "scanner")
	if err != nil || len(versions) != 2 {
		t.Fatal(len(versions), err)
	}
	now, before := versions[0], versions[1]
	if now.Limits.Edge != .4 || now.Limits.Contrast != .3 || now.Limits.Skew != 0 || now.Limits.Same != before.Limits.Same || now.Limits.Colour != before.Limits.Colour {
		t.Errorf("limits: %+v", now.Limits)
	}
	if got := strings.Join(append(now.Sheets.Patch, now.Sheets.Values...), " "); got != "T 2 SCHEIDING-*" || now.Settings.Resolution != 400 || now.MadeBy != "Joke" {
		t.Errorf("version 2: %+v", now)
	}
	history := text(page, "section[aria-labelledby=eerder] li:first-child")
	for _, want := range []string{"Versie 2", "door Joke", "nieuwe scanner", "Fijnheid: 400 dpi, was 300 dpi", "Scheef: staat uit, was als de bladzijde meer dan 5 graden scheef ligt"} {
		if !strings.Contains(history, want) {
			t.Errorf("the history does not say %q: %s", want, history)
		}
	}
	if got := joke.post("/profielen/scanner", form).StatusCode; got != http.StatusConflict {
		t.Errorf("a change of a version that is not the newest: %d", got)
	}
}

func TestAProfileThatCannotBeIsRefused(t *testing.T) {
	st := newStoredSite(t, nil)
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	for field, value := range map[string]string{
		"waarom": "", "fijnheid": "10", "deel": "101", "eerst": "veel", "kleur": "paars", "grens_scherp": "100", "grens_bleek": "-1", "grens_vouw": "NaN",
		"grens_grof": "x", "patch": "9", "codes": "*A*", "kanten": "", "apparaat": strings.Repeat("x", maxProfileText+1),
	} {
		form := joke.profileForm("/profielen/scanner")
		form.Set("waarom", "proef")
		form.Set(field, value)
		got := joke.post("/profielen/scanner", form)
		if page := got.page(t); got.StatusCode != http.StatusUnprocessableEntity || page.Find("#fouten a[href='#"+field+"']").Length() != 1 || page.Find("#"+field).Length() != 1 {
			t.Errorf("%s = %.20q: %d, %q", field, value, got.StatusCode, text(page, "#fouten"))
		}
	}
}

func TestAnOperatorOnlyReadsProfiles(t *testing.T) {
	st := newStoredSite(t, nil)
	sanne, _ := st.colleague(t, "Sanne", nil, postkamer.Operator)
	if page := sanne.get("/profielen/hotfolder").page(t); page.Find("main form").Length() != 0 || text(page, "h1") != "Map van de scanner, versie 1" {
		t.Errorf("an operator sees a form, or %q", text(page, "h1"))
	}
	if got := sanne.post("/profielen/scanner", url.Values{"versie": {"1"}}).StatusCode; got != http.StatusForbidden {
		t.Errorf("an operator changes a profile: %d", got)
	}
	if got := sanne.get("/profielen/bestaatniet").StatusCode; got != http.StatusNotFound {
		t.Errorf("a profile that is none: %d", got)
	}
}
