package barcode

// profile returns the mean darkness (0 is white, 255 is black) along s, pixel by
// pixel, over lines evenly spread over its height: at most so many. Turned strips
// have x and y exchanged.
func (p *plane) profile(s strip, lines int) []float64 {
	n := int(s.u1 - s.u0)
	if n < 2 || n > maxProfile {
		return nil
	}
	lines = max(1, min(lines, int(s.v1-s.v0)))
	sums := make([]int32, n)
	for i := range lines {
		v := s.v0 + (float64(i)+0.5)/float64(lines)*(s.v1-s.v0)
		x, y, dx, dy := s.x+s.u0*s.cos-v*s.sin, s.y+s.u0*s.sin+v*s.cos, s.cos, s.sin
		if s.turned {
			x, y = s.y+s.u0*s.sin+v*s.cos, s.x+s.u0*s.cos-v*s.sin
			dx, dy = s.sin, s.cos
		}
		p.addLine(sums, x, y, dx, dy)
	}
	out := make([]float64, n)
	for i, s := range sums {
		out[i] = float64(s) / float64(lines)
	}
	return out
}

// maxProfile is the longest profile: the long side of A2 at 300 dpi and a margin.
const maxProfile = 8000

// addLine adds the darkness along a line from x, y to a profile: of the nearest
// pixels, since what lies between two averages out over the lines. Outside of
// the page is paper.
func (p *plane) addLine(sums []int32, x, y, dx, dy float64) {
	const one = 1 << 32
	px, py, sx, sy := int64(x*one), int64(y*one), int64(dx*one), int64(dy*one)
	for i := range sums {
		c, r := int(px>>32), int(py>>32)
		if c >= 0 && r >= 0 && c < p.w && r < p.h {
			sums[i] += 255 - int32(p.pix[r*p.stride+c])
		}
		px, py = px+sx, py+sy
	}
}
