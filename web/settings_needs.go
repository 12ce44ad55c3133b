package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"postkamer"
)

// mostNeeds is how many skills a kind asks at most.
const mostNeeds = 5

// needsOf are the skills that a kind asks, by name.
func (s *Server) needsOf(r *http.Request, kind postkamer.CaseType) (skills []postkamer.Skill, err error) {
	all, err := s.cfg.Store.KindNeeds(r.Context())
	for _, n := range all {
		if n.Kind == kind {
			skills = append(skills, n.Skill)
		}
	}
	slices.Sort(skills) // as readNeeds does: the database sorts as words are in a book
	return skills, err
}

// needsField asks which skills a kind asks.
func needsField(form url.Values, wrong []FieldError) *Field {
	return &Field{Name: "kennis", Label: "Welke kennis vraagt deze soort?", Value: form.Get("kennis"), Error: wrongIn(wrong, "kennis"), MaxLength: 200,
		Hint: "Met een komma ertussen. Bijvoorbeeld: bezwaar. Leeg is: iedereen van de werkvoorraad kan het. Open zaken gaan meteen alleen nog naar wie deze kennis heeft."}
}

// joinedSkills writes skills as they are typed.
func joinedSkills(skills []postkamer.Skill) string {
	words := make([]string, len(skills))
	for i, skill := range skills {
		words[i] = string(skill)
	}
	return strings.Join(words, ", ")
}

// readNeeds reads skills with a comma between them, each once.
func readNeeds(text string) (skills []postkamer.Skill, wrong []FieldError) {
	for word := range strings.SplitSeq(text, ",") {
		if strings.TrimSpace(word) == "" {
			continue
		}
		skill, ok := postkamer.NormalSkill(word)
		if !ok {
			return nil, []FieldError{{"kennis", "Schrijf elke kennis in een paar woorden, met een komma ertussen"}}
		}
		if !slices.Contains(skills, skill) {
			skills = append(skills, skill)
		}
	}
	if len(skills) > mostNeeds {
		return nil, []FieldError{{"kennis", "Vraag hoogstens vijf soorten kennis: anders kan bijna niemand deze zaken doen"}}
	}
	slices.Sort(skills)
	return skills, nil
}

// saveNeeds keeps which skills a kind asks. The message takes it back: its button sets
// what was asked before, unless a colleague changed it after that.
func (s *Server) saveNeeds(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	kind, err := s.kindIn(r)
	if err != nil {
		return err
	}
	skills, wrong := readNeeds(form.Get("kennis"))
	if len(wrong) > 0 {
		return s.renderKind(w, r, kind, s.kindValues(kind, form.Get("kennis")), http.StatusUnprocessableEntity, wrong)
	}
	before, err := s.needsOf(r, kind)
	if err != nil {
		return err
	}
	switch {
	case form.Has(neededThen) && form.Get(neededThen) != joinedSkills(before):
		s.flash(r, FlashWarning, "Dit is niet ongedaan gemaakt: iemand veranderde de kennis daarna. Kijk hieronder wat nu geldt.")
	case slices.Equal(before, skills):
		s.flash(r, FlashInfo, "Er is niets veranderd.")
	default:
		if err := s.setNeeds(r, kind, before, skills); err != nil {
			return err
		}
	}
	http.Redirect(w, r, kindsPath+"/"+string(kind), http.StatusSeeOther)
	return nil
}

// neededThen is what a kind asked after the act that is taken back: when it asks something
// else by now, that is of a colleague.
const neededThen = "toen"

// setNeeds keeps the skills, and says so with a button that takes it back.
func (s *Server) setNeeds(r *http.Request, kind postkamer.CaseType, before, skills []postkamer.Skill) error {
	if err := s.cfg.Store.SetKindNeeds(r.Context(), kind, skills, person(r)); err != nil {
		return err
	}
	said, err := s.neededSaid(r, kind, skills)
	if err != nil {
		return err
	}
	s.flashUndo(r, said, Undo{Action: kindsPath + "/" + string(kind) + "/kennis", Label: "Ongedaan maken",
		Fields: map[string]string{"kennis": joinedSkills(before), neededThen: joinedSkills(skills)}})
	return nil
}

// neededSaid says what holds now, and when nobody who is there and works the queue of the
// kind has what is asked.
func (s *Server) neededSaid(r *http.Request, kind postkamer.CaseType, skills []postkamer.Skill) (string, error) {
	if len(skills) == 0 {
		return "✓ Bewaard. Deze soort vraagt geen bijzondere kennis meer.", nil
	}
	desks, err := s.cfg.Store.Desks(r.Context(), s.cfg.Now())
	if err != nil {
		return "", err
	}
	queue := s.town().Policy.Queues[kind]
	for _, d := range desks {
		lacks := func(skill postkamer.Skill) bool { return !slices.Contains(d.Skills, skill) }
		if !d.Away && d.Is(postkamer.Caseworker) && worksQueue(d.Person, queue) && !slices.ContainsFunc(skills, lacks) {
			return "✓ Bewaard. Deze soort gaat alleen nog naar wie dit kan.", nil
		}
	}
	return "✓ Bewaard. Let op: vandaag is er niemand die dit kan, dus deze zaken blijven liggen. Zet de kennis op de pagina Team bij een medewerker die ook in de werkvoorraad " + s.queueLabel(queue) + " werkt.", nil
}
