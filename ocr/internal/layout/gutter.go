package layout

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// A zone is a part of a page with two columns that are read one after the other.
type zone struct {
	above, left, right, below []run
	weight                    int // lines of the lower column: how much hangs on it
}

// minGutter is the least space between two columns of text, in ems.
const minGutter = 1.2

// columns returns the zone of runs that most lines hang on and that must be read
// column by column; false when everything is read row by row.
func (p *page) columns(runs []run) (zone, bool) {
	rows := p.rows(runs)
	var best zone
	for _, x := range p.edges(runs) {
		if p.work > mostWork {
			return zone{}, false
		}
		for _, part := range p.uncrossed(rows, x) {
			z, ok := p.judge(rows, part[0], part[1], x)
			if ok && z.weight > best.weight {
				best = z
			}
		}
	}
	return best, best.weight > 0
}

// edges returns where columns may begin, from left to right: just before the
// left edges of runs, those where most runs begin.
func (p *page) edges(runs []run) []float64 {
	type edge struct{ left, runs int }
	step := max(1, p.em/2)
	bySlot := map[int]edge{}
	for _, r := range runs {
		slot := int(float64(r.left) / step)
		e, ok := bySlot[slot]
		if !ok || r.left < e.left {
			e.left = r.left
		}
		e.runs++
		bySlot[slot] = e
	}
	edges := slices.SortedFunc(maps.Values(bySlot), func(a, b edge) int {
		return cmp.Or(cmp.Compare(b.runs, a.runs), cmp.Compare(a.left, b.left))
	})
	found := make([]float64, 0, mostEdges)
	for _, e := range edges[:min(len(edges), mostEdges)] {
		found = append(found, float64(e.left)-0.3*p.em)
	}
	slices.Sort(found)
	return found
}

// uncrossed returns the ranges of rows in which no run crosses x. Blank bands
// over the whole width divide ranges too, but for columns of running text.
func (p *page) uncrossed(rows []row, x float64) [][2]int {
	var found [][2]int
	first := 0
	for i := range len(rows) + 1 {
		if i < len(rows) && !rows[i].crosses(x) {
			continue
		}
		if i-first >= 2 {
			found = append(found, p.parts(rows, first, i, x)...)
		}
		first = i + 1
	}
	return found
}

// crosses tells whether a run of the row lies over x.
func (w row) crosses(x float64) bool {
	for _, r := range w.runs {
		if float64(r.left) < x && float64(r.right) > x {
			return true
		}
	}
	return false
}

// bandGap is how much blank divides two parts of a page, in pitches of the text.
const bandGap = 2.1

// parts divides a range of rows at blank bands. Parts that are running text in
// columns stay together with what stands between them: a band through both
// columns is chance. So does the rest of a left column that is longer.
func (p *page) parts(rows []row, first, past int, x float64) [][2]int {
	var found [][2]int
	text := -1 // the last part that is running text
	begin := first
	for i := first + 1; i <= past; i++ {
		if i < past && rows[i].base-rows[i-1].base <= bandGap*p.pitch {
			continue
		}
		s := p.split(rows[begin:i], x)
		found = append(found, [2]int{begin, i})
		begin = i
		switch n := len(found); {
		case text >= 0 && s.goesOn():
			found[text][1] = i
			found = found[:text+1]
		case s.isText():
			text = n - 1
		}
	}
	return found
}

// sides are the rows left and right of a place.
type sides struct {
	p           *page
	left, right []row
	gutter      float64 // pixels between them
}

func (p *page) split(rows []row, x float64) sides {
	left, right := runsBeside(rows, x)
	p.work += len(left) + len(right)
	end, begin := -math.MaxFloat64, math.MaxFloat64
	for _, r := range left {
		end = max(end, float64(r.right))
	}
	for _, r := range right {
		begin = min(begin, float64(r.left))
	}
	return sides{p, p.rows(left), p.rows(right), begin - end}
}

// isText tells whether both sides are columns of running text.
func (s sides) isText() bool { return s.gutter >= minGutter*s.p.em && s.bothRunOn() }

// goesOn tells whether sides are more of the columns of text above them.
func (s sides) goesOn() bool {
	return s.isText() || len(s.right) == 0 && len(s.left) > 1 && s.p.runsOn(s.left)
}

// runsBeside returns the runs left and right of x.
func runsBeside(rows []row, x float64) (left, right []run) {
	for _, r := range runsOf(rows) {
		if float64(r.right) <= x {
			left = append(left, r)
		} else {
			right = append(right, r)
		}
	}
	return left, right
}

func runsOf(rows []row) []run {
	var runs []run
	for _, w := range rows {
		runs = append(runs, w.runs...)
	}
	return runs
}

// judge tells whether the rows from first to past are two columns parted at x.
func (p *page) judge(rows []row, first, past int, x float64) (zone, bool) {
	s := p.split(rows[first:past], x)
	if !s.isText() {
		first, past = p.trimmed(rows, first, past, x)
		s = p.split(rows[first:past], x)
	}
	if !s.areColumns() {
		return zone{}, false
	}
	z := zone{above: runsOf(rows[:first]), below: runsOf(rows[past:]), weight: min(len(s.left), len(s.right))}
	z.left, z.right = runsBeside(rows[first:past], x)
	if s.asideFirst() {
		z.left, z.right = z.right, z.left
	}
	return z, true
}

// apart is how much space, in pitches, parts a block from the next one of its column.
const apart = 1.45

// trimmed leaves out the blocks above and below that have nothing beside them: a
// date under two addresses comes after both. Lines of a letterhead that stand
// between the lines of what is beside it are such a block no more.
func (p *page) trimmed(rows []row, first, past int, x float64) (int, int) {
	for i := first; i+1 < past && rows[i].on(x) != bothSides && rows[i].on(x) == rows[first].on(x); i++ {
		if rows[i+1].base-rows[i].base > apart*p.pitch {
			first = i + 1
		}
	}
	for i := past - 1; i > first && rows[i].on(x) == leftOnly; i-- {
		if rows[i].base-rows[i-1].base > apart*p.pitch {
			past = i
		}
	}
	return first, past
}

// Where the runs of a row stand.
const (
	leftOnly = iota
	rightOnly
	bothSides
)

// on tells on which side of x the row has runs.
func (w row) on(x float64) int {
	switch {
	case float64(w.right()) <= x:
		return leftOnly
	case float64(w.left()) >= x:
		return rightOnly
	}
	return bothSides
}
