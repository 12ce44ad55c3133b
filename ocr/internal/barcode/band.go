package barcode

import (
	"math"
	"slices"
)

// A band is a place with many parallel edges: it may be a code of bars. Its
// coordinates are pixels of the reduced page, x along the code and y along the
// bars: of a code whose bars lie they are exchanged.
type band struct {
	runs   []run
	turned bool
}

// A run is a row of blocks in a band, in blocks.
type run struct{ row, from, to int }

// What makes a band. Text has as many edges lying as upright; a ruled line is
// too short across. A code whose modules are 0.2 mm still has change above
// leastChange after heavy blur.
const (
	leastChange = 4 * 7 * blockSide // of 7 steps between sums of 8 pixels, in grey values
	leastRun    = 8                 // blocks: 11 mm
	longestGap  = 3                 // blocks without a hit: a module of 1 mm can be four wide
	leastRows   = 3                 // 4 mm
	mostBands   = 24
)

// bands returns the bands of a page with upright and with lying bars.
func (b *blocks) bands() []band {
	upright := b.bandsOf(b.rows, b.cols, func(row, col int) bool { i := row*b.cols + col; return barred(b.across[i], b.down[i]) })
	lying := b.bandsOf(b.cols, b.rows, func(row, col int) bool { i := col*b.cols + row; return barred(b.down[i], b.across[i]) })
	for i := range lying {
		lying[i].turned = true
	}
	return slices.Concat(upright, lying)
}

// barred tells whether a block has contrast in one direction only.
func barred(with, against uint16) bool {
	return with > leastChange && int(with)*2 > int(against)*5
}

func (b *blocks) bandsOf(rows, cols int, hit func(row, col int) bool) []band {
	var open, closed []band
	for row := range rows {
		for _, r := range runsOf(row, cols, hit) {
			open = joined(open, r)
		}
		var still []band
		for _, o := range open {
			if o.runs[len(o.runs)-1].row >= row-1 {
				still = append(still, o)
			} else {
				closed = append(closed, o)
			}
		}
		open = still
	}
	closed = append(closed, open...)
	closed = slices.DeleteFunc(closed, func(o band) bool { return len(o.runs) < leastRows })
	slices.SortStableFunc(closed, func(a, b band) int { return len(b.runs) - len(a.runs) })
	return closed[:min(len(closed), mostBands)]
}

// runsOf returns the runs in a row of blocks.
func runsOf(row, cols int, hit func(row, col int) bool) []run {
	var runs []run
	from, last, hits := -1, -1, 0
	end := func() {
		if from >= 0 && last-from+1 >= leastRun && hits*3 >= 2*(last-from+1) {
			runs = append(runs, run{row, from, last + 1})
		}
		from, hits = -1, 0
	}
	for col := range cols {
		if !hit(row, col) {
			if from >= 0 && col-last > longestGap {
				end()
			}
			continue
		}
		if from < 0 {
			from = col
		}
		last, hits = col, hits+1
	}
	end()
	return runs
}

// joined adds r to the band that it continues, or begins one.
func joined(open []band, r run) []band {
	for i := range open {
		l := open[i].runs[len(open[i].runs)-1]
		overlap := min(l.to, r.to) - max(l.from, r.from)
		if r.row-l.row == 1 && overlap*2 >= min(l.to-l.from, r.to-r.from) {
			open[i].runs = append(open[i].runs, r)
			return open
		}
	}
	return append(open, band{runs: []run{r}})
}

// A strip is a rectangle along a code, in pixels of the page: u runs along the
// code and v along the bars, both from the middle.
type strip struct {
	x, y           float64 // the middle
	cos, sin       float64
	u0, u1, v0, v1 float64
	turned         bool // x and y are exchanged
}

// maxTilt is how far in degrees bars may be askew.
const maxTilt = 8.0

// strip returns the place of a band, straightened by its sharpest angle: where
// the sums along the bars differ most.
func (p *page) strip(look *blocks, o band) strip {
	best, most := 0.0, -1.0
	for _, step := range []float64{maxTilt / 4, 0.5, 0.125} {
		from := best
		for i := -4; i <= 4; i++ {
			degrees := from + float64(i)*step
			if s := sharpness(look.p.profile(o.strip(degrees, 1).middle(0.5), 16)); s > most {
				best, most = degrees, s
			}
		}
	}
	return o.strip(best, look.p.scale)
}

// sharpness sums the squares of the changes along a profile.
func sharpness(profile []float64) float64 {
	sum := 0.0
	for i := 2; i < len(profile); i++ {
		d := profile[i] - profile[i-2]
		sum += d * d
	}
	return sum
}

// strip returns the place of o at an angle, in pixels scaled by scale.
func (o band) strip(degrees, scale float64) strip {
	var us, vs []float64
	x, y, n := 0.0, 0.0, 0.0
	for _, r := range o.runs {
		w := float64(r.to - r.from)
		x, y, n = x+w*float64(r.from+r.to)/2, y+w*(float64(r.row)+0.5), n+w
	}
	x, y = x/n, y/n
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	for _, r := range o.runs {
		dy := float64(r.row) + 0.5 - y
		for _, col := range [2]int{r.from, r.to} {
			us = append(us, (float64(col)-x)*cos+dy*sin)
		}
		for col := r.from; col < r.to; col += 2 {
			vs = append(vs, dy*cos-(float64(col)+0.5-x)*sin)
		}
	}
	slices.Sort(us)
	slices.Sort(vs)
	size := blockSide * scale
	s := strip{x: x * size, y: y * size, cos: cos, sin: sin, turned: o.turned}
	s.u0, s.u1 = us[0]*size, us[len(us)-1]*size
	s.v0, s.v1 = (vs[len(vs)/10]-0.4)*size, (vs[len(vs)*9/10]+0.4)*size
	return s
}

// middle returns the share of s around its middle line.
func (s strip) middle(share float64) strip { return s.cut(0.5-share/2, 0.5+share/2) }

// cut returns the part of s between two shares of its height.
func (s strip) cut(from, to float64) strip {
	h := s.v1 - s.v0
	s.v0, s.v1 = s.v0+from*h, s.v0+to*h
	return s
}

// wider returns s longer by margin pixels at both ends.
func (s strip) wider(margin float64) strip {
	s.u0, s.u1 = s.u0-margin, s.u1+margin
	return s
}
