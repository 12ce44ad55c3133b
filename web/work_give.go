package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"postkamer"
	"postkamer/store"
)

// givePage asks to whom the ticked cases go, and why.
type givePage struct {
	Page
	Label  string
	Path   string // of the list
	Picks  []string
	Count  int
	To     Choice
	Reason Choice
}

// Fields of the form that gives cases.
const (
	pickField = "zaak"
	toField   = "aan"
	whyField  = "reden"
)

// toQueue is the answer that puts cases back on their queue.
const toQueue = "voorraad"

// reasonsGiven are why cases are given or put back; the reason stays in their log.
var reasonsGiven = []Option{
	{Value: "werk verdelen", Label: "Het werk verdelen"},
	{Value: "kent deze zaak", Label: "Die collega kent deze zaak"},
	{Value: "kennis of taal", Label: "Hiervoor is kennis of een taal nodig"},
	{Value: "collega is er niet", Label: "De collega die de zaak had, is er niet"},
	{Value: "spoed", Label: "Er is haast bij"},
}

// giveForm shows the page. Without ticked cases it says what to do.
func (s *Server) giveForm(w http.ResponseWriter, r *http.Request) error {
	queue, _, err := s.queueIn(r)
	if err != nil {
		return err
	}
	picks := picksIn(r.URL.Query()[pickField])
	if len(picks) == 0 {
		s.flash(r, FlashWarning, s.staffSay("Kies eerst één of meer zaken. Zet een vinkje voor de zaken die {je|u} wilt geven of terugleggen."))
		http.Redirect(w, r, queuePath(queue), http.StatusSeeOther)
		return nil
	}
	return s.renderGive(w, r, queue, picks, url.Values{}, http.StatusOK, nil)
}

func (s *Server) renderGive(w http.ResponseWriter, r *http.Request, queue postkamer.Queue, picks []store.Pick, form url.Values, status int, wrong []FieldError) error {
	page := givePage{Page: s.page(r, "Zaken geven of terugleggen"), Label: "Alle werkvoorraden", Path: queuePath(queue), Count: len(picks)}
	if queue != "" {
		page.Label = s.queueLabel(queue)
	}
	page.Errors = wrong
	for _, p := range picks {
		page.Picks = append(page.Picks, fmt.Sprintf("%d:%d", p.ID, p.Version))
	}
	people, err := s.receivers(r, queue)
	if err != nil {
		return err
	}
	page.To = Choice{Name: toField, Legend: "Naar wie?", Values: form[toField], Error: wrongIn(wrong, toField), Options: people}
	page.Reason = Choice{Name: whyField, Legend: "Waarom?", Values: form[whyField], Error: wrongIn(wrong, whyField), Options: reasonsGiven}
	return s.render(w, r, "geven", status, page)
}

// receivers are the people who may get cases of a queue today, and the queue itself.
// What somebody knows stands with the name; how much somebody has does not.
func (s *Server) receivers(r *http.Request, queue postkamer.Queue) ([]Option, error) {
	desks, err := s.cfg.Store.Desks(r.Context(), s.cfg.Now())
	if err != nil {
		return nil, err
	}
	options := []Option{{Value: toQueue, Label: "Niemand: terug op de werkvoorraad", Hint: "Alleen voor zaken die nu bij een collega zijn."}}
	for _, d := range desks {
		if d.Away || !d.Is(postkamer.Caseworker) || queue != "" && !worksQueue(d.Person, queue) {
			continue
		}
		option := Option{Value: strconv.FormatInt(int64(d.ID), 10), Label: d.Name, Hint: knows(d.Person)}
		if d.ID == person(r).ID {
			option.Label = s.staffSay("{Jijzelf|Uzelf}")
		}
		options = append(options, option)
	}
	return options, nil
}

// knows lists somebody's skills and languages.
func knows(p postkamer.Person) string {
	var words []string
	for _, n := range p.Has() {
		words = append(words, needLabel(n))
	}
	return listed(words)
}

// give gives the ticked cases to a colleague, or puts them back.
func (s *Server) give(w http.ResponseWriter, r *http.Request) error {
	queue, who, err := s.queueIn(r)
	if err != nil {
		return err
	}
	form, err := postForm(r, pickField)
	if err != nil {
		return err
	}
	picks := picksIn(form[pickField])
	people, err := s.receivers(r, queue)
	if err != nil {
		return err
	}
	var wrong []FieldError
	to := slices.IndexFunc(people, func(o Option) bool { return o.Value == form.Get(toField) })
	if to < 0 {
		wrong = append(wrong, FieldError{toField, "Kies naar wie de zaken gaan"})
	}
	if !slices.ContainsFunc(reasonsGiven, func(o Option) bool { return o.Value == form.Get(whyField) }) {
		wrong = append(wrong, FieldError{whyField, "Kies waarom"})
	}
	if len(wrong) > 0 {
		return s.renderGive(w, r, queue, picks, form, http.StatusUnprocessableEntity, wrong)
	}
	done, err := s.giveTo(r, picks, form, who)
	if err != nil {
		return err
	}
	s.saidGiven(r, people[to], done, len(picks))
	http.Redirect(w, r, queuePath(queue), http.StatusSeeOther)
	return nil
}

func (s *Server) giveTo(r *http.Request, picks []store.Pick, form url.Values, who postkamer.Person) ([]postkamer.CaseID, error) {
	if form.Get(toField) == toQueue {
		return s.cfg.Store.Free(r.Context(), picks, who, form.Get(whyField))
	}
	id, err := strconv.ParseInt(form.Get(toField), 10, 64)
	if err != nil {
		return nil, fmt.Errorf("%w: no such colleague", errMalformed)
	}
	return s.cfg.Store.Assign(r.Context(), picks, postkamer.PersonID(id), s.cfg.Now(), who, form.Get(whyField))
}

// saidGiven says what happened to the ticked cases.
func (s *Server) saidGiven(r *http.Request, to Option, done []postkamer.CaseID, asked int) {
	said := "✓ " + s.filled("{zaken} voor {wie}.", "{zaken}", s.counted(len(done), "zaak", "zaken"), "{wie}", to.Label)
	if to.Value == toQueue {
		said = "✓ " + s.counted(len(done), "zaak ligt weer op de werkvoorraad.", "zaken liggen weer op de werkvoorraad.")
	}
	if left := asked - len(done); left > 0 {
		said += " " + s.counted(left, "zaak is niet veranderd: er gebeurde ondertussen iets mee, of dat kan hier niet.", "zaken zijn niet veranderd: er gebeurde ondertussen iets mee, of dat kan hier niet.")
	}
	if len(done) == 0 {
		s.flash(r, FlashWarning, "Er is niets veranderd. Deze zaken zijn er al, of er gebeurde ondertussen iets mee. Bekijk de lijst opnieuw.")
		return
	}
	s.flashTakeBack(r, said, done...)
}

// picksIn reads numbers and versions of cases; what is none is left out.
func picksIn(values []string) []store.Pick {
	var picks []store.Pick
	for _, value := range values {
		id, version, _ := strings.Cut(value, ":")
		n, err1 := strconv.ParseInt(id, 10, 64)
		v, err2 := strconv.Atoi(version)
		if err1 == nil && err2 == nil && len(picks) < mostUndos {
			picks = append(picks, store.Pick{ID: postkamer.CaseID(n), Version: v})
		}
	}
	return picks
}
