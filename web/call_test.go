package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"postkamer"
)

func TestHandOverCallAndBack(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, doubtful())[0].Case
	tom, self := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	lekha, _ := st.colleague(t, "Lekha", nil, postkamer.Caller)

	form := formOf(t, tom.post("/werk/volgende", nil).page(t), "#velden")
	form.Set("naar", "bel")
	doc := tom.post(casePath(id), form).page(t)
	ask := formOf(t, doc, "main form")
	if ask.Get("telefoon") != "06 1234 5678" || ask.Get("reden") != string(postkamer.MoveDateMissing) || doc.Find("input[name=reden]").Length() != 8 {
		t.Errorf("the page begins with %v", ask)
	}
	ask.Set("notitie", "belt liever na vier uur")
	tom.post(casePath(id)+"/bel", ask)
	if c := st.caseOf(t, id); c.State != postkamer.CaseCalling {
		t.Fatalf("the case is %s", c.State)
	}
	if got := tom.get("/werk"); !strings.Contains(got.body, "Wacht op een telefoontje") {
		t.Error("who handed it over does not see it waits")
	}

	talk := lekha.post("/bellen/volgende", nil)
	doc = talk.page(t)
	for selector, want := range map[string]string{
		".pk-tel": "06 1234 5678", "h1": "Zoë de Groot", ".pk-script q:first-of-type": "",
	} {
		if got := text(doc, selector); want != "" && got != want {
			t.Errorf("%s: %q, want %q", selector, got, want)
		}
	}
	for _, want := range []string{"belt liever na vier uur", "Op welke dag gaat u verhuizen", "Goedendag, met Lekha van Gemeente Voorbeeldstad. U hebt ons een brief gestuurd over uw verhuizing.",
		"Vraag eerst de geboortedatum. Noem zelf geen burgerservicenummer."} {
		if !strings.Contains(talk.body, want) {
			t.Errorf("not on the page: %s", want)
		}
	}
	if doc.Find("a.pk-tel[href='tel:0612345678']").Length() != 1 || doc.Find("input[name=uitkomst][checked]").Length() != 0 || doc.Find("input[name=uitkomst]").Length() != 6 {
		t.Error("the number is no link, or an outcome is chosen beforehand")
	}
	result := formOf(t, doc, "form[action$=uitkomst]")
	result.Set("veld.move_date", "1-12-2026")
	result.Set("uitkomst", "solved")
	result.Set("notitie", "Verhuist op 1 december.")
	if got := lekha.post(talk.Request.URL.Path+"/uitkomst", result); got.Request.URL.Path != "/bellen" {
		t.Errorf("went to %s: %d", got.Request.URL.Path, got.StatusCode)
	}

	c := st.caseOf(t, id)
	if c.State != postkamer.CaseClaimed || c.ClaimedBy != self.ID || valueOf(c.Fields, postkamer.FieldMoveDate) != "2026-12-01" {
		t.Errorf("the case came back as %+v", c)
	}
	if got := text(tom.get("/werk").page(t), "main tbody tr:first-child"); !strings.Contains(got, "Gebeld: Opgelost, de zaak kan door. Verhuist op 1 december.") {
		t.Errorf("the first of my cases says %q", got)
	}
	if got := tom.get(casePath(id)); !strings.Contains(got.body, "Er is gebeld: Opgelost") || !strings.Contains(got.body, "Verhuist op 1 december.") {
		t.Error("the outcome is not on top of the case")
	}
}

// onThePhone is a caller with the page of a call.
func onThePhone(t *testing.T, st *site) (*browser, string, url.Values) {
	t.Helper()
	st.scanned(t, false, toBeCalled())
	lekha, _ := st.colleague(t, "Lekha", nil, postkamer.Caller)
	talk := lekha.post("/bellen/volgende", nil)
	return lekha, talk.Request.URL.Path, formOf(t, talk.page(t), "form[action$=uitkomst]")
}

