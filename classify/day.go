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
