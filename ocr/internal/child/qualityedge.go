package child

import "postkamer"

// Ink that runs into the edge of the image, in millimetres and shares of the paper.
const (
	cutShare  = 0.35 // darker than the paper
	cutFaint  = 0.15 // darker than the paper, of what stands around
	cutWide   = 4.0  // a stroke along the edge; more is a border, a bar or a shadow
	cutDeep   = 0.6  // as far it comes in; less is dirt
	ruleDeep  = 9.0  // a straight line that comes in as far is a rule of the paper or a table
	cutNear   = 10.0 // to both sides of a stroke, where no more may be dark than
	cutBorder = 0.65 // this share
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

func (e edge) isInk(along, inward int) bool { return e.isDark(along, inward, cutShare) }

func (e edge) isDark(along, inward int, share float64) bool {
	if along < 0 || along >= e.long || inward >= e.deep {
		return false
	}
	x, y := e.at(along, inward)
	return e.dark(x, y, share)
}

// strokesIn counts the strokes of letters that run into the side. The outermost row of
// pixels is often not the page's.
func (e edge) strokesIn() int {
	const row = 1
	dark := make([]int, e.long+1) // how much of the side up to here is dark
	for a := range e.long {
		dark[a+1] = dark[a]
		if e.isDark(a, row, cutFaint) {
			dark[a+1]++
		}
	}
	found := 0
	for a := 0; a < e.long; a++ {
		end := a
		for end < e.long && e.isInk(end, row) {
			end++
		}
		if end > a && end-a <= mm(cutWide) && !e.isCrowded(dark, (a+end)/2) && e.isStroke(a, end) {
			found++
		}
		a = end
	}
	return found
}

// isCrowded tells whether so much is dark near a place of the side that it is no text but
// a picture or a border.
func (e edge) isCrowded(dark []int, at int) bool {
	from, to := max(0, at-mm(cutNear)), min(e.long, at+mm(cutNear))
	return float64(dark[to]-dark[from]) > cutBorder*float64(to-from)
}

// isStroke follows the ink between from and to straight inward: it must come in, and not
// go on as a line, whatever crosses it.
func (e edge) isStroke(from, to int) bool {
	wide := to - from + 3
	left, right := from, to
	for in := 2; in < mm(ruleDeep); in++ {
		a, b := e.inkNear(left-1, right+1, in, wide)
		switch {
		case a >= b:
			return in > mm(cutDeep)
		case b-a <= wide:
			left, right = a, b
		}
	}
	return false
}

// inkNear returns the first run of ink that touches the pixels from left to right, so far
// inward; of a run that is more than wide, only that it is.
func (e edge) inkNear(left, right, in, wide int) (from, to int) {
	a := left
	for a < right && !e.isDark(a, in, cutFaint) {
		a++
	}
	if a >= right {
		return 0, 0
	}
	b := a
	for b < e.long && e.isDark(b, in, cutFaint) && b-a <= wide {
		b++
	}
	for a > 0 && e.isDark(a-1, in, cutFaint) && b-a <= wide {
		a--
	}
	return a, b
}
