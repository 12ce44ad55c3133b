package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"postkamer"
)

// A townSetting is one value of the municipality that the form asks for.
type townSetting struct {
	key  string
	hint string
	kind settingKind
	at   func(*postkamer.Municipality) any // *string, *int, *Tone, *Switch, *[]string or *[]ExtraDay
}

// settingKind is how a value is asked for.
type settingKind int

const (
	asText settingKind = iota
	asLong
	asNumber
	asTone
	asSwitch
	asList
	asLines
)

// A townGroup is a part of the form.
type townGroup struct {
	title    string
	settings []townSetting
}

// townGroups are the form. What is not here is in the file of the municipality, or
// has a page of its own.
var townGroups = []townGroup{
	{"Gezicht", []townSetting{
		{"naam", "Zoals die op elke pagina en elke brief staat.", asText, func(m *postkamer.Municipality) any { return &m.Name }},
		{"kleur", "Een # met zes tekens. Donker genoeg voor witte letters.", asText, func(m *postkamer.Municipality) any { return &m.Color }},
		{"hoeken", "Van knoppen en velden, in pixels. 0 is recht.", asNumber, func(m *postkamer.Municipality) any { return &m.Corners }},
	}},
	{"Aanspreken", []townSetting{
		{"toon.inwoner", "", asTone, func(m *postkamer.Municipality) any { return &m.Tone.Citizen }},
		{"toon.medewerker", "", asTone, func(m *postkamer.Municipality) any { return &m.Tone.Staff }},
	}},
	{"Bereikbaar", []townSetting{
		{"telefoon", "Voor inwoners.", asText, func(m *postkamer.Municipality) any { return &m.Phone }},
		{"bereikbaar", "Wanneer wij opnemen. Bijvoorbeeld: maandag tot en met vrijdag, 8.30 tot 17.00 uur.", asText, func(m *postkamer.Municipality) any { return &m.Hours }},
		{"postadres", "Waar inwoners post heen sturen. Elke regel van het adres op een eigen regel. Staat in brieven.", asLines, func(m *postkamer.Municipality) any { return &m.Address }},
		{"servicedesk", "Voor medewerkers met een storing.", asText, func(m *postkamer.Municipality) any { return &m.ServiceDesk }},
		{"privacy", "Mag leeg blijven.", asText, func(m *postkamer.Municipality) any { return &m.Privacy }},
		{"toegankelijkheid", "Mag leeg blijven.", asText, func(m *postkamer.Municipality) any { return &m.Accessibility }},
		{"gesloten_dagen", "Dagen waarop wij dicht zijn, naast het weekend en de feestdagen. Elke regel: de dag en hoe die heet. Bijvoorbeeld: 2027-05-07 dag na Hemelvaartsdag. Dan bellen wij niet en kan niemand een tijd kiezen. Termijnen van de wet schuiven niet op. Wat al is afgesproken, blijft staan.", asLines, func(m *postkamer.Municipality) any { return &m.ClosedDays }},
		{"afspraken", "Kunnen inwoners langskomen?", asSwitch, func(m *postkamer.Municipality) any { return &m.Appointments }},
		{"afspraken_agenda.plaats", "Waar inwoners komen.", asText, func(m *postkamer.Municipality) any { return &m.Visits.Place }},
		{"afspraken_agenda.tijden", "Elke regel: dagen, uren en hoeveel mensen tegelijk. Bijvoorbeeld: ma-vr 9.00-12.00, 2 plaatsen.", asLines, func(m *postkamer.Municipality) any { return &m.Visits.Times }},
		{"afspraken_agenda.duur", "Minuten van 1 afspraak.", asNumber, func(m *postkamer.Municipality) any { return &m.Visits.Length }},
		{"afspraken_agenda.vooraf_uren", "Zoveel uur van tevoren moet iemand kiezen.", asNumber, func(m *postkamer.Municipality) any { return &m.Visits.Before }},
		{"afspraken_agenda.vooruit_dagen", "Uit zoveel dagen kan iemand kiezen.", asNumber, func(m *postkamer.Municipality) any { return &m.Visits.Ahead }},
	}},
	{"Formulieren", []townSetting{
		{"formulieren_uit", "Formulieren die nu niet open zijn, met komma's ertussen. Bijvoorbeeld: tozo. Wie al bezig is, kan het afmaken.", asList, func(m *postkamer.Municipality) any { return &m.FormsOff }},
		{"bewijs_wonen", "Vraagt het formulier voor verhuizen om bewijs dat iemand er mag wonen?", asSwitch, func(m *postkamer.Municipality) any { return &m.ProofOfLiving }},
		{"bewijs_uren", "Vraagt het formulier voor Tozo iedereen om bewijs van de uren? Anders alleen wie het niet zeker weet.", asSwitch, func(m *postkamer.Municipality) any { return &m.ProofOfHours }},
		{"verhuizing_vooraf_dagen", "Hoe lang van tevoren mag iemand een verhuizing doorgeven? De wet zegt vier weken: 28.", asNumber, func(m *postkamer.Municipality) any { return &m.MoveAheadDays }},
		{"postcodes", "Van de gemeente, met komma's ertussen. Leeg: er wordt niet naar gekeken.", asList, func(m *postkamer.Municipality) any { return &m.Postcodes }},
	}},
	{"Bellen en leren", []townSetting{
		{"bel_norm_uren", "Zo lang mag iemand wachten op een telefoontje.", asNumber, func(m *postkamer.Municipality) any { return &m.CallNormHours }},
		{"bel_tijden.tijden", "Wanneer inwoners kunnen kiezen om gebeld te worden. Elke regel: dagen, uren en hoeveel mensen. Bijvoorbeeld: ma-vr 9.00-12.00, 8 plaatsen.", asLines, func(m *postkamer.Municipality) any { return &m.CallTimes.Times }},
		{"bel_tijden.vooruit_dagen", "Uit zoveel dagen kan iemand kiezen.", asNumber, func(m *postkamer.Municipality) any { return &m.CallTimes.Ahead }},
		{"bel_pogingen", "Na zoveel keer geen gehoor gaat er een brief.", asNumber, func(m *postkamer.Municipality) any { return &m.CallAttempts }},
		{"anoniem_bellen", "Ziet de inwoner ons nummer niet?", asSwitch, func(m *postkamer.Municipality) any { return &m.AnonymousCalls }},
		{"normen.wacht_op_bellen", "Boven dit aantal waarschuwt de pagina Team. 0 is geen norm.", asNumber, func(m *postkamer.Municipality) any { return &m.Norms.WaitingCalls }},
		{"leren_na", "Dan wacht de computer niet tot de nacht.", asNumber, func(m *postkamer.Municipality) any { return &m.LearnEvery }},
	}},
	{"Termijnen", []townSetting{
		{"termijnen.aanvulling_dagen", "Zo lang heeft een inwoner om op te sturen wat er nog niet is.", asNumber, func(m *postkamer.Municipality) any { return &m.Terms.AnswerDays }},
		{"termijnen.uitstel_weken", "Het voorstel in een brief over uitstel.", asNumber, func(m *postkamer.Municipality) any { return &m.Terms.MoreWeeks }},
	}},
	{"Papier vervangen door beelden", []townSetting{
		{"vervanging.grondslag", "Staat in de verklaring van vervanging. Laat de archivaris meekijken.", asLong, func(m *postkamer.Municipality) any { return &m.Substitution.Basis }},
		{"vervanging.besluit", "Nummer en datum. Leeg: er blijft ruimte om het in te vullen.", asText, func(m *postkamer.Municipality) any { return &m.Substitution.Decision }},
		{"vervanging.bewaarmaanden", "Nadat de doos is gesloten.", asNumber, func(m *postkamer.Municipality) any { return &m.Substitution.KeepMonths }},
		{"vervanging.ondertekenaar", "", asText, func(m *postkamer.Municipality) any { return &m.Substitution.Signs }},
	}},
}

