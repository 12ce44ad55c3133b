package child

/*
#cgo pkg-config: lept tesseract
#cgo LDFLAGS: -ldl -lm
#include "shim.h"
*/
import "C"

import (
	"image"
	"math"
	"unsafe"
)

// A pix is an image of leptonica with its resolution in dots per inch. Its
// memory is C's: whoever makes one frees it, exactly once.
type pix struct {
	c   *C.PIX
	dpi int
}

// free gives the memory back. A freed or empty pix may be freed again.
func (p *pix) free() {
	if p.c != nil {
		C.pixDestroy(&p.c)
	}
}

// become replaces the image of p by q. When q is nil, because leptonica could
// not do it, p stays as it is: every step after decoding is an improvement only.
func (p *pix) become(q *C.PIX) {
	if q == nil {
		return
	}
	p.free()
	p.c = q
}

// unshare gives p an image of its own, to be changed.
func (p *pix) unshare() {
	if C.pixGetRefcount(p.c) > 1 {
		p.become(C.pixCopy(nil, p.c))
	}
}

func (p *pix) width() int  { return int(C.pixGetWidth(p.c)) }
func (p *pix) height() int { return int(C.pixGetHeight(p.c)) }
func (p *pix) depth() int  { return int(C.pixGetDepth(p.c)) }

// gray returns an 8 bit grey image of p. That of a grey page is the page itself,
// counted twice; each is to be freed.
func (p *pix) gray() *pix {
	if p.depth() == 8 {
		return p.derived(nil, p.dpi)
	}
	if p.depth() == 32 {
		return p.derived(C.fast_grey(p.c), p.dpi)
	}
	return p.derived(C.pixConvertTo8(p.c, 0), p.dpi)
}

// scaled returns a new image of p at dpi, or at less when it would have more
// than maxPagePixels.
func (p *pix) scaled(dpi int) *pix {
	dpi = min(dpi, p.dpiFor(maxPagePixels))
	f := C.float(float64(dpi) / float64(p.dpi))
	var q *C.PIX
	switch {
	case dpi*2 == p.dpi:
		q = C.fast_half(p.c)
	case dpi*3 == p.dpi*2:
		q = C.fast_two_thirds(p.c)
	}
	if q == nil { // another scale, or colour
		q = C.scale_by(p.c, f, f)
	}
	return p.derived(q, dpi)
}

// dpiFor returns the resolution at which p has at most the given pixels.
func (p *pix) dpiFor(pixels int) int {
	now := float64(p.width()) * float64(p.height())
	return max(1, int(float64(p.dpi)*math.Sqrt(float64(pixels)/now)))
}

// derived wraps q, falling back to a second reference to p's own image.
func (p *pix) derived(q *C.PIX, dpi int) *pix {
	if q == nil {
		return &pix{c: C.pixClone(p.c), dpi: p.dpi}
	}
	return &pix{c: q, dpi: dpi}
}

// binary returns a new 1 bit image of a grey p, made against the local background.
func (p *pix) binary() *pix {
	b := C.otsu_norm(p.c)
	if b == nil {
		b = C.pixConvertTo1(p.c, 150)
	}
	return &pix{c: b, dpi: p.dpi}
}

// turn rotates p clockwise by 0, 90, 180 or 270 degrees.
func (p *pix) turn(degrees int) {
	if degrees%360 != 0 {
		p.become(C.pixRotateOrth(p.c, C.int(degrees/90)))
	}
}

// straighten rotates p clockwise by a few degrees about its centre. The size
// stays, what comes in from outside is white.
func (p *pix) straighten(degrees float64) {
	if degrees == 0 {
		return
	}
	angle := degrees * math.Pi / 180
	if p.depth() == 32 {
		p.become(C.pixRotateAMColor(p.c, C.float(angle), 0xffffff00))
		return
	}
	q := C.fast_rotate(p.c, C.double(angle))
	if q == nil {
		q = C.pixRotateAMGray(p.c, C.float(angle), 255)
	}
	p.become(q)
}

// darker returns a new 1 bit image of a grey p: ink is what is darker than level.
func (p *pix) darker(level int) *pix { return &pix{c: C.fast_threshold(p.c, C.int(level)), dpi: p.dpi} }

// opened returns a new 1 bit image: the ink of p that a brick of wide*tall pixels of
// ink can cover.
func (p *pix) opened(wide, tall int) *pix {
	return &pix{c: C.pixOpenBrick(nil, p.c, C.int(wide), C.int(tall)), dpi: p.dpi}
}

// bits returns a 1 bit image as rows of bytes: 1 is ink.
func (p *pix) bits() []uint8 {
	b := make([]uint8, p.width()*p.height())
	C.bits_of(p.c, (*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(b))))
	return b
}

// image returns a copy of a grey p. It is errNoMemory when p could not be copied, or
// not be made grey before: an image of other pixels might pass for a blank page.
func (p *pix) image() (*image.Gray, error) {
	m := image.NewGray(image.Rect(0, 0, p.width(), p.height()))
	if len(m.Pix) == 0 || C.fast_copy(p.c, (*C.uint8_t)(unsafe.Pointer(&m.Pix[0]))) == 0 {
		return nil, errNoMemory
	}
	return m, nil
}

// jpeg returns p as JPEG of the quality (1-100), nil when it cannot be made.
func (p *pix) jpeg(quality int) []byte {
	var data *C.l_uint8
	var size C.size_t
	C.pixSetResolution(p.c, C.int(p.dpi), C.int(p.dpi))
	if C.pixWriteMemJpeg(&data, &size, p.c, C.int(quality), 0) != 0 {
		return nil
	}
	defer C.free(unsafe.Pointer(data))
	return C.GoBytes(unsafe.Pointer(data), C.int(size))
}

// pixOf returns m as an image of leptonica.
func pixOf(m *image.Gray, dpi int) *pix {
	return &pix{c: C.from_raster(bytesOf(m.Pix), C.int(m.Rect.Dx()), C.int(m.Rect.Dy()), 1), dpi: dpi}
}

// linesPassedOn returns how many lines Tesseract has given to our pixWriteMem since the
// process started, see faster.c.
func linesPassedOn() int { return int(C.lines_passed_on()) }

// layersShortened returns how many layers of its network Tesseract has left to us since the
// process started, see network.cc.
func layersShortened() int { return int(C.layers_shortened()) }

// leaveNetworkAlone has Tesseract read with its own functions only, or with ours again.
func leaveNetworkAlone(so bool) { C.leave_network_alone(C.int(step(so))) }
