package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"postkamer"
	"postkamer/store"
)

// A viewLink is a list that somebody keeps.
type viewLink struct {
	Name    string
	Link    string
	Current bool
	Drop    string // address that forgets it; empty for a colleague's
	Shared  bool
}

// viewForm asks a name for the list on the screen.
type viewForm struct {
	Name   Field
	Filter string // of the list
	Share  bool   // this person may keep it for everybody
}

const nameField = "naam"

// maxViewName is how long the name of a list may be, in letters.
const maxViewName = 40

func newViewForm(p Page, f store.CaseFilter) viewForm {
	return viewForm{Filter: addressOf(f), Share: p.Person.Is(postkamer.TeamLead),
		Name: Field{Name: nameField, Label: "Naam van de lijst", Hint: "Bijvoorbeeld: bezwaren van deze week. Geen namen van inwoners.", MaxLength: maxViewName}}
}

// views are the lists that a person keeps or shares; here is the address of the list
// on the screen.
func (s *Server) views(r *http.Request, here string) ([]viewLink, error) {
	if !visiting(r).desk.Lists {
		return nil, nil
	}
	views, err := s.cfg.Store.Views(r.Context(), person(r))
	if err != nil {
		return nil, err
	}
	var links []viewLink
	for _, v := range views {
		l := viewLink{Name: v.Name, Link: queuePath(v.Queue) + v.Filter, Shared: v.Shared}
		l.Current = l.Link == here
		if v.Mine {
			l.Drop = fmt.Sprintf("/werk/lijst/%d/weg", v.ID)
		}
		links = append(links, l)
	}
	return links, nil
}

// keepView keeps the list on the screen under a name.
func (s *Server) keepView(w http.ResponseWriter, r *http.Request) error {
	queue, _, err := s.queueIn(r)
	if err != nil {
		return err
	}
	form, err := postForm(r)
	if err != nil {
		return err
	}
	asked, err := url.ParseQuery(strings.TrimPrefix(form.Get("filter"), "?"))
	if err != nil {
		return fmt.Errorf("%w: filter of a list", errMalformed)
	}
	filter, err := filterOf(asked)
	if err != nil {
		return err
	}
	v := store.View{Name: form.Get(nameField), Queue: queue, Filter: addressOf(filter)}
	v.Shared = form.Get("delen") != "" && person(r).Is(postkamer.TeamLead)
	kind, said := FlashOK, "✓ De lijst staat bij {je|uw} lijsten."
	switch n := utf8.RuneCountInString(v.Name); {
	case n == 0:
		kind, said = FlashWarning, "De lijst is niet bewaard. Vul een naam in."
	case n > maxViewName:
		kind, said = FlashWarning, s.filled("De lijst is niet bewaard. Kies een naam van hoogstens {n} letters.", "{n}", dutchNumber(maxViewName))
	default:
		_, err := s.cfg.Store.SaveView(r.Context(), v, person(r))
		if errors.Is(err, store.ErrNameTaken) {
			kind, said = FlashWarning, "De lijst is niet bewaard: {je hebt|u hebt} al een lijst met die naam. Kies een andere naam."
		} else if err != nil {
			return err
		}
	}
	s.flash(r, kind, s.staffSay(said))
	http.Redirect(w, r, queuePath(queue)+v.Filter, http.StatusSeeOther)
	return nil
}

// dropView forgets a list; it can be taken back.
func (s *Server) dropView(w http.ResponseWriter, r *http.Request) error {
	id, err := s.changeView(r, false)
	if err != nil {
		return err
	}
	s.flashUndo(r, "✓ De lijst is weg.", Undo{Action: fmt.Sprintf("/werk/lijst/%d/terug", id), Label: "Ongedaan maken"})
	http.Redirect(w, r, "/werk/alles", http.StatusSeeOther)
	return nil
}

// restoreView takes that back.
func (s *Server) restoreView(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.changeView(r, true); err != nil {
		return err
	}
	s.flash(r, FlashOK, "✓ De lijst is terug.")
	http.Redirect(w, r, "/werk/alles", http.StatusSeeOther)
	return nil
}

// changeView forgets or remembers the list of the address. What is so already stays so.
func (s *Server) changeView(r *http.Request, back bool) (int64, error) {
	if _, err := postForm(r); err != nil {
		return 0, err
	}
	id, err := numberIn(r, "id")
	if err != nil {
		return 0, err
	}
	err = s.cfg.Store.DropView(r.Context(), id, person(r), back)
	if errors.Is(err, postkamer.ErrConflict) {
		err = nil
	}
	return id, err
}
