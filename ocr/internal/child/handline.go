package child

import (
	"image"
	"math"
)

// How far the letters of a line reach above and below its small letters, in heights
// of those: Tesseract scales the whole line to a fixed height, and the loops of a g
// would make everything else too small to read.
const (
	reachUp   = 1.25
	reachDown = 0.85
	linePad   = 6 // pixels of white at both ends
)

// A handLine is one line of writing, alone on white.
type handLine struct {
	gray *image.Gray
	at   image.Rectangle // on the page, and beyond its edges
	page image.Rectangle
}

// handLines returns each line of writing with the blots that belong to it, without
// the tails and loops of the lines above and below. It is errSpent when they are more
// than left has.
func handLines(m *image.Gray, all []blot, left *budget) ([]handLine, error) {
	lines := bands(all, m.Rect)
	if !left.take(len(lines)) {
		return nil, errSpent
	}
	if len(lines) == 0 {
		return nil, nil
	}
	own := make([][]image.Point, len(lines))
	for _, b := range all {
		in := standing(b, lines)
		for _, p := range b.at {
			i := nearest(lines, p.Y, in)
			own[i] = append(own[i], p)
		}
	}
	var found []handLine
	for i, b := range lines {
		if l, ok := drawnLine(m, own[i], b); ok {
			found = append(found, l)
		}
	}
	return found, nil
}

// standing returns the numbers of the lines in which b stands: it fills most of
// their height. A tail that only hangs into a line does not. When there is none, it
// is the nearest line.
func standing(b blot, lines []band) []int {
	var in []int
	for i, l := range lines {
		if l.top > b.Max.Y || l.base < b.Min.Y {
			continue
		}
		rows := min(b.Max.Y-1, l.base) - max(b.Min.Y, l.top) + 1
		if float64(rows) >= 0.6*float64(l.height()) {
			in = append(in, i)
		}
	}
	if len(in) > 0 {
		return in
	}
	every := make([]int, len(lines))
	for i := range lines {
		every[i] = i
	}
	return []int{nearest(lines, (b.Min.Y+b.Max.Y)/2, every)}
}

// nearest returns which of the lines numbered in is nearest to row y.
func nearest(lines []band, y int, in []int) int {
	best, least := in[0], math.MaxInt
	for _, i := range in {
		if d := max(0, lines[i].top-y, y-lines[i].base); d < least {
			best, least = i, d
		}
	}
	return best
}

// drawnLine draws the points of one line with their soft edges.
func drawnLine(m *image.Gray, own []image.Point, b band) (handLine, bool) {
	h := float64(b.height())
	at := image.Rect(m.Rect.Max.X, b.top-int(reachUp*h), 0, b.base+1+int(reachDown*h))
	for _, p := range own {
		if p.Y >= at.Min.Y && p.Y < at.Max.Y {
			at.Min.X, at.Max.X = min(at.Min.X, p.X), max(at.Max.X, p.X+1)
		}
	}
	if at.Max.X-at.Min.X < b.height()/2 {
		return handLine{}, false
	}
	at.Min.X -= linePad
	at.Max.X += linePad
	l := handLine{gray: image.NewGray(image.Rect(0, 0, at.Dx(), at.Dy())), at: at, page: m.Rect}
	for i := range l.gray.Pix {
		l.gray.Pix[i] = 255
	}
	for _, p := range own {
		l.draw(m, p)
	}
	return l, true
}

// draw copies the point p of m and the soft edge around it.
func (l handLine) draw(m *image.Gray, p image.Point) {
	for y := p.Y - 1; y <= p.Y+1; y++ {
		for x := p.X - 1; x <= p.X+1; x++ {
			at := image.Pt(x, y)
			if !at.In(m.Rect) || !at.In(l.at) {
				continue
			}
			if v := m.Pix[y*m.Stride+x]; v >= strokeLevel || at == p {
				l.gray.Pix[(y-l.at.Min.Y)*l.gray.Stride+x-l.at.Min.X] = v
			}
		}
	}
}

// sheared returns m with its rows shifted sideways by k pixels for each row from the
// middle down, which takes the slant out of handwriting. It is wider by what the
// outermost rows move, half of that on each side.
func sheared(m *image.Gray, k float64) (out *image.Gray, side int) {
	h := m.Rect.Dy()
	side = int(math.Ceil(float64(h)/2*math.Abs(k))) + 1
	out = image.NewGray(image.Rect(0, 0, m.Rect.Dx()+2*side, h))
	for y := range h {
		from, to := m.Pix[y*m.Stride:][:m.Rect.Dx()], out.Pix[y*out.Stride:][:out.Rect.Dx()]
		shiftRow(from, to, float64(side)+k*float64(y-h/2))
	}
	return out, side
}

// shiftRow copies a row to one that begins shift pixels further left.
func shiftRow(from, to []uint8, shift float64) {
	whole := int(math.Floor(shift))
	part := int(256 * (shift - float64(whole)))
	pixel := func(i int) int {
		if i < 0 || i >= len(from) {
			return 255
		}
		return int(from[i])
	}
	for x := range to {
		to[x] = uint8((pixel(x-whole)*(256-part) + pixel(x-whole-1)*part + 128) >> 8)
	}
}
