package devlogin

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

func TestRefusesAllButTheEmbeddedRun(t *testing.T) {
	for name, c := range map[string]struct {
		cfg  Config
		want error
	}{
		"embedded on this computer":     {Config{Embedded: true, BaseURL: "http://127.0.0.1:8080"}, nil},
		"embedded, by name":             {Config{Embedded: true, BaseURL: "http://localhost:8080"}, nil},
		"embedded, IPv6":                {Config{Embedded: true, BaseURL: "http://[::1]:8080"}, nil},
		"not embedded":                  {Config{BaseURL: "http://127.0.0.1:8080"}, ErrNotEmbedded},
		"at an address of a network":    {Config{Embedded: true, BaseURL: "http://192.168.1.2:8080"}, ErrNotEmbedded},
		"at a name that looks like one": {Config{Embedded: true, BaseURL: "http://localhost.evil.example"}, ErrNotEmbedded},
		"without address":               {Config{Embedded: true}, ErrNotEmbedded},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := New(c.cfg); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

// desk is a provider on a real port, with the service's side of the talk.
type desk struct {
	*Provider
	now      time.Time
	client   *http.Client
	verifier string
	config   oauth2.Config
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	front := httptest.NewUnstartedServer(nil)
	d := &desk{now: time.Now(), verifier: oauth2.GenerateVerifier()}
	var err error
	base := "http://" + front.Listener.Addr().String()
	if d.Provider, err = New(Config{Embedded: true, BaseURL: base, Now: func() time.Time { return d.now }}); err != nil {
		t.Fatal(err)
	}
	front.Config.Handler = d.Handler()
	front.Start()
	t.Cleanup(front.Close)
	d.client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	found, err := oidc.NewProvider(t.Context(), d.Issuer())
	if err != nil {
		t.Fatal(err)
	}
	d.config = oauth2.Config{Endpoint: found.Endpoint(), RedirectURL: base + "/inloggen/klaar", Scopes: []string{"openid"}}
	d.config.ClientID, d.config.ClientSecret = d.Client()
	return d
}

// code logs Tom in and returns the code that the service would get.
func (d *desk) code(t *testing.T) string {
	t.Helper()
	resp := d.send(t, "GET", d.config.AuthCodeURL("state", oidc.Nonce("nonce"), oauth2.S256ChallengeOption(d.verifier)), nil)
	if resp.StatusCode != 200 {
		t.Fatalf("authorize: %d", resp.StatusCode)
	}
	d.mu.Lock()
	form := url.Values{"person": {"demo-tom"}}
	for number := range d.asked {
		form.Set("request", number)
	}
	d.mu.Unlock()
	back, err := url.Parse(d.send(t, "POST", d.Issuer()+"/choose", form).Header.Get("Location"))
	if err != nil || back.Query().Get("state") != "state" {
		t.Fatalf("no way back with our state: %v %v", back, err)
	}
	return back.Query().Get("code")
}

func (d *desk) send(t *testing.T, method, address string, form url.Values) *http.Response {
	t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := d.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp
}

func TestCodeBecomesAnIdentityOnce(t *testing.T) {
	d := newDesk(t)
	code := d.code(t)
	token, err := d.config.Exchange(t.Context(), code, oauth2.VerifierOption(d.verifier))
	if err != nil {
		t.Fatal(err)
	}
	found, err := oidc.NewProvider(t.Context(), d.Issuer())
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := token.Extra("id_token").(string)
	identity, err := found.Verifier(&oidc.Config{ClientID: d.config.ClientID}).Verify(t.Context(), raw)
	if err != nil || identity.Subject != "demo-tom" || identity.Nonce != "nonce" {
		t.Fatalf("got %+v, %v", identity, err)
	}
	info, err := found.UserInfo(t.Context(), oauth2.StaticTokenSource(token))
	if err != nil || info.Subject != "demo-tom" {
		t.Errorf("userinfo: %+v, %v", info, err)
	}
	if _, err := d.config.Exchange(t.Context(), code, oauth2.VerifierOption(d.verifier)); !refused(err, "invalid_grant") {
		t.Errorf("the second time: got %v, want invalid_grant", err)
	}
}

func refused(err error, code string) bool { return err != nil && strings.Contains(err.Error(), code) }

func TestCodeIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(d *desk)
		want  string
	}{
		"after its minute":           {func(d *desk) { d.now = d.now.Add(61 * time.Second) }, "invalid_grant"},
		"with another PKCE verifier": {func(d *desk) { d.verifier = oauth2.GenerateVerifier() }, "invalid_grant"},
		"without PKCE verifier":      {func(d *desk) { d.verifier = "" }, "invalid_grant"},
		"for another address":        {func(d *desk) { d.config.RedirectURL += "/x" }, "invalid_grant"},
		"for another client":         {func(d *desk) { d.config.ClientID = "somebody" }, "invalid_client"},
		"with a wrong secret":        {func(d *desk) { d.config.ClientSecret = "x" }, "invalid_client"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			code := d.code(t)
			c.spoil(d)
			if _, err := d.config.Exchange(t.Context(), code, oauth2.VerifierOption(d.verifier)); !refused(err, c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestWrongQuestionsGetNoCode(t *testing.T) {
	d := newDesk(t)
	right := d.config.AuthCodeURL("state", oidc.Nonce("nonce"), oauth2.S256ChallengeOption(d.verifier))
	for name, c := range map[string]struct {
		key, value string
		status     int // 400 stays here, 303 goes back with an error
	}{
		"another address":         {"redirect_uri", "https://evil.example/", 400},
		"an address with more":    {"redirect_uri", d.config.RedirectURL + "?x=1", 400},
		"another client":          {"client_id", "somebody", 400},
		"no PKCE":                 {"code_challenge", "", 303},
		"plain PKCE":              {"code_challenge_method", "plain", 303},
		"no nonce":                {"nonce", "", 303},
		"no state":                {"state", "", 303},
		"a token straight away":   {"response_type", "id_token", 303},
		"a challenge of no shape": {"code_challenge", "short", 303},
	} {
		t.Run(name, func(t *testing.T) {
			u, _ := url.Parse(right)
			q := u.Query()
			q.Set(c.key, c.value)
			u.RawQuery = q.Encode()
			resp := d.send(t, "GET", u.String(), nil)
			to := resp.Header.Get("Location")
			if resp.StatusCode != c.status || strings.Contains(to, "code=") || c.status == 400 && to != "" || c.status == 303 && !strings.Contains(to, "error=invalid_request") {
				t.Errorf("got %d to %q", resp.StatusCode, to)
			}
		})
	}
}

func TestChoosingIsRefused(t *testing.T) {
	d := newDesk(t)
	d.send(t, "GET", d.config.AuthCodeURL("state", oidc.Nonce("nonce"), oauth2.S256ChallengeOption(d.verifier)), nil)
	var number string
	for n := range d.asked {
		number = n
	}
	for name, form := range map[string]url.Values{
		"somebody who is not there": {"request": {number}, "person": {"root"}},
		"a request used before":     {"request": {number}, "person": {"demo-tom"}},
		"a request never made":      {"request": {"x"}, "person": {"demo-tom"}},
	} {
		if name == "a request used before" {
			d.send(t, "POST", d.Issuer()+"/choose", form)
		}
		if resp := d.send(t, "POST", d.Issuer()+"/choose", form); resp.StatusCode != 400 {
			t.Errorf("%s: got %d to %q", name, resp.StatusCode, resp.Header.Get("Location"))
		}
	}
}

func TestMemoryIsBounded(t *testing.T) {
	kept := map[string]bool{}
	for i := range 3 * maxKept {
		makeRoom(kept, func(bool) bool { return false })
		kept[fmt.Sprint(i)] = true
	}
	if len(kept) > maxKept {
		t.Errorf("%d kept", len(kept))
	}
}
