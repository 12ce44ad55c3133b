package child

import (
	"fmt"
	"image"
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
				got := c.got.image()
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
	got := p.image()
	if got.Pix[0] != 0 || got.Pix[5] != 255 || got.Pix[1] < 120 || got.Pix[1] > 135 {
		t.Errorf("ink %d, grey %d, paper %d", got.Pix[0], got.Pix[1], got.Pix[5])
	}
	if shared.image().Pix[0] != 60 {
		t.Error("another one's image was changed")
	}
}
