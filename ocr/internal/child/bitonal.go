package child

// Greys between ink and paper, as a share of the page at blankDPI, from which on
// it has a photo on it. Letters with their soft edges have up to 4 %.
const (
	greyFrom  = 0.25 // darker than the paper by this share
	greyTo    = 0.75
	photoGrey = 0.10
)

// isBlackOnWhite tells whether a page loses nothing but shades of its paper when
// it is made black and white: it has no colours and no photos.
func (s *scales) isBlackOnWhite() bool {
	return !s.colour && s.paper.greys() < photoGrey
}

// greys returns the share of the page that is neither ink nor paper.
func (p paper) greys() float64 {
	n := 0
	for y := range p.gray.Rect.Dy() {
		for x := range p.gray.Rect.Dx() {
			if p.dark(x, y, greyFrom) && !p.dark(x, y, greyTo) {
				n++
			}
		}
	}
	return float64(n) / float64(max(1, len(p.gray.Pix)))
}
