package web

import (
	"cmp"
	"crypto/sha256"
	_ "embed" // texts.json
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"postkamer"
	"postkamer/intake"
)

const textsPath = settingsPath + "/teksten"

func (s *Server) textRoutes() {
	admin := postkamer.Admin
	s.staff("GET "+textsPath, s.textsPage, admin)
	s.staff("GET "+textsPath+"/{id}", s.textForm, admin)
	s.staff("POST "+textsPath+"/{id}", s.saveText, admin)
}

//go:embed texts.json
var sourceTexts []byte

// A catalogText is a text that may be put in other words, with where it is read.
type catalogText struct {
	ID       string // in addresses: made from the text
	Shipped  string
	Where    []string
	Citizens bool // read by citizens
}

// catalog lists every text that may be put in other words: of the forms, of the
// templates and of the source of this package. It is made when somebody asks.
func (s *Server) catalog() ([]catalogText, error) {
	found := map[string]*catalogText{}
	add := func(text, where string, citizens bool) {
		if len(text) > postkamer.MaxText {
			return
		}
		t := found[text]
		if t == nil {
			t = &catalogText{ID: textID(text), Shipped: text}
			found[text] = t
		}
		t.Citizens = t.Citizens || citizens
		if !slices.Contains(t.Where, where) {
			t.Where = append(t.Where, where)
		}
	}
	forms, err := s.allForms()
	if err != nil {
		return nil, err
	}
	for _, f := range forms.All() {
		for _, text := range f.Texts() {
			add(text, "formulier "+f.Name, true)
		}
	}
	for _, text := range intake.ReceiptTexts() {
		add(text, "ontvangstbevestiging per mail", true)
	}
	for _, text := range intake.VisitTexts() {
		add(text, "mail over een afspraak", true)
	}
	for _, t := range s.pageTexts {
		for _, name := range t.Where {
			if name == everyPage {
				add(t.Text, "op meer pagina's", true)
				continue
			}
			add(t.Text, whereOf(name), forCitizens(name))
		}
	}
	var source []shippedText
	if err := json.Unmarshal(sourceTexts, &source); err != nil {
		return nil, fmt.Errorf("texts of the source: %w", err)
	}
	for _, t := range source {
		for _, where := range t.Where {
			add(t.Text, whereOf(where), forCitizens(where))
		}
	}
	list := make([]catalogText, 0, len(found))
	for _, t := range found {
		slices.Sort(t.Where)
		list = append(list, *t)
	}
	slices.SortFunc(list, func(a, b catalogText) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Shipped), strings.ToLower(b.Shipped)), cmp.Compare(a.Shipped, b.Shipped))
	})
	return list, nil
}

// placeNames are what people call the pages that a template or a file of the source
// makes, by the beginning of its name.
var placeNames = map[string]string{
	"aanmeldingen": "Aanmeldingen", "accessibility": "Toegankelijkheid", "attach": "De zaak", "bellen": "Bellen", "call": "Bellen", "case": "De zaak",
	"check": "Controle", "citizen": "Formulieren", "close": "Stapel afsluiten", "formulier": "Formulieren", "home": "Beginpagina", "indelen": "Anders indelen",
	"inspect": "Zoeken", "instellingen": "Instellingen", "learned": "Leren", "letter": "Brieven", "live": "Team", "lock": "Inloggen", "login": "Inloggen",
	"look": "Stapel nakijken", "mail": "Berichten", "mode": "Sturing", "operator": "Scannen", "paper": "Dozen", "problem": "Als er iets misgaat",
	"profile": "Profielen", "profiel": "Profielen", "ready": "Klaar om goed te keuren", "render": "Menu", "sample": "Steekproef", "search": "Zoeken", "session": "Inloggen",
	"settings": "Instellingen", "team": "Team", "term": "De zaak", "track": "Waar is het?", "trouble": "Storing", "view": "Mijn werk", "work": "Mijn werk", "zaak": "De zaak",
}

// whereOf says in words where a template or a file of the source is read.
func whereOf(name string) string {
	first, _, _ := strings.Cut(name, "_")
	if said, ok := placeNames[first]; ok {
		return said
	}
	return spelled(name)
}

// forCitizens tells whether a page or a file of the source is read by citizens.
func forCitizens(name string) bool {
	return strings.HasPrefix(name, "formulier") || strings.HasPrefix(name, "citizen") || slices.Contains([]string{"home", "accessibility", "problem"}, name)
}

