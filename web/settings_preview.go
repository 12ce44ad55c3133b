package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"postkamer"
	"postkamer/intake"
)

// A preview is a piece of a citizen's page as it would look, without anything that
// can be pressed.
type preview struct {
	Tone     postkamer.Tone
	Chosen   bool // the tone that citizens get
	Form     string
	Step     int
	Steps    int
	Heading  string
	Options  []string
	Title    string // of the start page
	Intro    []string
	Help     string
	Phone    string
	Hours    string
	TownName string
}

// previewForm is the form of which the preview shows the first question.
const previewForm = "verhuizing"

// previews shows the form of a move as a citizen would see it, in both tones.
func (s *Server) previews(m postkamer.Municipality) []preview {
	forms, err := s.allForms()
	if err != nil {
		return nil // the routes of the forms would not have been made
	}
	form, ok := forms.Form(previewForm)
	if !ok {
		return nil
	}
	var list []preview
	for _, tone := range []postkamer.Tone{postkamer.Je, postkamer.U} {
		c := intake.Context{Today: postkamer.DayOf(s.cfg.Now()), Town: m, Tone: tone}
		list = append(list, newPreview(form, c))
	}
	return list
}

func newPreview(form *intake.Form, c intake.Context) preview {
	m := c.Town
	p := preview{Tone: c.Tone, Chosen: c.Tone == m.Tone.Citizen, Form: m.Say(c.Tone, form.Title), TownName: m.Name, Phone: m.Phone, Hours: m.Hours,
		Help: m.Say(c.Tone, "{Kom je|Komt u} er niet uit?")}
	p.Title = p.Form
	for _, text := range form.Intro {
		p.Intro = append(p.Intro, strings.NewReplacer("{gemeente}", m.Name, "{telefoon}", m.Phone).Replace(m.Say(c.Tone, text)))
	}
	pages := form.Pages(nil, c)
	if len(pages) == 0 {
		return p
	}
	p.Heading, p.Step, p.Steps = pages[0].Heading, pages[0].Step, pages[0].Steps
	for _, q := range pages[0].Questions {
		for _, o := range q.Options {
			p.Options = append(p.Options, o.Label)
		}
	}
	return p
}

// trialPath is the address of the style sheet with which a preview looks as it would.
func trialPath(m postkamer.Municipality) (string, error) {
	if _, err := themeSheet(m); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s/proef/%s/%d/thema.css", settingsPath, strings.TrimPrefix(m.Color, "#"), m.Corners), nil
}

// trialTheme sends the style sheet of a preview: the same as the municipality's own,
// for that part of the page only.
func (s *Server) trialTheme(w http.ResponseWriter, r *http.Request) error {
	corners, err := strconv.Atoi(r.PathValue("hoeken"))
	if err != nil || corners < 0 || corners > 24 {
		return postkamer.ErrNotFound
	}
	sheet, err := themeSheet(postkamer.Municipality{Color: "#" + r.PathValue("kleur"), Corners: corners})
	if err != nil {
		return postkamer.ErrNotFound
	}
	w.Header().Set("Content-Type", kinds[".css"])
	_, _ = w.Write([]byte(strings.Replace(sheet, ".voorbeeld-theme{", ".voorbeeld-theme.pk-proef{", 1)))
	return nil
}

// contrastAlert says whether white letters can be read on a colour.
func contrastAlert(shade color) Alert {
	if contrast(shade, white) < textContrast {
		return Alert{Kind: FlashError, Text: contrastWords(shade)}
	}
	return Alert{Kind: FlashOK, Text: fmt.Sprintf("✓ Witte letters zijn goed te lezen op deze kleur: contrast %s op 1. Nodig is %s.", dutchRatio(contrast(shade, white)), dutchRatio(textContrast))}
}

// contrastWords refuses a colour and names one that will do.
func contrastWords(shade color) string {
	return fmt.Sprintf("Deze kleur is te licht: contrast %s op 1, nodig is %s. Kies een donkerdere kleur, bijvoorbeeld %s",
		dutchRatio(contrast(shade, white)), dutchRatio(textContrast), shade.until(black, white, textContrast))
}

// dutchRatio writes a ratio with one figure behind the comma.
func dutchRatio(ratio float64) string {
	return strings.Replace(strconv.FormatFloat(ratio, 'f', 1, 64), ".", ",", 1)
}
