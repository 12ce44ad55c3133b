package web

import (
	"errors"
	"net/http"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// saveLife is how long a form is kept that its citizen saved (forms.md).
const saveLife = 14 * 24 * time.Hour

// saveButton is the button that saves a page, right or wrong, and leaves the form.
const saveButton = "bewaren"

// saveSlug is the page that asks when somebody was born who saves a form.
const saveSlug = "bewaren"

// savedKey is where the session keeps the code that it shows.
const savedKey = "saved"

// A savedMark is the code of a form that was just saved.
type savedMark struct {
	Draft string // its id, for which nothing is shown any more
	Code  string
	Until time.Time
}

func (s *Server) saveRoutes(forms []citizenForm) {
	for _, f := range forms {
		s.public("GET "+f.path(againSlug), f.again)
		s.public("POST "+f.path(againSlug), f.goOnAgain).allow(citizenLimit, formPatient)
		s.public("GET "+f.path(saveSlug), f.askToSave)
		s.public("POST "+f.path(saveSlug), f.saveWithBirth).allow(citizenLimit, formPatient)
	}
	s.public("GET "+savedPath, s.savedPage)
	s.public("POST "+savedPath, s.mailCode).allow(citizenLimit, formPatient)
	s.public("POST "+savedPath+"/klaar", s.leaveSaved).allow(citizenLimit, formPatient)
	s.public("GET "+resumePath, s.resumePage)
	s.public("POST "+resumePath, func(w http.ResponseWriter, r *http.Request) error { return s.resume(w, r, forms) }).allow(citizenLimit, formPatient)
}

// saveForLater saves a form that is kept already, and gives its code; who was born when
// is asked first if that is not known.
func (f citizenForm) saveForLater(w http.ResponseWriter, r *http.Request, draft store.Draft) error {
	if born, ok := f.form.BirthDate(draft.Answers, f.context(r)); ok {
		draft.Born = born
	}
	if draft.Born.IsZero() {
		return f.to(w, r, saveSlug)
	}
	return f.giveCode(w, r, draft)
}

// giveCode saves a form and shows its code. This session has the form no more: somebody
// else may sit down at the screen. Who saved it before keeps the code.
func (f citizenForm) giveCode(w http.ResponseWriter, r *http.Request, draft store.Draft) error {
	var h heldDraft
	f.s.get(r.Context(), f.draftKey(), &h)
	code := h.Code
	if code == "" {
		code = postkamer.SaveCode.New()
	}
	until, err := f.s.cfg.Store.SaveForLater(r.Context(), draft, postkamer.SaveCode.Hash(code), saveLife)
	if errors.Is(err, postkamer.ErrConflict) { // sent, or gone on with elsewhere
		return f.to(w, r, "")
	}
	if err != nil {
		return err
	}
	f.s.sessions.Remove(r.Context(), f.draftKey())
	f.s.put(r.Context(), savedKey, savedMark{Draft: draft.ID, Code: code, Until: until})
	http.Redirect(w, r, savedPath, http.StatusSeeOther)
	return nil
}

// A birthPage asks who saves a form when he was born.
type birthPage struct {
	Page
	Questions []asked
	Action    string
	Back      string
}

// askToSave asks the date of birth of somebody who saves a form that did not ask it yet.
func (f citizenForm) askToSave(w http.ResponseWriter, r *http.Request) error {
	draft, state, err := f.draft(r)
	if err != nil {
		return err
	}
	if f.turnedAway(w, r, state) {
		return nil
	}
	return f.renderBirth(w, r, draft, nil, nil)
}

// saveWithBirth saves a form with the date of birth that was asked for it.
func (f citizenForm) saveWithBirth(w http.ResponseWriter, r *http.Request) error {
	draft, state, err := f.draft(r)
	if err != nil {
		return err
	}
	if f.turnedAway(w, r, state) {
		return nil
	}
	form, err := postForm(r)
	if err != nil {
		return err
	}
	born, typed, wrong := f.s.readBorn(r, form, nil)
	if f.s.choseLanguage(w, r, form) {
		return f.renderBirth(w, r, draft, typed, nil)
	}
	if len(wrong) == 0 && born.After(f.s.cfg.Now()) {
		wrong = []FieldError{{proofBorn + "-dag", f.s.toCitizen(r, "{Je|Uw} geboortedatum kan niet in de toekomst liggen")}}
	}
	if len(wrong) > 0 {
		return f.renderBirth(w, r, draft, typed, wrong)
	}
	draft.Born = born
	return f.giveCode(w, r, draft)
}

func (f citizenForm) renderBirth(w http.ResponseWriter, r *http.Request, draft store.Draft, typed []string, wrong []FieldError) error {
	page := birthPage{Page: f.s.page(r, "Bewaren en later verder"), Action: f.path(saveSlug), Back: f.path(f.form.FirstOpen(draft.Answers, f.context(r)))}
	page.Narrow, page.Errors = true, wrong
	page.Questions = askAll([]intake.Question{f.s.askBorn(page.Page)}, intake.Answers{proofBorn: typed}, toFormErrors(wrong))
	return f.s.render(w, r, "formulier_bewaren", statusOf(toFormErrors(wrong)), page)
}

// A savedCodePage shows the code with which somebody goes on later.
type savedCodePage struct {
	Page
	Code  string
	Until time.Time
	Mail  asked
}

// savedPage shows the code, in the session that saved the form.
func (s *Server) savedPage(w http.ResponseWriter, r *http.Request) error {
	return s.renderSaved(w, r, "", nil)
}

const savedMailField = "mail"

func (s *Server) renderSaved(w http.ResponseWriter, r *http.Request, typed string, wrong []FieldError) error {
	var mark savedMark
	if !s.get(r.Context(), savedKey, &mark) {
		http.Redirect(w, r, resumePath, http.StatusSeeOther)
		return nil
	}
	page := savedCodePage{Page: s.page(r, "{Je|Uw} antwoorden zijn bewaard"), Code: mark.Code, Until: mark.Until}
	page.Title, page.Narrow, page.Errors = page.Say(page.Title), true, wrong
	question := intake.Question{Name: savedMailField, Kind: intake.KindEmail, Autocomplete: "email",
		Label: page.Say("Stuur de code naar {je|uw} e-mail (mag leeg blijven)")}
	page.Mail = askAll([]intake.Question{question}, intake.Answers{savedMailField: {typed}}, toFormErrors(wrong))[0]
	return s.render(w, r, "bewaard", statusOf(toFormErrors(wrong)), page)
}

// mostCodeMails is how often the code of one form is mailed in a day: enough for who
// mistypes the own address.
const mostCodeMails = 4

// mailCode mails the code: the code, the day and the address of the page, and nothing of
// the form or of whose it is.
func (s *Server) mailCode(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	var mark savedMark
	to := intake.ReadText(form, savedMailField)
	if s.choseLanguage(w, r, form) {
		return s.renderSaved(w, r, to, nil)
	}
	if !s.get(r.Context(), savedKey, &mark) || to == "" {
		http.Redirect(w, r, savedPath, http.StatusSeeOther)
		return nil
	}
	if !intake.Mailable(to) {
		return s.renderSaved(w, r, to, []FieldError{{savedMailField, s.toCitizen(r, "Kijk {je|uw} e-mailadres na. Er hoort een @ in en een punt erna")}})
	}
	allowed, err := s.cfg.Store.Try(r.Context(), store.Guess{What: "code mail", Value: mark.Draft, Limit: store.TryLimit{Short: mostCodeMails, Day: mostCodeMails}})
	if err != nil {
		return err
	}
	if !allowed {
		return s.renderSaved(w, r, to, []FieldError{{savedMailField, s.toCitizen(r, "Wij stuurden de code al een paar keer. Schrijf hem op, of bel {telefoon}")}})
	}
	ctx := r.Context()
	if err := s.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
		_, err := tx.AddMail(ctx, s.codeMail(mark, to))
		return err
	}); err != nil {
		return err
	}
	s.flash(r, FlashOK, s.toCitizen(r, "Wij sturen de code naar {je|uw} e-mail. Dat kan een paar minuten duren."))
	http.Redirect(w, r, savedPath, http.StatusSeeOther)
	return nil
}

