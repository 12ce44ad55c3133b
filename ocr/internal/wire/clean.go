package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"github.com/klauspost/compress/s2"

	"postkamer"
)

// A Clean is a page as Tesseract reads it best, made when the page was prepared
// and kept until it is read: grey, upright, straight, even paper, full contrast.
type Clean struct {
	Width, Height int // pixels
	DPI           int
	// Of the view that was made together with it. A page that was prepared anew
	// since then has another one, and words would land in wrong places.
	Rotation              int
	Skew                  float64
	ViewWidth, ViewHeight int
	Bitonal               bool   // nothing of it is lost in black and white: no colour, no photo
	Pixels                []byte // Width*Height, row by row
}

// ErrClean says that an encoded page is damaged or of another version.
var ErrClean = errors.New("damaged page")

// The encoding begins with a head, all numbers big-endian: cleanMagic, then as
// uint32 the CRC-32C of all that follows, width, height, dpi, rotation, skew in
// hundredths of a degree plus 1000, view width, view height, and 1 for bitonal.
// The pixels follow in S2 (Snappy's successor).
const (
	cleanMagic    = "PKC1"
	cleanHead     = len(cleanMagic) + 9*4
	maxCleanSide  = 1 << 16
	MaxCleanPixel = 17_000_000 // A2 at 200 dpi and what rounding adds
)

// Encode returns c as bytes.
func (c Clean) Encode() []byte {
	b := make([]byte, cleanHead, cleanHead+s2.MaxEncodedLen(len(c.Pixels)))
	copy(b, cleanMagic)
	bitonal := 0
	if c.Bitonal {
		bitonal = 1
	}
	for i, v := range []int{c.Width, c.Height, c.DPI, c.Rotation, skewNumber(c.Skew), c.ViewWidth, c.ViewHeight, bitonal} {
		binary.BigEndian.PutUint32(b[8+4*i:], uint32(v))
	}
	pixels := s2.Encode(b[cleanHead:cap(b)], c.Pixels)
	b = b[:cleanHead+len(pixels)]
	binary.BigEndian.PutUint32(b[4:], crc32.Checksum(b[8:], crc32.MakeTable(crc32.Castagnoli)))
	return b
}

// skewNumber writes an angle within +-5 degrees as hundredths above -10 degrees.
func skewNumber(degrees float64) int { return int(degrees*100 + 1000.5) }

// DecodeCleanHead returns everything of an encoded page but its pixels. Bytes
// that Encode did not make like that are ErrClean.
func DecodeCleanHead(b []byte) (Clean, error) {
	if len(b) < cleanHead || !bytes.HasPrefix(b, []byte(cleanMagic)) {
		return Clean{}, fmt.Errorf("%w: no head", ErrClean)
	}
	if binary.BigEndian.Uint32(b[4:]) != crc32.Checksum(b[8:], crc32.MakeTable(crc32.Castagnoli)) {
		return Clean{}, fmt.Errorf("%w: checksum", ErrClean)
	}
	var v [8]int
	for i := range v {
		v[i] = int(binary.BigEndian.Uint32(b[8+4*i:]))
	}
	c := Clean{Width: v[0], Height: v[1], DPI: v[2], Rotation: v[3], Skew: float64(v[4]-1000) / 100, ViewWidth: v[5], ViewHeight: v[6], Bitonal: v[7] == 1}
	size := c.Width >= 1 && c.Width < maxCleanSide && c.Height >= 1 && c.Height < maxCleanSide && c.Width*c.Height <= MaxCleanPixel
	if !size || c.DPI < 1 || c.DPI > 2400 || v[7] > 1 {
		return Clean{}, fmt.Errorf("%w: odd size", ErrClean)
	}
	if n, err := s2.DecodedLen(b[cleanHead:]); err != nil || n != c.Width*c.Height {
		return Clean{}, fmt.Errorf("%w: odd length", ErrClean)
	}
	return c, nil
}

// DecodeClean returns an encoded page. What Encode did not make is ErrClean.
func DecodeClean(b []byte) (Clean, error) {
	c, err := DecodeCleanHead(b)
	if err != nil {
		return Clean{}, err
	}
	c.Pixels, err = s2.Decode(nil, b[cleanHead:])
	if err != nil {
		return Clean{}, fmt.Errorf("%w: %v", ErrClean, err) //nolint:errorlint // one kind of damage is as good as another
	}
	return c, nil
}

// Fits tells whether c is the page that v is the view of.
func (c Clean) Fits(v postkamer.View) bool {
	return c.Rotation == v.Rotation && skewNumber(c.Skew) == skewNumber(v.Skew) && c.ViewWidth == v.Width && c.ViewHeight == v.Height
}