// townValues is the form filled with a municipality as it is.
func townValues(m postkamer.Municipality) url.Values {
	form := url.Values{}
	for _, group := range townGroups {
		for _, set := range group.settings {
			form.Set(inputName(set.key), settingText(set.kind, set.at(&m)))
		}
	}
	return form
}

// settingText writes a value as the form has it.
func settingText(kind settingKind, at any) string {
	switch v := at.(type) {
	case *string:
		return *v
	case *int:
		return strconv.Itoa(*v)
	case *postkamer.Tone:
		return string(*v)
	case *postkamer.Switch:
		if *v {
			return "aan"
		}
		return "uit"
	case *[]string:
		if kind == asLines {
			return strings.Join(*v, "\n")
		}
		return strings.Join(*v, ", ")
	case *[]postkamer.ExtraDay:
		return daysText(*v)
	}
	return ""
}

// readTown puts the form into the municipality and says what cannot be read. Whether
// the values can be is for postkamer.Municipality.Check.
func readTown(form url.Values, m *postkamer.Municipality) (wrong []FieldError) {
	for _, group := range townGroups {
		for _, set := range group.settings {
			name := inputName(set.key)
			if !readSetting(set.kind, strings.TrimSpace(form.Get(name)), set.at(m)) {
				word := settingWordOf(set.key)
				wrong = append(wrong, FieldError{name, word.label + ": " + lowerFirst(word.write)})
			}
		}
	}
	return wrong
}

