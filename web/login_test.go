package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"postkamer"
	"postkamer/web/devlogin"
)

// workSite is a site with a page for every role at /proef.
func workSite(t *testing.T, change func(*Config)) *site {
	st := newStoredSite(t, change)
	st.staff("GET /proef", func(w http.ResponseWriter, r *http.Request) error {
		return st.render(w, r, "home", http.StatusOK, homePage{Page: st.page(r, "Mijn werk")})
	}, everyRole()...)
	return st
}

// choose picks a person on the provider's page.
func (b *browser) choose(page answer, subject string) answer {
	b.t.Helper()
	doc := page.page(b.t)
	number, ok := doc.Find("input[name=request]").Attr("value")
	if !ok {
		b.t.Fatalf("no page to choose a person: %d %s", page.StatusCode, page.body)
	}
	action, _ := doc.Find("form").Attr("action")
	return b.post(action, url.Values{"request": {number}, "person": {subject}})
}

func TestTheDemonstrationShowsThatQueuesDecide(t *testing.T) {
	var sights []string
	for _, who := range devlogin.People() {
		for _, q := range who.Queues {
			if queueNames[q] == "" {
				t.Errorf("%s works %q, which is no queue", who.Name, q)
			}
		}
		if sight := fmt.Sprint(who.Queues); slices.Contains(who.Roles, postkamer.Caseworker) && !slices.Contains(sights, sight) {
			sights = append(sights, sight)
		}
	}
	if len(sights) < 3 {
		t.Errorf("caseworkers see %v: want one of all queues and two of their own", sights)
	}
}

