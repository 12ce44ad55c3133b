package web

import (
	"errors"
	"net/http"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// Addresses of the pages of the partner.
const (
	partnerPath     = "/partner"
	partnerDonePath = "/partner/klaar"
)

func (s *Server) partnerRoutes() {
	s.public("GET "+partnerPath, s.showPartner)
	s.public("POST "+partnerPath+"/wie", s.takePartner).allow(citizenLimit, formPatient)
	s.public("POST "+partnerPath, s.signPartner).allow(citizenLimit, formPatient)
	s.public("GET "+partnerDonePath, s.partnerDone)
	s.public("POST "+partnerPath+"/stop", s.forgetPartner).allow(citizenLimit, formPatient)
	s.staff("POST /zaak/{id}/partnercode", s.partnerCode, postkamer.Caseworker, postkamer.Caller, postkamer.TeamLead)
}

// partnerKey is where the session keeps with which code a partner came in, and what the
// partner said.
const partnerKey = "partner"

// A partnerMark is what the session keeps of a partner. It holds no date of birth.
type partnerMark struct {
	Piece  postkamer.PieceID
	Code   string // to sign with; empty once it was used
	Agreed bool
	Until  time.Time
}

// draftPrefix begins the keys under which a session keeps the drafts of its visitor.
const draftPrefix = "draft:"

// partnerLife is how long a partner may think about it on the page.
const partnerLife = 30 * time.Minute

// partnerHere returns the partner who came in with a code in this session; false when
// nobody did.
func (s *Server) partnerHere(r *http.Request) (partnerMark, bool) {
	var mark partnerMark
	return mark, s.get(r.Context(), partnerKey, &mark) && s.cfg.Now().Before(mark.Until)
}

func (s *Server) keepPartner(r *http.Request, mark partnerMark) {
	mark.Until = s.cfg.Now().Add(partnerLife).UTC().Truncate(time.Second)
	s.put(r.Context(), partnerKey, mark)
}

// Texts of partners who cannot sign here.
const (
	wrongPartner   = "Deze code en geboortedatum passen niet bij elkaar. Kijk ze na. Kloppen ze? Bel dan {telefoon}"
	expiredPartner = "Deze code is verlopen. Vraag {je|uw} partner om een nieuwe code. Of bel {telefoon}"
	samePerson     = "Op dit apparaat is het formulier zelf ingevuld. Teken met een andere telefoon of computer. Of bel {telefoon}"
	latePartner    = "{Je was|U was} lang niet bezig. Vul {je|uw} code nog een keer in"
	partnerChoose  = "Kies of {je|u} tekent"
)

// Names of the fields of the pages of the partner.
const (
	partnerCodeField = "code"
	partnerSays      = "teken"
	saysYes          = "ja"
	saysNo           = "nee"
)

// A partnerPage shows a partner what is declared, and asks to agree.
type partnerPage struct {
	questionPage
	Reference string
	Applicant string
	About     string // title of the form
	Declared  []Item
	Forget    string
}

// showPartner asks for the code, or shows what is to be signed.
func (s *Server) showPartner(w http.ResponseWriter, r *http.Request) error {
	mark, ok := s.partnerHere(r)
	if !ok || mark.Code == "" {
		return s.renderPartnerCode(w, r, nil, nil)
	}
	return s.renderPartner(w, r, mark, "", nil)
}

// renderPartnerCode asks for the code and the birth date of the partner.
func (s *Server) renderPartnerCode(w http.ResponseWriter, r *http.Request, typed intake.Answers, wrong []FieldError) error {
	page := proofPage{Page: s.page(r, "Teken als partner"), Action: partnerPath + "/wie", Intro: []string{
		s.toCitizen(r, "{Je partner vulde|Uw partner vulde} een formulier in. {Jij moet|U moet} dat ook tekenen."),
		s.toCitizen(r, "{Je kreeg|U kreeg} daarvoor een eigen code."),
	}}
	page.Title, page.Narrow, page.Errors = page.Say(page.Title), true, wrong
	code := intake.Question{Name: partnerCodeField, Kind: intake.KindText, Label: page.Say("{Je|Uw} code"), Hint: page.Say("Bijvoorbeeld 7K3M-Q9PT"), Required: true}
	born := s.askBorn(page.Page)
	born.Label = page.Say("{Je|Uw} eigen geboortedatum")
	page.Questions = askAll([]intake.Question{code, born}, typed, toFormErrors(wrong))
	return s.render(w, r, "bewijzen", statusOf(toFormErrors(wrong)), page)
}

// takePartner looks whether code and birth date belong together. The one who filled in
// the form is not let in with the code of the other.
func (s *Server) takePartner(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	typed := intake.ReadText(form, partnerCodeField)
	var wrong []FieldError
	if typed == "" {
		wrong = append(wrong, FieldError{partnerCodeField, s.toCitizen(r, "Vul {je|uw} code in")})
	}
	born, days, wrong := s.readBorn(r, form, wrong)
	answers := intake.Answers{partnerCodeField: {typed}, proofBorn: days}
	if s.choseLanguage(w, r, form) {
		return s.renderPartnerCode(w, r, answers, nil)
	}
	if len(wrong) > 0 {
		return s.renderPartnerCode(w, r, answers, wrong)
	}
	signature, text, err := s.findPartner(r, typed, born)
	if err != nil {
		return err
	}
	if text != "" {
		return s.renderPartnerCode(w, r, answers, []FieldError{{partnerCodeField, s.toCitizen(r, text)}})
	}
	s.keepPartner(r, partnerMark{Piece: signature.PieceID, Code: postkamer.SignCode.Normal(typed)})
	http.Redirect(w, r, partnerPath, http.StatusSeeOther)
	return nil
}

// findPartner returns the signature that a code is for, or why it is of no use here.
func (s *Server) findPartner(r *http.Request, code string, born time.Time) (found postkamer.Signature, why string, err error) {
	ctx := r.Context()
	result, err := s.judge(r, s.guesses(r, "partner", postkamer.SignCode.Normal(code)), func() (err error) {
		found, err = s.cfg.Store.SignatureOfCode(ctx, code, born)
		return err
	})
	if err != nil {
		return found, "", err
	}
	s.log.InfoContext(r.Context(), "proof of a citizen", "what", "partner", "result", proofWords[result], "piece", int64(found.PieceID))
	switch {
	case result == proofTooOften:
		return found, oftenProof, nil
	case result == proofWrong:
		return found, wrongPartner, nil
	case !s.cfg.Now().Before(found.ExpiresAt):
		return found, expiredPartner, nil
	}
	same, err := s.filledInHere(r, found)
	if same {
		return found, samePerson, err
	}
	return found, "", err
}

// filledInHere tells whether the form was filled in, or looked after, in this very
// session: who applies cannot sign for the partner.
func (s *Server) filledInHere(r *http.Request, signature postkamer.Signature) (bool, error) {
	if p, ok, err := s.mayAdd(r); err != nil || ok && p.PieceID == signature.PieceID {
		return true, err
	}
	var held heldDraft
	if !s.get(r.Context(), draftPrefix+signature.Form, &held) {
		return false, nil
	}
	draft, err := s.cfg.Store.Draft(r.Context(), held.Draft)
	if errors.Is(err, postkamer.ErrNotFound) {
		return false, nil
	}
	return err == nil && draft.Reference == signature.Reference, err
}

// renderPartner shows what is declared about the partner, and nothing else of the form.
// Said is what was chosen; empty: nothing yet.
func (s *Server) renderPartner(w http.ResponseWriter, r *http.Request, mark partnerMark, said string, wrong []FieldError) error {
	piece, err := s.cfg.Store.Piece(r.Context(), mark.Piece)
	if err != nil {
		return err
	}
	view := intake.PartnerSees(piece.Answers)
	page := partnerPage{Reference: piece.Reference, Applicant: view.Applicant, About: s.formTitle(r, piece.Form), Forget: partnerPath + "/stop"}
	page.questionPage = questionPage{Page: s.page(r, "Teken als partner"), Action: partnerPath}
	page.Title, page.Narrow, page.Errors = page.Say(page.Title), true, wrong
	for _, line := range view.Declared {
		page.Declared = append(page.Declared, Item{Key: s.fromDutch(page.Tone, line.Label), Value: s.fromDutch(page.Tone, line.Value)})
	}
	ask := intake.Question{Name: partnerSays, Kind: intake.KindChoice, Label: page.Say("{Ben je|Bent u} het eens met de aanvraag?"), Required: true, Options: []intake.Option{
		{Value: saysYes, Label: "Ja, ik teken", Hint: "Wat hier over mij staat klopt, en ik ben het eens met de aanvraag"},
		{Value: saysNo, Label: "Nee, ik teken niet", Hint: page.Say("Wij bellen dan {jou|u} of {je|uw} partner")}}}
	page.Questions = askAll([]intake.Question{ask}, intake.Answers{partnerSays: {said}}, toFormErrors(wrong))
	return s.render(w, r, "partner", statusOf(toFormErrors(wrong)), page)
}

// formTitle returns what a form is called, in the tone of the citizen.
func (s *Server) formTitle(r *http.Request, name string) string {
	if f, ok := s.formCalled(name); ok {
		return s.toCitizen(r, f.form.Title)
	}
	return name
}

// signPartner keeps what the partner says. Sending it twice is once.
func (s *Server) signPartner(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	mark, ok := s.partnerHere(r)
	language := s.choseLanguage(w, r, form)
	switch {
	case ok && mark.Code == "":
		http.Redirect(w, r, partnerDonePath, http.StatusSeeOther)
		return nil
	case !ok:
		return s.renderPartnerCode(w, r, nil, []FieldError{{partnerCodeField, s.toCitizen(r, latePartner)}})
	}
	said := form.Get(partnerSays)
	if language {
		return s.renderPartner(w, r, mark, said, nil)
	}
	if said != saysYes && said != saysNo {
		return s.renderPartner(w, r, mark, "", []FieldError{{partnerSays, s.toCitizen(r, partnerChoose)}})
	}
	signature, err := s.cfg.Store.Signature(r.Context(), mark.Piece)
	if err != nil {
		return err
	}
	same, err := s.filledInHere(r, signature)
	switch {
	case err != nil:
		return err
	case same:
		return s.renderPartnerCode(w, r, nil, []FieldError{{partnerCodeField, s.toCitizen(r, samePerson)}})
	}
	ctx := r.Context()
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
		return tx.Sign(ctx, mark.Piece, mark.Code, said == saysYes)
	})
	if errors.Is(err, postkamer.ErrConflict) {
		return s.renderPartnerCode(w, r, nil, []FieldError{{partnerCodeField, s.toCitizen(r, expiredPartner)}})
	}
	if err != nil {
		return err
	}
	s.keepPartner(r, partnerMark{Piece: mark.Piece, Agreed: said == saysYes})
	http.Redirect(w, r, partnerDonePath, http.StatusSeeOther)
	return nil
}

