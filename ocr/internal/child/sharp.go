package child

/*
#include "shim.h"
*/
import "C"

import (
	"image"
	"unsafe"
)

// softEdge is the steepest step between neighbours, as a share of the contrast
// of the page at 200 dpi, below which a page counts as out of focus. Measured on
// pages of 8 and 12 points blurred by 0 to 3 pixels at 300 dpi: sharp ones have
// 0.96, and from 0.45 on (2 pixels) another blur costs words.
const softEdge = 0.50

// isSoft tells whether a grey page is blurred already. Blurring it again, as is
// done to sharp pages against noise, costs letters.
func isSoft(gray *image.Gray) bool {
	var steps, levels [256]int
	b := gray.Rect
	for y := b.Min.Y; y < b.Max.Y; y++ {
		row := gray.Pix[y*gray.Stride : y*gray.Stride+b.Dx()]
		for x := 1; x < len(row); x++ {
			levels[row[x]]++
			steps[max(row[x], row[x-1])-min(row[x], row[x-1])]++
		}
	}
	contrast := highest(levels, 2) - lowest(levels, 1000)
	return contrast > 0 && float64(highest(steps, 2000)) < softEdge*float64(contrast)
}

// softened returns a copy of m averaged over 3 by 3 pixels.
func softened(m *image.Gray) *image.Gray {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	soft := image.NewGray(m.Rect)
	if w > 2 && h > 2 {
		C.box3((*C.uint8_t)(unsafe.Pointer(&m.Pix[0])), (*C.uint8_t)(unsafe.Pointer(&soft.Pix[0])), C.int(w), C.int(h))
	}
	return soft
}

// highest returns the level that 1 in part of all values reaches.
func highest(histogram [256]int, part int) int {
	left := sum(histogram) / part
	for i := 255; i > 0; i-- {
		if left -= histogram[i]; left < 0 {
			return i
		}
	}
	return 0
}

// lowest returns the level that 1 in part of all values stays below.
func lowest(histogram [256]int, part int) int {
	left := sum(histogram) / part
	for i := range histogram {
		if left -= histogram[i]; left < 0 {
			return i
		}
	}
	return 255
}

// stretchLevels returns the levels that become black and white: the darkest
// half percent, and the brightness of the paper. ok is false when the two are
// too close to tell ink from paper.
func stretchLevels(gray *image.Gray) (black, white int, ok bool) {
	var levels [256]int
	for _, v := range gray.Pix {
		levels[v]++
	}
	white, best := 255, -1
	for i := 81; i < 256; i++ {
		if levels[i] > best {
			white, best = i, levels[i]
		}
	}
	black = lowest(levels, 200)
	return black, white, white-black >= 20
}

// stretched gives m, which it changes, full contrast.
func stretched(m *image.Gray) *image.Gray {
	black, white, ok := stretchLevels(m)
	if !ok {
		return m
	}
	var levels [256]uint8
	for i := range levels {
		levels[i] = uint8(min(255, max(0, (i-black)*255/(white-black))))
	}
	for i, v := range m.Pix {
		m.Pix[i] = levels[v]
	}
	return m
}

func sum(histogram [256]int) int {
	n := 0
	for _, v := range histogram {
		n += v
	}
	return n
}
