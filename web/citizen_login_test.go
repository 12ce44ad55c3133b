package web

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/web/devlogin"
)

// digidSite is a site with the made-up citizens.
func digidSite(t *testing.T, tone postkamer.Tone) *site {
	return newStoredSite(t, func(cfg *Config) {
		dev, err := devlogin.New(devlogin.Config{Embedded: true, BaseURL: cfg.BaseURL, Citizens: true, Now: cfg.Now})
		if err != nil {
			t.Fatal(err)
		}
		cfg.Desk = &intake.Desk{Store: cfg.Store}
		cfg.Municipality.Tone.Citizen = tone
		cfg.DevCitizens = dev.Handler()
		cfg.CitizenLogin = CitizenLogin{Issuer: dev.Issuer(), Means: []postkamer.IdentityMeans{postkamer.MeansDigiD, postkamer.MeansEHerkenning}}
		cfg.CitizenLogin.ClientID, cfg.CitizenLogin.ClientSecret = dev.Client()
	})
}

// logIn begins a form as one of the made-up citizens.
func (b *browser) logIn(form, means, subject string) answer {
	b.t.Helper()
	return b.choose(b.get("/"+form+"/inloggen?met="+means), subject)
}

// without leaves out the pages that a login answers.
func without(turns []turn, slugs ...string) (left []turn) {
	for _, turn := range turns {
		if !strings.Contains(" "+strings.Join(slugs, " ")+" ", " "+turn.slug+" ") {
			left = append(left, turn)
		}
	}
	return left
}

// goOn fills in pages of a form that was begun.
func (b *browser) goOn(form string, at answer, turns []turn) answer {
	b.t.Helper()
	for _, turn := range turns {
		if got, want := at.Request.URL.Path, "/"+form+"/"+turn.slug; got != want {
			b.t.Fatalf("is at %s, want %s: %s", got, want, text(at.page(b.t), "main"))
		}
		b.read(at)
		at = b.post("/"+form+"/"+turn.slug, turn.fields)
	}
	return at
}

func TestLoginAnswersWhoItIs(t *testing.T) {
	for _, tone := range []postkamer.Tone{postkamer.Je, postkamer.U} {
		t.Run(string(tone), func(t *testing.T) {
			st := digidSite(t, tone)
			b := st.browser(t)
			b.read(b.get("/verhuizing"))
			at := b.logIn("verhuizing", "digid", "inwoner-zoe")
			last := b.goOn("verhuizing", at, without(aMove(st.now), "wie"))
			b.read(last)
			doc := last.page(t)
			for _, want := range []string{"Zoë Anna", "d'Hónt-van 't Ei", "7 november 1968", "999990019", "Lindelaan 3 A, 2513 CD Den Haag"} {
				if !strings.Contains(text(doc, "dl"), want) {
					t.Errorf("the last page does not show %q: %s", want, text(doc, "dl"))
				}
			}
			if n := doc.Find(`dl a[href*="/wie"]`).Length(); n != 0 {
				t.Errorf("%d answers of the login can be changed", n)
			}
			if got := text(doc, "main"); !strings.Contains(got, "Ingelogd met DigiD: Zoë Anna d'Hónt-van 't Ei") {
				t.Errorf("the page does not say who is logged in: %s", got)
			}
			done := b.post("/verhuizing/nakijken", declare)
			b.read(done)
			reference := text(done.page(t), "strong.pk-tel")
			checkPiece(t, st, reference, []string{"bsn=999990019", "geboren=1968-11-07", "voornamen=Zoë Anna", "oud-straat=Lindelaan", "oud-huisnummer=3 A", "oud-postcode=2513 CD"})
			checkProven(t, st, reference, postkamer.MeansDigiD, "midden")
			if got := text(done.page(t), "dl"); !strings.Contains(got, "7 november 1968") {
				t.Errorf("the receipt lacks what the login told: %s", got)
			}
			for _, secret := range []string{"999990019", "Hónt", "Lindelaan"} {
				if strings.Contains(st.log.String(), secret) {
					t.Errorf("the log holds %q", secret)
				}
			}
		})
	}
}

