package intake

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"postkamer"
)

// monthNames are the months as people write them, from January.
var monthNames = []string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}

// dateParts are the three fields of a date: the end of the input's name, and how
// an error calls it.
var dateParts = []struct{ suffix, word string }{{"-dag", "de dag"}, {"-maand", "de maand"}, {"-jaar", "het jaar"}}

// keepRunes bounds what is kept of an answer that is far too long.
const keepRunes = 3000

// refused stands for what was sent and cannot be text: invalid UTF-8 and control
// characters. An answer that holds it is wrong; PostgreSQL could not keep what
// it stands for.
const refused = '\uFFFD'

// tidy returns what was posted in the way in which it is kept: NFC, without white
// space around it and without invisible signs.
func tidy(s string, lines bool) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, string(refused)), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && lines:
			return r
		case r == '\u200b' || r == '\ufeff' || r == '\u00ad' || unicode.Is(unicode.Bidi_Control, r): // pasted along unseen
			return -1
		case r == '\t' || unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			return refused
		}
		return r
	}, s)
	s = strings.TrimSpace(norm.NFC.String(s))
	if runes := []rune(s); len(runes) > keepRunes {
		s = string(runes[:keepRunes])
	}
	return s
}

// posted returns the values of a question in what a browser sent; nil when
// nothing was filled in.
func (q askedQuestion) posted(values url.Values) []string {
	var list []string
	switch q.Kind {
	case KindDate:
		for _, part := range dateParts {
			list = append(list, tidy(values.Get(q.Name+part.suffix), false))
		}
		if strings.Join(list, "") == "" {
			return nil
		}
		return list
	case KindChoices:
		for _, o := range q.Options { // in their own order, each once, and no others
			if slices.Contains(values[q.Name], o.Value) {
				list = append(list, o.Value)
			}
		}
		return list
	case KindChoice, KindUpload, KindAddress:
		v := values.Get(q.Name)
		if slices.ContainsFunc(q.Options, func(o Option) bool { return o.Value == v }) {
			return []string{v}
		}
		return nil
	case KindSlot:
		return q.slotPosted(values.Get(q.Name))
	case KindCheckbox:
		if values.Get(q.Name) != "" {
			return []string{"ja"}
		}
		return nil
	}
	if v := tidy(values.Get(q.Name), q.Kind == KindTextArea); v != "" {
		return []string{v}
	}
	return nil
}

// first returns the first value or "".
func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// Faults of a date, by the key of their text.
const (
	faultEmpty      = "empty"
	faultPart       = "part"
	faultImpossible = "impossible"
	faultYear       = "year"
)

// parseDate reads day, month and year. fault is empty when they are a day.
func parseDate(values []string) (day time.Time, fault string) {
	if strings.Join(values, "") == "" {
		return day, faultEmpty
	}
	if len(values) != len(dateParts) {
		return day, faultImpossible
	}
	if slices.Contains(values, "") {
		return day, faultPart
	}
	d, m := wholeNumber(values[0], 2), monthNumber(values[1])
	y := wholeNumber(values[2], 4)
	if y >= 0 && y < 1000 {
		return day, faultYear
	}
	if d < 1 || m < 1 || y < 1880 {
		return day, faultImpossible
	}
	day = time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if day.Day() != d || int(day.Month()) != m {
		return time.Time{}, faultImpossible
	}
	return day, ""
}

// monthNumber returns 1 to 12 for 4, 04, april or apr, and 0 for anything else.
func monthNumber(s string) int {
	s = strings.TrimSuffix(strings.ToLower(s), ".")
	if n := wholeNumber(s, 2); n >= 1 && n <= 12 {
		return n
	}
	if s == "mrt" {
		return 3
	}
	for i, name := range monthNames {
		english := strings.ToLower(time.Month(i + 1).String())
		if s == name || len(s) >= 3 && (strings.HasPrefix(name, s) || strings.HasPrefix(english, s)) {
			return i + 1
		}
	}
	return 0
}

// wholeNumber returns the number in at most max decimal digits, or -1.
func wholeNumber(s string, max int) int {
	if s == "" || len(s) > max || onlyDigits(s) != s {
		return -1
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// onlyDigits returns the decimal digits of s.
func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// inWords writes a day as people say it: 4 mei 2020.
func inWords(day time.Time, tone postkamer.Tone) string {
	if tone == postkamer.English {
		return day.Format("2 January 2006")
	}
	return fmt.Sprintf("%d %s %d", day.Day(), monthNames[day.Month()-1], day.Year())
}

// amountForm is 850 or 1.250, with cents behind a comma; or cents behind a dot as in
// English, with or without commas before it. What could be read in two ways, such as
// 1,250 without cents, is neither.
var amountForm = regexp.MustCompile(`^(?:€ ?)?(?:([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,9})(?:,([0-9]{1,2}|-))?|([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})\.([0-9]{1,2}))$`)

// parseAmount reads an amount in euros and returns cents, at most ten digits.
func parseAmount(s string) (cents int64, ok bool) {
	m := amountForm.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	whole := onlyDigits(m[1] + m[3])
	if len(whole) > 9 {
		return 0, false
	}
	fraction := (strings.Trim(m[2]+m[4], "-") + "00")[:2]
	cents, err := strconv.ParseInt(whole+fraction, 10, 64)
	return cents, err == nil
}

// pointed writes cents as a case keeps an amount: 1250.50.
func pointed(cents int64) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }

// inEuros writes cents as people read an amount: 1.250,50, and 850 for whole euros.
func inEuros(cents int64) string {
	whole := strconv.FormatInt(cents/100, 10)
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "." + whole[at:]
	}
	if cents%100 == 0 {
		return whole
	}
	return fmt.Sprintf("%s,%02d", whole, cents%100)
}

// eurosIn writes cents in a tone: 1,250.50 in English.
func eurosIn(cents int64, tone postkamer.Tone) string {
	if tone != postkamer.English {
		return inEuros(cents)
	}
	return strings.NewReplacer(".", ",", ",", ".").Replace(inEuros(cents))
}

// particles are the words in Dutch surnames that tell nobody apart.
var particles = []string{"van", "de", "der", "den", "het", "ten", "ter", "te", "op", "aan", "in", "en", "el", "al", "la", "le", "du", "von", "bin", "ben", "e", "o"}

// sharesName tells whether a name has a word in common with one of the answers,
// however it is written: banks shorten and reorder names.
func sharesName(name string, a Answers, with []string) bool {
	words := nameWords(name)
	return slices.ContainsFunc(with, func(question string) bool {
		return slices.ContainsFunc(nameWords(first(a[question])), func(w string) bool { return slices.Contains(words, w) })
	})
}

// nameWords returns the words of a name that tell people apart, without accents.
func nameWords(name string) []string {
	words := strings.FieldsFunc(folded(name), func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.DeleteFunc(words, func(w string) bool { return len([]rune(w)) < 2 || slices.Contains(particles, w) })
}

// folded returns a name in small letters without accents.
func folded(name string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(name)))
}

// bare returns a number without the spaces, dots and dashes between its digits.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '.' || r == '-' {
			return -1
		}
		return r
	}, s)
}
