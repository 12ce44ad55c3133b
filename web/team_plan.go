package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"postkamer"
)

// planPage is who works where today, what is arranged, and the forms to arrange more.
type planPage struct {
	Page
	Desks    Table
	Postings []planLine
	Absences []planLine
	Posting  planForm
	Absence  planForm
}

// A planLine is a posting or an absence, in words.
type planLine struct {
	Path  string // where it is ended
	Name  string
	What  string
	When  string
	Words string // of the button, for those who do not see the row
}

// A planForm is the form for one of both. Each field has its own name, so that the
// error summary of one never leads into the other.
type planForm struct {
	Who, Queue, Leaves, Deputy Choice
	From, To                   Field
}

// planRoutes are for who places people. Writing is for team leaders only: what
// somebody knows, and when somebody is away, is theirs.
func (s *Server) planRoutes() {
	s.staff("GET /team/indelen", s.planDesk, postkamer.TeamLead)
	s.staff("POST /team/indelen/inzet", s.post, postkamer.TeamLead)
	s.staff("POST /team/indelen/inzet/{id}/weg", s.endPosting, postkamer.TeamLead)
	s.staff("POST /team/indelen/afwezig", s.beAway, postkamer.TeamLead)
	s.staff("POST /team/indelen/afwezig/{id}/weg", s.endAbsence, postkamer.TeamLead)
	s.staff("GET /team/indelen/{id}", s.talentForm, postkamer.TeamLead)
	s.staff("POST /team/indelen/{id}", s.setTalent, postkamer.TeamLead)
}

// worksHere tells whether a person handles cases or phones: the others are not placed.
func worksHere(p postkamer.Person) bool { return p.Is(postkamer.Caseworker, postkamer.Caller) }

// planDesk shows who works where.
func (s *Server) planDesk(w http.ResponseWriter, r *http.Request) error {
	return s.renderPlan(w, r, http.StatusOK, posting{}, absence{}, nil)
}

func (s *Server) renderPlan(w http.ResponseWriter, r *http.Request, status int, p posting, a absence, wrong []FieldError) error {
	desks, err := s.cfg.Store.Desks(r.Context(), s.cfg.Now())
	if err != nil {
		return err
	}
	desks = slices.DeleteFunc(desks, func(d postkamer.Desk) bool { return !worksHere(d.Person) })
	page := planPage{Page: s.page(r, "Indelen"), Desks: s.deskTable(desks)}
	page.Errors = wrong
	if err := s.addPlans(r, &page); err != nil {
		return err
	}
	page.Posting, page.Absence = s.postingForm(desks, p, wrong), s.absenceForm(desks, a, wrong)
	return s.render(w, r, "indeling", status, page)
}

// deskTable lists who works where today. What somebody can do stands there; how much
// somebody does, nowhere.
func (s *Server) deskTable(desks []postkamer.Desk) Table {
	t := Table{Caption: "Wie werkt waar vandaag", Empty: "Er logde nog geen behandelaar of beller in.",
		Columns: []Column{{Title: "Wie"}, {Title: "Vandaag"}, {Title: "Kennis en talen"}, {Title: "Belt graag"}}}
	for _, d := range desks {
		knows := knows(d.Person)
		if knows == "" {
			knows = "niets ingevuld"
		}
		likes := "nee"
		if d.LikesCalling {
			likes = "ja"
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: d.Name, Link: fmt.Sprintf("/team/indelen/%d", d.ID)}, {Text: s.worksToday(d)}, {Text: knows}, {Text: likes}}})
	}
	return t
}

// worksToday says on what somebody works today.
func (s *Server) worksToday(d postkamer.Desk) string {
	if d.Away {
		return "is er niet"
	}
	if !d.Is(postkamer.Caseworker) {
		return "belt"
	}
	words := "alle werkvoorraden"
	if len(d.Queues) > 0 {
		words = s.queuesInWords(d.Queues)
	}
	if len(d.StandsInOf) > 0 {
		words += ", vervangt " + listed(d.StandsInOf)
	}
	return words
}

func (s *Server) queuesInWords(queues []postkamer.Queue) string {
	var names []string
	for _, q := range queues {
		if q != "" {
			names = append(names, s.queueLabel(q))
		}
	}
	if len(names) == 0 {
		return "geen werkvoorraad"
	}
	slices.Sort(names)
	return listed(names)
}

