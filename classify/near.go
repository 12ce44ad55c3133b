package classify

// distance returns how many letters must be put in, left out or changed to make
// a into b, or limit+1 when that is more than limit.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > limit || len(y)-len(x) > limit {
		return limit + 1
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		left, best := row[0], i+1
		row[0] = i + 1
		for j := range y {
			change := left
			if x[i] != y[j] {
				change++
			}
			left = row[j+1]
			row[j+1] = min(change, left+1, row[j]+1)
			best = min(best, row[j+1])
		}
		if best > limit {
			return limit + 1
		}
	}
	return min(row[len(y)], limit+1)
}

// alike returns 1 for equal words and less the more they differ: 1 minus the
// distance per letter of the longer word.
func alike(a, b string) float64 {
	longest := max(len([]rune(a)), len([]rune(b)))
	if longest == 0 {
		return 1
	}
	limit := longest / 3
	return 1 - float64(distance(a, b, limit))/float64(longest)
}

// slack is how many letters of a phrase may be misread: none below eight
// letters, because short words then match anything (measured: "spoed" hit 40 of
// 842 texts that do not have it), and never more than two, or "straat wordt
// afgesloten" is "stroom wordt afgesloten".
func slack(letters int) int {
	switch {
	case letters < 8:
		return 0
	case letters < 14:
		return 1
	}
	return 2
}

// A finder looks for one phrase anywhere in a text, with at most slack errors
// (Myers 1999: one machine word holds a column of the distance table).
type finder struct {
	phrase []rune
	masks  map[rune]uint64
	errors int
}

// newFinder prepares a folded phrase of 1 to 64 runes.
func newFinder(phrase string) *finder {
	f := &finder{phrase: []rune(phrase), masks: map[rune]uint64{}}
	for i, r := range f.phrase {
		f.masks[r] |= 1 << uint(i)
	}
	f.errors = slack(len(f.phrase))
	return f
}

// find returns the end (exclusive) of the best match in text and how many
// letters differ; end is -1 when there is none. Earlier matches win.
func (f *finder) find(text []rune) (end, errors int) {
	end, errors = -1, f.errors+1
	top := uint64(1) << uint(len(f.phrase)-1)
	plus, minus, score := ^uint64(0), uint64(0), len(f.phrase)
	for i, r := range text {
		eq := f.masks[r]
		xv := eq | minus
		xh := (((eq & plus) + plus) ^ plus) | eq
		ph, mh := minus|^(xh|plus), plus&xh
		switch {
		case ph&top != 0:
			score++
		case mh&top != 0:
			score--
		}
		ph, mh = ph<<1, mh<<1
		plus, minus = mh|^(xv|ph), ph&xv
		if score < errors && wordEnds(text, i+1) {
			end, errors = i+1, score
		}
	}
	return end, errors
}

// wordEnds tells whether a word ends just before place i.
func wordEnds(text []rune, i int) bool {
	return i >= len(text) || text[i] == ' '
}
