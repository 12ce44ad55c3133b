package web

import (
	"net/http"
	"strings"
	"time"

	"postkamer"
	"postkamer/store"
)

// Addresses of the pages for what somebody sent or saved.
const (
	statusPath   = "/status"
	withdrawPath = "/intrekken"
	resumePath   = "/verder"
	savedPath    = "/bewaard"
)

func (s *Server) statusRoutes() {
	s.provenPage(askProof{Path: statusPath, Title: "Hoe staat het ermee?",
		Intro: []string{"Hier {zie je|ziet u} hoe ver wij zijn. Wij laten niet zien wat {je|u} hebt ingevuld."}}, s.statusPage)
}

// A statusPage tells a citizen how far we are: nothing of what was sent.
type statusPage struct {
	Page
	Reference string
	Heading   string   // where it is, in some words
	Text      []string // what that means and what to do
	Received  time.Time
	Due       time.Time // last day to decide; zero: not said
	More      []Link    // what else the citizen can do with it
	Forget    string    // address that ends looking
}

func (s *Server) statusPage(w http.ResponseWriter, r *http.Request, p store.Proven) error {
	st, err := s.cfg.Store.CitizenStatus(r.Context(), p.PieceID)
	if err != nil {
		return err
	}
	page := statusPage{Page: s.page(r, "Hoe staat het ermee?"), Reference: p.Reference, Received: st.ReceivedAt, Forget: statusPath + "/klaar"}
	page.Narrow = true
	heading, text, fill := s.statusWords(st, page.Tone)
	page.Heading = s.toCitizen(r, heading)
	for _, line := range text {
		page.Text = append(page.Text, s.toCitizen(r, line, fill...))
	}
	ended := st.State == postkamer.CaseDone || st.Withdrawn != ""
	if !ended {
		page.Due = st.DueOn
	}
	for _, link := range statusLinks {
		if link.Path == visitPath && !s.hasVisits() {
			continue
		}
		if s.mayOpen(link.Path, postkamer.Person{}) && (!ended || link.Path == callMePath) {
			link.Label = page.Say(link.Label)
			page.More = append(page.More, link)
		}
	}
	return s.render(w, r, "status", http.StatusOK, page)
}

// callMePath is where a citizen asks to be phoned.
const callMePath = "/belmij"

// statusLinks are what a citizen can do with what was sent; each shows once its page exists.
var statusLinks = []Link{
	{Path: "/nasturen", Label: "Stuur een bewijs na"},
	{Path: visitPath, Label: "Maak, verzet of zeg {je|uw} afspraak af"},
	{Path: withdrawPath, Label: "Trek {je|uw} formulier in"},
	{Path: callMePath, Label: "Vraag of wij {je|u} bellen"},
}

// statusWords say where a piece is and what the citizen can expect or must do. What
// stands in braces is in fill.
func (s *Server) statusWords(st store.CitizenStatus, tone postkamer.Tone) (heading string, text, fill []string) {
	if st.Withdrawn != "" && st.State != postkamer.CaseDone {
		return "{Je hebt|U hebt} dit ingetrokken", []string{"Een collega kijkt er nog naar. Was dit een vergissing? Bel dan {telefoon}."}, nil
	}
	switch st.State {
	case "":
		return "Ontvangen", []string{"Wij hebben het ontvangen. Er wordt nog niet aan gewerkt."}, nil
	case postkamer.CaseOpen:
		return "Ontvangen", []string{"Het ligt klaar voor een collega. {Je hoeft|U hoeft} niets te doen."}, nil
	case postkamer.CaseClaimed:
		return "Wij kijken ernaar", []string{"Een collega is ermee bezig. {Je hoeft|U hoeft} niets te doen."}, nil
	case postkamer.CaseCalling:
		text, fill = s.whenWeCall(st.Promised, tone)
		return "Wij bellen {je|u}", append(text, "Wij vragen nooit naar {je|uw} pincode."), fill
	case postkamer.CaseWaiting:
		return "Wij wachten op {jou|u}", waitWords(st), []string{"{dag}", dateIn(tone, st.WaitsUntil), "{wat}", strings.TrimSuffix(st.WaitsFor, ".")}
	}
	return "Klaar", []string{"Wij zijn hier sinds {dag} mee klaar.", "{Heb je|Hebt u} een vraag? Bel dan {telefoon}."}, []string{"{dag}", dateIn(tone, st.DoneAt.In(s.zone))}
}

// whenWeCall says when we phone, if a time was named that is still to come.
func (s *Server) whenWeCall(promised time.Time, tone postkamer.Tone) (text, fill []string) {
	if promised.IsZero() || promised.Before(s.cfg.Now()) {
		return []string{"Wij willen {je|u} iets vragen. Houd {je|uw} telefoon in de buurt."}, nil
	}
	at := promised.In(s.zone)
	return []string{"Wij bellen {je|u} op {dag} rond {tijd} uur."}, []string{"{dag}", dateIn(tone, at), "{tijd}", clockIn(tone, at)}
}

// waitWords say what a case waits for.
func waitWords(st store.CitizenStatus) []string {
	switch st.Asked {
	case store.WaitsForCall:
		return []string{"Wij willen {je|u} iets vragen. Bel ons op {telefoon}.", "Doe dit uiterlijk op {dag}."}
	case store.WaitsForLetter:
		return []string{"Wij hebben {je|u} een brief gestuurd. Daarin staat wat wij nodig hebben.", "Stuur dat uiterlijk op {dag}."}
	}
	return []string{"Dit missen wij nog: {wat}.", "Stuur dit uiterlijk op {dag}."}
}
