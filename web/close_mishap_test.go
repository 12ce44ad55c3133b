package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"postkamer"
	"postkamer/store"
)

// mishap lets a page of a stack come in badly.
func (st *site) mishap(t *testing.T, b postkamer.Batch, part string) {
	t.Helper()
	m := postkamer.Mishap{BatchID: b.ID, Part: part, Kind: postkamer.MishapRefused, Why: postkamer.MishapRefused.Words()}
	st.inTx(t, func(tx *store.Tx) error { return tx.AddMishap(t.Context(), m, 0, "Sevda") })
}

func TestPageThatDidNotComeInIsAskedForBeforeCounting(t *testing.T) {
	st := newStoredSite(t, nil)
	sevda, _ := st.colleague(t, "Sevda", nil, postkamer.Operator)
	b := st.lookingAt(t, "..")
	st.mishap(t, b, "20261122T101501-ABCDEF-0003")
	path := fmt.Sprintf("/stapel/%d", b.ID)
	if got := text(sevda.get("/scan").page(t), "section[aria-labelledby=vast]"); !strings.Contains(got, "onvolledig") || !strings.Contains(got, "Eén bladzijde kwam niet goed binnen") {
		t.Errorf("the list: %q", got)
	}
	if got := text(sevda.get(path).page(t), "main"); !strings.Contains(got, "die na blad 2 kwam") || strings.Contains(got, "20261122T") {
		t.Errorf("the stack: %q", got)
	}
	doc := sevda.get(path + "/afsluiten").page(t)
	if got := text(doc, "main"); !strings.Contains(got, "Wat is er met het blad gebeurd?") || strings.Contains(got, "Hoeveel bladen") {
		t.Fatalf("it does not ask first: %q", got)
	}
	counted := url.Values{"bladen": {"2"}, "brieven": {"1"}}
	if sevda.post(path+"/afsluiten", counted); st.batchOf(t, b.ID).State != postkamer.Looking {
		t.Error("released without a word")
	}
	answer := formOf(t, doc, "form[action$='/hapering']")
	for _, wrong := range []struct{ value, other, says string }{
		{"", "", "Kies wat er met het blad is gebeurd"},
		{mishapOther, "", "Schrijf op wat er met het blad is gebeurd"},
		{mishapScanned, "", "nog geen blad opnieuw gescand"},
	} {
		answer.Set("antwoord", wrong.value)
		answer.Set("toelichting", wrong.other)
		if got := sevda.post(path+"/hapering", answer); got.StatusCode != 422 || !strings.Contains(got.body, wrong.says) {
			t.Errorf("%q: %d, no %q", wrong.value, got.StatusCode, wrong.says)
		}
	}
	answer.Set("antwoord", mishapOther)
	answer.Set("toelichting", "Het was de envelop.")
	for range 2 { // a second click changes nothing
		if got := text(sevda.post(path+"/hapering", answer).page(t), "main"); !strings.Contains(got, "Hoeveel bladen") {
			t.Errorf("it does not go on: %q", got)
		}
	}
	sevda.post(path+"/afsluiten", counted)
	if released := st.batchOf(t, b.ID); released.State != postkamer.Split {
		t.Errorf("%+v", released)
	}
	if got := text(sevda.get(path).page(t), "main"); !strings.Contains(got, "Sevda: Het was de envelop.") {
		t.Errorf("what was said is gone: %q", got)
	}
}

func TestTwoClicksOnTheLookingPage(t *testing.T) {
	st := newStoredSite(t, nil)
	sevda, _ := st.colleague(t, "Sevda", nil, postkamer.Operator)
	b := st.lookingAt(t, "...")
	pages := st.pagesOf(t, b)
	doc := sevda.get(look(pages[0])).page(t)
	later, _ := doc.Find("button[data-toets=']']").Attr("value")
	turn, _ := doc.Find("button[data-toets=d]").Attr("value")
	for range 2 {
		sevda.post(look(pages[0]), url.Values{"achter": {later}})
		sevda.post(look(pages[0]), url.Values{"draai": {turn}})
	}
	now := st.pagesOf(t, b)
	if now[0].ID != pages[1].ID || now[1].ID != pages[0].ID || now[1].Turn != 90 {
		t.Errorf("moved or turned twice: %d %d %d, turned %d", now[0].ID, now[1].ID, now[2].ID, now[1].Turn)
	}
	for _, wrong := range []url.Values{{"achter": {"-1"}}, {"achter": {"x"}}, {"draai": {"45"}}} {
		if got := sevda.post(look(pages[0]), wrong); got.StatusCode != 400 {
			t.Errorf("%v: %d", wrong, got.StatusCode)
		}
	}
}

func TestTwoClicksOpenOneBox(t *testing.T) {
	st := newStoredSite(t, nil)
	sevda, _ := st.colleague(t, "Sevda", nil, postkamer.Operator)
	form := formOf(t, sevda.get("/dozen").page(t), "form[action='/dozen']")
	for range 2 {
		sevda.post("/dozen", form)
	}
	sevda.post("/dozen", formOf(t, sevda.get("/dozen").page(t), "form[action='/dozen']"))
	boxes, err := st.cfg.Store.OpenBoxes(t.Context())
	if err != nil || len(boxes) != 2 {
		t.Errorf("%d boxes, %v", len(boxes), err)
	}
}

func TestBoxIsNotProposedTooEarly(t *testing.T) {
	st := newStoredSite(t, nil)
	sevda, _ := st.colleague(t, "Sevda", nil, postkamer.Operator)
	sevda.post("/dozen", formOf(t, sevda.get("/dozen").page(t), "form[action='/dozen']"))
	boxes, err := st.cfg.Store.OpenBoxes(t.Context())
	if err != nil || len(boxes) != 1 {
		t.Fatal(err, len(boxes))
	}
	path := boxPath(boxes[0].ID)
	if got := text(sevda.get(path).page(t), "main"); strings.Contains(got, "nog open.") {
		t.Errorf("a box that is being filled complains: %q", got)
	}
	if got := sevda.post(path+"/voorstel", url.Values{}).body; !strings.Contains(got, "Sluit de doos eerst") {
		t.Error("an open box is proposed, or without what to do")
	}
	st.inTx(t, func(tx *store.Tx) error { return tx.CloseBox(t.Context(), boxes[0].ID, day(2099, 1, 1), "Sevda") })
	if got := sevda.post(path+"/voorstel", url.Values{}).body; !strings.Contains(got, "Het papier kan nog niet weg. Het papier moet blijven tot en met 1 januari 2099") {
		t.Error("proposed before its time, or without until when")
	}
}
