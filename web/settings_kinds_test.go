package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"postkamer"
)

func TestAQueueOfTheMunicipalityGetsItsKind(t *testing.T) {
	st := newStoredSite(t, nil)
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	st.colleague(t, "Tom", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)

	form := formOf(t, anouk.get(kindsPath).page(t), "form[action='/instellingen/voorraden']")
	form.Set("naam", "Schuld & hulp")
	form.Set("waarom", "nieuw team")
	if got := text(anouk.post(queuesPath, form).page(t), "section[aria-labelledby=voorraden]"); !strings.Contains(got, "Schuld & hulp") {
		t.Fatalf("the queues are %q", got)
	}
	kind := anouk.settingsForm(kindsPath + "/kwijtschelding")
	kind.Set("naam", "Geen belasting betalen")
	kind.Set("voorraad", "schuld_hulp")
	kind.Set("termijn", "6 weken")
	answer := anouk.post(kindsPath+"/kwijtschelding", kind)
	if got := text(answer.page(t), "#fouten"); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got, "Aan Schuld & hulp werkt vandaag niemand") {
		t.Fatalf("a queue that nobody works: %d, %q", answer.StatusCode, got)
	}
	kind.Set("toch", "ja")
	page := anouk.post(kindsPath+"/kwijtschelding", kind).page(t)
	if got := text(page, "section[aria-labelledby=voorraden]"); !strings.Contains(got, "Geen belasting betalen") || !strings.Contains(got, "! niemand") {
		t.Errorf("after all: %q", got)
	}
	if got := text(anouk.get(settingsPath).page(t), ".utrecht-alert--warning"); !strings.Contains(got, "Schuld & hulp") {
		t.Errorf("the start of the settings does not warn: %q", got)
	}
	p := st.town().Policy
	if p.Queues["kwijtschelding"] != "schuld_hulp" || p.Terms["kwijtschelding"].Weeks != 6 {
		t.Errorf("%s within %v", p.Queues["kwijtschelding"], p.Terms["kwijtschelding"])
	}
	if options := st.queueOptions(); !slices.Contains(options, Option{Value: "schuld_hulp", Label: "Schuld & hulp"}) {
		t.Errorf("caseworkers choose from %v", options)
	}
	if st.kindLabel("kwijtschelding") != "Geen belasting betalen" {
		t.Errorf("the kind is called %s", st.kindLabel("kwijtschelding"))
	}
	st.colleague(t, "Noor", []postkamer.Queue{"schuld_hulp"}, postkamer.Caseworker)
	if got := text(anouk.get(settingsPath).page(t), ".utrecht-alert--warning"); strings.Contains(got, "Schuld & hulp") {
		t.Errorf("somebody works it now: %q", got)
	}
}

func TestKindsAndQueuesThatCannotBeAreRefused(t *testing.T) {
	st := newStoredSite(t, nil)
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	st.colleague(t, "Tom", nil, postkamer.Caseworker)
	for _, c := range []struct{ path, field, value, want string }{
		{kindsPath + "/woz", "termijn", "zes weken", "8 weken, 30 dagen of 5 werkdagen"},
		{kindsPath + "/woz", "termijn", "", "8 weken"},
		{kindsPath + "/woz", "voorraad", "triage", "Kies een werkvoorraad"},
		{kindsPath + "/woz", "voorraad", "ergens", "Kies een werkvoorraad"},
		{kindsPath + "/woz", "werksoort", "snel", "Kies standaard"},
		{kindsPath + "/woz", "naam", "", "hoogstens 40 letters"},
		{kindsPath + "/woz", "norm", "veel", "getal vanaf 0"},
		{queuesPath + "/zorg", "naam", "Inkomen", "Zo heet al een andere werkvoorraad"},
		{queuesPath + "/zorg", "naam", "Nog in te delen", "Zo heet al een andere werkvoorraad"},
		{queuesPath + "/zorg", "norm", "-1", "aantal dagen vanaf 0"},
	} {
		t.Run(c.path+" "+c.field+" "+c.value, func(t *testing.T) {
			form := anouk.settingsForm(c.path)
			form.Set(c.field, c.value)
			answer := anouk.post(c.path, form)
			if got := text(answer.page(t), "#fouten a[href='#"+c.field+"']"); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got, c.want) {
				t.Errorf("%d: %q", answer.StatusCode, got)
			}
		})
	}
	for _, name := range []string{"zorg", "1e team", "!!", strings.Repeat("a", 41)} {
		form := url.Values{"versie": {"0"}, "naam": {name}, "waarom": {"x"}}
		if got := anouk.post(queuesPath, form).StatusCode; got != http.StatusUnprocessableEntity {
			t.Errorf("a queue called %q: %d", name, got)
		}
	}
	for _, path := range []string{kindsPath + "/bestaat_niet", queuesPath + "/bestaat_niet", queuesPath + "/triage"} {
		if got := anouk.get(path).StatusCode; got != http.StatusNotFound {
			t.Errorf("%s: %d", path, got)
		}
	}
}

func TestAKindThatIsAsShippedLeavesNothingBehind(t *testing.T) {
	st := newStoredSite(t, nil)
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	st.colleague(t, "Tom", nil, postkamer.Caseworker)
	form := anouk.settingsForm(kindsPath + "/woz")
	form.Set("naam", "WOZ")
	anouk.post(kindsPath+"/woz", form)
	form = anouk.settingsForm(kindsPath + "/woz")
	form.Set("naam", "WOZ-waarde")
	anouk.post(kindsPath+"/woz", form)
	if st.town().Version != 2 || st.town().Overlay != "" {
		t.Errorf("version %d leaves %q", st.town().Version, st.town().Overlay)
	}
}

func TestAQueueWithWorkDoesNotVanish(t *testing.T) {
	st := newStoredSite(t, nil)
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	anouk.post(queuesPath, url.Values{"versie": {"0"}, "naam": {"Schuldhulp"}, "waarom": {"nieuw team"}})
	l := st.scanned(t, false, postkamer.Verdict{CaseType: "verhuizing", Destination: postkamer.ToQueue, Queue: "zorg", Priority: postkamer.Normal})[0]
	if _, err := st.cfg.Store.Pool().Exec(t.Context(), `UPDATE cases SET queue = 'schuldhulp' WHERE id = $1`, l.Case); err != nil {
		t.Fatal(err)
	}
	back := url.Values{"versie": {"1"}}
	page := anouk.post("/instellingen/versies/0/terug", back).page(t)
	if got := text(page, ".pk-flash"); !strings.Contains(got, "De werkvoorraad Schuldhulp zou verdwijnen, en daar ligt nog 1 zaak") || st.town().Version != 1 {
		t.Errorf("%q, version %d", got, st.town().Version)
	}
	if _, err := st.cfg.Store.Pool().Exec(t.Context(), `UPDATE cases SET queue = 'zorg' WHERE id = $1`, l.Case); err != nil {
		t.Fatal(err)
	}
	anouk.post("/instellingen/versies/0/terug", back)
	if slices.Contains(st.town().AllQueues(), "schuldhulp") {
		t.Error("an empty queue stays")
	}
}