// codeMail is the mail with a code. The same code to the same address is one mail.
func (s *Server) codeMail(mark savedMark, to string) postkamer.Mail {
	until := dutchDate(mark.Until.In(s.zone))
	town := s.town().Municipality
	say := func(text string) string { // mail is in Dutch
		said := fillTown(town, town.Say(town.Tone.Citizen, text))
		return fillIn(said, []string{"{code}", mark.Code, "{adres}", s.base.String() + resumePath, "{dag}", until})
	}
	body := say("{Je hebt|U hebt} een formulier bewaard bij {gemeente}.\n\n" +
		"{Je|Uw} code is {code}. {Je hebt|U hebt} ook {je|uw} geboortedatum nodig.\n" +
		"Ga hier verder: {adres}\n" +
		"Doe dit voor {dag}. Daarna gooien wij {je|uw} antwoorden weg.\n\n" +
		"Was {jij|u} dit niet? Dan {hoef je|hoeft u} niets te doen.\n" +
		"{Heb je|Hebt u} een vraag? Bel {telefoon}.\n")
	return postkamer.Mail{Kind: postkamer.MailSaved, Key: "saved:" + tokenHash(mark.Code+" "+to), To: to,
		Subject: say("Bericht van {gemeente} over {je|uw} formulier"), Body: body, NotAfter: mark.Until}
}

// leaveSaved takes the code off the screen.
func (s *Server) leaveSaved(w http.ResponseWriter, r *http.Request) error {
	s.sessions.Remove(r.Context(), savedKey)
	s.flash(r, FlashOK, s.toCitizen(r, "{Je|Uw} antwoorden staan veilig. Op dit scherm is niets meer te zien."))
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}
