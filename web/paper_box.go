package web

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"postkamer"
	"postkamer/store"
)

func (s *Server) boxRoutes() {
	s.staff("GET /dozen", s.boxesPage, paperStaff()...)
	s.staff("POST /dozen", s.openBox, paperStaff()...)
	s.staff("GET /dozen/{id}", s.boxPage, paperStaff()...)
	s.staff("GET /dozen/{id}/etiket.pdf", s.boxLabel, paperStaff()...)
	s.staff("GET /dozen/{id}/verklaring.pdf", s.boxDeclaration, paperStaff()...)
	s.staff("GET /dozen/{id}/lijst.pdf", s.destructionList, paperStaff()...)
	s.staff("POST /dozen/{id}/stapel", s.putInBox, paperStaff()...)
	s.staff("POST /dozen/{id}/sluiten", s.closeBox, paperStaff()...)
	s.staff("POST /dozen/{id}/voorstel", s.proposeDestruction, paperStaff()...)
	s.staff("POST /dozen/{id}/intrekken", s.withdrawDestruction, paperStaff()...)
	s.staff("POST /dozen/{id}/goedkeuren", s.approveDestruction, overseers()...)
	s.staff("POST /dozen/{id}/vernietigd", s.boxDestroyed, paperStaff()...)
}

// boxesPage lists the boxes: first what waits for somebody.
type boxesPage struct {
	Page
	Token string // makes two clicks one box
	Place Field
	Boxes []boxRow
	Gone  []boxRow // destroyed
	All   bool     // those are asked for
}

// A boxRow is one box with its balance in words.
type boxRow struct {
	Link    string
	Name    string
	Place   string
	Stand   string
	Inside  string
	Balance string
	Mind    bool // somebody is waited for
}

func (s *Server) boxesPage(w http.ResponseWriter, r *http.Request) error {
	return s.renderBoxes(w, r, "", http.StatusOK, nil)
}

func (s *Server) renderBoxes(w http.ResponseWriter, r *http.Request, place string, status int, wrong []FieldError) error {
	page := boxesPage{Page: s.page(r, "Dozen"), Token: rand.Text(), All: r.URL.Query().Has("alles")}
	lines, err := s.cfg.Store.Boxes(r.Context(), page.All, mostBoxes)
	if err != nil {
		return err
	}
	page.Errors = wrong
	page.Place = Field{Name: "plaats", Label: "Waar staat de nieuwe doos?", Hint: "Bijvoorbeeld: archief, kast 3. Mag leeg blijven.", Value: place, MaxLength: maxPlace, Error: wrongIn(wrong, "plaats")}
	slices.SortStableFunc(lines, func(a, b store.BoxLine) int { return boxTurn(a.Box) - boxTurn(b.Box) })
	for _, line := range lines {
		row := s.boxRow(line)
		if line.DestroyedAt.IsZero() {
			page.Boxes = append(page.Boxes, row)
		} else {
			page.Gone = append(page.Gone, row)
		}
	}
	return s.render(w, r, "dozen", status, page)
}

// mostBoxes is how many boxes are listed: some years of a large municipality.
const mostBoxes = 500

// maxPlace is how long the words for a place may be, in bytes.
const maxPlace = 100

// boxTurn says which boxes come first: those that wait for somebody.
func boxTurn(b postkamer.Box) int {
	switch {
	case !b.DestroyedAt.IsZero():
		return 4
	case !b.ApprovedAt.IsZero():
		return 1
	case !b.ProposedAt.IsZero():
		return 0
	case b.ClosedAt.IsZero():
		return 2
	}
	return 3
}

func boxPath(id postkamer.BoxID) string { return fmt.Sprintf("/dozen/%d", id) }

// boxRow says how a box is doing.
func (s *Server) boxRow(line store.BoxLine) boxRow {
	row := boxRow{Link: boxPath(line.ID), Name: sentence(boxName(line.Year, line.Number)), Place: line.Place, Stand: boxStand(line.Box)}
	row.Inside = s.counted(line.Figures.Batches, "stapel", "stapels") + ", " + s.counted(line.Figures.Pieces, "stuk", "stukken")
	row.Mind = !line.ProposedAt.IsZero() && line.DestroyedAt.IsZero()
	var words []string
	if line.DestroyedAt.IsZero() {
		for _, h := range hurdles(line.Box, line.Figures, s.today()) {
			words = append(words, h.Text)
		}
		if len(words) == 0 && line.ProposedAt.IsZero() && !line.ClosedAt.IsZero() {
			words = []string{"Niets. Deze doos kan worden voorgesteld."}
		}
	}
	row.Balance = strings.Join(words, " ")
	return row
}

