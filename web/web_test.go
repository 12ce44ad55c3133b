package web

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/alexedwards/scs/v2/memstore"

	"postkamer"
	"postkamer/store/storetest"
	"postkamer/web/devlogin"
)

// A site is a server on a real port with the development login, for tests.
type site struct {
	*Server
	url string
	log *lines
	now time.Time // the clock of server and provider
}

// lines collects what is logged.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

// withoutTime leaves the moment out of a line of the log: a test that asks whether a
// number of a citizen was logged would find it in nanoseconds now and then.
func withoutTime(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}

// newSite starts a server that needs no database: its sessions are in memory and
// nobody logs in through the provider. Change may alter its configuration.
func newSite(t *testing.T, change func(*Config)) *site {
	t.Helper()
	front := httptest.NewUnstartedServer(nil)
	st := &site{url: "http://" + front.Listener.Addr().String(), log: &lines{}, now: time.Now()}
	clock := func() time.Time { return st.now }
	dev, err := devlogin.New(devlogin.Config{Embedded: true, BaseURL: st.url, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{
		Log:          slog.New(slog.NewJSONHandler(st.log, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: withoutTime})),
		Municipality: postkamer.DefaultMunicipality(),
		DevLogin:     dev.Handler(),
		BaseURL:      st.url,
		Sessions:     memstore.NewWithCleanupInterval(0),
		Now:          clock,
	}
	cfg.Login.Issuer = dev.Issuer()
	cfg.Login.ClientID, cfg.Login.ClientSecret = dev.Client()
	if change != nil {
		change(&cfg)
	}
	st.Server, err = New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	front.Config.Handler = st.Server
	front.Start()
	t.Cleanup(func() { front.Close(); st.Close() })
	return st
}

// newStoredSite starts a server on a real database.
func newStoredSite(t *testing.T, change func(*Config)) *site {
	t.Helper()
	return newSite(t, func(cfg *Config) {
		cfg.Store, cfg.Sessions = storetest.Open(t), nil
		if change != nil {
			change(cfg)
		}
	})
}

// A browser keeps cookies and follows redirects only when asked.
type browser struct {
	t      *testing.T
	site   *site
	client *http.Client
	follow bool
}

func (st *site) browser(t *testing.T) *browser {
	jar, _ := cookiejar.New(nil)
	b := &browser{t: t, site: st, follow: true}
	b.client = &http.Client{Jar: jar, Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error {
		if b.follow {
			return nil
		}
		return http.ErrUseLastResponse
	}}
	return b
}

// as returns a browser in which somebody with the roles is logged in.
func (st *site) as(t *testing.T, roles ...postkamer.Role) *browser {
	t.Helper()
	b := st.browser(t)
	ctx, err := st.sessions.Load(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	st.put(ctx, personKey, postkamer.Person{ID: 7, Subject: "test", Name: "Test Medewerker", Roles: roles})
	token, _, err := st.sessions.Commit(ctx)
	if err != nil {
		t.Fatal(err)
	}
	home, _ := url.Parse(st.url)
	b.client.Jar.SetCookies(home, []*http.Cookie{{Name: st.sessions.Cookie.Name, Value: token, Path: "/"}})
	return b
}

// wakeUp is a person who comes back to a screen that has locked meanwhile.
func (b *browser) wakeUp() {
	b.t.Helper()
	home, _ := url.Parse(b.site.url)
	ctx, err := b.site.sessions.Load(b.t.Context(), b.client.Jar.Cookies(home)[0].Value)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := b.site.begin(ctx, b.site.sessionPerson(ctx)); err != nil {
		b.t.Fatal(err)
	}
	token, _, err := b.site.sessions.Commit(ctx)
	if err != nil {
		b.t.Fatal(err)
	}
	b.client.Jar.SetCookies(home, []*http.Cookie{{Name: b.site.sessions.Cookie.Name, Value: token, Path: "/"}})
}

// An answer is a whole response.
type answer struct {
	*http.Response
	body string
}

// page reads the answer as HTML.
func (a answer) page(t *testing.T) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func (b *browser) do(r *http.Request) answer {
	b.t.Helper()
	resp, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{resp, string(body)}
}

// address is path on the site, unless it is an address already.
func (b *browser) address(path string) string {
	if strings.HasPrefix(path, "http") {
		return path
	}
	return b.site.url + path
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	r, err := http.NewRequest("GET", b.address(path), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(r)
}

func (b *browser) post(path string, form url.Values) answer {
	b.t.Helper()
	r, err := http.NewRequest("POST", b.address(path), strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

// text returns the text under a CSS selector, with single spaces.
func text(doc *goquery.Document, selector string) string {
	return strings.Join(strings.Fields(doc.Find(selector).Text()), " ")
}
