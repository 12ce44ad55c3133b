package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"postkamer"
	"postkamer/store"
)

// stepMishap comes before counting: a page of the stack did not come in well.
const stepMishap = "hapering"

// A mishapPart asks what became of one page of a stack that did not come in well.
type mishapPart struct {
	Part    string
	Heading string
	Where   string
	Why     string
	Scan    string // address where the paper can be scanned; empty: there is no page to put it behind
	Answer  Choice
	Other   Field
}

// Answers to a mishap.
const (
	mishapScanned = "gescand"
	mishapOther   = "anders"
)

// mishaps returns what is still to be said of pages that did not come in well.
func (s *Server) mishaps(r *http.Request, b postkamer.Batch) (open []postkamer.Mishap, err error) {
	if b.Mishaps == 0 {
		return nil, nil
	}
	all, err := s.cfg.Store.Mishaps(r.Context(), b.ID)
	for _, m := range all {
		if m.SettledAt.IsZero() {
			open = append(open, m)
		}
	}
	return open, err
}

// addMishaps says on the page of a stack which of its pages did not come in well.
func (s *Server) addMishaps(ctx context.Context, page *stackPage, st lookStack) error {
	all, err := s.cfg.Store.Mishaps(ctx, st.Batch.ID)
	for _, m := range all {
		text := st.mishapWhere(m) + " " + m.Why
		if !m.SettledAt.IsZero() {
			text = st.mishapWhere(m) + " Het kwam niet goed binnen. " + m.SettledBy + ": " + m.Answer
		}
		page.Mishaps = append(page.Mishaps, text)
	}
	return err
}

// addMishap asks about the first page that did not come in well.
func (s *Server) addMishap(page *closePage, r *http.Request, st lookStack) error {
	open, err := s.mishaps(r, st.Batch)
	if err != nil || len(open) == 0 {
		return err
	}
	m := open[0]
	page.Step = stepMishap
	page.Mishap = &mishapPart{Part: m.Part, Heading: mishapHeading(len(open)), Where: st.mishapWhere(m), Why: m.Why, Scan: st.scanBehind(m)}
	page.Mishap.Answer = Choice{Name: "antwoord", Legend: "Wat is er met het blad gebeurd?", Options: []Option{
		{Value: mishapScanned, Key: "1", Label: "Het is opnieuw gescand en zit in de stapel."},
		{Value: mishapOther, Key: "2", Label: page.Say("Iets anders. {Je schrijft|U schrijft} het hieronder op.")},
	}}
	page.Mishap.Other = Field{Name: "toelichting", Label: "Toelichting", MaxLength: maxWhy}
	return nil
}

func mishapHeading(n int) string {
	if n == 1 {
		return "Eén bladzijde kwam niet goed binnen"
	}
	return fmt.Sprintf("%d bladzijden kwamen niet goed binnen", n)
}

// mishapWhere says where in the paper the page was.
func (st lookStack) mishapWhere(m postkamer.Mishap) string {
	at := st.at(st.now(m.Behind))
	switch {
	case m.Kind == postkamer.MishapProfile && len(st.Pages) > 0:
		return "Het gaat om het blad na " + lowerFirst(st.nameAt(at)) + "."
	case at < 0:
		return "Het gaat om het eerste blad van de stapel."
	}
	return "Het gaat om de bladzijde die na " + lowerFirst(st.nameAt(at)) + " kwam."
}

// nameAt is the name of the page at a place; before the first: the beginning.
func (st lookStack) nameAt(at int) string {
	if at < 0 {
		return "Het begin van de stapel"
	}
	return st.name(st.Pages[at])
}

// scanBehind is where the paper of the page can be scanned: behind the page before it.
// Of a released stack nothing is put in any more.
func (st lookStack) scanBehind(m postkamer.Mishap) string {
	if !st.open() || len(st.Pages) == 0 {
		return ""
	}
	at := max(st.at(st.now(m.Behind)), 0)
	return st.path(fmt.Sprintf("/nakijken/%d/invoegen", st.Pages[at].ID))
}

// settleMishap keeps what became of the page, and goes on with closing.
func (s *Server) settleMishap(w http.ResponseWriter, r *http.Request) error {
	form, st, err := s.stackForm(r)
	if err != nil {
		return err
	}
	answer, wrong := mishapAnswer(form.Get("antwoord"), strings.TrimSpace(form.Get("toelichting")))
	if len(wrong) == 0 {
		wrong, err = s.keepAnswer(r, st, form.Get("deel"), answer)
	}
	if err != nil {
		return err
	}
	if len(wrong) == 0 {
		http.Redirect(w, r, st.path("/afsluiten"), http.StatusSeeOther)
		return nil
	}
	return s.mishapRefused(w, r, st, wrong)
}

// mishapAnswer is what is kept of an answer, or what is wrong with it.
func mishapAnswer(value, other string) (string, []FieldError) {
	switch {
	case value == mishapScanned:
		return postkamer.MishapScanned, nil
	case value == mishapOther && other == "", value == mishapOther && other == postkamer.MishapScanned:
		return "", []FieldError{{"toelichting", "Schrijf op wat er met het blad is gebeurd"}}
	case value == mishapOther && len([]rune(other)) <= maxWhy:
		return other, nil
	}
	return "", []FieldError{{"antwoord", "Kies wat er met het blad is gebeurd"}}
}

func (s *Server) keepAnswer(r *http.Request, st lookStack, part, answer string) ([]FieldError, error) {
	ctx, who := r.Context(), person(r)
	err := s.cfg.Store.InTx(ctx, func(tx *store.Tx) error { return tx.SettleMishap(ctx, st.Batch.ID, part, answer, who) })
	switch {
	case errors.Is(err, postkamer.ErrConflict): // a second click, or a colleague said it
		return nil, nil
	case errors.Is(err, postkamer.ErrNotFound):
		return []FieldError{{"antwoord", "Er is na deze bladzijde nog geen blad opnieuw gescand. Scan het blad eerst, of schrijf op wat ermee is"}}, nil
	}
	return nil, err
}

// mishapRefused shows the page again with what is wrong.
func (s *Server) mishapRefused(w http.ResponseWriter, r *http.Request, st lookStack, wrong []FieldError) error {
	page, err := s.closePage(r, st)
	if err != nil {
		return err
	}
	page.Errors = wrong
	if m := page.Mishap; m != nil {
		m.Answer.Error, m.Other.Error = wrongIn(wrong, m.Answer.Name), wrongIn(wrong, m.Other.Name)
		m.Other.Value = r.PostForm.Get(m.Other.Name)
		if value := r.PostForm.Get(m.Answer.Name); value != "" {
			m.Answer.Values = []string{value}
		}
	}
	return s.render(w, r, "afsluiten", http.StatusUnprocessableEntity, page)
}
