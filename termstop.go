package postkamer

import (
	"slices"
	"time"
)

// SuspensionID numbers a suspension in the database.
type SuspensionID int64

// A SuspensionGround is why a term stands still.
type SuspensionGround string

// Grounds, by article of the Awb; out of memory, see docs/terms.md.
const (
	ToComplete  SuspensionGround = "complete"  // 4:15, first paragraph, a: asked to complete (4:5); of an objection 7:10, second paragraph
	AskedAbroad SuspensionGround = "abroad"    // 4:15, first paragraph, b: asked a body abroad
	Agreed      SuspensionGround = "agreed"    // 4:15, second paragraph, a: the citizen agreed in writing
	ByApplicant SuspensionGround = "applicant" // 4:15, second paragraph, b: the delay is the citizen's
	ForceMajeur SuspensionGround = "force"     // 4:15, second paragraph, c: force majeure
)

// SuspensionGrounds are all of them, the usual one first.
var SuspensionGrounds = []SuspensionGround{ToComplete, Agreed, ByApplicant, AskedAbroad, ForceMajeur}

// A SuspensionEnd is how a suspension ended.
type SuspensionEnd string

// Ends of a suspension.
const (
	Lasting  SuspensionEnd = ""         // not yet
	Answered SuspensionEnd = "answered" // what was asked came in on EndedOn
	Unused   SuspensionEnd = "unused"   // the time to answer passed; EndedOn is its last day
	Stopped  SuspensionEnd = "stopped"  // the reason went away on EndedOn
)

// A Suspension (opschorting) makes the term of a case stand still, from the day
// after the request.
type Suspension struct {
	ID       SuspensionID
	CaseID   CaseID
	Ground   SuspensionGround
	AskedOn  time.Time // of a letter: the day on which it went out
	AnswerBy time.Time // last day to answer, or until when at most; never zero
	EndedOn  time.Time // zero while it lasts
	End      SuspensionEnd
	LetterID LetterID // 0: no letter of ours
	By       string
	Pending  bool // its letter lies at the printer: nothing was asked yet, and the term runs
}

// First returns the first day on which the term stands still.
func (s Suspension) First() time.Time { return s.AskedOn.AddDate(0, 0, 1) }

// Last returns the last day on which the term stands still; before First when it
// never did. While it lasts that is the last day to answer, as if nobody will. The
// law says "tot de dag waarop" the application is completed: that day counts again,
// unless the municipality reads it otherwise.
func (s Suspension) Last(rules TermRules) time.Time {
	switch s.End {
	case Lasting, Unused:
		return s.AnswerBy
	default:
		if rules.StillOnDay {
			return s.EndedOn
		}
		return s.EndedOn.AddDate(0, 0, -1)
	}
}

// Days is on how many days the term stood still.
func (s Suspension) Days(rules TermRules) int {
	return max(0, 1+int(s.Last(rules).Sub(s.First())/(24*time.Hour)))
}

// An Extension (uitstel) is more time, of which the citizen was told (Awb 4:14; of
// an objection 7:10, of a complaint 9:11).
type Extension struct {
	ID       int64
	CaseID   CaseID
	Weeks    int
	ToldOn   time.Time
	Why      string // Dutch, as the citizen was told
	LetterID LetterID
	By       string
	Pending  bool // its letter lies at the printer: the citizen was not told yet
}

// Sent returns the clock as it is once a letter goes out on a day: what it asks makes the
// term stand still from then on, what it tells counts.
func (c Clock) Sent(letter LetterID, day time.Time) Clock {
	c.Suspensions, c.Extensions = slices.Clone(c.Suspensions), slices.Clone(c.Extensions)
	for i, s := range c.Suspensions {
		if s.LetterID == letter && s.Pending {
			c.Suspensions[i].Pending, c.Suspensions[i].AskedOn = false, day
		}
	}
	for i, e := range c.Extensions {
		if e.LetterID == letter && e.Pending {
			c.Extensions[i].Pending, c.Extensions[i].ToldOn = false, day
		}
	}
	return c
}
