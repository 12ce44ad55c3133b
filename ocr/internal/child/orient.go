package child

/*
#include "shim.h"
static int text_orientation(PIX *b, float *up, float *left) { return pixOrientDetect(b, up, left, 0, 0); }
*/
import "C"

import (
	"math"

	"postkamer/ocr/internal/wire"
)

// position returns how a grey page at viewDPI must be turned and straightened, in
// degrees clockwise.
func position(half *pix, steps wire.Steps, o *osd) (turn int, angle float64) {
	bin := half.binary()
	defer bin.free()
	if bin.c == nil {
		return 0, 0
	}
	if !steps.NoTurn {
		turn = uprightTurn(half, bin, o)
		bin.turn(turn)
	}
	if !steps.NoDeskew {
		angle = skew(bin)
	}
	return turn, angle
}

// Scores that leptonica's orientation must reach to be believed: at least
// surely, and surelyRatio times the score of the other axis. Of 180 test pages
// these decide 171, none of them wrongly.
const (
	surely      = 8.0
	surelyRatio = 1.3
)

// uprightTurn returns how far the page must be turned clockwise to stand
// upright. gray and bin are the page at 150 dpi. Tesseract's own detection is
// asked when leptonica is unsure or wants to turn the page, since a wrong turn
// costs the whole text; without its data leptonica decides alone.
func uprightTurn(gray, bin *pix, o *osd) int {
	turn, sure := leptonicaTurn(bin)
	if sure && turn == 0 {
		return 0
	}
	if second, ok := o.turn(gray); ok {
		return second
	}
	return turn
}

// leptonicaTurn looks whether ascenders or descenders prevail. Unsure is 0.
func leptonicaTurn(bin *pix) (turn int, sure bool) {
	var u, l C.float
	if C.text_orientation(bin.c, &u, &l) != 0 {
		return 0, false
	}
	return scoredTurn(float64(u), float64(l))
}

// scoredTurn decides on leptonica's scores, by how many standard deviations the
// ascenders prevail: up for an upright page, left for one on its left side.
func scoredTurn(up, left float64) (turn int, sure bool) {
	switch {
	case math.Abs(up) >= surely && math.Abs(up) >= surelyRatio*math.Abs(left):
		if up < 0 {
			return 180, true
		}
		return 0, true
	case math.Abs(left) >= surely && math.Abs(left) >= surelyRatio*math.Abs(up):
		if left > 0 {
			return 90, true
		}
		return 270, true
	}
	return 0, false
}

// Skew that is looked for and corrected, in degrees, and the confidence it
// takes (leptonica: the ratio of best to worst score).
const (
	maxSkew      = 5.0
	minSkew      = 0.1
	skewSurely   = 3.0
	skewCoarse   = 1.0
	skewFine     = 0.01
	degreesToRad = math.Pi / 180
)

// skew returns by how many degrees clockwise an upright page at 150 dpi must be
// straightened. It is 0 unless the lines really are sharper afterwards.
func skew(bin *pix) float64 {
	var angle, sure C.float
	if C.pixFindSkewSweepAndSearch(bin.c, &angle, &sure, 2, 1, maxSkew, skewCoarse, skewFine) != 0 {
		return 0
	}
	degrees := float64(angle)
	if sure < skewSurely || math.Abs(degrees) < minSkew || math.Abs(degrees) > maxSkew {
		return 0
	}
	after := pix{c: C.pixRotate(bin.c, C.float(degrees*degreesToRad), C.L_ROTATE_SHEAR, C.L_BRING_IN_WHITE, 0, 0)}
	defer after.free()
	if after.c == nil || lineSharpness(&after) <= lineSharpness(bin) {
		return 0
	}
	return math.Round(degrees*100) / 100
}

// lineSharpness is high when rows of pixels are either full of ink or empty.
func lineSharpness(bin *pix) float64 {
	var sum C.l_float32
	if C.pixFindDifferentialSquareSum(bin.c, &sum) != 0 {
		return 0
	}
	return float64(sum)
}
