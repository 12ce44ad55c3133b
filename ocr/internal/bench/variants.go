package main

import (
	"image"
	"math"
	"math/rand/v2"
)

// A Variant is one way in which a sheet suffers between the sender's printer and
// us.
type variant struct {
	name   string
	says   string
	format string // of the file: jpeg, jpeg20, png or fax
	make   func(s scan, r *rand.Rand) scan
	extra  bool // not part of the figures: beyond what anybody reads, or not in the list
}

// variants are the degradations, in the order of the tables.
var variants = []variant{
	{"clean", "as printed, in colour", "jpeg", clean, false},
	{"skew15", "1.5 degrees askew", "jpeg", func(s scan, r *rand.Rand) scan { return askew(s, either(r, 1.5)) }, false},
	{"skew28", "2.8 degrees askew", "jpeg", func(s scan, r *rand.Rand) scan { return askew(s, either(r, 2.8)) }, false},
	{"rot90", "turned a quarter", "jpeg", func(s scan, _ *rand.Rand) scan { return quarter(s, 90) }, false},
	{"rot180", "upside down", "jpeg", func(s scan, _ *rand.Rand) scan { return quarter(s, 180) }, false},
	{"rot270", "turned three quarters", "jpeg", func(s scan, _ *rand.Rand) scan { return quarter(s, 270) }, false},
	{"noise", "sensor noise and specks", "png", noise, false},
	{"blur", "out of focus", "jpeg", func(s scan, _ *rand.Rand) scan { s.grey = blurred(s.grey, 1, 4); return s }, false},
	{"jpeg20", "JPEG of quality 20", "jpeg20", func(s scan, _ *rand.Rand) scan { return s }, false},
	{"lowcon", "faint ink on grey paper", "png", faint, false},
	{"dpi150", "scanned at 150 dpi", "jpeg", func(s scan, _ *rand.Rand) scan { return coarse(s, 150, 150) }, false},
	{"dpi200", "scanned at 200 dpi", "jpeg", func(s scan, _ *rand.Rand) scan { return coarse(s, 200, 200) }, false},
	{"fax", "fine fax, 204 x 196 dpi, black and white", "fax", fax, false},
	{"photocopy", "copy of a copy: hard contrast, grain, dark edges", "jpeg", photocopy, false},
	{"stain", "shadow across the page and a coffee stain", "jpeg", stain, false},
	{"combo", "askew, faint, noisy and JPEG 20 together", "jpeg20", combo, false},
	{"faxlow", "normal fax, 204 x 98 dpi, black and white", "fax", faxLow, true},
	{"photo", "photographed with a telephone, at an angle, with a shadow", "jpeg", photographed, true},
	{"bleed", "the back of the sheet shines through", "jpeg", bleed, true},
}

// either returns v or -v.
func either(r *rand.Rand, v float64) float64 {
	if r.IntN(2) == 0 {
		return -v
	}
	return v
}

func clean(s scan, _ *rand.Rand) scan { return s }

func askew(s scan, degrees float64) scan {
	s.grey, s.colour, s.skew = tilted(s.grey, degrees), nil, -degrees
	return s
}

func quarter(s scan, degrees int) scan {
	s.grey, s.turn = turned(s.grey, degrees), 360-degrees
	return s
}

func noise(s scan, r *rand.Rand) scan {
	s.grey = noisy(s.grey, 28, 4000, r)
	return s
}

func faint(s scan, r *rand.Rand) scan {
	s.grey = noisy(each(s.grey, func(_, _ int, v float64) float64 { return 148 + v*0.27 }), 4, 0, r)
	return s
}

func coarse(s scan, dpiX, dpiY int) scan {
	s.grey, s.dpi, s.dpiY = shrunk(s.grey, dpiX, dpiY), dpiX, dpiY
	return s
}

func fax(s scan, r *rand.Rand) scan { return bitonal(coarse(s, 204, 196), r) }

func faxLow(s scan, r *rand.Rand) scan { return bitonal(coarse(s, 204, 98), r) }

// bitonal makes s black and white as a fax machine does, with a little noise on
// the line of its sensor.
func bitonal(s scan, r *rand.Rand) scan {
	s.grey = each(noisy(s.grey, 12, 150, r), func(_, _ int, v float64) float64 {
		if v < 150 {
			return 0
		}
		return 255
	})
	return s
}

