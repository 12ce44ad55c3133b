package child

import "image"

// What is less than a sign, in pixels of a crop that are wholly dark: .074 mm2. A speck
// on a fax is 4 of them, dust on a scan 2; the dot of an i or a full stop in letters of
// 2 mm is 7, in those of most typefaces 12.
const mostSpeck = 4.6

// softLevel is the brightness below which a pixel belongs to a spot, soft edges
// included.
const softLevel = 215

// unspecked returns a crop of a zone without spots that are less than the dot of an i.
// Darkness counts from white to the darkest there is: the dots of faint letters stay.
func unspecked(m *image.Gray) *image.Gray {
	out := copied(m, m.Rect)
	darkest := uint8(255)
	for _, v := range m.Pix {
		darkest = min(darkest, v)
	}
	if darkest >= markLevel {
		return out // nothing but dust and shadow
	}
	seen := make([]bool, len(m.Pix))
	for i, v := range m.Pix {
		if seen[i] || v >= softLevel {
			continue
		}
		at, weight := connected(m, i, seen)
		if weight > mostSpeck*float64(255-darkest) {
			continue
		}
		for _, j := range at {
			out.Pix[j] = 255
		}
	}
	return out
}

// connected returns the pixels of the spot around one, by their place in m.Pix, and how dark
// they are together. It marks them in seen.
func connected(m *image.Gray, from int, seen []bool) (at []int, weight float64) {
	at = []int{from}
	seen[from] = true
	for i := 0; i < len(at); i++ {
		weight += float64(255 - m.Pix[at[i]])
		p := image.Pt(at[i]%m.Stride, at[i]/m.Stride)
		around := image.Rect(p.X-1, p.Y-1, p.X+2, p.Y+2).Intersect(m.Rect)
		for y := around.Min.Y; y < around.Max.Y; y++ {
			for x := around.Min.X; x < around.Max.X; x++ {
				if j := y*m.Stride + x; !seen[j] && m.Pix[j] < softLevel {
					seen[j] = true
					at = append(at, j)
				}
			}
		}
	}
	return at, weight
}
