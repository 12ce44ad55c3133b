package devlogin

import (
	"crypto/rand"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"time"
)

// How long things live, and how many are kept: enough for a demonstration, and
// nobody can fill the memory.
const (
	askedLife = 10 * time.Minute
	codeLife  = time.Minute
	tokenLife = 5 * time.Minute
	maxKept   = 1000
)

// A request is a right question to log somebody in.
type request struct {
	state     string
	nonce     string
	challenge string // S256 of the PKCE verifier
	until     time.Time
}

// A grant is what a code or an access token stands for.
type grant struct {
	request
	person Person
	until  time.Time
}

// challengeForm is base64url of a SHA-256 (RFC 7636, 4.2).
var challengeForm = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)

//go:embed choose.html
var chooseHTML string

// chooseView is the page with the people to choose from.
type chooseView struct {
	Request  string // number of the request
	Action   string // path to post to
	Citizens bool
	People   []Person
}

// authorize shows the people to choose from. A wrong client or redirect address
// gets an answer here, never a redirect.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if query.Get("client_id") != p.id || query.Get("redirect_uri") != p.redirect {
		http.Error(w, "Deze aanvraag om in te loggen klopt niet. Begin opnieuw op de beginpagina.", http.StatusBadRequest)
		return
	}
	if wrong := wrongRequest(query); wrong != "" {
		p.back(w, r, url.Values{"error": {"invalid_request"}, "error_description": {wrong}, "state": {query.Get("state")}})
		return
	}
	number := rand.Text()
	p.mu.Lock()
	makeRoom(p.asked, func(a request) bool { return p.now().After(a.until) })
	p.asked[number] = request{query.Get("state"), query.Get("nonce"), query.Get("code_challenge"), p.now().Add(askedLife)}
	p.mu.Unlock()
	page := template.Must(template.New("choose").Parse(chooseHTML))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = page.Execute(w, chooseView{number, p.path + "/choose", p.path == CitizenPath, p.offered(query.Get("acr_values"))}) // an error is a visitor who left
}

// wrongRequest returns what is wrong with a request, "" when nothing is.
func wrongRequest(query url.Values) string {
	switch {
	case query.Get("response_type") != "code":
		return "response_type must be code"
	case query.Get("state") == "":
		return "state is missing"
	case query.Get("nonce") == "":
		return "nonce is missing"
	case query.Get("code_challenge_method") != "S256" || !challengeForm.MatchString(query.Get("code_challenge")):
		return "PKCE with S256 is needed"
	}
	return ""
}

// choose makes a code for the person who was chosen and sends it to the service.
func (p *Provider) choose(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4<<10)
	asked, found := take(&p.mu, p.asked, r.PostFormValue("request"))
	if found && r.PostFormValue("cancel") != "" {
		p.back(w, r, url.Values{"error": {"access_denied"}, "state": {asked.state}})
		return
	}
	who, ok := p.person(r.PostFormValue("person"))
	if !ok || !found || p.now().After(asked.until) {
		http.Error(w, "Dit duurde te lang. Ga naar de beginpagina en log opnieuw in.", http.StatusBadRequest)
		return
	}
	code := rand.Text()
	p.mu.Lock()
	makeRoom(p.codes, func(g grant) bool { return p.now().After(g.until) })
	p.codes[code] = grant{request: asked, person: who, until: p.now().Add(codeLife)}
	p.mu.Unlock()
	p.back(w, r, url.Values{"code": {code}, "state": {asked.state}})
}

// back sends the browser back to the service.
func (p *Provider) back(w http.ResponseWriter, r *http.Request, answer url.Values) {
	http.Redirect(w, r, fmt.Sprintf("%s?%s", p.redirect, answer.Encode()), http.StatusSeeOther)
}
