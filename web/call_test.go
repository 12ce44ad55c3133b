package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
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
	result.Set("zeker", "ja")
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
		{"solved without a note", url.Values{"uitkomst": {"solved"}, "zeker": {"ja"}}, "Schrijf kort op"},
		{"solved with who knows whom", url.Values{"uitkomst": {"solved"}, "notitie": {"x"}}, "kruis dit dan aan"},
		{"left to nobody", url.Values{"uitkomst": {"other_person"}, "notitie": {"x"}}, "Kies wie dit doet"},
		{"left to somebody who is not there", url.Values{"uitkomst": {"other_person"}, "notitie": {"x"}, "wie": {"999"}}, "Kies wie dit doet"},
		{"a colleague without a note", url.Values{"uitkomst": {"other_person"}}, "Schrijf kort op"},
		{"later without a time", url.Values{"uitkomst": {"call_later"}, "notitie": {"later"}, "dag": {"2099-01-05"}}, "Vul de afgesproken tijd in"},
		{"later in the past", url.Values{"uitkomst": {"call_later"}, "notitie": {"later"}, "dag": {"2020-01-05"}, "tijd": {"10:00"}}, "al voorbij"},
		{"an outcome that is none", url.Values{"uitkomst": {"gone"}, "notitie": {"x"}}, "Kies hoe het ging"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, name := range []string{"uitkomst", "notitie", "dag", "tijd", "zeker", "wie"} {
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
	if got.Request.URL.Path != "/bellen" || !strings.Contains(got.body, "Er is nu niemand om te bellen") {
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
	form.Set("zeker", "ja")
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

// halfADayPasses since the calls that were made.
func (s *site) halfADayPasses(t *testing.T) {
	t.Helper()
	if _, err := s.cfg.Store.Pool().Exec(t.Context(), `UPDATE call_attempts SET at = at - interval '12 hours'`); err != nil {
		t.Fatal(err)
	}
}

// TestALetterGoesAfterTheLastAttemptAndItsCodeOpensTheTalk: the whole way round, as the
// caller, the citizen with the letter, and who asked see it.
func TestALetterGoesAfterTheLastAttemptAndItsCodeOpensTheTalk(t *testing.T) {
	st := newStoredSite(t, nil)
	v := doubtful()
	for _, f := range []struct {
		name  postkamer.FieldName
		value string
	}{{postkamer.FieldNewStreet, "Dorpsstraat"}, {postkamer.FieldNewNumber, "12"}, {postkamer.FieldNewPostcode, "2512 AB"},
		{postkamer.FieldOldStreet, "Lindelaan"}, {postkamer.FieldOldNumber, "3"}, {postkamer.FieldOldPostcode, "2513 CD"}, {postkamer.FieldOldCity, "Den Haag"}} {
		v.Fields = append(v.Fields, postkamer.Field{Name: f.name, Value: f.value, State: postkamer.FieldOK, Page: -1})
	}
	id := st.scanned(t, false, v)[0].Case
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	lekha, _ := st.colleague(t, "Lekha", nil, postkamer.Caller)
	form := formOf(t, tom.post("/werk/volgende", nil).page(t), "#velden")
	form.Set("naar", "bel")
	ask := formOf(t, tom.post(casePath(id), form).page(t), "main form")
	ask.Set("dagdeel", "late")
	tom.post(casePath(id)+"/bel", ask)
	if got := tom.get("/bellen/gevraagd"); !strings.Contains(text(got.page(t), "#open + .pk-tabel"), "Nog niet gebeld, tussen 16 en 17 uur") {
		t.Errorf("who asked reads %s", text(got.page(t), "main"))
	}
	said := ""
	for range postkamer.MaxCallAttempts {
		due, later, err := st.cfg.Store.Calls(t.Context(), st.now)
		if err != nil || len(due)+len(later) != 1 {
			t.Fatal(err, len(due), len(later))
		}
		path := callPath(append(due, later...)[0].ID)
		talk := lekha.post(path+"/pak", nil)
		result := formOf(t, talk.page(t), "form[action$=uitkomst]")
		result.Set("uitkomst", "no_answer")
		said = lekha.post(path+"/uitkomst", result).body
		st.halfADayPasses(t)
	}
	c := st.caseOf(t, id)
	if c.State != postkamer.CaseWaiting || !strings.Contains(said, "brief met een belcode") {
		t.Fatalf("after the last attempt the case is %s: %s", c.State, said)
	}
	letters, err := st.cfg.Store.LettersOf(t.Context(), id)
	if err != nil || len(letters) != 1 || letters[0].Code == "" {
		t.Fatalf("letters %+v, %v", letters, err)
	}
	if got := lekha.post("/bellen/code", url.Values{"code": {"7K3-MQ9-XV4"}}); !strings.Contains(got.body, "Deze code kennen wij niet") {
		t.Error("a code that is none is not refused in words")
	}
	talk := lekha.post("/bellen/code", url.Values{"code": {" " + strings.ToLower(strings.ReplaceAll(letters[0].Code, "-", " "))}})
	if talk.StatusCode != 200 || !strings.Contains(talk.body, "De inwoner belt ons") || strings.Contains(talk.body, "Geen gehoor</label>") {
		t.Fatalf("the code opens %s: %d", talk.Request.URL.Path, talk.StatusCode)
	}
	result := formOf(t, talk.page(t), "form[action$=uitkomst]")
	for name, value := range map[string]string{"uitkomst": "solved", "zeker": "ja", "notitie": "Verhuist op 1 december.", "veld.move_date": "1-12-2026"} {
		result.Set(name, value)
	}
	lekha.post(talk.Request.URL.Path+"/uitkomst", result)
	if got := text(tom.get("/bellen/gevraagd").page(t), "#klaar + .pk-tabel"); !strings.Contains(got, "Opgelost") || !strings.Contains(got, "1 december") || !strings.Contains(got, "Lekha") {
		t.Errorf("who asked reads %q", got)
	}
	for _, d := range st.caseOf(t, id).Doubts {
		if d.Code == postkamer.MoveDateMissing && d.SettledBy == "" {
			t.Error("the date was told and is still missing")
		}
	}
	if got := lekha.post("/bellen/code", url.Values{"code": {letters[0].Code}}); !strings.Contains(got.body, "Tom heeft de zaak") {
		t.Error("the code again: it does not say who has the case")
	}
}

// TestWhatTheCitizenSaysIsDecidedWith: a new date takes one doubt away and raises another.
func TestWhatTheCitizenSaysIsDecidedWith(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, toBeCalled())[0].Case
	lekha, _ := st.colleague(t, "Lekha", nil, postkamer.Caller)
	talk := lekha.post("/bellen/volgende", nil)
	path, form := talk.Request.URL.Path, formOf(t, talk.page(t), "form[action$=uitkomst]")
	if got := lekha.post(path+"/veld", url.Values{"versie": form["versie"], "veld.bsn": {"999990019"}, "gezien": {"bsn"}}); got.StatusCode != 200 || !strings.Contains(got.body, undoField) {
		t.Errorf("a field is not saved while talking: %d %s", got.StatusCode, got.body)
	}
	for name, value := range map[string]string{"uitkomst": "solved", "zeker": "ja", "notitie": "Verhuisde in maart.", "veld.move_date": "01-03-2026", "veld.bsn": "999990019"} {
		form.Set(name, value)
	}
	got := lekha.post(path+"/uitkomst", form)
	open := map[postkamer.DoubtCode]bool{}
	for _, d := range st.caseOf(t, id).Doubts {
		open[d.Code] = d.SettledBy == ""
	}
	if open[postkamer.MoveDateMissing] || open[postkamer.BSNInvalid] || !open[postkamer.DateLate] {
		t.Errorf("open are %v", open)
	}
	undo := formOf(t, got.page(t), ".pk-flash form")
	lekha.post("/ongedaan", undo)
	if c := st.caseOf(t, id); c.State != postkamer.CaseCalling || valueOf(c.Fields, postkamer.FieldMoveDate) == "2026-03-01" || valueOf(c.Fields, postkamer.FieldBSN) != "999990019" {
		t.Errorf("taken back the case is %s, moved on %s", c.State, valueOf(c.Fields, postkamer.FieldMoveDate))
	}
	if got := lekha.get(path); got.page(t).Find("form[action$=uitkomst]").Length() != 1 {
		t.Error("who took it back is not on the telephone again")
	}
}

func TestACallIsLeftToARealColleague(t *testing.T) {
	st := newStoredSite(t, nil)
	lekha, path, form := onThePhone(t, st)
	mo, self := st.colleague(t, "Mo", nil, postkamer.Caller)
	st.colleague(t, "Noor", []postkamer.Queue{"inkomen"}, postkamer.Caller)
	options := text(lekha.get(path).page(t), "#wie")
	if !strings.Contains(options, "Mo, belt") || strings.Contains(options, "Noor") || strings.Contains(options, "Lekha") || !strings.Contains(options, "De werkvoorraad Burgerzaken") {
		t.Errorf("it can be left to: %s", options)
	}
	for name, value := range map[string]string{"uitkomst": "other_person", "notitie": "Vraagt naar Mo", "wie": fmt.Sprint(self.ID)} {
		form.Set(name, value)
	}
	lekha.post(path+"/uitkomst", form)
	if got := text(mo.get("/bellen").page(t), "#nu + .pk-tabel"); !strings.Contains(got, "Voor jou, van Lekha") {
		t.Errorf("Mo reads %q", got)
	}
	if got := mo.post(path+"/pak", nil); !strings.Contains(got.body, "Vraagt naar Mo") {
		t.Error("Mo does not read what to know")
	}
}

func TestLateCallsAreSaidAndWhoHasNoAddressReadsThat(t *testing.T) {
	st := newStoredSite(t, nil)
	st.scanned(t, false, toBeCalled())
	st.now = st.now.AddDate(0, 0, 7)
	lekha, self := st.colleague(t, "Lekha", nil, postkamer.Caller)
	if got := lekha.get("/bellen"); !strings.Contains(got.body, "1 telefoontje is te laat") || !strings.Contains(got.body, "staat geen mailadres") {
		t.Errorf("the list says %s", text(got.page(t), ".utrecht-alert"))
	}
	if err := st.cfg.Store.SaveEmail(t.Context(), self.ID, "lekha@gemeente.example"); err != nil {
		t.Fatal(err)
	}
	if got := lekha.get("/bellen"); strings.Contains(got.body, "staat geen mailadres") {
		t.Error("who has an address reads that there is none")
	}
}

func TestOutboxSaysWhatDidNotGo(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, doubtful())[0].Case
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	var mail postkamer.MailID
	st.inTx(t, func(tx *store.Tx) (err error) {
		mail, err = tx.AddMail(t.Context(), postkamer.Mail{Key: "k", Kind: postkamer.MailLetter, To: "zoe@inwoner.example", Subject: "Bericht", CaseID: id})
		return err
	})
	if got := joke.get("/berichten"); !strings.Contains(got.body, "1 bericht wacht") || strings.Contains(got.body, "zoe@") {
		t.Errorf("waiting: %s", text(got.page(t), "main"))
	}
	st.inTx(t, func(tx *store.Tx) error {
		return tx.MailFailed(t.Context(), mail, "De mailserver weigert dit bericht.")
	})
	if got := joke.get("/berichten"); !strings.Contains(text(got.page(t), "#mislukt + .pk-tabel"), "weigert") {
		t.Errorf("failed: %s", text(got.page(t), "main"))
	}
	path := fmt.Sprintf("/berichten/%d", mail)
	if got := joke.post(path+"/opnieuw", nil); !strings.Contains(got.body, "1 bericht wacht") {
		t.Errorf("again: %s", text(got.page(t), "main"))
	}
	st.inTx(t, func(tx *store.Tx) error { return tx.MailFailed(t.Context(), mail, "Weer niet.") })
	if got := joke.post(path+"/geregeld", nil); !strings.Contains(got.body, "Alle berichten gingen goed") || !strings.Contains(joke.post(path+"/geregeld", nil).body, "Alle berichten") {
		t.Errorf("settled: %s", text(got.page(t), "main"))
	}
}

func TestTheBSNIsShownToWhoPhonesOnlyWhenAsked(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, toBeCalled())[0].Case
	lekha, _ := st.colleague(t, "Lekha", nil, postkamer.Caller)
	talk := lekha.post("/bellen/volgende", nil)
	path, form := talk.Request.URL.Path, formOf(t, talk.page(t), "form[action$=uitkomst]")
	if strings.Contains(talk.body, "999990018") {
		t.Error("the number is shown before it was asked")
	}
	form.Set("veld.new_city", "Rijswijk")
	if got := lekha.post(path+"/toon", form); !strings.Contains(got.body, "9999 90 018") && !strings.Contains(got.body, "999990018") {
		t.Errorf("the number is not shown: %s", text(got.page(t), "form[action$=uitkomst]"))
	}
	if c := st.caseOf(t, id); valueOf(c.Fields, postkamer.FieldNewCity) != "Rijswijk" || valueOf(c.Fields, postkamer.FieldBSN) != "999990018" {
		t.Errorf("what was typed: %+v", c.Fields)
	}
	if events, err := st.cfg.Store.PieceEvents(t.Context(), st.caseOf(t, id).PieceID); err != nil || events[len(events)-1].Kind == "" {
		t.Fatal(err)
	} else if n := len(slices.DeleteFunc(events, func(e postkamer.Event) bool { return e.Kind != postkamer.EventRevealed })); n != 1 {
		t.Errorf("%d events say so", n)
	}
	mo, _ := st.colleague(t, "Mo", nil, postkamer.Caller)
	if got := mo.post(path+"/toon", nil); got.StatusCode == 200 {
		t.Errorf("who does not phone has it shown: %d", got.StatusCode)
	}
}

