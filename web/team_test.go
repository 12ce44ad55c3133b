package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/forecast"
)

// weeksOfWork writes a team's own past into the database: on each working day came in
// so many cases, of which done were finished by 4 people.
func (st *site) weeksOfWork(t *testing.T, days, came, done int) {
	t.Helper()
	pool := st.cfg.Store.Pool()
	if _, err := pool.Exec(t.Context(), `
		WITH one AS (
			INSERT INTO batches (reference, channel, source, key, received_on, taken_by, state, pages_left)
			VALUES ('ST-WERK', 'form', 'form', 'werk', '2026-01-01', 'test', 'split', 0) RETURNING id
		), days AS (
			SELECT d, row_number() OVER () AS nr FROM generate_series($1::timestamptz - make_interval(days => $2), $1::timestamptz - interval '1 day', interval '1 day') d
			WHERE extract(isodow FROM d) < 6
		), made AS (
			INSERT INTO pieces (batch_id, position, reference, channel, stage, received_on, received_at, pages_left, form)
			SELECT one.id, nr * 1000 + n, 'VH-' || nr || '-' || n, 'form', 'routed', d::date, d, 0, 'verhuizing'
			FROM one, days, generate_series(1, $3) n
			RETURNING id, received_at, position
		)
		INSERT INTO cases (piece_id, case_type, destination, queue, state, priority, due_on, created_at, done_at, done_by)
		SELECT id, 'verhuizing', 'queue', 'burgerzaken', CASE WHEN position % 1000 <= $4 THEN 'done' ELSE 'open' END, 3, received_at::date + 56, received_at,
			CASE WHEN position % 1000 <= $4 THEN received_at + interval '3 hours' END,
			CASE WHEN position % 1000 <= $4 THEN 'collega ' || position % 4 ELSE '' END
		FROM made`, st.now, days, came, done); err != nil {
		t.Fatal(err)
	}
}

func TestForecastSaysADayARangeAndWithHowMany(t *testing.T) {
	st := newStoredSite(t, nil)
	st.now = time.Date(2026, 11, 18, 9, 0, 0, 0, postkamer.Zone()) // a Wednesday
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	st.weeksOfWork(t, 40, 22, 20)
	doc := joke.get("/team/verwachting").page(t)
	if got := text(doc, ".pk-zin"); !strings.Contains(got, "Met 4 mensen wordt de stapel niet leeg") && !strings.Contains(got, "Met 4 mensen is de stapel waarschijnlijk niet") {
		t.Errorf("22 a day come in, 4 people finish 20: %q", got)
	}
	doc = joke.get("/team/verwachting?mensen=8&voorraad=burgerzaken").page(t)
	got := text(doc, ".pk-zin")
	if !strings.HasPrefix(got, "Met 8 mensen is de stapel leeg op ") || !strings.Contains(got, " november, tussen ") {
		t.Errorf("56 lie there and 18 more go off than come in: %q", got)
	}
	if doc.Find("svg polyline").Length() != 2 || doc.Find("details table tbody tr").Length() < 30 {
		t.Errorf("the drawing has %d lines, the table %d rows", doc.Find("svg polyline").Length(), doc.Find("details table tbody tr").Length())
	}
	if got := text(joke.get("/team/verwachting?voorraad=zorg").page(t), ".pk-zin"); !strings.HasPrefix(got, "Er is te weinig geschiedenis") {
		t.Errorf("a queue on which nothing was ever done: %q", got)
	}
	for _, wrong := range []string{"0", "-1", "veel", "99999"} {
		if got := joke.get("/team/verwachting?mensen=" + wrong); got.StatusCode != 422 || got.page(t).Find(".utrecht-form-field-error-message").Length() != 1 {
			t.Errorf("%s people: %d", wrong, got.StatusCode)
		}
	}
	if got := joke.get("/team/verwachting?voorraad=bestaat-niet"); got.StatusCode != 404 {
		t.Errorf("a queue that is not there: %d", got.StatusCode)
	}
}

