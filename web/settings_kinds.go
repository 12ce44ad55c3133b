package web

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"postkamer"
	"postkamer/classify"
	"postkamer/town"
)

const (
	kindsPath  = settingsPath + "/soorten"
	queuesPath = settingsPath + "/voorraden"
)

func (s *Server) kindRoutes() {
	admin := postkamer.Admin
	s.staff("GET "+kindsPath, s.kindsPage, admin)
	s.staff("GET "+kindsPath+"/{kind}", s.kindForm, admin)
	s.staff("POST "+kindsPath+"/{kind}", s.saveKind, admin)
	s.staff("POST "+kindsPath+"/{kind}/kennis", s.saveNeeds, admin)
	s.staff("GET "+queuesPath+"/{queue}", s.queueForm, admin)
	s.staff("POST "+queuesPath+"/{queue}", s.saveQueue, admin)
	s.staff("POST "+queuesPath, s.addQueue, admin)
}

// workWords are the kinds of work as they are chosen.
var workWords = []Option{
	{Value: string(classify.StandardWork), Label: "Standaard: een vaste regel"},
	{Value: string(classify.DecisionWork), Label: "Besluit: een mens beslist"},
	{Value: string(classify.TailoredWork), Label: "Maatwerk: eerst een gesprek"},
}

// A kindsPage lists every kind and every queue.
type kindsPage struct {
	settingsFrame
	Kinds  Table
	Queues Table
	New    Field
}

func (s *Server) kindsPage(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.freshTown(r.Context()); err != nil {
		return err
	}
	return s.renderKinds(w, r, url.Values{}, http.StatusOK, nil)
}

func (s *Server) renderKinds(w http.ResponseWriter, r *http.Request, form url.Values, status int, wrong []FieldError) error {
	workers, err := s.queueWorkers(r.Context())
	if err != nil {
		return err
	}
	now := s.town()
	page := kindsPage{settingsFrame: s.settingsFrame(r, "Soorten post en werkvoorraden", form, wrong)}
	page.Kinds = Table{Caption: "Soorten post", Columns: []Column{{Title: "Soort"}, {Title: "Werkvoorraad"}, {Title: "Termijn"}, {Title: "Soort werk"}}}
	for _, kind := range s.kindsByName() {
		page.Kinds.Rows = append(page.Kinds.Rows, Row{Cells: []Cell{{Text: s.kindLabel(kind), Link: kindsPath + "/" + string(kind)}, {Text: s.queueLabel(now.Policy.Queues[kind])},
			{Text: now.Policy.Terms[kind].String()}, {Text: string(now.Policy.WorkOf(kind))}}})
	}
	page.Queues = Table{Caption: "Werkvoorraden", Columns: []Column{{Title: "Werkvoorraad"}, {Title: "Soorten"}, {Title: "Wie er werkt", Numeric: true}}}
	for _, q := range now.AllQueues() {
		page.Queues.Rows = append(page.Queues.Rows, Row{Cells: []Cell{{Text: s.queueLabel(q), Link: queuesPath + "/" + string(q)}, {Text: s.kindsOn(now, q)}, workerCell(workers[q], s.kindsOn(now, q) != noKinds)}})
	}
	page.New = Field{Name: "naam", Label: "Naam van de nieuwe werkvoorraad", Hint: "Bijvoorbeeld: Schuldhulp.", Value: form.Get("naam"), Error: wrongIn(wrong, "naam"), MaxLength: postkamer.MaxName}
	return s.render(w, r, "instellingen_soorten", status, page)
}

// kindsByName are the kinds of post in the order of their names.
func (s *Server) kindsByName() []postkamer.CaseType {
	kinds := slices.Collect(maps.Keys(s.town().Policy.Queues))
	slices.SortFunc(kinds, func(a, b postkamer.CaseType) int { return cmp.Compare(s.kindLabel(a), s.kindLabel(b)) })
	return kinds
}

// noKinds stands where a queue gets nothing by itself.
const noKinds = "Geen"

