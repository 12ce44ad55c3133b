package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"postkamer"
	"postkamer/store"
)

// ofZoe is a letter of somebody about something.
func ofZoe(queue postkamer.Queue, kind postkamer.CaseType) postkamer.Verdict {
	field := func(name postkamer.FieldName, value string) postkamer.Field {
		return postkamer.Field{Name: name, Value: value, State: postkamer.FieldOK, Page: -1}
	}
	return postkamer.Verdict{CaseType: kind, Probability: .99, Destination: postkamer.ToQueue, Queue: queue, Priority: postkamer.Normal,
		Fields: []postkamer.Field{field("name", "Zoë de Jong"), field("birth_date", "1980-05-03"), field("bsn", "999990019"), field("postcode", "9349 AX"), field("number", "12")}}
}

func TestSearchingLeadsToTheWordsOnThePage(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, ofZoe("burgerzaken", "verhuizing"))[0].Case
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	got := tom.post("/zoek", url.Values{"q": {"verhuizen gemeente"}})
	if at := got.Request.URL.String(); got.Request.Method != "GET" || strings.Contains(at, "verhui") {
		t.Errorf("what was looked for is in the address: %s %s", got.Request.Method, at)
	}
	doc := got.page(t)
	if text(doc, "#gevonden") != "1 stuk gevonden" || text(doc, ".pk-treffers mark") != "gemeenteverhuis" || doc.Find("#q").AttrOr("value", "") != "verhuizen gemeente" {
		t.Errorf("found %q, marked %q", text(doc, "#gevonden"), text(doc, ".pk-treffers"))
	}
	link := doc.Find(".pk-treffers a").First().AttrOr("href", "")
	if !strings.HasPrefix(link, casePath(id)+"?z=") {
		t.Fatalf("leads to %q", link)
	}
	words := `[{"text": "Beste", "x": 10, "y": 20, "w": 90, "h": 30}, {"text": "gemeente,", "x": 110, "y": 20, "w": 120, "h": 30}, {"text": "verhuis.", "x": 110, "y": 60, "w": 120, "h": 30}]`
	if _, err := st.cfg.Store.Pool().Exec(t.Context(), `UPDATE pages SET text = jsonb_set(text, '{words}', $1::jsonb)`, words); err != nil {
		t.Fatal(err)
	}
	opened := tom.get(link).page(t)
	if lit := opened.Find("svg rect.pk-raak"); lit.Length() != 2 || lit.First().AttrOr("x", "") != "110" || lit.First().AttrOr("width", "") != "120" || !strings.Contains(text(opened, "main"), "gemarkeerd op het beeld") {
		t.Errorf("%d words are lit on the image", lit.Length())
	}
	if back := opened.Find(`a[href^="/zoek?z="]`); back.Length() != 1 {
		t.Errorf("%d ways back to what was found", back.Length())
	}
	other, _ := st.colleague(t, "Ali", nil, postkamer.Caseworker)
	if got := other.get(got.Request.URL.RequestURI()); got.StatusCode != 200 || strings.Contains(got.body, "gevonden") {
		t.Errorf("the search of somebody else is shown: %d", got.StatusCode)
	}
}

func TestThePageSaysHowToSearchAndWhereItStopped(t *testing.T) {
	st := newStoredSite(t, nil)
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	if said := text(tom.get("/zoek").page(t), "main details"); !strings.Contains(said, "tussen aanhalingstekens") || !strings.Contains(said, "sterretje") {
		t.Errorf("says %q", said)
	}
	page := searchPage{Page: Page{Tone: postkamer.Je, Municipality: st.town().Municipality}}
	for want, found := range map[string]store.Found{
		"Alleen de nieuwste 1.000 stukken met deze woorden zijn bekeken": {Checked: 1000, Pieces: []postkamer.PieceID{1}},
		"De laatste 21 staan op datum":                                   {Unranked: 21, Pieces: []postkamer.PieceID{1}},
		"Deze woorden staan zo niet achter elkaar":                       {Apart: true, Pieces: []postkamer.PieceID{1}},
	} {
		if said := strings.Join(page.notes(keptSearch{Found: found}), " "); !strings.Contains(said, want) {
			t.Errorf("says %q, want %q", said, want)
		}
	}
}

