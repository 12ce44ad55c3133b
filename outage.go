package postkamer

import "time"

// OutageID numbers an outage in the database.
type OutageID int64

// An Outage (storing) is a time in which citizens could not send us anything. A term
// of theirs that ended in it ends later, see Outage.Extends.
type Outage struct {
	ID      OutageID
	What    string // Dutch, for everybody: what did not work
	Began   time.Time
	Ended   time.Time // zero while it lasts
	By      string    // who noted it: a member of staff, or Machine
	At      time.Time // when it was noted
	Gone    time.Time // when it was taken back as a mistake; zero while it counts
	GoneBy  string
	GoneWhy string
}

// OutageLeast is from how long on the program itself notes an outage. A restart is
// none.
const OutageLeast = 5 * time.Minute

// OutageText is how many letters the text of an outage may have.
const OutageText = 160

// LostText is what the program writes about an outage that it noted itself.
const LostText = "Onze formulieren waren niet bereikbaar."

// FirstDay and LastDay are the days on which it touches the municipality's calendar;
// LastDay is zero while it lasts.
func (o Outage) FirstDay() time.Time { return DayOf(o.Began) }

// LastDay is the day on which it ended.
func (o Outage) LastDay() time.Time {
	if o.Ended.IsZero() {
		return time.Time{}
	}
	return DayOf(o.Ended)
}

// Extends returns until which day what ended in the outage may still be sent: the
// first working day after it (Wmebv, Awb section 2.3; out of memory). Zero while the
// outage lasts: then nobody knows.
func (o Outage) Extends(rules TermRules) time.Time {
	if o.Ended.IsZero() {
		return time.Time{}
	}
	return rules.WorkingDay(o.LastDay().AddDate(0, 0, 1))
}

// Covers tells whether a last day fell in the outage.
func (o Outage) Covers(day time.Time) bool {
	return o.Gone.IsZero() && !day.Before(o.FirstDay()) && (o.Ended.IsZero() || !day.After(o.LastDay()))
}

// LastDay returns until which day a citizen may send what was due on a day: the first
// working day after the outage in which that fell, and so on when that day fell in another.
// An outage that lasts moves nothing yet.
func LastDay(day time.Time, outages []Outage, rules TermRules) time.Time {
	for again := true; again; { // one outage may move it into the next
		again = false
		for _, o := range outages {
			if !o.Ended.IsZero() && o.Covers(day) {
				day, again = o.Extends(rules), true
			}
		}
	}
	return day
}

// Moves returns until which day what ended in the outage may be sent, past the others that
// follow; false when one that lasts holds that day, so that nobody knows yet.
func (o Outage) Moves(all []Outage, rules TermRules) (time.Time, bool) {
	if o.Ended.IsZero() {
		return time.Time{}, false
	}
	day := LastDay(o.Extends(rules), all, rules)
	for _, other := range all {
		if other.Ended.IsZero() && other.Covers(day) {
			return time.Time{}, false
		}
	}
	return day, true
}

// CountsOn returns the day on which something counts as sent that came in on a day:
// the day on which an outage began that had only just ended, or lasts. It is the day
// itself without one. Only terms of citizens are held against it.
func CountsOn(day time.Time, outages []Outage, rules TermRules) time.Time {
	counts := day
	for again := true; again; { // one outage may lead to an earlier one
		again = false
		for _, o := range outages {
			first := o.FirstDay()
			if o.Gone.IsZero() && first.Before(counts) && (o.Ended.IsZero() || !counts.After(o.Extends(rules))) {
				counts, again = first, true
			}
		}
	}
	return counts
}
