package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
)

// Addresses of the pages on which more is sent to a case that is there.
const (
	laterPath     = "/nasturen"
	laterCodePath = laterPath + "/code"
	laterInPath   = laterPath + "/binnen"
	laterCopyPath = laterInPath + "/kopie"
	coverPath     = laterPath + "/blad"
	signPath      = laterPath + "/partnerblad"
	signAgainPath = laterPath + "/partnercode"
)

// Keys of what the session keeps: the piece for which somebody came in with a code, the
// draft of what is being sent, and what was sent last.
const (
	laterCodeKey  = "latercode"
	laterDraftKey = "later"
	laterSentKey  = "latersent"
)

// laterAsk is what the page asks first.
var laterAsk = askProof{Path: laterPath, Title: "Stuur een bewijs na",
	Intro: []string{"Hier {stuur je|stuurt u} iets na bij een formulier of brief van {jezelf|uzelf}."},
	Other: &Link{Path: laterCodePath, Label: "Ik heb een code om iets na te sturen"}}

func (s *Server) laterRoutes() {
	s.provenPage(laterAsk, s.showLater)
	s.public("POST "+laterPath, s.forProven(s.mayAdd, laterPath, s.sendLater)).allow(filesLimit, formPatient).finishes()
	s.public("PUT "+laterPath+"/"+chunkPath, s.laterChunk).allow(store.UploadChunk, chunkPatient)
	s.public("GET "+laterCodePath, s.askLaterCode)
	s.public("POST "+laterCodePath, s.takeLaterCode).allow(citizenLimit, formPatient)
	s.public("GET "+laterInPath, s.laterIn)
	s.public("GET "+laterCopyPath, s.laterCopy)
	s.public("GET "+coverPath, s.forProven(s.mayAdd, laterPath, s.coverSheet))
	s.public("GET "+signPath, s.forProven(s.mayLook, laterPath, s.signSheet))
	s.public("POST "+signAgainPath, s.forProven(s.mayAdd, laterPath, s.signAgain)).allow(citizenLimit, formPatient)
}

// A laterPage asks for what is missing.
type laterPage struct {
	questionPage
	Reference string
	Until     string   // last day; empty: none was said
	Came      []string // what was sent before, by name and day
	Letters   []askedByLetter
	Partner   *partnerLine // nil: nobody else must sign
	Sheet     string       // address of the cover sheet
	Forget    string
}

// askedByLetter is what a letter of ours asked for.
type askedByLetter struct {
	Day    string // of the letter
	Until  string
	Points []string
}

// A partnerLine says to who applied how it stands with the signature of the partner.
type partnerLine struct {
	Says  string
	Again string // address that mails the code once more; empty: not today, or not by mail
	Sheet string // address of the page to sign on paper; empty: signed already
}

// mayAdd returns the piece for which this visitor may send more: proven, or with a code.
func (s *Server) mayAdd(r *http.Request) (store.Proven, bool, error) {
	return s.provenOr(r, func(proofMark) bool { return true })
}

// mayLook returns the piece of which this visitor may see answers: proven, or sent in
// this session.
func (s *Server) mayLook(r *http.Request) (store.Proven, bool, error) {
	return s.provenOr(r, func(mark proofMark) bool { return mark.Sent })
}

// provenOr returns the piece that the visitor proved to be theirs, or came in for in
// another way that is enough.
func (s *Server) provenOr(r *http.Request, enough func(proofMark) bool) (store.Proven, bool, error) {
	if p, ok, err := s.proven(r); ok || err != nil {
		return p, ok, err
	}
	var mark proofMark
	if !s.get(r.Context(), laterCodeKey, &mark) || !s.cfg.Now().Before(mark.Until) || !enough(mark) {
		return store.Proven{}, false, nil
	}
	p, err := s.cfg.Store.ProvenStill(r.Context(), mark.Piece)
	if errors.Is(err, postkamer.ErrNotFound) {
		return p, false, nil
	}
	return p, err == nil, err
}

// askLaterCode asks for the code of the receipt.
func (s *Server) askLaterCode(w http.ResponseWriter, r *http.Request) error {
	p, ok, err := s.mayAdd(r)
	if err != nil {
		return err
	}
	if ok {
		return s.showLater(w, r, p)
	}
	return s.renderLaterCode(w, r, "", nil)
}

