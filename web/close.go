package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"postkamer"
	"postkamer/intake"
	"postkamer/intake/scanner"
	"postkamer/store"
)

func (s *Server) closeRoutes() {
	s.staff("GET /stapel/{id}/afsluiten", s.closeDesk, postkamer.Operator)
	s.staff("POST /stapel/{id}/afsluiten", s.release, postkamer.Operator)
	s.staff("POST /stapel/{id}/hapering", s.settleMishap, postkamer.Operator)
	s.staff("POST /stapel/{id}/doos", s.putAway, postkamer.Operator)
}

// closePage compares what was counted with what was found, and puts the paper away.
type closePage struct {
	Page
	Path      string
	Heading   string
	Account   []tile
	Unlooked  string
	Preparing string
	Step      string // hapering, tellen, doos, klaar or empty
	Mishap    *mishapPart
	Sheets    Field
	Pieces    Field
	Differs   []string
	Why       Choice
	Other     Field
	Released  string
	Box       Choice
	Keeps     string
	Closed    string
	BoxLink   string
	BoxPlace  string
}

// Steps of closing.
const (
	stepCount = "tellen"
	stepBox   = "doos"
	stepDone  = "klaar"
)

func (s *Server) closeDesk(w http.ResponseWriter, r *http.Request) error {
	st, err := s.lookStack(r)
	if err != nil {
		return err
	}
	page, err := s.closePage(r, st)
	if err != nil {
		return err
	}
	return s.render(w, r, "afsluiten", http.StatusOK, page)
}

func (s *Server) closePage(r *http.Request, st lookStack) (closePage, error) {
	page := closePage{Page: s.page(r, ""), Path: st.path(""), Account: st.account()}
	page.Scripts = []string{"scan.js"}
	page.Heading = upperFirst(st.title()) + " afsluiten"
	page.Title = page.Heading
	page.addCounts(st.Batch)
	switch {
	case st.Batch.State == postkamer.Looking && st.unlooked() > 0:
		page.Unlooked = fmt.Sprintf("Er %s nog na te kijken. Doe dat eerst.", areLeft(st.unlooked()))
	case st.Batch.State == postkamer.Looking && st.preparing() > 0:
		page.Preparing = fmt.Sprintf("Er %s nog klaargezet.", become(st.preparing()))
	case st.Batch.Mishaps > 0 && (st.Batch.State == postkamer.Looking || st.Batch.State == postkamer.Split):
		return page, s.addMishap(&page, r, st)
	case st.Batch.State == postkamer.Looking:
		page.Step, page.Account = stepCount, nil // who counts does not know what was found
	case st.Batch.State != postkamer.Split:
		page.Preparing = "De stapel is nog niet compleet, of de bladzijden worden nog klaargezet."
	case st.Batch.ClosedAt.IsZero():
		page.Step = stepBox
		return page, s.addBox(r.Context(), &page, st)
	default:
		page.Step = stepDone
		return page, s.addClosed(r.Context(), &page, st)
	}
	return page, nil
}

func areLeft(n int) string {
	if n == 1 {
		return "is 1 bladzijde"
	}
	return fmt.Sprintf("zijn %d bladzijden", n)
}

func become(n int) string {
	if n == 1 {
		return "wordt 1 bladzijde"
	}
	return fmt.Sprintf("worden %d bladzijden", n)
}

// addCounts adds the fields for what was counted by hand.
func (page *closePage) addCounts(b postkamer.Batch) {
	page.Sheets = Field{Name: "bladen", Label: page.Say("Hoeveel bladen lagen er in de stapel?"), Hint: "Tel de scheidingsbladen mee.", InputMode: "numeric", MaxLength: 4, Value: counted(b.SheetsCounted)}
	page.Pieces = Field{Name: "brieven", Label: "Hoeveel brieven waren het?", Hint: "Een brief met bijlagen is er één.", InputMode: "numeric", MaxLength: 4, Value: counted(b.PiecesCounted)}
	page.Why = Choice{Name: "verklaring", Legend: "Waardoor komt het verschil?", Options: countWhys()}
	page.Other = Field{Name: "toelichting", Label: "Toelichting", MaxLength: maxWhy}
}

func counted(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// release compares the counts and lets the pieces be made. A difference stops it
// until somebody has said where it comes from.
func (s *Server) release(w http.ResponseWriter, r *http.Request) error {
	form, st, err := s.stackForm(r)
	if err != nil {
		return err
	}
	if st.Batch.State != postkamer.Looking {
		http.Redirect(w, r, st.path("/afsluiten"), http.StatusSeeOther)
		return nil
	}
	count, wrong := countsOf(form, len(st.Pages) > 0)
	if len(wrong) == 0 {
		wrong, err = s.releaseCounted(r, st, count, form)
	}
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return s.releaseRefused(w, r, st, form, count, wrong)
	}
	http.Redirect(w, r, st.path("/afsluiten"), http.StatusSeeOther)
	return nil
}

