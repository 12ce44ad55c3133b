package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"postkamer"
	"postkamer/store"
)

func (s *Server) pageCheckRoutes() {
	s.staff("GET /controle", s.checksPage, paperStaff()...)
	s.staff("GET /controle/{id}", s.pageCheck, paperStaff()...)
	s.staff("GET /controle/{id}/beeld", s.pageCheckImage, paperStaff()...)
	s.staff("POST /controle/{id}", s.judgePage, paperStaff()...)
	s.staff("POST /controle/{id}/terug", s.unjudgePage, paperStaff()...)
}

// mostChecks is how many pages are counted that somebody may check.
const mostChecks = 1000

// checksPage is the second person's page: what waits, and the results per profile.
type checksPage struct {
	Page
	Open  int
	Most  bool   // there may be more
	Next  string // address of the first
	Table Table
}

func (s *Server) checksPage(w http.ResponseWriter, r *http.Request) error {
	open, err := s.cfg.Store.OpenChecks(r.Context(), person(r), mostChecks)
	if err != nil {
		return err
	}
	page := checksPage{Page: s.page(r, "Controle door een tweede persoon"), Open: len(open), Most: len(open) == mostChecks}
	page.Scripts = []string{"scan.js"}
	if len(open) > 0 {
		page.Next = checkPath(open[0].ID)
	}
	page.Table, err = s.checkFigures(r)
	if err != nil {
		return err
	}
	return s.render(w, r, "controle", http.StatusOK, page)
}

func checkPath(id store.CheckID) string { return fmt.Sprintf("/controle/%d", id) }

// checkFigures are the results of each version of a profile that has a sample.
func (s *Server) checkFigures(r *http.Request) (Table, error) {
	table := Table{Caption: "Uitkomsten per scanprofiel", Empty: "Er is nog niets gescand dat een tweede persoon moet nakijken.",
		Columns: []Column{{Title: "Profiel"}, {Title: "Stapels", Numeric: true}, {Title: "In de steekproef", Numeric: true}, {Title: "Goed", Numeric: true}, {Title: "Niet goed", Numeric: true}, {Title: "Wacht nog", Numeric: true}, {Title: "Deel"}}}
	figures, err := s.cfg.Store.ProfileFigures(r.Context())
	if err != nil {
		return table, err
	}
	for _, f := range figures {
		if f.Drawn == 0 {
			continue
		}
		p, err := s.cfg.Store.Profile(r.Context(), f.ProfileID)
		if err != nil {
			return table, err
		}
		table.Rows = append(table.Rows, Row{Cells: []Cell{{Text: fmt.Sprintf("%s, versie %d", profileTitle(p), p.Version), Link: profilePath(p.Name)},
			{Text: dutchNumber(f.Batches)}, {Text: dutchNumber(f.Drawn)}, {Text: dutchNumber(f.Good)}, {Text: dutchNumber(f.NotGood) + withShare(f.NotGood, f.Good+f.NotGood)}, {Text: dutchNumber(f.Open)}, {Text: sampleShare(p)}}})
	}
	return table, nil
}

// checkPage is one page to judge, without what was said of it before.
type checkPage struct {
	Page
	Path  string
	Sheet caseSheet
	Blank bool
	Left  int
	Whys  []Option
}

// badWhys are why an image is not good. The log holds no free text here.
var badWhys = []Option{
	{Value: "onscherp", Label: "Onscherp of niet te lezen", Key: "1"},
	{Value: "er mist een stuk", Label: "Er mist een stuk", Key: "2"},
	{Value: "te licht of te donker", Label: "Te licht of te donker", Key: "3"},
	{Value: "niet rechtop", Label: "Niet rechtop", Key: "4"},
	{Value: "niet leeg, of juist wel", Label: "Niet leeg, of juist wel", Key: "5"},
	{Value: "hoort bij een ander stuk", Label: "Hoort bij een ander stuk", Key: "6"},
}

// checkIn returns the page of the address when this person may judge it.
func (s *Server) checkIn(r *http.Request) (store.PageCheck, postkamer.Page, error) {
	id, err := numberIn(r, "id")
	if err != nil {
		return store.PageCheck{}, postkamer.Page{}, err
	}
	one, err := s.cfg.Store.Check(r.Context(), store.CheckID(id))
	if err != nil {
		return one, postkamer.Page{}, err
	}
	if !one.JudgedAt.IsZero() {
		return one, postkamer.Page{}, fmt.Errorf("check %d: %w", id, postkamer.ErrConflict)
	}
	may, err := s.cfg.Store.MayCheck(r.Context(), one.ID, person(r))
	if err == nil && !may {
		err = fmt.Errorf("check %d: %w", id, postkamer.ErrForbidden)
	}
	if err != nil {
		return one, postkamer.Page{}, err
	}
	page, err := s.cfg.Store.Page(r.Context(), one.PageID)
	return one, page, err
}

