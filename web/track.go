package web

import (
	"context"
	"fmt"
	"net/http"

	"postkamer"
	"postkamer/store"
)

func (s *Server) trackRoutes() {
	who := []postkamer.Role{postkamer.Operator, postkamer.Caseworker, postkamer.TeamLead, postkamer.Admin}
	s.staff("GET /spoor", s.trackPage, who...)
	s.staff("GET /spoor/stuk/{id}", s.wayPage, who...)
	s.staff("POST /spoor/stuk/{id}/overgedragen", s.pieceLeft, overseers()...)
}

// mostTraces is how many pieces a search shows.
const mostTraces = 200

// trackPage finds a piece of post again, on paper and on the desk.
type trackPage struct {
	Page
	Query Field
	Asked bool
	Found string // what was understood, in words
	Table Table
	More  bool
}

func (s *Server) trackPage(w http.ResponseWriter, r *http.Request) error {
	asked := r.URL.Query().Get("q")
	page := trackPage{Page: s.page(r, "Waar is het papier?"), Asked: asked != ""}
	page.Query = Field{Name: "q", Label: "Wat {zoek je|zoekt u}?", Value: asked, MaxLength: 80, Hint: "Een kenmerk, een stapel zoals 22-11 stapel 3, of een plek zoals doos 12 plek 3."}
	page.Query.Label = page.Say(page.Query.Label)
	status := http.StatusOK
	if page.Asked {
		q := readPaperQuery(asked, s.today())
		if q == (paperQuery{}) {
			page.Query.Error = "Dit is geen kenmerk, stapel of plek. Bijvoorbeeld: 22-11 stapel 3"
			page.Errors = []FieldError{{"q", page.Query.Error}}
			status = http.StatusUnprocessableEntity
		} else if err := s.addTraces(r, &page, q); err != nil {
			return err
		}
	}
	return s.render(w, r, "spoor", status, page)
}

// addTraces adds what was found.
func (s *Server) addTraces(r *http.Request, page *trackPage, q paperQuery) error {
	list, err := s.traces(r.Context(), q)
	if err != nil {
		return err
	}
	kept, err := s.keepTrace(r, q, list)
	if err != nil {
		return err
	}
	page.Found, page.More = q.words(), len(list) == mostTraces
	page.Table = Table{Caption: "Gevonden stukken", Empty: "Daar is niets van bekend. Kijk of het klopt wat er staat: ook de datum en het jaar.",
		Columns: []Column{{Title: "Stuk"}, {Title: "Stapel"}, {Title: "Bladzijden", Numeric: true}, {Title: "Papier"}, {Title: "Zaak"}}}
	for _, t := range list {
		page.Table.Rows = append(page.Table.Rows, s.traceRow(t, s.seesTrace(r, t), kept))
	}
	return nil
}

func (s *Server) traces(ctx context.Context, q paperQuery) ([]store.Trace, error) {
	switch {
	case q.Reference != "":
		return s.cfg.Store.TraceReference(ctx, q.Reference, mostTraces)
	case q.Stack > 0:
		return s.cfg.Store.TraceStack(ctx, q.Day, q.Stack, mostTraces)
	}
	return s.cfg.Store.TraceBox(ctx, q.Year, q.Box, q.Position, mostTraces)
}

// words say what is looked for.
func (q paperQuery) words() string {
	switch {
	case q.Reference != "":
		return q.Reference
	case q.Stack > 0:
		return stackName(q.Day, q.Stack)
	}
	text := fmt.Sprintf("doos %d", q.Box)
	if q.Year > 0 {
		text = boxName(q.Year, q.Box)
	}
	if q.Position > 0 {
		text += fmt.Sprintf(", plek %d", q.Position)
	}
	return text
}

// tracePath is the address of the way of a piece.
func tracePath(id postkamer.PieceID) string { return fmt.Sprintf("/spoor/stuk/%d", id) }