// countsOf reads what was counted by hand. Sheets must be counted, unless there are
// none.
func countsOf(form url.Values, some bool) (c postkamer.CountDifference, wrong []FieldError) {
	var ok bool
	if c.SheetsCounted, ok = countIn(form.Get("bladen")); !ok {
		wrong = append(wrong, FieldError{"bladen", "Vul het aantal bladen in met cijfers"})
	} else if some && c.SheetsCounted == 0 {
		wrong = append(wrong, FieldError{"bladen", "Tel de bladen en vul het aantal in"})
	}
	if c.PiecesCounted, ok = countIn(form.Get("brieven")); !ok {
		wrong = append(wrong, FieldError{"brieven", "Vul het aantal brieven in met cijfers"})
	}
	return c, wrong
}

// releaseCounted keeps the counts and releases the stack, unless they differ and
// nobody says why.
func (s *Server) releaseCounted(r *http.Request, st lookStack, count postkamer.CountDifference, form url.Values) ([]FieldError, error) {
	if words := s.underWay(r.Context(), st.Batch.Key); words != "" {
		return []FieldError{{"inhoud", words}}, nil
	}
	count.SheetsFound, count.PiecesFound = st.sheets(), st.pieces()
	why := ""
	if len(countWords(count)) > 0 {
		var wrong []FieldError
		if why, wrong = whyOf(form.Get("verklaring"), form.Get("toelichting"), count); len(wrong) > 0 {
			return wrong, nil
		}
	}
	ctx, who := r.Context(), person(r)
	err := s.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
		if err := tx.SetCounts(ctx, st.Batch.ID, count.SheetsCounted, count.PiecesCounted, why, who.Name); err != nil {
			return err
		}
		return intake.Release(ctx, tx, st.Batch.ID, who)
	})
	if errors.Is(err, postkamer.ErrConflict) { // a second click: it is released already
		return nil, nil
	}
	if notReady := (*postkamer.NotReady)(nil); errors.As(err, &notReady) {
		return s.notReady(notReady), nil
	}
	return nil, err
}

// underWay says which page of a stack is still on its way from a scanner: once the stack
// is released, it takes no page that nobody asked for.
func (s *Server) underWay(ctx context.Context, key string) string {
	p := s.progress(ctx, key)
	switch {
	case p == nil || !p.Running && p.Waiting == 0:
		return ""
	case p.Code == scanner.Offline:
		return p.Problem
	}
	return "Er komt nog een blad van deze stapel uit de scanner. Wacht even en probeer het opnieuw. Blijft het zo, bel dan de beheerder"
}

// notReady says why the stack cannot be released: something came in between.
func (s *Server) notReady(n *postkamer.NotReady) []FieldError {
	switch {
	case n.Preparing > 0:
		return []FieldError{{"inhoud", "Er worden nog bladzijden klaargezet. Wacht even en probeer het opnieuw"}}
	case len(n.Unlooked) > 0:
		return []FieldError{{"inhoud", "Er zijn nog bladzijden na te kijken. Doe dat eerst"}}
	case n.Mishaps > 0:
		return []FieldError{{"inhoud", "Een bladzijde kwam niet goed binnen. Zeg eerst wat er met dat blad is gebeurd"}}
	}
	return []FieldError{{"verklaring", "Kies waardoor het verschil komt"}}
}

// releaseRefused shows the page again with what is wrong, and what differs.
func (s *Server) releaseRefused(w http.ResponseWriter, r *http.Request, st lookStack, form url.Values, count postkamer.CountDifference, wrong []FieldError) error {
	page, err := s.closePage(r, st)
	if err != nil {
		return err
	}
	page.Errors = wrong
	count.SheetsFound, count.PiecesFound = st.sheets(), st.pieces()
	if count.SheetsCounted == 0 { // that is asked first
		count = postkamer.CountDifference{}
	}
	for _, words := range countWords(count) {
		page.Differs = append(page.Differs, page.Say(words))
	}
	for _, f := range []*Field{&page.Sheets, &page.Pieces, &page.Other} {
		f.Value = form.Get(f.Name)
		for _, e := range wrong {
			if e.Field == f.Name {
				f.Error = e.Text
			}
		}
	}
	for _, e := range wrong {
		if e.Field == page.Why.Name {
			page.Why.Error = e.Text
		}
	}
	if why := form.Get("verklaring"); why != "" {
		page.Why.Values = []string{why}
	}
	return s.render(w, r, "afsluiten", http.StatusUnprocessableEntity, page)
}
