package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"postkamer"
	"postkamer/intake"
	"postkamer/intake/receipt"
)

// A receiptView is a receipt as its page shows it. The page prints on one sheet for a
// form of ordinary length.
type receiptView struct {
	postkamer.Receipt
	Spelled string // the reference as it is read aloud
	Due     string // empty: no term runs
	Until   string // last day to send what is missing; empty: none is set
	Answers []Item
	Files   []Item // names and sizes of the files that came along
	Copy    string // address of the copy as a PDF
	Send    string // address to send what is missing; empty: it cannot be sent here
	Status  string // address where one can see how it stands; empty: there is none
}

// receiptView gathers what the receipt of a piece shows to who sent it. The caller knows
// that the visitor is the one who did. Answers are what was filled in, in words.
func (s *Server) receiptView(r *http.Request, reference string, answers []Item, copyPath string) (receiptView, error) {
	view := receiptView{Answers: answers, Copy: copyPath, Spelled: postkamer.Spelled(reference)}
	piece, err := s.cfg.Store.PieceByReference(r.Context(), reference)
	if err != nil {
		return view, err
	}
	view.Receipt, err = s.cfg.Store.Receipt(r.Context(), piece.ID)
	if errors.Is(err, postkamer.ErrNotFound) { // sent before receipts were kept
		view.Receipt, view.Copy, err = postkamer.Receipt{Way: postkamer.ReceiptOnPage}, "", nil
	}
	if err != nil {
		return view, err
	}
	view.PieceID, view.Reference, view.Received = piece.ID, reference, piece.ReceivedAt
	tone := s.citizenTone(r)
	view.Due, view.Until = dateIn(tone, view.Words.Due), dateIn(tone, view.Words.Until)
	view.Words = s.wordsOf(tone, view.Words)
	bornIn := func(a postkamer.Answer) bool { return a.Field == string(postkamer.FieldBirthDate) }
	if slices.ContainsFunc(piece.Answers, bornIn) { // without it nobody could prove there that it is theirs
		view.Status, view.Send = s.openTo("/status"), s.openTo("/nasturen")
	}
	return view, s.addSentFiles(r, &view, piece.BatchID)
}

// openTo returns an address when everybody may open it, else "".
func (s *Server) openTo(path string) string {
	if !s.mayOpen(path, postkamer.Person{}) {
		return ""
	}
	return path
}

func (s *Server) addSentFiles(r *http.Request, view *receiptView, batch postkamer.BatchID) error {
	files, err := s.cfg.Store.Files(r.Context(), batch)
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.Kind != postkamer.Answers {
			view.Files = append(view.Files, Item{Key: displayName(f.Name), Value: dutchSize(f.Size)})
		}
	}
	return nil
}

// sendReceipt gives the copy of what was sent as a download. When no worker made it yet
// it is made now: the copy is the citizen's from the moment on that the reference is.
func (s *Server) sendReceipt(w http.ResponseWriter, r *http.Request, reference string) error {
	piece, err := s.cfg.Store.PieceByReference(r.Context(), reference)
	if err != nil {
		return err
	}
	return s.giveReceipt(w, r, piece.ID, postkamer.Event{Kind: postkamer.EventViewed, Actor: citizenActor, PieceID: piece.ID, Detail: "kopie van het formulier"})
}

// citizenActor stands in the log for who sent a form.
const citizenActor = "inwoner"

// giveReceipt sends the copy; that somebody took it is logged before any byte is sent.
func (s *Server) giveReceipt(w http.ResponseWriter, r *http.Request, id postkamer.PieceID, taken postkamer.Event) error {
	made, err := receipt.Make(r.Context(), s.cfg.Store, s.town().Municipality, id)
	if err != nil {
		return err
	}
	file, err := s.cfg.Store.OpenReceipt(r.Context(), made)
	if err != nil {
		return err
	}
	defer file.Close()
	content, err := io.ReadAll(file) // tens of kB
	if err != nil {
		return fmt.Errorf("receipt of piece %d: %w", id, err)
	}
	if err := s.cfg.Store.Log(r.Context(), taken); err != nil {
		return err
	}
	download(w, "ontvangstbevestiging "+made.Reference+".pdf", "application/pdf", int64(len(content)))
	if _, err := io.Copy(w, bytes.NewReader(content)); err != nil {
		visiting(r).err = err // the answer has begun: nothing more to show
	}
	return nil
}

// A donePage is the receipt of a form.
type donePage struct {
	Page
	Receipt receiptView
	Later   laterView
}

// copySlug is where the copy of what was sent is.
const copySlug = doneSlug + "/kopie"

