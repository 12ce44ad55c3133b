package child

import (
	"image"
	"slices"
	"strings"
	"unicode"
)

// grain returns how many specks of dirt m has, on every eighth row: short dark runs
// with white all around, where a dot of a letter has the letter.
func grain(m *image.Gray) int {
	const widest, around = 4, 12
	n := 0
	for y := around; y+around < m.Rect.Dy(); y += 8 {
		row := m.Pix[y*m.Stride:][:m.Rect.Dx()]
		dark := 0
		for x := around; x+widest+around < len(row); x++ {
			if row[x] < strokeLevel {
				dark++
				continue
			}
			if dark > 0 && dark <= widest && isAlone(m, x-dark, x, y, around) {
				n++
			}
			dark = 0
		}
	}
	return n
}

// isAlone tells whether the paper around the run from..to of row y is white.
func isAlone(m *image.Gray, from, to, y, around int) bool {
	for _, dy := range [...]int{-around, -around / 2, around / 2, around} {
		for _, v := range m.Pix[(y+dy)*m.Stride+from-around:][:to-from+2*around] {
			if v < strokeLevel {
				return false
			}
		}
	}
	row := m.Pix[y*m.Stride:]
	for d := 1; d <= around; d++ {
		if row[from-d] < strokeLevel || row[to-1+d] < strokeLevel {
			return false
		}
	}
	return true
}

// Pages with dirt on them.
const (
	dirtyPage = 8    // specks: typed pages have up to 5, bad photocopies 20 to 44
	unsure    = 40.0 // confidence below which signs may be dirt
	hopeless  = 10.0 // confidence below which letters may be
	clearer   = 5.0  // more confidence that a word of the smoothed page needs: it loses commas
)

// cleaner reads a dirty page a second time with its specks and grain smoothed away,
// and returns of each word the surer reading. Words come in the order of the reading
// that is surer as a whole.
func (t *tesseract) cleaner(found []readWord, m *image.Gray, combs []image.Rectangle, l look) ([]readWord, error) {
	mean, _ := sureness(found)
	if mean < doubtfulRun || grain(m) < dirtyPage {
		return found, nil
	}
	p := pixOf(median(m), readDPI)
	if p.c == nil {
		return found, nil
	}
	defer p.free()
	second, err := t.words(p, l)
	if err != nil {
		return nil, err
	}
	second = joined(second, combs)
	before, _ := meanOf(found, t.weight)
	after, _ := meanOf(second, t.weight)
	if after > before && !loses(second, found) {
		return t.surest(second, found, -clearer), nil
	}
	return t.surest(found, second, clearer), nil
}

// loses tells whether a reading lacks a word that the other one is sure of.
func loses(words, other []readWord) bool {
	return slices.ContainsFunc(other, func(w readWord) bool { return !w.isDirt() && !isThere(w, words) })
}

// isDirt tells whether w may be no word at all, but specks or a shadow.
func (w readWord) isDirt() bool {
	means := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Sc, r) }
	return w.confidence < hopeless || w.confidence < unsure && !strings.ContainsFunc(w.text, means)
}

// isThere tells whether there is a word at the place of w.
func isThere(w readWord, words []readWord) bool {
	return slices.ContainsFunc(words, func(o readWord) bool { return middle(w.box).In(o.box) || middle(o.box).In(w.box) })
}

// surest returns first with each word that second is surer of, by more than margin,
// as second has it, and without what only dirt can be.
func (t *tesseract) surest(first, second []readWord, margin float64) []readWord {
	var out []readWord
	for _, w := range first {
		if w.isDirt() && !isThere(w, second) {
			continue
		}
		best := w
		for _, other := range second {
			if middle(other.box).In(w.box) && samePlace(w.box, other.box) && t.weight(other) > t.weight(w)+margin {
				best.text, best.confidence = other.text, other.confidence
			}
		}
		out = append(out, best)
	}
	return out
}

// median returns m with each pixel the middle one of the 3x3 around it, which takes
// away what is thinner than a stroke. The outermost pixels stay as they are.
func median(m *image.Gray) *image.Gray {
	out := image.NewGray(m.Rect)
	copy(out.Pix, m.Pix)
	for y := 1; y < m.Rect.Dy()-1; y++ {
		a, b, c := m.Pix[(y-1)*m.Stride:], m.Pix[y*m.Stride:], m.Pix[(y+1)*m.Stride:]
		for x := 1; x < m.Rect.Dx()-1; x++ {
			out.Pix[y*out.Stride+x] = middleOf(sorted3(a[x-1], b[x-1], c[x-1]), sorted3(a[x], b[x], c[x]), sorted3(a[x+1], b[x+1], c[x+1]))
		}
	}
	return out
}

func sorted3(a, b, c uint8) [3]uint8 {
	low, high := min(a, b), max(a, b)
	return [3]uint8{min(low, c), max(low, min(high, c)), max(high, c)}
}

// middleOf returns the fifth of nine values: the middle one of the greatest low, the
// middle middle and the least high value of three sorted columns.
func middleOf(a, b, c [3]uint8) uint8 {
	return sorted3(max(a[0], b[0], c[0]), sorted3(a[1], b[1], c[1])[1], min(a[2], b[2], c[2]))[1]
}
