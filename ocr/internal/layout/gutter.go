package layout

import (
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
	sorted := byBase(runs)
	var best zone
	for _, x := range p.edges(sorted) {
		for _, part := range p.uncrossed(sorted, x) {
			z, ok := p.judge(sorted, part[0], part[1], x)
			if ok && z.weight > best.weight {
				best = z
			}
		}
	}
	return best, best.weight > 0
}

// edges returns where columns may begin, from left to right: just before the
// left edge of every run that has something beside it.
func (p *page) edges(runs []run) []float64 {
	step := max(1, p.em/2)
	seen := map[int]int{}
	for _, r := range runs {
		slot := int(float64(r.left) / step)
		if at, ok := seen[slot]; !ok || r.left < at {
			seen[slot] = r.left
		}
	}
	found := make([]float64, 0, len(seen))
	for _, left := range seen {
		found = append(found, float64(left)-0.3*p.em)
	}
	slices.Sort(found)
	return found
}

// uncrossed returns the ranges of runs, sorted by base, in which no run crosses
// x and that have runs on both sides. Blank bands over the whole width divide
// ranges too, but for columns of running text.
func (p *page) uncrossed(runs []run, x float64) [][2]int {
	var found [][2]int
	first := 0
	close := func(past int) {
		if past-first >= 4 {
			found = append(found, p.parts(runs, first, past, x)...)
		}
		first = past + 1
	}
	for i, r := range runs {
		if float64(r.left) < x && float64(r.right) > x {
			close(i)
		}
	}
	close(len(runs))
	return found
}

// bandGap is how much blank divides two parts of a page, in pitches of the text.
const bandGap = 2.1

// parts divides a range at blank bands. When all of it is running text in two
// columns, a band through both is chance and the whole comes first.
func (p *page) parts(runs []run, first, past int, x float64) [][2]int {
	var found [][2]int
	begin := first
	for i := first + 1; i < past; i++ {
		if runs[i].base-runs[i-1].base > bandGap*p.pitch {
			found = append(found, [2]int{begin, i})
			begin = i
		}
	}
	found = append(found, [2]int{begin, past})
	return p.mended(runs, found, x)
}

// mended joins neighbouring parts that are both running text in columns.
func (p *page) mended(runs []run, parts [][2]int, x float64) [][2]int {
	var found [][2]int
	lastText := false
	for _, part := range parts {
		s := p.split(runs[part[0]:part[1]], x)
		text := s.bothRunOn() && s.gutter >= minGutter*p.em
		if n := len(found); n > 0 && text && lastText {
			found[n-1][1] = part[1]
			continue
		}
		found = append(found, part)
		lastText = text
	}
	return found
}

// sides are the rows left and right of a place.
type sides struct {
	p           *page
	left, right []row
	gutter      float64 // pixels between them
}

func (p *page) split(runs []run, x float64) sides {
	var left, right []run
	end, begin := -math.MaxFloat64, math.MaxFloat64
	for _, r := range runs {
		if float64(r.right) <= x {
			left = append(left, r)
			end = max(end, float64(r.right))
			continue
		}
		right = append(right, r)
		begin = min(begin, float64(r.left))
	}
	return sides{p, p.rows(left), p.rows(right), begin - end}
}

// judge tells whether the runs from first to past are two columns parted at x.
func (p *page) judge(runs []run, first, past int, x float64) (zone, bool) {
	first, past = p.trimmed(runs, first, past, x)
	if past-first < 4 {
		return zone{}, false
	}
	s := p.split(runs[first:past], x)
	if !s.areColumns() {
		return zone{}, false
	}
	z := zone{above: runs[:first], below: runs[past:], weight: min(len(s.left), len(s.right))}
	for _, r := range runs[first:past] {
		if float64(r.right) <= x {
			z.left = append(z.left, r)
		} else {
			z.right = append(z.right, r)
		}
	}
	return z, true
}

// trimmed leaves out what stands above and below with nothing beside it, as far
// as a gap parts it from its column: a date under two addresses comes after both.
func (p *page) trimmed(runs []run, first, past int, x float64) (int, int) {
	isLeft := func(i int) bool { return float64(runs[i].right) <= x }
	for i := first; i+1 < past && isLeft(i) == isLeft(first); i++ {
		if p.parted(runs, i, past, isLeft(i), x) {
			first = i + 1
			break
		}
	}
	for i := past - 1; i > first && isLeft(i) == isLeft(past-1); i-- {
		if runs[i].base-runs[i-1].base > 1.45*p.pitch && isLeft(i) {
			past = i
			break
		}
	}
	return first, past
}

// parted tells whether after run i the next run of its side stands far below.
func (p *page) parted(runs []run, i, past int, left bool, x float64) bool {
	for j := i + 1; j < past; j++ {
		if (float64(runs[j].right) <= x) == left {
			return runs[j].base-runs[i].base > 1.45*p.pitch
		}
	}
	return true
}
