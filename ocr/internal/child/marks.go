package child

/*
#include "shim.h"
*/
import "C"

import (
	"image"
	"math"

	"postkamer"
)

// A mark is a solid square or a ring on a page that may be a corner mark.
type mark struct {
	x, y float64 // its middle, pixels
	ring bool
}

// What a corner mark may look like. The side is that at the page's resolution,
// which of a telephone's photo is a guess.
const (
	markLevel    = 128  // brightness below which it is dark
	leastSide    = .65  // of the side that it should have
	mostSide     = 1.5  //
	leastFill    = .80  // dark share of the box around a square
	leastRing    = .55  // of that around a ring, of which .81 is dark in print
	mostHole     = .35  // dark share of the middle of a ring
	cornerReach  = 45.0 // mm from the edges of the page in which a mark is looked for
	mostInCorner = 8    // marks that are tried in one corner
)

// marks returns what may be corner marks, those of each corner in the order of
// postkamer.Marks.
func (p *pix) marks(m *image.Gray) (found [4][]mark) {
	bin := &pix{c: C.pixThresholdToBinary(p.c, markLevel), dpi: p.dpi}
	if bin.c == nil {
		return found
	}
	defer bin.free()
	perMM := float64(p.dpi) / 25.4
	side, reach := postkamer.MarkSide*perMM, cornerReach*perMM
	for _, box := range bin.groups() {
		w, h := float64(box.Dx()), float64(box.Dy())
		if min(w, h) < leastSide*side || max(w, h) > mostSide*side || max(w, h) > 1.3*min(w, h) {
			continue
		}
		corner, ok := cornerOf(box, m.Rect, reach)
		if !ok || len(found[corner]) >= mostInCorner {
			continue
		}
		if one, ok := markIn(m, box, corner == 3); ok {
			found[corner] = append(found[corner], one)
		}
	}
	return found
}

// cornerOf tells in which corner of the page a box lies.
func cornerOf(box, page image.Rectangle, reach float64) (int, bool) {
	at := middle(box)
	x, y := float64(at.X), float64(at.Y)
	w, h := float64(page.Dx()), float64(page.Dy())
	corner := 0
	switch {
	case x > w-reach:
		corner++
	case x > reach:
		return 0, false
	}
	switch {
	case y > h-reach:
		corner += 2
	case y > reach:
		return 0, false
	}
	return corner, true
}

// markIn tells whether the box holds a square, or a ring, and where its weight lies.
func markIn(m *image.Gray, box image.Rectangle, ring bool) (mark, bool) {
	dark, sumX, sumY := 0, 0, 0
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if m.Pix[y*m.Stride+x] < markLevel {
				dark, sumX, sumY = dark+1, sumX+x, sumY+y
			}
		}
	}
	fill := float64(dark) / float64(box.Dx()*box.Dy())
	hole := darkShare(m, box.Inset(int(.38*float64(min(box.Dx(), box.Dy())))))
	if ring != (hole < mostHole) || fill < leastRing || !ring && fill < leastFill {
		return mark{}, false
	}
	return mark{x: float64(sumX)/float64(dark) + .5, y: float64(sumY)/float64(dark) + .5, ring: ring}, true
}

// darkShare returns the share of dark pixels in r, 0 of nothing.
func darkShare(m *image.Gray, r image.Rectangle) float64 {
	r = r.Intersect(m.Rect)
	dark := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if m.Pix[y*m.Stride+x] < markLevel {
				dark++
			}
		}
	}
	if r.Empty() {
		return 0
	}
	return float64(dark) / float64(r.Dx()*r.Dy())
}

// A sheet maps millimetres of a printed form to pixels of a page: a homography,
// row by row, the last number of which is 1.
type sheetMap [8]float64

// at returns where a point of the form lies.
func (s sheetMap) at(x, y float64) (float64, float64) {
	d := s[6]*x + s[7]*y + 1
	return (s[0]*x + s[1]*y + s[2]) / d, (s[3]*x + s[4]*y + s[5]) / d
}

