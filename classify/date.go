package classify

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A date is a date found in a text. Day comes before month, always: Dutch.
type date struct {
	at         time.Time // zero when the date does not exist, such as 31 april
	start, end int       // bytes of the text
	noYear     bool      // the year was not written but filled in
	near       bool      // so, and the day lies so near that it can be no other year
	shortYear  bool      // two digits
	repaired   bool      // a letter was taken for a digit
}

// Patterns of dates. A digit may be a letter that looks like one.
var (
	digitLike    = `[0-9OoIlSB]`
	numericDate  = regexp.MustCompile(`\b(` + digitLike + `{1,2})[ ]?[-/.][ ]?(` + digitLike + `{1,2})[ ]?[-/.][ ]?(` + digitLike + `{4}|` + digitLike + `{2})\b`)
	spacedDate   = regexp.MustCompile(`\b([0-3]?[0-9]) ([01]?[0-9]) ((?:19|20)[0-9]{2})\b`)
	isoDate      = regexp.MustCompile(`\b((?:19|20)[0-9]{2})-([01][0-9])-([0-3][0-9])\b`)
	writtenDate  = regexp.MustCompile(`(?i)\b([0-3]?[0-9OoIl])(?:e|ste|de)?[ \n.\-]{0,2}([a-z0-9|]{3,10})\.?(?: ?/ ?[a-z]{3}\b)?(?:[ \n,\-]{0,2}'?((?:19|20)[0-9OoIlSB]{2}|[0-9]{2}\b))?`)
	monthlyShort = map[string]int{"jan": 1, "feb": 2, "mrt": 3, "maa": 3, "mar": 3, "apr": 4, "mei": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12, "mel": 5, "me1": 5}
)

// repairDigits turns letters that look like digits into those digits.
func repairDigits(s string) (string, bool) {
	fixed := strings.NewReplacer("O", "0", "o", "0", "Q", "0", "D", "0", "I", "1", "L", "1", "l", "1", "i", "1", "|", "1", "!", "1", "S", "5", "s", "5", "B", "8", "Z", "2", "z", "2", "g", "9", "q", "9").Replace(s)
	return fixed, fixed != s
}

// month returns the number of a written month, 0 when it is none. Long names may
// have a letter wrong, the longest two: no two of them are so alike.
func month(s string) int {
	s = fold(s)
	if n, ok := monthlyShort[s]; ok {
		return n
	}
	for i, name := range monthNames {
		wrong := 0
		switch {
		case len(name) >= 8:
			wrong = 2
		case len(name) >= 5:
			wrong = 1
		}
		if strings.ContainsAny(s, "abcdefghijklmnopqrstuvwxyz") && distance(name, s, wrong) <= wrong {
			return i + 1
		}
	}
	return 0
}

// Words behind a date without a year that say which year: "1 maart a.s.", "3 mei jl.".
var (
	comingUp = regexp.MustCompile(`(?i)^[ \n]?,?[ \n]?(?:a\.? ?s\b\.?|aanstaande|eerstkomende|e\.k\.)`)
	gonePast = regexp.MustCompile(`(?i)^[ \n]?,?[ \n]?(?:j\.? ?l\b\.?|jongstleden|laatstleden|l\.l\.)`)
)

// thisYear is within how many days of the letter a date without a year is taken
// to be in the nearest year.
const thisYear = 120

// turned puts a date without a year before or after near, as the words behind it say.
func (d date) turned(behind string, near time.Time) date {
	if !d.noYear || d.at.IsZero() || near.IsZero() {
		return d
	}
	day := dayOf(near)
	switch {
	case comingUp.MatchString(behind):
		if d.near = true; d.at.Before(day.AddDate(0, 0, -7)) { // the letter may have waited
			d.at = calendar(d.at.Year()+1, int(d.at.Month()), d.at.Day())
		}
	case gonePast.MatchString(behind):
		if d.near = true; d.at.After(day) {
			d.at = calendar(d.at.Year()-1, int(d.at.Month()), d.at.Day())
		}
	default:
		d.near = apart(d.at, day) <= thisYear*24*time.Hour
	}
	return d
}

