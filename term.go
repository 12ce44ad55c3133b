package postkamer

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// A Term (termijn) is how long the municipality has to answer. Of Weeks, Days and
// WorkingDays at most one is not zero; the zero Term never ends.
type Term struct {
	Weeks       int
	Days        int
	WorkingDays int
	Legal       bool // a law sets it and something happens when it passes
	Near        bool // so short that the case goes before others from the first day
}

// Runs tells whether there is a term at all.
func (t Term) Runs() bool { return t.Weeks+t.Days+t.WorkingDays > 0 }

// Due returns the last day of the term of what was received on a day, without
// suspension or extension; zero when no term runs.
func (t Term) Due(received time.Time, rules TermRules) time.Time {
	if received.IsZero() || !t.Runs() {
		return time.Time{}
	}
	y, m, d := received.Date()
	return Clock{Received: time.Date(y, m, d, 0, 0, 0, 0, time.UTC), Term: t}.Due(rules)
}

// TermRules is what a municipality sets about terms: what the law leaves open, and
// what the program has out of memory.
type TermRules struct {
	NotFree    []FreeDay  `yaml:"feestdagen_niet"`             // holidays that do not count after all
	Extra      []ExtraDay `yaml:"extra_vrije_dagen"`           // days equated with them (Algemene termijnenwet 3, third paragraph)
	AnswerDays int        `yaml:"aanvulling_dagen"`            // how long a citizen has to send what is missing (Awb 4:5)
	MoreWeeks  int        `yaml:"uitstel_weken"`               // proposed for a postponement (Awb 4:14)
	StillOnDay Switch     `yaml:"dag_van_aanvulling_telt_mee"` // the term stands still on the day of the answer too (Awb 4:15: "tot de dag waarop")
}

// An ExtraDay is a day with a name: one on which a term does not end by decision, or one
// on which the office is closed (Office).
type ExtraDay struct {
	Day  string `yaml:"dag"`  // 2026-05-15
	Name string `yaml:"naam"` // dag na Hemelvaartsdag
}

// DefaultTermRules returns the rules that are shipped.
func DefaultTermRules() TermRules { return TermRules{AnswerDays: 14, MoreWeeks: 4} }

// Check returns every rule that cannot be, with what to write instead.
func (r TermRules) Check() error {
	var wrong []error
	for _, d := range r.NotFree {
		if !slices.Contains(FreeDays, d) {
			wrong = append(wrong, fmt.Errorf("termijnen.feestdagen_niet: %q: write one of %v", d, FreeDays))
		}
	}
	for _, d := range r.Extra {
		if _, err := time.Parse(time.DateOnly, d.Day); err != nil || d.Name == "" {
			wrong = append(wrong, fmt.Errorf("termijnen.extra_vrije_dagen: %q: write dag: \"2026-05-15\" and naam: what people call it", d.Day))
		}
	}
	if r.AnswerDays < 3 || r.AnswerDays > 90 {
		wrong = append(wrong, fmt.Errorf("termijnen.aanvulling_dagen: %d: write a number of days from 3 to 90", r.AnswerDays))
	}
	if r.MoreWeeks < 1 || r.MoreWeeks > 26 {
		wrong = append(wrong, fmt.Errorf("termijnen.uitstel_weken: %d: write a number of weeks from 1 to 26", r.MoreWeeks))
	}
	return errors.Join(wrong...)
}

// A Clock is all that decides on which day a case must be done.
type Clock struct {
	Received    time.Time // legal day of receipt
	Term        Term      // zero: not kept; then FirstDue says how long
	FirstDue    time.Time // as it was reckoned when the case was opened; zero when no term ran
	Suspensions []Suspension
	Extensions  []Extension
}

// Runs tells whether a term runs.
func (c Clock) Runs() bool { return !c.Received.IsZero() && (c.Term.Runs() || !c.FirstDue.IsZero()) }

// Due returns the last day on which the case must be done; zero when no term runs.
func (c Clock) Due(rules TermRules) time.Time {
	if !c.Runs() {
		return time.Time{}
	}
	return c.closing(c.ends(rules), rules)
}

// mostDays bounds how far a term is counted: about twenty years.
const mostDays = 7_500

// ends counts the term out day by day: a day counts unless the term stands still on
// it, of a term in working days only if it is one. Suspensions that overlap count once.
func (c Clock) ends(rules TermRules) time.Time {
	left, working := c.length()
	day := c.Received
	for range mostDays {
		if left <= 0 {
			break
		}
		day = day.AddDate(0, 0, 1)
		if c.still(day, rules) || working && rules.Closed(day) != "" {
			continue
		}
		left--
	}
	return day
}

// length returns how many days count, and whether only working days do.
func (c Clock) length() (days int, working bool) {
	t := c.Term
	if !t.Runs() {
		days = int(c.FirstDue.Sub(c.Received) / (24 * time.Hour))
	} else {
		days, working = 7*t.Weeks+t.Days+t.WorkingDays, t.WorkingDays > 0
	}
	for _, e := range c.Extensions {
		if e.Pending {
			continue
		}
		if working {
			days += 5 * e.Weeks
			continue
		}
		days += 7 * e.Weeks
	}
	return days, working
}

// still tells whether the term stands still on a day.
func (c Clock) still(day time.Time, rules TermRules) bool {
	return slices.ContainsFunc(c.Suspensions, func(s Suspension) bool {
		return !s.Pending && !day.Before(s.First()) && !day.After(s.Last(rules))
	})
}

// longDays is from when on a term is too long for the Algemene termijnenwet: more
// than twelve weeks or ninety days (article 4).
const longWeeks, longDays = 12, 90

// bound tells whether the Algemene termijnenwet is about this term.
func (c Clock) bound() bool { return c.Term.Weeks <= longWeeks && c.Term.Days <= longDays }

// closing returns the last day, given the day on which the count ends: not on a
// weekend or a holiday (Algemene termijnenwet, article 1).
func (c Clock) closing(end time.Time, rules TermRules) time.Time {
	if !c.bound() {
		return end
	}
	return rules.WorkingDay(end)
}

// TwoWorkingDays returns a last day for a citizen's answer such that a term of three
// days or more has two working days (Algemene termijnenwet, article 2) and does not
// end on a weekend or a holiday.
func (r TermRules) TwoWorkingDays(from time.Time, days int) time.Time {
	end, working := from.AddDate(0, 0, days), 0
	for day := from.AddDate(0, 0, 1); !day.After(end); day = day.AddDate(0, 0, 1) {
		if r.Closed(day) == "" {
			working++
		}
		if day.Equal(end) && days >= 3 && working < 2 {
			end = end.AddDate(0, 0, 1)
		}
	}
	return r.WorkingDay(end)
}
