package barcode

import (
	"math"
	"slices"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
)

// Bounds of a Code 39, which has no check of its own: shorter ones would be read
// into stripes, longer ones are on no letter.
const (
	bars39       = 5 // of a character
	least39      = 4 // characters between the stars
	most39       = 40
	uneven39     = 0.08 // by which a character may differ in width from the others, of that width
	perPixel39   = 4    // steps in which edges are handed to the library
	leastQuiet39 = 0.3  // of a character, on both sides; 10 narrow bars by the standard
)

// read39 returns what a span says as Code 39, from left to right or back.
func read39(s span) (string, bool) {
	n := s.bars / bars39
	if s.bars%bars39 != 0 || n < least39+2 || n > most39+2 || !even39(s.edges) {
		return "", false
	}
	if s.quiet < leastQuiet39*(s.to-s.from)/float64(n) {
		return "", false
	}
	row := bits(s.edges)
	value, ok := decode39(row)
	if !ok {
		row.Reverse()
		value, ok = decode39(row)
	}
	return value, ok && len(value) == n-2
}

// even39 tells whether the characters between edges are all about as wide.
func even39(edges []float64) bool {
	const step = 2 * bars39
	var widths []float64
	for i := 0; i+step < len(edges); i += step {
		widths = append(widths, edges[i+step]-edges[i])
	}
	lo, hi := slices.Min(widths), slices.Max(widths)
	return hi-lo < uneven39*hi
}

// bits returns a row of pixels with the bars between edges, and paper around it.
func bits(edges []float64) *gozxing.BitArray {
	const margin = 200
	first := edges[0]
	at := func(x float64) int { return margin + int(math.Round((x-first)*perPixel39)) }
	row := gozxing.NewBitArray(at(edges[len(edges)-1]) + margin)
	for i := 0; i+1 < len(edges); i += 2 {
		for x := at(edges[i]); x < at(edges[i+1]); x++ {
			row.Set(x)
		}
	}
	return row
}

func decode39(row *gozxing.BitArray) (value string, ok bool) {
	// The library has indexed out of range on odd images before.
	defer func() {
		if recover() != nil {
			value, ok = "", false
		}
	}()
	reader, ok := oned.NewCode39Reader().(interface {
		DecodeRow(int, *gozxing.BitArray, map[gozxing.DecodeHintType]any) (*gozxing.Result, error)
	})
	if !ok {
		return "", false
	}
	r, err := reader.DecodeRow(0, row, nil)
	if err != nil {
		return "", false
	}
	return r.GetText(), true
}
