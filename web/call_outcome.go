package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"postkamer"
	"postkamer/store"
)

// outcomes are how a call can end, in the order of their keys 1 to 6, with what
// is said when it is recorded.
var outcomes = []struct {
	Outcome postkamer.Outcome
	Label   string
	Said    string
}{
	{postkamer.Solved, "Opgelost, de zaak kan door", "De zaak kan door."},
	{postkamer.CallLater, "Gesproken, ik bel later terug", "We bellen op het afgesproken moment terug."},
	{postkamer.NoAnswer, "Geen gehoor", "We proberen het op een ander dagdeel opnieuw."},
	{postkamer.WrongNumber, "Nummer klopt niet", "De zaak gaat terug naar de behandelaar."},
	{postkamer.OtherPerson, "Iemand anders moet dit doen", "Een collega neemt het over."},
	{postkamer.WillVisit, "Inwoner komt langs", "De zaak gaat terug naar de behandelaar."},
}

// outcomeLabel says how a call ended; one that is new by its own name.
func outcomeLabel(o postkamer.Outcome) string {
	for _, known := range outcomes {
		if known.Outcome == o {
			return known.Label
		}
	}
	return spelled(string(o))
}

// outcomeOptions are the outcomes to choose from. Without appointments nobody
// comes by, and who phones us does not fail to answer.
func outcomeOptions(m postkamer.Municipality, t postkamer.CallTask) []Option {
	var options []Option
	for i, o := range outcomes {
		visit, ours := o.Outcome == postkamer.WillVisit, o.Outcome == postkamer.NoAnswer || o.Outcome == postkamer.WrongNumber
		if visit && !bool(m.Appointments) || ours && t.Incoming {
			continue
		}
		options = append(options, Option{Value: string(o.Outcome), Label: o.Label, Key: string(rune('1' + i))})
	}
	return options
}

// addOutcome adds the questions about how it went. Nothing is chosen beforehand.
func (p *talkPage) addOutcome(form url.Values, wrong []FieldError) {
	p.Outcome = Choice{Name: "uitkomst", Legend: "Hoe ging het?", Values: form["uitkomst"], Error: wrongIn(wrong, "uitkomst"), Options: outcomeOptions(p.Municipality, p.Task)}
	p.Checked = Choice{Name: "zeker", Legend: "Met wie {heb je|hebt u} gesproken?", Values: form["zeker"], Error: wrongIn(wrong, "zeker"),
		Options: []Option{{Value: "ja", Label: "Ik heb gecontroleerd dat dit de inwoner is",
			Hint: "Met de geboortedatum en het adres. Staan die er niet in? Vraag dan naar iets uit het bericht."}}}
	p.Checked.Legend = p.Say(p.Checked.Legend)
	p.Agreed = Field{Name: "notitie", Label: p.Say("Wat {heb je|hebt u} afgesproken?"), Rows: 3, MaxLength: maxNote, Value: form.Get("notitie"), Error: wrongIn(wrong, "notitie"),
		Hint: "Nodig bij 1, 2 en 5."}
	p.Day = Field{Name: "dag", Label: "Op welke dag?", Type: "date", Value: form.Get("dag"), Error: wrongIn(wrong, "dag")}
	p.Clock = Field{Name: "tijd", Label: "Hoe laat?", Type: "time", Value: form.Get("tijd"), Error: wrongIn(wrong, "tijd")}
	p.Receiver = Choice{Name: "wie", Legend: "Bij 5: wie doet het?", Values: form["wie"], Error: wrongIn(wrong, "wie"), Options: append([]Option{{Label: "Kies een collega"}}, p.receivers...)}
}

// Where a call may be left instead of with a colleague who phones.
const backToAsker = "terug"

// receiversOf are to whom a call can be left: a colleague who phones, is there today and
// may do so, and who asked for the call.
func (s *Server) receiversOf(r *http.Request, t postkamer.CallTask) ([]Option, error) {
	back := "De werkvoorraad " + s.queueLabel(t.Queue)
	if t.HandedBy != "" {
		back = t.HandedBy + ", die het vroeg"
	}
	options := []Option{{Value: backToAsker, Label: back}}
	desks, err := s.cfg.Store.Desks(r.Context(), s.cfg.Now())
	if err != nil {
		return nil, err
	}
	for _, d := range desks {
		if d.ID == person(r).ID || d.Away || !d.Is(postkamer.Caller) || !mayCall(d.Person, t) {
			continue
		}
		label := d.Name + ", belt"
		if tongue := t.Tongue(); tongue != "" && d.Meets(t.Needs) {
			label += " en spreekt " + string(tongue)
		}
		options = append(options, Option{Value: fmt.Sprint(d.ID), Label: label})
	}
	return options, nil
}

