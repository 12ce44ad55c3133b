package postkamer

import (
	"math"
	"slices"
	"strings"
)

// Findings returns what is to be said about a page of this quality, in the order of the
// codes. Of a blank page nothing but its resolution can be said.
func (l Limits) Findings(q Quality) []Finding {
	if !q.Measured {
		return nil
	}
	var found []Finding
	add := func(is bool, code FindingCode, note string) {
		if is {
			found = append(found, NewFinding(code, note))
		}
	}
	add(!q.Blank && l.Edge > 0 && q.Edge > l.Edge, FindingBlurred, "")
	faint := !q.Blank && q.Contrast > 0 && q.Contrast < l.Contrast
	light := faint && l.Light > 0 && q.Paper >= l.Light
	add(faint && !light, FindingLowContrast, "")
	add(l.Dark > 0 && q.Paper < l.Dark || l.Black > 0 && q.Black > l.Black, FindingTooDark, "")
	add(light, FindingTooLight, "")
	skewed := l.Skew > 0 && math.Abs(q.Skew) > l.Skew
	add(skewed, FindingSkewed, "")
	if sides := q.Cut.turned(q.Rotation).atLeast(l.Cut); l.Cut > 0 && len(sides) > 0 {
		add(true, FindingCutOff, strings.Join(sides, " en "))
	}
	add(l.Fold > 0 && q.Fold >= l.Fold, FindingFolded, q.FoldAt.turned(q.Rotation).word())
	add(q.DPI > 0 && q.DPI < l.DPI, FindingLowResolution, "")
	add(q.Rotation != 0, FindingUpsideDown, "")
	add(!skewed && l.Straighten > 0 && math.Abs(q.Skew) >= l.Straighten, FindingStraightened, "")
	add(l.Colour > 0 && q.Colour >= l.Colour, FindingColour, "")
	return found
}

// corners are the corners of a page clockwise, cornerWords the same in Dutch.
var (
	corners     = []Corner{TopLeft, TopRight, BottomRight, BottomLeft}
	cornerWords = []string{"linksboven", "rechtsboven", "rechtsonder", "linksonder"}
)

// turned returns which corner c is after turning the page by degrees clockwise: people
// see the page upright.
func (c Corner) turned(degrees int) Corner {
	i := slices.Index(corners, c)
	if i < 0 {
		return c
	}
	return corners[(i+degrees/90)%len(corners)]
}

func (c Corner) word() string {
	if i := slices.Index(corners, c); i >= 0 {
		return cornerWords[i]
	}
	return ""
}

// turned returns the sides after turning the page by degrees clockwise.
func (s Sides) turned(degrees int) Sides {
	for range degrees / 90 {
		s = Sides{Top: s.Left, Right: s.Top, Bottom: s.Right, Left: s.Bottom}
	}
	return s
}

// atLeast returns the sides with at least n, in Dutch.
func (s Sides) atLeast(n int) []string {
	var sides []string
	for _, side := range []struct {
		n    int
		word string
	}{{s.Top, "bovenaan"}, {s.Right, "rechts"}, {s.Bottom, "onderaan"}, {s.Left, "links"}} {
		if side.n >= n {
			sides = append(sides, side.word)
		}
	}
	return sides
}

// A StackPage is what the findings of a whole stack look at of one page.
type StackPage struct {
	Quality Quality
	Name    string // how the operator sees it named, within a sentence; empty: by Shown
	Shown   int    // number under which the operator sees it; in a note about another page
	Sheet   bool   // a separator sheet: never a duplicate, never too long
	Back    bool   // the back of the page before it
	Away    bool   // replaced or rejected: nothing is said about it, nor compared with it
	Printed int    // number of a printed series on it, such as that of an imprinter; 0: none known
}

// SeriesFindings returns for each page of a stack what only the others show: two sheets
// drawn in at once, the same sheet twice, an empty front. They come beside Findings.
func (l Limits) SeriesFindings(pages []StackPage) [][]Finding {
	found := make([][]Finding, len(pages))
	common, cells := l.commonHeight(pages), prints(pages)
	last := 0
	for i, p := range pages {
		if p.Away {
			continue
		}
		if l.isTooLong(p, common) || p.Printed > last+1 && last > 0 {
			found[i] = append(found[i], NewFinding(FindingDoubleFeed, ""))
		}
		if p.Printed > 0 {
			last = p.Printed
		}
		if twin := l.twin(cells[:i], cells[i]); twin >= 0 {
			found[i] = append(found[i], NewFinding(FindingDuplicate, pageNote(pages[twin])))
		}
		if l.BlankFront && p.Quality.Blank && !p.Back && !p.Sheet {
			found[i] = append(found[i], NewFinding(FindingBlankFront, ""))
		}
	}
	return found
}