// today is midnight UTC of the municipality's day, as days are kept.
func (s *Server) today() time.Time {
	y, m, d := s.cfg.Now().In(s.zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// openBox begins a box and leads to it, so that its label can be printed.
func (s *Server) openBox(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	place := form.Get("plaats")
	if len(place) > maxPlace {
		return s.renderBoxes(w, r, place, http.StatusUnprocessableEntity, []FieldError{{"plaats", "Maak deze tekst korter"}})
	}
	box, err := s.newBox(r, form.Get("token"), place)
	if errors.Is(err, postkamer.ErrConflict) { // two clicks at the same moment: the other one made it
		box, err = s.newBox(r, form.Get("token"), place)
	}
	if err != nil {
		return err
	}
	s.flash(r, FlashOK, "✓ "+sentence(boxName(box.Year, box.Number))+" is open. Druk het etiket af en plak het op de doos.")
	http.Redirect(w, r, boxPath(box.ID), http.StatusSeeOther)
	return nil
}

// newBox opens a box; the same token is the same box.
func (s *Server) newBox(r *http.Request, token, place string) (box postkamer.Box, err error) {
	ctx, by := r.Context(), person(r).Name
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) (err error) {
		box, err = tx.OpenBox(ctx, token, place, by, s.today())
		return err
	})
	return box, err
}

// boxIn returns the box of the address.
func (s *Server) boxIn(r *http.Request) (postkamer.Box, error) {
	line, err := s.boxLineIn(r)
	return line.Box, err
}

func (s *Server) boxLineIn(r *http.Request) (store.BoxLine, error) {
	id, err := numberIn(r, "id")
	if err != nil {
		return store.BoxLine{}, err
	}
	return s.cfg.Store.Box(r.Context(), postkamer.BoxID(id))
}

// boxDetail is one box: what is in it, what stands in the way, and what may be done.
type boxDetail struct {
	Page
	Box     postkamer.Box
	Path    string
	Name    string
	Facts   []Item
	Hurdles []hurdle
	Clear   bool   // nothing stands in the way
	Until   string // the day that a box that closes now must stay
	Stacks  Table
	Open    []openPaper // pieces that are waited for
	More    int         // of those: not shown
	Put     Choice      // stacks that are in no box
	MayYes  bool        // this person may approve
	Own     bool        // this person proposed it
	How     Field
}

// An openPaper is a piece of a box that is waited for.
type openPaper struct {
	Reference string
	Link      string
	Text      string
}

// mostLoose is how many stacks are offered to put in a box.
const mostLoose = 100

// mostOpen is how many pieces are named that are waited for.
const mostOpen = 50

func (s *Server) boxPage(w http.ResponseWriter, r *http.Request) error {
	return s.renderBox(w, r, http.StatusOK, nil)
}

func (s *Server) renderBox(w http.ResponseWriter, r *http.Request, status int, wrong []FieldError) error {
	line, err := s.boxLineIn(r)
	if err != nil {
		return err
	}
	box, who := line.Box, person(r)
	page := boxDetail{Page: s.page(r, sentence(boxName(box.Year, box.Number))), Box: box, Path: boxPath(box.ID), Name: sentence(boxName(box.Year, box.Number))}
	page.Errors = wrong
	page.Scripts = []string{"scan.js"}
	page.Facts = s.boxFacts(line)
	page.Hurdles = hurdles(box, line.Figures, s.today())
	page.Clear, page.Until = len(page.Hurdles) == 0, dutchDate(s.keepUntil())
	page.Own = box.ProposedBy == who.Name
	page.MayYes = who.Is(overseers()...) && !page.Own
	page.How = Field{Name: "hoe", Label: "Hoe is het papier vernietigd?", Hint: "Bijvoorbeeld: door het bedrijf opgehaald, met het nummer van de bon.", MaxLength: maxReason, Error: wrongIn(wrong, "hoe"), Value: r.PostFormValue("hoe")}
	if err := s.addInside(r, &page); err != nil {
		return err
	}
	return s.render(w, r, "doos", status, page)
}

