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
// degrees clockwise. An angle beyond maxSkew is to be told, not to be corrected.
func (s *scales) position(half *pix, steps wire.Steps, o *osd) (turn int, angle float64) {
	bin := half.binary()
	defer bin.free()
	if bin.c == nil {
		return 0, 0
	}
	if !steps.NoTurn {
		turn = s.uprightTurn(half, bin, steps, o)
		bin.turn(turn)
	}
	if !steps.NoDeskew {
		angle = skew(bin)
	}
	return turn, angle
}

// Scores that leptonica's orientation must reach to be believed: at least surely,
// and surelyRatio times the score of the other axis. Of 208 test pages in all four
// positions these decide 815 of 832, none of them wrongly. Since a wrong turn costs
// the whole text, a page is turned on a better score than it is left alone.
const (
	surely      = 8.0
	surelyRatio = 1.3
	turnSurely  = 10.0
	turnRatio   = 1.6
)

// uprightTurn returns how far the page must be turned clockwise to stand
// upright. gray and bin are the page at 150 dpi. Small print is surer at the resolution
// for reading. What leptonica is unsure of, or would turn at second sight only, is read:
// it lies as it is read best. Where nothing can be read either way, as in a language that
// the engine does not know, Tesseract's own detection has the last word.
func (s *scales) uprightTurn(gray, bin *pix, steps wire.Steps, o *osd) int {
	first, sure := leptonicaTurn(bin)
	if sure {
		return first
	}
	turn, sure := s.fineTurn(steps)
	if sure && turn == 0 {
		return 0
	}
	if !sure {
		turn = first
	}
	if read, ok := o.turnRead(gray, turn); ok {
		return read
	}
	if sure {
		return turn
	}
	second, believed := o.turn(gray)
	return agreedTurn(first, second, believed)
}

// fineTurn is leptonica's word on the page at the resolution for reading. Of 229 pages in
// all four positions it was unsure of 240 at 150 dpi; of 75 of those it is sure here, and
// right each time.
func (s *scales) fineTurn(steps wire.Steps) (turn int, sure bool) {
	fine := s.read.derived(nil, s.read.dpi)
	defer fine.free()
	if !steps.NoEven {
		s.even(fine, 0)
	}
	bin := fine.binary()
	defer bin.free()
	if bin.c == nil {
		return 0, false
	}
	return leptonicaTurn(bin)
}

// agreedTurn returns the turn when leptonica is not sure of first, and Tesseract's
// detection says second with some confidence, 0 when it says nothing.
func agreedTurn(first, second int, confidence float64) int {
	if confidence < leastOSD || second != 0 && second != first && confidence < aloneOSD {
		return first
	}
	return second
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
// ascenders prevail: up on an upright page, left on one that lies on its left side.
// A turn that is not sure is what to do when nobody else has an opinion.
func scoredTurn(up, left float64) (turn int, sure bool) {
	high, low := math.Abs(up), math.Abs(left)
	switch {
	case high >= low && up >= 0:
		turn = 0
	case high >= low:
		turn = 180
	case left > 0:
		turn = 90
	default:
		turn = 270
	}
	high, low = max(high, low), min(high, low)
	if high < surely || high < surelyRatio*low {
		return 0, false
	}
	return turn, turn == 0 || high >= turnSurely && high >= turnRatio*low
}

// Skew that is looked for and corrected, in degrees, and the confidence it
// takes (leptonica: the ratio of best to worst score). Handwriting seldom reaches
// skewSurely: of it both searches must say the same, and the lines be much sharper afterwards.
const (
	maxSkew      = 5.0
	minSkew      = 0.1
	skewRange    = 7.0 // looked through: a maximum at the edge of it is none to leptonica
	skewWide     = 20.0
	skewSurely   = 3.0
	skewPerhaps  = 2.0
	skewAgree    = 0.2
	skewSharper  = 1.5
	skewCoarse   = 1.0
	skewFine     = 0.01
	degreesToRad = math.Pi / 180
)

// skew returns by how many degrees clockwise an upright page at 150 dpi must be
// straightened, within skewWide. It is 0 unless the lines really are sharper afterwards.
// What the narrow search is not sure of is told when it is wide, and corrected only when
// the wide search agrees.
func skew(bin *pix) float64 {
	near := bin.sweep(2, 1, skewRange, skewFine)
	if near.sure >= skewSurely {
		return bin.straighter(near.degrees, minSkew, 1)
	}
	far := bin.sweep(4, 2, skewWide, skewCoarse/10)
	switch {
	case far.sure >= skewSurely && math.Abs(far.degrees) >= maxSkew:
		return bin.straighter(far.degrees, maxSkew, 1)
	case min(near.sure, far.sure) >= skewPerhaps && math.Abs(near.degrees-far.degrees) <= skewAgree:
		return bin.straighter(near.degrees, minSkew, skewSharper)
	}
	return 0
}

// A sweep is by how many degrees a page must be straightened, and how sure that is.
type sweep struct{ degrees, sure float64 }

// sweep looks up to reach to both sides, first at p made smaller by one factor, then by another.
func (p *pix) sweep(first, then C.l_int32, reach, fine C.float) sweep {
	var angle, sure C.float
	if C.pixFindSkewSweepAndSearch(p.c, &angle, &sure, first, then, reach, skewCoarse, fine) != 0 {
		return sweep{}
	}
	return sweep{float64(angle), float64(sure)}
}

// straighter returns degrees, rounded, when they are at least least and the lines of p are
// so many times sharper afterwards; otherwise 0.
func (p *pix) straighter(degrees, least, times float64) float64 {
	if math.Abs(degrees) < least {
		return 0
	}
	after := pix{c: C.pixRotate(p.c, C.float(degrees*degreesToRad), C.L_ROTATE_SHEAR, C.L_BRING_IN_WHITE, 0, 0)}
	defer after.free()
	if after.c == nil || lineSharpness(&after) <= times*lineSharpness(p) {
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
