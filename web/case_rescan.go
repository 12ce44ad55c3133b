package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"postkamer"
	"postkamer/store"
)

func (s *Server) rescanRoutes() {
	s.staff("POST /zaak/{id}/nascan", s.askRescan, postkamer.Caseworker, postkamer.TeamLead)
	s.staff("GET /nascan/{id}", s.rescanPageOf, postkamer.Operator)
	s.staff("GET /nascan/{id}/beeld", s.rescanImage, postkamer.Operator)
	s.staff("POST /nascan/{id}/kan-niet", s.refuseRescan, postkamer.Operator)
}

// rescanWhys are why a page is asked for again. The log holds no free text here.
var rescanWhys = []Option{
	{Value: "niet te lezen", Label: "Niet te lezen"},
	{Value: "er mist een stuk van de bladzijde", Label: "Er mist een stuk van de bladzijde"},
	{Value: postkamer.RescanMissing, Label: "Hierna mist een bladzijde"},
	{Value: "te licht of te donker", Label: "Te licht of te donker"},
	{Value: "niet rechtop", Label: "Niet rechtop"},
}

// refuseWhys are why a page cannot be scanned again.
var refuseWhys = []Option{
	{Value: "het papier zelf is niet beter", Label: "Het papier zelf is niet beter"},
	{Value: "er is geen bladzijde meer", Label: "Er is geen bladzijde meer: dit is alles"},
	{Value: "het papier is niet gevonden", Label: "Het papier is niet gevonden"},
	{Value: "het papier is al vernietigd of teruggegeven", Label: "Het papier is al vernietigd of teruggegeven"},
}

// caseRescan is what a case page shows of new scans: what was asked, and the form to
// ask.
type caseRescan struct {
	Asked []rescanRow
	Page  Choice
	Why   Choice
	May   bool // this person may ask
}

// A rescanRow is one request in words.
type rescanRow struct {
	Text  string
	State string
	Open  bool
}

// rescanStates say how far a request is.
var rescanStates = map[postkamer.RescanState]string{
	postkamer.RescanOpen: "wacht op de scanmedewerker", postkamer.RescanUnder: "gescand, wordt klaargezet",
	postkamer.RescanDone: "de nieuwe scan staat erin", postkamer.RescanRefused: "kan niet",
}

func (s *Server) rescanRow(l store.RescanLine) rescanRow {
	row := rescanRow{State: rescanStates[l.State], Open: l.State == postkamer.RescanOpen || l.State == postkamer.RescanUnder}
	row.Text = s.filled("{bladzijde} van de stapel: {waarom}. Gevraagd op {dag} door {wie}.",
		"{bladzijde}", upperFirst(rescanSheet(l)), "{waarom}", l.Why, "{dag}", dutchDate(l.AskedAt.In(s.zone)), "{wie}", l.AskedBy)
	if l.Answer != "" {
		row.State += ": " + l.Answer
	}
	if !l.DoneAt.IsZero() {
		row.State += " (" + dutchDate(l.DoneAt.In(s.zone)) + ", door " + l.DoneBy + ")"
	}
	row.State = sentence(row.State)
	return row
}

// addRescans adds what was asked of the piece, and the form to ask for a new scan.
func (s *Server) addRescans(r *http.Request, page *casePage) error {
	if len(page.Sheets) == 0 {
		return nil
	}
	list, err := s.cfg.Store.RescansOfPiece(r.Context(), page.Case.PieceID)
	if err != nil {
		return err
	}
	page.Rescan = &caseRescan{May: page.Mine || person(r).Is(postkamer.TeamLead)}
	for _, l := range list {
		page.Rescan.Asked = append(page.Rescan.Asked, s.rescanRow(l))
	}
	page.Rescan.Page = Choice{Name: "nascan_bladzijde", Legend: "Welke bladzijde?"}
	for _, sheet := range page.Sheets {
		page.Rescan.Page.Options = append(page.Rescan.Page.Options, Option{Value: fmt.Sprint(sheet.ID), Label: sheet.Label})
	}
	page.Rescan.Why = Choice{Name: "nascan_reden", Legend: "Wat is er mis?", Options: rescanWhys}
	return nil
}

// askRescan asks the operator to scan a page again: whoever has the case may, and a
// team leader.
func (s *Server) askRescan(w http.ResponseWriter, r *http.Request) error {
	c, err := s.openCase(r)
	if err != nil {
		return err
	}
	ctx, who := r.Context(), person(r)
	if !holds(who, c) && !who.Is(postkamer.TeamLead) {
		return fmt.Errorf("case %d is not held: %w", c.ID, postkamer.ErrConflict)
	}
	form, err := postForm(r)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(form.Get("nascan_bladzijde"), 10, 64)
	why := form.Get("nascan_reden")
	if err != nil || !slices.ContainsFunc(rescanWhys, func(o Option) bool { return o.Value == why }) {
		return fmt.Errorf("%w: no page or reason", errMalformed)
	}
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
		return tx.Undoable(ctx, c.ID, who, postkamer.EventRescanAsked, func() error {
			_, err := tx.AskRescan(ctx, c.PieceID, postkamer.PageID(id), why, who)
			return err
		})
	})
	switch {
	case errors.Is(err, postkamer.ErrConflict):
		s.flash(r, FlashInfo, "Dat kan niet: om deze bladzijde is al gevraagd, of het papier is weg.")
	case err != nil:
		return err
	default:
		s.flashTakeBack(r, "✓ De scanmedewerker krijgt het verzoek. De uitkomst staat straks op deze zaak.", c.ID)
	}
	http.Redirect(w, r, casePath(c.ID), http.StatusSeeOther)
	return nil
}

