package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"postkamer"
	"postkamer/store"
)

// A Submission is a form that a citizen sends.
type Submission struct {
	Form    *Form
	Draft   store.Draft // as it was read; what Answers has more is saved with the reference
	Answers Answers
	Context Context
	Term    postkamer.Term // how long we have to answer; the zero Term when none runs
	Base    string         // address of the site, for links in mail; empty: no links
	Suspect bool           // a field that people do not see was filled in: a person looks, nothing is dropped
	// Counter is the colleague who filled it in for a citizen who was there; nil: nobody did.
	Counter *Counter
	// Files are those of the draft that are sent along: Submit finds them itself.
	Files []postkamer.Upload

	said []postkamer.Answer // what is sent, by Form.Submitted
}

// Filed says what became of a submission.
type Filed struct {
	Reference  string
	ReceivedAt time.Time
	Again      bool // it was filed before: nothing new was stored
	Summary    []SummaryLine
}

// ErrUnfinished is returned for a form with an open or wrong page.
var ErrUnfinished = errors.New("form is not finished")

// Submit files a form: when it returns nil, the answers are durable and the
// decision is queued. A draft becomes one piece: sending it again gives the same
// reference. It returns ErrUnfinished for answers that do not pass every check,
// and ErrNotFound for a draft that is gone or of another form.
func (d *Desk) Submit(ctx context.Context, s Submission) (Filed, error) {
	if s.Context.Tone == postkamer.English { // what is kept and mailed is Dutch
		s.Context.Tone = s.Context.Town.Tone.Citizen
	}
	if s.Context.memory == nil {
		s.Context = s.Context.Remembering()
	}
	for range submitTries {
		filed, err := d.submit(ctx, s)
		if !errors.Is(err, store.ErrUploadsChanged) {
			return filed, err
		}
		if s.Draft, err = d.Store.Draft(ctx, s.Draft.ID); err != nil {
			return Filed{}, fmt.Errorf("submit form: %w", err)
		}
	}
	return Filed{}, fmt.Errorf("submit form: %w", postkamer.ErrConflict)
}

// submitTries bounds how often a form is taken up anew because somebody adds or takes
// away files on another page of it at the same moment.
const submitTries = 5

// submit files the form with the files that the draft has now.
func (d *Desk) submit(ctx context.Context, s Submission) (Filed, error) {
	if s.Draft.Form != s.Form.Name {
		return Filed{}, fmt.Errorf("submit form: draft of another form: %w", postkamer.ErrNotFound)
	}
	if s.Draft.Reference != "" {
		return d.filedBefore(ctx, s, s.Draft.Reference)
	}
	s.Answers = WithFiles(s.Answers, s.Draft.Files)
	s.Files = s.Form.askedFiles(s.Draft.Files, s.Answers, s.Context)
	if !s.Form.complete(s.Answers, s.Context) {
		return Filed{}, ErrUnfinished
	}
	s.said = s.Form.Submitted(s.Answers, s.Context)
	answers, err := s.original(s.Draft.ChangedAt)
	if err == nil {
		err = d.keepUploads(ctx, s.Files)
	}
	if err != nil {
		return Filed{}, fmt.Errorf("submit form: %w", err)
	}
	files := append([]postkamer.File{answersFile(s.Form.Name, answers)}, filesOfUploads(s.Files)...)
	envelope, err := d.describeForm(ctx, s, files, answers)
	if err != nil {
		return Filed{}, fmt.Errorf("submit form: %w", err)
	}
	return d.file(ctx, s, envelope, files)
}

// submitted is the original of a form: what was asked and what was answered, as
// it was typed. It holds no time of sending, so that a second try has the same
// bytes; the envelope holds the time of receipt.
type submitted struct {
	Form       string         `json:"form"`
	Version    string         `json:"version"` // of the definition
	Tone       postkamer.Tone `json:"tone"`
	AnsweredAt time.Time      `json:"answered_at"` // when an answer was last changed before the last page
	Asked      []askedAnswer  `json:"asked"`

	Identity *postkamer.Identity `json:"identity,omitempty"` // who was logged in; it answered what Known says
}

