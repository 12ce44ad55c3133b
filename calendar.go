package postkamer

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Calendar (agenda) says when citizens can be phoned or can come.
type Calendar struct {
	Place  string   `yaml:"plaats,omitempty"` // where they come; empty for calls
	Times  []string `yaml:"tijden"`           // "ma-vr 9.00-12.00, 4 plaatsen"; see ParseOpening
	Length int      `yaml:"duur"`             // minutes of one visit; 0: each of the times is one
	Before int      `yaml:"vooraf_uren"`      // at least so many hours before it begins
	Ahead  int      `yaml:"vooruit_dagen"`    // days with times that can be chosen from, from today
}

// DefaultCallTimes are the mornings and afternoons of the days to come.
func DefaultCallTimes() Calendar {
	return Calendar{Times: []string{"ma-vr 9.00-12.00, 8 plaatsen", "ma-vr 12.00-17.00, 8 plaatsen"}, Before: 1, Ahead: 5}
}

// DefaultVisits is the calendar of a small desk.
func DefaultVisits() Calendar {
	return Calendar{Place: "Stadhuis", Times: []string{"ma-vr 9.00-12.00, 2 plaatsen", "ma-vr 13.00-16.00, 2 plaatsen"}, Length: 20, Before: 24, Ahead: 15}
}

// An Opening is one of the times of a calendar.
type Opening struct {
	Days     []time.Weekday
	From, To int // minutes after midnight
	Places   int // how many citizens at the same time
}

// weekdays are how a file writes the days, from Sunday.
var weekdays = []string{"zo", "ma", "di", "wo", "do", "vr", "za"}

// openingForm is how an opening is written.
var openingForm = regexp.MustCompile(`^([a-z]{2})((?:[ ,]+[a-z]{2})*|-[a-z]{2}) +([0-9]{1,2})[.:]([0-9]{2}) ?- ?([0-9]{1,2})[.:]([0-9]{2}), ?([0-9]{1,3}) plaats(?:en)?$`)

// ParseOpening reads "ma-vr 9.00-12.00, 4 plaatsen" or "ma wo 13.00-16.30, 1 plaats".
func ParseOpening(text string) (Opening, error) {
	m := openingForm.FindStringSubmatch(strings.ToLower(strings.Join(strings.Fields(text), " ")))
	wrong := fmt.Errorf("%q: write days, hours and places, such as \"ma-vr 9.00-12.00, 4 plaatsen\"", text)
	if m == nil {
		return Opening{}, wrong
	}
	number := func(i int) int { n, _ := strconv.Atoi(m[i]); return n } // digits only
	o := Opening{Days: daysOf(m[1] + m[2]), From: number(3)*60 + number(4), To: number(5)*60 + number(6), Places: number(7)}
	if len(o.Days) == 0 || number(4) > 59 || number(6) > 59 || o.To <= o.From || o.To >= 24*60 || o.Places < 1 {
		return Opening{}, wrong
	}
	return o, nil
}

// daysOf reads "ma-vr" or "ma, wo"; nil when a word is no day.
func daysOf(text string) []time.Weekday {
	if first, last, ok := strings.Cut(text, "-"); ok {
		from, to := slices.Index(weekdays, first), slices.Index(weekdays, last)
		if from < 0 || to < 0 {
			return nil
		}
		days := []time.Weekday{time.Weekday(from)}
		for ; from != to; days = append(days, time.Weekday(from)) {
			from = (from + 1) % len(weekdays)
		}
		return days
	}
	var days []time.Weekday
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		at := slices.Index(weekdays, word)
		if at < 0 {
			return nil
		}
		days = append(days, time.Weekday(at))
	}
	return days
}

// check returns what of a calendar cannot be, by its key.
func (c Calendar) check(key string) []error {
	var wrong []error
	refuse := func(bad bool, format string, args ...any) {
		if bad {
			wrong = append(wrong, fmt.Errorf(key+"."+format, args...))
		}
	}
	for _, text := range c.Times {
		if _, err := ParseOpening(text); err != nil {
			wrong = append(wrong, fmt.Errorf("%s.tijden: %w", key, err))
		}
	}
	refuse(c.Length < 0 || c.Length > 480 || c.Length > 0 && c.Length < 5, "duur: %d: write a number of minutes from 5 to 480, or 0", c.Length)
	refuse(c.Before < 0 || c.Before > 336, "vooraf_uren: %d: write a number of hours from 0 to 336", c.Before)
	refuse(c.Ahead < 1 || c.Ahead > 60, "vooruit_dagen: %d: write a number of days from 1 to 60", c.Ahead)
	return wrong
}

// Slots returns the times that can be chosen at now, in order, with how many places
// each has; who has them is for the store. On days on which the office is closed
// there are none; a Saturday that is in the calendar counts.
func (c Calendar) Slots(kind SlotKind, now time.Time, office Office) []Slot {
	earliest, left := now.Add(time.Duration(c.Before)*time.Hour), c.Ahead
	var list []Slot
	for day := 0; left > 0 && day <= 7*c.Ahead+60; day++ { // no town hall is closed longer
		midnight := minuteOf(now, day, 0)
		slots := c.slotsOn(kind, midnight)
		if closed := office.Closed(DayOf(midnight)); len(slots) == 0 || closed != "" && closed != "zaterdag" && closed != "zondag" {
			continue
		}
		left--
		for _, s := range slots {
			if !s.From.Before(earliest) {
				list = append(list, s)
			}
		}
	}
	return list
}

// openings are the times that can be read; Check refuses a file with others.
func (c Calendar) openings() []Opening {
	var list []Opening
	for _, text := range c.Times {
		if o, err := ParseOpening(text); err == nil {
			list = append(list, o)
		}
	}
	return list
}

// slotsOn returns the slots of a day that begins at midnight. Two openings with the
// same slot add up.
func (c Calendar) slotsOn(kind SlotKind, midnight time.Time) []Slot {
	var list []Slot
	for _, o := range c.openings() {
		length := c.Length
		if length == 0 {
			length = o.To - o.From
		}
		for from := o.From; slices.Contains(o.Days, midnight.Weekday()) && from+length <= o.To; from += length {
			s := Slot{Kind: kind, From: minuteOf(midnight, 0, from), To: minuteOf(midnight, 0, from+length), Places: o.Places}
			if at := slices.IndexFunc(list, func(b Slot) bool { return b.From.Equal(s.From) && b.To.Equal(s.To) }); at >= 0 {
				list[at].Places += s.Places
				continue
			}
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, func(a, b Slot) int { return a.From.Compare(b.From) })
	return list
}

// Calendar returns the calendar of a kind of slot; empty when there is none, so
// without appointments nobody can choose a time to come.
func (m Municipality) Calendar(kind SlotKind) Calendar {
	switch {
	case kind == CallSlot:
		return m.CallTimes
	case bool(m.Appointments):
		return m.Visits
	}
	return Calendar{}
}

// Slots returns the times of a kind that can be chosen at now.
func (m Municipality) Slots(kind SlotKind, now time.Time) []Slot {
	return m.Calendar(kind).Slots(kind, now, m.Office())
}
