package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"postkamer"
	"postkamer/intake/letters"
)

const lettersPath = settingsPath + "/brieven"

func (s *Server) letterSettingRoutes() {
	admin := postkamer.Admin
	s.staff("GET "+lettersPath, s.lettersPage, admin)
	s.staff("GET "+lettersPath+"/{name}", s.letterSetting, admin)
	s.staff("POST "+lettersPath+"/{name}", s.saveLetterSetting, admin)
	s.staff("GET "+lettersPath+"/{name}/voorbeeld.pdf", s.letterExample, admin)
}

// A lettersList lists the letters that are sent.
type lettersList struct {
	settingsFrame
	Table Table
}

func (s *Server) lettersPage(w http.ResponseWriter, r *http.Request) error {
	now, err := s.freshTown(r.Context())
	if err != nil {
		return err
	}
	page := lettersList{settingsFrame: s.settingsFrame(r, "Brieven, instellingen", url.Values{}, nil)}
	page.Table = Table{Caption: "Brieven", Columns: []Column{{Title: "Brief"}, {Title: "Waarvoor"}, {Title: "Woorden"}}}
	for _, t := range letters.With(now.Letters) {
		whose := "De gewone"
		if t.Own {
			whose = "Van de gemeente"
		}
		page.Table.Rows = append(page.Table.Rows, Row{Cells: []Cell{{Text: t.Label, Link: lettersPath + "/" + t.Name}, {Text: page.Say(t.For)}, {Text: whose}}})
	}
	return s.render(w, r, "instellingen_brieven", http.StatusOK, page)
}

// A letterPreview is a letter in one tone, filled with an example.
type letterPreview struct {
	Tone postkamer.Tone
	Text postkamer.LetterText
	Body []letterLine
}

// A letterLine is a paragraph of the preview; Head makes it a heading.
type letterLine struct {
	Head bool
	Text string
}

// letterLines are the paragraphs of a letter as the preview shows them.
func letterLines(body []string) []letterLine {
	lines := make([]letterLine, len(body))
	for i, text := range body {
		said, head := strings.CutPrefix(text, "## ")
		if text == postkamer.CodeBlock {
			said, head = "7K3-MQ9-XV4", true
		}
		lines[i] = letterLine{head, said}
	}
	return lines
}

// A letterSettingPage asks the words of one letter.
type letterSettingPage struct {
	settingsFrame
	Path     string
	Label    string
	For      string
	Heading  Field
	Body     Field
	Previews []letterPreview
	HasOwn   bool
}

// letterIn returns the shipped template in the address.
func letterIn(r *http.Request) (letters.Template, error) {
	t, ok := letters.Named(letters.Shipped(), r.PathValue("name"))
	if !ok {
		return t, postkamer.ErrNotFound
	}
	return t, nil
}

// lettersWith returns a shipped template with words of the municipality's own.
func lettersWith(t letters.Template, words postkamer.LetterWords) letters.Template {
	own, _ := letters.Named(letters.With(map[string]postkamer.LetterWords{t.Name: words}), t.Name)
	return own
}

func (s *Server) letterSetting(w http.ResponseWriter, r *http.Request) error {
	now, err := s.freshTown(r.Context())
	if err != nil {
		return err
	}
	t, err := letterIn(r)
	if err != nil {
		return err
	}
	own := lettersWith(t, now.Letters[t.Name])
	form := url.Values{"titel": {own.Title}, "tekst": {strings.Join(own.Body, "\n\n")}}
	return s.renderLetterSetting(w, r, t, form, http.StatusOK, nil)
}

func (s *Server) renderLetterSetting(w http.ResponseWriter, r *http.Request, t letters.Template, form url.Values, status int, wrong []FieldError) error {
	page := letterSettingPage{settingsFrame: s.settingsFrame(r, t.Label+", instellingen", form, wrong), Path: lettersPath + "/" + t.Name, Label: t.Label}
	page.For = page.Say(t.For)
	_, page.HasOwn = s.town().Letters[t.Name]
	page.Heading = Field{Name: "titel", Label: "Titel", Value: form.Get("titel"), Error: wrongIn(wrong, "titel"), MaxLength: 200}
	page.Body = Field{Name: "tekst", Label: "Tekst", Value: form.Get("tekst"), Error: wrongIn(wrong, "tekst"), Rows: 18,
		Hint: "Een lege regel begint een nieuwe alinea. ## maakt een kopje. Je en u schrijf je als {je|u}. Hier komt iets in: " + holesOf(t.Holes()) + "."}
	for _, tone := range []postkamer.Tone{postkamer.Je, postkamer.U} {
		if example, err := s.exampleLetter(t, wordsIn(form), tone); err == nil && wrongIn(wrong, "tekst") == "" {
			page.Previews = append(page.Previews, letterPreview{tone, example, letterLines(example.Body)})
		}
	}
	return s.render(w, r, "instellingen_brief", status, page)
}

