package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"postkamer"
)

func TestTwoPeopleNeverGetTheSameCase(t *testing.T) {
	st := newStoredSite(t, nil)
	letters := st.scanned(t, false, doubtful())
	tom, tomSelf := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	noor, _ := st.colleague(t, "Noor", nil, postkamer.Caseworker)

	got := tom.post("/werk/volgende", nil)
	if got.StatusCode != 200 || got.Request.URL.Path != casePath(letters[0].Case) {
		t.Fatalf("the first: %d at %s", got.StatusCode, got.Request.URL.Path)
	}
	if got := noor.post("/werk/volgende", nil); got.Request.URL.Path != "/werk" || !strings.Contains(got.body, "Alles is klaar") {
		t.Errorf("the second: %d at %s", got.StatusCode, got.Request.URL.Path)
	}
	if got := noor.post(casePath(letters[0].Case)+"/pak", nil); !strings.Contains(got.body, "net door Tom gepakt") {
		t.Error("the second does not read who was first")
	}
	look := noor.get(casePath(letters[0].Case))
	doc := look.page(t)
	if !strings.Contains(look.body, "Tom heeft deze zaak") || doc.Find("main [name^=veld], main [name=versie], main [formaction], #velden").Length() != 0 {
		t.Error("a colleague must only read")
	}
	form := formOf(t, tom.get(casePath(letters[0].Case)).page(t), "#velden")
	for _, action := range []string{"", "/veld", "/goedkeuren", "/terug", "/indelen", "/bel"} {
		if got := noor.post(casePath(letters[0].Case)+action, form); got.StatusCode != http.StatusConflict {
			t.Errorf("POST %s by a colleague: %d, want 409", action, got.StatusCode)
		}
	}
	if c := st.caseOf(t, letters[0].Case); c.ClaimedBy != tomSelf.ID || c.Version != 2 {
		t.Errorf("the colleague changed the case: %+v", c)
	}
}

func TestRedFieldsMustBeSeenBeforeApproval(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, doubtful())[0].Case
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	page := tom.post("/werk/volgende", nil).page(t)
	form := formOf(t, page, "#velden")
	form.Set("veld.new_city", "Rijswijk") // not red, but changed: must be kept

	refused := tom.post(casePath(id)+"/goedkeuren", form)
	doc := refused.page(t)
	if refused.StatusCode != http.StatusUnprocessableEntity || st.caseOf(t, id).State != postkamer.CaseClaimed {
		t.Fatalf("approved without looking: %d", refused.StatusCode)
	}
	if got := text(doc, "#fouten li"); got != "Kijk dit eerst na: BurgerservicenummerKijk dit eerst na: Verhuisdatum" {
		t.Errorf("the summary says %q", got)
	}
	if doc.Find("#fouten a[href='#veld-bsn']").Length() != 1 || doc.Find("#veld-bsn").Length() != 1 {
		t.Error("the summary does not lead to the field")
	}
	form = formOf(t, doc, "#velden")
	if form.Get("veld.new_city") != "Rijswijk" {
		t.Error("what was typed is lost")
	}
	form["gezien"] = append(form["gezien"], "bsn") // ticked
	form.Set("veld.move_date", "1-12-2026")        // changed
	done := tom.post(casePath(id)+"/goedkeuren", form)
	if !strings.Contains(done.body, "is goedgekeurd") || done.Request.URL.Path != "/werk" {
		t.Errorf("not approved: %d at %s", done.StatusCode, done.Request.URL.Path)
	}
	c := st.caseOf(t, id)
	if c.State != postkamer.CaseDone || valueOf(c.Fields, postkamer.FieldMoveDate) != "2026-12-01" || valueOf(c.Fields, postkamer.FieldBSN) != "999990018" {
		t.Errorf("case after approval: %+v", c)
	}
	if again := tom.post(casePath(id)+"/goedkeuren", form); again.Request.URL.Path != "/werk" || !strings.Contains(again.body, c.Reference+": Goedgekeurd.") {
		t.Errorf("a second click on the button: %d", again.StatusCode)
	}
	noor, _ := st.colleague(t, "Noor", nil, postkamer.Caseworker)
	if got := noor.post(casePath(id)+"/goedkeuren", form); got.StatusCode != http.StatusConflict {
		t.Errorf("the same by a colleague: %d", got.StatusCode)
	}
}