func (s *Server) renderLaterCode(w http.ResponseWriter, r *http.Request, typed string, wrong []FieldError) error {
	page := proofPage{Page: s.page(r, laterAsk.Title), Action: laterCodePath, Intro: []string{s.toCitizen(r, "De code staat op {je|uw} bevestiging.")}}
	page.Title, page.Narrow, page.Errors = page.Say(page.Title), true, wrong
	page.Other = &Link{Path: laterPath, Label: page.Say("Ik heb een kenmerk en geen code")}
	code := intake.Question{Name: "code", Kind: intake.KindText, Label: page.Say("{Je|Uw} code"), Hint: page.Say("Bijvoorbeeld 7K3M-Q9PT"), Required: true}
	page.Questions = askAll([]intake.Question{code}, intake.Answers{"code": {typed}}, toFormErrors(wrong))
	return s.render(w, r, "bewijzen", statusOf(toFormErrors(wrong)), page)
}

// wrongLaterCode is said of an unknown code and of one with a slip of the pen.
const wrongLaterCode = "Deze code kennen wij niet. Kijk de code na. Klopt de code? Bel dan {telefoon}"

// takeLaterCode looks whether there is such a code.
func (s *Server) takeLaterCode(w http.ResponseWriter, r *http.Request) error {
	form, err := postForm(r)
	if err != nil {
		return err
	}
	typed := intake.ReadText(form, "code")
	if s.choseLanguage(w, r, form) {
		return s.renderLaterCode(w, r, typed, nil)
	}
	if typed == "" {
		return s.renderLaterCode(w, r, typed, []FieldError{{"code", s.toCitizen(r, "Vul {je|uw} code in")}})
	}
	var id postkamer.PieceID
	ctx := r.Context()
	result, err := s.judge(r, s.guesses(r, "later", postkamer.LaterCode.Normal(typed)), func() (err error) {
		id, err = s.cfg.Store.PieceOfLaterCode(ctx, typed)
		return err
	})
	if err != nil {
		return err
	}
	if text := map[proofResult]string{proofWrong: wrongLaterCode, proofTooOften: oftenProof}[result]; text != "" {
		return s.renderLaterCode(w, r, typed, []FieldError{{"code", s.toCitizen(r, text)}})
	}
	s.put(r.Context(), laterCodeKey, s.proofNow(id))
	http.Redirect(w, r, laterCodePath, http.StatusSeeOther)
	return nil
}

// A laterDraft is what the session keeps of what is being sent.
type laterDraft struct {
	Piece postkamer.PieceID
	ID    string
}

// laterLife is how long files are kept that were added and not sent.
const laterLife = 2 * time.Hour

// laterDraftOf returns the open draft of what is being sent for a piece; a new one when
// begin is set, also after the last was sent. Without one it returns the zero Draft.
func (s *Server) laterDraftOf(r *http.Request, id postkamer.PieceID, begin bool) (store.Draft, error) {
	var kept laterDraft
	if s.get(r.Context(), laterDraftKey, &kept) && kept.Piece == id {
		draft, err := s.cfg.Store.Draft(r.Context(), kept.ID)
		if err == nil && draft.Reference != "" { // the answer that said so got lost
			s.put(r.Context(), laterSentKey, draft.Reference)
			err = postkamer.ErrNotFound
		}
		if !errors.Is(err, postkamer.ErrNotFound) {
			return draft, err
		}
	}
	if !begin {
		return store.Draft{}, nil
	}
	draft, err := s.cfg.Store.NewDraft(r.Context(), intake.LaterForm, laterLife)
	if err == nil {
		s.put(r.Context(), laterDraftKey, laterDraft{id, draft.ID})
	}
	return draft, err
}

// laterContext is what the texts depend on.
func (s *Server) laterContext() intake.Context {
	town := s.town().Municipality
	return intake.Context{Today: postkamer.DayOf(s.cfg.Now()), Town: town, Tone: town.Tone.Citizen}
}

// laterAsked returns what is asked for a piece: what was promised and did not come, and
// whatever else.
func (s *Server) laterAsked(r *http.Request, id postkamer.PieceID) (questions []intake.Question, promised []postkamer.Promise, err error) {
	promised, err = s.cfg.Store.Promises(r.Context(), id)
	if err != nil {
		return nil, nil, err
	}
	open := slices.DeleteFunc(slices.Clone(promised), func(p postkamer.Promise) bool { return !p.CameAt.IsZero() })
	return intake.LaterQuestions(open, s.laterContext()), promised, nil
}

// laterTaken returns what may be sent for a piece: also what was asked on a page that is
// sent once more, and came meanwhile.
func (s *Server) laterTaken(r *http.Request, id postkamer.PieceID) ([]intake.Question, error) {
	promised, err := s.cfg.Store.Promises(r.Context(), id)
	if err != nil {
		return nil, err
	}
	return intake.LaterQuestions(promised, s.laterContext()), nil
}

// showLater shows what is missing and takes it.
func (s *Server) showLater(w http.ResponseWriter, r *http.Request, p store.Proven) error {
	draft, err := s.laterDraftOf(r, p.PieceID, false)
	if err != nil {
		return err
	}
	return s.renderLater(w, r, p, draft, nil)
}

