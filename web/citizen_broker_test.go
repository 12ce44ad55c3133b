package web

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"postkamer"
	"postkamer/intake"
)

// A broker is a login provider for citizens of which a test decides every answer.
type broker struct {
	*httptest.Server
	key    *ecdsa.PrivateKey
	asked  url.Values     // of the last visit to the login page
	reply  url.Values     // what the browser brings back, besides the state
	claims map[string]any // of the token; nonce, iss, aud, exp, iat are filled in where they are missing
	more   map[string]any // of the userinfo
	sign   *ecdsa.PrivateKey
	status int  // of the token's address
	bare   bool // answer without an identity

	client   string // whom the identity is for
	secret   string // with which the code was changed
	verifier string // that came with the code
}

func newBroker(t *testing.T) *broker {
	t.Helper()
	b := &broker{client: "klant", reply: url.Values{"code": {"right"}}, status: http.StatusOK,
		claims: map[string]any{"sub": "x", "bsn": "999990019", "loa": "midden"}}
	b.key, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	b.sign = b.key
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", b.discovery)
	mux.HandleFunc("/jwks", func(w http.ResponseWriter, _ *http.Request) {
		b.json(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &b.key.PublicKey, KeyID: "k", Algorithm: "ES256", Use: "sig"}}})
	})
	mux.HandleFunc("/authorize", b.authorize)
	mux.HandleFunc("/token", b.token)
	mux.HandleFunc("/userinfo", func(w http.ResponseWriter, _ *http.Request) { b.json(w, b.more) })
	b.Server = httptest.NewServer(mux)
	t.Cleanup(b.Close)
	return b
}

func (b *broker) json(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}

func (b *broker) discovery(w http.ResponseWriter, _ *http.Request) {
	about := map[string]any{"issuer": b.URL, "authorization_endpoint": b.URL + "/authorize", "token_endpoint": b.URL + "/token",
		"jwks_uri": b.URL + "/jwks", "end_session_endpoint": b.URL + "/logout", "id_token_signing_alg_values_supported": []string{"ES256"}}
	if b.more != nil {
		about["userinfo_endpoint"] = b.URL + "/userinfo"
	}
	b.json(w, about)
}

func (b *broker) authorize(w http.ResponseWriter, r *http.Request) {
	b.asked = r.URL.Query()
	back := url.Values{"state": {b.asked.Get("state")}}
	maps.Copy(back, b.reply)
	http.Redirect(w, r, b.asked.Get("redirect_uri")+"?"+back.Encode(), http.StatusSeeOther)
}

func (b *broker) token(w http.ResponseWriter, r *http.Request) {
	now := time.Now()
	b.verifier = r.PostFormValue("code_verifier")
	if _, b.secret, _ = r.BasicAuth(); b.secret == "" {
		b.secret = r.PostFormValue("client_secret")
	}
	b.secret, _ = url.QueryUnescape(b.secret)
	claims := map[string]any{"iss": b.URL, "aud": b.client, "exp": now.Add(time.Minute).Unix(), "iat": now.Unix(), "nonce": b.asked.Get("nonce")}
	maps.Copy(claims, b.claims)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: b.sign, KeyID: "k"}}, nil)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	raw, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	answer := map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": raw}
	if b.bare {
		delete(answer, "id_token")
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(b.status)
	_ = json.NewEncoder(w).Encode(answer)
}

// brokered is a site whose citizens log in at the broker.
func (b *broker) brokered(t *testing.T, tone postkamer.Tone, change ...func(*Config)) *site {
	return newStoredSite(t, func(cfg *Config) {
		cfg.Desk = &intake.Desk{Store: cfg.Store}
		cfg.Municipality.Tone.Citizen = tone
		cfg.CitizenLogin = CitizenLogin{Issuer: b.URL, ClientID: "klant", ClientSecret: "geheim",
			Means: []postkamer.IdentityMeans{postkamer.MeansDigiD, postkamer.MeansEHerkenning}}
		for _, f := range change {
			f(cfg)
		}
	})
}

// challengeOf is the hash of a verifier as it stands in the address (RFC 7636, S256).
func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
