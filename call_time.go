package postkamer

import (
	"slices"
	"strings"
	"time"
)

// DayPart is a part of the day on which somebody can be phoned.
type DayPart string

// Parts of the day.
const (
	AnyPart   DayPart = ""
	Morning   DayPart = "morning"
	Afternoon DayPart = "afternoon"
	Late      DayPart = "late" // the end of the afternoon: who works is home again
)

// DayParts are those that a citizen can ask for.
var DayParts = []DayPart{AnyPart, Morning, Afternoon, Late}

// Hours in which danger is phoned, and how long after an attempt without an answer,
// in minutes. Near the end of the day one more attempt comes sooner.
const (
	officeOpens  = 9 * 60
	officeCloses = 17 * 60
	urgentAgain  = 60
	lastUrgent   = officeCloses - 10
)

// dayParts says of each part when it begins and ends, and when a next attempt is
// planned in it; in minutes after midnight of the municipality's clock.
var dayParts = []struct {
	part           DayPart
	from, to, call int
}{
	{Morning, officeOpens, 12 * 60, 9*60 + 30},
	{Afternoon, 12 * 60, 16 * 60, 13*60 + 30},
	{Late, 16 * 60, officeCloses, 16*60 + 15},
}

// Hours returns when a part begins and ends, in minutes after midnight.
func (d DayPart) Hours() (from, to int) {
	for _, p := range dayParts {
		if p.part == d {
			return p.from, p.to
		}
	}
	return officeOpens, officeCloses
}

// PartOf returns the part of the day of a moment: before noon, before four, later.
func PartOf(t time.Time) DayPart {
	t = t.In(Zone())
	minute := t.Hour()*60 + t.Minute()
	for _, p := range dayParts {
		if minute < p.to {
			return p.part
		}
	}
	return Late
}

// timeToCall is the question of a form when the citizen likes to be phoned.
const timeToCall = "tijd"

// PartAsked returns when the sender of a form likes to be phoned.
func PartAsked(answers []Answer) DayPart {
	for _, a := range answers {
		switch value := strings.ToLower(a.Value); {
		case a.Name != timeToCall:
		case strings.HasPrefix(value, "ochtend"):
			return Morning
		case strings.HasPrefix(value, "middag"):
			return Afternoon
		}
	}
	return AnyPart
}

// attemptPause is how long after an attempt the next comes at the earliest, and
// attemptDays for how many days a moment is looked for: no town hall is closed
// longer.
const (
	attemptPause = 4 * time.Hour
	attemptDays  = 60
)

// NextAttempt returns when to phone again somebody who did not answer at now, nor at
// the moments in tried: at a part of the day that was not tried yet, in office hours,
// never on a day on which we are closed. When all were tried, at another part than now.
// Who likes one part is phoned at that.
func (o Office) NextAttempt(now time.Time, likes DayPart, tried ...time.Time) time.Time {
	been := []DayPart{}
	for _, t := range append(slices.Clone(tried), now) {
		if part := PartOf(t); o.Workday(DayOf(t)) && !slices.Contains(been, part) {
			been = append(been, part)
		}
	}
	if len(been) == len(dayParts) {
		been = []DayPart{PartOf(now)}
	}
	fits := func(part DayPart) bool {
		if likes != AnyPart {
			return part == likes
		}
		return !slices.Contains(been, part)
	}
	for day := range attemptDays {
		for _, p := range dayParts {
			at := minuteOf(now, day, p.call)
			if fits(p.part) && !at.Before(now.Add(attemptPause)) && o.Workday(DayOf(at)) {
				return at
			}
		}
	}
	return minuteOf(now, attemptDays, officeOpens)
}

// minuteOf returns a minute of the day that is so many days after that of now.
func minuteOf(now time.Time, day, minute int) time.Time {
	now = now.In(Zone())
	return time.Date(now.Year(), now.Month(), now.Day()+day, 0, minute, 0, 0, Zone())
}

// NextUrgentAttempt returns when to phone again somebody in danger who did not
// answer at now: the same day while the office is open, else when it opens.
func (o Office) NextUrgentAttempt(now time.Time) time.Time {
	now = now.In(Zone())
	minute, day := now.Hour()*60+now.Minute(), 1
	switch {
	case o.Workday(DayOf(now)) && minute < officeOpens:
		return minuteOf(now, 0, officeOpens)
	case o.Workday(DayOf(now)) && minute < lastUrgent:
		return minuteOf(now, 0, min(minute+urgentAgain, lastUrgent))
	}
	for !o.Workday(DayOf(minuteOf(now, day, officeOpens))) {
		day++
	}
	return minuteOf(now, day, officeOpens)
}

// AfterWorkHours returns the moment that lies so many hours after from, when only the
// hours of working days count, day and night: a norm of 24 hours that begins on Friday
// at four ends on Monday at four.
func (o Office) AfterWorkHours(from time.Time, hours time.Duration) time.Time {
	at := from.In(Zone())
	for hours > 0 {
		next := minuteOf(at, 1, 0)
		if !o.Workday(DayOf(at)) {
			at = next
			continue
		}
		if left := next.Sub(at); left < hours {
			hours, at = hours-left, next
			continue
		}
		at = at.Add(hours)
		hours = 0
	}
	for !o.Workday(DayOf(at)) {
		at = minuteOf(at, 1, 0)
	}
	return at
}

// remindAt is when staff are reminded of calls that wait too long, and until when that
// is made up for on a day on which nothing ran; in minutes after midnight.
const (
	remindAt    = 7 * 60
	remindUntil = 16 * 60
)

// RemindNow tells whether staff are to be reminded at now of calls that wait too long:
// on a working day from 07.00.
func (o Office) RemindNow(now time.Time) bool {
	now = now.In(Zone())
	minute := now.Hour()*60 + now.Minute()
	return o.Workday(DayOf(now)) && minute >= remindAt && minute < remindUntil
}
