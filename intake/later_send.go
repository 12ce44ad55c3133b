package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"postkamer"
	"postkamer/store"
)

// LaterForm is the name of what is sent later to a case, as a form that is no form: it
// has no definition, and its questions are what is missing.
const LaterForm = "nasturen"

// laterPrefix begins the references of what is sent later.
const laterPrefix = "NS"

// OtherEvidence is the question for what nobody asked for by name.
const OtherEvidence = "anders"

// A Later is what a citizen sends to a case that is there, with files of a draft.
type Later struct {
	DraftID   string
	Piece     postkamer.PieceID // the piece that the case began with
	Reference string            // of that piece
	Asked     []Question        // what may be sent, by name: the questions of the page
	Context   Context
	Base      string // address of the site, for links in mail
}

// LaterQuestions are the questions of the page on which more is sent: what was promised
// and did not come, and one for all else.
func LaterQuestions(promised []postkamer.Promise, c Context) []Question {
	var list []Question
	for _, p := range promised {
		list = append(list, Question{Name: p.Name, Kind: KindUpload, Label: p.Label, Hint: say(laterLimits, c, nil), Most: mostLater})
	}
	label := laterOther
	if len(list) == 0 {
		label = laterOnly
	}
	return append(list, Question{Name: OtherEvidence, Kind: KindUpload, Label: say(label, c, nil), Hint: say(laterLimits, c, nil), Most: mostLater})
}

// mostLater is how many files each question takes.
const mostLater = 10

// Texts of what is sent later.
const (
	laterLimits = "Pdf, jpg, png of heic. Hoogstens 10 bestanden, elk hoogstens 10 MB"
	laterOther  = "Iets anders"
	laterOnly   = "Wat {wil je|wilt u} sturen?"
	laterTitle  = "{Je|Uw} bewijs is binnen"
	laterGoes   = "Wij leggen het bij {je|uw} zaak {kenmerk}."
	laterLook   = "Een collega kijkt of wij nu alles hebben."
	laterCalls  = "Missen wij nog iets? Dan bellen of schrijven wij {je|u}."
)

// LaterTexts are the texts of what is sent later.
func LaterTexts() []string {
	return []string{laterLimits, laterOther, laterOnly, laterTitle, laterGoes, laterLook, laterCalls}
}

// SendLater files what a citizen sends to a case: a piece of its own that belongs to it.
// When it returns nil the files are durable and on their way. Sending the same draft
// again, or the same files to the same case, gives the same reference. It returns ErrNothing without files.
func (d *Desk) SendLater(ctx context.Context, l Later) (Filed, error) {
	for range submitTries {
		filed, err := d.sendLater(ctx, l)
		if !errors.Is(err, store.ErrUploadsChanged) {
			return filed, err
		}
	}
	return Filed{}, fmt.Errorf("send later: %w", postkamer.ErrConflict)
}

func (d *Desk) sendLater(ctx context.Context, l Later) (Filed, error) {
	draft, err := d.Store.Draft(ctx, l.DraftID)
	switch {
	case err != nil:
		return Filed{}, fmt.Errorf("send later: %w", err)
	case draft.Form != LaterForm:
		return Filed{}, fmt.Errorf("send later: draft of another form: %w", postkamer.ErrNotFound)
	case draft.Reference != "":
		return Filed{Reference: draft.Reference, Again: true}, nil
	}
	sending := laterSending{Later: l, draft: draft}
	if len(sending.sent()) == 0 {
		return Filed{}, ErrNothing
	}
	data, err := sending.original()
	if err != nil {
		return Filed{}, fmt.Errorf("send later: %w", err)
	}
	if err := d.keepUploads(ctx, sending.sent()); err != nil {
		return Filed{}, fmt.Errorf("send later: %w", err)
	}
	files := append([]postkamer.File{answersFile(LaterForm, data)}, filesOfUploads(sending.sent())...)
	as := Submission{Form: &Form{Name: LaterForm, Prefix: laterPrefix}, Draft: store.Draft{ID: l.DraftID}}
	envelope, err := d.describeForm(ctx, as, files, data)
	if err != nil {
		return Filed{}, fmt.Errorf("send later: %w", err)
	}
	return d.fileLater(ctx, sending, envelope, files)
}

// fileLater writes the rows of what was sent.
func (d *Desk) fileLater(ctx context.Context, l laterSending, e store.Envelope, files []postkamer.File) (Filed, error) {
	receivedOn, err := time.Parse(time.DateOnly, e.ReceivedOn)
	if err != nil {
		return Filed{}, fmt.Errorf("send later: envelope: %w", err)
	}
	first, err := d.Store.Piece(ctx, l.Piece)
	if err != nil {
		return Filed{}, fmt.Errorf("send later: %w", err)
	}
	promised, err := d.Store.Promises(ctx, l.Piece)
	if err != nil {
		return Filed{}, fmt.Errorf("send later: %w", err)
	}
	batch := postkamer.Batch{Reference: e.Reference, Channel: postkamer.Form, Key: e.Key, ReceivedOn: receivedOn, ReceivedAt: e.ReceivedAt,
		Source: postkamer.SourceForm, By: "formulier " + LaterForm, State: postkamer.Splitting, Files: files}
	var before string
	err = d.Store.InTx(ctx, func(tx *store.Tx) error {
		if before, err = l.sentBefore(ctx, tx); err != nil || before != "" {
			return err
		}
		return l.write(ctx, tx, batch, first, promised)
	})
	if errors.Is(err, postkamer.ErrConflict) { // sent twice at the same moment?
		if draft, again := d.Store.Draft(ctx, l.DraftID); again == nil && draft.Reference != "" {
			return Filed{Reference: draft.Reference, Again: true}, nil
		}
	}
	if err != nil {
		return Filed{}, fmt.Errorf("send later: %w", err)
	}
	d.Store.DropUploads(ctx, l.draft.Files)
	if before != "" {
		return Filed{Reference: before, Again: true}, nil
	}
	return Filed{Reference: e.Reference, ReceivedAt: e.ReceivedAt}, nil
}

