package barcode

import (
	"encoding/binary"
	"image"
	"math"
)

// lookDPI is the resolution at which codes are looked for: a module of the
// smallest QR code worth printing (11 mm) still has two pixels there.
const lookDPI = 150

// A page is an image with the reduced images in which codes are looked for.
type page struct {
	full   plane
	look   *blocks // about 150 dpi
	coarse *blocks // half of that: large codes, and patch codes
}

// A plane is a grey image without gaps between its rows.
type plane struct {
	pix    []byte
	w, h   int
	stride int
	dpi    float64
	scale  float64 // pixels of the page for one of this
}

func newPage(m *image.Gray, dpi float64) *page {
	full := plane{pix: m.Pix[m.PixOffset(m.Rect.Min.X, m.Rect.Min.Y):], w: m.Rect.Dx(), h: m.Rect.Dy(), stride: m.Stride, dpi: dpi, scale: 1}
	look := &full
	if k := int(math.Round(dpi / lookDPI)); k > 1 {
		look = full.reduced(k)
	}
	return &page{full: full, look: look.blocks(), coarse: look.reduced(2).blocks()}
}

// reduced returns p averaged over squares of k pixels; what is left over at the
// right and the bottom is dropped.
func (p *plane) reduced(k int) *plane {
	r := &plane{w: max(1, p.w/k), h: max(1, p.h/k), dpi: p.dpi / float64(k), scale: p.scale * float64(k)}
	r.stride = r.w
	r.pix = make([]byte, r.w*r.h)
	if p.w < k || p.h < k {
		return r
	}
	for y := range r.h {
		if k == 2 {
			halve(r.pix[y*r.w:][:r.w], p.pix[2*y*p.stride:][:2*r.w], p.pix[(2*y+1)*p.stride:][:2*r.w])
			continue
		}
		p.average(r.pix[y*r.w:][:r.w], y*k, k)
	}
	return r
}

// halve writes the averages of two by two pixels of two rows. Most of the time
// of a page without codes would go here, so it takes four at a time.
func halve(out, above, below []byte) {
	i := 0
	for ; i+4 <= len(out); i += 4 {
		a, b := binary.LittleEndian.Uint64(above[2*i:]), binary.LittleEndian.Uint64(below[2*i:])
		s := a&evenBytes + a>>8&evenBytes + b&evenBytes + b>>8&evenBytes + 2*lowBits
		s = s >> 2 & evenBytes
		s = (s | s>>8) & 0x0000ffff0000ffff
		binary.LittleEndian.PutUint32(out[i:], uint32(s|s>>16))
	}
	for ; i < len(out); i++ {
		out[i] = byte((int(above[2*i]) + int(above[2*i+1]) + int(below[2*i]) + int(below[2*i+1]) + 2) / 4)
	}
}

// Every other of eight bytes, and the lowest bit of each of these.
const (
	evenBytes = 0x00ff00ff00ff00ff
	lowBits   = 0x0001000100010001
)

// average writes the averages of k by k pixels of the k rows from y.
func (p *plane) average(out []byte, y, k int) {
	sums := make([]int, len(out))
	for row := y; row < y+k; row++ {
		line := p.pix[row*p.stride:][:k*len(out)]
		for i := range sums {
			for _, v := range line[i*k : (i+1)*k] {
				sums[i] += int(v)
			}
		}
	}
	for i, s := range sums {
		out[i] = byte(s / (k * k))
	}
}

// at returns the grey of p at a place between its pixels; outside is white.
func (p *plane) at(x, y float64) float64 {
	x0, y0 := int(math.Floor(x)), int(math.Floor(y))
	if x0 < 0 || y0 < 0 || x0+1 >= p.w || y0+1 >= p.h {
		return 255
	}
	fx, fy := x-float64(x0), y-float64(y0)
	a, b := p.pix[y0*p.stride+x0:][:2], p.pix[(y0+1)*p.stride+x0:][:2]
	top := float64(a[0]) + fx*(float64(a[1])-float64(a[0]))
	bottom := float64(b[0]) + fx*(float64(b[1])-float64(b[0]))
	return top + fy*(bottom-top)
}

// crop returns the part of p within r as an image of its own.
func (p *plane) crop(r image.Rectangle) *image.Gray {
	r = r.Intersect(image.Rect(0, 0, p.w, p.h))
	m := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
	for y := range r.Dy() {
		copy(m.Pix[y*m.Stride:][:r.Dx()], p.pix[(r.Min.Y+y)*p.stride+r.Min.X:])
	}
	return m
}
