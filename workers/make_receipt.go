package workers

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"postkamer"
	outgoing "postkamer/intake/letters"
	"postkamer/intake/receipt"
	"postkamer/store"
)

// makeReceipt makes the copy of what a citizen sent, and the letter that confirms it to
// who gave no mail and asked for one, or whose mail did not get through.
type makeReceipt struct {
	river.WorkerDefaults[postkamer.MakeReceipt]
	steps
}

// whyNoAddress is what a person reads when a letter was asked for and cannot go.
const whyNoAddress = "De inwoner vroeg om een brief, maar wij kennen geen volledig adres. Bel de inwoner, of zoek het adres op en stuur de ontvangstbevestiging dan zelf."

// whyMailLost is what a person reads when the mail did not get through and a letter cannot go.
const whyMailLost = "De mail met de ontvangstbevestiging kwam niet aan, en wij kennen geen volledig adres voor een brief. Bel de inwoner, of zoek het adres op en stuur de ontvangstbevestiging dan zelf."

// Work does the step. It runs once when the piece comes in, and for a letter once more
// when its case is there.
func (w *makeReceipt) Work(ctx context.Context, job *river.Job[postkamer.MakeReceipt]) error {
	town := w.town.Now().Municipality
	r, err := receipt.Make(ctx, w.store, town, job.Args.PieceID)
	if err != nil || r.Way != postkamer.ReceiptByLetter || r.LetterID != 0 || r.Unsent != "" {
		return err
	}
	c, err := w.store.CaseOfPiece(ctx, r.PieceID)
	if errors.Is(err, postkamer.ErrNotFound) {
		return nil // the piece is not decided about yet: then this step comes again
	}
	if err != nil {
		return err
	}
	text, err := receiptLetter(town, r, c, time.Now())
	if err != nil {
		return err
	}
	return w.store.InTx(ctx, func(tx *store.Tx) error {
		if text == nil && r.Mail != "" {
			return tx.ReceiptUnsent(ctx, r.PieceID, c.ID, whyMailLost)
		}
		if text == nil {
			return tx.ReceiptUnsent(ctx, r.PieceID, c.ID, whyNoAddress)
		}
		return tx.ReceiptLetter(ctx, r.PieceID, postkamer.Letter{CaseID: c.ID, Template: outgoing.Receipt, Way: postkamer.OnPaper, Text: *text, MadeBy: postkamer.Machine})
	})
}

// receiptLetter is the letter that confirms receipt; nil without a whole address.
func receiptLetter(town postkamer.Municipality, r postkamer.Receipt, c postkamer.Case, now time.Time) (*postkamer.LetterText, error) {
	today := postkamer.DayOf(now)
	f := outgoing.Facts{
		Town: town, To: outgoing.Address(c.Fields, today), Topic: town.Tone.Citizen.Say("{je|uw} formulier"), Ours: r.Reference,
		Received: c.ReceivedOn, Today: today, Due: c.DueOn, Blanks: map[string]string{},
	}
	if len(f.To) == 0 {
		return nil, nil
	}
	for _, field := range c.Fields {
		if field.Name == postkamer.FieldFullName {
			f.Name = field.Value
		}
	}
	t, _ := outgoing.Named(outgoing.With(town.Letters), outgoing.Receipt)
	text, err := t.Draft(f)
	return &text, err
}
