package drawing

import (
	"fmt"
	"strings"

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
	widths [256]int // of the letters of Windows-1252, in thousandths of the size
}

// Faces are the two typefaces of a paper.
type Faces struct{ Regular, Bold *Face }

// LoadFaces reads the typefaces. The error is one of the program.
func LoadFaces() (Faces, error) {
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
	parsed := &Face{name: name, data: data}
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

// encoded returns s in Windows-1252. A letter that it does not have becomes the one
// without its mark, as in Yilmaz for Yılmaz; what has no such letter becomes a
// question mark.
func encoded(s string) []byte {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		c, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			c = plain(r)
		}
		b = append(b, c)
	}
	return b
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
	for _, c := range encoded(s) {
		sum += f.widths[c]
	}
	return float64(sum) / 1000 * size * mmPerPoint
}

// Broken returns the lines of s when they may be at most so many millimetres wide.
func (f *Face) Broken(s string, size, most float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
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
