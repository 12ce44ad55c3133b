package web

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"postkamer"
	"postkamer/intake/letters"
	"postkamer/store"
)

func (s *Server) letterRoutes() {
	s.staff("GET /zaak/{id}/brief", s.chooseLetter, postkamer.Caseworker)
	s.staff("GET /zaak/{id}/brief/{naam}", s.letterForm, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/brief/{naam}", s.makeLetter, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/brief/{naam}/voorbeeld", s.previewLetter, postkamer.Caseworker)
	s.staff("GET /zaak/{id}/brieven/{brief}/pdf", s.caseLetter, postkamer.Caseworker, postkamer.TeamLead)
	s.staff("POST /zaak/{id}/brieven/{brief}/terug", s.withdrawLetter, postkamer.Caseworker)
	s.staff("POST /zaak/{id}/brieven/{brief}/print", s.printMailed, postkamer.Caseworker)
	s.printRoutes()
}

// letterChoice is the list of letters that can be sent about a case.
type letterChoice struct {
	Page
	Case postkamer.Case
	Path string
	List []letterLink
}

// A letterLink is one letter to choose.
type letterLink struct {
	Path, Label, For string
}

// chooseLetter shows which letters there are.
func (s *Server) chooseLetter(w http.ResponseWriter, r *http.Request) error {
	c, err := s.heldCase(r)
	if err != nil {
		return err
	}
	page := letterChoice{Page: s.page(r, "Brief schrijven, "+c.Reference), Case: c, Path: casePath(c.ID)}
	for _, t := range letters.With(s.town().Letters) {
		if s.fits(t, c) {
			page.List = append(page.List, letterLink{page.Path + "/brief/" + t.Name, page.Say(t.Label), page.Say(t.For)})
		}
	}
	return s.render(w, r, "brieven_kiezen", http.StatusOK, page)
}

// fits tells whether a letter makes sense for a case: a term that the law does not let
// stand still or be extended is not.
func (s *Server) fits(t letters.Template, c postkamer.Case) bool {
	law := postkamer.LawOf(c.CaseType)
	switch t.Effect {
	case letters.Complete:
		return law.Suspends != "" || c.DueOn.IsZero()
	case letters.Extend:
		return law.Extends != "" && !c.DueOn.IsZero()
	}
	return true
}

// letterPage asks what a letter must say and shows it as it stands.
type letterPage struct {
	Page
	Case     postkamer.Case
	Path     string
	Here     string // address of this letter
	Token    string
	Template letters.Template
	To       Field
	Blanks   []Field
	AnswerBy *Field // nil: no answer is asked
	Weeks    *Field // nil: the term is not extended
	Way      *Choice
	Mail     Field
	Letter   *postkamer.LetterText // nil: something is missing
	What     string                // what happens with the case, in a sentence
}

// letterForm shows the page of one letter.
func (s *Server) letterForm(w http.ResponseWriter, r *http.Request) error {
	c, err := s.heldCase(r)
	if err != nil {
		return err
	}
	t, err := s.letterTemplate(r.PathValue("naam"))
	if err != nil {
		return err
	}
	return s.renderLetter(w, r, c, t, s.freshLetter(r, c, t), http.StatusOK, nil)
}

// freshLetter is a form as it is at first: what the case itself tells.
func (s *Server) freshLetter(r *http.Request, c postkamer.Case, t letters.Template) url.Values {
	facts, rules := s.letterFacts(r, c), s.town().Terms
	form := url.Values{"sleutel": {rand.Text()}, "hoe": {string(postkamer.OnPaper)}, "mail": {valueOf(c.Fields, postkamer.FieldEmail)}}
	if !t.Other {
		form.Set("aan", strings.Join(facts.To, "\n"))
	}
	form.Set("uiterlijk", rules.TwoWorkingDays(facts.Today, rules.AnswerDays).Format("2006-01-02"))
	weeks := rules.MoreWeeks
	if most := postkamer.LawOf(c.CaseType).Most; most > 0 {
		weeks = min(weeks, most)
	}
	form.Set("weken", fmt.Sprint(weeks))
	for _, b := range t.Blanks {
		form.Set("tekst."+b.Name, s.town().Tone.Citizen.Say(b.Start))
	}
	if t.Name == letters.Completion {
		form.Set("tekst.stukken", s.town().Tone.Citizen.Say(strings.Join(missingOf(c), "\n")))
	}
	return form
}

func (s *Server) renderLetter(w http.ResponseWriter, r *http.Request, c postkamer.Case, t letters.Template, form url.Values, status int, wrong []FieldError) error {
	if err := s.viewed(r, c.PieceID, c.ID); err != nil {
		return err
	}
	page := letterPage{Page: s.page(r, s.town().Tone.Staff.Say(t.Label)+", "+c.Reference), Case: c, Path: casePath(c.ID), Token: form.Get("sleutel"), Template: t}
	page.Errors, page.Scripts, page.Here = wrong, []string{"zaak.js"}, page.Path+"/brief/"+t.Name
	page.addLetterFields(t, form, wrong)
	page.What = page.Say(effectWords[t.Effect])
	facts, _ := s.letterOf(r, c, t, form)
	clock, err := s.cfg.Store.Clock(r.Context(), c.ID)
	if err != nil {
		return err
	}
	s.afterEffect(&facts, t, form, clock)
	if text, err := t.Fill(facts); err == nil {
		page.Letter = &text
	}
	return s.render(w, r, "brief", status, page)
}

