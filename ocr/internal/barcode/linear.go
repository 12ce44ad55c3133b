package barcode

import (
	"slices"

	"postkamer"
)

// How a band is read: lines are averaged over strips, one over most of the
// height, then thirds and sixths: a strip of few lines may pass by a stain.
const (
	stripLines  = 48
	quietInches = 0.5 // looked at beyond both ends
)

// shares are the strips of a band, as shares of its height.
var shares = [][2]float64{
	{0.15, 0.85},
	{0.1, 0.4}, {0.35, 0.65}, {0.6, 0.9},
	{0.05, 0.2}, {0.2, 0.35}, {0.35, 0.5}, {0.5, 0.65}, {0.65, 0.8}, {0.8, 0.95},
}

// linearCodes returns the codes of bars.
func (p *page) linearCodes() []postkamer.Barcode {
	bands := p.look.bands()
	if len(bands) == 0 {
		return nil
	}
	var found finds
	reader := newCode128()
	for _, o := range bands {
		s := p.strip(o).wider(quietInches * p.full.dpi)
		found.add(Code128, p.read128(reader, s)...)
	}
	return found
}

// read128 returns the Code 128 codes in a strip: what fits well in one part of
// it, or fairly in two.
func (p *page) read128(reader code128, s strip) []string {
	var values, likely []string
	for _, share := range shares {
		profile := p.full.profile(s.part(share[0], share[1]), stripLines)
		sums := summed(profile)
		for _, sp := range spans(profile, p.full.dpi) {
			r, ok := reader.read(sums, sp, p.full.dpi)
			if !ok || slices.Contains(values, r.value) {
				continue
			}
			if r.error < sure128 || slices.Contains(likely, r.value) {
				values = append(values, r.value)
			}
			likely = append(likely, r.value)
		}
		if len(values) > 0 {
			break
		}
	}
	return values
}
