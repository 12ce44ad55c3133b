package postkamer

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"
)

// A Sheet (scheidingsblad) is one numbered separator sheet. The numbers of a set
// show whether one of its sheets was not seen in a stack.
type Sheet struct {
	Set    string // six characters of the reference alphabet; empty on sheets without a number
	Number int    // from 1; 0 on sheets without a number
	Of     int    // how many sheets the set has
	Back   bool   // the back of the sheet, which carries the code too
}

// SetState is what is known of a set of sheets that is registered.
type SetState struct {
	Elsewhere bool // it is in use in another stack, which is not closed
}

const (
	sheetPrefix  = "PKSEP2"
	sheetSetSize = 6
	// MaxSheets is how many sheets a set can have.
	MaxSheets = 999
)

// SheetUnread is the kind of a Barcode that says that a page looks like a
// separator sheet of ours, but is not sure to be one. Such a page never cuts:
// a person looks. Its value says why.
const (
	SheetUnread        = "sheet-unread"
	SheetUnreadMarks   = "marks"   // the black edge of a sheet, without a code that can be read
	SheetUnreadFinders = "finders" // the corners of a code as large as a sheet's, which cannot be read
	SheetUnreadSmall   = "small"   // a code of ours, smaller than on any sheet: a picture of one
)

// NewSheetSet returns a name for a set of sheets. It is unique only once the
// database has taken it.
func NewSheetSet() string {
	set := make([]byte, 0, sheetSetSize)
	for len(set) < sheetSetSize {
		var random [8]byte
		_, _ = rand.Read(random[:]) // crypto/rand.Read never fails
		for _, b := range random {
			if n := int(b & 31); n < len(referenceAlphabet) && len(set) < sheetSetSize {
				set = append(set, referenceAlphabet[n])
			}
		}
	}
	return string(set)
}

// Value returns what the codes on the sheet say: PKSEP2:7K3M9Q:3:20:F:X, which are
// the set, the number, how many there are, the side (F front, B back) and a check
// character that sees every single wrong character and every two that changed places.
func (s Sheet) Value() string {
	side := "F"
	if s.Back {
		side = "B"
	}
	body := fmt.Sprintf("%s:%s:%d:%d:%s", sheetPrefix, s.Set, s.Number, s.Of, side)
	return body + ":" + string(paperCheck(body))
}

// ParseSheet returns the numbered sheet from the value of a code, and false for
// every code that is not exactly one of ours.
func ParseSheet(value string) (Sheet, bool) {
	part := strings.Split(value, ":")
	if len(value) > maxPaperCode || len(part) != 6 || part[0] != sheetPrefix {
		return Sheet{}, false
	}
	number, err1 := strconv.Atoi(part[2])
	of, err2 := strconv.Atoi(part[3])
	s := Sheet{Set: part[1], Number: number, Of: of, Back: part[4] == "B"}
	if err1 != nil || err2 != nil || !s.possible() {
		return Sheet{}, false
	}
	return s, s.Value() == value
}

// possible tells whether there can be such a sheet.
func (s Sheet) possible() bool {
	return len(s.Set) == sheetSetSize && inAlphabet(s.Set) && s.Number >= 1 && s.Number <= s.Of && s.Of <= MaxSheets
}

// SheetOf returns which separator sheet of ours a page with these codes is. A page
// with codes of two different sheets, such as two that went through the scanner
// one upon the other, is the first of them: it cuts in any case. One that only
// looks like a sheet is none.
func SheetOf(codes []Barcode) (Sheet, bool) {
	if LooksLikeSheet(codes) {
		return Sheet{}, false
	}
	for _, b := range codes {
		if s, ok := ParseSheet(b.Value); ok {
			return s, true
		}
	}
	for _, b := range codes {
		if _, ok := ParseSeparator(b.Value); ok {
			return Sheet{}, true
		}
	}
	return Sheet{}, false
}

// LooksLikeSheet tells whether a page with these codes looks like a separator
// sheet of ours without being sure to be one.
func LooksLikeSheet(codes []Barcode) bool {
	for _, b := range codes {
		if b.Kind == SheetUnread {
			return true
		}
	}
	return false
}
