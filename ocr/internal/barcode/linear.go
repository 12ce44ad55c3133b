package barcode

// How a band is read: lines are averaged over strips, one over most of the
// height, then thirds and sixths: a strip of few lines may pass by a stain.
const (
	stripLines  = 48
	quietInches = 0.5 // looked at beyond both ends
	firstParts  = 3   // after which a band that resembles no code is left alone
)

// mostReadings is how many readings are tried on a page, so that one of stripes
// does not hold up the next letter. A code takes fewer than 60.
const mostReadings = 3000

// A part is a strip of a band, between two parts of its height.
type part struct{ from, to float64 }

var parts = []part{
	{0.15, 0.85},
	{0.1, 0.4}, {0.35, 0.65}, {0.6, 0.9},
	{0.05, 0.2}, {0.2, 0.35}, {0.35, 0.5}, {0.5, 0.65}, {0.65, 0.8}, {0.8, 0.95},
}

// apart tells whether two strips have no line in common.
func (s part) apart(o part) bool { return s.to <= o.from || o.to <= s.from }

// linearCodes adds the codes of bars to those found. Of a code printed large the
// bars are too far apart to be seen as a band but on the coarse page.
func (p *page) linearCodes(found *finds) {
	left := mostReadings
	for _, look := range []*blocks{p.look, p.coarse} {
		n := len(*found)
		for _, o := range look.bands() {
			for _, c := range p.readBand(look, o, &left) {
				found.add(newCode(c.kind, c.value, c.length*25.4/p.full.dpi))
			}
		}
		if len(*found) > n {
			return
		}
	}
}

// readBand reads a band in strips, until one is sure or it resembles no code.
func (p *page) readBand(look *blocks, o band, left *int) []sighting {
	s := p.strip(look, o).wider(quietInches * p.full.dpi)
	t := tally{left: left}
	for i, of := range parts {
		t.look(p.full.profile(s.cut(of.from, of.to), stripLines), p.full.dpi, of)
		if len(t.sure) > 0 || i >= firstParts && !t.close {
			break
		}
	}
	return t.sure
}

// A sighting is a code as one strip shows it.
type sighting struct {
	kind, value string
	part        part
	length      float64 // pixels of the page
}

// A tally is what the strips of a band have shown.
type tally struct {
	seen, sure []sighting
	close      bool // something resembled a code
	left       *int // readings that may still be tried on this page
}

// look reads one strip. What fits well in one strip is sure; of what fits
// fairly, and of Code 39, two strips without a line in common must agree.
func (t *tally) look(profile []float64, dpi float64, of part) {
	sums := summed(profile)
	for _, s := range spans(profile, dpi) {
		r, ok := symbols128().read(sums, s, dpi, t.left)
		t.close = t.close || r.error > 0 && r.error < close128
		if ok {
			t.add(sighting{Code128, r.value, of, s.to - s.from}, r.error < sure128)
		} else if value, ok := read39(s); ok {
			t.add(sighting{Code39, value, of, s.to - s.from}, false)
		}
	}
}

func (t *tally) add(s sighting, sure bool) {
	for _, o := range t.seen {
		sure = sure || o.kind == s.kind && o.value == s.value && o.part.apart(s.part)
	}
	t.seen = append(t.seen, s)
	if sure {
		t.sure = append(t.sure, s)
	}
}
