package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"postkamer"
	"postkamer/intake/scanner"
)

func TestAnotherScannerOrProgramIsAnotherVersion(t *testing.T) {
	st := newStoredSite(t, nil)
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	fuji := scanner.State{ID: "balie-1/fuji:0", Name: "Fujitsu fi-7160 (balie-1)", Software: "scanimage 1.2.1"}
	test := scanner.State{ID: "lokaal/test:0", Name: "Proefscanner", Software: "scanimage 1.2.1"}
	stamp := func(sc scanner.State) postkamer.Profile {
		t.Helper()
		chosen, err := st.cfg.Store.CurrentProfile(t.Context(), postkamer.ProfileScanner)
		if err != nil {
			t.Fatal(err)
		}
		p, err := st.profileFor(t.Context(), chosen, sc)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	first, other := stamp(fuji), stamp(test)
	if first.Version != 1 || first.Device != fuji.Name || !strings.HasPrefix(first.Software, "scanimage 1.2.1, postkamer") || first.Name == other.Name {
		t.Fatalf("two scanners: %+v, %+v", first, other)
	}
	for range 2 {
		if stamp(fuji).ID != first.ID || stamp(test).ID != other.ID {
			t.Error("two scanners that take turns make versions")
		}
	}
	fuji.Software = "scanimage 1.3"
	newer := stamp(fuji)
	if newer.Version != 2 || stamp(test).ID != other.ID {
		t.Errorf("other software gives version %d", newer.Version)
	}
	form := joke.profileForm("/profielen/scanner")
	form.Set("fijnheid", "400")
	form.Set("waarom", "kleine letters")
	joke.post("/profielen/scanner", form)
	if got := stamp(fuji); got.Version != 3 || got.Settings.Resolution != 400 {
		t.Errorf("the profile that it follows changed, and it is version %d of %d dpi", got.Version, got.Settings.Resolution)
	}
	page := joke.get(profilePath(first.Name)).page(t)
	if got := text(page, "h1"); got != "Scanner op deze pagina (Fujitsu fi-7160 (balie-1)), versie 3" || page.Find("main form").Length() != 0 || page.Find("a[href='/profielen/scanner']").Length() != 1 {
		t.Errorf("its page: %q", got)
	}
	if got := joke.post(profilePath(first.Name), url.Values{"versie": {"3"}}).StatusCode; got != http.StatusForbidden {
		t.Errorf("a profile that follows another is changed: %d", got)
	}
}
