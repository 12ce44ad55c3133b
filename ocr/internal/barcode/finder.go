package barcode

import (
	"cmp"
	"image"
	"math"
	"slices"
)

// A finder is a place that looks like one of the three squares in the corners
// of a QR code: dark, light, dark, light, dark as 1:1:3:1:1 across and down.
type finder struct {
	x, y, module float64 // pixels of the plane it was found in
	seen         int     // rows that crossed it
}

// Of at most mostFinders the maxFinders most crossed are put together in threes:
// a page of dots has very many.
const (
	mostFinders = 1000
	maxFinders  = 48
)

// finders looks for finders in every other row.
func (b *blocks) finders() []finder {
	var found []finder
	if b.cols == 0 || b.rows == 0 {
		return nil
	}
	edges := make([]float64, 0, 512)
	for y := 1; y < b.p.h; y += 2 {
		edges = b.edges(y, edges[:0])
		for i := 0; i+5 < len(edges); i += 2 {
			f, ok := b.finderAt(edges[i:i+6], y)
			if ok && len(found) < mostFinders {
				found = merge(found, f)
			}
		}
	}
	// The middle of a finder is three modules high, and every other row was looked at.
	found = slices.DeleteFunc(found, func(f finder) bool { return f.seen < 2 || float64(f.seen) < 0.6*f.module })
	slices.SortStableFunc(found, func(a, b finder) int { return cmp.Compare(b.seen, a.seen) })
	return found[:min(len(found), maxFinders)]
}

// edges appends the places between pixels where row y goes from paper to ink
// and back, beginning with paper to ink.
func (b *blocks) edges(y int, to []float64) []float64 {
	row := b.p.pix[y*b.p.stride:][:b.p.w]
	line := b.threshold[min(y/blockSide, b.rows-1)*b.cols:][:b.cols]
	ink, before := false, byte(255)
	for col, t := range line {
		end := (col + 1) * blockSide
		if col == len(line)-1 {
			end = len(row)
		}
		for x := col * blockSide; x < end; x++ {
			v := row[x]
			if (v < t) != ink {
				ink = !ink
				to = append(to, float64(x)-share(before, v, t))
			}
			before = v
		}
	}
	if ink {
		to = append(to, float64(len(row)))
	}
	return to
}

// share returns how far before v, which is past the threshold t, the line
// between the pixel before and v crosses it: 0 to 1.
func share(before, v, t byte) float64 {
	d := float64(v) - float64(before)
	if d == 0 {
		return 0.5
	}
	return min(1, max(0, (float64(v)-float64(t))/d))
}

// finderAt tells whether the five runs between six edges of row y cross a finder.
func (b *blocks) finderAt(e []float64, y int) (finder, bool) {
	if !finderLike(e) {
		return finder{}, false
	}
	x, wide := (e[2]+e[3])/2, (e[5]-e[0])/7
	middle, tall, ok := b.crossing(x, float64(y), 0, 1, wide)
	if !ok || tall > wide*1.6 || wide > tall*1.6 {
		return finder{}, false
	}
	x, wide, ok = b.crossing(x, middle, 1, 0, wide)
	if !ok {
		return finder{}, false
	}
	return finder{x: x, y: middle, module: (wide + tall) / 2, seen: 1}, true
}

// finderLike tells whether five runs are about 1:1:3:1:1.
func finderLike(e []float64) bool {
	module := (e[5] - e[0]) / 7
	if module < 1 {
		return false
	}
	slack := max(module*0.6, 0.7)
	for i, want := range [5]float64{1, 1, 3, 1, 1} {
		d := e[i+1] - e[i] - want*module
		if math.Abs(d) > slack*max(1, want*0.6) {
			return false
		}
	}
	return true
}

