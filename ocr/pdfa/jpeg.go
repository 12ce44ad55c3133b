package pdfa

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// A jpegHead is what the frame header of a JPEG says.
type jpegHead struct {
	width, height, components int
}

// Markers of JPEG (ITU-T T.81, table B.1).
const (
	markerSOI   = 0xD8
	markerEOI   = 0xD9
	markerSOS   = 0xDA
	markerDHT   = 0xC4
	markerJPG   = 0xC8
	markerDAC   = 0xCC
	markerAPP14 = 0xEE
)

// inspectJPEG looks at the segments before the picture's data. It refuses what
// our own preparation never makes and viewers show in different ways: other than
// 8 bits, arithmetic coding, lossless, CMYK, RGB kept as RGB, a picture cut off.
func inspectJPEG(b []byte) (jpegHead, error) {
	if len(b) < 4 || b[0] != 0xFF || b[1] != markerSOI {
		return jpegHead{}, fmt.Errorf("%w: not a JPEG", ErrPicture)
	}
	if !bytes.HasSuffix(b, []byte{0xFF, markerEOI}) {
		return jpegHead{}, fmt.Errorf("%w: the JPEG does not end", ErrPicture)
	}
	var head jpegHead
	for at := 2; ; {
		marker, segment, next := jpegSegment(b, at)
		if segment == nil {
			return jpegHead{}, fmt.Errorf("%w: a JPEG with a broken segment", ErrPicture)
		}
		switch {
		case marker == markerSOS && head.width > 0:
			return head, nil
		case marker == markerSOS:
			return jpegHead{}, fmt.Errorf("%w: a JPEG without a frame", ErrPicture)
		case marker == markerAPP14 && keptAsRGB(segment):
			return jpegHead{}, fmt.Errorf("%w: a JPEG that is not YCbCr", ErrPicture)
		case isFrame(marker):
			var err error
			if head, err = jpegFrame(marker, segment); err != nil {
				return jpegHead{}, err
			}
		}
		at = next
	}
}

// jpegSegment returns the marker and the contents of the segment at b[at:] and
// where the next one begins; contents nil when there is none.
func jpegSegment(b []byte, at int) (marker byte, segment []byte, next int) {
	for at+1 < len(b) && b[at] == 0xFF && b[at+1] == 0xFF {
		at++ // fill bytes
	}
	if at+4 > len(b) || b[at] != 0xFF {
		return 0, nil, 0
	}
	length := int(binary.BigEndian.Uint16(b[at+2:]))
	if length < 2 || at+2+length > len(b) {
		return 0, nil, 0
	}
	return b[at+1], b[at+4 : at+2+length : at+2+length], at + 2 + length
}

// isFrame says whether a marker begins a frame: C0 to CF but for three.
func isFrame(marker byte) bool {
	return marker >= 0xC0 && marker <= 0xCF && marker != markerDHT && marker != markerJPG && marker != markerDAC
}

// keptAsRGB says whether Adobe's segment tells that colours are not YCbCr.
func keptAsRGB(app14 []byte) bool {
	return len(app14) >= 12 && bytes.HasPrefix(app14, []byte("Adobe")) && app14[11] != 1
}

func jpegFrame(marker byte, b []byte) (jpegHead, error) {
	if marker > 0xC2 { // baseline, extended and progressive are C0, C1 and C2
		return jpegHead{}, fmt.Errorf("%w: a JPEG of an unusual process", ErrPicture)
	}
	if len(b) < 6 || b[0] != 8 {
		return jpegHead{}, fmt.Errorf("%w: a JPEG that has not 8 bits", ErrPicture)
	}
	h := jpegHead{
		height:     int(binary.BigEndian.Uint16(b[1:])),
		width:      int(binary.BigEndian.Uint16(b[3:])),
		components: int(b[5]),
	}
	if h.components != 1 && h.components != 3 {
		return jpegHead{}, fmt.Errorf("%w: a JPEG of %d colours", ErrPicture, h.components)
	}
	if h.width == 0 || h.height == 0 {
		return jpegHead{}, fmt.Errorf("%w: a JPEG of no size", ErrPicture)
	}
	return h, nil
}
