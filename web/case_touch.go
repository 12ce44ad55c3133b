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

// settleDoubt says that one doubt is no longer one. The fields are saved with it.
func (s *Server) settleDoubt(w http.ResponseWriter, r *http.Request) error {
	c, form, err := s.savedCase(r)
	if err != nil {
		return err
	}
	id, err := doubtIn(form, c)
	if err != nil {
		return err
	}
	err = s.cfg.Store.SettleDoubt(r.Context(), c.ID, c.Version, person(r), id)
	if err != nil && !errors.Is(err, postkamer.ErrConflict) { // settled by a first click
		return err
	}
	s.flashTakeBack(r, "✓ Deze twijfel is opgelost.", c.ID)
	http.Redirect(w, r, casePath(c.ID), http.StatusSeeOther)
	return nil
}

// reasonsReopen are why a finished case is opened again.
var reasonsReopen = []Option{
	{Value: "er is nieuw bewijs", Label: "Er is nieuw bewijs"},
	{Value: "er is iets over het hoofd gezien", Label: "Er is iets over het hoofd gezien"},
	{Value: "de inwoner heeft gereageerd", Label: "De inwoner heeft gereageerd"},
	{Value: "per ongeluk goedgekeurd", Label: "Per ongeluk goedgekeurd"},
}

// reopenChoice asks why a finished case is opened again; nothing is chosen beforehand.
func reopenChoice(wrong string) Choice {
	return Choice{Name: "reden", Legend: "Waarom moet deze zaak weer open?", Error: wrong, Options: reasonsReopen}
}

// reopenCase opens a finished case again, at the head of its queue.
func (s *Server) reopenCase(w http.ResponseWriter, r *http.Request) error {
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
	reason := Choice{Values: form["reden"]}
	for _, o := range reasonsReopen {
		if !reason.Chosen(o.Value) {
			continue
		}
		if err := s.cfg.Store.Reopen(r.Context(), c.ID, version, person(r), o.Value); err != nil {
			return err
		}
		s.flashTakeBack(r, "✓ "+c.Reference+" is weer open, vooraan bij "+s.queueLabel(c.Queue)+".", c.ID)
		http.Redirect(w, r, casePath(c.ID), http.StatusSeeOther)
		return nil
	}
	return s.renderCase(w, r, c, http.StatusUnprocessableEntity, []FieldError{{"reden", "Kies waarom deze zaak weer open moet"}})
}

// addedField adds a field that was not read, with the value that the caseworker sees
// on the page. The other fields are saved with it.
func (s *Server) addedField(w http.ResponseWriter, r *http.Request) error {
	c, form, err := s.savedCase(r)
	if err != nil {
		return err
	}
	return s.addField(w, r, c, form)
}

// addField adds the field of a form of which the other fields are saved.
func (s *Server) addField(w http.ResponseWriter, r *http.Request, c postkamer.Case, form url.Values) error {
	in, wrong := readAdded(c, form.Get("erbij"), form.Get("erbij-waarde"))
	if len(wrong) > 0 && !addedBefore(c, in) {
		c, err := s.cfg.Store.Case(r.Context(), c.ID) // with what was saved just now
		if err != nil {
			return err
		}
		return s.renderCase(w, r, c, http.StatusUnprocessableEntity, wrong)
	}
	err := s.cfg.Store.AddField(r.Context(), c.ID, c.Version, person(r), in)
	if err != nil && !addedBefore(c, in) { // by a first click
		return err
	}
	s.flashTakeBack(r, "✓ "+fieldLabel(in.Name)+" staat erbij.", c.ID)
	http.Redirect(w, r, casePath(c.ID), http.StatusSeeOther)
	return nil
}

// addedBefore tells whether a case has an added field with this value already.
func addedBefore(c postkamer.Case, in store.FieldInput) bool {
	return slices.ContainsFunc(c.Fields, func(f postkamer.CaseField) bool {
		return f.Name == in.Name && f.State == postkamer.FieldAdded && f.Value == in.Value
	})
}

// readAdded reads a field that is to be added.
func readAdded(c postkamer.Case, name, typed string) (in store.FieldInput, wrong []FieldError) {
	in = store.FieldInput{Name: postkamer.FieldName(name), Seen: true}
	in.Value = storedValue(in.Name, typed, "")
	for _, o := range missingFields(c) {
		if o.Value != name {
			continue
		}
		if typed == "" || len(typed) > maxFieldText {
			wrong = append(wrong, FieldError{"erbij-waarde", "Vul in wat er staat"})
		} else if problem := valueProblem(in.Name, in.Value); problem != "" {
			wrong = append(wrong, FieldError{"erbij-waarde", sentence(problem)})
		}
		return in, wrong
	}
	return in, []FieldError{{"erbij", "Kies welk veld erbij moet"}}
}

// missingFields are the fields that a case does not have, by name.
func missingFields(c postkamer.Case) []Option {
	var names []postkamer.FieldName
	for name := range fieldLabels {
		if !slices.ContainsFunc(c.Fields, func(f postkamer.CaseField) bool { return f.Name == name }) {
			names = append(names, name)
		}
	}
	return sortedOptions(names, fieldLabel)
}

// addExtraField adds the question which field is to be added. What was typed and
// refused is there again.
func (p *casePage) addExtraField(form url.Values, wrong []FieldError) {
	p.Extra = Choice{Name: "erbij", Legend: "Welk veld?", Values: form["erbij"], Error: wrongIn(wrong, "erbij"), Options: append([]Option{{Label: "Kies een veld"}}, missingFields(p.Case)...)}
	p.ExtraValue = Field{Name: "erbij-waarde", Label: "Wat staat er?", Value: form.Get("erbij-waarde"), Error: wrongIn(wrong, "erbij-waarde"), MaxLength: maxFieldText}
}

// doubtIn is the open doubt of a case that a form names.
func doubtIn(form url.Values, c postkamer.Case) (int64, error) {
	id, err := strconv.ParseInt(form.Get("twijfel"), 10, 64)
	if err != nil || !slices.ContainsFunc(c.Doubts, func(d postkamer.CaseDoubt) bool { return d.ID == id && d.Code != postkamer.KindUnsure }) {
		return 0, fmt.Errorf("%w: no doubt of this case", errMalformed)
	}
	return id, nil
}