func TestOfOtherQueuesOnlyWhereItLies(t *testing.T) {
	st := newStoredSite(t, nil)
	c := st.caseOf(t, st.scanned(t, false, ofZoe("zorg", "wmo"))[0].Case)
	ali, _ := st.colleague(t, "Ali", []postkamer.Queue{"inkomen"}, postkamer.Caseworker)
	for _, tt := range []struct {
		name, typed, born string
		known             bool
	}{
		{"words", "verhuizen", "", false},
		{"a name", "Zoë de Jong", "", false},
		{"a name and a day of birth", "de Jong", "3-5-1980", true},
		{"the same in one line", "de Jong 3-5-1980", "", true},
		{"an address", "9349ax 12", "", true},
		{"a reference", c.Reference, "", true},
		{"a BSN", "999990019", "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc := ali.post("/zoek", url.Values{"q": {tt.typed}, "geboren": {tt.born}}).page(t)
			want := map[bool]string{false: "Niets gevonden", true: "Alleen gevonden bij andere werkvoorraden"}[tt.known]
			if got := text(doc, "#gevonden"); got != want {
				t.Errorf("counts %q", got)
			}
			shown := text(doc, "#inhoud section")
			if strings.Contains(shown, c.Reference) != tt.known {
				t.Errorf("known %v, shown %q", tt.known, shown)
			}
			if strings.Contains(shown, "Zoë") || strings.Contains(shown, "zorg (Wmo)") {
				t.Errorf("too much is shown: %q", shown)
			}
		})
	}
}

func TestLookingOutsideOnesQueuesAsksAReason(t *testing.T) {
	st := newStoredSite(t, nil)
	l := st.scanned(t, false, ofZoe("zorg", "wmo"))[0]
	path := casePath(l.Case)
	ali, _ := st.colleague(t, "Ali", []postkamer.Queue{"inkomen"}, postkamer.Caseworker)
	if got := ali.get(path + "/inzien"); got.StatusCode != http.StatusForbidden {
		t.Errorf("a guessed number: %d", got.StatusCode)
	}
	link := ali.post("/zoek", url.Values{"q": {"de Jong 3-5-1980"}}).page(t).Find(`a[href*="/inzien"]`).AttrOr("href", "")
	if got := ali.get(path); got.StatusCode != http.StatusForbidden {
		t.Errorf("before a reason was given: %d", got.StatusCode)
	}
	form := formOf(t, ali.get(link).page(t), `form[action$="/inzien"]`)
	for _, reason := range []string{"", "anders", "zomaar"} {
		form.Set("reden", reason)
		if got := ali.post(path+"/inzien", form); got.StatusCode != 422 {
			t.Errorf("reason %q: %d", reason, got.StatusCode)
		}
	}
	form.Set("reden", "De inwoner belt of staat aan de balie")
	for range 2 { // a double click
		if got := ali.post(path+"/inzien", form); got.StatusCode != 200 || !strings.Contains(text(got.page(t), "h1"), "Zoë de Jong") {
			t.Errorf("after a reason: %d", got.StatusCode)
		}
	}
	if got := ali.get(fmt.Sprintf("%s/blad/%d", path, l.Page)); got.StatusCode != 200 {
		t.Errorf("its image: %d", got.StatusCode)
	}
	if got := ali.post(path+"/pak", nil); st.caseOf(t, l.Case).State != postkamer.CaseOpen {
		t.Errorf("took it: %d", got.StatusCode)
	}
	lead, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	log := lead.get(path).body
	if n := strings.Count(log, "Ingezien door iemand van een andere werkvoorraad: De inwoner belt of staat aan de balie"); n != 1 {
		t.Errorf("the log says why %d times", n)
	}
	if strings.Contains(log, "3-5-1980") {
		t.Error("the log says what was looked for")
	}
}

