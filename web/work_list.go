package web

import (
	"fmt"
	"net/http"

	"postkamer"
)

// queueListPage is the cases of one queue, or of all queues of who looks.
type queueListPage struct {
	Page
	Label   string
	Path    string
	Back    string
	Filter  filterForm
	Views   []viewLink
	Keep    viewForm
	Cases   []caseLine
	Total   int
	Found   string // how many there are, and in which order
	Mixed   bool   // shows cases of several queues
	Taken   bool   // shows cases that colleagues have
	MayTake bool
	MayGive bool
	Ticked  bool   // all of this part are ticked
	TickAll string // address of the same part with all ticked
	Paging  Paging
}

// listLines is how many cases a part of a list shows.
const listLines = 50

// allQueues is the name, in an address, of all queues of who looks.
const allQueues postkamer.Queue = "alles"

// queuePath is the address of the list of a queue; without a queue of all.
func queuePath(q postkamer.Queue) string {
	if q == "" {
		q = allQueues
	}
	return "/werk/" + string(q)
}

// queueIn returns the queue of the address, "" for all, if this person may see it;
// and as whom to ask the store: a team leader sees every queue.
func (s *Server) queueIn(r *http.Request) (postkamer.Queue, postkamer.Person, error) {
	queue, who := postkamer.Queue(r.PathValue("queue")), person(r)
	if who.Is(postkamer.TeamLead) {
		who.Queues = nil
	}
	if queue == allQueues {
		return "", who, nil
	}
	if !worksQueue(who, queue) {
		return "", who, fmt.Errorf("queue of others: %w", postkamer.ErrForbidden)
	}
	return queue, who, nil
}

// queuePage shows the cases of a queue that the filter of the address finds.
func (s *Server) queuePage(w http.ResponseWriter, r *http.Request) error {
	queue, who, err := s.queueIn(r)
	if err != nil {
		return err
	}
	filter, err := filterOf(r.URL.Query())
	if err != nil {
		return err
	}
	filter.Queue = queue
	part, err := partIn(r)
	if err != nil {
		return err
	}
	list, err := s.cfg.Store.Cases(r.Context(), who, filter, s.cfg.Now(), (part-1)*listLines, listLines)
	if err != nil {
		return err
	}
	label := "Alle werkvoorraden"
	if queue != "" {
		label = s.queueLabel(queue)
	}
	page := &queueListPage{Page: s.page(r, label), Label: label, Path: queuePath(queue), Total: list.Total, Mixed: queue == "", Taken: filter.State == postkamer.CaseClaimed}
	page.Back = "/team"
	if person(r).Is(postkamer.Caseworker) {
		page.Back = "/werk"
	}
	page.Cases = make([]caseLine, len(list.Lines))
	for i, c := range list.Lines {
		page.Cases[i] = s.newCaseLine(c, person(r))
	}
	page.addRights(person(r), filter.State)
	page.addParts(r, part)
	page.Filter = newFilterForm(s.policyKinds(queue), filter)
	page.Found = s.foundWords(list.Total, filter)
	page.Keep = newViewForm(page.Page, filter)
	if page.Views, err = s.views(r, page.Path+addressOf(filter)); err != nil {
		return err
	}
	return s.render(w, r, "voorraad", http.StatusOK, page)
}

// addRights says what may be done with the cases of a list.
func (p *queueListPage) addRights(who postkamer.Person, state postkamer.CaseState) {
	open, taken := state == "" || state == postkamer.CaseOpen, state == postkamer.CaseClaimed
	p.MayTake = open && who.Is(postkamer.Caseworker)
	p.MayGive = (open || taken) && len(p.Cases) > 0
}

// addParts makes the links to the other parts of the list.
func (p *queueListPage) addParts(r *http.Request, part int) {
	link := func(n int) string {
		q := r.URL.Query()
		q.Del("kies")
		q.Set("deel", fmt.Sprint(n))
		return p.Path + "?" + q.Encode()
	}
	p.Paging = Paging{Number: part, Of: (p.Total + listLines - 1) / listLines}
	if part > 1 {
		p.Paging.Previous = link(part - 1)
	}
	if part < p.Paging.Of {
		p.Paging.Next = link(part + 1)
	}
	p.Ticked, p.TickAll = r.URL.Query().Get("kies") == "alles", link(part)+"&kies=alles"
}

// partIn is the part of a list that is asked for; the first when it names none.
func partIn(r *http.Request) (int, error) {
	text := r.URL.Query().Get("deel")
	if text == "" {
		return 1, nil
	}
	var part int
	if _, err := fmt.Sscanf(text, "%d", &part); err != nil || part < 1 || part > 100_000 {
		return 0, fmt.Errorf("%w: part of a list", postkamer.ErrNotFound)
	}
	return part, nil
}
