package web

import "net/http"

// addNotes adds what colleagues wrote about a case, and the field to write in.
func (s *Server) addNotes(r *http.Request, page *casePage) (err error) {
	page.Notes, err = s.cfg.Store.Notes(r.Context(), page.Case.ID)
	if !page.Bare {
		for i := range page.Notes {
			page.Notes[i].Body = hideBSNs(page.Notes[i].Body, bsnsOf(page.Case.Fields)...)
		}
	}
	page.Note = Field{Name: "notitie", Label: "Nieuwe notitie", Rows: 2, MaxLength: maxNote,
		Hint: page.Say("Voor collega's die deze zaak openen. {Je kunt|U kunt} een notitie later niet meer veranderen.")}
	return err
}

// addNote keeps a note; whoever may see the case may write one.
func (s *Server) addNote(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	c, err := s.openCase(r)
	if err != nil {
		return err
	}
	body := form.Get("notitie")
	if wrong := noteProblem(body); wrong != "" {
		return s.renderCase(w, r, c, http.StatusUnprocessableEntity, []FieldError{{"notitie", wrong}})
	}
	if err := s.cfg.Store.AddNote(r.Context(), c.ID, person(r), body); err != nil {
		return err
	}
	s.flashTakeBack(r, "✓ De notitie staat erbij.", c.ID)
	http.Redirect(w, r, casePath(c.ID), http.StatusSeeOther)
	return nil
}

func noteProblem(body string) string {
	switch {
	case body == "":
		return "Schrijf eerst een notitie"
	case len(body) > maxNote:
		return "Maak de notitie korter"
	}
	return ""
}