// traceRow is one piece in the list. Of what somebody may not see it says where the
// paper is; kept is the search by which they may ask for more, if any.
func (s *Server) traceRow(t store.Trace, seen bool, kept string) Row {
	cells := []Cell{{Text: t.Reference, Link: tracePath(t.PieceID)}, {Text: "formulier"}, {Text: fmt.Sprint(t.Pages)}, {Text: "geen papier"}, {Text: elsewhere}}
	if t.Number > 0 {
		cells[1].Text = stackName(t.Day, t.Number)
		if t.FirstPage != "" {
			cells[1].Text += ", vanaf " + t.FirstPage
		}
		cells[3].Text = paperPlace(t.BoxYear, t.BoxNumber, t.Position)
	}
	if t.Destroyed {
		cells[3].Note = "vernietigd"
	}
	switch {
	case seen:
		cells[4].Text = s.traceCase(t)
		if t.CaseID != 0 {
			cells[4].Link = casePath(t.CaseID)
		}
	case kept != "" && t.CaseID != 0:
		cells[4].Text, cells[4].Link = elsewhere+": inzien", casePath(t.CaseID)+"/inzien?z="+kept
	}
	return Row{Cells: cells}
}

// caseStates say how far a case is.
var caseStates = map[postkamer.CaseState]string{
	postkamer.CaseOpen: "wacht op een behandelaar", postkamer.CaseClaimed: "in behandeling", postkamer.CaseCalling: "wacht op een telefoontje", postkamer.CaseDone: "afgerond",
}

func (s *Server) traceCase(t store.Trace) string {
	if t.CaseID == 0 {
		return "nog niet ingedeeld"
	}
	return s.kindLabel(t.Kind) + ", " + caseStates[t.State]
}

// wayPage is the way of one piece: from its paper to its case and back.
type wayPage struct {
	Page
	Reference string
	Steps     []wayStep
	Events    []eventRow
	Kept      []string // pages of which the paper is not replaced
	Rescans   []rescanRow
	Path      string
	MayLeave  bool // this person may say that the piece was handed over
	Left      Field
}

// A wayStep is one place where the piece is or was.
type wayStep struct {
	What string
	Text string
	Link string
	More string // text of the link
}

func (s *Server) wayPage(w http.ResponseWriter, r *http.Request) error {
	return s.renderWay(w, r, http.StatusOK, nil)
}

func (s *Server) renderWay(w http.ResponseWriter, r *http.Request, status int, wrong []FieldError) error {
	id, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	way, err := s.cfg.Store.Way(r.Context(), postkamer.PieceID(id))
	if err != nil {
		return err
	}
	page := wayPage{Page: s.page(r, "De weg van "+way.Piece.Reference), Reference: way.Piece.Reference}
	page.Errors = wrong
	page.Path = tracePath(way.Piece.ID)
	page.MayLeave = page.Person.Is(overseers()...) && way.LeftAt.IsZero() && way.Batch.BoxID != 0
	page.Left = Field{Name: "register", Label: "Waar staat het stuk nu?", Hint: "De naam van het systeem, met het nummer daar. Geen namen van inwoners.", MaxLength: maxReason, Value: r.PostFormValue("register"), Error: wrongIn(wrong, "register")}
	seen := s.seesWay(r, way)
	page.Steps = s.waySteps(way, page.Person, seen)
	for _, p := range way.Piece.Pages {
		if p.KeepPaper != "" {
			page.Kept = append(page.Kept, s.keptWords(p))
		}
	}
	for _, e := range way.Events {
		if !seen && e.PieceID != 0 {
			continue // what happened with the letter itself
		}
		page.Events = append(page.Events, s.newEventRow(e))
	}
	if seen || page.Person.Is(paperStaff()...) {
		if err := s.addWayRescans(r, &page, way.Piece.ID); err != nil {
			return err
		}
	}
	return s.render(w, r, "spoor_stuk", status, page)
}

// addWayRescans adds what was asked of who scans.
func (s *Server) addWayRescans(r *http.Request, page *wayPage, id postkamer.PieceID) error {
	rescans, err := s.cfg.Store.RescansOfPiece(r.Context(), id)
	for _, one := range rescans {
		page.Rescans = append(page.Rescans, s.rescanRow(one))
	}
	return err
}