// addPlans adds what is arranged, now and later.
func (s *Server) addPlans(r *http.Request, page *planPage) error {
	postings, err := s.cfg.Store.Postings(r.Context(), s.cfg.Now())
	if err != nil {
		return err
	}
	for _, p := range postings {
		page.Postings = append(page.Postings, planLine{Path: fmt.Sprintf("/team/indelen/inzet/%d/weg", p.ID), Name: p.Name,
			What: s.postingInWords(p), When: s.daysInWords(p.FirstDay, p.LastDay), Words: p.Name + " bij " + s.queueLabel(p.Queue)})
	}
	absences, err := s.cfg.Store.Absences(r.Context(), s.cfg.Now())
	if err != nil {
		return err
	}
	for _, a := range absences {
		what := "niemand vervangt; het werk gaat naar de hele werkvoorraad"
		if a.DeputyName != "" {
			what = a.DeputyName + " vervangt"
		}
		page.Absences = append(page.Absences, planLine{Path: fmt.Sprintf("/team/indelen/afwezig/%d/weg", a.ID), Name: a.Name,
			What: what, When: s.daysInWords(a.FirstDay, a.LastDay), Words: a.Name + " is er niet"})
	}
	return nil
}

func (s *Server) postingInWords(p postkamer.Posting) string {
	switch p.Leaves {
	case "":
		return s.queueLabel(p.Queue) + ", naast het eigen werk"
	case postkamer.EveryQueue:
		return "alleen " + s.queueLabel(p.Queue)
	}
	return s.queueLabel(p.Queue) + ", in plaats van " + s.queueLabel(p.Leaves)
}

// daysInWords says from when until when.
func (s *Server) daysInWords(first, last time.Time) string {
	today := postkamer.DayOf(s.cfg.Now())
	say := speaker{today: today}
	from := "vanaf " + say.day(first)
	if !first.After(today) {
		from = "nu"
	}
	switch {
	case last.IsZero():
		return from + ", tot iemand het beëindigt"
	case last.Equal(first):
		return say.day(first)
	}
	return from + ", tot en met " + say.day(last)
}

func peopleOptions(desks []postkamer.Desk, first string, fits func(postkamer.Desk) bool) []Option {
	options := []Option{{Value: "", Label: first}}
	for _, d := range desks {
		if fits(d) {
			options = append(options, Option{Value: strconv.FormatInt(int64(d.ID), 10), Label: d.Name})
		}
	}
	return options
}

func anybody(postkamer.Desk) bool { return true }

// postingForm is the form that has somebody work another queue.
func (s *Server) postingForm(desks []postkamer.Desk, p posting, wrong []FieldError) planForm {
	queues := sortedOptions(append(s.town().AllQueues(), postkamer.Triage), s.queueLabel)
	leaves := []Option{{Value: "", Label: "Nee, het eigen werk blijft ook"}, {Value: string(postkamer.EveryQueue), Label: "Ja, in plaats van al het eigen werk"}}
	for _, q := range queues {
		leaves = append(leaves, Option{Value: q.Value, Label: "Ja, in plaats van " + q.Label})
	}
	cases := func(d postkamer.Desk) bool { return d.Is(postkamer.Caseworker) }
	return planForm{
		Who:    Choice{Name: "wie", Legend: "Wie?", Values: []string{p.who}, Options: peopleOptions(desks, "Kies een collega", cases), Error: wrongIn(wrong, "wie")},
		Queue:  Choice{Name: "naar", Legend: "Werkt mee bij", Values: []string{p.queue}, Options: append([]Option{{Label: "Kies een werkvoorraad"}}, queues...), Error: wrongIn(wrong, "naar")},
		Leaves: Choice{Name: "inplaats", Legend: "Valt er iets weg?", Values: []string{p.leaves}, Options: leaves},
		From:   s.dayField("vanaf", "Vanaf", "", p.from, wrong),
		To:     s.dayField("totenmet", "Tot en met", "Laat leeg als de laatste dag nog niet vaststaat.", p.to, wrong),
	}
}

// absenceForm is the form that says that somebody is not there.
func (s *Server) absenceForm(desks []postkamer.Desk, a absence, wrong []FieldError) planForm {
	return planForm{
		Who:    Choice{Name: "weg-wie", Legend: "Wie is er niet?", Values: []string{a.who}, Options: peopleOptions(desks, "Kies een collega", anybody), Error: wrongIn(wrong, "weg-wie")},
		Deputy: Choice{Name: "weg-vervanger", Legend: "Wie vervangt?", Hint: "Die krijgt ook wat terugkomt voor deze collega.", Values: []string{a.deputy}, Options: peopleOptions(desks, "Niemand", anybody), Error: wrongIn(wrong, "weg-vervanger")},
		From:   s.dayField("weg-vanaf", "Vanaf", "", a.from, wrong),
		To:     s.dayField("weg-totenmet", "Tot en met", "Laat leeg als dat nog niet bekend is.", a.to, wrong),
	}
}

// dayField asks a day; a first day is today unless somebody says otherwise.
func (s *Server) dayField(name, label, hint, value string, wrong []FieldError) Field {
	if value == "" && strings.HasSuffix(name, "vanaf") {
		value = postkamer.DayOf(s.cfg.Now()).Format(time.DateOnly)
	}
	return Field{Name: name, Label: label, Hint: hint, Type: "date", Value: value, Error: wrongIn(wrong, name)}
}
