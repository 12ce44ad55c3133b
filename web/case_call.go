package web

import (
	"net/http"
	"net/url"
	"slices"

	"postkamer"
	"postkamer/store"
)

// handOverPage asks what a colleague must find out by telephone.
type handOverPage struct {
	Page
	Case     postkamer.Case
	Who      string
	Reason   Choice
	Question Field
	Phone    Field
	Note     Field
	Part     Choice
}

// askableAlways are the reasons of a case whose scheme names none.
var askableAlways = []postkamer.DoubtCode{postkamer.KindUnsure, postkamer.AskedToCall, postkamer.BSNMissing, postkamer.SignatureMissing,
	postkamer.CannotRead, postkamer.Urgent, postkamer.ValueUnsure}

// mostReasons is how many reasons the page offers: what fits on one screen.
const mostReasons = 8

// reasonsToCall are the reasons for a case: its own open doubts first, then those that
// its scheme names.
func (s *Server) reasonsToCall(c postkamer.Case) []postkamer.DoubtCode {
	usual := s.town().Policy.CallsAbout(c.CaseType)
	if len(usual) == 0 {
		usual = askableAlways
	}
	var codes []postkamer.DoubtCode
	for _, d := range c.Doubts {
		if d.SettledBy == "" && d.Code != postkamer.HandedOver && d.Code != postkamer.PhoneMissing {
			codes = append(codes, d.Code)
		}
	}
	var list []postkamer.DoubtCode
	for _, code := range append(codes, usual...) {
		if !slices.Contains(list, code) && len(list) < mostReasons-1 {
			list = append(list, code)
		}
	}
	return append(list, postkamer.HandedOver)
}

// handOverForm shows the page, with the first open doubt as the reason.
func (s *Server) handOverForm(w http.ResponseWriter, r *http.Request) error {
	c, err := s.heldCase(r)
	if err != nil {
		return err
	}
	form := url.Values{"telefoon": {shownPhone(valueOf(c.Fields, postkamer.FieldPhone))}}
	if first := s.reasonsToCall(c)[0]; hasOpenDoubt(c, first) {
		form.Set("reden", string(first))
	}
	return s.renderHandOver(w, r, c, form, http.StatusOK, nil)
}

func hasOpenDoubt(c postkamer.Case, code postkamer.DoubtCode) bool {
	return slices.ContainsFunc(c.Doubts, func(d postkamer.CaseDoubt) bool { return d.Code == code && d.SettledBy == "" })
}

func (s *Server) renderHandOver(w http.ResponseWriter, r *http.Request, c postkamer.Case, form url.Values, status int, wrong []FieldError) error {
	if err := s.viewed(r, c.PieceID, c.ID); err != nil {
		return err
	}
	page := handOverPage{Page: s.page(r, "Laat een collega bellen, "+c.Reference), Case: c, Who: valueOf(c.Fields, postkamer.FieldFullName)}
	page.Errors, page.Scripts = wrong, []string{"zaak.js"}
	page.Reason = Choice{Name: "reden", Legend: "Waarover?", Values: form["reden"], Error: wrongIn(wrong, "reden")}
	for i, code := range s.reasonsToCall(c) {
		label := scriptOf(code).Label
		if code == postkamer.HandedOver {
			label = "Iets anders"
		}
		page.Reason.Options = append(page.Reason.Options, Option{Value: string(code), Label: label, Key: string(rune('1' + i))})
	}
	page.Question = Field{Name: "vraag", Label: "Wat moeten we weten?", Rows: 2, MaxLength: maxNote, Value: form.Get("vraag"), Error: wrongIn(wrong, "vraag"),
		Hint: "Mag leeg blijven. Dan krijgt de beller de vraag die bij de reden hoort."}
	page.Phone = Field{Name: "telefoon", Label: "Telefoonnummer van de inwoner", Type: "tel", Value: form.Get("telefoon"), Error: wrongIn(wrong, "telefoon")}
	page.Note = Field{Name: "notitie", Label: "Tip voor de beller", Rows: 2, MaxLength: maxNote, Value: form.Get("notitie"), Error: wrongIn(wrong, "notitie"),
		Hint: "Bijvoorbeeld: de dochter neemt op. Mag leeg blijven."}
	page.Part = Choice{Name: "dagdeel", Legend: "Wanneer wil de inwoner gebeld worden?", Values: form["dagdeel"], Error: wrongIn(wrong, "dagdeel"), Options: partOptions()}
	return s.render(w, r, "laatbellen", status, page)
}

// partOptions are the parts of the day on which a citizen can be phoned.
func partOptions() []Option {
	labels := map[postkamer.DayPart]string{postkamer.AnyPart: "Maakt niet uit", postkamer.Morning: "In de ochtend", postkamer.Afternoon: "Tussen 12 en 16 uur", postkamer.Late: "Na 16 uur"}
	var options []Option
	for _, p := range postkamer.DayParts {
		options = append(options, Option{Value: string(p), Label: labels[p]})
	}
	return options
}

// maxNote is how long a note may be, in bytes.
const maxNote = 2000

// handOver gives a case to whoever phones. It comes back with the outcome.
func (s *Server) handOver(w http.ResponseWriter, r *http.Request) error {
	c, form, err := s.savedCase(r)
	if err != nil {
		return err
	}
	over, wrong := s.readHandOver(c, form)
	if len(wrong) > 0 {
		return s.renderHandOver(w, r, c, form, http.StatusUnprocessableEntity, wrong)
	}
	phone := store.FieldInput{Name: postkamer.FieldPhone, Value: over.Phone, Seen: true}
	if err := s.cfg.Store.SaveFields(r.Context(), c.ID, person(r), []store.FieldInput{phone}); err != nil {
		return err
	}
	if err := s.cfg.Store.HandToCaller(r.Context(), c.ID, c.Version, person(r), over); err != nil {
		return err
	}
	said := s.say("✓ Een collega belt over " + c.Reference + ". De zaak komt bij {je|u} terug.")
	return s.afterCase(w, r, form, said, c.ID)
}

// readHandOver reads the page. Without a question of its own it asks what belongs
// to the reason, in the citizens' tone.
func (s *Server) readHandOver(c postkamer.Case, form url.Values) (over store.HandOver, wrong []FieldError) {
	over = store.HandOver{Reason: postkamer.DoubtCode(form.Get("reden")), Question: form.Get("vraag"), Note: form.Get("notitie"), Phone: postkamer.NormalPhone(form.Get("telefoon")),
		Part: postkamer.DayPart(form.Get("dagdeel"))}
	if !slices.Contains(postkamer.DayParts, over.Part) {
		over.Part = postkamer.AnyPart
	}
	if !slices.Contains(s.reasonsToCall(c), over.Reason) {
		wrong = append(wrong, FieldError{"reden", "Kies waarover we bellen"})
	}
	if over.Question == "" && over.Reason == postkamer.HandedOver {
		wrong = append(wrong, FieldError{"vraag", "Vul in wat we moeten weten"})
	}
	if over.Question == "" {
		over.Question = s.town().Say(s.town().Tone.Citizen, scriptOf(over.Reason).Question)
	}
	if !postkamer.Callable(over.Phone) {
		wrong = append(wrong, FieldError{"telefoon", "Vul een telefoonnummer in waarop we de inwoner kunnen bellen"})
	}
	for _, name := range []string{"vraag", "notitie"} {
		if len(form.Get(name)) > maxNote {
			wrong = append(wrong, FieldError{name, "Maak deze tekst korter"})
		}
	}
	return over, wrong
}
