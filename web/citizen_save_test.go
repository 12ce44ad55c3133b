package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"postkamer"
)

// aCode are the fields with which somebody goes on.
func aCode(code, day, month, year string) url.Values {
	return url.Values{"code": {code}, "geboren-dag": {day}, "geboren-maand": {month}, "geboren-jaar": {year}}
}

// born is the day of birth alone.
func born(day, month, year string) url.Values { return aCode("", day, month, year) }

// savingToo adds the button that saves to a page.
func savingToo(fields url.Values) url.Values {
	with := url.Values{"bewaren": {"ja"}}
	for name, values := range fields {
		with[name] = values
	}
	return with
}

// saved fills in the first pages of a move, saves the next one and returns the code.
func (b *browser) saved(t *testing.T, pages int, half url.Values) string {
	t.Helper()
	turns := aMove(b.site.now)
	b.fill("verhuizing", turns[:pages])
	got := b.post("/verhuizing/"+turns[pages].slug, savingToo(half))
	b.read(got)
	code := text(got.page(t), "strong.pk-tel")
	if postkamer.SaveCode.Normal(code) != code || code == "" {
		t.Fatalf("at %s the code is %q: %s", got.Request.URL.Path, code, text(got.page(t), "main"))
	}
	return code
}

// None of these may be seen by anybody but the citizen. The year of birth is that of the
// example beside the question too, so only a field that holds it counts; four digits alone
// also occur in a moment or a token, so the postcode counts with its letters, as typed and as kept.
var ofTheCitizen = []string{"999990019", "Zoë", "Hónt", `value="1968"`, "2512eb", "2512 EB", "2512EB", "Karin"}

// blind fails when a page shows something of the citizen of aMove.
func (a answer) blind(t *testing.T, what string) {
	t.Helper()
	for _, secret := range ofTheCitizen {
		if strings.Contains(a.body, secret) {
			t.Errorf("%s shows %q at %s", what, secret, a.Request.URL)
		}
	}
}

// everyPage opens all that a browser without rights may try.
func (b *browser) everyPage(t *testing.T, what string) {
	t.Helper()
	for _, path := range []string{"/verhuizing", "/verhuizing/wie", "/verhuizing/adres", "/verhuizing/nakijken", "/verhuizing/klaar", "/verhuizing/klaar/kopie",
		"/verhuizing/uitleg", "/verhuizing/verder", "/verhuizing/bewaren", "/verder", "/bewaard", "/status", "/"} {
		b.get(path).blind(t, what)
	}
}

