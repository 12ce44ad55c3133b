package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"postkamer"
	"postkamer/store"
)

const outagePath = settingsPath + "/storingen"

func (s *Server) outageRoutes() {
	may := []postkamer.Role{postkamer.Admin, postkamer.TeamLead}
	s.staff("GET "+outagePath, s.outageDesk, may...)
	s.staff("POST "+outagePath, s.noteOutage, may...)
	s.staff("POST "+outagePath+"/{id}/voorbij", s.endOutage, may...)
	s.staff("POST "+outagePath+"/{id}/weg", s.withdrawOutage, may...)
}

// outageDesk lists the outages for staff, with a form to note one that the program could
// not see: the network of the municipality, or DigiD.
type outageDesk struct {
	Page
	Outages []outageLine
	What    Field
	From    Field
	FromAt  Field
	Until   Field
	UntilAt Field
}

func (s *Server) outageDesk(w http.ResponseWriter, r *http.Request) error {
	return s.renderOutages(w, r, url.Values{}, nil)
}

func (s *Server) renderOutages(w http.ResponseWriter, r *http.Request, form url.Values, wrong []FieldError) error {
	list, err := s.cfg.Store.OutagesSince(r.Context(), s.cfg.Now().Add(-outagesShown), true)
	if err != nil {
		return err
	}
	page := outageDesk{Page: s.page(r, "Storingen")}
	page.Errors = wrong
	for _, o := range list {
		page.Outages = append(page.Outages, s.outageLine(o, list, page.Tone))
	}
	field := func(name, label, hint, kind string) Field {
		return Field{Name: name, Label: label, Hint: hint, Type: kind, Value: form.Get(name), Error: wrongIn(wrong, name)}
	}
	page.What = field("wat", "Wat deed het niet?", "Bijvoorbeeld: Inloggen met DigiD lukte niet. Iedereen kan dit lezen.", "")
	page.What.MaxLength, page.What.Required = postkamer.OutageText, true
	page.From, page.FromAt = field("dag", "Vanaf welke dag?", "", "date"), field("tijd", "Hoe laat begon het?", "", "time")
	page.Until, page.UntilAt = field("totdag", "Tot welke dag?", "Laat leeg als de storing er nog is.", "date"), field("tottijd", "Hoe laat was het voorbij?", "", "time")
	return s.render(w, r, "instellingen_storingen", statusOfErrors(wrong), page)
}

func statusOfErrors(wrong []FieldError) int {
	if len(wrong) > 0 {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// noteOutage keeps an outage that a person saw.
func (s *Server) noteOutage(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	o, wrong := s.readOutage(form)
	if len(wrong) > 0 {
		return s.renderOutages(w, r, form, wrong)
	}
	o.By = person(r).Name
	id, err := s.cfg.Store.NoteOutage(r.Context(), o)
	if err != nil {
		return err
	}
	s.lost.forget()
	s.flashUndo(r, "✓ Genoteerd. Wie in de storing te laat was, heeft langer de tijd.", Undo{Action: fmt.Sprintf("%s/%d/weg", outagePath, id), Label: "Ongedaan maken"})
	http.Redirect(w, r, outagePath, http.StatusSeeOther)
	return nil
}

// readOutage reads the form. An outage may be noted until a year after it.
func (s *Server) readOutage(form url.Values) (o postkamer.Outage, wrong []FieldError) {
	o.What = strings.TrimSpace(form.Get("wat"))
	refuse := func(field, text string) { wrong = append(wrong, FieldError{field, text}) }
	if n := utf8.RuneCountInString(o.What); n == 0 || n > postkamer.OutageText {
		refuse("wat", fmt.Sprintf("Schrijf in 1 tot %d letters wat het niet deed", postkamer.OutageText))
	}
	now := s.cfg.Now()
	var known bool
	if o.Began, known = s.momentIn(form, "dag", "tijd"); !known {
		refuse("dag", "Kies op welke dag de storing begon, en vul in hoe laat")
	} else if o.Began.After(now) || now.Sub(o.Began) > outagesShown {
		refuse("dag", "Kies een begin dat voorbij is, en hoogstens een jaar geleden")
	}
	if form.Get("totdag") == "" && form.Get("tottijd") == "" {
		return o, wrong
	}
	switch o.Ended, known = s.momentIn(form, "totdag", "tottijd"); {
	case !known:
		refuse("totdag", "Kies op welke dag de storing voorbij was, en vul in hoe laat. Of laat allebei leeg")
	case o.Ended.After(now):
		refuse("totdag", "Kies een einde dat voorbij is. Is de storing er nog? Laat dit dan leeg")
	case !o.Ended.After(o.Began):
		refuse("totdag", "Kies een einde na het begin")
	}
	return o, wrong
}

// momentIn reads a day and a time of the municipality's clock.
func (s *Server) momentIn(form url.Values, day, clock string) (time.Time, bool) {
	at, err := time.ParseInLocation(time.DateOnly+" 15:04", form.Get(day)+" "+strings.Replace(form.Get(clock), ".", ":", 1), s.zone)
	return at, err == nil
}

// endOutage says that an outage is over now.
func (s *Server) endOutage(w http.ResponseWriter, r *http.Request) error {
	return s.onOutage(w, r, "✓ De storing is voorbij. Wie daarin te laat was, heeft langer de tijd.", "voorbij", func(tx *store.Tx, id postkamer.OutageID) error {
		return tx.EndOutage(r.Context(), id, s.cfg.Now())
	})
}

// withdrawOutage takes an outage back that was none.
func (s *Server) withdrawOutage(w http.ResponseWriter, r *http.Request) error {
	return s.onOutage(w, r, "✓ Teruggenomen. Wie al langer de tijd kreeg, houdt die.", "teruggenomen", func(tx *store.Tx, id postkamer.OutageID) error {
		return tx.WithdrawOutage(r.Context(), id, person(r).Name, "")
	})
}

// onOutage does something to an outage. A second click finds it done.
func (s *Server) onOutage(w http.ResponseWriter, r *http.Request, said, what string, do func(*store.Tx, postkamer.OutageID) error) error {
	if _, err := postForm(r); err != nil {
		return err
	}
	id, err := numberIn(r, "id")
	if err != nil {
		return err
	}
	ctx := r.Context()
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
		if err := do(tx, postkamer.OutageID(id)); err != nil {
			return err
		}
		return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventOutage, Actor: person(r).Name, Detail: what})
	})
	if err != nil && !errors.Is(err, postkamer.ErrConflict) {
		return err
	}
	s.lost.forget()
	s.flash(r, FlashOK, said)
	http.Redirect(w, r, outagePath, http.StatusSeeOther)
	return nil
}
