package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"postkamer"
	"postkamer/store"
)

func (s *Server) attachRoutes() {
	s.staff("GET /zaak/{id}/koppelen", s.attachForm, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/koppelen", s.attachCase, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/los", s.detachCase, postkamer.Caseworker)
	s.staff("GET /zaak/{id}/splitsen", s.splitForm, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/splitsen", s.splitCase, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/samen", s.joinCase, postkamer.Caseworker)
}

// ownCase returns the case of the address if it is on one of this person's queues, or
// theirs: who was let in to look at another may not act on it.
func (s *Server) ownCase(r *http.Request) (postkamer.Case, error) {
	c, err := s.openCase(r)
	if err == nil && !maySee(person(r), c) {
		err = fmt.Errorf("case %d is not of their queues: %w", c.ID, postkamer.ErrForbidden)
	}
	return c, err
}

// caseTogether is what a case page says of pieces that belong to it.
type caseTogether struct {
	To       string // reference of the case in which this one goes on; empty: none
	ToPath   string
	Attached []togetherRow
	Cut      []togetherRow
	MaySplit bool
}

// A togetherRow is one piece that was put with a case or cut off it.
type togetherRow struct {
	Reference, Path, What string
	Join                  bool // it can be put back
}

// addTogether adds the pieces that belong to a case.
func (s *Server) addTogether(r *http.Request, page *casePage) error {
	c := page.Case
	if c.AttachedTo != 0 {
		to, err := s.cfg.Store.Case(r.Context(), c.AttachedTo)
		if err != nil {
			return err
		}
		page.Together.To, page.Together.ToPath = to.Reference, casePath(to.ID)
	}
	attached, err := s.cfg.Store.AttachedTo(r.Context(), c.ID)
	if err != nil {
		return err
	}
	cut, err := s.cfg.Store.CutOff(r.Context(), c.ID)
	if err != nil {
		return err
	}
	page.Together.Attached, page.Together.Cut = s.togetherRows(attached, false), s.togetherRows(cut, page.Mine)
	page.Together.MaySplit = page.Mine && len(page.Sheets) > 1
	return nil
}

func (s *Server) togetherRows(list []store.Attached, join bool) (rows []togetherRow) {
	for _, a := range list {
		row := togetherRow{Reference: a.Reference, What: "wordt ingedeeld", Join: join && a.MayJoin}
		if a.CaseID != 0 {
			row.Path, row.What = casePath(a.CaseID), s.kindLabel(a.CaseType)
		}
		if a.Pages > 0 {
			row.What += ", " + s.counted(a.Pages, "bladzijde", "bladzijden")
		}
		rows = append(rows, row)
	}
	return rows
}

// attachPage asks in which case another one goes on.
type attachPage struct {
	Page
	Case      postkamer.Case
	Path      string
	Related   Choice // without options when nothing is known
	Reference Field
}

func (s *Server) attachForm(w http.ResponseWriter, r *http.Request) error {
	c, err := s.heldCase(r)
	if err != nil {
		return err
	}
	return s.renderAttach(w, r, c, url.Values{}, http.StatusOK, nil)
}

func (s *Server) renderAttach(w http.ResponseWriter, r *http.Request, c postkamer.Case, form url.Values, status int, wrong []FieldError) error {
	page := attachPage{Page: s.page(r, "Bij een andere zaak voegen, "+c.Reference), Case: c, Path: casePath(c.ID)}
	page.Errors, page.Scripts = wrong, []string{"zaak.js"}
	related, err := s.cfg.Store.Relations(r.Context(), c.PieceID)
	if err != nil {
		return err
	}
	page.Related = Choice{Name: "zaak", Legend: "Bij welke zaak hoort dit?", Values: form["zaak"], Error: wrongIn(wrong, "zaak")}
	for _, rel := range related {
		if rel.State != postkamer.CaseDone {
			page.Related.Options = append(page.Related.Options, Option{Value: rel.Reference, Label: s.kindLabel(rel.CaseType) + ", " + rel.Reference})
		}
	}
	label := "Of vul het nummer van een andere zaak in"
	if len(page.Related.Options) == 0 {
		label = "Vul het nummer van de andere zaak in"
	}
	page.Reference = Field{Name: "nummer", Label: label, Hint: "Bijvoorbeeld PS-2026-7K3M-QC", MaxLength: 40, Value: form.Get("nummer"), Error: wrongIn(wrong, "nummer")}
	return s.render(w, r, "koppelen", status, page)
}