func TestForecastOfLittleHistoryGivesNoDate(t *testing.T) {
	st := newStoredSite(t, nil)
	st.now = time.Date(2026, 11, 18, 9, 0, 0, 0, postkamer.Zone())
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	if got := text(joke.get("/team/verwachting").page(t), ".pk-zin"); got != "Er kwam nog niets binnen. Een verwachting kan na twee weken werk." {
		t.Errorf("an empty mail-room: %q", got)
	}
	st.weeksOfWork(t, 9, 22, 20)
	doc := joke.get("/team/verwachting").page(t)
	if got := text(doc, ".pk-zin"); !strings.HasPrefix(got, "Er is te weinig geschiedenis om een dag te noemen: 9 dagen.") || !strings.Contains(got, "Vanaf maandag 23 november") {
		t.Errorf("nine days: %q", got)
	}
	if strings.Contains(text(doc, "main"), "leeg op") || doc.Find("svg polyline").Length() != 1 {
		t.Error("names a day, or draws a future")
	}
}

func TestSentencesOfAForecast(t *testing.T) {
	day := func(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }
	full := forecast.Answer{Enough: true, People: 8, Empty: forecast.Range{Early: day(5, 5), Likely: day(5, 7), Late: day(5, 12)},
		Term: &forecast.Miss{Day: day(4, 30), Due: 140, Left: 60}, Fewest: 12}
	load := postkamer.Workload{Open: 500, Due: []postkamer.DueCount{{Day: day(4, 30), Count: 140}}}
	never := forecast.Answer{Enough: true, People: 3, Clear: 9}
	edge := full
	edge.Empty, edge.Term, edge.Late = forecast.Range{Early: day(4, 28), Likely: day(5, 1)}, nil, 12
	cases := []struct {
		name string
		tone postkamer.Tone
		a    forecast.Answer
		want string
	}{
		{"as the screens say it", postkamer.Je, full, "Met 8 mensen is de stapel leeg op donderdag 7 mei, tussen 5 en 12 mei. | De termijn loopt op 30 april af voor 140 zaken. Dan zijn er waarschijnlijk 60 nog niet klaar. Met 12 mensen haal je die termijn wel."},
		{"with u", postkamer.U, full, "Met 8 mensen is de stapel leeg op donderdag 7 mei, tussen 5 en 12 mei. | De termijn loopt op 30 april af voor 140 zaken. Dan zijn er waarschijnlijk 60 nog niet klaar. Met 12 mensen haalt u die termijn wel."},
		{"never", postkamer.Je, never, "Met 3 mensen wordt de stapel niet leeg: er komt te veel bij. Met 9 mensen wel. | De termijnen die nu lopen, haal je daarmee."},
		{"an open end, and late already", postkamer.Je, edge, "Met 8 mensen is de stapel leeg op vrijdag 1 mei, op zijn vroegst op 28 april. Het kan ook langer dan een half jaar duren. | De termijnen die nu lopen, haal je daarmee. | 12 zaken zijn al te laat. Die gaan voor."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			say := speaker{Page{Tone: c.tone}, day(4, 20)}
			if got := strings.Join(say.sums(load, c.a), " | "); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
	for want, to := range map[string]time.Time{"tussen 28 april en 2 mei": day(5, 2), "tussen 28 april en 3 januari 2027": time.Date(2027, 1, 3, 0, 0, 0, 0, time.UTC)} {
		if got := (speaker{today: day(4, 20)}).between(day(4, 28), to); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := (speaker{today: day(4, 20).AddDate(-1, 0, 0)}).between(day(4, 28), day(5, 2)); got != "tussen 28 april en 2 mei 2026" {
		t.Errorf("of next year: %q", got)
	}
}

func TestPlannedMailingIsToldToAllAndCanBeTakenBack(t *testing.T) {
	st := newStoredSite(t, nil)
	st.now = time.Date(2026, 11, 18, 9, 0, 0, 0, postkamer.Zone())
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	tom, _ := st.colleague(t, "Tom", nil, postkamer.Caseworker)
	form := url.Values{"wat": {"brief over afval naar 40.000 huizen"}, "dag": {"2026-11-20"}, "extra": {"1.500"}, "dagen": {"10"}, "voorraad": {"leefomgeving"}, "token": {"een"}}
	joke.post("/team/letop", form)
	doc := joke.post("/team/letop", form).page(t)
	if got := doc.Find("main tbody tr").Length(); got != 1 {
		t.Fatalf("two clicks planned %d", got)
	}
	if got := text(doc, "main tbody tr"); !strings.Contains(got, "ongeveer 1.500 poststukken in 10 werkdagen, voor Leefomgeving") {
		t.Errorf("the row says %q", got)
	}
	const told = "Vrijdag 20 november, brief over afval naar 40.000 huizen."
	for path, b := range map[string]*browser{"/werk": tom, "/team": joke} {
		if got := text(b.get(path).page(t), ".utrecht-alert--info"); !strings.Contains(got, told) {
			t.Errorf("%s tells %q", path, got)
		}
	}
	if got := text(joke.get("/team/verwachting?voorraad=leefomgeving").page(t), "main"); !strings.Contains(got, "Meegerekend") {
		t.Error("the forecast does not say that it counts with it")
	}
	joke.post("/team/letop/1/weg", nil)
	if got := text(tom.get("/werk").page(t), "main"); strings.Contains(got, "afval") {
		t.Error("withdrawn, and still told")
	}
	joke.post("/team/letop/1/terug", nil)
	st.now = st.now.Add(2 * 24 * time.Hour)
	tom, _ = st.colleague(t, "Tom", nil, postkamer.Caseworker)
	if got := text(tom.get("/werk").page(t), ".utrecht-alert--info"); !strings.Contains(got, "Vandaag, brief") {
		t.Errorf("on the day: %q", got)
	}
	if got := tom.post("/team/letop", form); got.StatusCode != 403 {
		t.Errorf("a caseworker plans: %d", got.StatusCode)
	}
}

func TestMailingThatCannotBeIsAskedAgain(t *testing.T) {
	st := newStoredSite(t, nil)
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	good := url.Values{"wat": {"markt"}, "dag": {st.now.Format(time.DateOnly)}, "token": {"x"}}
	for field, value := range map[string]string{"wat": " ", "dag": "morgen", "extra": "veel", "dagen": "0", "voorraad": "bestaat-niet"} {
		form := url.Values{}
		for k, v := range good {
			form[k] = v
		}
		form.Set(field, value)
		got := joke.post("/team/letop", form)
		if got.StatusCode != 422 || !strings.Contains(got.body, fmt.Sprintf("href=\"#%s\"", field)) {
			t.Errorf("%s = %q: %d", field, value, got.StatusCode)
		}
	}
	if got := text(joke.get("/team/letop").page(t), "main"); !strings.Contains(got, "Er is nu niets gepland.") {
		t.Error("something was planned")
	}
}

func TestPeopleMoveBetweenQueues(t *testing.T) {
	st := newStoredSite(t, nil)
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	tom, self := st.colleague(t, "Tom", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
	st.colleague(t, "Ans", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
	today := postkamer.DayOf(st.now).Format(time.DateOnly)
	form := url.Values{"wie": {fmt.Sprint(self.ID)}, "naar": {"inkomen"}, "inplaats": {"*"}, "vanaf": {today}, "totenmet": {today}}
	joke.post("/team/indelen/inzet", form)
	doc := joke.post("/team/indelen/inzet", form).page(t)
	if got := doc.Find("section[aria-labelledby=inzet] tbody tr"); got.Length() != 1 || !strings.Contains(got.Text(), "alleen Inkomen") {
		t.Errorf("placed %d times: %q", got.Length(), got.Text())
	}
	if got := text(doc, "section[aria-labelledby=nu]"); !strings.Contains(got, "Inkomen") {
		t.Errorf("today: %q", got)
	}
	if tom.get("/werk/inkomen").StatusCode != 200 || tom.get("/werk/burgerzaken").StatusCode != 403 {
		t.Error("Tom does not work where he was placed")
	}
	end, _ := doc.Find("section[aria-labelledby=inzet] tbody form").Attr("action")
	doc = joke.post(end, nil).page(t)
	if doc.Find("section[aria-labelledby=inzet] tbody tr").Length() != 0 || tom.get("/werk/burgerzaken").StatusCode != 200 {
		t.Error("it was not ended")
	}
	undo := doc.Find(".utrecht-alert form")
	back := url.Values{}
	for i := range undo.Find("input").Nodes {
		name, _ := undo.Find("input").Eq(i).Attr("name")
		value, _ := undo.Find("input").Eq(i).Attr("value")
		back.Set(name, value)
	}
	action, _ := undo.Attr("action")
	if got := joke.post(action, back).page(t).Find("section[aria-labelledby=inzet] tbody tr").Length(); got != 1 {
		t.Errorf("taking back the end leaves %d", got)
	}
	for field, value := range map[string]string{"wie": "", "naar": "", "vanaf": "2020-01-01", "totenmet": "2020-01-01"} {
		wrong := url.Values{}
		for k, v := range form {
			wrong[k] = v
		}
		wrong.Set(field, value)
		if got := joke.post("/team/indelen/inzet", wrong); got.StatusCode != 422 {
			t.Errorf("%s = %q: %d", field, value, got.StatusCode)
		}
	}
}

func TestAbsenceHasADeputy(t *testing.T) {
	st := newStoredSite(t, nil)
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	_, tom := st.colleague(t, "Tom", []postkamer.Queue{"burgerzaken"}, postkamer.Caseworker)
	ans, deputy := st.colleague(t, "Ans", []postkamer.Queue{"inkomen"}, postkamer.Caseworker)
	form := url.Values{"weg-wie": {fmt.Sprint(tom.ID)}, "weg-vervanger": {fmt.Sprint(deputy.ID)}, "weg-vanaf": {postkamer.DayOf(st.now).Format(time.DateOnly)}}
	doc := joke.post("/team/indelen/afwezig", form).page(t)
	if got := text(doc, "section[aria-labelledby=weg] tbody tr"); !strings.Contains(got, "Ans vervangt") {
		t.Errorf("the row says %q", got)
	}
	if ans.get("/werk/burgerzaken").StatusCode != 200 {
		t.Error("the deputy cannot open the queue")
	}
	form.Set("weg-vervanger", fmt.Sprint(tom.ID))
	if got := joke.post("/team/indelen/afwezig", form); got.StatusCode != 422 || !strings.Contains(got.body, "een andere collega") {
		t.Errorf("one's own deputy: %d", got.StatusCode)
	}
	_, caller := st.colleague(t, "Lekha", nil, postkamer.Caller)
	form.Set("weg-vervanger", fmt.Sprint(caller.ID))
	if got := joke.post("/team/indelen/afwezig", form); got.StatusCode != 422 || !strings.Contains(got.body, "hetzelfde werk") {
		t.Errorf("a deputy who cannot open cases: %d", got.StatusCode)
	}
}

func TestTalentIsKeptAndTakenBack(t *testing.T) {
	st := newStoredSite(t, nil)
	joke, _ := st.colleague(t, "Joke", nil, postkamer.TeamLead)
	_, tom := st.colleague(t, "Tom", nil, postkamer.Caller)
	path := fmt.Sprintf("/team/indelen/%d", tom.ID)
	doc := joke.post(path, url.Values{"kennis": {"Bezwaar, zelfstandigen "}, "taal": {"turks", "pools"}, "belt": {"graag"}}).page(t)
	if got := text(doc, "section[aria-labelledby=nu] tbody tr"); !strings.Contains(got, "bezwaar") || !strings.Contains(got, "urks") || !strings.Contains(got, "ja") {
		t.Errorf("the row says %q", got)
	}
	got, err := st.cfg.Store.Desk(t.Context(), tom, st.now)
	if err != nil || len(got.Languages) != 2 || !got.LikesCalling {
		t.Errorf("kept %+v (%v)", got, err)
	}
	if got := joke.post(path, url.Values{"taal": {"klingon"}}); got.StatusCode != 422 {
		t.Errorf("a language that is not in the list: %d", got.StatusCode)
	}
	if got := joke.get("/team/indelen/99999"); got.StatusCode != 404 {
		t.Errorf("nobody: %d", got.StatusCode)
	}
}