func TestOutcomeThatIsNotCompleteKeepsEverything(t *testing.T) {
	st := newStoredSite(t, nil)
	lekha, path, form := onThePhone(t, st)
	form.Set("veld.new_city", "Rijswijk")
	tests := []struct {
		name string
		set  url.Values
		want string
	}{
		{"nothing chosen", url.Values{"notitie": {"Ik sprak haar zus"}}, "Kies hoe het ging"},
		{"solved without a note", url.Values{"uitkomst": {"solved"}}, "Schrijf kort op"},
		{"a colleague without a note", url.Values{"uitkomst": {"other_person"}}, "Schrijf kort op"},
		{"later without a time", url.Values{"uitkomst": {"call_later"}, "notitie": {"later"}, "dag": {"2099-01-05"}}, "Vul de afgesproken tijd in"},
		{"later in the past", url.Values{"uitkomst": {"call_later"}, "notitie": {"later"}, "dag": {"2020-01-05"}, "tijd": {"10:00"}}, "al voorbij"},
		{"an outcome that is none", url.Values{"uitkomst": {"gone"}, "notitie": {"x"}}, "Kies hoe het ging"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, name := range []string{"uitkomst", "notitie", "dag", "tijd"} {
				form.Set(name, tt.set.Get(name))
			}
			got := lekha.post(path+"/uitkomst", form)
			if got.StatusCode != 422 || !strings.Contains(got.body, tt.want) {
				t.Fatalf("%d, want 422 with %q", got.StatusCode, tt.want)
			}
			kept := formOf(t, got.page(t), "form[action$=uitkomst]")
			for _, name := range []string{"notitie", "dag", "tijd", "veld.new_city", "versie"} {
				if kept.Get(name) != form.Get(name) {
					t.Errorf("%s: %q was %q", name, kept.Get(name), form.Get(name))
				}
			}
		})
	}
}

func TestNoAnswerNeedsNoNoteAndComesBackLater(t *testing.T) {
	st := newStoredSite(t, nil)
	lekha, path, form := onThePhone(t, st)
	form.Set("uitkomst", "no_answer")
	form.Set("daarna", "volgende")
	got := lekha.post(path+"/uitkomst", form)
	if got.Request.URL.Path != "/bellen" || !strings.Contains(got.body, "Niemand wacht nu") {
		t.Errorf("went to %s", got.Request.URL.Path)
	}
	if got := text(got.page(t), "#later + .pk-tabel tbody tr"); !strings.Contains(got, "vanaf") || !strings.Contains(got, "2 van 3") {
		t.Errorf("the later list says %q", got)
	}
	if again := lekha.post(path+"/uitkomst", form); again.Request.URL.Path != "/bellen" {
		t.Errorf("a second click on the button: %d", again.StatusCode)
	}
	if got := text(lekha.get("/bellen").page(t), "#later + .pk-tabel tbody tr"); !strings.Contains(got, "2 van 3") {
		t.Errorf("the second click counts: %q", got)
	}
}

func TestVisitOnlyWithAppointments(t *testing.T) {
	st := newStoredSite(t, func(c *Config) { c.Municipality.Appointments = false })
	lekha, path, form := onThePhone(t, st)
	if n := lekha.get(path).page(t).Find("input[value=will_visit]").Length(); n != 0 {
		t.Error("a visit is offered by a municipality without appointments")
	}
	form.Set("uitkomst", "will_visit")
	if got := lekha.post(path+"/uitkomst", form); got.StatusCode != 422 {
		t.Errorf("a visit was recorded: %d", got.StatusCode)
	}
}

func TestOnlyWhoPhonesSeesTheCitizen(t *testing.T) {
	st := newStoredSite(t, nil)
	l := st.scanned(t, false, toBeCalled())[0]
	mo, _ := st.colleague(t, "Mo", nil, postkamer.Caller)
	lekha, _ := st.colleague(t, "Lekha", nil, postkamer.Caller)
	due, _, err := st.cfg.Store.Calls(t.Context(), time.Now())
	if err != nil || len(due) != 1 {
		t.Fatal(err, len(due))
	}
	path := fmt.Sprintf("/bellen/%d", due[0].ID)
	image := fmt.Sprintf("%s/blad/%d", path, l.Page)
	for _, step := range []string{"nobody phones", "a colleague phones"} {
		got := mo.get(path)
		if strings.Contains(got.body, "Zoë") || strings.Contains(got.body, "0612345678") || mo.get(image).StatusCode != 409 || st.views(t, l.Case, "Mo") != 0 {
			t.Errorf("%s: the citizen is shown to who does not phone", step)
		}
		lekha.post(path+"/pak", nil)
	}
	if got := mo.post(path+"/pak", nil); !strings.Contains(got.body, "Lekha belt al met deze inwoner") {
		t.Error("the second caller does not read who was first")
	}
	if got := lekha.get(image); got.StatusCode != 200 || st.views(t, l.Case, "Lekha") == 0 {
		t.Errorf("the image for who phones: %d", got.StatusCode)
	}
	other := st.scanned(t, false, doubtful())[0]
	if got := lekha.get(fmt.Sprintf("%s/blad/%d", path, other.Page)); got.StatusCode != 404 {
		t.Errorf("a page of another piece: %d", got.StatusCode)
	}
}