func TestEverybodyOfTheDemonstrationCanLogIn(t *testing.T) {
	st := workSite(t, func(c *Config) { c.Login.QueuesClaim = "queues" })
	for _, who := range devlogin.People() {
		t.Run(who.Name, func(t *testing.T) {
			b := st.browser(t)
			choices := b.get("/proef?map=2")
			if !strings.Contains(text(choices.page(t), "body"), "Proefomgeving") {
				t.Error("the page does not say that this is a demonstration")
			}
			got := b.choose(choices, who.Subject)
			if got.StatusCode != 200 || got.Request.URL.RequestURI() != "/proef?map=2" {
				t.Fatalf("got %d at %s, want the page that was asked for", got.StatusCode, got.Request.URL)
			}
			if name := text(got.page(t), ".pk-user p"); name != who.Name {
				t.Errorf("logged in as %q, want %q", name, who.Name)
			}
			var roles []postkamer.Role
			var queues []postkamer.Queue
			err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT roles, queues FROM people WHERE subject = $1`, who.Subject).Scan(&roles, &queues)
			if err != nil || !slices.Equal(roles, who.Roles) || !slices.Equal(queues, who.Queues) {
				t.Errorf("the database has roles %v and queues %v, want %v and %v: %v", roles, queues, who.Roles, who.Queues, err)
			}
		})
	}
}

func TestLoginGivesANewTokenAndLogoutEndsIt(t *testing.T) {
	st := workSite(t, nil)
	b := st.browser(t)
	home, _ := url.Parse(st.url)
	choices := b.get("/proef")
	before := b.client.Jar.Cookies(home)[0].Value
	b.choose(choices, "demo-tom")
	after := b.client.Jar.Cookies(home)[0]
	if before == after.Value {
		t.Error("the token from before the login still works")
	}
	b.follow = false
	got := b.post(logoutPath, nil)
	if got.StatusCode != 303 || !strings.Contains(got.Header.Get("Clear-Site-Data"), `"storage"`) {
		t.Errorf("got %d, Clear-Site-Data %q", got.StatusCode, got.Header.Get("Clear-Site-Data"))
	}
	thief := st.browser(t)
	thief.follow = false
	thief.client.Jar.SetCookies(home, []*http.Cookie{{Name: after.Name, Value: after.Value}})
	if got := thief.get("/proef"); got.StatusCode != 303 {
		t.Errorf("a token from before the logout still works: %d", got.StatusCode)
	}
}

func TestSessionCookieIsStrict(t *testing.T) {
	for _, c := range []struct {
		name, base, want string
		secure           bool
	}{
		{"over https", "https://post.example.nl", "__Host-postkamer", true},
		{"on this computer", "", "postkamer", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			st := newSite(t, func(cfg *Config) {
				cfg.Secure = c.secure
				if c.base != "" {
					cfg.BaseURL = c.base
				}
			})
			r := httptest.NewRequest("GET", st.base.String()+loginPath, nil)
			w := httptest.NewRecorder()
			st.ServeHTTP(w, r)
			cookies := w.Result().Cookies()
			if len(cookies) != 1 {
				t.Fatalf("got %d cookies, status %d", len(cookies), w.Code)
			}
			got := cookies[0]
			if got.Name != c.want || got.Secure != c.secure || !got.HttpOnly || got.SameSite != http.SameSiteLaxMode || got.Path != "/" || got.Domain != "" || got.MaxAge != 0 {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// A login is refused when something about the answer is not ours. Each case
// spoils one thing between the browser, the provider and us.
func TestLoginIsRefused(t *testing.T) {
	spoil := func(address, name, value string) string {
		u, _ := url.Parse(address)
		q := u.Query()
		q.Set(name, value)
		u.RawQuery = q.Encode()
		return u.String()
	}
	for name, c := range map[string]struct {
		change   func(*Config)
		question func(st *site, address string) string // what the browser takes to the provider
		reply    func(st *site, address string) string // what it brings back
	}{
		"wrong nonce":             {question: func(_ *site, a string) string { return spoil(a, "nonce", "not-ours") }},
		"wrong PKCE challenge":    {question: func(_ *site, a string) string { return spoil(a, "code_challenge", strings.Repeat("A", 43)) }},
		"missing PKCE":            {question: func(_ *site, a string) string { return spoil(a, "code_challenge", "") }},
		"plain PKCE":              {question: func(_ *site, a string) string { return spoil(a, "code_challenge_method", "plain") }},
		"wrong state":             {reply: func(_ *site, a string) string { return spoil(a, "state", "not-ours") }},
		"no state":                {reply: func(_ *site, a string) string { return spoil(a, "state", "") }},
		"wrong code":              {reply: func(_ *site, a string) string { return spoil(a, "code", "not-ours") }},
		"the provider refused":    {reply: func(_ *site, a string) string { return spoil(spoil(a, "code", ""), "error", "access_denied") }},
		"code of two minutes ago": {reply: func(st *site, a string) string { st.now = st.now.Add(2 * time.Minute); return a }},
		"begun an hour ago":       {reply: func(st *site, a string) string { st.now = st.now.Add(time.Hour); return a }},
		"other acr than asked":    {change: func(c *Config) { c.Login.ACR = "urn:mfa" }},
		"other amr than asked":    {change: func(c *Config) { c.Login.AMR = []string{"mfa"} }},
		"other client's secret":   {change: func(c *Config) { c.Login.ClientSecret = "wrong" }},
	} {
		t.Run(name, func(t *testing.T) {
			st := workSite(t, c.change)
			b := st.browser(t)
			b.follow = false
			address := b.get(loginPath).Header.Get("Location")
			if c.question != nil {
				address = c.question(st, address)
			}
			back := b.get(address)
			if back.StatusCode == 200 {
				back = b.choose(back, "demo-tom")
			}
			address = back.Header.Get("Location")
			if c.reply != nil {
				address = c.reply(st, address)
			}
			got := b.get(address)
			if got.StatusCode != http.StatusUnauthorized || text(got.page(t), "h1") != "Inloggen is niet gelukt" {
				t.Errorf("got %d %q, want 401", got.StatusCode, text(got.page(t), "h1"))
			}
			if again := b.get("/proef"); again.StatusCode != 303 {
				t.Errorf("somebody is logged in all the same: %d", again.StatusCode)
			}
		})
	}
}

func TestAnswerOfTheProviderWorksOnce(t *testing.T) {
	st := workSite(t, nil)
	b := st.browser(t)
	b.follow = false
	address := b.choose(b.get(b.get(loginPath).Header.Get("Location")), "demo-tom").Header.Get("Location")
	if got := b.get(address); got.StatusCode != 303 {
		t.Fatalf("first time: %d", got.StatusCode)
	}
	if got := b.get(address); got.StatusCode != http.StatusUnauthorized {
		t.Errorf("second time: %d, want 401", got.StatusCode)
	}
	other := st.browser(t)
	if got := other.get(address); got.StatusCode != http.StatusUnauthorized {
		t.Errorf("in another browser: %d, want 401", got.StatusCode)
	}
}

func TestLoginGoesOnlyToOwnPages(t *testing.T) {
	for next, want := range map[string]string{
		"/werk": "/werk", "/zaak/12?veld=1": "/zaak/12?veld=1", "": "/",
		"https://evil.example": "/", "//evil.example/x": "/", `/\evil.example`: "/", "werk": "/", "javascript:alert(1)": "/",
		"/inloggen?verder=/inloggen": "/", "/uitloggen": "/", "/%zz": "/", "/a\nb": "/",
	} {
		if got := localPath(next); got != want {
			t.Errorf("%q: got %q, want %q", next, got, want)
		}
	}
}

func TestLoginBeginsAtTheBaseAddress(t *testing.T) {
	st := newSite(t, nil)
	b := st.browser(t)
	b.follow = false
	r, _ := http.NewRequest("GET", st.url+"/inloggen?verder=/werk", nil)
	r.Host = "localhost:" + st.base.Port()
	if got := b.do(r).Header.Get("Location"); got != st.url+"/inloggen?verder=%2Fwerk" {
		t.Errorf("got %q: the cookie of localhost does not come back to 127.0.0.1", got)
	}
}

func TestProviderThatIsDownStopsNothingButLogin(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	st := newSite(t, func(c *Config) { c.Login.Issuer = gone.URL })
	if got := st.browser(t).get("/"); got.StatusCode != 200 {
		t.Errorf("the start page: %d", got.StatusCode)
	}
	got := st.browser(t).get(loginPath)
	if got.StatusCode != 503 || text(got.page(t), "h1") != "Inloggen lukt nu niet" || got.Header.Get("Retry-After") == "" {
		t.Errorf("got %d %q", got.StatusCode, text(got.page(t), "h1"))
	}
}

func TestRolesComeFromTheProvider(t *testing.T) {
	own := LoginConfig{RoleNames: map[string]postkamer.Role{"GG-Post-Scan": postkamer.Operator}}
	for _, c := range []struct {
		name   string
		claims map[string]any
		claim  string
		want   string
	}{
		{"our own names", map[string]any{"roles": []any{"caseworker", "caller"}}, "roles", "caseworker caller"},
		{"the Dutch words", map[string]any{"roles": []any{"Behandelaar", "teamleider"}}, "roles", "caseworker teamlead"},
		{"one role as text", map[string]any{"roles": "beller"}, "roles", "caller"},
		{"nested", map[string]any{"realm_access": map[string]any{"roles": []any{"beheerder"}}}, "realm_access.roles", "admin"},
		{"a claim with dots in its name", map[string]any{"https://post.nl/roles": []any{"admin"}}, "https://post.nl/roles", "admin"},
		{"names of the municipality", map[string]any{"groups": []any{"GG-Post-Scan", "GG-Alles"}}, "groups", "operator"},
		{"twice the same", map[string]any{"roles": []any{"operator", "scanmedewerker"}}, "roles", "operator"},
		{"nothing of ours", map[string]any{"roles": []any{"root", 7, nil}}, "roles", ""},
		{"no claim at all", map[string]any{}, "roles", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, role := range own.roles(claimList(c.claims, c.claim)) {
				got = append(got, string(role))
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestPersonWithoutRoleIsToldWhomToAsk(t *testing.T) {
	st := workSite(t, func(c *Config) { c.Login.RolesClaim = "groups" })
	b := st.browser(t)
	got := b.choose(b.get("/proef"), "demo-tom")
	if got.StatusCode != 403 || text(got.page(t), "h1") != "U hebt hier nog geen rol" {
		t.Errorf("got %d %q", got.StatusCode, text(got.page(t), "h1"))
	}
}

func TestSessionThatWasEndedStaysEnded(t *testing.T) {
	st := newStoredSite(t, nil)
	began, finish := make(chan bool), make(chan bool)
	st.staff("GET /traag", func(w http.ResponseWriter, r *http.Request) error {
		began <- true
		<-finish
		st.flash(r, FlashOK, "Klaar.")
		return nil
	}, postkamer.Caseworker)
	b := st.as(t, postkamer.Caseworker)
	b.follow = false
	done := make(chan bool)
	go func() { b.get("/traag"); done <- true }()
	<-began
	home, _ := url.Parse(st.url)
	cookie := b.client.Jar.Cookies(home)[0]
	b.post(logoutPath, nil)
	finish <- true
	<-done
	thief := st.browser(t)
	thief.follow = false
	thief.client.Jar.SetCookies(home, []*http.Cookie{{Name: cookie.Name, Value: cookie.Value}})
	if got := thief.get("/traag"); got.StatusCode != 303 {
		t.Errorf("a slow request brought the session back: %d", got.StatusCode)
	}
}

func TestRequestThatChangesNothingWritesNothing(t *testing.T) {
	st := newStoredSite(t, nil)
	b := st.as(t, postkamer.Admin)
	expiry := func() (at time.Time) {
		if err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT expiry FROM sessions`).Scan(&at); err != nil {
			t.Fatal(err)
		}
		return at
	}
	b.get("/toegankelijkheid")
	first := expiry()
	b.get("/toegankelijkheid")
	if !expiry().Equal(first) {
		t.Error("a page opened at once after another wrote the session")
	}
	st.now = st.now.Add(2 * time.Minute)
	b.get("/toegankelijkheid")
	if !expiry().After(first) {
		t.Error("somebody at work would be logged out")
	}
}

// TestADatabaseThatHangsHoldsUpNoSession: who asks for a session waits no longer than the
// request may.
func TestADatabaseThatHangsHoldsUpNoSession(t *testing.T) {
	st := newStoredSite(t, nil)
	tx, err := st.cfg.Store.Pool().Begin(t.Context())
	if err == nil {
		_, err = tx.Exec(t.Context(), `LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE`)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(t.Context())) }()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	loaded := make(chan error, 1)
	go func() {
		_, err := st.sessions.Load(ctx, "token")
		loaded <- err
	}()
	select {
	case err := <-loaded:
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("it is %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Error("it still waits, long after the request was over")
	}
}

func TestLoginSweepsUpOldSessions(t *testing.T) {
	st := workSite(t, nil)
	pool := st.cfg.Store.Pool()
	if _, err := pool.Exec(t.Context(), `INSERT INTO sessions (token, data, expiry) VALUES ('old', '{}', now() - interval '1 second'), ('new', '{}', now() + interval '1 hour')`); err != nil {
		t.Fatal(err)
	}
	b := st.browser(t)
	b.choose(b.get("/proef"), "demo-tom")
	var left []string
	if err := pool.QueryRow(t.Context(), `SELECT array_agg(token) FROM sessions WHERE token IN ('old', 'new')`).Scan(&left); err != nil || !slices.Equal(left, []string{"new"}) {
		t.Errorf("left are %v, want new only: %v", left, err)
	}
}

func TestDatabaseHoldsNoTokens(t *testing.T) {
	st := newStoredSite(t, nil)
	b := st.as(t, postkamer.Admin)
	home, _ := url.Parse(st.url)
	var n int
	err := st.cfg.Store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM sessions WHERE token <> $1`, b.client.Jar.Cookies(home)[0].Value).Scan(&n)
	if err != nil || n != 1 {
		t.Errorf("%d sessions under another token than the browser's, want 1: %v", n, err)
	}
}

func TestSessionEndsByItself(t *testing.T) {
	st := newSite(t, nil)
	if st.sessions.IdleTimeout != time.Hour || st.sessions.Lifetime != 10*time.Hour || !st.sessions.HashTokenInStore {
		t.Errorf("idle %v, life %v, hashed %v", st.sessions.IdleTimeout, st.sessions.Lifetime, st.sessions.HashTokenInStore)
	}
}
