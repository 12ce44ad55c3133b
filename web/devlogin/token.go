package devlogin

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"postkamer"
)

// claims are what the provider says about a person.
type claims struct {
	jwt.Claims
	Nonce  string            `json:"nonce,omitempty"`
	Name   string            `json:"name"`
	Roles  []postkamer.Role  `json:"roles"`
	Queues []postkamer.Queue `json:"queues,omitempty"`
	AMR    []string          `json:"amr,omitempty"`
	Email  string            `json:"email,omitempty"`
}

// discovery tells the service where everything is (OpenID Connect Discovery 1.0).
func (p *Provider) discovery(w http.ResponseWriter, r *http.Request) {
	about := map[string]any{
		"issuer":                                p.issuer,
		"authorization_endpoint":                p.issuer + "/authorize",
		"token_endpoint":                        p.issuer + "/token",
		"userinfo_endpoint":                     p.issuer + "/userinfo",
		"jwks_uri":                              p.issuer + "/jwks",
		"response_types_supported":              []string{"code"},
		"subject_types_supported":               []string{"public"},
		"id_token_signing_alg_values_supported": []string{string(jose.ES256)},
		"code_challenge_methods_supported":      []string{"S256"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post"},
		"scopes_supported":                      []string{"openid", "profile"},
	}
	if p.path == CitizenPath {
		about["end_session_endpoint"] = p.issuer + "/logout"
	}
	answer(w, http.StatusOK, about)
}

// jwks publishes the key that identities are signed with.
func (p *Provider) jwks(w http.ResponseWriter, r *http.Request) {
	answer(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{
		{Key: &p.key.PublicKey, KeyID: keyID, Algorithm: string(jose.ES256), Use: "sig"},
	}})
}

// token changes a code for an identity. A code is used up by the first try,
// right or wrong.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	if !p.isClient(r) {
		refuse(w, http.StatusUnauthorized, "invalid_client")
		return
	}
	if r.PostFormValue("grant_type") != "authorization_code" {
		refuse(w, http.StatusBadRequest, "unsupported_grant_type")
		return
	}
	g, ok := take(&p.mu, p.codes, r.PostFormValue("code"))
	if !ok || p.now().After(g.until) || r.PostFormValue("redirect_uri") != p.redirect || !g.proves(r.PostFormValue("code_verifier")) {
		refuse(w, http.StatusBadRequest, "invalid_grant")
		return
	}
	identity, err := p.sign(g)
	if err != nil {
		refuse(w, http.StatusInternalServerError, "server_error")
		return
	}
	answer(w, http.StatusOK, map[string]any{
		"access_token": p.accessToken(g), "token_type": "Bearer", "expires_in": int(tokenLife.Seconds()), "id_token": identity,
	})
}

// isClient checks the service's own identity, in the header or in the form.
func (p *Provider) isClient(r *http.Request) bool {
	id, secret, inHeader := r.BasicAuth()
	if inHeader {
		id, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(secret)
	} else {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	return id == p.id && subtle.ConstantTimeCompare([]byte(secret), []byte(p.secret)) == 1
}

// proves tells whether the verifier belongs to the challenge of the request.
func (g grant) proves(verifier string) bool {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:]) == g.challenge
}

// sign makes the identity.
func (p *Provider) sign(g grant) (string, error) {
	now, extra := p.now(), g.person.Claims
	if extra == nil {
		extra = map[string]any{}
	}
	return jwt.Signed(p.signer).Claims(claims{
		Claims: jwt.Claims{
			Issuer: p.issuer, Subject: g.person.Subject, Audience: jwt.Audience{p.id},
			IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(tokenLife)),
		},
		Nonce: g.nonce, Name: g.person.Name, Roles: g.person.Roles, Queues: g.person.Queues, AMR: []string{"demo"}, Email: g.person.Email,
	}).Claims(extra).Serialize()
}

// accessToken makes a token that opens userinfo for a while.
func (p *Provider) accessToken(g grant) string {
	token := rand.Text()
	g.until = p.now().Add(tokenLife)
	p.mu.Lock()
	defer p.mu.Unlock()
	makeRoom(p.tokens, func(g grant) bool { return p.now().After(g.until) })
	p.tokens[token] = g
	return token
}

// userinfo says who an access token belongs to.
func (p *Provider) userinfo(w http.ResponseWriter, r *http.Request) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	p.mu.Lock()
	g, ok := p.tokens[token]
	p.mu.Unlock()
	if !ok || p.now().After(g.until) {
		refuse(w, http.StatusUnauthorized, "invalid_token")
		return
	}
	answer(w, http.StatusOK, claims{Claims: jwt.Claims{Subject: g.person.Subject}, Name: g.person.Name, Roles: g.person.Roles, Queues: g.person.Queues})
}

// refuse answers with an error of OAuth 2.0.
func refuse(w http.ResponseWriter, status int, code string) {
	answer(w, status, map[string]string{"error": code})
}

// answer writes JSON that nobody may keep.
func answer(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // an error is a visitor who left
}
