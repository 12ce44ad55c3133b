package postkamer

import (
	"strings"
	"time"
)

// A ReceiptWay is how a citizen hears that we have what they sent. The page that
// shows the reference is always there.
type ReceiptWay string

// Ways.
const (
	ReceiptByMail   ReceiptWay = "mail"
	ReceiptByLetter ReceiptWay = "letter" // printed with the other letters, once the case is there
	ReceiptOnPage   ReceiptWay = "page"   // no other was given
)

// A ReceiptState is how far the copy of what was sent is.
type ReceiptState string

// States of the copy.
const (
	ReceiptWaiting ReceiptState = "waiting"
	ReceiptMade    ReceiptState = "made"
	ReceiptFailed  ReceiptState = "failed" // it is made when somebody asks for it
)

// A Receipt (ontvangstbevestiging) says that we have what a citizen sent by a form:
// reference, time, a full copy, what happens now, until when, and whom to ask. Every
// such piece has one from the transaction on that adds it.
type Receipt struct {
	PieceID   PieceID
	Reference string // of the piece
	Received  time.Time
	Way       ReceiptWay
	Words     ReceiptWords
	State     ReceiptState
	SHA256    string // of the copy; empty until it is made
	Size      int64
	Mail      MailState // of the mail; empty: none
	MailWhy   string    // Dutch: why it did not go
	MailedAt  time.Time
	LetterID  LetterID // 0: none was written
	Letter    LetterState
	Unsent    string // Dutch: why no letter could be written
}

// ReceiptWords are what a receipt says besides the copy, in one tone, as it was said
// then. They name nobody.
type ReceiptWords struct {
	Title   string    `json:"title"`             // "Uw verhuizing is binnen"
	Next    []string  `json:"next,omitempty"`    // what happens now
	Missing []string  `json:"missing,omitempty"` // what we still need, by name
	Until   time.Time `json:"until,omitzero"`    // last day to send what is missing; zero: none is set
	Due     time.Time `json:"due,omitzero"`      // last day on which we answer; zero: no term runs
	Contact string    `json:"contact,omitempty"` // whom to ask
	Tone    Tone      `json:"tone,omitempty"`
}

// Spelled returns a reference or code as it is read aloud, a part at a time and
// character by character: "V H, 2026, 7 K 3 M, Q 9". A year is one number.
func Spelled(reference string) string {
	parts := strings.Split(reference, "-")
	for i, part := range parts {
		if i == 1 && len(parts) > 2 && len(part) == 4 && strings.Trim(part, "0123456789") == "" {
			continue
		}
		parts[i] = strings.Join(strings.Split(part, ""), " ")
	}
	return strings.Join(parts, ", ")
}
