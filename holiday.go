package postkamer

import (
	"slices"
	"time"
)

// A FreeDay names a general holiday on which a term does not end.
type FreeDay string

// The holidays of the Algemene termijnenwet, article 3: those of its first paragraph,
// and Good Friday, that the second equates with them. Out of memory; which of them
// count is for a municipality to set (docs/terms.md).
const (
	NewYear       FreeDay = "nieuwjaarsdag"
	GoodFriday    FreeDay = "goede_vrijdag"
	EasterMonday  FreeDay = "tweede_paasdag"
	KingsDay      FreeDay = "koningsdag"
	LiberationDay FreeDay = "bevrijdingsdag"
	Ascension     FreeDay = "hemelvaartsdag"
	WhitMonday    FreeDay = "tweede_pinksterdag"
	Christmas     FreeDay = "eerste_kerstdag"
	BoxingDay     FreeDay = "tweede_kerstdag"
)

// FreeDays are all holidays that the program knows, in the order of the year.
var FreeDays = []FreeDay{NewYear, GoodFriday, EasterMonday, KingsDay, LiberationDay, Ascension, WhitMonday, Christmas, BoxingDay}

// freeDayNames are what people call them.
var freeDayNames = map[FreeDay]string{
	NewYear: "Nieuwjaarsdag", GoodFriday: "Goede Vrijdag", EasterMonday: "Tweede Paasdag", KingsDay: "Koningsdag",
	LiberationDay: "Bevrijdingsdag", Ascension: "Hemelvaartsdag", WhitMonday: "Tweede Pinksterdag",
	Christmas: "Eerste Kerstdag", BoxingDay: "Tweede Kerstdag",
}

// Name returns what people call the day.
func (d FreeDay) Name() string { return freeDayNames[d] }

// holidayOf returns the holiday of a day, "" when it is none.
func holidayOf(t time.Time) FreeDay {
	switch int(t.Sub(easter(t.Year())) / (24 * time.Hour)) {
	case -2:
		return GoodFriday
	case 1:
		return EasterMonday
	case 39:
		return Ascension
	case 50:
		return WhitMonday
	}
	switch _, m, d := t.Date(); {
	case m == time.January && d == 1:
		return NewYear
	case kingsDay(t):
		return KingsDay
	case m == time.May && d == 5:
		return LiberationDay
	case m == time.December && d == 25:
		return Christmas
	case m == time.December && d == 26:
		return BoxingDay
	}
	return ""
}

// kingsDay is 27 April, or the 26th when that is a Sunday.
func kingsDay(t time.Time) bool {
	if t.Month() != time.April {
		return false
	}
	return t.Day() == 27 && t.Weekday() != time.Sunday || t.Day() == 26 && t.Weekday() == time.Saturday
}

// easter returns Easter Sunday of a year (Gauss, as corrected by Lichtenberg), as
// midnight UTC.
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
	return time.Date(year, time.March, og+oe, 0, 0, 0, 0, time.UTC)
}

// Closed says in Dutch why a term does not end on a day: its name as a holiday,
// "zaterdag", "zondag" or the reason of the municipality; "" for a working day.
func (r TermRules) Closed(day time.Time) string {
	if i := slices.IndexFunc(r.Extra, func(e ExtraDay) bool { return e.Day == day.Format(time.DateOnly) }); i >= 0 {
		return r.Extra[i].Name
	}
	if h := holidayOf(day); h != "" && !slices.Contains(r.NotFree, h) {
		return h.Name()
	}
	switch day.Weekday() {
	case time.Saturday:
		return "zaterdag"
	case time.Sunday:
		return "zondag"
	}
	return ""
}

// WorkingDay returns the day, or the first working day after it.
func (r TermRules) WorkingDay(day time.Time) time.Time {
	for r.Closed(day) != "" {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

// Workday tells whether a day (midnight UTC, see DayOf) is no Saturday, Sunday or
// holiday by the rules that are shipped.
func Workday(day time.Time) bool { return DefaultTermRules().Closed(day) == "" }