// attachCase lets a case go on in another.
func (s *Server) attachCase(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	version, err := versionIn(form)
	if err != nil {
		return err
	}
	c, err := s.openCase(r)
	if err != nil {
		return err
	}
	to, wrong, err := s.attachTarget(r, c, form)
	if err != nil {
		return err
	}
	if len(wrong) == 0 {
		wrong, err = s.attachTo(r, c, to, version)
	}
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return s.renderAttach(w, r, c, form, http.StatusUnprocessableEntity, wrong)
	}
	letters, err := s.unsentLetters(r, c.ID)
	if err != nil {
		return err
	}
	said, err := s.saidOfLetters(r, c.ID, letters)
	if err != nil {
		return err
	}
	s.flashUndo(r, "✓ "+c.Reference+" hoort nu bij "+to.Reference+"."+said, Undo{Action: casePath(c.ID) + "/los", Label: "Ongedaan maken", Key: "Z"})
	http.Redirect(w, r, "/werk", http.StatusSeeOther)
	return nil
}

// attachTo attaches, or says why that cannot be. A second click finds it done.
func (s *Server) attachTo(r *http.Request, c, to postkamer.Case, version int) ([]FieldError, error) {
	err := s.cfg.Store.Attach(r.Context(), c.ID, version, to.ID, person(r))
	switch {
	case errors.Is(err, store.ErrDone):
		return []FieldError{{"nummer", "Die zaak is al afgerond. Vraag de teamleider om haar te heropenen, of handel deze zaak apart af"}}, nil
	case errors.Is(err, store.ErrChain):
		return []FieldError{{"nummer", "Dat kan niet: een van de twee hoort al bij een andere zaak. Kies die zaak"}}, nil
	case errors.Is(err, postkamer.ErrConflict) && c.AttachedTo == to.ID:
		return nil, nil
	}
	return nil, err
}

// attachTarget is the case that was chosen, if this person may see it.
func (s *Server) attachTarget(r *http.Request, c postkamer.Case, form url.Values) (to postkamer.Case, wrong []FieldError, err error) {
	typed := form.Get("nummer")
	if typed == "" {
		typed = form.Get("zaak")
	}
	reference := postkamer.NormalReference(typed)
	if reference == "" {
		return to, []FieldError{{"nummer", "Kies een zaak, of vul een nummer in zoals het op de zaak staat"}}, nil
	}
	piece, err := s.cfg.Store.PieceByReference(r.Context(), reference)
	if err == nil {
		to, err = s.cfg.Store.CaseOfPiece(r.Context(), piece.ID)
	}
	if errors.Is(err, postkamer.ErrNotFound) || err == nil && (!maySee(person(r), to) || to.ID == c.ID) {
		return to, []FieldError{{"nummer", "Deze zaak is er niet, of {je mag|u mag} haar niet zien. Controleer het nummer"}}, nil
	}
	return to, nil, err
}

// detachCase takes a case apart from the one in which it went on.
func (s *Server) detachCase(w http.ResponseWriter, r *http.Request) error {
	c, err := s.ownCase(r)
	if errors.Is(err, postkamer.ErrForbidden) {
		c, err = s.joinedToOwn(r)
	}
	if err != nil {
		return err
	}
	err = s.cfg.Store.Detach(r.Context(), c.ID, person(r))
	if errors.Is(err, postkamer.ErrConflict) && holds(person(r), c) {
		err = nil // a second click
	}
	if err != nil {
		return err
	}
	s.flash(r, FlashOK, "✓ "+c.Reference+" staat weer op zichzelf.")
	http.Redirect(w, r, casePath(c.ID), http.StatusSeeOther)
	return nil
}

// joinedToOwn returns the case of the address if it goes on in a case of this person:
// who put a case of another queue with one that they have can take that back.
func (s *Server) joinedToOwn(r *http.Request) (postkamer.Case, error) {
	id, err := numberIn(r, "id")
	if err != nil {
		return postkamer.Case{}, err
	}
	c, err := s.cfg.Store.Case(r.Context(), postkamer.CaseID(id))
	if err != nil || c.AttachedTo == 0 {
		return c, errors.Join(err, postkamer.ErrForbidden)
	}
	to, err := s.cfg.Store.Case(r.Context(), c.AttachedTo)
	if err == nil && !holds(person(r), to) {
		err = fmt.Errorf("case %d goes on in a case of somebody else: %w", c.ID, postkamer.ErrForbidden)
	}
	return c, err
}

