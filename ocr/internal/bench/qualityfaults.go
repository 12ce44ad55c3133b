package main

import (
	"image"
	"math"
	"math/rand/v2"

	"postkamer"
)

// ordinary are the ways in which good pages come out of a scanner.
var ordinary = []variant{
	{"colour", "in colour", "jpeg", func(s scan, r *rand.Rand) scan { return s }, false},
	{"slightly askew", "", "jpeg", func(s scan, r *rand.Rand) scan { return sensor(askew(s, -1.8+3.6*r.Float64()), r) }, false},
	{"upside down", "", "jpeg", func(s scan, r *rand.Rand) scan { return sensor(quarter(s, 180), r) }, false},
	{"grey paper", "", "jpeg", func(s scan, r *rand.Rand) scan {
		paper := .78 + .15*r.Float64()
		s.grey = each(s.grey, func(_, _ int, v float64) float64 { return v * paper })
		return sensor(s, r)
	}, false},
	{"200 dpi", "", "jpeg", func(s scan, r *rand.Rand) scan { return sensor(coarse(s, 200, 200), r) }, false},
	{"fax", "", "fax", fax, false},
	{"shadow and coffee", "", "jpeg", stain, false},
	{"back shines through", "", "jpeg", bleed, false},
	{"a little soft", "", "jpeg", func(s scan, r *rand.Rand) scan { s.grey = blurred(s.grey, 1, 2); return sensor(s, r) }, false},
}

// sensor adds the little noise that every scanner has.
func sensor(s scan, r *rand.Rand) scan {
	s.grey = noisy(s.grey, 3, 0, r)
	return s
}

// A fault is one way in which a scan is bad, in three strengths.
type fault struct {
	code postkamer.FindingCode
	says string
	make func(s scan, strength int, r *rand.Rand) scan // strength 0, 1, 2
}

// spoiled makes a fault of a change of each grey value.
func spoiled(change func(v float64, strength int) float64) func(s scan, strength int, r *rand.Rand) scan {
	return func(s scan, strength int, r *rand.Rand) scan {
		s.grey = each(s.grey, func(_, _ int, v float64) float64 { return change(v, strength) })
		return sensor(s, r)
	}
}

var faults = []fault{
	{postkamer.FindingBlurred, "out of focus", func(s scan, n int, r *rand.Rand) scan {
		s.grey = blurred(s.grey, []int{2, 2, 3}[n], []int{3, 5, 5}[n]) // sigma 2.4, 3.2 and 4.5 pixels
		return sensor(s, r)
	}},
	{postkamer.FindingBlurred, "paper slipped", func(s scan, n int, r *rand.Rand) scan {
		s.grey = transposed(slid(transposed(s.grey), []int{4, 6, 9}[n]))
		return sensor(s, r)
	}},
	{postkamer.FindingLowContrast, "faint ink", spoiled(func(v float64, n int) float64 { return 228 - (255-v)*[]float64{.26, .18, .12}[n] })},
	{postkamer.FindingTooLight, "washed out", spoiled(func(v float64, n int) float64 {
		return math.Min(255, 262-(255-v)*[]float64{.30, .22, .15}[n])
	})},
	{postkamer.FindingTooDark, "too dark all over", spoiled(func(v float64, n int) float64 { return v * []float64{.44, .34, .24}[n] })},
	{postkamer.FindingTooDark, "black over part of it", func(s scan, n int, r *rand.Rand) scan {
		from := float64(s.grey.Rect.Dy()) * []float64{.58, .45, .25}[n]
		s.grey = each(s.grey, func(_, y int, v float64) float64 {
			if float64(y) > from {
				return v * .12
			}
			return v
		})
		return sensor(s, r)
	}},
	{postkamer.FindingSkewed, "askew", func(s scan, n int, r *rand.Rand) scan {
		return sensor(askew(s, either(r, []float64{6.5, 10, 15}[n])), r)
	}},
	{postkamer.FindingCutOff, "cut off at the left", func(s scan, n int, r *rand.Rand) scan {
		return sensor(cropped(s, inkStart(transposed(s.grey))+[]int{20, 60, 250}[n], 0, 0), r)
	}},
	{postkamer.FindingCutOff, "cut off at the right", func(s scan, n int, r *rand.Rand) scan {
		right := inkRow(transposed(s.grey), []int{1700, 1500, 1200}[n])
		return sensor(cropped(s, 0, 0, s.grey.Rect.Dx()-right), r)
	}},
	{postkamer.FindingCutOff, "cut off at the top", func(s scan, n int, r *rand.Rand) scan {
		return sensor(cropped(s, 0, inkRow(s.grey, []int{0, 600, 1300}[n]), 0), r)
	}},
	{postkamer.FindingFolded, "corner folded back, white bed", func(s scan, n int, r *rand.Rand) scan { return sensor(folded(s, n, 246, false, r), r) }},
	{postkamer.FindingFolded, "corner folded back, black bed", func(s scan, n int, r *rand.Rand) scan { return sensor(folded(s, n, 20, false, r), r) }},
	{postkamer.FindingFolded, "corner folded over the text", func(s scan, n int, r *rand.Rand) scan { return sensor(folded(s, n, 246, true, r), r) }},
	{postkamer.FindingLowResolution, "150, 100 and 75 dpi", func(s scan, n int, r *rand.Rand) scan {
		dpi := []int{150, 100, 75}[n]
		return sensor(coarse(s, dpi, dpi), r)
	}},
	{postkamer.FindingUpsideDown, "turned by 180, 90, 270", func(s scan, n int, r *rand.Rand) scan {
		return sensor(quarter(s, []int{180, 90, 270}[n]), r)
	}},
}

