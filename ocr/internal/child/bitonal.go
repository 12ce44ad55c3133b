package child

/*
#include "shim.h"
*/
import "C"

import (
	"bytes"
	"image"
	"unsafe"

	"postkamer/ocr/internal/wire"
)

// Greys between ink and paper, as a share of the page at blankDPI, from which on
// it has a photo on it. Letters with their soft edges have up to 4 %.
const (
	greyFrom  = 0.25 // darker than the paper by this share
	greyTo    = 0.75
	photoGrey = 0.10
)

// isBlackOnWhite tells whether a page loses nothing but shades of its paper when
// it is made black and white: it has no colours and no photos.
func (s *scales) isBlackOnWhite() bool {
	return !s.colour && !s.evened && s.paper.greys() < photoGrey
}

// greys returns the share of the page that is neither ink nor paper.
func (p paper) greys() float64 {
	one := []byte{1}
	n := bytes.Count(p.darks(p.gray.Rect, greyFrom), one) - bytes.Count(p.darks(p.gray.Rect, greyTo), one)
	return float64(n) / float64(max(1, len(p.gray.Pix)))
}

// inkLevel is the brightness, 0..255 on a clean page, below which a pixel becomes
// black.
const inkLevel = 160

// bitonal returns a clean page in black and white at twice its resolution, as
// plain CCITT group 4 in which black is 1, and its size: 400 dpi show the round
// letters that 200 dpi in grey hold. Of a page with strokes that would be lost,
// such as pencil, there is none, nor of one that is too large.
func (k kept) bitonal() ([]byte, wire.Size) {
	if !k.blackOnWhite {
		return nil, wire.Size{}
	}
	b := k.twice()
	defer b.free()
	if b.c == nil || !k.keepsStrokes(b) {
		return nil, wire.Size{}
	}
	g4, size := b.g4(), wire.Size{Width: b.width(), Height: b.height()}
	if len(g4) == 0 || !size.Holds(g4) {
		return nil, wire.Size{}
	}
	return g4, size
}

// twice returns k in black and white at twice its resolution.
func (k kept) twice() *pix {
	return &pix{c: C.fast_twice(k.c, inkLevel), dpi: 2 * k.dpi}
}

// Strokes that may be missing in black and white: dust and the rim of a stain.
const (
	maxLost   = 5.0 // mm of strokes together
	lostShare = 0.5 // of the pixels of a stroke that have no ink near
)

// keepsStrokes tells whether what looks like strokes of a pen on the clean page
// is there in b as well, its picture in black and white.
func (k kept) keepsStrokes(b *pix) bool {
	// Exactly half, whatever the resolution: ink is half of k as well.
	small := &pix{c: C.fast_half(k.c), dpi: k.dpi / 2}
	defer small.free()
	covered := &pix{c: C.reduced_ink(b.c), dpi: small.dpi}
	defer covered.free()
	if small.c == nil || covered.c == nil {
		return false
	}
	m, err := small.image()
	if err != nil {
		return false
	}
	near := covered.bits()
	p := newPaper(m)
	lost := 0.0
	share := p.strokeShare(p.gray.Rect)
	dark := p.darks(p.gray.Rect, share)
	for _, s := range p.spots(p.gray.Rect, share) {
		long := max(s.Dx(), s.Dy())
		if long >= mm(minStroke) && p.uncovered(s.Rectangle, dark, near, covered.width()) > lostShare {
			lost += float64(long) * 25.4 / blankDPI
		}
	}
	return lost < maxLost
}

// uncovered returns the share of the dark pixels in r that have no ink near. dark
// and near are 1 where there is, near in rows of wide pixels.
func (p paper) uncovered(r image.Rectangle, dark, near []uint8, wide int) float64 {
	all, bare := 0, 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if dark[y*p.gray.Stride+x] == 0 {
				continue
			}
			all++
			if i := y*wide + x; x >= wide || i >= len(near) || near[i] == 0 {
				bare++
			}
		}
	}
	return float64(bare) / float64(max(1, all))
}

// g4 returns a 1 bit image as CCITT group 4 without the TIFF that leptonica and
// libtiff put around it, nil when they cannot.
func (p *pix) g4() []byte {
	var data *C.l_uint8
	var size C.size_t
	if C.pixWriteMemTiff(&data, &size, p.c, C.IFF_TIFF_G4) != 0 {
		return nil
	}
	defer C.free(unsafe.Pointer(data))
	b := C.GoBytes(unsafe.Pointer(data), C.int(size))
	t, ok := newTIFF(b)
	if !ok {
		return nil
	}
	d, ok := t.directory(t.first)
	at, n := d.value(tagOffsets, 0), d.value(tagCounts, 0)
	if !ok || d.tags[tagOffsets].count != 1 || at < 8 || n < 1 || at > int64(len(b))-n {
		return nil
	}
	return b[at : at+n : at+n]
}
