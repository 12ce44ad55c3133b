package postkamer

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// An Office says on which days the municipality's people work: not at the weekend, not on
// holidays, and not on the days on which the municipality is closed by its own choice.
// The zero Office is closed on holidays and at weekends only.
//
// Own days say when somebody phones, can come or works a pile away. They move no legal
// term: the Algemene termijnenwet knows its own days (TermRules), and a town hall that is
// closed on the day after Ascension is not one of them.
type Office struct {
	Terms TermRules
	Own   []ExtraDay
}

// Office returns the days on which this municipality works.
func (m Municipality) Office() Office { return Office{m.Terms, m.ClosedDays} }

// Closed says in Dutch why nobody works on a day (midnight UTC, see DayOf): its name with
// the municipality or as a holiday, "zaterdag" or "zondag"; "" on a working day.
func (o Office) Closed(day time.Time) string {
	if i := slices.IndexFunc(o.Own, func(e ExtraDay) bool { return e.Day == day.Format(time.DateOnly) }); i >= 0 {
		return o.Own[i].Name
	}
	return o.Terms.Closed(day)
}

// Workday tells whether people work on a day (midnight UTC).
func (o Office) Workday(day time.Time) bool { return o.Closed(day) == "" }

// Limits of the days of a municipality's own.
const (
	mostClosedDays  = 200 // some years of them
	closedDayLetter = 60  // of a name: it stands on a page
)

// closedDaysKey is where they are in the municipality's file.
const closedDaysKey = "gesloten_dagen"

// checkClosedDays returns what of the days cannot be, each with the day as it is written:
// package town finds its line by that.
func checkClosedDays(list []ExtraDay) []error {
	var wrong []error
	seen := map[string]bool{}
	for _, d := range list {
		_, err := time.Parse(time.DateOnly, d.Day)
		switch {
		case err != nil:
			wrong = append(wrong, fmt.Errorf("%s: %q: write a day such as dag: \"2027-05-07\"", closedDaysKey, d.Day))
		case strings.TrimSpace(d.Name) == "" || len(d.Name) > closedDayLetter:
			wrong = append(wrong, fmt.Errorf("%s: %q: write naam: what people call it, in at most %d letters", closedDaysKey, d.Day, closedDayLetter))
		case seen[d.Day]:
			wrong = append(wrong, fmt.Errorf("%s: %q: is there twice: leave one out", closedDaysKey, d.Day))
		}
		seen[d.Day] = true
	}
	if len(list) > mostClosedDays {
		wrong = append(wrong, fmt.Errorf("%s: %d days: leave out those that are past, at most %d", closedDaysKey, len(list), mostClosedDays))
	}
	return wrong
}
