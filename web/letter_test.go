package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"postkamer"
)

// addressed is doubtful with an address to write to and a term of eight weeks.
func addressed() postkamer.Verdict {
	v := doubtful()
	v.Term = postkamer.Term{Weeks: 8}
	v.DueOn = v.Term.Due(deskDay, postkamer.DefaultTermRules())
	v.Doubts = append(v.Doubts, postkamer.Doubt{Code: postkamer.ConsentMissing, Why: "De hoofdbewoner tekende niet."})
	for name, value := range map[postkamer.FieldName]string{postkamer.FieldStreet: "Lindelaan", postkamer.FieldNumber: "12", postkamer.FieldPostcode: "2512 EB", postkamer.FieldCity: "Voorbeeldstad"} {
		v.Fields = append(v.Fields, postkamer.Field{Name: name, Value: value, State: postkamer.FieldOK, Page: -1})
	}
	return v
}

// heldBy is a case that a caseworker has, with their browser.
func heldBy(t *testing.T, st *site, v postkamer.Verdict) (*browser, postkamer.CaseID) {
	t.Helper()
	id := st.scanned(t, false, v)[0].Case
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	tom.post("/werk/volgende", nil)
	if c := st.caseOf(t, id); c.State != postkamer.CaseClaimed {
		t.Fatalf("the case is %s", c.State)
	}
	return tom, id
}

func TestAskTheCitizenPrintAndGoOn(t *testing.T) {
	st := newStoredSite(t, nil)
	tom, id := heldBy(t, st, addressed())
	olga, _ := st.colleague(t, "Olga", nil, postkamer.Operator)
	before := st.caseOf(t, id)

	doc := tom.get(casePath(id) + "/brief/aanvulling").page(t)
	form := formOf(t, doc, "main form")
	if form.Get("aan") != "Zoë de Groot\nLindelaan 12\n2512 EB VOORBEELDSTAD" || !strings.Contains(form.Get("tekst.stukken"), "verklaring van de hoofdbewoner dat u daar mag wonen") {
		t.Errorf("the letter begins with %v", form)
	}
	form.Set("knop", "bekijk")
	form.Set("tekst.stukken", "een kopie van het huurcontract\nuw handtekening")
	if got := tom.post(casePath(id)+"/brief/aanvulling", form); !strings.Contains(text(got.page(t), "section.pk-script"), "een kopie van het huurcontract") || st.caseOf(t, id).State != postkamer.CaseClaimed {
		t.Error("the preview does not show what was typed, or sends it")
	}
	if got := tom.post(casePath(id)+"/brief/aanvulling/voorbeeld", form); !strings.HasPrefix(got.body, "%PDF") {
		t.Errorf("the preview as PDF: %d", got.StatusCode)
	}
	form.Del("knop")
	for range 2 { // the second click changes nothing
		if got := tom.post(casePath(id)+"/brief/aanvulling", form); got.StatusCode != 200 || got.Request.URL.Path != "/werk" {
			t.Fatalf("sent: %d at %s", got.StatusCode, got.Request.URL.Path)
		}
	}
	c := st.caseOf(t, id)
	if c.State != postkamer.CaseWaiting || c.WaitsFor != "een kopie van het huurcontract en nog 1" || !c.DueOn.Equal(before.DueOn) {
		t.Errorf("%s for %q, due %v was %v", c.State, c.WaitsFor, c.DueOn, before.DueOn)
	}
	for _, want := range []string{"Deze zaak wacht op de inwoner", "Nog niet verstuurd", "De brief ligt klaar om te printen. De termijn loopt nog"} {
		if !strings.Contains(tom.get(casePath(id)).body, want) {
			t.Errorf("the case does not say %q", want)
		}
	}

	page := olga.get("/brieven")
	if strings.Contains(page.body, "Zoë") || !strings.Contains(page.body, "Vraag om aanvulling") {
		t.Error("the list names a citizen, or not the letter")
	}
	olga.post("/brieven/druk", nil)
	doc = olga.get("/brieven").page(t)
	link, _ := doc.Find("section.pk-card a").First().Attr("href")
	if got := olga.pdfText(link); !strings.Contains(got, "een kopie van het huurcontract") || st.views(t, id, "Olga") != 1 {
		t.Errorf("to print: %q, %d views", got, st.views(t, id, "Olga"))
	}
	if got := tom.post(fmt.Sprintf("%s/brieven/1/terug", casePath(id)), nil); !strings.Contains(got.body, "al bij de printer") {
		t.Error("what is at the printer is taken back")
	}
	done := formOf(t, doc, "section.pk-card form")
	for range 2 {
		olga.post(strings.TrimSuffix(link, "/pdf"), done)
	}
	if got := olga.get("/brieven"); !strings.Contains(got.body, "Er wachten geen brieven") {
		t.Error("a letter still waits")
	}
	if got := tom.get(casePath(id)); strings.Contains(got.body, "Nog niet verstuurd") || !strings.Contains(got.body, "geprint en verstuurd op") || !strings.Contains(got.body, "De termijn staat stil") {
		t.Error("the case does not say that it went out")
	}
	if got := tom.pdfText(casePath(id) + "/brieven/1/pdf"); !strings.Contains(got, "huurcontract") {
		t.Error("the letter as it went is gone")
	}
	if got := tom.post(casePath(id)+"/verder", nil); got.Request.URL.Path != casePath(id) || st.caseOf(t, id).State != postkamer.CaseClaimed {
		t.Error("nobody can go on before the answer")
	}
	lines := text(tom.get(casePath(id)+"/termijn").page(t), "main ol")
	for _, want := range []string{"Ontvangen op", "8 weken", "vroegen de inwoner om aanvulling", "De termijn staat stil van", "De laatste dag wordt"} {
		if !strings.Contains(lines, want) {
			t.Errorf("the term does not say %q: %s", want, lines)
		}
	}
}

