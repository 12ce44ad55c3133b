package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"postkamer"
	"postkamer/store"
)

func TestANoteIsForEverybodyWhoMaySeeTheCase(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, doubtful())[0].Case
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	lead, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	other, _ := st.colleague(t, "Ali", []postkamer.Queue{"inkomen"}, postkamer.Caseworker)
	note := url.Values{"notitie": {"Belt morgen terug. <b>999990019</b>"}}
	for range 2 { // a double click
		lead.post(casePath(id)+"/notitie", note)
	}
	doc := tom.get(casePath(id)).page(t)
	if got := text(doc, ".pk-notities li"); !strings.HasPrefix(got, "Belt morgen terug. <b>*****0019</b>Joke,") {
		t.Errorf("the notes say %q", got)
	}
	if got := other.post(casePath(id)+"/notitie", note); got.StatusCode != http.StatusForbidden {
		t.Errorf("of another queue: %d", got.StatusCode)
	}
	for _, body := range []string{"", strings.Repeat("x", maxNote+1)} {
		if got := lead.post(casePath(id)+"/notitie", url.Values{"notitie": {body}}); got.StatusCode != 422 || got.page(t).Find("#notitie-fout").Length() != 1 {
			t.Errorf("a note of %d: %d", len(body), got.StatusCode)
		}
	}
}

func TestADoubtIsSettledByItself(t *testing.T) {
	st := newStoredSite(t, nil)
	v := doubtful()
	v.Doubts = append(v.Doubts, postkamer.Doubt{Code: postkamer.KindUnsure, Why: "Het is niet duidelijk."})
	id := st.scanned(t, false, v)[0].Case
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	page := tom.post("/werk/volgende", nil).page(t)
	buttons := page.Find(".pk-twijfels button[name=twijfel]")
	if buttons.Length() != 2 {
		t.Fatalf("%d can be settled: the kind is chosen, not settled", buttons.Length())
	}
	form := formOf(t, page, "#velden")
	form.Set("twijfel", buttons.First().AttrOr("value", ""))
	action := buttons.First().AttrOr("formaction", "")
	for range 2 { // a double click
		if got := tom.post(action, form); got.StatusCode != 200 || !strings.Contains(got.body, "✓ Opgelost door Tom.") || !strings.Contains(got.body, "Twijfel opgelost: verhuisdatum ontbreekt, door Tom") {
			t.Errorf("%d: %s", got.StatusCode, text(got.page(t), ".pk-twijfels"))
		}
	}
	if n := openDoubts(st.caseOf(t, id)); n != 2 {
		t.Errorf("%d doubts are open", n)
	}
	form.Set("twijfel", "999")
	if got := tom.post(action, form); got.StatusCode != http.StatusBadRequest {
		t.Errorf("a doubt of another: %d", got.StatusCode)
	}
}

func TestAFieldThatWasNotReadIsAdded(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, doubtful())[0].Case
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	form := formOf(t, tom.post("/werk/volgende", nil).page(t), "#velden")
	for _, tt := range []struct{ name, value, wrong string }{
		{"", "x", "erbij"}, {"bsn", "999990019", "erbij"}, {"iban", "", "erbij-waarde"}, {"iban", "NL92ABNA0417164300", "erbij-waarde"},
	} {
		form.Set("erbij", tt.name)
		form.Set("erbij-waarde", tt.value)
		if got := tom.post(casePath(id)+"/erbij", form); got.StatusCode != 422 || got.page(t).Find("#"+tt.wrong+"-fout").Length() != 1 {
			t.Errorf("%s = %q: %d", tt.name, tt.value, got.StatusCode)
		}
	}
	form.Set("erbij", "iban")
	form.Set("erbij-waarde", "nl91 abna 0417 1643 00")
	for range 2 { // a double click
		if got := tom.post(casePath(id)+"/erbij", form); got.StatusCode != 200 || text(got.page(t), "#veld-iban-stand") != "✎ toegevoegd door Tom" {
			t.Errorf("%d: %s", got.StatusCode, text(got.page(t), "#veld-iban-stand"))
		}
	}
	if c := st.caseOf(t, id); valueOf(c.Fields, postkamer.FieldIBAN) != "NL91ABNA0417164300" || len(c.Fields) != 6 {
		t.Errorf("%d fields", len(c.Fields))
	}
}

