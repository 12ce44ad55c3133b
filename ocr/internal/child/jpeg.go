package child

import (
	"bytes"
	"encoding/binary"
)

// A jpegInfo is what the markers of a JPEG say.
type jpegInfo struct {
	complete    bool // has its end marker
	orientation int  // EXIF, 1-8; 0 when not given
}

// Markers of a JPEG.
const (
	markerSOI  = 0xd8
	markerEOI  = 0xd9
	markerSOS  = 0xda
	markerAPP1 = 0xe1
)

// scanJPEG walks the markers of data up to the end of the image. What follows
// the end marker (telephones put films there) is not looked at.
func scanJPEG(data []byte) jpegInfo {
	var info jpegInfo
	for i := 2; i+1 < len(data); {
		skip := bytes.IndexByte(data[i:], 0xff) // entropy-coded data, or junk that decoders skip as well
		if skip < 0 {
			return info
		}
		if skip > 0 {
			i += skip
			continue
		}
		marker := data[i+1]
		switch {
		case marker == markerEOI:
			info.complete = true
			return info
		case marker == 0xff:
			i++
		case marker == 0 || marker == 1 || marker >= 0xd0 && marker <= markerSOI:
			i += 2 // stuffing and markers without a length
		default:
			segment := segmentAt(data, i+2)
			if marker == markerAPP1 && info.orientation == 0 {
				info.orientation = exifOrientation(segment)
			}
			i += 4 + len(segment)
		}
	}
	return info
}

// segmentAt returns the segment whose two bytes of length are at i, cut off at
// the end of data.
func segmentAt(data []byte, i int) []byte {
	if i+2 > len(data) {
		return nil
	}
	n := int(binary.BigEndian.Uint16(data[i:])) - 2
	if n < 0 {
		return nil
	}
	return data[i+2 : min(len(data), i+2+n)]
}

// exifOrientation returns the orientation tag of the first directory of an EXIF
// segment, 0 when there is none or the segment is broken.
func exifOrientation(segment []byte) int {
	tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return 0
	}
	order := byteOrder(tiff)
	if order == nil {
		return 0
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	count := int64(order.Uint16(tiff[at:]))
	for entry := at + 2; count > 0 && entry+12 <= int64(len(tiff)); entry += 12 {
		count--
		if order.Uint16(tiff[entry:]) != tagOrientation {
			continue
		}
		if v := int(order.Uint16(tiff[entry+8:])); v >= 1 && v <= 8 {
			return v
		}
	}
	return 0
}

// byteOrder returns the byte order that the first two bytes of a TIFF name.
func byteOrder(tiff []byte) binary.ByteOrder {
	switch string(tiff[:2]) {
	case "II":
		return binary.LittleEndian
	case "MM":
		return binary.BigEndian
	}
	return nil
}
