package pdfa

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// The font has no shapes: its text is for searching and copying only. Measures
// are in thousandths of the font's size, for all glyphs alike. Ascent and descent
// add up to 800: the box of a printed line is 0.7 (capitals and figures only) to
// 0.95 (with tails) of its type size. Programs that judge gaps between words by
// the size of the font put fewest lines apart then: of 184 lines of the sample
// letters and forms pdftotext gave 79 otherwise than read, at 1,000 it was 103.
const (
	fontName     = "PostkamerBlank"
	glyphWidth   = 500
	glyphAscent  = 700
	glyphDescent = -100
	blankGlyph   = 1 // glyph 0 is .notdef

	// fontDescent is how far the baseline lies above the bottom of a word's box,
	// as a part of the font's size.
	fontDescent = -glyphDescent / 1000.0
)

// font writes the font and what is known of its characters. It comes after the
// pages: only then it is known which characters there are.
func (f *file) font(text *codes) {
	f.object(fontObject, fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>",
		fontName, descendantObject, toUnicodeObject))
	f.object(descendantObject, fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"+
		"/FontDescriptor %d 0 R/DW %d/CIDToGIDMap %d 0 R>>", fontName, descriptorObject, glyphWidth, glyphMapObject))
	f.object(descriptorObject, fmt.Sprintf("<</Type/FontDescriptor/FontName/%s/Flags 5/FontBBox[0 %d %d %d]/ItalicAngle 0"+
		"/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile2 %d 0 R>>",
		fontName, glyphDescent, glyphWidth, glyphAscent, glyphAscent, glyphDescent, glyphAscent, fontFileObject))
	program := blankFont()
	f.flate(fontFileObject, fmt.Sprintf("/Length1 %d", len(program)), program)
	f.flate(glyphMapObject, "", text.glyphMap())
	f.flate(toUnicodeObject, "", text.toUnicode())
}

// blankFont returns a TrueType font of two glyphs without outlines, .notdef and
// a blank. Both are glyphWidth wide, 1000 units to the em. Its tables are those
// that an embedded TrueType font needs (ISO 32000-1, 9.9), and those without
// which some font programs refuse a font.
func blankFont() []byte {
	return sfnt([]sfntTable{
		{"OS/2", fontOS2()},
		{"cmap", fontCmap()},
		{"glyf", make([]byte, 4)}, // nothing, but some programs refuse an empty table
		{"head", fontHead()},
		{"hhea", words(0x0001, 0, glyphAscent, glyphDescent, 0, glyphWidth, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2)},
		{"hmtx", words(glyphWidth, 0, glyphWidth, 0)},
		{"loca", words(0, 0, 0)},
		{"maxp", words(0x0001, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)},
		{"name", fontNames()},
		{"post", words(0x0003, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)},
	})
}

// headChecksumAt is where in table head the sum of the whole font stands.
const headChecksumAt = 8

// fontHead returns table head: revision 1.0, 1000 units to the em, made on no
// particular day so that the same program makes the same font.
func fontHead() []byte {
	return words(
		0x0001, 0, // version
		0x0001, 0, // revision
		0, 0, // sum of the font, set later
		0x5F0F, 0x3CF5, // magic number
		0x000B, 1000, // flags, units to the em
		0, 0, 0, 0, 0, 0, 0, 0, // made, changed
		0, glyphDescent, glyphWidth, glyphAscent, // what glyphs could cover
		0, 3, 2, 0, 0, // style, smallest size, direction, form of loca, form of glyf
	)
}

// fontOS2 returns table OS/2, version 0: embedding is not restricted (fsType 0).
func fontOS2() []byte {
	t := words(0, glyphWidth, 400, 5, 0, 650, 700, 0, 140, 650, 700, 0, 480, 50, 250, 0)
	t = append(t, make([]byte, 10+16)...) // panose, ranges of characters
	t = append(t, "PSTK"...)
	return append(t, words(0x40, ' ', ' ', glyphAscent, glyphDescent, 0, glyphAscent, -glyphDescent)...)
}

// fontCmap returns table cmap with one character, the space. A PDF names glyphs
// by CIDToGIDMap and does not look here.
func fontCmap() []byte {
	return words(
		0, 1, 3, 1, 0, 12, // one subtable: Windows, Unicode, from byte 12
		4, 32, 0, 4, 4, 1, 0, // format 4, 32 bytes, two segments
		' ', 0xFFFF, 0, ' ', 0xFFFF, // last and first characters
		blankGlyph-' ', 1, 0, 0, // what to add to get the glyph
	)
}

// fontNames returns table name with the name in PostScript, family and style.
func fontNames() []byte {
	type entry struct {
		id   int
		text string
	}
	entries := []entry{{1, fontName}, {2, "Regular"}, {4, fontName}, {6, fontName}}
	head := words(0, len(entries), 6+12*len(entries))
	var text []byte
	for _, e := range entries {
		start := len(text)
		for _, c := range e.text {
			text = append(text, words(int(c))...)
		}
		head = append(head, words(3, 1, 0x409, e.id, len(text)-start, start)...)
	}
	return append(head, text...)
}

// An sfntTable is one table of a font.
type sfntTable struct {
	tag  string
	data []byte
}

// sfnt puts tables, sorted by tag, into a font file (OpenType, "Organization of
// an OpenType Font").
func sfnt(tables []sfntTable) []byte {
	log := 0
	for 2<<log <= len(tables) {
		log++
	}
	font := words(0x0001, 0, len(tables), 16<<log, log, 16*(len(tables)-1<<log))
	at, head := 12+16*len(tables), 0
	var body []byte
	for _, t := range tables {
		if t.tag == "head" {
			head = at + len(body)
		}
		font = append(font, t.tag...)
		font = binary.BigEndian.AppendUint32(font, sfntSum(t.data))
		font = binary.BigEndian.AppendUint32(font, uint32(at+len(body)))
		font = binary.BigEndian.AppendUint32(font, uint32(len(t.data)))
		body = append(body, t.data...)
		body = append(body, make([]byte, -len(t.data)&3)...)
	}
	font = append(font, body...)
	binary.BigEndian.PutUint32(font[head+headChecksumAt:], 0xB1B0AFBA-sfntSum(font))
	return font
}

// sfntSum returns the sum of the 32-bit words of b, padded with zeros.
func sfntSum(b []byte) (sum uint32) {
	b = append(slices.Clip(b), make([]byte, -len(b)&3)...)
	for ; len(b) > 0; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	return sum
}

// words returns 16-bit numbers as bytes, the high one first.
func words(numbers ...int) []byte {
	b := make([]byte, 0, 2*len(numbers))
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint16(b, uint16(n))
	}
	return b
}