// addInside adds the stacks of a box, the pieces that are waited for, and the stacks
// that may still go in.
func (s *Server) addInside(r *http.Request, page *boxDetail) error {
	stacks, err := s.cfg.Store.BoxStacks(r.Context(), page.Box.ID)
	if err != nil {
		return err
	}
	page.Stacks = Table{Caption: "Stapels in deze doos", Empty: "De doos is nog leeg.", Columns: []Column{{Title: "Stapel"}, {Title: "Plek", Numeric: true}, {Title: "Gescand door"}, {Title: "Bladen", Numeric: true}, {Title: "Stukken", Numeric: true}}}
	for _, st := range stacks {
		page.Stacks.Rows = append(page.Stacks.Rows, Row{Cells: []Cell{{Text: sentence(stackName(st.Day, st.Number)), Link: fmt.Sprintf("/spoor?q=%s", st.Reference)},
			{Text: fmt.Sprint(st.Position)}, {Text: st.By}, {Text: dutchNumber(st.Sheets)}, {Text: dutchNumber(st.Pieces)}}})
	}
	pieces, err := s.cfg.Store.BoxPieces(r.Context(), page.Box.ID)
	if err != nil {
		return err
	}
	for _, p := range pieces {
		if settled(p) {
			continue
		}
		if len(page.Open) == mostOpen {
			page.More++
			continue
		}
		page.Open = append(page.Open, openPaper{Reference: p.Reference, Link: tracePath(p.ID), Text: fmt.Sprintf("plek %d, %s", p.BoxPosition, becameWords(p, s.zone))})
	}
	return s.addLoose(r, page)
}

// addLoose offers the stacks that are in no box yet, for a box that is open.
func (s *Server) addLoose(r *http.Request, page *boxDetail) error {
	if !page.Box.ClosedAt.IsZero() {
		return nil
	}
	loose, err := s.cfg.Store.StacksWithoutBox(r.Context(), mostLoose)
	if err != nil {
		return err
	}
	page.Put = Choice{Name: "stapel", Legend: page.Say("Welke stapel {leg je|legt u} erbij?"), Error: wrongIn(page.Errors, "stapel"), Options: []Option{{Label: "Kies een stapel"}}}
	for _, b := range loose {
		page.Put.Options = append(page.Put.Options, Option{Value: fmt.Sprint(b.ID), Label: stackName(b.Day, b.Number)})
	}
	return nil
}

// boxFacts are what is known of a box.
func (s *Server) boxFacts(line store.BoxLine) []Item {
	b, f := line.Box, line.Figures
	items := []Item{
		{Key: "Stand", Value: boxStand(b)},
		{Key: "Plaats", Value: orNothing(b.Place)},
		{Key: "Open sinds", Value: dutchDate(b.OpenedAt.In(s.zone)) + ", door " + b.OpenedBy},
		{Key: "Inhoud", Value: fmt.Sprintf("%s, %s, %s", s.counted(f.Batches, "stapel", "stapels"), s.counted(f.Sheets, "blad", "bladen"), s.counted(f.Pieces, "stuk", "stukken"))},
		{Key: "Balans", Value: fmt.Sprintf("%s: %d door een mens afgerond, %d overgedragen, %d teruggegeven, %d nog open", s.counted(f.Pieces, "stuk", "stukken"), f.Accepted, f.Left, f.Back, f.Open)},
	}
	for _, step := range []struct {
		key string
		at  time.Time
		by  string
	}{{"Dicht sinds", b.ClosedAt, b.ClosedBy}, {"Voorgesteld", b.ProposedAt, b.ProposedBy}, {"Goedgekeurd", b.ApprovedAt, b.ApprovedBy}, {"Vernietigd", b.DestroyedAt, b.DestroyedBy}} {
		if !step.at.IsZero() {
			items = append(items, Item{Key: step.key, Value: dutchDate(step.at.In(s.zone)) + ", door " + step.by})
		}
	}
	if b.DestroyedIn != "" {
		items = append(items, Item{Key: "Hoe", Value: b.DestroyedIn})
	}
	return items
}
