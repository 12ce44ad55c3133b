package classify

import (
	"slices"
	"strings"

	"postkamer"
)

// digitsLike are letters with the digits that they are read for.
var digitsLike = map[byte]string{
	'O': "0", 'o': "0", 'Q': "0", 'D': "0", 'I': "1", 'i': "1", 'L': "1", 'l': "1", 'Z': "2", 'z': "2",
	'S': "5", 's': "5", 'G': "69", 'g': "9", 'q': "9", 'B': "8",
}

// mostAlike is how many letters of one number are taken for digits at most: with more
// of them a check digit proves little.
const mostAlike = 3

// onlyDigits tells whether in place i of what was read in a zone nothing but a digit
// can stand: all of a BSN, the check digits of an IBAN, and the account of a Dutch one.
func (z placedZone) onlyDigits(s string, i int) bool {
	if z.Kind == postkamer.ZoneIBAN {
		return i == 2 || i == 3 || i >= 8 && len(s) == 18 && strings.HasPrefix(s, "NL")
	}
	return z.Field == postkamer.FieldBSN
}

// mended returns the one number that passes its check digit when letters in places of
// digits are taken for the digits that they look like; "" when none does, or more than
// one. A digit is never changed.
func (z placedZone) mended(passes func(string) bool, s string) string {
	tries, letters := []string{""}, 0
	for i := range len(s) {
		signs := s[i : i+1]
		if like := digitsLike[s[i]]; like != "" && z.onlyDigits(s, i) {
			signs = like
			letters++
		}
		var more []string
		for _, try := range tries {
			for j := range len(signs) {
				more = append(more, try+signs[j:j+1])
			}
		}
		if tries = more; letters > mostAlike {
			return ""
		}
	}
	tries = slices.DeleteFunc(tries, func(s string) bool { return !passes(s) })
	if len(tries) != 1 {
		return ""
	}
	return tries[0]
}

// looksLike tells whether two readings differ in nothing but a letter and a digit that it
// looks like: O and 0, but not 6 and 8.
func looksLike(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if a[i] != b[i] && strings.IndexByte(digitsLike[a[i]], b[i]) < 0 && strings.IndexByte(digitsLike[b[i]], a[i]) < 0 {
			return false
		}
	}
	return true
}
