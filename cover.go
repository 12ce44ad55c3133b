package postkamer

import (
	"strings"
)

// A Cover (begeleidend blad) is a printed sheet of ours that says which case the paper
// with it belongs to. It is what its code holds: the reference of the case, which is no
// secret, and nothing about anybody.
type Cover struct {
	Reference string    // of the piece that the case began with, in its normal form
	Kind      CoverKind // what the sheet is
}

// CoverKind is what a sheet with the reference of a case is. Its value is a letter of
// the code.
type CoverKind string

// Kinds of such sheets.
const (
	CoverSheet CoverKind = "B" // lies upon the evidence and is no page of it
	CoverSign  CoverKind = "T" // the page that the partner signs: a page like any other
)

// coverPrefix begins the code on every such sheet. Codes without it, or with a wrong
// check character, tie nothing to a case.
const coverPrefix = "PKVOOR1"

// Value returns what the QR code on the sheet says: PKVOOR1:TZ20267K3MQC:B:X. The
// reference has its own check character; the last one guards the rest.
func (c Cover) Value() string {
	body := coverPrefix + ":" + strings.ReplaceAll(c.Reference, "-", "") + ":" + string(c.Kind)
	return body + ":" + string(paperCheck(body))
}

// ParseCover returns the sheet from the value of a code, and false for every code that
// is not exactly one of ours.
func ParseCover(value string) (Cover, bool) {
	part := strings.Split(value, ":")
	if len(value) > maxPaperCode || len(part) != 4 || part[0] != coverPrefix {
		return Cover{}, false
	}
	c := Cover{Reference: NormalReference(part[1]), Kind: CoverKind(part[2])}
	if c.Reference == "" || c.Kind != CoverSheet && c.Kind != CoverSign {
		return Cover{}, false
	}
	return c, c.Value() == value
}

// CoverOf returns the sheet that a page with these codes is. A code that was read twice
// is one; two different ones are none: the page cannot be about two cases, and a person
// must look. A page that is a separator sheet, or may be one, is no cover.
func CoverOf(codes []Barcode) (Cover, bool) {
	if _, sheet := SheetOf(codes); sheet || LooksLikeSheet(codes) {
		return Cover{}, false
	}
	var found Cover
	n := 0
	for _, b := range codes {
		if c, ok := ParseCover(b.Value); ok && b.Kind == "qr" && (n == 0 || c != found) {
			found = c
			n++
		}
	}
	return found, n == 1
}
