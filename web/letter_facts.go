package web

import (
	"net/http"

	"postkamer"
	"postkamer/intake/letters"
)

// letterFacts are what the program itself knows for a letter about a case.
func (s *Server) letterFacts(r *http.Request, c postkamer.Case) letters.Facts {
	town := s.town().Municipality
	topic := kindWords[c.CaseType].Topic
	if topic == "" || hasOpenDoubt(c, postkamer.KindUnsure) {
		topic = "{je|uw} brief"
		if c.Channel == postkamer.Form {
			topic = "{je|uw} formulier"
		}
	}
	today := postkamer.DayOf(s.cfg.Now())
	return letters.Facts{
		Town: town, To: letters.Address(c.Fields, today), Name: valueOf(c.Fields, postkamer.FieldFullName), Topic: town.Tone.Citizen.Say(topic),
		Ours: c.Reference, Theirs: valueOf(c.Fields, postkamer.FieldCaseNumber), Received: c.ReceivedOn, Today: today, Due: c.DueOn,
		Signed: person(r).Name, Blanks: map[string]string{},
	}
}

// letterTemplate returns the template with a name in the municipality's own words.
func (s *Server) letterTemplate(name string) (letters.Template, error) {
	t, ok := letters.Named(letters.With(s.town().Letters), name)
	if !ok {
		return t, postkamer.ErrNotFound
	}
	return t, nil
}

// callMeLetter makes the letter that asks a citizen to phone us, who did not answer
// the last attempt either; nil when we have no address. Its code says what the call
// will be about. The case waits until its AnswerBy.
func (s *Server) callMeLetter(r *http.Request, c postkamer.Case) (*postkamer.Letter, error) {
	facts := s.letterFacts(r, c)
	if len(facts.To) == 0 {
		return nil, nil
	}
	t, err := s.letterTemplate(letters.Unanswered)
	if err != nil {
		return nil, err
	}
	rules := s.town().Terms
	facts.Code, facts.AnswerBy = postkamer.NewCallCode(), rules.TwoWorkingDays(facts.Today, rules.AnswerDays)
	text, err := t.Draft(facts)
	if err != nil {
		return nil, err
	}
	return &postkamer.Letter{CaseID: c.ID, Template: t.Name, Way: postkamer.OnPaper, Text: text, AnswerBy: facts.AnswerBy, Code: facts.Code, MadeBy: person(r).Name}, nil
}
