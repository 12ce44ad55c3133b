package postkamer

import (
	"slices"
	"strconv"
	"strings"
)

// PostcodeIn tells whether a normal postcode ("2512 EB") is among postcodes as a
// municipality writes them: "2512", "2512EB" or "2490-2599". known is false when there are
// none or the postcode is none: then nothing can be said.
func PostcodeIn(rules []string, postcode string) (in, known bool) {
	if len(rules) == 0 || len(postcode) < 4 {
		return false, false
	}
	return slices.ContainsFunc(rules, func(rule string) bool { return postcodeCovered(rule, postcode) }), true
}

// postcodeCovered tells whether a prefix or a range of digits holds the postcode.
func postcodeCovered(rule, postcode string) bool {
	low, high, isRange := strings.Cut(strings.ReplaceAll(rule, " ", ""), "-")
	if !isRange {
		return low != "" && strings.HasPrefix(strings.ReplaceAll(postcode, " ", ""), strings.ToUpper(low))
	}
	from, err1 := strconv.Atoi(low)
	to, err2 := strconv.Atoi(high)
	at, err3 := strconv.Atoi(postcode[:4])
	return err1 == nil && err2 == nil && err3 == nil && from <= at && at <= to
}