func TestALetterCanBeTakenBackForHalfAMinuteAndUntilItIsPrinted(t *testing.T) {
	st := newStoredSite(t, nil)
	tom, id := heldBy(t, st, addressed())
	form := formOf(t, tom.get(casePath(id)+"/brief/aanvulling").page(t), "main form")
	sent := tom.post(casePath(id)+"/brief/aanvulling", form)
	if st.caseOf(t, id).State != postkamer.CaseWaiting {
		t.Fatalf("%d: %s", sent.StatusCode, text(sent.page(t), "#fouten"))
	}
	tom.post("/ongedaan", formOf(t, sent.page(t), "form[action='/ongedaan']"))
	if c := st.caseOf(t, id); c.State != postkamer.CaseClaimed {
		t.Errorf("taken back: %s", c.State)
	}

	form = formOf(t, tom.get(casePath(id)+"/brief/uitstel").page(t), "main form")
	form.Set("tekst.reden", "Wij wachten op een advies.")
	before := st.caseOf(t, id).DueOn
	tom.post(casePath(id)+"/brief/uitstel", form)
	doc := tom.get(casePath(id)).page(t)
	back, _ := doc.Find("form[action*='/brieven/']").Attr("action")
	for range 2 {
		if got := tom.post(back, nil); !strings.Contains(got.body, "teruggehaald") || !st.caseOf(t, id).DueOn.Equal(before) {
			t.Errorf("%d, due %v was %v", got.StatusCode, st.caseOf(t, id).DueOn, before)
		}
	}
}

func TestALetterThatCannotBeIsRefusedWithWhatToDo(t *testing.T) {
	st := newStoredSite(t, nil)
	tom, id := heldBy(t, st, addressed())
	for _, tt := range []struct {
		letter string
		set    url.Values
		want   string
	}{
		{"aanvulling", url.Values{"tekst.stukken": {""}}, "Vul dit in"},
		{"aanvulling", url.Values{"aan": {"Zoë"}}, "Vul het adres in"},
		{"aanvulling", url.Values{"aan": {"a\nb\nc\nd\ne\nf\ng"}}, "hoogstens zes regels"},
		{"aanvulling", url.Values{"uiterlijk": {"2020-01-01"}}, "minstens drie dagen na vandaag"},
		{"aanvulling", url.Values{"hoe": {"mail"}, "mail": {"geen adres"}}, "Vul een e-mailadres in"},
		{"uitstel", url.Values{"tekst.reden": {"advies"}, "weken": {"0"}}, "van 1 tot en met 52"},
		{"uitstel", url.Values{"weken": {"4"}}, "Vul dit in"},
		{"aanvulling", url.Values{"sleutel": {""}}, "niet meer geldig"},
	} {
		form := formOf(t, tom.get(casePath(id)+"/brief/"+tt.letter).page(t), "main form")
		for name, values := range tt.set {
			form[name] = values
		}
		got := tom.post(casePath(id)+"/brief/"+tt.letter, form)
		if got.StatusCode != 422 || !strings.Contains(text(got.page(t), "#fouten"), tt.want) {
			t.Errorf("%v: %d, %q, want %q", tt.set, got.StatusCode, text(got.page(t), "#fouten"), tt.want)
		}
		if kept := formOf(t, got.page(t), "main form"); kept.Get("tekst.stukken") != form.Get("tekst.stukken") || kept.Get("aan") != form.Get("aan") {
			t.Errorf("%v: what was typed is gone", tt.set)
		}
	}
	if list, err := st.cfg.Store.LettersOf(t.Context(), id); err != nil || len(list) != 0 {
		t.Errorf("%d letters, %v", len(list), err)
	}
	if got := tom.get(casePath(id) + "/brief/groeten"); got.StatusCode != 404 {
		t.Errorf("a letter that is not there: %d", got.StatusCode)
	}
}