// recordCall keeps how a call ended, after what the caller corrected.
func (s *Server) recordCall(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r, seenMarks)
	if err != nil {
		return err
	}
	task, err := s.callAgain(r, form)
	if errors.Is(err, postkamer.ErrConflict) {
		return s.lateOutcome(w, r, form)
	}
	if err != nil {
		return err
	}
	c, err := s.cfg.Store.Case(r.Context(), task.CaseID)
	if err != nil {
		return err
	}
	corrected, err := s.saveCallFields(r, task, c.Fields, form)
	if err != nil {
		return err
	}
	if c, err = s.cfg.Store.Case(r.Context(), c.ID); err != nil {
		return err
	}
	result, wrong, err := s.readOutcome(r, task, form)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return s.renderCall(w, r, task, c, form, http.StatusUnprocessableEntity, wrong)
	}
	if err := s.prepareOutcome(r, task, c, &result); err != nil {
		return err
	}
	result.Corrected = corrected
	err = s.cfg.Store.RecordCall(r.Context(), task.ID, task.Version, person(r), result, s.cfg.Now())
	if errors.Is(err, postkamer.ErrConflict) {
		return s.lateOutcome(w, r, form)
	}
	if errors.Is(err, postkamer.ErrNotFound) {
		return s.renderCall(w, r, task, c, form, http.StatusUnprocessableEntity, []FieldError{{"wie", "Deze collega belt niet meer. Kies iemand anders"}})
	}
	if err != nil {
		return err
	}
	return s.afterCall(w, r, form, task, result)
}

// prepareOutcome adds what an outcome needs besides what the caller typed: the decision
// made anew with what the citizen said, and the letter after the last attempt.
func (s *Server) prepareOutcome(r *http.Request, task postkamer.CallTask, c postkamer.Case, result *store.CallResult) (err error) {
	switch result.Outcome {
	case postkamer.NoAnswer:
		result.Letter, err = s.letterAfter(r, task, c)
	case postkamer.WrongNumber:
	default:
		result.Decided, err = s.guard().Answered(r.Context(), c)
	}
	return err
}

// callAgain returns the call of the address, which this person must have at the
// version of the page. A long talk may outlast the claim: when nothing happened
// since and nobody else took the call, it is this person's again.
func (s *Server) callAgain(r *http.Request, form url.Values) (postkamer.CallTask, error) {
	version, err := versionIn(form)
	if err != nil {
		return postkamer.CallTask{}, err
	}
	task, err := s.callIn(r)
	if err != nil {
		return task, err
	}
	mine := task.ClaimedBy == person(r).ID && task.Version == version
	lapsed := task.ClaimedBy == 0 && task.Version == version+1 && !s.recordedBy(r, task)
	switch {
	case task.Done || !mine && !lapsed:
		return task, fmt.Errorf("call task %d at version %d: %w", task.ID, version, postkamer.ErrConflict)
	case mine:
		return task, nil
	}
	if err := s.cfg.Store.ClaimCall(r.Context(), task.ID, person(r)); err != nil {
		return task, err
	}
	return s.callIn(r)
}

// recordedBy tells whether the last attempt of a call is this person's.
func (s *Server) recordedBy(r *http.Request, task postkamer.CallTask) bool {
	n := len(task.Attempts)
	return n > 0 && task.Attempts[n-1].By == person(r).Name
}

// lateOutcome answers an outcome that comes too late. A second click on the
// button is done already; else a colleague has the call now, and what was typed
// is shown to pass on.
func (s *Server) lateOutcome(w http.ResponseWriter, r *http.Request, form url.Values) error {
	task, err := s.callIn(r)
	if err != nil {
		return err
	}
	version, _ := versionIn(form) // callAgain has read it
	if task.Version == version+1 && s.recordedBy(r, task) {
		s.flash(r, FlashOK, "✓ Opgeslagen.")
		http.Redirect(w, r, "/bellen", http.StatusSeeOther)
		return nil
	}
	return s.notCalling(w, r, task, http.StatusConflict, form.Get("notitie"))
}

// saveCallField keeps one field while the caller talks. There is no page to show: the
// answer is what takes it back, nothing when nothing changed.
func (s *Server) saveCallField(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r, seenMarks)
	if err != nil {
		return err
	}
	task, err := s.callAgain(r, form)
	if err != nil {
		return err
	}
	c, err := s.cfg.Store.Case(r.Context(), task.CaseID)
	if err != nil {
		return err
	}
	act, err := s.saveCallFields(r, task, c.Fields, form)
	if err != nil {
		return err
	}
	if act == 0 {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return sendJSON(w, map[string]string{undoField: fmt.Sprint(act)})
}

func (s *Server) saveCallFields(r *http.Request, task postkamer.CallTask, fields []postkamer.CaseField, form url.Values) (store.UndoID, error) {
	inputs, err := fieldInputs(form, fields)
	if err != nil {
		return 0, err
	}
	return s.cfg.Store.SaveCallFields(r.Context(), task.ID, person(r), inputs)
}

