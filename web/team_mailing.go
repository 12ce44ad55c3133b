package web

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"postkamer"
)

// mailingPage is what is planned, and a form to plan more.
type mailingPage struct {
	Page
	Planned []mailingLine
	May     bool // this person may plan
	Token   string
	On      Field
	What    Field
	Queue   Choice
	Extra   Field
	Days    Field
}

// A mailingLine is one plan, in words.
type mailingLine struct {
	ID    postkamer.MailingID
	When  string
	What  string
	Extra string
}

// shownPast is how many days something that is over stays on the list.
const shownPast = 14

// mailingDesk shows what is planned.
func (s *Server) mailingDesk(w http.ResponseWriter, r *http.Request) error {
	return s.renderMailings(w, r, url.Values{}, http.StatusOK, nil)
}

func (s *Server) renderMailings(w http.ResponseWriter, r *http.Request, form url.Values, status int, wrong []FieldError) error {
	planned, err := s.cfg.Store.Mailings(r.Context(), postkamer.DayOf(s.cfg.Now()).AddDate(0, 0, -shownPast))
	if err != nil {
		return err
	}
	page := mailingPage{Page: s.page(r, "Let op"), Planned: s.mailingLines(planned), May: person(r).Is(postkamer.TeamLead), Token: form.Get("token")}
	page.Errors = wrong
	if page.Token == "" {
		page.Token = rand.Text()
	}
	days := form.Get("dagen")
	if days == "" {
		days = strconv.Itoa(postkamer.MailingSpread)
	}
	page.On = Field{Name: "dag", Label: "Op welke dag?", Type: "date", Value: form.Get("dag"), Error: wrongIn(wrong, "dag"), Required: true}
	page.What = Field{Name: "wat", Label: "Wat gebeurt er?", Hint: "Bijvoorbeeld: brief over afval naar 40.000 huizen. Alle collega's zien dit.", Value: form.Get("wat"), MaxLength: postkamer.MailingText, Error: wrongIn(wrong, "wat"), Required: true}
	page.Extra = Field{Name: "extra", Label: "Hoeveel extra post komt daardoor?", Hint: "Een schatting. Laat leeg als er geen extra post komt.", InputMode: "numeric", MaxLength: 7, Class: "utrecht-textbox--postal-code-nl-size", Value: form.Get("extra"), Error: wrongIn(wrong, "extra")}
	page.Days = Field{Name: "dagen", Label: "In hoeveel werkdagen komt die post?", InputMode: "numeric", MaxLength: 2, Class: "utrecht-textbox--postal-code-nl-size", Value: days, Error: wrongIn(wrong, "dagen")}
	page.Queue = s.forecastQueues(postkamer.Queue(form.Get("voorraad")))
	page.Queue.Legend, page.Queue.Options[0].Label = "Voor welke werkvoorraad is die post?", "Dat is niet te zeggen"
	return s.render(w, r, "letop", status, page)
}

// plan keeps what is planned.
func (s *Server) plan(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	m, wrong := s.readMailing(form)
	if len(wrong) > 0 {
		return s.renderMailings(w, r, form, http.StatusUnprocessableEntity, wrong)
	}
	if form.Get("token") == "" {
		return fmt.Errorf("%w: no token", errMalformed)
	}
	id, err := s.cfg.Store.Plan(r.Context(), m, form.Get("token"), person(r))
	if err != nil {
		return err
	}
	s.flashUndo(r, "✓ Gepland: "+s.whenOf(m)+". Alle collega's zien dit rond die dag.", Undo{Action: mailingPath(id) + "/weg", Label: "Ongedaan maken"})
	http.Redirect(w, r, "/team/letop", http.StatusSeeOther)
	return nil
}

// readMailing reads the form.
func (s *Server) readMailing(form url.Values) (m postkamer.Mailing, wrong []FieldError) {
	m = postkamer.Mailing{What: strings.TrimSpace(form.Get("wat")), Queue: postkamer.Queue(form.Get("voorraad"))}
	on, err := time.Parse(time.DateOnly, strings.TrimSpace(form.Get("dag")))
	if today := postkamer.DayOf(s.cfg.Now()); err != nil || on.Before(today.AddDate(0, 0, -shownPast)) || on.After(today.AddDate(2, 0, 0)) {
		wrong = append(wrong, FieldError{"dag", "Kies bij Op welke dag? een dag van de laatste twee weken of de komende twee jaar"})
	}
	m.On = on
	if m.What == "" {
		wrong = append(wrong, FieldError{"wat", "Schrijf bij Wat gebeurt er? in een paar woorden wat er is gepland"})
	}
	if !s.knownQueue(m.Queue) {
		wrong = append(wrong, FieldError{"voorraad", "Kies een werkvoorraad uit de lijst"})
	}
	var fine bool
	if m.Extra, fine = numberFrom(form.Get("extra"), 0, postkamer.MailingExtra); !fine {
		wrong = append(wrong, FieldError{"extra", "Vul bij Hoeveel extra post een getal in, of laat het leeg"})
	}
	if m.Days, fine = numberFrom(form.Get("dagen"), 1, postkamer.MailingDays); !fine {
		wrong = append(wrong, FieldError{"dagen", fmt.Sprintf("Vul bij In hoeveel werkdagen een getal in van 1 tot %d", postkamer.MailingDays)})
	}
	return m, wrong
}

