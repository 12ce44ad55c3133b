package main

import (
	"image"
	"math"
	"math/rand/v2"
)

// A damage is one thing that happens to a separator sheet in an office, of a
// strength that chance decides. It is done to a scan of 300 dpi.
type damage struct {
	name   string
	says   string
	format string // of the file
	make   func(s scan, r *rand.Rand) scan
}

// damages are what the sheets of "bench separators" suffer, in turn.
var damages = []damage{
	{"clean", "as printed", "jpeg", clean},
	{"skew", "up to 6 degrees askew", "jpeg", func(s scan, r *rand.Rand) scan { return askew(s, either(r, 1+5*r.Float64())) }},
	{"blur", "out of focus", "jpeg", func(s scan, r *rand.Rand) scan { s.grey = blurred(s.grey, 1+r.IntN(3), 4); return s }},
	{"fax", "fine fax, 204 x 196 dpi", "fax", fax},
	{"faxlow", "normal fax, 204 x 98 dpi", "fax", faxLow},
	{"noise", "sensor noise and specks", "png", func(s scan, r *rand.Rand) scan {
		s.grey = noisy(s.grey, 20+50*r.Float64(), 4000+r.IntN(40000), r)
		return s
	}},
	{"jpeg20", "JPEG of quality 20", "jpeg20", clean},
	{"stain", "shadow and coffee", "jpeg", stain},
	{"blots", "dark blots on the codes", "jpeg", blots},
	{"marker", "strokes of a marker over the codes", "jpeg", func(s scan, r *rand.Rand) scan { return strokes(s, 2+r.IntN(5), r) }},
	{"scribble", "codes blackened with a marker", "jpeg", func(s scan, r *rand.Rand) scan { return strokes(s, 40, r) }},
	{"corner", "corner folded over", "jpeg", foldedCorner},
	{"fold", "fold through the code, halves apart", "jpeg", fold},
	{"photocopy", "copy of a copy", "jpeg", photocopy},
	{"faint", "hardly any toner", "png", toner},
	{"streaks", "white streaks of an empty drum", "jpeg", streaks},
	{"note", "sticky note over a code", "jpeg", func(s scan, r *rand.Rand) scan { return covered(s, 76, 76, 235, r) }},
	{"letter", "letter half over the sheet", "jpeg", halfCovered},
	{"torn", "a strip torn off", "jpeg", torn},
	{"shrunk", "printed at 71 to 98 %", "jpeg", func(s scan, r *rand.Rand) scan { return smaller(s, 0.71+0.27*r.Float64(), r) }},
	{"dark", "scanned much too dark", "jpeg", func(s scan, r *rand.Rand) scan {
		s.grey = noisy(each(s.grey, func(_, _ int, v float64) float64 { return 8 + v*0.3 }), 6, 0, r)
		return s
	}},
	{"light", "scanned much too light", "jpeg", func(s scan, _ *rand.Rand) scan {
		s.grey = each(blurred(s.grey, 1, 3), func(_, _ int, v float64) float64 { return 170 + v*0.5 })
		return s
	}},
	{"bleed", "the back shines through", "jpeg", bleed},
	{"combo", "askew, faint, noisy and JPEG 20", "jpeg20", combo},
	{"twice", "two of these, one after the other", "jpeg", twice},
}

// twice does two damages by chance.
func twice(s scan, r *rand.Rand) scan {
	hard := []func(scan, *rand.Rand) scan{blots, fold, foldedCorner, photocopy, toner, torn, streaks, stain, halfCovered,
		func(s scan, r *rand.Rand) scan { return strokes(s, 4, r) }, bleed, combo}
	first, second := r.IntN(len(hard)), r.IntN(len(hard))
	return hard[second](hard[first](s, r), r)
}

// mmAt is how many pixels a millimetre has at drawDPI.
const mmAt = drawDPI / 25.4

// onCodes returns a place where the codes of a sheet are, in pixels.
func onCodes(r *rand.Rand) (x, y float64) {
	return (35 + 140*r.Float64()) * mmAt, (88 + 122*r.Float64()) * mmAt
}

// darkened returns g with ink of a strength (0 nothing, 1 black) laid over it.
func darkened(g *image.Gray, ink func(x, y float64) float64) *image.Gray {
	return each(g, func(x, y int, v float64) float64 { return v * (1 - ink(float64(x), float64(y))) })
}

// blots lets one to four dark blots of 8 to 22 mm fall on the codes.
func blots(s scan, r *rand.Rand) scan {
	type blot struct{ x, y, size, ink float64 }
	var all []blot
	for range 1 + r.IntN(4) {
		x, y := onCodes(r)
		all = append(all, blot{x, y, (8 + 14*r.Float64()) * mmAt, 0.5 + 0.45*r.Float64()})
	}
	s.grey = darkened(s.grey, func(x, y float64) float64 {
		most := 0.0
		for _, b := range all {
			if math.Hypot(x-b.x, y-b.y) < b.size {
				most = max(most, b.ink)
			}
		}
		return most
	})
	return s
}

// strokes draws straight strokes of a marker, 5 to 14 mm wide, across the codes.
func strokes(s scan, n int, r *rand.Rand) scan {
	type stroke struct{ x, y, dx, dy, length, half, ink float64 }
	var all []stroke
	for range n {
		x0, y0 := onCodes(r)
		x1, y1 := onCodes(r)
		l := math.Hypot(x1-x0, y1-y0)
		all = append(all, stroke{x0, y0, (x1 - x0) / l, (y1 - y0) / l, l, (2.5 + 4.5*r.Float64()) * mmAt, 0.4 + 0.55*r.Float64()})
	}
	s.grey = darkened(s.grey, func(x, y float64) float64 {
		most := 0.0
		for _, k := range all {
			along, aside := (x-k.x)*k.dx+(y-k.y)*k.dy, (x-k.x)*k.dy-(y-k.y)*k.dx
			if along > 0 && along < k.length && math.Abs(aside) < k.half {
				most = max(most, k.ink)
			}
		}
		return most
	})
	return s
}