func TestLettersByMailTakeThePDFAlongAndSayNothing(t *testing.T) {
	st := newStoredSite(t, nil)
	tom, id := heldBy(t, st, addressed())
	form := formOf(t, tom.get(casePath(id)+"/brief/uitstel").page(t), "main form")
	form.Set("tekst.reden", "Wij wachten op een advies.")
	form.Set("hoe", "mail")
	form.Set("mail", "zoe@example.nl")
	if got := tom.post(casePath(id)+"/brief/uitstel", form); got.Request.URL.Path != casePath(id) {
		t.Fatalf("%d: %s", got.StatusCode, text(got.page(t), "#fouten"))
	}
	list, err := st.cfg.Store.LettersOf(t.Context(), id)
	if err != nil || len(list) != 1 || list[0].State != postkamer.LetterMailed {
		t.Fatalf("%+v, %v", list, err)
	}
	var subject, body, file string
	if err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT subject, body, file_key FROM mails`).Scan(&subject, &body, &file); err != nil {
		t.Fatal(err)
	}
	for _, personal := range []string{"Zoë", "verhuizing", st.caseOf(t, id).Reference, "advies"} {
		if strings.Contains(subject+body, personal) {
			t.Errorf("the mail says %q: %s %s", personal, subject, body)
		}
	}
	if !strings.HasSuffix(file, list[0].SHA256) || !st.caseOf(t, id).DueOn.After(deskDay.AddDate(0, 0, 80)) {
		t.Errorf("file %q, due %v", file, st.caseOf(t, id).DueOn)
	}
}

func TestReceiptThatTheLawWantsIsAskedForUntilItIsThere(t *testing.T) {
	st := newStoredSite(t, nil)
	v := addressed()
	v.CaseType, v.Term, v.Doubts = "bezwaar", postkamer.Term{Weeks: 6}, nil
	tom, id := heldBy(t, st, v)
	if got := tom.get(casePath(id)); !strings.Contains(got.body, "Nog geen ontvangstbevestiging verstuurd") || !strings.Contains(got.body, "Awb 6:14") {
		t.Error("nothing asks for it")
	}
	form := formOf(t, tom.get(casePath(id)+"/brief/ontvangst").page(t), "main form")
	if got := tom.post(casePath(id)+"/brief/ontvangst", form); strings.Contains(got.body, "Nog geen ontvangstbevestiging") || !strings.Contains(got.body, "Nog niet verstuurd") {
		t.Error("the case does not say that it is made and not sent")
	}
}

func TestTermStandsStillWithoutALetter(t *testing.T) {
	st := newStoredSite(t, nil)
	tom, id := heldBy(t, st, addressed())
	path := casePath(id) + "/termijn"
	before := st.caseOf(t, id).DueOn
	if got := tom.post(path+"/stil", url.Values{}); got.StatusCode != 422 || got.page(t).Find("#fouten a").Length() != 2 {
		t.Errorf("nothing chosen: %d", got.StatusCode)
	}
	until := postkamer.DayOf(time.Now()).AddDate(0, 0, 20)
	stop := url.Values{"grond": {"agreed"}, "tot": {until.Format(time.DateOnly)}}
	for range 2 {
		if got := tom.post(path+"/stil", stop); got.StatusCode != 200 {
			t.Errorf("%d", got.StatusCode)
		}
	}
	if due := st.caseOf(t, id).DueOn; !due.After(before.AddDate(0, 0, 17)) {
		t.Errorf("due %v was %v", due, before)
	}
	if got := tom.post(path+"/verder", url.Values{"op": {postkamer.DayOf(time.Now()).Format(time.DateOnly)}}); !strings.Contains(got.body, "De termijn loopt weer") {
		t.Errorf("%d", got.StatusCode)
	}
	if due := st.caseOf(t, id).DueOn; !due.Equal(before) {
		t.Errorf("due %v was %v", due, before)
	}
}
