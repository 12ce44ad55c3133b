package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"postkamer"
	"postkamer/guard"
	"postkamer/store"
)

func (s *Server) sampleRoutes() {
	judges := []postkamer.Role{postkamer.Caseworker, postkamer.TeamLead}
	s.staff("GET /steekproef", s.samplesPage, judges...)
	s.staff("GET /steekproef/{id}", s.samplePage, judges...)
	s.staff("GET /steekproef/{id}/blad/{page}", s.sampleImage, judges...)
	s.staff("POST /steekproef/{id}", s.judgeSample, judges...)
}

// samplesShown is how many cases of the sample are listed.
const samplesShown = 50

// samplesPage lists what a second person must look at.
type samplesPage struct {
	Page
	Lines []sampleLine
}

// A sampleLine is one case of the sample. It does not say what was decided.
type sampleLine struct {
	Link      string
	Case      string // address of the case, for who may see what was decided
	Reference string
	Channel   string
	Why       string
	Received  time.Time
}

// sampleReasons say why a case is in the sample.
var sampleReasons = map[string]string{
	store.SampleDrawn:   "geloot",
	store.SampleFilled:  "geloot, om elke week genoeg te zien",
	store.SampleSibling: "lijkt op een zaak die fout was",
}

func newSampleLine(s store.Sample) sampleLine {
	return sampleLine{Link: fmt.Sprintf("/steekproef/%d", s.CaseID), Case: casePath(s.CaseID), Reference: s.Reference,
		Channel: channelLabels[s.Channel], Why: sampleReasons[s.Reason], Received: s.ReceivedOn}
}

func (s *Server) samplesPage(w http.ResponseWriter, r *http.Request) error {
	list, err := s.cfg.Store.OpenSamples(r.Context(), person(r), samplesShown)
	if err != nil {
		return err
	}
	page := samplesPage{Page: s.page(r, "Steekproef")}
	for _, one := range list {
		page.Lines = append(page.Lines, newSampleLine(one))
	}
	return s.render(w, r, "steekproef", http.StatusOK, page)
}

// judgePage is one case to judge without what was decided: the image, and empty
// fields.
type judgePage struct {
	Page
	Path      string
	Reference string
	Sheets    []caseSheet
	Answers   []Item
	Kind      Choice
	Fields    []Field
	Again     bool // they looked once more at what differs
}

// sampleIn returns the case of the address, when this person may judge it.
func (s *Server) sampleIn(r *http.Request) (store.Sample, error) {
	id, err := numberIn(r, "id")
	if err != nil {
		return store.Sample{}, err
	}
	one, err := s.cfg.Store.Sample(r.Context(), postkamer.CaseID(id))
	if err != nil {
		return one, err
	}
	who := person(r)
	if one.ApprovedBy == who.ID || !who.Is(postkamer.TeamLead) && !worksQueue(who, one.Queue) {
		return one, fmt.Errorf("sample of case %d: %w", id, postkamer.ErrForbidden)
	}
	if one.Judged {
		return one, fmt.Errorf("sample of case %d: %w", id, postkamer.ErrConflict)
	}
	return one, nil
}

func (s *Server) samplePage(w http.ResponseWriter, r *http.Request) error {
	one, err := s.sampleIn(r)
	if err != nil {
		return err
	}
	return s.renderSample(w, r, one, url.Values{}, http.StatusOK, nil)
}

func (s *Server) renderSample(w http.ResponseWriter, r *http.Request, one store.Sample, form url.Values, status int, wrong []FieldError) error {
	if err := s.viewed(r, one.PieceID, one.CaseID); err != nil {
		return err
	}
	c, err := s.cfg.Store.Case(r.Context(), one.CaseID)
	if err != nil {
		return err
	}
	piece, err := s.cfg.Store.Piece(r.Context(), one.PieceID)
	if err != nil {
		return err
	}
	path := fmt.Sprintf("/steekproef/%d", one.CaseID)
	page := judgePage{Page: s.page(r, "Steekproef, "+one.Reference), Path: path, Reference: one.Reference}
	page.Errors = wrong
	page.Sheets, page.Answers = caseSheets(piece, path+"/blad/"), answersOf(piece.Answers)
	page.Kind = Choice{Name: "soort", Legend: "Waar gaat het over?", Values: form["soort"], Error: wrongIn(wrong, "soort"),
		Options: append([]Option{{Label: "Kies een soort"}}, s.kindOptions()...)}
	for _, f := range guard.Asked(c) {
		name := fieldInput(f.Name)
		page.Fields = append(page.Fields, Field{Name: name, Label: fieldLabel(f.Name), Value: form.Get(name), MaxLength: 500, Error: wrongIn(wrong, name)})
	}
	page.Again = status == http.StatusUnprocessableEntity && form.Get("soort") != ""
	return s.render(w, r, "steekproef_stuk", status, page)
}