// sentBefore closes a draft whose very files came before, for the same case: it becomes
// what they became. Its own copies of them go.
func (l laterSending) sentBefore(ctx context.Context, tx *store.Tx) (reference string, err error) {
	var shas []string
	for _, u := range l.sent() {
		shas = append(shas, u.SHA256)
	}
	reference, err = tx.SentLater(ctx, l.Piece, l.Reference, LaterForm, l.questions(), shas)
	if err != nil || reference == "" {
		return "", err
	}
	return reference, tx.SendDraft(ctx, l.draft, reference, nil)
}

// A laterSending is what is being sent later.
type laterSending struct {
	Later
	draft store.Draft
}

// sent are the files that answer a question of the page.
func (l laterSending) sent() []postkamer.Upload {
	var list []postkamer.Upload
	for _, u := range l.draft.Files {
		if slices.ContainsFunc(l.Asked, func(q Question) bool { return q.Name == u.Question }) {
			list = append(list, u)
		}
	}
	return list
}

// namesOf returns the names of the files for a question, and the questions with files.
func (l laterSending) namesOf(question string) (names []string) {
	for _, u := range l.draft.Files {
		if u.Question == question {
			names = append(names, u.Name)
		}
	}
	return names
}

// original returns the bytes of what was sent: what was asked, with the names of files.
func (l laterSending) original() ([]byte, error) {
	content := submitted{Form: LaterForm, Tone: l.Context.Tone, Asked: []askedAnswer{{Page: LaterForm, Name: "kenmerk", Question: "Kenmerk", Answer: []string{l.Reference}, Means: l.Reference}}}
	for _, q := range l.Asked {
		if names := l.namesOf(q.Name); len(names) > 0 {
			content.Asked = append(content.Asked, askedAnswer{Page: LaterForm, Name: q.Name, Question: q.Label, Answer: names, Means: strings.Join(names, ", ")})
		}
	}
	var data bytes.Buffer
	encoder := json.NewEncoder(&data)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(content)
	return data.Bytes(), err
}

// answers are those of the piece: which case it is for, what was sent, and the date of
// birth of the first piece, so that who sent it can ask how it stands.
func (l laterSending) answers(first postkamer.Piece) []postkamer.Answer {
	list := []postkamer.Answer{{Name: "kenmerk", Field: string(postkamer.FieldCaseNumber), Label: "Kenmerk", Value: l.Reference}}
	for _, a := range first.Answers {
		if a.Field == string(postkamer.FieldBirthDate) {
			list = append(list, a)
		}
	}
	for _, q := range l.Asked {
		if names := l.namesOf(q.Name); len(names) > 0 {
			list = append(list, postkamer.Answer{Name: q.Name, Label: q.Label, Value: "Meegestuurd: " + strings.Join(names, ", ")})
		}
	}
	return list
}

// write adds the piece, ties it to its case and gives the receipt.
func (l laterSending) write(ctx context.Context, tx *store.Tx, b postkamer.Batch, first postkamer.Piece, promised []postkamer.Promise) error {
	if err := tx.SendDraft(ctx, l.draft, b.Reference, l.sent()); err != nil {
		return err
	}
	batch, err := tx.AddBatch(ctx, b)
	if err != nil {
		return err
	}
	if err := tx.Event(ctx, postkamer.Event{Kind: postkamer.EventReceived, Actor: b.By, BatchID: batch.ID}); err != nil {
		return err
	}
	piece := postkamer.Piece{BatchID: batch.ID, Reference: b.Reference, Channel: postkamer.Form, ReceivedOn: b.ReceivedOn, ReceivedAt: b.ReceivedAt,
		Form: LaterForm, Answers: l.answers(first)}
	id, err := tx.AddWaitingPiece(ctx, piece, 0)
	if err != nil {
		return err
	}
	if err := tx.MakePages(ctx, batch); err != nil {
		return err
	}
	if err := tx.AddCover(ctx, id, l.Reference, 0); err != nil {
		return err
	}
	if err := tx.PromisesCame(ctx, l.Piece, l.questions(), id); err != nil {
		return err
	}
	return l.receipt(id, b, first, promised).Give(ctx, tx)
}

// questions are the names of those with files.
func (l laterSending) questions() (names []string) {
	for _, q := range l.Asked {
		if len(l.namesOf(q.Name)) > 0 {
			names = append(names, q.Name)
		}
	}
	return names
}

// receipt confirms what came, and says what is missing still.
func (l laterSending) receipt(id postkamer.PieceID, b postkamer.Batch, first postkamer.Piece, promised []postkamer.Promise) Receipted {
	fill := map[string]string{"kenmerk": l.Reference}
	r := Receipted{Piece: id, Reference: b.Reference, Received: b.ReceivedAt, Title: say(laterTitle, l.Context, nil), Base: l.Base, Context: l.Context}
	for _, text := range []string{laterGoes, laterLook, laterCalls} {
		r.Next = append(r.Next, say(text, l.Context, fill))
	}
	now := l.questions()
	for _, p := range promised {
		if p.CameAt.IsZero() && !slices.Contains(now, p.Name) {
			r.Missing, r.Until = append(r.Missing, p.Label), p.Until
		}
	}
	for _, a := range first.Answers {
		if a.Field == string(postkamer.FieldEmail) {
			r.Mail = a.Value
		}
	}
	return r
}