// exampleLetter fills a letter with a made up citizen.
func (s *Server) exampleLetter(t letters.Template, words postkamer.LetterWords, tone postkamer.Tone) (postkamer.LetterText, error) {
	m := s.town().Municipality
	m.Tone.Citizen = tone
	return lettersWith(t, words).Example(m, "een verhuizing", postkamer.DayOf(s.cfg.Now()))
}

// wordsIn reads the words of a letter from the form.
func wordsIn(form url.Values) postkamer.LetterWords {
	words := postkamer.LetterWords{Title: strings.TrimSpace(form.Get("titel"))}
	text := strings.ReplaceAll(form.Get("tekst"), "\r\n", "\n")
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph != "" {
			words.Body = append(words.Body, paragraph)
		}
	}
	return words
}

func holesOf(names []string) string { return "[" + strings.Join(names, "], [") + "]" }

// wrongLetter says why words cannot be those of a letter.
func wrongLetter(t letters.Template, words postkamer.LetterWords) []FieldError {
	switch {
	case words.Title == "":
		return []FieldError{{"titel", "Schrijf een titel"}}
	case len(words.Body) == 0:
		return []FieldError{{"tekst", "Schrijf de tekst van de brief"}}
	case letters.Check(map[string]postkamer.LetterWords{t.Name: words}) == nil:
		return nil
	}
	say := "Gebruik tussen [ en ] alleen: " + holesOf(t.Holes())
	if len(t.Must) > 0 {
		say = "Laat " + holesOf(t.Must) + " erin staan: zonder zegt de brief niet wat moet. " + say
	}
	return []FieldError{{"tekst", say}}
}

// saveLetterSetting keeps the words of a letter, or takes those of the municipality away.
func (s *Server) saveLetterSetting(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	t, err := letterIn(r)
	if err != nil {
		return err
	}
	words := wordsIn(form)
	step := form.Get("stap")
	if step == "bekijk" {
		wrong := wrongLetter(t, words)
		return s.renderLetterSetting(w, r, t, form, statusIf(len(wrong) > 0), wrong)
	}
	if step == "weg" {
		form.Set("waarom", firstOf(form.Get("waarom"), "De gewone brief weer"))
	}
	change, wrong, err := s.savingOf(form)
	if err != nil {
		return err
	}
	if step != "weg" {
		wrong = append(wrongLetter(t, words), wrong...)
	}
	if len(wrong) == 0 {
		own := step != "weg" && (words.Title != t.Title || !slices.Equal(words.Body, t.Body))
		setKey(&change.town.Letters, t.Name, words, own)
		changed, cannot, err := s.saveSettings(r.Context(), person(r), change)
		if err != nil {
			return err
		}
		if len(cannot) == 0 {
			return s.saved(w, r, changed, lettersPath)
		}
		wrong = cannot
	}
	return s.renderLetterSetting(w, r, t, form, http.StatusUnprocessableEntity, wrong)
}

// statusIf is the status of a page on which something is wrong, or nothing.
func statusIf(wrong bool) int {
	if wrong {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// letterExample sends a letter with a made up citizen as it would be printed.
func (s *Server) letterExample(w http.ResponseWriter, r *http.Request) error {
	t, err := letterIn(r)
	if err != nil {
		return err
	}
	now := s.town()
	text, err := s.exampleLetter(t, now.Letters[t.Name], now.Tone.Citizen)
	if err != nil {
		return err
	}
	pdf, err := letters.PDF(now.Municipality, text, "7K3-MQ9-XV4")
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `inline; filename="voorbeeld.pdf"`)
	_, _ = w.Write(pdf)
	return nil
}
