package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"postkamer"
	"postkamer/intake/evidence"
	"postkamer/store"
)

func (s *Server) handBackRoutes() {
	s.staff("GET /teruggeven", s.backPage, paperStaff()...)
	s.staff("GET /teruggeven/lijst.pdf", s.backList, paperStaff()...)
	s.staff("POST /teruggeven", s.handBack, paperStaff()...)
	s.staff("POST /teruggeven/toch-niet", s.keepAgain, paperStaff()...)
}

// mostKept is how many pages are listed whose paper is not replaced.
const mostKept = 300

// backPage lists the paper that goes back to its owner or is kept apart.
type backPage struct {
	Page
	Waiting []backRow
	Done    []backRow
	Ways    []Option
}

// A backRow is the paper of one page.
type backRow struct {
	ID    postkamer.PageID
	Name  string // of the paper, for who does not see the row
	Piece string // reference; empty: in no piece
	Link  string
	Place string
	Page  string
	Why   string
	Goes  string
	Back  string // where it went, once it did
}

// backWays are where paper goes. The log holds no free text here, so no name either.
var backWays = []Option{
	{Value: "teruggestuurd met de post", Label: "Teruggestuurd met de post"},
	{Value: "meegegeven aan de balie", Label: "Meegegeven aan de balie"},
	{Value: "naar het archief gebracht", Label: "Naar het archief gebracht"},
	{Value: "in de kluis gelegd", Label: "In de kluis gelegd"},
}

func (s *Server) backPage(w http.ResponseWriter, r *http.Request) error {
	return s.renderBack(w, r, http.StatusOK, nil)
}

func (s *Server) renderBack(w http.ResponseWriter, r *http.Request, status int, wrong []FieldError) error {
	pages, err := s.cfg.Store.KeptPages(r.Context(), mostKept)
	if err != nil {
		return err
	}
	page := backPage{Page: s.page(r, "Teruggeven"), Ways: backWays}
	page.Errors = wrong
	for _, k := range pages {
		if row := s.backRow(k); k.BackAt.IsZero() {
			page.Waiting = append(page.Waiting, row)
		} else {
			page.Done = append(page.Done, row)
		}
	}
	return s.render(w, r, "teruggeven", status, page)
}

func (s *Server) backRow(k store.KeptPage) backRow {
	row := backRow{ID: k.Page, Piece: k.Reference, Place: paperPlace(k.BoxYear, k.BoxNumber, k.BoxPosition),
		Page: stackName(k.Day, k.Number) + ", " + keptName(k), Why: keepWords[k.Keep], Goes: keepGoes[k.Keep]}
	row.Name = row.Page
	if k.PieceID != 0 {
		row.Link = tracePath(k.PieceID)
	}
	if k.Why != "" && k.Why != keepLabels[k.Keep] {
		row.Why += ": " + k.Why
	}
	if !k.BackAt.IsZero() {
		row.Back = fmt.Sprintf("%s op %s, door %s", sentence(k.BackTo), dutchDate(k.BackAt.In(s.zone)), k.BackBy)
	}
	return row
}

// keptName is the sheet of paper of a page, which is what lies in the box.
func keptName(k store.KeptPage) string { return postkamer.PageName(k.Sheet, false, k.Position) }

// backList gives the list to take along to the boxes.
func (s *Server) backList(w http.ResponseWriter, r *http.Request) error {
	pages, err := s.cfg.Store.KeptPages(r.Context(), mostKept)
	if err != nil {
		return err
	}
	list := evidence.HandBack{Town: s.town().Name, On: s.startOfDay()}
	for _, k := range pages {
		if !k.BackAt.IsZero() {
			continue
		}
		item := evidence.BackItem{Reference: k.Reference, Stack: stackName(k.Day, k.Number), Page: keptName(k), Why: keepWords[k.Keep], To: keepGoes[k.Keep]}
		if k.BoxID != 0 {
			item.Box, item.Position = postkamer.Box{Year: k.BoxYear, Number: k.BoxNumber}.Name(), k.BoxPosition
		}
		list.Items = append(list.Items, item)
	}
	return sendPDF(w, "teruggeven", list.PDF)
}

// handBack keeps where the paper of a page went.
func (s *Server) handBack(w http.ResponseWriter, r *http.Request) error {
	form, id, err := pageForm(r)
	if err != nil {
		return err
	}
	to := form.Get("waarheen")
	if !slices.ContainsFunc(backWays, func(o Option) bool { return o.Value == to }) {
		field := fmt.Sprintf("waarheen-%d", id)
		return s.renderBack(w, r, http.StatusUnprocessableEntity, []FieldError{{field, "Kies waar het papier naartoe is"}})
	}
	ctx, who := r.Context(), person(r)
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) error { return tx.HandBack(ctx, id, to, who) })
	switch {
	case errors.Is(err, postkamer.ErrConflict):
		s.flash(r, FlashInfo, "Een collega had dit al vastgelegd.")
	case err != nil:
		return err
	default:
		s.flashUndo(r, "✓ Vastgelegd: "+to+".", Undo{Action: "/teruggeven/toch-niet", Label: "Ongedaan maken", Fields: map[string]string{"bladzijde": fmt.Sprint(id)}})
	}
	http.Redirect(w, r, "/teruggeven", http.StatusSeeOther)
	return nil
}

// pageForm reads what was posted, and the page that it is about.
func pageForm(r *http.Request) (form url.Values, page postkamer.PageID, err error) {
	if form, err = postForm(r); err != nil {
		return nil, 0, err
	}
	id, err := strconv.ParseInt(form.Get("bladzijde"), 10, 64)
	if err != nil || id <= 0 {
		return form, 0, fmt.Errorf("%w: no page", errMalformed)
	}
	return form, postkamer.PageID(id), nil
}

// keepAgain takes back that paper left.
func (s *Server) keepAgain(w http.ResponseWriter, r *http.Request) error {
	_, id, err := pageForm(r)
	if err != nil {
		return err
	}
	ctx, who := r.Context(), person(r)
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) error { return tx.KeepAgain(ctx, id, who) })
	if err != nil {
		return err
	}
	s.flash(r, FlashOK, "Ongedaan gemaakt: het papier is er nog.")
	http.Redirect(w, r, "/teruggeven", http.StatusSeeOther)
	return nil
}
