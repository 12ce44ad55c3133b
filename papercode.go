package postkamer

import (
	"fmt"
	"strconv"
	"strings"
)

// A PaperCode says which page of which printed form a sheet is.
type PaperCode struct {
	Form    string `json:"form"`    // name of the form: small letters a to z
	Version string `json:"version"` // of its layout: 1 to 12 digits and letters A to F
	Page    int    `json:"page"`    // from 1
	Pages   int    `json:"pages"`
}

// paperPrefix begins the code on every page of a printed form of ours. Codes
// without it, or with a wrong check character, never make a page a form.
const paperPrefix = "PKFORM1"

// Value returns what the QR code of the page says: PKFORM1:VERHUIZING:3FA29C0B:1:3:K.
func (c PaperCode) Value() string {
	body := fmt.Sprintf("%s:%s:%s:%d:%d", paperPrefix, strings.ToUpper(c.Form), c.Version, c.Page, c.Pages)
	return body + ":" + string(paperCheck(body))
}

// ParsePaperCode returns the page of a printed form from the value of a code, and
// false for every code that is not exactly one of ours.
func ParsePaperCode(value string) (PaperCode, bool) {
	part := strings.Split(value, ":")
	if len(value) > maxPaperCode || len(part) != 6 || part[0] != paperPrefix || part[1] == "" || part[2] == "" || len(part[2]) > 12 {
		return PaperCode{}, false
	}
	page, err1 := strconv.Atoi(part[3])
	pages, err2 := strconv.Atoi(part[4])
	odd := strings.Trim(part[1], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || strings.Trim(part[2], "0123456789ABCDEF") != ""
	if odd || err1 != nil || err2 != nil || page < 1 || page > pages || pages > 99 {
		return PaperCode{}, false
	}
	c := PaperCode{Form: strings.ToLower(part[1]), Version: part[2], Page: page, Pages: pages}
	return c, c.Value() == value
}

// paperAlphabet has as many characters as a prime, so that the check character
// sees every single wrong character and every swap of two neighbours.
const (
	paperAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ:"
	maxPaperCode  = 60
)

// paperCheck returns the check character of the rest of a code: the sum of the
// powers of two times the characters, modulo 37, of which 2 is a generator.
func paperCheck(body string) byte {
	sum := 0
	for _, r := range body {
		sum = (sum*2 + strings.IndexRune(paperAlphabet, r) + 1) % len(paperAlphabet)
	}
	if check := paperAlphabet[sum]; check != ':' {
		return check
	}
	return '*'
}

// PaperCodeOf returns the page of a printed form from the codes on a page. One that
// was read twice is one; two different ones are none: a page cannot be two.
func PaperCodeOf(codes []Barcode) (PaperCode, bool) {
	var found PaperCode
	n := 0
	for _, b := range codes {
		if c, ok := ParsePaperCode(b.Value); ok && b.Kind == "qr" && (n == 0 || c != found) {
			found = c
			n++
		}
	}
	return found, n == 1
}
