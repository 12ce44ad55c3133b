package main

import (
	"image"
	"math"
)

// outside is what the scanner sees beside the paper: its white lid.
const outside = 250

// sample reads the picture between its pixels; beside it lies the value beyond.
func sample(g *image.Gray, x, y float64, beyond uint8) float64 {
	x0, y0 := int(math.Floor(x)), int(math.Floor(y))
	if x0 < 0 || y0 < 0 || x0+1 >= g.Rect.Dx() || y0+1 >= g.Rect.Dy() {
		return float64(beyond)
	}
	fx, fy := x-float64(x0), y-float64(y0)
	i := y0*g.Stride + x0
	top := float64(g.Pix[i])*(1-fx) + float64(g.Pix[i+1])*fx
	low := float64(g.Pix[i+g.Stride])*(1-fx) + float64(g.Pix[i+g.Stride+1])*fx
	return top*(1-fy) + low*fy
}

// skew turns the sheet a little around its middle, clockwise, on the same frame.
func (s *scan) skew(degrees float64) {
	if degrees == 0 {
		return
	}
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	w, h := s.grey.Rect.Dx(), s.grey.Rect.Dy()
	cx, cy := float64(w)/2, float64(h)/2
	out, brown := image.NewGray(s.grey.Rect), []uint8(nil)
	if s.brown != nil {
		brown = make([]uint8, len(s.brown))
	}
	for y := range h {
		for x := range w {
			dx, dy := float64(x)-cx, float64(y)-cy
			sx, sy := cx+dx*cos+dy*sin, cy-dx*sin+dy*cos
			out.Pix[y*out.Stride+x] = uint8(sample(s.grey, sx, sy, outside))
			if i := s.at(int(sx), int(sy)); brown != nil && i >= 0 {
				brown[y*out.Stride+x] = s.brown[i]
			}
		}
	}
	s.grey, s.brown = out, brown
}

// turn lays the sheet in the feeder the wrong way: 90, 180 or 270 degrees clockwise.
func (s *scan) turn(degrees int) {
	for ; degrees > 0; degrees -= 90 {
		w, h := s.grey.Rect.Dx(), s.grey.Rect.Dy()
		out := image.NewGray(image.Rect(0, 0, h, w))
		for y := range h {
			for x := range w {
				out.Pix[x*out.Stride+h-1-y] = s.grey.Pix[y*s.grey.Stride+x]
			}
		}
		s.grey = out
	}
}

// blur is a 3x3 mean.
func (s *scan) blur() {
	g := s.grey
	out := image.NewGray(g.Rect)
	copy(out.Pix, g.Pix)
	for y := 1; y < g.Rect.Dy()-1; y++ {
		for x := 1; x < g.Rect.Dx()-1; x++ {
			sum := 0
			for dy := -1; dy <= 1; dy++ {
				i := (y+dy)*g.Stride + x
				sum += int(g.Pix[i-1]) + int(g.Pix[i]) + int(g.Pix[i+1])
			}
			out.Pix[y*g.Stride+x] = uint8(sum / 9)
		}
	}
	s.grey = out
}

// colour tints the paper warm and the coffee brown.
func (s *scan) colour() *image.RGBA {
	out := image.NewRGBA(s.grey.Rect)
	for i, v := range s.grey.Pix {
		b := 0.0
		if s.brown != nil {
			b = float64(s.brown[i])
		}
		f := float64(v)
		out.Pix[4*i], out.Pix[4*i+1], out.Pix[4*i+2], out.Pix[4*i+3] = clamp(f+b*0.6), clamp(f-b*0.1), clamp(f*0.975-b*0.8), 255
	}
	return out
}

// photo lays the sheet on a wooden table and looks at it from the side of a
// chair: perspective, a lamp at the left, the shadow of the telephone below.
func (s *scan) photo(noise float64) *image.RGBA {
	w, h := s.grey.Rect.Dx(), s.grey.Rect.Dy()
	out := image.NewRGBA(s.grey.Rect)
	fw, fh := float64(w), float64(h)
	toSheet := homography(
		[4][2]float64{{fw * .085, fh * .055}, {fw * .93, fh * .075}, {fw * .965, fh * .955}, {fw * .04, fh * .935}},
		[4][2]float64{{0, 0}, {fw, 0}, {fw, fh}, {0, fh}})
	for y := range h {
		for x := range w {
			sx, sy := toSheet(float64(x), float64(y))
			lamp := 1.02 - 0.22*float64(x)/fw - 0.10*sq(float64(y)/fh)
			lamp -= 0.20 * math.Exp(-(sq(float64(x)/fw-0.75)+sq(float64(y)/fh-1.02))/0.05)
			red, green, blue := s.onTable(sx, sy, float64(x), float64(y))
			grain := s.r.NormFloat64() * noise
			i := out.PixOffset(x, y)
			out.Pix[i], out.Pix[i+1], out.Pix[i+2], out.Pix[i+3] = clamp(red*lamp+grain), clamp(green*lamp+grain), clamp(blue*lamp+grain), 255
		}
	}
	return out
}

// onTable is the colour at a place of the sheet, or of the table beside it.
func (s *scan) onTable(sx, sy, x, y float64) (red, green, blue float64) {
	w, h := float64(s.grey.Rect.Dx()), float64(s.grey.Rect.Dy())
	if sx >= 0 && sy >= 0 && sx < w-1 && sy < h-1 {
		v := sample(s.grey, sx, sy, outside)
		return v, v * 0.965, v * 0.88
	}
	grain := 10*math.Sin(x/37+3*math.Sin(y/260)) + 5*math.Sin(x/9+y/700)
	near := math.Max(math.Max(-sx, sx-w), math.Max(-sy, sy-h))
	shade := 1 - 0.45*math.Exp(-near/30)
	return (124 + grain) * shade, (86 + grain) * shade, (54 + grain*0.8) * shade
}

// homography returns the projective map that takes the four corners from to
// the four corners to.
func homography(from, to [4][2]float64) func(x, y float64) (float64, float64) {
	var m [8][9]float64
	for i := range 4 {
		x, y, u, v := from[i][0], from[i][1], to[i][0], to[i][1]
		m[2*i] = [9]float64{x, y, 1, 0, 0, 0, -u * x, -u * y, u}
		m[2*i+1] = [9]float64{0, 0, 0, x, y, 1, -v * x, -v * y, v}
	}
	solve(&m)
	return func(x, y float64) (float64, float64) {
		d := m[6][8]*x + m[7][8]*y + 1
		return (m[0][8]*x + m[1][8]*y + m[2][8]) / d, (m[3][8]*x + m[4][8]*y + m[5][8]) / d
	}
}

// solve leaves the solution of eight linear equations in the last column.
func solve(m *[8][9]float64) {
	for c := range 8 {
		best := c
		for r := c; r < 8; r++ {
			if math.Abs(m[r][c]) > math.Abs(m[best][c]) {
				best = r
			}
		}
		m[c], m[best] = m[best], m[c]
		for r := range 8 {
			if r == c {
				continue
			}
			f := m[r][c] / m[c][c]
			for k := c; k < 9; k++ {
				m[r][k] -= f * m[c][k]
			}
		}
		for k := 8; k >= c; k-- {
			m[c][k] /= m[c][c]
		}
	}
}
