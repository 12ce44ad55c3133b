package child

/*
#include "shim.h"
#include "tiffrgba.h"
*/
import "C"

import (
	"postkamer"
	"postkamer/ocr/internal/wire"
)

func decodeTIFF(data []byte, q wire.Request) (*page, error) {
	file, err := walkTIFF(data, q.MaxPages, q.MaxPixels)
	if err != nil {
		return nil, err
	}
	if q.Page < 1 || q.Page > len(file.offsets) {
		return nil, refused(postkamer.RefusedBroken)
	}
	return decodeDirectory(data, file, q.Page)
}

// decodeDirectory decodes page n of a TIFF that walkTIFF has been through:
// leptonica what scanners write, libtiff itself the rest. A page without a size was
// held against no limit and is not decoded.
func decodeDirectory(data []byte, file tiffFile, n int) (*page, error) {
	if d := file.pages[n-1]; d.width < 1 || d.height < 1 {
		return nil, refused(postkamer.RefusedBroken)
	}
	if file.pages[n-1].orientation == 8 {
		// leptonica 1.82 turns it upside down.
		if p, err := decodeRareTIFF(data, file, n); err == nil {
			return p, nil
		}
	}
	C.tiff_complaints = 0
	offset := C.size_t(file.offsets[n-1])
	if n == 1 {
		offset = 0 // leptonica's word for the first
	}
	c := C.pixReadMemFromMultipageTiff(bytesOf(data), C.size_t(len(data)), &offset)
	if c == nil {
		return decodeRareTIFF(data, file, n)
	}
	// leptonica turns the page as its orientation tag says.
	p, err := newPage(c, 0, C.tiff_complaints == 0 && file.whole[n-1])
	if err != nil {
		return nil, err
	}
	p.guessDPI()
	return p, nil
}

// decodeRareTIFF decodes page n with libtiff's own conversion.
func decodeRareTIFF(data []byte, file tiffFile, n int) (*page, error) {
	d := file.pages[n-1]
	C.tiff_complaints = 0
	c := C.decode_tiff_rgba(bytesOf(data), C.size_t(len(data)), C.uint64_t(file.offsets[n-1]), C.int(d.width), C.int(d.height), C.int(d.orientation))
	p, err := newPage(c, 0, C.tiff_complaints == 0 && file.whole[n-1])
	if err != nil {
		return nil, err
	}
	C.pixSetResolution(p.c, C.int(d.xPPI), C.int(d.yPPI))
	p.guessDPI()
	p.orient(d.orientation)
	return p, nil
}