// textID is how a text is named in addresses.
func textID(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// textsOnPage is how many texts are listed at once.
const textsOnPage = 50

// A textLine is a text in the list.
type textLine struct {
	Link    string
	Shipped string
	Own     string // empty: as shipped
	Where   string
}

// A textsPage is the list of texts that were searched.
type textsPage struct {
	settingsFrame
	Query   Field
	Part    Choice
	Found   string
	Lines   []textLine
	Paging  Paging
	Strays  []textLine // own words of which the shipped text changed or went
	Changed int
}

// textParts are what the list can be narrowed to.
var textParts = []Option{{Value: "", Label: "Alles"}, {Value: "inwoner", Label: "Wat inwoners lezen"}, {Value: "medewerker", Label: "Wat medewerkers lezen"}, {Value: "eigen", Label: "Alleen eigen teksten"}}

func (s *Server) textsPage(w http.ResponseWriter, r *http.Request) error {
	now, err := s.freshTown(r.Context())
	if err != nil {
		return err
	}
	catalog, err := s.catalog()
	if err != nil {
		return err
	}
	ask := r.URL.Query()
	page := textsPage{settingsFrame: s.settingsFrame(r, "Teksten", url.Values{}, nil), Changed: len(now.Texts)}
	page.Query = Field{Name: "zoek", Label: "Zoek in de teksten", Hint: "Een paar woorden die er staan.", Value: ask.Get("zoek"), MaxLength: 100}
	page.Part = Choice{Name: "deel", Legend: "Welke teksten", Values: []string{ask.Get("deel")}, Options: textParts}
	for _, stray := range strayTexts(now.Municipality, catalog) {
		page.Strays = append(page.Strays, textLine{Link: textsPath + "/" + textID(stray), Shipped: stray, Own: now.Texts[stray]})
	}
	found := slices.DeleteFunc(catalog, func(t catalogText) bool { return !t.fits(ask.Get("zoek"), ask.Get("deel"), now.Texts) })
	page.Found = s.counted(len(found), "tekst", "teksten")
	at, _ := strconv.Atoi(ask.Get("blad"))
	page.Lines, page.Paging = textLines(found, now.Texts, max(at, 1), ask)
	return s.render(w, r, "instellingen_teksten", http.StatusOK, page)
}

// fits tells whether a text is what somebody searched for.
func (t catalogText) fits(query, part string, own map[string]string) bool {
	mine, changed := own[t.Shipped]
	switch part {
	case "inwoner":
		if !t.Citizens {
			return false
		}
	case "medewerker":
		if t.Citizens {
			return false
		}
	case "eigen":
		if !changed {
			return false
		}
	}
	for _, tone := range []postkamer.Tone{postkamer.Je, postkamer.U} {
		text := strings.ToLower(tone.Say(t.Shipped) + " " + tone.Say(mine))
		if !slices.ContainsFunc(strings.Fields(strings.ToLower(query)), func(word string) bool { return !strings.Contains(text, word) }) {
			return true
		}
	}
	return false
}

// textLines are the texts of one page of the list.
func textLines(found []catalogText, own map[string]string, at int, ask url.Values) ([]textLine, Paging) {
	pages := max(1, (len(found)+textsOnPage-1)/textsOnPage)
	at = min(at, pages)
	paging := Paging{Number: at, Of: pages}
	link := func(n int) string {
		return textsPath + "?" + url.Values{"zoek": {ask.Get("zoek")}, "deel": {ask.Get("deel")}, "blad": {strconv.Itoa(n)}}.Encode()
	}
	if at > 1 {
		paging.Previous = link(at - 1)
	}
	if at < pages {
		paging.Next = link(at + 1)
	}
	var lines []textLine
	for _, t := range found[(at-1)*textsOnPage : min(at*textsOnPage, len(found))] {
		lines = append(lines, textLine{Link: textsPath + "/" + t.ID, Shipped: t.Shipped, Own: own[t.Shipped], Where: t.where()})
	}
	return lines, paging
}

// mostPlaces is how many places are named where a text is read.
const mostPlaces = 4

// where names the places where a text is read.
func (t catalogText) where() string {
	if len(t.Where) > mostPlaces {
		return strings.Join(t.Where[:mostPlaces], ", ") + fmt.Sprintf(" en %d andere", len(t.Where)-mostPlaces)
	}
	return strings.Join(t.Where, ", ")
}

// strayTexts are shipped texts that have words of their own but are shipped no more:
// a new version of the program changed them or left them out.
func strayTexts(m postkamer.Municipality, catalog []catalogText) []string {
	known := map[string]bool{}
	for _, t := range catalog {
		known[t.Shipped] = true
	}
	own := maps.Clone(m.OwnEnglish)
	if own == nil {
		own = map[string]string{}
	}
	maps.Copy(own, m.Texts)
	return slices.DeleteFunc(slices.Sorted(maps.Keys(own)), func(text string) bool { return known[text] })
}

// An ownTextPage is one text with the words of the municipality's own.
type ownTextPage struct {
	settingsFrame
	Path     string
	Text     catalogText
	Stray    bool // it is shipped no more
	Likely   []textLine
	Own      Field
	English  *Field // nil: citizens do not read it in English
	Previews []tonePreview
	HasOwn   bool
}

// A tonePreview is a text in one tone.
type tonePreview struct {
	Tone    postkamer.Tone
	Shipped string
	Own     string
}

// textIn returns the text in the address: of the catalog, or a stray one.
func (s *Server) textIn(r *http.Request) (t catalogText, stray bool, catalog []catalogText, err error) {
	if catalog, err = s.catalog(); err != nil {
		return t, false, nil, err
	}
	id := r.PathValue("id")
	if i := slices.IndexFunc(catalog, func(t catalogText) bool { return t.ID == id }); i >= 0 {
		return catalog[i], false, catalog, nil
	}
	for _, text := range strayTexts(s.town().Municipality, catalog) {
		if textID(text) == id {
			return catalogText{ID: id, Shipped: text}, true, catalog, nil
		}
	}
	return t, false, nil, postkamer.ErrNotFound
}

func (s *Server) textForm(w http.ResponseWriter, r *http.Request) error {
	now, err := s.freshTown(r.Context())
	if err != nil {
		return err
	}
	t, _, _, err := s.textIn(r)
	if err != nil {
		return err
	}
	return s.renderText(w, r, url.Values{"eigen": {now.Text(t.Shipped)}, "engels": {now.OwnEnglish[t.Shipped]}}, http.StatusOK, nil)
}

func (s *Server) renderText(w http.ResponseWriter, r *http.Request, form url.Values, status int, wrong []FieldError) error {
	t, stray, catalog, err := s.textIn(r)
	if err != nil {
		return err
	}
	page := ownTextPage{settingsFrame: s.settingsFrame(r, "Tekst", form, wrong), Path: textsPath + "/" + t.ID, Text: t, Stray: stray}
	_, page.HasOwn = s.town().Texts[t.Shipped]
	if _, own := s.town().OwnEnglish[t.Shipped]; own {
		page.HasOwn = true
	}
	page.English = s.englishField(t.Shipped, form, wrong)
	hint := "Staat er iets anders voor je en voor u? Schrijf dan {je|u}."
	if need := postkamer.Placeholders(t.Shipped); len(need) > 0 {
		hint += " Laat " + strings.Join(need, " en ") + " erin staan: daar komt iets in."
	}
	page.Own = Field{Name: "eigen", Label: "Onze tekst", Hint: hint, Value: form.Get("eigen"), Rows: 4, MaxLength: postkamer.MaxText, Error: wrongIn(wrong, "eigen")}
	for _, tone := range []postkamer.Tone{postkamer.Je, postkamer.U} {
		page.Previews = append(page.Previews, tonePreview{tone, tone.Say(t.Shipped), tone.Say(form.Get("eigen"))})
	}
	if stray {
		page.Likely = likelyTexts(t.Shipped, catalog)
	}
	return s.render(w, r, "instellingen_tekst", status, page)
}

// englishField asks for a text in English that citizens read in English.
func (s *Server) englishField(shipped string, form url.Values, wrong []FieldError) *Field {
	english, has := s.town().English[shipped]
	if !has {
		return nil
	}
	return &Field{Name: "engels", Label: "Onze tekst in het Engels (mag leeg blijven)", Value: form.Get("engels"), Rows: 4, MaxLength: postkamer.MaxText, Error: wrongIn(wrong, "engels"),
		Hint: "Leeg: inwoners lezen “" + english + "” Zegt onze tekst iets anders? Schrijf dat hier dan ook. Zonder Engelse tekst blijft onze tekst op een ontvangstbevestiging Nederlands."}
}

// wrongEnglish says why words cannot stand in the place of the English of a text. None
// is fine.
func wrongEnglish(shipped, english string) []FieldError {
	if english == "" || postkamer.CheckText(shipped, english) == nil && !strings.Contains(english, "|") {
		return nil
	}
	say := "Gebruik in de Engelse tekst geen { en } en maak die niet te lang"
	if need := postkamer.Placeholders(shipped); len(need) > 0 {
		say = "Laat " + strings.Join(need, " en ") + " in de Engelse tekst staan, en gebruik verder geen { en }"
	}
	return []FieldError{{"engels", say}}
}

// saveText keeps the words of the municipality's own for a text, takes them away, or
// moves them to the text that came in its place.
func (s *Server) saveText(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	t, _, catalog, err := s.textIn(r)
	if err != nil {
		return err
	}
	if form.Get("stap") == "bekijk" {
		return s.renderText(w, r, form, http.StatusOK, append(wrongText(t.Shipped, form.Get("eigen")), wrongEnglish(t.Shipped, typedText(form, "engels"))...))
	}
	if form.Get("stap") != "" && strings.TrimSpace(form.Get("waarom")) == "" {
		form.Set("waarom", map[string]string{"weg": "De gewone tekst weer", "zet": "De gewone tekst is veranderd"}[form.Get("stap")])
	}
	change, wrong, err := s.savingOf(form)
	if err != nil {
		return err
	}
	own, english := typedText(form, "eigen"), typedText(form, "engels")
	to := t.Shipped
	switch form.Get("stap") {
	case "weg":
		own, english = t.Shipped, ""
	case "zet":
		i := slices.IndexFunc(catalog, func(t catalogText) bool { return t.ID == form.Get("naar") })
		if i < 0 {
			return fmt.Errorf("text to move to: %w", postkamer.ErrNotFound)
		}
		delete(change.town.Texts, t.Shipped)
		delete(change.town.OwnEnglish, t.Shipped)
		to, own, english = catalog[i].Shipped, s.town().Texts[t.Shipped], s.town().OwnEnglish[t.Shipped]
		own = cmp.Or(own, to) // there may be English only
	}
	if wrong = slices.Concat(wrongText(to, own), wrongEnglish(to, english), wrong); len(wrong) == 0 {
		setKey(&change.town.Texts, to, own, own != to)
		setKey(&change.town.OwnEnglish, to, english, english != "" && english != s.town().English[to])
		changed, cannot, err := s.saveSettings(r.Context(), person(r), change)
		if err != nil {
			return err
		}
		if len(cannot) == 0 {
			return s.saved(w, r, changed, textsPath)
		}
		wrong = cannot
	}
	return s.renderText(w, r, form, http.StatusUnprocessableEntity, wrong)
}

// typedText is a text as it was typed, without blanks around it.
func typedText(form url.Values, name string) string {
	return strings.TrimSpace(strings.ReplaceAll(form.Get(name), "\r", ""))
}

// wrongText says why words cannot stand in the place of a shipped text.
func wrongText(shipped, own string) []FieldError {
	if postkamer.CheckText(shipped, own) == nil {
		return nil
	}
	say := "Schrijf hier een tekst"
	need := postkamer.Placeholders(shipped)
	switch {
	case strings.TrimSpace(own) == "":
	case len(own) > postkamer.MaxText:
		say = "Maak de tekst korter"
	case len(need) > 0:
		say = "Laat " + strings.Join(need, " en ") + " in de tekst staan, en schrijf je en u als {je|u}"
	default:
		say = "Er mag niets anders tussen { en } staan dan {je|u}, met de woorden voor je en voor u"
	}
	return []FieldError{{"eigen", say}}
}

// mostLikely is how many texts are offered for one that is shipped no more.
const mostLikely = 3

// likelyTexts are the shipped texts that look most like one that is no more.
func likelyTexts(gone string, catalog []catalogText) []textLine {
	type scored struct {
		catalogText
		score float64
	}
	var list []scored
	for _, t := range catalog {
		if score := alike(gone, t.Shipped); score > .3 {
			list = append(list, scored{t, score})
		}
	}
	slices.SortStableFunc(list, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	var lines []textLine
	for _, t := range list[:min(len(list), mostLikely)] {
		lines = append(lines, textLine{Link: t.ID, Shipped: t.Shipped, Where: t.where()})
	}
	return lines
}

// alike is how much two texts share, 0 to 1: Dice's measure on pairs of letters.
func alike(a, b string) float64 {
	one, two := letterPairs(a), letterPairs(b)
	shared, all := 0, 0
	for pair, n := range one {
		shared += min(n, two[pair])
		all += n
	}
	for _, n := range two {
		all += n
	}
	if all == 0 {
		return 0
	}
	return 2 * float64(shared) / float64(all)
}

func letterPairs(text string) map[string]int {
	letters, pairs := []rune(strings.ToLower(text)), map[string]int{}
	for i := range len(letters) - 1 {
		pairs[string(letters[i:i+2])]++
	}
	return pairs
}
