package child

/*
#include "shim.h"
*/
import "C"

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"unsafe"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// maxPagePixels is what is kept of a page after decoding: A2 at 250 dpi.
const maxPagePixels = 24_000_000

// A page is one decoded page: upright as far as the file itself says how it is
// to be turned, square pixels, no transparency, at most maxDPI and maxPagePixels.
type page struct {
	pix
	clean bool // decoded without one complaint; only then may it be called blank

	fileWidth, fileHeight int  // pixels that the file has, before any scaling
	more                  bool // the file has other images, of which this one is the first

	scanDPI    int     // dots per inch of the scan, the lesser of both ways; 0: drawn
	wide, tall float64 // mm of the scan; 0: not known
}

// Resolutions in dots per inch.
const (
	maxDPI     = 300 // beyond it nothing is gained, and A3 in colour takes 100 MB
	barcodeDPI = 300
	readDPI    = 200 // best measured: fewer errors than 150, 250 and 300
	viewDPI    = 150
	blankDPI   = 100
	colourDPI  = 75
)

// refused is a page or file that cannot be decoded, by code.
type refused postkamer.RefusalCode

func (r refused) Error() string { return "refused: " + string(r) }

// decode decodes the page that q asks for from data, the whole file. The header
// is checked against the limit of pixels before any pixel is decoded.
func decode(data []byte, q wire.Request) (*page, error) {
	p, err := decodeKind(data, q)
	if err != nil {
		return nil, err
	}
	if p.width() < 1 || p.height() < 1 {
		p.free()
		return nil, refused(postkamer.RefusedBroken)
	}
	p.flatten()
	return p, nil
}

func decodeKind(data []byte, q wire.Request) (*page, error) {
	switch q.Kind {
	case wire.Raster:
		return decodeRaster(data, q)
	case postkamer.TIFF:
		return decodeTIFF(data, q)
	case postkamer.JPEG:
		return decodeJPEG(data, q)
	case postkamer.PNG:
		return decodePNG(data, q)
	case postkamer.HEIC:
		return decodeHEIF(data, q)
	}
	return nil, refused(postkamer.RefusedKind)
}

// checkHeader reads the size from the header of a JPEG or PNG.
func checkHeader(data []byte, maxPixels int) error {
	var format, w, h, bps, spp, cmap C.l_int32
	if C.pixReadHeaderMem(bytesOf(data), C.size_t(len(data)), &format, &w, &h, &bps, &spp, &cmap) != 0 {
		return refused(postkamer.RefusedBroken)
	}
	return checkPixels(int(w), int(h), maxPixels)
}

// maxSide is the longest side that a JPEG, and so a view, can have.
const maxSide = 65500

func checkPixels(w, h, maxPixels int) error {
	if w < 1 || h < 1 {
		return refused(postkamer.RefusedBroken)
	}
	if w > maxSide || h > maxSide || w > maxPixels/h {
		return refused(postkamer.RefusedPixels)
	}
	return nil
}

func decodeRaster(data []byte, q wire.Request) (*page, error) {
	parts := bytes.SplitN(data[:min(64, len(data))], []byte("\n"), 4)
	var w, h int
	if len(parts) != 4 || string(parts[2]) != "255" {
		return nil, refused(postkamer.RefusedBroken)
	}
	if _, err := fmt.Sscanf(string(parts[1]), "%d %d", &w, &h); err != nil {
		return nil, refused(postkamer.RefusedBroken)
	}
	if err := checkPixels(w, h, q.MaxPixels); err != nil {
		return nil, err
	}
	samples := map[string]int{"P5": 1, "P6": 3}[string(parts[0])]
	pixels := data[len(parts[0])+len(parts[1])+len(parts[2])+3:]
	if samples == 0 || len(pixels) != w*h*samples {
		return nil, refused(postkamer.RefusedBroken)
	}
	c := C.from_raster(bytesOf(pixels), C.int(w), C.int(h), C.int(samples))
	if c == nil {
		return nil, errNoMemory
	}
	return newPage(c, q.DPI, !q.Complaints)
}

func decodeJPEG(data []byte, q wire.Request) (*page, error) {
	p, orientation, err := readJPEG(data, q, 1)
	if err != nil {
		return nil, err
	}
	p.guessDPI()
	p.orient(orientation)
	return p, nil
}

// tryScale is how much smaller a JPEG is decoded to see whether it can be: libjpeg then
// goes through all bytes, and complains of all that is wrong with them, but only
// computes the mean of each block of 8 by 8 pixels.
const tryScale = 8

// readJPEG decodes a JPEG that many times (1, 2, 4 or 8) smaller than it is.
func readJPEG(data []byte, q wire.Request, smaller int) (p *page, orientation int, err error) {
	info, err := outsideOf(data, q.MaxPixels)
	if err != nil {
		return nil, 0, err
	}
	var warnings C.l_int32
	c := C.pixReadMemJpeg(bytesOf(data), C.size_t(len(data)), 0, C.l_int32(smaller), &warnings, 0)
	p, err = newPage(c, 0, warnings == 0)
	return p, info.orientation, err
}