// sampleImage gives the image of a page of the piece.
func (s *Server) sampleImage(w http.ResponseWriter, r *http.Request) error {
	one, err := s.sampleIn(r)
	if err != nil {
		return err
	}
	return s.sendPieceImage(w, r, one.PieceID, one.CaseID)
}

// judgeSample keeps what the second person read and says how it compares.
func (s *Server) judgeSample(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	one, err := s.sampleIn(r)
	if err != nil {
		return err
	}
	kind := postkamer.CaseType(form.Get("soort"))
	if _, known := s.town().Policy.Queues[kind]; !known {
		return s.renderSample(w, r, one, form, http.StatusUnprocessableEntity, []FieldError{{"soort", "Kies waar het over gaat"}})
	}
	judged := guard.Judgement{Kind: kind, Values: judgedValues(form)}
	if form.Get("zeker") == "" {
		look, err := s.lookAgain(r, one, judged)
		if err != nil {
			return err
		}
		if len(look) > 0 {
			return s.renderSample(w, r, one, form, http.StatusUnprocessableEntity, look)
		}
	}
	found, err := s.guard().Judge(r.Context(), one.CaseID, person(r), judged)
	if err != nil {
		return err
	}
	kindOfFlash, said := s.findingWords(one.Reference, found)
	s.flashBack(r, kindOfFlash, said, one.CaseID)
	http.Redirect(w, r, "/steekproef", http.StatusSeeOther)
	return nil
}

// lookAgain lists what differs from what was approved, so that a slip of the
// typing finger does not count against a kind. It does not say what was approved.
func (s *Server) lookAgain(r *http.Request, one store.Sample, j guard.Judgement) ([]FieldError, error) {
	c, err := s.cfg.Store.Case(r.Context(), one.CaseID)
	if err != nil {
		return nil, err
	}
	var look []FieldError
	for _, d := range guard.Compare(c, j) {
		if d.Field == "" {
			look = append(look, FieldError{"soort", "Kijk nog een keer waar het over gaat"})
		} else {
			look = append(look, FieldError{fieldInput(d.Field), "Kijk nog een keer naar " + fieldLabel(d.Field)})
		}
	}
	return look, nil
}

// judgedValues are the fields of the form in their normal form.
func judgedValues(form url.Values) map[postkamer.FieldName]string {
	values := map[postkamer.FieldName]string{}
	for input := range form {
		if name, is := strings.CutPrefix(input, fieldInput("")); is {
			values[postkamer.FieldName(name)] = storedValue(postkamer.FieldName(name), strings.TrimSpace(form.Get(input)), "")
		}
	}
	return values
}

// findingWords say what came of a judgement, without the values.
func (s *Server) findingWords(reference string, f guard.Finding) (FlashKind, string) {
	if len(f.Differences) == 0 {
		return FlashOK, "✓ " + reference + " was goed: hetzelfde als goedgekeurd."
	}
	var what []string
	for _, d := range f.Differences {
		if d.Field == "" {
			what = append(what, "de soort (goedgekeurd als "+s.kindLabel(f.Kind)+")")
		} else {
			what = append(what, fieldLabel(d.Field))
		}
	}
	said := reference + " was anders goedgekeurd: " + strings.Join(what, ", ") + ". De teamleider ziet dit."
	if f.Fell {
		said += " Deze soort gaat terug naar de stand " + modeWords[f.Mode].Label + "."
	}
	if f.Siblings > 0 {
		said += " " + s.counted(f.Siblings, "zaak die hierop lijkt staat nu ook in de steekproef.", "zaken die hierop lijken staan nu ook in de steekproef.")
	}
	return FlashWarning, said
}
