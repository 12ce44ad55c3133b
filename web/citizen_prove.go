package web

import (
	"context"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// How often somebody may be wrong; the sum of what that gives who guesses is in
// docs/decisions.md. A library or a town hall is one address for many: who is wrong there
// shuts out nobody who has another code. What cannot be right by its check character is
// no guess, and does not count.
var (
	triesHere   = store.TryLimit{Short: 5, Day: 20}         // of one code or reference, from one address (forms.md)
	triesOfOne  = store.TryLimit{Short: 10, Day: 30}        // of one code or reference, from everywhere
	triesThere  = store.TryLimit{Short: 100, Day: 1000}     // of all from one address
	triesOfAll  = store.TryLimit{Short: 2_000, Day: 20_000} // of all from everywhere; above this:
	triesStrict = store.TryLimit{Short: 10, Day: 40}        // of all from one address while many guess
)

// proofLife is how long a proof holds after it was last used.
const proofLife = 30 * time.Minute

// proofKey is where the session keeps which piece its visitor proved to be theirs.
const proofKey = "proof"

// A proofMark is what the session keeps: no date of birth.
type proofMark struct {
	Piece postkamer.PieceID
	Until time.Time
	Sent  bool `json:",omitempty"` // of laterCodeKey: this session sent the form, and shows its answers anyway
}

// A proofResult is what came of a try.
type proofResult int

// Results of a try. Wrong is said of an unknown reference, a wrong date of birth and a
// piece without one, in the same words.
const (
	proofRight proofResult = iota
	proofWrong
	proofTooOften
)

// proofWords say the result of a try in the logs, where nothing else of it stands.
var proofWords = map[proofResult]string{proofRight: "right", proofWrong: "wrong", proofTooOften: "too often"}

// Texts of a proof that did not come off.
const (
	wrongProof = "Dit kenmerk en deze geboortedatum passen niet bij elkaar. Kijk ze na. Kloppen ze? Bel dan {telefoon}"
	oftenProof = "{Je hebt|U hebt} het te vaak geprobeerd. Probeer het over 15 minuten nog een keer. Of bel {telefoon}"
)

// A provenHandler answers somebody who has proven that a piece is theirs.
type provenHandler func(w http.ResponseWriter, r *http.Request, p store.Proven) error

// An askProof is a page that asks for the reference and the date of birth first.
type askProof struct {
	Path  string      // "/status"
	Title string      // in both tones
	Intro []string    // why it asks; in both tones
	Open  func() bool // whether the page is there now; nil: it always is
	Other *Link       // another way in; nil: there is none
}

// closed tells whether the page is not there now.
func (a askProof) closed() bool { return a.Open != nil && !a.Open() }

// provenPage adds a page that only the citizen of a piece may see: "GET path" shows it,
// or asks who it is; "POST path/wie" looks whether that is right; "POST path/klaar" forgets
// it again, for who comes after on this computer.
func (s *Server) provenPage(ask askProof, h provenHandler) {
	s.public("GET "+ask.Path, func(w http.ResponseWriter, r *http.Request) error {
		if ask.closed() {
			return postkamer.ErrNotFound
		}
		p, ok, err := s.proven(r)
		switch {
		case err != nil:
			return err
		case !ok:
			return s.renderProof(w, r, ask, proofFields{}, nil)
		}
		return h(w, r, p)
	})
	s.public("POST "+ask.Path+"/wie", func(w http.ResponseWriter, r *http.Request) error { return s.takeProof(w, r, ask) }).allow(citizenLimit, formPatient)
	s.public("POST "+ask.Path+"/klaar", func(w http.ResponseWriter, r *http.Request) error {
		s.forgetProof(r)
		http.Redirect(w, r, ask.Path, http.StatusSeeOther)
		return nil
	}).allow(citizenLimit, formPatient)
}

// provenPost adds a route that only the citizen of a piece may use; anybody else is asked
// on the page who they are.
func (s *Server) provenPost(pattern, page string, h provenHandler) {
	s.public("POST "+pattern, s.forProven(s.proven, page, h)).allow(citizenLimit, formPatient)
}

// proven returns the piece that this visitor proved to be theirs, as it is now; false
// when there is none or it is too long ago.
func (s *Server) proven(r *http.Request) (store.Proven, bool, error) {
	var mark proofMark
	now := s.cfg.Now()
	if !s.get(r.Context(), proofKey, &mark) || !now.Before(mark.Until) {
		return store.Proven{}, false, nil
	}
	p, err := s.cfg.Store.ProvenStill(r.Context(), mark.Piece)
	if errors.Is(err, postkamer.ErrNotFound) {
		return p, false, nil
	}
	if err == nil && mark.Until.Sub(now) < proofLife-touchEvery {
		s.keepProof(r, mark.Piece)
	}
	return p, err == nil, err
}

// keepProof makes a piece that of this visitor. What was sent for another one before it,
// perhaps by somebody else of the household, is no longer shown.
func (s *Server) keepProof(r *http.Request, id postkamer.PieceID) {
	var before proofMark
	if !s.get(r.Context(), proofKey, &before) || before.Piece != id {
		s.forgetProof(r)
	}
	s.put(r.Context(), proofKey, proofMark{Piece: id, Until: s.cfg.Now().Add(proofLife).UTC().Truncate(time.Second)})
}

// forgetProof makes the visitor somebody who has proven nothing, and takes what was sent
// with the proof off the screen.
func (s *Server) forgetProof(r *http.Request) {
	for _, key := range []string{proofKey, laterCodeKey, laterDraftKey, laterSentKey} {
		s.sessions.Remove(r.Context(), key)
	}
}

// prove looks whether somebody knows the reference of a piece and the date of birth of
// its citizen. Each try counts, for the reference and for the place it comes from. The
// log has the result and nothing of what was tried.
func (s *Server) prove(r *http.Request, reference string, born time.Time) (store.Proven, proofResult, error) {
	normal := postkamer.NormalReference(reference)
	ctx, guesses := r.Context(), s.guesses(r, "reference", normal)
	var p store.Proven
	result, err := s.judge(r, guesses, func() error {
		var err error
		p, err = s.cfg.Store.Prove(ctx, normal, born)
		return err
	})
	if err == nil {
		s.log.InfoContext(r.Context(), "proof of a citizen", "what", "reference", "result", proofWords[result], "piece", int64(p.PieceID))
	}
	return p, result, err
}

// guesses are what one try counts for; none for something that cannot be right.
func (s *Server) guesses(r *http.Request, what, value string) []store.Guess {
	if value == "" {
		return nil
	}
	place := s.placeOf(r)
	return []store.Guess{
		{What: "all", Limit: triesOfAll},
		{What: "place", Value: place, Limit: triesThere},
		{What: what, Value: value, Limit: triesOfOne},
		{What: what + " here", Value: value + " " + place, Limit: triesHere},
	}
}

// judge counts a try and, when there were not too many, looks whether it is right:
// ErrNotFound from look means that it is not.
func (s *Server) judge(r *http.Request, guesses []store.Guess, look func() error) (proofResult, error) {
	if len(guesses) == 0 {
		return proofWrong, nil
	}
	ctx := r.Context()
	allowed, err := s.mayTry(ctx, guesses)
	if err != nil {
		return proofWrong, err
	}
	if !allowed {
		return proofTooOften, nil
	}
	err = look()
	if errors.Is(err, postkamer.ErrNotFound) {
		return proofWrong, nil
	}
	if err != nil {
		return proofWrong, err
	}
	for _, g := range guesses {
		if err := s.cfg.Store.TryRight(ctx, g); err != nil {
			return proofRight, err
		}
	}
	return proofRight, nil
}

// mayTry counts a try for all that it is of. Too many from everywhere shuts out nobody by
// itself: each address then has fewer.
func (s *Server) mayTry(ctx context.Context, guesses []store.Guess) (bool, error) {
	all := true
	for i, g := range guesses {
		if g.What == "place" && !all {
			g.Limit, all = triesStrict, true
		}
		allowed, err := s.cfg.Store.Try(ctx, g)
		if err != nil {
			return false, err
		}
		if i == 0 && !allowed {
			s.log.WarnContext(ctx, "very many wrong codes are tried: each address has fewer tries now")
		}
		all = all && allowed
	}
	return all, nil
}

// placeOf is from where somebody visits: behind a proxy each visitor is a place, and all
// addresses of a household are one.
func (s *Server) placeOf(r *http.Request) string {
	from := s.front.proxies.source(r)
	if from.local {
		return "here"
	}
	return hex.EncodeToString(from.who[:])
}

// Names of the fields of a proof.
const (
	proofReference = "kenmerk"
	proofBorn      = "geboren"
)

// proofFields are what somebody filled in.
type proofFields struct {
	Reference string
	Born      []string // day, month, year
}

// takeProof looks whether the reference and the date of birth belong together, and shows
// the page for them if so.
func (s *Server) takeProof(w http.ResponseWriter, r *http.Request, ask askProof) error {
	if ask.closed() {
		return postkamer.ErrNotFound
	}
	form, err := postForm(r)
	if err != nil {
		return err
	}
	fields, born, wrong := s.readProof(r, form)
	if s.choseLanguage(w, r, form) {
		return s.renderProof(w, r, ask, fields, nil)
	}
	if len(wrong) > 0 {
		return s.renderProof(w, r, ask, fields, wrong)
	}
	p, result, err := s.prove(r, fields.Reference, born)
	if err != nil {
		return err
	}
	if text := map[proofResult]string{proofWrong: wrongProof, proofTooOften: oftenProof}[result]; text != "" {
		return s.renderProof(w, r, ask, fields, []FieldError{{proofReference, s.toCitizen(r, text)}})
	}
	s.keepProof(r, p.PieceID)
	http.Redirect(w, r, ask.Path, http.StatusSeeOther)
	return nil
}

// readProof reads what was filled in, and says what cannot be looked up at all.
func (s *Server) readProof(r *http.Request, form url.Values) (fields proofFields, born time.Time, wrong []FieldError) {
	fields.Reference = intake.ReadText(form, proofReference)
	if fields.Reference == "" {
		wrong = append(wrong, FieldError{proofReference, s.toCitizen(r, "Vul {je|uw} kenmerk in")})
	}
	born, fields.Born, wrong = s.readBorn(r, form, wrong)
	return fields, born, wrong
}

// bornFaults say what is wrong with a date of birth.
var bornFaults = map[string]string{
	"empty": "Vul {je|uw} geboortedatum in", "part": "Vul de dag, de maand en het jaar van {je|uw} geboortedatum in",
	"year": "Vul het jaar in met 4 cijfers, bijvoorbeeld 1968", "impossible": "Deze datum bestaat niet. Kijk de dag en de maand na",
}

// readBorn reads a date of birth, and adds what is wrong with it.
func (s *Server) readBorn(r *http.Request, form url.Values, wrong []FieldError) (time.Time, []string, []FieldError) {
	born, typed, fault := intake.ReadDay(form, proofBorn)
	if fault != "" {
		wrong = append(wrong, FieldError{proofBorn + "-dag", s.toCitizen(r, bornFaults[fault])})
	}
	return born, typed, wrong
}

// A proofPage asks for a reference and a date of birth.
type proofPage struct {
	Page
	Intro     []string
	Action    string
	Questions []asked
	Other     *Link // another way in; nil: there is none
}

func (s *Server) renderProof(w http.ResponseWriter, r *http.Request, ask askProof, fields proofFields, wrong []FieldError) error {
	page := proofPage{Page: s.page(r, ask.Title), Action: ask.Path + "/wie", Other: ask.Other}
	page.Title, page.Narrow, page.Errors = page.Say(page.Title), true, wrong
	for _, text := range ask.Intro {
		page.Intro = append(page.Intro, s.toCitizen(r, text))
	}
	reference := intake.Question{Name: proofReference, Kind: intake.KindText, Label: page.Say("{Je|Uw} kenmerk"), Required: true,
		Hint: page.Say("Bijvoorbeeld VH-2026-7K3M-QC. Het staat op {je|uw} bevestiging")}
	page.Questions = askAll([]intake.Question{reference, s.askBorn(page.Page)},
		intake.Answers{proofReference: {fields.Reference}, proofBorn: fields.Born}, toFormErrors(wrong))
	return s.render(w, r, "bewijzen", statusOf(toFormErrors(wrong)), page)
}

// askBorn is the question after a date of birth.
func (s *Server) askBorn(p Page) intake.Question {
	return intake.Question{Name: proofBorn, Kind: intake.KindDate, Label: p.Say("{Je|Uw} geboortedatum"), Hint: p.Say("Bijvoorbeeld 7 11 1968"), Autocomplete: "bday", Required: true}
}

// toFormErrors are the errors of a page as its questions need them.
func toFormErrors(wrong []FieldError) []intake.FormError {
	var list []intake.FormError
	for _, e := range wrong {
		list = append(list, intake.FormError(e))
	}
	return list
}

// toCitizen says a text to a citizen, with the municipality's name and number in it.
// Fill are words in braces and what stands in their place, by pairs.
func (s *Server) toCitizen(r *http.Request, text string, fill ...string) string {
	town := s.town().Municipality
	return strings.NewReplacer(fill...).Replace(fillTown(town, town.Say(s.citizenTone(r), text)))
}
