package sheetedge

import (
	"image"
	"math"
)

// How a page is compared with the edge. The page is averaged over patches of 4 mm;
// wherever the pattern changes from black to white, one patch must be darker than
// the next: that counts for it. Where it is lighter counts against it twice: what
// covers, blackens or wipes out a part of a sheet leaves nothing there either way.
const (
	patch       = 4    // mm, half a square
	rim         = 24   // mm of nothing around the page: the sheet may stick out
	leastStep   = 12   // grey values between black and white
	against     = 2    // votes
	enough      = 0.42 // of all changes; squares by chance just there have up to 0.39
	worthTrying = 0.15 // at a coarse place, to look closer
)

// A first part of the changes, spread over the edge, says whether the others are
// worth looking at.
const (
	firstPart  = 4   // one in so many
	firstVotes = 0.1 // of these
)

// On tells whether page m of dpi dots per inch has the edge of a sheet, in any of
// the four directions, up to 7 degrees askew, up to 8 % smaller or 4 % larger than
// it was, and as a whole or a good half of it. A page larger than A3 has none.
func On(m *image.Gray, dpi int) bool { return Likeness(m, dpi) >= enough }

// Likeness returns how much of the edge is on the page at the best place: 1 is all
// of it, 0 is as much for it as against it.
func Likeness(m *image.Gray, dpi int) float64 {
	const largest = 18 // inches: a little more than A3
	w, h := m.Rect.Dx(), m.Rect.Dy()
	if dpi < 20 || w < dpi || h < dpi || w > largest*dpi || h > largest*dpi {
		return 0
	}
	s := search{page: averaged(m, float64(dpi)/25.4)}
	for quarter := range 4 {
		s.coarse(float64(quarter) * math.Pi / 2)
	}
	if s.best.likeness >= worthTrying {
		s.fine()
	}
	return s.best.likeness
}

// A placed is how the sheet may lie on the page: turned clockwise by angle about its
// middle, which is at x, y in millimetres, and scaled.
type placed struct {
	angle, scale, x, y float64
	likeness           float64
}

// search keeps the best place found so far.
type search struct {
	page *grid
	best placed
}

// coarse tries places 3 mm, a degree and 2 % apart in one direction of the sheet.
func (s *search) coarse(quarter float64) {
	for degrees := -7.0; degrees <= 7; degrees++ {
		for _, scale := range []float64{0.93, 0.95, 0.97, 0.99, 1.01, 1.03} {
			s.slide(quarter+degrees*math.Pi/180, scale, 3)
		}
	}
}

// slide tries all places of a sheet that lies about on the page.
func (s *search) slide(angle, scale, step float64) {
	w, h := Width*scale, Height*scale
	if math.Abs(math.Sin(angle)) > 0.7 {
		w, h = h, w
	}
	if w > float64(s.page.w)+rim || h > float64(s.page.h)+rim {
		return // the page does not lie that way
	}
	marks := ring(angle, scale)
	fromX, toX := span(float64(s.page.w), w)
	fromY, toY := span(float64(s.page.h), h)
	for y := fromY; y <= toY; y += step {
		for x := fromX; x <= toX; x += step {
			if l := s.page.likeness(marks, x, y); l > s.best.likeness {
				s.best = placed{angle, scale, x, y, l}
			}
		}
	}
}

// span returns between which places the middle of a sheet of this size can be on a
// page: it sticks out by no more than a margin. On a page too small for it it lies
// in the middle.
func span(page, sheet float64) (from, to float64) {
	const slack = rim / 2
	from, to = sheet/2-slack, page-sheet/2+slack
	if from > to {
		from, to = page/2, page/2
	}
	return from, to
}

// fine looks around the best place.
func (s *search) fine() {
	near := s.best
	for degrees := -0.75; degrees <= 0.75; degrees += 0.25 {
		for scale := -0.01; scale <= 0.011; scale += 0.005 {
			s.around(near, ring(near.angle+degrees*math.Pi/180, near.scale+scale))
		}
	}
}

// around tries the marks of a sheet on every place within 3 mm of one.
func (s *search) around(near placed, marks []change) {
	for y := near.y - 3; y <= near.y+3; y++ {
		for x := near.x - 3; x <= near.x+3; x++ {
			if l := s.page.likeness(marks, x, y); l > s.best.likeness {
				s.best = placed{near.angle, near.scale, x, y, l}
			}
		}
	}
}