// daysTextMost is how long the list of closed days may be: some years of them.
const daysTextMost = 4_000

// mostText is how many characters a value may have.
func mostText(at any) int {
	if _, days := at.(*[]postkamer.ExtraDay); days {
		return daysTextMost
	}
	return maxProfileText
}

// readSetting reads one value; false when it is none.
func readSetting(kind settingKind, text string, at any) bool {
	if len(text) > mostText(at) {
		return false
	}
	switch v := at.(type) {
	case *string:
		*v = text
	case *int:
		n, err := strconv.Atoi(text)
		*v = n
		return err == nil
	case *postkamer.Tone:
		*v = postkamer.Tone(text)
	case *postkamer.Switch:
		return v.UnmarshalText([]byte(text)) == nil
	case *[]string:
		*v = separated(text, map[bool]string{true: "\r\n", false: ",;\r\n"}[kind == asLines])
	case *[]postkamer.ExtraDay:
		*v = readDays(text)
	}
	return true
}

// daysText writes days as the form has them: each on a line, with its name.
func daysText(days []postkamer.ExtraDay) string {
	var lines []string
	for _, d := range days {
		lines = append(lines, strings.TrimSpace(d.Day+" "+d.Name))
	}
	return strings.Join(lines, "\n")
}

// readDays reads what daysText writes. Whether each is a day with a name is for
// postkamer.Municipality.Check, so that somebody sees the line as it was typed.
func readDays(text string) (days []postkamer.ExtraDay) {
	for _, line := range separated(text, "\r\n") {
		day, name, _ := strings.Cut(line, " ")
		days = append(days, postkamer.ExtraDay{Day: strings.TrimRight(day, ":,"), Name: strings.TrimSpace(name)})
	}
	return days
}

// A settingInput is one value on the page: a field or a choice.
type settingInput struct {
	Field  *Field
	Choice *Choice
}

// A settingGroup is a part of the form on the page.
type settingGroup struct {
	Title  string
	Inputs []settingInput
}

// townInputs are the form on the page.
func townInputs(form url.Values, wrong []FieldError) []settingGroup {
	var groups []settingGroup
	for _, group := range townGroups {
		g := settingGroup{Title: group.title}
		for _, set := range group.settings {
			g.Inputs = append(g.Inputs, newSettingInput(set, form, wrong))
		}
		groups = append(groups, g)
	}
	return groups
}

