package pdfa

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// codes gives every character of the document a code of two bytes, in the order
// in which they come. Codes that were UTF-16 could not name a character outside
// of the basic plane; these can name 65,533 different ones.
type codes struct {
	code  map[rune]uint16
	runes []rune // rune of code i; code 0 is the font's .notdef and stands for nothing
}

// Codes that every document has.
const (
	codeSpace   = 1
	codeUnknown = 2 // U+FFFD, for characters beyond the last code
)

const maxCodes = 1 << 16

func newCodes() *codes {
	c := &codes{code: map[rune]uint16{}, runes: []rune{0}}
	c.of(' ')
	c.of(utf8.RuneError)
	return c
}

// of returns the code of a character.
func (c *codes) of(r rune) uint16 {
	if code, ok := c.code[r]; ok {
		return code
	}
	if len(c.runes) == maxCodes {
		return codeUnknown
	}
	code := uint16(len(c.runes))
	c.code[r] = code
	c.runes = append(c.runes, r)
	return code
}

// toUnicode returns the CMap that tells which character each code is. A block
// holds at most 100 of them (Adobe Technical Note 5014).
func (c *codes) toUnicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for first := 1; first < len(c.runes); first += 100 {
		last := min(first+100, len(c.runes))
		fmt.Fprintf(&b, "%d beginbfchar\n", last-first)
		for code := first; code < last; code++ {
			fmt.Fprintf(&b, "<%04X> <%s>\n", code, utf16Hex(c.runes[code]))
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}

// glyphMap returns the font's glyph for each code, two bytes each: glyph 1 for
// all but code 0. The .notdef glyph, 0, may not be shown at all (6.2.11.8).
func (c *codes) glyphMap() []byte {
	b := make([]byte, 2*len(c.runes))
	for code := 1; code < len(c.runes); code++ {
		b[2*code+1] = blankGlyph
	}
	return b
}

func utf16Hex(runes ...rune) string {
	var b strings.Builder
	for _, u := range utf16.Encode(runes) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

// plain returns s without what has no place in text: controls, halves of
// surrogates, and the characters U+FEFF and U+FFFE, which a code may not stand
// for (6.2.11.7.2). White space becomes one space, bytes that are not UTF-8 U+FFFD.
func plain(s string) string {
	s = strings.ToValidUTF8(s, string(utf8.RuneError))
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r == 0xFEFF, r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
