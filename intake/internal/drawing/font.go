package drawing

import (
	"fmt"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// A Face is one typeface with the widths of its letters. The Go fonts are under a
// free licence, are drawn for legibility (DIN 1450) and come as a package.
type Face struct {
	name   string
	data   []byte
	font   *sfnt.Font
	widths [256]int // of the letters of Windows-1252, in thousandths of the size

	packed func() []byte // data as a PDF keeps it, see zipper
}

// Faces are the two typefaces of a paper.
type Faces struct{ Regular, Bold *Face }

// LoadFaces returns the typefaces. They are read once, and compressed once: both take
// more than everything else of a short paper. The error is one of the program.
func LoadFaces() (Faces, error) { return loadFaces() }

// loadFaces is the lookup table of the typefaces, made when it is first asked for.
var loadFaces = sync.OnceValues(readFaces)

func readFaces() (Faces, error) {
	regular, err := newFace("GoRegular", goregular.TTF)
	if err != nil {
		return Faces{}, err
	}
	bold, err := newFace("Go-Bold", gobold.TTF)
	return Faces{regular, bold}, err
}

func newFace(name string, data []byte) (*Face, error) {
	f, err := sfnt.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	parsed := &Face{name: name, data: data, font: f, packed: sync.OnceValue(func() []byte { return new(zipper).deflated(data) })}
	var b sfnt.Buffer
	for c := 32; c < 256; c++ {
		glyph, err := f.GlyphIndex(&b, charmap.Windows1252.DecodeByte(byte(c)))
		if err != nil {
			return nil, fmt.Errorf("font %s: %w", name, err)
		}
		advance, err := f.GlyphAdvance(&b, glyph, fixed.I(1000), font.HintingNone)
		if err != nil {
			return nil, fmt.Errorf("font %s: %w", name, err)
		}
		parsed.widths[c] = advance.Round()
	}
	return parsed, nil
}

// A run is part of a text in letters of one kind: of Windows-1252, or others that the
// typeface has, by the numbers of their glyphs.
type run struct {
	plain  []byte
	glyphs []glyph
}

// A glyph is a letter outside Windows-1252.
type glyph struct {
	number uint16
	letter rune
	width  int // in thousandths of the size
}

// runs takes a text apart. A letter that the typeface does not have becomes the one
// without its mark; what has no such letter becomes a question mark.
func (f *Face) runs(s string) []run {
	var list []run
	for _, r := range s {
		wide := false
		c, ok := charmap.Windows1252.EncodeRune(r)
		var g glyph
		if !ok {
			if g, wide = f.glyph(r); !wide {
				c = plain(r)
			}
		}
		last := len(list) - 1
		if last < 0 || (len(list[last].glyphs) > 0) != wide {
			list, last = append(list, run{}), last+1
		}
		if wide {
			list[last].glyphs = append(list[last].glyphs, g)
			continue
		}
		list[last].plain = append(list[last].plain, c)
	}
	return list
}

// glyph finds a letter outside Windows-1252; false when the typeface does not have it.
func (f *Face) glyph(r rune) (glyph, bool) {
	var b sfnt.Buffer
	number, err := f.font.GlyphIndex(&b, r)
	if err != nil || number == 0 {
		return glyph{}, false
	}
	advance, err := f.font.GlyphAdvance(&b, number, fixed.I(1000), font.HintingNone)
	if err != nil {
		return glyph{}, false
	}
	return glyph{uint16(number), r, advance.Round()}, true
}

// Lacks tells whether a text has letters that the typeface cannot show as they are.
func (f *Face) Lacks(s string) bool {
	for _, r := range s {
		if _, ok := charmap.Windows1252.EncodeRune(r); ok || r == '\n' {
			continue
		}
		if _, ok := f.glyph(r); !ok {
			return true
		}
	}
	return false
}

// unmarked are letters that Unicode does not take apart.
var unmarked = map[rune]byte{'ı': 'i', 'ł': 'l', 'Ł': 'L', 'đ': 'd', 'Đ': 'D', 'ħ': 'h', 'Ħ': 'H'}

func plain(r rune) byte {
	if c, ok := unmarked[r]; ok {
		return c
	}
	first := []rune(norm.NFD.String(string(r)))[0]
	if c, ok := charmap.Windows1252.EncodeRune(first); ok {
		return c
	}
	return '?'
}

// Width returns how wide s is in millimetres, in letters of a size in points.
func (f *Face) Width(s string, size float64) float64 {
	sum := 0
	for _, part := range f.runs(s) {
		sum += f.wide(part)
	}
	return float64(sum) / 1000 * size * mmPerPoint
}

// wide is the width of a run in thousandths of the size.
func (f *Face) wide(part run) (sum int) {
	for _, c := range part.plain {
		sum += f.widths[c]
	}
	for _, g := range part.glyphs {
		sum += g.width
	}
	return sum
}

// Broken returns the lines of s when they may be at most so many millimetres wide.
// A word that is wider stays whole; see Fitted.
func (f *Face) Broken(s string, size, most float64) []string {
	return f.lines(strings.Fields(s), size, most)
}

// Fitted is Broken for what strangers wrote: a word that is wider than a line is cut.
func (f *Face) Fitted(s string, size, most float64) []string {
	return f.lines(f.words(s, size, most), size, most)
}

func (f *Face) lines(words []string, size, most float64) []string {
	var lines []string
	line := ""
	for _, word := range words {
		if line != "" && f.Width(line+" "+word, size) > most {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimLeft(line+" "+word, " ")
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// words are those of s; one that is wider than a line is cut.
func (f *Face) words(s string, size, most float64) []string {
	var list []string
	for _, word := range strings.Fields(s) {
		for f.Width(word, size) > most {
			cut := f.fits(word, size, most)
			list, word = append(list, word[:cut]), word[cut:]
		}
		list = append(list, word)
	}
	return list
}

// fits returns how many bytes of a word go on a line: one letter at least.
func (f *Face) fits(word string, size, most float64) int {
	left := most * 1000 / size / mmPerPoint
	for at, r := range word {
		for _, part := range f.runs(string(r)) {
			left -= float64(f.wide(part))
		}
		if left < 0 && at > 0 {
			return at
		}
	}
	return len(word)
}
