package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"postkamer"
	"postkamer/classify"
	"postkamer/learn"
	"postkamer/store"
)

func (s *Server) learnedRoutes() {
	lead := []postkamer.Role{postkamer.TeamLead, postkamer.Admin}
	s.staff("GET /leren", s.learnedPage, lead...)
	s.staff("POST /leren", s.setModel, lead...)
}

// modelsShown bounds how many models the page lists.
const modelsShown = 20

// learnedPage shows what the computer learned from what people chose.
type learnedPage struct {
	Page
	Pinned  bool // the administrator named a model: nothing is learned
	Now     modelLine
	Facts   []Item
	Waiting string // what there is to learn
	Last    []string
	Kinds   Table
	Models  []modelLine
}

// A modelLine is one model in the list.
type modelLine struct {
	Number int64 // 0: that of the program
	Name   string
	Made   string
	State  string
	From   string // what it learned from
	Works  bool
	Undo   bool // it may be set back
}

func (s *Server) learnedPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	models, err := s.cfg.Store.Models(ctx, modelsShown)
	if err != nil {
		return err
	}
	waiting, err := s.cfg.Store.Learning(ctx)
	if err != nil {
		return err
	}
	now, err := s.cfg.Store.InstalledModel(ctx)
	if err != nil && !errors.Is(err, postkamer.ErrNotFound) {
		return err
	}
	page := learnedPage{Page: s.page(r, "Wat de computer geleerd heeft"), Pinned: s.cfg.Pinned, Waiting: waitingWords(waiting)}
	page.Facts = append(s.modelFacts(now), s.modelFails(ctx, now)...)
	page.Now = modelLine{Number: now.ID}
	if page.Kinds, err = s.kindTable(now); err != nil {
		return err
	}
	if len(models) > 0 {
		if page.Last, err = s.lastWords(models[0]); err != nil {
			return err
		}
	}
	page.Models = s.modelLines(models, now.ID)
	return s.render(w, r, "leren", http.StatusOK, page)
}

// modelName names a model in a sentence.
func modelName(id int64) string {
	if id == 0 {
		return "het model van het programma"
	}
	return fmt.Sprintf("model %d", id)
}

