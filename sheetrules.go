package postkamer

import (
	"fmt"
	"slices"
	"strings"
)

// SheetRules say which separator sheets of other suppliers cut a stack. The zero
// value is none: only our own sheets cut.
type SheetRules struct {
	// Patch are the patch codes that cut: "1", "2", "3", "4", "6" or "T". A sheet
	// that lies upside down says 2 for T, 6 for 3 and the other way round, so each
	// stands for both. The same written in Code 39, PATCHT, cuts too.
	Patch []string `json:"patch,omitempty"`
	// Values are patterns for what a Code 39 or Code 128 says in full: * stands for
	// any characters, ? for one. SCHEIDING-* is SCHEIDING-0012.
	Values []string `json:"values,omitempty"`
}

// leastLiteral is how many characters of a pattern must be as they are: a pattern
// of less would cut at the codes on letters.
const leastLiteral = 4

// patchTurned are the patch codes and what they are upside down.
var patchTurned = map[string]string{"1": "1", "2": "T", "3": "6", "4": "4", "6": "3", "T": "2"}

// Check says what is wrong with the rules, in words for who keeps the profiles.
func (r SheetRules) Check() error {
	for _, p := range r.Patch {
		if patchTurned[p] == "" {
			return fmt.Errorf("patchcode %q bestaat niet: kies uit 1, 2, 3, 4, 6 en T", p)
		}
	}
	for _, v := range r.Values {
		if len(v)-strings.Count(v, "*")-strings.Count(v, "?") < leastLiteral {
			return fmt.Errorf("patroon %q past op te veel codes: schrijf ten minste %d tekens voluit", v, leastLiteral)
		}
	}
	return nil
}

// Cuts tells whether a page with these codes is a separator sheet by the rules.
func (r SheetRules) Cuts(codes []Barcode) bool {
	for _, b := range codes {
		switch b.Kind {
		case "patch":
			if r.patch(b.Value) {
				return true
			}
		case "code39", "code128":
			text := strings.TrimSpace(b.Value)
			if letter, ok := strings.CutPrefix(text, "PATCH"); ok && r.patch(strings.TrimSpace(letter)) || r.value(text) {
				return true
			}
		}
	}
	return false
}

// patch tells whether a patch code, as it lies, is one of those that cut.
func (r SheetRules) patch(as string) bool {
	return slices.Contains(r.Patch, as) || patchTurned[as] != "" && slices.Contains(r.Patch, patchTurned[as])
}

func (r SheetRules) value(text string) bool {
	return slices.ContainsFunc(r.Values, func(pattern string) bool { return matches(pattern, text) })
}

// matches tells whether all of text is as the pattern says. After a wrong turn it
// goes on one character behind where the last * began, so that its time is at most
// the product of both lengths.
func matches(pattern, text string) bool {
	p, t, star, from := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p, t = p+1, t+1
		case star >= 0:
			from++
			p, t = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