// splitPage asks which pages become a piece of their own.
type splitPage struct {
	Page
	Case   postkamer.Case
	Path   string
	Sheets []splitSheet
	Error  string
}

// A splitSheet is a page to tick.
type splitSheet struct {
	caseSheet
	Chosen bool
}

func (s *Server) splitForm(w http.ResponseWriter, r *http.Request) error {
	c, err := s.heldCase(r)
	if err != nil {
		return err
	}
	return s.renderSplit(w, r, c, nil, http.StatusOK, nil)
}

func (s *Server) renderSplit(w http.ResponseWriter, r *http.Request, c postkamer.Case, chosen []string, status int, wrong []FieldError) error {
	if err := s.viewed(r, c.PieceID, c.ID); err != nil {
		return err
	}
	piece, err := s.cfg.Store.Piece(r.Context(), c.PieceID)
	if err != nil {
		return err
	}
	page := splitPage{Page: s.page(r, "Afsplitsen, "+c.Reference), Case: c, Path: casePath(c.ID), Error: wrongIn(wrong, "blad")}
	page.Errors, page.Scripts = wrong, []string{"zaak.js"}
	for _, sheet := range caseSheets(piece, page.Path+"/blad/") {
		page.Sheets = append(page.Sheets, splitSheet{sheet, slices.Contains(chosen, fmt.Sprint(sheet.ID))})
	}
	return s.render(w, r, "splitsen", status, page)
}

// splitCase makes the ticked pages a piece of their own.
func (s *Server) splitCase(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r, "blad")
	if err != nil {
		return err
	}
	version, err := versionIn(form)
	if err != nil {
		return err
	}
	c, err := s.heldCase(r)
	if err != nil {
		return err
	}
	var pages []postkamer.PageID
	for _, value := range form["blad"] {
		id, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return fmt.Errorf("%w: no page", errMalformed)
		}
		pages = append(pages, postkamer.PageID(id))
	}
	if wrong := s.splitWrong(r, c, pages); len(wrong) > 0 {
		return s.renderSplit(w, r, c, form["blad"], http.StatusUnprocessableEntity, wrong)
	}
	reference, err := s.cfg.Store.SplitOff(r.Context(), c.ID, version, person(r), pages)
	if err != nil {
		return err
	}
	s.flashUndo(r, "✓ "+s.counted(len(pages), "bladzijde is", "bladzijden zijn")+" nu een eigen stuk: "+reference+". Het wordt ingedeeld.",
		Undo{Action: casePath(c.ID) + "/samen", Label: "Ongedaan maken", Key: "Z", Fields: map[string]string{"stuk": reference}})
	http.Redirect(w, r, casePath(c.ID), http.StatusSeeOther)
	return nil
}

// splitWrong refuses to split off nothing or everything.
func (s *Server) splitWrong(r *http.Request, c postkamer.Case, pages []postkamer.PageID) []FieldError {
	if len(pages) == 0 {
		return []FieldError{{"blad", "Kies de bladzijden die niet bij deze zaak horen"}}
	}
	piece, err := s.cfg.Store.Piece(r.Context(), c.PieceID)
	if err == nil && len(pages) >= len(shownPages(piece)) {
		return []FieldError{{"blad", "Laat minstens één bladzijde bij deze zaak"}}
	}
	return nil
}

// joinCase puts pages that were split off back.
func (s *Server) joinCase(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	c, err := s.heldCase(r)
	if err != nil {
		return err
	}
	reference := postkamer.NormalReference(form.Get("stuk"))
	err = s.cfg.Store.Join(r.Context(), c.ID, reference, person(r))
	switch {
	case errors.Is(err, postkamer.ErrConflict):
		s.flash(r, FlashWarning, "Terugzetten lukt nu niet. Het stuk wordt net ingedeeld of iemand is er al mee bezig. Kijk bij Stukken bij deze zaak en probeer het daar nog eens.")
	case err != nil:
		return err
	default:
		s.flash(r, FlashOK, "✓ De bladzijden staan weer bij deze zaak.")
	}
	http.Redirect(w, r, casePath(c.ID), http.StatusSeeOther)
	return nil
}
