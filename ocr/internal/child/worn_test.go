package child

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"testing"
)

// A sheetCopy is a sheet as a copier of a copy leaves it: of lines every other dot,
// specks between, letters whole.
type sheetCopy struct {
	*image.Gray
	random *rand.Rand
}

func photocopied(w, h int) sheetCopy {
	c := sheetCopy{image.NewGray(image.Rect(0, 0, w, h)), rand.New(rand.NewPCG(7, 1))}
	draw.Draw(c, c.Rect, image.White, image.Point{}, draw.Src)
	for range w * h / 2000 {
		c.SetGray(c.random.IntN(w), c.random.IntN(h), color.Gray{Y: 40})
	}
	return c
}

func (c sheetCopy) line(r image.Rectangle) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if c.random.IntN(5) < 2 {
				c.SetGray(x, y, color.Gray{Y: 90})
			}
		}
	}
}

func (c sheetCopy) stroke(r image.Rectangle) { draw.Draw(c, r, image.Black, image.Point{}, draw.Src) }

// comb draws cells of 40 by 44 pixels with an upright stroke in each.
func (c sheetCopy) comb(x, y, cells int) {
	c.line(image.Rect(x, y, x+40*cells, y+2))
	c.line(image.Rect(x, y+42, x+40*cells, y+44))
	for i := range cells + 1 {
		c.line(image.Rect(x+40*i, y, x+40*i+2, y+44))
	}
	for i := range cells {
		c.stroke(image.Rect(x+40*i+18, y+12, x+40*i+22, y+32))
	}
}

// unruledOf returns a drawing without its lines, and its combs.
func unruledOf(t *testing.T, c sheetCopy) (*image.Gray, []image.Rectangle) {
	t.Helper()
	p := pixOf(c.Gray, readDPI)
	defer p.free()
	r := p.unruled()
	defer r.free()
	m, err := r.image()
	if err != nil {
		t.Fatal(err)
	}
	return m, r.combs
}

func TestACombOfDotsIsAComb(t *testing.T) {
	c := photocopied(800, 400)
	c.comb(100, 100, 9)
	m, combs := unruledOf(t, c)
	if len(combs) != 1 || !image.Rect(150, 110, 420, 130).In(combs[0]) || !combs[0].In(image.Rect(90, 95, 472, 150)) {
		t.Errorf("combs %v", combs)
	}
	if left, were := darkShare(m, image.Rect(110, 98, 450, 104)), darkShare(c.Gray, image.Rect(110, 98, 450, 104)); left > were/10 {
		t.Errorf("of the line above %.3f of %.3f is left", left, were)
	}
	for i := range 9 {
		if stroke := image.Rect(118+40*i, 112, 122+40*i, 132); darkShare(m, stroke) < 1 {
			t.Errorf("of the stroke in cell %d %.2f is left", i, darkShare(m, stroke))
		}
	}
}

func TestATableOfDotsLosesItsLinesAndKeepsItsLetters(t *testing.T) {
	c := photocopied(1000, 500)
	sides := []int{60, 180, 560, 900}
	for row := range 7 {
		c.line(image.Rect(60, 60+44*row, 902, 62+44*row))
	}
	for _, x := range sides {
		c.line(image.Rect(x, 60, x+2, 60+44*6))
	}
	letters := image.Rect(200, 75, 206, 91)
	c.stroke(letters)
	m, combs := unruledOf(t, c)
	if len(combs) > 0 {
		t.Errorf("combs %v in a table", combs)
	}
	if left, were := darkShare(m, image.Rect(60, 58, 902, 328)), darkShare(c.Gray, image.Rect(60, 58, 902, 328)); left > were/3 {
		t.Errorf("%.4f of %.4f is left", left, were)
	}
	if darkShare(m, letters) < 1 {
		t.Error("a letter was rubbed out")
	}
}

// TestALabelRightAboveABoxKeepsItsFirstLetter: its stem stands over the left side.
func TestALabelRightAboveABoxKeepsItsFirstLetter(t *testing.T) {
	c := photocopied(800, 400)
	c.line(image.Rect(100, 120, 700, 122))
	c.line(image.Rect(100, 220, 700, 222))
	c.line(image.Rect(100, 120, 102, 222))
	stem := image.Rect(100, 97, 103, 111)
	c.stroke(stem)
	m, _ := unruledOf(t, c)
	if darkShare(m, stem) < 1 {
		t.Errorf("%.2f of the stem is left", darkShare(m, stem))
	}
	if left, was := darkShare(m, image.Rect(99, 130, 103, 210)), darkShare(c.Gray, image.Rect(99, 130, 103, 210)); left > was/3 {
		t.Errorf("%.2f of %.2f of the side is left", left, was)
	}
}

// TestLongLettersAreNoLines: a hand on a copy has strokes as long as a line of dots.
func TestLongLettersAreNoLines(t *testing.T) {
	c := photocopied(600, 400)
	for i := range 6 {
		c.line(image.Rect(100+60*i, 120, 104+60*i, 220))
	}
	m, _ := unruledOf(t, c)
	if left, were := darkShare(m, m.Rect), darkShare(c.Gray, c.Rect); left < were {
		t.Errorf("%.4f of %.4f is left", left, were)
	}
}

// TestDotsOnAPageWithoutGrainStay: a scanner leaves lines whole, so dots are text.
func TestDotsOnAPageWithoutGrainStay(t *testing.T) {
	c := sheetCopy{image.NewGray(image.Rect(0, 0, 600, 200)), nil}
	draw.Draw(c, c.Rect, image.White, image.Point{}, draw.Src)
	for x := 60; x < 500; x += 5 {
		c.stroke(image.Rect(x, 100, x+3, 103))
	}
	m, _ := unruledOf(t, c)
	if left, were := darkShare(m, m.Rect), darkShare(c.Gray, c.Rect); left < were {
		t.Errorf("%.4f of %.4f is left", left, were)
	}
}

// TestACombMayEndWithItsRow: a photocopied form was not read at all, its last tooth was
// looked for half a pixel beyond the row.
func TestACombMayEndWithItsRow(t *testing.T) {
	const from, pitch = 6, 25.6
	teeth := make([]float64, 160)
	for x := from + 0.0; x < float64(len(teeth)); x += pitch {
		teeth[min(int(math.Round(x)), len(teeth)-1)] = 1
	}
	c := combAt(teeth, from, pitch)
	if c.score == 0 || !c.standsOut(teeth) {
		t.Errorf("no comb: %+v", c)
	}
}