// effectWords say what happens with the case when a letter goes.
var effectWords = map[letters.Effect]string{
	letters.Complete: "De zaak wacht dan op de inwoner. De termijn staat stil vanaf de dag nadat de brief de deur uit gaat. Gaat hij later weg dan vandaag? Dan krijgt hij de datum van die dag, en heeft de inwoner evenveel dagen om te antwoorden. Komt er post binnen of is de dag voorbij? Dan komt de zaak vanzelf terug, bovenaan de werkvoorraad.",
	letters.Await:    "De zaak wacht dan op de inwoner. De termijn loopt door. Belt de inwoner of is de dag voorbij? Dan komt de zaak vanzelf terug, bovenaan de werkvoorraad.",
	letters.Extend:   "De termijn wordt langer zodra de brief de deur uit is. De zaak blijft bij {jou|u}.",
	letters.Nothing:  "De zaak blijft bij {jou|u}.",
}

// addLetterFields makes the questions of a letter.
func (p *letterPage) addLetterFields(t letters.Template, form url.Values, wrong []FieldError) {
	p.To = Field{Name: "aan", Label: "Naar welk adres?", Rows: 4, MaxLength: 400, Value: form.Get("aan"), Error: wrongIn(wrong, "aan"), Hint: "Naam, straat en huisnummer, postcode en plaats. Elk op een eigen regel."}
	for _, b := range t.Blanks {
		name := "tekst." + b.Name
		f := Field{Name: name, Label: p.Say(b.Label), Hint: p.Say(b.Hint), Rows: 2, MaxLength: maxNote, Value: form.Get(name), Error: wrongIn(wrong, name)}
		if b.List {
			f.Rows = 5
		}
		p.Blanks = append(p.Blanks, f)
	}
	if t.Effect == letters.Complete || t.Effect == letters.Await {
		p.AnswerBy = &Field{Name: "uiterlijk", Label: "Tot en met welke dag heeft de inwoner de tijd?", Type: "date", Value: form.Get("uiterlijk"), Error: wrongIn(wrong, "uiterlijk")}
	}
	if t.Effect == letters.Extend {
		p.Weeks = &Field{Name: "weken", Label: "Hoeveel weken langer?", InputMode: "numeric", MaxLength: 2, Value: form.Get("weken"), Error: wrongIn(wrong, "weken"), Class: "utrecht-textbox--house-number-size"}
	}
	if t.Other {
		return
	}
	p.Way = &Choice{Name: "hoe", Legend: "Hoe gaat de brief?", Values: form["hoe"], Error: wrongIn(wrong, "hoe"), Options: []Option{
		{Value: string(postkamer.OnPaper), Label: "Op papier"},
		{Value: string(postkamer.ByMail), Label: "Per mail, met de brief als bijlage", Hint: "Alleen als de inwoner zelf zei dat mailen mag."},
	}}
	p.Mail = Field{Name: "mail", Label: "E-mailadres", Type: "email", MaxLength: 254, Value: form.Get("mail"), Error: wrongIn(wrong, "mail"), Hint: "Alleen nodig als de brief per mail gaat."}
}

