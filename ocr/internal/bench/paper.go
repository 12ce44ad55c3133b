package main

import (
	"image"
	"image/draw"
	"math"
	"math/rand/v2"
)

// A scan is what a scanner made of a sheet.
type scan struct {
	grey   *image.Gray
	colour image.Image // instead of grey, when it is not nil
	dpi    int
	dpiY   int
	turn   int     // degrees clockwise that make it upright
	skew   float64 // degrees clockwise that make it straight after that
}

// scanned returns a faultless scan of a drawn sheet.
func scanned(drawn image.Image) scan {
	g := image.NewGray(image.Rect(0, 0, drawn.Bounds().Dx(), drawn.Bounds().Dy()))
	draw.Draw(g, g.Rect, drawn, drawn.Bounds().Min, draw.Src)
	return scan{grey: g, dpi: drawDPI, dpiY: drawDPI}
}

// each returns g with f applied to every pixel.
func each(g *image.Gray, f func(x, y int, v float64) float64) *image.Gray {
	out := image.NewGray(g.Rect)
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			i := y*g.Stride + x
			out.Pix[y*out.Stride+x] = uint8(min(255, max(0, f(x, y, float64(g.Pix[i]))+0.5)))
		}
	}
	return out
}

// turned returns g turned clockwise by a quarter, a half or three quarters.
func turned(g *image.Gray, degrees int) *image.Gray {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	size, from := image.Rect(0, 0, h, w), func(x, y int) (int, int) { return y, h - 1 - x }
	switch degrees {
	case 180:
		size, from = image.Rect(0, 0, w, h), func(x, y int) (int, int) { return w - 1 - x, h - 1 - y }
	case 270:
		from = func(x, y int) (int, int) { return w - 1 - y, x }
	}
	out := image.NewGray(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			fx, fy := from(x, y)
			out.Pix[y*out.Stride+x] = g.Pix[fy*g.Stride+fx]
		}
	}
	return out
}

// tilted returns g turned clockwise by a few degrees about its middle; outside
// of the sheet is white.
func tilted(g *image.Gray, degrees float64) *image.Gray {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	cx, cy := float64(g.Rect.Dx())/2, float64(g.Rect.Dy())/2
	return each(g, func(x, y int, _ float64) float64 {
		dx, dy := float64(x)-cx, float64(y)-cy
		return between(g, cx+dx*cos+dy*sin, cy-dx*sin+dy*cos)
	})
}

// between returns the grey value between four pixels.
func between(g *image.Gray, x, y float64) float64 {
	x0, y0 := int(math.Floor(x)), int(math.Floor(y))
	if x0 < 0 || y0 < 0 || x0+1 >= g.Rect.Dx() || y0+1 >= g.Rect.Dy() {
		return 255
	}
	fx, fy := x-float64(x0), y-float64(y0)
	i := y0*g.Stride + x0
	top := float64(g.Pix[i])*(1-fx) + float64(g.Pix[i+1])*fx
	bottom := float64(g.Pix[i+g.Stride])*(1-fx) + float64(g.Pix[i+g.Stride+1])*fx
	return top*(1-fy) + bottom*fy
}

// shrunk returns g at another resolution: each pixel is the mean of the area
// that it covers.
func shrunk(g *image.Gray, dpiX, dpiY int) *image.Gray {
	stepX, stepY := float64(drawDPI)/float64(dpiX), float64(drawDPI)/float64(dpiY)
	out := image.NewGray(image.Rect(0, 0, int(float64(g.Rect.Dx())/stepX), int(float64(g.Rect.Dy())/stepY)))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.Pix[y*out.Stride+x] = mean(g, float64(x)*stepX, float64(y)*stepY, stepX, stepY)
		}
	}
	return out
}

// mean returns the mean of the pixels of a rectangle; those at its edges count
// for the part that lies within.
func mean(g *image.Gray, x, y, w, h float64) uint8 {
	sum, area := 0.0, 0.0
	for py := int(y); py < min(g.Rect.Dy(), int(math.Ceil(y+h))); py++ {
		partY := min(float64(py+1), y+h) - max(float64(py), y)
		for px := int(x); px < min(g.Rect.Dx(), int(math.Ceil(x+w))); px++ {
			part := partY * (min(float64(px+1), x+w) - max(float64(px), x))
			sum += part * float64(g.Pix[py*g.Stride+px])
			area += part
		}
	}
	return uint8(sum/area + 0.5)
}

// blurred returns g after a number of box blurs; three come near a Gaussian of
// sigma sqrt(radius*(radius+1)).
func blurred(g *image.Gray, radius, times int) *image.Gray {
	for range times {
		g = transposed(slid(g, radius))
		g = transposed(slid(g, radius))
	}
	return g
}

// slid returns g with each pixel the mean of its row within radius.
func slid(g *image.Gray, radius int) *image.Gray {
	out := image.NewGray(g.Rect)
	w, n := g.Rect.Dx(), 2*radius+1
	for y := range g.Rect.Dy() {
		row, to := g.Pix[y*g.Stride:y*g.Stride+w], out.Pix[y*out.Stride:]
		sum := 0
		for x := -radius; x <= radius; x++ {
			sum += int(row[max(0, x)])
		}
		for x := range w {
			to[x] = uint8((sum + n/2) / n)
			sum += int(row[min(w-1, x+radius+1)]) - int(row[max(0, x-radius)])
		}
	}
	return out
}

func transposed(g *image.Gray) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, g.Rect.Dy(), g.Rect.Dx()))
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			out.Pix[x*out.Stride+y] = g.Pix[y*g.Stride+x]
		}
	}
	return out
}

// noisy returns g with the noise of a sensor, and with specks in so many of a
// million pixels.
func noisy(g *image.Gray, sigma float64, specks int, r *rand.Rand) *image.Gray {
	var bell [4096]float64
	for i := range bell {
		bell[i] = r.NormFloat64() * sigma
	}
	return each(g, func(_, _ int, v float64) float64 {
		bits := r.Uint64()
		if speck := int(bits >> 12 % 1000000); speck < specks {
			return float64(bits >> 40 & 1 * 255)
		}
		return v + bell[bits&4095]
	})
}
