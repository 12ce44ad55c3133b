package child

import (
	"math"

	"postkamer"
)

// A shift is how far a zone lies from where the marks say, in millimetres: paper is
// drawn through a scanner unevenly.
type shift struct{ x, y float64 }

func (s shift) moved(z postkamer.FormZone) postkamer.FormZone {
	z.X, z.Y = z.X+s.x, z.Y+s.y
	return z
}

// Steps in which a frame is looked for, and how much darker than the paper beside it
// a printed line must be to count as seen.
const (
	shiftStep  = .1
	sampleStep = .4
	leastLine  = 25.0
)

// shifts finds the printed frame of every zone near its place and returns how far
// off each is. seen counts the zones whose frames are there.
func (f *formPage) shifts() (list []shift, seen int) {
	for _, z := range f.set {
		dy, across := f.search(func(d float64) float64 { return f.horizontal(z, d) })
		dx, down := f.search(func(d float64) float64 { return f.vertical(z, d) })
		s := shift{}
		if across {
			s.y = dy
		}
		if down {
			s.x = dx
		}
		if across || down {
			seen++
		}
		list = append(list, s)
	}
	return list, seen
}

// search returns the shift at which the lines are darkest, and whether they are
// lines: clearly darker than their surroundings.
func (f *formPage) search(brightness func(shift float64) float64) (float64, bool) {
	best, at, sum, n := math.Inf(1), 0.0, 0.0, 0
	for i := -int(mostShift / shiftStep); i <= int(mostShift/shiftStep); i++ {
		d := float64(i) * shiftStep
		v := brightness(d)
		sum, n = sum+v, n+1
		if v < best {
			best, at = v, d
		}
	}
	return at, sum/float64(n)-best > leastLine
}

// horizontal returns how bright the upper and lower line of a zone are, shifted down.
func (f *formPage) horizontal(z postkamer.FormZone, d float64) float64 {
	sum, n := 0.0, 0
	for x := z.X + .5; x < z.X+z.W-.5; x += sampleStep {
		sum += f.grey(x, z.Y+d) + f.grey(x, z.Y+z.H+d)
		n += 2
	}
	return sum / float64(max(1, n))
}

// vertical returns how bright the left and right line of a zone are, shifted to the
// right; of a comb also the lines between its cells.
func (f *formPage) vertical(z postkamer.FormZone, d float64) float64 {
	edges := []float64{z.X, z.X + z.W}
	if len(z.Comb) > 0 {
		edges = append(z.Cells(), z.X+z.W)
	}
	sum, n := 0.0, 0
	for _, x := range edges {
		for y := z.Y + .5; y < z.Y+z.H-.5; y += sampleStep {
			sum += f.grey(x+d, y)
			n++
		}
	}
	return sum / float64(max(1, n))
}
