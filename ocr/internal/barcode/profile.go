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
	out := make([]float64, n)
	for i := range lines {
		v := s.v0 + (float64(i)+0.5)/float64(lines)*(s.v1-s.v0)
		x, y, dx, dy := s.x+s.u0*s.cos-v*s.sin, s.y+s.u0*s.sin+v*s.cos, s.cos, s.sin
		if s.turned {
			x, y = s.y+s.u0*s.sin+v*s.cos, s.x+s.u0*s.cos-v*s.sin
			dx, dy = s.sin, s.cos
		}
		p.addLine(out, x-0.5, y-0.5, dx, dy)
	}
	for i := range out {
		out[i] /= float64(lines)
	}
	return out
}

// maxProfile is the longest profile: the long side of A2 at 300 dpi and a margin.
const maxProfile = 8000

// addLine adds the darkness along a line from x, y to a profile.
func (p *plane) addLine(profile []float64, x, y, dx, dy float64) {
	for i := range profile {
		profile[i] += 255 - p.at(x, y)
		x, y = x+dx, y+dy
	}
}
