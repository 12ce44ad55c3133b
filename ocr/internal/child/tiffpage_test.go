package child

import (
	"encoding/binary"
	"errors"
	"testing"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// whiteTIFF is a page of 32 by 24 in group 4, of which every row is like the white
// one above it.
func whiteTIFF() []byte {
	return tiffOf([]byte{0xff, 0xff, 0xff, 0x00, 0x10, 0x01}, wire.Size{Width: 32, Height: 24})
}

// sized returns the page with another type and value of its width and height.
func sized(kind uint16, w, h uint32) []byte {
	b := whiteTIFF()
	for at, v := range map[int]uint32{10: w, 22: h} {
		binary.LittleEndian.PutUint16(b[at+2:], kind)
		binary.LittleEndian.PutUint32(b[at+8:], v)
	}
	return b
}

// TestTIFFSizeTypes: libtiff takes a width and a height of any type of whole
// number; all are held against the limit before it does.
func TestTIFFSizeTypes(t *testing.T) {
	for name, c := range map[string]struct {
		kind uint16
		w, h uint32
		want error
	}{
		"LONG":                {4, 32, 24, nil},
		"BYTE":                {1, 32, 24, nil},
		"SBYTE":               {6, 32, 24, nil},
		"SSHORT":              {8, 32, 24, nil},
		"SLONG":               {9, 32, 24, nil},
		"LONG, too large":     {4, 100, 101, refused(postkamer.RefusedPixels)},
		"BYTE, too large":     {1, 100, 101, refused(postkamer.RefusedPixels)},
		"SBYTE, too large":    {6, 100, 101, refused(postkamer.RefusedPixels)},
		"SSHORT, too large":   {8, 100, 101, refused(postkamer.RefusedPixels)},
		"SLONG, too large":    {9, 100, 101, refused(postkamer.RefusedPixels)},
		"SLONG, negative":     {9, 1 << 31, 24, refused(postkamer.RefusedPixels)},
		"DOUBLE":              {12, 100, 101, refused(postkamer.RefusedBroken)},
		"nothing":             {4, 0, 24, refused(postkamer.RefusedBroken)},
		"of no type there is": {99, 32, 24, refused(postkamer.RefusedBroken)},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := decode(sized(c.kind, c.w, c.h), wire.Request{Kind: postkamer.TIFF, Page: 1, MaxPixels: 10_000, MaxPages: 1})
			if !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if err == nil {
				p.free()
			}
		})
	}
}

// TestTIFFSizeOfTwoMinds: a page of another size than libtiff takes it for is not
// written into memory.
func TestTIFFSizeOfTwoMinds(t *testing.T) {
	data := whiteTIFF()
	for _, off := range [][2]int{{0, 0}, {0, 8}, {8, 0}, {0, -8}, {-8, 0}} {
		file, err := walkTIFF(data, 1, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		file.pages[0].width += off[0]
		file.pages[0].height += off[1]
		p, err := decodeRareTIFF(data, file, 1)
		if (err == nil) != (off == [2]int{}) {
			t.Errorf("off by %v: %v", off, err)
		}
		if err == nil {
			p.free()
		}
	}
}
