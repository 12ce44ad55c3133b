package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"postkamer"
	"postkamer/store"
)

func TestAKindAsksASkillAndThatIsTakenBack(t *testing.T) {
	st := newStoredSite(t, nil)
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	path := kindsPath + "/kwijtschelding"
	asks := func() string {
		needs, err := st.cfg.Store.KindNeeds(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		words := ""
		for _, n := range needs {
			words += string(n.Kind) + ":" + string(n.Skill) + " "
		}
		return strings.TrimSpace(words)
	}
	if got := tom.post(path+"/kennis", url.Values{"kennis": {"schulden"}}); got.StatusCode != http.StatusForbidden || asks() != "" {
		t.Errorf("set by a caseworker: %d, %q", got.StatusCode, asks())
	}
	form := formOf(t, anouk.get(path).page(t), "form[action$=kennis]")
	form.Set("kennis", "a:b")
	if got := anouk.post(path+"/kennis", form); got.StatusCode != http.StatusUnprocessableEntity || formOf(t, got.page(t), "form[action$=kennis]").Get("kennis") != "a:b" {
		t.Errorf("what is no skill: %d", got.StatusCode)
	}
	form.Set("kennis", "Schulden, belasting ,schulden")
	got := anouk.post(path+"/kennis", form)
	if asks() != "kwijtschelding:belasting kwijtschelding:schulden" || !strings.Contains(got.body, "vandaag is er niemand die dit kan") {
		t.Errorf("asks %q: %s", asks(), text(got.page(t), ".pk-flash"))
	}
	if shown := formOf(t, got.page(t), "main form[action$=kennis]:not(.pk-flash form)").Get("kennis"); shown != "belasting, schulden" {
		t.Errorf("the page shows %q", shown)
	}
	anouk.post(path+"/kennis", formOf(t, got.page(t), ".pk-flash form"))
	if asks() != "" {
		t.Errorf("taken back it asks %q", asks())
	}
}

func TestTakingASkillBackLeavesWhatAColleagueChangedAfterIt(t *testing.T) {
	st := newStoredSite(t, nil)
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	ben, _ := st.colleague(t, "Ben", nil, postkamer.Admin)
	path := kindsPath + "/kwijtschelding/kennis"
	got := anouk.post(path, url.Values{"kennis": {"schulden"}})
	ben.post(path, url.Values{"kennis": {"belasting"}})
	got = anouk.post(path, formOf(t, got.page(t), ".pk-flash form"))
	needs, err := st.cfg.Store.KindNeeds(t.Context())
	if err != nil || len(needs) != 1 || needs[0].Skill != "belasting" {
		t.Errorf("it asks %v, %v", needs, err)
	}
	if said := text(got.page(t), ".pk-flash"); !strings.Contains(said, "niet ongedaan gemaakt") {
		t.Errorf("it says %q", said)
	}
}

func TestWhoHasASkillButNotItsQueueDoesNotCount(t *testing.T) {
	st := newStoredSite(t, nil)
	anouk, _ := st.colleague(t, "Anouk", nil, postkamer.Admin)
	queue := st.town().Policy.Queues["kwijtschelding"]
	_, bea := st.colleague(t, "Bea", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
	talent := store.Talent{Skills: []postkamer.Skill{"schulden"}}
	if err := st.cfg.Store.SetTalent(t.Context(), bea.ID, talent, bea); err != nil {
		t.Fatal(err)
	}
	said := func() string {
		t.Helper()
		page := anouk.post(kindsPath+"/kwijtschelding/kennis", url.Values{"kennis": {"schulden"}}).page(t)
		anouk.post(kindsPath+"/kwijtschelding/kennis", url.Values{"kennis": {""}})
		return text(page, ".pk-flash")
	}
	if got := said(); !strings.Contains(got, "vandaag is er niemand die dit kan") || !strings.Contains(got, "die ook in de werkvoorraad") {
		t.Errorf("with somebody of another queue: %q", got)
	}
	_, tom := st.colleague(t, "Tom", []postkamer.Queue{queue}, postkamer.Caseworker)
	if err := st.cfg.Store.SetTalent(t.Context(), tom.ID, talent, tom); err != nil {
		t.Fatal(err)
	}
	if got := said(); !strings.Contains(got, "gaat alleen nog naar wie dit kan") {
		t.Errorf("with somebody of the queue: %q", got)
	}
}
