package child

import (
	"image"
	"slices"
	"time"
	"unicode"
	"unicode/utf8"
)

// When words are read a second time. Mean confidences of 0 to 100, by character:
// typed lines have 85 to 96 in every degradation, handwriting 20 to 60.
const (
	doubtfulRun  = 68.0 // of neighbouring words
	handwritten  = 0.5  // share of the characters in such runs that makes a whole page handwriting
	leastDoubted = 4    // characters in a run: less is a box to tick or a line of a table
	mostAreas    = 24   // places on one page: what has more is no letter
	surelyBetter = 5.0  // how much more confidence a second reading needs; less costs typed lines
)

// again reads once more, line by line, what was read badly and may be handwriting, and
// keeps the better reading of each place. m is the page without its lines, first the CPU
// time that took. Most pages have nothing of the kind and cost 2 ms here. Smoothing
// dirty photocopies and reading them again was tried too: it mended as many values as
// it spoiled lines.
//
// There is no error: where a second reading fails or costs too much, the first stands.
func (t *tesseract) again(found []readWord, m *image.Gray, combs []image.Rectangle, first time.Duration) []readWord {
	return t.byHand(found, m, combs, budgetFor(first))
}

// byHand reads each place of which the words are not sure as handwriting.
func (t *tesseract) byHand(found []readWord, m *image.Gray, combs []image.Rectangle, left *budget) []readWord {
	areas := doubtfulAreas(runsOf(found), m.Rect, combs)
	if len(areas) > mostAreas {
		return found
	}
	for _, a := range areas {
		second, err := t.readArea(a, m, found, left)
		if err != nil {
			break
		}
		found = t.better(found, second, a)
	}
	return found
}

// readArea reads what no word outside of a owns there as handwriting.
func (t *tesseract) readArea(a region, m *image.Gray, found []readWord, left *budget) ([]readWord, error) {
	ink, err := a.ink(m, found, left)
	if err != nil {
		return nil, err
	}
	lines, err := handLines(m, ink, left)
	if err != nil {
		return nil, err
	}
	return t.readHand(lines, left)
}

// A run is neighbouring words of one line with no wide gap between them, as the label
// and the value on a form have.
type run struct {
	words []readWord
	box   image.Rectangle
}

// runsOf returns the runs of a page.
func runsOf(found []readWord) []run {
	var runs []run
	for _, w := range found {
		if n := len(runs) - 1; n >= 0 && runs[n].goesOn(w) {
			runs[n].words = append(runs[n].words, w)
			runs[n].box = runs[n].box.Union(w.box)
			continue
		}
		runs = append(runs, run{words: []readWord{w}, box: w.box})
	}
	return runs
}

func (r run) goesOn(w readWord) bool {
	last := r.words[len(r.words)-1]
	return last.line == w.line && w.box.Min.X-last.box.Max.X < 2*max(last.box.Dy(), w.box.Dy())
}

// isNumber tells whether most of a run are digits.
func (r run) isNumber() bool {
	digits, chars := 0, 0
	for _, w := range r.words {
		for _, c := range w.text {
			chars++
			if unicode.IsDigit(c) {
				digits++
			}
		}
	}
	return 2*digits > chars
}

// sureness returns the mean confidence by character, and how many there are.
func sureness(words []readWord) (mean float64, chars int) {
	return meanOf(words, func(w readWord) float64 { return w.confidence })
}

// meanOf returns the mean of a weight of words by character, and how many there are.
func meanOf(words []readWord, weight func(readWord) float64) (mean float64, chars int) {
	sum := 0.0
	for _, w := range words {
		n := utf8.RuneCountInString(w.text)
		sum += float64(n) * weight(w)
		chars += n
	}
	return sum / float64(max(1, chars)), chars
}

// A region is a place on a page to be read again.
type region struct {
	image.Rectangle
	whole bool // all of the page
}

