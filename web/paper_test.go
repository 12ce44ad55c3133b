package web

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/store"
)

// query runs a statement on the database of the test.
func (st *site) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if _, err := st.cfg.Store.Pool().Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

// pdfText is the text of a paper that the site gives.
func (b *browser) pdfText(path string) string {
	b.t.Helper()
	got := b.get(path)
	if got.StatusCode != http.StatusOK || got.Header.Get("Content-Type") != "application/pdf" {
		b.t.Fatalf("%s: %d, %s", path, got.StatusCode, got.Header.Get("Content-Type"))
	}
	name := filepath.Join(b.t.TempDir(), "paper.pdf")
	if err := os.WriteFile(name, []byte(got.body), 0o600); err != nil {
		b.t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-raw", name, "-").CombinedOutput()
	if err != nil {
		b.t.Fatalf("%s: %v\n%s", path, err, out)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

// done closes a case as somebody.
func (st *site) done(t *testing.T, id postkamer.CaseID) {
	t.Helper()
	st.exec(t, `UPDATE cases SET state = 'done', claimed_by = NULL, claim_until = NULL, done_at = '2026-11-30 10:00Z', done_by = 'Tom' WHERE id = $1`, id)
}

// boxed brings in letters whose paper lies in a closed box, and returns its address.
func (st *site) boxed(t *testing.T, sanne *browser, n int) (letters []letter, box string) {
	t.Helper()
	verdicts := make([]postkamer.Verdict, n)
	for i := range verdicts {
		verdicts[i] = doubtful()
	}
	letters = st.scanned(t, false, verdicts...)
	got := sanne.post("/dozen", url.Values{"plaats": {"archief, kast 3"}})
	box = got.Request.URL.Path
	page := sanne.get(box).page(t)
	options := page.Find("select[name=stapel] option")
	got = sanne.post(box+"/stapel", url.Values{"stapel": {options.Last().AttrOr("value", "")}})
	if !strings.Contains(text(got.page(t), ".pk-flash"), "ligt in de doos") {
		t.Fatalf("the stack is not in the box: %s", text(got.page(t), "main"))
	}
	sanne.post(box+"/sluiten", nil)
	return letters, box
}

func TestTheLifeOfABox(t *testing.T) {
	st := newStoredSite(t, nil)
	sanne, _ := st.colleague(t, "Sanne", nil, postkamer.Operator)
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	els, _ := st.colleague(t, "Els", nil, postkamer.Admin)
	letters, box := st.boxed(t, sanne, 2)

	if got := sanne.pdfText(box + "/etiket.pdf"); !strings.Contains(got, "Bewaren tot en met") || !strings.Contains(got, "PKDOOS:") || !strings.Contains(got, "1 stapel in deze doos") {
		t.Errorf("the label says %q", got)
	}
	says := text(sanne.get(box).page(t), "section[aria-labelledby=wat-nu]")
	if !strings.Contains(says, "Het papier moet blijven tot en met") || !strings.Contains(says, "Van 2 stukken is de zaak nog niet klaar.") {
		t.Errorf("what stands in the way: %q", says)
	}
	if got := text(sanne.post(box+"/voorstel", nil).page(t), ".pk-flash"); !strings.Contains(got, "Het papier kan nog niet weg") {
		t.Errorf("a box that is not ready is proposed: %q", got)
	}
	for _, l := range letters {
		st.done(t, l.Case)
	}
	st.now = st.now.AddDate(0, postkamer.DefaultSubstitution().KeepMonths, 2)
	for _, b := range []*browser{sanne, joke, els} {
		b.wakeUp()
	}

	joke.post(box+"/voorstel", nil)
	page := joke.get(box).page(t)
	list := url.Values{"lijst": {els.get(box).page(t).Find("input[name=lijst]").AttrOr("value", "")}}
	if page.Find("form[action$='/goedkeuren']").Length() != 0 || joke.post(box+"/goedkeuren", list).StatusCode != http.StatusForbidden {
		t.Error("who proposed may approve")
	}
	if sanne.post(box+"/goedkeuren", list).StatusCode != http.StatusForbidden {
		t.Error("an operator may approve")
	}
	if got := text(els.post(box+"/goedkeuren", url.Values{"lijst": {strings.Repeat("0", 64)}}).page(t), ".pk-flash"); !strings.Contains(got, "Dat kan nu niet") {
		t.Errorf("another list is approved: %q", got)
	}
	if got := text(els.post(box+"/goedkeuren", list).page(t), ".pk-flash"); !strings.Contains(got, "Goedgekeurd") {
		t.Fatalf("not approved: %q", got)
	}
	if got := sanne.post(box+"/vernietigd", url.Values{"hoe": {""}}); got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("destroyed without how: %d", got.StatusCode)
	}
	sanne.post(box+"/vernietigd", url.Values{"hoe": {"versnipperd, bon 44"}})

	got := sanne.pdfText(box + "/lijst.pdf")
	for _, want := range []string{"Voorgesteld Joke", "Els", "versnipperd, bon 44", "zaak afgerond op 30 november 2026", list.Get("lijst")[:32]} {
		if !strings.Contains(got, want) {
			t.Errorf("the list does not say %q: %s", want, got)
		}
	}
	if got := sanne.pdfText(box + "/verklaring.pdf"); !strings.Contains(got, "Verklaring van vervanging, doos") || !strings.Contains(got, "SHA-256") || !strings.Contains(got, "2 door een mens met het beeld afgerond") {
		t.Errorf("the declaration is gone with the paper: %s", got)
	}
	if got := text(sanne.get("/dozen?alles=ja").page(t), "section[aria-labelledby=vernietigd]"); !strings.Contains(got, "papier vernietigd op") || strings.Contains(sanne.get("/dozen").body, "papier vernietigd op") {
		t.Errorf("the list of boxes: %q", got)
	}
}

func TestAListThatChangedIsNotApproved(t *testing.T) {
	st := newStoredSite(t, nil)
	sanne, _ := st.colleague(t, "Sanne", nil, postkamer.Operator)
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	letters, box := st.boxed(t, sanne, 1)
	st.done(t, letters[0].Case)
	st.now = st.now.AddDate(1, 0, 0)
	sanne.wakeUp()
	joke.wakeUp()
	sanne.post(box+"/voorstel", nil)
	list := url.Values{"lijst": {joke.get(box).page(t).Find("input[name=lijst]").AttrOr("value", "")}}
	st.exec(t, `UPDATE cases SET state = 'open', done_at = NULL WHERE id = $1`, letters[0].Case)
	if got := text(joke.post(box+"/goedkeuren", list).page(t), ".pk-flash"); !strings.Contains(got, "Dat kan nu niet") {
		t.Errorf("a case that was opened again: %q", got)
	}
	if got := text(joke.get(box).page(t), "section[aria-labelledby=wat-nu]"); !strings.Contains(got, "Van 1 stuk is de zaak nog niet klaar.") {
		t.Errorf("it does not say why: %q", got)
	}
	if got := text(joke.post(box+"/intrekken", nil).page(t), ".pk-flash"); !strings.Contains(got, "ingetrokken") {
		t.Errorf("not withdrawn: %q", got)
	}
}

func TestWhoMaySeeThePaper(t *testing.T) {
	st := newStoredSite(t, nil)
	for _, tt := range []struct {
		role  postkamer.Role
		paper bool
		trace bool
	}{
		{postkamer.Operator, true, true}, {postkamer.TeamLead, true, true}, {postkamer.Admin, true, true}, {postkamer.Caseworker, false, true}, {postkamer.Caller, false, false},
	} {
		b, _ := st.colleague(t, string(tt.role), nil, tt.role)
		for path, may := range map[string]bool{"/dozen": tt.paper, "/teruggeven": tt.paper, "/teruggeven/lijst.pdf": tt.paper, "/profielen": tt.paper,
			"/profielen/scanner": tt.paper, "/controle": tt.paper, "/spoor": tt.trace, "/spoor?q=doos+12": tt.trace} {
			if got := b.get(path).StatusCode; (got == http.StatusOK) != may {
				t.Errorf("%s at %s: %d", tt.role, path, got)
			}
		}
	}
}

func TestPaperThatGoesBackHoldsItsBox(t *testing.T) {
	st := newStoredSite(t, nil)
	sanne, self := st.colleague(t, "Sanne", nil, postkamer.Operator)
	letters, box := st.boxed(t, sanne, 1)
	st.inTx(t, func(tx *store.Tx) error {
		return tx.LookKeep(t.Context(), letters[0].Page, postkamer.KeepReturn, "diploma", self)
	})
	if got := text(sanne.get(box).page(t), "section[aria-labelledby=wat-nu]"); !strings.Contains(got, "1 bladzijde moet nog terug of naar het archief.") {
		t.Errorf("the box does not wait for it: %q", got)
	}
	page := sanne.get("/teruggeven").page(t)
	if got := text(page, "tbody tr"); !strings.Contains(got, "plek 1") || !strings.Contains(got, "origineel van de inwoner: diploma") {
		t.Errorf("the list says %q", got)
	}
	if got := sanne.pdfText("/teruggeven/lijst.pdf"); !strings.Contains(got, "terug naar de inwoner") {
		t.Errorf("the printed list says %q", got)
	}
	form := formOf(t, page, "form[action='/teruggeven']")
	if got := sanne.post("/teruggeven", form); got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("without where: %d", got.StatusCode)
	}
	form.Set("waarheen", "meegegeven aan de balie")
	page = sanne.post("/teruggeven", form).page(t)
	if got := text(page, "section[aria-labelledby=gedaan]"); !strings.Contains(got, "Meegegeven aan de balie op") || !strings.Contains(got, "door Sanne") {
		t.Errorf("after it: %q", got)
	}
	page = sanne.post("/teruggeven/toch-niet", formOf(t, page, ".pk-flash form")).page(t)
	if page.Find("form[action='/teruggeven']").Length() != 1 {
		t.Error("it cannot be undone")
	}
	sanne.post("/teruggeven", form)
	if got := text(sanne.get(box).page(t), "section[aria-labelledby=wat-nu]"); strings.Contains(got, "terug of naar het archief") {
		t.Errorf("the box still waits for it: %q", got)
	}
}

func TestAPieceIsFoundByWhateverPeopleKnow(t *testing.T) {
	st := newStoredSite(t, nil)
	sanne, _ := st.colleague(t, "Sanne", nil, postkamer.Operator)
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	letters, box := st.boxed(t, sanne, 2)
	piece, err := st.cfg.Store.Piece(t.Context(), st.caseOf(t, letters[1].Case).PieceID)
	if err != nil {
		t.Fatal(err)
	}
	batch, err := st.cfg.Store.Batch(t.Context(), piece.BatchID)
	if err != nil {
		t.Fatal(err)
	}
	number := text(sanne.get(box).page(t), "h1")
	for query, want := range map[string]int{
		piece.Reference: 1, batch.Reference: 2, number: 2, number + " plek 1": 2, number + " plek 2": 0,
		fmt.Sprintf("%s stapel %d", batch.Day.Format("2-1-2006"), batch.Number): 2,
	} {
		page := tom.get("/spoor?q=" + url.QueryEscape(query)).page(t)
		if got := page.Find("tbody tr").Length(); got != want || page.Find("#gevonden").Length() != 1 {
			t.Errorf("%q finds %d, want %d", query, got, want)
		}
	}
	if got := tom.get("/spoor?q=jansen"); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.body, "22-11 stapel 3") {
		t.Errorf("what is not understood: %d", got.StatusCode)
	}
	way := tom.get(tracePath(piece.ID)).page(t)
	steps := text(way, "main > ol")
	for _, want := range []string{"Papier. Doos", "plek 1", "Stapel. Stapel", "vanaf blad 2", "Zaak. Wacht op een behandelaar"} {
		if !strings.Contains(steps, want) {
			t.Errorf("the way does not say %q: %s", want, steps)
		}
	}
	if way.Find("a[href='"+casePath(letters[1].Case)+"']").Length() != 1 || way.Find("a[href^='/dozen']").Length() != 0 {
		t.Error("a caseworker must get to the case, and not to the boxes")
	}
	if got := text(way, "section[aria-labelledby=logboek]"); !strings.Contains(got, "In de doos gelegd") || !strings.Contains(got, "Doos gesloten") {
		t.Errorf("the log: %s", got)
	}
}