// numberFrom reads a number as people write it: 1.500 is 1500. Nothing is the least.
func numberFrom(text string, least, most int) (int, bool) {
	text = strings.ReplaceAll(strings.TrimSpace(text), ".", "")
	if text == "" {
		return least, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= least && n <= most
}

func mailingPath(id postkamer.MailingID) string { return fmt.Sprintf("/team/letop/%d", id) }

// endPlan withdraws what was planned.
func (s *Server) endPlan(w http.ResponseWriter, r *http.Request) error {
	return s.setPlan(w, r, false, "✓ Ingetrokken. Niemand ziet het meer, en de verwachting rekent er niet meer mee.", "/terug")
}

// planAgain lets it stand again.
func (s *Server) planAgain(w http.ResponseWriter, r *http.Request) error {
	return s.setPlan(w, r, true, "✓ Het staat er weer.", "/weg")
}

func (s *Server) setPlan(w http.ResponseWriter, r *http.Request, back bool, said, undo string) error {
	if _, err := postForm(r); err != nil {
		return err
	}
	n, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	id := postkamer.MailingID(n)
	if err := s.cfg.Store.EndPlan(r.Context(), id, back, person(r)); err != nil {
		return err
	}
	s.flashUndo(r, said, Undo{Action: mailingPath(id) + undo, Label: "Ongedaan maken"})
	http.Redirect(w, r, "/team/letop", http.StatusSeeOther)
	return nil
}

// whenOf says what is planned when: maandag 6 april, brief afval.
func (s *Server) whenOf(m postkamer.Mailing) string {
	say := speaker{today: postkamer.DayOf(s.cfg.Now())}
	return say.day(m.On) + ", " + m.What
}

func (s *Server) mailingLines(list []postkamer.Mailing) []mailingLine {
	say := speaker{today: postkamer.DayOf(s.cfg.Now())}
	var lines []mailingLine
	for _, m := range list {
		line := mailingLine{ID: m.ID, When: say.day(m.On), What: m.What, Extra: "geen extra post"}
		if m.Extra > 0 {
			line.Extra = s.filled("ongeveer {stukken} in {werkdagen}", "{stukken}", s.counted(m.Extra, "poststuk", "poststukken"), "{werkdagen}", s.counted(m.Days, "werkdag", "werkdagen"))
		}
		if m.Extra > 0 && m.Queue != "" {
			line.Extra += ", voor " + s.queueLabel(m.Queue)
		}
		lines = append(lines, line)
	}
	return lines
}

// noticePaths are the pages on which people begin: there they see what is planned.
var noticePaths = map[string]bool{"/werk": true, "/bellen": true, "/team": true, "/scan": true}

// Days around it on which a plan is told: long enough to see over a weekend.
const (
	toldBefore = 3
	toldAfter  = 3
)

// notices are what everybody should know today. A page is worth more than its notice:
// without the database it has none.
func (s *Server) notices(r *http.Request) []string {
	if !noticePaths[r.URL.Path] || r.Method != http.MethodGet || s.cfg.Store == nil {
		return nil
	}
	return s.told(r.Context(), visiting(r))
}

func (s *Server) told(ctx context.Context, v *visit) (said []string) {
	today := postkamer.DayOf(s.cfg.Now())
	planned, err := s.cfg.Store.Mailings(ctx, today.AddDate(0, 0, -toldAfter))
	if err != nil {
		v.err = err
		return nil
	}
	for _, m := range planned {
		if m.On.After(today.AddDate(0, 0, toldBefore)) {
			break
		}
		words := s.whenOf(m)
		if m.On.Equal(today) {
			words = "vandaag, " + m.What
		}
		said = append(said, upperFirst(words))
	}
	return said
}
