package child

import (
	"fmt"
	"image"
	"math"
	"testing"
)

// randomImage returns an image of noise.
func randomImage(w, h int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	state := uint32(w*h + 7)
	for i := range m.Pix {
		state = state*1664525 + 1013904223
		m.Pix[i] = uint8(state >> 24)
	}
	return m
}

// area averages the part of m between two corners given in halves of a pixel.
func area(m *image.Gray, left, top, right, bottom int) uint8 {
	sum, n := 0, 0
	for y := top; y < bottom; y++ {
		for x := left; x < right; x++ {
			sum += int(m.Pix[min(y/2, m.Rect.Dy()-1)*m.Stride+min(x/2, m.Rect.Dx()-1)])
			n++
		}
	}
	return uint8((sum + n/2) / n)
}

// TestPixelsAgainstPlainArithmetic: what is done in vectors is what a person would
// write, whatever the size of the image.
func TestPixelsAgainstPlainArithmetic(t *testing.T) {
	for _, size := range []image.Point{{3, 3}, {4, 5}, {7, 6}, {16, 9}, {33, 31}, {100, 70}, {127, 64}, {301, 50}} {
		m := randomImage(size.X, size.Y)
		p := pixOf(m, 300)
		for _, c := range []struct {
			name string
			got  *pix
			want func(x, y int) uint8
		}{
			{"half", p.scaled(150), func(x, y int) uint8 { return area(m, 4*x, 4*y, 4*x+4, 4*y+4) }},
			{"two thirds", p.scaled(200), func(x, y int) uint8 { return area(m, 3*x, 3*y, 3*x+3, 3*y+3) }},
			{"blur", p.smoothed(), func(x, y int) uint8 {
				if x == 0 || y == 0 || x == size.X-1 || y == size.Y-1 {
					return m.Pix[y*m.Stride+x]
				}
				return area(m, 2*x-2, 2*y-2, 2*x+4, 2*y+4)
			}},
		} {
			t.Run(fmt.Sprint(c.name, " ", size), func(t *testing.T) {
				defer c.got.free()
				got := imageOf(t, c.got)
				for y := range got.Rect.Dy() {
					for x := range got.Rect.Dx() {
						if d := int(got.Pix[y*got.Stride+x]) - int(c.want(x, y)); d < -1 || d > 1 {
							t.Fatalf("%d,%d: %d, want %d", x, y, got.Pix[y*got.Stride+x], c.want(x, y))
						}
					}
				}
			})
		}
		p.free()
	}
}

// TestRotation: turning is bilinear, clockwise and about the middle, and white comes
// in from outside.
func TestRotation(t *testing.T) {
	for _, degrees := range []float64{-5, -1.5, 0.4, 2.8, 5} {
		m := randomImage(121, 90)
		p := pixOf(m, 200)
		p.straighten(degrees)
		got := imageOf(t, p)
		p.free()
		sin, cos := math.Sincos(degrees * math.Pi / 180)
		at := func(x, y int) float64 { return float64(m.Pix[y*m.Stride+x]) }
		for y := range 90 {
			for x := range 121 {
				fx, fy := 60+float64(x-60)*cos+float64(y-45)*sin, 45-float64(x-60)*sin+float64(y-45)*cos
				left, top := math.Floor(fx), math.Floor(fy)
				want := 255.0
				near := math.Abs(fx) < .01 || math.Abs(fy) < .01 || math.Abs(fx-120) < .01 || math.Abs(fy-89) < .01
				if left >= 0 && top >= 0 && left < 120 && top < 89 {
					i, j, u, v := int(left), int(top), fx-left, fy-top
					want = (at(i, j)*(1-u)+at(i+1, j)*u)*(1-v) + (at(i, j+1)*(1-u)+at(i+1, j+1)*u)*v
				}
				if d := float64(got.Pix[y*got.Stride+x]) - want; math.Abs(d) > 4 && !near {
					t.Fatalf("%v degrees, %d,%d: %d, want %.1f", degrees, x, y, got.Pix[y*got.Stride+x], want)
				}
			}
		}
	}
}

func TestHasRun(t *testing.T) {
	for _, c := range []struct {
		name string
		row  string // # is ink
		want bool
	}{
		{"a run that is long enough", "..########..", true},
		{"at the edge", "########....", true},
		{"one pixel short", "..#######...", false},
		{"gaps of two do not count", "###..#..##..", true},
		{"gaps of three do", "####...#####", false},
		{"two runs are not one", "####....####", false},
	} {
		m := image.NewGray(image.Rect(0, 0, len(c.row), 3))
		for i := range m.Pix {
			m.Pix[i] = 255
		}
		for x, ink := range c.row {
			if ink == '#' {
				m.Pix[m.Stride+x] = 100
			}
		}
		p := pixOf(m, 200)
		if got := hasRun(p, 128, 8, 2); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
		p.free()
	}
}

func TestHistograms(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 9, 5)) // of these the third row is looked at
	copy(m.Pix[2*m.Stride:], []uint8{1, 1, 5, 5, 0, 255, 255, 255, 9})
	copy(m.Pix[m.Stride:], []uint8{77, 78, 79})
	p := pixOf(m, 200)
	defer p.free()
	h := p.histograms()
	if h.levels[255] != 3 || h.levels[77] != 0 || h.steps[4] != 1 || h.steps[255] != 1 || h.steps[246] != 1 || h.levels.sum() != 8 {
		t.Errorf("%v", h)
	}
}

func TestStretch(t *testing.T) {
	m := image.NewGray(image.Rect(0, 0, 40, 40))
	for i := range m.Pix {
		m.Pix[i] = 200
		if i%10 == 0 {
			m.Pix[i] = 60
		}
		if i%10 == 1 {
			m.Pix[i] = 130
		}
	}
	p := pixOf(m, 200)
	defer p.free()
	shared := p.derived(nil, 200)
	defer shared.free()
	p.stretch()
	got := imageOf(t, p)
	if got.Pix[0] != 0 || got.Pix[5] != 255 || got.Pix[1] < 120 || got.Pix[1] > 135 {
		t.Errorf("ink %d, grey %d, paper %d", got.Pix[0], got.Pix[1], got.Pix[5])
	}
	if imageOf(t, shared).Pix[0] != 60 {
		t.Error("another one's image was changed")
	}
}