func TestACallerSeesThatSomebodyPhoned(t *testing.T) {
	st := newStoredSite(t, nil)
	v := ofZoe("zorg", "wmo")
	v.Destination = postkamer.ToCaller
	v.Doubts = []postkamer.Doubt{{Code: postkamer.AskedToCall, Why: "Vraagt om te bellen."}}
	c := st.caseOf(t, st.scanned(t, false, v)[0].Case)
	kees, _ := st.colleague(t, "Kees", nil, postkamer.Caller)
	doc := kees.post("/zoek", url.Values{"q": {"de Jong 3-5-1980"}}).page(t)
	if got := text(doc, ".pk-treffers li"); !strings.Contains(got, c.Reference) || !strings.Contains(got, "Wacht op een telefoontje") {
		t.Errorf("shown %q", got)
	}
	if doc.Find(".pk-treffers a").Length() != 0 {
		t.Error("a caller is led to the case")
	}
	if got := text(kees.post("/zoek", url.Values{"q": {"gemeente"}}).page(t), "#gevonden"); got != "Niets gevonden" {
		t.Errorf("words: %q", got)
	}
}

func TestASearchThatCannotBeDoneSaysWhatToDo(t *testing.T) {
	st := newStoredSite(t, nil)
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	for _, tt := range []struct {
		name, field string
		form        url.Values
	}{
		{"nothing", "q", url.Values{}},
		{"a day of birth alone", "q", url.Values{"geboren": {"3-5-1980"}}},
		{"a day that is none", "geboren", url.Values{"q": {"Jong"}, "geboren": {"31-2-1980"}}},
		{"a period that is none", "van", url.Values{"q": {"Jong"}, "van": {"mei"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := tom.post("/zoek", tt.form)
			if doc := got.page(t); got.StatusCode != 422 || doc.Find("#"+tt.field+"-fout").Length() != 1 || doc.Find("#q").AttrOr("value", "") != tt.form.Get("q") {
				t.Errorf("%d: %s", got.StatusCode, text(doc, "#inhoud"))
			}
		})
	}
	if got := text(tom.post("/zoek", url.Values{"q": {"de het een"}}).page(t), "#inhoud section"); !strings.Contains(got, "Niets gevonden") {
		t.Errorf("words of every letter: %q", got)
	}
}

func TestOtherPostOfTheCitizenStandsWithTheCase(t *testing.T) {
	st := newStoredSite(t, nil)
	letters := st.scanned(t, false, ofZoe("burgerzaken", "verhuizing"), ofZoe("zorg", "wmo"), ofZoe("burgerzaken", "paspoort"))
	tom, _ := st.colleague(t, "Tom", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
	doc := tom.get(casePath(letters[0].Case)).page(t)
	same := doc.Find("summary:contains('Andere post van deze inwoner')").Parent()
	if got := same.Find("li").Length(); got != 2 {
		t.Fatalf("%d other pieces: %s", got, text(doc, "summary"))
	}
	if same.Find(fmt.Sprintf(`a[href="%s"]`, casePath(letters[2].Case))).Length() != 1 {
		t.Error("no way to the one that may be seen")
	}
	link := same.Find(`a[href*="/inzien"]`).AttrOr("href", "")
	if strings.Contains(same.Text(), "Wmo") || !strings.HasPrefix(link, casePath(letters[1].Case)+"/inzien?van=") {
		t.Errorf("of the other queue: %q, %q", link, same.Text())
	}
	if got := tom.get(link); got.StatusCode != 200 {
		t.Errorf("asking a reason: %d", got.StatusCode)
	}
	if got := tom.get(casePath(letters[1].Case) + "/inzien?van=" + fmt.Sprint(letters[1].Case)); got.StatusCode != http.StatusForbidden {
		t.Errorf("from the case itself: %d", got.StatusCode)
	}
}

func TestASnippetHasNoBSN(t *testing.T) {
	st := newSite(t, nil)
	line := st.newHitLine(store.Hit{InSight: true, Snippet: "Mijn " + store.HitBegin + "nummer" + store.HitEnd + " is 999990019."}, postkamer.Person{})
	if got := fmt.Sprint(line.Snippet); got != "[{Mijn  false} {nummer true} { is *****0019. false}]" {
		t.Error(got)
	}
}
