package postkamer

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"math/bits"
)

// An ImagePrint tells a page from others of its stack, whatever the noise and the place
// on the glass: base64 of the bytes that NewImagePrint takes. Empty: the page has none.
type ImagePrint string

// Sizes of an ImagePrint. A cell is 1/PrintAcross of the width of the ink.
const (
	PrintAcross = 32
	PrintDown   = 44
	printBytes  = 8 + PrintAcross*PrintDown/4
)

// NewImagePrint makes a print of a perceptual hash of 64 bits, of which near pages have
// most bits in common, and of how much ink is in each cell of the page: 0 none, 1 little,
// 2 some, 3 much, PrintDown rows of PrintAcross. It is empty for any other number of cells.
func NewImagePrint(hash uint64, cells []uint8) ImagePrint {
	if len(cells) != PrintAcross*PrintDown {
		return ""
	}
	b := make([]byte, printBytes)
	binary.BigEndian.PutUint64(b, hash)
	for i, c := range cells {
		b[8+i/4] |= min(c, 3) << (2 * (i % 4))
	}
	return ImagePrint(base64.RawStdEncoding.EncodeToString(b))
}

// parts returns what the print was made of.
func (p ImagePrint) parts() (hash uint64, cells []uint8, ok bool) {
	b, err := base64.RawStdEncoding.DecodeString(string(p))
	if err != nil || len(b) != printBytes {
		return 0, nil, false
	}
	cells = make([]uint8, PrintAcross*PrintDown)
	for i := range cells {
		cells[i] = b[8+i/4] >> (2 * (i % 4)) & 3
	}
	return binary.BigEndian.Uint64(b), cells, true
}

// Valid tells whether p is empty or made by NewImagePrint.
func (p ImagePrint) Valid() bool {
	_, _, ok := p.parts()
	return p == "" || ok
}

// farHash is how many bits the hashes of two scans of one sheet may differ.
const farHash = 16

// Likeness is how alike two pages are, 0..1: of the cells with ink the share that has as
// much of it, give or take, in the other. It is 0 when their hashes are far apart.
func (p ImagePrint) Likeness(other ImagePrint) float64 {
	h1, a, ok1 := p.parts()
	h2, b, ok2 := other.parts()
	if !ok1 || !ok2 || bits.OnesCount64(h1^h2) > farHash {
		return 0
	}
	var same, all float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		all += max(x, y)
		same += max(x, y) - math.Max(0, math.Abs(x-y)-1)
	}
	if all == 0 {
		return 0
	}
	return same / all
}