func TestApproveAndNextClaimsTheNext(t *testing.T) {
	st := newStoredSite(t, nil)
	sure := doubtful()
	sure.Fields, sure.Doubts = sure.Fields[:1], nil
	letters := st.scanned(t, false, sure, sure)
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	form := formOf(t, tom.post("/werk/volgende", nil).page(t), "#velden")
	form.Set("daarna", "volgende")
	got := tom.post(casePath(letters[0].Case)+"/goedkeuren", form)
	if got.Request.URL.Path != casePath(letters[1].Case) || !strings.Contains(got.body, "is goedgekeurd") {
		t.Errorf("went to %s", got.Request.URL.Path)
	}
}

func TestCaseShowsStatesInShapeAndWords(t *testing.T) {
	st := newStoredSite(t, nil)
	st.scanned(t, false, doubtful())
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	doc := tom.post("/werk/volgende", nil).page(t)
	for selector, want := range map[string]string{
		"#veld-name-stand":                   "✓ goed gelezen",
		"#veld-bsn-stand":                    "! klopt niet",
		"#veld-bsn-waarom":                   "Dit nummer klopt niet.",
		"#veld-new_city-stand":               "? kijk even",
		"#veld-move_date-stand":              "! niet gevonden",
		"#stand":                             "3 velden vragen jouw aandacht.",
		".pk-tekst":                          "Beste gemeente, ik verhuis.",
		".pk-twijfels li:first-child strong": "Verhuisdatum ontbreekt.",
	} {
		if got := text(doc, selector); got != want && got != strings.Replace(want, "jouw", "je", 1) {
			t.Errorf("%s: %q, want %q", selector, got, want)
		}
	}
	for _, selector := range []string{"rect#plek-bsn.pk-box--laag", "rect#plek-new_city.pk-box--midden", "rect#plek-name.pk-box--hoog",
		"[data-box=plek-bsn] svg.pk-snip image", "input[name=gezien][value=bsn]:not([checked])", "#veld-phone[value='06 1234 5678']"} {
		if doc.Find(selector).Length() != 1 {
			t.Errorf("%s: %d times", selector, doc.Find(selector).Length())
		}
	}
	if doc.Find("[data-box=plek-name] svg").Length() != 0 {
		t.Error("a field that is right needs no snippet")
	}
}

func TestFieldIsSavedByItself(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, doubtful())[0].Case
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	tom.post("/werk/volgende", nil)
	got := tom.post(casePath(id)+"/veld", url.Values{"versie": {"2"}, "veld.bsn": {"9999 900 19"}, "gezien": {"bsn"}, "veld.iban": {"x"}})
	if got.StatusCode != http.StatusOK || !strings.Contains(got.body, undoField) {
		t.Fatalf("got %d %q", got.StatusCode, got.body)
	}
	c := st.caseOf(t, id)
	if valueOf(c.Fields, postkamer.FieldBSN) != "999990019" || len(c.Fields) != 5 || c.Fields[1].SeenBy != "Tom" || c.Fields[1].ReadValue != "999990018" {
		t.Errorf("fields %+v", c.Fields)
	}
}