// A change is a place where the pattern goes from white to black: the middles of both
// cells, in millimetres about the middle of the sheet.
type change struct{ white, black point }

// ring returns the changes of a sheet that is turned and scaled, those of the first
// part before the others.
func ring(angle, scale float64) []change {
	sin, cos := math.Sincos(angle)
	all := cells()
	for i, c := range all {
		x, y := (c.x-Width/2)*scale, (c.y-Height/2)*scale
		all[i] = point{x*cos - y*sin, x*sin + y*cos}
	}
	var first, others []change
	for i, c := range all {
		before := (i + len(all) - 1) % len(all)
		if pattern[i] == pattern[before] {
			continue
		}
		both := change{all[before], c}
		if pattern[before] == '#' {
			both = change{c, all[before]}
		}
		if (len(first)+len(others))%firstPart == 0 {
			first = append(first, both)
		} else {
			others = append(others, both)
		}
	}
	return append(first, others...)
}

// A grid is a page averaged over patches around each of its millimetres, with a rim
// in which there is nothing.
type grid struct {
	w, h   int // of the page, in millimetres
	stride int
	grey   []int16 // -1: nothing there
}

// averaged returns the grid of a page with so many pixels to the millimetre.
func averaged(m *image.Gray, perMM float64) *grid {
	sums, across := integral(m)
	g := &grid{w: int(float64(m.Rect.Dx()) / perMM), h: int(float64(m.Rect.Dy()) / perMM)}
	g.stride = g.w + 2*rim
	g.grey = make([]int16, g.stride*(g.h+2*rim))
	for i := range g.grey {
		g.grey[i] = -1
	}
	for y := range g.h {
		y0, y1 := within(y, perMM, m.Rect.Dy())
		for x := range g.w {
			x0, x1 := within(x, perMM, m.Rect.Dx())
			sum := sums[y1*across+x1] - sums[y0*across+x1] - sums[y1*across+x0] + sums[y0*across+x0]
			g.grey[(y+rim)*g.stride+x+rim] = int16(sum / uint32((x1-x0)*(y1-y0)))
		}
	}
	return g
}

// within returns the pixels of a patch around a millimetre.
func within(at int, perMM float64, end int) (from, to int) {
	middle := (float64(at) + 0.5) * perMM
	from = max(0, min(end-1, int(middle-patch/2*perMM)))
	return from, max(from+1, min(end, int(middle+patch/2*perMM)))
}

// integral returns the sums of all pixels above and to the left of each. A page of
// 16 million white pixels still fits.
func integral(m *image.Gray) (sums []uint32, across int) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	across = w + 1
	sums = make([]uint32, across*(h+1))
	for y := range h {
		row := m.Pix[m.PixOffset(m.Rect.Min.X, m.Rect.Min.Y+y):][:w]
		above, here := sums[y*across:][:across], sums[(y+1)*across:][:across]
		line := uint32(0)
		for x, v := range row {
			line += uint32(v)
			here[x+1] = above[x+1] + line
		}
	}
	return sums, across
}

// likeness compares the page with a sheet whose middle is at x, y.
func (g *grid) likeness(ring []change, x, y float64) float64 {
	x, y = x+rim, y+rim
	first := (len(ring) + firstPart - 1) / firstPart
	votes := 0
	for i, c := range ring {
		if i == first && float64(votes) < firstVotes*float64(first) {
			return 0
		}
		votes += vote(g.at(int(x+c.white.x), int(y+c.white.y)), g.at(int(x+c.black.x), int(y+c.black.y)))
	}
	return float64(votes) / float64(len(ring))
}

// vote tells whether what should be white is lighter than what should be black, darker,
// or hardly either.
func vote(white, black int16) int {
	if white < 0 || black < 0 {
		return 0
	}
	switch step := white - black; {
	case step >= leastStep:
		return 1
	case step <= -leastStep:
		return -against
	}
	return 0
}

// at returns the grey around a millimetre, -1 where there is nothing.
func (g *grid) at(x, y int) int16 {
	if x < 0 || y < 0 || x >= g.stride || y >= len(g.grey)/g.stride {
		return -1
	}
	return g.grey[y*g.stride+x]
}