// toneOptions and switchOptions are the answers of choices.
var (
	toneOptions   = []Option{{Value: "je", Label: "Met je"}, {Value: "u", Label: "Met u"}}
	switchOptions = []Option{{Value: "aan", Label: "Ja"}, {Value: "uit", Label: "Nee"}}
)

func newSettingInput(set townSetting, form url.Values, wrong []FieldError) settingInput {
	name, label := inputName(set.key), settingWordOf(set.key).label
	if set.kind == asTone || set.kind == asSwitch {
		c := Choice{Name: name, Legend: label, Hint: set.hint, Values: form[name], Error: wrongIn(wrong, name), Options: switchOptions}
		if set.kind == asTone {
			c.Options = toneOptions
		}
		return settingInput{Choice: &c}
	}
	f := Field{Name: name, Label: label, Hint: set.hint, Value: form.Get(name), Error: wrongIn(wrong, name), MaxLength: mostText(set.at(&postkamer.Municipality{}))}
	switch set.kind {
	case asNumber:
		f.InputMode, f.MaxLength, f.Class = "numeric", 6, "pk-kort"
	case asLong, asList:
		f.Rows = 2
	case asLines:
		f.Rows = 3
	}
	return settingInput{Field: &f}
}

// A townPage is the form of the municipality with what a citizen would see.
type townPage struct {
	settingsFrame
	Groups   []settingGroup
	Contrast Alert
	Theme    string // address of the style sheet of the preview
	Previews []preview
	Looked   bool // somebody asked to see it first
}

func (s *Server) townForm(w http.ResponseWriter, r *http.Request) error {
	now, err := s.freshTown(r.Context())
	if err != nil {
		return err
	}
	return s.renderTown(w, r, townValues(now.Municipality), now.Municipality, http.StatusOK, nil)
}

func (s *Server) renderTown(w http.ResponseWriter, r *http.Request, form url.Values, m postkamer.Municipality, status int, wrong []FieldError) error {
	page := townPage{settingsFrame: s.settingsFrame(r, "Gemeente, instellingen", form, wrong), Groups: townInputs(form, wrong), Looked: form.Get("stap") == "bekijk"}
	if shade, err := parseColor(m.Color); err == nil {
		page.Contrast = contrastAlert(shade)
	}
	if trial, err := trialPath(m); err == nil {
		page.Theme = trial
		page.Previews = s.previews(m)
	}
	return s.render(w, r, "instellingen_gemeente", status, page)
}

// saveTown keeps the form of the municipality, or only shows how it would look.
func (s *Server) saveTown(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	change, wrong, err := s.savingOf(form)
	if err != nil {
		return err
	}
	unread := readTown(form, &change.town)
	if form.Get("stap") == "bekijk" {
		wrong = nil // the reason comes with keeping
	}
	wrong = append(unread, wrong...)
	_, cannot, err := s.tryTown(change.town)
	if err != nil {
		return err
	}
	wrong = append(wrong, notTwice(cannot, wrong)...)
	if len(wrong) > 0 {
		return s.renderTown(w, r, form, change.town, http.StatusUnprocessableEntity, wrong)
	}
	if form.Get("stap") == "bekijk" {
		return s.renderTown(w, r, form, change.town, http.StatusOK, nil)
	}
	changed, wrong, err := s.saveSettings(r.Context(), person(r), change)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return s.renderTown(w, r, form, change.town, http.StatusUnprocessableEntity, wrong)
	}
	return s.saved(w, r, changed, settingsPath+"/gemeente")
}

// notTwice leaves out what is already said of a field.
func notTwice(more, said []FieldError) (rest []FieldError) {
	for _, e := range more {
		if wrongIn(said, e.Field) == "" {
			rest = append(rest, e)
		}
	}
	return rest
}
