package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"postkamer"
)

// talkPage is one call: who, why, what to say, and how it went.
type talkPage struct {
	Page
	Task     postkamer.CallTask
	Mine     bool   // this person is phoning; else nothing of the citizen is shown
	Busy     string // why not
	Typed    string // a note that came too late
	Who      string
	Phone    string // as people write it
	Kind     string
	Label    string
	Attempts []attemptRow
	Note     string // te laat, vandaag bellen
	Known    []Item // by which the caller knows the citizen; never the BSN
	Greeting string // what to say, in the citizens' tone
	Spoken   string
	Quote    string   // the words of the letter that the call is about
	Snippet  *snippet // where they stand; nil when they have no place
	Question string
	Fields   []fieldRow
	Sheets   []caseSheet
	Answers  []Item
	Outcome  Choice
	Agreed   Field
	Day      Field
	Clock    Field
	Checked  Choice // who the caller talked to
	Receiver Choice // to whom it is left
	Passed   string // the colleague who left it, and when
	Speaks   string // the language that the citizen speaks, when that is not Dutch
	When     string // when the citizen likes to be phoned, or was promised to be
	LastTry  bool   // when nobody answers now, a letter goes out

	About []aboutCase // what the citizen named
	Form  *calledForm // what the citizen was filling in; nil when nothing

	receivers []Option
}

// An attemptRow is an earlier call in words.
type attemptRow struct {
	At      time.Time
	By      string
	Outcome string
	Note    string
}

// heldCall returns the call of the address, if this person is phoning, with its case.
func (s *Server) heldCall(r *http.Request) (task postkamer.CallTask, c postkamer.Case, err error) {
	if task, err = s.callIn(r); err != nil {
		return task, c, err
	}
	if task.Done || task.ClaimedBy != person(r).ID {
		return task, c, fmt.Errorf("call task %d is not held: %w", task.ID, postkamer.ErrConflict)
	}
	c, err = s.cfg.Store.Case(r.Context(), task.CaseID)
	return task, c, err
}

func (s *Server) callIn(r *http.Request) (postkamer.CallTask, error) {
	id, err := numberIn(r, "id")
	if err != nil {
		return postkamer.CallTask{}, err
	}
	return s.cfg.Store.Call(r.Context(), postkamer.CallTaskID(id))
}

// showCall shows a call to who makes it. To others it says who does.
func (s *Server) showCall(w http.ResponseWriter, r *http.Request) error {
	task, err := s.callIn(r)
	if err != nil {
		return err
	}
	if task.Done || task.ClaimedBy != person(r).ID {
		return s.notCalling(w, r, task, http.StatusOK, "")
	}
	c, err := s.cfg.Store.Case(r.Context(), task.CaseID)
	if err != nil {
		return err
	}
	return s.renderCall(w, r, task, c, url.Values{}, http.StatusOK, nil)
}

// notCalling shows a call that is not this person's: nothing of the citizen. Typed
// is what this person wrote about it and could not be kept.
func (s *Server) notCalling(w http.ResponseWriter, r *http.Request, task postkamer.CallTask, status int, typed string) error {
	page := talkPage{Page: s.page(r, "Bellen"), Task: task, Typed: typed}
	switch {
	case task.Done:
		page.Busy = "Dit telefoontje is al gedaan."
	case task.ClaimedBy != 0:
		page.Busy = s.busyWith(task)
	}
	return s.render(w, r, "gesprek", status, page)
}

// renderCall shows a call, with what was typed and what is wrong with that.
func (s *Server) renderCall(w http.ResponseWriter, r *http.Request, task postkamer.CallTask, c postkamer.Case, form url.Values, status int, wrong []FieldError) error {
	if err := s.viewed(r, c.PieceID, c.ID); err != nil {
		return err
	}
	piece, err := s.cfg.Store.Piece(r.Context(), c.PieceID)
	if err != nil {
		return err
	}
	line := s.newCallLine(task, person(r))
	page := talkPage{Page: s.page(r, "Bellen over "+c.Reference), Task: task, Mine: true, Who: line.Who, Phone: shownPhone(task.Phone),
		Kind: s.kindLabel(c.CaseType), Label: scriptOf(task.Reason).Label, Note: line.Note}
	page.Errors, page.Scripts = wrong, []string{"zaak.js", "bellen.js"}
	page.Speaks, page.When = line.Speaks, line.When
	page.LastTry = task.Try(s.cfg.Now()) >= page.Municipality.CallAttempts && task.Priority != postkamer.SameDay
	if task.Receiver != 0 {
		page.Passed = task.PassedBy + ", " + s.callTime(task.PassedAt)
	}
	if page.receivers, err = s.receiversOf(r, task); err != nil {
		return err
	}
	for _, a := range task.Attempts {
		page.Attempts = append(page.Attempts, attemptRow{At: a.At, By: a.By, Outcome: outcomeLabel(a.Outcome), Note: a.Note})
	}
	if page.About, err = s.aboutCases(r, piece.ID); err != nil {
		return err
	}
	if page.Form, err = s.calledForm(r, task); err != nil {
		return err
	}
	page.Sheets = caseSheets(piece, fmt.Sprintf("/bellen/%d/blad/", task.ID))
	page.Answers = answersOf(piece.Answers)
	page.addScript(task, c)
	page.Known = knownOf(c.Fields)
	page.addFields(c, callPath(task.ID)+"/toon", s.showsBSN(r, c.ID))
	page.hideNumbers(c)
	page.addOutcome(form, wrong)
	return s.render(w, r, "gesprek", status, page)
}

