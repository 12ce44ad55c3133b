package main

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
)

// A variant is one way in which a sheet suffers before we get it. spoil returns
// the file, and its kind: .jpg or .png.
type variant struct {
	name, says string
	spoil      func(g *image.Gray, rng *rand.Rand) ([]byte, string)
}

// variants take turns over the sheets.
var variants = []variant{
	{"clean", "as printed", func(g *image.Gray, _ *rand.Rand) ([]byte, string) { return asJPEG(g, 85) }},
	{"skew", "1 to 2 degrees askew", func(g *image.Gray, rng *rand.Rand) ([]byte, string) {
		return asJPEG(askew(g, (1+rng.Float64())*float64(1-2*rng.IntN(2))), 85)
	}},
	{"noise", "sensor noise and specks", func(g *image.Gray, rng *rand.Rand) ([]byte, string) { return asPNG(noisy(g, 26, 3000, rng)) }},
	{"blur", "out of focus", func(g *image.Gray, _ *rand.Rand) ([]byte, string) { return asJPEG(blurred(blurred(blurred(g))), 85) }},
	{"jpeg20", "JPEG of quality 20", func(g *image.Gray, _ *rand.Rand) ([]byte, string) { return asJPEG(g, 20) }},
	{"dpi150", "scanned at 150 dpi", func(g *image.Gray, _ *rand.Rand) ([]byte, string) { return asJPEG(halved(g), 85) }},
	{"fax", "black and white with the noise of a fax machine, 200 dpi", func(g *image.Gray, rng *rand.Rand) ([]byte, string) {
		return asPNG(each(noisy(scaled(g, 2./3), 14, 150, rng), func(v float64) float64 { return 255 * math.Round(v/300+.08) }))
	}},
	{"photocopy", "copy of a copy: thick, hard and grained", func(g *image.Gray, rng *rand.Rand) ([]byte, string) {
		grain := noisy(blurred(blurred(g)), 70, 5000, rng)
		return asJPEG(noisy(each(blurred(grain), func(v float64) float64 { return 255 / (1 + math.Exp((165-v)/12)) }), 10, 900, rng), 75)
	}},
	{"faint", "faint ink on grey paper", func(g *image.Gray, rng *rand.Rand) ([]byte, string) {
		return asPNG(noisy(each(g, func(v float64) float64 { return 140 + v*.28 }), 4, 0, rng))
	}},
}

// variantNamed returns a variant by name.
func variantNamed(name string) variant {
	for _, v := range variants {
		if v.name == name {
			return v
		}
	}
	return variants[0]
}

func asJPEG(g *image.Gray, quality int) ([]byte, string) {
	var out bytes.Buffer
	_ = jpeg.Encode(&out, g, &jpeg.Options{Quality: quality}) // a buffer takes everything
	return out.Bytes(), ".jpg"
}

func asPNG(g *image.Gray) ([]byte, string) {
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	_ = encoder.Encode(&out, g) // a buffer takes everything
	return out.Bytes(), ".png"
}

// each changes every pixel by its value.
func each(g *image.Gray, change func(float64) float64) *image.Gray {
	var table [256]uint8
	for v := range table {
		table[v] = clamp(change(float64(v)))
	}
	out := image.NewGray(g.Rect)
	for i, v := range g.Pix {
		out.Pix[i] = table[v]
	}
	return out
}

func clamp(v float64) uint8 { return uint8(max(0, min(255, math.Round(v)))) }

// noisy adds noise of a strength to every pixel, and black specks.
func noisy(g *image.Gray, strength float64, specks int, rng *rand.Rand) *image.Gray {
	var noise [4096]float64
	for i := range noise {
		noise[i] = rng.NormFloat64() * strength
	}
	out := image.NewGray(g.Rect)
	for i, v := range g.Pix {
		out.Pix[i] = clamp(float64(v) + noise[rng.Uint32()&4095])
	}
	for range specks {
		x, y := rng.IntN(g.Rect.Dx()-2), rng.IntN(g.Rect.Dy()-2)
		for _, at := range [][2]int{{0, 0}, {1, 0}, {0, 1}} {
			out.SetGray(x+at[0], y+at[1], color.Gray{Y: uint8(rng.IntN(90))})
		}
	}
	return out
}

// blurred averages each pixel with its eight neighbours.
func blurred(g *image.Gray) *image.Gray {
	out := image.NewGray(g.Rect)
	copy(out.Pix, g.Pix)
	for y := 1; y < g.Rect.Dy()-1; y++ {
		for x := 1; x < g.Rect.Dx()-1; x++ {
			i, sum := y*g.Stride+x, 0
			for _, row := range []int{i - g.Stride, i, i + g.Stride} {
				sum += int(g.Pix[row-1]) + int(g.Pix[row]) + int(g.Pix[row+1])
			}
			out.Pix[i] = uint8(sum / 9)
		}
	}
	return out
}

// halved is the page at half the resolution.
func halved(g *image.Gray) *image.Gray { return scaled(blurred(g), .5) }

// scaled is the page at another resolution, each pixel the nearest.
func scaled(g *image.Gray, by float64) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, int(float64(g.Rect.Dx())*by), int(float64(g.Rect.Dy())*by)))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.Pix[y*out.Stride+x] = at(g, (float64(x)+.5)/by-.5, (float64(y)+.5)/by-.5)
		}
	}
	return out
}

// askew turns the page about its middle.
func askew(g *image.Gray, degrees float64) *image.Gray {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	out := image.NewGray(g.Rect)
	mx, my := float64(g.Rect.Dx())/2, float64(g.Rect.Dy())/2
	for y := range g.Rect.Dy() {
		for x := range g.Rect.Dx() {
			dx, dy := float64(x)-mx, float64(y)-my
			out.Pix[y*out.Stride+x] = at(g, mx+dx*cos+dy*sin, my-dx*sin+dy*cos)
		}
	}
	return out
}

// at is the value between four pixels; white beside the page.
func at(g *image.Gray, x, y float64) uint8 {
	x0, y0 := int(math.Floor(x)), int(math.Floor(y))
	if x0 < 0 || y0 < 0 || x0+1 >= g.Rect.Dx() || y0+1 >= g.Rect.Dy() {
		return 255
	}
	fx, fy, i := x-float64(x0), y-float64(y0), y0*g.Stride+x0
	top := float64(g.Pix[i])*(1-fx) + float64(g.Pix[i+1])*fx
	bottom := float64(g.Pix[i+g.Stride])*(1-fx) + float64(g.Pix[i+g.Stride+1])*fx
	return clamp(top*(1-fy) + bottom*fy)
}