// TestACorrectionOnThePhoneIsTakenBack: also while the case's owner works with it again.
func TestACorrectionOnThePhoneIsTakenBack(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, toBeCalled())[0].Case
	lekha, _ := st.colleague(t, "Lekha", nil, postkamer.Caller)
	talk := lekha.post("/bellen/volgende", nil)
	path, page := talk.Request.URL.Path, talk.page(t)
	versions := formOf(t, page, "form[action$=uitkomst]")["versie"]
	before := valueOf(st.caseOf(t, id).Fields, postkamer.FieldBSN)
	correct := func(value string) string {
		var act map[string]string
		got := lekha.post(path+"/veld", url.Values{"versie": versions, "veld.bsn": {value}, "gezien": {"bsn"}})
		if err := json.Unmarshal([]byte(got.body), &act); err != nil {
			t.Fatal(err, got.body)
		}
		return act[undoField]
	}
	form := formOf(t, page, "#terugdraaien")
	form.Set(undoField, correct("999990019"))
	if got := lekha.post("/ongedaan", form); got.Request.URL.Path != path || valueOf(st.caseOf(t, id).Fields, postkamer.FieldBSN) != before {
		t.Errorf("at %s the number is %q, was %q", got.Request.URL.Path, valueOf(st.caseOf(t, id).Fields, postkamer.FieldBSN), before)
	}

	act := correct("999990019")
	end := formOf(t, lekha.get(path).page(t), "form[action$=uitkomst]")
	end.Set("uitkomst", string(postkamer.OtherPerson))
	end.Set("wie", "terug")
	end.Set("notitie", "Komt morgen langs.")
	lekha.post(path+"/uitkomst", end)
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	tom.post(casePath(id)+"/pak", nil)
	typed := formOf(t, tom.get(casePath(id)).page(t), "#velden")
	tom.post(casePath(id)+"/veld", url.Values{"versie": typed["versie"], "veld.new_city": {"Rijswijk"}})
	lekha.post("/ongedaan", url.Values{undoField: {act}})
	c := st.caseOf(t, id)
	if valueOf(c.Fields, postkamer.FieldBSN) != before || valueOf(c.Fields, "new_city") != "Rijswijk" || c.State != postkamer.CaseClaimed {
		t.Errorf("%s, the number is %q, was %q, the city %q", c.State, valueOf(c.Fields, postkamer.FieldBSN), before, valueOf(c.Fields, "new_city"))
	}
}