func TestAFormIsSavedAndGoneOnWith(t *testing.T) {
	st := formSite(t, postkamer.U)
	library := st.browser(t)
	code := library.saved(t, 3, url.Values{"postcode": {"25"}, "huisnummer": {"52"}}) // half a page, and wrong
	library.everyPage(t, "the library after saving")

	home := st.browser(t)
	home.everyPage(t, "another browser")
	b := home.post("/verder", aCode(strings.ToLower(strings.ReplaceAll(code, "-", " ")), "7", "nov", "1968"))
	home.read(b)
	if got, _ := b.page(t).Find("#postcode").Attr("value"); b.Request.URL.Path != "/verhuizing/adres" || got != "25" {
		t.Fatalf("goes on at %s with %q: %s", b.Request.URL.Path, got, text(b.page(t), "main"))
	}
	if got := home.get("/verhuizing/nakijken").Request.URL.Path; got != "/verhuizing/adres" {
		t.Errorf("a page is skipped: %s", got)
	}
	if got := home.get("/verhuizing/wie").body; !strings.Contains(got, "999990019") {
		t.Error("what was filled in is not there")
	}
	for _, turn := range aMove(st.now)[3:] {
		home.post("/verhuizing/"+turn.slug, turn.fields)
	}
	done := home.post("/verhuizing/nakijken", declare)
	reference := text(done.page(t), "strong.pk-tel")
	if postkamer.NormalReference(reference) == "" {
		t.Fatalf("sending ends at %s", done.Request.URL.Path)
	}
	sent := st.browser(t).post("/verder", aCode(code, "7", "11", "1968"))
	if said := text(sent.page(t), "main"); !strings.Contains(said, "al verstuurd") || !strings.Contains(said, reference) {
		t.Errorf("the code of a form that was sent says %q", said)
	}
	if n := st.pieces(t); n != 1 {
		t.Errorf("%d pieces", n)
	}
	for _, secret := range append(ofTheCitizen, code, strings.ReplaceAll(code, "-", "")) {
		if strings.Contains(st.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

func TestWrongCodes(t *testing.T) {
	st := formSite(t, postkamer.Je)
	code := st.browser(t).saved(t, 3, nil)
	other := st.browser(t).saved(t, 3, nil)
	const wrong = "Deze code en geboortedatum passen niet bij elkaar. Kijk ze na"
	tests := []struct {
		name   string
		fields url.Values
		want   string
	}{
		{"another day of birth", aCode(code, "8", "11", "1968"), wrong},
		{"a code that nobody has", aCode(postkamer.SaveCode.New(), "7", "11", "1968"), wrong},
		{"a slip of the pen", aCode("AAAA-AAAA", "7", "11", "1968"), wrong},
		{"a code for something else", aCode(postkamer.LaterCode.New(), "7", "11", "1968"), wrong},
		{"SQL", aCode("' OR '1'='1", "7", "11", "1968"), wrong},
		{"nothing", aCode("", "", "", ""), "Vul je code inVul je geboortedatum in"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			st.forgetTries(t)
			b := st.browser(t)
			got := b.post("/verder", tt.fields)
			b.read(got)
			if said := text(got.page(t), ".pk-err li"); said != tt.want || got.StatusCode != http.StatusUnprocessableEntity {
				t.Errorf("%d: %q, want %q", got.StatusCode, said, tt.want)
			}
			for _, secret := range []string{"999990019", "Zoë"} {
				if strings.Contains(got.body, secret) {
					t.Errorf("shows %q", secret)
				}
			}
		})
	}
	st.forgetTries(t)
	for range triesHere.Short {
		st.browser(t).post("/verder", aCode(code, "8", "11", "1968"))
	}
	if said := text(st.browser(t).post("/verder", aCode(code, "7", "11", "1968")).page(t), ".pk-err"); !strings.Contains(said, "te vaak geprobeerd") {
		t.Errorf("after %d tries: %q", triesHere.Short, said)
	}
	if got := st.browser(t).post("/verder", aCode(other, "7", "11", "1968")).Request.URL.Path; got != "/verhuizing/adres" {
		t.Errorf("the code of somebody else is closed too: %s", got)
	}
	st.forgetTries(t)
	st.exec(t, `UPDATE saved_drafts SET keep_until = now() - interval '1 hour'`)
	if said := text(st.browser(t).post("/verder", aCode(code, "7", "11", "1968")).page(t), ".pk-err"); !strings.Contains(said, "Deze code is verlopen") {
		t.Errorf("two weeks later: %q", said)
	}
	if said := text(st.browser(t).post("/verder", aCode(code, "8", "11", "1968")).page(t), ".pk-err li"); said != wrong {
		t.Errorf("two weeks later, another day: %q", said)
	}
}

func TestSavingBeforeTheDateOfBirthIsKnownAsksForIt(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	b.post("/verhuizing", nil)
	got := b.post("/verhuizing/waarheen", savingToo(url.Values{"waarheen": {"hier"}}))
	b.read(got)
	if got.Request.URL.Path != "/verhuizing/bewaren" {
		t.Fatalf("is at %s", got.Request.URL.Path)
	}
	if said := text(b.post("/verhuizing/bewaren", born("7", "11", "2999")).page(t), ".pk-err li"); !strings.Contains(said, "toekomst") {
		t.Errorf("a day to come: %q", said)
	}
	code := text(b.post("/verhuizing/bewaren", born("7", "11", "1968")).page(t), "strong.pk-tel")
	if got := st.browser(t).post("/verder", aCode(code, "7", "11", "1968")); got.Request.URL.Path != "/verhuizing/wie" {
		t.Errorf("goes on at %s: %s", got.Request.URL.Path, text(got.page(t), "main"))
	}
}

func TestSavingAgainKeepsTheCodeAndAnotherDateOfBirthCounts(t *testing.T) {
	st := formSite(t, postkamer.U)
	code := st.browser(t).saved(t, 3, nil)
	b := st.browser(t)
	b.post("/verder", aCode(code, "7", "11", "1968"))
	who := aMove(st.now)[1].fields
	who.Set("geboren-jaar", "1986") // it was a slip of the pen
	b.post("/verhuizing/wie", who)
	if got := b.post("/verhuizing/adres", savingToo(nil)); text(got.page(t), "strong.pk-tel") != code {
		t.Errorf("the code is %q, was %q", text(got.page(t), "strong.pk-tel"), code)
	}
	if got := st.browser(t).post("/verder", aCode(code, "7", "11", "1986")).Request.URL.Path; got != "/verhuizing/adres" {
		t.Errorf("with the new day: %s", got)
	}
}

func TestWhoWentOnElsewhereHasTheFormThereOnly(t *testing.T) {
	st := formSite(t, postkamer.U)
	code := st.browser(t).saved(t, 3, nil)
	laptop, phone := st.browser(t), st.browser(t)
	laptop.post("/verder", aCode(code, "7", "11", "1968"))
	phone.post("/verder", aCode(code, "7", "11", "1968"))
	laptop.everyPage(t, "the laptop that was left")
	phone.post("/verhuizing/adres", aMove(st.now)[3].fields)
	got := laptop.post("/verhuizing/adres", url.Values{"postcode": {"1011 AB"}, "huisnummer": {"1"}})
	got.blind(t, "posting from the laptop that was left")
	if got.Request.URL.Path != "/verhuizing/verder" || !strings.Contains(text(got.page(t), ".pk-flash"), "is bewaard") {
		t.Errorf("posting from it leads to %s: %s", got.Request.URL.Path, text(got.page(t), "main"))
	}
	if got := phone.get("/verhuizing/adres").body; !strings.Contains(got, "2512") {
		t.Error("what was typed on the phone is gone")
	}
	back := laptop.post("/verhuizing/verder", born("7", "11", "1968"))
	if back.Request.URL.Path != "/verhuizing/inwonen" || !strings.Contains(laptop.get("/verhuizing/adres").body, "1011 AB") {
		t.Errorf("back on the laptop it goes on at %s", back.Request.URL.Path)
	}
	phone.everyPage(t, "the phone that was left")
}

func TestTheCodeIsMailedWithoutAnythingPersonal(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	code := b.saved(t, 3, nil)
	if said := text(b.post("/bewaard", url.Values{"mail": {"zoe"}}).page(t), ".pk-err li"); !strings.Contains(said, "Er hoort een @ in") {
		t.Errorf("half an address: %q", said)
	}
	for range 3 {
		if got := b.post("/bewaard", url.Values{"mail": {"zoe@example.org"}}); !strings.Contains(text(got.page(t), ".pk-flash"), "Wij sturen de code") {
			t.Errorf("says %q", text(got.page(t), "main"))
		}
	}
	var n int
	var to, subject, body string
	if err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT count(*), min(to_address), min(subject), min(body) FROM mails`).Scan(&n, &to, &subject, &body); err != nil {
		t.Fatal(err)
	}
	if n != 1 || to != "zoe@example.org" || !strings.Contains(body, code) || !strings.Contains(body, st.url+"/verder") || strings.Contains(subject, code) {
		t.Errorf("%d mails to %s: %q %q", n, to, subject, body)
	}
	for _, secret := range append(ofTheCitizen, "erhuiz", "{", "|") {
		if strings.Contains(subject+body, secret) {
			t.Errorf("the mail says %q", secret)
		}
	}
	if got := b.post("/bewaard/klaar", nil); strings.Contains(got.body, code) || strings.Contains(b.get("/bewaard").body, code) || strings.Contains(b.get("/verder").body, code) {
		t.Error("the code is still on the screen")
	}
}

// A session that is over: the browser has its cookie, the server nothing of it.
func (st *site) endSessions(t *testing.T) {
	t.Helper()
	st.exec(t, `UPDATE sessions SET expiry = now() - interval '1 minute'`)
	st.exec(t, `UPDATE drafts SET expires_at = now() - interval '1 minute'`)
}

func TestSomebodyWhoComesBackAfterTheSession(t *testing.T) {
	const here = "/verhuizing/verder"
	for _, over := range []struct {
		name string
		end  func(*site)
	}{
		{"the session is over", func(st *site) { st.endSessions(t) }},
		{"only the draft is", func(st *site) { st.exec(t, `UPDATE drafts SET expires_at = now() - interval '1 minute'`) }},
	} {
		st := formSite(t, postkamer.U)
		t.Run(over.name+": a page is opened", func(t *testing.T) {
			b := st.browser(t)
			b.fill("verhuizing", aMove(st.now)[:3])
			over.end(st)
			got := b.get("/verhuizing/wie")
			b.read(got)
			got.blind(t, "opening a page")
			if got.Request.URL.Path != here {
				t.Fatalf("leads to %s", got.Request.URL.Path)
			}
			b.everyPage(t, "who comes next at this screen")
			wrong := b.post(here, born("8", "11", "1968"))
			if said := text(wrong.page(t), ".pk-err li"); wrong.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(said, "andere datum") {
				t.Errorf("another day says %q", said)
			}
			b.everyPage(t, "who guesses")
			if got := b.post(here, born("7", "11", "1968")); got.Request.URL.Path != "/verhuizing/adres" {
				t.Errorf("goes on at %s", got.Request.URL.Path)
			}
		})
		tests := []struct {
			name       string
			begun      int
			slug       string
			fields     url.Values
			at, where  string
			field, has string
		}{
			{"a right page", 3, "adres", url.Values{"postcode": {"2512 EB"}, "huisnummer": {"52"}}, "/verhuizing/inwonen", "/verhuizing/adres", "postcode", "2512 EB"},
			{"a wrong page", 3, "adres", url.Values{"postcode": {"25"}, "huisnummer": {"52"}}, "/verhuizing/adres", "/verhuizing/adres", "postcode", "25"},
			{"an earlier page", 3, "wie", url.Values{"voornamen": {"Noor"}}, "/verhuizing/wie", "/verhuizing/wie", "voornamen", "Noor"},
		}
		for _, tt := range tests {
			t.Run(over.name+": "+tt.name+" is posted", func(t *testing.T) {
				b := st.browser(t)
				b.fill("verhuizing", aMove(st.now)[:tt.begun])
				over.end(st)
				got := b.post("/verhuizing/"+tt.slug, tt.fields)
				b.read(got)
				if said := text(got.page(t), ".pk-flash"); got.Request.URL.Path != here || !strings.Contains(said, "is bewaard") {
					t.Fatalf("%s: %s", got.Request.URL.Path, said)
				}
				got.blind(t, "posting a page")
				if got := b.post(here, born("7", "11", "1968")); got.Request.URL.Path != tt.at {
					t.Errorf("goes on at %s, want %s", got.Request.URL.Path, tt.at)
				}
				if value, _ := b.get(tt.where).page(t).Find("#" + tt.field).Attr("value"); value != tt.has {
					t.Errorf("%s is %q, want %q", tt.field, value, tt.has)
				}
			})
		}
		t.Run(over.name+": before it is known who it is", func(t *testing.T) {
			b := st.browser(t)
			b.post("/verhuizing", nil)
			b.post("/verhuizing/waarheen", url.Values{"waarheen": {"hier"}})
			over.end(st)
			got := b.post("/verhuizing/waarheen", url.Values{"waarheen": {"hier"}})
			if said := text(got.page(t), ".pk-flash"); got.Request.URL.Path != "/verhuizing/wie" || !strings.Contains(said, "hebben wij nog") {
				t.Errorf("%s: %s", got.Request.URL.Path, said)
			}
		})
		t.Run(over.name+": sending asks who it is", func(t *testing.T) {
			b := st.browser(t)
			b.fill("verhuizing", aMove(st.now))
			over.end(st)
			got := b.post("/verhuizing/nakijken", declare)
			got.blind(t, "sending too late")
			if got.Request.URL.Path != here || st.pieces(t) != 0 {
				t.Errorf("%s, %d pieces", got.Request.URL.Path, st.pieces(t))
			}
			if got := b.post(here, born("7", "11", "1968")).Request.URL.Path; got != "/verhuizing/nakijken" {
				t.Errorf("goes on at %s", got)
			}
		})
	}
}

func TestGuessingAtTheFormOfAnEmptyChairEnds(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	b.fill("verhuizing", aMove(st.now)[:3])
	st.endSessions(t)
	for range triesHere.Short {
		b.post("/verhuizing/verder", born("1", "1", "1970"))
	}
	got := b.post("/verhuizing/verder", born("7", "11", "1968"))
	if said := text(got.page(t), ".pk-err li"); !strings.Contains(said, "te vaak geprobeerd") {
		t.Errorf("says %q", said)
	}
	if got := b.post("/verhuizing", nil).Request.URL.Path; got != "/verhuizing/waarheen" {
		t.Errorf("beginning anew leads to %s", got)
	}
	b.everyPage(t, "who begins anew")
}

func TestTwoWindowsDoNotUndoEachOther(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	b.fill("verhuizing", aMove(st.now)[:5])
	var id string
	if err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT id FROM drafts`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	d, err := st.cfg.Store.Draft(t.Context(), id) // as the request of one window reads it
	if err != nil {
		t.Fatal(err)
	}
	b.post("/verhuizing/adres", url.Values{"postcode": {"1011 AB"}, "huisnummer": {"7"}}) // the other one
	d.Answers["inwonen"] = []string{"nee"}
	if err := st.cfg.Store.SaveDraft(t.Context(), d, time.Hour); err != nil {
		t.Fatal(err)
	}
	if d, err = st.cfg.Store.Draft(t.Context(), id); err != nil || d.Answers["huisnummer"][0] != "7" || d.Answers["inwonen"][0] != "nee" {
		t.Errorf("kept %v, %v", d.Answers, err)
	}
}

// No page that follows a form may be kept by the browser: the back button asks us again.
func TestTheBackButtonAsksAgain(t *testing.T) {
	st := formSite(t, postkamer.U)
	b := st.browser(t)
	b.saved(t, 3, nil)
	secret := regexp.MustCompile(`999990019|Zoë`)
	for _, path := range []string{"/verhuizing/wie", "/verhuizing/adres", "/bewaard", "/verder", "/verhuizing/verder"} {
		got := b.get(path)
		if got.Header.Get("Cache-Control") != "no-store" || secret.MatchString(got.body) {
			t.Errorf("%s: %s", path, got.Header.Get("Cache-Control"))
		}
	}
}