// askedAnswer is one question that was put, with the answer as it was given.
type askedAnswer struct {
	Page     string   `json:"page"`
	Name     string   `json:"name"`
	Question string   `json:"question"`
	Answer   []string `json:"answer"`
	Means    string   `json:"means"`           // in words: the label of what was chosen
	Known    bool     `json:"known,omitempty"` // the login answered it
}

// original returns the bytes of a submission: equal ones for equal submissions.
func (s Submission) original(answeredAt time.Time) ([]byte, error) {
	content := submitted{Form: s.Form.Name, Version: s.Form.Version, Tone: s.Context.Tone, AnsweredAt: answeredAt.UTC(), Asked: []askedAnswer{}, Identity: s.Context.Identity}
	pages, live := s.Form.asked(s.Answers, s.Context)
	for _, p := range pages {
		for _, q := range p.asks {
			content.Asked = append(content.Asked, askedAnswer{
				Page: p.Slug, Name: q.Name, Question: p.labelOf(q), Answer: append([]string{}, live[q.Name]...), Means: q.inWords(live[q.Name]), Known: q.known != nil,
			})
		}
	}
	var data bytes.Buffer
	encoder := json.NewEncoder(&data)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(content)
	return data.Bytes(), err
}

// answersFile describes the original of a form.
func answersFile(form string, answers []byte) postkamer.File {
	sum := sha256.Sum256(answers)
	return postkamer.File{Name: form + ".json", SHA256: hex.EncodeToString(sum[:]), Size: int64(len(answers)), Kind: postkamer.Answers}
}

// describeForm makes the answers, the first of the files, durable: it writes the envelope
// of a form with them, or finds the one of an earlier try, whose reference and time of
// receipt count. When the citizen changed an answer after a try that failed, the earlier
// envelope holds other answers: it stays behind without a batch, and these get an envelope
// of their own. So they do when the earlier one does not hold what it says.
func (d *Desk) describeForm(ctx context.Context, s Submission, files []postkamer.File, answers []byte) (store.Envelope, error) {
	now := time.Now()
	reference, err := d.Store.NewReference(ctx, s.Form.Prefix, now)
	if err != nil {
		return store.Envelope{}, err
	}
	wanted := store.Envelope{
		Reference:  reference,
		Channel:    postkamer.Form,
		Source:     postkamer.SourceForm,
		Key:        "form:" + s.Draft.ID,
		ReceivedOn: postkamer.DayOf(now).Format(time.DateOnly),
		ReceivedAt: now.UTC().Truncate(time.Microsecond), // as the database keeps it
		By:         s.by(),
		Form:       s.Form.Name,
		Files:      envelopeFiles(files),
	}
	wanted.Files[0].Content = answers
	found, err := d.Store.PutEnvelope(ctx, wanted)
	if err != nil || holds(found, files) {
		return found, err
	}
	wanted.Key += ":" + contentKey(files)
	wanted.Reference, wanted.ReceivedOn, wanted.ReceivedAt = found.Reference, found.ReceivedOn, found.ReceivedAt
	if found, err = d.Store.PutEnvelope(ctx, wanted); err == nil && !holds(found, files) {
		err = errors.New("the envelope does not hold the answers")
	}
	return found, err
}

// holds tells whether an envelope is about these files and nothing else, and holds the
// first of them.
func holds(e store.Envelope, files []postkamer.File) bool {
	return describes(e, files...) && e.Files[0].Holds()
}

// describes tells whether an envelope is about these files and nothing else.
func describes(e store.Envelope, files ...postkamer.File) bool {
	same := func(a store.EnvelopeFile, b postkamer.File) bool { return a.SHA256 == b.SHA256 }
	return slices.EqualFunc(e.Files, files, same)
}

// by says in the log book by which door a form came in.
func (s Submission) by() string { return "formulier " + s.Form.Name }

