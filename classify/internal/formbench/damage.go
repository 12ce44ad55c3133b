package main

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"math/rand/v2"

	"golang.org/x/image/draw"
)

// A damage is what happens to a page between the table at home and the mail-room.
type damage struct {
	name string
	do   func(m *image.Gray, r *rand.Rand) []byte
}

// damages are the ways in which a page arrives, as in ocr/internal/bench.
var damages = []damage{
	{"clean", func(m *image.Gray, _ *rand.Rand) []byte { return scanned(m, 85) }},
	{"skew", func(m *image.Gray, r *rand.Rand) []byte { return scanned(turned(m, (r.Float64()*2-1)*2.5), 80) }},
	{"noise", func(m *image.Gray, r *rand.Rand) []byte { return scanned(noisy(m, 24, 3000, r), 85) }},
	{"dpi200", func(m *image.Gray, _ *rand.Rand) []byte { return scanned(scaled(m, 200./300), 85) }},
	{"dpi150", func(m *image.Gray, _ *rand.Rand) []byte { return scanned(scaled(m, .5), 85) }},
	{"jpeg20", func(m *image.Gray, _ *rand.Rand) []byte { return scanned(m, 20) }},
	{"fax", func(m *image.Gray, r *rand.Rand) []byte {
		return scanned(hard(noisy(scaled(m, 204./300), 12, 150, r)), 90)
	}},
	{"photocopy", photocopy},
	{"upside down", func(m *image.Gray, _ *rand.Rand) []byte { return scanned(flipped(m), 85) }},
	{"faint", func(m *image.Gray, r *rand.Rand) []byte {
		return scanned(noisy(each(m, func(_, _ int, v float64) float64 { return 128 + v*.32 }), 4, 0, r), 85)
	}},
	{"combo", func(m *image.Gray, r *rand.Rand) []byte {
		m = turned(m, (r.Float64()*2-1)*1.8)
		return scanned(noisy(each(m, func(x, _ int, v float64) float64 {
			return (70 + v*.6) * (1 - .2*float64(x)/float64(m.Rect.Dx()))
		}), 9, 600, r), 30)
	}},
}

// scanned is the file that a scanner makes.
func scanned(m *image.Gray, quality int) []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}) // a buffer takes everything
	return withDPI(b.Bytes(), int(math.Round(float64(m.Rect.Dx())/8.27)))
}

// withDPI puts the resolution into a JPEG, which Go leaves out.
func withDPI(data []byte, dpi int) []byte {
	jfif := []byte{0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 1, byte(dpi >> 8), byte(dpi), byte(dpi >> 8), byte(dpi), 0, 0}
	return append(append(append([]byte{}, data[:2]...), jfif...), data[2:]...)
}

// each changes every pixel.
func each(m *image.Gray, change func(x, y int, v float64) float64) *image.Gray {
	out := image.NewGray(m.Rect)
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			out.Pix[y*out.Stride+x] = uint8(min(255, max(0, change(x, y, float64(m.Pix[y*m.Stride+x])))))
		}
	}
	return out
}

// noisy adds the noise of a sensor and specks of dust.
func noisy(m *image.Gray, sigma float64, specks int, r *rand.Rand) *image.Gray {
	out := each(m, func(_, _ int, v float64) float64 { return v + r.NormFloat64()*sigma })
	for range specks {
		x, y := r.IntN(m.Rect.Dx()-2), r.IntN(m.Rect.Dy()-2)
		for i := range 4 {
			out.Pix[(y+i/2)*out.Stride+x+i%2] = uint8(r.IntN(120))
		}
	}
	return out
}

func hard(m *image.Gray) *image.Gray {
	return each(m, func(_, _ int, v float64) float64 {
		if v < 150 {
			return 0
		}
		return 255
	})
}

// photocopy hardens the contrast and puts a shadow along two edges.
func photocopy(m *image.Gray, r *rand.Rand) []byte {
	m = noisy(scaled(scaled(m, .6), 1/.6), 40, 4000, r)
	left := 30 + r.Float64()*50
	return scanned(each(m, func(x, _ int, v float64) float64 {
		return 255/(1+math.Exp((160-v)/14)) - 220*math.Exp(-float64(x)/left)
	}), 80)
}

func flipped(m *image.Gray) *image.Gray {
	out := image.NewGray(m.Rect)
	n := m.Rect.Dx() * m.Rect.Dy()
	for i := range n {
		out.Pix[n-1-i] = m.Pix[i]
	}
	return out
}

func scaled(m *image.Gray, factor float64) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, int(float64(m.Rect.Dx())*factor), int(float64(m.Rect.Dy())*factor)))
	draw.CatmullRom.Scale(out, out.Rect, m, m.Rect, draw.Src, nil)
	return out
}

// turned turns a page about its middle by degrees, white around it.
func turned(m *image.Gray, degrees float64) *image.Gray {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	w, h := float64(m.Rect.Dx())/2, float64(m.Rect.Dy())/2
	return each(m, func(x, y int, _ float64) float64 {
		dx, dy := float64(x)-w, float64(y)-h
		fx, fy := w+dx*cos+dy*sin, h-dx*sin+dy*cos
		x0, y0 := int(fx), int(fy)
		if fx < 0 || fy < 0 || x0+1 >= m.Rect.Dx() || y0+1 >= m.Rect.Dy() {
			return 255
		}
		ax, ay := fx-float64(x0), fy-float64(y0)
		at := func(x, y int) float64 { return float64(m.Pix[y*m.Stride+x]) }
		return (at(x0, y0)*(1-ax)+at(x0+1, y0)*ax)*(1-ay) + (at(x0, y0+1)*(1-ax)+at(x0+1, y0+1)*ax)*ay
	})
}