// findDates returns the dates of a text in order. The year of a date without one
// is that which brings it nearest to near; without near such dates are left out.
func findDates(text string, near time.Time) []date {
	var found []date
	add := func(match []int, y, m, d string) {
		if date, ok := newDate(y, m, d, near); ok && !overlaps(found, match[0], match[1]) {
			date.start, date.end = match[0], match[1]
			date = date.turned(text[date.end:min(len(text), date.end+20)], near)
			found = append(found, date)
		}
	}
	for _, m := range isoDate.FindAllStringSubmatchIndex(text, -1) {
		add(m, text[m[2]:m[3]], text[m[4]:m[5]], text[m[6]:m[7]])
	}
	for _, m := range spokenDate.FindAllStringSubmatchIndex(text, -1) {
		n, number := dayWords[fold(text[m[2]:m[3]])], month(text[m[4]:m[5]])
		if n == 0 || number == 0 {
			continue
		}
		year := ""
		if m[6] >= 0 {
			year = text[m[6]:m[7]]
		}
		add(m, year, strconv.Itoa(number), strconv.Itoa(n))
	}
	for _, m := range writtenDate.FindAllStringSubmatchIndex(text, -1) {
		number := month(text[m[4]:m[5]])
		if number == 0 {
			continue
		}
		year := ""
		if m[6] >= 0 {
			year = text[m[6]:m[7]]
		}
		add(m, year, strconv.Itoa(number), text[m[2]:m[3]])
	}
	for _, pattern := range []*regexp.Regexp{numericDate, spacedDate} {
		for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
			add(m, text[m[6]:m[7]], text[m[4]:m[5]], text[m[2]:m[3]])
		}
	}
	return inOrder(found)
}

// newDate makes a date of its written parts; false when they are no date at all.
// An impossible day such as 31 april gives a date with a zero time.
func newDate(year, month, day string, near time.Time) (date, bool) {
	y, fixedYear := repairDigits(year)
	m, fixedMonth := repairDigits(month)
	d, fixedDay := repairDigits(day)
	if !strings.ContainsAny(year+month+day, "0123456789") {
		return date{}, false
	}
	found := date{repaired: fixedYear || fixedMonth || fixedDay, noYear: y == "", shortYear: len(y) == 2}
	dayNumber, err1 := strconv.Atoi(d)
	monthNumber, err2 := strconv.Atoi(m)
	if err1 != nil || err2 != nil || dayNumber > 39 || monthNumber > 19 {
		return date{}, false
	}
	if found.noYear {
		found.at = nearest(monthNumber, dayNumber, near)
		return found, !near.IsZero()
	}
	yearNumber, err := strconv.Atoi(y)
	if err != nil {
		return date{}, false
	}
	found.at = calendar(fullYear(yearNumber, near), monthNumber, dayNumber)
	return found, true
}

// fullYear adds the century to a year of two digits: the last one in which it is
// not more than two years after near.
func fullYear(year int, near time.Time) int {
	if year >= 100 {
		return year
	}
	limit := 2022
	if !near.IsZero() {
		limit = near.Year() + 2
	}
	full := limit - limit%100 + year
	if full > limit {
		full -= 100
	}
	return full
}

// calendar returns the day, or zero time when the calendar has no such day.
func calendar(y, m, d int) time.Time {
	t := day(y, m, d)
	if t.Day() != d || int(t.Month()) != m || y < 1890 || y > 2100 {
		return time.Time{}
	}
	return t
}

// nearest returns the day and month in the year that is nearest to near.
func nearest(m, d int, near time.Time) time.Time {
	var best time.Time
	for y := near.Year() - 1; y <= near.Year()+1; y++ {
		t := calendar(y, m, d)
		if !t.IsZero() && (best.IsZero() || apart(t, near) < apart(best, near)) {
			best = t
		}
	}
	return best
}

// apart returns the time between two moments, whichever is first.
func apart(a, b time.Time) time.Duration { return a.Sub(b).Abs() }

// overlaps tells whether a range of bytes touches one of the dates.
func overlaps(dates []date, start, end int) bool {
	for _, d := range dates {
		if start < d.end && d.start < end {
			return true
		}
	}
	return false
}
