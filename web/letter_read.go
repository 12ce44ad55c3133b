package web

import (
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"postkamer"
	"postkamer/intake/letters"
	"postkamer/store"
)

// letterOf reads the form of a letter. What is wrong is told; the facts are as good as
// they can be all the same, to show the letter.
func (s *Server) letterOf(r *http.Request, c postkamer.Case, t letters.Template, form url.Values) (letters.Facts, []FieldError) {
	facts := s.letterFacts(r, c)
	facts.To = linesIn(form.Get("aan"))
	var wrong []FieldError
	if form.Get("hoe") != string(postkamer.ByMail) && len(facts.To) < 2 {
		wrong = append(wrong, FieldError{"aan", "Vul het adres in: naam, straat en huisnummer, postcode en plaats"})
	}
	if len(facts.To) > 6 {
		wrong = append(wrong, FieldError{"aan", "Gebruik hoogstens zes regels: meer past niet in het venster van de envelop"})
	}
	for _, b := range t.Blanks {
		text := form.Get("tekst." + b.Name)
		facts.Blanks[b.Name] = text
		if b.Required && text == "" {
			wrong = append(wrong, FieldError{"tekst." + b.Name, "Vul dit in: de inwoner moet dit weten"})
		}
		if len(text) > maxNote {
			wrong = append(wrong, FieldError{"tekst." + b.Name, "Maak deze tekst korter"})
		}
	}
	if t.Name == letters.Unanswered {
		facts.Code = "[code]" // a code is made when the letter is
	}
	return facts, wrong
}