func TestHandOverNeedsANumberAndAReason(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, doubtful())[0].Case
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	tom.post("/werk/volgende", nil)
	form := formOf(t, tom.get(casePath(id)+"/bel").page(t), "main form")
	form.Set("telefoon", "0900 1234")
	form.Set("reden", string(postkamer.HandedOver))
	got := tom.post(casePath(id)+"/bel", form)
	if doc := got.page(t); got.StatusCode != 422 || doc.Find("#fouten a[href='#telefoon'], #fouten a[href='#vraag']").Length() != 2 || doc.Find("#telefoon[value='0900 1234']").Length() != 1 {
		t.Errorf("got %d: %s", got.StatusCode, text(got.page(t), "#fouten"))
	}
	if st.caseOf(t, id).State != postkamer.CaseClaimed {
		t.Error("the case was handed over all the same")
	}
}

func TestTalkLongerThanItsClaimIsKept(t *testing.T) {
	st := newStoredSite(t, nil)
	lekha, path, form := onThePhone(t, st)
	lapse := func() {
		t.Helper()
		_, err := st.cfg.Store.Pool().Exec(t.Context(), `UPDATE call_tasks SET claim_until = now() - interval '1 minute'`)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := st.cfg.Store.ReleaseExpiredCalls(t.Context()); n != 1 || err != nil {
			t.Fatal(n, err)
		}
	}
	lapse()
	form.Set("uitkomst", "call_later")
	form.Set("notitie", "Morgen om tien uur")
	form.Set("dag", "2099-01-05")
	form.Set("tijd", "10:00")
	if got := lekha.post(path+"/uitkomst", form); got.Request.URL.Path != "/bellen" || !strings.Contains(got.body, "Opgeslagen") {
		t.Fatalf("a long talk is lost: %d", got.StatusCode)
	}
	lekha.post(path+"/pak", nil)
	form = formOf(t, lekha.get(path).page(t), "form[action$=uitkomst]")
	lapse()
	mo, _ := st.colleague(t, "Mo", nil, postkamer.Caller)
	mo.post(path+"/pak", nil)
	form.Set("uitkomst", "solved")
	form.Set("notitie", "Ze verhuist op 1 december")
	got := lekha.post(path+"/uitkomst", form)
	if got.StatusCode != 409 || !strings.Contains(got.body, "Ze verhuist op 1 december") || !strings.Contains(got.body, "Mo belt al") {
		t.Errorf("a note that came too late: %d", got.StatusCode)
	}
}

func TestCallerComparesButNeverReadsOutTheBSN(t *testing.T) {
	st := newStoredSite(t, nil)
	v := toBeCalled()
	v.Fields[1].State = postkamer.FieldOK
	v.Doubts = v.Doubts[:1]
	v.Fields = append(v.Fields, postkamer.Field{Name: postkamer.FieldBirthDate, Value: "1968-11-07", State: postkamer.FieldOK, Page: -1},
		postkamer.Field{Name: postkamer.FieldOldStreet, Value: "Lindelaan", State: postkamer.FieldOK, Page: -1})
	st.scanned(t, false, v)
	lekha, _ := st.colleague(t, "Lekha", nil, postkamer.Caller)
	got := lekha.post("/bellen/volgende", nil)
	for _, want := range []string{"Zoë de Groot", "07-11-1968", "Lindelaan"} {
		if !strings.Contains(text(got.page(t), ".pk-script dl"), want) {
			t.Errorf("the caller cannot compare %s", want)
		}
	}
	if strings.Contains(got.body, v.Fields[1].Value) {
		t.Error("a BSN that is right is shown")
	}
}