func (s *Server) pageCheck(w http.ResponseWriter, r *http.Request) error {
	one, scanned, err := s.checkIn(r)
	if err != nil {
		return err
	}
	if err := s.logCheck(r, one); err != nil {
		return err
	}
	open, err := s.cfg.Store.OpenChecks(r.Context(), person(r), mostChecks)
	if err != nil {
		return err
	}
	page := checkPage{Page: s.page(r, "Is dit beeld goed?"), Path: checkPath(one.ID), Blank: one.Blank, Left: len(open), Whys: badWhys}
	page.Scripts = []string{"scan.js"}
	page.Sheet = caseSheet{Width: scanned.View.Width, Height: scanned.View.Height, Label: "De bladzijde om na te kijken", Anchor: "beeld-om-te-keuren"}
	if scanned.View.Key != "" {
		page.Sheet.Image = page.Path + "/beeld"
	}
	return s.render(w, r, "controle_blad", http.StatusOK, page)
}

// logCheck keeps that somebody looked, before anything is shown.
func (s *Server) logCheck(r *http.Request, one store.PageCheck) error {
	return s.cfg.Store.LogView(r.Context(), postkamer.Event{Kind: postkamer.EventViewed, Actor: person(r).Name, BatchID: one.BatchID, PieceID: one.PieceID})
}

func (s *Server) pageCheckImage(w http.ResponseWriter, r *http.Request) error {
	one, page, err := s.checkIn(r)
	if err != nil {
		return err
	}
	if page.View.Key == "" {
		return postkamer.ErrNotFound
	}
	if err := s.logCheck(r, one); err != nil {
		return err
	}
	return s.sendImage(w, r, page)
}

// judgePage keeps what the second person found and leads to the next page.
func (s *Server) judgePage(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	id, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	why := form.Get("oordeel")
	good := why == "goed"
	if !good && !slices.ContainsFunc(badWhys, func(o Option) bool { return o.Value == why }) {
		return fmt.Errorf("%w: no judgement", errMalformed)
	}
	ctx, who := r.Context(), person(r)
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
		return tx.JudgePage(ctx, store.CheckID(id), who, good, badWhy(good, why))
	})
	switch {
	case errors.Is(err, postkamer.ErrConflict):
		s.flash(r, FlashInfo, "Een collega keek deze bladzijde net na.")
	case err != nil:
		return err
	case good:
		s.flashJudged(r, store.CheckID(id), FlashOK, "✓ De vorige bladzijde is goed.")
	default:
		s.flashJudged(r, store.CheckID(id), FlashWarning, "De vorige bladzijde was niet goed: "+why+". De scanmedewerker krijgt een verzoek om de bladzijde opnieuw te scannen.")
	}
	return s.nextCheck(w, r)
}

// flashJudged leaves a message with a button that takes the judgement back.
func (s *Server) flashJudged(r *http.Request, id store.CheckID, kind FlashKind, text string) {
	undo := Undo{Action: checkPath(id) + "/terug", Label: "Ongedaan maken", Key: "Z"}
	s.put(r.Context(), flashKey, Flash{Kind: kind, Text: text, Undo: &undo})
}

// unjudgePage takes a judgement back and shows that page again.
func (s *Server) unjudgePage(w http.ResponseWriter, r *http.Request) error {
	id, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	ctx, who := r.Context(), person(r)
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) error { return tx.UnjudgePage(ctx, store.CheckID(id), who) })
	switch {
	case errors.Is(err, store.ErrTooLate), errors.Is(err, postkamer.ErrConflict):
		s.flash(r, FlashWarning, "Dit is niet ongedaan gemaakt. Dat kan tot 30 seconden daarna, en niet meer als er al opnieuw gescand is.")
		return s.nextCheck(w, r)
	case err != nil:
		return err
	}
	s.flash(r, FlashOK, "✓ Ongedaan gemaakt. Kijk nog eens.")
	http.Redirect(w, r, checkPath(store.CheckID(id)), http.StatusSeeOther)
	return nil
}

func badWhy(good bool, why string) string {
	if good {
		return ""
	}
	return why
}

// nextCheck leads to the next page that this person may check, or back to the list.
func (s *Server) nextCheck(w http.ResponseWriter, r *http.Request) error {
	open, err := s.cfg.Store.OpenChecks(r.Context(), person(r), 1)
	if err != nil {
		return err
	}
	to := "/controle"
	if len(open) > 0 {
		to = checkPath(open[0].ID)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