// keptWords say that the paper of a page is kept, and where it is.
func (s *Server) keptWords(p postkamer.Page) string {
	text := fmt.Sprintf("%s van de stapel: %s. ", sentence(p.Name()), keepWords[p.KeepPaper])
	if p.BackAt.IsZero() {
		return text + "Moet nog " + keepGoes[p.KeepPaper] + "."
	}
	return text + sentence(p.BackTo) + " op " + dutchDate(p.BackAt.In(s.zone)) + "."
}

// waySteps are the places of a piece: paper, stack, piece, case.
func (s *Server) waySteps(way store.Way, who postkamer.Person, seen bool) []wayStep {
	b := way.Batch
	var steps []wayStep
	if way.Piece.Channel == postkamer.Form {
		steps = append(steps, wayStep{What: "Papier", Text: "Er is geen papier: dit kwam binnen als online formulier."})
	} else {
		steps = append(steps, s.paperStep(way, who), s.stackStep(way, who))
	}
	steps = append(steps, wayStep{What: "Stuk", Text: s.filled("{kenmerk}, ontvangen op {dag}, {bladzijden}", "{kenmerk}", way.Piece.Reference, "{dag}", dutchDate(b.ReceivedOn), "{bladzijden}", s.counted(len(shownPages(way.Piece)), "bladzijde", "bladzijden"))})
	last := wayStep{What: "Zaak", Text: "Nog niet ingedeeld."}
	if !seen {
		last.Text = sentence(elsewhere) + "."
		return append(steps, last)
	}
	if way.CaseID != 0 {
		last.Text = sentence(caseStates[way.State]) + "."
		if !way.LeftAt.IsZero() {
			last.Text += " Overgedragen aan " + way.LeftTo + " op " + dutchDate(way.LeftAt.In(s.zone)) + "."
		}
		last.Link, last.More = casePath(way.CaseID), "Open de zaak"
	}
	return append(steps, last)
}

func (s *Server) paperStep(way store.Way, who postkamer.Person) wayStep {
	step := wayStep{What: "Papier", Text: "Nog niet in een doos."}
	if way.Box.ID == 0 {
		return step
	}
	step.Text = sentence(paperPlace(way.Box.Year, way.Box.Number, way.Batch.BoxPosition)) + ": " + boxStand(way.Box)
	if way.Box.Place != "" {
		step.Text += ", " + way.Box.Place
	}
	step.Text += "."
	if who.Is(paperStaff()...) {
		step.Link, step.More = boxPath(way.Box.ID), "Bekijk de doos"
	}
	return step
}

func (s *Server) stackStep(way store.Way, who postkamer.Person) wayStep {
	b := way.Batch
	step := wayStep{What: "Stapel", Text: fmt.Sprintf("%s, gescand door %s", sentence(stackName(b.Day, b.Number)), byWords(b.By))}
	if first := shownPages(way.Piece); len(first) > 0 {
		step.Text += ", vanaf " + first[0].Name()
	}
	step.Text += "."
	if who.Is(postkamer.Operator) {
		step.Link, step.More = fmt.Sprintf("/stapel/%d", b.ID), "Bekijk de stapel"
	}
	return step
}

// pieceLeft keeps that a piece was handed over to another register: nobody waits for
// its paper any more.
func (s *Server) pieceLeft(w http.ResponseWriter, r *http.Request) error {
	id, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	form, err := postForm(r)
	if err != nil {
		return err
	}
	to := form.Get("register")
	if to == "" || len(to) > maxReason {
		return s.renderWay(w, r, http.StatusUnprocessableEntity, []FieldError{{"register", "Schrijf in het kort op waar het stuk nu staat"}})
	}
	ctx, by := r.Context(), person(r).Name
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) error { return tx.LeaveToRegister(ctx, postkamer.PieceID(id), to, by) })
	if err != nil {
		return err
	}
	s.flash(r, FlashOK, "✓ Vastgelegd: dit stuk is overgedragen.")
	http.Redirect(w, r, tracePath(postkamer.PieceID(id)), http.StatusSeeOther)
	return nil
}
