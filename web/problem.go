package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"postkamer"
	"postkamer/store"
)

// Errors of this package that have a page of their own.
var (
	errMalformed   = errors.New("request cannot be understood")
	errTooLarge    = errors.New("request too large")
	errMethod      = errors.New("method not allowed")
	errCrossOrigin = errors.New("request from another site")
	errHost        = errors.New("not our host")
	errUnavailable = errors.New("temporarily unavailable")
	errNoLogin     = errors.New("login provider does not answer")
	errLoginFailed = errors.New("login refused")
	errNoRole      = errors.New("person has no role")
	errBroken      = errors.New("internal error")
)

// A problem is how an error looks to a visitor.
type problem struct {
	err    error
	status int
	title  string // in both tones, see postkamer.Tone.Say
	text   string // what it means and what to do next, in both tones
	after  int    // seconds after which the browser may come back; 0 says nothing
	always bool   // the page is the same for everybody
}

// problems says for each known error its status and its words. The first that
// matches counts; an error that is not here is the last one.
var problems = []problem{
	{err: postkamer.ErrNotFound, status: 404, title: "Deze pagina is er niet",
		text: "De link klopt niet, of de pagina is weg. Ga naar de beginpagina en zoek vandaar verder."},
	{err: postkamer.ErrConflict, status: 409, title: "Een collega was {je|u} voor",
		text: "Iemand anders heeft dit net veranderd. Er is niets van {jou|u} opgeslagen. Ga terug, ververs de pagina en kijk hoe het nu staat."},
	{err: postkamer.ErrTooSlow, status: 503, title: "Dit zoeken duurt te lang",
		text: "Ga terug en maak de vraag kleiner: zet er een woord bij, of kies een soort of een periode."},
	{err: postkamer.ErrForbidden, status: 403, title: "Deze pagina is niet voor {jouw|uw} rol",
		text: "{Heb je|Hebt u} deze pagina nodig voor {je|uw} werk? Vraag het dan aan de teamleider. Een zaak van een andere werkvoorraad {vind je|vindt u} via Zoeken."},
	{err: errMalformed, status: 400, title: "Dit konden we niet lezen",
		text: "Er ging iets mis bij het versturen. Ga terug, ververs de pagina en probeer het nog een keer."},
	{err: errTooLarge, status: 413, title: "Dit is te groot om te versturen",
		text: "Er is niets opgeslagen. Stuur minder bestanden tegelijk, of maak de bestanden kleiner."},
	{err: errMethod, status: 405, title: "Dit kan hier niet",
		text: "Ga naar de beginpagina en zoek vandaar verder."},
	{err: errCrossOrigin, status: 403, title: "Dit verzoek kwam van een andere website",
		text: "Uit voorzorg doen we daar niets mee. Open onze website zelf en probeer het nog een keer."},
	{err: errHost, status: 421, title: "Dit adres is niet van ons",
		text: "Kijk of het adres in de browser klopt."},
	{err: errNoLogin, status: 503, title: "Inloggen lukt nu niet", after: 60,
		text: "De inlogdienst van de gemeente antwoordt niet. Er is niets verloren. Probeer het over een minuut nog een keer. Blijft het misgaan? Bel dan de servicedesk."},
	{err: errLoginFailed, status: 401, title: "Inloggen is niet gelukt",
		text: "Het inloggen duurde te lang of werd afgebroken. Kies Inloggen en probeer het nog een keer."},
	{err: errNoRole, status: 403, title: "{Je hebt|U hebt} hier nog geen rol",
		text: "{Je bent|U bent} ingelogd, maar {je|u} mag nog niets openen. Vraag de functioneel beheerder om een rol."},
	{err: errUnavailable, status: 503, title: "Het lukt nu even niet", after: 60,
		text: "Een onderdeel antwoordt niet. Wat al ontvangen was, is veilig. Probeer het over een minuut nog een keer."},
	{err: errTooMany, status: 429, title: "Even wachten", after: 20, always: true,
		text: "Er komen nu te veel verzoeken van {jouw|uw} apparaat of netwerk. Wacht een minuut. Ga daarna verder."},
	{err: errBusy, status: 503, title: "Het is nu erg druk", after: 10, always: true,
		text: "Er zijn nu te veel mensen tegelijk bezig. Wacht een minuut. Ga daarna verder. Wat {je|u} al verstuurde, is bij ons aangekomen."},
	{err: errBroken, status: 500, title: "Er ging iets mis bij ons",
		text: "Dit ligt niet aan {jou|u}. Probeer het nog een keer. Blijft het misgaan? Bel ons en noem het nummer hieronder."},
}

// known turns errors of libraries into one of ours.
func known(err error) error {
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return errTooLarge
	}
	if store.Unavailable(err) {
		return errUnavailable
	}
	if said := (*pgconn.PgError)(nil); errors.As(err, &said) && databaseAway(said.Code) {
		return errUnavailable
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) { // a server went away in the middle of its answer
		return errUnavailable
	}
	if network := net.Error(nil); errors.As(err, &network) || errors.Is(err, context.DeadlineExceeded) {
		return errUnavailable
	}
	return err
}

// databaseAway tells whether a code of PostgreSQL says that it stops, starts, or has no
// room, rather than that we asked something wrong.
func databaseAway(code string) bool {
	return strings.HasPrefix(code, "57P") || strings.HasPrefix(code, "08") || strings.HasPrefix(code, "53")
}

// problemOf returns how err looks to a visitor.
func problemOf(err error) problem {
	if errors.Is(err, postkamer.ErrUnavailable) { // whatever else it says: of a part that does not answer nothing is known
		err = errUnavailable
	}
	for _, as := range []error{err, known(err)} {
		for _, p := range problems {
			if errors.Is(as, p.err) {
				return p
			}
		}
	}
	return problems[len(problems)-1]
}

// problemPage is the page for an error.
type problemPage struct {
	Page
	Text     string
	Incident string // to name on the telephone; empty when nothing broke
	Login    bool   // offer to log in again
	Again    *again // what was filled in, to be sent again; nil: nothing
	Outage   bool   // a citizen cannot send anything now: say what is kept, and that terms wait
}

// fail answers with the page for err and keeps err for the log. When the answer
// has begun already there is nothing left to show.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	v := visiting(r)
	v.err = err
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // the visitor left
	}
	p := problemOf(err)
	if p.status >= 500 {
		v.incident = newIncident()
	}
	if p.after > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(p.after))
	}
	page := problemPage{Page: s.page(r, ""), Incident: v.incident, Login: p.status == http.StatusUnauthorized}
	page.Title, page.Text, page.Narrow = page.Say(p.title), page.Say(p.text), true
	page.Outage = errors.Is(p.err, errUnavailable) && !page.Staff && !v.forStaff()
	if p.status >= 500 || p.status == http.StatusTooManyRequests {
		page.Again = whatWasPosted(r)
	}
	if err := s.render(w, r, "problem", p.status, page); err != nil {
		incident := cmp.Or(v.incident, newIncident())
		s.log.ErrorContext(r.Context(), "error page", "err", err, "incident", incident)
		http.Error(w, "Er ging iets mis bij ons. Bel ons en noem nummer "+incident+".", http.StatusInternalServerError)
	}
}

// newIncident returns a number to name on the telephone: six of A-Z and 2-7, so
// that no digit can be taken for a letter.
func newIncident() string { return rand.Text()[:6] }
