package pdfa

import (
	"math"
	"slices"
	"strconv"
	"unicode"

	"postkamer"
)

// A box is a place on a sheet in points, from its lower left corner.
type box struct {
	left, bottom, right, top float64
}

// A placed word is what is shown of a word, and where.
type placed struct {
	box
	text  []rune
	line  int
	apart bool // not set on the level of its line
	rtl   bool // Arabic or Hebrew: the first character stands at the right
}

// size returns the size of the font, in points, that makes a line as high as
// the box.
func (w placed) size() float64 {
	return (w.top - w.bottom) * 1000 / (glyphAscent - glyphDescent)
}

// minText is the least width and height of a word in points. A box without
// area would make a font of size 0.
const minText = 0.5

// narrow is the width in points of a space that has no gap to fill.
const narrow = 0.1

// maxShown is how many characters are shown at once: a string holds at most
// 32,767 bytes (6.1.13).
const maxShown = 8000

// appendWords appends the page's words as invisible text (mode 3). Words of one
// line share a baseline and a size, a space fills the gap to the next one: so
// viewers mark whole lines, and copied text has its spaces and line ends.
func appendWords(b []byte, s sheet, words []postkamer.Word, text *codes) []byte {
	all := place(s, words)
	if len(all) == 0 {
		return b
	}
	b = append(b, "BT\n3 Tr\n"...)
	for i := 0; i < len(all); {
		end := i + 1
		for end < len(all) && all[end].line == all[i].line {
			end++
		}
		b = appendLine(b, all[i:end], text)
		i = end
	}
	return append(b, "ET\n"...)
}

// place returns the words with text, each within the sheet.
func place(s sheet, words []postkamer.Word) []placed {
	all := make([]placed, 0, len(words))
	for _, w := range words {
		text := []rune(plain(w.Text))
		if len(text) == 0 {
			continue
		}
		all = append(all, placed{text: text, line: w.Line, rtl: rightToLeft(text), box: boxOf(s, w)})
	}
	return all
}

// boxOf returns the place of a word, moved and cut where it leaves the sheet:
// its text is to be found all the same.
func boxOf(s sheet, w postkamer.Word) box {
	left, right := within(float64(w.X)*s.perX, float64(w.W)*s.perX, s.width)
	top, bottom := within(float64(w.Y)*s.perY, float64(w.H)*s.perY, s.height)
	return box{left: left, right: right, top: s.height - top, bottom: s.height - bottom}
}

// within cuts a stretch to 0..limit and gives it at least minText.
func within(from, length, limit float64) (first, last float64) {
	first = math.Min(math.Max(from, 0), limit-minText)
	last = math.Min(math.Max(from+length, first+minText), limit)
	return first, last
}

// rightToLeft says whether the first character with a direction is Arabic,
// Hebrew or the like.
func rightToLeft(text []rune) bool {
	for _, r := range text {
		if unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko) {
			return true
		}
		if unicode.IsLetter(r) {
			return false
		}
	}
	return false
}

// stickOut is how far from the middle of its line a word may reach, in heights of
// the line's middle word, to be set like the others. A "p" beside an "o" reaches
// 1.2; a rule or a word of another line that was counted in reaches far more.
const stickOut = 1.5

// level gives the words of one line a common bottom and size. Words that stick
// out keep their own: they would blow up all others.
func level(line []placed) {
	middle, height := middleOf(line)
	common := box{bottom: math.Inf(1), top: math.Inf(-1)}
	for i, w := range line {
		line[i].apart = w.top > middle+stickOut*height || w.bottom < middle-stickOut*height
		if !line[i].apart {
			common.bottom, common.top = math.Min(common.bottom, w.bottom), math.Max(common.top, w.top)
		}
	}
	for i, w := range line {
		if !w.apart {
			line[i].bottom, line[i].top = common.bottom, common.top
		}
	}
}

