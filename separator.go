package postkamer

import (
	"fmt"
	"strings"
)

// separatorPrefix begins the code on a separator sheet without a number, as the
// first releases printed them. Codes without it, or with a wrong check character,
// never cut a batch.
const separatorPrefix = "PKSEP1:"

// maxSeparatorID is the longest id whose every character the check character guards.
const maxSeparatorID = 29

// SeparatorValue returns what the code of a separator sheet with this id says.
// The id has letters and digits of the reference alphabet only, at most 29;
// letters that look like one of them are written as that one.
func SeparatorValue(id string) string {
	id = lookalikes.Replace(strings.ToUpper(id))
	return fmt.Sprintf("%s%s%c", separatorPrefix, id, checkCharacter("", 0, id))
}

// ParseSeparator returns the id of a separator sheet without a number from the
// value of a code, and false for every code that is not exactly one of ours.
func ParseSeparator(value string) (id string, ok bool) {
	rest, ours := strings.CutPrefix(value, separatorPrefix)
	if !ours || len(rest) < 2 || len(rest) > maxSeparatorID+1 || !inAlphabet(rest) {
		return "", false
	}
	id = rest[:len(rest)-1]
	return id, SeparatorValue(id) == value
}
