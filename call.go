package postkamer

import (
	"slices"
	"time"
)

// CallTaskID numbers a call task in the database.
type CallTaskID int64

// Outcome is how a telephone call ended.
type Outcome string

// Outcomes, in the order of their keys 1 to 6.
const (
	Solved      Outcome = "solved"       // opgelost: the case goes on
	CallLater   Outcome = "call_later"   // spoken, will phone again at an agreed time
	NoAnswer    Outcome = "no_answer"    // geen gehoor
	WrongNumber Outcome = "wrong_number" // the number is not right
	OtherPerson Outcome = "other_person" // a colleague must do this
	WillVisit   Outcome = "will_visit"   // the citizen comes to the desk; only with appointments on
)

// Outcomes are all of them, in the order of their keys.
var Outcomes = []Outcome{Solved, CallLater, NoAnswer, WrongNumber, OtherPerson, WillVisit}

// NeedsNote tells whether the caller must write what was agreed.
func (o Outcome) NeedsNote() bool {
	return o == Solved || o == CallLater || o == OtherPerson
}

// MaxCallAttempts is how often we phone before a letter is the better way
// (docs/domain.md, calls).
const MaxCallAttempts = 3

// A CallTask (belverzoek) asks a colleague to phone this person about a case.
type CallTask struct {
	ID          CallTaskID
	CaseID      CaseID
	Reference   string // of the piece
	CaseType    CaseType
	Queue       Queue  // of the case
	Needs       []Need // what the case asks of who talks about it
	Who         string // name of the person to phone; may be empty
	Phone       string // empty when none is known
	Reason      DoubtCode
	Why         string   // Dutch: what is the matter
	Question    string   // Dutch: what we need to know
	HandedByID  PersonID // 0 when the procedure asked
	HandedBy    string   // the caseworker who handed it over; empty when the procedure did
	HandedNote  string
	Receiver    PersonID // the colleague to whom a caller left it; 0: to whoever phones
	ReceiverWho string
	PassedBy    string // the caller who left it
	PassedAt    time.Time
	Priority    Priority
	Part        DayPart   // when the citizen likes to be phoned
	Incoming    bool      // the citizen phones us, with the code of a letter
	NotBefore   time.Time // next attempt; zero is now
	PromisedAt  time.Time // a time that was promised; zero when none
	PromisedEnd time.Time // until when, if some hours were promised; else zero
	ClaimedBy   PersonID
	ClaimedName string
	ClaimedAt   time.Time // since when ClaimedBy phones
	ClaimUntil  time.Time
	Done        bool
	DoneAt      time.Time
	Version     int
	CreatedAt   time.Time
	Attempts    []CallAttempt
}

// A CallAttempt is one time that somebody phoned.
type CallAttempt struct {
	At      time.Time
	By      string
	Outcome Outcome
	Note    string
}

// Unanswered returns when nobody answered, since somebody last did: those attempts
// count before a letter is the better way. Who is phoned again before the pause that we
// keep (NextAttempt) was not tried at another time, so that does not count; in danger
// each attempt does.
func (t CallTask) Unanswered() []time.Time {
	var list []time.Time
	for _, a := range t.Attempts {
		switch {
		case a.Outcome == CallLater:
			list = nil
		case a.Outcome != NoAnswer:
		case len(list) == 0 || t.Priority == SameDay || a.At.Sub(list[len(list)-1]) >= attemptPause:
			list = append(list, a.At)
		}
	}
	return list
}

// Try returns how many attempts count when nobody answers at now either.
func (t CallTask) Try(now time.Time) int {
	t.Attempts = append(slices.Clone(t.Attempts), CallAttempt{At: now, Outcome: NoAnswer})
	return len(t.Unanswered())
}

// Tongue returns the language that the citizen speaks, empty when that is Dutch.
func (t CallTask) Tongue() Tongue {
	for _, n := range t.Needs {
		if tongue, ok := n.Tongue(); ok {
			return tongue
		}
	}
	return ""
}

// Promised returns the hours that were promised; false when none were, or one moment.
func (t CallTask) Promised() (Slot, bool) {
	return Slot{Kind: CallSlot, From: t.PromisedAt, To: t.PromisedEnd}, !t.PromisedEnd.IsZero()
}

// LateAt returns when the call becomes overdue: after the time that was promised, else a
// norm of hours on working days after it could first be made.
func (t CallTask) LateAt(norm time.Duration, o Office) time.Time {
	switch {
	case !t.PromisedEnd.IsZero():
		return t.PromisedEnd
	case !t.PromisedAt.IsZero():
		return t.PromisedAt
	case t.NotBefore.After(t.CreatedAt):
		return o.AfterWorkHours(t.NotBefore, norm)
	}
	return o.AfterWorkHours(t.CreatedAt, norm)
}

// Hard calls are those that ask for somebody who likes to phone: people in need, or
// who are not content.
var hardCalls = []DoubtCode{Urgent, NoMoneyForFood, Angry, Withdrawn, Language}

// HardCalls returns the reasons for which somebody who likes to phone goes first.
func HardCalls() []DoubtCode { return slices.Clone(hardCalls) }

// Overdue is how the list of calls is doing against its norm.
type Overdue struct {
	Waiting int       // open calls
	Overdue int       // of those, later than their norm or than what was promised
	Longest time.Time // when the oldest of Waiting began to wait; zero when nobody waits
}

// CountOverdue counts the open calls that are late at now.
func CountOverdue(open []CallTask, now time.Time, norm time.Duration, office Office) (o Overdue) {
	for _, t := range open {
		o.Waiting++
		if t.LateAt(norm, office).Before(now) {
			o.Overdue++
		}
		if o.Longest.IsZero() || t.CreatedAt.Before(o.Longest) {
			o.Longest = t.CreatedAt
		}
	}
	return o
}
