package pdfa

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"slices"
)

// A checkedFont is a font with the codes of it that pages show.
type checkedFont struct {
	used map[uint16]bool
}

// font checks font number: that it is embedded, that its widths are those of its
// program, and that every code shown has a glyph and a character.
func (c *checker) font(number ref, f *checkedFont) {
	n := int(number)
	font, _ := c.at(number)
	descendants, _ := font["DescendantFonts"].([]any)
	if font["Type"] != name("Font") || font["Subtype"] != name("Type0") || font["Encoding"] != name("Identity-H") || len(descendants) != 1 {
		c.found(RuleFont, n, "it is not a Type0 font of Identity-H")
		return
	}
	descendant, at := c.at(descendants[0])
	descriptor, _ := c.at(descendant["FontDescriptor"])
	if descendant["Subtype"] != name("CIDFontType2") || !sameName(font["BaseFont"], descendant["BaseFont"], descriptor["FontName"]) {
		c.found(RuleFont, at, "the font's parts do not belong together")
	}
	codes := slices.Sorted(maps.Keys(f.used))
	c.program(at, descendant, descriptor, codes)
	c.unicode(n, c.data(RuleUnicode, font["ToUnicode"]), codes)
}

// sameName says whether all are one name.
func sameName(all ...any) bool {
	first, ok := all[0].(name)
	for _, v := range all[1:] {
		n, isName := v.(name)
		ok = ok && isName && n == first
	}
	return ok
}

// program checks the embedded font program and what maps codes to its glyphs.
func (c *checker) program(n int, descendant, descriptor dict, codes []uint16) {
	data := c.data(RuleFont, descriptor["FontFile2"])
	file, _ := c.at(descriptor["FontFile2"])
	widths := glyphWidths(data)
	if widths == nil || file["Length1"] != float64(len(data)) {
		c.found(RuleFont, n, "no TrueType font is embedded, or a broken one")
		return
	}
	if _, ok := descendant["W"]; ok {
		c.found(RuleWidths, n, "widths of single characters")
	}
	glyphs := c.data(RuleFont, descendant["CIDToGIDMap"])
	for _, code := range codes {
		if 2*int(code)+1 >= len(glyphs) {
			c.found(RuleNotdef, n, "code %04X is shown and has no glyph", code)
			continue
		}
		glyph := int(binary.BigEndian.Uint16(glyphs[2*int(code):]))
		if glyph == 0 || glyph >= len(widths) {
			c.found(RuleNotdef, n, "code %04X is shown and has glyph %d", code, glyph)
			continue
		}
		if descendant["DW"] != float64(widths[glyph]) {
			c.found(RuleWidths, n, "code %04X is as wide as %d in the font", code, widths[glyph])
		}
	}
}

// glyphWidths returns the widths of a TrueType font's glyphs in thousandths of
// its size, nil when it has not the tables that an embedded font needs.
func glyphWidths(font []byte) []int {
	tables := fontTables(font)
	for _, tag := range []string{"glyf", "head", "hhea", "hmtx", "loca", "maxp"} {
		if tables[tag] == nil {
			return nil
		}
	}
	head, hhea, maxp, hmtx := tables["head"], tables["hhea"], tables["maxp"], tables["hmtx"]
	if len(head) < 54 || len(hhea) < 36 || len(maxp) < 6 || sfntSum(font) != 0xB1B0AFBA {
		return nil
	}
	em, glyphs := int(binary.BigEndian.Uint16(head[18:])), int(binary.BigEndian.Uint16(maxp[4:]))
	if em == 0 || int(binary.BigEndian.Uint16(hhea[34:])) != glyphs || len(hmtx) < 4*glyphs {
		return nil
	}
	widths := make([]int, glyphs)
	for i := range widths {
		widths[i] = int(binary.BigEndian.Uint16(hmtx[4*i:])) * 1000 / em
	}
	return widths
}

// fontTables returns the tables of a font by tag; those outside of it are left
// out.
func fontTables(font []byte) map[string][]byte {
	tables := map[string][]byte{}
	if len(font) < 12 || binary.BigEndian.Uint32(font) != 0x00010000 {
		return tables
	}
	for i := range int(binary.BigEndian.Uint16(font[4:])) {
		entry := 12 + 16*i
		if entry+16 > len(font) {
			break
		}
		from, size := uint64(binary.BigEndian.Uint32(font[entry+8:])), uint64(binary.BigEndian.Uint32(font[entry+12:]))
		if from+size <= uint64(len(font)) {
			tables[string(font[entry:entry+4])] = font[from : from+size]
		}
	}
	return tables
}

// unicode checks that every code shown stands for a character.
func (c *checker) unicode(n int, cmap []byte, codes []uint16) {
	if cmap == nil {
		c.found(RuleUnicode, n, "the font does not tell its characters")
		return
	}
	stands := toUnicodeTable(cmap)
	for _, code := range codes {
		chars := stands[code]
		if len(chars) == 0 || slices.Contains(chars, 0) || slices.Contains(chars, 0xFEFF) || slices.Contains(chars, 0xFFFE) {
			c.found(RuleUnicode, n, "code %04X stands for no character", code)
		}
	}
}

// toUnicodeTable reads the blocks bfchar of a CMap: UTF-16 of each code.
func toUnicodeTable(cmap []byte) map[uint16][]uint16 {
	stands := map[uint16][]uint16{}
	for {
		_, rest, ok := bytes.Cut(cmap, []byte("beginbfchar\n"))
		block, after, ok2 := bytes.Cut(rest, []byte("endbfchar\n"))
		if !ok || !ok2 {
			return stands
		}
		for line := range bytes.Lines(block) {
			code, char, _ := bytes.Cut(bytes.TrimSpace(line), []byte("> <"))
			from, to := hexNumbers(bytes.TrimPrefix(code, []byte("<"))), hexNumbers(bytes.TrimSuffix(char, []byte(">")))
			if len(from) == 1 {
				stands[from[0]] = to
			}
		}
		cmap = after
	}
}

// hexNumbers returns numbers of four digits, nil when there is anything else.
func hexNumbers(digits []byte) []uint16 {
	b, err := hex.DecodeString(string(digits))
	if err != nil || len(b)%2 != 0 {
		return nil
	}
	var numbers []uint16
	for ; len(b) > 0; b = b[2:] {
		numbers = append(numbers, binary.BigEndian.Uint16(b))
	}
	return numbers
}
