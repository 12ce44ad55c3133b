package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
)

// kindIn is doubtful() in a queue and of a kind.
func kindIn(q postkamer.Queue, kind postkamer.CaseType) postkamer.Verdict {
	v := doubtful()
	v.Queue, v.CaseType = q, kind
	return v
}

func TestSkippedCaseIsForAColleague(t *testing.T) {
	st := newStoredSite(t, nil)
	letters := st.scanned(t, false, doubtful(), doubtful())
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	first := tom.post("/werk/volgende", nil)
	if first.Request.URL.Path != casePath(letters[0].Case) {
		t.Fatalf("the first is %s", first.Request.URL.Path)
	}
	form := url.Values{"versie": {fmt.Sprint(st.caseOf(t, letters[0].Case).Version)}, "reden": {"kent de inwoner"}}
	second := tom.post(casePath(letters[0].Case)+"/overslaan", form)
	if second.Request.URL.Path != casePath(letters[1].Case) || !strings.Contains(second.body, "is voor een collega") {
		t.Errorf("skipping goes to %s", second.Request.URL.Path)
	}
	if again := tom.post(casePath(letters[0].Case)+"/overslaan", form); again.StatusCode != 200 {
		t.Errorf("a second click: %d", again.StatusCode)
	}
	form = url.Values{"versie": {fmt.Sprint(st.caseOf(t, letters[1].Case).Version)}, "reden": {"geen tijd"}}
	if got := tom.post(casePath(letters[1].Case)+"/overslaan", form); got.Request.URL.Path != "/werk" || !strings.Contains(got.body, "2 zaken sloeg je vandaag over") {
		t.Errorf("with nothing left: %s", got.Request.URL.Path)
	}
	noor, _ := st.colleague(t, "Noor", nil, postkamer.Caseworker)
	if got := noor.post("/werk/volgende", nil); got.Request.URL.Path != casePath(letters[0].Case) {
		t.Errorf("a colleague gets %s", got.Request.URL.Path)
	}
}

func TestWhoWorksKeepsTheCase(t *testing.T) {
	st := newStoredSite(t, nil)
	id := st.scanned(t, false, doubtful())[0].Case
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	noor, _ := st.colleague(t, "Noor", nil, postkamer.Caseworker)
	tom.post("/werk/volgende", nil)
	if got := tom.post(casePath(id)+"/hou", nil); got.StatusCode != 200 || !strings.Contains(got.body, ` uur"`) {
		t.Errorf("keeping: %d %s", got.StatusCode, got.body)
	}
	if got := noor.post(casePath(id)+"/hou", nil); got.StatusCode != 409 {
		t.Errorf("somebody else keeps it: %d", got.StatusCode)
	}
	if got := text(tom.get("/werk").page(t), "main"); !strings.Contains(got, "Van jou tot") {
		t.Errorf("no end is shown: %s", got)
	}
}