// done shows the receipt, to the session that sent the form and to nobody else.
func (f citizenForm) done(w http.ResponseWriter, r *http.Request) error {
	draft, state, err := f.draft(r)
	if err != nil {
		return err
	}
	if state != draftFiled {
		return f.notDone(w, r, state, draft.Answers)
	}
	page := donePage{Page: f.s.page(r, "")}
	page.Title, page.Narrow = page.Say(f.form.DoneTitle), true
	var answers []Item
	for _, line := range f.form.Summary(draft.Answers, f.context(r)) {
		if line.Slug != intake.LastSlug {
			answers = append(answers, Item{Key: line.Label, Value: line.Value})
		}
	}
	if page.Receipt, err = f.s.receiptView(r, draft.Reference, answers, f.path(copySlug)); err != nil {
		return err
	}
	if page.Later, err = f.s.laterView(r, draft.Reference); err != nil {
		return err
	}
	if c := f.context(r); page.Tone == postkamer.English {
		c.Town = c.Town.Promising()
		page.Receipt.Words.Next, page.Receipt.Words.Missing = f.form.Said(draft.Answers, c)
	}
	if len(page.Receipt.Words.Next) == 0 {
		page.Receipt.Words.Next = f.sentences(page.Tone)
	}
	return f.s.render(w, r, "formulier_klaar", http.StatusOK, page)
}

// notDone leads somebody who did not send the form to where it goes on.
func (f citizenForm) notDone(w http.ResponseWriter, r *http.Request, state draftState, answers intake.Answers) error {
	if f.turnedAway(w, r, state) {
		return nil
	}
	return f.to(w, r, f.form.FirstOpen(answers, f.context(r)))
}

// copy gives the copy of what was sent to the session that sent it.
func (f citizenForm) copy(w http.ResponseWriter, r *http.Request) error {
	draft, state, err := f.draft(r)
	if err != nil {
		return err
	}
	if state != draftFiled {
		return f.notDone(w, r, state, draft.Answers)
	}
	return f.s.sendReceipt(w, r, draft.Reference)
}

// sentences are those of the receipt, but for the one with the reference, which
// stands by itself.
func (f citizenForm) sentences(tone postkamer.Tone) []string {
	var list []string
	for _, text := range f.form.Done {
		if !strings.Contains(text, "{kenmerk}") {
			list = append(list, f.fill(text, tone))
		}
	}
	return list
}

// A receiptRow says on a case how the citizen heard that we have it.
type receiptRow struct {
	Path   string // address of the copy
	Says   string
	Unsent bool   // it did not reach the citizen, or not yet
	Counts string // Dutch: an outage made it count from another day; empty: none did
}

// addReceipt adds how the receipt went, and from which day the piece counts.
func (s *Server) addReceipt(r *http.Request, page *casePage) error {
	made, err := s.cfg.Store.Receipt(r.Context(), page.Case.PieceID)
	if errors.Is(err, postkamer.ErrNotFound) {
		return nil // paper
	}
	if err != nil {
		return err
	}
	row := receiptRow{Path: page.Path + "/ontvangst.pdf"}
	row.Says, row.Unsent = s.receiptSays(made)
	day, err := s.cfg.Store.CountedFrom(r.Context(), page.Case.PieceID)
	if err != nil {
		return err
	}
	if !day.IsZero() {
		row.Counts = s.filled("Door een storing telt dit formulier als ontvangen op {dag}. De inwoner was dus op tijd als de laatste dag in de storing viel.", "{dag}", dutchDate(day))
	}
	page.Receipt = &row
	return nil
}

// receiptSays says how a receipt went; unsent when the citizen does not have it yet.
func (s *Server) receiptSays(r postkamer.Receipt) (says string, unsent bool) {
	shown := "De inwoner zag de ontvangstbevestiging op de website"
	switch {
	case r.Way == postkamer.ReceiptOnPage:
		return shown + ". Er is geen mailadres en er is niet om een brief gevraagd.", false
	case r.Way == postkamer.ReceiptByLetter && r.Mail != "" && r.Unsent == "":
		if r.Letter == postkamer.LetterPrinted {
			return shown + ". De mail kwam niet aan; daarom ging er een brief.", false
		}
		return shown + ". De mail kwam niet aan. Daarom gaat er een brief; die is nog niet geprint.", true
	case r.Way == postkamer.ReceiptByLetter && r.Letter == postkamer.LetterPrinted:
		return shown + ", en kreeg een brief.", false
	case r.Unsent != "":
		return r.Unsent, true
	case r.Way == postkamer.ReceiptByLetter:
		return shown + ". De brief is nog niet geprint.", true
	case r.Mail == postkamer.MailSent:
		return shown + ", en kreeg een mail op " + dutchDate(r.MailedAt.In(s.zone)) + ", " + dutchClock(r.MailedAt.In(s.zone)) + " uur.", false
	case r.Mail == postkamer.MailWaiting:
		return shown + ". De mail is nog niet verstuurd. " + r.MailWhy, true
	case r.Mail == postkamer.MailSettled:
		return shown + ". De mail kwam niet aan; een collega regelde het op een andere manier.", false
	}
	return shown + ". De mail kwam niet aan. " + r.MailWhy, true
}

// caseReceipt gives the copy that the citizen has to who may see the case.
func (s *Server) caseReceipt(w http.ResponseWriter, r *http.Request) error {
	c, err := s.openCase(r)
	if err != nil {
		return err
	}
	return s.giveReceipt(w, r, c.PieceID, postkamer.Event{Kind: postkamer.EventViewed, Actor: person(r).Name, PieceID: c.PieceID, CaseID: c.ID, Detail: "kopie van de inwoner"})
}
