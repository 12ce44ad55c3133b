package barcode

import "slices"

// patchPatterns are the widths of the four bars from top to bottom, narrow or wide.
var patchPatterns = map[[4]bool]string{
	{true, false, false, true}: "1",
	{true, false, true, false}: "2",
	{true, true, false, false}: "3",
	{false, true, true, false}: "4",
	{false, false, true, true}: "6",
	{false, true, false, true}: "T",
}

// Sizes in inches as the makers of scanners print them.
const (
	patchNarrow = 0.08 // bar, and the space between two
	patchWide   = 0.20 // bar
	patchLength = 1.5  // least length of the bars, half that of the shortest in use
	patchStep   = 4    // columns of the reduced page from one look to the next
)

// patchCodes returns the values of the patch codes, read from top to bottom and
// from left to right.
func (p *page) patchCodes() []string {
	b := p.coarse
	if b.cols == 0 || b.rows == 0 {
		return nil
	}
	values := patchVotes(b.p.w, b.p.h, b.p.dpi, b.dark)
	turned := patchVotes(b.p.h, b.p.w, b.p.dpi, func(x, y int) bool { return b.dark(y, x) })
	return slices.Concat(values, turned)
}

// A vote is a patch code as one column crosses it.
type vote struct {
	column int
	top    float64
	value  string
}

// patchVotes returns the values for which enough neighbouring columns vote.
func patchVotes(w, h int, dpi float64, dark func(x, y int) bool) []string {
	var votes []vote
	for x := w / 20; x < w*19/20; x += patchStep {
		votes = appendVotes(votes, x, h, dpi, dark)
	}
	var values []string
	for i, v := range votes {
		if !slices.Contains(values, v.value) && chain(votes[i:]) >= int(patchLength*dpi) {
			values = append(values, v.value)
		}
	}
	return values
}

// chain returns the length in pixels of the bars that begin with the first vote:
// columns at most three looks apart, at nearly the same height.
func chain(votes []vote) int {
	last, n := votes[0], 1
	for _, v := range votes[1:] {
		d := v.top - last.top
		if v.value != last.value || v.column == last.column || d > patchStep || d < -patchStep {
			continue
		}
		if v.column-last.column > 3*patchStep {
			break
		}
		last, n = v, n+1
	}
	return n * patchStep
}

// appendVotes adds the patch codes that column x crosses.
func appendVotes(votes []vote, x, h int, dpi float64, dark func(x, y int) bool) []vote {
	runs := []int{0} // where ink begins and ends by turns; first the top of the page
	ink := false
	for y := range h {
		if dark(x, y) != ink {
			ink = !ink
			runs = append(runs, y)
		}
	}
	runs = append(runs, h)
	unit := patchNarrow * dpi
	for i := 0; i+9 < len(runs); i += 2 {
		if value, ok := patchAt(runs[i:i+10], unit); ok {
			votes = append(votes, vote{x, float64(runs[i+1]), value})
		}
	}
	return votes
}

// patchAt tells which patch code lies in nine runs: paper, the four bars with
// three spaces, paper.
func patchAt(e []int, unit float64) (string, bool) {
	run := func(i int) float64 { return float64(e[i+1] - e[i]) }
	if run(0) < 1.2*unit || run(8) < 1.2*unit {
		return "", false
	}
	var wide [4]bool
	for i := range 4 {
		bar := run(2*i + 1)
		wide[i] = bar > 1.75*unit
		want := unit
		if wide[i] {
			want = unit * patchWide / patchNarrow
		}
		if bar < want-0.7*unit || bar > want+0.7*unit {
			return "", false
		}
		if space := run(2*i + 2); i < 3 && (space < 0.45*unit || space > 1.55*unit) {
			return "", false
		}
	}
	value, ok := patchPatterns[wide]
	return value, ok
}