func TestListShowsWhatItsFilterAsks(t *testing.T) {
	st := newStoredSite(t, nil)
	late := kindIn("burgerzaken", "verhuizing")
	late.DueOn = deskDay.AddDate(0, 0, -3)
	urgent := kindIn("burgerzaken", "paspoort")
	urgent.Priority = postkamer.SameDay
	st.scanned(t, false, late, urgent, kindIn("juridisch", "bezwaar"))
	st.now = deskDay.Add(10 * time.Hour)
	tom, _ := st.colleague(t, "Tom", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
	for path, want := range map[string]string{
		"/werk/burgerzaken":                           "Paspoort, Verhuizing",
		"/werk/burgerzaken?let=laat":                  "Verhuizing",
		"/werk/burgerzaken?let=spoed":                 "Paspoort",
		"/werk/burgerzaken?soort=paspoort":            "Paspoort",
		"/werk/burgerzaken?soort=bezwaar":             "",
		"/werk/burgerzaken?volgorde=termijn":          "Verhuizing, Paspoort",
		"/werk/burgerzaken?waar=claimed":              "",
		"/werk/burgerzaken?herkomst=form":             "",
		"/werk/alles":                                 "Paspoort, Verhuizing",
		"/werk/alles?herkomst=scan&volgorde=oudste":   "Verhuizing, Paspoort",
		"/werk/burgerzaken?let=geen&soort=verhuizing": "",
	} {
		doc := tom.get(path).page(t)
		var kinds []string
		for _, row := range doc.Find("tbody tr").EachIter() {
			if heads, cells := doc.Find("thead th").Length(), row.Children().Length(); cells != heads {
				t.Errorf("%s: %d cells under %d heads", path, cells, heads)
			}
		}
		for _, row := range doc.Find("tbody th a").EachIter() {
			kinds = append(kinds, strings.Fields(row.Text())[0])
		}
		if got := strings.Join(kinds, ", "); got != want {
			t.Errorf("%s shows %q, want %q", path, got, want)
		}
	}
	if got := text(tom.get("/werk/burgerzaken").page(t), "tbody"); !strings.Contains(got, "! 3 dagen te laat") || !strings.Contains(got, "! spoed: vandaag") {
		t.Errorf("colours without words: %s", got)
	}
	for _, path := range []string{"/werk/burgerzaken?let=alles", "/werk/burgerzaken?deel=0", "/werk/burgerzaken?waar=done", "/werk/burgerzaken?volgorde=naam"} {
		if got := tom.get(path); got.StatusCode != 404 {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
	}
	if got := tom.get("/werk/juridisch"); got.StatusCode != 403 {
		t.Errorf("a queue of others: %d", got.StatusCode)
	}
}

func TestAListDoesNotSayForSureWhatNobodySorted(t *testing.T) {
	st := newStoredSite(t, nil)
	st.scanned(t, false, kindIn(postkamer.Triage, "klacht"), kindIn("juridisch", "klacht"))
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	if got := text(tom.get("/werk/triage").page(t), "tbody th a"); got != "Misschien: Klacht" {
		t.Errorf("in triage it is %q", got)
	}
	if got := text(tom.get("/werk/juridisch").page(t), "tbody th a"); got != "Klacht" {
		t.Errorf("sorted it is %q", got)
	}
}

func TestListsAreKeptAndSharedAndForgotten(t *testing.T) {
	st := newStoredSite(t, nil)
	tom, _ := st.colleague(t, "Tom", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
	noor, _ := st.colleague(t, "Noor", []postkamer.Queue{"inkomen"}, postkamer.Caseworker)
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	keep := func(b *browser, name string, more url.Values) answer {
		form := url.Values{"naam": {name}, "filter": {"?soort=paspoort&let=laat"}}
		for k, v := range more {
			form[k] = v
		}
		return b.post("/werk/burgerzaken/lijst", form)
	}
	if got := keep(tom, "Late paspoorten", nil); got.Request.URL.RawQuery != "let=laat&soort=paspoort" || !strings.Contains(got.body, "staat bij je lijsten") {
		t.Errorf("kept: %s", got.Request.URL)
	}
	if got := keep(tom, "Late paspoorten", nil); !strings.Contains(got.body, "al een lijst met die naam") {
		t.Error("the same name twice")
	}
	if got := keep(tom, "", nil); !strings.Contains(got.body, "Vul een naam in") {
		t.Error("without a name")
	}
	keep(tom, "Deel ik", url.Values{"filter": {"?let=week"}, "delen": {"ja"}}) // only a team leader shares
	keep(joke, "Van het team", url.Values{"filter": {"?let=spoed"}, "delen": {"ja"}})
	if got := text(tom.get("/werk").page(t), "nav[aria-label=Lijsten]"); !strings.Contains(got, "Late paspoorten") || !strings.Contains(got, "Van het team") {
		t.Errorf("Tom's lists: %s", got)
	}
	if got := text(joke.get("/werk/burgerzaken").page(t), "nav[aria-label=Lijsten]"); strings.Contains(got, "Deel ik") {
		t.Errorf("a caseworker shared a list: %s", got)
	}
	if got := text(noor.get("/werk").page(t), "nav[aria-label=Lijsten]"); got != "" {
		t.Errorf("lists of a queue of others: %s", got)
	}
	drop, _ := tom.get("/werk/burgerzaken?let=laat&soort=paspoort").page(t).Find("nav[aria-label=Lijsten] form").Attr("action")
	if got := noor.post(drop, nil); !strings.Contains(tom.get("/werk").body, "Late paspoorten") {
		t.Errorf("somebody else forgets it: %d", got.StatusCode)
	}
	gone := tom.post(drop, nil).page(t)
	if strings.Contains(tom.get("/werk").body, "Late paspoorten") {
		t.Error("it is not forgotten")
	}
	back, _ := gone.Find(".pk-flash form").Attr("action")
	tom.post(back, nil)
	if !strings.Contains(tom.get("/werk").body, "Late paspoorten") {
		t.Error("forgetting was not taken back")
	}
}

func TestTickedCasesGoToAColleagueAndBack(t *testing.T) {
	st := newStoredSite(t, nil)
	letters := st.scanned(t, false, doubtful(), doubtful(), kindIn("juridisch", "bezwaar"))
	tom, _ := st.colleague(t, "Tom", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
	_, noor := st.colleague(t, "Noor", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
	_, piet := st.colleague(t, "Piet", []postkamer.Queue{"juridisch"}, postkamer.Caseworker)
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	pick := func(l letter) string { return fmt.Sprintf("%d:%d", l.Case, st.caseOf(t, l.Case).Version) }
	give := func(b *browser, queue, to, why string, picks ...string) answer {
		return b.post("/werk/"+queue+"/geven", url.Values{"zaak": picks, "aan": {to}, "reden": {why}})
	}
	doc := tom.get("/werk/burgerzaken/geven?zaak=" + pick(letters[0])).page(t)
	if got := text(doc, "form"); !strings.Contains(got, "Noor") || strings.Contains(got, "Piet") {
		t.Errorf("to choose from: %s", got)
	}
	if got := tom.get("/werk/burgerzaken/geven"); !strings.Contains(got.body, "Kies eerst één of meer zaken") {
		t.Error("nothing ticked")
	}
	if got := give(tom, "burgerzaken", "", "", pick(letters[0])); got.StatusCode != 422 || !strings.Contains(got.body, "Kies waarom") {
		t.Errorf("without answers: %d", got.StatusCode)
	}
	if got := give(tom, "burgerzaken", fmt.Sprint(piet.ID), "spoed", pick(letters[0])); got.StatusCode != 422 {
		t.Errorf("to somebody of another queue: %d", got.StatusCode)
	}
	stale := pick(letters[1])
	done := give(tom, "burgerzaken", fmt.Sprint(noor.ID), "werk verdelen", pick(letters[0]), stale, pick(letters[2]))
	if !strings.Contains(done.body, "2 zaken voor Noor. 1 zaak is niet veranderd") {
		t.Errorf("given: %s", text(done.page(t), ".pk-flash"))
	}
	if c := st.caseOf(t, letters[0].Case); c.ClaimedBy != noor.ID || time.Until(c.ClaimUntil) < store.ClaimLease-time.Minute {
		t.Errorf("given until %v", c.ClaimUntil)
	}
	if c := st.caseOf(t, letters[2].Case); c.State != postkamer.CaseOpen {
		t.Error("a case of another queue was given")
	}
	if got := give(joke, "alles", "voorraad", "collega is er niet", stale); !strings.Contains(got.body, "Er is niets veranderd") {
		t.Error("a list of before changed something")
	}
	if got := give(joke, "alles", "voorraad", "collega is er niet", pick(letters[1])); !strings.Contains(got.body, "1 zaak ligt weer op de werkvoorraad") {
		t.Errorf("put back: %s", text(got.page(t), ".pk-flash"))
	}
	undo := done.page(t).Find(".pk-flash form")
	action, _ := undo.Attr("action")
	value, _ := undo.Find("input").Attr("value")
	name, _ := undo.Find("input").Attr("name")
	if got := tom.post(action, url.Values{name: {value}}); !strings.Contains(got.body, "1 van de 2") {
		t.Errorf("taken back: %s", text(got.page(t), ".pk-flash"))
	}
	if c := st.caseOf(t, letters[0].Case); c.State != postkamer.CaseOpen {
		t.Errorf("after taking back it is %s", c.State)
	}
}

func TestTeamLeaderSeesWhatNobodyIsOffered(t *testing.T) {
	st := newStoredSite(t, nil)
	st.scanned(t, false, kindIn("juridisch", "bezwaar"))
	st.exec(t, `UPDATE cases SET created_at = now() - interval '1 hour'`)
	both := []postkamer.Role{postkamer.TeamLead, postkamer.Caseworker}
	joke, self := st.colleague(t, "Joke", []postkamer.Queue{"burgerzaken"}, both...)
	tom, _ := st.colleague(t, "Tom", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
	if got := text(joke.get("/werk").page(t), ".utrecht-alert--error"); !strings.Contains(got, "1 zaak van Juridische zaken: niemand die er nu is, werkt aan deze werkvoorraad") {
		t.Errorf("the team leader reads %q", got)
	}
	if got := text(joke.get("/team").page(t), ".utrecht-alert--error"); !strings.Contains(got, "1 zaak van Juridische zaken") {
		t.Errorf("on the page of the team the team leader reads %q", got)
	}
	if got := text(tom.get("/werk").page(t), ".utrecht-alert--error"); got != "" {
		t.Errorf("others read %q", got)
	}
	p := postkamer.Posting{PersonID: self.ID, Queue: "juridisch", FirstDay: postkamer.DayOf(st.now)}
	if _, err := st.cfg.Store.Post(t.Context(), p, self); err != nil {
		t.Fatal(err)
	}
	doc := joke.get("/werk").page(t)
	if got := text(doc, "main"); strings.Contains(got, "Niemand krijgt") || !strings.Contains(got, "Je werkt vandaag bij Burgerzaken en Juridische zaken.") {
		t.Errorf("after placing somebody: %s", got)
	}
}