func (s *Server) renderLater(w http.ResponseWriter, r *http.Request, p store.Proven, draft store.Draft, wrong []intake.FormError) error {
	questions, promised, err := s.laterAsked(r, p.PieceID)
	if err != nil {
		return err
	}
	if draft.ID != "" {
		if draft.Files, err = s.cfg.Store.Uploads(r.Context(), draft.ID); err != nil {
			return err
		}
	}
	page := laterPage{Reference: p.Reference, Sheet: coverPath, Forget: laterPath + "/klaar"}
	page.questionPage = questionPage{Page: s.page(r, laterAsk.Title), Action: laterAction(draft), Questions: askAll(s.askIn(s.citizenTone(r), questions), nil, wrong)}
	page.Title, page.Narrow, page.Errors = page.Say(page.Title), true, fieldErrors(wrong)
	page.addUploads(draft, wrong)
	page.sendInParts(laterChunks)
	for _, x := range promised {
		if x.CameAt.IsZero() {
			page.Until = dateIn(page.Tone, x.Until)
		} else {
			page.Came = append(page.Came, s.toCitizen(r, "{wat} (op {dag})", "{wat}", s.fromDutch(page.Tone, x.Label), "{dag}", dateIn(page.Tone, x.CameAt.In(s.zone))))
		}
	}
	if page.Letters, err = s.askedByLetters(r, p); err != nil {
		return err
	}
	if page.Partner, err = s.partnerLine(r, p.PieceID); err != nil {
		return err
	}
	return s.render(w, r, "nasturen", statusOf(wrong), page)
}

// askedByLetters returns what letters about the case asked that went out and were not
// taken back, the newest first.
func (s *Server) askedByLetters(r *http.Request, p store.Proven) ([]askedByLetter, error) {
	if p.CaseID == 0 {
		return nil, nil
	}
	letters, err := s.cfg.Store.LettersOf(r.Context(), p.CaseID)
	if err != nil {
		return nil, err
	}
	var list []askedByLetter
	for _, l := range letters {
		if l.AnswerBy.IsZero() || l.State != postkamer.LetterPrinted && l.State != postkamer.LetterMailed {
			continue
		}
		asked := askedByLetter{Day: dateIn(s.citizenTone(r), l.Text.Date), Until: dateIn(s.citizenTone(r), l.AnswerBy)}
		for _, line := range l.Text.Body {
			if point, ok := strings.CutPrefix(line, "- "); ok {
				asked.Points = append(asked.Points, point)
			}
		}
		if len(asked.Points) > 0 {
			list = append(list, asked)
		}
	}
	return list, nil
}

// listedFiles is in the address to which a page is sent that lists files: sent once more,
// after they were received, it holds none.
const listedFiles = "lijst"

func laterAction(draft store.Draft) string {
	if len(draft.Files) == 0 {
		return laterPath
	}
	return laterPath + "?" + listedFiles + "=ja"
}

// hadFiles tells whether a page had files before it was sent: in its list, or in parts.
func (p posted) hadFiles(r *http.Request) bool {
	return r.URL.Query().Has(listedFiles) || p.Values.Get(sentParts) != "" && p.Values.Get(sentParts) != "0"
}

// laterChunks is where the script of the page sends the files of a question.
func laterChunks(question string) string { return laterPath + "/" + chunksOf(question) }

// laterChunk takes in one part of a file that is sent for a piece.
func (s *Server) laterChunk(w http.ResponseWriter, r *http.Request) error {
	p, ok, err := s.mayAdd(r)
	if err != nil {
		return err
	}
	if !ok {
		return writeChunkReply(w, http.StatusGone, chunkReply{})
	}
	questions, err := s.laterTaken(r, p.PieceID)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(questions, func(q intake.Question) bool { return q.Name == r.PathValue("question") })
	if at < 0 {
		return writeChunkReply(w, http.StatusBadRequest, chunkReply{})
	}
	draft, err := s.laterDraftOf(r, p.PieceID, true)
	if err != nil {
		return err
	}
	return chunked{s, draft.ID, questions[at], func(fault intake.FileFault, name string, size int64) string {
		return intake.FileError(fault, name, size, questions[at].Most, s.laterContext())
	}}.take(w, r)
}

