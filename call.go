package postkamer

import "time"

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
	Who         string // name of the person to phone; may be empty
	Phone       string // empty when none is known
	Reason      DoubtCode
	Why         string // Dutch: what is the matter
	Question    string // Dutch: what we need to know
	HandedBy    string // the caseworker who handed it over; empty when the procedure did
	HandedNote  string
	Priority    Priority
	NotBefore   time.Time // next attempt; zero is now
	PromisedAt  time.Time // a time that was promised; zero when none
	ClaimedBy   PersonID
	ClaimedName string
	ClaimUntil  time.Time
	Done        bool
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

// Hours of the municipality's clock at which a next attempt is planned.
const (
	morningCall   = 9*60 + 30 // minutes after midnight
	afternoonCall = 13*60 + 30
	noon          = 12 * 60
)

// Hours in which danger is phoned, and how long after an attempt without an answer,
// in minutes. Near the end of the day one more attempt comes sooner.
const (
	officeOpens  = 9 * 60
	officeCloses = 17 * 60
	urgentAgain  = 60
	lastUrgent   = officeCloses - 10
)

// NextUrgentAttempt returns when to phone again somebody in danger who did not
// answer at now: the same day while the office is open, else when it opens.
func NextUrgentAttempt(now time.Time) time.Time {
	now = now.In(Zone())
	at := func(day, minute int) time.Time {
		return time.Date(now.Year(), now.Month(), now.Day()+day, 0, minute, 0, 0, Zone())
	}
	minute, day := now.Hour()*60+now.Minute(), 1
	switch {
	case !weekend(now) && minute < officeOpens:
		return at(0, officeOpens)
	case !weekend(now) && minute < lastUrgent:
		return at(0, min(minute+urgentAgain, lastUrgent))
	}
	for weekend(at(day, officeOpens)) {
		day++
	}
	return at(day, officeOpens)
}

// NextAttempt returns when to phone again somebody who did not answer at now: at
// another part of the day, in office hours, never at the weekend.
func NextAttempt(now time.Time) time.Time {
	now = now.In(Zone())
	at := func(day, minute int) time.Time {
		return time.Date(now.Year(), now.Month(), now.Day()+day, 0, minute, 0, 0, Zone())
	}
	if now.Hour()*60+now.Minute() < noon && !weekend(now) {
		return at(0, afternoonCall)
	}
	day := 1
	for weekend(at(day, morningCall)) {
		day++
	}
	return at(day, morningCall)
}

func weekend(t time.Time) bool {
	return t.Weekday() == time.Saturday || t.Weekday() == time.Sunday
}
