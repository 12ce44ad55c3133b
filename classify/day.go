package classify

import (
	"fmt"
	"time"
)

// day returns a calendar day, at midnight UTC like every date here.
func day(year, month, d int) time.Time {
	return time.Date(year, time.Month(month), d, 0, 0, 0, 0, time.UTC)
}

// dayOf drops the time of day and the zone: a date is the date on the calendar.
func dayOf(t time.Time) time.Time { return day(t.Year(), int(t.Month()), t.Day()) }

// inDutch writes a date as people say it: 1 mei 2020.
func inDutch(t time.Time) string {
	return fmt.Sprintf("%d %s %d", t.Day(), monthNames[t.Month()-1], t.Year())
}

// monthNames are the months in order.
var monthNames = []string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}

// due returns the last day of a term that begins on the day of receipt. A term
// that ends on a weekend or a public holiday runs on to the next working day
// (Algemene termijnenwet, article 1). It is zero when there is no term.
func (t Term) due(received time.Time) time.Time {
	if received.IsZero() || t.Weeks+t.Days+t.WorkingDays == 0 {
		return time.Time{}
	}
	last := dayOf(received).AddDate(0, 0, 7*t.Weeks+t.Days)
	for range t.WorkingDays {
		last = workingDay(last.AddDate(0, 0, 1))
	}
	return workingDay(last)
}

// workingDay returns t, or the first working day after it.
func workingDay(t time.Time) time.Time {
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday || holiday(t) {
		t = t.AddDate(0, 0, 1)
	}
	return t
}

// holiday tells whether t is a general public holiday for terms: those of
// Algemene termijnenwet article 3, with King's Day and Liberation Day.
func holiday(t time.Time) bool {
	switch fmt.Sprintf("%d-%d", t.Day(), t.Month()) {
	case "1-1", "25-12", "26-12", "5-5":
		return true
	case "27-4":
		return t.Weekday() != time.Sunday
	case "26-4":
		return t.Weekday() == time.Saturday
	}
	switch int(t.Sub(easter(t.Year())).Hours() / 24) {
	case -2, 1, 39, 50:
		return true
	}
	return false
}

// easter returns Easter Sunday of a year (Gauss, as corrected by Lichtenberg).
func easter(year int) time.Time {
	k := year / 100
	m := 15 + (3*k+3)/4 - (8*k+13)/25
	s := 2 - (3*k+3)/4
	a := year % 19
	d := (19*a + m) % 30
	r := (d + a/11) / 29
	og := 21 + d - r
	sz := 7 - (year+year/4+s)%7
	oe := 7 - (og-sz)%7
	return day(year, 3, og+oe)
}