// A partnerDonePage says what becomes of what the partner said.
type partnerDonePage struct {
	Page
	Reference string
	Agreed    bool
	Forget    string
}

// partnerDone thanks the partner.
func (s *Server) partnerDone(w http.ResponseWriter, r *http.Request) error {
	mark, ok := s.partnerHere(r)
	if !ok || mark.Code != "" {
		http.Redirect(w, r, partnerPath, http.StatusSeeOther)
		return nil
	}
	signature, err := s.cfg.Store.Signature(r.Context(), mark.Piece)
	if err != nil {
		return err
	}
	title := "{Je|Uw} handtekening is binnen"
	if !mark.Agreed {
		title = "Wij weten dat {je|u} niet tekent"
	}
	page := partnerDonePage{Page: s.page(r, s.toCitizen(r, title)), Reference: signature.Reference, Agreed: mark.Agreed, Forget: partnerPath + "/stop"}
	page.Narrow = true
	return s.render(w, r, "partner_klaar", http.StatusOK, page)
}

// forgetPartner ends it for who comes after on this computer.
func (s *Server) forgetPartner(w http.ResponseWriter, r *http.Request) error {
	s.sessions.Remove(r.Context(), partnerKey)
	http.Redirect(w, r, partnerPath, http.StatusSeeOther)
	return nil
}

// partnerCode makes a code that a colleague reads out to the partner on the telephone.
func (s *Server) partnerCode(w http.ResponseWriter, r *http.Request) error {
	if _, err := postForm(r); err != nil {
		return err
	}
	c, err := s.openCase(r)
	if err != nil {
		return err
	}
	var code string
	ctx := r.Context()
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) (err error) {
		code, err = tx.ReadOutSignCode(ctx, c, person(r))
		return err
	})
	switch {
	case errors.Is(err, postkamer.ErrConflict):
		s.flash(r, FlashWarning, "Er is vandaag al een code gemaakt, of de partner heeft al geantwoord. Probeer het morgen opnieuw.")
	case err != nil:
		return err
	default:
		s.flash(r, FlashOK, "Lees deze code voor aan de partner: "+code+". De code is 14 dagen geldig. De partner tekent op de pagina /partner, met de eigen geboortedatum.")
	}
	http.Redirect(w, r, casePath(c.ID), http.StatusSeeOther)
	return nil
}
