package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"postkamer"
	"postkamer/forecast"
)

// forecastPage says when a pile will be empty.
type forecastPage struct {
	Page
	Label   string // of the queue
	Sums    []string
	How     []string // how it was reckoned, and how sure
	People  Field
	Queue   Choice
	Chart   *chart // nil when there is too little to draw
	Table   Table
	Planned []mailingLine // what is counted with
}

// mostPeople is how many people one may ask with.
const mostPeople = 1000

// forecastDesk looks ahead from one queue, or from all.
func (s *Server) forecastDesk(w http.ResponseWriter, r *http.Request) error {
	queue := postkamer.Queue(r.URL.Query().Get("voorraad"))
	if !s.knownQueue(queue) {
		return postkamer.ErrNotFound
	}
	people, wrong := peopleAsked(r.URL.Query().Get("mensen"))
	load, err := s.cfg.Store.Workload(r.Context(), queue, s.cfg.Now())
	if err != nil {
		return err
	}
	planned, err := s.cfg.Store.Mailings(r.Context(), postkamer.DayOf(s.cfg.Now()).AddDate(0, 0, -2*postkamer.MailingDays))
	if err != nil {
		return err
	}
	planned = onQueue(planned, queue)
	office := s.town().Office()
	answer := forecast.Ask(load, forecast.Question{People: people, Mailings: planned, Free: func(day time.Time) bool { return freeDay(office, day) }})
	page := forecastPage{Page: s.page(r, "Voorraad en verwachting"), Label: "alle werkvoorraden", Queue: s.forecastQueues(queue)}
	if queue != "" {
		page.Label = s.queueLabel(queue)
	}
	page.People = peopleField(r, answer.People, wrong)
	if wrong != "" {
		page.Errors = []FieldError{{"mensen", wrong}}
	}
	say := speaker{page.Page, postkamer.DayOf(s.cfg.Now())}
	page.Sums, page.How = say.sums(load, answer), say.how(load, answer)
	page.Chart, page.Table = newChart(load, answer, say), forecastTable(load, answer, say)
	page.Planned = s.mailingLines(countedOf(planned, postkamer.DayOf(s.cfg.Now()), office))
	status := http.StatusOK
	if wrong != "" {
		status = http.StatusUnprocessableEntity
	}
	return s.render(w, r, "verwachting", status, page)
}

// knownQueue tells whether there is such a queue; none stands for all.
func (s *Server) knownQueue(q postkamer.Queue) bool {
	if q == "" || q == postkamer.Triage {
		return true
	}
	for _, known := range s.town().AllQueues() {
		if q == known {
			return true
		}
	}
	return false
}

// freeDay tells whether nobody works on a day whatever the weekday: a holiday, or a day on
// which the municipality is closed.
func freeDay(office postkamer.Office, day time.Time) bool {
	why := office.Closed(day)
	return why != "" && why != "zaterdag" && why != "zondag"
}

// peopleAsked reads with how many people is asked; 0 asks with as many as usual.
func peopleAsked(text string) (n int, wrong string) {
	if text = strings.TrimSpace(text); text == "" {
		return 0, ""
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > mostPeople {
		return 0, fmt.Sprintf("Vul bij Hoeveel mensen? een getal in van 1 tot %d", mostPeople)
	}
	return n, ""
}

func peopleField(r *http.Request, n int, wrong string) Field {
	f := Field{Name: "mensen", Label: "Hoeveel mensen?", Hint: "Gemiddeld op een werkdag", InputMode: "numeric", MaxLength: 4, Class: "utrecht-textbox--postal-code-nl-size", Error: wrong}
	switch {
	case wrong != "":
		f.Value = r.URL.Query().Get("mensen")
	case n > 0:
		f.Value = strconv.Itoa(n)
	}
	return f
}

// forecastQueues are the queues to ask about.
func (s *Server) forecastQueues(chosen postkamer.Queue) Choice {
	options := []Option{{Value: "", Label: "Alle werkvoorraden"}}
	options = append(options, sortedOptions(append(s.town().AllQueues(), postkamer.Triage), s.queueLabel)...)
	return Choice{Name: "voorraad", Legend: "Werkvoorraad", Values: []string{string(chosen)}, Options: options}
}

// onQueue leaves what is planned for a queue; of what cannot be said where it comes
// only all queues together take account.
func onQueue(list []postkamer.Mailing, q postkamer.Queue) (some []postkamer.Mailing) {
	for _, m := range list {
		if q == "" || m.Queue == q {
			some = append(some, m)
		}
	}
	return some
}

// countedOf leaves what still brings post after today.
func countedOf(list []postkamer.Mailing, today time.Time, office postkamer.Office) (some []postkamer.Mailing) {
	for _, m := range list {
		end := m.On
		for left := m.Days; left > 0; {
			if end = end.AddDate(0, 0, 1); office.Workday(end) {
				left--
			}
		}
		if m.Extra > 0 && !end.Before(today) {
			some = append(some, m)
		}
	}
	return some
}