func linesIn(text string) (lines []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// Limits of the time to answer, in days from today.
const (
	leastAnswer = 3
	mostAnswer  = 120
)

// afterEffect puts in the facts what the letter does to the term, so that it can say
// so: the day of the answer, and the new last day.
func (s *Server) afterEffect(f *letters.Facts, t letters.Template, form url.Values, clock postkamer.Clock) (wrong []FieldError) {
	switch t.Effect {
	case letters.Complete, letters.Await:
		f.AnswerBy, wrong = dayIn(form, "uiterlijk", f.Today.AddDate(0, 0, leastAnswer), f.Today.AddDate(0, 0, mostAnswer), "Kies een dag die minstens drie dagen na vandaag is, en hoogstens vier maanden")
		if t.Effect == letters.Complete && standsStill(clock) {
			wrong = append(wrong, FieldError{"uiterlijk", "De termijn staat al stil. Laat hem eerst weer lopen op de pagina Termijn"})
		}
	case letters.Extend:
		weeks, err := strconv.Atoi(form.Get("weken"))
		if err != nil || weeks < 1 || weeks > 52 {
			return []FieldError{{"weken", "Vul een aantal weken in, van 1 tot en met 52"}}
		}
		return s.extended(f, weeks, clock)
	}
	return wrong
}

// extended reckons the new last day of a term that gets more weeks.
func (s *Server) extended(f *letters.Facts, weeks int, clock postkamer.Clock) []FieldError {
	rules := s.town().Terms
	if old := clock.Due(rules); old.Before(f.Today) {
		return []FieldError{{"weken", "De termijn is al voorbij: uitstel kan dan niet meer. Overleg met {je|uw} teamleider"}}
	}
	clock.Extensions = append(slices.Clone(clock.Extensions), postkamer.Extension{Weeks: weeks, ToldOn: f.Today})
	f.Due = clock.Due(rules)
	return nil
}

// sendingOf reads a letter and all that it does.
func (s *Server) sendingOf(r *http.Request, c postkamer.Case, t letters.Template, form url.Values, clock postkamer.Clock) (store.Sending, []FieldError) {
	facts, wrong := s.letterOf(r, c, t, form)
	wrong = append(wrong, s.afterEffect(&facts, t, form, clock)...)
	m := store.Sending{Key: form.Get("sleutel"), Letter: postkamer.Letter{CaseID: c.ID, Template: t.Name, Way: postkamer.OnPaper, AnswerBy: facts.AnswerBy, MadeBy: person(r).Name}}
	if form.Get("hoe") == string(postkamer.ByMail) {
		m.Letter.Way = postkamer.ByMail
		var why []FieldError
		m.Mail, why = s.letterMail(form)
		wrong = append(wrong, why...)
	}
	wrong = append(wrong, s.addEffect(&m, t, facts, form, c, clock)...)
	if len(m.Key) < minKey {
		wrong = append(wrong, FieldError{"aan", "Deze pagina is niet meer geldig. Open de brief opnieuw"})
	}
	if len(wrong) > 0 {
		return m, s.inTone(wrong)
	}
	if t.Name == letters.Unanswered {
		m.Letter.Code = postkamer.NewCallCode()
		facts.Code = m.Letter.Code
	}
	text, err := t.Draft(facts)
	if err != nil {
		return m, []FieldError{{"aan", "Deze brief kan zo niet: er ontbreekt iets. Vraag de beheerder om de tekst na te kijken"}}
	}
	m.Letter.Text = text
	return m, nil
}

// minKey is how long the key of a page is at least.
const minKey = 16

// inTone says errors in the tone of the staff.
func (s *Server) inTone(wrong []FieldError) []FieldError {
	for i := range wrong {
		wrong[i].Text = s.town().Tone.Staff.Say(wrong[i].Text)
	}
	return wrong
}

// addEffect adds what the letter does to the case.
func (s *Server) addEffect(m *store.Sending, t letters.Template, f letters.Facts, form url.Values, c postkamer.Case, clock postkamer.Clock) []FieldError {
	switch t.Effect {
	case letters.Complete:
		m.Wait = &store.Wait{Until: f.AnswerBy, For: waitsForWords(f.Blanks["stukken"])}
		if !c.DueOn.IsZero() {
			m.Suspend = &postkamer.Suspension{Ground: postkamer.ToComplete, AskedOn: f.Today, AnswerBy: f.AnswerBy}
		}
	case letters.Await:
		m.Wait = &store.Wait{Until: f.AnswerBy, For: "dat de inwoner ons belt"}
	case letters.Extend:
		weeks, err := strconv.Atoi(form.Get("weken"))
		if err != nil {
			return nil // told already
		}
		m.Extend = &postkamer.Extension{Weeks: weeks, ToldOn: f.Today, Why: f.Blanks["reden"]}
		return tooMuchMore(postkamer.LawOf(c.CaseType).Most, weeks, clock)
	}
	return nil
}

// tooMuchMore says that a case would get more weeks than the law allows (0: any number),
// with what it was given before.
func tooMuchMore(most, weeks int, clock postkamer.Clock) []FieldError {
	given := 0
	for _, e := range clock.Extensions {
		given += e.Weeks
	}
	switch {
	case most == 0 || given+weeks <= most:
		return nil
	case given == 0:
		return []FieldError{{"weken", "Meer dan " + plural(most, "week", "weken") + " uitstel mag niet bij deze soort zaak"}}
	case given >= most:
		return []FieldError{{"weken", "Deze zaak kreeg al " + plural(given, "week", "weken") + " uitstel. Meer mag niet bij deze soort zaak"}}
	}
	return []FieldError{{"weken", "Deze zaak kreeg al " + plural(given, "week", "weken") + " uitstel. Er mag nog " + plural(most-given, "week", "weken") + " bij"}}
}

// waitsForWords is what a case waits for, short enough for a list. What a person typed
// may hold names: only the first point is kept, cut at a length.
func waitsForWords(asked string) string {
	lines := linesIn(asked)
	if len(lines) == 0 {
		return "een antwoord"
	}
	first := strings.TrimSpace(strings.TrimPrefix(lines[0], "-"))
	if short := []rune(first); len(short) > 80 {
		first = string(short[:79]) + "…"
	}
	if len(lines) > 1 {
		first += " en nog " + strconv.Itoa(len(lines)-1)
	}
	return first
}

// letterMail is the mail that takes a letter along. It holds nothing personal itself.
func (s *Server) letterMail(form url.Values) (*postkamer.Mail, []FieldError) {
	to, err := mail.ParseAddress(form.Get("mail"))
	if err != nil || to.Name != "" {
		return nil, []FieldError{{"mail", "Vul een e-mailadres in, bijvoorbeeld naam@voorbeeld.nl"}}
	}
	town := s.town().Municipality
	body := town.Tone.Citizen.Say("{Hallo|Goedendag},\n\nBij deze mail zit een brief van " + town.Name + " voor {jou|u}.\n\n{Heb je|Hebt u} vragen? Bel ons op " + town.Phone + " (" + town.Hours + ").\n\n" + town.Name + "\n")
	return &postkamer.Mail{To: to.Address, Subject: "Een brief van " + town.Name, Body: body, FileName: "brief.pdf"}, nil
}

// missingWords are what is asked for by letter, by the doubt about it, in both tones.
var missingWords = map[postkamer.DoubtCode]string{
	postkamer.SignatureMissing:  "{je|uw} handtekening onder {je|uw} aanvraag",
	postkamer.ConsentMissing:    "een verklaring van de hoofdbewoner dat {je|u} daar mag wonen, met een kopie van het identiteitsbewijs van de hoofdbewoner",
	postkamer.IDCopyMissing:     "een kopie van {je|uw} identiteitsbewijs",
	postkamer.MoveDateMissing:   "de dag waarop {je verhuist|u verhuist}",
	postkamer.AddressIncomplete: "{je|uw} volledige nieuwe adres, met postcode en huisnummer",
	postkamer.AddressNotFound:   "{je|uw} volledige nieuwe adres, met postcode en huisnummer",
	postkamer.AuthorityMissing:  "een machtiging van degene voor wie {je|u} schrijft",
	postkamer.EvidencePromised:  "het bewijs dat {je|u} nog zou sturen",
	postkamer.BSNMissing:        "{je|uw} burgerservicenummer",
	postkamer.BSNInvalid:        "{je|uw} burgerservicenummer",
	postkamer.IBANMissing:       "{je|uw} rekeningnummer (IBAN)",
	postkamer.IBANInvalid:       "{je|uw} rekeningnummer (IBAN)",
	postkamer.IBANOtherName:     "een afschrift waarop het rekeningnummer en {je|uw} naam staan",
	postkamer.KvKMissing:        "{je|uw} KvK-nummer",
	postkamer.KvKInvalid:        "{je|uw} KvK-nummer",
	postkamer.IncomeMissing:     "bewijs van {je|uw} inkomen per maand",
	postkamer.PartnerSignature:  "de handtekening van {je|uw} partner",
	postkamer.PhoneMissing:      "een telefoonnummer waarop wij {je|u} kunnen bellen",
	postkamer.CannotRead:        "{je|uw} stukken nog een keer, want wij konden ze niet goed lezen",
}

// missingOf proposes what to ask for: what the open doubts of a case are about.
func missingOf(c postkamer.Case) (list []string) {
	for _, d := range c.Doubts {
		if words, ok := missingWords[d.Code]; ok && d.SettledBy == "" && !slices.Contains(list, words) {
			list = append(list, words)
		}
	}
	return list
}
