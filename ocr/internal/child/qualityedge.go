package child

import "postkamer"

// Ink that runs into the edge of the image, in millimetres and shares of the paper.
const (
	cutShare  = 0.35 // darker than the paper
	cutWide   = 4.0  // a stroke along the edge; more is a border, a bar or a shadow
	cutDeep   = 1.3  // as far it comes in; less is dirt
	ruleDeep  = 9.0  // a straight line that comes in as far is a rule of the paper or a table
	cutBorder = 0.4  // share of an edge that is dark from which on it is no edge of paper
)

// An edge looks at a page from one of its sides: along it, from its left or upper end,
// and inward.
type edge struct {
	paper
	long, deep int // pixels
	at         func(along, inward int) (x, y int)
}

// edges returns the four sides: top, right, bottom, left.
func (p paper) edges() [4]edge {
	w, h := p.gray.Rect.Dx(), p.gray.Rect.Dy()
	return [4]edge{
		{p, w, h, func(a, in int) (int, int) { return a, in }},
		{p, h, w, func(a, in int) (int, int) { return w - 1 - in, a }},
		{p, w, h, func(a, in int) (int, int) { return a, h - 1 - in }},
		{p, h, w, func(a, in int) (int, int) { return in, a }},
	}
}

// cut counts the strokes that run into each side.
func (p paper) cut() postkamer.Sides {
	e := p.edges()
	return postkamer.Sides{Top: e[0].strokesIn(), Right: e[1].strokesIn(), Bottom: e[2].strokesIn(), Left: e[3].strokesIn()}
}

func (e edge) isInk(along, inward int) bool {
	if along < 0 || along >= e.long || inward >= e.deep {
		return false
	}
	x, y := e.at(along, inward)
	return e.dark(x, y, cutShare)
}

// strokesIn counts the strokes of letters that run into the side. The outermost row of
// pixels is often not the page's.
func (e edge) strokesIn() int {
	const row = 1
	found, dark := 0, 0
	for a := 0; a < e.long; a++ {
		if !e.isInk(a, row) {
			continue
		}
		end := a
		for end < e.long && e.isInk(end, row) {
			end++
		}
		dark += end - a
		if end-a <= mm(cutWide) && e.isStroke(a, end) {
			found++
		}
		a = end
	}
	if float64(dark) > cutBorder*float64(e.long) {
		return 0
	}
	return found
}

// isStroke follows the ink between from and to inward: it must come in, and not go on
// as a straight line.
func (e edge) isStroke(from, to int) bool {
	first := to - from
	left, right := from, to
	for in := 2; in < mm(ruleDeep); in++ {
		a := left - 1
		for a <= right && !e.isInk(a, in) {
			a++
		}
		if a > right {
			return in > mm(cutDeep)
		}
		b := a
		for b < e.long && e.isInk(b, in) && b-a <= mm(cutWide) {
			b++
		}
		for a > 0 && e.isInk(a-1, in) && b-a <= mm(cutWide) {
			a--
		}
		if b-a > first+3 {
			return in > mm(cutDeep) || b-a <= mm(cutWide)
		}
		left, right = a, b
	}
	return false
}
