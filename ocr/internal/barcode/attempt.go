package barcode

import (
	"image"
	"math"
)

// same leaves a crop as it is.
func same(m *image.Gray) *image.Gray { return m }

// resized returns m scaled by a factor: smaller by averaging, larger by lines
// between the pixels.
func resized(m *image.Gray, factor float64) *image.Gray {
	if factor > 0.9 && factor < 1.2 {
		return m
	}
	p := &plane{pix: m.Pix, w: m.Rect.Dx(), h: m.Rect.Dy(), stride: m.Stride, dpi: 1, scale: 1}
	if k := int(1 / factor); k > 1 {
		p = p.reduced(k)
		factor *= float64(k)
	}
	w, h := max(1, int(float64(p.w)*factor)), max(1, int(float64(p.h)*factor))
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := p.at((float64(x)+0.5)/factor-0.5, (float64(y)+0.5)/factor-0.5)
			out.Pix[y*out.Stride+x] = byte(math.Round(v))
		}
	}
	return out
}

// softened returns m averaged over 3 by 3 pixels. The outermost stay.
func softened(m *image.Gray) *image.Gray {
	out := image.NewGray(m.Rect)
	copy(out.Pix, m.Pix)
	w, h, s := m.Rect.Dx(), m.Rect.Dy(), m.Stride
	for y := 1; y < h-1; y++ {
		for x := 1; x < w-1; x++ {
			sum := 0
			for row := y - 1; row <= y+1; row++ {
				l := m.Pix[row*s+x-1:][:3]
				sum += int(l[0]) + int(l[1]) + int(l[2])
			}
			out.Pix[y*s+x] = byte(sum / 9)
		}
	}
	return out
}

// stretched returns m with its grey values spread over the whole range but for
// the hundredth part at both ends.
func stretched(m *image.Gray) *image.Gray {
	var count [256]int
	for _, v := range m.Pix {
		count[v]++
	}
	lo, hi := 0, 255
	for n := count[lo]; n < len(m.Pix)/100 && lo < 255; n += count[lo] {
		lo++
	}
	for n := count[hi]; n < len(m.Pix)/100 && hi > 0; n += count[hi] {
		hi--
	}
	if hi <= lo {
		return m
	}
	var table [256]byte
	for v := range table {
		table[v] = byte(min(255, max(0, (v-lo)*255/(hi-lo))))
	}
	out := image.NewGray(m.Rect)
	for i, v := range m.Pix {
		out.Pix[i] = table[v]
	}
	return out
}
