package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/datamatrix"
	"github.com/makiuchi-d/gozxing/oned"

	"postkamer"
	"postkamer/ocr/codeprint"
)

// A foreign is a kind of ordinary page with something on it that a reader of
// separator sheets might take for one. None of them is a sheet.
type foreign struct {
	name string
	says string
	draw func(c *canvas, r *rand.Rand) error
}

// foreigns are the ordinary pages of "bench separators", in turn.
var foreigns = []foreign{
	{"url", "QR code with a web address, 12 to 60 mm", func(c *canvas, r *rand.Rand) error {
		c.letter(r)
		return c.qr("https://www.gemeente.example/"+word(r, 6, 40), 12+48*r.Float64(), r)
	}},
	{"poster", "QR code of others as large as a sheet's", func(c *canvas, r *rand.Rand) error {
		c.text(28, 30, 40, "DOE MEE")
		return c.qr(strings.ToUpper(word(r, 8, 30)), 75+15*r.Float64(), r)
	}},
	{"code128", "Code 128 in the foot", func(c *canvas, r *rand.Rand) error {
		c.letter(r)
		return c.bars(gozxing.BarcodeFormat_CODE_128, strings.ToUpper(word(r, 6, 20)), r)
	}},
	{"code39", "Code 39", func(c *canvas, r *rand.Rand) error {
		c.letter(r)
		return c.bars(gozxing.BarcodeFormat_CODE_39, strings.ToUpper(word(r, 6, 14)), r)
	}},
	{"patchtext", "Code 39 that says PATCHT", func(c *canvas, r *rand.Rand) error {
		c.letter(r)
		return c.bars(gozxing.BarcodeFormat_CODE_39, "PATCHT", r)
	}},
	{"ean", "EAN-13", func(c *canvas, r *rand.Rand) error {
		c.letter(r)
		return c.bars(gozxing.BarcodeFormat_EAN_13, ean(r), r)
	}},
	{"datamatrix", "Data Matrix, as on franking", func(c *canvas, r *rand.Rand) error {
		c.letter(r)
		m, err := datamatrix.NewDataMatrixWriter().Encode(word(r, 10, 60), gozxing.BarcodeFormat_DATA_MATRIX, 1, 1, nil)
		if err != nil {
			return err
		}
		side := 10 + 50*r.Float64()
		c.code(codeprint.Of(m), 15+(165-side)*r.Float64(), 20+200*r.Float64(), side, side)
		return nil
	}},
	{"giro", "payment slip", giro},
	{"patch", "patch codes T and 2", func(c *canvas, r *rand.Rand) error { patchBars(c, []string{"NWNW", "WNWN"}[r.IntN(2)], r); return nil }},
	{"stripes", "stripes like patch codes", func(c *canvas, r *rand.Rand) error { stripes(c, r); return nil }},
	{"form", "printed form of ours, with its own QR code and corner marks", ourForm},
	{"wrong", "our prefix with a wrong check character, or of another kind", wrongCode},
	{"mourning", "black edge of a mourning card", func(c *canvas, r *rand.Rand) error {
		c.frame(3+12*r.Float64(), 8*r.Float64())
		c.letter(r)
		return nil
	}},
	{"chequered", "edge of black and white squares", func(c *canvas, r *rand.Rand) error { chequered(c, r); c.letter(r); return nil }},
	{"edge", "edge of black squares by chance", func(c *canvas, r *rand.Rand) error { chanceEdge(c, r); return nil }},
	{"crossword", "crossword or chessboard", func(c *canvas, r *rand.Rand) error { crossword(c, r); return nil }},
	{"table", "table of lines with dark heads", func(c *canvas, r *rand.Rand) error { darkTable(c, r); return nil }},
	{"photo", "page of photographs", func(c *canvas, r *rand.Rand) error { photos(c, r); return nil }},
	{"logo", "black blocks and squares in squares", func(c *canvas, r *rand.Rand) error { logos(c, r); return nil }},
	{"plain", "letter without any code", func(c *canvas, r *rand.Rand) error { c.letter(r); return nil }},
}

// pictures are letters that show one of our sheets: they are asked about, not cut.
var pictures = foreign{"picture", "letter that shows the code of a sheet of ours, 12 to 38 mm", func(c *canvas, r *rand.Rand) error {
	c.letter(r)
	s := postkamer.Sheet{Set: "7K3M9Q", Number: 1 + r.IntN(20), Of: 20}
	return c.qr(s.Value(), 12+26*r.Float64(), r)
}}