// kindsOn names the kinds that go to a queue.
func (s *Server) kindsOn(now *town.Town, q postkamer.Queue) string {
	var names []string
	for kind, to := range now.Policy.Queues {
		if to == q {
			names = append(names, s.kindLabel(kind))
		}
	}
	if len(names) == 0 {
		return noKinds
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// workerCell says how many people work a queue; nobody where something goes stands out.
func workerCell(n int, used bool) Cell {
	if n == 0 && used {
		return Cell{Text: "0", Note: "! niemand"}
	}
	return Cell{Text: fmt.Sprint(n)}
}

// queueWorkers counts for each queue how many caseworkers have it today.
func (s *Server) queueWorkers(ctx context.Context) (map[postkamer.Queue]int, error) {
	desks, err := s.cfg.Store.Desks(ctx, s.cfg.Now())
	if err != nil {
		return nil, err
	}
	count := map[postkamer.Queue]int{}
	for _, d := range desks {
		if d.Away || !d.Is(postkamer.Caseworker) {
			continue
		}
		for _, q := range s.town().AllQueues() {
			if len(d.Queues) == 0 || slices.Contains(d.Queues, q) {
				count[q]++
			}
		}
	}
	return count, nil
}

// A kindFormPage asks what the municipality sets about one kind.
type kindFormPage struct {
	settingsFrame
	Path    string
	Label   string
	Inputs  []settingInput
	Needs   *Field
	Anyway  bool   // the queue that was chosen has nobody: ask whether it must be so
	Shipped string // how it is without settings
}

// kindIn returns the kind in the address.
func (s *Server) kindIn(r *http.Request) (postkamer.CaseType, error) {
	kind := postkamer.CaseType(r.PathValue("kind"))
	if _, known := s.town().Policy.Queues[kind]; !known {
		return "", postkamer.ErrNotFound
	}
	return kind, nil
}

func (s *Server) kindForm(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.freshTown(r.Context()); err != nil {
		return err
	}
	kind, err := s.kindIn(r)
	if err != nil {
		return err
	}
	needs, err := s.needsOf(r, kind)
	if err != nil {
		return err
	}
	return s.renderKind(w, r, kind, s.kindValues(kind, joinedSkills(needs)), http.StatusOK, nil)
}

// kindValues are the forms about a kind as it is, but for the skills.
func (s *Server) kindValues(kind postkamer.CaseType, needs string) url.Values {
	now := s.town()
	return url.Values{"naam": {s.kindLabel(kind)}, "voorraad": {string(now.Policy.Queues[kind])}, "termijn": {now.Policy.Terms[kind].String()},
		"werksoort": {string(now.Policy.WorkOf(kind))}, "norm": {strconv.Itoa(now.Norms.Open[kind])}, "kennis": {needs}}
}

func (s *Server) renderKind(w http.ResponseWriter, r *http.Request, kind postkamer.CaseType, form url.Values, status int, wrong []FieldError) error {
	label := s.kindLabel(kind)
	page := kindFormPage{settingsFrame: s.settingsFrame(r, label+", instellingen", form, wrong), Path: kindsPath + "/" + string(kind), Label: label, Anyway: wrongIn(wrong, "voorraad") != ""}
	rules := s.cfg.Town.Base().Rules
	page.Shipped = fmt.Sprintf("Zonder eigen instellingen: %s, naar %s, termijn %s.", kindLabel(kind), s.queueLabel(rules.Queues[kind]), rules.Terms[kind])
	term := "Schrijf bijvoorbeeld 8 weken, 30 dagen, 5 werkdagen of geen. Geldt voor post die vanaf nu binnenkomt."
	if rules.Terms[kind].Legal {
		term = fmt.Sprintf("De wet bepaalt deze termijn: %s. Verander dit alleen als de wet verandert. ", rules.Terms[kind]) + term
	}
	page.Inputs = []settingInput{
		{Field: &Field{Name: "naam", Label: "Naam", Hint: "Zoals medewerkers die lezen.", Value: form.Get("naam"), Error: wrongIn(wrong, "naam"), MaxLength: postkamer.MaxName}},
		{Choice: &Choice{Name: "voorraad", Legend: "Werkvoorraad", Hint: "Post die er al ligt, blijft waar die is.", Values: form["voorraad"], Error: wrongIn(wrong, "voorraad"), Options: s.ownQueueOptions()}},
		{Field: &Field{Name: "termijn", Label: "Termijn", Hint: term, Value: form.Get("termijn"), Error: wrongIn(wrong, "termijn"), MaxLength: 20}},
		{Choice: &Choice{Name: "werksoort", Legend: "Soort werk", Values: form["werksoort"], Error: wrongIn(wrong, "werksoort"), Options: workWords}},
		{Field: &Field{Name: "norm", Label: "Norm: zoveel open zaken", Hint: "Boven dit aantal waarschuwt de pagina Team. 0 is geen norm.", Value: form.Get("norm"), Error: wrongIn(wrong, "norm"), InputMode: "numeric", MaxLength: 6, Class: "pk-kort"}},
	}
	if !form.Has("kennis") { // the other form was posted
		needs, err := s.needsOf(r, kind)
		if err != nil {
			return err
		}
		form.Set("kennis", joinedSkills(needs))
	}
	page.Needs = needsField(form, wrong)
	return s.render(w, r, "instellingen_soort", status, page)
}

// ownQueueOptions are the queues that a kind may go to by itself.
func (s *Server) ownQueueOptions() []Option { return sortedOptions(s.town().AllQueues(), s.queueLabel) }

// saveKind keeps what was set about a kind.
func (s *Server) saveKind(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	kind, err := s.kindIn(r)
	if err != nil {
		return err
	}
	change, wrong, err := s.savingOf(form)
	if err != nil {
		return err
	}
	wrong = append(s.readKind(form, kind, &change.town), wrong...)
	nobody, err := s.nobodyWorks(r.Context(), form, kind)
	if err != nil {
		return err
	}
	if wrong = append(nobody, wrong...); len(wrong) == 0 {
		var changed bool
		if changed, wrong, err = s.saveSettings(r.Context(), person(r), change); err != nil {
			return err
		}
		if len(wrong) == 0 {
			return s.saved(w, r, changed, kindsPath)
		}
	}
	return s.renderKind(w, r, kind, form, http.StatusUnprocessableEntity, wrong)
}

// readKind puts the form into the municipality. What is as shipped is left out.
func (s *Server) readKind(form url.Values, kind postkamer.CaseType, m *postkamer.Municipality) (wrong []FieldError) {
	rules := s.cfg.Town.Base().Rules
	set := postkamer.KindSetting{Name: strings.TrimSpace(form.Get("naam")), Queue: postkamer.Queue(form.Get("voorraad"))}
	if set.Name == "" || utf8.RuneCountInString(set.Name) > postkamer.MaxName {
		wrong = append(wrong, FieldError{"naam", fmt.Sprintf("Schrijf een naam van hoogstens %d letters", postkamer.MaxName)})
	}
	if !slices.Contains(s.town().AllQueues(), set.Queue) {
		wrong = append(wrong, FieldError{"voorraad", "Kies een werkvoorraad uit de lijst"})
	}
	term, err := postkamer.ParseTerm(form.Get("termijn"))
	if err != nil {
		wrong = append(wrong, FieldError{"termijn", "Schrijf een termijn zoals 8 weken, 30 dagen of 5 werkdagen, of schrijf geen"})
	}
	norm, err := strconv.Atoi(form.Get("norm"))
	if err != nil || norm < 0 {
		wrong = append(wrong, FieldError{"norm", "Schrijf een getal vanaf 0"})
	}
	work := classify.Work(form.Get("werksoort"))
	if !work.Valid() {
		wrong = append(wrong, FieldError{"werksoort", "Kies standaard, besluit of maatwerk"})
	}
	if len(wrong) > 0 {
		return wrong
	}
	own := s.cfg.Town.Base().Municipality.Kinds[kind] // what the file says cannot be left out: it would come back
	if set.Name == kindLabel(kind) && own.Name == "" {
		set.Name = ""
	}
	if set.Queue == rules.Queues[kind] && own.Queue == "" {
		set.Queue = ""
	}
	if term.String() != rules.Terms[kind].String() || own.Term != "" {
		set.Term = term.String()
	}
	setKey(&m.Kinds, kind, set, set != postkamer.KindSetting{})
	_, named := m.Work[kind]
	setKey(&m.Work, kind, string(work), named || work != rules.WorkOf(kind))
	_, normed := m.Norms.Open[kind]
	setKey(&m.Norms.Open, kind, norm, normed || norm > 0)
	return nil
}

// setKey sets one key of a map that may not be there yet, or takes it away.
func setKey[K comparable, V any](m *map[K]V, key K, value V, keep bool) {
	if !keep {
		delete(*m, key)
		return
	}
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[key] = value
}

// nobodyWorks refuses to send a kind to a queue on which nobody works, until somebody
// says that it must be so.
func (s *Server) nobodyWorks(ctx context.Context, form url.Values, kind postkamer.CaseType) ([]FieldError, error) {
	q := postkamer.Queue(form.Get("voorraad"))
	if q == s.town().Policy.Queues[kind] || form.Get("toch") == "ja" {
		return nil, nil
	}
	workers, err := s.queueWorkers(ctx)
	if err != nil || workers[q] > 0 {
		return nil, err
	}
	return []FieldError{{"voorraad", "Aan " + s.queueLabel(q) + " werkt vandaag niemand: de post zou blijven liggen. Deel eerst iemand in bij Team, of zeg hieronder dat het toch moet"}}, nil
}

// A queueFormPage asks what the municipality sets about one queue.
type queueFormPage struct {
	settingsFrame
	Path    string
	Label   string
	Inputs  []settingInput
	Kinds   string
	Workers int
	Used    bool
}

// queueInSettings returns the queue in the address.
func (s *Server) queueInSettings(r *http.Request) (postkamer.Queue, error) {
	q := postkamer.Queue(r.PathValue("queue"))
	if !slices.Contains(s.town().AllQueues(), q) {
		return "", postkamer.ErrNotFound
	}
	return q, nil
}

func (s *Server) queueForm(w http.ResponseWriter, r *http.Request) error {
	now, err := s.freshTown(r.Context())
	if err != nil {
		return err
	}
	q, err := s.queueInSettings(r)
	if err != nil {
		return err
	}
	form := url.Values{"naam": {s.queueLabel(q)}, "norm": {strconv.Itoa(now.Norms.OldestDays[q])}}
	return s.renderQueue(w, r, q, form, http.StatusOK, nil)
}

func (s *Server) renderQueue(w http.ResponseWriter, r *http.Request, q postkamer.Queue, form url.Values, status int, wrong []FieldError) error {
	workers, err := s.queueWorkers(r.Context())
	if err != nil {
		return err
	}
	label := s.queueLabel(q)
	page := queueFormPage{settingsFrame: s.settingsFrame(r, label+", instellingen", form, wrong), Path: queuesPath + "/" + string(q), Label: label, Kinds: s.kindsOn(s.town(), q), Workers: workers[q]}
	page.Used = page.Kinds != noKinds
	page.Inputs = []settingInput{
		{Field: &Field{Name: "naam", Label: "Naam", Value: form.Get("naam"), Error: wrongIn(wrong, "naam"), MaxLength: postkamer.MaxName}},
		{Field: &Field{Name: "norm", Label: "Norm: de oudste zaak mag zoveel dagen open zijn", Hint: "Daarboven waarschuwt de pagina Team. 0 is geen norm.", Value: form.Get("norm"), Error: wrongIn(wrong, "norm"), InputMode: "numeric", MaxLength: 4, Class: "pk-kort"}},
	}
	return s.render(w, r, "instellingen_voorraad", status, page)
}

// saveQueue keeps the name and the norm of a queue.
func (s *Server) saveQueue(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	q, err := s.queueInSettings(r)
	if err != nil {
		return err
	}
	change, wrong, err := s.savingOf(form)
	if err != nil {
		return err
	}
	name := strings.TrimSpace(form.Get("naam"))
	wrong = append(s.wrongQueueName(name, q), wrong...)
	norm, err := strconv.Atoi(form.Get("norm"))
	if err != nil || norm < 0 || norm > 3650 {
		wrong = append(wrong, FieldError{"norm", "Schrijf een aantal dagen vanaf 0"})
	}
	if len(wrong) == 0 {
		_, own := change.town.Queues[q]
		setKey(&change.town.Queues, q, postkamer.QueueSetting{Name: name}, own || name != queueLabel(q))
		_, normed := change.town.Norms.OldestDays[q]
		setKey(&change.town.Norms.OldestDays, q, norm, normed || norm > 0)
		changed, cannot, err := s.saveSettings(r.Context(), person(r), change)
		if err != nil {
			return err
		}
		if len(cannot) == 0 {
			return s.saved(w, r, changed, kindsPath)
		}
		wrong = cannot
	}
	return s.renderQueue(w, r, q, form, http.StatusUnprocessableEntity, wrong)
}

// wrongQueueName refuses a name that is empty, too long, or that of another queue.
func (s *Server) wrongQueueName(name string, of postkamer.Queue) []FieldError {
	if name == "" || utf8.RuneCountInString(name) > postkamer.MaxName {
		return []FieldError{{"naam", fmt.Sprintf("Schrijf een naam van hoogstens %d letters", postkamer.MaxName)}}
	}
	for _, q := range append(s.town().AllQueues(), postkamer.Triage) {
		if q != of && strings.EqualFold(s.queueLabel(q), name) {
			return []FieldError{{"naam", "Zo heet al een andere werkvoorraad. Kies een andere naam"}}
		}
	}
	return nil
}

// addQueue adds a queue of the municipality's own.
func (s *Server) addQueue(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	change, wrong, err := s.savingOf(form)
	if err != nil {
		return err
	}
	name := strings.TrimSpace(form.Get("naam"))
	q := queueOfName(name)
	wrong = append(s.wrongQueueName(name, ""), wrong...)
	if len(wrong) == 0 && (!postkamer.ValidQueue(q) || q == postkamer.Triage || slices.Contains(s.town().AllQueues(), q)) {
		wrong = append(wrong, FieldError{"naam", "Deze naam lijkt te veel op een andere werkvoorraad. Kies een andere naam, die met een letter begint"})
	}
	if len(wrong) == 0 {
		setKey(&change.town.Queues, q, postkamer.QueueSetting{Name: name}, true)
		changed, cannot, err := s.saveSettings(r.Context(), person(r), change)
		if err != nil {
			return err
		}
		if len(cannot) == 0 {
			return s.saved(w, r, changed, kindsPath)
		}
		wrong = cannot
	}
	return s.renderKinds(w, r, form, http.StatusUnprocessableEntity, wrong)
}

// queueOfName makes the written form of a queue from its name: "Wmo en jeugd" is
// wmo_en_jeugd.
func queueOfName(name string) postkamer.Queue {
	plain := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case strings.ContainsRune("éèëê", r):
			return 'e'
		case strings.ContainsRune("ïíì", r):
			return 'i'
		case strings.ContainsRune("óòö", r):
			return 'o'
		case strings.ContainsRune("áàä", r):
			return 'a'
		case strings.ContainsRune("üúù", r):
			return 'u'
		}
		return ' '
	}, strings.ToLower(name))
	return postkamer.Queue(strings.Join(strings.Fields(plain), "_"))
}

// kindLabel names a kind of post as the municipality has it.
func (s *Server) kindLabel(kind postkamer.CaseType) string {
	if own := s.town().Kinds[kind].Name; own != "" {
		return own
	}
	return kindLabel(kind)
}

// queueLabel names a queue as the municipality has it.
func (s *Server) queueLabel(q postkamer.Queue) string {
	if own := s.town().Queues[q].Name; own != "" {
		return own
	}
	return queueLabel(q)
}