// makeLetter sends a letter, or shows the page again with what is missing.
func (s *Server) makeLetter(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	c, err := s.heldCase(r)
	if errors.Is(err, postkamer.ErrConflict) && s.madeAlready(r, form) {
		s.flash(r, FlashOK, "✓ De brief is gemaakt.")
		http.Redirect(w, r, "/werk", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	t, err := s.letterTemplate(r.PathValue("naam"))
	if err != nil {
		return err
	}
	clock, err := s.cfg.Store.Clock(r.Context(), c.ID)
	if err != nil {
		return err
	}
	sending, wrong := s.sendingOf(r, c, t, form, clock)
	if len(wrong) > 0 || form.Get("knop") == "bekijk" {
		return s.renderLetter(w, r, c, t, form, letterStatus(wrong), wrong)
	}
	return s.sendLetter(w, r, c, form, sending)
}

// letterStatus is that of a page with errors, or without.
func letterStatus(wrong []FieldError) int {
	if len(wrong) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// madeAlready tells whether the letter of this page was made by a first click.
func (s *Server) madeAlready(r *http.Request, form url.Values) bool {
	id, err := numberIn(r, "id")
	if err != nil {
		return false
	}
	l, err := s.cfg.Store.LetterOfKey(r.Context(), form.Get("sleutel"))
	return err == nil && l.CaseID == postkamer.CaseID(id)
}

// sendLetter keeps the letter with what it does to the case.
func (s *Server) sendLetter(w http.ResponseWriter, r *http.Request, c postkamer.Case, form url.Values, m store.Sending) error {
	version, err := versionIn(form)
	if err != nil {
		return err
	}
	if m.Mail != nil {
		pdf, err := letters.PDF(s.town().Municipality, m.Letter.Text, m.Letter.Code)
		if err != nil {
			return err
		}
		if m.Letter.SHA256, m.Mail.FileKey, err = s.cfg.Store.PutLetter(r.Context(), pdf); err != nil {
			return err
		}
		m.Letter.Size = int64(len(pdf))
	}
	if _, err := s.cfg.Store.SendLetter(r.Context(), version, person(r), m); err != nil {
		return err
	}
	said := "✓ De brief ligt klaar bij de printer."
	if m.Mail != nil {
		said = "✓ De brief gaat per mail weg."
	}
	if m.Wait != nil {
		return s.afterCase(w, r, form, said+" "+c.Reference+" wacht op de inwoner.", c.ID)
	}
	s.flashTakeBack(r, said, c.ID)
	http.Redirect(w, r, casePath(c.ID), http.StatusSeeOther)
	return nil
}

// previewLetter shows the letter as it will be printed.
func (s *Server) previewLetter(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	c, err := s.heldCase(r)
	if err != nil {
		return err
	}
	t, err := s.letterTemplate(r.PathValue("naam"))
	if err != nil {
		return err
	}
	clock, err := s.cfg.Store.Clock(r.Context(), c.ID)
	if err != nil {
		return err
	}
	sending, wrong := s.sendingOf(r, c, t, form, clock)
	if len(wrong) > 0 {
		return s.renderLetter(w, r, c, t, form, http.StatusUnprocessableEntity, wrong)
	}
	return sendPDF(w, "voorbeeld-"+c.Reference, func() ([]byte, error) {
		return letters.PDF(s.town().Municipality, sending.Letter.Text, "")
	})
}

// letterIn is the letter of the address, which must be about the case of the address.
func (s *Server) letterIn(r *http.Request, c postkamer.Case) (postkamer.Letter, error) {
	id, err := numberIn(r, "brief")
	if err != nil {
		return postkamer.Letter{}, err
	}
	l, err := s.cfg.Store.Letter(r.Context(), postkamer.LetterID(id))
	if err == nil && l.CaseID != c.ID {
		err = postkamer.ErrNotFound
	}
	return l, err
}

// caseLetter gives a letter about a case as it went out, or as it will.
func (s *Server) caseLetter(w http.ResponseWriter, r *http.Request) error {
	c, err := s.openCase(r)
	if err != nil {
		return err
	}
	l, err := s.letterIn(r, c)
	if err != nil {
		return err
	}
	if err := s.viewed(r, c.PieceID, c.ID); err != nil {
		return err
	}
	return s.sendLetterPDF(w, r, l)
}

// withdrawReasons are why a letter is taken back.
var withdrawReasons = []string{"niet meer nodig", "er staat een fout in"}

// withdrawLetter takes back a letter that is not printed yet.
func (s *Server) withdrawLetter(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	c, err := s.ownCase(r)
	if err != nil {
		return err
	}
	l, err := s.letterIn(r, c)
	if err != nil {
		return err
	}
	why := form.Get("reden")
	if !slices.Contains(withdrawReasons, why) {
		why = withdrawReasons[0]
	}
	err = s.cfg.Store.WithdrawLetter(r.Context(), l.ID, why, person(r))
	switch {
	case errors.Is(err, postkamer.ErrConflict) && l.State == postkamer.LetterWithdrawn:
		s.flash(r, FlashOK, "✓ De brief is teruggehaald.")
	case errors.Is(err, postkamer.ErrConflict):
		s.flash(r, FlashWarning, "De brief is al bij de printer of de deur uit. Bel de postkamer als hij niet weg mag.")
	case err != nil:
		return err
	default:
		s.flash(r, FlashOK, "✓ De brief is teruggehaald. Hij wordt niet geprint.")
	}
	http.Redirect(w, r, casePath(c.ID), http.StatusSeeOther)
	return nil
}

// printMailed lets a letter be printed of which the mail did not get through.
func (s *Server) printMailed(w http.ResponseWriter, r *http.Request) error {
	c, err := s.ownCase(r)
	if err != nil {
		return err
	}
	l, err := s.letterIn(r, c)
	if err != nil {
		return err
	}
	err = s.cfg.Store.PrintMailed(r.Context(), l.ID, person(r))
	if err != nil && !errors.Is(err, postkamer.ErrConflict) { // done by a first click
		return err
	}
	s.flash(r, FlashOK, "✓ De brief ligt klaar bij de printer.")
	http.Redirect(w, r, casePath(c.ID), http.StatusSeeOther)
	return nil
}