// photocopy thickens and hardens the letters, puts grain in them and a shadow
// along the edges where the lid was open.
func photocopy(s scan, r *rand.Rand) scan {
	w, h := float64(s.grey.Rect.Dx()), float64(s.grey.Rect.Dy())
	left, bottom := 60+r.Float64()*80, 40+r.Float64()*60
	g := noisy(blurred(s.grey, 1, 2), 75, 6000, r)
	fade := func(length int, depth, reach float64, from float64) []float64 {
		shadow := make([]float64, length)
		for i := range shadow {
			shadow[i] = depth * math.Exp(-math.Abs(float64(i)-from)/reach)
		}
		return shadow
	}
	leftShadow, rightShadow := fade(int(w), 235, left, 0), fade(int(w), 120, 25, w)
	bottomShadow := fade(int(h), 200, bottom, h)
	var harder [256]float64
	for v := range harder {
		harder[v] = 255 / (1 + math.Exp((165-float64(v))/11))
	}
	g = each(blurred(g, 1, 1), func(x, y int, v float64) float64 {
		return harder[int(v)] - leftShadow[x] - bottomShadow[y] - rightShadow[x]
	})
	s.grey = noisy(g, 12, 1200, r)
	return s
}

// stain lays a shadow across the page, as of a book's spine or a bad lamp, and a
// ring and a blot of coffee on the text.
func stain(s scan, r *rand.Rand) scan {
	s.grey = noisy(coffee(shaded(s.grey, 0.45, r), r), 4, 0, r)
	return s
}

// shaded darkens g by up to depth (0..1) from one corner to the other.
func shaded(g *image.Gray, depth float64, r *rand.Rand) *image.Gray {
	angle := r.Float64() * 2 * math.Pi
	sin, cos := math.Sincos(angle)
	w, h := float64(g.Rect.Dx()), float64(g.Rect.Dy())
	return each(g, func(x, y int, v float64) float64 {
		along := (float64(x)/w-0.5)*cos + (float64(y)/h-0.5)*sin // -0.7..0.7
		return v * (1 - depth*(0.5+0.5*math.Sin(along*2.6)))
	})
}

// coffee puts the ring of a cup and a blot on g, in ink of half strength.
func coffee(g *image.Gray, r *rand.Rand) *image.Gray {
	w, h := float64(g.Rect.Dx()), float64(g.Rect.Dy())
	cx, cy, radius := w*(0.3+0.4*r.Float64()), h*(0.3+0.4*r.Float64()), 380+120*r.Float64()
	bx, by, blot := w*(0.2+0.6*r.Float64()), h*(0.2+0.6*r.Float64()), 90+80*r.Float64()
	return each(g, func(x, y int, v float64) float64 {
		fx, fy := float64(x), float64(y)
		if off := math.Hypot(fx-cx, fy-cy) - radius; math.Abs(off) < 66 { // far from the ring nothing happens
			off -= 6 * math.Sin(math.Atan2(fy-cy, fx-cx)*7)
			v *= 1 - 0.42*math.Exp(-off*off/500)
		}
		if d := math.Hypot(fx-bx, (fy-by)*1.3) / blot; d < 1.2 {
			v *= 1 - 0.3/(1+math.Exp((d-1)*25))
		}
		return v
	})
}

func combo(s scan, r *rand.Rand) scan {
	s = askew(s, either(r, 0.8+1.4*r.Float64()))
	g := each(shaded(s.grey, 0.25, r), func(_, _ int, v float64) float64 { return 70 + v*0.55 })
	s.grey = noisy(g, 11, 800, r)
	return s
}

// bleed mixes in the mirrored page, as of thin paper printed on both sides.
func bleed(s scan, r *rand.Rand) scan {
	back := blurred(s.grey, 2, 2)
	w, h, down := s.grey.Rect.Dx(), s.grey.Rect.Dy(), 40+r.IntN(120)
	s.grey = each(s.grey, func(x, y int, v float64) float64 {
		behind := back.Pix[(y+down)%h*back.Stride+w-1-x]
		return v * (1 - 0.16*(1-float64(behind)/255))
	})
	return s
}