// rescanDetail is one request as the operator sees it.
type rescanDetail struct {
	Page
	Line  store.RescanLine
	Path  string
	Facts []Item
	Open  bool
	Scan  string // where the page is scanned again
	Does  string // what to do, and what becomes of the image
	Label string // of the way to the scanner
	Sheet caseSheet
	Whys  Choice
}

// rescanIn returns the request of the address.
func (s *Server) rescanIn(r *http.Request) (store.RescanLine, error) {
	id, err := numberIn(r, "id")
	if err != nil {
		return store.RescanLine{}, err
	}
	return s.cfg.Store.Rescan(r.Context(), postkamer.RescanID(id))
}

func (s *Server) rescanPageOf(w http.ResponseWriter, r *http.Request) error {
	return s.renderRescan(w, r, http.StatusOK, nil)
}

func (s *Server) renderRescan(w http.ResponseWriter, r *http.Request, status int, wrong []FieldError) error {
	l, err := s.rescanIn(r)
	if err != nil {
		return err
	}
	if err := s.viewed(r, l.PieceID, 0); err != nil {
		return err
	}
	shown, err := s.cfg.Store.Page(r.Context(), l.PageID)
	if err != nil {
		return err
	}
	page := rescanDetail{Page: s.page(r, "Nieuwe scan gevraagd"), Line: l, Path: fmt.Sprintf("/nascan/%d", l.ID), Open: l.State == postkamer.RescanOpen}
	page.Errors = wrong
	page.Scan = fmt.Sprintf("/stapel/%d/nakijken/%d/opnieuw", l.BatchID, l.PageID)
	page.Does = "Haal het papier uit de doos en scan dit blad opnieuw. Het nieuwe beeld komt op dezelfde plaats; het oude blijft bewaard."
	page.Label = "Scan dit blad opnieuw"
	if l.Why == postkamer.RescanMissing {
		page.Scan += "?mist=ja"
		page.Does = "Haal het papier uit de doos en zoek het blad dat na dit blad komt. Scan alleen dat blad. Het komt achter deze bladzijde; dit beeld blijft staan. Is er geen blad meer? Kies dan Het kan niet."
		page.Label = "Scan het blad dat mist"
	}
	page.Sheet = caseSheet{Width: shown.View.Width, Height: shown.View.Height, Label: "De bladzijde zoals zij nu is"}
	if shown.View.Key != "" {
		page.Sheet.Image = page.Path + "/beeld"
	}
	page.Facts = s.rescanFacts(l)
	page.Whys = Choice{Name: "reden", Legend: "Waarom kan het niet?", Options: append([]Option{{Label: "Kies een reden"}}, refuseWhys...), Error: wrongIn(wrong, "reden")}
	return s.render(w, r, "nascan", status, page)
}

func (s *Server) rescanFacts(l store.RescanLine) []Item {
	place := paperPlace(l.BoxYear, l.BoxNumber, l.BoxPosition)
	row := s.rescanRow(l)
	return []Item{
		{Key: "Waar ligt het papier", Value: sentence(place)},
		{Key: "Stapel", Value: stackName(l.Day, l.Number) + ", " + rescanSheet(l)},
		{Key: "Stuk", Value: l.Reference},
		{Key: "Wat is er mis", Value: l.Why},
		{Key: "Gevraagd door", Value: l.AskedBy + ", " + dutchDate(l.AskedAt.In(s.zone))},
		{Key: "Stand", Value: row.State},
	}
}

func (s *Server) rescanImage(w http.ResponseWriter, r *http.Request) error {
	l, err := s.rescanIn(r)
	if err != nil {
		return err
	}
	page, err := s.cfg.Store.Page(r.Context(), l.PageID)
	if err != nil {
		return err
	}
	if page.View.Key == "" {
		return postkamer.ErrNotFound
	}
	if err := s.viewed(r, l.PieceID, 0); err != nil {
		return err
	}
	return s.sendImage(w, r, page)
}

// refuseRescan says that a page cannot be scanned again, and why.
func (s *Server) refuseRescan(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	l, err := s.rescanIn(r)
	if err != nil {
		return err
	}
	why := form.Get("reden")
	if !slices.ContainsFunc(refuseWhys, func(o Option) bool { return o.Value == why }) {
		return s.renderRescan(w, r, http.StatusUnprocessableEntity, []FieldError{{"reden", "Kies waarom het niet kan"}})
	}
	ctx, who := r.Context(), person(r)
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) error { return tx.RefuseRescan(ctx, l.ID, why, who) })
	if err != nil {
		return err
	}
	s.flash(r, FlashOK, "✓ Dat is doorgegeven. De behandelaar ziet het op de zaak.")
	http.Redirect(w, r, "/scan", http.StatusSeeOther)
	return nil
}
