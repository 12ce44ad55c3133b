package postkamer

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// MailingID numbers a mailing in the database.
type MailingID int64

// A Mailing (let op) is something that is planned and that people will write or
// phone about: a letter to many houses, a closed bridge, new rules. Everybody sees
// it, and the forecast counts with it.
type Mailing struct {
	ID    MailingID
	On    time.Time // the day, as DayOf gives it
	What  string    // "brief afval naar 40.000 huizen"
	Queue Queue     // where the extra post will come; empty: it cannot be said
	Extra int       // post that is expected because of it; 0 only announces
	Days  int       // working days over which that comes in
	By    string    // who planned it
	At    time.Time // when it was planned
	EndAt time.Time // when it was withdrawn; zero while it stands
	EndBy string    // who withdrew it
}

// Limits of a mailing. The longest text fits on a telephone in four lines.
const (
	MailingText   = 160
	MailingExtra  = 100_000
	MailingDays   = 60
	MailingSpread = 10 // days, unless somebody says otherwise: two weeks of post
)

// ErrMailing marks what cannot be in a mailing; the text says what to write.
var ErrMailing = errors.New("mailing")

// Check returns what cannot be, or nil.
func (m Mailing) Check() error {
	switch n := utf8.RuneCountInString(strings.TrimSpace(m.What)); {
	case n == 0 || n > MailingText:
		return fmt.Errorf("%w: what: write 1 to %d characters", ErrMailing, MailingText)
	case m.On.IsZero():
		return fmt.Errorf("%w: on: write a day", ErrMailing)
	case m.Extra < 0 || m.Extra > MailingExtra:
		return fmt.Errorf("%w: extra: write a number from 0 to %d", ErrMailing, MailingExtra)
	case m.Days < 1 || m.Days > MailingDays:
		return fmt.Errorf("%w: days: write a number from 1 to %d", ErrMailing, MailingDays)
	}
	return nil
}
