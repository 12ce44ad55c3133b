package web

import (
	"errors"
	"net/http"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// Texts of going on with a code (forms.md).
const (
	wrongCode = "Deze code en geboortedatum passen niet bij elkaar. Kijk ze na"
	codeOver  = "Deze code is verlopen. Begin opnieuw of bel {telefoon}"
)

// codeField is the field of the code.
const codeField = "code"

// A resumeCodePage asks for the code and the date of birth.
type resumeCodePage struct {
	Page
	Questions []asked
	Action    string
}

// resumePage asks for the code. Who has just saved a form here need not type it.
func (s *Server) resumePage(w http.ResponseWriter, r *http.Request) error {
	var mark savedMark
	s.get(r.Context(), savedKey, &mark)
	return s.renderResume(w, r, mark.Code, nil, nil)
}

// resume lets who has the code and was born on the day of the form go on with it.
func (s *Server) resume(w http.ResponseWriter, r *http.Request, forms []citizenForm) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	var wrong []FieldError
	typed := intake.ReadText(form, codeField)
	if typed == "" {
		wrong = append(wrong, FieldError{codeField, s.toCitizen(r, "Vul {je|uw} code in")})
	}
	born, bornTyped, wrong := s.readBorn(r, form, wrong)
	if s.choseLanguage(w, r, form) {
		return s.renderResume(w, r, typed, bornTyped, nil)
	}
	if len(wrong) > 0 {
		return s.renderResume(w, r, typed, bornTyped, wrong)
	}
	draft, text, err := s.savedDraft(r, typed, born)
	if err != nil {
		return err
	}
	if text != "" {
		return s.renderResume(w, r, typed, bornTyped, []FieldError{{codeField, s.toCitizen(r, text)}})
	}
	s.sessions.Remove(r.Context(), savedKey)
	if draft.Reference != "" {
		return s.resumedSent(w, r, draft)
	}
	for _, f := range forms {
		if f.form.Name == draft.Form {
			return f.goOn(w, r, draft.ID, postkamer.SaveCode.Normal(typed))
		}
	}
	return postkamer.ErrNotFound // the form was taken off the site
}

// savedDraft looks for the draft of a code and a date of birth; text says why there is
// none, in the same words for a code that is unknown and a date that is wrong.
func (s *Server) savedDraft(r *http.Request, code string, born time.Time) (draft store.Draft, text string, err error) {
	ctx, normal, over := r.Context(), postkamer.SaveCode.Normal(code), false
	result, err := s.judge(r, s.guesses(r, "code", normal), func() error {
		if normal == "" {
			return postkamer.ErrNotFound
		}
		var err error
		draft, err = s.cfg.Store.SavedDraft(ctx, postkamer.SaveCode.Hash(normal), born)
		if over = errors.Is(err, store.ErrCodeOver); over {
			return nil
		}
		return err
	})
	if err != nil {
		return draft, "", err
	}
	s.log.InfoContext(r.Context(), "proof of a citizen", "what", "code", "result", proofWords[result])
	switch {
	case result == proofWrong:
		return draft, wrongCode, nil
	case result == proofTooOften:
		return draft, oftenProof, nil
	case over:
		return draft, codeOver, nil
	}
	return draft, "", nil
}

// resumedSent tells somebody that the form was sent meanwhile, and how far it is: who has
// the code and the date of birth has proven enough for that.
func (s *Server) resumedSent(w http.ResponseWriter, r *http.Request, draft store.Draft) error {
	piece, err := s.cfg.Store.PieceByReference(r.Context(), draft.Reference)
	if err != nil {
		return err
	}
	s.keepProof(r, piece.ID)
	s.flash(r, FlashInfo, s.toCitizen(r, "{Je hebt|U hebt} dit formulier al verstuurd."))
	http.Redirect(w, r, statusPath, http.StatusSeeOther)
	return nil
}

func (s *Server) renderResume(w http.ResponseWriter, r *http.Request, code string, born []string, wrong []FieldError) error {
	page := resumeCodePage{Page: s.page(r, "Ga verder met {je|uw} formulier"), Action: resumePath}
	page.Title, page.Narrow, page.Errors = page.Say(page.Title), true, wrong
	question := intake.Question{Name: codeField, Kind: intake.KindText, Label: page.Say("{Je|Uw} code"), Hint: "Bijvoorbeeld 7K3M-Q9PT", Required: true}
	page.Questions = askAll([]intake.Question{question, s.askBorn(page.Page)},
		intake.Answers{codeField: {code}, proofBorn: born}, toFormErrors(wrong))
	return s.render(w, r, "verder", statusOf(toFormErrors(wrong)), page)
}