// doubtfulAreas returns where the words are not sure. On a page that is mostly sure,
// numbers and what stands in boxes for characters are left alone: no dictionary knows
// them, and numbers get a second look of their own, with their check digits. When most
// of a page is not sure, numbers and boxes counted, even the lines were not found right:
// then it is the whole page with all that stands on it.
func doubtfulAreas(runs []run, page image.Rectangle, combs []image.Rectangle) []region {
	var areas []region
	all, doubted := 0, 0
	for _, r := range runs {
		mean, chars := sureness(r.words)
		all += chars
		if mean >= doubtfulRun || chars < leastDoubted {
			continue
		}
		doubted += chars
		if r.isNumber() || slices.ContainsFunc(combs, r.box.Overlaps) {
			continue
		}
		grow := max(4, min(20, r.box.Dy()/3))
		areas = append(areas, region{Rectangle: r.box.Inset(-grow).Intersect(page)})
	}
	if doubted > 0 && float64(doubted) >= handwritten*float64(all) {
		return []region{{Rectangle: page, whole: true}}
	}
	return merged(areas)
}

// merged makes one area of those that overlap.
func merged(areas []region) []region {
	for i := 0; i < len(areas); i++ {
		j := slices.IndexFunc(areas[i+1:], func(a region) bool { return a.Overlaps(areas[i].Rectangle) })
		if j < 0 {
			continue
		}
		j += i + 1
		areas[i].Rectangle = areas[i].Union(areas[j].Rectangle)
		areas = slices.Delete(areas, j, j+1)
		i = -1
	}
	return areas
}

// has tells whether w is among what is read again in a.
func (a region) has(w readWord) bool {
	return a.whole || middle(w.box).In(a.Rectangle)
}

// ink returns the ink in a that no word outside of a owns.
func (a region) ink(m *image.Gray, found []readWord, left *budget) ([]blot, error) {
	all, err := blots(m, a.Rectangle, left)
	if err != nil {
		return nil, err
	}
	var others []image.Rectangle
	for _, w := range found {
		if !a.has(w) {
			others = append(others, w.box)
		}
	}
	taken := rowsOf(others)
	return slices.DeleteFunc(all, func(b blot) bool { return taken.have(middle(b.Rectangle)) }), nil
}

// rowHeight is how many rows of pixels share an entry of a byRow: less than a line.
const rowHeight = 16

// A byRow has boxes by the rows that they touch: a page may have thousands of words
// and tens of thousands of spots.
type byRow map[int][]image.Rectangle

// rowsOf returns boxes by their rows.
func rowsOf(boxes []image.Rectangle) byRow {
	rows := byRow{}
	for _, b := range boxes {
		for y := b.Min.Y / rowHeight; y <= b.Max.Y/rowHeight; y++ {
			rows[y] = append(rows[y], b)
		}
	}
	return rows
}

// have tells whether p lies in one of the boxes.
func (r byRow) have(p image.Point) bool {
	return slices.ContainsFunc(r[p.Y/rowHeight], p.In)
}

// better returns the words with those in a replaced by the second reading, when that
// is the surer one and does not lose letters.
func (t *tesseract) better(found, second []readWord, a region) []readWord {
	var first []readWord
	for _, w := range found {
		if a.has(w) {
			first = append(first, w)
		}
	}
	before, chars := meanOf(first, t.weight)
	after, now := meanOf(second, t.weight)
	if after < before+surelyBetter || now*4 < chars*3 {
		return found
	}
	return replaced(found, second, a)
}

// replaced puts second in the place of the first word of a and leaves out the others
// of a. The new lines are one paragraph of the block that they stand in.
func replaced(found, second []readWord, a region) []readWord {
	var out []readWord
	put := false
	for _, w := range found {
		if !a.has(w) {
			out = append(out, w)
			continue
		}
		if put {
			continue
		}
		put = true
		for _, s := range second {
			s.line, s.paragraph, s.block = -1-s.line-mostLines*w.line, w.paragraph, w.block
			out = append(out, s)
		}
	}
	return out
}
