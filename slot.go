package postkamer

import (
	"fmt"
	"time"
)

// SlotKind is what a time is for.
type SlotKind string

// Kinds of slot, as a form's definition writes them.
const (
	CallSlot  SlotKind = "bel"      // we phone
	VisitSlot SlotKind = "afspraak" // somebody comes to the desk
)

// A Slot (tijd) is a time that a citizen may choose: somebody phones between its
// hours, or the citizen comes when it begins.
type Slot struct {
	Kind   SlotKind
	From   time.Time
	To     time.Time // later than From
	Places int       // how many citizens may have it
	Taken  int       // how many do
}

// Free tells whether somebody can still have it.
func (s Slot) Free() bool { return s.Taken < s.Places }

// Overlaps tells whether two slots are at the same time, at least in part.
func (s Slot) Overlaps(o Slot) bool { return s.From.Before(o.To) && o.From.Before(s.To) }

// slotKey is how a slot is written in the answer of a form: day, begin and end.
const slotKey, slotClock = "2006-01-02T15.04", "15.04"

// Key writes when a slot is, for the answer of a form: 2026-11-24T09.00-12.00.
func (s Slot) Key() string {
	return s.From.In(Zone()).Format(slotKey) + "-" + s.To.In(Zone()).Format(slotClock)
}

// ParseSlot reads what Key wrote; false for anything else.
func ParseSlot(kind SlotKind, key string) (Slot, bool) {
	if len(key) != len("2006-01-02T15.04-15.04") || key[16] != '-' {
		return Slot{}, false
	}
	from, err := time.ParseInLocation(slotKey, key[:16], Zone())
	if err != nil {
		return Slot{}, false
	}
	to, err := time.ParseInLocation(slotKey, key[:11]+key[17:], Zone())
	if err != nil || !to.After(from) {
		return Slot{}, false
	}
	s := Slot{Kind: kind, From: from, To: to}
	return s, s.Key() == key // an hour that the clock skipped is none
}

// Day returns the day of a slot as midnight UTC, see DayOf.
func (s Slot) Day() time.Time { return DayOf(s.From) }

// DayWords says the day: dinsdag 24 november.
func (s Slot) DayWords() string {
	at := s.From.In(Zone())
	return fmt.Sprintf("%s %d %s", dayWords[at.Weekday()], at.Day(), monthWords[at.Month()-1])
}

// Hours says the time: "tussen 9 en 12 uur" to be phoned, "om 9.20 uur" to come.
func (s Slot) Hours() string {
	from, to := clockWords(s.From), clockWords(s.To)
	if s.Kind == VisitSlot {
		return "om " + from + " uur"
	}
	return "tussen " + from + " en " + to + " uur"
}

// String says a slot: dinsdag 24 november, tussen 9 en 12 uur.
func (s Slot) String() string { return s.DayWords() + ", " + s.Hours() }

// DayIn says the day in a tone; Tuesday 24 November in English.
func (s Slot) DayIn(tone Tone) string {
	if tone != English {
		return s.DayWords()
	}
	return s.From.In(Zone()).Format("Monday 2 January")
}

// HoursIn says the time in a tone; "between 9:00 and 12:00" or "at 9:20" in English.
func (s Slot) HoursIn(tone Tone) string {
	if tone != English {
		return s.Hours()
	}
	from, to := s.From.In(Zone()).Format(englishClock), s.To.In(Zone()).Format(englishClock)
	if s.Kind == VisitSlot {
		return "at " + from
	}
	return "between " + from + " and " + to
}

// englishClock writes 9:20 as people do who read English in the Netherlands: 24 hours.
const englishClock = "15:04"

// In says a slot in a tone.
func (s Slot) In(tone Tone) string { return s.DayIn(tone) + ", " + s.HoursIn(tone) }

// clockWords writes 9 or 9.20.
func clockWords(t time.Time) string {
	if t = t.In(Zone()); t.Minute() == 0 {
		return fmt.Sprint(t.Hour())
	}
	return t.Format("15.04")[btoi(t.Hour() < 10):]
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// dayWords are the days from Sunday, monthWords the months from January.
var (
	dayWords   = []string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}
	monthWords = []string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
)

// A Booking (geboekte tijd) is a time that a citizen has.
type Booking struct {
	ID        int64
	Slot      Slot // Places and Taken are not filled in
	PieceID   PieceID
	CaseID    CaseID // of the piece; 0 while it is not routed
	Reference string
	CaseType  CaseType
	Queue     Queue
	Who       string // the citizen's name as the case has it; may be empty
	Phone     string
	BookedAt  time.Time
	Came      Attendance
	Version   int
}

// Attendance is whether somebody came.
type Attendance string

// Attendances.
const (
	NotYet   Attendance = ""
	Attended Attendance = "came"
	Absent   Attendance = "absent"
)
