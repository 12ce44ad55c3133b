package intake

import (
	"context"
	"time"

	"postkamer"
	"postkamer/store"
)

// A Counter is who fills in a form for a citizen who stands there, and which document
// of the citizen was seen.
type Counter struct {
	Person   postkamer.PersonID
	Name     string // of the member of staff
	Document string // "rijbewijs"; empty: none was seen
}

// says is what the log has of it. It names the kind of document and no number.
func (c Counter) says() string {
	if c.Document == "" {
		return "geen identiteitsbewijs gezien"
	}
	return "identiteit vastgesteld aan de balie: " + c.Document
}

// bookAndTell books the times that were chosen, and tells who filled in the form when
// that was not the citizen. ErrFull: a time is gone since; nothing is kept then.
func (s Submission) bookAndTell(ctx context.Context, tx *store.Tx, piece postkamer.PieceID) error {
	until := time.Now()
	for _, slot := range s.Form.Booked(s.Answers, s.Context) {
		if err := tx.BookSlot(ctx, piece, slot); err != nil {
			return err
		}
		until = slot.To
	}
	if s.Form.asksSlot(s.Answers, s.Context, postkamer.CallSlot) {
		if err := tx.KeepForCall(ctx, s.Draft.ID, until); err != nil {
			return err
		}
	}
	if s.Counter == nil {
		return nil
	}
	return tx.Event(ctx, postkamer.Event{Kind: postkamer.EventCounter, Actor: s.Counter.Name, PieceID: piece, Detail: s.Counter.says()})
}

// seenBy is the member of staff who saw a document of the citizen; 0: nobody did.
func (s Submission) seenBy() postkamer.PersonID {
	if s.Counter == nil {
		return 0
	}
	return s.Counter.Person
}

// sawDocument tells whether a doubt is about who somebody is, and a colleague saw that.
func (c Context) sawDocument(code string) bool {
	return postkamer.DoubtCode(code) == postkamer.IdentityUnproven && c.Identity != nil && c.Identity.Means == postkamer.MeansCounter
}
