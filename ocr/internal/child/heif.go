package child

/*
#cgo pkg-config: libheif
#include "heif.h"
*/
import "C"

import (
	"encoding/binary"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// heifRefusals translates the outcomes of decode_heif.
var heifRefusals = map[C.int]postkamer.RefusalCode{
	C.HEIF_BROKEN: postkamer.RefusedBroken,
	C.HEIF_PIXELS: postkamer.RefusedPixels,
	C.HEIF_CUT:    postkamer.RefusedTruncated,
}

// decodeHEIF decodes the primary image of a HEIC file, as an iPhone makes: tiles
// of HEVC put together by libheif. Thumbnails, depth maps and the other images of
// a series are left out; the page says that there are others.
func decodeHEIF(data []byte, q wire.Request) (*page, error) {
	if !wholeBoxes(data) {
		return nil, refused(postkamer.RefusedTruncated)
	}
	var out C.heif_page
	outcome := C.decode_heif(bytesOf(data), C.size_t(len(data)), maxSide, C.int(q.MaxPixels), &out)
	if code, wrong := heifRefusals[outcome]; wrong {
		return nil, refused(code)
	}
	p, err := newPage(out.pix, 0, out.complaints == 0)
	if err != nil {
		return nil, err
	}
	p.more = out.others > 0
	p.guessDPI()
	return p, nil
}

// wholeBoxes tells whether all boxes of the outermost level lie within data: a
// file that was cut off ends in the middle of its last one.
func wholeBoxes(data []byte) bool {
	for len(data) >= 8 {
		size := uint64(binary.BigEndian.Uint32(data))
		switch size {
		case 0: // up to the end of the file
			return true
		case 1:
			if len(data) < 16 {
				return false
			}
			size = binary.BigEndian.Uint64(data[8:])
		}
		if size < 8 || size > uint64(len(data)) {
			return false
		}
		data = data[size:]
	}
	return true
}
