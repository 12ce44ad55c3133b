package postkamer

import "time"

// MailID numbers a mail in the database.
type MailID int64

// MailKind is what a mail is for.
type MailKind string

// Kinds of mail.
const (
	MailLetter   MailKind = "letter"   // to a citizen, about a case
	MailReceipt  MailKind = "receipt"  // to a citizen: we have what they sent
	MailSign     MailKind = "sign"     // to the partner of a citizen: the code to sign with
	MailVisit    MailKind = "visit"    // to a citizen: an appointment was moved or cancelled
	MailSaved    MailKind = "saved"    // to a citizen: the code of a form that was saved
	MailReminder MailKind = "reminder" // to staff: calls wait longer than the norm
)

// MailState is where a mail is.
type MailState string

// States of a mail. One that did not go through is a person's work.
const (
	MailWaiting MailState = "waiting"
	MailSent    MailState = "sent"    // the mail server took it over
	MailFailed  MailState = "failed"  // refused for good, or tried for too long
	MailDropped MailState = "dropped" // of no use any more before it could go
	MailSettled MailState = "settled" // did not go; a person did something else
)

// A Mail (bericht) waits in the outbox until the mail server has taken it over.
// Subject and Body are plain text and hold nothing personal: mail is read by others
// on its way. What is personal is in the file, or better behind a login.
type Mail struct {
	ID        MailID
	Key       string // the same key is the same mail: two clicks, two sweeps
	Kind      MailKind
	To        string // one address
	Subject   string
	Body      string
	CaseID    CaseID    // 0: about no case
	PersonID  PersonID  // the member of staff it is for; 0: a citizen
	FileKey   string    // object that goes with it; empty: none
	FileName  string    // as the receiver sees it: brief.pdf
	NotAfter  time.Time // after that it is of no use; zero: always of use
	State     MailState
	Tries     int
	Why       string // Dutch: why it did not go yet, or not at all
	CreatedAt time.Time
	SentAt    time.Time // zero while it waits
}

// MailTries is for how long a mail that the mail server does not want yet, or a
// server that does not answer, is tried again: over a weekend.
const MailTries = 72 * time.Hour
