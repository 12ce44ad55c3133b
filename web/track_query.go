package web

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"postkamer"
)

// A paperQuery is what somebody looks for: a reference, a stack by its number of the
// day, or a place in a box. The zero value is nothing that we understand.
type paperQuery struct {
	Reference string
	Day       time.Time // with Stack
	Stack     int
	Year      int // of the box; with Box; 0: the last
	Box       int
	Position  int // in the box; 0: all of it
}

// readPaperQuery understands a reference, the code on a box, "22-11 stapel 3",
// "stapel 3 van 22 november", "doos 12 plek 3" and "12/3". A day without a year is the
// last such day until today; a box without a year is the last one with that number.
func readPaperQuery(text string, today time.Time) paperQuery {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	if year, number, ok := postkamer.ParseBoxCode(text); ok {
		return paperQuery{Year: year, Box: number}
	}
	if ref := postkamer.NormalReference(text); ref != "" {
		return paperQuery{Reference: ref}
	}
	if q, ok := readBoxQuery(text); ok {
		return q
	}
	q, _ := readStackQuery(text, today)
	return q
}

var (
	boxQuery   = regexp.MustCompile(`^doos (\d{1,5})(?:(?: van| uit)? (\d{4}))?(?:,? ?(?:plek|positie|p) ?(\d{1,4}))?$`)
	shortBox   = regexp.MustCompile(`^(\d{1,5}) ?/ ?(\d{1,4})$`)
	stackFirst = regexp.MustCompile(`^stapel (\d{1,4})(?: van| op|,)? (.+)$`)
	dayFirst   = regexp.MustCompile(`^(.+?),? stapel (\d{1,4})$`)
	dayNumbers = regexp.MustCompile(`^(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}))?$`)
	dayWords   = regexp.MustCompile(`^(\d{1,2}) ([a-z]+)(?: (\d{4}))?$`)
)

func readBoxQuery(text string) (paperQuery, bool) {
	if m := boxQuery.FindStringSubmatch(text); m != nil {
		q := paperQuery{Box: number(m[1]), Year: number(m[2]), Position: number(m[3])}
		return q, q.Box > 0
	}
	if m := shortBox.FindStringSubmatch(text); m != nil {
		q := paperQuery{Box: number(m[1]), Position: number(m[2])}
		return q, q.Box > 0
	}
	return paperQuery{}, false
}

func readStackQuery(text string, today time.Time) (paperQuery, bool) {
	if text == "" {
		return paperQuery{}, false
	}
	stack, day := "", ""
	if m := stackFirst.FindStringSubmatch(text); m != nil {
		stack, day = m[1], m[2]
	} else if m := dayFirst.FindStringSubmatch(text); m != nil {
		day, stack = m[1], m[2]
	} else if rest, ok := strings.CutPrefix(text, "stapel "); ok {
		stack, day = rest, "vandaag"
	}
	on, ok := readDay(day, today)
	n := number(stack)
	if !ok || n == 0 {
		return paperQuery{}, false
	}
	return paperQuery{Day: on, Stack: n}, true
}

// readDay reads vandaag, gisteren, 22-11, 22-11-2026 and 22 november.
func readDay(text string, today time.Time) (time.Time, bool) {
	switch text {
	case "vandaag":
		return today, true
	case "gisteren":
		return today.AddDate(0, 0, -1), true
	}
	if m := dayNumbers.FindStringSubmatch(text); m != nil {
		return dayOf(number(m[1]), number(m[2]), number(m[3]), today)
	}
	if m := dayWords.FindStringSubmatch(text); m != nil {
		month := slices.IndexFunc(months[:], func(name string) bool { return len(m[2]) >= 3 && strings.HasPrefix(name, m[2]) })
		return dayOf(number(m[1]), month+1, number(m[3]), today)
	}
	return time.Time{}, false
}

// dayOf is a day of the calendar; without a year the last such day until today.
func dayOf(day, month, year int, today time.Time) (time.Time, bool) {
	given := year != 0
	if !given {
		year = today.Year()
	}
	on := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if !given && on.After(today) {
		on = time.Date(year-1, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	}
	return on, month >= 1 && month <= 12 && on.Day() == day
}

// number reads digits; nothing is 0.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}