// upper begins a text with a capital.
func upper(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// modelFacts are what is known of the model that works.
func (s *Server) modelFacts(m store.Model) []Item {
	facts := []Item{{Key: "Nu in gebruik", Value: upper(modelName(m.ID))}}
	if m.ID == 0 {
		return append(facts, Item{Key: "Geleerd van", Value: "de brieven die bij het programma horen"})
	}
	return append(facts,
		Item{Key: "Sinds", Value: s.stamp(m.Since) + ", door " + byWords(m.By)},
		Item{Key: "Geleerd van", Value: "de brieven die bij het programma horen, en " + fromWords(m)},
	)
}

// modelFails says that the installed model is not what this program can use: work then
// goes on with the former.
func (s *Server) modelFails(ctx context.Context, m store.Model) []Item {
	if m.ID == 0 || s.cfg.Pinned {
		return nil
	}
	data, err := s.cfg.Store.ModelBytes(ctx, m)
	if store.Unavailable(err) {
		return nil // it may be there in a minute
	}
	if err == nil {
		_, err = classify.Decode(data)
	}
	if err == nil {
		return nil
	}
	s.log.WarnContext(ctx, "the installed model cannot be used", "model", m.ID, "error", err)
	return []Item{{Key: "Let op", Value: upper(modelName(m.ID)) + " werkt niet met dit programma. De computer werkt door met het vorige model. Zet hieronder een ander model terug."}}
}

// stamp writes a date and a time of day.
func (s *Server) stamp(t time.Time) string {
	t = t.In(s.zone)
	return dutchDate(t) + ", " + dutchClock(t) + " uur"
}

// fromWords say how many letters a model learned from.
func fromWords(m store.Model) string {
	if m.Labels == 0 {
		return "geen brieven"
	}
	return plural(m.Labels, "brief", "brieven") + " van hier, waarvan " + dutchNumber(m.Corrections) + " verbeterd, in " +
		plural(m.Families, "soort brief", "soorten brieven")
}

// waitingWords say what there is to learn.
func waitingWords(l store.Learning) string {
	if l.New == 0 {
		return "Er is nu niets nieuws om van te leren."
	}
	words := "Om van te leren: " + plural(l.New, "afgeronde brief", "afgeronde brieven") + ", waarvan " + dutchNumber(l.Corrections) + " verbeterd."
	if l.UnderWay {
		words += " De computer leert daar nu van. Dat duurt enkele minuten."
	}
	return words
}

// kindTable shows per kind how the model that works did beside the one before it.
func (s *Server) kindTable(m store.Model) (Table, error) {
	table := Table{Caption: "Hoe goed het model elke soort herkent, naast het model ervoor",
		Columns: []Column{{Title: "Soort"}, {Title: "Goed"}, {Title: "Ten onrechte"}}}
	measures, err := measuresOf(m)
	for _, c := range measures.Rolling {
		table.Rows = append(table.Rows, Row{Cells: []Cell{
			{Text: s.kindLabel(postkamer.CaseType(c.Kind))},
			{Text: tenths(c.After.Right) + " van de " + dutchNumber(c.Families) + was(c.Before.Right, c.After.Right)},
			{Text: tenths(c.After.Mistaken) + was(c.Before.Mistaken, c.After.Mistaken)},
		}})
	}
	return table, err
}

func measuresOf(m store.Model) (learn.Measures, error) {
	var measures learn.Measures
	if len(m.Measures) == 0 {
		return measures, nil
	}
	if err := json.Unmarshal(m.Measures, &measures); err != nil {
		return measures, fmt.Errorf("measures of model %d: %w", m.ID, err)
	}
	return measures, nil
}

// was says what a figure was before, when it is another one now.
func was(before, now float64) string {
	if tenths(before) == tenths(now) {
		return ""
	}
	return " (eerst " + tenths(before) + ")"
}

// tenths writes 12,4 and 12 for 12.4 and 12.0.
func tenths(v float64) string {
	v = math.Round(v*10) / 10
	return strings.ReplaceAll(strconv.FormatFloat(v, 'f', -1, 64), ".", ",")
}

// lastWords say why the newest model does not work, when it was never installed.
func (s *Server) lastWords(m store.Model) ([]string, error) {
	switch m.State {
	case store.ModelFailed:
		return []string{"Leren is niet gelukt op " + s.stamp(m.MadeAt) + ". De computer werkt verder met wat hij al kon. De beheerder vindt de reden in het logboek van het programma."}, nil
	case store.ModelRefused:
		measures, err := measuresOf(m)
		words := []string{"Op " + s.stamp(m.MadeAt) + " leerde de computer van " + fromWords(m) + ". Dat model is niet in gebruik genomen, want dit zou slechter gaan:"}
		for _, c := range measures.Worse() {
			words = append(words, s.worseWords(c))
		}
		if sureBefore, sure := measures.Sure(); measures.Timid() {
			words = append(words, "De computer zou van "+tenths(sure)+" soorten brieven zeker weten waar ze over gaan, dat was "+tenths(sureBefore)+".")
		}
		return words, err
	}
	return nil, nil
}

// worseWords say in what way a kind got worse.
func (s *Server) worseWords(c classify.KindChange) string {
	kind := s.kindLabel(postkamer.CaseType(c.Kind))
	if c.After.Right < c.Before.Right {
		return kind + ": " + tenths(c.After.Right) + " van de " + plural(c.Families, "soort brief", "soorten brieven") + " goed, dat was " + tenths(c.Before.Right) + "."
	}
	return kind + ": " + tenths(c.After.Mistaken) + " soorten andere brieven komen hier ten onrechte terecht, dat was " + tenths(c.Before.Mistaken) + "."
}

// modelStates are the words for the states of a model.
var modelStates = map[string]string{
	store.ModelInstalled: "In gebruik", store.ModelRetired: "Niet meer in gebruik", store.ModelRefused: "Niet in gebruik genomen", store.ModelFailed: "Mislukt",
}

// modelLines lists the models, that of the program last.
func (s *Server) modelLines(models []store.Model, now int64) []modelLine {
	var lines []modelLine
	for _, m := range models {
		lines = append(lines, modelLine{Number: m.ID, Name: upper(modelName(m.ID)), Made: s.stamp(m.MadeAt), State: modelStates[m.State],
			From: fromWords(m), Works: m.ID == now, Undo: m.State == store.ModelRetired && !s.cfg.Pinned})
	}
	own := modelLine{Name: upper(modelName(0)), Made: "bij deze versie", State: modelStates[store.ModelRetired], From: "eigen voorbeelden", Undo: !s.cfg.Pinned}
	if now == 0 {
		own.State, own.Works, own.Undo = modelStates[store.ModelInstalled], true, false
	}
	return append(lines, own)
}

// setModel lets an earlier model work again.
func (s *Server) setModel(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	id, seen, err := modelsIn(form)
	if err != nil {
		return err
	}
	if s.cfg.Pinned {
		return postkamer.ErrForbidden
	}
	err = s.cfg.Store.SetModel(r.Context(), id, seen, person(r).Name)
	switch {
	case errors.Is(err, postkamer.ErrConflict):
		s.flash(r, FlashWarning, "Er is intussen een ander model in gebruik. Kijk nog eens.")
	case err != nil:
		return err
	default:
		s.flash(r, FlashOK, "✓ Vanaf nu werkt "+modelName(id)+". Binnen een minuut geldt dat overal.")
	}
	http.Redirect(w, r, "/leren", http.StatusSeeOther)
	return nil
}

// modelsIn reads which model must work, and which one worked when the page was made.
func modelsIn(form url.Values) (id, seen int64, err error) {
	for name, into := range map[string]*int64{"model": &id, "nu": &seen} {
		if *into, err = strconv.ParseInt(form.Get(name), 10, 64); err != nil || *into < 0 {
			return 0, 0, fmt.Errorf("%w: field %q is no model", errMalformed, name)
		}
	}
	return id, seen, nil
}