func TestAFinishedCaseIsOpenedAgainByTheTeamLeader(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, doubtful())[0].Case
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	lead, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	form := formOf(t, tom.post("/werk/volgende", nil).page(t), "#velden")
	form["gezien"] = []string{"bsn", "move_date", "new_city"}
	tom.post(casePath(id)+"/goedkeuren", form)
	if got := tom.get(casePath(id)).page(t); got.Find("form[action$=heropen]").Length() != 0 {
		t.Error("a caseworker may")
	}
	again := formOf(t, lead.get(casePath(id)).page(t), "form[action$=heropen]")
	if got := tom.post(casePath(id)+"/heropen", again); got.StatusCode != http.StatusForbidden {
		t.Errorf("a caseworker: %d", got.StatusCode)
	}
	if got := lead.post(casePath(id)+"/heropen", again); got.StatusCode != 422 || !strings.Contains(got.body, "Kies waarom deze zaak weer open moet") {
		t.Errorf("without a reason: %d", got.StatusCode)
	}
	again.Set("reden", "er is nieuw bewijs")
	if got := lead.post(casePath(id)+"/heropen", again); !strings.Contains(got.body, "Heropend: er is nieuw bewijs, door Joke") || st.caseOf(t, id).State != postkamer.CaseOpen {
		t.Errorf("%d, the case is %s", got.StatusCode, st.caseOf(t, id).State)
	}
	if got := lead.post(casePath(id)+"/heropen", again); got.StatusCode != 200 {
		t.Errorf("a double click: %d", got.StatusCode)
	}
}

func TestTheFieldsAreThoseOfTheKindThatAPersonChose(t *testing.T) {
	st := newStoredSite(t, nil)
	v := doubtful()
	v.Rule = "made up"
	v.Doubts = append(v.Doubts, postkamer.Doubt{Code: postkamer.Urgent, Why: "Er staat dat het vandaag moet."})
	id := st.scanned(t, false, v)[0].Case
	st.inTx(t, func(tx *store.Tx) error {
		return tx.AddDecision(t.Context(), postkamer.Decision{PieceID: st.caseOf(t, id).PieceID, CaseID: id, Verdict: v})
	})
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	form := formOf(t, tom.post("/werk/volgende", nil).page(t), "#velden")
	form.Set("veld.phone", "0687654321") // a person typed it: it stays
	form.Set("soort", "bezwaar")
	tom.post(casePath(id)+"/indelen", form)
	c := st.caseOf(t, id)
	if valueOf(c.Fields, postkamer.FieldPhone) != "0687654321" || hasOpenDoubt(c, postkamer.MoveDateMissing) {
		t.Errorf("fields %+v, doubts %+v", c.Fields, c.Doubts)
	}
	for i, f := range c.Fields {
		if f.Name == postkamer.FieldMoveDate || f.Name == postkamer.FieldNewCity || f.Position != i {
			t.Errorf("field %d is %s at %d", i, f.Name, f.Position)
		}
	}
}

func TestWhoLooksAndWhatIsNew(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, doubtful())[0].Case
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	lead, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	page := tom.post("/werk/volgende", nil).page(t)
	mark := page.Find("#nu").AttrOr("data-stand", "")
	stand := casePath(id) + "/stand?was=" + mark
	if got := tom.get(stand); !strings.Contains(got.body, `"vernieuw":false`) || strings.Contains(got.body, "ook open") {
		t.Errorf("alone: %s", got.body)
	}
	if got := text(lead.get(casePath(id)).page(t), "#nu"); !strings.HasPrefix(got, "Tom heeft deze zaak ook open, sinds ") {
		t.Errorf("who opens it second reads %q", got)
	}
	lead.post(casePath(id)+"/notitie", url.Values{"notitie": {"Let op de datum."}})
	if got := tom.get(stand); !strings.Contains(got.body, "Joke heeft deze zaak ook open") || !strings.Contains(got.body, "Er is een notitie bij gekomen.") || !strings.Contains(got.body, `"vernieuw":true`) {
		t.Errorf("now: %s", got.body)
	}
	if got := tom.get(casePath(id) + "/stand?was=x"); got.StatusCode != http.StatusBadRequest {
		t.Errorf("without how it was: %d", got.StatusCode)
	}
	other, _ := st.colleague(t, "Ali", []postkamer.Queue{"inkomen"}, postkamer.Caseworker)
	if got := other.get(stand); got.StatusCode != http.StatusForbidden {
		t.Errorf("of another queue: %d", got.StatusCode)
	}
}

func TestALaterPieceIsSaidToWhoHasTheCase(t *testing.T) {
	st := newStoredSite(t, nil)
	letters := st.scanned(t, false, doubtful(), doubtful())
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	mark := tom.post("/werk/volgende", nil).page(t).Find("#nu").AttrOr("data-stand", "")
	first, later := st.caseOf(t, letters[0].Case), st.caseOf(t, letters[1].Case)
	_, err := st.cfg.Store.Pool().Exec(t.Context(), `INSERT INTO relations (piece_id, other_id, kind) VALUES ($1, $2, 'belongs')`, later.PieceID, first.PieceID)
	if err != nil {
		t.Fatal(err)
	}
	if got := tom.get(casePath(first.ID) + "/stand?was=" + mark); !strings.Contains(got.body, "Er is een nieuw bewijs binnen.") {
		t.Errorf("the open page hears %s", got.body)
	}
	if got := text(tom.get(casePath(first.ID)).page(t), "#nu"); !strings.Contains(got, "Er is een nieuw bewijs binnen sinds je deze zaak pakte.") {
		t.Errorf("the page says %q", got)
	}
}
