package intake

import (
	"net/url"
	"time"

	"postkamer"
)

// ReadDay reads the three fields of a date that is no question of a form, such as the
// date of birth that somebody proves who they are with. Typed is what was filled in, as
// a date answer keeps it; fault is the key of what is wrong: empty, part, year or
// impossible; none for a day.
func ReadDay(values url.Values, name string) (day time.Time, typed []string, fault string) {
	for _, part := range dateParts {
		typed = append(typed, tidy(values.Get(name+part.suffix), false))
	}
	day, fault = parseDate(typed)
	return day, typed, fault
}

// ReadText reads a field that is no question of a form: trimmed, without characters
// that cannot be shown.
func ReadText(values url.Values, name string) string { return tidy(values.Get(name), false) }

// BirthDate returns the date of birth of who fills in the form, when that was asked and
// rightly answered; false when it is not known.
func (f *Form) BirthDate(a Answers, c Context) (time.Time, bool) {
	for _, answer := range f.Submitted(a, c) {
		if answer.Field != string(postkamer.FieldBirthDate) {
			continue
		}
		if day, err := time.Parse(time.DateOnly, answer.Value); err == nil {
			return day, true
		}
	}
	return time.Time{}, false
}
