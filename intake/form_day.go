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

// Mailable tells whether a mail can go to what somebody filled in.
func Mailable(address string) bool { return emailForm.MatchString(address) }

// BirthDate returns the date of birth of who fills in the form: what was rightly
// answered, or what a login told; false when it is not known.
func (f *Form) BirthDate(a Answers, c Context) (time.Time, bool) {
	pages, live := f.asked(a, c)
	for _, p := range pages {
		for _, q := range p.asks {
			if q.def.Field.text != string(postkamer.FieldBirthDate) {
				continue
			}
			if day, fault := parseDate(live[q.Name]); fault == "" {
				return day, true
			}
		}
	}
	return time.Time{}, false
}