// middleOf returns the medians of the middles and heights of words.
func middleOf(line []placed) (middle, height float64) {
	middles, heights := make([]float64, len(line)), make([]float64, len(line))
	for i, w := range line {
		middles[i], heights[i] = (w.top+w.bottom)/2, w.top-w.bottom
	}
	slices.Sort(middles)
	slices.Sort(heights)
	return middles[len(line)/2], heights[len(line)/2]
}

// wordGap is the gap, in sizes of the font, below which programs take two words
// for one, spaces or not: poppler 0.15.
const wordGap = 0.16

// maxTrim is how much of a word's end may go to make a gap, in points.
const maxTrim = 0.8

// separate takes a little from the ends of words that all but touch the next.
func separate(line []placed) {
	for i := range len(line) - 1 {
		w, next := &line[i], line[i+1]
		if w.rtl != next.rtl {
			continue
		}
		want := wordGap * math.Max(w.size(), next.size())
		trim := math.Min(math.Min(maxTrim, (w.right-w.left)/4), want-gap(*w, next))
		if trim <= 0 {
			continue
		}
		if w.rtl {
			w.left += trim
		} else {
			w.right -= trim
		}
	}
}

// gap is how far the end of a word is from the next one, below 0 when they
// overlap.
func gap(w, next placed) float64 {
	if w.rtl {
		return w.left - next.right
	}
	return next.left - w.right
}

// appendLine appends the words of one line.
func appendLine(b []byte, line []placed, text *codes) []byte {
	level(line)
	separate(line)
	size := 0.0
	for i, w := range line {
		if w.size() != size {
			size = w.size()
			b = appendNumber(append(b, "/F0 "...), size)
			b = append(b, " Tf\n"...)
		}
		b = appendText(b, w, text)
		b = appendSpace(b, w, line[i+1:], text)
	}
	return b
}

// appendText appends one word, stretched so that it is as wide as its box.
func appendText(b []byte, w placed, text *codes) []byte {
	direction, from := "1", w.left
	if w.rtl {
		direction, from = "-1", w.right
	}
	b = append(b, direction...)
	b = append(b, " 0 0 1 "...)
	b = appendNumber(b, from)
	b = append(b, ' ')
	b = appendNumber(b, w.bottom+fontDescent*w.size())
	b = append(b, " Tm\n"...)
	b = appendStretch(b, w.right-w.left, len(w.text), w.size())
	for chars := w.text; len(chars) > 0; {
		n := min(len(chars), maxShown)
		b = appendShow(b, chars[:n], text)
		chars = chars[n:]
	}
	return b
}

// appendSpace appends the space behind w. It reaches to the next word of the
// line; without one, or without a gap, it has hardly any width. Programs that
// look at the text alone need it at a line's end too.
func appendSpace(b []byte, w placed, rest []placed, text *codes) []byte {
	width := narrow
	if len(rest) > 0 && rest[0].rtl == w.rtl {
		width = math.Max(narrow, gap(w, rest[0]))
	}
	b = appendStretch(b, width, 1, w.size())
	return appendShow(b, []rune{' '}, text)
}

// appendStretch appends the horizontal scaling that makes n glyphs of a size
// as wide as width, in points.
func appendStretch(b []byte, width float64, n int, size float64) []byte {
	natural := float64(n) * glyphWidth / 1000 * size
	b = appendNumber(b, 100*width/natural)
	return append(b, " Tz\n"...)
}

func appendShow(b []byte, chars []rune, text *codes) []byte {
	const hex = "0123456789ABCDEF"
	b = append(b, '<')
	for _, r := range chars {
		c := text.of(r)
		b = append(b, hex[c>>12], hex[c>>8&15], hex[c>>4&15], hex[c&15])
	}
	return append(b, "> Tj\n"...)
}

// appendNumber appends a number as PDF wants it, without an exponent.
func appendNumber(b []byte, x float64) []byte {
	start := len(b)
	b = strconv.AppendFloat(b, x, 'f', 3, 64)
	for len(b) > start+1 && b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if b[len(b)-1] == '.' {
		b = b[:len(b)-1]
	}
	return b
}

// number returns a number as PDF wants it.
func number(x float64) string { return string(appendNumber(nil, x)) }