// file writes the rows of a form whose envelope is stored and queues the decision.
func (d *Desk) file(ctx context.Context, s Submission, e store.Envelope, files []postkamer.File) (Filed, error) {
	receivedOn, err := time.Parse(time.DateOnly, e.ReceivedOn)
	if err != nil {
		return Filed{}, fmt.Errorf("submit form: envelope: %w", err)
	}
	batch := postkamer.Batch{
		Reference:  e.Reference,
		Channel:    postkamer.Form,
		Key:        e.Key,
		ReceivedOn: receivedOn,
		ReceivedAt: e.ReceivedAt,
		Source:     postkamer.SourceForm,
		By:         s.by(),
		State:      postkamer.Split,
		Files:      files,
	}
	if len(s.Files) > 0 {
		batch.State = postkamer.Splitting // until its pages are prepared
	}
	err = d.Store.InTx(ctx, func(tx *store.Tx) error { return s.write(ctx, tx, batch) })
	if errors.Is(err, postkamer.ErrConflict) { // sent twice at the same moment?
		draft, again := d.Store.Draft(ctx, s.Draft.ID)
		if again == nil && draft.Reference != "" {
			return d.filedBefore(ctx, s, draft.Reference)
		}
	}
	if err != nil {
		return Filed{}, fmt.Errorf("submit form: %w", err)
	}
	d.Store.DropUploads(ctx, s.Draft.Files)
	return Filed{Reference: e.Reference, ReceivedAt: e.ReceivedAt, Summary: s.Form.Summary(s.Answers, s.Context)}, nil
}

// write closes the draft, which only one can, and adds the batch and its piece.
func (s Submission) write(ctx context.Context, tx *store.Tx, b postkamer.Batch) error {
	d := s.Draft
	d.Answers = WithoutFiles(s.Answers)
	if err := tx.SendDraft(ctx, d, b.Reference, s.Files); err != nil {
		return err
	}
	batch, err := tx.AddBatch(ctx, b)
	if err != nil {
		return err
	}
	tx.EventLater(postkamer.Event{Kind: postkamer.EventReceived, Actor: b.By, BatchID: batch.ID})
	piece, err := s.addPiece(ctx, tx, batch)
	if err != nil {
		return err
	}
	if err := s.bookAndTell(ctx, tx, piece); err != nil {
		return err
	}
	if err := s.askLater(ctx, tx, piece, b); err != nil {
		return err
	}
	if err := s.receipt(piece, b).Give(ctx, tx); err != nil || s.Context.Identity == nil {
		return err
	}
	return tx.AddIdentity(ctx, piece, *s.Context.Identity, s.seenBy())
}

// addPiece adds the piece. One with files waits until their pages are prepared.
func (s Submission) addPiece(ctx context.Context, tx *store.Tx, b postkamer.Batch) (postkamer.PieceID, error) {
	piece := postkamer.Piece{
		BatchID:    b.ID,
		Reference:  b.Reference,
		Channel:    postkamer.Form,
		ReceivedOn: b.ReceivedOn,
		ReceivedAt: b.ReceivedAt,
		Form:       s.Form.Name,
		Answers:    s.said,
	}
	if s.Suspect {
		piece.Answers = append(piece.Answers, postkamer.Answer{Name: DoubtAnswer, Value: string(postkamer.FilledByMachine)})
	}
	if len(s.Files) == 0 {
		return tx.AddPiece(ctx, piece, 0)
	}
	id, err := tx.AddWaitingPiece(ctx, piece, 0)
	if err != nil {
		return 0, err
	}
	return id, tx.MakePages(ctx, b)
}

// filedBefore returns the piece that a draft became.
func (d *Desk) filedBefore(ctx context.Context, s Submission, reference string) (Filed, error) {
	piece, err := d.Store.PieceByReference(ctx, reference)
	if err != nil {
		return Filed{}, fmt.Errorf("form that was submitted before: %w", err)
	}
	return Filed{Reference: piece.Reference, ReceivedAt: piece.ReceivedAt, Again: true, Summary: s.Form.Summary(s.Answers, s.Context)}, nil
}
