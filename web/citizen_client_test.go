package web

import (
	"net/url"
	"strings"
	"testing"

	"postkamer"
)

// TestEachMeansHasItsClient holds that what a broker wants is done: a client for DigiD
// and another for eHerkenning, each with its own secret, at its own address.
func TestEachMeansHasItsClient(t *testing.T) {
	digid, companies := newBroker(t), newBroker(t)
	companies.client = "bedrijven"
	companies.claims = map[string]any{"sub": "x", "kvk": "12345678", "loa": "eh3"}
	st := digid.brokered(t, postkamer.Je, func(cfg *Config) {
		cfg.CitizenLogin.Clients = map[postkamer.IdentityMeans]CitizenClient{
			postkamer.MeansEHerkenning: {Issuer: companies.URL, ID: "bedrijven", Secret: "ander geheim"}}
	})
	for _, c := range []struct {
		means        string
		from         *broker
		client, says string
	}{
		{"digid", digid, "klant", "Ingelogd met DigiD"},
		{"eherkenning", companies, "bedrijven", "Ingelogd met eHerkenning"},
	} {
		b := st.browser(t)
		at := b.get("/tozo/inloggen?met=" + c.means)
		if got := text(at.page(t), "main"); !strings.Contains(got, c.says) {
			t.Fatalf("%s: is at %s: %s", c.means, at.Request.URL, got)
		}
		if c.from.asked.Get("client_id") != c.client || c.from.secret != c.from.wantSecret(c.client) {
			t.Errorf("%s: the broker was asked %v with secret %q", c.means, c.from.asked, c.from.secret)
		}
		b.follow = false
		to, _ := url.Parse(b.post("/tozo/uitloggen", nil).Header.Get("Location"))
		if !strings.HasPrefix(to.String(), c.from.URL+"/logout?") || to.Query().Get("client_id") != c.client || !strings.HasSuffix(to.Query().Get("post_logout_redirect_uri"), citizenGoodbyePath) {
			t.Errorf("%s: logging out leads to %s", c.means, to)
		}
	}
}

// wantSecret is what the municipality has with a client.
func (b *broker) wantSecret(client string) string {
	return map[string]string{"klant": "geheim", "bedrijven": "ander geheim"}[client]
}

// TestTheVerifierIsThatOfTheChallenge holds PKCE: the broker gets the text of which it
// was told the hash, and another one for every login.
func TestTheVerifierIsThatOfTheChallenge(t *testing.T) {
	br := newBroker(t)
	st := br.brokered(t, postkamer.Je)
	seen := map[string]bool{}
	for range 2 {
		st.browser(t).get("/tozo/inloggen?met=digid")
		if br.asked.Get("code_challenge") == "" || br.asked.Get("code_challenge") != challengeOf(br.verifier) {
			t.Errorf("challenge %q, verifier %q", br.asked.Get("code_challenge"), br.verifier)
		}
		for _, secret := range []string{"code_challenge", "state", "nonce"} {
			if value := br.asked.Get(secret); value == "" || seen[value] {
				t.Errorf("%s %q is empty or was used before", secret, value)
			}
			seen[br.asked.Get(secret)] = true
		}
	}
}