// addScript adds what to say and to ask. It speaks to the citizen, so in their tone.
func (p *talkPage) addScript(task postkamer.CallTask, c postkamer.Case) {
	tone, script := p.Municipality.Tone.Citizen, scriptOf(task.Reason)
	p.Greeting = tone.Say(greeting(c, p.Person.Name, p.Municipality.Name))
	p.Spoken, p.Question = p.Municipality.Say(tone, script.Say), p.Municipality.Say(tone, script.Question)
	i := slices.IndexFunc(c.Doubts, func(d postkamer.CaseDoubt) bool { return d.Code == task.Reason && d.SettledBy == "" })
	if i >= 0 {
		p.addEvidence(c.Doubts[i], tone)
	}
	if task.Question != "" {
		p.Question = task.Question
	}
}

// addEvidence adds what the reason to phone says of this letter, and what was read.
func (p *talkPage) addEvidence(d postkamer.CaseDoubt, tone postkamer.Tone) {
	if d.Say != "" {
		p.Spoken = tone.Say(d.Say)
	}
	p.Quote, p.Snippet = shortQuote(d.Quote), snippetOf(doubtBox(d), p.Sheets)
}

// knownOf is what the citizen's answers can be compared with: name, birth date and
// old address as they stand. The BSN is not among it, so that nobody reads it out.
func knownOf(fields []postkamer.CaseField) []Item {
	value := func(name postkamer.FieldName) string { return shownValue(name, valueOf(fields, name)) }
	items := []Item{
		{Key: "Naam", Value: value(postkamer.FieldFullName)},
		{Key: "Geboortedatum", Value: value(postkamer.FieldBirthDate)},
		knownAddress(value),
	}
	for i := range items {
		if items[i].Value == "" {
			items[i].Value = "staat er niet in"
		}
	}
	return items
}

// knownAddress is an address to compare: of a move the old one, of any other letter the
// one that it gives.
func knownAddress(value func(postkamer.FieldName) string) Item {
	for _, a := range []struct {
		label                          string
		street, number, postcode, city postkamer.FieldName
	}{
		{"Oud adres", postkamer.FieldOldStreet, postkamer.FieldOldNumber, postkamer.FieldOldPostcode, postkamer.FieldOldCity},
		{"Adres", postkamer.FieldStreet, postkamer.FieldNumber, postkamer.FieldPostcode, postkamer.FieldCity},
		{"Nieuw adres", postkamer.FieldNewStreet, postkamer.FieldNewNumber, postkamer.FieldNewPostcode, postkamer.FieldNewCity},
	} {
		street := strings.TrimSpace(value(a.street) + " " + value(a.number))
		place := strings.TrimSpace(value(a.postcode) + " " + value(a.city))
		if text := strings.Trim(street+", "+place, ", "); text != "" {
			return Item{Key: a.label, Value: text}
		}
	}
	return Item{Key: "Adres"}
}

// greeting is how a call begins.
func greeting(c postkamer.Case, caller, municipality string) string {
	sent := "{Je hebt|U hebt} ons een brief gestuurd"
	if c.Channel == postkamer.Form {
		sent = "{Je hebt|U hebt} bij ons een formulier ingevuld"
	}
	if topic := kindWords[c.CaseType].Topic; topic != "" {
		sent += " over " + topic
	}
	return "Goedendag, met " + caller + " van " + municipality + ". " + sent + "."
}

// addFields adds the fields that may be wrong: the caller corrects them while talking.
// A BSN is hidden until the caller has it shown at an address.
func (p *talkPage) addFields(c postkamer.Case, show string, bare bool) {
	for _, f := range c.Fields {
		inDoubt := slices.ContainsFunc(c.Doubts, func(d postkamer.CaseDoubt) bool { return d.Field == f.Name && d.SettledBy == "" })
		if f.State.Sure() && !inDoubt {
			continue
		}
		row := newFieldRow(f, c.Channel == postkamer.Form)
		if bare {
			row = bareFieldRow(f, c.Channel == postkamer.Form)
		}
		if row.Hidden {
			row.Show = show
		}
		row.cut(p.Sheets)
		p.Fields = append(p.Fields, row)
	}
}

// hideNumbers keeps every BSN out of what stands beside the fields.
func (p *talkPage) hideNumbers(c postkamer.Case) {
	known := bsnsOf(c.Fields)
	for i := range p.Answers {
		p.Answers[i].Value = hideBSNs(p.Answers[i].Value, known...)
	}
	for _, text := range []*string{&p.Quote, &p.Task.Why, &p.Task.HandedNote, &p.Question, &p.Spoken} {
		*text = hideBSNs(*text, known...)
	}
}

// showCallBSN has the number of the citizen shown to who is on the telephone, which is
// logged. What was typed is saved first.
func (s *Server) showCallBSN(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r, seenMarks)
	if err != nil {
		return err
	}
	task, c, err := s.heldCall(r)
	if err != nil {
		return err
	}
	if form.Has("versie") {
		if _, err := s.saveCallFields(r, task, c.Fields, form); err != nil {
			return err
		}
	}
	if err := s.revealBSN(r, c); err != nil {
		return err
	}
	if r.Header.Get("Accept") == "application/json" {
		return sendJSON(w, map[string]string{"waarde": valueOf(c.Fields, postkamer.FieldBSN)})
	}
	http.Redirect(w, r, callPath(task.ID)+"#"+fieldID(postkamer.FieldBSN), http.StatusSeeOther)
	return nil
}

// callImage gives the image of a page of the letter to who is phoning about it.
func (s *Server) callImage(w http.ResponseWriter, r *http.Request) error {
	_, c, err := s.heldCall(r)
	if err != nil {
		return err
	}
	return s.sendPieceImage(w, r, c.PieceID, c.ID)
}