// foldedCorner folds a corner with legs of 40 to 130 mm over the sheet: of what it
// covers and of the corner itself nothing is to be seen.
func foldedCorner(s scan, r *rand.Rand) scan {
	w, h := float64(s.grey.Rect.Dx()), float64(s.grey.Rect.Dy())
	leg := (40 + 90*r.Float64()) * mmAt
	behind := []float64{255, 40}[r.IntN(2)] // lid of the scanner
	right, lower := r.IntN(2) == 0, r.IntN(2) == 0
	s.grey = each(s.grey, func(px, py int, v float64) float64 {
		x, y := float64(px), float64(py)
		if right {
			x = w - x
		}
		if lower {
			y = h - y
		}
		switch fold := x + y - leg; {
		case fold < 0:
			return behind
		case fold < 0.02*leg:
			return 120
		case x < leg && y < leg:
			return 238
		}
		return v
	})
	return s
}

// fold creases the sheet through its code; what is behind the crease lies up to 4 mm
// away from where it was, and in its shadow.
func fold(s scan, r *rand.Rand) scan {
	x0, y0 := onCodes(r)
	sin, cos := math.Sincos(r.Float64() * math.Pi)
	along, across := (r.Float64()*8-4)*mmAt, -r.Float64()*3*mmAt
	from := s.grey
	s.grey = each(from, func(px, py int, v float64) float64 {
		x, y := float64(px), float64(py)
		d := (x-x0)*sin - (y-y0)*cos
		if d > 0 {
			v = between(from, x+along*cos+across*sin, y+along*sin-across*cos)
		}
		return v*(1-0.55*math.Exp(-math.Abs(d)/(0.8*mmAt))) - 18*math.Exp(-math.Abs(d)/(12*mmAt))
	})
	return s
}

// toner prints with 10 to 30 % of the ink.
func toner(s scan, r *rand.Rand) scan {
	ink, paper := 0.1+0.2*r.Float64(), 210+40*r.Float64()
	s.grey = noisy(each(s.grey, func(_, _ int, v float64) float64 { return paper - (255-v)*ink }), 2+3*r.Float64(), 200, r)
	return s
}

// streaks leaves white streaks down the sheet, of 1 to 9 mm.
func streaks(s scan, r *rand.Rand) scan {
	pale := make([]float64, s.grey.Rect.Dx())
	for range 5 + r.IntN(14) {
		at, half, strength := r.IntN(len(pale)), int((0.5+4*r.Float64())*mmAt), 0.6+0.4*r.Float64()
		for x := max(0, at-half); x < min(len(pale), at+half); x++ {
			pale[x] = max(pale[x], strength)
		}
	}
	s.grey = each(s.grey, func(x, _ int, v float64) float64 { return v + (255-v)*pale[x] })
	return s
}

// covered lays a piece of paper of so many millimetres over the codes.
func covered(s scan, w, h, grey float64, r *rand.Rand) scan {
	x0, y0 := onCodes(r)
	x0, y0 = x0-w/2*mmAt, y0-h/2*mmAt
	s.grey = each(s.grey, func(x, y int, v float64) float64 {
		if dx, dy := float64(x)-x0, float64(y)-y0; dx > 0 && dy > 0 && dx < w*mmAt && dy < h*mmAt {
			return grey
		}
		return v
	})
	return s
}

// halfCovered lays a letter over 25 to 45 % of the sheet, from one of its sides.
func halfCovered(s scan, r *rand.Rand) scan {
	return side(s, 0.25+0.2*r.Float64(), r, func(x, y int) float64 {
		if x/40%5 > 0 && y/25%3 == 0 && (x*7+y*13)%11 < 6 {
			return 50 // lines of print
		}
		return 245
	})
}

// torn takes 10 to 40 % off from one of the sides.
func torn(s scan, r *rand.Rand) scan {
	behind := []float64{255, 30}[r.IntN(2)]
	return side(s, 0.1+0.3*r.Float64(), r, func(_, _ int) float64 { return behind })
}

// side replaces a share of the sheet along one of its sides.
func side(s scan, share float64, r *rand.Rand, by func(x, y int) float64) scan {
	w, h := float64(s.grey.Rect.Dx()), float64(s.grey.Rect.Dy())
	which := r.IntN(4)
	s.grey = each(s.grey, func(x, y int, v float64) float64 {
		at := [4]float64{float64(x) / w, float64(y) / h, 1 - float64(x)/w, 1 - float64(y)/h}[which]
		if at < share {
			return by(x, y)
		}
		return v
	})
	return s
}

// smaller prints the sheet smaller, somewhere near the middle of the paper.
func smaller(s scan, scale float64, r *rand.Rand) scan {
	from := s.grey
	cx, cy := float64(from.Rect.Dx())/2, float64(from.Rect.Dy())/2
	dx, dy := cx*(1-scale)*(r.Float64()-0.5), cy*(1-scale)*(r.Float64()-0.5)
	s.grey = each(from, func(x, y int, _ float64) float64 {
		return between(from, cx+(float64(x)-cx-dx)/scale, cy+(float64(y)-cy-dy)/scale)
	})
	return s
}