// checkProven checks how the identity of a piece's sender was established, and
// that the form does not doubt it.
func checkProven(t *testing.T, st *site, reference string, means postkamer.IdentityMeans, level postkamer.IdentityLevel) {
	t.Helper()
	who, err := st.cfg.Store.IdentityBehind(t.Context(), reference)
	if err != nil || who.Means != means || who.Level != level {
		t.Errorf("identity %+v, %v", who, err)
	}
	piece, err := st.cfg.Store.PieceByReference(t.Context(), reference)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range piece.Answers {
		if a.Name == intake.DoubtAnswer && a.Value == string(postkamer.IdentityUnproven) && means == postkamer.MeansDigiD {
			t.Error("the form doubts who it is")
		}
	}
	if v, err := st.cfg.Store.Verify(t.Context(), true); err != nil || len(v.Findings) > 0 {
		for _, f := range v.Findings {
			if strings.Contains(f.Rule, "identity") || strings.Contains(f.Rule, "who is said") || strings.Contains(f.Rule, "login") {
				t.Errorf("verify: %+v", f)
			}
		}
	}
}

func TestLoginWithoutANameAsksTheName(t *testing.T) {
	st := digidSite(t, postkamer.U)
	b := st.browser(t)
	at := b.goOn("verhuizing", b.logIn("verhuizing", "digid", "inwoner-nummer"), aMove(st.now)[:1])
	doc := at.page(t)
	if doc.Find("#voornamen").Length() != 1 || doc.Find("#geboren-dag").Length() != 1 || doc.Find("#bsn").Length() != 0 {
		t.Fatalf("asks %s", text(doc, "form"))
	}
	posted := aMove(st.now)[1].fields
	posted.Set("bsn", "123456782") // somebody who plays with the page
	at = b.post("/verhuizing/wie", posted)
	at = b.goOn("verhuizing", at, aMove(st.now)[2:])
	if got := text(at.page(t), "dl"); !strings.Contains(got, "999990032") || strings.Contains(got, "123456782") {
		t.Errorf("the last page shows %s", got)
	}
}

func TestCompanyLogsIn(t *testing.T) {
	st := digidSite(t, postkamer.Je)
	b := st.browser(t)
	turns := anApplication(st.now)
	last := b.goOn("tozo", b.logIn("tozo", "eherkenning", "bedrijf-klussen"), turns[:4])
	if doc := last.page(t); doc.Find("#kvk").Length() != 0 || doc.Find("#naam").Length() != 0 || doc.Find("#geraakt").Length() != 1 {
		t.Fatalf("asks %s", text(doc, "form"))
	}
	last = b.goOn("tozo", last, turns[4:])
	if got := text(last.page(t), "dl"); !strings.Contains(got, "12345678") {
		t.Errorf("the last page shows %s", got)
	}
	reference := text(b.post("/tozo/nakijken", declare).page(t), "strong.pk-tel")
	checkPiece(t, st, reference, []string{"kvk=12345678", "naam=Bakker Klussen", "_doubt=IDENTITY_UNPROVEN"}) // a company is not a person
	checkProven(t, st, reference, postkamer.MeansEHerkenning, "eh3")
}

func TestTooYoungByTheLoginEndsTheForm(t *testing.T) {
	st := digidSite(t, postkamer.Je)
	b := st.browser(t)
	at := b.goOn("verhuizing", b.logIn("verhuizing", "digid", "inwoner-jong"), aMove(st.now)[:1])
	if at.Request.URL.Path != "/verhuizing/uitleg" || !strings.Contains(text(at.page(t), "h1"), "nog geen 16") {
		t.Errorf("is at %s: %s", at.Request.URL.Path, text(at.page(t), "main"))
	}
	b.read(at)
	if got := b.get("/verhuizing/nakijken").Request.URL.Path; got != "/verhuizing/uitleg" {
		t.Errorf("the last page is %s", got)
	}
}