// outsideOf looks at a JPEG as far as it goes without decoding: its header, its size in
// pixels, and that it has an end.
func outsideOf(data []byte, maxPixels int) (jpegInfo, error) {
	if err := checkHeader(data, maxPixels); err != nil {
		return jpegInfo{}, err
	}
	info := scanJPEG(data)
	if !info.complete {
		return info, refused(postkamer.RefusedTruncated)
	}
	return info, nil
}

func decodePNG(data []byte, q wire.Request) (*page, error) {
	if err := checkHeader(data, q.MaxPixels); err != nil {
		return nil, err
	}
	c := C.pixReadMemPng(bytesOf(data), C.size_t(len(data)))
	if c == nil && !bytes.Contains(data[max(0, len(data)-1024):], []byte("IEND")) {
		return nil, refused(postkamer.RefusedTruncated)
	}
	p, err := newPage(c, 0, true)
	if err != nil {
		return nil, err
	}
	p.more = isFilm(data)
	p.guessDPI()
	return p, nil
}

// isFilm tells whether a PNG announces, before its pixels, that it moves.
func isFilm(data []byte) bool {
	before, _, _ := bytes.Cut(data[:min(1<<20, len(data))], []byte("IDAT"))
	_, control, found := bytes.Cut(before, []byte("acTL"))
	return found && len(control) >= 4 && binary.BigEndian.Uint32(control) > 1
}

// newPage takes over c; nil is a page that could not be decoded.
func newPage(c *C.PIX, dpi int, clean bool) (*page, error) {
	if c == nil {
		return nil, refused(postkamer.RefusedBroken)
	}
	p := &page{pix: pix{c: c, dpi: dpi}, clean: clean}
	p.fileWidth, p.fileHeight = p.width(), p.height()
	return p, nil
}

// a4Long is the long side of A4 in inches.
const a4Long = 11.69

// guessDPI takes the resolution from the file when that gives a sheet between
// the size of a receipt and A2, and else takes the page for an A4: a telephone
// says 72 dpi whatever it photographs. Fax pages get square pixels.
func (p *page) guessDPI() {
	x, y := int(C.pixGetXRes(p.c)), int(C.pixGetYRes(p.c))
	long := float64(max(p.width(), p.height()))
	sane := x >= 70 && y >= 70 && x <= 2400 && y <= 2400 && x <= 3*y && y <= 3*x
	if !sane || long/float64(max(x, y)) < 3 || long/float64(min(x, y)) > 24 {
		p.dpi = max(20, int(math.Round(long/a4Long)))
		p.scanDPI = p.dpi
		return
	}
	p.scanDPI = min(x, y)
	p.wide, p.tall = float64(p.width())*25.4/float64(x), float64(p.height())*25.4/float64(y)
	if x != y {
		top := float64(max(x, y))
		p.become(C.scale_by(p.c, C.float(top/float64(x)), C.float(top/float64(y))))
	}
	p.dpi = max(x, y)
}

// flatten makes p 8 bit grey or 32 bit colour on white paper, of at most maxDPI.
func (p *page) flatten() {
	p.become(C.pixRemoveColormap(p.c, C.REMOVE_CMAP_BASED_ON_SRC))
	if p.depth() == 32 && C.pixGetSpp(p.c) == 4 {
		p.become(C.pixRemoveAlpha(p.c))
	}
	if p.depth() != 32 && p.depth() != 8 {
		p.become(C.pixConvertTo8(p.c, 0))
	}
	dpi := min(maxDPI, p.dpi, p.dpiFor(maxPagePixels))
	if dpi < p.dpi {
		f := C.float(float64(dpi) / float64(p.dpi))
		p.become(C.scale_by(p.c, f, f))
		p.dpi = dpi
	}
}

// orient turns and mirrors p as an EXIF orientation (1-8) says.
func (p *page) orient(orientation int) {
	switch orientation {
	case 2, 4, 5, 7:
		p.become(C.pixFlipLR(nil, p.c))
	}
	p.turn(exifTurns[orientation])
	if exifTurns[orientation]%180 != 0 {
		p.fileWidth, p.fileHeight = p.fileHeight, p.fileWidth
		p.wide, p.tall = p.tall, p.wide
	}
}

// exifTurns says how far to turn clockwise after mirroring, by EXIF orientation.
var exifTurns = map[int]int{3: 180, 4: 180, 5: 270, 6: 90, 7: 90, 8: 270}

func bytesOf(b []byte) *C.l_uint8 { return (*C.l_uint8)(unsafe.Pointer(unsafe.SliceData(b))) }
