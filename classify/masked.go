package classify

import (
	"regexp"
	"strings"

	"postkamer"
)

// Numbers as people write a burgerservicenummer: nine in a row, or in the groups of
// a passport, an identity card and the forms of the tax office. Digits may be
// letters that look like them.
var (
	nineDigits = regexp.MustCompile(`\b[0-9OoIlSB]{9}\b|\b[0-9OoIlSB]{4}[ .\-][0-9OoIlSB]{2}[ .\-][0-9OoIlSB]{3}\b|\b[0-9OoIlSB]{3}[ .\-][0-9OoIlSB]{3}[ .\-][0-9OoIlSB]{3}\b`)
	bsnBefore  = regexp.MustCompile(`(?i)\b((?:bsn|burgerservicenummer|sofinummer)[^0-9]{0,20})([0-9OoIlSB](?:[ .\-]?[0-9OoIlSB]){3,11})\b`)
	anyDigits  = regexp.MustCompile(`[0-9](?:[ .\-]?[0-9OoIlSB]){3,}`)
)

// fewestDigits is how many digits make a look-alike a number: "solliBolS" is none.
const fewestDigits = 6

// masked leaves of every burgerservicenummer in a sentence the last two digits. What
// says why somebody must look goes to who phones, is kept with the decision and is
// read over a shoulder; the number itself stands in its field and on the page.
func masked(text string) string {
	text = bsnBefore.ReplaceAllStringFunc(text, func(s string) string {
		m := bsnBefore.FindStringSubmatch(s)
		return m[1] + lastTwo(m[2])
	})
	return nineDigits.ReplaceAllStringFunc(text, func(s string) string {
		if len(strings.Map(keepDigit, s)) < fewestDigits {
			return s
		}
		return lastTwo(s)
	})
}

// maskedFor masks a text about a field: of a burgerservicenummer every number, also
// one that has too few or too many digits.
func maskedFor(field postkamer.FieldName, text string) string {
	if field == postkamer.FieldBSN {
		text = anyDigits.ReplaceAllStringFunc(text, lastTwo)
	}
	return masked(text)
}

// lastTwo says a number by its last two digits.
func lastTwo(number string) string {
	fixed, _ := repairDigits(number)
	digits := strings.Map(keepDigit, fixed)
	return "een nummer dat eindigt op " + digits[max(0, len(digits)-2):]
}