func TestLoginEndsByItself(t *testing.T) {
	st := digidSite(t, postkamer.Je)
	b := st.browser(t)
	turns := without(aMove(st.now), "wie")
	last := b.goOn("verhuizing", b.logIn("verhuizing", "digid", "inwoner-zoe"), turns)
	if last.Request.URL.Path != "/verhuizing/nakijken" {
		t.Fatal(last.Request.URL)
	}
	st.now = st.now.Add(16 * time.Minute)
	at := b.post("/verhuizing/nakijken", declare)
	doc := at.page(t)
	if at.Request.URL.Path != "/verhuizing/wie" || !strings.Contains(text(doc, ".pk-flash"), "15 minuten") || strings.Contains(at.body, "999990019") {
		t.Fatalf("is at %s: %s", at.Request.URL.Path, text(doc, "main"))
	}
	if st.pieces(t) != 0 {
		t.Fatal("the form was sent without the login")
	}
	var left int
	if err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM citizen_logins WHERE identity <> '{}'`).Scan(&left); err != nil || left != 0 {
		t.Errorf("%d identities are kept, %v", left, err)
	}
	link, _ := doc.Find(`a[href*="/inloggen?met=digid"]`).Attr("href")
	at = b.choose(b.get(link), "inwoner-zoe")
	if at.Request.URL.Path != "/verhuizing/nakijken" || !strings.Contains(text(at.page(t), "dl"), "Karin Bakker") {
		t.Errorf("logging in again leads to %s: %s", at.Request.URL.Path, text(at.page(t), "main"))
	}
}

func TestSomebodyElseBeginsAnew(t *testing.T) {
	st := digidSite(t, postkamer.Je)
	b := st.browser(t)
	b.goOn("verhuizing", b.logIn("verhuizing", "digid", "inwoner-zoe"), without(aMove(st.now), "wie"))
	at := b.choose(b.get("/verhuizing/inloggen?met=digid&verder=ja"), "inwoner-karim")
	if at.Request.URL.Path != "/verhuizing/waarheen" || strings.Contains(at.body, "Karin Bakker") || !strings.Contains(text(at.page(t), ".pk-flash"), "iemand anders") {
		t.Errorf("is at %s: %s", at.Request.URL.Path, text(at.page(t), "main"))
	}
}

func TestLogoutLeavesNothingOnTheScreen(t *testing.T) {
	st := digidSite(t, postkamer.U)
	b := st.browser(t)
	at := b.goOn("verhuizing", b.logIn("verhuizing", "digid", "inwoner-zoe"), without(aMove(st.now), "wie"))
	action, _ := at.page(t).Find(`form[action$="/uitloggen"]`).Attr("action")
	at = b.post(action, nil)
	if at.Request.URL.Path != "/" || !strings.Contains(text(at.page(t), ".pk-flash"), "U bent uitgelogd") {
		t.Errorf("is at %s: %s", at.Request.URL, text(at.page(t), "main"))
	}
	if got := b.get("/verhuizing/nakijken"); got.Request.URL.Path != "/verhuizing" || strings.Contains(got.body, "Zoë") {
		t.Errorf("the form is still there: %s", got.Request.URL.Path)
	}
	if at := b.post(action, nil); at.StatusCode != http.StatusOK {
		t.Errorf("logging out twice gives %d", at.StatusCode)
	}
}

func TestLoginIsNotOfAnotherBrowserOrForm(t *testing.T) {
	st := digidSite(t, postkamer.U)
	b, thief := st.browser(t), st.browser(t)
	b.logIn("verhuizing", "digid", "inwoner-zoe")
	home, _ := url.Parse(st.url)
	for _, c := range b.client.Jar.Cookies(home) {
		if strings.HasPrefix(c.Name, "postkamer-inwoner-") {
			thief.client.Jar.SetCookies(home, []*http.Cookie{{Name: c.Name, Value: c.Value}, {Name: "postkamer-inwoner-tozo", Value: c.Value}})
		}
	}
	thief.post("/verhuizing", nil)
	if got := thief.post("/verhuizing/waarheen", aMove(st.now)[0].fields); got.Request.URL.Path != "/verhuizing/wie" || strings.Contains(got.body, "Zoë") {
		t.Errorf("the cookie alone is a login: %s", got.Request.URL.Path)
	}
	thief.post("/tozo", nil)
	if got := thief.get("/tozo/kort"); strings.Contains(got.body, "Ingelogd") {
		t.Error("the login of one form is one of another")
	}
}

// Whatever the broker answers, the citizen is back at the form with a calm
// sentence, both ways on, and what was filled in.
func TestWrongAnswersOfABroker(t *testing.T) {
	other, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	for name, c := range map[string]struct {
		means string
		spoil func(b *broker)
		says  string
	}{
		"wrong nonce":                         {spoil: func(b *broker) { b.claims["nonce"] = "another" }, says: "niet gelukt"},
		"expired":                             {spoil: func(b *broker) { b.claims["exp"] = time.Now().Add(-time.Hour).Unix() }, says: "niet gelukt"},
		"for another client":                  {spoil: func(b *broker) { b.claims["aud"] = "somebody" }, says: "niet gelukt"},
		"from another issuer":                 {spoil: func(b *broker) { b.claims["iss"] = "https://evil.example" }, says: "niet gelukt"},
		"signed by another":                   {spoil: func(b *broker) { b.sign = other }, says: "niet gelukt"},
		"no identity":                         {spoil: func(b *broker) { b.bare = true }, says: "niet gelukt"},
		"the code is refused":                 {spoil: func(b *broker) { b.status = 400 }, says: "niet gelukt"},
		"the broker breaks":                   {spoil: func(b *broker) { b.status = 502 }, says: "lukt nu niet"},
		"the broker says that it is down":     {spoil: func(b *broker) { b.reply = url.Values{"error": {"temporarily_unavailable"}} }, says: "lukt nu niet"},
		"the citizen cancels":                 {spoil: func(b *broker) { b.reply = url.Values{"error": {"access_denied"}} }, says: "Dat geeft niet"},
		"no code":                             {spoil: func(b *broker) { b.reply = url.Values{} }, says: "niet gelukt"},
		"level too low":                       {spoil: func(b *broker) { b.claims["loa"] = "10" }, says: "niveau Midden of hoger"},
		"level of another means":              {spoil: func(b *broker) { b.claims["loa"] = "eh4" }, says: "niet gelukt"},
		"no level":                            {spoil: func(b *broker) { delete(b.claims, "loa") }, says: "niet gelukt"},
		"no BSN":                              {spoil: func(b *broker) { delete(b.claims, "bsn") }, says: "niet gelukt"},
		"BSN fails the eleven-test":           {spoil: func(b *broker) { b.claims["bsn"] = "999990018" }, says: "niet gelukt"},
		"BSN is a number and no text":         {spoil: func(b *broker) { b.claims["bsn"] = 999990019 }, says: "niet gelukt"},
		"login of an hour ago":                {spoil: func(b *broker) { b.claims["auth_time"] = time.Now().Add(-time.Hour).Unix() }, says: "niet gelukt"},
		"more claims are of somebody else":    {spoil: func(b *broker) { delete(b.claims, "bsn"); b.more = map[string]any{"sub": "y", "bsn": "999990020"} }, says: "niet gelukt"},
		"company without a number":            {means: "eherkenning", spoil: func(b *broker) { b.claims = map[string]any{"sub": "x", "loa": "eh3"} }, says: "niet gelukt"},
		"company with a person's level":       {means: "eherkenning", spoil: func(b *broker) { b.claims = map[string]any{"sub": "x", "kvk": "12345678", "loa": "hoog"} }, says: "niet gelukt"},
		"company with too low a level":        {means: "eherkenning", spoil: func(b *broker) { b.claims = map[string]any{"sub": "x", "kvk": "12345678", "loa": "eh2"} }, says: "niveau EH3 of hoger"},
		"answer to a question that we forgot": {spoil: func(b *broker) { b.reply = url.Values{"state": {"never-asked"}, "code": {"right"}} }, says: "niet gelukt"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			br := newBroker(t)
			c.spoil(br)
			st := br.brokered(t, postkamer.Je)
			b := st.browser(t)
			b.post("/tozo", nil)
			b.post("/tozo/kort", anApplication(st.now)[0].fields)
			means := c.means
			if means == "" {
				means = "digid"
			}
			at := b.get("/tozo/inloggen?met=" + means + "&verder=ja")
			doc := at.page(t)
			if got := text(doc, ".pk-flash"); !strings.Contains(got, c.says) {
				t.Errorf("says %q at %s", got, at.Request.URL)
			}
			if strings.Contains(at.body, "Ingelogd") || at.StatusCode != http.StatusOK || strings.Contains(st.log.String(), "99999") {
				t.Errorf("%d, logged in or logged: %s", at.StatusCode, st.log.String())
			}
			if name != "answer to a question that we forgot" && (at.Request.URL.Path != "/tozo/wie" || doc.Find(`a[href*="/inloggen?met=digid"]`).Length() != 1) {
				t.Errorf("is at %s, without both ways on", at.Request.URL.Path)
			}
			if got := b.post("/tozo/wie", anApplication(st.now)[1].fields).Request.URL.Path; got != "/tozo/wat" {
				t.Errorf("going on without leads to %s", got)
			}
		})
	}
}

func TestRightAnswersOfABroker(t *testing.T) {
	for name, spoil := range map[string]func(b *broker){
		"all in the token":              func(*broker) {},
		"number with a leading zero":    func(b *broker) { b.claims["bsn"] = "012345672" },
		"number only at the userinfo":   func(b *broker) { delete(b.claims, "bsn"); b.more = map[string]any{"sub": "x", "bsn": "999990019"} },
		"level as a SAML class":         func(b *broker) { b.claims["loa"] = "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract" },
		"level in acr":                  func(b *broker) { delete(b.claims, "loa"); b.claims["acr"] = "substantieel" },
		"birth date that is half known": func(b *broker) { b.claims["birthdate"] = "1968-00-00" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			br := newBroker(t)
			spoil(br)
			st := br.brokered(t, postkamer.U)
			b := st.browser(t)
			at := b.get("/tozo/inloggen?met=digid")
			if at.Request.URL.Path != "/tozo/kort" || !strings.Contains(text(at.page(t), "main"), "Ingelogd met DigiD") {
				t.Fatalf("is at %s: %s", at.Request.URL, text(at.page(t), "main"))
			}
			if br.asked.Get("prompt") != "login" || br.asked.Get("code_challenge_method") != "S256" || br.asked.Get("scope") != "openid" {
				t.Errorf("the broker was asked %v", br.asked)
			}
			if got := at.Header.Get("Content-Security-Policy"); !strings.Contains(got, "form-action 'self' "+br.URL+";") {
				t.Errorf("policy %s", got)
			}
			at = b.post("/tozo/kort", anApplication(st.now)[0].fields)
			if doc := at.page(t); at.Request.URL.Path != "/tozo/wie" || doc.Find("#geboren-dag").Length() != 1 || doc.Find("#bsn").Length() != 0 {
				t.Errorf("is at %s: %s", at.Request.URL.Path, text(doc, "main"))
			}
			b.follow = false
			if got := b.post("/tozo/uitloggen", nil).Header.Get("Location"); !strings.HasPrefix(got, br.URL+"/logout?") {
				t.Errorf("logging out leads to %s", got)
			}
		})
	}
}

func TestBrokerDownLeavesTheFormAsItWas(t *testing.T) {
	br := newBroker(t)
	st := br.brokered(t, postkamer.Je)
	br.Close()
	b := st.browser(t)
	at := b.get("/verhuizing/inloggen?met=digid")
	if at.Request.URL.Path != "/verhuizing" || !strings.Contains(text(at.page(t), ".pk-flash"), "lukt nu niet") {
		t.Errorf("is at %s: %s", at.Request.URL.Path, text(at.page(t), "main"))
	}
	b.fill("verhuizing", aMove(st.now))
	if reference := text(b.post("/verhuizing/nakijken", declare).page(t), "strong.pk-tel"); reference == "" {
		t.Error("the form cannot be sent")
	}
}

func TestAnswerOfABrokerCountsOnce(t *testing.T) {
	br := newBroker(t)
	st := br.brokered(t, postkamer.Je)
	b := st.browser(t)
	b.get("/verhuizing/inloggen?met=digid")
	again := b.get(citizenCallbackPath + "?code=right&state=" + br.asked.Get("state"))
	if again.Request.URL.Path != "/" || !strings.Contains(text(again.page(t), ".pk-flash"), "niet gelukt") {
		t.Errorf("is at %s: %s", again.Request.URL, text(again.page(t), "main"))
	}
	stranger := st.browser(t)
	b.get("/verhuizing/inloggen?met=digid")
	b.follow = false
	b.get("/verhuizing/inloggen?met=digid")
	if got := stranger.get(citizenCallbackPath + "?code=right&state=" + br.asked.Get("state")); got.Request.URL.Path != "/" {
		t.Errorf("a stranger's browser takes the answer: %s", got.Request.URL)
	}
}
