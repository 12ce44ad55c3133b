package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"postkamer"
	"postkamer/store"
)

// endPlan is a method of Store that ends a posting or an absence.
type endPlan func(ctx context.Context, id int64, by postkamer.Person) error

// talentPage is what a person knows.
type talentPage struct {
	Page
	Name      string
	Path      string
	Languages Choice
	Skills    Field
	Known     string // skills that others have, to write them the same way
	Calls     Choice
}

// deskOf returns the person of the address; ErrNotFound when nobody is placed here by
// that number.
func (s *Server) deskOf(r *http.Request) (postkamer.Desk, error) {
	id, err := numberIn(r, "id")
	if err != nil {
		return postkamer.Desk{}, err
	}
	desks, err := s.cfg.Store.Desks(r.Context(), s.cfg.Now())
	if err != nil {
		return postkamer.Desk{}, err
	}
	i := slices.IndexFunc(desks, func(d postkamer.Desk) bool { return int64(d.ID) == id && worksHere(d.Person) })
	if i < 0 {
		return postkamer.Desk{}, postkamer.ErrNotFound
	}
	return desks[i], nil
}

// talentForm shows what somebody knows.
func (s *Server) talentForm(w http.ResponseWriter, r *http.Request) error {
	d, err := s.deskOf(r)
	if err != nil {
		return err
	}
	form := url.Values{}
	for _, t := range d.Languages {
		form.Add("taal", string(t))
	}
	var skills []string
	for _, skill := range d.Skills {
		skills = append(skills, string(skill))
	}
	form.Set("kennis", strings.Join(skills, ", "))
	if d.LikesCalling {
		form.Set("belt", "graag")
	}
	return s.renderTalent(w, r, d, form, http.StatusOK, nil)
}

func (s *Server) renderTalent(w http.ResponseWriter, r *http.Request, d postkamer.Desk, form url.Values, status int, wrong []FieldError) error {
	known, err := s.cfg.Store.Skills(r.Context())
	if err != nil {
		return err
	}
	page := talentPage{Page: s.page(r, "Kennis van "+d.Name), Name: d.Name, Path: r.URL.Path}
	page.Errors = wrong
	var names []string
	for _, skill := range known {
		names = append(names, string(skill))
	}
	page.Known = strings.Join(names, ", ")
	page.Languages = Choice{Name: "taal", Legend: "Talen, naast Nederlands", Values: form["taal"], Error: wrongIn(wrong, "taal")}
	for _, t := range postkamer.Tongues {
		page.Languages.Options = append(page.Languages.Options, Option{Value: string(t), Label: upperFirst(string(t))})
	}
	page.Skills = Field{Name: "kennis", Label: "Kennis", Hint: "Met een komma ertussen. Bijvoorbeeld: bezwaar, zelfstandigen. Zaken die deze kennis nodig hebben, gaan alleen naar wie dit kan.", Value: form.Get("kennis"), MaxLength: 400, Error: wrongIn(wrong, "kennis")}
	page.Calls = Choice{Name: "belt", Legend: "Bellen", Values: form["belt"], Options: []Option{{Value: "graag", Label: "Belt graag", Hint: "Krijgt als eerste de lastige gesprekken. Alleen als deze collega dat zelf wil."}}}
	return s.render(w, r, "kennis", status, page)
}

// setTalent keeps what somebody knows.
func (s *Server) setTalent(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r, "taal")
	if err != nil {
		return err
	}
	d, err := s.deskOf(r)
	if err != nil {
		return err
	}
	talent, wrong := readTalent(form)
	if len(wrong) > 0 {
		return s.renderTalent(w, r, d, form, http.StatusUnprocessableEntity, wrong)
	}
	if err := s.cfg.Store.SetTalent(r.Context(), d.ID, talent, person(r)); err != nil {
		return err
	}
	s.flashUndo(r, "✓ Bewaard voor "+d.Name+".", Undo{Action: r.URL.Path, Label: "Ongedaan maken", Fields: talentFields(d)})
	http.Redirect(w, r, "/team/indelen", http.StatusSeeOther)
	return nil
}

// tonguesField carries several languages in one field: the button that takes back has
// one value per name.
const tonguesField = "talen"

// talentFields are what somebody knew, for the button that takes back.
func talentFields(d postkamer.Desk) map[string]string {
	var languages, skills []string
	for _, t := range d.Languages {
		languages = append(languages, string(t))
	}
	for _, skill := range d.Skills {
		skills = append(skills, string(skill))
	}
	fields := map[string]string{tonguesField: strings.Join(languages, ","), "kennis": strings.Join(skills, ", ")}
	if d.LikesCalling {
		fields["belt"] = "graag"
	}
	return fields
}

// readTalent reads the form.
func readTalent(form url.Values) (t store.Talent, wrong []FieldError) {
	for _, name := range append(form["taal"], strings.Split(form.Get(tonguesField), ",")...) {
		if name == "" {
			continue
		}
		if !slices.Contains(postkamer.Tongues, postkamer.Tongue(name)) {
			wrong = append(wrong, FieldError{"taal", "Kies talen uit de lijst"})
			continue
		}
		t.Languages = append(t.Languages, postkamer.Tongue(name))
	}
	for name := range strings.SplitSeq(form.Get("kennis"), ",") {
		if strings.TrimSpace(name) == "" {
			continue
		}
		skill, fine := postkamer.NormalSkill(name)
		if !fine {
			wrong = append(wrong, FieldError{"kennis", "Schrijf elke kennis kort, zonder : en ;, met een komma ertussen"})
			continue
		}
		t.Skills = append(t.Skills, skill)
	}
	t.LikesCalling = form.Get("belt") == "graag"
	return t, wrong
}
