package main

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"postkamer"
	"postkamer/ocr/codeprint"
)

// giro draws a payment slip: boxes, lines of digits, and bars at its edge.
func giro(c *canvas, r *rand.Rand) error {
	c.letter(r)
	c.grey(1)
	c.box(0, 195, 210, 102)
	c.grey(0)
	for y := 200.0; y < 270; y += 10 {
		c.box(10, y, 190, 0.4)
	}
	for x := 10.0; x <= 200; x += 5 {
		c.box(x, 200, 0.3, 40)
	}
	for y := 200.0; y < 290; y += 4 {
		c.box(203, y, 4, 2)
	}
	c.text(13, 20, 288, fmt.Sprintf("%016d+ %09d+ 54>", r.Int64N(1e16), r.Int64N(1e9)))
	return nil
}

// patchBars draws a patch code, N for a narrow bar and W for a wide one.
func patchBars(c *canvas, widths string, r *rand.Rand) {
	c.text(24, 40, 150, "PATCH")
	x, y, long := 15+30*r.Float64(), 15+200*r.Float64(), 60+100*r.Float64()
	for _, w := range widths {
		h := map[rune]float64{'N': 2.03, 'W': 5.08}[w]
		c.box(x, y, long, h)
		y += h + 2.03
	}
}

// stripes draws bars of any width, lying and upright.
func stripes(c *canvas, r *rand.Rand) {
	for y := 15.0; y < 140; {
		h := 0.5 + 6*r.Float64()
		c.box(15, y, 180, h)
		y += h + 0.5 + 4*r.Float64()
	}
	for x := 15.0; x < 190; {
		w := 0.3 + 3*r.Float64()
		c.box(x, 150, w, 120)
		x += w + 0.3 + 3*r.Float64()
	}
}

// ourForm draws the first page of a printed form: marks in the corners and its code.
func ourForm(c *canvas, r *rand.Rand) error {
	c.letter(r)
	for _, at := range postkamer.Marks() {
		c.box(at[0]-postkamer.MarkSide/2, at[1]-postkamer.MarkSide/2, postkamer.MarkSide, postkamer.MarkSide)
	}
	code, err := codeprint.QR(postkamer.PaperCode{Form: "verhuizing", Version: "561D18B0", Page: 1, Pages: 2}.Value(), codeprint.Quarter)
	if err != nil {
		return err
	}
	c.code(code, 170, 13, 24, 24)
	return nil
}

// wrongCode draws a code that begins like ours.
func wrongCode(c *canvas, r *rand.Rand) error {
	c.letter(r)
	right := postkamer.Sheet{Set: "7K3M9Q", Number: 3, Of: 20}.Value()
	values := []string{right[:len(right)-1] + "#", strings.ToLower(right), "PKSEP1:W3M70", "PKSEP3:7K3M9Q:3:20:F:M", "HTTPS://X.NL/" + right, "PKSEP2"}
	return c.qr(values[r.IntN(len(values))], 15+70*r.Float64(), r)
}

// chequered draws a regular edge of squares of 4 to 12 mm.
func chequered(c *canvas, r *rand.Rand) {
	side, from := 4+8*r.Float64(), 4+8*r.Float64()
	for i := 0; float64(i)*side < 210-2*from-side; i += 2 {
		c.box(from+float64(i)*side, from, side, side)
		c.box(from+float64(i)*side, 297-from-side, side, side)
	}
	for i := 0; float64(i)*side < 297-2*from-side; i += 2 {
		c.box(from, from+float64(i)*side, side, side)
		c.box(210-from-side, from+float64(i)*side, side, side)
	}
}

// chanceEdge draws squares just where a separator sheet has them, but black or white
// by chance: the worst that a page of others can do.
func chanceEdge(c *canvas, r *rand.Rand) {
	for i := range 24 {
		for _, y := range []float64{8.5, 280.5} {
			if r.IntN(2) == 0 {
				c.box(9+8*float64(i), y, 8, 8)
			}
		}
	}
	for i := 1; i < 34; i++ {
		for _, x := range []float64{9, 193} {
			if r.IntN(2) == 0 {
				c.box(x, 8.5+8*float64(i), 8, 8)
			}
		}
	}
}

// crossword draws a field of squares that fills the page, by chance or in turn.
func crossword(c *canvas, r *rand.Rand) {
	side, chess := 5+14*r.Float64(), r.IntN(3) == 0
	for row := 0; float64(row)*side < 270; row++ {
		for column := 0; float64(column)*side < 190; column++ {
			if chess && (row+column)%2 == 0 || !chess && r.IntN(3) == 0 {
				c.box(8+float64(column)*side, 8+float64(row)*side, side, side)
			}
		}
	}
}

// darkTable draws rows with a dark head to each.
func darkTable(c *canvas, r *rand.Rand) {
	high := 6 + 10*r.Float64()
	for y := 10.0; y < 280; y += high {
		c.grey(0.1 + 0.3*r.Float64())
		c.box(8, y, 20+40*r.Float64(), high*0.7)
		c.grey(0)
		c.box(8, y+high*0.9, 194, 0.4)
		c.text(9, 80, y+high*0.6, word(r, 10, 40))
	}
}

// photos draws patches of every grey on top of each other, up to the edges.
func photos(c *canvas, r *rand.Rand) {
	for range 150 + r.IntN(400) {
		c.grey(r.Float64())
		c.box(210*r.Float64()-10, 297*r.Float64()-10, 3+60*r.Float64(), 3+60*r.Float64())
	}
	c.grey(0)
}

// logos draws squares in squares, as the corners of a QR code are, and black blocks.
func logos(c *canvas, r *rand.Rand) {
	for range 2 + r.IntN(5) {
		x, y, unit := 10+160*r.Float64(), 10+250*r.Float64(), 0.5+3*r.Float64()
		c.grey(0)
		c.box(x, y, 7*unit, 7*unit)
		c.grey(1)
		c.box(x+unit, y+unit, 5*unit, 5*unit)
		c.grey(0)
		c.box(x+2*unit, y+2*unit, 3*unit, 3*unit)
	}
	for range r.IntN(20) {
		c.box(190*r.Float64(), 280*r.Float64(), 3+20*r.Float64(), 3+20*r.Float64())
	}
	c.letter(r)
}