// What a registration may look like. Printers that fit a page to their margins
// shrink it by up to 7 %; a sheet in a feeder is never sheared.
const (
	mostTurn     = 6.0  // degrees
	mostShear    = 1.5  // degrees that the corners differ from right angles ...
	shearOfThree = .7   // ... when three marks tell, and no fourth speaks against them
	mostStretch  = .035 // that one direction is longer than the other
	leastScale   = .6   // of the scale that the resolution says
	mostScale    = 1.5
	mostResidual = 1.6 // mm between where the fourth mark is and where the others say
)

// register finds the four marks, or three of them, and returns where the form lies.
func register(corners [4][]mark, dpi int) (sheetMap, bool) {
	perMM := float64(dpi) / 25.4
	best, found := math.Inf(1), false
	var answer sheetMap
	for missing := range 5 { // 4: none
		for _, set := range choices(corners, missing) {
			s, residual, ok := fit(set, missing, perMM)
			if missing < 4 {
				residual += mostResidual // four marks are always better than three
			}
			if ok && residual < best {
				answer, best, found = s, residual, true
			}
		}
	}
	return answer, found
}

// choices returns every way to take one mark of each corner, but for the missing one.
func choices(corners [4][]mark, missing int) [][4]mark {
	sets := [][4]mark{{}}
	for i, list := range corners {
		if i == missing {
			continue
		}
		var more [][4]mark
		for _, set := range sets {
			for _, m := range list {
				set[i] = m
				more = append(more, set)
			}
		}
		sets = more
	}
	return sets
}

// fit maps the form on three or four marks. The residual is in millimetres.
func fit(set [4]mark, missing int, perMM float64) (sheetMap, float64, bool) {
	at := postkamer.Marks()
	wide, high := at[3][0]-at[0][0], at[3][1]-at[0][1]
	three := set
	if missing < 4 {
		// The marks are the corners of a rectangle: three give the fourth.
		a, b, opposite := missing^1, missing^2, missing^3
		three[missing] = mark{x: set[a].x + set[b].x - set[opposite].x, y: set[a].y + set[b].y - set[opposite].y}
	}
	residual := math.Hypot(three[0].x+three[3].x-three[1].x-three[2].x, three[0].y+three[3].y-three[1].y-three[2].y) / perMM
	acrossX, acrossY := (three[1].x-three[0].x+three[3].x-three[2].x)/2/wide, (three[1].y-three[0].y+three[3].y-three[2].y)/2/wide
	downX, downY := (three[2].x-three[0].x+three[3].x-three[1].x)/2/high, (three[2].y-three[0].y+three[3].y-three[1].y)/2/high
	across, down := math.Hypot(acrossX, acrossY), math.Hypot(downX, downY)
	turn := math.Atan2(acrossY, acrossX) * 180 / math.Pi
	shear := math.Atan2(-downX, downY)*180/math.Pi - turn
	scale := math.Sqrt(across*down) / perMM
	mostShear := mostShear
	if missing < 4 {
		mostShear = shearOfThree
	}
	if math.Abs(turn) > mostTurn || math.Abs(shear) > mostShear || math.Abs(across/down-1) > mostStretch || residual > mostResidual || scale < leastScale || scale > mostScale {
		return sheetMap{}, 0, false
	}
	s, ok := homography(at, three)
	return s, residual + 20*math.Abs(across/down-1), ok
}

// homography solves for the map that takes four points of the form to four of the
// page.
func homography(from [4][2]float64, to [4]mark) (sheetMap, bool) {
	var a [8][9]float64
	for i, p := range from {
		x, y := p[0], p[1]
		a[2*i] = [9]float64{x, y, 1, 0, 0, 0, -x * to[i].x, -y * to[i].x, to[i].x}
		a[2*i+1] = [9]float64{0, 0, 0, x, y, 1, -x * to[i].y, -y * to[i].y, to[i].y}
	}
	for col := range 8 {
		best := col
		for row := col + 1; row < 8; row++ {
			if math.Abs(a[row][col]) > math.Abs(a[best][col]) {
				best = row
			}
		}
		a[col], a[best] = a[best], a[col]
		if math.Abs(a[col][col]) < 1e-9 {
			return sheetMap{}, false
		}
		for row := range 8 {
			if row == col {
				continue
			}
			f := a[row][col] / a[col][col]
			for k := col; k < 9; k++ {
				a[row][k] -= f * a[col][k]
			}
		}
	}
	var s sheetMap
	for i := range 8 {
		s[i] = a[i][8] / a[i][i]
	}
	return s, true
}
