package layout

import (
	"cmp"
	"math"
	"slices"

	"postkamer/ocr/internal/wire"
)

// On a photograph taken at an angle lines go up at the top of the sheet and down at
// the bottom, or the other way round: straightening the page as a whole cannot mend
// both. So the slope of lines is measured as it changes down the page.
const (
	wideLine   = 12.0  // ems from the first to the last word of a line that shows a slope
	fewLines   = 6     // as many such lines at least
	mostSlopes = 150   // and at most
	farLines   = 8.0   // ems between two lines that show how the slope changes
	leastSlope = 0.004 // at the upper or the lower end; less is chance, a pixel up or down
	mostSlope  = 0.06
)

// A slope is how much lines go down to the right, at the top of the page and more
// with each pixel down.
type slope struct{ top, change float64 }

// at returns the slope at a height.
func (s slope) at(y float64) float64 { return s.top + s.change*y }

// A slant is the slope of one line.
type slant struct{ y, slope float64 }

// measureSlope returns the slope of the lines of a page, none when they are level, there
// are too few to tell, or they do not agree.
func (p *page) measureSlope(words []wire.Word) slope {
	found := p.slants(words)
	if len(found) < fewLines {
		return slope{}
	}
	s := fitted(found, farLines*p.em)
	upper, lower := slices.MinFunc(found, byHeight).y, slices.MaxFunc(found, byHeight).y
	steepest := max(math.Abs(s.at(upper)), math.Abs(s.at(lower)))
	if steepest < leastSlope || steepest > mostSlope || !s.agrees(found, upper, lower) {
		return slope{}
	}
	return s
}

func byHeight(a, b slant) int { return cmp.Compare(a.y, b.y) }

// agrees tells whether two thirds of the lines have this slope, in the upper, the
// middle and the lower part of the page: a curled sheet has lines that do not.
func (s slope) agrees(all []slant, upper, lower float64) bool {
	var lines, agree [3]int
	for _, f := range all {
		part := min(2, int(3*(f.y-upper)/max(1, lower-upper)))
		lines[part]++
		if math.Abs(f.slope-s.at(f.y)) <= leastSlope*3/4 {
			agree[part]++
		}
	}
	for i := range lines {
		if 3*agree[i] < 2*lines[i] {
			return false
		}
	}
	return true
}

// slants returns the slopes of the wide lines, by words of which no letter reaches
// below the line.
func (p *page) slants(words []wire.Word) []slant {
	var found []slant
	for len(words) > 0 && len(found) < mostSlopes {
		past := slices.IndexFunc(words, func(w wire.Word) bool { return w.Line != words[0].Line })
		if past < 0 {
			past = len(words)
		}
		flat := slices.DeleteFunc(slices.Clone(words[:past]), func(w wire.Word) bool {
			return below(w.Text) || letters(w.Text) == 0
		})
		words = words[past:]
		if len(flat) < 2 {
			continue
		}
		a, b := flat[0], flat[len(flat)-1]
		if run := centre(b) - centre(a); run >= wideLine*p.em {
			found = append(found, slant{bottom(a), (bottom(b) - bottom(a)) / run})
		}
	}
	return found
}

func centre(w wire.Word) float64 { return float64(w.X) + float64(w.W)/2 }

func bottom(w wire.Word) float64 { return float64(w.Y + w.H) }

// levelled returns a height at a word as if all lines were level.
func (p *page) levelled(y float64, w wire.Word) float64 { return y - p.slope.at(y)*centre(w) }

// fitted returns the slope that most lines agree with, by the middle of all pairs
// (Theil and Sen): lines that were read askew make no difference.
func fitted(all []slant, apart float64) slope {
	var changes, tops []float64
	for i, a := range all {
		for _, b := range all[:i] {
			if d := a.y - b.y; math.Abs(d) > apart {
				changes = append(changes, (a.slope-b.slope)/d)
			}
		}
	}
	s := slope{change: median(changes)}
	for _, a := range all {
		tops = append(tops, a.slope-s.change*a.y)
	}
	s.top = median(tops)
	return s
}