// sendLater keeps the files of a page, and sends them when that is what was pressed.
func (s *Server) sendLater(w http.ResponseWriter, r *http.Request, p store.Proven) error {
	draft, err := s.laterDraftOf(r, p.PieceID, true)
	if err != nil {
		return err
	}
	questions, err := s.laterTaken(r, p.PieceID)
	if err != nil {
		return err
	}
	posted, err := s.readPosted(w, r, draft.ID, questions)
	if err == nil {
		posted.Removed, err = s.removeFile(r, draft.ID, posted)
	}
	if errors.Is(err, postkamer.ErrConflict) { // sent meanwhile, from another window
		return s.laterChanged(w, r, draft)
	}
	if err != nil {
		return err
	}
	language := s.choseLanguage(w, r, posted.Values)
	if wrong := laterWrong(posted, s.laterContext()); len(wrong) > 0 {
		return s.renderLater(w, r, p, draft, wrong)
	}
	if posted.Stays() || language {
		if said := s.toldFiles(r, posted); said != "" {
			s.flash(r, FlashOK, said)
		}
		http.Redirect(w, r, s.laterAddress(r), http.StatusSeeOther)
		return nil
	}
	return s.fileLater(w, r, p, draft, questions, posted)
}

// laterChanged leads somebody whose files were sent from another window to their receipt.
// When they changed there and were not sent, it shows them as they are now.
func (s *Server) laterChanged(w http.ResponseWriter, r *http.Request, draft store.Draft) error {
	now, err := s.cfg.Store.Draft(r.Context(), draft.ID)
	if err != nil {
		return err
	}
	if now.Reference != "" {
		return s.toLaterIn(w, r, now.Reference)
	}
	s.flash(r, FlashWarning, s.toCitizen(r, "{Je|Uw} bestanden zijn net veranderd. Er is nog niets verstuurd. Kijk ze na en kies Versturen."))
	http.Redirect(w, r, s.laterAddress(r), http.StatusSeeOther)
	return nil
}

// laterWrong says what is wrong with what a page posted: files that were not kept, or a
// button that was pressed without one.
func laterWrong(p posted, c intake.Context) []intake.FormError {
	if question := p.Values.Get(addButton); question != "" && p.Kept+len(p.Refused) == 0 && !p.Values.Has(sentParts) {
		return []intake.FormError{{Field: question, Text: chooseFirst}}
	}
	return uploadErrors(p, nil, c)
}

// laterAddress is the page that this visitor may open: with a code it is another.
func (s *Server) laterAddress(r *http.Request) string {
	if _, ok, err := s.proven(r); ok && err == nil {
		return laterPath
	}
	return laterCodePath
}

// fileLater sends the files of a draft. A page without files that says that it had some
// is one that is sent once more: they were received.
func (s *Server) fileLater(w http.ResponseWriter, r *http.Request, p store.Proven, draft store.Draft, questions []intake.Question, page posted) error {
	filed, err := s.cfg.Desk.SendLater(r.Context(), intake.Later{DraftID: draft.ID, Piece: p.PieceID, Reference: p.Reference, Asked: questions, Context: s.laterContext(), Base: s.base.String()})
	var before string
	switch {
	case errors.Is(err, intake.ErrNothing) && page.hadFiles(r) && s.get(r.Context(), laterSentKey, &before):
		return s.toLaterIn(w, r, before)
	case errors.Is(err, intake.ErrNothing):
		asked, _, err := s.laterAsked(r, p.PieceID)
		if err != nil {
			return err
		}
		return s.renderLater(w, r, p, draft, []intake.FormError{{Field: asked[0].Name, Text: chooseFirst}})
	case errors.Is(err, postkamer.ErrConflict):
		return s.laterChanged(w, r, draft)
	case err != nil:
		return err
	}
	return s.toLaterIn(w, r, filed.Reference)
}

// toLaterIn leads to the receipt of what was sent.
func (s *Server) toLaterIn(w http.ResponseWriter, r *http.Request, reference string) error {
	s.put(r.Context(), laterSentKey, reference)
	s.sessions.Remove(r.Context(), laterDraftKey)
	http.Redirect(w, r, laterInPath, http.StatusSeeOther)
	return nil
}

// laterIn shows the receipt, to the session that sent it and to nobody else.
func (s *Server) laterIn(w http.ResponseWriter, r *http.Request) error {
	var reference string
	if !s.get(r.Context(), laterSentKey, &reference) {
		http.Redirect(w, r, laterPath, http.StatusSeeOther)
		return nil
	}
	view, err := s.receiptView(r, reference, nil, laterCopyPath)
	if err != nil {
		return err
	}
	page := donePage{Page: s.page(r, view.Words.Title), Receipt: view}
	page.Narrow = true
	return s.render(w, r, "formulier_klaar", http.StatusOK, page)
}

// laterCopy gives the copy of what was sent, to the session that sent it.
func (s *Server) laterCopy(w http.ResponseWriter, r *http.Request) error {
	var reference string
	if !s.get(r.Context(), laterSentKey, &reference) {
		return postkamer.ErrNotFound
	}
	return s.sendReceipt(w, r, reference)
}