func TestACaseworkerAsksForANewScan(t *testing.T) {
	st := newStoredSite(t, nil)
	l := st.scanned(t, false, doubtful())[0]
	sanne, _ := st.colleague(t, "Sanne", nil, postkamer.Operator)
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	tom.post("/werk/volgende", nil)
	form := url.Values{"nascan_bladzijde": {fmt.Sprint(l.Page)}, "nascan_reden": {"niet te lezen"}}
	if tom.get(casePath(l.Case)).page(t).Find("form[action$='/nascan'] select").Length() != 2 {
		t.Fatal("the case has no way to ask")
	}
	page := tom.post(casePath(l.Case)+"/nascan", form).page(t)
	if got := text(page, "section[aria-labelledby=nascans]"); !strings.Contains(got, "niet te lezen") || !strings.Contains(got, "Wacht op de scanmedewerker") {
		t.Errorf("the case says %q", got)
	}
	if got := text(tom.post(casePath(l.Case)+"/nascan", form).page(t), ".pk-flash"); !strings.Contains(got, "al gevraagd") {
		t.Errorf("asked twice: %q", got)
	}
	open, err := st.cfg.Store.OpenRescans(t.Context())
	if err != nil || len(open) != 1 {
		t.Fatal(len(open), err)
	}
	path := fmt.Sprintf("/nascan/%d", open[0].ID)
	page = sanne.get(path).page(t)
	if got := text(page, "dl"); !strings.Contains(got, "Nog niet in een doos") || !strings.Contains(got, "Tom, ") {
		t.Errorf("the operator reads %q", got)
	}
	if sanne.get(path+"/beeld").StatusCode != http.StatusOK {
		t.Error("the operator sees no image")
	}
	if got := sanne.post(path+"/kan-niet", url.Values{"reden": {""}}); got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("refused without a reason: %d", got.StatusCode)
	}
	sanne.post(path+"/kan-niet", url.Values{"reden": {"het papier is niet gevonden"}})
	if got := text(tom.get(casePath(l.Case)).page(t), "section[aria-labelledby=nascans]"); !strings.Contains(got, "Kan niet: het papier is niet gevonden") {
		t.Errorf("the case does not say how it ended: %q", got)
	}
	if st.views(t, l.Case, "Tom") == 0 {
		t.Error("nobody looked, says the log")
	}
}