// readOutcome reads how it went, and says what is still missing.
func (s *Server) readOutcome(r *http.Request, task postkamer.CallTask, form url.Values) (result store.CallResult, wrong []FieldError, err error) {
	town := s.town().Municipality
	result = store.CallResult{Outcome: postkamer.Outcome(form.Get("uitkomst")), Note: form.Get("notitie"), Attempts: town.CallAttempts, Identified: form.Get("zeker") == "ja"}
	isOffered := func(o Option) bool { return o.Value == string(result.Outcome) }
	if !slices.ContainsFunc(outcomeOptions(town, task), isOffered) {
		return result, []FieldError{{"uitkomst", "Kies hoe het ging"}}, nil
	}
	if result.Outcome == postkamer.Solved && !result.Identified {
		wrong = append(wrong, FieldError{"zeker", "Controleer eerst of dit de inwoner is, en kruis dit dan aan"})
	}
	if result.Outcome.NeedsNote() && result.Note == "" {
		wrong = append(wrong, FieldError{"notitie", "Schrijf kort op wat er is afgesproken"})
	}
	if len(result.Note) > maxNote {
		wrong = append(wrong, FieldError{"notitie", "Maak deze tekst korter"})
	}
	switch result.Outcome {
	case postkamer.CallLater:
		again, bad := s.readMoment(form)
		result.Again, wrong = again, append(wrong, bad...)
	case postkamer.OtherPerson:
		receiver, bad, err := s.readReceiver(r, task, form)
		if err != nil {
			return result, nil, err
		}
		result.Receiver, wrong = receiver, append(wrong, bad...)
	}
	return result, wrong, nil
}

// readReceiver reads to whom a call is left: a real colleague, or who asked.
func (s *Server) readReceiver(r *http.Request, task postkamer.CallTask, form url.Values) (id postkamer.PersonID, wrong []FieldError, err error) {
	options, err := s.receiversOf(r, task)
	if err != nil {
		return 0, nil, err
	}
	chosen := form.Get("wie")
	if !slices.ContainsFunc(options, func(o Option) bool { return o.Value == chosen }) {
		return 0, []FieldError{{"wie", "Kies wie dit doet"}}, nil
	}
	if chosen == backToAsker {
		return 0, nil, nil
	}
	n, err := strconv.ParseInt(chosen, 10, 64)
	return postkamer.PersonID(n), nil, err
}

// readMoment reads the agreed day and time, which must be to come.
func (s *Server) readMoment(form url.Values) (at time.Time, wrong []FieldError) {
	day, err := time.Parse(time.DateOnly, form.Get("dag"))
	if err != nil {
		wrong = append(wrong, FieldError{"dag", "Vul de afgesproken dag in"})
	}
	clock, err := time.Parse("15:04", form.Get("tijd"))
	if err != nil {
		wrong = append(wrong, FieldError{"tijd", "Vul de afgesproken tijd in"})
	}
	if len(wrong) > 0 {
		return at, wrong
	}
	at = time.Date(day.Year(), day.Month(), day.Day(), clock.Hour(), clock.Minute(), 0, 0, s.zone)
	if !at.After(s.cfg.Now()) {
		return at, []FieldError{{"dag", "Dit moment is al voorbij. Kies een later moment"}}
	}
	return at, nil
}

// afterCall says what happens now, with a way back, and goes on.
func (s *Server) afterCall(w http.ResponseWriter, r *http.Request, form url.Values, task postkamer.CallTask, result store.CallResult) error {
	said := "✓ Opgeslagen. " + s.whatNow(task, result)
	if form.Get("daarna") == "volgende" {
		return s.goNextCall(w, r, said, task.CaseID)
	}
	s.flashTakeBack(r, said, task.CaseID)
	http.Redirect(w, r, "/bellen", http.StatusSeeOther)
	return nil
}

// whatNow says what becomes of a call after an outcome.
func (s *Server) whatNow(task postkamer.CallTask, result store.CallResult) string {
	last := task.Try(s.cfg.Now()) >= result.Attempts
	switch {
	case result.Outcome == postkamer.NoAnswer && result.Letter != nil && last && task.Priority != postkamer.SameDay:
		return "De inwoner krijgt een brief met een belcode. De zaak wacht tot en met " + dutchDate(result.Letter.AnswerBy) + "."
	case result.Outcome == postkamer.NoAnswer && last:
		return "Dit was de laatste poging. De zaak gaat terug naar de behandelaar."
	case result.Outcome == postkamer.NoAnswer && task.Priority == postkamer.SameDay:
		return "Er is haast bij: we bellen vandaag opnieuw, of zodra we weer open zijn."
	case result.Outcome == postkamer.OtherPerson && result.Receiver == 0:
		return "De zaak gaat terug."
	}
	for _, o := range outcomes {
		if o.Outcome == result.Outcome {
			return o.Said
		}
	}
	return ""
}