// A canvas is the content of an A4 page, in millimetres from the top left.
type canvas struct{ bytes.Buffer }

func (c *canvas) box(x, y, w, h float64) {
	const point = 72 / 25.4
	fmt.Fprintf(c, "%.2f %.2f %.2f %.2f re f\n", x*point, (297-y-h)*point, w*point, h*point)
}

// grey sets how light what follows is, 0 black to 1 white.
func (c *canvas) grey(v float64) { fmt.Fprintf(c, "%.3f g\n", v) }

func (c *canvas) text(size, x, y float64, line string) {
	const point = 72 / 25.4
	line = strings.NewReplacer(`\`, "", `(`, "", `)`, "").Replace(line)
	fmt.Fprintf(c, "BT /F1 %.1f Tf %.2f %.2f Td (%s) Tj ET\n", size, x*point, (297-y)*point, line)
}

// code draws a code on white of its own.
func (c *canvas) code(code codeprint.Code, x, y, w, h float64) {
	const point, quiet = 72 / 25.4, 4.0
	c.grey(1)
	c.box(x-quiet, y-quiet, w+2*quiet, h+2*quiet)
	c.grey(0)
	code.Path(c, x*point, (297-y-h)*point, w*point, h*point)
}

// qr draws a QR code somewhere on the page.
func (c *canvas) qr(value string, side float64, r *rand.Rand) error {
	code, err := codeprint.QR(value, []codeprint.Loss{codeprint.Quarter, codeprint.Third}[r.IntN(2)])
	if err != nil {
		return err
	}
	c.code(code, 15+(180-side)*r.Float64(), 15+(267-side)*r.Float64(), side, side)
	return nil
}

// bars draws a code of bars, 40 to 150 mm wide.
func (c *canvas) bars(format gozxing.BarcodeFormat, value string, r *rand.Rand) error {
	writers := map[gozxing.BarcodeFormat]gozxing.Writer{
		gozxing.BarcodeFormat_CODE_128: oned.NewCode128Writer(),
		gozxing.BarcodeFormat_CODE_39:  oned.NewCode39Writer(),
		gozxing.BarcodeFormat_EAN_13:   oned.NewEAN13Writer(),
	}
	m, err := writers[format].Encode(value, format, 1, 1, map[gozxing.EncodeHintType]any{gozxing.EncodeHintType_MARGIN: 0})
	if err != nil {
		return err
	}
	wide := 40 + 110*r.Float64()
	c.code(codeprint.Of(m), 20+(165-wide)*r.Float64(), 15+250*r.Float64(), wide, 8+20*r.Float64())
	return nil
}

// letter fills the page with lines of print.
func (c *canvas) letter(r *rand.Rand) {
	size := 8 + 5*r.Float64()
	c.text(size+6, 20, 25, "Gemeente "+word(r, 5, 12))
	for y := 50.0; y < 180+100*r.Float64(); y += size * 0.5 {
		var line strings.Builder
		for line.Len() < int(1000/size)-12 {
			line.WriteString(word(r, 2, 12) + " ")
		}
		c.text(size, 20, y, line.String())
	}
}

// frame draws a black frame of a width, so far from the edge of the paper.
func (c *canvas) frame(wide, from float64) {
	c.box(from, from, 210-2*from, wide)
	c.box(from, 297-from-wide, 210-2*from, wide)
	c.box(from, from, wide, 297-2*from)
	c.box(210-from-wide, from, wide, 297-2*from)
}

// word returns least to most letters and digits.
func word(r *rand.Rand, least, most int) string {
	const letters = "aaeeiioouunnrrttssddlmgvkbpwhjzcf0123456789"
	b := make([]byte, least+r.IntN(most-least+1))
	for i := range b {
		b[i] = letters[r.IntN(len(letters))]
	}
	return string(b)
}

// ean returns thirteen digits of which the last is right.
func ean(r *rand.Rand) string {
	sum := 0
	var b []byte
	for i := range 12 {
		d := r.IntN(10)
		b = append(b, byte('0'+d))
		sum += d * (1 + i%2*2)
	}
	return string(append(b, byte('0'+(10-sum%10)%10)))
}