// day is a day without a time.
func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

func TestABoxSaysInWordsWhatItWaitsFor(t *testing.T) {
	closed := postkamer.Box{ClosedAt: day(2026, 5, 1), KeepUntil: day(2026, 11, 1)}
	for name, tt := range map[string]struct {
		box     postkamer.Box
		figures postkamer.BoxFigures
		on      time.Time
		want    string
	}{
		"open":                   {postkamer.Box{}, postkamer.BoxFigures{Open: 3}, day(2026, 11, 2), ""},
		"the last day":           {closed, postkamer.BoxFigures{}, day(2026, 11, 1), "Het papier moet blijven tot en met 1 november 2026."},
		"the day after":          {closed, postkamer.BoxFigures{}, day(2026, 11, 2), ""},
		"one case":               {closed, postkamer.BoxFigures{Open: 1}, day(2026, 11, 2), "Van 1 stuk is de zaak nog niet klaar."},
		"paper, scans and looks": {closed, postkamer.BoxFigures{Kept: 2, Rescans: 1, Unjudged: 3}, day(2026, 11, 2), "2 bladzijden moeten nog terug of naar het archief. 1 bladzijde moet nog opnieuw worden gescand. 3 bladzijden zijn in de steekproef nog niet goedgekeurd. Lukt een goede scan niet? Bewaar dan dat papier en haal het uit de doos."},
	} {
		t.Run(name, func(t *testing.T) {
			var words []string
			for _, h := range hurdles(tt.box, tt.figures, tt.on) {
				words = append(words, h.Text)
			}
			if got := strings.Join(words, " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAPieceThatIsKeptElsewhereHoldsNoBox(t *testing.T) {
	st := newStoredSite(t, nil)
	sanne, _ := st.colleague(t, "Sanne", nil, postkamer.Operator)
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	letters, box := st.boxed(t, sanne, 1)
	path := tracePath(st.caseOf(t, letters[0].Case).PieceID)
	if sanne.get(path).page(t).Find("main form").Length() != 0 || sanne.post(path+"/overgedragen", url.Values{"register": {"x"}}).StatusCode != http.StatusForbidden {
		t.Error("an operator may say that a piece is elsewhere")
	}
	if got := joke.post(path+"/overgedragen", url.Values{"register": {""}}); got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("without where: %d", got.StatusCode)
	}
	page := joke.post(path+"/overgedragen", url.Values{"register": {"zaaksysteem, 2026-118"}}).page(t)
	if got := text(page, "main > ol"); !strings.Contains(got, "Overgedragen aan zaaksysteem, 2026-118 op") {
		t.Errorf("the way says %q", got)
	}
	if got := text(sanne.get(box).page(t), "section[aria-labelledby=wat-nu]"); strings.Contains(got, "nog niet klaar") {
		t.Errorf("the box still waits: %q", got)
	}
}

func TestOfOtherQueuesTheTrackSaysWhereThePaperIs(t *testing.T) {
	st := newStoredSite(t, nil)
	sanne, _ := st.colleague(t, "Sanne", nil, postkamer.Operator)
	letters, _ := st.boxed(t, sanne, 1)
	c := st.caseOf(t, letters[0].Case)
	kind := st.kindLabel(c.CaseType)
	own, _ := st.colleague(t, "Eef", []postkamer.Queue{c.Queue}, postkamer.Caseworker)
	other, _ := st.colleague(t, "Ali", []postkamer.Queue{"onbestaand"}, postkamer.Caseworker)
	lead, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	admin, _ := st.colleague(t, "Bo", nil, postkamer.Admin)
	for _, tt := range []struct {
		name string
		who  *browser
		sees bool
	}{{"of the queue", own, true}, {"a team leader", lead, true}, {"of another queue", other, false}, {"who scans", sanne, false}, {"an administrator", admin, false}} {
		t.Run(tt.name, func(t *testing.T) {
			for _, path := range []string{"/spoor?q=" + url.QueryEscape(c.Reference), tracePath(c.PieceID)} {
				said := text(tt.who.get(path).page(t), "main")
				if !strings.Contains(said, "oos ") || !strings.Contains(said, "plek 1") {
					t.Errorf("%s does not say where the paper is: %s", path, said)
				}
				if known := strings.Contains(strings.ToLower(said), "wacht op een behandelaar") || strings.Contains(said, kind); known != tt.sees {
					t.Errorf("%s shows kind or state %v, want %v: %s", path, known, tt.sees, said)
				}
			}
		})
	}
	if got := other.get(casePath(c.ID) + "/inzien"); got.StatusCode != http.StatusOK {
		t.Fatalf("after asking by reference the reason is not asked: %d", got.StatusCode)
	}
	ask := other.get("/spoor?q=" + url.QueryEscape(c.Reference)).page(t).Find(`a[href*="/inzien?z="]`)
	form := formOf(t, other.get(ask.AttrOr("href", "")).page(t), `form[action$="/inzien"]`)
	form.Set("reden", "De inwoner belt of staat aan de balie")
	other.post(casePath(c.ID)+"/inzien", form)
	if said := text(other.get(tracePath(c.PieceID)).page(t), "main"); !strings.Contains(said, "Wacht op een behandelaar") {
		t.Errorf("after a reason: %s", said)
	}
	third, _ := st.colleague(t, "Mo", []postkamer.Queue{"onbestaand"}, postkamer.Caseworker)
	third.get("/spoor?q=doos+1")
	if got := third.get(casePath(c.ID) + "/inzien"); got.StatusCode != http.StatusForbidden {
		t.Errorf("a whole box opens the way to a case: %d", got.StatusCode)
	}
}