// crossing walks from the middle of a finder both ways along dx, dy and returns
// the middle along that line and the size of a module, if it is 1:1:3:1:1 there.
func (b *blocks) crossing(x, y float64, dx, dy int, module float64) (middle, size float64, ok bool) {
	x0, y0 := int(x), int(y)
	if !b.dark(x0, y0) {
		return 0, 0, false
	}
	back, ok1 := b.walk(x0, y0, -dx, -dy, module)
	ahead, ok2 := b.walk(x0, y0, dx, dy, module)
	if !ok1 || !ok2 {
		return 0, 0, false
	}
	at := float64(x0*dx + y0*dy)
	e := []float64{at + 1 - back[2], at + 1 - back[1], at + 1 - back[0], at + ahead[0], at + ahead[1], at + ahead[2]}
	return (e[2] + e[3]) / 2, (e[5] - e[0]) / 7, finderLike(e)
}

// walk counts the pixels from x, y along dx, dy up to the first three changes
// between ink and paper, none of the parts longer than a finder's could be.
func (b *blocks) walk(x, y, dx, dy int, module float64) (counts [3]float64, ok bool) {
	n, ink := 0, true
	limit := int(module*3) + 3
	for i := range counts {
		start := n
		for b.dark(x, y) == ink {
			n, x, y = n+1, x+dx, y+dy
			if n-start > limit {
				return counts, false
			}
		}
		counts[i] = float64(n)
		ink = !ink
	}
	return counts, true
}

// merge adds f to the finder at the same place, or to the list.
func merge(found []finder, f finder) []finder {
	for i := range found {
		o := &found[i]
		near := max(2, o.module*1.5)
		if math.Abs(o.x-f.x) < near && math.Abs(o.y-f.y) < near && f.module < o.module*1.6 && o.module < f.module*1.6 {
			n := float64(o.seen)
			o.x, o.y, o.module = (o.x*n+f.x)/(n+1), (o.y*n+f.y)/(n+1), (o.module*n+f.module)/(n+1)
			o.seen++
			return found
		}
	}
	return append(found, f)
}

// A square is where a QR code may lie, in pixels of the page.
type square struct {
	image.Rectangle
	module float64
	side   float64
	askew  float64 // how far from square, 0 is exactly
}

// squares returns the places where three finders lie as the corners of a QR
// code do, the best square first.
func (b *blocks) squares() []square {
	f := b.finders()
	var found []square
	for i := range f {
		for j := range f {
			for k := j + 1; k < len(f); k++ {
				if i == j || i == k {
					continue
				}
				if askew, ok := corners(f[i], f[j], f[k]); ok {
					found = append(found, b.square(f[i], f[j], f[k], askew))
				}
			}
		}
	}
	slices.SortStableFunc(found, func(a, b square) int { return cmp.Compare(a.askew, b.askew) })
	return found
}

// corners tells whether a can be the corner between b and c, and how far the
// three are from a square.
func corners(a, b, c finder) (askew float64, ok bool) {
	small, large := min(a.module, b.module, c.module), max(a.module, b.module, c.module)
	module := (a.module + b.module + c.module) / 3
	ux, uy, vx, vy := b.x-a.x, b.y-a.y, c.x-a.x, c.y-a.y
	u, v := math.Hypot(ux, uy), math.Hypot(vx, vy)
	if large > small*1.6 || u < 9*module || u > 180*module { // versions 1 to 40 have 14 to 170
		return 0, false
	}
	sides, angle := math.Abs(u-v)/max(u, v), math.Abs(ux*vx+uy*vy)/(u*v)
	return sides + angle + large/small - 1, sides < 0.2 && angle < 0.25
}

// square returns the place of the code with these corners and a margin around it.
func (b *blocks) square(a, p, q finder, askew float64) square {
	module := (a.module + p.module + q.module) / 3
	dx, dy := p.x+q.x-a.x, p.y+q.y-a.y // the corner without a finder
	margin := 8 * module
	s := b.p.scale
	side := (math.Hypot(p.x-a.x, p.y-a.y)+math.Hypot(q.x-a.x, q.y-a.y))/2 + 7*module
	x0, x1 := min(a.x, p.x, q.x, dx)-margin, max(a.x, p.x, q.x, dx)+margin
	y0, y1 := min(a.y, p.y, q.y, dy)-margin, max(a.y, p.y, q.y, dy)+margin
	return square{image.Rect(int(x0*s), int(y0*s), int(x1*s), int(y1*s)), module * s, side * s, askew}
}
