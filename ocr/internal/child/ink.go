package child

import (
	"image"
	"math"
)

// Ink of a clean page, in pixels at readDPI.
const (
	strokeLevel = 170 // brightness of a clean page below which it is ink, soft edges included
	leastInk    = 9   // pixels of a spot: less is dust, or a dot of a dotted line
	tallInk     = 200 // height of a spot: more is a shadow, a stamp or a drawing
	leastBand   = 12  // height of small letters: less is 1.5 mm
	tallBand    = 90
)

// A blot is a connected group of ink.
type blot struct {
	image.Rectangle
	at []image.Point
}

// blots returns the connected groups of ink of m that touch r and may be part of a
// letter. It is errSpent when there are too many, or too much ink.
func blots(m *image.Gray, r image.Rectangle, left *budget) ([]blot, error) {
	seen := make([]bool, len(m.Pix))
	var found []blot
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if i := y*m.Stride + x; seen[i] || m.Pix[i] >= strokeLevel {
				continue
			}
			b := grown(m, image.Pt(x, y), seen, left)
			if left.ink < 0 || left.blots < 0 {
				return nil, errSpent
			}
			if len(b.at) >= leastInk && b.Dy() <= tallInk {
				found = append(found, b)
			}
		}
	}
	return found, nil
}

// grown returns the blot around from and marks it in seen. It ends early when there
// is too much ink.
func grown(m *image.Gray, from image.Point, seen []bool, left *budget) blot {
	b := blot{Rectangle: image.Rectangle{Min: from, Max: from.Add(image.Pt(1, 1))}, at: []image.Point{from}}
	seen[from.Y*m.Stride+from.X] = true
	left.blots--
	for i := 0; i < len(b.at) && left.ink >= 0; i++ {
		left.ink--
		p := b.at[i]
		b.Rectangle = b.Union(image.Rectangle{Min: p, Max: p.Add(image.Pt(1, 1))})
		around := image.Rect(p.X-1, p.Y-1, p.X+2, p.Y+2).Intersect(m.Rect)
		for y := around.Min.Y; y < around.Max.Y; y++ {
			for x := around.Min.X; x < around.Max.X; x++ {
				if j := y*m.Stride + x; !seen[j] && m.Pix[j] < strokeLevel {
					seen[j] = true
					b.at = append(b.at, image.Pt(x, y))
				}
			}
		}
	}
	return b
}

// A band is the height of the small letters of one line of writing: from top to
// base, the line it stands on.
type band struct{ top, base int }

func (b band) height() int { return b.base - b.top + 1 }

// bands returns the lines in which the blots stand, from the top down: where many
// strokes cross a row of pixels, which loops and tails of other lines do not.
func bands(all []blot, page image.Rectangle) []band {
	profile := smoothProfile(strokes(all, page))
	most := 0.0
	for _, v := range profile {
		most = math.Max(most, v)
	}
	var found []band
	for y, v := range profile {
		if v < math.Max(2, most/6) || !isPeak(profile, y) {
			continue
		}
		if b := bandAround(profile, y); b.height() >= leastBand && b.height() <= tallBand {
			found = append(found, b)
		}
	}
	return found
}

// strokes counts for each row the strokes that cross it.
func strokes(all []blot, page image.Rectangle) []float64 {
	rows := make([]float64, page.Dy())
	for _, b := range all {
		ink := make([]bool, b.Dx()*b.Dy())
		for _, p := range b.at {
			ink[(p.Y-b.Min.Y)*b.Dx()+p.X-b.Min.X] = true
		}
		for i, on := range ink {
			if on && (i%b.Dx() == 0 || !ink[i-1]) {
				rows[b.Min.Y+i/b.Dx()]++
			}
		}
	}
	return rows
}

// smoothProfile averages each row with the two above and the two below it.
func smoothProfile(p []float64) []float64 {
	q := make([]float64, len(p))
	for i := range p {
		for j := max(0, i-2); j <= min(len(p)-1, i+2); j++ {
			q[i] += p[j] / 5
		}
	}
	return q
}

// isPeak tells whether no row within half the distance of two lines has more strokes.
func isPeak(p []float64, y int) bool {
	const reach = 18 // two lines of small handwriting are 36 pixels apart
	for j := max(0, y-reach); j <= min(len(p)-1, y+reach); j++ {
		if p[j] > p[y] || p[j] == p[y] && j < y {
			return false
		}
	}
	return true
}

// bandAround returns the rows around y that have more than half of its strokes.
func bandAround(p []float64, y int) band {
	const share = 0.55
	b := band{y, y}
	for b.top > 0 && p[b.top-1] >= share*p[y] {
		b.top--
	}
	for b.base < len(p)-1 && p[b.base+1] >= share*p[y] {
		b.base++
	}
	return b
}
