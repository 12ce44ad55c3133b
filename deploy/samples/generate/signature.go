package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// signature draws a scribble as an SVG curve; the same name signs the same way.
// Three hands: upright loops, a flat wave, and big initials with a line.
func signature(name string) string {
	r := rand.New(rand.NewPCG(seed(name), 7))
	var pen strings.Builder
	x := initial(&pen, r, 6)
	switch r.IntN(3) {
	case 0:
		x = loops(&pen, r, x, 4+r.IntN(5), 26)
	case 1:
		x = loops(&pen, r, x, 7+r.IntN(6), 9)
	default:
		x = initial(&pen, r, x+4)
		x = loops(&pen, r, x, 2, 12)
	}
	if r.IntN(3) > 0 { // a line back under the name
		curve(&pen, x+30+r.Float64()*20, 24+r.Float64()*14, x-10, 60+r.Float64()*6, x*(0.1+r.Float64()*0.4), 50+r.Float64()*10)
	}
	tilt := -9 + r.Float64()*12
	return fmt.Sprintf(`<svg width="66mm" height="18mm" viewBox="0 0 220 66"><path transform="rotate(%.1f 60 40)" d="%s" fill="none" stroke="#1c2450" stroke-width="%.1f" stroke-linecap="round"/></svg>`,
		tilt, pen.String(), 1.2+r.Float64()*1.1)
}

// initial is a capital: a tall stroke with a belly. It returns where the pen is.
func initial(pen *strings.Builder, r *rand.Rand, x float64) float64 {
	base := 42 + r.Float64()*8
	fmt.Fprintf(pen, "M%.1f %.1f ", x+r.Float64()*8, base)
	curve(pen, x-4+r.Float64()*10, 20, x+10+r.Float64()*12, -2+r.Float64()*8, x+9, 10+r.Float64()*10)
	curve(pen, x+4, 40+r.Float64()*10, x-8+r.Float64()*10, 66, x+14+r.Float64()*8, 34+r.Float64()*10)
	return x + 20
}

// loops are the small letters, about height high.
func loops(pen *strings.Builder, r *rand.Rand, x float64, n int, height float64) float64 {
	for range n {
		dx := 6 + r.Float64()*13
		top := 40 - height*(0.4+r.Float64()*0.9)
		curve(pen, x-5+r.Float64()*9, top, x+dx+r.Float64()*9, top-3, x+dx, 38+r.Float64()*9)
		x += dx
	}
	return x
}

func curve(pen *strings.Builder, x1, y1, x2, y2, x, y float64) {
	fmt.Fprintf(pen, "C%.1f %.1f %.1f %.1f %.1f %.1f ", x1, y1, x2, y2, x, y)
}
