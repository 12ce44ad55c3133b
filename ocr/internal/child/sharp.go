package child

/*
#include "shim.h"
*/
import "C"

// softEdge is the steepest step between neighbours, as a share of the contrast
// of the page at 200 dpi, below which a page counts as out of focus. Measured on
// pages of 8 and 12 points blurred by 0 to 3 pixels at 300 dpi: sharp ones have
// 0.96, and from 0.45 on (2 pixels) another blur costs words.
const softEdge = 0.50

// A histograms is how often each grey level comes on a page, and each step from
// one pixel to the next in its row.
type histograms struct {
	levels, steps histogram
}

// A histogram counts values from 0 to 255.
type histogram [256]int

// histograms looks at every fourth row of a grey p: 500 of a page are enough.
func (p *pix) histograms() histograms {
	var levels, steps [256]C.long
	C.fast_histograms(p.c, 4, &levels[0], &steps[0])
	var h histograms
	for i := range levels {
		h.levels[i], h.steps[i] = int(levels[i]), int(steps[i])
	}
	return h
}

// sharpness is the steepest step between neighbours as a share of the contrast; 1
// when there is no contrast to speak of.
func (h histograms) sharpness() float64 {
	contrast := h.levels.highest(2) - h.levels.lowest(1000)
	if contrast <= 0 {
		return 1
	}
	return float64(h.steps.highest(2000)) / float64(contrast)
}

// isSoft tells whether a grey page is blurred already. Blurring it again, as is
// done to sharp pages against noise, costs letters.
func (h histograms) isSoft() bool { return h.sharpness() < softEdge }

// highest returns the level that 1 in part of all values reaches.
func (h histogram) highest(part int) int {
	left := h.sum() / part
	for i := 255; i > 0; i-- {
		if left -= h[i]; left < 0 {
			return i
		}
	}
	return 0
}

// lowest returns the level that 1 in part of all values stays below.
func (h histogram) lowest(part int) int {
	left := h.sum() / part
	for i := range h {
		if left -= h[i]; left < 0 {
			return i
		}
	}
	return 255
}

// stretch returns the levels that become black and white: the darkest half
// percent, and the brightness of the paper. ok is false when the two are too close
// to tell ink from paper.
func (h histogram) stretch() (black, white int, ok bool) {
	white, best := 255, -1
	for i := 81; i < 256; i++ {
		if h[i] > best {
			white, best = i, h[i]
		}
	}
	black = h.lowest(200)
	return black, white, white-black >= 20
}

func (h histogram) sum() int {
	n := 0
	for _, v := range h {
		n += v
	}
	return n
}
