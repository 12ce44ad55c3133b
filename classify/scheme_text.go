package classify

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"postkamer"
)

// placeholder is a word in braces without a bar: {move_date}. Braces with a bar
// are the two tones, see postkamer.Tone.Say.
var placeholder = regexp.MustCompile(`\{([a-z_]+)\}`)

// alwaysKnown are placeholders that every sentence may have, next to the names of
// the scheme's fields.
var alwaysKnown = []string{"received", "town"}

// fill puts values in the placeholders of a sentence. What is said to the citizen
// is handled by Tone.Say later: braces and bars of a value must not look like it.
func (v *judging) fill(text string, said bool) string {
	return placeholder.ReplaceAllStringFunc(text, func(word string) string {
		value := v.word(word[1 : len(word)-1])
		if said {
			value = strings.Map(noBraces, value)
		}
		return value
	})
}

// noBraces drops what Tone.Say would read.
func noBraces(r rune) rune {
	if r == '{' || r == '}' || r == '|' {
		return -1
	}
	return r
}

// word returns what stands in the place of a placeholder.
func (v *judging) word(name string) string {
	if value, ok := v.words[name]; ok {
		return value
	}
	switch name {
	case "received":
		return inDutch(v.received())
	case "town":
		return v.piece.home()
	}
	field := postkamer.FieldName(name)
	if value := v.piece.field(field).Value; value != "" {
		return spokenValue(field, value)
	}
	return v.scheme.unknown[field]
}

// home says the municipality in a sentence.
func (c *piece) home() string {
	if c.policy.Municipality == "" {
		return "onze gemeente"
	}
	return c.policy.Municipality
}

// Fields that are dates and amounts.
var (
	dateFields   = []postkamer.FieldName{postkamer.FieldMoveDate, postkamer.FieldBirthDate, postkamer.FieldLetterDate}
	amountFields = []postkamer.FieldName{postkamer.FieldIncome, postkamer.FieldLoan, postkamer.FieldAmount}
)

// spokenValue writes a normal value as people do: a date in words, an amount with
// points.
func spokenValue(field postkamer.FieldName, value string) string {
	switch {
	case slices.Contains(dateFields, field):
		return dutchDate(value)
	case slices.Contains(amountFields, field):
		if amount, err := strconv.ParseFloat(value, 64); err == nil {
			return inEuros(amount)
		}
	}
	return strings.TrimRight(value, ".")
}

// inEuros writes an amount as people do: 10.157 or 850,50.
func inEuros(amount float64) string {
	cents := int64(math.Round(amount * 100))
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	whole := strconv.FormatInt(cents/100, 10)
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "." + whole[at:]
	}
	if cents%100 == 0 {
		return sign + whole
	}
	return sign + whole + "," + strconv.FormatInt(100+cents%100, 10)[1:]
}

// dayOfField returns the date in a field; false when it is none.
func (c *piece) dayOfField(name postkamer.FieldName) (time.Time, bool) {
	f := c.field(name)
	at, err := time.Parse(time.DateOnly, f.Value)
	return at, err == nil && f.State != postkamer.FieldWrong
}
