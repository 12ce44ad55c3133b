package web

import (
	"net/http"
	"strings"
	"testing"

	"postkamer"
)

// TestACaseIsNotClosedBeforeItsKindIsChosen: by closing it as what the program
// guessed a legal term could be lost.
func TestACaseIsNotClosedBeforeItsKindIsChosen(t *testing.T) {
	st := newStoredSite(t, nil)
	v := alarming(postkamer.ToTriage)
	v.CaseType, v.Probability = "klacht", .58
	v.Doubts = []postkamer.Doubt{{Code: postkamer.KindUnsure, Why: "Het lijkt te gaan over een klacht, maar dat is niet zeker (58 %)."}}
	v.Fields = v.Fields[:1]
	letters := st.scanned(t, false, v, doubtful())
	st.tied(t, letters[0], v, letters[1])
	id := letters[0].Case
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	doc := tom.post(casePath(id)+"/pak", nil).page(t)
	if got := text(doc, "h1"); strings.Contains(got, "Klacht") {
		t.Errorf("the title says as a fact %q", got)
	}
	if got := text(doc, "#stand"); strings.Contains(got, "Alle velden zijn goed") {
		t.Errorf("above an open doubt stands %q", got)
	}
	refused := tom.post(casePath(id)+"/goedkeuren", formOf(t, doc, "#velden"))
	doc = refused.page(t)
	if refused.StatusCode != http.StatusUnprocessableEntity || st.caseOf(t, id).State != postkamer.CaseClaimed {
		t.Fatalf("closed without a choice: %d, %s", refused.StatusCode, st.caseOf(t, id).State)
	}
	if got := text(doc, "#fouten li"); !strings.Contains(got, "Kies eerst waar dit over gaat") || !strings.Contains(got, "Anders indelen") {
		t.Errorf("the summary says %q", got)
	}
	if doc.Find("#fouten a[href='#soort']").Length() != 1 || doc.Find("#soort").Length() != 1 || doc.Find("button[name=soort][data-toets='1']").Length() != 1 {
		t.Error("there is no way to choose")
	}
	if n := labelsOf(t, st); n != 0 {
		t.Errorf("%d labels without a choice", n)
	}
	form := formOf(t, doc, "#velden")
	form.Set("soort", "klacht")
	tom.post(casePath(id)+"/indelen", form)
	doc = tom.post(casePath(id)+"/pak", nil).page(t)
	if got := text(doc, "h1"); !strings.Contains(got, "Klacht") {
		t.Errorf("after the choice the title is %q", got)
	}
	tom.post(casePath(id)+"/goedkeuren", formOf(t, doc, "#velden"))
	if c := st.caseOf(t, id); c.State != postkamer.CaseDone || labelsOf(t, st) != 1 {
		t.Errorf("after the choice: %s, %d labels", c.State, labelsOf(t, st))
	}
}

func labelsOf(t *testing.T, st *site) (n int) {
	t.Helper()
	if err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM labels`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
