package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"postkamer"
	"postkamer/store"
)

// WithdrawForm is the name of a withdrawal, as a form that is no form: nothing is asked.
const WithdrawForm = "intrekken"

// withdrawPrefix begins the references of withdrawals.
const withdrawPrefix = "IN"

// A Withdrawal is a citizen who takes back what was sent.
type Withdrawal struct {
	Piece     postkamer.PieceID // what is taken back
	Reference string            // of that piece
	Context   Context
	Base      string // address of the site, for links in mail
}

// Texts of the receipt of a withdrawal.
const (
	withdrawTitle = "{Je|Uw} intrekking is binnen"
	withdrawStops = "Wij stoppen met {kenmerk}. Een collega kijkt er eerst nog naar."
	withdrawCalls = "Is er iets niet duidelijk? Dan bellen wij {je|u}."
	withdrawBack  = "Was dit een vergissing? Bel dan {telefoon}."
)

// WithdrawTexts are the texts of a withdrawal.
func WithdrawTexts() []string {
	return []string{withdrawTitle, withdrawStops, withdrawCalls, withdrawBack}
}

// Withdraw files that a citizen takes something back: a piece of its own, which names the
// first. It stops the case of that on its road, see classify.RelationsOf, and a person
// decides. Doing it twice is one withdrawal.
func (d *Desk) Withdraw(ctx context.Context, w Withdrawal) (Filed, error) {
	filed, err := d.withdraw(ctx, w)
	if err != nil {
		return Filed{}, fmt.Errorf("withdraw: %w", err)
	}
	return filed, nil
}

func (d *Desk) withdraw(ctx context.Context, w Withdrawal) (Filed, error) {
	data, err := w.original()
	if err != nil {
		return Filed{}, err
	}
	files := []postkamer.File{answersFile(WithdrawForm, data)}
	as := Submission{Form: &Form{Name: WithdrawForm, Prefix: withdrawPrefix}, Draft: store.Draft{ID: w.key()}}
	envelope, err := d.describeForm(ctx, as, files, data)
	if err != nil {
		return Filed{}, err
	}
	first, err := d.Store.Piece(ctx, w.Piece)
	if err != nil {
		return Filed{}, err
	}
	receivedOn, err := time.Parse(time.DateOnly, envelope.ReceivedOn)
	if err != nil {
		return Filed{}, fmt.Errorf("envelope: %w", err)
	}
	batch := postkamer.Batch{Reference: envelope.Reference, Channel: postkamer.Form, Key: envelope.Key, ReceivedOn: receivedOn, ReceivedAt: envelope.ReceivedAt,
		Source: postkamer.SourceForm, By: "formulier " + WithdrawForm, State: postkamer.Split, Files: files}
	err = d.Store.InTx(ctx, func(tx *store.Tx) error { return w.write(ctx, tx, batch, first) })
	if err != nil {
		return d.withdrawnBefore(ctx, envelope.Reference, err)
	}
	return Filed{Reference: envelope.Reference, ReceivedAt: envelope.ReceivedAt}, nil
}

// withdrawnBefore returns the withdrawal that is there already, else what went wrong.
func (d *Desk) withdrawnBefore(ctx context.Context, reference string, wrong error) (Filed, error) {
	if !errors.Is(wrong, postkamer.ErrConflict) {
		return Filed{}, wrong
	}
	piece, err := d.Store.PieceByReference(ctx, reference)
	if err != nil {
		return Filed{}, wrong
	}
	return Filed{Reference: piece.Reference, ReceivedAt: piece.ReceivedAt, Again: true}, nil
}

// key makes two withdrawals of one piece one.
func (w Withdrawal) key() string { return fmt.Sprintf("%s:%d", WithdrawForm, w.Piece) }

// original returns the bytes of a withdrawal: the same for the same piece.
func (w Withdrawal) original() ([]byte, error) {
	content := submitted{Form: WithdrawForm, Tone: w.Context.Town.Tone.Citizen, Asked: []askedAnswer{
		{Page: WithdrawForm, Name: "kenmerk", Question: "Kenmerk", Answer: []string{w.Reference}, Means: w.Reference},
		{Page: WithdrawForm, Name: "intrekken", Question: "Ik trek dit in", Answer: []string{"ja"}, Means: "Ja"},
	}}
	var data bytes.Buffer
	encoder := json.NewEncoder(&data)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(content)
	return data.Bytes(), err
}

// ofTheSender are the answers of what is withdrawn that say who its sender is.
var ofTheSender = map[string]bool{
	string(postkamer.FieldFullName): true, string(postkamer.FieldBSN): true, string(postkamer.FieldBirthDate): true,
	string(postkamer.FieldPhone): true, string(postkamer.FieldEmail): true,
}

// answers are those of the piece: what it takes back, who sent that, and the doubt that
// makes a person look.
func (w Withdrawal) answers(first postkamer.Piece) []postkamer.Answer {
	list := []postkamer.Answer{{Name: "kenmerk", Field: string(postkamer.FieldCaseNumber), Label: "Kenmerk", Value: w.Reference}}
	if first.Form != "" {
		list = append(list, postkamer.Answer{Name: "onderwerp", Label: "Gaat over", Value: first.Form}) // its kind, see classify
	}
	for _, a := range first.Answers {
		if ofTheSender[a.Field] {
			list = append(list, a)
		}
	}
	return append(list,
		postkamer.Answer{Name: "intrekken", Label: "Ik trek dit in", Value: "Ja"},
		postkamer.Answer{Name: DoubtAnswer, Value: string(postkamer.Withdrawn)})
}

// write adds the piece and gives the receipt.
func (w Withdrawal) write(ctx context.Context, tx *store.Tx, b postkamer.Batch, first postkamer.Piece) error {
	batch, err := tx.AddBatch(ctx, b)
	if err != nil {
		return err
	}
	if err := tx.Event(ctx, postkamer.Event{Kind: postkamer.EventReceived, Actor: b.By, BatchID: batch.ID}); err != nil {
		return err
	}
	id, err := tx.AddPiece(ctx, postkamer.Piece{BatchID: batch.ID, Reference: b.Reference, Channel: postkamer.Form, ReceivedOn: b.ReceivedOn,
		ReceivedAt: b.ReceivedAt, Form: WithdrawForm, Answers: w.answers(first)}, 0)
	if err != nil {
		return err
	}
	return w.receipt(id, b, first).Give(ctx, tx)
}

func (w Withdrawal) receipt(id postkamer.PieceID, b postkamer.Batch, first postkamer.Piece) Receipted {
	fill := map[string]string{"kenmerk": w.Reference}
	r := Receipted{Piece: id, Reference: b.Reference, Received: b.ReceivedAt, Title: say(withdrawTitle, w.Context, nil), Base: w.Base, Context: w.Context}
	for _, text := range []string{withdrawStops, withdrawCalls, withdrawBack} {
		r.Next = append(r.Next, say(text, w.Context, fill))
	}
	for _, a := range first.Answers {
		if a.Field == string(postkamer.FieldEmail) {
			r.Mail = a.Value
		}
	}
	return r
}