func TestReleaseCanBeUndone(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, doubtful())[0].Case
	tom, self := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	form := formOf(t, tom.post("/werk/volgende", nil).page(t), "#velden")
	form.Set("reden", "kent de inwoner")
	doc := tom.post(casePath(id)+"/terug", form).page(t)
	if st.caseOf(t, id).State != postkamer.CaseOpen {
		t.Fatal("the case is not back")
	}
	if got := tom.post("/ongedaan", formOf(t, doc, ".pk-flash form")); got.Request.URL.Path != casePath(id) || st.caseOf(t, id).ClaimedBy != self.ID || !strings.Contains(got.body, "Teruggelegd: kent de inwoner, door Tom") {
		t.Errorf("undo went to %s", got.Request.URL.Path)
	}
}

func TestMovedCaseGoesToTheQueueOfItsKind(t *testing.T) {
	st := newStoredSite(t, nil)
	v := doubtful()
	v.CaseType, v.Queue = postkamer.UnknownCase, postkamer.Triage
	id := st.scanned(t, false, v)[0].Case
	tom, _ := st.colleague(t, "Tom", []postkamer.Queue{postkamer.Triage}, postkamer.Caseworker)
	tom.post("/werk/volgende", nil)
	form := formOf(t, tom.get(casePath(id)+"/indelen").page(t), "main form")
	form.Set("soort", "")
	if got := tom.post(casePath(id)+"/indelen", form); got.StatusCode != 422 || !strings.Contains(got.body, "Kies waar het over gaat") {
		t.Errorf("without a kind: %d", got.StatusCode)
	}
	form.Set("soort", "woz")
	tom.post(casePath(id)+"/indelen", form)
	if c := st.caseOf(t, id); c.CaseType != "woz" || c.Queue != "belastingen" || c.State != postkamer.CaseOpen {
		t.Errorf("the case is %s on %s, %s", c.CaseType, c.Queue, c.State)
	}
	lead, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	if got := lead.get(casePath(id)).body; !strings.Contains(got, "WOZ-waarde, naar Belastingen. Was Nog in te delen.") {
		t.Error("the log does not say what it was taken for")
	}
	if due := st.caseOf(t, id).DueOn; due.IsZero() {
		t.Error("no term runs for what a person placed")
	}
	if got := tom.get(casePath(id)); got.StatusCode != http.StatusForbidden {
		t.Errorf("a case of another queue: %d", got.StatusCode)
	}
}

func TestWhoMaySeeACase(t *testing.T) {
	st := newStoredSite(t, nil)
	l := st.scanned(t, false, doubtful())[0]
	for _, who := range []struct {
		name   string
		queues []postkamer.Queue
		role   postkamer.Role
		want   int
	}{
		{"a caseworker of the queue", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker, 200},
		{"a caseworker of every queue", nil, postkamer.Caseworker, 200},
		{"a caseworker of another queue", []postkamer.Queue{"inkomen"}, postkamer.Caseworker, 403},
		{"the team leader", nil, postkamer.TeamLead, 200},
		{"a caller", nil, postkamer.Caller, 403},
		{"an operator", nil, postkamer.Operator, 403},
		{"an administrator", nil, postkamer.Admin, 403},
	} {
		t.Run(who.name, func(t *testing.T) {
			b, _ := st.colleague(t, who.name, who.queues, who.role)
			for _, path := range []string{"", fmt.Sprintf("/blad/%d", l.Page), fmt.Sprintf("/origineel/%d", l.File)} {
				if got := b.get(casePath(l.Case) + path); got.StatusCode != who.want {
					t.Errorf("%s: %d, want %d", path, got.StatusCode, who.want)
				}
			}
			seen := st.views(t, l.Case, who.name)
			if (seen > 0) != (who.want == 200) {
				t.Errorf("%d views in the log", seen)
			}
		})
	}
}