// cropped cuts pixels off the left, the top and the right; the size stays, as that of a
// scanner's glass.
func cropped(s scan, left, top, right int) scan {
	g := s.grey
	out := image.NewGray(image.Rect(0, 0, g.Rect.Dx()-left-right, g.Rect.Dy()-top))
	for y := range out.Rect.Dy() {
		copy(out.Pix[y*out.Stride:], g.Pix[(y+top)*g.Stride+left:][:out.Rect.Dx()])
	}
	s.grey = out
	return s
}

// inkRow returns the row with most strokes within 15 mm from the first row on that has
// some: through the letters of a line.
func inkRow(g *image.Gray, from int) int {
	best, most, end := from, 0, g.Rect.Dy()
	for y := max(from, inkStart(g)); y < end; y++ {
		strokes := 0
		for x := range g.Rect.Dx() {
			if g.Pix[y*g.Stride+x] < 140 && (x == 0 || g.Pix[y*g.Stride+x-1] >= 140) {
				strokes++
			}
		}
		if strokes > 12 && most == 0 {
			end = min(end, y+180)
		}
		if strokes > most && (most > 0 || strokes > 12) {
			best, most = y, strokes
		}
	}
	return best
}

// inkStart returns the first row with ink of several letters.
func inkStart(g *image.Gray) int {
	for y := 60; y < g.Rect.Dy(); y++ {
		ink := 0
		for x := 60; x < g.Rect.Dx()-60; x++ {
			if g.Pix[y*g.Stride+x] < 140 {
				ink++
			}
		}
		if ink > 8 {
			return y
		}
	}
	return 0
}

// folded folds a corner back, so that the bed of the scanner shows there, or over the
// page, so that the back of the paper covers it too. The crease casts a shadow.
func folded(s scan, strength int, bed float64, over bool, r *rand.Rand) scan {
	const perMM = drawDPI / 25.4
	a := []float64{13, 22, 38}[strength] * perMM * (.85 + .3*r.Float64())
	b := a * (.65 + .9*r.Float64())
	right, bottom := r.IntN(2) == 0, r.IntN(2) == 0
	w, h := s.grey.Rect.Dx(), s.grey.Rect.Dy()
	slope := math.Hypot(1/a, 1/b)
	depth := .10 + .15*r.Float64()
	s.grey = each(s.grey, func(x, y int, v float64) float64 {
		if right {
			x = w - 1 - x
		}
		if bottom {
			y = h - 1 - y
		}
		off := (float64(x)/a + float64(y)/b - 1) / slope // pixels from the crease, inward of the page
		shadow := 1 - depth*math.Exp(-off*off/18)
		switch {
		case off < 0:
			return bed * shadow
		case over && isFlap(float64(x), float64(y), a, b):
			return 240 * shadow
		}
		return v * shadow
	})
	return s
}

// isFlap tells whether a point lies under the flap of a corner that is folded over: its
// mirror image on the other side of the crease lies on the corner.
func isFlap(x, y, a, b float64) bool {
	off := (x/a + y/b - 1) / (1/a/a + 1/b/b)
	mx, my := x-2*off/a, y-2*off/b
	return mx >= 0 && my >= 0
}
