package web

import (
	"fmt"
	"strings"
	"testing"

	"postkamer"
)

func TestPutACaseWithAnotherAndTakeItApart(t *testing.T) {
	st := newStoredSite(t, nil)
	other := st.scanned(t, false, doubtful())[0].Case
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	id := st.scanned(t, false, doubtful())[0].Case
	tom.post(casePath(id)+"/pak", nil)
	form := formOf(t, tom.get(casePath(id)+"/koppelen").page(t), "main form")
	target := st.caseOf(t, other)
	for typed, want := range map[string]string{"": "Kies een zaak", "onzin": "Kies een zaak", st.caseOf(t, id).Reference: "is er niet"} {
		form.Set("nummer", typed)
		if got := tom.post(casePath(id)+"/koppelen", form); got.StatusCode != 422 || !strings.Contains(text(got.page(t), "#fouten"), want) {
			t.Errorf("%q: %d, %s", typed, got.StatusCode, text(got.page(t), "#fouten"))
		}
	}
	form.Set("nummer", strings.ToLower(strings.ReplaceAll(target.Reference, "-", " ")))
	for range 2 {
		if got := tom.post(casePath(id)+"/koppelen", form); got.StatusCode != 200 || got.Request.URL.Path != "/werk" {
			t.Fatalf("%d at %s", got.StatusCode, got.Request.URL.Path)
		}
	}
	if got := tom.get(casePath(other)); !strings.Contains(text(got.page(t), "#samen + ul"), st.caseOf(t, id).Reference) {
		t.Error("the other case does not show it")
	}
	if got := tom.get(casePath(id)); !strings.Contains(got.body, "hoort bij") || !strings.Contains(got.body, "Maak los") {
		t.Error("the case does not say where it went")
	}
	for range 2 {
		if got := tom.post(casePath(id)+"/los", nil); got.Request.URL.Path != casePath(id) {
			t.Errorf("went to %s", got.Request.URL.Path)
		}
	}
	if c := st.caseOf(t, id); c.State != postkamer.CaseClaimed || c.AttachedTo != 0 {
		t.Errorf("%+v", c)
	}
}

func TestACaseOfAnotherQueueIsNotFoundToAttachTo(t *testing.T) {
	st := newStoredSite(t, nil)
	secret := doubtful()
	secret.Queue = "juridisch"
	other := st.scanned(t, false, secret)[0].Case
	id := st.scanned(t, false, doubtful())[0].Case
	tom, _ := st.colleague(t, "Tom", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
	tom.post(casePath(id)+"/pak", nil)
	form := formOf(t, tom.get(casePath(id)+"/koppelen").page(t), "main form")
	form.Set("nummer", st.caseOf(t, other).Reference)
	if got := tom.post(casePath(id)+"/koppelen", form); got.StatusCode != 422 || st.caseOf(t, id).AttachedTo != 0 {
		t.Errorf("%d", got.StatusCode)
	}
}

func TestAttachingWhatOneHoldsOfAnotherQueueIsTakenBack(t *testing.T) {
	st := newStoredSite(t, nil)
	first, second := st.scanned(t, false, doubtful())[0].Case, st.scanned(t, false, doubtful())[0].Case
	tom, _ := st.colleague(t, "Tom", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
	ans, _ := st.colleague(t, "Ans", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
	tom.post(casePath(first)+"/pak", nil)
	tom.post(casePath(second)+"/pak", nil)
	st.exec(t, `UPDATE cases SET queue = 'juridisch' WHERE id IN ($1, $2)`, first, second)
	form := formOf(t, tom.get(casePath(first)+"/koppelen").page(t), "main form")
	form.Set("nummer", st.caseOf(t, second).Reference)
	tom.post(casePath(first)+"/koppelen", form)
	if st.caseOf(t, first).AttachedTo != second {
		t.Fatal("it was not attached")
	}
	if got := ans.post(casePath(first)+"/los", nil); got.StatusCode != 403 {
		t.Errorf("somebody else: %d", got.StatusCode)
	}
	if got := tom.post(casePath(first)+"/los", nil); got.StatusCode != 200 || st.caseOf(t, first).AttachedTo != 0 {
		t.Errorf("who did it: %d", got.StatusCode)
	}
}

func TestSplitPagesOff(t *testing.T) {
	st := newStoredSite(t, nil)
	two := st.scanned(t, true, doubtful(), doubtful())
	l := two[0]
	st.exec(t, `UPDATE pages SET piece_id = (SELECT piece_id FROM cases WHERE id = $1) WHERE piece_id = (SELECT piece_id FROM cases WHERE id = $2)`, l.Case, two[1].Case)
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	tom.post(casePath(l.Case)+"/pak", nil)
	form := formOf(t, tom.get(casePath(l.Case)+"/splitsen").page(t), "main form")
	for want, pages := range map[string][]string{
		"Kies de bladzijden":     nil,
		"minstens één bladzijde": {fmt.Sprint(two[0].Page), fmt.Sprint(two[1].Page)},
	} {
		form["blad"] = pages
		if got := tom.post(casePath(l.Case)+"/splitsen", form); got.StatusCode != 422 || !strings.Contains(text(got.page(t), "#fouten"), want) {
			t.Errorf("%v: %d, %s", pages, got.StatusCode, text(got.page(t), "#fouten"))
		}
	}
	form["blad"] = []string{fmt.Sprint(two[1].Page)}
	got := tom.post(casePath(l.Case)+"/splitsen", form)
	if got.StatusCode != 200 || !strings.Contains(text(got.page(t), "#samen + ul"), "1 bladzijde") {
		t.Errorf("%d", got.StatusCode)
	}
	if again := tom.post(casePath(l.Case)+"/splitsen", form); again.StatusCode != 422 && again.StatusCode != 409 {
		t.Errorf("a second click: %d", again.StatusCode)
	}
	if n := got.page(t).Find(".pk-page").Length(); n != 1 {
		t.Errorf("%d pages are left", n)
	}
}
