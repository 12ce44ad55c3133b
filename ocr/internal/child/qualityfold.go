package child

import (
	"image"
	"math"

	"postkamer"
)

// A fold across a corner, in millimetres and shares of the paper.
const (
	foldLeast  = 6.0  // legs of the triangle
	foldMost   = 75.0 //
	foldRatio  = 2.8  // the longer leg to the shorter
	foldBorder = 1.5  // as far from the edge the crease is looked for first
	foldBeside = 1.5  // as far from the crease the paper is looked at
	creaseDip  = 0.05 // the crease is darker than both sides, or
	creaseStep = 0.10 // one side is darker than the other
	foldPaper  = 0.75 // brightness of the page before the crease, as a share of that of its paper
	foldInk    = 0.03 // ink beyond the crease: more is a drawing
)

// A corner looks at a page from one of its corners.
type corner struct {
	paper
	name         postkamer.Corner
	flipX, flipY bool
	bright       float64 // of the paper of the page: asked for thousands of lines on a dirty copy
}

// grey returns the brightness at so many pixels from the corner's sides.
func (c corner) grey(x, y int) float64 {
	w, h := c.gray.Rect.Dx(), c.gray.Rect.Dy()
	x, y = min(max(0, x), w-1), min(max(0, y), h-1)
	if c.flipX {
		x = w - 1 - x
	}
	if c.flipY {
		y = h - 1 - y
	}
	return float64(c.gray.Pix[y*c.gray.Stride+x])
}

// fold returns the shorter leg of the largest folded corner in millimetres and which
// corner it is; 0 when none is.
func (p paper) fold() (leg float64, at postkamer.Corner) {
	if size := mm(foldMost + 10); p.gray.Rect.Dx() < size || p.gray.Rect.Dy() < size {
		return 0, ""
	}
	bright := float64(p.brightness())
	for _, c := range []corner{
		{p, postkamer.TopLeft, false, false, bright}, {p, postkamer.TopRight, true, false, bright},
		{p, postkamer.BottomRight, true, true, bright}, {p, postkamer.BottomLeft, false, true, bright},
	} {
		if v := c.fold(); v > leg {
			leg, at = v, c.name
		}
	}
	return leg, at
}

// fold returns the shorter leg of the fold across the corner, in millimetres.
func (c corner) fold() float64 {
	in := mm(foldBorder)
	across := c.candidates(func(v int) (int, int) { return v, in })
	down := c.candidates(func(v int) (int, int) { return in, v })
	best := 0.0
	for _, x := range across {
		for _, y := range down {
			short, long := min(x, y), max(x, y)
			leg := float64(short) * 25.4 / blankDPI
			if leg <= best || float64(long) > foldRatio*float64(short) {
				continue
			}
			if c.isCrease(image.Pt(x, in), image.Pt(in, y)) {
				best = leg
			}
		}
	}
	return best
}

// candidates returns where along a side something begins that may be a crease.
func (c corner) candidates(at func(v int) (int, int)) []int {
	value := func(v int) float64 { x, y := at(v); return c.grey(x, y) }
	beside := mm(foldBeside)
	var found []int
	for v := mm(foldLeast); v <= mm(foldMost); v++ {
		here := min(value(v-1), value(v), value(v+1))
		before, after := (value(v-beside)+value(v-beside+1))/2, (value(v+beside)+value(v+beside-1))/2
		if c.isDip(before, here, after) || c.isStep(before, after) {
			found = append(found, v)
		}
	}
	return found
}

func (c corner) isDip(before, here, after float64) bool {
	return here < min(before, after)*(1-creaseDip)
}

func (c corner) isStep(before, after float64) bool {
	return math.Abs(before-after) > creaseStep*max(before, after)
}

// isCrease tells whether the whole way between two points is a crease: darker than both
// sides all along, or with another brightness beyond it, and beyond it there is no ink.
func (c corner) isCrease(from, to image.Point) bool {
	dx, dy := float64(to.X-from.X), float64(to.Y-from.Y)
	length := math.Hypot(dx, dy)
	nx, ny := -dy/length, dx/length // one of both normals
	if nx*float64(from.X)+ny*float64(from.Y) > 0 {
		nx, ny = -nx, -ny // toward the corner
	}
	const parts = 10
	dips, darker, lighter, dim := 0, 0, 0, 0
	for i := range parts {
		inner, line, outer := c.strip(from, dx, dy, nx, ny, float64(i)/parts, 1.0/parts)
		if outer < foldPaper*c.bright {
			dim++ // a picture, or a bar that bleeds
		}
		if c.isDip(inner, line, outer) {
			dips++
		}
		if c.isStep(inner, outer) {
			if inner < outer {
				darker++
			} else {
				lighter++
			}
		}
		if missed := i + 1 - max(dips, darker, lighter); missed > 1 || dim > 1 {
			return false
		}
	}
	return c.isEmpty(from.X, to.Y)
}

// strip returns the mean brightness on a part of the line and on both sides of it.
func (c corner) strip(from image.Point, dx, dy, nx, ny, start, size float64) (inner, line, outer float64) {
	n := max(3, int(math.Hypot(dx, dy)*size/2))
	beside := float64(mm(foldBeside))
	for i := range n {
		t := start + size*(float64(i)+.5)/float64(n)
		x, y := float64(from.X)+dx*t, float64(from.Y)+dy*t
		grey := func(off float64) float64 {
			return c.grey(int(x+nx*off+.5), int(y+ny*off+.5))
		}
		line += min(grey(-1), grey(0), grey(1))
		inner += (grey(beside) + grey(beside-1)) / 2
		outer += (grey(-beside) + grey(-beside+1)) / 2
	}
	return inner / float64(n), line / float64(n), outer / float64(n)
}

// isEmpty tells whether there is no ink in the triangle of the corner with these legs:
// no part of it is much darker than the rest.
func (c corner) isEmpty(wide, tall int) bool {
	var levels histogram
	n := 0
	for y := 0; y < tall; y += 2 {
		for x := 0; float64(x)/float64(wide)+float64(y)/float64(tall) < .9 && x < wide; x += 2 {
			levels[int(c.grey(x, y))]++
			n++
		}
	}
	common := levels.highest(2)
	ink := 0
	for v := range int(float64(common) * .75) {
		ink += levels[v]
	}
	return float64(ink) <= foldInk*float64(n)
}
