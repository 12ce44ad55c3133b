package child

import (
	"bytes"
	"image"
	"math"
	"slices"
)

// tile is the side, in pixels at blankDPI, of a patch of paper whose brightness
// is taken as the local background: 4 mm.
const tile = 16

// A paper is a grey page at blankDPI with the brightness of its background, so
// that ink can be told from stains, shadows and grey paper.
type paper struct {
	gray   *image.Gray
	across int
	levels []uint8 // background of each tile, row by row
	blacks int     // tiles that are black all over
}

// blackTile is the brightness that a tile does not exceed that is black all over.
const blackTile = 100

// black returns the share of the page that is black all over.
func (p paper) black() float64 { return float64(p.blacks) / float64(max(1, len(p.levels))) }

// newPaper estimates the background: the bright end of each tile, but not much
// darker than the page as a whole, so that a black patch counts as ink.
func newPaper(gray *image.Gray) paper {
	b := gray.Bounds()
	p := paper{gray: gray, across: (b.Dx() + tile - 1) / tile}
	down := (b.Dy() + tile - 1) / tile
	for ty := range down {
		for tx := range p.across {
			level := p.bright(tx, ty)
			p.levels = append(p.levels, level)
			if level <= blackTile {
				p.blacks++
			}
		}
	}
	sorted := slices.Sorted(slices.Values(p.levels))
	floor := uint8(0)
	if len(sorted) > 0 {
		floor = uint8(float64(sorted[len(sorted)*9/10]) * 0.75)
	}
	for i := range p.levels {
		p.levels[i] = max(p.levels[i], floor)
	}
	return p
}

// bright returns the 80th percentile of the brightness of a tile.
func (p paper) bright(tx, ty int) uint8 {
	var histogram [256]int
	r := image.Rect(tx*tile, ty*tile, (tx+1)*tile, (ty+1)*tile).Intersect(p.gray.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := p.gray.Pix[y*p.gray.Stride:]
		for x := r.Min.X; x < r.Max.X; x++ {
			histogram[row[x]]++
		}
	}
	left := r.Dx() * r.Dy() / 5
	for level := 255; level > 0; level-- {
		if left -= histogram[level]; left < 0 {
			return uint8(level)
		}
	}
	return 0
}

// dark tells whether the pixel is at least share darker than the background.
func (p paper) dark(x, y int, share float64) bool {
	background := float64(p.levels[y/tile*p.across+x/tile])
	return float64(p.gray.Pix[y*p.gray.Stride+x]) < background*(1-share)
}

// brightness returns the median background of the page.
func (p paper) brightness() uint8 {
	if len(p.levels) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(p.levels))[len(p.levels)/2]
}

// A spot is a connected group of dark pixels.
type spot struct {
	image.Rectangle
	pixels int
}

// below returns for each tile the brightness below which a pixel is at least share
// darker than the background: what dark asks, once for a tile.
func (p paper) below(share float64) []uint8 {
	levels := make([]uint8, len(p.levels))
	for i, level := range p.levels {
		levels[i] = uint8(min(255, math.Ceil(float64(level)*(1-share))))
	}
	return levels
}

// darks returns a byte for each pixel of the page: 1 in r where it is share darker
// than the background.
func (p paper) darks(r image.Rectangle, share float64) []uint8 {
	mask, levels := make([]uint8, len(p.gray.Pix)), p.below(share)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row, out := p.gray.Pix[y*p.gray.Stride:], mask[y*p.gray.Stride:]
		for x := r.Min.X; x < r.Max.X; {
			level, end := levels[y/tile*p.across+x/tile], min(r.Max.X, x-x%tile+tile)
			for ; x < end; x++ {
				if row[x] < level {
					out[x] = 1
				}
			}
		}
	}
	return mask
}

// spots returns the connected groups of pixels inside r that are share darker
// than the background.
func (p paper) spots(r image.Rectangle, share float64) []spot {
	left, stride := p.darks(r, share), p.gray.Stride
	var found []spot
	var stack []image.Point
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := left[y*stride:][:r.Max.X]
		for x := r.Min.X; ; x++ {
			next := bytes.IndexByte(row[x:], 1)
			if next < 0 {
				break
			}
			x += next
			row[x] = 0
			var s spot
			s, stack = grow(append(stack[:0], image.Pt(x, y)), r, left, stride)
			found = append(found, s)
		}
	}
	return found
}

// grow collects the spot around the one point on the stack, and takes it out of what
// is left of the dark pixels.
func grow(stack []image.Point, r image.Rectangle, left []uint8, stride int) (spot, []image.Point) {
	s := spot{Rectangle: image.Rectangle{Min: stack[0], Max: stack[0].Add(image.Pt(1, 1))}}
	for len(stack) > 0 {
		at := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		s.pixels++
		s.Min.X, s.Max.X = min(s.Min.X, at.X), max(s.Max.X, at.X+1)
		s.Min.Y, s.Max.Y = min(s.Min.Y, at.Y), max(s.Max.Y, at.Y+1)
		from, to := max(r.Min.X, at.X-1), min(r.Max.X, at.X+2)
		for y := max(r.Min.Y, at.Y-1); y < min(r.Max.Y, at.Y+2); y++ {
			for x := from; x < to; x++ {
				if left[y*stride+x] == 1 {
					left[y*stride+x] = 0
					stack = append(stack, image.Pt(x, y))
				}
			}
		}
	}
	return s, stack
}