func TestImageOfAnotherPieceIsRefused(t *testing.T) {
	st := newStoredSite(t, nil)
	letters := st.scanned(t, false, doubtful(), doubtful())
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	own := tom.get(fmt.Sprintf("%s/blad/%d", casePath(letters[0].Case), letters[0].Page))
	if own.StatusCode != 200 || own.body != fmt.Sprintf("view of page %d", letters[0].Page) || own.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("own page: %d %q", own.StatusCode, own.body)
	}
	if got := tom.get(fmt.Sprintf("%s/blad/%d", casePath(letters[0].Case), letters[1].Page)); got.StatusCode != 404 {
		t.Errorf("page of another piece: %d", got.StatusCode)
	}
	if got := tom.get(fmt.Sprintf("%s/origineel/%d", casePath(letters[0].Case), letters[1].File)); got.StatusCode != 404 {
		t.Errorf("file of another piece: %d", got.StatusCode)
	}
}

func TestOriginalIsADownloadThatCannotRun(t *testing.T) {
	st := newStoredSite(t, nil)
	l := st.scanned(t, false, doubtful())[0]
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	got := tom.get(fmt.Sprintf("%s/origineel/%d", casePath(l.Case), l.File))
	want := `attachment; filename="brief van Zo_ _1_.tif"; filename*=UTF-8''brief%20van%20Zo%C3%AB%20%221%22.tif`
	if got.StatusCode != 200 || got.Header.Get("Content-Disposition") != want || !strings.HasSuffix(got.body, ", file 0") {
		t.Errorf("%d %q %q", got.StatusCode, got.Header.Get("Content-Disposition"), got.body)
	}
	if !strings.HasPrefix(got.Header.Get("Content-Security-Policy"), "sandbox") || got.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v", got.Header)
	}
}

func TestFileWithPostOfOthersIsNotGivenOut(t *testing.T) {
	st := newStoredSite(t, nil)
	l := st.scanned(t, true, doubtful(), doubtful())[0]
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	if got := tom.get(fmt.Sprintf("%s/origineel/%d", casePath(l.Case), l.File)); got.StatusCode != 404 {
		t.Errorf("a file with the letter of somebody else: %d", got.StatusCode)
	}
	if got := tom.get(casePath(l.Case)); !strings.Contains(got.body, "met post van anderen") {
		t.Error("the page does not say why there is no file")
	}
}

func TestForgottenTabChangesNothing(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, doubtful())[0].Case
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	old := formOf(t, tom.post("/werk/volgende", nil).page(t), "#velden")
	tom.post(casePath(id)+"/terug", old)
	tom.post(casePath(id)+"/pak", nil)
	old.Set("veld.new_city", "Rijswijk")
	for _, action := range []string{"", "/veld", "/goedkeuren", "/terug", "/indelen", "/bel"} {
		if got := tom.post(casePath(id)+action, old); got.StatusCode != http.StatusConflict {
			t.Errorf("POST %s from an old page: %d", action, got.StatusCode)
		}
	}
	if got := valueOf(st.caseOf(t, id).Fields, postkamer.FieldNewCity); got != "Den Haag" {
		t.Errorf("an old page wrote %q", got)
	}
}

func TestSecondClickIsNotACollision(t *testing.T) {
	for action, set := range map[string]url.Values{
		"/terug": {"reden": {"geen tijd"}}, "/indelen": {"soort": {"woz"}},
		"/bel": {"reden": {string(postkamer.MoveDateMissing)}, "telefoon": {"0612345678"}},
	} {
		t.Run(action, func(t *testing.T) {
			st := newStoredSite(t, nil)
			id := st.scanned(t, false, doubtful())[0].Case
			tom, _ := st.colleague(t, "Tom", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
			form := formOf(t, tom.post("/werk/volgende", nil).page(t), "#velden")
			for name, values := range set {
				form[name] = values
			}
			for range 2 {
				if got := tom.post(casePath(id)+action, form); got.StatusCode != 200 || got.Request.URL.Path != "/werk" {
					t.Errorf("%d at %s", got.StatusCode, got.Request.URL.Path)
				}
			}
			if c := st.caseOf(t, id); c.Version != 3 {
				t.Errorf("two clicks made version %d", c.Version)
			}
		})
	}
}
