package main

import (
	"image"
	"math"
	"math/rand/v2"
)

// photographed makes a telephone's photograph of a sheet on a table: seen at an angle,
// a little turned, with the shadow of the hand that holds it.
func photographed(s scan, r *rand.Rand) scan {
	degrees := either(r, 0.5+1.5*r.Float64())
	g := lying(s.grey, seenFrom(s.grey.Rect, degrees, r))
	g = noisy(blurred(handShadow(shaded(g, 0.35, r), r), 1, 1), 6, 0, r)
	s.grey, s.colour, s.skew, s.dpi, s.dpiY = g, nil, -degrees, 72, 72
	return s
}

// A view maps a place on a photograph to a place on its sheet.
type view [8]float64

func (v view) at(x, y float64) (float64, float64) {
	d := v[6]*x + v[7]*y + 1
	return (v[0]*x + v[1]*y + v[2]) / d, (v[3]*x + v[4]*y + v[5]) / d
}

// seenFrom returns how a sheet is seen: turned clockwise, with up to 5 % difference
// in size from one side to the other.
func seenFrom(sheet image.Rectangle, degrees float64, r *rand.Rand) view {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	cx, cy := float64(sheet.Dx())/2, float64(sheet.Dy())/2
	wide := 1.06 // the sheet fills nearly all of the photograph
	gx, gy := either(r, 0.05)/(2*cx)*r.Float64(), either(r, 0.05)/(2*cy)*r.Float64()
	a, b, c, d := cos*wide, sin*wide, -sin*wide, cos*wide
	// (x, y) - centre, turned and scaled, divided by 1 + gx*(x-cx) + gy*(y-cy), + centre
	k := 1 - gx*cx - gy*cy
	return view{
		(a + gx*cx) / k, (b + gy*cx) / k, (cx*k - a*cx - b*cy) / k,
		(c + gx*cy) / k, (d + gy*cy) / k, (cy*k - c*cx - d*cy) / k,
		gx / k, gy / k,
	}
}

// lying returns g as v sees it, on a dark table.
func lying(g *image.Gray, v view) *image.Gray {
	return each(g, func(x, y int, _ float64) float64 {
		fx, fy := v.at(float64(x), float64(y))
		if fx < 0 || fy < 0 || fx >= float64(g.Rect.Dx()-1) || fy >= float64(g.Rect.Dy()-1) {
			return 70 + 12*math.Sin(float64(y)/9+math.Sin(float64(x)/170)*3)
		}
		return between(g, fx, fy)
	})
}

// handShadow darkens one corner with a soft edge, as of a hand and a telephone.
func handShadow(g *image.Gray, r *rand.Rand) *image.Gray {
	w, h := float64(g.Rect.Dx()), float64(g.Rect.Dy())
	cx, cy, reach := w*(0.6+0.5*r.Float64()), h*(0.6+0.5*r.Float64()), math.Min(w, h)*(0.4+0.3*r.Float64())
	return each(g, func(x, y int, v float64) float64 {
		off := (math.Hypot(float64(x)-cx, float64(y)-cy) - reach) / (0.03 * w)
		return v * (1 - 0.4/(1+math.Exp(off)))
	})
}
